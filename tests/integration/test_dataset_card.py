"""The dataset card's one-liners and the descriptions for other tools, run as they stand."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import mlcroissant
import pytest

from schemas.tables import RELEASE_TABLES


def code_blocks(card: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", card, flags=re.DOTALL)


@pytest.fixture(scope="module")
def release(seeds_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, since readers may leave files beside what they read."""
    copy = tmp_path_factory.mktemp("card") / "release"
    shutil.copytree(seeds_release, copy)
    return copy


@pytest.mark.parametrize("library", ["polars", "pandas", "datasets"])
def test_each_way_of_loading_gives_the_five_articles(release: Path, library: str, tmp_path: Path) -> None:
    card = (release / "README.md").read_text(encoding="utf-8")
    (line,) = [block for block in code_blocks(card, "python") if f" {library} " in block]
    offline = {
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(tmp_path),
        "HF_DATASETS_CACHE": str(tmp_path),
        "DO_NOT_TRACK": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", f"{line}\nprint(len(articles))"],
        cwd=release,
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "5", done.stderr


def test_the_duckdb_line_gives_quotations_with_their_speakers(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = (release / "README.md").read_text(encoding="utf-8")
    (query,) = code_blocks(card, "sql")
    monkeypatch.chdir(release)
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    assert len(rows) == 10
    assert all(speaker and text for speaker, text in rows)


def test_every_table_is_a_configuration_of_the_card(release: Path) -> None:
    card = (release / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"config_name: (\w+)", card) == [table.name for table in RELEASE_TABLES]


def test_croissant_reads_back_with_its_hashes(release: Path) -> None:
    dataset = mlcroissant.Dataset(jsonld=release / "croissant.json")
    assert [str(error) for error in dataset.metadata.ctx.issues.errors] == []
    titles = [record["articles/title"] for record in dataset.records("articles")]
    assert len(titles) == 5


def test_croissant_refuses_changed_bytes(release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    part = copy / "articles" / "part-00000.parquet"
    part.write_bytes(part.read_bytes() + b"\0")
    with pytest.raises(mlcroissant.GenerationError) as raised:
        list(mlcroissant.Dataset(jsonld=copy / "croissant.json").records("articles"))
    assert "Hash of downloaded file" in str(raised.value.__cause__)


def test_the_data_package_lists_every_file(release: Path) -> None:
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    listed = {path for resource in package["resources"] for path in resource["path"]}
    assert listed == {path.relative_to(release).as_posix() for path in release.glob("*/*.parquet")}
