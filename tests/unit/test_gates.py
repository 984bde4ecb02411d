from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tiny_release import sound_rows, tables

from flows import gates
from flows.expectations import RELEASE_RULES, MetricRule
from flows.gates import check_metrics, check_results, check_rows, checks_frame, complete_columns
from flows.measures import gate_metrics
from flows.validation import CheckResult
from schemas.fields import Table
from schemas.stages import CHECKS, METRICS

RESULT = CheckResult("lines", "kind", "in_set", "critical", "passed", "2 rows", 0, (), "What it is.", 2)


def failed(count: int, *examples: str) -> CheckResult:
    return CheckResult("lines", "kind", "in_set", "critical", "failed", "", count, examples, "What it is.", 2)


def test_a_part_of_a_table_is_checked_in_chunks_that_count_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int]] = []

    def validate(table: Table, frame: pl.DataFrame) -> list[CheckResult]:
        seen.append((table.name, frame.height))
        return [failed(1, f"row {len(seen)}") if len(seen) > 1 else RESULT]

    monkeypatch.setattr(gates, "validate_rows", validate)
    monkeypatch.setattr(gates, "CHUNK_ROWS", 4)
    found = check_rows(tables(sound_rows())["lines"].lazy(), "lines")
    assert seen == [("lines", 4), ("lines", 2)]
    assert found.to_dicts() == [
        {
            "table": "lines",
            "column": "kind",
            "expectation": "in_set",
            "severity": "critical",
            "status": "failed",
            "observed": "1 of 4 rows",
            "unexpected_count": 1,
            "examples": ["row 2"],
            "meaning": "What it is.",
            "row_count": 4,
        }
    ]
    assert found.schema == CHECKS.to_polars()


def test_a_table_without_rows_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(gates, "validate_rows", lambda _, frame: seen.append(frame.height) or [RESULT])
    assert check_rows(tables(sound_rows())["lines"].clear().lazy(), "lines").height == 1
    assert seen == [0]


def test_columns_with_a_value_in_every_row_are_known_in_a_file_and_in_memory(tmp_path: Path) -> None:
    rows = pl.DataFrame({"text": ["mưa", "nắng"], "lead": ["mưa", None], "tags": [["mưa"], []], "none": [None, None]})
    rows.write_parquet(tmp_path / "rows.parquet")
    for given in (rows.lazy(), pl.scan_parquet(tmp_path / "rows.parquet")):
        assert complete_columns(given, {"none", "tags", "lead", "text", "not there"}) == ["tags", "text"]
    assert complete_columns(rows.clear().lazy(), {"text"}) == ["text"]


def test_a_missing_text_among_texts_that_are_not_read_is_found(tmp_path: Path) -> None:
    rows = tables(sound_rows())["paragraphs"]
    for text, status, count in ((pl.col("text"), "passed", 0), (pl.lit(None, pl.String), "failed", 1)):
        changed = rows.with_columns(pl.when(pl.int_range(pl.len()) == 0).then(text).otherwise("text").alias("text"))
        changed.write_parquet(tmp_path / "rows.parquet")
        checks = check_rows(pl.scan_parquet(tmp_path / "rows.parquet"), "paragraphs")
        found = checks.filter(column="text", expectation="not_null")
        assert found.select("status", "unexpected_count", "row_count").rows() == [(status, count, rows.height)]


def test_the_numbers_of_all_parts_are_checked_against_every_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def validate(
        metrics: dict[str, Any], rules: tuple[MetricRule, ...], examples: dict[str, list[str]]
    ) -> list[CheckResult]:
        asked.extend([metrics, rules, examples])
        return [RESULT]

    monkeypatch.setattr(gates, "validate_metrics", validate)
    metrics = pl.DataFrame(
        [("article_count", 2, []), ("article_count", 3, []), ("span_violation_count", 1, ["quote 3"])],
        METRICS.to_polars(),
        orient="row",
    )
    assert check_metrics(metrics.lazy(), 10).height == 1
    numbers = {"article_count": 5, "span_violation_count": 1}
    assert asked == [
        gate_metrics(numbers, 10),
        RELEASE_RULES,
        {"article_count": [], "span_violation_count": ["quote 3"]},
    ]
    assert asked[0]["article_parent_ratio"] == 0.5


def test_checks_are_a_table_and_come_back_as_they_were_those_of_one_rule_as_one() -> None:
    other = CheckResult("articles", "title", "not_null", "warning", "passed", "1 rows", 0, (), "Headline.", 1)
    frame = checks_frame([RESULT, other])
    assert frame["table"].to_list() == ["articles", "lines"]
    assert check_results([frame]) == [other, RESULT]
    merged = check_results([frame, checks_frame([failed(2, "x", "y")])])
    assert merged[1] == CheckResult(
        "lines", "kind", "in_set", "critical", "failed", "2 of 4 rows", 2, ("x", "y"), "What it is.", 4
    )
    assert check_results([CHECKS.empty()]) == []
