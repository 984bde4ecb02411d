"""Removes from the cache what the next build will not look for, and more where a limit asks for it.

A build of the same sources with the same code finds exactly the files that the newest finished build used; those made
since belong to a build that was interrupted, which goes on from them. A release needs none: its files are its own.
Notes that tell of these stay as long as the release does.

Whatever is removed costs time, never data: notes go before the files that they are about, so that a crash leaves
no note of what is not there.
"""

import json
import math
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from flows.build_record import RECORDS, forget_records, read_records, record_files
from flows.cache import FILE, NOTE, POINTER, note_name
from flows.releases import check_data_folder, data_folder_lock

RESULT = re.compile(r"[0-9a-f]{64}")
LEFTOVER = re.compile(r"new-\d+")  # of a process that was killed while it wrote a small table
NEVER, SINCE_THEN = -1, math.inf  # instead of the number of the last build that used a file


class Uses(NamedTuple):
    """What the records tell: the last build of each file and its rank there, and of the newest build."""

    last: Mapping[str, tuple[int, float]]
    newest_build: int
    newest_at: float


@dataclass(frozen=True)
class CachedFile:
    """A file of finished rows: `step/key`, where it lies, its size, and when it was used last.

    Attributes:
        is_noted: whether a note says that it is finished.
        last_build: number of the last recorded build that used it, `NEVER` or `SINCE_THEN`.
        rank: orders files of the same last build; the higher, the longer it is kept.
    """

    name: str
    path: Path
    size_bytes: int
    is_noted: bool
    last_build: float
    rank: float


@dataclass(frozen=True)
class Collection:
    """What was removed, or would be, and what was kept."""

    removed: tuple[CachedFile, ...]
    kept: tuple[CachedFile, ...]

    @property
    def removed_bytes(self) -> int:
        """Size of what was removed."""
        return sum(file.size_bytes for file in self.removed)

    @property
    def kept_bytes(self) -> int:
        """Size of what was kept."""
        return sum(file.size_bytes for file in self.kept)

    def removed_counts(self) -> dict[str, int]:
        """Number of removed files by step."""
        return dict(sorted(Counter(file.name.split("/")[0] for file in self.removed).items()))


def collect_garbage(data: Path, max_bytes: float = math.inf, *, is_dry_run: bool = False) -> Collection:
    """Remove what the next build will not look for, then what was used longest ago down to `max_bytes`.

    Raises:
        DataFolderError: there is no data folder, or a build is running on it.
    """
    check_data_folder(data)
    with data_folder_lock(data):
        work = data / ".work"
        uses, notes = last_uses(work), read_notes(work)
        files = list_files(work, uses, notes)
        unneeded = [file for file in files if file.last_build < uses.newest_build or not file.is_noted]
        collection = chosen(files, unneeded, max_bytes)
        if not is_dry_run:
            remove(work, collection, notes)
            forget_records(record_files(work)[:-1])
        return collection


def trim_cache(work: Path, max_bytes: float) -> Collection:
    """Remove what was used longest ago until the cache takes no more than `max_bytes`; the lock is held."""
    notes = read_notes(work)
    collection = chosen(list_files(work, last_uses(work), notes), [], max_bytes)
    remove(work, collection, notes)
    return collection


def chosen(files: Sequence[CachedFile], unneeded: Sequence[CachedFile], max_bytes: float) -> Collection:
    """Return which files go: the unneeded ones, and of the others those used longest ago until the rest fits."""
    gone = {file.name for file in unneeded}
    kept = sorted((file for file in files if file.name not in gone), key=lambda file: (file.last_build, file.rank))
    size = sum(file.size_bytes for file in kept)
    count = 0
    while size > max_bytes and count < len(kept):
        size -= kept[count].size_bytes
        count += 1
    return Collection((*unneeded, *kept[:count]), tuple(kept[count:]))


def remove(work: Path, collection: Collection, notes: Mapping[Path, Sequence[str]]) -> None:
    """Delete the pointers and notes that would be about what is not there, then the files."""
    there = {file.name for file in collection.kept}
    for folder in step_folders(work):
        for path in sorted(folder.iterdir()):
            if path.suffix == POINTER and not there.issuperset(pointed_files(path)):
                path.unlink(missing_ok=True)
    for path, names in notes.items():
        if not there.issuperset(names):
            path.unlink(missing_ok=True)
    for file in collection.removed:
        file.path.unlink(missing_ok=True)


def step_folders(work: Path) -> list[Path]:
    """Return the folders of the steps' results."""
    return sorted(folder for folder in work.iterdir() if folder.is_dir() and folder.name != RECORDS)


def read_notes(work: Path) -> dict[Path, list[str]]:
    """Return the files that each note is about; a note that cannot be read is about one that is not there."""
    return {
        path: noted_files(path)
        for folder in step_folders(work)
        for path in sorted(folder.iterdir())
        if path.suffix == NOTE and RESULT.fullmatch(path.stem)
    }


def noted_files(note: Path) -> list[str]:
    """Return the names of the files that a note is about."""
    try:
        return artifact_files(json.loads(note.read_text(encoding="utf-8")), note.parent.parent)
    except (ValueError, KeyError, TypeError):
        return [f"{note.parent.name}/"]


def pointed_files(pointer: Path) -> list[str]:
    """Return the names of the files that a pointer to a newest result (`Cache.newest`) needs."""
    try:
        told = json.loads(pointer.read_text(encoding="utf-8"))
        work = pointer.parent.parent
        inputs = [name for group in told["inputs"] for artifact in group for name in artifact_files(artifact, work)]
        return [*noted_files(pointer.with_name(note_name(told["key"]))), *inputs]
    except (OSError, ValueError, KeyError, TypeError):
        return [f"{pointer.parent.name}/"]


def artifact_files(told: Mapping[str, Any], work: Path) -> list[str]:
    """Return the names of the files that an artifact's rows stand in, as its note tells; not a release's own."""
    paths = [told["path"], *([told["patch"]["path"]] if told["patch"] else [])]
    return [path.removesuffix(FILE) for path in paths if not is_released(work / path)]


def is_released(path: Path) -> bool:
    """Say whether a file that a note tells of lies outside of the cache, in a release that is there."""
    return ".." in path.parts and Path(os.path.normpath(path)).is_file()


def list_files(work: Path, uses: Uses, notes: Mapping[Path, Sequence[str]]) -> list[CachedFile]:
    """Return every file of rows in the cache, finished or not."""
    noted = {name for names in notes.values() for name in names}
    return [
        cached_file(f"{folder.name}/{path.stem}", path, uses, noted)
        for folder in step_folders(work)
        for path in sorted(folder.iterdir())
        if path.suffix == FILE and (RESULT.fullmatch(path.stem) or LEFTOVER.fullmatch(path.stem))
    ]


def last_uses(work: Path) -> Uses:
    """Return what the records tell. A file that a build used early is made anew less often: it ranks higher."""
    last: dict[str, tuple[int, float]] = {}
    newest_build, newest_at = NEVER, math.inf  # without a record, nothing is known to be of no use
    for path, record in read_records(work):
        newest_build, newest_at = int(path.stem), path.stat().st_mtime
        last |= {name: (newest_build, -index) for index, name in enumerate(record.results)}
    return Uses(last, newest_build, newest_at)


def cached_file(name: str, path: Path, uses: Uses, noted: set[str]) -> CachedFile:
    """Return a file with its last use; one that no record names is ranked by when it was made."""
    stat = path.stat()
    made_at = stat.st_mtime
    last_build, rank = uses.last.get(name, (SINCE_THEN if made_at > uses.newest_at else NEVER, made_at))
    return CachedFile(name, path, stat.st_size, name in noted, last_build, rank)
