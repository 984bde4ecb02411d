"""Compressed files as blocks of bounded size, member by member, so that damage costs one member only.

A member is what the format lets stand in a row: a gzip member, a zstd frame, a bzip2 or xz stream. After damage
the next member is looked for by its first bytes, from just behind the beginning of the damaged one, because a
decompressor notices damage late. What comes out is bounded per member and for the file.
"""

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple, Protocol

import brotli
from backports import zstd

READ_BYTES = 1 << 16
FEED_BYTES = 1 << 14  # given to a decompressor at once: what is behind a small member is copied
BLOCK_BYTES = 1 << 18
# More than a range, so that two that meet walk over the same members; no page that was met takes a tenth of it.
LOOKBACK_BYTES = 64 << 20
GZIP_WINDOW = 31  # zlib's 15 bits with a gzip header and trailer
ZSTD_WINDOW_LOG = 27  # 128 MiB, zstd's own bound for `--long`; a frame may ask for 2 GiB
BZIP2_BLOCKS = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")  # what follows the header: a block, or the end
XZ_MEMORY_BYTES = 160 << 20  # twice what `xz -9` needs
# Pages pack 3 to 20 times; a bomb packs 1,000 times. Small members may be as repetitive as they like.
MAX_EXPANSION = 200
FREE_EXPANSION_BYTES = 64 << 20
# Damage makes the bytes behind it be read again; a file of nothing but damage must not be read for ever.
MAX_REREADS = 8
MAX_DAMAGES = 10_000
# Of what may be a member: a zstd frame gives nothing before its first block, 128 KiB, is whole.
TRIAL_BYTES = 1 << 18
HELD_BYTES = 16 << 20  # of a member whose checksum is still to come
CHECKSUM_FAULT = re.compile("incorrect (?:data|length) check|checksum")  # as zlib and zstd say it


class Piece(NamedTuple):
    """Bytes of the member that begins at `member_offset`; the last piece of a sound member says so."""

    member_offset: int
    data: bytes
    is_last: bool


class Damage(NamedTuple):
    """What ended a member early: where it begins, and why as a code and for a person.

    `is_unverified` says that all of it came out and its checksum differs: any byte of it may be wrong.
    """

    member_offset: int
    reason: str
    detail: str
    is_unverified: bool = False


class Decompressor(Protocol):
    """What the standard library's decompressors of bzip2, xz and zstd have in common."""

    def decompress(self, data: bytes, max_length: int) -> bytes: ...  # noqa: D102

    @property
    def eof(self) -> bool: ...  # noqa: D102

    @property
    def needs_input(self) -> bool: ...  # noqa: D102

    @property
    def unused_data(self) -> bytes: ...  # noqa: D102


class _Gzip:
    """zlib with the interface of the others; what stands before damage comes out to the last byte."""

    def __init__(self) -> None:
        self._inflate: Any = zlib.decompressobj(GZIP_WINDOW)
        self._is_full = False
        self._error: zlib.error | None = None

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._error is not None:
            raise self._error
        packed = self._inflate.unconsumed_tail + data
        sound = self._inflate.copy()
        try:
            unpacked: bytes = self._inflate.decompress(packed, max_length)
        except zlib.error as error:
            # zlib gives nothing out of a call that ends in an error.
            self._error = error
            return _salvaged(sound, packed)
        self._is_full = len(unpacked) >= max_length
        return unpacked

    @property
    def eof(self) -> bool:
        return bool(self._inflate.eof)

    @property
    def needs_input(self) -> bool:
        return self._error is None and not self._is_full and not self._inflate.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inflate.unused_data)


def _salvaged(inflate: Any, packed: bytes) -> bytes:
    pieces = []
    for position in range(len(packed)):
        try:
            pieces.append(inflate.decompress(packed[position : position + 1], BLOCK_BYTES))
        except zlib.error:
            break
    return b"".join(pieces)


class _Brotli:
    """Brotli with the interface of the others. It has no members: what follows the end is damage."""

    unused_data = b""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return bytes(self._stream.process(data, output_buffer_limit=max_length))

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())

    @property
    def needs_input(self) -> bool:
        return bool(self._stream.can_accept_more_data())


@dataclass(frozen=True)
class Packing:
    """A compression: how its members begin, how one is opened, and what its library raises."""

    name: str
    magics: tuple[bytes, ...]
    open: Callable[[], Decompressor]


def _open_zstd() -> Decompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG})


PACKINGS = {
    packing.name: packing
    for packing in (
        Packing("gzip", (b"\x1f\x8b\x08",), _Gzip),
        # The second begins frames that hold no content (RFC 8878, section 3.1.2).
        Packing(
            "zstd",
            (b"\x28\xb5\x2f\xfd", *(bytes((code, 0x2A, 0x4D, 0x18)) for code in range(0x50, 0x60))),
            _open_zstd,
        ),
        Packing(
            "bzip2",
            tuple(b"BZh%d" % level + begin for level in range(1, 10) for begin in BZIP2_BLOCKS),
            bz2.BZ2Decompressor,
        ),
        Packing(
            "xz", (b"\xfd7zXZ\0",), lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=XZ_MEMORY_BYTES)
        ),
        Packing("brotli", (), _Brotli),
    )
}


FAULTS = (zlib.error, lzma.LZMAError, zstd.ZstdError, brotli.error, OSError, EOFError, ValueError)


class DamagedMemberError(ValueError):
    """A member ends early; `damage` says why."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage.detail)
        self.damage = damage


class PackedFile:
    """A compressed file that is read by its members."""

    def __init__(self, stream: BinaryIO, packing: Packing, max_bytes: int) -> None:
        self._stream = stream
        self._packing = packing
        self._unpacked_left = max_bytes
        self._size = stream.seek(0, 2)
        self._read_left = MAX_REREADS * (self._size + READ_BYTES)
        self._damages_left = MAX_DAMAGES
        self._buffer = b""
        self._buffer_offset = 0
        self._position = 0  # in the packed bytes, of what the decompressor was given last

    def pieces(
        self, start: int = 0, end: int | None = None, begins: bytes = b"", lookback: int = LOOKBACK_BYTES
    ) -> Iterator[Piece | Damage]:
        """Yield what the members that begin in `[start, end)` unpack to, and the damage between them.

        What looks like a member may be a page's own bytes inside of one, so a range begins where a walk over the
        members before it arrives: from the file's beginning, or from the first one found `lookback` bytes ahead.

        Args:
            start: First byte.
            end: First byte at which no member may begin; None for the end of the file.
            begins: How a member's content begins, where that is known: what is looked for after damage.
            lookback: More bytes than a member has, so that one found within a member leads out of it.
        """
        offset = self._arrival(start, begins, lookback) if start else self._after_padding(0)
        yield from self._walk(offset, end, begins)

    def _arrival(self, start: int, begins: bytes, lookback: int) -> int:
        """Return where a walk over the members ahead of `start` arrives, at it or behind it."""
        allowance = self._unpacked_left, self._damages_left
        first = max(0, start - lookback)
        walk = self._walk(self._found_member(first, begins) if first else self._after_padding(0), start, begins)
        while True:
            try:
                next(walk)
            except StopIteration as arrival:
                self._unpacked_left, self._damages_left = allowance
                return int(arrival.value)

    def _walk(self, offset: int, end: int | None, begins: bytes) -> Generator[Piece | Damage, None, int]:
        """Yield what the members from `offset` to `end` unpack to; return where the next one begins."""
        while offset < self._size and (end is None or offset < end):
            try:
                yield from self._member(offset)
                offset = self._after_padding(self._position)
            except DamagedMemberError as error:
                yield error.damage
                self._damages_left -= 1
                if not self._damages_left:
                    yield Damage(offset + 1, "too_damaged", f"nothing is read behind {MAX_DAMAGES} damaged members")
                    return self._size
                # What is too large was sound so far, so its end lies ahead.
                behind = self._position if error.damage.reason == "too_large" else offset + 1
                offset = self._found_member(behind, begins)
        return offset

    def _member(self, offset: int) -> Iterator[Piece]:
        unpacked_bytes = 0
        decompressor = self._packing.open()
        self._position = offset
        while True:
            packed = self._read_at(self._position)
            if not packed:
                raise DamagedMemberError(self._cut_member(offset))
            self._position += len(packed)
            while True:
                data = self._unpacked(decompressor, packed, offset)
                packed = b""
                unpacked_bytes += len(data)
                self._unpacked_left -= len(data)
                self._refuse_bomb(offset, unpacked_bytes)
                if decompressor.eof:
                    self._position -= len(decompressor.unused_data)
                    yield Piece(offset, data, is_last=True)
                    return
                if data:
                    yield Piece(offset, data, is_last=False)
                if decompressor.needs_input:
                    break

    def _cut_member(self, offset: int) -> Damage:
        if self._read_left <= 0 and self._position < self._size:
            return Damage(offset, "too_damaged", f"the file was read {MAX_REREADS} times in search of sound members")
        return Damage(offset, f"truncated_{self._packing.name}", f"ends within the member at byte {offset}")

    def _unpacked(self, decompressor: Decompressor, packed: bytes, offset: int) -> bytes:
        try:
            return decompressor.decompress(packed, BLOCK_BYTES)
        except MemoryError as error:
            raise DamagedMemberError(Damage(offset, "too_large", "needs too much memory to unpack")) from error
        except FAULTS as error:
            is_greedy = isinstance(error, lzma.LZMAError) and "emory" in str(error)
            reason = "too_large" if is_greedy else f"corrupt_{self._packing.name}"
            detail = f"member at byte {offset}, near byte {self._position}: {error}"
            is_unverified = CHECKSUM_FAULT.search(str(error)) is not None
            raise DamagedMemberError(Damage(offset, reason, detail, is_unverified)) from error

    def _refuse_bomb(self, offset: int, unpacked_bytes: int) -> None:
        packed_bytes = self._position - offset
        if self._unpacked_left < 0:
            self._read_left = 0  # nothing more is read of this file
            raise DamagedMemberError(Damage(offset, "too_large", "the file unpacks to more than the limit"))
        if unpacked_bytes > FREE_EXPANSION_BYTES + MAX_EXPANSION * packed_bytes:
            detail = f"member at byte {offset} unpacks to more than {MAX_EXPANSION} times its size"
            raise DamagedMemberError(Damage(offset, "too_large", detail))

    def _read_at(self, offset: int) -> bytes:
        """Return bytes of the file from `offset`, out of the last block where they are there."""
        within = offset - self._buffer_offset
        if 0 <= within < len(self._buffer):
            return self._buffer[within : within + FEED_BYTES]
        if self._read_left <= 0:
            return b""
        self._stream.seek(offset)
        self._buffer, self._buffer_offset = self._stream.read(READ_BYTES), offset
        self._read_left -= len(self._buffer)
        return self._buffer[:FEED_BYTES]

    def _after_padding(self, offset: int) -> int:
        """Return where the zero bytes end that may stand before, between and after members."""
        while data := self._read_at(offset):
            rest = data.lstrip(b"\0")
            offset += len(data) - len(rest)
            if rest:
                return offset
        return self._size

    def _found_member(self, offset: int, begins: bytes) -> int:
        """Return where the next member begins, at `offset` or after it; the file's size where there is none."""
        longest = max((len(magic) for magic in self._packing.magics), default=0)
        while self._packing.magics and (data := self._read_at(offset)):
            ahead = data + self._read_beyond(offset + len(data), longest)
            for position in self._magic_positions(ahead, len(data)):
                if self._is_member(offset + position, begins):
                    return offset + position
            offset += len(data)
        return self._size

    def _read_beyond(self, offset: int, count: int) -> bytes:
        self._stream.seek(offset)
        return self._stream.read(count)

    def _magic_positions(self, data: bytes, before: int) -> Iterator[int]:
        positions = set()
        for magic in self._packing.magics:
            position = data.find(magic)
            while 0 <= position < before:
                positions.add(position)
                position = data.find(magic, position + 1)
        yield from sorted(positions)

    def _is_member(self, offset: int, begins: bytes) -> bool:
        """Return whether the bytes unpack as a member would, as far as a short trial tells."""
        decompressor = self._packing.open()
        data = b""
        given = 0
        try:
            while given < TRIAL_BYTES and not data and not decompressor.eof and self._read_left > 0:
                packed = self._read_beyond(offset + given, FEED_BYTES)
                if not packed:
                    break
                given += len(packed)
                self._read_left -= len(packed)
                data = decompressor.decompress(packed, FEED_BYTES)
        except (MemoryError, *FAULTS):
            return False
        if data:
            return data.startswith(begins)
        return given >= TRIAL_BYTES or (decompressor.eof and not begins)


def held_back(pieces: Iterable[Piece | Damage]) -> Iterator[Piece | Damage]:
    """Yield the pieces, those of a member only when its checksum has been seen; of a large one as they come."""
    held: list[Piece] = []
    size_bytes = 0
    for piece in pieces:
        if isinstance(piece, Piece):
            held.append(piece)
            size_bytes += len(piece.data)
            is_due = piece.is_last or size_bytes > HELD_BYTES
        else:
            is_due = not piece.is_unverified
        if is_due:
            yield from held
        if is_due or isinstance(piece, Damage):
            held.clear()
        if isinstance(piece, Damage):
            yield piece
        if isinstance(piece, Damage) or piece.is_last:
            size_bytes = 0


class UnpackedStream:
    """The blocks of a packed file as one stream, with the damage that was met on the way."""

    def __init__(self, pieces: Iterable[Piece | Damage], *, is_ended_by_damage: bool = False) -> None:
        self._pieces = iter(pieces)
        self._is_ended_by_damage = is_ended_by_damage
        self.size_bytes = 0
        self.damages: list[tuple[int, Damage]] = []

    def blocks(self) -> Iterator[bytes]:
        """Yield the blocks; damage is kept in `damages`."""
        for piece in self._pieces:
            if isinstance(piece, Piece):
                self.size_bytes += len(piece.data)
                yield piece.data
                continue
            last = self.damages[-1][0] if self.damages else -1
            self.damages.append((max(self.size_bytes, last + 1), piece))
            if self._is_ended_by_damage:
                return


def unpack_whole(data: bytes, packing: Packing, max_bytes: int) -> bytes:
    """Return what bytes in memory unpack to, all members together.

    Raises:
        DamagedMemberError: They are damaged or cut, or unpack to more than `max_bytes`.
    """
    pieces: list[bytes] = []
    left = max_bytes
    for piece in PackedFile(BytesIO(data), packing, max_bytes).pieces():
        if isinstance(piece, Damage):
            raise DamagedMemberError(piece)
        pieces.append(piece.data)
        left -= len(piece.data)
        if left < 0:
            raise DamagedMemberError(Damage(0, "too_large", f"unpacks to more than {max_bytes} bytes"))
    return b"".join(pieces)
