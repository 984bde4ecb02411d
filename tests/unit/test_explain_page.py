import re
from pathlib import Path

import pytest
from tiny_release import ARTICLE, COPY, KEPT, LINKS, PARAGRAPH, QUOTE, SPOKEN, sound_rows, write_tiny_release

from flows import explain_page as module
from flows.explain_page import NothingFoundError, explain, page_lines
from flows.releases import Release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return write_tiny_release(tmp_path_factory.mktemp("explain") / "r0", sound_rows())


def pages(release: Release, name: str) -> list[str | None]:
    return [told["document_id"] for told in explain(release, name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("copy.txt", [COPY]),
        (COPY, [COPY]),
        (ARTICLE, [KEPT]),
        (PARAGRAPH, [KEPT]),
        (QUOTE, [KEPT]),
        ("news.jsonl", [KEPT, LINKS, None]),
        ("pipe", [None]),
    ],
)
def test_a_path_or_an_id_of_any_table_leads_to_its_pages(
    release: Release, name: str, expected: list[str | None]
) -> None:
    assert pages(release, name) == expected


def test_a_container_leads_to_pages_that_were_first_seen_elsewhere_too(tmp_path: Path) -> None:
    rows = sound_rows()
    rows["sightings"] += [
        {"document_id": COPY, "source_path": "news.jsonl", "record_offset": 700, "is_revisit": True},
        {"document_id": COPY, "source_path": "second.txt", "is_revisit": False},
    ]
    release = write_tiny_release(tmp_path / "r0", rows)
    assert pages(release, "news.jsonl") == [COPY, KEPT, LINKS, None]
    assert pages(release, "second.txt") == [COPY]


@pytest.mark.parametrize("name", ["", "news", "9" * 32, "news.jsonl "])
def test_a_name_that_the_release_does_not_know_is_an_error(release: Release, name: str) -> None:
    with pytest.raises(NothingFoundError, match=re.escape(f"quote {name!r}; source paths are listed in manifest")):
        explain(release, name)


def test_no_more_pages_are_told_than_a_person_reads(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PAGES", 1)
    assert pages(release, "news.jsonl") == [KEPT, None]


def test_a_page_is_told_with_the_text_of_its_lines_and_its_rows(release: Release) -> None:
    (told,) = explain(release, KEPT)
    assert "text" not in told
    assert [(line["line_index"], line["text"]) for line in told["lines"]] == [
        (0, "Mưa lớn ở Huế"),
        (2, SPOKEN),
        (3, "Quảng cáo"),
    ]
    assert [article["article_id"] for article in told["articles"]] == [ARTICLE]
    assert "text" not in told["articles"][0]
    assert [quote["quote_id"] for quote in told["quotes"]] == [QUOTE]
    assert (told["duplicates"], told["rejections"]) == ([], [])


def lines(release: Release, name: str) -> list[str]:
    return [line for told in explain(release, name) for line in page_lines(told)]


def test_a_kept_page_is_told_line_by_line(release: Release) -> None:
    assert lines(release, KEPT) == [
        f"news.jsonl at byte 0  document {KEPT}  kept",
        f"  article {ARTICLE}: Mưa lớn ở Huế | 2026-11-20 08:00:00+00:00 | vi",
        "  +    0 title             0.90  Mưa lớn ở Huế  [words=4]",
        f"  +    2 body              0.90  {SPOKEN}  [words=4]",
        "  -    3 ad                0.90  Quảng cáo  [words=4]",
        "  direct by Trần An (quote_comma_speaker_cue, 0.95): Chúng tôi đã sơ tán hết",
    ]


def test_a_copy_is_told_with_the_article_that_was_kept(release: Release) -> None:
    assert lines(release, "copy.txt")[:2] == [
        f"copy.txt  document {COPY}  duplicate (near)",
        f"  near of article {ARTICLE}, similarity 0.97",
    ]


def test_a_record_that_was_not_read_is_told_with_its_reason_and_without_control_characters(release: Release) -> None:
    assert lines(release, "news.jsonl")[-1] == (
        r"news.jsonl at byte 900: rejected by read_sources: no_text (line 3: nothing\x1b[31m in it)"
    )
    assert lines(release, "pipe") == ["pipe: rejected by read_sources: not_regular (a pipe)"]


def test_what_is_not_known_is_said_and_nothing_hostile_reaches_the_terminal(tmp_path: Path) -> None:
    rows = sound_rows()
    rows["articles"][0] |= {"title": None, "published_at": None}
    rows["quotes"][0]["speaker_name"] = None
    for row in (rows["documents"][0], rows["sightings"][1]):
        row["source_path"] = "a\x1b[2J\n.jsonl"
    rows["rejections"][2]["detail"] = None
    release = write_tiny_release(tmp_path / "r0", rows)
    told = lines(release, KEPT)
    assert told[0] == rf"a\x1b[2J\n.jsonl at byte 0  document {KEPT}  kept"
    assert told[1] == f"  article {ARTICLE}: no title | no date | vi"
    assert told[-1].startswith("  direct by nobody named (")
    assert lines(release, "pipe") == ["pipe: rejected by read_sources: not_regular ()"]
