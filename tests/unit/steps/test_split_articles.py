from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from flows.steps.article_ids import address_article_id, content_article_id
from flows.steps.split_articles import is_vietnamese, split_articles
from schemas.stages import LABELLED_LINES, PAGE_ARTICLES, PAGES

BODY = "Nước sông đã dâng cao trong đêm."


def article(lines: list[tuple[str, str]], **columns: Any) -> dict[str, Any] | None:
    """Return the only article of a page of (kind, text); a plus after the kind means kept."""
    found = articles(lines, **columns)
    return found[0] if found else None


def articles(lines: list[tuple[str, str]], **columns: Any) -> list[dict[str, Any]]:
    """Return the articles of a page of (kind, text)."""
    rows = []
    start = 0
    for index, (kind, text) in enumerate(lines):
        rows.append(("d", index, start, start + len(text), kind.rstrip("+"), 1.0, kind.endswith("+"), ["rule=x"]))
        start += len(text) + 1
    page = dict.fromkeys(PAGES.columns) | {
        "document_id": "d",
        "media_type": "text/plain",
        "encoding": "utf-8",
        "removed_character_count": 0,
        "text": "\n".join(text for _, text in lines),
        "metadata": "{}",
    }
    pages = pl.DataFrame([page | columns], schema=PAGES.to_polars())
    found = split_articles(pages, pl.DataFrame(rows, schema=LABELLED_LINES.to_polars(), orient="row"))
    return found.to_dicts()


def field(name: str, lines: list[tuple[str, str]], **columns: Any) -> Any:
    found = article(lines, **columns)
    assert found
    return found[name]


def test_the_whole_row_of_a_plain_page() -> None:
    lines = [
        *(("nav", "Trang chủ"), ("title+", "Sông dâng"), ("byline", "Trần An"), ("date", "17/12/2024 12:11")),
        *(("lead+", "Nhà bị ngập."), ("subheading+", "Nước rút"), ("body+", BODY), ("caption+", "Ảnh: An")),
        *(("source_credit", "Theo Báo Mẫu"), ("hashtag", "#sông, #mưa #sông")),
    ]
    text = f"Nhà bị ngập.\n\nNước rút\n\n{BODY}"
    content_id = content_article_id("Sông dâng", text, 0)
    assert article(lines) == {
        "article_id": content_id,
        "document_id": "d",
        "article_index": 0,
        "title": "Sông dâng",
        "lead": "Nhà bị ngập.",
        "authors": ["Trần An"],
        "published_at": datetime(2024, 12, 17, 5, 11, tzinfo=UTC),
        "published_precision": "minute",
        "published_utc_offset_minutes": 420,
        "source_credit": "Báo Mẫu",
        "url": None,
        "site": None,
        "text": text,
        "char_count": len(text),
        "word_count": 12,
        "tags": ["sông", "mưa"],
        "fetched_at": None,
        "is_url_identity": False,
        "content_id": content_id,
        "line_indexes": [1, 4, 5, 6, 7],
    }


def test_pages_without_paragraphs_give_no_article() -> None:
    assert article([("nav", "Trang chủ"), ("caption+", "Ảnh: An")]) is None
    empty = split_articles(PAGES.empty(), LABELLED_LINES.empty())
    assert empty.schema == PAGE_ARTICLES.to_polars()


@pytest.mark.parametrize(
    ("printed", "columns", "expected"),
    [
        ("Sông dâng - Báo Mẫu", {}, "Sông dâng"),
        ("Sông dâng | Mẫu", {"page_metadata": '{"site_name": "MẪU"}'}, "Sông dâng"),
        ("Sông dâng | Example", {"site": "example.org"}, "Sông dâng"),
        ("Sông dâng | Example", {"url": "https://www.example.org/a"}, "Sông dâng"),
        ("Sông dâng - nước lên", {}, "Sông dâng - nước lên"),
        (None, {"metadata": '{"title": "Từ bản ghi"}', "page_metadata": '{"og_title": "Từ trang"}'}, "Từ bản ghi"),
        (None, {"page_metadata": '{"title": "Nước sông dâng - VnExpress"}'}, "Nước sông dâng"),
        (None, {"page_metadata": '{"headline": "Nước sông dâng", "title": "Nước đêm"}'}, "Nước sông dâng"),
        (None, {"page_metadata": '{"title": "Chào mừng quý khách"}'}, None),
        (None, {"page_metadata": '{"title": "Mẫu", "site_name": "Mẫu"}'}, None),
        (None, {"metadata": '{"title": true}'}, None),
        (None, {}, None),
    ],
)
def test_the_title_is_printed_or_claimed_without_the_site(
    printed: str | None, columns: dict[str, Any], expected: str | None
) -> None:
    title = [("title+", printed)] if printed else []
    assert field("title", [*title, ("body+", BODY)], **columns) == expected


@pytest.mark.parametrize(
    ("lines", "columns", "expected"),
    [
        ([("byline", "Trần An"), ("byline", "Trần An"), ("byline", "Lê Mẫu")], {}, ["Trần An", "Lê Mẫu"]),
        ([("body+", BODY + " Hà Mẫu")], {"metadata": '{"author": "Lê Mẫu"}'}, ["Hà Mẫu"]),
        ([], {"metadata": '{"author": "Lê Mẫu, PV"}'}, ["Lê Mẫu", "PV"]),
        ([], {"metadata": '{"author": ["Lê Mẫu", "An"]}'}, ["Lê Mẫu", "An"]),
        ([], {"page_metadata": '{"author": "An Mẫu"}', "metadata": '{"author": "Lê"}'}, ["An Mẫu"]),
        ([("byline", "By Lan Mẫu MS, NFL Analyst")], {"page_metadata": '{"author": "Lan Mẫu"}'}, ["Lan Mẫu"]),
        ([("byline", "Hà Mẫu - An")], {"page_metadata": '{"author": "An, Lê Mẫu"}'}, ["An"]),
        ([("byline", "Hà Mẫu")], {"page_metadata": '{"author": "Báo Mẫu"}'}, ["Hà Mẫu"]),
        ([("byline", "Hà Mẫu, News Editor, Updated")], {}, ["Hà Mẫu"]),
        ([("byline", "Hà Mẫu PST | Tuesday")], {}, ["Hà Mẫu"]),
        ([], {"metadata": '{"author": "Theo Hà Ly"}'}, []),
        ([], {"page_metadata": '{"author": "By Lan Mẫu, Staff Writer"}'}, ["Lan Mẫu"]),
        ([("byline", "Chia Sẻ Bài Viết"), ("byline", "Thời Sự")], {}, []),
        ([], {"metadata": '{"author": "https://example.org/a"}'}, []),
        ([], {}, []),
    ],
)
def test_authors_are_printed_or_claimed(
    lines: list[tuple[str, str]], columns: dict[str, Any], expected: list[str]
) -> None:
    assert field("authors", [("body+", BODY), *lines], **columns) == expected


@pytest.mark.parametrize(
    ("lines", "columns", "expected"),
    [
        ([("date", "17/12/2024")], {}, ("2024-12-16 17:00", "day", 420)),
        ([("related", "01/01/2020")], {}, None),
        (
            [("date", "17/12/2024")],
            {"page_metadata": '{"published_at": "2024-12-17T08:00:00+07:00"}'},
            ("2024-12-17 01:00", "minute", 420),
        ),
        (
            [("date", "17/12/2024 12:11")],
            {"page_metadata": '{"published_at": "2024-12-17"}'},
            ("2024-12-17 05:11", "minute", 420),
        ),
        ([("date", "17/12/2024")], {"metadata": '{"date": "2025-03-01 08:00"}'}, ("2024-12-16 17:00", "day", 420)),
        ([], {"metadata": '{"date": 20241217}'}, ("2024-12-16 17:00", "day", 420)),
        (
            [("date", "2 giờ trước")],
            {"fetched_at": datetime(2025, 1, 2, 10, tzinfo=UTC)},
            ("2025-01-02 08:00", "minute", 420),
        ),
        ([("date", "2 giờ trước")], {}, None),
        (  # a template's date that the page denies
            [("date", "17/12/2024 12:11")],
            {"page_metadata": '{"published_at": "2020-01-01T00:00:00+07:00"}'},
            ("2024-12-17 05:11", "minute", 420),
        ),
        (  # what is printed is an update
            [("date", "Cập nhật 20/12/2024")],
            {"page_metadata": '{"published_at": "2024-12-10T08:00:00+07:00"}'},
            ("2024-12-10 01:00", "minute", 420),
        ),
        (
            [("date", "20/12/2024")],
            {"page_metadata": '{"published_at": "2024-12-10T08:00:00+07:00", "modified_at": "2024-12-20"}'},
            ("2024-12-10 01:00", "minute", 420),
        ),
        (  # the head's date lies after the page was fetched
            [("date", "17/12/2024 12:11")],
            {
                "page_metadata": '{"published_at": "2026-01-01T00:00:00+07:00"}',
                "fetched_at": datetime(2024, 12, 17, 10, tzinfo=UTC),
            },
            ("2024-12-17 05:11", "minute", 420),
        ),
        ([("source_credit", "Nguồn: Báo Mẫu 17/12/2024 12:11")], {}, ("2024-12-17 05:11", "minute", 420)),
    ],
)
def test_the_date_comes_from_head_line_or_record(
    lines: list[tuple[str, str]], columns: dict[str, Any], expected: tuple[str, str, int] | None
) -> None:
    found = article([("title+", "Sông"), *lines, ("body+", BODY)], **columns)
    assert found
    moment = found["published_at"]
    told = moment and (
        f"{moment:%Y-%m-%d %H:%M}",
        found["published_precision"],
        found["published_utc_offset_minutes"],
    )
    assert told == expected


def test_a_date_above_the_title_counts_less_than_one_below() -> None:
    lines = [("date", "01/01/2024"), ("title+", "Sông"), ("date", "02/01/2024"), ("body+", BODY)]
    assert field("published_at", lines) == datetime(2024, 1, 1, 17, 0, tzinfo=UTC)


def test_a_text_that_is_not_vietnamese_has_no_known_clock() -> None:
    found = article([("date", "17/12/2024"), ("body+", "The river rose in the night.")])
    assert found
    assert (found["published_at"], found["published_utc_offset_minutes"]) == (
        datetime(2024, 12, 17, tzinfo=UTC),
        None,
    )
    assert not is_vietnamese("The river rose in the night.")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("source_credit", "Theo Hà Mẫu"), ("source_credit", "Dân Việt")], "Dân Việt"),
        ([("source_credit", "Theo Hà Mẫu")], "Hà Mẫu"),
        ([("source_credit", "Nguồn:")], None),
        ([("source_credit", "Nguồn: Báo Mẫu 17/12/2024 12:11")], "Báo Mẫu"),
        ([("body+", "Hết. (Theo VnExpress)")], "VnExpress"),
        ([], None),
    ],
)
def test_the_credit_prefers_a_known_outlet(lines: list[tuple[str, str]], expected: str | None) -> None:
    assert field("source_credit", [("body+", BODY), *lines]) == expected


def test_a_caption_only_lead_page_has_no_trailing_names() -> None:
    found = article([("lead+", BODY)])
    assert found
    assert (found["authors"], found["source_credit"]) == ([], None)


def test_the_address_gives_id_and_site() -> None:
    found = article([("body+", BODY)], url="https://www.example.org/a?utm_source=x", site="example.org")
    assert found
    assert found["is_url_identity"]
    assert found["article_id"] == address_article_id("example.org/a", 0)


def test_an_absolute_canonical_address_fills_a_missing_url() -> None:
    found = article([("body+", BODY)], page_metadata='{"canonical_url": "https://www.example.org/b"}')
    assert found
    assert (found["url"], found["site"], found["article_id"]) == (
        "https://www.example.org/b",
        "example.org",
        address_article_id("example.org/b", 0),
    )
    relative = article([("body+", BODY)], page_metadata='{"canonical_url": "/b"}')
    assert relative
    assert (relative["url"], relative["is_url_identity"]) == (None, False)


def test_the_root_of_a_site_is_no_identity() -> None:
    found = article([("body+", BODY)], url="https://example.org/", site="example.org")
    assert found
    assert (found["is_url_identity"], found["article_id"]) == (False, found["content_id"])


def told(found: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found]


def test_each_kept_title_begins_an_article_with_its_own_columns() -> None:
    lines = [
        *(
            ("title+", "Sông dâng"),
            ("byline", "Trần An"),
            ("date", "17/12/2024"),
            ("lead+", "Ngập."),
            ("body+", BODY),
        ),
        *(("source_credit", "Theo Báo Mẫu"), ("title", "Sông dâng"), ("title+", "Giá gạo"), ("date", "18/12/2024")),
        *(("body+", "Gạo tăng."), ("hashtag", "#gạo")),
    ]
    found = articles(lines, url="https://example.org/a", metadata='{"author": "Lê Mẫu", "date": "2020-01-01"}')
    assert told(found, "article_index", "title", "lead", "authors", "source_credit", "tags", "line_indexes") == [
        (0, "Sông dâng", "Ngập.", ["Trần An"], "Báo Mẫu", [], [0, 3, 4]),
        (1, "Giá gạo", None, [], None, ["gạo"], [7, 9]),
    ]
    assert told(found, "article_id", "published_at") == [
        (address_article_id("example.org/a", 0), datetime(2024, 12, 16, 17, tzinfo=UTC)),
        (address_article_id("example.org/a", 1), datetime(2024, 12, 17, 17, tzinfo=UTC)),
    ]


def test_where_dates_stand_above_their_headlines_each_story_has_the_one_above() -> None:
    lines = [
        *(("date", "17/12/2024"), ("title+", "Sông dâng"), ("body+", BODY)),
        *(("byline", "Lê Mẫu"), ("date", "18/12/2024"), ("title+", "Giá gạo"), ("body+", "Gạo tăng.")),
    ]
    assert told(articles(lines), "title", "authors", "published_at") == [
        ("Sông dâng", [], datetime(2024, 12, 16, 17, tzinfo=UTC)),
        ("Giá gạo", ["Lê Mẫu"], datetime(2024, 12, 17, 17, tzinfo=UTC)),
    ]


def test_tags_are_printed_or_claimed_and_in_the_text() -> None:
    lines = [("body+", BODY), ("hashtag", "#lũ"), ("hashtag", "Tags: làng Mẫu")]
    claims = {"page_metadata": '{"keywords": "sông, xe đạp"}', "metadata": '{"tags": ["đêm", "Lũ"]}'}
    assert field("tags", lines, **claims) == ["lũ", "làng Mẫu", "đêm", "sông"]
