"""The database that a temporary Prefect server starts with: brought up to date once, then copied.

Prefect makes a new database by all changes that its tables ever went through. That takes six seconds of CPU and is
most of a small build, so the cache keeps what comes out: Prefect's own tables, before anything stands in them.
"""

import sqlite3
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path

from flows.stores import whole_file

DATABASE = "prefect.db"  # in Prefect's home
FOLDER = "prefect"  # in the cache


def kept_database(work: Path) -> Path:
    """Return where the cache keeps the empty database of this version of Prefect."""
    return work / FOLDER / f"empty-{version('prefect')}.db"


def restore_database(work: Path, home: Path) -> None:
    """Give a new home the empty database, if there is a sound one; else Prefect makes it, and it is kept anew."""
    kept, found = kept_database(work), home / DATABASE
    try:
        copy_database(kept, found)
    except sqlite3.Error:
        found.unlink(missing_ok=True)
        with suppress(OSError):
            kept.unlink(missing_ok=True)


def keep_database(work: Path, home: Path) -> None:
    """Keep the database of a server that has just started, unless it is there or cannot be written."""
    kept = kept_database(work)
    with suppress(OSError, sqlite3.Error):
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            with whole_file(kept, is_durable=False) as temporary:
                copy_database(home / DATABASE, temporary)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that others may be using; the copy is one file.

    Raises:
        sqlite3.Error: there is none, or it is damaged.
    """
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as given,
        closing(sqlite3.connect(target)) as taken,
    ):
        given.backup(taken)
        taken.execute("PRAGMA journal_mode = DELETE")
        has_tables = taken.execute("SELECT EXISTS (SELECT * FROM sqlite_schema)").fetchone() == (1,)
        if not has_tables or taken.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError(f"{source} is damaged")
