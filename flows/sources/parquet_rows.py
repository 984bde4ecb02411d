"""Parquet: rows as records, row group by row group, so that a damaged one costs only its own rows.

Columns stay dictionaries and values are measured before they are made, because a file of some kilobytes can
hold a value of gigabytes, or one value a million times.
"""

import math
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.sources.text_pages import PageError

BATCH_ROWS = 64
# A footer of a file with a million row groups would be larger than its pages.
MAX_FOOTER_BYTES = 256 << 20
MAX_NESTING = 20  # of a column's type
PAYLOAD_COLUMNS = ("text", "html")  # may be bytes in any encoding


class ParquetRow(NamedTuple):
    """A row by its number in the file: its fields by name, or what is wrong with it."""

    number: int
    fields: dict[str, Any] | PageError


def open_parquet(stream: BinaryIO) -> pq.ParquetFile:
    """Return a Parquet file whose pages are checked as they are read.

    Raises:
        PageError: `corrupt_parquet` or `truncated_parquet`.
    """
    options = {
        "page_checksum_verification": True,
        "pre_buffer": False,
        "buffer_size": 1 << 16,
        "thrift_string_size_limit": MAX_FOOTER_BYTES,
        "thrift_container_size_limit": MAX_FOOTER_BYTES,
        "schema_depth_limit": MAX_NESTING,
        "arrow_extensions_enabled": False,
    }
    try:
        first = pq.ParquetFile(stream, **options)
        return pq.ParquetFile(stream, read_dictionary=dictionary_columns(first.schema_arrow), **options)
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        raise PageError(_footer_reason(stream), _first_line(error)) from error


def _footer_reason(stream: BinaryIO) -> str:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 4))
    return "corrupt_parquet" if stream.read(4) == b"PAR1" else "truncated_parquet"


def group_offsets(file: pq.ParquetFile) -> list[int]:
    """Return where each row group begins in the file, in their order."""
    offsets = []
    for index in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(index)
        column = group.column(0) if group.num_columns else None
        begin = None if column is None else column.dictionary_page_offset or column.data_page_offset
        offsets.append(max(0, begin or 0))
    return offsets


def read_rows(file: pq.ParquetFile, start: int, end: int | None, max_bytes: int) -> Iterator[ParquetRow]:
    """Yield the rows of the groups that begin in `[start, end)`; of a damaged group, those before the damage."""
    number = 0
    for index, offset in enumerate(group_offsets(file)):
        count = max(0, file.metadata.row_group(index).num_rows)
        if offset >= start and (end is None or offset < end):
            yield from _group_rows(file, index, number, max_bytes)
        number += count


def _group_rows(file: pq.ParquetFile, index: int, first: int, max_bytes: int) -> Iterator[ParquetRow]:
    number = first
    last = first + file.metadata.row_group(index).num_rows - 1
    try:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, row_groups=[index], use_threads=False):
            for row in range(batch.num_rows):
                yield ParquetRow(number, _fields(batch, row, max_bytes))
                number += 1
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        detail = f"row group {index}, rows {number} to {last}: {_first_line(error)}"
        is_large = isinstance(error, MemoryError | pa.ArrowMemoryError)
        yield ParquetRow(number, PageError("too_large" if is_large else "corrupt_parquet", detail))
        return
    if number <= last:
        detail = f"row group {index} has {number - first} of {last - first + 1} rows"
        yield ParquetRow(number, PageError("corrupt_parquet", detail))


def dictionary_columns(schema: pa.Schema) -> list[str]:
    """Return the columns of strings and bytes, which are read as dictionaries."""
    strings = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return [field.name for field in schema if any(test(field.type) for test in strings)]


def _fields(batch: pa.RecordBatch, row: int, max_bytes: int) -> dict[str, Any] | PageError:
    fields = {}
    left = max_bytes
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        left -= _value_bytes(column, row)
        if left < 0:
            return PageError("too_large", f"more than {max_bytes} bytes")
        value = column[row].as_py()
        fields[name] = value if name in PAYLOAD_COLUMNS else plain_value(value)
    return fields


def _value_bytes(column: pa.Array, row: int) -> int:
    """Return how many bytes a value takes, without making it."""
    if pa.types.is_dictionary(column.type):
        if not column.is_valid()[row].as_py():
            return 0
        index = column.indices[row].as_py()
        return int(pc.binary_length(column.dictionary.slice(index, 1))[0].as_py() or 0)
    return int(column.slice(row, 1).nbytes) if pa.types.is_nested(column.type) else 8


def plain_value(value: object) -> Any:
    """Return a value as JSON can hold it: times in ISO 8601, bytes as the text that they are in UTF-8."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return {str(name): plain_value(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(each) for each in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
