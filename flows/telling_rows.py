"""The few rows and values of a part that decide whether it meets its expectations.

A rule about single values holds for a column when it holds for each of its distinct values; a band when it holds for
the least and the greatest; a span holds something in every row when it does in the row with the shortest; a key
stands once when it does among the rows that share theirs; no value is missing when it is not in the first row without
one. The engine judges these instead of every row, because it takes a microsecond and more for each value.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from flows.expectations import Expectation

# By the names that `expectations` gives them.
EACH_VALUE = ("in_set", "matches")
BANDS = ("between", "plausible")
MAX_ROWS = 1_000  # for one rule: ids have more values than that, codes and kinds fewer


class Part(NamedTuple):
    """A frame and the numbers of the expectations that it decides on."""

    indexes: list[int]
    frame: pl.DataFrame


def telling_parts(expectations: Sequence[Expectation], frame: pl.DataFrame) -> list[Part]:
    """Return some rows that decide on most expectations, and the distinct values of each column that has many."""
    by_rows: list[int] = []
    by_values: list[Part] = []
    positions = {0} if frame.height else set()
    for index, each in enumerate(expectations):
        found = telling_positions(each, frame)
        if each.name in EACH_VALUE and len(found) > MAX_ROWS:
            by_values.append(Part([index], frame.select(each.columns)[found]))
        else:
            by_rows.append(index)
            positions.update(found)
    return [Part(by_rows, frame[sorted(positions)]), *by_values]


def telling_positions(expectation: Expectation, frame: pl.DataFrame) -> list[int]:
    """Return the positions of rows such that the expectation holds in all rows when it holds in these."""
    rows = frame.select(expectation.columns)
    first = rows.to_series()
    if expectation.name in EACH_VALUE:
        return first.arg_unique().to_list()
    if expectation.name in BANDS:
        return outermost_positions(first)
    if expectation.name == "not_null":
        return first.is_null().arg_true().head(1).to_list()
    if expectation.name == "unique_key":
        return rows.is_duplicated().arg_true().to_list()
    if expectation.name == "span_not_empty":
        start, end = rows.get_columns()
        shortest = (end - start).arg_min()
        return [] if shortest is None else [shortest]
    raise ValueError(f"no rows are known that decide on {expectation.name}; say which")


def outermost_positions(values: pl.Series) -> list[int]:
    """Return where the least and the greatest value stand, and one that is no number where there is any."""
    odd = values.is_nan().fill_null(value=False) if values.dtype.is_float() else pl.Series([False])
    numbers = values.fill_nan(None) if values.dtype.is_float() else values
    outermost = [position for position in (numbers.arg_min(), numbers.arg_max()) if position is not None]
    return [*outermost, *odd.arg_true().head(1)]
