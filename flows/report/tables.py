"""How the report reads a table of a release: lazily, and in pieces."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows import tables
from flows.releases import TABLES


def scan_table(release: Path, table: str, columns: Sequence[str]) -> pl.LazyFrame:
    """Return these columns of the table, or all of them when none are named.

    Raises:
        FileNotFoundError: The release holds no file of the table, which even an empty table has.
    """
    parts = sorted((release / table).glob("part-*.parquet"))
    if not parts:
        message = f"{release / table}: no part-*.parquet; is this a release?"
        raise FileNotFoundError(message)
    frame = tables.scan_table(parts, TABLES[table])
    return frame.select(columns) if columns else frame


def collected(frame: pl.LazyFrame) -> pl.DataFrame:
    """Return the rows, read in pieces so that a large table never stands in memory."""
    return frame.collect(engine="streaming")
