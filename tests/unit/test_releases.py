import errno
import fcntl
import json
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows import stores
from flows.cache import Artifact, Cache
from flows.releases import (
    DataFolderError,
    Release,
    ReleaseNotFoundError,
    check_name,
    data_folder_lock,
    hand_over_tables,
    history_names,
    is_unchanged,
    latest_release,
    next_name,
    open_release,
    part_name,
    point_to,
    publish,
    read_sums,
    recover,
    renew_sums,
    replace_text,
    serve_lock,
    staged_release,
    take_tables,
)
from flows.stores import sha256_of
from flows.tables import write_table
from schemas.tables import RELEASE_TABLES

TODAY = date(2026, 11, 21)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data" / "releases").mkdir(parents=True)
    (tmp_path / "data" / ".work").mkdir()
    return tmp_path / "data"


def fill(folder: Path, parent: str | None = None, **counts: int) -> None:
    manifest = {"parent": parent, "row_counts": {"articles": 0, "quotes": 0} | counts}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "articles").mkdir()
    (folder / "articles" / "part-00000.parquet").write_bytes(b"rows")


def released(data: Path, name: str, parent: str | None = None, **counts: int) -> Path:
    with staged_release(data, name) as stage:
        fill(stage, parent, **counts)
        return publish(data, stage, name)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_published_release_is_whole_and_the_newest(data: Path) -> None:
    path = released(data, "r0", articles=1)
    assert path == data / "releases" / "r0"
    assert names_in(data / "releases") == ["index.html", "latest.json", "r0"]
    assert names_in(path) == ["SHA256SUMS", "articles", "manifest.json"]
    assert json.loads((data / "releases" / "latest.json").read_text()) == {"release": "r0", "names": ["r0"]}
    found = latest_release(data)
    assert found is not None
    assert (found.name, found.path, found.manifest["row_counts"]["articles"]) == ("r0", path, 1)


def test_the_checksums_are_of_every_file_but_themselves(data: Path) -> None:
    path = released(data, "r0")
    text = (path / "SHA256SUMS").read_text(encoding="utf-8")
    assert text == "".join(
        f"{sha256_of(path / name)}  {name}\n" for name in ("articles/part-00000.parquet", "manifest.json")
    )
    assert read_sums(path) == {
        name: sha256_of(path / name) for name in ("articles/part-00000.parquet", "manifest.json")
    }


def test_a_folder_that_was_written_anew_gets_new_checksums_and_all_others_keep_theirs(data: Path) -> None:
    path = released(data, "r0")
    before = read_sums(path)
    (path / "report").mkdir()
    (path / "report" / "index.html").write_text("x")
    (path / "articles" / "part-00000.parquet").write_bytes(b"tampered")
    renew_sums(open_release(path), "report")
    assert read_sums(path) == before | {"report/index.html": sha256_of(path / "report" / "index.html")}
    (path / "report" / "index.html").rename(path / "report" / "report.json")
    renew_sums(open_release(path), "report")
    assert list(read_sums(path)) == ["articles/part-00000.parquet", "manifest.json", "report/report.json"]


def test_everything_is_flushed_before_the_rename_and_the_pointer_comes_last(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    rename, replace = Path.rename, Path.replace

    def tell_rename(path: Path, target: Path) -> Path:
        steps.append(f"rename {path.name} {target.name}")
        return rename(path, target)

    def tell_replace(path: Path, target: Path) -> Path:
        steps.append(f"replace {target.name}")
        return replace(path, target)

    monkeypatch.setattr(Path, "rename", tell_rename)
    monkeypatch.setattr(Path, "replace", tell_replace)
    monkeypatch.setattr(stores, "sync", lambda path: steps.append(f"sync {path.name.split('.json.')[0]}"))
    released(data, "r0")
    assert steps[:7] == [
        "sync part-00000.parquet",
        "sync manifest.json",
        "sync SHA256SUMS",
        "sync articles",
        "sync .r0",
        "rename .r0 r0",
        "sync releases",
    ]
    assert [step for step in steps[7:] if step.startswith("re")] == ["replace latest.json", "replace index.html"]
    assert steps[7] == "sync .latest"


@pytest.mark.parametrize("point", ["stores.sync", "releases.point_to", "releases.sha256_of"])
def test_a_failure_on_the_way_leaves_the_release_before_in_place(
    data: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    released(data, "r0")
    pointer = (data / "releases" / "latest.json").read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"flows.{point}", fail)
        with pytest.raises(OSError, match="No space"):
            released(data, "r1", parent="r0")
    assert (data / "releases" / "latest.json").read_bytes() == pointer
    assert not list((data / "releases").glob(".r1"))
    recover(data)
    assert history_names(data) == (["r0", "r1"] if point == "releases.point_to" else ["r0"])


def test_a_stage_is_private_and_gone_when_it_fails(data: Path) -> None:

    def fail(stage: Path) -> None:
        assert stage == data / "releases" / ".r0"
        fill(stage)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), staged_release(data, "r0") as stage:
        fail(stage)
    assert names_in(data / "releases") == []


def test_leftovers_of_a_killed_build_are_deleted(data: Path) -> None:
    released(data, "r0")
    (data / "releases" / ".r1").mkdir()
    fill(data / "releases" / ".r1")
    (data / "releases" / ".latest.json.77").write_text("{", encoding="utf-8")
    recover(data)
    assert names_in(data / "releases") == ["index.html", "latest.json", "r0"]


@pytest.mark.parametrize("parent", [None, "r0"])
def test_a_whole_release_that_was_not_pointed_to_becomes_the_newest(data: Path, parent: str | None) -> None:
    if parent:
        released(data, parent)
    pointer = data / "releases" / "latest.json"
    before = pointer.read_text() if pointer.exists() else None
    released(data, "r1", parent)
    pointer.unlink()
    if before:
        pointer.write_text(before)
    recover(data)
    assert history_names(data) == ([parent] if parent else []) + ["r1"]
    assert latest_release(data) == open_release(data / "releases" / "r1")
    recover(data)
    assert history_names(data) == ([parent] if parent else []) + ["r1"]


def test_folders_that_are_no_release_of_ours_are_left_alone(data: Path) -> None:
    released(data, "r0")
    folder = data / "releases"
    (folder / "notes").mkdir()
    (folder / "notes" / "a.txt").write_text("mine")
    (folder / "copied").mkdir()
    fill(folder / "copied", parent="r0")
    (folder / "sums").mkdir()
    (folder / "sums" / "SHA256SUMS").write_text("")
    (folder / "elsewhere").mkdir()
    fill(folder / "elsewhere", parent="r9")
    (folder / "elsewhere" / "SHA256SUMS").write_text("")
    before = names_in(folder)
    recover(data)
    assert names_in(folder) == before
    assert history_names(data) == ["r0"]
    assert (folder / "notes" / "a.txt").read_text() == "mine"


def test_there_is_no_release_before_the_first(data: Path) -> None:
    assert latest_release(data) is None
    assert history_names(data) == []


@pytest.mark.parametrize("content", [None, "{", "\udcff"])
def test_a_folder_without_a_manifest_is_no_release(data: Path, content: str | None) -> None:
    folder = data / "releases" / "r0"
    folder.mkdir()
    if content is not None:
        (folder / "manifest.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ReleaseNotFoundError, match=f"no release at {folder}: its manifest.json cannot be read"):
        open_release(folder)


def test_numbers_of_the_day_follow_one_another(data: Path) -> None:
    assert next_name(data, TODAY) == "2026-11-21.0"
    released(data, "2026-11-21.0")
    released(data, "2026-11-20.7")
    released(data, "best")
    assert next_name(data, TODAY) == "2026-11-21.1"
    released(data, "2026-11-21.9")
    assert next_name(data, TODAY) == "2026-11-21.10"
    assert next_name(data, date(2026, 11, 22)) == "2026-11-22.0"


def test_a_number_is_never_used_twice_even_when_its_release_was_deleted(data: Path) -> None:
    released(data, "2026-11-21.0")
    path = released(data, "2026-11-21.1")
    for file in sorted(path.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    path.rmdir()
    assert next_name(data, TODAY) == "2026-11-21.2"
    with pytest.raises(DataFolderError, match=r"2026-11-21\.1 has been made already"):
        check_name(data, "2026-11-21.1")


def test_a_folder_that_nobody_points_to_keeps_its_number(data: Path) -> None:
    (data / "releases" / "2026-11-21.4").mkdir()
    assert next_name(data, TODAY) == "2026-11-21.5"
    with pytest.raises(DataFolderError, match="names are never used twice"):
        check_name(data, "2026-11-21.4")


@pytest.mark.parametrize("name", ["best", "2026-11-21.0", "A_b-c.1", "x" * 64])
def test_a_name_may_hold_letters_digits_and_a_few_marks(data: Path, name: str) -> None:
    assert check_name(data, name) is None


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".hidden", "-x", "a/b", "../a", "a b", "đ", "x" * 65, "a\n", "latest.json", "index.html"]
)
def test_a_name_that_no_folder_of_ours_can_have_is_refused(data: Path, name: str) -> None:
    with pytest.raises(DataFolderError, match="is no release name"):
        check_name(data, name)


def test_files_and_artifacts_of_a_table_come_in_order(data: Path) -> None:
    with staged_release(data, "r0") as stage:
        fill(stage)
        (stage / "articles" / "part-00001.parquet").write_bytes(b"more rows")
        (stage / "articles" / "notes.txt").write_text("x")
        release = open_release(publish(data, stage, "r0"))
    assert [path.name for path in release.files("articles")] == ["part-00000.parquet", "part-00001.parquet"]
    assert release.files("quotes") == []
    parts = [artifact for artifact in release.artifacts("articles") if artifact.path.endswith(".parquet")]
    assert parts == [
        Artifact(str(path), sha256_of(path), size, 0)
        for path, size in zip(release.files("articles"), (4, 9), strict=True)
    ]


@pytest.mark.parametrize("fault", [Path.unlink, lambda path: path.write_bytes(b"rowz")], ids=["lost", "changed"])
def test_a_release_that_was_damaged_is_no_parent(data: Path, fault: Callable[[Path], object]) -> None:
    path = released(data, "r0")
    fault(path / "articles" / "part-00000.parquet")
    with pytest.raises(DataFolderError, match="is not what was published; restore release r0, or delete its folder"):
        open_release(path).artifacts("articles")


def test_a_release_without_a_manifest_is_named_with_what_to_do(data: Path) -> None:
    path = released(data, "r0")
    (path / "manifest.json").write_text("{")
    with pytest.raises(DataFolderError, match=r"manifest\.json cannot be read .*; restore it, or delete its folder"):
        data_folder_lock(data).__enter__()
    shutil.rmtree(path)
    with data_folder_lock(data):
        assert latest_release(data) is None


def test_the_page_of_all_releases_is_made_good_when_a_build_was_killed_before_it(data: Path) -> None:
    released(data, "r0", articles=3)
    (data / "releases" / "index.html").write_text("of yesterday")
    with data_folder_lock(data):
        assert ">r0</a></td><td>3</td>" in (data / "releases" / "index.html").read_text(encoding="utf-8")


def test_a_part_whose_bytes_are_not_those_that_were_written_is_not_taken(data: Path) -> None:
    tables = artifacts(data)
    Path(tables["lines"][0].path).write_bytes(b"rowz")
    with (
        pytest.raises(
            DataFolderError, match=r"lines/k\.parquet does not hold what was written to it; the disk changed"
        ),
        data_folder_lock(data),
    ):
        published(data, tables)
    assert names_in(data / "releases") == []


def test_a_table_is_scanned_from_all_its_files(data: Path) -> None:
    table = next(table for table in RELEASE_TABLES if table.name == "history")
    folder = data / "releases" / "r0"
    for number in range(2):
        frame = table.empty().match_to_schema(table.to_polars())
        row = {"article_id": f"{number}", "first_seen_release": "r0", "last_changed_release": "r0"}
        write_table(frame.vstack(type(frame)([row], table.to_polars())), table, folder / part_name("history", number))
    assert Release(folder, {}).scan("history").collect()["article_id"].to_list() == ["0", "1"]
    assert Release(folder, {}).scan("quotes").collect().is_empty()


def artifacts(data: Path, **contents: bytes) -> dict[str, list[Artifact]]:
    """One part per table; a table that is not named holds nothing of note."""
    made, cache = {}, Cache(str(data / ".work"))
    for table in RELEASE_TABLES:
        path = cache.path(table.name, "k")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(contents.get(table.name, b"rows"))
        made[table.name] = [Artifact(str(path), sha256_of(path), path.stat().st_size, 1)]
        cache.keep(table.name, "k", made[table.name][0])
    return made


def published(data: Path, tables: dict[str, list[Artifact]]) -> Release:
    cache = Cache(str(data / ".work"))
    with staged_release(data, "r0") as stage:
        (stage / "manifest.json").write_text(json.dumps({"row_counts": {"articles": 0, "quotes": 0}}))
        take_tables(stage, tables, cache)
        path = publish(data, stage, "r0")
    hand_over_tables(path, tables, cache)
    return open_release(path)


def test_published_parts_are_the_releases_alone_and_are_found_there(data: Path) -> None:
    tables = artifacts(data, articles=b"one")
    tables["articles"] *= 2
    release = published(data, tables)
    paths = release.files("articles")
    assert [path.read_bytes() for path in paths] == [b"one", b"one"]
    assert {path.stat().st_nlink for path in [*paths, *release.files("quotes")]} == {1}
    assert not list((data / ".work").glob("*/*.parquet"))
    cache = Cache(str(data / ".work"))
    for table in ("articles", "quotes"):
        assert cache.find(table, "k") == replace(tables[table][0], path=str(release.files(table)[0]))
    assert part_name("articles", 12) == "articles/part-00012.parquet"


def test_parts_of_another_release_are_copied(data: Path) -> None:
    first = published(data, artifacts(data))
    tables = {name: first.artifacts(name) for name in ("articles", "quotes")}
    cache = Cache(str(data / ".work"))
    with staged_release(data, "r1") as stage:
        take_tables(stage, tables, cache)
        hand_over_tables(stage, tables, cache)
        assert (stage / part_name("articles", 0)).stat().st_nlink == 1
    assert [path.read_bytes() for path in first.files("articles")] == [b"rows"]


def test_parts_are_copied_where_a_file_can_have_one_name_only(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link", str(self), None, str(target))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    tables = artifacts(data, articles=b"one")
    release = published(data, tables)
    Path(tables["articles"][0].path).write_bytes(b"other")
    assert [path.read_bytes() for path in release.files("articles")] == [b"one"]


def test_files_that_a_killed_build_left_to_a_release_and_the_cache_become_the_releases_own(data: Path) -> None:
    tables, cache = artifacts(data, articles=b"one"), Cache(str(data / ".work"))
    with staged_release(data, "r0") as stage:
        (stage / "manifest.json").write_text(json.dumps({"parent": None, "row_counts": {"articles": 0, "quotes": 0}}))
        take_tables(stage, tables, cache)
        release = open_release(publish(data, stage, "r0"))
    backed_up = cache.path("lines", "other")
    backed_up.write_bytes(b"rows")
    (data / "backup").hardlink_to(backed_up)
    with data_folder_lock(data):
        pass
    Path(tables["quotes"][0].path).write_bytes(b"other")
    assert {path.stat().st_nlink for path in release.path.glob("*/*.parquet")} == {1}
    assert backed_up.samefile(data / "backup")
    assert cache.find("articles", "k") == tables["articles"][0]
    assert [path.read_bytes() for path in release.files("quotes")] == [b"rows"]


def test_a_build_that_ends_before_it_is_published_leaves_the_cache_whole(data: Path) -> None:
    tables, cache = artifacts(data), Cache(str(data / ".work"))
    with staged_release(data, "r0") as stage:
        take_tables(stage, tables, cache)
    assert cache.find("articles", "k") == tables["articles"][0]
    assert Path(tables["articles"][0].path).stat().st_nlink == 1


@pytest.mark.parametrize(
    ("contents", "is_same"),
    [
        ({}, True),
        ({"changes": b"other", "history": b"other"}, True),
        ({"articles": b"other"}, False),
        ({"rejections": b"other"}, False),
        ({"lines": b""}, False),
    ],
)
def test_nothing_new_means_the_same_bytes_but_for_the_story(
    data: Path,
    contents: dict[str, bytes],
    is_same: bool,  # noqa: FBT001
) -> None:
    release = published(data, artifacts(data))
    assert is_unchanged(release, artifacts(data, **contents)) is is_same


def test_another_number_of_parts_is_something_new(data: Path) -> None:
    tables = artifacts(data)
    release = published(data, tables)
    assert not is_unchanged(release, tables | {"articles": tables["articles"] * 2})
    assert not is_unchanged(release, tables | {"articles": []})
    story = {name: parts for name, parts in tables.items() if name not in {"changes", "history"}}
    assert is_unchanged(release, story)


def test_the_index_lists_releases_that_are_there_newest_first(data: Path) -> None:
    released(data, "r0", articles=1234, quotes=5)
    (data / "releases" / "gone").mkdir()
    fill(data / "releases" / "gone")
    point_to(data, "gone")
    (data / "releases" / "gone").rename(data / "elsewhere")
    released(data, "r1", articles=7)
    page = (data / "releases" / "index.html").read_text(encoding="utf-8")
    assert (
        '<tbody><tr><td><a href="r1/report/index.html">r1</a></td><td>7</td><td>0</td></tr>'
        '<tr><td><a href="r0/report/index.html">r0</a></td><td>1,234</td><td>5</td></tr></tbody>'
    ) in page
    assert "default-src 'none'" in page


def test_a_small_file_is_replaced_whole_or_not_at_all(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = data / "x.json"
    replace_text(path, "một")
    monkeypatch.setattr(stores, "sync", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        replace_text(path, "hai")
    assert path.read_text(encoding="utf-8") == "một"


def test_the_lock_makes_the_folders_and_cleans_up(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    with data_folder_lock(data):
        assert names_in(data) == [".work", "releases"]
        assert names_in(data / "releases") == []
    (data / "releases" / ".r1").mkdir()
    with data_folder_lock(data):
        assert names_in(data / "releases") == []


def test_two_builds_of_one_process_exclude_each_other_as_well(data: Path) -> None:
    refusals: list[str] = []

    def ask() -> None:
        try:
            with data_folder_lock(data):
                pass
        except DataFolderError as error:
            refusals.append(str(error))

    with data_folder_lock(data):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        ask()
    ask()
    assert len(refusals) == 2
    assert all(refusal.startswith("another build is running") for refusal in refusals)


def test_unfinished_files_of_a_killed_build_are_removed_from_the_cache(data: Path) -> None:
    folder = data / ".work" / "label_lines"
    folder.mkdir()
    (folder / ".k.parquet.77.88").write_bytes(b"PAR1")
    (folder / "k.parquet").write_bytes(b"PAR1")
    with data_folder_lock(data):
        assert names_in(folder) == ["k.parquet"]


def test_a_build_that_finds_the_folder_held_says_so(data: Path) -> None:
    with (data / ".work" / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(DataFolderError, match=f"another build is running on {data}; wait for it to end"):
            data_folder_lock(data).__enter__()


def test_one_build_at_a_time_holds_the_folder_in_any_process_and_a_dead_one_none(data: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom flows.releases import DataFolderError, data_folder_lock\n"
        "try:\n    with data_folder_lock(Path(sys.argv[1])): os._exit(7)\n"
        "except DataFolderError as error: print(error)\n"
    )
    command: list[Any] = [sys.executable, "-c", code, data]
    root = Path(__file__).parents[2]
    with data_folder_lock(data):
        refused = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    assert refused.stdout.startswith(f"another build is running on {data}")
    killed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    assert killed.returncode == 7
    with data_folder_lock(data):
        assert names_in(data / "releases") == []


def test_a_folder_that_cannot_be_written_is_named_with_the_cause(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.write_text("a file")
    with pytest.raises(DataFolderError, match=f"cannot write to {data}/.work: Not a directory; make room or give"):
        data_folder_lock(data).__enter__()


def test_a_full_disk_during_the_build_is_told_and_other_errors_are_left(data: Path) -> None:
    with pytest.raises(DataFolderError, match=r"r1: No space left on device; make room"), data_folder_lock(data):
        raise OSError(28, "No space left on device", str(data / "releases" / "r1"))
    with pytest.raises(FileNotFoundError), data_folder_lock(data):
        raise FileNotFoundError(2, "No such file", "/elsewhere")
    with pytest.raises(OSError, match="odd"), data_folder_lock(data):
        raise OSError("odd")


def test_the_newest_release_still_there_is_the_latest(data: Path) -> None:
    for name in ("r1", "r2"):
        (data / "releases" / name).mkdir()
        (data / "releases" / name / "manifest.json").write_text('{"row_counts": {"articles": 1, "quotes": 0}}')
        point_to(data, name)
    shutil.rmtree(data / "releases" / "r2")
    latest = latest_release(data)
    assert latest is not None
    assert latest.name == "r1"
    shutil.rmtree(data / "releases" / "r1")
    assert latest_release(data) is None


def test_a_folder_is_served_once(tmp_path: Path) -> None:
    with serve_lock(tmp_path), pytest.raises(DataFolderError, match="is being served already"), serve_lock(tmp_path):
        pass
    with serve_lock(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("a file where the folder should be")
    with pytest.raises(DataFolderError, match=f"cannot write to {file}"), serve_lock(file):
        pass
    assert stat.S_ISREG(file.stat().st_mode)
