import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from flows.expectations import row_expectations
from flows.validation import (
    RELEASE_RULES,
    CheckResult,
    MetricRule,
    combine_results,
    is_release_refused,
    outcome,
    printable,
    refusal_message,
    validate_metrics,
    validate_rows,
)
from schemas.fields import COUNT, SCORE, TEXT, TEXTS, TIME, Field, Table
from schemas.tables import ARTICLES, LINES, QUOTES, REJECTIONS, RELEASE_TABLES

ID = "0" * 31

VALUES = Table(
    "values",
    "value",
    (
        Field("id", TEXT, "Id.", pattern=r"^[0-9a-f]{32}\Z"),
        Field("kind", TEXT, "Kind.", is_required=False, allowed=("nav", "ad")),
        Field("code", TEXT, "Code.", is_required=False, pattern=r"^([a-z]{2}|und)\Z"),
        Field("score", SCORE, "Score.", is_required=False, minimum=0, maximum=1),
        Field("number", COUNT, "Number.", is_required=False, minimum=0),
        Field("seen_at", TIME, "Time."),
        Field("tags", TEXTS, "Tags."),
        Field("char_start", COUNT, "Start.", is_required=False),
        Field("char_end", COUNT, "End.", is_required=False),
    ),
    ("id",),
    ("id",),
)
SOUND: dict[str, Any] = {
    "id": ID + "a",
    "kind": "nav",
    "code": "vi",
    "score": 0.5,
    "number": 2**53 + 1,
    "seen_at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    "tags": ["a"],
    "char_start": 0,
    "char_end": 1,
}
NULLS = SOUND | {
    "id": ID + "b",
    "kind": None,
    "code": None,
    "score": None,
    "number": None,
    "char_start": None,
    "char_end": None,
}


def rows(*changes: dict[str, Any], table: Table = VALUES) -> pl.DataFrame:
    return pl.DataFrame([SOUND | change for change in changes], schema=table.to_polars(), orient="row")


def failures(results: list[CheckResult]) -> list[tuple[str, str, str, int, tuple[str, ...]]]:
    return [
        (result.column, result.expectation, result.status, result.unexpected_count, result.examples)
        for result in results
        if result.status != "passed"
    ]


def test_sound_rows_and_nulls_in_nullable_columns_pass() -> None:
    results = validate_rows(VALUES, rows({}, NULLS))
    assert failures(results) == []
    assert [(result.column, result.expectation, result.severity) for result in results] == [
        ("id", "not_null", "critical"),
        ("id", "matches", "critical"),
        ("kind", "in_set", "critical"),
        ("code", "matches", "critical"),
        ("score", "between", "critical"),
        ("number", "between", "critical"),
        ("seen_at", "not_null", "critical"),
        ("tags", "not_null", "critical"),
        ("id", "unique_key", "critical"),
        ("char_start, char_end", "span_not_empty", "critical"),
    ]


@pytest.mark.parametrize(
    ("change", "column", "expectation", "example"),
    [
        ({"seen_at": None}, "seen_at", "not_null", "seen_at=None"),
        ({"tags": None}, "tags", "not_null", "tags=None"),
        ({"kind": "menu"}, "kind", "in_set", "kind=menu"),
        ({"kind": ""}, "kind", "in_set", "kind="),
        ({"code": "vi\n"}, "code", "matches", r"code=vi\n"),
        ({"code": "xvi"}, "code", "matches", "code=xvi"),
        ({"code": "viund"}, "code", "matches", "code=viund"),
        ({"code": "VI"}, "code", "matches", "code=VI"),
        ({"code": "\x1b[31m\u202e" + "x" * 90}, "code", "matches", r"code=\x1b[31m\u202e" + "x" * 73 + "…"),
        ({"score": 1.5}, "score", "between", "score=1.5"),
        ({"score": -0.1}, "score", "between", "score=-0.1"),
        ({"number": -1}, "number", "between", "number=-1"),
        ({"char_start": 3, "char_end": 3}, "char_start, char_end", "span_not_empty", "char_start=3 char_end=3"),
    ],
)
def test_a_broken_value_fails_its_expectation_alone_and_is_named(
    change: dict[str, Any], column: str, expectation: str, example: str
) -> None:
    results = validate_rows(VALUES, rows({}, {"id": ID + "c"} | change, NULLS))
    assert failures(results) == [(column, expectation, "failed", 1, (f"id={ID}c {example}",))]


def test_an_id_that_is_null_or_of_another_form_is_named_by_itself() -> None:
    assert failures(validate_rows(VALUES, rows({"id": None}))) == [("id", "not_null", "failed", 1, ("id=None",))]
    assert failures(validate_rows(VALUES, rows({"id": "A"}))) == [("id", "matches", "failed", 1, ("id=A",))]


def test_a_score_that_is_not_a_number_never_passes_as_required() -> None:
    table = replace(VALUES, fields=tuple(replace(field, is_required=True) for field in VALUES.fields))
    assert [failure[0] for failure in failures(validate_rows(table, rows({"score": float("nan")})))] == ["score"]


def test_a_key_that_stands_twice_fails_with_every_row_counted() -> None:
    assert failures(validate_rows(VALUES, rows({}, {}, NULLS))) == [
        ("id", "unique_key", "failed", 2, (f"id={ID}a", f"id={ID}a"))
    ]


def test_nulls_in_a_compound_key_count_as_values() -> None:
    row = {"source_path": "a", "record_offset": None, "document_id": None, "step": "read_sources", "reason": "empty"}
    frame = pl.DataFrame([row, row, row | {"record_offset": 4}], schema=REJECTIONS.to_polars(), orient="row")
    example = "source_path=a record_offset=None document_id=None"
    assert failures(validate_rows(REJECTIONS, frame)) == [
        ("source_path, record_offset, document_id", "unique_key", "failed", 2, (example, example))
    ]


def test_large_integers_beside_a_null_stay_whole() -> None:
    row = {"source_path": "a", "step": "read_sources", "reason": "empty"}
    offsets = [None, 2**53, 2**53 + 1]
    frame = pl.DataFrame([row | {"record_offset": each} for each in offsets], schema=REJECTIONS.to_polars())
    assert failures(validate_rows(REJECTIONS, frame)) == []


def test_a_compound_key_is_unique_although_its_columns_repeat() -> None:
    table = replace(VALUES, unique_key=("kind", "code"))
    frame = rows({}, {"code": "en"}, {"kind": "ad"})
    assert [result.status for result in validate_rows(table, frame) if result.expectation == "unique_key"] == [
        "passed"
    ]


def test_a_missing_column_and_a_wrong_type_are_errors_not_failures() -> None:
    frame = rows({}).drop("kind", "tags").with_columns(score=pl.lit("high"))
    results = validate_rows(VALUES, frame)
    assert [(column, status) for column, _, status, _, _ in failures(results)] == [
        ("kind", "error"),
        ("score", "error"),
        ("tags", "error"),
    ]
    assert is_release_refused(results)
    assert refusal_message(results).splitlines()[0] == (
        'values.kind in_set could not be checked: Error: The column "kind" in BatchData does not exist.'
    )


def test_examples_are_at_most_five() -> None:
    results = validate_rows(VALUES, rows(*({"id": f"{ID}{digit}", "kind": "menu"} for digit in "0123456789")))
    (failure,) = failures(results)
    assert failure[3:] == (10, tuple(f"id={ID}{digit} kind=menu" for digit in "01234"))


def test_one_bad_value_in_many_rows_fails_as_it_did_among_few() -> None:
    """Among so many that the engine is shown the distinct values first."""
    frame = rows({}).join(pl.DataFrame({"n": range(3_000)}), how="cross")
    frame = frame.with_columns(id=pl.format("{}{}", pl.lit("0" * 28), (pl.col("n") + 1_000).cast(pl.String)))
    sound = frame.select(VALUES.columns)
    assert failures(validate_rows(VALUES, sound)) == []
    n = pl.col("id").str.tail(4)
    bad = sound.with_columns(
        id=pl.when(n == "1500").then(pl.lit("ID")).otherwise("id"),
        number=pl.when(n.is_in(["1007", "2007"])).then(-1).otherwise("number"),
        char_end=pl.when(n == "1009").then(0).otherwise("char_end"),
    )
    prefix = "id=" + "0" * 28
    assert failures(validate_rows(VALUES, bad)) == [
        ("id", "matches", "failed", 1, ("id=ID",)),
        ("number", "between", "failed", 2, (f"{prefix}1007 number=-1", f"{prefix}2007 number=-1")),
        ("char_start, char_end", "span_not_empty", "failed", 1, (f"{prefix}1009 char_start=0 char_end=0",)),
    ]
    assert {result.row_count for result in validate_rows(VALUES, bad)} == {3_000}


def test_an_implausible_time_is_a_warning_and_refuses_nothing() -> None:
    field = next(each for each in row_expectations(ARTICLES) if each.name == "plausible")
    assert (field.columns, field.severity) == (("published_at",), "warning")
    table = replace(ARTICLES, fields=(ARTICLES.field("article_id"), ARTICLES.field("published_at")))
    frame = pl.DataFrame(
        {
            "article_id": [ID + "a", ID + "b", ID + "c"],
            "published_at": [datetime(1970, 1, 1, tzinfo=UTC), datetime(1994, 1, 1, tzinfo=UTC), None],
        },
        schema=table.to_polars(),
    )
    results = validate_rows(table, frame)
    assert failures(results) == [
        ("published_at", "plausible", "failed", 1, (f"article_id={ID}a published_at=1970-01-01 00:00:00+00:00",))
    ]
    assert not is_release_refused(results)


def test_spans_of_quotes_and_of_their_speakers_are_both_checked() -> None:
    spans = [each.columns for each in row_expectations(QUOTES) if each.name == "span_not_empty"]
    assert spans == [("char_start", "char_end"), ("speaker_start", "speaker_end")]


@pytest.mark.parametrize("table", RELEASE_TABLES, ids=lambda table: table.name)
def test_no_rows_pass_every_value_check(table: Table) -> None:
    assert {result.status for result in validate_rows(table, table.empty())} == {"passed"}


def test_threads_that_check_different_frames_do_not_see_each_other() -> None:
    frames = [rows({"kind": "menu"} if number % 2 else {}) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda frame: len(failures(validate_rows(VALUES, frame))), frames))
    assert found == [0, 1, 0, 1, 0, 1, 0, 1]


def test_integer_widths_and_extra_columns_do_not_matter() -> None:
    frame = rows({}, NULLS).with_columns(pl.col("char_start", "char_end").cast(pl.UInt16), pl.lit(1).alias("extra"))
    assert failures(validate_rows(VALUES, frame)) == []


SOUND_METRICS: dict[str, float | None] = {
    "span_violation_count": 0,
    "line_violation_count": 0,
    "book_violation_count": 0,
    "status_violation_count": 0,
    "unique_violation_count": 0,
    "reference_violation_count": 0,
    "change_violation_count": 0,
    "article_count": 120,
    "article_parent_ratio": 1.02,
    "unreadable_record_share": 0.0,
    "rejected_document_share": 0.1,
    "duplicate_document_share": 0.2,
    "kept_line_share": 0.4,
    "mean_article_word_count": 500.0,
    "titled_article_share": 1.0,
    "dated_article_share": 0.9,
    "dominant_language_share": 0.97,
    "undetermined_language_share": 0.0,
    "attributed_quote_share": 0.7,
}


def test_sound_metrics_pass_every_rule() -> None:
    results = validate_metrics(SOUND_METRICS, RELEASE_RULES)
    assert [(result.column, result.status) for result in results] == [(rule.name, "passed") for rule in RELEASE_RULES]


@pytest.mark.parametrize(
    "odd",
    [
        # one page without anything to divide by
        {
            "article_count": 1,
            "article_parent_ratio": None,
            "attributed_quote_share": None,
            "kept_line_share": 1.0,
            "titled_article_share": 0.0,
            "dated_article_share": 0.0,
        },
        # ten languages
        {"dominant_language_share": 0.1, "undetermined_language_share": 0.3},
        # every page but one a copy; every page but one a list of links
        {"duplicate_document_share": 0.99},
        {"rejected_document_share": 0.99, "kept_line_share": 0.001},
        # each just on the limit
        {"article_count": 1, "article_parent_ratio": 0.5},
        {"mean_article_word_count": 3.0},
    ],
)
def test_odd_but_sound_input_passes_all_critical_rules(odd: dict[str, float | None]) -> None:
    assert not is_release_refused(validate_metrics(SOUND_METRICS | odd, RELEASE_RULES))


@pytest.mark.parametrize(
    ("name", "value", "severity"),
    [
        ("span_violation_count", 1, "critical"),
        ("line_violation_count", 1, "critical"),
        ("book_violation_count", 1, "critical"),
        ("status_violation_count", 1, "critical"),
        ("unique_violation_count", 1, "critical"),
        ("reference_violation_count", 1, "critical"),
        ("change_violation_count", 1, "critical"),
        ("article_count", 0, "critical"),
        ("article_parent_ratio", 0.89, "warning"),
        ("unreadable_record_share", 0.11, "warning"),
        ("rejected_document_share", 0.51, "warning"),
        ("duplicate_document_share", 0.81, "warning"),
        ("kept_line_share", 0.04, "warning"),
        ("kept_line_share", 0.99, "warning"),
        ("mean_article_word_count", 59.0, "warning"),
        ("mean_article_word_count", 4001.0, "warning"),
        ("titled_article_share", 0.69, "warning"),
        ("dated_article_share", 0.19, "warning"),
        ("dominant_language_share", 0.49, "warning"),
        ("undetermined_language_share", 0.06, "warning"),
        ("attributed_quote_share", 0.19, "warning"),
    ],
)
def test_a_metric_outside_its_band_fails_its_rule_alone(name: str, value: float, severity: str) -> None:
    rules = [rule for rule in RELEASE_RULES if rule.name in {name, "article_count"}]
    results = validate_metrics(SOUND_METRICS | {name: value}, rules)
    assert [(each.column, each.severity, each.status) for each in results if each.status != "passed"] == [
        (name, severity, "failed")
    ]
    assert is_release_refused(results) == (severity == "critical")


def test_a_collapse_fails_as_critical_and_as_warning() -> None:
    results = validate_metrics(SOUND_METRICS | {"article_parent_ratio": 0.49}, RELEASE_RULES)
    assert [(each.severity, each.observed) for each in results if each.status == "failed"] == [
        ("critical", "0.49"),
        ("warning", "0.49"),
    ]


@pytest.mark.parametrize("value", [None, float("nan"), "absent"])
def test_a_required_metric_without_a_number_is_an_error_that_refuses(value: Any) -> None:
    metrics = {key: number for key, number in SOUND_METRICS.items() if key != "span_violation_count"}
    if value != "absent":
        metrics["span_violation_count"] = value
    results = validate_metrics(metrics, RELEASE_RULES)
    assert [(each.column, each.status) for each in results if each.status != "passed"] == [
        ("span_violation_count", "error")
    ]
    assert is_release_refused(results)


def test_an_optional_metric_may_be_null_but_not_be_forgotten_or_nan() -> None:
    rule = MetricRule("share", 0, 1, "critical", "Share.", "Look.", is_required=False)
    assert [each.status for each in validate_metrics({"share": None}, [rule])] == ["passed"]
    assert [each.status for each in validate_metrics({}, [rule])] == ["error"]
    assert [each.observed for each in validate_metrics({"share": float("nan")}, [rule])] == [
        "nan: no number was computed"
    ]


def test_an_invariant_without_a_rule_must_be_zero_too() -> None:
    results = validate_metrics({"new_violation_count": 2, "other_count": 5}, [])
    assert [(each.column, each.severity, each.status) for each in results] == [
        ("new_violation_count", "critical", "failed")
    ]


def test_a_refusal_says_where_which_rule_how_many_and_which_rows() -> None:
    results = [
        *validate_rows(VALUES, rows({"kind": "menu"})),
        *validate_metrics(
            SOUND_METRICS | {"span_violation_count": 3}, RELEASE_RULES, {"span_violation_count": ["q\x1b1"]}
        ),
    ]
    assert refusal_message(results).splitlines() == [
        f"values.kind in_set failed: 1 of 1 rows (id={ID}a kind=menu). Kind. Must be one of nav, ad.",
        r"release.span_violation_count between failed: 3 (q\x1b1). Spans that do not cut their own text out of the"
        " document. Must be 0. This is a fault of the pipeline, not of the input: do not publish, report it.",
    ]


def test_results_of_parts_are_combined_to_the_worst_status_with_counts_added() -> None:
    part = CheckResult("lines", "kind", "in_set", "critical", "passed", "10 rows", 0, (), "Kind.", 10)
    failed = replace(part, status="failed", observed="2 of 10 rows", unexpected_count=2, examples=("a", "b"))
    error = replace(part, status="error", observed="no column")
    other = replace(part, column="text")
    assert combine_results([part, failed, other, failed]) == [
        replace(failed, observed="4 of 30 rows", unexpected_count=4, examples=("a", "b", "a", "b"), row_count=30),
        other,
    ]
    assert [each.status for each in combine_results([failed, error])] == ["error"]
    assert [each.observed for each in combine_results([failed, error])] == ["no column"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hà Nội\u00a0🙂", "Hà Nội 🙂"),
        ("a\nb\t\u202e\u0085", r"a\nb\t\u202e\x85"),
        ("x" * 81, "x" * 79 + "…"),
        ("x" * 80, "x" * 80),
    ],
)
def test_text_for_a_message_is_one_safe_line(text: str, shown: str) -> None:
    assert printable(text) == shown


WATCH = """
import json, os, sys
seen = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        seen.append(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        if str(arguments[0]) != "/dev/null" and not str(arguments[0]).startswith(os.environ["TMPDIR"]):
            seen.append(str(arguments[0]))
sys.addaudithook(watch)
from flows.validation import validate_rows
assert "great_expectations" not in sys.modules
from schemas.tables import LINES
print(json.dumps([{result.status for result in validate_rows(LINES, LINES.empty())} == {"passed"}, seen]))
"""


def test_checking_opens_no_connection_and_writes_no_file(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = {
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": str(tmp_path / "absent"),
        "TMPDIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", WATCH], capture_output=True, check=True, cwd=tmp_path, env=environment, text=True
    )
    assert json.loads(done.stdout) == [True, []]
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []  # the standard library tries its temporary folder and cleans up


def test_lines_are_checked_with_their_lists_and_flags() -> None:
    line = {
        "document_id": ID + "a",
        "line_index": 0,
        "char_start": 0,
        "char_end": 8,
        "kind": "body",
        "kind_score": 1.0,
        "is_kept": True,
        "evidence": [],
        "article_id": None,
    }
    frame = pl.DataFrame([line, line | {"line_index": 1, "is_kept": None}], schema=LINES.to_polars(), orient="row")
    assert failures(validate_rows(LINES, frame)) == [
        ("is_kept", "not_null", "failed", 1, (f"document_id={ID}a line_index=1 is_kept=None",))
    ]


@pytest.mark.parametrize(
    ("result", "error"),
    [
        ({}, "the engine gave an empty result"),
        ({"element_count": 7, "unexpected_count": 0}, "the engine saw 7 of 3 rows"),
        ({"element_count": 3, "unexpected_count": 0}, None),
    ],
)
def test_a_result_that_is_empty_or_of_another_frame_is_no_pass(result: dict[str, int], error: str | None) -> None:
    assert outcome(SimpleNamespace(exception_info=None, result=result), 3).error == error
