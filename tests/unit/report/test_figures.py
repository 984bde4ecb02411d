import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sample_release import (
    CHECK,
    REFUSAL,
    WARNING,
    Page,
    article_id,
    article_row,
    document_rows,
    line_rows,
    page_id,
    sample_manifest,
    sample_rows,
    write_release,
)

from flows.report.figures import histogram, release_figures


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("releases") / "sample"
    return release_figures(write_release(folder, sample_rows(), sample_manifest(CHECK, WARNING)))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return release_figures(write_release(tmp_path_factory.mktemp("releases") / "empty", {}, None))


def test_the_figures_are_json(figures: dict[str, Any], empty: dict[str, Any]) -> None:
    for each in (figures, empty):
        assert json.loads(json.dumps(each, allow_nan=False)) == each


def test_every_record_goes_somewhere(figures: dict[str, Any]) -> None:
    assert figures["books"] == {
        "record_count": 8,
        "sighting_count": 6,
        "seen_document_count": 5,
        "failure_count": 2,
        "failures": [
            {"step": "read_sources", "reason": "damaged", "count": 1},
            {"step": "read_sources", "reason": "not_regular", "count": 1},
        ],
        "repeat_count": 1,
        "document_count": 5,
        "statuses": [
            {"status": "kept", "count": 2, "reasons": [{"reason": None, "count": 2}]},
            {"status": "duplicate", "count": 1, "reasons": [{"reason": "near", "count": 1}]},
            {"status": "superseded", "count": 1, "reasons": [{"reason": "older_version", "count": 1}]},
            {"status": "rejected", "count": 1, "reasons": [{"reason": "no_article", "count": 1}]},
        ],
    }
    assert [equation["holds"] for equation in figures["equations"]] == [True] * 7


@pytest.mark.parametrize(
    ("table", "broken"),
    [
        ("sightings", "Distinct pages received"),
        ("articles", "Pages with status kept"),
        ("rejections", "Pages with status rejected"),
        ("duplicates", "Copies counted on articles"),
        ("paragraphs", "Paragraphs counted on articles"),
        ("quotes", "Quotations counted on articles"),
    ],
)
def test_books_with_a_missing_row_do_not_balance(tmp_path: Path, table: str, broken: str) -> None:
    rows = sample_rows()
    rows[table] = [] if table == "rejections" else rows[table][:-2]
    release = write_release(tmp_path / "broken", rows, sample_manifest(CHECK))
    found = release_figures(release)
    assert broken in {equation["left"] for equation in found["equations"] if not equation["holds"]}
    assert found["verdict"]["status"] == "refused"


def test_row_counts_that_differ_from_the_manifest_do_not_balance(tmp_path: Path) -> None:
    manifest = sample_manifest(CHECK) | {"row_counts": {"articles": 3, "quotes": 2}}
    found = release_figures(write_release(tmp_path / "broken", sample_rows(), manifest))
    assert [equation for equation in found["equations"] if not equation["holds"]] == [
        {
            "left": "Rows of articles in the manifest",
            "left_count": 3,
            "right": "rows in articles",
            "right_count": 2,
            "holds": False,
        }
    ]


def test_articles_are_summed(figures: dict[str, Any]) -> None:
    assert figures["articles"] == {
        "article_count": 2,
        "document_count": 2,
        "titled_count": 2,
        "dated_count": 1,
        "signed_count": 1,
        "quoting_count": 1,
        "site_count": 1,
        "word_count": 160,
        "paragraph_count": 2,
        "quote_count": 2,
        "duplicate_count": 2,
    }


def test_lines_are_counted_by_kind_in_the_order_of_the_kinds(figures: dict[str, Any]) -> None:
    assert [tuple(row.values()) for row in figures["lines"]] == [
        ("title", 3, 0, 76, 0),
        ("byline", 0, 1, 0, 9),
        ("body", 5, 0, 173, 0),
        ("nav", 0, 3, 0, 42),
        ("related", 0, 1, 0, 17),
        ("ad", 0, 1, 0, 23),
        ("comment_ui", 0, 1, 0, 5),
    ]


def test_languages_are_counted(figures: dict[str, Any]) -> None:
    assert figures["languages"] == [
        {"language": "en", "count": 1, "word_count": 40, "mean_score": 0.99, "unaccented_count": 0},
        {"language": "vi", "count": 1, "word_count": 120, "mean_score": 0.99, "unaccented_count": 0},
    ]


def test_a_histogram_counts_each_value_once_with_its_lower_edge() -> None:
    assert histogram(pl.Series([0, 1, 2, 3, 4, 5, 6, 7, 8, 50, 100]), (0, 2, 4)) == {
        "bins": [
            {"from": 0, "below": 2, "count": 2},
            {"from": 2, "below": 4, "count": 2},
            {"from": 4, "below": None, "count": 7},
        ],
        "p10": 1,
        "median": 5,
        "p90": 50,
    }


def test_duplicates_are_counted_by_method_and_by_the_article_kept(figures: dict[str, Any]) -> None:
    assert figures["duplicates"] == {
        "methods": [
            {"method": "near", "count": 1, "min_similarity": 0.91, "mean_similarity": 0.91},
            {"method": "older_version", "count": 1, "min_similarity": 0.75, "mean_similarity": 0.75},
        ],
        "largest": [{"kept_article_id": article_id(1), "count": 2, "kept_title": "Mưa lớn làm ngập nhiều tuyến phố"}],
    }


def test_quotes_are_counted_by_kind_and_rule_with_their_speakers(figures: dict[str, Any]) -> None:
    assert figures["quotes"] == {
        "quote_count": 2,
        "speaker_count": 1,
        "speaker_name_count": 1,
        "kinds": [
            {"kind": "direct", "count": 1, "speaker_count": 1, "mean_score": 0.8},
            {"kind": "partial", "count": 1, "speaker_count": 0, "mean_score": 0.8},
        ],
        "rules": [
            {"rule": "no_speaker", "count": 1, "speaker_count": 0, "mean_score": 0.8},
            {"rule": "quote_comma_speaker_cue", "count": 1, "speaker_count": 1, "mean_score": 0.8},
        ],
        "speakers": [{"speaker_name": "Trần Bình", "quote_count": 1, "article_count": 1}],
    }


def test_sites_and_months_count_what_is_not_known_too(figures: dict[str, Any]) -> None:
    assert figures["sites"] == {
        "sites": [{"site": None, "count": 1}, {"site": "bao.example", "count": 1}],
        "other_site_count": 0,
        "other_article_count": 0,
    }
    assert figures["periods"] == {
        "unit": "month",
        "periods": [{"period": "2026-10", "count": 1}],
        "earlier_count": 0,
        "undated_count": 1,
    }


def test_many_sites_are_summed_up_and_many_months_become_years(tmp_path: Path) -> None:
    rows = sample_rows()
    rows["articles"] = [
        article_row(
            number, None, site=f"s{number:02}.example", published_at=datetime(1990 + number, 5, 1, tzinfo=UTC)
        )
        for number in range(30)
    ]
    found = release_figures(write_release(tmp_path / "many", rows, None))
    assert [row["site"] for row in found["sites"]["sites"]] == [f"s{number:02}.example" for number in range(20)]
    assert (found["sites"]["other_site_count"], found["sites"]["other_article_count"]) == (10, 10)
    assert found["periods"] == {
        "unit": "year",
        "periods": [{"period": str(year), "count": 1} for year in range(1996, 2020)],
        "earlier_count": 6,
        "undated_count": 0,
    }


def test_inputs_are_summed_and_listed_by_path(figures: dict[str, Any]) -> None:
    inputs = figures["inputs"]
    assert (inputs["file_count"], inputs["size_bytes"], inputs["record_count"]) == (2, 2000, 6)
    assert [file["source_path"] for file in inputs["files"]] == ["a.jsonl", "b.jsonl"]


def test_changes_are_counted_by_table_and_reason(figures: dict[str, Any]) -> None:
    assert figures["changes"] == [{"table": "articles", "change": "added", "reason": "first_release", "count": 2}]


def test_samples_show_what_was_dropped_and_why(figures: dict[str, Any]) -> None:
    samples = figures["samples"]
    assert samples["rejected_documents"] == [
        {
            "document_id": page_id(3),
            "source_path": "pages/3.html",
            "url": "https://bao.example/",
            "status_reason": "no_article",
            "detail": "only links",
            "excerpt": "Trang chủ\nTin mới",
        }
    ]
    assert samples["duplicate_pairs"] == [
        {
            "document_id": page_id(2),
            "article_index": 0,
            "kept_article_id": article_id(1),
            "method": "near",
            "similarity": 0.91,
            "title": "Mưa lớn gây ngập",
            "kept_title": "Mưa lớn làm ngập nhiều tuyến phố",
        },
        {
            "document_id": page_id(4),
            "article_index": 0,
            "kept_article_id": article_id(1),
            "method": "older_version",
            "similarity": 0.75,
            "title": "Mưa lớn",
            "kept_title": "Mưa lớn làm ngập nhiều tuyến phố",
        },
    ]
    assert [(row["kind"], row["document_id"], row["text"]) for row in samples["dropped_lines"]] == [
        ("byline", page_id(1), "Nguyễn An"),
        ("nav", page_id(1), "Trang chủ Thời sự Thể thao"),
        ("nav", page_id(3), "Trang chủ"),
        ("nav", page_id(3), "Tin mới"),
        ("related", page_id(2), "Xem thêm tin khác"),
        ("ad", page_id(1), "Quảng cáo: giảm giá 50%"),
        ("comment_ui", page_id(5), "Share"),
    ]


def test_samples_are_the_smallest_ids_of_different_pages_and_cut(tmp_path: Path) -> None:
    pages = tuple(
        Page(page_id(number), None, "rejected", "no_article", (("x" * 300, "nav", False), ("y" * 9, "nav", False)))
        for number in range(12, 0, -1)
    )
    rows = sample_rows() | {"documents": document_rows(pages), "lines": line_rows(pages)}
    samples = release_figures(write_release(tmp_path / "many", rows, None))["samples"]
    assert [row["document_id"] for row in samples["rejected_documents"]] == [page_id(n) for n in range(1, 11)]
    assert {row["excerpt"] for row in samples["rejected_documents"]} == {"x" * 200}
    assert [(row["document_id"], row["line_index"]) for row in samples["dropped_lines"]] == [
        (page_id(number), 0) for number in range(1, 6)
    ]
    assert {row["text"] for row in samples["dropped_lines"]} == {"x" * 200}


def test_row_order_and_parts_do_not_change_the_figures(tmp_path: Path) -> None:
    rows = {table: list(reversed(held)) for table, held in sample_rows().items()}
    one = release_figures(write_release(tmp_path / "a", sample_rows(), None, part_rows=1))
    other = release_figures(write_release(tmp_path / "b", rows, None, part_rows=100))
    assert one == other


def test_an_empty_release_has_figures_and_no_verdict(empty: dict[str, Any]) -> None:
    assert empty["books"]["record_count"] == 0
    assert empty["lengths"]["words"]["median"] is None
    assert empty["verdict"]["status"] == "unchecked"


def test_a_folder_that_is_no_release_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is this a release"):
        release_figures(tmp_path)


OUTCOME = (
    "8 input records gave 5 distinct pages and 2 articles. Copies or older versions: 2 pages; "
    "rejected: 1 page; unreadable or skipped: 2 records."
)


@pytest.mark.parametrize(
    ("checks", "status", "headline", "advice"),
    [
        (
            (),
            "unchecked",
            "Not checked: no verdict yet",
            "The manifest records no checks: run them before you use this release.",
        ),
        (
            (CHECK,),
            "passed",
            "Passed every check",
            "Every record is accounted for and nothing needs attention: it can be used.",
        ),
        (
            (CHECK, WARNING),
            "passed_with_warnings",
            "Passed with 1 warning",
            "It can be used; look at the points below first.",
        ),
        (
            (WARNING, WARNING | {"status": "error"}),
            "passed_with_warnings",
            "Passed with 2 warnings",
            "It can be used; look at the points below first.",
        ),
        (
            (CHECK, WARNING, REFUSAL),
            "refused",
            "Refused: do not use",
            "Do not publish or use this release before the problems below are solved.",
        ),
        (
            (CHECK | {"status": "error", "observed": "no column"},),
            "refused",
            "Refused: do not use",
            "Do not publish or use this release before the problems below are solved.",
        ),
    ],
)
def test_the_verdict_follows_from_the_checks(
    tmp_path: Path, checks: tuple[dict[str, Any], ...], status: str, headline: str, advice: str
) -> None:
    verdict = release_figures(write_release(tmp_path / "release", sample_rows(), sample_manifest(*checks)))["verdict"]
    assert (verdict["status"], verdict["headline"], verdict["sentence"]) == (status, headline, f"{OUTCOME} {advice}")


def test_problems_name_the_check_and_come_apart_from_warnings(tmp_path: Path) -> None:
    error = CHECK | {"column": "kind_score", "status": "error", "observed": "no column", "meaning": "Score."}
    checks = sample_manifest(WARNING, CHECK, REFUSAL, error)
    found = release_figures(write_release(tmp_path / "release", sample_rows(), checks))
    assert found["verdict"]["problems"] == [
        "lines.kind failed: 1 of 14 rows. What the line is. Must be one of nav, ad.",
        "lines.kind_score could not be checked: no column. Score.",
    ]
    assert found["verdict"]["warnings"] == [
        "titled_article_share failed: 0.5. Share of articles with a title. Must be at least 0.7."
        " Read some articles without a title."
    ]
    assert found["checks"]["by_table"] == [
        {"table": "release", "passed": 0, "failed": 1, "error": 0},
        {"table": "lines", "passed": 1, "failed": 1, "error": 1},
    ]
    assert [check["severity"] for check in found["checks"]["not_passed"]] == ["critical", "critical", "warning"]
