"""Paths in a store: pathlib's interface for whatever fsspec knows. The only importer of fsspec and universal-pathlib.

What a store's library raises arrives as an `OSError` with the URL as its file name, as a disk's errors do.
Credentials come from where the library looks for them (environment, configuration files, the machine's role).
"""

import errno
import fnmatch
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Self, cast

from upath.extensions import ProxyUPath

# Stores of whole objects: a put appears at once or not at all, and there are no folders to be made. Making one could
# make a bucket. Every other file system is written under a private name and renamed.
OBJECT_STORES = ("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oci", "oss", "memory")
PACKAGES = {"s3": "presscorpus[s3]", "s3a": "presscorpus[s3]"}
# What was listed a moment ago may be there no more, and another machine writes here too.
OPTIONS: Mapping[str, Any] = {"use_listings_cache": False}
BLOCK_BYTES = 4 << 20  # of one request where a file is read from its beginning
ERRNOS: Mapping[type[OSError], int] = {
    FileNotFoundError: errno.ENOENT,
    NotADirectoryError: errno.ENOENT,  # a prefix without objects
    PermissionError: errno.EACCES,
    FileExistsError: errno.EEXIST,
}
ERROR_LENGTH = 300


class UnknownStoreError(ValueError):
    """A URL's scheme is of no store that is known here; the message says what to do."""


@contextmanager
def store_errors(where: object) -> Iterator[None]:
    """Raise whatever a store's library raises as an `OSError` that names the place."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        code = next((code for kind, code in ERRNOS.items() if isinstance(error, kind)), errno.EIO)
        raise OSError(code, explained(error, code), str(where)) from error
    except Exception as error:  # every store has a library with errors of its own
        raise OSError(errno.EIO, explained(error, errno.EIO), str(where)) from error


def explained(error: Exception, code: int) -> str:
    """Return on one line what a store's library says is wrong; often it names the object alone."""
    told = " ".join((getattr(error, "strerror", None) or str(error)).split())[:ERROR_LENGTH].rstrip(".")
    return told if " " in told else f"{os.strerror(code)} ({told or type(error).__name__})"


class StorePath(ProxyUPath):
    """A path in a store. A prefix without objects is an empty folder there, and folders need not be made."""

    __slots__ = ()

    def key(self) -> str:
        """Return the path as the store's library writes it, without a slash at its end."""
        return str(self.fs._strip_protocol(self.path)).rstrip("/")  # noqa: SLF001  # fsspec has no public name for it

    def read_bytes(self) -> bytes:
        """Return the object's bytes."""
        with store_errors(self):
            return cast("bytes", self.fs.cat_file(self.path))

    def read_text(self, encoding: str | None = None, errors: str | None = None, newline: str | None = None) -> str:
        """Return the object's text."""
        del newline
        return self.read_bytes().decode(encoding or "utf-8", errors or "strict")

    def write_bytes(self, data: bytes) -> int:
        """Put an object, whole or not at all."""
        with store_errors(self), whole_object(self) as path:
            self.fs.pipe_file(path, data)
        return len(data)

    def write_text(
        self, data: str, encoding: str | None = None, errors: str | None = None, newline: str | None = None
    ) -> int:
        """Put an object with this text."""
        del newline
        return self.write_bytes(data.encode(encoding or "utf-8", errors or "strict"))

    def create_bytes(self, data: bytes) -> None:
        """Put an object where there is none; raises `FileExistsError` where the store sees one."""
        with store_errors(self):
            make_parent(self)
            self.fs.pipe_file(self.path, data, mode="create")

    def open_ranges(self) -> IO[bytes]:
        """Open the object so that just the bytes that are asked for are fetched."""
        with store_errors(self):
            return cast("IO[bytes]", self.fs.open(self.path, "rb", cache_type="none"))

    def open(self, mode: str = "rb", *_: Any, **__: Any) -> Any:
        """Open the object to be read from its beginning."""
        if mode != "rb":
            raise ValueError(f"{self}: an object is read as bytes; write_bytes or whole_file write it")
        with store_errors(self):
            return self.fs.open(self.path, "rb", block_size=BLOCK_BYTES, cache_type="readahead")

    def read_range(self, start: int, end: int) -> bytes:
        """Return the bytes `[start, end)` of the object."""
        with store_errors(self):
            return cast("bytes", self.fs.cat_file(self.path, start=start, end=end))

    def version(self) -> str:
        """Return what tells this version of the object from others: size, entity tag, time and the like."""
        with store_errors(self):
            told = {key: str(value) for key, value in self.fs.info(self.path).items()}
        return repr(sorted(told.items()))

    def stat(self, *, follow_symlinks: bool = True) -> Any:
        """Return what the store tells of an object."""
        with store_errors(self):
            return super().stat(follow_symlinks=follow_symlinks)

    def exists(self, *, follow_symlinks: bool = True) -> bool:
        """Say whether there is such an object, or one below it."""
        del follow_symlinks
        with store_errors(self):
            return bool(self.fs.exists(self.path))

    def is_dir(self) -> bool:
        """Say whether there are objects below it."""
        with store_errors(self):
            return bool(self.fs.isdir(self.path))

    def is_file(self) -> bool:
        """Say whether there is such an object."""
        with store_errors(self):
            return bool(self.fs.isfile(self.path))

    def iterdir(self) -> Iterator[Self]:
        """Yield what lies directly below, each name once."""
        try:
            with store_errors(self):
                found = self.fs.ls(self.path, detail=False)
        except FileNotFoundError:
            return
        key = self.key()
        for name in sorted({str(each).rstrip("/") for each in found}):
            folder, _, last = name.rpartition("/")
            if folder == key:  # a store may list the folder itself, too
                yield self / last

    def glob(self, pattern: str, **_: Any) -> Iterator[Self]:
        """Yield what lies directly below and goes by the pattern; hidden names too, as pathlib has it."""
        if "/" in pattern or "**" in pattern:
            raise ValueError(f"{pattern!r}: only names directly below a prefix can be asked for")
        return (path for path in self.iterdir() if fnmatch.fnmatchcase(path.name, pattern))

    def mkdir(self, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:  # noqa: FBT001, FBT002
        """Do nothing: objects need no folder, and other stores get theirs with the first file."""

    def unlink(self, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002
        """Delete the object."""
        try:
            with store_errors(self):
                self.fs.rm_file(self.path)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def replace(self, target: Any) -> Self:
        """Give the object another name; the target appears whole."""
        with store_errors(self):
            self.fs.mv(self.path, target.path)
        return cast("Self", target)

    def absolute(self) -> Self:
        """Return the path: a URL has no working folder."""
        return self


def store_path(url: str) -> StorePath:
    """Return the path behind a URL of a store.

    Raises:
        UnknownStoreError: no store goes by the URL's scheme, or its library is not installed.
    """
    scheme = url.partition("://")[0]
    try:
        path = StorePath(url, **OPTIONS)
        path.fs  # noqa: B018  # imports the store's library
    except ImportError as error:
        wanted = PACKAGES.get(scheme, "its fsspec library")
        raise UnknownStoreError(f"{url}: {scheme} needs what is not installed ({error}): install {wanted}") from error
    except (ValueError, NotImplementedError) as error:
        raise UnknownStoreError(
            f"{url}: no store goes by {scheme}:// ({error}): give a path, or a URL such as s3://bucket/folder"
        ) from error
    return path


def make_parent(path: StorePath) -> None:
    """Make the folder of a file where the store has folders."""
    if path.protocol not in OBJECT_STORES:
        path.fs.makedirs(path.parent.path, exist_ok=True)


@contextmanager
def whole_object(target: StorePath) -> Iterator[str]:
    """Give the name under which a file is sent so that it appears whole: its own where a store puts whole objects."""
    make_parent(target)
    if target.protocol in OBJECT_STORES:
        yield target.path
        return
    private = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    yield private.path
    target.fs.mv(private.path, target.path)


def put_file(source: Path, target: StorePath) -> None:
    """Send a file of this machine to a store, where it appears whole."""
    with store_errors(target), whole_object(target) as path:
        target.fs.put_file(str(source), path)


def object_sizes(root: StorePath) -> dict[str, int]:
    """Return the sizes of all objects below a prefix by the rest of their key, whatever characters that has."""
    try:
        with store_errors(root):
            found = root.fs.find(root.path, detail=True)
    except FileNotFoundError:
        return {}
    prefix = root.key() + "/"
    # A name that ends in a slash is a folder as a store's own page shows one.
    return {
        name.removeprefix(prefix): int(told.get("size") or 0)
        for name, told in found.items()
        if name.startswith(prefix) and not name.endswith("/")
    }
