"""WARC and WET: records one by one, in files packed by record, packed as a whole, or not packed.

What a record claims of its length is checked against where it ends: at its member's end, or where the next one
begins. A record that is cut or damaged is named with its offset, and the next one is looked for.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from flows.sources.byte_window import ByteWindow, read_blocks
from flows.sources.http_payload import HEADER_END, MAX_HEADER_BYTES, content_length, parse_header
from flows.sources.text_pages import PageError
from flows.sources.unpack_blocks import Damage, Piece

VERSION = re.compile(rb"WARC/(?:0\.\d{1,2}|1\.\d)[ \t]*\r?\n")
BEGINS = b"WARC/"
BETWEEN = b"\r\n\r\n"
NEXT_RECORD = b"\nWARC/"

PAGE_TYPES = ("response", "resource", "conversion")
# Of the crawl, not of a page: they are counted, and listed once per file.
OTHER_TYPES = ("warcinfo", "request", "metadata")

DIGEST = re.compile(r"(sha-?1|md5|sha-?256|sha-?512):([A-Za-z0-9+/=_-]{16,128})", re.IGNORECASE)


class WarcRecord(NamedTuple):
    """A record: where it begins, its header by small names, and its block."""

    offset: int
    header: dict[str, str]
    block: bytes

    @property
    def type(self) -> str:
        """The WARC-Type."""
        return self.header.get("warc-type", "").lower()


class WarcFault(NamedTuple):
    """What is wrong with the record that begins, or should begin, at an offset."""

    offset: int
    error: PageError


def read_members(pieces: Iterable[Piece | Damage], max_bytes: int) -> Iterator[WarcRecord | WarcFault]:
    """Yield the records of a file in which each is a member of its own; offsets are those of the members."""
    data = bytearray()
    size = 0
    for piece in pieces:
        if isinstance(piece, Damage):
            yield WarcFault(piece.member_offset, PageError(piece.reason, piece.detail))
            data.clear()
            size = 0
            continue
        size += len(piece.data)
        if size <= max_bytes + MAX_HEADER_BYTES:
            data += piece.data
        else:
            data.clear()
        if not piece.is_last:
            continue
        if size > max_bytes + MAX_HEADER_BYTES:
            detail = f"the member at byte {piece.member_offset} unpacks to {size} bytes"
            yield WarcFault(piece.member_offset, PageError("too_large", detail))
        elif size:
            yield from _of_member(bytes(data), piece.member_offset)
        data.clear()
        size = 0


def _of_member(data: bytes, offset: int) -> Iterator[WarcRecord | WarcFault]:
    """Yield the record of a member, and those that should have members of their own."""
    begin = index = 0
    while begin < len(data):
        head = _header(data, begin)
        if isinstance(head, str):
            yield WarcFault(offset + index, PageError("damaged_record", f"in the member at byte {offset}: {head}"))
            begin = data.find(NEXT_RECORD, begin + 1) + 1 or len(data)
            index += 1
            continue
        header, block_begin = head
        length = content_length(header)
        next_begin = _next_begin(data, block_begin, length)
        yield _checked(offset + index, header, data[block_begin:next_begin], length)
        begin = next_begin
        while data[begin : begin + 1] in (b"\r", b"\n"):
            begin += 1
        index += 1


def _next_begin(data: bytes, block_begin: int, length: int | None) -> int:
    """Return where a record of a member ends: at its length where the next record follows, else at the end."""
    if length is not None and data.startswith(BETWEEN + BEGINS, block_begin + length):
        return block_begin + length + len(BETWEEN)
    return len(data)


def _checked(offset: int, header: dict[str, str], rest: bytes, length: int | None) -> WarcRecord | WarcFault:
    """Return the record with the block that its member's end proves."""
    block = rest.removesuffix(BETWEEN)
    if length is not None and length <= len(rest):
        # Line ends may be the page's own.
        block = rest[:length] if not rest[length:].strip(b"\r\n") else block
    if length is not None and length > len(block):
        detail = f"has {len(block)} of {length} bytes"
        return WarcFault(offset, PageError("truncated_record", detail))
    return WarcRecord(offset, header, block)


def _header(data: bytes, begin: int) -> tuple[dict[str, str], int] | str:
    """Return the header that begins there and where its block begins, or what is wrong with it."""
    version = VERSION.match(data, begin)
    if version is None:
        return f"no record begins with {data[begin : begin + 20]!r}"
    end = HEADER_END.search(data, version.end() - 2, begin + MAX_HEADER_BYTES)
    if end is None:
        return "its header has no end"
    return parse_header(data[version.end() : end.start()]), end.end()


def record_offsets(stream: BinaryIO, distance: int, max_bytes: int) -> list[int]:
    """Return where records begin in a file that is not packed, about `distance` bytes apart, by their headers alone.

    They are those at which `read_stream` arrives, so that ranges between them give each record once.
    """
    size = stream.seek(0, 2)
    offsets = [0]
    offset = 0
    while offset < size:
        if offset >= offsets[-1] + distance:
            offsets.append(offset)
        stream.seek(offset)
        data = stream.read(MAX_HEADER_BYTES)
        head = _header(data, 0)
        length = None if isinstance(head, str) else content_length(head[0])
        if isinstance(head, str) or length is None or length > max_bytes:
            begin = 1 if isinstance(head, str) else head[1] - 1
            offset = _next_record(stream, offset + begin, size)
            continue
        end = offset + head[1] + length
        stream.seek(end)
        after = stream.read(len(BETWEEN + BEGINS))
        next_record = after.lstrip(b"\r\n")
        is_sound = after.startswith(BETWEEN) or next_record.startswith(BEGINS[:3]) or not next_record
        offset = end + len(after) - len(next_record) if is_sound else _next_record(stream, offset + head[1] - 1, size)
    return offsets


def _next_record(stream: BinaryIO, offset: int, size: int) -> int:
    stream.seek(offset)
    window = ByteWindow(read_blocks(stream, MAX_HEADER_BYTES), offset)
    return window.offset + 1 if window.drop_until(NEXT_RECORD) else size


def read_stream(window: ByteWindow, max_bytes: int) -> Iterator[WarcRecord | WarcFault]:
    """Yield the records of a file that is not packed, or packed as a whole."""
    while _skip_line_ends(window):
        offset = window.offset
        head = _header(window.peek(MAX_HEADER_BYTES), 0)
        if isinstance(head, str):
            yield WarcFault(offset, PageError("damaged_record", head))
            window.drop_until(NEXT_RECORD)
            continue
        header, block_begin = head
        length = content_length(header)
        fault = _length_fault(window, block_begin, length, max_bytes)
        if fault is not None:
            yield WarcFault(offset, fault)
            window.drop_until(NEXT_RECORD, block_begin - 1)
        elif length is not None:
            yield WarcRecord(offset, header, window.peek(length, block_begin))
            window.drop(block_begin + length)


def _skip_line_ends(window: ByteWindow) -> bool:
    """Move on to what is no line end and return whether there is something."""
    while window.peek(1) in (b"\r", b"\n"):
        window.drop(1)
    return window.has(1)


def _length_fault(window: ByteWindow, block_begin: int, length: int | None, max_bytes: int) -> PageError | None:
    """Return what is wrong with the length that a record claims."""
    if length is None:
        return PageError("damaged_record", "its Content-Length is missing or no number")
    if length > max_bytes:
        return PageError("too_large", f"{length} bytes, more than {max_bytes}")
    end = block_begin + length
    if not window.has(end):
        return PageError("truncated_record", f"the file ends after {len(window) - block_begin} of {length} bytes")
    after = window.peek(len(BETWEEN + BEGINS), end)
    if after.startswith(BETWEEN) or not after.strip(b"\r\n"):
        return None
    if after.strip(b"\r\n").startswith(BEGINS[:3]):  # fewer line ends than the standard wants
        return None
    return PageError("damaged_record", f"no record ends where its Content-Length of {length} says")


def refuse_wrong_digest(name: str, claimed: str, candidates: Iterable[bytes]) -> None:
    """Raise `PageError` where a digest that can be checked fits none of the bytes that it may be of."""
    match = DIGEST.fullmatch(claimed.strip())
    if match is None:
        return
    algorithm = match[1].lower().replace("-", "")
    for data in candidates:
        digest = hashlib.new(algorithm, data, usedforsecurity=False).digest()
        forms = (base64.b32encode(digest).decode(), digest.hex(), base64.b64encode(digest).decode())
        if match[2].rstrip("=").lower() in (form.rstrip("=").lower() for form in forms):
            return
    raise PageError("digest_mismatch", f"{name} {claimed[:80]} is not that of what is there")


def normal_digest(claimed: str) -> str | None:
    """Return a digest in the one form that equal ones share, in hexadecimal; nothing where it is of no known kind.

    The standard leaves the form open; crawlers write base32 (most), hexadecimal or base64. The length tells which.
    """
    match = DIGEST.fullmatch(claimed.strip())
    if match is None:
        return None
    algorithm, digits = match[1].lower().replace("-", ""), match[2].rstrip("=")
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    try:
        if len(digits) == 2 * size:
            data = bytes.fromhex(digits)
        elif len(digits) == -(-8 * size // 5):
            data = base64.b32decode(digits.upper() + "=" * (-len(digits) % 8))
        else:
            data = base64.b64decode(digits + "=" * (-len(digits) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return f"{algorithm}:{data.hex()}" if len(data) == size else None


def other_types(records: Counter[str]) -> str:
    """Return how many records of each type hold no page, for a message."""
    return ", ".join(f"{count} {name}" for name, count in sorted(records.items()))
