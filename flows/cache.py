"""Content-keyed reuse of finished work.

A shard's result is stored under a key of what it follows from: the code of the step, its parameters and the
digests of what it read. The result's own digest is kept beside it, and it, not the key, goes into the keys of
what comes next: where new input leads to the same result, later steps find their work done.

A result is finished when its note (`.json`) stands beside it; the note is written last. It also tells which files
on the disk were seen. As long as the disk says that these have not been written since, they are not read again to see
whether they are sound: a work folder is larger than the memory of its machine, and a build of a few new pages would
read all of it. After a start of the machine nothing is believed, since what was never flushed may be lost.

A result that is published is the release's from then on: its note tells where it lies there (`hand_over`).

Results of per-document steps are found a second way: `newest` names the last one of a step, its code and parameters
on a range of documents, with what it was made from. Only a hint of where unchanged rows may be taken from: it
changes no byte of what is read.
"""

import ast
import hashlib
import importlib.util
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from flows.stores import file_state, is_url, place, whole_file, write_text
from flows.tables import is_intact

# A file of rows, the note that makes it a finished result, and the name of the last result of a family.
FILE, NOTE, POINTER = ".parquet", ".json", ".newest"
SEEN = "seen"  # in a note: what the disk told of the files when it was written
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
OUR_PACKAGES = ("flows", "schemas")
PARSE_TRIES = 5
# Where a statement has other statements inside it: imports are found without a look at any expression.
STATEMENT_PARTS = ("body", "orelse", "handlers", "finalbody", "cases")
# Libraries whose version may change what a step gives.
RESULT_LIBRARIES = (
    "polars",
    "pyarrow",
    "numpy",
    "langdetect",
    "selectolax",
    "brotli",
    "backports.zstd",
    "great-expectations",
)


@dataclass(frozen=True)
class Patch:
    """A file whose rows stand for those of some documents in an older file, and which documents these are.

    Attributes:
        path: The file; its metadata name the documents (`patches.py`).
        sha256: Digest of its bytes.
        size_bytes: Its size.
        row_count: Rows in it.
        hidden_row_count: Rows of the older file that count no more.
        older_sha256: Digest of the older file.
    """

    path: str
    sha256: str
    size_bytes: int
    row_count: int
    hidden_row_count: int
    older_sha256: str


@dataclass(frozen=True)
class Artifact:
    """A finished table of one shard, and the documents that the step could not do with the error's text.

    With a patch, the rows are those of the file at `path` but for what the patch replaces; `size_bytes` is that
    file's, `row_count` counts what is left with what the patch adds, and `sha256` follows from both digests.
    """

    path: str
    sha256: str
    size_bytes: int
    row_count: int
    failed_documents: tuple[tuple[str, str], ...] = ()
    patch: Patch | None = None


class ResultFile(NamedTuple):
    """A file of a finished result, and what it holds if it is sound."""

    path: str
    sha256: str
    size_bytes: int


Inputs = tuple[tuple[Artifact, ...], ...]


class Finished(NamedTuple):
    """A finished result, its key, and what it was made from."""

    key: str
    artifact: Artifact
    inputs: Inputs


def digest(*parts: object) -> str:
    """Return the SHA-256 of the parts' JSON form."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def module_file(name: str) -> Path | None:
    """Return the source file of a module of ours, or nothing where the name is no such module."""
    if name.split(".", 1)[0] not in OUR_PACKAGES:
        return None
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:  # "schemas.tables.DOCUMENTS": a name inside a module
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None


def parsed(source: str) -> ast.Module:
    """Return the tree of a source.

    The parser of CPython 3.11 fails now and then where two threads are in it, a library's too: it is asked again
    (python/cpython#106905).
    """
    for _ in range(PARSE_TRIES - 1):
        with suppress(SystemError):
            return ast.parse(source)
    return ast.parse(source)


def imported_names(source: str) -> list[str]:
    """Return every dotted name that the source imports, modules and names inside modules alike."""
    names = []
    waiting: list[ast.AST] = [parsed(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for part in STATEMENT_PARTS:
            waiting += getattr(node, part, [])
    return names


def data_files(module: Path, source: str) -> list[Path]:
    """Return the data files beside a module that its source names, as fitted parameters are."""
    return [path for path in sorted(module.parent.glob("*.json")) if f'"{path.name}"' in source]


class CodeDigests:
    """Digests of the code that steps follow from; every source file is read once, whatever threads ask."""

    def __init__(self) -> None:
        """Start with no file read."""
        self._libraries = [(name, version(name)) for name in RESULT_LIBRARIES]
        self._read: dict[str, tuple[str, list[str]] | None] = {}
        self._reading = Lock()

    def of(self, function: Callable[..., Any]) -> str:
        """Return a digest of the code that the function's results follow from.

        The source of its module, of every module of ours that this one imports, the data files beside them that they
        name, and the versions of the libraries that compute.
        """
        while isinstance(function, partial):
            function = function.func
        return self.of_module(function.__module__)

    def of_module(self, module: str) -> str:
        """Return the digest of what is done by the functions of that module."""
        found: dict[str, str] = {}
        waiting = [module]
        while waiting:
            name = waiting.pop()
            with self._reading:
                source = None if name in found else self._source(name)
            if source is not None:
                found[name], imports = source
                waiting += imports
        return digest(found, self._libraries)

    def _source(self, name: str) -> tuple[str, list[str]] | None:
        """Return a module's digest and what it imports; nothing where the name is no module of ours."""
        if name not in self._read:
            file = module_file(name)
            text = None if file is None else file.read_text(encoding="utf-8")
            data = [] if file is None or text is None else data_files(file, text)
            told = (text, *(each.read_text(encoding="utf-8") for each in data)) if data else (text,)
            self._read[name] = None if text is None else (digest(*told), imported_names(text))
        return self._read[name]


@dataclass(frozen=True)
class Cache:
    """A folder of finished work; deleting it costs time, never data."""

    folder: str

    def path(self, name: str, key: str) -> Path:
        """Return where the result of that name and key belongs."""
        return place(self.folder) / name / f"{key}{FILE}"

    def find(self, name: str, key: str) -> Artifact | None:
        """Return the finished result, or nothing when it has yet to be made or was damaged."""
        try:
            note = json.loads(self._note_path(name, key).read_text(encoding="utf-8"))
            seen = note.pop(SEEN, [])
            artifact = self._artifact(note)
            return artifact if is_as_seen(artifact, seen) or is_whole(artifact) else None
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def names(self, name: str) -> frozenset[str]:
        """Return the names of the files that hold the results of that name, in one look at their folder."""
        try:
            return frozenset(path.name for path in (place(self.folder) / name).iterdir())
        except FileNotFoundError:
            return frozenset()

    def keep(self, name: str, key: str, artifact: Artifact) -> None:
        """Write the note that makes the artifact the finished result of that name and key."""
        self._write(self._note_path(name, key), self._note(artifact) | {SEEN: files_seen(artifact)})

    def holds(self, file: Artifact | ResultFile) -> bool:
        """Say whether a file lies in the folder, and not in a release."""
        return file.path.startswith(f"{self.folder}/")

    def hand_over(self, artifact: Artifact, path: Path) -> None:
        """Leave a result's file to a release that has it under another name, where it is found from now on."""
        source, published = place(artifact.path), replace(artifact, path=str(path))
        name, key = source.parent.name, source.stem
        # First, so that no work is lost where this ends in the middle.
        self._write(self._note_path(name, key), self._note(published))
        source.unlink()
        self.keep(name, key, published)  # a file with one name less is not as it was seen before

    def newest(self, name: str, family: str) -> Finished | None:
        """Return the last result of a family of results, or nothing when it is not there any more.

        Whether the files that it was made from are still there is not asked.
        """
        try:
            told = json.loads(self._pointer(name, family).read_text(encoding="utf-8"))
            found = self.find(name, told["key"])
            inputs = tuple(tuple(self._artifact(note) for note in group) for group in told["inputs"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        return None if found is None else Finished(told["key"], found, inputs)

    def point(self, name: str, family: str, key: str, inputs: Inputs) -> None:
        """Make a finished result the newest one of its family."""
        told = {"key": key, "inputs": [[self._note(artifact) for artifact in group] for group in inputs]}
        self._write(self._pointer(name, family), told)

    def _note_path(self, name: str, key: str) -> Path:
        return place(self.folder) / name / note_name(key)

    def _pointer(self, name: str, family: str) -> Path:
        return place(self.folder) / name / pointer_name(family)

    def _note(self, artifact: Artifact) -> dict[str, Any]:
        """Return the artifact as JSON can hold it, with names of files that hold wherever the folder lies."""
        note = asdict(artifact) | {"path": self._relative(artifact.path)}
        if artifact.patch is not None:
            note["patch"] |= {"path": self._relative(artifact.patch.path)}
        return note

    def _artifact(self, note: dict[str, Any]) -> Artifact:
        patch = note["patch"]
        return Artifact(
            **note
            | {
                "path": self._absolute(note["path"]),
                "failed_documents": tuple((document_id, error) for document_id, error in note["failed_documents"]),
                "patch": patch and Patch(**patch | {"path": self._absolute(patch["path"])}),
            }
        )

    def _relative(self, path: str) -> str:
        folder = str(place(self.folder))
        return path.removeprefix(folder).lstrip("/") if is_url(path) else os.path.relpath(path, folder)

    def _absolute(self, path: str) -> str:
        found = place(self.folder) / path
        return os.path.normpath(found) if path.startswith(os.pardir) else str(found)

    def _write(self, path: Path, content: dict[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path, is_durable=False) as temporary:
            write_text(temporary, json.dumps(content))


def note_name(key: str) -> str:
    """Return the name of the file that makes a result of that key a finished one."""
    return f"{key}{NOTE}"


def pointer_name(family: str) -> str:
    """Return the name of the file that names the last result of the family."""
    return f"{family}{POINTER}"


def files_seen(artifact: Artifact) -> list[str]:
    """Return the machine's start and what its disk tells of each file; nothing where no disk tells that."""
    try:
        start = BOOT_ID.read_text(encoding="ascii")
    except OSError:  # not Linux
        return []
    paths = [place(file.path) for file in files_of(artifact)]
    if any(is_url(path) for path in paths):
        return []
    return [start, *(file_state(path.stat()) for path in paths)]


def is_as_seen(artifact: Artifact, seen: object) -> bool:
    """Say whether the artifact's files are known to be those that were seen, and not to have been written since."""
    return bool(seen) and files_seen(artifact) == seen


def is_whole(artifact: Artifact) -> bool:
    """Say whether the artifact's files are there with their content."""
    try:
        return all(
            place(file.path).stat().st_size == file.size_bytes and is_intact(place(file.path), file.sha256)
            for file in files_of(artifact)
        )
    except FileNotFoundError:
        return False


def files_of(artifact: Artifact) -> list[ResultFile]:
    """Return the files that the artifact's rows stand in."""
    patch = artifact.patch
    if patch is None:
        return [ResultFile(artifact.path, artifact.sha256, artifact.size_bytes)]
    return [
        ResultFile(artifact.path, patch.older_sha256, artifact.size_bytes),
        ResultFile(patch.path, patch.sha256, patch.size_bytes),
    ]
