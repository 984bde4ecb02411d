"""Content-keyed reuse of finished work.

A shard's result is stored under a key of what it follows from: the code of the step, its parameters and the
digests of what it read. The result's own digest is kept beside it, and it, not the key, goes into the keys of
what comes next: where new input leads to the same result, later steps find their work done.

A result is finished when its note (`.json`) stands beside it; the note is written last.
"""

import ast
import hashlib
import importlib.util
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flows.stores import is_url, place, whole_file, write_text
from flows.tables import sha256_of

OUR_PACKAGES = ("flows", "schemas")
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
class Artifact:
    """A finished table of one shard, and the documents that the step could not do with the error's text."""

    path: str
    sha256: str
    size_bytes: int
    row_count: int
    failed_documents: tuple[tuple[str, str], ...] = ()


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


def imported_names(source: str) -> list[str]:
    """Return every dotted name that the source imports, modules and names inside modules alike."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def data_files(module: Path, source: str) -> list[Path]:
    """Return the data files beside a module that its source names, as fitted parameters are."""
    return [path for path in sorted(module.parent.glob("*.json")) if f'"{path.name}"' in source]


class CodeDigests:
    """Digests of the code that steps follow from; every source file is read once."""

    def __init__(self) -> None:
        """Start with no file read."""
        self._read: dict[str, tuple[str, list[str]] | None] = {}

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
            source = None if name in found else self._source(name)
            if source is not None:
                found[name], imports = source
                waiting += imports
        return digest(found, [(name, version(name)) for name in RESULT_LIBRARIES])

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
        return place(self.folder) / name / f"{key}.parquet"

    def find(self, name: str, key: str) -> Artifact | None:
        """Return the finished result, or nothing when it has yet to be made or was damaged."""
        path = self.path(name, key)
        try:
            note = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            if path.stat().st_size != note["size_bytes"]:
                return None
            # A disk may lose what it was given, or give back something else, after a power cut above all. A store
            # checks its objects itself, and to read them all would take long.
            if not is_url(path) and sha256_of(path) != note["sha256"]:
                return None
        except (FileNotFoundError, ValueError):
            return None
        failed = tuple((document_id, error) for document_id, error in note.pop("failed_documents"))
        return Artifact(path=str(path), failed_documents=failed, **note)

    def forget(self, artifact: Artifact) -> None:
        """Make the result one that is not found again; what it holds can still be read."""
        place(artifact.path).with_suffix(".json").unlink(missing_ok=True)

    def keep(self, artifact: Artifact) -> None:
        """Write the note that makes the result a finished one."""
        note = {key: value for key, value in asdict(artifact).items() if key != "path"}
        with whole_file(place(artifact.path).with_suffix(".json"), is_durable=False) as temporary:
            write_text(temporary, json.dumps(note))
