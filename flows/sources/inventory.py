"""Which files the SOURCE arguments name, and why others beside them are left out. Reads no page.

A file is known by its place below its argument (`source_path`), so that a release does not depend on where
the data folder lies. Nothing is opened before `lstat` has said that it is a regular file, and no link is
followed out of the folder that was named. Objects of a store are listed in `store_listing.py`.
"""

import errno
import glob
import hashlib
import os
import stat
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from flows.sources.detect_format import (
    HEAD_BYTES,
    actual_format,
    actual_packing,
    claimed_format,
    foreign_format,
    supported_endings,
)
from flows.sources.found_files import Found, SourceNotFoundError, escape_path, is_match, may_hold_match
from flows.stores import file_state, in_store, is_url, place

HASH_BLOCK_BYTES = 1 << 20
CHANGED_DURING_READ = "changed_during_read"
MIN_KNOWN_BYTES = 1_000_000  # a smaller file is read as fast as it is looked up among very many
SETTLED_NS = 2_000_000_000  # FAT keeps times to two seconds, the coarsest of file systems

# A file of holes takes as long to hash as its claimed size. Compressing file systems save at most a few times.
SPARSE_BYTES = 1 << 30
SPARSE_SHARE = 100
BLOCK_BYTES = 512  # the unit of st_blocks on every system (POSIX)


@dataclass(frozen=True)
class SourceFile:
    """A file to be read, in the version that was seen when its digest was taken."""

    path: str  # absolute, links resolved, as the operating system wants it; or a URL
    source_path: str
    size_bytes: int
    version: str  # what tells it from other versions of the same file
    source_format: str  # by content; of a packed file, as its name claims
    sha256: str
    packing: str = ""
    seen: str = ""  # what the disk or the store tells of this content alone; nothing where it may tell too little


@dataclass(frozen=True)
class SkippedFile:
    """A file that is not read, and why."""

    source_path: str
    reason: str
    detail: str


@dataclass(frozen=True)
class Inventory:
    """All files that the arguments name, each in the order of its `source_path`.

    Attributes:
        files: those that are read.
        skipped: those that are not, and why.
        unsettled: source paths of those that somebody is still writing, where that was asked.
    """

    files: tuple[SourceFile, ...]
    skipped: tuple[SkippedFile, ...]
    unsettled: tuple[str, ...] = ()


def list_sources(
    arguments: Sequence[str], settle_seconds: float = 0, known: Mapping[str, str] | None = None
) -> Inventory:
    """Return the files that the arguments name; each is read and hashed once, none is kept open.

    Args:
        arguments: Files, folders, URLs of them, or patterns with `*`, `?`, `[...]` and `**`.
        settle_seconds: A file modified less than this ago, or while it is hashed, is still being written; with 0
            nothing is, and what changes while it is hashed is skipped. Objects of a store are always whole.
        known: Digests of earlier files by `SourceFile.seen`; those are not read again to hash them.

    Raises:
        SourceNotFoundError: An argument names nothing, or a folder that cannot be listed.
    """
    files: list[SourceFile] = []
    skipped: list[SkippedFile] = []
    unsettled: list[str] = []
    for source_path, entry in _named(_without_repeats(_all_entries(arguments))):
        result = None if _is_recent(entry, settle_seconds) else _hashed(entry, source_path, known or {})
        if result is None or (settle_seconds and _is_changed(result)):
            unsettled.append(source_path)
        elif isinstance(result, SourceFile):
            files.append(result)
        else:
            skipped.append(result)
    return Inventory(
        tuple(sorted(files, key=lambda file: file.source_path)),
        tuple(sorted(skipped, key=lambda file: (file.source_path, file.reason))),
        tuple(sorted(unsettled)),
    )


def check_sources(arguments: Sequence[str]) -> None:
    """Raise what `list_sources` would raise of its arguments, without reading a file."""
    _all_entries(arguments)


def _all_entries(arguments: Sequence[str]) -> list[Found]:
    return [entry for index, argument in enumerate(arguments) for entry in _checked_argument(argument, index)]


def open_source(path: str) -> BinaryIO:
    """Open a regular file or an object for reading.

    Raises:
        OSError: It cannot be opened, or is no regular file.
    """
    return cast("BinaryIO", place(path).open("rb")) if is_url(path) else open_regular(path)


def source_version(path: str) -> str:
    """Return what tells the file, as it is now, from other versions of it.

    Raises:
        OSError: There is no such file any more.
    """
    return in_store(place(path)).version() if is_url(path) else _version(os.stat(path))  # noqa: PTH116  # as it is named


def _version(seen: os.stat_result) -> str:
    return f"{seen.st_size} bytes, {seen.st_mtime_ns} ns"


def open_regular(path: str) -> BinaryIO:
    """Open a file for reading if it is a regular one; never follows a link nor waits for a FIFO's writer.

    Raises:
        OSError: It cannot be opened, or is no regular file.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return os.fdopen(descriptor, "rb")


def _checked_argument(argument: str, index: int) -> list[Found]:
    if is_url(argument):
        from flows.sources.store_listing import list_objects  # noqa: PLC0415  # takes a while to import

        return list_objects(argument, index)
    argument = str(place(argument)) if "://" in argument else argument
    if os.path.lexists(argument):
        return _entries_of_path(argument, index)
    if not glob.has_magic(argument):
        raise SourceNotFoundError(
            f"source {escape_path(argument)!r} does not exist: check the path, or take it off the command line"
        )
    entries = list(_entries_of_pattern(argument, index))
    if not entries:
        raise SourceNotFoundError(
            f"source {escape_path(argument)!r} matches no file: check the pattern, and quote it in a shell"
        )
    return entries


def _entries_of_path(argument: str, index: int) -> list[Found]:
    """Return a named file, or what lies below a named folder. What was named is read, hidden or linked too."""
    named = Path(argument)
    if not named.is_dir():
        if not _leads_somewhere(named):
            raise SourceNotFoundError(
                f"source {escape_path(argument)!r} is a link to nothing: restore its target or name another file"
            )
        return [_inspected(_found(named.parent.resolve() / named.name, 1, index), None)]
    root = named.resolve()
    try:
        os.scandir(root).close()
    except OSError as error:
        raise SourceNotFoundError(
            f"source {escape_path(argument)!r} cannot be listed ({error.strerror}): check its permissions"
        ) from error
    return list(_walk(root, (), index))


def _entries_of_pattern(argument: str, index: int) -> Iterator[Found]:
    """Yield what the pattern names, a matched folder with all below it."""
    parts = argument.split("/")
    fixed_count = next(position for position, part in enumerate(parts) if glob.has_magic(part))
    root = Path("/".join(parts[:fixed_count]) or ("/" if argument.startswith("/") else ".")).resolve()
    if root.is_dir():
        yield from _walk(root, tuple(part for part in parts[fixed_count:] if part), index)


def _walk(root: Path, pattern: tuple[str, ...], index: int) -> Iterator[Found]:
    """Yield the entries below a folder that the pattern matches; an empty pattern matches all."""
    pending: list[tuple[str, ...]] = [()]
    while pending:
        parents = pending.pop()
        folder = root.joinpath(*parents)
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            yield _found(folder, len(parents), index, "unreadable", f"folder: {_explained(error)}")
            continue
        for entry in entries:
            parts = (*parents, entry.name)
            # Editors, version control and half-copied files hide behind a dot; they are nobody's pages.
            if entry.name.startswith("."):
                if is_match(parts, pattern):
                    yield _found(Path(entry.path), len(parts), index, "hidden", "name begins with a dot")
                continue
            if entry.is_dir(follow_symlinks=False):
                if may_hold_match(parts, pattern):
                    pending.append(parts)
            elif is_match(parts, pattern):
                yield _inspected(_found(Path(entry.path), len(parts), index), root)


def _found(path: Path, depth: int, index: int, reason: str | None = None, detail: str = "") -> Found:
    return Found(str(path), path.parts, depth, index, reason, detail)


def _inspected(entry: Found, root: Path | None) -> Found:
    """Return the entry with its path resolved, or with the reason why it is not read.

    Args:
        entry: A directory entry that is no folder.
        root: The folder that no link may lead out of; None for a file that was itself named.
    """
    path = Path(entry.location)
    try:
        own = path.lstat()
        is_link = stat.S_ISLNK(own.st_mode)
        target = path.stat() if is_link else own
        resolved = path.resolve() if is_link else path
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError in Python 3.11's resolve
        return replace(entry, reason="unreadable", detail=_explained(error))
    if is_link and root is not None and not resolved.is_relative_to(root):
        return replace(entry, reason="link_outside_root", detail="link to a place outside the source")
    if not stat.S_ISREG(target.st_mode):
        detail = "link to a folder" if stat.S_ISDIR(target.st_mode) else stat.filemode(target.st_mode)
        return replace(entry, reason="not_regular_file", detail=detail)
    if claimed_format(path.name) is None:
        return replace(entry, reason="unsupported_format", detail=f"name ends in none of {supported_endings()}")
    if target.st_size > max(SPARSE_BYTES, SPARSE_SHARE * BLOCK_BYTES * target.st_blocks):
        return replace(entry, reason="too_large", detail=f"{target.st_size} bytes, nearly all of them holes")
    return entry


def _explained(error: OSError | RuntimeError) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def _leads_somewhere(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True


def _without_repeats(found: Iterable[Found]) -> list[Found]:
    """Return each real file once where several arguments reach it, by its smallest source path."""
    by_file: dict[str, list[Found]] = defaultdict(list)
    for entry in found:
        by_file[_real(entry)].append(entry)
    kept: list[Found] = []
    for entries in by_file.values():
        first = min(entries, key=lambda entry: (entry.source_path, entry.argument_index))
        # Within one argument a link and its target are two files with two names.
        kept += [entry for entry in entries if entry.argument_index == first.argument_index]
    return kept


def _named(found: Iterable[Found]) -> list[tuple[str, Found]]:
    """Return the entries with their source paths, which take in parent folders until they differ."""
    entries = list(found)
    while True:
        by_name: dict[str, list[Found]] = defaultdict(list)
        for entry in entries:
            by_name[entry.source_path].append(entry)
        clashing = {entry for group in by_name.values() if len(group) > 1 for entry in group}
        longer = [
            replace(entry, depth=entry.depth + 1)
            if entry in clashing and entry.depth < len(entry.parts) - 1
            else entry
            for entry in entries
        ]
        if longer == entries:
            return [(entry.source_path, entry) for entry in entries]
        entries = longer


def _hashed(entry: Found, source_path: str, known: Mapping[str, str]) -> SourceFile | SkippedFile:
    """Return the file with its digest, if it is the same file after reading as before."""
    if entry.reason is not None:
        return SkippedFile(source_path, entry.reason, entry.detail)
    path = _real(entry)
    try:
        with open_source(path) as stream:
            before = _open_version(path, stream)
            head = stream.read(HEAD_BYTES)
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            seen = _seen(path, stream, before) if size >= MIN_KNOWN_BYTES else ""
            digest = (known.get(seen) if seen else None) or _sha256(stream)
            after = _open_version(path, stream)
    except OSError as error:
        if is_url(path) and not isinstance(error, (FileNotFoundError, PermissionError)):
            raise  # a store that does not answer says nothing about the object
        return SkippedFile(source_path, "unreadable", _explained(error))
    if before != after:
        return SkippedFile(source_path, CHANGED_DURING_READ, "size or time changed while it was hashed")
    foreign = foreign_format(head)
    if foreign is not None:
        return SkippedFile(source_path, "unsupported_format", f"content is {foreign}")
    source_format, packing = _formats(entry.parts[-1], head)
    return SourceFile(path, source_path, size, before, source_format, digest, packing, seen)


def _real(entry: Found) -> str:
    """Return the path without links, or the URL; the folders on the way to an entry are none."""
    is_link = not is_url(entry.location) and os.path.islink(entry.location)  # noqa: PTH114  # as it is named
    return os.path.realpath(entry.location) if is_link else entry.location


def _open_version(path: str, stream: BinaryIO) -> str:
    return source_version(path) if is_url(path) else _version(os.fstat(stream.fileno()))


def _seen(path: str, stream: BinaryIO, version: str) -> str:
    """Return what no other content has told, or nothing.

    What changed just now may change once more before the clock of its disk moves. An object is known by the store's
    entity tag.
    """
    if is_url(path):
        return f"{path} {version}" if "etag" in version.lower() else ""
    told = os.fstat(stream.fileno())
    is_settled = time.time_ns() - max(told.st_mtime_ns, told.st_ctime_ns) > SETTLED_NS
    return file_state(told) if is_settled else ""


def _is_recent(entry: Found, settle_seconds: float) -> bool:
    """Return whether a file that would be read was modified that short a time ago, or as short a time ahead."""
    if not settle_seconds or entry.reason is not None or is_url(entry.location):
        return False
    try:
        return abs(time.time() - Path(entry.location).stat().st_mtime) < settle_seconds
    except OSError:  # gone since it was listed: reading it says so
        return False


def _is_changed(result: SourceFile | SkippedFile) -> bool:
    return isinstance(result, SkippedFile) and result.reason == CHANGED_DURING_READ


def _formats(name: str, head: bytes) -> tuple[str, str]:
    """Return the format and the packing of a file, by its first bytes where its name lies."""
    claim = claimed_format(name)
    if claim is None:
        raise ValueError(f"{name!r} should have been skipped")
    packing = actual_packing(head, claim.packing)
    return (claim.source_format if packing else actual_format(head, claim.source_format)), packing


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := stream.read(HASH_BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()
