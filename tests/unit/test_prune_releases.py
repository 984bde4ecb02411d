import fcntl
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from flows import prune_releases as pruning
from flows import stores
from flows.prune_releases import Pruning, prune_releases
from flows.releases import (
    DataFolderError,
    data_folder_lock,
    history_names,
    latest_release,
    next_name,
    open_release,
    publish,
    staged_release,
)
from flows.verify_release import file_faults

NAMES = ("2026-11-21.0", "2026-11-21.1", "2026-11-22.0", "2026-11-22.1")


def filled(data: Path) -> Path:
    """Four releases of one file each."""
    (data / "releases").mkdir()
    (data / ".work").mkdir()
    for parent, name in zip((None, *NAMES), NAMES, strict=False):
        with staged_release(data, name) as stage:
            manifest = {"parent": parent, "row_counts": {"articles": 1, "quotes": 0}}
            (stage / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
            publish(data, stage, name)
    return data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return filled(tmp_path)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return filled(stores.place(f"memory://pruned/{tmp_path.name}"))


def releases(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "releases").iterdir() if path.is_dir())


def listed(data: Path) -> list[str]:
    page = (data / "releases" / "index.html").read_text(encoding="utf-8")
    return [name for name in NAMES if f">{name}<" in page]


def test_the_newest_are_kept_and_the_list_tells_of_them_alone(data: Path) -> None:
    assert prune_releases(data, 2) == Pruning(removed=NAMES[:2], kept=NAMES[2:])
    assert sorted(path.name for path in (data / "releases").iterdir()) == [
        *NAMES[2:],
        "index.html",
        "latest.json",
    ]
    assert listed(data) == list(NAMES[2:])
    assert prune_releases(data, 2) == Pruning(removed=(), kept=NAMES[2:])


def test_names_are_remembered_so_that_none_is_used_twice(data: Path) -> None:
    prune_releases(data, 1)
    assert history_names(data) == list(NAMES)
    assert next_name(data, date(2026, 11, 21)) == "2026-11-21.2"


def test_more_than_there_are_keeps_all(data: Path) -> None:
    assert prune_releases(data, 9) == Pruning(removed=(), kept=NAMES)


def test_the_release_that_readers_are_pointed_to_stays_where_newer_ones_were_deleted_by_hand(data: Path) -> None:
    shutil.rmtree(data / "releases" / NAMES[3])
    assert prune_releases(data, 1) == Pruning(removed=NAMES[:2], kept=NAMES[2:3])
    newest = latest_release(data)
    assert newest is not None
    assert newest.name == NAMES[2]


def test_a_dry_run_tells_the_same_and_removes_nothing(data: Path) -> None:
    before = listed(data)
    assert prune_releases(data, 1, is_dry_run=True) == Pruning(removed=NAMES[:3], kept=NAMES[3:])
    assert (releases(data), listed(data)) == (list(NAMES), before)


def test_a_folder_that_no_build_made_is_left_alone(data: Path) -> None:
    (data / "releases" / "notes").mkdir()
    prune_releases(data, 1)
    assert releases(data) == [NAMES[3], "notes"]


class Crash(BaseException):
    """The process was killed."""


@pytest.mark.parametrize("crash_at", range(12))
def test_a_crash_at_any_step_leaves_complete_releases_and_the_next_run_cleans_up(
    data: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    left = crash_at
    rename, rmtree, write_index, sync = Path.rename, shutil.rmtree, pruning.write_index, stores.sync

    def step() -> None:
        nonlocal left
        if left == 0:
            raise Crash
        left -= 1

    def half_removed(path: Path) -> None:
        if left == 0:
            (path / "manifest.json").unlink()
        step()
        rmtree(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", lambda path, target: (step(), rename(path, target))[1])
        patched.setattr(stores.shutil, "rmtree", half_removed)
        patched.setattr(pruning, "write_index", lambda *given, **more: (step(), write_index(*given, **more)))
        patched.setattr(stores, "sync", lambda path: (step(), sync(path)))
        with pytest.raises(Crash):
            prune_releases(data, 1)
    seen = [name for name in releases(data) if not name.startswith(".")]
    assert NAMES[3] in seen
    assert [list(file_faults(data / "releases" / name)) for name in seen] == [[]] * len(seen)
    assert set(listed(data)) <= set(seen)
    with data_folder_lock(data):
        assert releases(data) == seen
    assert open_release(data / "releases" / NAMES[3]).name == NAMES[3]
    assert prune_releases(data, 1).kept == NAMES[3:]
    assert (releases(data), listed(data)) == ([NAMES[3]], [NAMES[3]])


def test_a_release_that_cannot_be_removed_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(stores.shutil, "rmtree", refuse)
    with pytest.raises(DataFolderError, match=r"cannot remove .*/\.2026-11-21\.0: Permission denied"):
        prune_releases(data, 1)


def test_no_build_may_run_meanwhile(data: Path) -> None:
    with (data / ".work" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(DataFolderError, match="another build is running"):
            prune_releases(data, 1)
    assert releases(data) == list(NAMES)


def test_releases_in_a_store_are_pruned_alike(remote: Path) -> None:
    assert prune_releases(remote, 2) == Pruning(removed=NAMES[:2], kept=NAMES[2:])
    assert sorted(path.name for path in (remote / "releases").iterdir()) == [*NAMES[2:], "index.html", "latest.json"]
    assert listed(remote) == list(NAMES[2:])


@pytest.mark.parametrize("crash_at", range(4))
def test_a_crash_leaves_complete_releases_in_a_store_too(
    remote: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    delete_folder, left = stores.delete_folder, crash_at

    def failing(folder: Path) -> None:
        nonlocal left
        if left == 0:
            raise Crash
        left -= 1
        delete_folder(folder)

    with monkeypatch.context() as patched:
        patched.setattr(stores, "delete_folder", failing)
        with pytest.raises(Crash):
            prune_releases(remote, 1)
    with data_folder_lock(remote):
        seen = releases(remote)
    assert NAMES[3] in seen
    assert [list(file_faults(remote / "releases" / name)) for name in seen] == [[]] * len(seen)
    assert prune_releases(remote, 1).kept == NAMES[3:]
    assert releases(remote) == [NAMES[3]]
