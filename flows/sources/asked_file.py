"""A file of a store as the reading process sees it: it asks its parent for each block.

So the process that parses untrusted bytes needs neither network nor credentials, what the network costs is not
counted as the page's time, and nothing but the range that is read is fetched.
"""

import io
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import BinaryIO, NamedTuple, cast

BLOCK_BYTES = 1 << 20  # asked for at a time: a store takes about as long to answer as to send it


class Range(NamedTuple):
    """Bytes `[start, end)` of a file that the reading process asks for."""

    path: str
    start: int
    end: int


class AskedFile(io.RawIOBase):
    """Reads a file by asking for its ranges."""

    def __init__(self, size_bytes: int, ask: Callable[[int, int], bytes]) -> None:
        """Know the size, and whom to ask."""
        self._size = size_bytes
        self._ask = ask
        self._position = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a place and return it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError(f"position {base + offset} lies before the file")
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """Return where it is read next."""
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader gives
        """Fill the buffer as far as the file goes."""
        end = min(self._size, self._position + len(buffer))
        data = self._ask(self._position, end) if self._position < end else b""
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def open_asked(path: str, size_bytes: int, connection: Connection) -> BinaryIO:
    """Open a file whose ranges come over the connection."""

    def ask(start: int, end: int) -> bytes:
        connection.send(Range(path, start, end))
        answer = connection.recv()
        if isinstance(answer, OSError):
            raise answer
        return cast("bytes", answer)

    return io.BufferedReader(AskedFile(size_bytes, ask), BLOCK_BYTES)
