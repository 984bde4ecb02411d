from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from tiny_release import ARTICLE, COPY, INPUTS, KEPT, LINKS, PARAGRAPH, QUOTE, sound_rows, tables

from flows.expectations import INVARIANTS, RELEASE_RULES
from flows.measures import (
    MAX_EXAMPLES,
    Tally,
    add_metrics,
    gate_metrics,
    measure_books,
    measure_changes,
    measure_corpus,
    measure_relations,
)
from flows.span_measures import count_faults, find_faults
from schemas.stages import METRICS, SOURCE_RECORDS
from schemas.tables import RELEASE_TABLES

Rows = dict[str, list[dict[str, Any]]]
OTHER = "9" * 32


def source_records() -> pl.LazyFrame:
    return pl.DataFrame(INPUTS, SOURCE_RECORDS.to_polars()).lazy()


def spans_measured(lazy: dict[str, pl.LazyFrame]) -> pl.DataFrame:
    found = find_faults(lazy["documents"], lazy["lines"], lazy["paragraphs"], lazy["quotes"])
    return count_faults(found.lazy())


def measured(rows: Rows, parent_row_counts: dict[str, int] | None = None) -> dict[str, tuple[int, list[str]]]:
    """Return every number measured on the release with its examples."""
    lazy = {name: frame.lazy() for name, frame in tables(rows).items()}
    counts = {name: len(held) for name, held in rows.items()}
    parts = [
        spans_measured(lazy),
        measure_relations(*(lazy[table.name] for table in RELEASE_TABLES)),
        measure_books(source_records(), lazy["sightings"], lazy["rejections"]),
        measure_corpus(lazy["documents"], lazy["lines"], lazy["articles"], lazy["quotes"]),
        measure_changes(lazy["changes"], counts, parent_row_counts or {}),
    ]
    for part in parts:
        assert part.schema == METRICS.to_polars()
    numbers, examples = add_metrics(parts)
    return {name: (value, examples[name]) for name, value in numbers.items()}


def violations(rows: Rows) -> dict[str, tuple[int, list[str]]]:
    return {name: told for name, told in measured(rows).items() if name in INVARIANTS and told[0]}


def test_a_sound_release_breaks_nothing_and_is_counted() -> None:
    numbers = {name: value for name, (value, _) in measured(sound_rows()).items()}
    assert numbers == dict.fromkeys(INVARIANTS, 0) | {
        "input_record_count": 5,
        "unreadable_record_count": 2,
        "document_count": 3,
        "kept_document_count": 1,
        "duplicate_document_count": 1,
        "rejected_document_count": 1,
        "copied_document_count": 1,
        "line_count": 6,
        "kept_line_count": 4,
        "article_count": 1,
        "dominant_language_article_count": 1,
        "undetermined_language_article_count": 0,
        "titled_article_count": 1,
        "dated_article_count": 1,
        "word_count": 9,
        "quote_count": 1,
        "attributed_quote_count": 1,
    }


def changed(table: str, row: int, **values: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[table][row].update(values)


def added(table: str, row: int, **values: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[table].append(rows[table][row] | values)


def removed(table: str, row: int) -> Callable[[Rows], None]:
    return lambda rows: rows[table].__delitem__(row)


SPAN_FAULTS = [
    (changed("paragraphs", 0, char_start=0), f"paragraph {PARAGRAPH}"),
    (changed("paragraphs", 0, text="Khác"), f"paragraph {PARAGRAPH}"),
    (changed("quotes", 0, char_end=9_999, text="Khác"), f"quote {QUOTE}"),
    (changed("quotes", 0, speaker_end=None), f"quote_speaker {QUOTE}"),
    (changed("quotes", 0, speaker=None), f"quote_speaker {QUOTE}"),
]


@pytest.mark.parametrize(("fault", "example"), SPAN_FAULTS)
def test_a_span_that_does_not_cut_its_text_is_counted(fault: Callable[[Rows], None], example: str) -> None:
    rows = sound_rows()
    fault(rows)
    assert violations(rows) == {"span_violation_count": (1, [example])}


def test_a_quote_without_a_speaker_has_no_span_to_cut() -> None:
    rows = sound_rows()
    rows["quotes"][0] |= {"speaker": None, "speaker_start": None, "speaker_end": None}
    assert violations(rows) == {}


@pytest.mark.parametrize(
    ("fault", "count", "document_id"),
    [
        (removed("lines", 2), 1, KEPT),
        (changed("lines", 5, char_end=3), 2, LINKS),
        (changed("lines", 1, line_index=1), 2, KEPT),
        (added("lines", 5, line_index=7), 1, LINKS),
    ],
)
def test_a_line_that_is_missing_moved_or_not_there_is_counted(
    fault: Callable[[Rows], None], count: int, document_id: str
) -> None:
    rows = sound_rows()
    fault(rows)
    assert violations(rows) == {"line_violation_count": (count, [f"document {document_id}"])}


def test_a_line_that_stands_twice_is_counted_as_line_and_as_key() -> None:
    rows = sound_rows()
    added("lines", 5)(rows)
    assert violations(rows) == {
        "line_violation_count": (1, [f"document {LINKS}"]),
        "unique_violation_count": (1, [f"lines {LINKS} 0 2"]),
    }


def test_rows_of_a_page_that_is_not_there_are_counted() -> None:
    rows = sound_rows()
    rows["lines"][5]["document_id"] = OTHER
    found = violations(rows)
    assert found["line_violation_count"] == (2, [f"document {OTHER}", f"document {LINKS}"])
    assert found["reference_violation_count"] == (1, [f"lines.document_id -> {OTHER}"])


def test_a_kept_line_of_a_kind_that_no_text_has_is_counted() -> None:
    rows = sound_rows()
    changed("lines", 0, kind="nav")(rows)
    assert violations(rows)["line_violation_count"] == (1, [f"kept line of {KEPT} 0"])


@pytest.mark.parametrize("table", [table.name for table in RELEASE_TABLES])
def test_a_key_that_stands_twice_is_counted_in_every_table(table: str) -> None:
    rows = sound_rows()
    added(table, 0)(rows)
    assert violations(rows)["unique_violation_count"][0] == 1
    assert violations(rows)["unique_violation_count"][1][0].startswith(f"{table} ")


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        (table.name, reference.columns[0], reference.table)
        for table in RELEASE_TABLES
        for reference in table.references
    ],
)
def test_every_reference_that_leads_nowhere_is_counted(table: str, column: str, target: str) -> None:
    rows = sound_rows()
    rows[table][0][column] = OTHER
    assert target in rows
    assert violations(rows)["reference_violation_count"] == (1, [f"{table}.{column} -> {OTHER}"])


@pytest.mark.parametrize(
    ("fault", "document_id", "status"),
    [
        (changed("documents", 0, status="rejected", status_reason="no_article"), KEPT, "rejected"),
        (changed("documents", 0, status_reason="near"), KEPT, "kept"),
        (changed("documents", 1, status="superseded", status_reason=None), COPY, "superseded"),
        (changed("documents", 1, status="kept", status_reason=None), COPY, "kept"),
        (removed("duplicates", 0), COPY, "duplicate"),
        (removed("rejections", 0), LINKS, "rejected"),
        (changed("documents", 2, status="duplicate"), LINKS, "duplicate"),
    ],
)
def test_a_status_that_does_not_fit_where_the_page_ended_is_counted(
    fault: Callable[[Rows], None], document_id: str, status: str
) -> None:
    rows = sound_rows()
    fault(rows)
    assert violations(rows) == {"status_violation_count": (1, [f"document {document_id} {status}"])}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (removed("sightings", 0), (1, ["copy.txt: 1 read, 0 seen, 0 rejected"])),
        (removed("rejections", 1), (1, ["news.jsonl: 3 read, 2 seen, 0 rejected"])),
        (added("sightings", 1, record_offset=7), (1, ["news.jsonl: 3 read, 3 seen, 1 rejected"])),
        (added("rejections", 1, record_offset=7), (1, ["news.jsonl: 3 read, 2 seen, 2 rejected"])),
        (added("sightings", 1, source_path="other"), (1, ["sighting of no input other"])),
    ],
)
def test_a_record_that_stands_nowhere_or_twice_is_counted(
    fault: Callable[[Rows], None], expected: tuple[int, list[str]]
) -> None:
    rows = sound_rows()
    fault(rows)
    assert violations(rows) == {"book_violation_count": expected}


def test_ids_that_changes_do_not_account_for_are_counted() -> None:
    rows = sound_rows()
    rows["changes"].pop()
    assert violations(rows) == {"change_violation_count": (1, ["quotes: 0 - 0 + 0 is not 1"])}


def test_changes_add_up_from_the_parents_rows() -> None:
    rows = sound_rows()
    rows["changes"] = [
        {"table": "articles", "id": OTHER, "change": "removed", "reason": "source_removed"},
        {"table": "articles", "id": ARTICLE, "change": "changed", "reason": "content_changed"},
    ]
    parent = {"documents": 3, "articles": 2, "paragraphs": 1, "quotes": 1}
    assert measured(rows, parent)["change_violation_count"] == (0, [])
    assert measured(rows, parent | {"articles": 5})["change_violation_count"] == (
        3,
        ["articles: 5 - 1 + 0 is not 1"],
    )


def test_languages_and_statuses_are_counted_apart() -> None:
    rows = sound_rows()
    article = rows["articles"][0]
    rows["articles"] += [
        article | {"language": "und", "title": None},
        article | {"language": "vi", "published_at": None},
    ]
    rows["documents"].append(rows["documents"][1] | {"status": "superseded"})
    rows["quotes"].append(rows["quotes"][0] | {"speaker": None})
    numbers = {name: value for name, (value, _) in measured(rows).items()}
    names = ("article_count", "dominant_language_article_count", "undetermined_language_article_count")
    assert [numbers[name] for name in names] == [3, 2, 1]
    assert [numbers[name] for name in ("titled_article_count", "dated_article_count", "word_count")] == [2, 2, 27]
    assert [numbers[name] for name in ("copied_document_count", "superseded_document_count")] == [2, 1]
    assert [numbers[name] for name in ("quote_count", "attributed_quote_count")] == [2, 1]


def test_nothing_at_all_is_counted_as_nothing() -> None:
    lazy = {table.name: table.empty().lazy() for table in RELEASE_TABLES}
    found = measure_corpus(lazy["documents"], lazy["lines"], lazy["articles"], lazy["quotes"])
    assert set(found["value"]) == {0}
    books = measure_books(SOURCE_RECORDS.empty().lazy(), lazy["sightings"], lazy["rejections"])
    assert set(books["value"]) == {0}


def test_a_tally_counts_its_names_from_0_and_shows_the_first_few() -> None:
    tally = Tally("b", "a")
    tally.add("a", 0, "not counted")
    tally.add("a", 4, *"1234")
    tally.add("a", 3, *"567")
    tally.add("c", 1)
    assert tally.to_frame().rows() == [("a", 7, list("12345")), ("b", 0, []), ("c", 1, [])]
    assert MAX_EXAMPLES == 5


def test_numbers_of_parts_add_up_with_their_first_examples() -> None:
    one, other = Tally("a"), Tally("b")
    one.add("a", 2, "x", "y")
    other.add("a", 4, *"1234")
    assert add_metrics([one.to_frame(), other.to_frame()]) == (
        {"a": 6, "b": 0},
        {"a": ["x", "y", "1", "2", "3"], "b": []},
    )
    assert add_metrics([]) == ({}, {})


def test_the_gate_sees_every_number_that_a_rule_asks_for() -> None:
    numbers = {name: value for name, (value, _) in measured(sound_rows()).items()}
    found = gate_metrics(numbers, 2)
    assert found == dict.fromkeys(INVARIANTS, 0) | {
        "article_count": 1,
        "article_parent_ratio": 0.5,
        "unreadable_record_share": 0.4,
        "rejected_document_share": 0.3333,
        "duplicate_document_share": 0.3333,
        "kept_line_share": 0.6667,
        "mean_article_word_count": 9.0,
        "titled_article_share": 1.0,
        "dated_article_share": 1.0,
        "dominant_language_share": 1.0,
        "undetermined_language_share": 0.0,
        "attributed_quote_share": 1.0,
    }
    assert set(found) == {rule.name for rule in RELEASE_RULES}


@pytest.mark.parametrize("parent", [None, 0])
def test_a_share_of_nothing_is_no_number(parent: int | None) -> None:
    found = gate_metrics({"line_count": 0}, parent)
    assert found["article_count"] == 0
    assert {value for name, value in found.items() if name != "article_count"} == {None}


def test_a_violation_that_nobody_made_a_rule_for_reaches_the_gate() -> None:
    assert gate_metrics({"odd_violation_count": 3}, None)["odd_violation_count"] == 3
