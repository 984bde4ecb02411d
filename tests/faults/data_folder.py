"""What must hold of a data folder whatever happened to a build, and what a power cut does to it."""

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from fault_points import Event

from flows.releases import history_names, latest_release, read_sums
from flows.verify_release import file_faults

KEYED_NAME = re.compile(r"[0-9a-f]{64}\.[a-z]+")
# Of builds that did all their work, with the digests of their sources, and of their server's database.
EXPECTED_NAMES = {
    "builds": re.compile(r"(?:\d{8}|sources|groups)[.]json"),
    "prefect": re.compile(r"empty-[\d.]+[.]db"),
}
OUTSIDE = {"latest.json", "index.html"}


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def tables(release: Path) -> dict[str, str]:
    """Return the digests of a release's tables."""
    return {name: digest for name, digest in read_sums(release).items() if name.endswith(".parquet")}


def public_faults(data: Path) -> list[str]:
    """Return what a reader would take offence at: a pointer to nothing, half a release, anything that is none."""
    folder = data / "releases"
    faults = []
    for path in sorted(folder.iterdir()) if folder.exists() else []:
        if path.name.startswith(".") or path.name in OUTSIDE:
            continue
        faults += [f"{path.name}/{fault}" for fault in file_faults(path)] if path.is_dir() else [path.name]
    latest = latest_release(data)
    if history_names(data) and (latest is None or latest.name != history_names(data)[-1]):
        faults.append(f"latest.json points to {history_names(data)[-1:]}")
    return faults


def leftovers(data: Path) -> list[str]:
    """Return what lies about in the releases under a private name, and in the work folder under a name that is no key."""
    work = [
        path
        for path in (data / ".work").glob("*/*")
        if not EXPECTED_NAMES.get(path.parent.name, KEYED_NAME).fullmatch(path.name)
    ]
    found = [*(data / "releases").glob(".*"), *work]
    return sorted(path.relative_to(data).as_posix() for path in found)


def lose_unflushed(data: Path, events: Iterable[Event], *, is_zeroed: bool) -> list[str]:
    """Do to every file what a power cut may do to bytes that were never flushed: lose them, or leave zeros."""
    unflushed: set[int] = set()
    for event in events:
        if event.kind == "write":
            unflushed.add(event.inode)
        elif event.kind == "flush":
            unflushed.discard(event.inode)
    lost = []
    for path in sorted(data.rglob("*")):
        found = path.lstat()
        if path.is_file() and not path.is_symlink() and found.st_ino in unflushed:
            os.truncate(path, 0)
            os.truncate(path, found.st_size if is_zeroed else 0)
            lost.append(path.relative_to(data).as_posix())
    return lost
