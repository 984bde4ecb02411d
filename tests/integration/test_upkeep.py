"""Looking after a data folder: the cache is a cache, old releases go whole, and `status` says what a build then does."""

import fcntl
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from flows.build_status import Status, build_status
from flows.collect_garbage import collect_garbage
from flows.prune_releases import prune_releases
from flows.releases import data_sums, open_release
from flows.settings import CacheLimits, Parameters, RunSettings
from flows.sources.read_limits import ReadLimits
from flows.steps.compare_texts import CopyRules
from flows.verify_release import verify_release

pytestmark = pytest.mark.long

Build = Callable[..., object]
ROOT = Path(__file__).parents[2]
STORY = "\n\n".join(
    [
        "Thư viện huyện nhận thêm hai nghìn cuốn sách",
        "Sách do bạn đọc khắp nơi gửi tặng sau đợt quyên góp kéo dài ba tháng của hội khuyến học huyện.",
        "Phần lớn là sách thiếu nhi và sách khoa học, được chia đều cho mười hai tủ sách ở các xã vùng cao.",
    ]
)


@pytest.fixture(scope="module")
def built(build: Build, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a release of the seeds and a cache of its own."""
    data = tmp_path_factory.mktemp("built") / "data"
    build(data, seeds, is_fresh=True)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def sources(tmp_path: Path, seeds: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in seeds.iterdir():
        shutil.copy(path, folder)
    return folder


def results(data: Path) -> set[str]:
    """Finished results in the cache."""
    notes = (data / ".work").glob("*/*.json")
    return {f"{path.parent.name}/{path.stem}" for path in notes if path.parent.name != "builds"}


def published(data: Path) -> set[str]:
    """Finished results whose file lies in a release."""
    return {name for name in results(data) if not (data / ".work" / f"{name}.parquet").is_file()}


def steps_of(names: set[str]) -> Counter[str]:
    return Counter(name.split("/")[0] for name in names)


@pytest.mark.slow
def test_collected_garbage_is_what_no_build_of_these_sources_finds(
    build: Build, sources: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    build(data, sources, is_fresh=True)
    (sources / "story.txt").write_text(STORY, encoding="utf-8")
    build(data, sources, is_fresh=True)
    shutil.copytree(data, tmp_path / "uncollected")
    before = results(data)
    collection = collect_garbage(data)
    assert collection.removed
    assert results(data) == before - {result.name for result in collection.removed}

    kept = results(data)
    assert not build(data, sources, is_fresh=True).is_new
    assert results(data) == kept, "a build of the same sources finds all of its work done"

    (sources / "story.txt").write_text(STORY.replace("hai nghìn", "ba nghìn"), encoding="utf-8")
    collected = build(data, sources, is_fresh=True)
    uncollected = build(tmp_path / "uncollected", sources, is_fresh=True)
    assert data_sums(Path(collected.path)) == data_sums(Path(uncollected.path))
    assert results(data) - kept == results(tmp_path / "uncollected") - before, "nothing is missed by changed sources"


@pytest.mark.slow
def test_any_part_of_the_cache_can_be_lost_between_builds(
    build: Build, data: Path, sources: Path, tmp_path: Path
) -> None:
    (sources / "story.txt").write_text(STORY, encoding="utf-8")
    files = sorted(path for path in (data / ".work").rglob("*") if path.is_file() and path.name != "lock")
    for path in random.Random(7).sample(files, len(files) // 2):  # noqa: S311  # not for secrets
        path.unlink()
    damaged = build(data, sources, is_fresh=True)
    fresh = build(tmp_path / "fresh", sources, is_fresh=True)
    assert data_sums(Path(damaged.path)) == data_sums(Path(fresh.path))


def test_a_build_keeps_its_cache_within_the_limit(build: Build, data: Path, seeds: Path) -> None:
    before = results(data)
    limit = CacheLimits(max_bytes=300_000)
    assert not build(data, seeds, is_fresh=True, cache=limit).is_new
    files = list((data / ".work").glob("*/*.parquet"))
    assert 200_000 < sum(path.stat().st_size for path in files) <= 300_000
    assert any(path.parent.name == "read_sources" for path in files), "what is done again least often stays"
    assert results(data) - published(data) == {f"{path.parent.name}/{path.stem}" for path in files}
    assert not build(data, seeds, is_fresh=True, cache=limit).is_new
    assert results(data) < before


@pytest.mark.slow
def test_releases_after_a_pruning_tell_the_whole_story(build: Build, sources: Path, tmp_path: Path) -> None:
    build(tmp_path, sources)
    (sources / "story.txt").write_text(STORY, encoding="utf-8")
    second = build(tmp_path, sources)
    assert len(prune_releases(tmp_path, 1).removed) == 1
    assert verify_release(open_release(Path(second.path))) == []
    (sources / "story.txt").unlink()
    third = Path(build(tmp_path, sources).path)
    assert verify_release(open_release(third)) == []
    changes = pl.read_parquet(third / "changes" / "*.parquet").filter(pl.col("table") == "articles")
    assert changes.select("change", "reason").rows() == [("removed", "source_removed")]
    history = pl.read_parquet(third / "history" / "*.parquet")
    assert history.height == 6
    assert history.filter(article_id=changes["id"][0])["removed_release"].to_list() == [third.name]
    assert third.name.endswith(".2")


def asked(data: Path, *sources: Path, parameters: Parameters | None = None) -> Status:
    return build_status([str(source) for source in sources], parameters or Parameters(), data)


def test_status_says_of_files_and_reading_what_a_build_then_does(build: Build, data: Path, sources: Path) -> None:
    same = asked(data, sources)
    assert (same.publication, same.is_code_same, same.sources.same_count) == ("nothing_new", True, 5)
    assert (same.reading_again_count, same.steps_again, same.missing_results) == (0, {}, {})

    files = sorted(path.name for path in sources.iterdir())
    (sources / files[0]).rename(sources / "moved.txt")
    (sources / files[1]).unlink()
    text = (sources / files[2]).read_text(encoding="utf-8")
    (sources / files[2]).write_text(text + "\n\nTin thêm cuối ngày.", encoding="utf-8")
    (sources / "story.txt").write_text(STORY, encoding="utf-8")
    (sources / "sound.mp3").write_bytes(b"ID3")
    told = asked(data, sources)
    assert told.publication == "new_release"
    assert told.sources.new == ("story.txt",)
    assert told.sources.changed == (files[2],)
    assert told.sources.moved == ((files[0], "moved.txt"),)
    assert told.sources.gone == (files[1],)
    assert told.sources.skipped == ("sound.mp3",)
    assert told.reading_again == {"changed_file": 1, "new_file": 1}
    before = results(data)
    assert build(data, sources, is_fresh=True).is_new
    assert steps_of(results(data) - before)["read_sources"] == told.reading_again_count == 1
    after = asked(data, sources)
    assert (after.publication, after.missing_results) == ("nothing_new", {})


def test_a_lost_cache_is_told_by_step_and_made_again_as_told(build: Build, data: Path, sources: Path) -> None:
    for step in ("read_sources", "label_lines", "finish_articles"):
        for path in (data / ".work" / step).iterdir():
            path.unlink()
    told = asked(data, sources)
    assert told.missing_results == {"finish_articles": 1, "label_lines": 1, "read_sources": 1}
    assert (told.reading_again, told.publication) == ({"cache_missing": 1}, "nothing_new")
    before = results(data)
    assert not build(data, sources, is_fresh=True).is_new
    assert dict(steps_of(results(data) - before)) == told.missing_results
    shutil.rmtree(data / ".work")
    gone = asked(data, sources)
    assert (gone.reading_again, gone.publication) == ({"cache_missing": 1}, "nothing_new")


@pytest.mark.parametrize(
    "parameters",
    [
        Parameters(languages=("vi",)),
        Parameters(read_limits=ReadLimits(max_record_bytes=9_000_000)),
        Parameters(copy_rules=replace(CopyRules(), resemblance=0.7)),
    ],
    ids=["languages", "read_limits", "copy_rules"],
)
def test_a_new_parameter_does_the_steps_again_that_are_told(
    data: Path, sources: Path, parameters: Parameters
) -> None:
    from flows.build_release import build_release

    told = asked(data, sources, parameters=parameters)
    assert told.publication == "unknown"
    before = results(data)
    options = RunSettings(data=data, runner="threads", workers=2, is_quiet=True)
    assert not build_release([str(sources)], parameters, options).is_new
    assert set(steps_of(results(data) - before)) == set(told.steps_again)
    assert asked(data, sources, parameters=parameters).publication == "nothing_new"


def run_cli(
    code: Path, *arguments: str | Path, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line of the code that lies in that folder."""
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *map(str, arguments)],
        cwd=code,
        env={**os.environ, "PYTHONPATH": str(code), **(env or {})},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_new_code_does_the_steps_again_that_are_told(sources: Path, tmp_path: Path, prefect_server: str) -> None:
    code, data = tmp_path / "code", tmp_path / "data"
    env = {"PREFECT_API_URL": prefect_server}
    for name in ("flows", "schemas"):
        shutil.copytree(ROOT / name, code / name, ignore=shutil.ignore_patterns("__pycache__"))
    assert run_cli(code, "build", sources, "--data", data, env=env).returncode == 0
    step = code / "flows" / "steps" / "split_paragraphs.py"
    step.write_text(step.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    asked_again = run_cli(code, "status", sources, "--data", data, "--json")
    told = json.loads(asked_again.stdout)
    assert told["steps_again"] == {"split_paragraphs": ["new_code"]}
    assert (told["publication"], told["is_code_same"], told["reading_again_count"]) == ("unknown", False, 0)
    before = results(data)
    built = run_cli(code, "build", sources, "--data", data, env=env)
    assert "nothing new" in built.stderr
    assert set(steps_of(results(data) - before)) == set(told["steps_again"])
    assert run_cli(code, "status", sources, "--data", data).stdout.splitlines()[-1] == "nothing to do"


def test_upkeep_on_the_command_line(seeds_release: Path, seeds: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(seeds_release.parents[1], data)
    listed = run_cli(ROOT, "prune", "--keep", "1", "--data", data, "--json")
    assert json.loads(listed.stdout) == {"is_dry_run": False, "removed": [], "kept": [seeds_release.name]}
    collected = run_cli(ROOT, "gc", "--data", data, "--max-size", "0 GB", "--dry-run")
    assert collected.stdout.startswith("would remove ")
    assert ", kept 0 (0 bytes)" in collected.stdout
    assert run_cli(ROOT, "status", seeds, "--data", data).stdout.splitlines()[-1] == "nothing to do"
    with (data / ".work" / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for command in (["gc"], ["prune", "--keep", "1"]):
            done = run_cli(ROOT, *command, "--data", data)
            assert (done.returncode, done.stdout) == (3, "")
            assert done.stderr.count("\n") == 1
            assert "another build is running" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gc", "--data", "nowhere"], "no data folder at nowhere"),
        (["gc", "--max-size", "much"], "'much' is no size"),
        (["prune", "--keep", "1", "--data", "nowhere"], "no data folder at nowhere"),
        (["prune", "--keep", "0"], "whole number"),
        (["prune"], "--keep"),
        (["status", "no-such-folder"], "no-such-folder"),
        (["status", ".", "--languages", "Vietnamese"], "languages"),
        (["status", ".", "--config", "missing.toml"], "missing.toml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_run_is_exit_3_with_one_sentence(arguments: list[str], message: str) -> None:
    done = run_cli(ROOT, *arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
