"""What a finished build used: the code of its steps and its results in the cache.

A record is kept for each of the last builds that did all of their work, numbered in their order. Garbage collection
keeps what the newest one used; `status` says with it what has changed since. Beside them stand the digests of the
source files, so that a large one is not read again only to know it, and which small ones were read together
(`plan_reading.py`). All lie in the cache: losing them costs time, never data.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from flows.cache import digest
from flows.releases import replace_text
from flows.sources.inventory import Inventory

FLOW_MODULE = "flows.build_release"
RECORDS = "builds"
SOURCE_DIGESTS = "sources.json"
KEPT_RECORDS = 8  # tell which of the results that no build needs any more were used last


@dataclass(frozen=True)
class BuildRecord:
    """What one build used.

    Attributes:
        release: the newest release after the build, which has the tables that the build led to.
        inputs: digest of the source files and of those that were skipped.
        parameters: what the release follows from beside its sources and the code.
        code: digest of the code of the whole flow.
        steps: digest of the code of each step, by the step's name.
        results: `step/key` of each file of rows in the cache, in the order of first use.
    """

    release: str
    inputs: str
    parameters: dict[str, Any]
    code: str
    steps: dict[str, str]
    results: tuple[str, ...]


def inputs_digest(inventory: Inventory) -> str:
    """Return a digest of what a release says of its inputs: names and contents, and what was skipped and why."""
    files = [(file.source_path, file.sha256, file.size_bytes) for file in inventory.files]
    return digest(files, [(file.source_path, file.reason, file.detail) for file in inventory.skipped])


def record_files(work: Path) -> list[Path]:
    """Return the files of all records, oldest first."""
    folder = work / RECORDS
    if not folder.is_dir():
        return []
    return sorted((path for path in folder.iterdir() if path.stem.isdigit()), key=lambda path: int(path.stem))


def read_records(work: Path) -> Iterator[tuple[Path, BuildRecord]]:
    """Yield the records with their files, oldest first; one that cannot be read is left out."""
    for path in record_files(work):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            yield path, BuildRecord(**told | {"results": tuple(told["results"])})
        except (OSError, ValueError, KeyError, TypeError):  # a damaged note of a cache is as good as none
            continue


def newest_record(work: Path) -> BuildRecord | None:
    """Return the record of the build that ended last, or nothing where there is none."""
    records = [record for _, record in read_records(work)]
    return records[-1] if records else None


def keep_record(work: Path, record: BuildRecord) -> None:
    """Write the record of a build that has done all its work, and forget the oldest ones."""
    files = record_files(work)
    number = int(files[-1].stem) + 1 if files else 0
    (work / RECORDS).mkdir(exist_ok=True)
    replace_text(work / RECORDS / f"{number:08d}.json", json.dumps(asdict(record), indent=1) + "\n")
    forget_records(files[: max(0, len(files) + 1 - KEPT_RECORDS)])


def forget_records(files: list[Path]) -> None:
    """Delete records."""
    for path in files:
        path.unlink(missing_ok=True)


def keep_source_digests(work: Path, inventory: Inventory) -> None:
    """Write the digests of the source files that will be known again."""
    digests = {file.seen: file.sha256 for file in inventory.files if file.seen}
    (work / RECORDS).mkdir(exist_ok=True)
    replace_text(work / RECORDS / SOURCE_DIGESTS, json.dumps(digests, indent=0) + "\n")


def read_source_digests(work: Path) -> dict[str, str]:
    """Return the digests of source files by `SourceFile.seen`; none where they are lost or damaged."""
    try:
        told = json.loads((work / RECORDS / SOURCE_DIGESTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
