"""A window that moves over consecutive blocks of bytes, for formats that say how long their next part is."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from flows.sources.unpack_blocks import BLOCK_BYTES


def read_blocks(stream: BinaryIO, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """Yield the rest of a file in blocks."""
    while block := stream.read(size):
        yield block


class ByteWindow:
    """The bytes that were read and not yet dropped; `offset` is where they begin."""

    def __init__(self, blocks: Iterable[bytes], offset: int = 0) -> None:
        self._blocks: Iterator[bytes] = iter(blocks)
        self._data = bytearray()
        self.offset = offset
        self.is_at_end = False  # of the blocks, not of the window

    def __len__(self) -> int:
        return len(self._data)

    def has(self, count: int) -> bool:
        """Return whether `count` bytes are there, reading on where they are not."""
        while len(self._data) < count and not self.is_at_end:
            block = next(self._blocks, None)
            if block is None:
                self.is_at_end = True
            else:
                self._data += block
        return len(self._data) >= count

    def peek(self, count: int, begin: int = 0) -> bytes:
        """Return up to `count` bytes from `begin` on and leave them there."""
        self.has(begin + count)
        return bytes(self._data[begin : begin + count])

    def drop(self, count: int) -> int:
        """Move on by `count` bytes, however many that is, and return by how many it could."""
        left = count
        while left and self.has(1):
            step = min(left, len(self._data))
            del self._data[:step]
            self.offset += step
            left -= step
        return count - left

    def drop_until(self, token: bytes, skip: int = 0) -> bool:
        """Move on to the next `token` that begins `skip` bytes ahead or later; to the end where there is none."""
        self.drop(skip)
        while True:
            position = self._data.find(token)
            if position >= 0:
                self.drop(position)
                return True
            self.drop(max(0, len(self._data) - len(token) + 1))
            if not self.has(len(self._data) + 1):
                self.drop(len(self._data))
                return False
