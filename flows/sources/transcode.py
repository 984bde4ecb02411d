"""Text in UTF-16 or UTF-32, block by block in UTF-8, for formats that are read as bytes."""

import codecs
from collections.abc import Callable, Iterable, Iterator

from flows.sources.decode_text import wide_codec

Transcode = Callable[[Iterable[bytes]], Iterator[bytes]]


def as_utf_8(head: bytes) -> Transcode | None:
    """Return what turns a file with these first bytes into UTF-8; None where nothing has to be turned."""
    codec = wide_codec(head[: len(head) // 4 * 4])
    if codec is None:
        return None

    def transcode(blocks: Iterable[bytes]) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(codec)("replace")
        for block in blocks:
            yield decoder.decode(block).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")

    return transcode
