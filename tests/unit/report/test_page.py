import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sample_release import (
    CHECK,
    HOSTILE,
    HOSTILE_URL,
    REFUSAL,
    WARNING,
    hostile_manifest,
    hostile_rows,
    sample_manifest,
    sample_rows,
    write_release,
)

from flows.report.figures import release_figures
from flows.report.page import breakable, fate_rows, number, percent, render_report, shown, size, write_report


class Elements(HTMLParser):
    """Collects every element with its attributes, and the text outside of the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if not self.found or self.found[-1][0] != "style":
            self.text += data


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("releases") / "hostile"
    return write_report(write_release(folder, hostile_rows(), hostile_manifest())).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    release = write_release(
        tmp_path_factory.mktemp("releases") / "sample", sample_rows(), sample_manifest(CHECK, WARNING)
    )
    return render_report(release_figures(release))


def test_hostile_text_is_shown_and_makes_no_element(hostile: str) -> None:
    elements = Elements(hostile)
    assert {tag for tag, _ in elements.found}.isdisjoint({"script", "img", "iframe", "object", "base", "form"})
    assert not [attrs for _, attrs in elements.found if any(name.startswith("on") for name in attrs)]
    spelled = HOSTILE.replace("\x1b", r"\x1b").replace("\u202e", r"\u202e")
    for place in ("title", "excerpt", "speaker", "name"):
        assert elements.text.count(spelled) > 10, place
    assert "\x1b" not in hostile
    assert "\u202e" not in hostile
    assert r"\udcff" in elements.text
    assert HOSTILE_URL in elements.text


@pytest.mark.parametrize("page", ["sample", "hostile"])
def test_every_link_stays_on_the_page_and_every_target_exists(page: str, request: pytest.FixtureRequest) -> None:
    elements = Elements(request.getfixturevalue(page))
    links = [attrs["href"] or "" for tag, attrs in elements.found if tag == "a"]
    assert links
    assert {link[1:] for link in links} <= {attrs["id"] for _, attrs in elements.found if "id" in attrs}
    assert {link[0] for link in links} == {"#"}


def test_the_page_forbids_itself_everything_but_its_own_style(sample: str) -> None:
    elements = Elements(sample)
    (policy,) = (attrs["content"] for tag, attrs in elements.found if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not [attrs for _, attrs in elements.found if "src" in attrs]
    assert not re.search(r"url\(|@import", sample)


def test_the_page_can_be_read_aloud(sample: str) -> None:
    elements = Elements(sample)
    tags = [tag for tag, _ in elements.found]
    assert ("html", {"lang": "en"}) in elements.found
    assert tags.count("h1") == 1
    assert tags.count("table") == tags.count("caption")
    assert {attrs.get("scope") for tag, attrs in elements.found if tag == "th"} == {"col", "row"}
    svgs = [attrs for tag, attrs in elements.found if tag == "svg" and attrs.get("role") == "img"]
    assert [attrs["aria-label"] for attrs in svgs] == [
        "Kept: 2. Copies of a kept page: 1. Older versions of a kept page: 1. Rejected: 1. "
        "Received again, same bytes: 1. Unreadable or skipped: 2. "
    ]


@pytest.mark.parametrize(
    ("checks", "headline", "style"),
    [
        ((CHECK,), "Passed every check", "verdict passed"),
        ((CHECK, WARNING), "Passed with 1 warning", "verdict passed_with_warnings"),
        ((CHECK, REFUSAL), "Refused: do not use", "verdict refused"),
        ((), "Not checked: no verdict yet", "verdict unchecked"),
    ],
)
def test_the_verdict_stands_first(
    tmp_path: Path, checks: tuple[dict[str, Any], ...], headline: str, style: str
) -> None:
    html = render_report(release_figures(write_release(tmp_path / "r", sample_rows(), sample_manifest(*checks))))
    elements = Elements(html)
    assert (style, "verdict") in [(attrs.get("class"), attrs.get("id")) for _, attrs in elements.found]
    assert f"<h2>{headline}</h2>" in html
    assert html.index(headline) < html.index("Where every record went")


def test_an_empty_release_has_a_page(tmp_path: Path) -> None:
    text = Elements(write_report(write_release(tmp_path / "empty", {}, None)).read_text(encoding="utf-8")).text
    assert "Not checked: no verdict yet" in text
    assert "0 input records gave 0 distinct pages and 0 articles." in text


def test_a_long_list_of_problems_is_counted(tmp_path: Path) -> None:
    checks = [REFUSAL | {"column": f"c{number}"} for number in range(15)]
    html = render_report(release_figures(write_release(tmp_path / "r", sample_rows(), sample_manifest(*checks))))
    assert '<a href="#checks">and 3 more</a>' in html


def test_the_report_is_written_twice_the_same_and_leaves_nothing_else(tmp_path: Path) -> None:
    release = write_release(tmp_path / "sample", sample_rows(), sample_manifest(CHECK))
    path = write_report(release)
    first = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert write_report(release) == release / "report" / "index.html"
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == first
    assert sorted(first) == ["index.html", "report.json"]
    text = first["report.json"].decode()
    figures = json.loads(text)
    assert figures == release_figures(release)
    assert text == json.dumps(figures, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def test_a_report_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = write_release(tmp_path / "sample", sample_rows(), sample_manifest(CHECK))
    before = write_report(release).read_bytes()
    (release / "manifest.json").write_text("{}", encoding="utf-8")

    def fail(*_: Any) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_report(release)
    assert (release / "report" / "index.html").read_bytes() == before


def test_the_stacked_bar_adds_up_to_all_records() -> None:
    statuses = [
        {"status": status, "count": count, "reasons": []}
        for status, count in (("kept", 5), ("duplicate", 1), ("superseded", 0), ("rejected", 2))
    ]
    rows = fate_rows({"statuses": statuses, "repeat_count": 1, "failure_count": 1})
    assert [(row["fate"], row["start"], row["width"]) for row in rows] == [
        ("kept", 0, 50),
        ("duplicate", 50, 10),
        ("superseded", 60, 0),
        ("rejected", 60, 20),
        ("repeat", 80, 10),
        ("failure", 90, 10),
    ]


@pytest.mark.parametrize(
    ("function", "arguments", "text"),
    [
        (number, (1234567,), "1,234,567"),
        (number, (0.5,), "0.5"),
        (number, (None,), "–"),
        (percent, (1, 3), "33.3 %"),
        (percent, (1, 10000), "< 0.1 %"),
        (percent, (0, 3), "0 %"),
        (percent, (0, 0), "–"),
        (size, (0,), "0 bytes"),
        (size, (1500,), "1.5 kB"),
        (size, (2.5e14,), "250.0 TB"),
        (size, (None,), "–"),
        (shown, (" a\nb\u2028c\x07 ",), "a ⏎ b ⏎ c\\x07"),
        (shown, (None,), "–"),
        (shown, (3,), 3),
        (breakable, ("no_longer_selected",), "no_<wbr>longer_<wbr>selected"),
        (breakable, ("<b>_\x07",), "&lt;b&gt;_<wbr>\\x07"),
        (breakable, (None,), None),
    ],
)
def test_values_are_shown(function: Any, arguments: tuple[Any, ...], text: Any) -> None:
    assert function(*arguments) == text
