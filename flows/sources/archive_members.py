"""Folders of pages in one file, zip or tar: members one by one, each with its place and its name.

A name is only a label: nothing is written, so no path is made of it. The directory at a zip file's end is not
needed; where it is gone or damaged, members are found by their own headers.
"""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from flows.sources.byte_window import ByteWindow, read_blocks
from flows.sources.text_pages import PageError

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
LOCAL_MAGIC = b"PK\x03\x04"
IS_ENCRYPTED, HAS_LATER_SIZE = 0x1, 0x8
STORED, DEFLATED = 0, 8
MODE_SHIFT, FILE_TYPE, REGULAR_FILE = 16, 0o170000, 0o100000
READ_BYTES = 1 << 16
MAX_ENTRIES_OF_PLACE = 4  # are tried; more are a forged directory that makes the same bytes be unpacked again
# What zipfile lets through of damaged directories and of every packing that it knows.
FAULTS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError, IndexError),
)

TAR_BLOCK = 512
TAR_NAME, TAR_SIZE, TAR_CHECKSUM = slice(0, 100), slice(124, 136), slice(148, 156)
TAR_TYPE, TAR_PREFIX = 156, slice(345, 500)
TAR_FILES = (b"0", b"\0", b"7")
TAR_SILENT = (b"5", b"g", b"x", b"L", b"K")  # folders, and what belongs to the member after it
OCTAL = re.compile(rb"[ \0]*([0-7]{1,12})[ \0]*")
PAX_RECORD = re.compile(rb"(\d{1,10}) ([^=\n]{1,200})=")
MAX_NAME_BYTES = 1 << 16


class Member(NamedTuple):
    """A member: where its header begins, its name as it stands there, and its content or what is wrong with it."""

    offset: int
    name: str
    content: bytes | PageError


def read_zip(stream: BinaryIO, max_bytes: int, max_total_bytes: int) -> Iterator[Member]:
    """Yield the members of a zip file in the order in which they lie there."""
    try:
        archive = zipfile.ZipFile(stream)
        listed = listed_members(archive)
    except FAULTS as error:
        size = stream.seek(0, 2)
        yield Member(size, "", PageError("truncated_zip", f"no directory at the end of the file: {error}"))
        yield from _read_local_members(stream, max_bytes, max_total_bytes)
        return
    left = max_total_bytes
    for offset, infos in listed.items():
        info, content = _first_sound(archive, infos, max_bytes)
        left -= len(content) if isinstance(content, bytes) else 0
        if left < 0:
            detail = f"the archive unpacks to more than {max_total_bytes} bytes"
            yield Member(offset, info.filename, PageError("too_large", detail))
            return
        yield Member(offset, info.filename, content)


def listed_members(archive: zipfile.ZipFile) -> dict[int, list[zipfile.ZipInfo]]:
    """Return the entries of a directory, folders left out, by where they say that their member begins, in order.

    A damaged or forged directory has several for one place, and what lies there is one member.
    """
    found: dict[int, list[zipfile.ZipInfo]] = {}
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        if not info.is_dir():
            found.setdefault(info.header_offset, []).append(info)
    return found


def _first_sound(
    archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], max_bytes: int
) -> tuple[zipfile.ZipInfo, bytes | PageError]:
    """Return the first entry of a place that gives its member, or the first with what is wrong."""
    first = infos[0], _zip_content(archive, infos[0], max_bytes)
    if isinstance(first[1], bytes):
        return first
    others = ((info, _zip_content(archive, info, max_bytes)) for info in infos[1:MAX_ENTRIES_OF_PLACE])
    return next((each for each in others if isinstance(each[1], bytes)), first)


def _zip_content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_bytes: int) -> bytes | PageError:
    if info.flag_bits & IS_ENCRYPTED:
        return PageError("encrypted", "the member is encrypted")
    mode = (info.external_attr >> MODE_SHIFT) & FILE_TYPE
    if mode not in (0, REGULAR_FILE):
        return PageError("not_regular_file", "a link or a device")
    try:
        with archive.open(info) as member:
            pieces = []
            left = max_bytes
            while piece := member.read(READ_BYTES):
                pieces.append(piece)
                left -= len(piece)
                if left < 0:
                    return PageError("too_large", f"unpacks to more than {max_bytes} bytes")
            return b"".join(pieces)
    except MemoryError:
        return PageError("too_large", "needs too much memory to unpack")
    except FAULTS as error:
        return PageError("corrupt_member", f"{type(error).__name__}: {error}")


def _read_local_members(stream: BinaryIO, max_bytes: int, max_total_bytes: int) -> Iterator[Member]:
    """Yield the members that their own headers tell of."""
    stream.seek(0)
    window = ByteWindow(read_blocks(stream, READ_BYTES))
    left = max_total_bytes
    while window.drop_until(LOCAL_MAGIC):
        offset = window.offset
        head = window.peek(LOCAL_HEADER.size)
        if len(head) < LOCAL_HEADER.size:
            return
        _, _, flags, method, _, _, checksum, packed_size, _, name_size, extra_size = LOCAL_HEADER.unpack(head)
        name = window.peek(name_size, LOCAL_HEADER.size).decode("utf-8", "replace")
        begin = LOCAL_HEADER.size + name_size + extra_size
        if name.endswith("/"):
            window.drop(begin)
            continue
        if flags & IS_ENCRYPTED:
            content: bytes | PageError = PageError("encrypted", "the member is encrypted")
            window.drop(begin)
        elif method == DEFLATED:
            window.drop(begin)
            content = _inflated(window, max_bytes, None if flags & HAS_LATER_SIZE else checksum)
        elif method == STORED and not flags & HAS_LATER_SIZE and packed_size <= max_bytes:
            content = _stored(window, begin, packed_size, checksum)
        else:
            content = PageError("corrupt_member", "its size and packing are known to the lost directory only")
            window.drop(len(LOCAL_MAGIC))
        left -= len(content) if isinstance(content, bytes) else 0
        yield Member(
            offset, name, content if left >= 0 else PageError("too_large", "the archive unpacks to too much")
        )
        if left < 0:
            return


def _inflated(window: ByteWindow, max_bytes: int, checksum: int | None) -> bytes | PageError:
    """Return what the bytes ahead unpack to, and move behind them."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces = []
    left = max_bytes
    while not inflate.eof:
        packed = window.peek(READ_BYTES)
        if not packed:
            return PageError("truncated_record", "the file ends within the member")
        try:
            piece = inflate.decompress(packed, READ_BYTES)
        except zlib.error as error:
            return PageError("corrupt_member", str(error))
        window.drop(len(packed) - len(inflate.unconsumed_tail) - len(inflate.unused_data))
        left -= len(piece)
        if left < 0:
            return PageError("too_large", f"unpacks to more than {max_bytes} bytes")
        pieces.append(piece)
    data = b"".join(pieces)
    if checksum is not None and zlib.crc32(data) != checksum:
        return PageError("corrupt_member", "checksum differs")
    return data


def _stored(window: ByteWindow, begin: int, size: int, checksum: int) -> bytes | PageError:
    data = window.peek(size, begin)
    if len(data) < size:
        window.drop(len(LOCAL_MAGIC))
        return PageError("truncated_record", "the file ends within the member")
    if zlib.crc32(data) != checksum:
        window.drop(len(LOCAL_MAGIC))
        return PageError("corrupt_member", "checksum differs")
    window.drop(begin + size)
    return data


def read_tar(window: ByteWindow, max_bytes: int) -> Iterator[Member]:
    """Yield the members of a tar file; behind a damaged header, the next sound one is looked for."""
    long_name: str | None = None
    is_damaged = False
    while window.has(1):
        offset = window.offset
        header = window.peek(TAR_BLOCK)
        if not header.strip(b"\0"):
            window.drop(TAR_BLOCK)
            continue
        size = _tar_size(header)
        if size is None:
            if not is_damaged:
                yield Member(offset, "", PageError("corrupt_member", "no member's header stands here"))
            is_damaged = True
            window.drop(TAR_BLOCK)
            continue
        is_damaged = False
        window.drop(TAR_BLOCK)
        kind = header[TAR_TYPE : TAR_TYPE + 1]
        if kind in (b"L", b"x") and size <= MAX_NAME_BYTES:
            long_name = _long_name(kind, window.peek(size)) or long_name
        elif kind in TAR_FILES:
            yield Member(offset, long_name or _tar_name(header), _tar_content(window, size, max_bytes))
        elif kind not in TAR_SILENT:
            error = PageError("not_regular_file", f"a link, device or sparse file (type {kind!r})")
            yield Member(offset, long_name or _tar_name(header), error)
        long_name = long_name if kind in TAR_SILENT else None
        window.drop(_padded(size))


def _tar_size(header: bytes) -> int | None:
    """Return the size that a header gives; None where it is no header."""
    if len(header) < TAR_BLOCK:
        return None
    claimed = OCTAL.fullmatch(header[TAR_CHECKSUM])
    unsigned = sum(header) - sum(header[TAR_CHECKSUM]) + 8 * ord(" ")
    if claimed is None or int(claimed[1], 8) != unsigned:
        return None
    field = header[TAR_SIZE]
    if field[0] & 0x80:
        return int.from_bytes(bytes((field[0] & 0x7F,)) + field[1:], "big")
    octal = OCTAL.fullmatch(field)
    return int(octal[1], 8) if octal else None


def _tar_content(window: ByteWindow, size: int, max_bytes: int) -> bytes | PageError:
    if size > max_bytes:
        return PageError("too_large", f"{size} bytes, more than {max_bytes}")
    data = window.peek(size)
    if len(data) < size:
        return PageError("truncated_record", f"the file ends after {len(data)} of {size} bytes")
    return data


def _tar_name(header: bytes) -> str:
    name, prefix = (header[part].partition(b"\0")[0].decode("utf-8", "replace") for part in (TAR_NAME, TAR_PREFIX))
    return f"{prefix}/{name}" if prefix and header[257:263] == b"ustar\0" else name


def _long_name(kind: bytes, data: bytes) -> str | None:
    """Return the name that a GNU or pax header gives to the next member."""
    if kind == b"L":
        return data.rstrip(b"\0").decode("utf-8", "replace")
    position = 0
    while match := PAX_RECORD.match(data, position):
        length = int(match[1])
        if match[2] == b"path":
            return data[match.end() : position + length - 1].decode("utf-8", "replace")
        position += max(length, 1)
    return None


def _padded(size: int) -> int:
    return -(-size // TAR_BLOCK) * TAR_BLOCK
