"""The gates of a release as steps: tables in, rows of the table `checks` out."""

from collections.abc import Iterable
from dataclasses import asdict

import polars as pl

from flows.expectations import row_expectations
from flows.measures import add_metrics, gate_metrics
from flows.validation import (
    RELEASE_RULES,
    CheckResult,
    checked_columns,
    combine_results,
    compared_names,
    validate_metrics,
    validate_rows,
)
from schemas.stages import CHECKS
from schemas.tables import RELEASE_TABLES

CHUNK_ROWS = 500_000  # their ids are held in memory, and by the engine as well where a check fails


def check_rows(rows: pl.LazyFrame, table_name: str) -> pl.DataFrame:
    """Check a part of a table against its declaration."""
    table = next(table for table in RELEASE_TABLES if table.name == table_name)
    expectations = row_expectations(table)
    names = {name for each in expectations for name in each.columns} - compared_names(expectations)
    told = rows.with_columns(pl.lit(value=True).alias(name) for name in complete_columns(rows, names))
    frame = checked_columns(expectations, told).collect(engine="streaming")
    results: list[CheckResult] = []
    for start in range(0, max(frame.height, 1), CHUNK_ROWS):
        results += validate_rows(table, frame.slice(start, CHUNK_ROWS))
    return checks_frame(combine_results(results))


def complete_columns(rows: pl.LazyFrame, names: Iterable[str]) -> list[str]:
    """Return those of the columns that have a value in every row.

    A row group is read for it only where its statistics do not say so: texts are most of a table's bytes.
    """
    found = rows.collect_schema().names()
    empty = {name: rows.filter(pl.col(name).is_null()).select(pl.len()) for name in sorted(names) if name in found}
    return [name for name, count in empty.items() if not count.collect().item()]


def check_metrics(metrics: pl.LazyFrame, parent_article_count: int | None) -> pl.DataFrame:
    """Check the numbers measured on a release against the release rules."""
    numbers, examples = add_metrics([metrics.collect()])
    return checks_frame(validate_metrics(gate_metrics(numbers, parent_article_count), RELEASE_RULES, examples))


def checks_frame(results: Iterable[CheckResult]) -> pl.DataFrame:
    """Return the table `checks`."""
    rows = [asdict(result) | {"examples": list(result.examples)} for result in results]
    return pl.DataFrame(rows, CHECKS.to_polars(), orient="row").sort(CHECKS.sort_key)


def check_results(frames: Iterable[pl.DataFrame]) -> list[CheckResult]:
    """Return the results of all parts, those of one rule as one."""
    results = [
        CheckResult(**(row | {"examples": tuple(row["examples"])})) for frame in frames for row in frame.to_dicts()
    ]
    return combine_results(results)
