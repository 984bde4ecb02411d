"""The door of all input: a source file as rows of `records`, one for each record met, page or failure.

What is wrong with a record becomes a row that says so, and the next record is read. Nothing is handed on that
was read while the file changed: each frame is checked against the inventory after its bytes were read.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

import polars as pl

from flows.sources.inventory import SourceFile, open_source, source_version
from flows.sources.read_limits import ReadLimits
from flows.sources.source_rows import Row, failure_row, row_batches, source_rows
from flows.sources.text_pages import PageError
from flows.sources.warc_records import record_offsets
from flows.stores import is_url
from schemas.stages import RECORDS

COLUMNS = RECORDS.columns
LINE_FACTS_BYTES = 100  # of a line: the names of some elements, and the words of their classes
RowReader = Callable[[SourceFile, int, int | None, ReadLimits], Iterator[Row]]


def plan_ranges(file: SourceFile, range_bytes: int, max_record_bytes: int) -> list[tuple[int, int | None]]:
    """Return the byte ranges in which a file is read.

    JSON Lines are cut anywhere, as a line belongs to where it begins; Parquet likewise by its row groups, packed
    WARC by its members; WARC that is not packed where records begin. All else is read in one piece.
    """
    if file.size_bytes <= range_bytes or not _is_cuttable(file):
        return [(0, None)]
    starts = list(range(0, file.size_bytes, range_bytes))
    if file.source_format == "warc" and not file.packing:
        with open_source(file.path) as stream:
            starts = record_offsets(stream, range_bytes, max_record_bytes)
    return [*pairwise(starts), (starts[-1], None)]


def _is_cuttable(file: SourceFile) -> bool:
    if file.packing:
        return file.source_format == "warc" and file.packing in ("gzip", "zstd")
    return file.source_format in ("json_lines", "parquet", "warc")


def read_source(
    file: SourceFile, start: int, end: int | None, limits: ReadLimits, read_rows: RowReader = source_rows
) -> Iterator[pl.DataFrame]:
    """Yield the records that begin in `[start, end)` as frames of `schemas.stages.RECORDS`.

    Args:
        file: The file as the inventory saw it.
        start: First byte, as planned.
        end: First byte that is not read for; None for the end of the file.
        limits: Bounds on records and frames.
        read_rows: Reads the rows, in this process or in one that may be killed.
    """
    if is_changed(file):
        yield _frame(file, [_changed_row(start or None)])
        return
    for rows in row_batches(read_rows(file, start, end, limits), limits.max_frame_rows, limits.max_frame_bytes):
        if is_changed(file):
            yield _frame(file, [_changed_row(rows[0]["record_offset"])])
            return
        yield _frame(file, rows)


def _changed_row(record_offset: int | None) -> Row:
    detail = "size or time differs from when the file was listed; what follows was not read"
    return failure_row(record_offset, PageError("changed_during_read", detail))


def is_changed(file: SourceFile) -> bool:
    """Return whether the file is another one than the inventory saw, by size or time, or is gone."""
    try:
        return source_version(file.path) != file.version
    except OSError as error:
        if is_url(file.path) and not isinstance(error, (FileNotFoundError, PermissionError)):
            raise  # a store that does not answer says nothing about the object
        return True


def _frame(file: SourceFile, rows: list[Row]) -> pl.DataFrame:
    columns = {name: [row.get(name) for row in rows] for name in COLUMNS}
    columns["source_sha256"] = [file.sha256] * len(rows)
    return pl.DataFrame(columns, schema=RECORDS.to_polars()).with_columns(page_bytes())


def page_bytes() -> pl.Expr:
    """Return how much is told of a page, roughly: what it takes in the memory of a step."""
    texts = [pl.col(name).str.len_bytes().fill_null(0) for name in ("text", "page_metadata")]
    facts = pl.col("line_facts").list.len().fill_null(0) * LINE_FACTS_BYTES
    return pl.sum_horizontal(*texts, facts).cast(pl.Int64).alias("page_bytes")
