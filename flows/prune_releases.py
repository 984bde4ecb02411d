"""Removes old releases. Their names stay in the pointer file, so that none is ever used twice.

A release goes whole or not at all: it gets a private name first, and only then are its files deleted. A crash leaves
complete releases, and private leftovers that whoever holds the lock next deletes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.releases import (
    SUMS,
    DataFolderError,
    check_data_folder,
    data_folder_lock,
    history_names,
    latest_release,
    write_index,
)
from flows.stores import withdraw_folder


@dataclass(frozen=True)
class Pruning:
    """Names of the releases that were removed, or would be, and of those that were kept, oldest first."""

    removed: tuple[str, ...]
    kept: tuple[str, ...]


def prune_releases(data: Path, keep: int, *, is_dry_run: bool = False) -> Pruning:
    """Remove all releases but the newest `keep`; the one that readers are pointed to stays whatever happens.

    Raises:
        DataFolderError: there is no data folder, a build is running on it, or a release cannot be removed.
    """
    check_data_folder(data)
    with data_folder_lock(data):
        names = [name for name in history_names(data) if (data / "releases" / name).is_dir()]
        newest = latest_release(data)
        kept = {*names[-keep:], *([newest.name] if newest else [])}
        removed = tuple(name for name in names if name not in kept)
        if removed and not is_dry_run:
            remove_releases(data, removed)
        return Pruning(removed, tuple(name for name in names if name in kept))


def remove_releases(data: Path, names: Sequence[str]) -> None:
    """Take the releases off the list, and then each out of sight and off the disk."""
    releases = data / "releases"
    write_index(data, without=names)  # before a link of it leads to nothing
    for name in names:
        try:
            withdraw_folder(releases / name, releases / f".{name}", SUMS)
        except OSError as error:
            raise DataFolderError(f"cannot remove {error.filename}: {error.strerror}; all newer ones stay") from error
