import stat
from pathlib import Path

import pytest

from flows.releases import DataFolderError
from flows.serve_plan import full_paths, serve_lock


def test_a_source_names_the_same_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "[1] pages"
    folder.mkdir()
    (folder / "a*.txt").touch()
    monkeypatch.chdir(folder)
    given = ("crawl", "*.txt", "a*.txt", "/srv/x/*.gz", "s3://bucket/in")
    assert full_paths(given, folder) == (
        f"{folder}/crawl",
        f"{tmp_path}/[[]1] pages/*.txt",
        f"{folder}/a*.txt",
        "/srv/x/*.gz",
        "s3://bucket/in",
    )


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
