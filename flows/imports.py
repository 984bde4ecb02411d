"""Imports of large libraries, while which Python is not to search for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_resting() -> Iterator[None]:
    """Keep the collector from what is imported inside: many objects that stay, among which it finds nothing.

    To search them takes half a second in their import, and a sixth of one in each later search of everything, which
    passes over them afterwards.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
