"""Where data lies: on a disk, or in a store behind a URL (`s3://bucket/corpus`). The door to all stores.

`place` turns an argument into a path; both kinds have pathlib's interface. What a store cannot do as a disk does is
one function here, with two behaviours that promise the same:

| | on a disk | in a store |
|---|---|---|
| `whole_file` | a private name beside it, flushed, renamed | a file of this machine, then one put |
| `publish_folder` | one rename | copies within the store, those files last by which a reader knows a whole release |
| `withdraw_folder` | one rename, then the tree | the sign of a whole folder first, then every object |
| `delete_folder` | the tree | every object of the prefix |
| `folder_lock` | a lock that dies with its process | a lease that its owner renews (`store_lease.py`) |

Stores' libraries take a while to import: nothing does before there is a URL.
"""

import hashlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from flows.store_paths import StorePath

URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
LOCAL_SCHEMES = ("file", "local")
COPY_BYTES = 1 << 20


class DamagedFileError(RuntimeError):
    """A file does not hold what was written to it."""


class LockedError(RuntimeError):
    """Somebody else holds the lock of a folder."""


def is_url(address: object) -> bool:
    """Say whether an argument, or a path made of one, lies in a store and not on a disk."""
    match = URL.match(str(address))
    return match is not None and match[1].lower() not in LOCAL_SCHEMES


def place(address: str | Path) -> Path:
    """Return the path of an argument: a plain one for a disk (`file://` too), one with the same interface for a URL.

    Raises:
        UnknownStoreError: no store goes by the URL's scheme, or its library is not installed.
    """
    if not isinstance(address, str):
        return address
    match = URL.match(address)
    if match is None:
        return Path(address)
    if match[1].lower() in LOCAL_SCHEMES:
        return Path(address[match.end() :])
    from flows.store_paths import store_path  # noqa: PLC0415

    return cast("Path", store_path(address))


def in_store(path: Path) -> "StorePath":
    """Return the same path as what it is: one in a store."""
    return cast("StorePath", path)


def private_name(path: Path) -> Path:
    """Return the name under which this thread writes the file: shards without rows share their result's path."""
    return path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")


@contextmanager
def name_in_errors(path: Path) -> Iterator[None]:
    """Add the path to an error of the system that names none, as those of a full disk never do."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def sync(path: Path) -> None:
    """Flush a file's bytes, or a folder's names, to the disk."""
    with name_in_errors(path):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """Write a small file in UTF-8; neither whole-or-nothing nor flushed."""
    with name_in_errors(path):
        path.write_text(text, encoding="utf-8")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of the file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def damage_of(path: Path) -> DamagedFileError:
    """Return the error of a file whose digest is not that of what was written."""
    return DamagedFileError(f"{path} does not hold what was written to it")


def copy_file(source: Path, target: Path, sha256: str) -> None:
    """Copy a file of a disk whose digest is known.

    Raises:
        DamagedFileError: the source's bytes have another digest.
    """
    found = hashlib.sha256()
    with source.open("rb") as given, name_in_errors(target), target.open("wb") as taken:
        while block := given.read(COPY_BYTES):
            found.update(block)
            taken.write(block)
    if found.hexdigest() != sha256:
        raise damage_of(source)


def share_file(source: Path, target: Path, sha256: str) -> None:
    """Give a file of a disk whose digest is known a second name; where that cannot be, a copy takes it.

    Raises:
        DamagedFileError: the source's bytes have another digest.
    """
    if source.stat().st_nlink == 1:  # no third name: a part without rows may stand for several
        with suppress(OSError):  # another disk, or one that knows no second names
            target.hardlink_to(source)
    if not target.exists():
        copy_file(source, target, sha256)
    elif sha256_of(target) != sha256:
        raise damage_of(source)


def is_same_file(one: Path, other: Path) -> bool:
    """Say whether two names of a disk are there and are those of one file."""
    try:
        return one.samefile(other)
    except FileNotFoundError:
        return False


def shared_files(folder: Path) -> frozenset[int]:
    """Return the numbers of a folder's files that have other names on the disk as well; a store has no such names."""
    if is_url(folder):
        return frozenset()
    found = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return frozenset(each.st_ino for each in found if each.st_nlink > 1)


def copy_files_of(folder: Path, numbers: Collection[int]) -> None:
    """Give a folder copies of its own of those files in its folders that have one of the numbers."""
    for path in folder.glob("*/*"):
        if path.is_file() and path.stat().st_ino in numbers:
            with whole_file(path, is_durable=False) as temporary:
                shutil.copyfile(path, temporary)


def file_state(found: os.stat_result) -> str:
    """Return what the disk tells of a file: its number, its size and its times.

    As git and make know what changed: no content is written without another time of change, which cannot be set.
    """
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def sync_names(folder: Path) -> None:
    """Flush the names in a folder to the disk; a store has done so with each put."""
    if not is_url(folder):
        sync(folder)


def flush_folder(folder: Path, last: str) -> None:
    """Flush all files below a folder to the disk, the one named `last` after the others, then all names."""
    if is_url(folder):
        return
    found = sorted(folder.rglob("*"))
    files = [path for path in found if path.is_file() and path != folder / last]
    for path in [*files, folder / last, *(path for path in found if path.is_dir()), folder]:
        sync(path)


@contextmanager
def whole_file(path: Path, *, is_durable: bool = True) -> Iterator[Path]:
    """Give a file of this machine to fill; it becomes `path` whole at the end, or not at all where anything fails.

    Args:
        path: what is written, or written anew.
        is_durable: the bytes are flushed to the disk before the name is given. A store flushes them always.
    """
    if is_url(path):
        from flows.store_paths import put_file  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="presscorpus-") as folder:
            temporary = Path(folder) / "object"
            yield temporary
            put_file(temporary, in_store(path))
        return
    temporary = private_name(path)
    try:
        with name_in_errors(path):
            yield temporary
        if is_durable:
            sync(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def copy_files(files: Sequence[tuple[Path, Path, str]]) -> None:
    """Copy files whose digests are known: each source, its target, and the digest.

    A disk's bytes are checked on the way; a store vouches for its copies.

    Raises:
        DamagedFileError: a source's bytes have another digest.
    """
    if files and is_url(files[0][0]):
        copy_objects([(source, target) for source, target, _ in files])
        return
    for source, target, sha256 in files:
        copy_file(source, target, sha256)


def copy_objects(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Copy objects of a store without their bytes passing through here."""
    from flows.store_paths import make_parent, store_errors  # noqa: PLC0415

    if not pairs:
        return
    sources = [in_store(source) for source, _ in pairs]
    targets = [in_store(target) for _, target in pairs]
    with store_errors(targets[0].parent):
        for each in targets:
            make_parent(each)
        sources[0].fs.copy([path.path for path in sources], [path.path for path in targets])


def files_below(folder: Path) -> dict[str, Path]:
    """Return all files below a folder by their relative path."""
    if not is_url(folder):
        return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    from flows.store_paths import object_sizes  # noqa: PLC0415

    root = in_store(folder)
    return {name: cast("Path", root / name) for name in sorted(object_sizes(root))}


def publish_folder(stage: Path, target: Path, last: Iterable[str]) -> None:
    """Give a filled private folder its public name.

    Args:
        stage: the private folder, beside `target`; it is gone afterwards.
        target: the public name, which nothing has.
        last: files by which a reader knows a whole folder; a store gets them after all others, in this order.
    """
    if not is_url(stage):
        stage.rename(target)
        sync(target.parent)
        return
    files = files_below(stage)
    told = [name for name in last if name in files]
    copy_objects([(path, target / name) for name, path in files.items() if name not in told])
    for name in told:
        copy_objects([(files[name], target / name)])
    delete_folder(stage)


def delete_folder(folder: Path) -> None:
    """Delete a folder with all below it, or a single file."""
    if not is_url(folder):
        if folder.is_dir():
            shutil.rmtree(folder)
        else:
            folder.unlink()
        return
    from flows.store_paths import store_errors  # noqa: PLC0415

    root = in_store(folder)
    with store_errors(root):
        if root.fs.exists(root.path):
            root.fs.rm(root.path, recursive=True)


def withdraw_folder(folder: Path, stage: Path, sign: str) -> None:
    """Take a public folder away from readers whole, and delete it.

    Args:
        folder: the public name.
        stage: the private name of the same folder; `undo_publication` finishes what a killed process has begun.
        sign: the file that a whole folder has.
    """
    if not is_url(folder):
        folder.rename(stage)
        sync(folder.parent)
        delete_folder(stage)
        return
    (stage / sign).write_bytes(b"")
    (folder / sign).unlink()
    delete_folder(folder)
    delete_folder(stage)


def undo_publication(stage: Path, target: Path, sign: str) -> None:
    """Delete what a killed `publish_folder` or `withdraw_folder` has left: in a store, objects without the sign.

    Args:
        stage: the private folder that is still there.
        target: the public name that it was to get.
        sign: the file that a whole folder has.
    """
    if is_url(stage) and not (target / sign).is_file():
        delete_folder(target)


def private_work(folder: Path) -> list[Path]:
    """Return the files under private names that a killed process has left in the folders of a cache.

    A store of whole objects has none, and listing all of its work would take long.
    """
    return [] if is_url(folder) else list(folder.glob("*/.*"))


@contextmanager
def folder_lock(path: Path) -> Iterator[Callable[[], None]]:
    """Hold a lock; it dies with its process, at once on a disk and after a lease's period in a store.

    Gives a function that raises `LockedError` once the lock may be somebody else's, as a lease may that its owner
    was kept from renewing. To be asked before anything is published.

    Raises:
        LockedError: somebody else holds it.
    """
    if not is_url(path):
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise LockedError(f"{path} is locked") from None
        try:
            yield lambda: None
        finally:
            lock.release()
        return
    from flows.store_lease import LeaseError, hold_lease  # noqa: PLC0415

    try:
        with hold_lease(in_store(path)) as renewal:
            yield renewal.check
    except LeaseError as error:
        raise LockedError(str(error)) from error
