"""WARC records as payloads: what each carries, checked against its digests, or why it is no page."""

from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO

from flows.sources.byte_window import ByteWindow, read_blocks
from flows.sources.http_payload import page_type, parse_response, plain_body, read_payload
from flows.sources.inventory import SourceFile
from flows.sources.json_lines import Record, parse_time
from flows.sources.met_records import MetRecord, Records, WarcReference, out_of_memory
from flows.sources.read_limits import ReadLimits
from flows.sources.text_pages import PageError, Payload
from flows.sources.unpack_blocks import PACKINGS, Damage, PackedFile, UnpackedStream
from flows.sources.warc_records import (
    BEGINS,
    OTHER_TYPES,
    PAGE_TYPES,
    WarcFault,
    WarcRecord,
    normal_digest,
    other_types,
    read_members,
    read_stream,
    refuse_wrong_digest,
)

REVISIT = "revisit"
OK_STATUSES = range(200, 300)
FIRST_MEMBER_BYTES = 64 << 20


def read_plain_warc(_file: SourceFile, stream: BinaryIO, start: int, end: int | None, limits: ReadLimits) -> Records:
    """Yield the records of WARC that is not packed; a range begins where a record does."""
    stream.seek(start)
    window = ByteWindow(read_blocks(stream), start)
    yield from _warc_records(read_stream(window, limits.max_record_bytes), end, limits)


def read_packed_warc(file: SourceFile, stream: BinaryIO, start: int, end: int | None, limits: ReadLimits) -> Records:
    """Yield the records of packed WARC: by members where each record is one, else as one stream, in one piece."""
    packed = PackedFile(stream, PACKINGS[file.packing], limits.max_file_bytes_decompressed)
    if is_packed_by_record(file, stream):
        pieces = packed.pieces(start, end, BEGINS)
        yield from _warc_records(read_members(pieces, limits.max_record_bytes), None, limits)
    elif start == 0:
        source = UnpackedStream(packed.pieces())
        yield from _warc_records(read_stream(ByteWindow(source.blocks()), limits.max_record_bytes), None, limits)
        for offset, damage in source.damages:
            yield MetRecord(offset, PageError(damage.reason, damage.detail))


def is_packed_by_record(file: SourceFile, stream: BinaryIO) -> bool:
    """Return whether the first member of packed WARC holds one record alone, as the standard asks for."""
    first: list[bytes] = []
    for piece in PackedFile(stream, PACKINGS[file.packing], FIRST_MEMBER_BYTES).pieces():
        if isinstance(piece, Damage):
            return True
        first.append(piece.data)
        if piece.is_last or b"\n" + BEGINS in piece.data:
            break
    return b"\n" + BEGINS not in b"".join(first)


def _warc_records(met: Iterable[WarcRecord | WarcFault], end: int | None, limits: ReadLimits) -> Records:
    others: Counter[str] = Counter()
    first_other: int | None = None
    for each in met:
        if end is not None and each.offset >= end:
            break
        if isinstance(each, WarcFault):
            yield MetRecord(each.offset, each.error)
        elif each.type in OTHER_TYPES:
            first_other = each.offset if first_other is None else first_other
            others[each.type] += 1
        else:
            yield _warc_record(each, limits)
    if first_other is not None:
        yield MetRecord(first_other, PageError("not_a_page", f"records of the crawl: {other_types(others)}"))


def _warc_record(found: WarcRecord, limits: ReadLimits) -> MetRecord:
    header = found.header
    record = Record(
        source_id=header.get("warc-record-id", "").strip("<>") or None,
        url=header.get("warc-target-uri", "").strip("<> ") or None,
        fetched_at=parse_time(header.get("warc-date")),
        metadata="{}",
        text=None,
        html=None,
    )
    reference = warc_reference(found)
    try:
        return MetRecord(found.offset, warc_payload(found, limits), record, reference)
    except PageError as error:
        return MetRecord(found.offset, error, record, reference)
    except MemoryError:
        return MetRecord(found.offset, out_of_memory(limits), record, reference)


def warc_reference(found: WarcRecord) -> WarcReference:
    """Return the digest that a record claims of its payload and, of a revisit, which record has the payload."""
    header = found.header
    digest = normal_digest(header.get("warc-payload-digest", ""))
    if found.type != REVISIT:
        return WarcReference(digest)
    return WarcReference(
        digest,
        header.get("warc-refers-to", "").strip("<> ") or None,
        header.get("warc-refers-to-target-uri", "").strip("<> ") or None,
        parse_time(header.get("warc-refers-to-date")),
    )


def warc_payload(found: WarcRecord, limits: ReadLimits) -> Payload:
    """Return the payload of a record.

    Raises:
        PageError: It is no page, is cut or damaged, or is not what its digest says.
    """
    header = found.header
    if found.type == REVISIT:
        of = header.get("warc-refers-to-target-uri") or header.get("warc-payload-digest") or "an earlier record"
        raise PageError(REVISIT, f"the same as {of[:300]}, which is not among the pages that were read")
    if found.type not in PAGE_TYPES:
        raise PageError("unsupported_record", f"WARC-Type {found.type[:40]!r}")
    if "warc-truncated" in header:
        raise PageError("truncated_record", f"cut by the crawler: {header['warc-truncated'][:40]}")
    refuse_wrong_digest("WARC-Block-Digest", header.get("warc-block-digest", ""), [found.block])
    claimed = header.get("warc-payload-digest", "")
    if found.type != "response" or not header.get("content-type", "").lower().startswith("application/http"):
        refuse_wrong_digest("WARC-Payload-Digest", claimed, [found.block])
        return Payload(found.block, page_type(header.get("content-type", ""), found.block))
    response = parse_response(found.block)
    if response.status not in OK_STATUSES:
        raise PageError("http_status", f"status {response.status}")
    body = plain_body(response, limits.max_record_bytes)
    # Crawlers differ in whether they digest the body as it came or as it was meant.
    refuse_wrong_digest("WARC-Payload-Digest", claimed, [response.body, body])
    if not body.strip():
        raise PageError("no_text", "the body is empty")
    payload = read_payload(response._replace(body=body, header=_plain_header(response.header)), len(body))
    return Payload(payload.data, payload.media_type, payload.charset)


def _plain_header(header: dict[str, str]) -> dict[str, str]:
    """Return the header of a body that is neither packed nor in chunks any more."""
    packed = ("content-length", "content-encoding", "transfer-encoding")
    return {name: value for name, value in header.items() if name not in packed}
