from pathlib import Path

import pytest

from flows.serve_plan import full_paths


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
