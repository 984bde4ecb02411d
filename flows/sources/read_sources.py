"""The door of all input: a source file as rows of `records`, one for each record met, page or failure.

What is wrong with a record becomes a row that says so, and the next record is read. Nothing is handed on that
was read while the file changed: each frame is checked against the inventory after its bytes were read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from flows.sources.html_pages import html_page, read_html_page
from flows.sources.inventory import SourceFile, open_regular
from flows.sources.json_lines import (
    GzipBlocks,
    Line,
    Record,
    lines_from,
    metadata_json,
    parse_record,
    read_blocks,
    split_lines,
)
from flows.sources.text_pages import Page, PageError, payload_id, read_text_page, text_page
from schemas.stages import RECORDS

Row = dict[str, Any]

COLUMNS = RECORDS.columns
LINE_FACT_BYTES = 150  # what a line's facts take, about, beside its text


@dataclass(frozen=True)
class ReadLimits:
    """How much one record and one frame may take, so that memory is bounded whatever comes."""

    # The longest pages met are 5 MB; parsing takes about ten times the page.
    max_record_bytes: int = 32 << 20
    max_file_bytes_decompressed: int = 16 << 30
    max_frame_bytes: int = 16 << 20
    max_frame_rows: int = 2_000


def plan_ranges(file: SourceFile, range_bytes: int) -> list[tuple[int, int | None]]:
    """Return the byte ranges in which a file is read; only plain JSON Lines can be cut."""
    if file.source_format != "json_lines" or file.size_bytes <= range_bytes:
        return [(0, None)]
    starts = range(0, file.size_bytes, range_bytes)
    return [(start, start + range_bytes) for start in starts[:-1]] + [(starts[-1], None)]


def read_source(file: SourceFile, start: int, end: int | None, limits: ReadLimits) -> Iterator[pl.DataFrame]:
    """Yield the records that begin in `[start, end)` as frames of `schemas.stages.RECORDS`.

    Args:
        file: The file as the inventory saw it.
        start: First byte; 0 for all formats but plain JSON Lines.
        end: First byte that is not read for; None for the end of the file.
        limits: Bounds on records and frames.
    """
    if _is_changed(file):
        yield _frame(file, [_changed_row(start or None)])
        return
    for rows in _batches(_rows(file, start, end, limits), limits):
        if _is_changed(file):
            yield _frame(file, [_changed_row(rows[0]["record_offset"])])
            return
        yield _frame(file, rows)


def _rows(file: SourceFile, start: int, end: int | None, limits: ReadLimits) -> Iterator[Row]:
    """Yield one row per record, and one for what is wrong with the file itself."""
    if file.size_bytes == 0:
        yield failure_row(None, PageError("empty_file", "the file has no bytes"))
        return
    try:
        with open_regular(file.path) as stream:
            if file.source_format == "json_lines":
                yield from _plain_rows(file, stream, start, end, limits)
            elif file.source_format == "json_lines_gzip":
                yield from _gzip_rows(stream, limits)
            else:
                yield _whole_row(file, stream, limits)
    except OSError as error:
        yield failure_row(None, PageError("unreadable", str(error.strerror)))


def _whole_row(file: SourceFile, stream: BinaryIO, limits: ReadLimits) -> Row:
    if file.size_bytes > limits.max_record_bytes:
        return failure_row(None, _too_large(file.size_bytes, limits))
    data = stream.read(limits.max_record_bytes + 1)
    if payload_id(data) != file.sha256[: len(payload_id(data))]:
        return _changed_row(None)
    try:
        page = read_text_page(data) if file.source_format == "text" else read_html_page(data)
    except PageError as error:
        return failure_row(None, error)
    return page_row(None, page, None)


def _plain_rows(file: SourceFile, stream: BinaryIO, start: int, end: int | None, limits: ReadLimits) -> Iterator[Row]:
    is_empty = start == 0 and end is None
    lines_before: int | None = None
    for line in lines_from(stream, start, limits.max_record_bytes):
        if end is not None and line.offset >= end:
            break
        row = _line_row(line, limits)
        if row is None:
            continue
        is_empty = False
        if row["failure_reason"]:
            if lines_before is None:
                lines_before = _count_lines_before(file.path, start)
            row["failure_detail"] = f"line {lines_before + line.number}: {row['failure_detail']}"
        yield row
    if is_empty:
        yield failure_row(None, PageError("empty_file", "the file has no record"))


def _gzip_rows(stream: BinaryIO, limits: ReadLimits) -> Iterator[Row]:
    blocks = GzipBlocks(stream, limits.max_file_bytes_decompressed)
    is_empty, next_offset, number = True, 0, 0
    for line in split_lines(blocks, 0, limits.max_record_bytes):
        if not line.is_ended and blocks.damage is not None:
            break  # cut by the damage, so not to be published even where it reads well
        next_offset, number = line.offset + line.size_bytes + 1, line.number
        row = _line_row(line, limits)
        if row is None:
            continue
        is_empty = False
        if row["failure_reason"]:
            row["failure_detail"] = f"line {number}: {row['failure_detail']}"
        yield row
    if blocks.damage is not None:
        detail = f"after line {number}: {blocks.damage.detail}"
        yield failure_row(next_offset, PageError(blocks.damage.reason, detail))
    elif is_empty:
        yield failure_row(None, PageError("empty_file", "the file has no record"))


def _line_row(line: Line, limits: ReadLimits) -> Row | None:
    """Return the row of a line; None for a blank one."""
    if line.size_bytes > limits.max_record_bytes:
        return failure_row(line.offset, _too_large(line.size_bytes, limits))
    if not line.data.strip():
        return None
    try:
        record = parse_record(line)
    except PageError as error:
        return failure_row(line.offset, error)
    try:
        return page_row(line.offset, _record_page(record), record)
    except PageError as error:
        return failure_row(line.offset, error, record)


def _record_page(record: Record) -> Page:
    """Return a record's page, from its HTML where it has both: the text says nothing that the HTML does not."""
    if record.html and record.html.strip():
        return html_page(record.html)
    if record.text and record.text.strip():
        return text_page(record.text)
    raise PageError("no_text", "neither `text` nor `html` is a string with something in it")


def page_row(record_offset: int | None, page: Page, record: Record | None) -> Row:
    """Return the row of a page; `record` is None for a whole file."""
    replaced_count = record.replaced_character_count if record else 0
    return _row(record_offset, record) | {
        "document_id": page.document_id,
        "media_type": page.media_type,
        "encoding": page.encoding,
        "removed_character_count": page.removed_character_count + replaced_count,
        "text": page.text,
        "metadata": record.metadata if record else "{}",
        "page_metadata": None if page.page_metadata is None else metadata_json(page.page_metadata),
        "line_facts": page.line_facts,
    }


def failure_row(record_offset: int | None, error: PageError, record: Record | None = None) -> Row:
    """Return the row of a record that gave no page, with what is known of it."""
    return _row(record_offset, record) | {"failure_reason": error.reason, "failure_detail": error.detail}


def _row(record_offset: int | None, record: Record | None) -> Row:
    known = {"source_id": record.source_id, "url": record.url, "fetched_at": record.fetched_at} if record else {}
    return dict.fromkeys(COLUMNS) | {"record_offset": record_offset} | known


def _changed_row(record_offset: int | None) -> Row:
    detail = "size or time differs from when the file was listed; what follows was not read"
    return failure_row(record_offset, PageError("changed_during_read", detail))


def _too_large(size_bytes: int, limits: ReadLimits) -> PageError:
    return PageError("too_large", f"{size_bytes} bytes, more than {limits.max_record_bytes}")


def _is_changed(file: SourceFile) -> bool:
    try:
        seen = Path(file.path).stat()
    except OSError:
        return True
    return (seen.st_size, seen.st_mtime_ns) != (file.size_bytes, file.modified_ns)


def _count_lines_before(path: str, start: int) -> int:
    """Return how many lines end before the one from which the lines of a range are numbered."""
    count, left = 0, start - 1
    if left <= 0:
        return 0
    with open_regular(path) as stream:
        for block in read_blocks(stream):
            count += block.count(b"\n", 0, left)
            left -= len(block)
            if left <= 0:
                break
    return count


def _batches(rows: Iterator[Row], limits: ReadLimits) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size_bytes = 0
    for row in rows:
        batch.append(row)
        size_bytes += _size_bytes(row)
        if len(batch) >= limits.max_frame_rows or size_bytes >= limits.max_frame_bytes:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch


def _size_bytes(row: Row) -> int:
    strings = (row["text"], row["metadata"], row["page_metadata"])
    return sum(len(text) for text in strings if text) + LINE_FACT_BYTES * len(row["line_facts"] or ())


def _frame(file: SourceFile, rows: list[Row]) -> pl.DataFrame:
    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    columns["source_sha256"] = [file.sha256] * len(rows)
    return pl.DataFrame(columns, schema=RECORDS.to_polars())
