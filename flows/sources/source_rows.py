"""The records of a source file as rows: one for each record met, page or failure."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from flows.sources.inventory import SourceFile, open_source
from flows.sources.json_lines import metadata_json
from flows.sources.met_records import MetRecord, out_of_memory
from flows.sources.pages import PageLimits, read_page
from flows.sources.read_limits import ReadLimits
from flows.sources.source_records import read_records
from flows.sources.text_pages import PageError

Row = dict[str, Any]

LINE_FACT_BYTES = 150  # what a line's facts take, about, beside its text
ERROR_LENGTH = 300  # of an error's text that is kept


def source_rows(file: SourceFile, start: int, end: int | None, limits: ReadLimits) -> Iterator[Row]:
    """Yield one row per record that begins in the range, read in this process."""
    for met in met_records(file, start, end, limits):
        yield record_row(met, limits)


def met_records(
    file: SourceFile,
    start: int,
    end: int | None,
    limits: ReadLimits,
    open_file: Callable[[str], BinaryIO] = open_source,
) -> Iterator[MetRecord]:
    """Yield the records that begin in the range, and one for what is wrong with the file itself."""
    if file.size_bytes == 0:
        yield MetRecord(None, PageError("empty_file", "the file has no bytes"))
        return
    is_empty = start == 0 and end is None
    try:
        with open_file(file.path) as stream:
            for met in read_records(file, stream, start, end, limits):
                is_empty = False
                yield met
    except OSError as error:
        yield MetRecord(None, PageError("unreadable", str(error.strerror)))
        return
    except MemoryError:
        yield MetRecord(None, out_of_memory(limits))
        return
    except Exception as error:  # noqa: BLE001  # whatever a reader fails on costs the rest of this file alone
        yield MetRecord(None, _reader_failed(error))
        return
    if is_empty:
        yield MetRecord(None, PageError("empty_file", "the file has no record"))


def record_row(met: MetRecord, limits: ReadLimits) -> Row:
    """Return the row of a record: its page, or why there is none."""
    if isinstance(met.content, PageError):
        return failure_row(met.offset, met.content, met)
    try:
        page = read_page(met.content, PageLimits(limits.max_page_lines, limits.max_page_depth))
    except PageError as error:
        return failure_row(met.offset, error, met)
    except MemoryError:
        return failure_row(met.offset, out_of_memory(limits), met)
    except Exception as error:  # noqa: BLE001  # a page that a parser fails on is one rejection, whatever the error
        return failure_row(met.offset, _reader_failed(error), met)
    replaced_count = met.record.replaced_character_count if met.record else 0
    return _known(met.offset, met) | {
        "document_id": page.document_id,
        "media_type": page.media_type,
        "encoding": page.encoding,
        "removed_character_count": page.removed_character_count + replaced_count,
        "text": page.text,
        "metadata": met.record.metadata if met.record else "{}",
        "page_metadata": None if page.page_metadata is None else metadata_json(page.page_metadata),
        "line_facts": page.line_facts,
    }


def failure_row(record_offset: int | None, error: PageError, met: MetRecord | None = None) -> Row:
    """Return the row of a record that gave no page, with what is known of it."""
    return _known(record_offset, met) | {"failure_reason": error.reason, "failure_detail": error.detail}


def row_bytes(row: Row) -> int:
    """Return about how many bytes a row takes."""
    strings = (row.get("text"), row.get("metadata"), row.get("page_metadata"))
    return sum(len(text) for text in strings if text) + LINE_FACT_BYTES * len(row.get("line_facts") or ())


def row_batches(rows: Iterable[Row], max_rows: int, max_bytes: int) -> Iterator[list[Row]]:
    """Yield the rows in lists that end where they reach a number of rows or of bytes."""
    batch: list[Row] = []
    size_bytes = 0
    for row in rows:
        batch.append(row)
        size_bytes += row_bytes(row)
        if len(batch) >= max_rows or size_bytes >= max_bytes:
            yield batch
            batch, size_bytes = [], 0
    if batch:
        yield batch


def _reader_failed(error: Exception) -> PageError:
    """Return the fault of what a reader or a parser failed on."""
    return PageError("reader_failed", f"{type(error).__name__}: {error}"[:ERROR_LENGTH])


def _known(record_offset: int | None, met: MetRecord | None) -> Row:
    record = met.record if met else None
    known = {"source_id": record.source_id, "url": record.url, "fetched_at": record.fetched_at} if record else {}
    reference = met.reference._asdict() if met and met.reference else {}
    return {"record_offset": record_offset} | known | reference
