import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from flows.prefect_database import keep_database, kept_database, restore_database


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / ".work").mkdir()
    return tmp_path / ".work"


def home(folder: Path, *rows: str) -> Path:
    """A home whose database has one table with these rows, of which none has reached the file itself."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "prefect.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE flow (name TEXT)")
        database.executemany("INSERT INTO flow VALUES (?)", [(row,) for row in rows])
        database.commit()
    return folder


def rows_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT name FROM flow")]


def test_a_database_is_kept_once_and_given_to_later_homes(work: Path, tmp_path: Path) -> None:
    keep_database(work, home(tmp_path / "first", "one"))
    keep_database(work, home(tmp_path / "second", "two"))
    (tmp_path / "third").mkdir()
    restore_database(work, tmp_path / "third")
    assert rows_in(tmp_path / "third" / "prefect.db") == ["one"]
    assert [path.name for path in (work / "prefect").iterdir()] == [kept_database(work).name]
    assert [path.name for path in (tmp_path / "third").iterdir()] == ["prefect.db"]


def test_a_database_in_use_is_kept_with_what_stands_beside_its_file(work: Path, tmp_path: Path) -> None:
    folder = home(tmp_path / "home")
    with closing(sqlite3.connect(folder / "prefect.db")) as server:
        server.execute("INSERT INTO flow VALUES ('late')")
        server.commit()
        assert (folder / "prefect.db-wal").stat().st_size
        keep_database(work, folder)
    assert rows_in(kept_database(work)) == ["late"]


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:5_000]),
        lambda path: path.write_bytes(bytes(path.stat().st_size)),
        lambda path: path.write_bytes(b"no database" * 1_000),
    ],
    ids=["lost", "empty", "cut", "zeros", "other"],
)
def test_without_a_sound_one_prefect_makes_it_and_it_is_kept_anew(
    work: Path, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    keep_database(work, home(tmp_path / "first", "one"))
    damage(kept_database(work))
    (tmp_path / "second").mkdir()
    restore_database(work, tmp_path / "second")
    assert list((tmp_path / "second").iterdir()) == []
    keep_database(work, home(tmp_path / "third", "three"))
    assert rows_in(kept_database(work)) == ["three"]


def test_a_cache_that_cannot_be_written_keeps_nothing_and_stops_nothing(work: Path, tmp_path: Path) -> None:
    (work / "prefect").write_text("a file where the folder should be")
    restore_database(work, tmp_path)
    keep_database(work, home(tmp_path / "home", "one"))
    assert (work / "prefect").is_file()
