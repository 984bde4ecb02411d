"""A source file as the records met in it, each a payload that may be a page or the reason why there is none.

Everything here is bounded by limits and reads one record at a time. No page is parsed yet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from flows.sources.archive_members import Member, read_tar, read_zip
from flows.sources.byte_window import ByteWindow, read_blocks
from flows.sources.detect_format import (
    FORMAT_ENDINGS,
    HEAD_BYTES,
    UNKNOWN,
    actual_format,
    claimed_format,
    foreign_format,
)
from flows.sources.found_files import escape_path
from flows.sources.inventory import SourceFile
from flows.sources.json_lines import Record, record_of
from flows.sources.json_records import (
    read_packed_lines,
    read_plain_lines,
    read_plain_values,
    record_payload,
    value_records,
)
from flows.sources.met_records import PAGE_FORMATS, MetRecord, Records, page_record, too_large
from flows.sources.pages import HTML
from flows.sources.read_limits import ReadLimits
from flows.sources.text_pages import PageError, Payload, payload_id
from flows.sources.unpack_blocks import PACKINGS, Damage, PackedFile, Piece, UnpackedStream, held_back
from flows.sources.warc_payloads import read_packed_warc, read_plain_warc


def read_records(file: SourceFile, stream: BinaryIO, start: int, end: int | None, limits: ReadLimits) -> Records:
    """Yield the records that begin in `[start, end)` of a file.

    Args:
        file: The file as the inventory saw it.
        stream: The file, opened.
        start: First byte of the range, as planned.
        end: First byte that is not read for; None for the end of the file.
        limits: Bounds on records and on the file.
    """
    if not file.packing:
        if file.source_format in _READERS:
            yield from _READERS[file.source_format](file, stream, start, end, limits)
        else:
            yield MetRecord(None, PageError("unsupported_format", "holds nothing that is read"))
        return
    pieces = PackedFile(stream, PACKINGS[file.packing], limits.max_file_bytes_decompressed).pieces()
    head = _head(pieces)
    source_format = actual_format(head, file.source_format)
    foreign = foreign_format(head)
    if foreign or (source_format == UNKNOWN and head):
        yield MetRecord(None, PageError("unsupported_format", f"holds {foreign or 'nothing that is read'}"))
    elif source_format == "warc":
        yield from read_packed_warc(file, stream, start, end, limits)
    elif start == 0:
        yield from _packed(replace(file, source_format=source_format), stream, limits)


def _head(pieces: Iterable[Piece | Damage]) -> bytes:
    """Return the first bytes of what a file unpacks to, as far as it is sound."""
    head = b""
    for piece in pieces:
        if isinstance(piece, Piece):
            head += piece.data
        if len(head) >= HEAD_BYTES:
            break
    return head[:HEAD_BYTES]


def _plain_page(file: SourceFile, stream: BinaryIO, _start: int, _end: int | None, limits: ReadLimits) -> Records:
    if file.size_bytes > limits.max_record_bytes:
        yield MetRecord(None, too_large(file.size_bytes, limits))
        return
    data = stream.read(limits.max_record_bytes + 1)
    if payload_id(data) != file.sha256[: len(payload_id(data))]:
        yield MetRecord(None, PageError("changed_during_read", "its bytes differ from when the file was listed"))
        return
    yield page_record(None, data, file.source_format)


def _plain_parquet(_file: SourceFile, stream: BinaryIO, start: int, end: int | None, limits: ReadLimits) -> Records:
    from flows.sources.parquet_rows import open_parquet, read_rows  # noqa: PLC0415  # pyarrow takes 0.2 s to import

    try:
        table = open_parquet(stream)
    except PageError as error:
        if start == 0:
            yield MetRecord(None, error)
        return
    for row in read_rows(table, start, end, limits.max_record_bytes):
        record: Record | None = None
        try:
            if isinstance(row.fields, PageError):
                raise row.fields
            payload = row.fields.get("html") or row.fields.get("text")
            record = record_of(row.fields)
            if isinstance(payload, bytes) and payload.strip():
                media_type = HTML if row.fields.get("html") else "text/plain"
                yield MetRecord(row.number, Payload(payload, media_type), record)
            else:
                yield MetRecord(row.number, record_payload(record), record)
        except PageError as error:
            yield MetRecord(row.number, PageError(error.reason, f"row {row.number}: {error.detail}"), record)


def _plain_zip(_file: SourceFile, stream: BinaryIO, _start: int, _end: int | None, limits: ReadLimits) -> Records:
    members = read_zip(stream, limits.max_record_bytes, limits.max_file_bytes_decompressed)
    yield from map(_member_record, members)


def _plain_tar(_file: SourceFile, stream: BinaryIO, _start: int, _end: int | None, limits: ReadLimits) -> Records:
    yield from _tar_of(read_blocks(stream), limits)


def _member_record(member: Member) -> MetRecord:
    """Return the record of an archive's member; its name is its id."""
    name = escape_path(member.name)
    record = Record(name or None, None, None, "{}", None, None)
    named = f"member {name}: " if name else ""
    if isinstance(member.content, PageError):
        error = PageError(member.content.reason, named + member.content.detail)
        return MetRecord(member.offset, error, record)
    claim = claimed_format(member.name)
    source_format = actual_format(member.content[:HEAD_BYTES], claim.source_format if claim else UNKNOWN)
    if claim is None or claim.packing or source_format not in PAGE_FORMATS:
        endings = " ".join(ending for ending, form in FORMAT_ENDINGS.items() if form in PAGE_FORMATS)
        error = PageError("unsupported_format", f"{named}of an archive, only {endings} are read")
        return MetRecord(member.offset, error, record)
    met = page_record(member.offset, member.content, source_format, record)
    if isinstance(met.content, PageError):
        return met._replace(content=PageError(met.content.reason, named + met.content.detail))
    return met


def _packed(file: SourceFile, stream: BinaryIO, limits: ReadLimits) -> Records:
    """Yield the records of a packed file that is no WARC."""
    pieces = PackedFile(stream, PACKINGS[file.packing], limits.max_file_bytes_decompressed).pieces()
    if file.source_format in PAGE_FORMATS:
        yield _packed_page(pieces, file.source_format, limits)
    elif file.source_format == "json_lines":
        yield from read_packed_lines(held_back(pieces), limits)
    elif file.source_format in ("json", "tar"):
        source = UnpackedStream(pieces, is_ended_by_damage=True)
        yield from _STREAM_READERS[file.source_format](source.blocks(), limits)
        for offset, damage in source.damages:
            yield MetRecord(offset, PageError(damage.reason, damage.detail))
    else:
        yield MetRecord(None, PageError("unsupported_format", f"{file.source_format} packed once more is not read"))


def _packed_page(pieces: Iterable[Piece | Damage], source_format: str, limits: ReadLimits) -> MetRecord:
    data: list[bytes] = []
    size = 0
    for piece in pieces:
        if isinstance(piece, Damage):
            return MetRecord(None, PageError(piece.reason, piece.detail))
        size += len(piece.data)
        if size > limits.max_record_bytes:
            return MetRecord(None, PageError("too_large", f"unpacks to more than {limits.max_record_bytes} bytes"))
        data.append(piece.data)
    return page_record(None, b"".join(data), source_format)


def _tar_of(blocks: Iterator[bytes], limits: ReadLimits) -> Records:
    return map(_member_record, read_tar(ByteWindow(blocks), limits.max_record_bytes))


_STREAM_READERS = {"json": value_records, "tar": _tar_of}
_READERS = {
    "text": _plain_page,
    "html": _plain_page,
    "json_lines": read_plain_lines,
    "json": read_plain_values,
    "warc": read_plain_warc,
    "parquet": _plain_parquet,
    "zip": _plain_zip,
    "tar": _plain_tar,
}
