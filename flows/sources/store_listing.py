"""Which objects of a store a SOURCE argument names: one object, all below a prefix, or those that a pattern fits.

A store knows keys, not folders; keys are cut at their slashes and then mean what paths mean on a disk. One listing
of everything below the fixed part of a pattern is asked for, a thousand keys a request.
"""

import glob
import os
from collections.abc import Iterator

from flows.sources.detect_format import claimed_format, supported_endings
from flows.sources.found_files import Found, SourceNotFoundError, escape_path, is_match
from flows.store_paths import StorePath, UnknownStoreError, object_sizes, store_path


def list_objects(argument: str, index: int) -> list[Found]:
    """Return the objects that a URL names, with the reason of those that are not read.

    Raises:
        SourceNotFoundError: it names nothing, or the store cannot be listed.
    """
    shown = escape_path(argument)
    try:
        found = _objects(argument, index)
    except UnknownStoreError as error:
        raise SourceNotFoundError(f"source {error}") from error
    except OSError as error:
        raise SourceNotFoundError(
            f"source {shown!r} cannot be listed ({error.strerror}): check the address and its permissions"
        ) from error
    if not found:
        raise SourceNotFoundError(f"source {shown!r} matches no object: check the address, and quote it in a shell")
    return found


def _objects(argument: str, index: int) -> list[Found]:
    """Return a named object; else what lies below the fixed part of the URL and fits the rest."""
    named = store_path(argument)
    if named.is_file():
        return [_inspected(_found(named, (), index))]
    parts = argument.split("/")
    magic = [number for number, part in enumerate(parts) if glob.has_magic(part)]
    root = store_path("/".join(parts[: magic[0]])) if magic else named
    pattern = tuple(part for part in parts[magic[0] :] if part) if magic else ()
    return list(_below(root, pattern, index))


def _below(root: StorePath, pattern: tuple[str, ...], index: int) -> Iterator[Found]:
    hidden: set[tuple[str, ...]] = set()
    for name in sorted(object_sizes(root)):
        parts = tuple(name.split("/"))
        first = next((number for number, part in enumerate(parts) if part.startswith(".")), None)
        if first is None:
            if is_match(parts, pattern):
                yield _inspected(_found(root, parts, index))
        elif (above := parts[: first + 1]) not in hidden and is_match(above, pattern):
            hidden.add(above)  # once, with all below it, as on a disk
            yield _found(root, above, index, "hidden", "name begins with a dot")


def _found(root: StorePath, below: tuple[str, ...], index: int, reason: str | None = None, detail: str = "") -> Found:
    location = "/".join((str(root).rstrip("/"), *below))
    return Found(location, tuple(location.split("/")), max(1, len(below)), index, reason, detail)


def _inspected(entry: Found) -> Found:
    if claimed_format(os.path.basename(entry.location)) is not None:  # noqa: PTH119  # a key, not a path
        return entry
    detail = f"name ends in none of {supported_endings()}"
    return Found(entry.location, entry.parts, entry.depth, entry.argument_index, "unsupported_format", detail)
