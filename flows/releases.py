"""Releases on disk: their names, the pointer to the newest, and publication whole or not at all.

A release is written under a private name (`.…`), flushed, renamed, and then pointed to; a reader who follows the
pointer or lists the folder meets complete releases only. A release folder is never edited.
"""

import errno
import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from flows.cache import Artifact, Cache
from flows.stores import (
    DamagedFileError,
    LockedError,
    copy_files,
    copy_files_of,
    delete_folder,
    files_below,
    flush_folder,
    folder_lock,
    is_same_file,
    is_url,
    place,
    private_work,
    publish_folder,
    sha256_of,
    share_file,
    shared_files,
    sync_names,
    undo_publication,
    whole_file,
    write_text,
)
from flows.tables import is_intact, scan_table
from schemas.tables import RELEASE_TABLES

NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d+)")
POINTER = "latest.json"
INDEX = "index.html"
SUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
TABLES = {table.name: table for table in RELEASE_TABLES}
# Tables that tell the story of the releases; all others follow from the input alone.
STORY_TABLES = ("changes", "history")


class DataFolderError(RuntimeError):
    """The data folder cannot be used; the message says why and what to do."""


class ReleaseNotFoundError(LookupError):
    """There is no release at that path."""


@dataclass(frozen=True)
class Release:
    """A published release: its folder and what its manifest says."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The release's name, such as 2026-11-21.0."""
        return self.path.name

    def files(self, table: str) -> list[Path]:
        """Return the files of a table, in order."""
        return sorted((self.path / table).glob("part-*.parquet"))

    def scan(self, table: str) -> pl.LazyFrame:
        """Return a lazy view of a table."""
        return scan_table(self.files(table), TABLES[table])

    def artifacts(self, table: str) -> list[Artifact]:
        """Return the files of a table with their digests, in order.

        Raises:
            DataFolderError: a file is not what was published, so that nothing can be said to have changed since.
        """
        sums = read_sums(self.path)
        paths = {name: self.path / name for name in sorted(sums) if name.startswith(f"{table}/")}
        for name, path in paths.items():
            if not path.is_file() or not is_intact(path, sums[name]):
                raise DataFolderError(
                    f"{path} is not what was published; restore release {self.name}, or delete its folder to go on "
                    "from the release before it"
                )
        return [Artifact(str(path), sums[name], path.stat().st_size, 0) for name, path in paths.items()]


@contextmanager
def data_folder_lock(data: Path) -> Iterator[Callable[[], None]]:
    """Hold the data folder for one build; the lock dies with its process.

    Gives a function that raises what a lost lock raises; to be asked before anything is published.

    Raises:
        DataFolderError: another build holds it, or nothing can be written there.
    """
    locked = f"another build is running on {data}; wait for it to end, or give another --data"
    try:
        with (
            data_folder_errors(data, locked),
            writable_lock(data, "lock") as check_lock,
        ):
            recover(data)
            yield check_lock
    except DamagedFileError as error:
        raise DataFolderError(
            f"{error}; the disk changed or lost it; nothing was published, the next build makes it anew"
        ) from error
    except ReleaseNotFoundError as error:
        raise DataFolderError(f"{error}; restore it, or delete its folder to go on without it") from error


@contextmanager
def serve_lock(data: Path) -> Iterator[None]:
    """Hold the data folder for one series of builds, each of which holds it for itself as well.

    Raises:
        DataFolderError: another process serves it, or nothing can be written there.
    """
    with (
        data_folder_errors(data, f"{data} is being served already; end that process, or give another --data"),
        writable_lock(data, "serve-lock"),
    ):
        yield


@contextmanager
def writable_lock(data: Path, name: str) -> Iterator[Callable[[], None]]:
    """Hold a lock of a data folder in which files can be written; it is made where there is none."""
    (data / ".work").mkdir(parents=True, exist_ok=True)
    (data / "releases").mkdir(exist_ok=True)
    probe = data / "releases" / f".write-test-{os.getpid()}"
    write_text(probe, "x")
    probe.unlink()
    with folder_lock(data / ".work" / name) as check_lock:
        yield check_lock


@contextmanager
def data_folder_errors(data: Path, locked: str) -> Iterator[None]:
    """Tell a held lock, and what the system says of the data folder's files, in a sentence that says what to do."""
    try:
        yield
    except LockedError:
        raise DataFolderError(locked) from None
    except OSError as error:
        if error.filename is None or not str(error.filename).startswith(str(data)):
            raise
        raise DataFolderError(
            f"cannot write to {error.filename}: {error.strerror}; make room or give another --data"
        ) from error


def check_data_folder(data: Path) -> None:
    """Raise `DataFolderError` where there is no data folder, so that none is made by asking about it."""
    if not (data / "releases").is_dir():
        raise DataFolderError(f"no data folder at {data}: give the --data that builds were made with")


def recover(data: Path) -> None:
    """Finish or undo what a killed build left; call it with the lock held.

    What was not yet renamed is deleted. A whole release that was renamed but not yet pointed to becomes the newest.
    Files that it still has in common with the cache become its own.
    """
    for path in (data / "releases").glob(".*"):
        undo_publication(path, path.with_name(path.name[1:]), SUMS)
        delete_folder(path)
    for path in private_work(data / ".work"):
        delete_folder(path)
    point_to_unnamed(data)
    newest = latest_release(data)
    if newest is not None and (shared := shared_files(newest.path)):
        copy_files_of(data / ".work", shared)


def point_to_unnamed(data: Path) -> None:
    """Make a whole release the newest one that a killed build has renamed and not pointed to."""
    names = history_names(data)
    for path in sorted((data / "releases").iterdir()):
        if path.name not in names and all((path / name).is_file() for name in (SUMS, MANIFEST)):
            parent = open_release(path).manifest["parent"]
            if parent == (names[-1] if names else None):
                point_to(data, path.name)
                return
    if names:  # the page that lists them comes after the pointer
        write_index(data)


def latest_release(data: Path) -> Release | None:
    """Return the release that was made last of those still there, or nothing where there is none."""
    for name in reversed(history_names(data)):
        if (data / "releases" / name).is_dir():
            return open_release(data / "releases" / name)
    return None


def open_release(path: Path) -> Release:
    """Return the release at that path.

    Raises:
        ReleaseNotFoundError: no manifest can be read there.
    """
    try:
        return Release(path, json.loads(read_regular(path / MANIFEST)))
    except (OSError, ValueError) as error:
        raise ReleaseNotFoundError(f"no release at {path}: its manifest.json cannot be read ({error})") from error


def read_regular(path: Path) -> str:
    """Return a file's text; a link is not followed, and no pipe or device is opened, which might never end."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return path.read_text(encoding="utf-8")


def read_sums(release: Path) -> dict[str, str]:
    """Return the digests of the release's files by relative path."""
    lines = read_regular(release / SUMS).splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def renew_sums(release: Release, folder: str) -> None:
    """Enter the digests of a folder that was written anew; those of all other files stay as published."""
    others = {name: digest for name, digest in read_sums(release.path).items() if not name.startswith(f"{folder}/")}
    files = files_below(release.path / folder)
    sums = others | {f"{folder}/{name}": sha256_of(path) for name, path in files.items()}
    replace_text(release.path / SUMS, sums_text(sums))


def sums_text(sums: Mapping[str, str]) -> str:
    """Return digests by path in the form that `sha256sum -c` reads."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def next_name(data: Path, today: date) -> str:
    """Return the day's next release name; a number is never used twice, whatever has been deleted since."""
    used = {path.name for path in (data / "releases").iterdir()} | set(history_names(data))
    numbers = [
        int(match[2]) for name in used if (match := DATED_NAME.fullmatch(name)) and match[1] == today.isoformat()
    ]
    return f"{today.isoformat()}.{max(numbers, default=-1) + 1}"


def history_names(data: Path) -> list[str]:
    """Return the names of all releases ever made here, oldest first."""
    pointer = data / "releases" / POINTER
    return list(json.loads(pointer.read_text(encoding="utf-8"))["names"]) if pointer.exists() else []


def check_name(data: Path, name: str) -> None:
    """Raise `DataFolderError` for a name that no release can have, or that one has."""
    if not NAME.fullmatch(name) or name in (POINTER, INDEX):
        raise DataFolderError(f"{name!r} is no release name: give letters, digits, '.', '_' and '-', 64 at most")
    if (data / "releases" / name).exists() or name in history_names(data):
        raise DataFolderError(f"release {name} has been made already; names are never used twice")


def is_unchanged(parent: Release, tables: Mapping[str, list[Artifact]]) -> bool:
    """Say whether the tables have the same bytes as the parent's; the story of the releases is left out."""
    return data_sums(parent.path) == {
        part_name(table, number): artifact.sha256
        for table, artifacts in tables.items()
        if table not in STORY_TABLES
        for number, artifact in enumerate(artifacts)
    }


def data_sums(release: Path) -> dict[str, str]:
    """Return the digests of the tables' files that follow from the input alone."""
    return {
        name: digest
        for name, digest in read_sums(release).items()
        if name.endswith(".parquet") and name.partition("/")[0] not in STORY_TABLES
    }


def part_name(table: str, number: int) -> str:
    """Return the path of a table's part inside a release."""
    return f"{table}/part-{number:05d}.parquet"


@contextmanager
def staged_release(data: Path, name: str) -> Iterator[Path]:
    """Give a private folder to fill, on the same file system as the release; it is gone if anything fails."""
    stage = data / "releases" / f".{name}"
    stage.mkdir()
    try:
        yield stage
    finally:
        if stage.exists():
            with suppress(OSError):  # what went wrong before is told; the next build removes the rest
                delete_folder(stage)


def parts_of(tables: Mapping[str, Sequence[Artifact]]) -> dict[str, Artifact]:
    """Return the finished parts by their path inside a release."""
    return {
        part_name(table, number): artifact
        for table, artifacts in tables.items()
        for number, artifact in enumerate(artifacts)
    }


def take_tables(stage: Path, tables: Mapping[str, Sequence[Artifact]], cache: Cache) -> dict[str, str]:
    """Put the finished parts into the release: those of a cache on a disk under a second name, others as copies.

    Returns:
        Their digests, so that no bytes are read again: a disk's were on the way, a store vouches for its copies.
    """
    for table in tables:
        (stage / table).mkdir()
    parts = parts_of(tables)
    copied = []
    for name, artifact in parts.items():
        file = (place(artifact.path), stage / name, artifact.sha256)
        if is_url(stage) or not cache.holds(artifact):  # another release's files stay its own
            copied.append(file)
        else:
            share_file(*file)
    copy_files(copied)
    return {name: artifact.sha256 for name, artifact in parts.items()}


def hand_over_tables(release: Path, tables: Mapping[str, Sequence[Artifact]], cache: Cache) -> None:
    """Leave the parts that have a second name in the cache to the published release alone.

    What happens to the cache never reaches a reader, and a table lies on the disk once.
    """
    for name, artifact in parts_of(tables).items():
        if not is_url(release) and is_same_file(place(artifact.path), release / name):
            cache.hand_over(artifact, release / name)


def publish(
    data: Path,
    stage: Path,
    name: str,
    known: Mapping[str, str] | None = None,
    check_lock: Callable[[], None] | None = None,
) -> Path:
    """Make the filled folder the newest release and return its path.

    In this order: digests of all files, everything flushed, one rename, the pointer.

    Args:
        data: the data folder.
        stage: the filled folder.
        name: of the release.
        known: digests of files that need not be read for it.
        check_lock: raises once the data folder may be somebody else's.
    """
    sums = {file: (known or {}).get(file) or sha256_of(path) for file, path in files_below(stage).items()}
    write_text(stage / SUMS, sums_text(sums))
    flush_folder(stage, SUMS)
    if check_lock is not None:
        check_lock()
    path = data / "releases" / name
    publish_folder(stage, path, (MANIFEST, SUMS))
    point_to(data, name)
    return path


def point_to(data: Path, name: str) -> None:
    """Make a published release the newest one for readers."""
    names = [*history_names(data), name]
    replace_text(data / "releases" / POINTER, json.dumps({"release": name, "names": names}, indent=1) + "\n")
    write_index(data)


def replace_text(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    with whole_file(path) as temporary:
        write_text(temporary, text)
    sync_names(path.parent)


def write_index(data: Path, without: Collection[str] = ()) -> None:
    """Write the page that lists all releases but some, newest first."""
    rows = []
    for name in reversed(history_names(data)):
        folder = data / "releases" / name
        if name not in without and (folder / "manifest.json").is_file():
            counts = open_release(folder).manifest["row_counts"]
            link = f'<a href="{escape(name)}/report/index.html">{escape(name)}</a>'
            rows.append(f"<tr><td>{link}</td><td>{counts['articles']:,}</td><td>{counts['quotes']:,}</td></tr>")
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>presscorpus releases</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}"
        "td,th{text-align:left;padding:.2rem 1rem .2rem 0}</style></head><body><h1>Releases</h1><table>"
        "<thead><tr><th>Release</th><th>Articles</th><th>Quotes</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></body></html>\n"
    )
    path = data / "releases" / INDEX
    if not path.is_file() or path.read_text(encoding="utf-8") != page:
        replace_text(path, page)
