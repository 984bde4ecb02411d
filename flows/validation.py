"""Checks rows and corpus-level metrics, and says whether a release must be refused.

The only door to Great Expectations. What is checked follows from the declarations in `schemas`; the engine
runs on a context in memory that writes no file, draws no page and sends nothing. It is imported when the first
check runs, because the import takes seconds that most commands never need; that it is there is known at once.

Expectations about values pass on a table without rows, so the number of rows is checked as a metric.
"""

import importlib.util
import logging
import math
import os
import re
import sys
import threading
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypeVar

import polars as pl
import pyarrow as pa

from flows.expectations import (
    RELEASE_RULES,
    Expectation,
    MetricRule,
    Severity,
    invariant_rule,
    metric_expectation,
    row_expectations,
)
from flows.imports import collector_resting
from flows.telling_rows import telling_rows
from schemas.fields import Table

__all__ = [
    "RELEASE_RULES",
    "CheckResult",
    "MetricRule",
    "checked_columns",
    "combine_results",
    "compared_names",
    "is_release_refused",
    "printable",
    "refusal_message",
    "validate_metrics",
    "validate_rows",
]

Status = Literal["passed", "failed", "error"]
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

EXAMPLE_COUNT = 5  # enough to find the fault, few enough for one line of a message
VALUE_LENGTH = 80
INVARIANT_SUFFIX = "_violation_count"

if importlib.util.find_spec("great_expectations") is None:
    raise ModuleNotFoundError("No module named 'great_expectations'", name="great_expectations")

# The engine keeps its current context in a global, and the import of it is not safe in threads either.
ENGINE_LOCK = threading.Lock()
RESULT_FORMAT = {
    "result_format": "SUMMARY",
    "partial_unexpected_count": EXAMPLE_COUNT,
    "exclude_unexpected_values": True,  # rows are looked up by position, so that no list of all values is made
}
COUNTS_ALONE = {"result_format": "BASIC", "partial_unexpected_count": 0}


@dataclass(frozen=True)
class CheckResult:
    """What one expectation found in one table, or in the corpus-level metrics (table `release`)."""

    table: str
    column: str
    expectation: str
    severity: Severity
    status: Status
    observed: str
    unexpected_count: int
    examples: tuple[str, ...]
    meaning: str
    row_count: int = 0


class Outcome(NamedTuple):
    """What the engine says of one expectation: a count with row positions, or why it could not be checked."""

    error: str | None
    unexpected_count: int = 0
    positions: tuple[int, ...] = ()


UNKNOWN = Outcome("not judged yet")


def printable(text: str, length: int = VALUE_LENGTH) -> str:
    """Return the text on one line, cut, with control and direction characters written out."""
    cut = text if len(text) <= length else text[: length - 1] + "…"
    return "".join(printable_character(character) for character in cut)


def printable_character(character: str) -> str:
    """Return the character, a plain space for any space, or its escape where it does not print."""
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")


def validate_rows(table: Table, frame: pl.DataFrame) -> list[CheckResult]:
    """Check one part of a table (at most some 500,000 rows) against its declaration.

    The engine judges the rows that decide (`telling_rows`). Whatever does not pass there is judged again
    on all rows, so that every failing row is counted.
    """
    expectations = row_expectations(table)
    seen = checked_columns(expectations, frame)
    outcomes: dict[int, Outcome] = {}
    if has_declared_types(table, expectations, seen):
        telling = telling_rows(expectations, seen)
        outcomes |= enumerate(run_expectations(expectations, telling, telling.height, COUNTS_ALONE))
    doubtful = [index for index in range(len(expectations)) if status_of(outcomes.get(index, UNKNOWN)) != "passed"]
    found = run_expectations([expectations[index] for index in doubtful], seen, frame.height) if doubtful else []
    outcomes |= dict(zip(doubtful, found, strict=True))
    return [row_result(table, expectation, outcomes[index], frame) for index, expectation in enumerate(expectations)]


def has_declared_types(table: Table, expectations: Sequence[Expectation], frame: pl.DataFrame) -> bool:
    """Say whether all columns are there, and those whose values are compared as declared; else the engine tells."""
    declared = table.to_polars()
    compared = compared_names(expectations)
    names = {name for each in expectations for name in each.columns}
    return names <= set(frame.columns) and all(frame.schema[name] == declared[name] for name in compared)


def checked_columns(expectations: Sequence[Expectation], frame: Frame) -> Frame:
    """Return what the engine has to see: values where they are compared, else only whether there is one.

    Long texts and lists are checked for null alone, so they never become pandas objects.
    """
    names = {name for expectation in expectations for name in expectation.columns}
    compared = compared_names(expectations)
    present = pl.lit(True)
    return frame.select(
        pl.col(name) if name in compared else pl.when(pl.col(name).is_not_null()).then(present).alias(name)
        for name in frame.collect_schema()
        if name in names
    )


def compared_names(expectations: Sequence[Expectation]) -> set[str]:
    """Return the columns of which more is asked than whether there is a value."""
    return {name for each in expectations if each.name != "not_null" for name in each.columns}


def run_expectations(
    expectations: Sequence[Expectation],
    frame: pl.DataFrame,
    row_count: int,
    result_format: Mapping[str, Any] = RESULT_FORMAT,
) -> list[Outcome]:
    """Run the engine over one frame and return one outcome per expectation, in their order."""
    # The context and the suite serve this one frame: a shared one would validate the wrong frame.
    with ENGINE_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the engine's own imports and of groups in patterns
        results = engine_results(expectations, frame, result_format)
    found = {result.expectation_config.meta["index"]: result for result in results}
    return [
        outcome(found[index], row_count) if index in found else Outcome("the engine gave no result")
        for index in range(len(expectations))
    ]


def engine_results(
    expectations: Sequence[Expectation], frame: pl.DataFrame, result_format: Mapping[str, Any]
) -> list[Any]:
    """Return the engine's validation results."""
    os.environ.update(DO_NOT_TRACK="1", GX_ANALYTICS_ENABLED="false")
    # Once: what is garbage while the collector is told to pass over everything stays for good.
    with nullcontext() if "great_expectations" in sys.modules else collector_resting():
        import great_expectations as gx  # noqa: PLC0415  (takes 2 to 6 s)

    # This logger sets its own level, and tells of every folder that it makes.
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": to_pandas(frame)})
    suite = gx.ExpectationSuite(
        name="suite",
        expectations=[
            getattr(gx.expectations, each.engine_class)(
                **each.arguments, severity=each.severity, meta={"index": index}
            )
            for index, each in enumerate(expectations)
        ],
    )
    return list(batch.validate(suite, result_format=dict(result_format)).results)


def to_pandas(frame: pl.DataFrame) -> Any:
    """Return the frame for the engine, with null kept apart from NaN and integers kept whole."""
    import pandas as pd  # noqa: PLC0415  (arrives with the engine)

    nullable = {
        pa.bool_(): pd.BooleanDtype(),
        pa.float64(): pd.Float64Dtype(),
        **{getattr(pa, f"int{bits}")(): getattr(pd, f"Int{bits}Dtype")() for bits in (8, 16, 32, 64)},
        **{getattr(pa, f"uint{bits}")(): getattr(pd, f"UInt{bits}Dtype")() for bits in (8, 16, 32, 64)},
    }
    return frame.to_arrow().to_pandas(types_mapper=nullable.get)


def outcome(result: Any, row_count: int) -> Outcome:
    """Return what a validation result says; an engine error is neither a failure of the data nor a pass."""
    error = raised_error(result.exception_info)
    if error is not None:
        return Outcome(error)
    if result.result.get("unexpected_count") is None:
        return Outcome("the engine gave an empty result")
    if result.result["element_count"] != row_count:
        return Outcome(f"the engine saw {result.result['element_count']} of {row_count} rows")
    positions = tuple(int(index) for index in result.result.get("partial_unexpected_index_list") or ())
    return Outcome(None, int(result.result["unexpected_count"]), positions)


def raised_error(exception_info: Mapping[str, Any] | None) -> str | None:
    """Return the message of the first exception, which stands alone or under the name of its metric."""
    info = exception_info or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    messages = [str(entry["exception_message"]) for entry in entries if entry.get("raised_exception")]
    return messages[0] if messages else None


def row_result(table: Table, expectation: Expectation, found: Outcome, frame: pl.DataFrame) -> CheckResult:
    """Return the result for a reader, with the keys of some failing rows."""
    keys = [name for name in table.unique_key if name in frame.columns]
    values = [name for name in expectation.columns if name not in keys]
    return CheckResult(
        table=table.name,
        column=", ".join(expectation.columns),
        expectation=expectation.name,
        severity=expectation.severity,
        status=status_of(found),
        observed=found.error or rows_observed(found.unexpected_count, frame.height),
        unexpected_count=found.unexpected_count,
        examples=tuple(row_example(frame, position, keys, values) for position in found.positions),
        meaning=expectation.meaning,
        row_count=frame.height,
    )


def status_of(found: Outcome) -> Status:
    """Return the status of an outcome."""
    if found.error is not None:
        return "error"
    return "failed" if found.unexpected_count else "passed"


def rows_observed(unexpected_count: int, row_count: int) -> str:
    """Return how many rows were seen and how many of them broke the rule."""
    return f"{unexpected_count:,} of {row_count:,} rows" if unexpected_count else f"{row_count:,} rows"


def row_example(frame: pl.DataFrame, position: int, keys: Sequence[str], values: Sequence[str]) -> str:
    """Return which row it is, and the values that broke the rule."""
    row = frame.select(*keys, *values).row(position, named=True)
    return " ".join(f"{name}={printable(str(value))}" for name, value in row.items())


def validate_metrics(
    metrics: Mapping[str, float | int | None],
    rules: Sequence[MetricRule],
    examples: Mapping[str, Sequence[str]] | None = None,
) -> list[CheckResult]:
    """Check corpus-level numbers against their bands.

    A number that a rule asks for and that is missing, null where it may not be, or not a number, is an error.
    A metric named `*_violation_count` without a rule must be 0 as well.

    Args:
        metrics: The numbers by name.
        rules: The bands.
        examples: Rows that a metric counted, by its name, to be named in the result.
    """
    named = {rule.name for rule in rules}
    forgotten = [name for name in metrics if name.endswith(INVARIANT_SUFFIX) and name not in named]
    rules = [*rules, *(invariant_rule(name) for name in forgotten)]
    expectations = [metric_expectation(rule) for rule in rules]
    outcomes = run_expectations(expectations, metrics_frame(metrics, rules), 1)
    return [
        metric_result(rule, each, found, metrics.get(rule.name), (examples or {}).get(rule.name, ()))
        for rule, each, found in zip(rules, expectations, outcomes, strict=True)
    ]


def metrics_frame(metrics: Mapping[str, float | int | None], rules: Sequence[MetricRule]) -> pl.DataFrame:
    """Return one row of the metrics that can be checked; the engine reports the others as missing columns."""
    optional = {rule.name for rule in rules if not rule.is_required}
    required = {rule.name for rule in rules if rule.is_required}
    columns = {
        name: [value]
        for name, value in metrics.items()
        if (value is not None and not math.isnan(value))
        or (value is None and name in optional and name not in required)
    }
    # The engine reads a frame without any column as one without rows, so there is always one.
    return pl.DataFrame({"row": [0.0], **columns}, schema_overrides=dict.fromkeys(columns, pl.Float64))


def metric_result(
    rule: MetricRule,
    expectation: Expectation,
    found: Outcome,
    value: float | None,
    examples: Sequence[str],
) -> CheckResult:
    """Return the result for a reader, with the number that was observed."""
    status = status_of(found)
    observed = metric_text(value)
    if found.error is not None:
        is_number = value is not None and not math.isnan(value)
        observed = f"{observed}: {found.error if is_number else 'no number was computed'}"
    return CheckResult(
        table="release",
        column=rule.name,
        expectation=expectation.name,
        severity=rule.severity,
        status=status,
        observed=observed,
        unexpected_count=found.unexpected_count,
        examples=tuple(printable(text) for text in examples[:EXAMPLE_COUNT]) if status != "passed" else (),
        meaning=expectation.meaning,
        row_count=1,
    )


def metric_text(value: float | None) -> str:
    """Return the number, counts in full and ratios with four digits."""
    if value is None:
        return "none"
    return f"{value:.4g}" if isinstance(value, float) else f"{value:,}"


def combine_results(results: Iterable[CheckResult]) -> list[CheckResult]:
    """Return one result per table, column and expectation, from those of the table's parts."""
    groups: dict[tuple[str, ...], list[CheckResult]] = defaultdict(list)
    for result in results:
        groups[result.table, result.column, result.expectation, result.severity].append(result)
    return [combined(group) for group in groups.values()]


def combined(parts: Sequence[CheckResult]) -> CheckResult:
    """Return the worst status of the parts, their counts added and their first examples."""
    worst = min(parts, key=lambda part: ("error", "failed", "passed").index(part.status))
    if len(parts) == 1:
        return worst
    unexpected_count = sum(part.unexpected_count for part in parts)
    row_count = sum(part.row_count for part in parts)
    return replace(
        worst,
        observed=worst.observed if worst.status == "error" else rows_observed(unexpected_count, row_count),
        unexpected_count=unexpected_count,
        examples=tuple(example for part in parts for example in part.examples)[:EXAMPLE_COUNT],
        row_count=row_count,
    )


def is_refusing(result: CheckResult) -> bool:
    """Return whether the result alone stops a release: a critical check failed or could not be made."""
    return result.severity == "critical" and result.status != "passed"


def is_release_refused(results: Iterable[CheckResult]) -> bool:
    """Return whether any critical check failed or could not be made."""
    return any(is_refusing(result) for result in results)


def refusal_message(results: Iterable[CheckResult]) -> str:
    """Return one line per result that refuses the release: where, which rule, how many and which rows."""
    return "\n".join(refusal_line(result) for result in results if is_refusing(result))


def refusal_line(result: CheckResult) -> str:
    """Return why this result refuses the release."""
    where = f"{result.table}.{result.column} {result.expectation}"
    observed = re.sub(r"\s+", " ", result.observed)
    if result.status == "error":
        return f"{where} could not be checked: {printable(observed, 300)}"
    rows = f" ({'; '.join(result.examples)})" if result.examples else ""
    return f"{where} failed: {observed}{rows}. {result.meaning}"
