import fcntl
import hashlib
import os
from pathlib import Path

import pytest

from flows.build_record import BuildRecord, keep_record, record_files
from flows.cache import Artifact, Cache, Patch
from flows.collect_garbage import collect_garbage, trim_cache
from flows.releases import DataFolderError
from flows.stores import place

SIZE = 1_000  # of a result without its note
CONTENT_SHA256 = hashlib.sha256(b"x" * SIZE).hexdigest()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "releases").mkdir()
    (tmp_path / ".work").mkdir()
    return tmp_path


def key(name: str) -> str:
    return name * 64


def made(data: Path, name: str, made_at: int) -> str:
    """A finished result `step/key` that was made at that second."""
    cache = Cache(str(data / ".work"))
    step, letter = name.split("/")
    path = cache.path(step, key(letter))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x" * SIZE)
    cache.keep(step, key(letter), Artifact(str(path), CONTENT_SHA256, SIZE, 1))
    for file in (path, path.with_suffix(".json")):
        os.utime(file, (made_at, made_at))
    return f"{step}/{key(letter)}"


def built(data: Path, at: int, *results: str) -> None:
    """The record of a build that ended at that second."""
    keep_record(data / ".work", BuildRecord("r", "inputs", {}, "code", {}, results))
    os.utime(record_files(data / ".work")[-1], (at, at))


def there(data: Path) -> list[str]:
    cache = Cache(str(data / ".work"))
    files = sorted((data / ".work").glob("*/*.parquet"))
    return [f"{path.parent.name}/{path.stem[0]}" for path in files if cache.find(path.parent.name, path.stem)]


def test_what_the_newest_build_used_and_what_was_made_since_is_kept(data: Path) -> None:
    old, shared = made(data, "label_lines/a", 100), made(data, "label_lines/b", 101)
    built(data, 110, old, shared)
    new = made(data, "label_lines/c", 120)
    made(data, "split_articles/d", 125)  # of a build that was refused
    built(data, 130, shared, new)
    made(data, "label_lines/e", 140)  # of a build that was interrupted
    found = collect_garbage(data)
    assert there(data) == ["label_lines/b", "label_lines/c", "label_lines/e"]
    assert sorted(result.name for result in found.removed) == [old, f"split_articles/{key('d')}"]
    assert found.removed_counts() == {"label_lines": 1, "split_articles": 1}
    assert (found.removed_bytes, found.kept_bytes) == (2 * SIZE, 3 * SIZE)
    assert len(record_files(data / ".work")) == 1


def test_nothing_is_removed_where_no_build_is_known(data: Path) -> None:
    made(data, "label_lines/a", 100)
    assert collect_garbage(data).removed == ()
    assert there(data) == ["label_lines/a"]


def test_a_file_that_a_newer_result_stands_on_is_kept_with_its_patch(data: Path) -> None:
    for letter in "ac":
        made(data, f"label_lines/{letter}", 100)
    cache, folder = Cache(str(data / ".work")), data / ".work" / "label_lines"
    files = {letter: folder / f"{key(letter)}.parquet" for letter in "abcd"}
    lost = Artifact(str(files["c"]), "ab" * 32, SIZE, 1)
    for patched, older in (("b", "a"), ("d", "c")):
        files[patched].write_bytes(b"y" * 10)
        patch_sha256 = hashlib.sha256(b"y" * 10).hexdigest()
        patch = Patch(str(files[patched]), patch_sha256, 10, 1, 0, CONTENT_SHA256)
        cache.keep("label_lines", key(patched), Artifact(str(files[older]), "ef" * 32, SIZE, 1, (), patch))
        cache.point("label_lines", f"family-{older}", key(patched), ())
    cache.point("label_lines", "family-of-lost-input", key("b"), ((lost,),))
    for path in folder.iterdir():
        os.utime(path, (100, 100))
    built(data, 130, f"label_lines/{key('a')}", f"label_lines/{key('b')}")
    collect_garbage(data)
    assert there(data) == ["label_lines/a", "label_lines/b"]
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".newest") == ["family-a.newest"]
    found = cache.newest("label_lines", "family-a")
    assert found is not None
    assert found.artifact.path == str(files["a"])


def test_a_note_of_a_published_result_stays_as_long_as_the_release(data: Path) -> None:
    built(data, 130, made(data, "gather_articles/a", 100))
    cache = Cache(str(data / ".work"))
    artifact = cache.find("gather_articles", key("a"))
    assert artifact is not None
    released = data / "releases" / "r0" / "part"
    released.parent.mkdir()
    released.hardlink_to(artifact.path)
    cache.hand_over(artifact, released)
    assert collect_garbage(data).removed == ()
    assert cache.find("gather_articles", key("a")) is not None
    released.unlink()
    collect_garbage(data)
    assert list((data / ".work" / "gather_articles").iterdir()) == []


def test_results_that_nobody_finished_are_removed(data: Path) -> None:
    built(data, 130, made(data, "label_lines/a", 100))
    folder = data / ".work" / "label_lines"
    (folder / f"{key('b')}.parquet").write_bytes(b"no note")
    (folder / f"{key('c')}.json").write_text("{}")
    (folder / "new-77.parquet").write_bytes(b"half")
    (folder / "README").write_text("not ours")
    collect_garbage(data)
    assert sorted(path.name for path in folder.iterdir()) == [
        "README",
        f"{key('a')}.json",
        f"{key('a')}.parquet",
    ]


def test_a_dry_run_tells_the_same_and_removes_nothing(data: Path) -> None:
    made(data, "label_lines/a", 100)
    built(data, 130, made(data, "label_lines/b", 100))
    told = collect_garbage(data, is_dry_run=True)
    assert there(data) == ["label_lines/a", "label_lines/b"]
    assert collect_garbage(data) == told
    assert there(data) == ["label_lines/b"]


@pytest.mark.parametrize(
    ("count", "kept"),
    [
        (5, ["label_lines/a", "label_lines/b", "label_lines/c", "label_lines/e", "label_lines/f"]),
        (4, ["label_lines/a", "label_lines/b", "label_lines/c", "label_lines/e"]),
        (3, ["label_lines/b", "label_lines/c", "label_lines/e"]),
        (2, ["label_lines/b", "label_lines/e"]),
        (1, ["label_lines/e"]),
        (0, []),
    ],
)
def test_a_limit_takes_what_was_used_longest_ago_and_of_one_build_what_it_used_last(
    data: Path, count: int, kept: list[str]
) -> None:
    made(data, "label_lines/f", 99)  # of no recorded build
    results = [made(data, f"label_lines/{letter}", 100) for letter in "abc"]
    built(data, 110, results[0])
    built(data, 130, results[1], results[2])
    made(data, "label_lines/e", 140)
    trim_cache(data / ".work", count * SIZE)
    assert there(data) == kept


@pytest.mark.parametrize("crash_at", range(8))
def test_a_crash_at_any_deletion_leaves_whole_results_only(
    data: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    for letter in "abcd":
        made(data, f"label_lines/{letter}", 100)
    built(data, 130, made(data, "label_lines/e", 100))
    unlink, left = Path.unlink, crash_at

    def failing(path: Path, *, missing_ok: bool = False) -> None:
        nonlocal left
        if path.parent.name == "label_lines":
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", failing)
        with pytest.raises(KeyboardInterrupt):
            collect_garbage(data)
    notes = {path.stem for path in (data / ".work" / "label_lines").glob("*.json")}
    results = {path.stem for path in (data / ".work" / "label_lines").glob("*.parquet")}
    assert notes <= results
    assert len(notes) + len(results) == 10 - crash_at
    collect_garbage(data)
    assert sorted(path.stem[0] for path in (data / ".work" / "label_lines").iterdir()) == ["e", "e"]


def test_no_build_may_run_meanwhile(data: Path) -> None:
    with (data / ".work" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(DataFolderError, match="another build is running"):
            collect_garbage(data)


def test_a_folder_without_releases_is_no_data_folder(tmp_path: Path) -> None:
    with pytest.raises(DataFolderError, match="no data folder"):
        collect_garbage(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_a_cache_in_a_store_is_collected_alike(tmp_path: Path) -> None:
    data = place(f"memory://collected/{tmp_path.name}")
    (data / "releases" / "latest.json").write_text('{"release": "r", "names": ["r"]}')
    cache = Cache(str(data / ".work"))
    for letter in "ab":
        path = cache.path("label_lines", key(letter))
        path.write_bytes(b"x" * SIZE)
        cache.keep("label_lines", key(letter), Artifact(str(path), CONTENT_SHA256, SIZE, 1))
    keep_record(data / ".work", BuildRecord("r", "inputs", {}, "code", {}, (f"label_lines/{key('a')}",)))
    collection = collect_garbage(data)
    assert [file.name for file in collection.removed] == [f"label_lines/{key('b')}"]
    assert cache.find("label_lines", key("a")) is not None
    assert cache.find("label_lines", key("b")) is None
