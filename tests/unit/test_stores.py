"""Both kinds of places, disk and store, hold the same promises; the store here is fsspec's own in memory."""

import errno
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from flows import stores
from flows.releases import (
    SUMS,
    DataFolderError,
    data_folder_lock,
    history_names,
    latest_release,
    next_name,
    open_release,
    publish,
    read_sums,
    staged_release,
)
from flows.store_paths import StorePath, UnknownStoreError, object_sizes, put_file, store_errors, store_path
from flows.stores import (
    DamagedFileError,
    copy_file,
    copy_files,
    delete_folder,
    files_below,
    in_store,
    is_same_file,
    is_url,
    name_in_errors,
    place,
    publish_folder,
    sha256_of,
    share_file,
    shared_files,
    sync,
    undo_publication,
    whole_file,
    write_text,
)


@pytest.fixture(params=["disk", "store"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    if request.param == "disk":
        yield tmp_path
        return
    url = f"memory://{uuid.uuid4().hex}"
    yield place(url)
    delete_folder(place(url))


@pytest.fixture
def store() -> Iterator[Path]:
    url = f"memory://{uuid.uuid4().hex}"
    fsspec.filesystem("memory").pipe_file(url.removeprefix("memory:/") + "/there", b"x")
    yield place(url)
    delete_folder(place(url))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("data", False),
        ("/a/b", False),
        ("C:/a", False),
        ("a:b", False),
        ("file:///a/b", False),
        ("local:///a/b", False),
        ("s3://bucket/a", True),
        ("memory://a", True),
        (Path("s3://bucket/a"), False),
    ],
)
def test_a_url_with_a_scheme_is_a_store_unless_it_is_of_this_machine(address: str | Path, *, expected: bool) -> None:
    assert is_url(address) is expected


def test_a_place_on_a_disk_is_a_plain_path() -> None:
    assert [type(place(each)) is type(Path()) for each in ("a", "file:///a", Path("a"))] == [True] * 3
    assert place("file:///a/b") == Path("/a/b")


@pytest.mark.parametrize("key", ["a//b", "a/../b", "a b", "a?b#c", "a%20b", "đường/ä"])
def test_a_key_is_kept_as_it_is(key: str) -> None:
    assert store_path(f"memory://bucket/{key}").key() == f"/bucket/{key}"


def test_a_scheme_that_nobody_knows_is_told_with_what_to_do() -> None:
    with pytest.raises(UnknownStoreError, match=r"^nowhere://a/b: no store goes by nowhere://"):
        place("nowhere://a/b")


def test_a_store_whose_library_is_missing_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: StorePath) -> None:
        raise ImportError("no s3fs")

    monkeypatch.setattr(StorePath, "fs", property(fail))
    with pytest.raises(UnknownStoreError, match=r"^s3://a/b: s3 needs .*install presscorpus\[s3\]$"):
        place("s3://a/b")


@pytest.mark.parametrize(
    ("raised", "code", "told"),
    [
        (FileNotFoundError("bucket/key"), errno.ENOENT, "No such file or directory (bucket/key)"),
        (FileNotFoundError("The bucket is gone."), errno.ENOENT, "The bucket is gone"),
        (PermissionError("Access denied"), errno.EACCES, "Access denied"),
        (FileExistsError("it is there"), errno.EEXIST, "it is there"),
        (OSError(errno.ECONNRESET, "reset by\npeer"), errno.EIO, "reset by peer"),
        (RuntimeError("the library's own error"), errno.EIO, "the library's own error"),
        (TimeoutError(), errno.EIO, "Input/output error (TimeoutError)"),
    ],
)
def test_what_a_stores_library_raises_is_an_os_error_with_the_place(raised: Exception, code: int, told: str) -> None:
    with pytest.raises(OSError, match="memory://a/b") as caught, store_errors("memory://a/b"):
        raise raised
    assert (caught.value.errno, caught.value.strerror, caught.value.filename) == (code, told, "memory://a/b")


def test_an_error_that_names_a_file_is_left_as_it_is() -> None:
    with pytest.raises(OSError, match="/tmp/x") as caught, store_errors("memory://a"):  # noqa: S108
        raise OSError(errno.ENOSPC, "full", "/tmp/x")  # noqa: S108
    assert caught.value.errno == errno.ENOSPC


def test_a_file_appears_whole(folder: Path) -> None:
    with whole_file(folder / "a.txt") as temporary:
        temporary.write_bytes(b"half")
        assert not (folder / "a.txt").exists()
        temporary.write_bytes(b"whole")
    assert (folder / "a.txt").read_bytes() == b"whole"
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


def test_a_file_that_could_not_be_finished_leaves_the_old_one(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"old")

    def write(path: Path) -> None:
        with whole_file(path) as temporary:
            temporary.write_bytes(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(folder / "a.txt")
    assert files_below(folder).keys() == {"a.txt"}
    assert (folder / "a.txt").read_bytes() == b"old"


def test_files_below_a_folder_go_by_their_relative_path(folder: Path) -> None:
    for name in ("b/c/d.txt", "a.txt", ".hidden"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    found = files_below(folder)
    assert list(found) == [".hidden", "a.txt", "b/c/d.txt"]
    assert found["b/c/d.txt"].read_bytes() == b"x"


def test_files_are_copied(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / name).write_bytes(name.encode())
    digests = {name: hashlib.sha256(name.encode()).hexdigest() for name in ("a", "b")}
    copy_files([(folder / name, folder / f"copy-{name}", sha256) for name, sha256 in digests.items()])
    assert (folder / "copy-b").read_bytes() == b"b"
    assert sorted(files_below(folder)) == ["a", "b", "copy-a", "copy-b"]


def test_a_folder_is_published_under_its_name_and_its_sign_comes_last(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = folder / ".r0"
    (stage / "t").mkdir(parents=True)
    for name in ("SHA256SUMS", "a", "t/part", "manifest.json"):
        (stage / name).write_bytes(name.encode())
    copied: list[list[str]] = []
    copy = stores.copy_objects
    monkeypatch.setattr(
        stores, "copy_objects", lambda pairs: (copied.append([target.name for _, target in pairs]), copy(pairs))
    )
    publish_folder(stage, folder / "r0", ("manifest.json", "SHA256SUMS"))
    assert sorted(files_below(folder)) == ["r0/SHA256SUMS", "r0/a", "r0/manifest.json", "r0/t/part"]
    assert (folder / "r0" / "t" / "part").read_bytes() == b"t/part"
    assert copied == ([["a", "part"], ["manifest.json"], ["SHA256SUMS"]] if is_url(folder) else [])


def test_copies_of_a_publication_that_was_killed_are_deleted_until_its_sign_is_there(store: Path) -> None:
    for name in (".r0/a", ".r0/SHA256SUMS", "r0/a"):
        (store / name).write_bytes(b"x")
    undo_publication(store / ".r0", store / "r0", SUMS)
    assert sorted(files_below(store)) == [".r0/SHA256SUMS", ".r0/a", "there"]
    (store / "r0/SHA256SUMS").write_bytes(b"x")
    undo_publication(store / ".r0", store / "r0", SUMS)
    assert "r0/SHA256SUMS" in files_below(store)


def test_a_folder_is_deleted_with_all_below_it_and_a_file_alone(folder: Path) -> None:
    for name in ("a/b/c", "a/d", "e"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    delete_folder(folder / "a")
    assert list(files_below(folder)) == ["e"]
    delete_folder(folder / "e")
    assert list(files_below(folder)) == []


def test_what_is_not_there_is_no_error_to_look_for_but_to_read(store: Path) -> None:
    missing = store / "missing"
    assert (missing.exists(), missing.is_file(), missing.is_dir(), list(missing.iterdir())) == (
        False,
        False,
        False,
        [],
    )
    missing.unlink(missing_ok=True)
    for act in (missing.read_bytes, missing.unlink, missing.stat, in_store(missing).version):
        with pytest.raises(FileNotFoundError, match="missing"):
            act()


def test_the_names_in_a_prefix_are_those_directly_below_it(store: Path) -> None:
    for name in ("a/b", "a/a", "c", ".d"):
        (store / name).write_bytes(b"x")
    assert [path.name for path in store.iterdir()] == [".d", "a", "c", "there"]
    assert [path.name for path in (store / "a").iterdir()] == ["a", "b"]
    assert [path.name for path in store.glob(".*")] == [".d"]
    with pytest.raises(ValueError, match="directly below"):
        list(store.glob("*/x"))


def test_an_object_is_put_only_where_there_is_none(store: Path) -> None:
    in_store(store / "a").create_bytes(b"1")
    with pytest.raises(FileExistsError):
        in_store(store / "a").create_bytes(b"2")
    assert (store / "a").read_bytes() == b"1"


def test_an_object_is_read_whole_in_text_and_in_ranges(store: Path) -> None:
    (store / "a").write_text("một hai")
    assert (store / "a").read_text() == "một hai"
    assert in_store(store / "a").read_range(0, 1) == b"m"
    with (store / "a").open("rb") as file:
        assert file.read() == "một hai".encode()
    with in_store(store / "a").open_ranges() as file:
        file.seek(-3, os.SEEK_END)
        assert file.read() == b"hai"
    with pytest.raises(ValueError, match="whole_file"):
        (store / "a").open("w")


def test_another_version_of_an_object_is_told_apart(store: Path) -> None:
    (store / "a").write_bytes(b"1")
    first = in_store(store / "a").version()
    assert in_store(store / "a").version() == first
    (store / "a").write_bytes(b"2")
    assert in_store(store / "a").version() != first


def test_an_object_takes_another_name(store: Path) -> None:
    (store / "a").write_bytes(b"1")
    (store / "a").replace(store / "b")
    assert sorted(files_below(store)) == ["b", "there"]


class Folders(MemoryFileSystem):  # type: ignore[misc]
    """A file system that is no store of whole objects: what was made of it, in order."""

    protocol = "folders"
    made: list[str] = []  # noqa: RUF012  # the class is the file system here

    def makedirs(self, path: str, exist_ok: bool = False) -> None:  # noqa: FBT001, FBT002
        self.made.append(f"folder {path}")
        super().makedirs(path, exist_ok)

    def mv(self, path1: str, path2: str, **_: Any) -> None:
        self.made.append(f"rename {path1.partition('.b')[0]} {path2}")
        super().mv(path1, path2)

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("folders://", "memory://")))


def test_where_a_put_is_not_whole_a_file_is_sent_under_a_private_name(tmp_path: Path) -> None:
    system = Folders(skip_instance_cache=True)
    path = StorePath("memory://a/b")
    (tmp_path / "local").write_bytes(b"x")

    class Elsewhere(StorePath):
        __slots__ = ()
        protocol = "folders"
        fs = system

    target = Elsewhere._from_upath(path.__wrapped__)
    Folders.made.clear()
    put_file(tmp_path / "local", target)
    assert (Folders.made[0], Folders.made[-1]) == ("folder /a", "rename /a/ /a/b")
    assert system.cat_file("/a/b") == b"x"
    assert list(object_sizes(StorePath("memory://a"))) == ["b"]
    system.rm("/a", recursive=True)


def fill(stage: Path, parent: str | None) -> None:
    counts = {"articles": 0, "quotes": 0}
    (stage / "manifest.json").write_text(json.dumps({"parent": parent, "row_counts": counts}), encoding="utf-8")
    (stage / "articles").mkdir()
    (stage / "articles" / "part-00000.parquet").write_bytes(b"rows")


def released(data: Path, name: str, parent: str | None = None) -> Path:
    with staged_release(data, name) as stage:
        fill(stage, parent)
        return publish(data, stage, name)


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.store_lease.SETTLING_SECONDS", 0.01)
    monkeypatch.setattr("flows.store_lease.RENEWAL_SECONDS", 0.05)


@pytest.mark.usefixtures("_quick")
def test_releases_follow_one_another(folder: Path) -> None:
    with data_folder_lock(folder):
        assert latest_release(folder) is None
        path = released(folder, "r0")
        assert str(path) == f"{folder}/releases/r0"
        released(folder, "r1", parent="r0")
    newest = latest_release(folder)
    assert newest is not None
    assert (newest.name, history_names(folder)) == ("r1", ["r0", "r1"])
    assert sorted(read_sums(path)) == ["articles/part-00000.parquet", "manifest.json"]
    assert [part.name for part in newest.files("articles")] == ["part-00000.parquet"]
    assert next_name(folder, date(2026, 11, 22)) == "2026-11-22.0"
    assert open_release(place(str(path))).manifest["parent"] is None
    assert [name for name in files_below(folder / "releases") if name.startswith(".")] == []


@pytest.mark.usefixtures("_quick")
@pytest.mark.parametrize("killed_at", ["manifest.json", "SHA256SUMS", "latest.json"])
def test_a_reader_of_a_store_sees_whole_releases_wherever_a_publication_is_killed(
    store: Path, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    released(store, "r0")

    class Killed(BaseException):
        pass

    def cut(name: str) -> None:
        if name == killed_at:
            raise Killed

    copy = stores.copy_objects
    with monkeypatch.context() as patch:
        patch.setattr(stores, "copy_objects", lambda pairs: ([cut(target.name) for _, target in pairs], copy(pairs)))
        patch.setattr("flows.releases.replace_text", lambda path, _: cut(path.name))
        patch.setattr("flows.releases.delete_folder", lambda _: None)  # the process is gone
        with pytest.raises(Killed):
            released(store, "r1", parent="r0")
    assert history_names(store) == ["r0"]
    is_whole = (store / "releases" / "r1" / SUMS).exists()
    assert is_whole is (killed_at == "latest.json")
    with data_folder_lock(store):
        assert history_names(store) == (["r0", "r1"] if is_whole else ["r0"])
        assert (store / "releases" / "r1").exists() is is_whole
        assert list((store / "releases").glob(".*")) == []


@pytest.mark.usefixtures("_quick")
def test_two_builds_on_one_store_exclude_each_other(store: Path) -> None:
    with (
        data_folder_lock(store),
        pytest.raises(DataFolderError, match="another build is running on memory://"),
        data_folder_lock(store),
    ):
        pass
    with data_folder_lock(store):
        pass


def test_folders_and_files_are_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(os, "fsync", seen.append)
    sync(tmp_path)
    assert len(seen) == 1
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(seen[0])


def test_an_error_that_names_no_file_is_told_with_the_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left") as caught, name_in_errors(tmp_path / "x"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.filename == str(tmp_path / "x")
    with pytest.raises(OSError, match="No such file") as caught, name_in_errors(tmp_path / "x"):
        (tmp_path / "other").read_bytes()
    assert caught.value.filename == str(tmp_path / "other")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "write",
    [
        lambda full: write_text(full, "x" * 100_000),
        lambda full: copy_file(Path(__file__), full, "0" * 64),
    ],
    ids=["write_text", "copy_file"],
)
def test_a_full_disk_is_named(tmp_path: Path, write: Callable[[Path], None]) -> None:
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        write(full)
    assert caught.value.filename == str(full)


def test_a_copy_has_the_bytes_of_the_source_or_is_refused(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"rows" * 700_000)
    copy_file(source, target, hashlib.sha256(source.read_bytes()).hexdigest())
    assert target.read_bytes() == source.read_bytes()
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    source.write_bytes(bytes(2_800_000))
    with pytest.raises(DamagedFileError, match=f"{source} does not hold what was written to it"):
        copy_file(source, target, digest)


def test_a_second_name_is_given_to_the_bytes_that_were_written_or_refused(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"rows")
    sha256 = sha256_of(source)
    share_file(source, target, sha256)
    assert is_same_file(source, target)
    share_file(source, tmp_path / "third", sha256)
    assert (tmp_path / "third").read_bytes() == b"rows"
    assert not is_same_file(source, tmp_path / "third")
    assert not is_same_file(source, tmp_path / "nowhere")
    assert shared_files(tmp_path) == {source.stat().st_ino}
    target.unlink()
    source.write_bytes(b"rowz")
    with pytest.raises(DamagedFileError, match=f"{source} does not hold what was written to it"):
        share_file(source, target, sha256)
