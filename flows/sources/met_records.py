"""What the readers of all formats give: a record's place and its payload, or why there is none."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from flows.sources.detect_format import foreign_format
from flows.sources.json_lines import Record
from flows.sources.pages import HTML
from flows.sources.read_limits import ReadLimits
from flows.sources.text_pages import PageError, Payload

PAGE_FORMATS = {"text": "text/plain", "html": HTML}


class WarcReference(NamedTuple):
    """What a WARC record claims of its payload's digest and, of a revisit, which record has the payload."""

    payload_digest: str | None
    refers_to_id: str | None = None
    refers_to_url: str | None = None
    refers_to_at: datetime | None = None


class MetRecord(NamedTuple):
    """A record: its place, what is known of it, and its payload or why there is none."""

    offset: int | None
    content: Payload | PageError
    record: Record | None = None
    reference: WarcReference | None = None


Records = Iterator[MetRecord]


def page_record(offset: int | None, data: bytes, source_format: str, record: Record | None = None) -> MetRecord:
    """Return the record of a payload that is a whole file or member."""
    foreign = foreign_format(data)
    if foreign:
        return MetRecord(offset, PageError("unsupported_format", f"content is {foreign}"), record)
    if not data.strip():
        return MetRecord(offset, PageError("no_text", "nothing but white space"), record)
    return MetRecord(offset, Payload(data, PAGE_FORMATS[source_format]), record)


def too_large(size_bytes: int, limits: ReadLimits) -> PageError:
    """Return the fault of a record above the limit."""
    return PageError("too_large", f"{size_bytes} bytes, more than {limits.max_record_bytes}")


def out_of_memory(limits: ReadLimits) -> PageError:
    """Return the fault of a record that does not fit into the memory that reading may take."""
    return PageError("too_large", f"needs more than {limits.max_reader_memory_bytes} bytes of memory")
