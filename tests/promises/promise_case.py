"""A hostile or broken input, and what it is made of where several have the same.

An outcome is a page's text, or the reason why there is none after an exclamation mark. A good neighbour stands in
the same file or beside it wherever one can.
"""

import bz2
import gzip
import lzma
from collections.abc import Callable
from dataclasses import dataclass, field

import brotli
from made_files import LAST, MORE, NEWS, checked_zstd, line, page_record

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": checked_zstd,
    "br": brotli.compress,
}
SMALL = {"max_record_bytes": 100_000}
ALL = (NEWS, MORE, LAST)
THREE = [line(NEWS), line(MORE), line(LAST)]
ARCHIVE = [page_record(NEWS), page_record(MORE), page_record(LAST)]


@dataclass(frozen=True)
class Case:
    """Files of a folder by name, and what must come of them in whatever order."""

    promise: str
    name: str
    files: dict[str, bytes]
    expected: tuple[str, ...]
    limits: dict[str, int] = field(default_factory=dict)
    encoding: str | None = None
    removed_count: int | None = None
