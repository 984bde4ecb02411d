"""The few rows of a part that decide whether it meets its expectations.

A set of values holds for a column when it holds for each of its distinct values; a pattern when it holds for the
first value that polars' own matcher turns down; a band when it holds for the least and the greatest; a span holds
something in every row when it does in the row with the shortest; a key stands once when it does among the rows that
may share theirs; no value is missing when it is not in the first row without one. The engine judges these instead of
every row, because it takes a microsecond and more for each value.
"""

from collections.abc import Sequence

import polars as pl

from flows.expectations import Expectation

# By the names that `expectations` gives them.
BANDS = ("between", "plausible")


def telling_rows(expectations: Sequence[Expectation], frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows such that each expectation holds in all rows when it holds in these."""
    positions = {0} if frame.height else set()
    for each in expectations:
        positions.update(telling_positions(each, frame))
    return frame[sorted(positions)]


def telling_positions(expectation: Expectation, frame: pl.DataFrame) -> list[int]:
    """Return the positions of rows such that the expectation holds in all rows when it holds in these."""
    rows = frame.select(expectation.columns)
    first = rows.to_series()
    if expectation.name == "in_set":
        return first.arg_unique().to_list()
    if expectation.name == "matches":
        return refused_positions(first, str(expectation.arguments["regex"]))
    if expectation.name in BANDS:
        return outermost_positions(first)
    if expectation.name == "not_null":
        return first.is_null().arg_true().head(1).to_list()
    if expectation.name == "unique_key":
        # Of rows with equal hashes, which may be others all the same, the engine tells.
        return rows.hash_rows().is_duplicated().arg_true().to_list()
    if expectation.name == "span_not_empty":
        start, end = rows.get_columns()
        shortest = (end - start).arg_min()
        return [] if shortest is None else [shortest]
    raise ValueError(f"no rows are known that decide on {expectation.name}; say which")


def refused_positions(values: pl.Series, regex: str) -> list[int]:
    r"""Return where the first value stands that does not match; polars writes `\Z`, the end of the text, as `\z`."""
    return (~values.str.contains(regex.replace(r"\Z", r"\z"))).arg_true().head(1).to_list()


def outermost_positions(values: pl.Series) -> list[int]:
    """Return where the least and the greatest value stand, and one that is no number where there is any."""
    odd = values.is_nan().fill_null(value=False) if values.dtype.is_float() else pl.Series([False])
    numbers = values.fill_nan(None) if values.dtype.is_float() else values
    outermost = [position for position in (numbers.arg_min(), numbers.arg_max()) if position is not None]
    return [*outermost, *odd.arg_true().head(1)]
