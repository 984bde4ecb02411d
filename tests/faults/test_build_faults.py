"""Whole builds that are killed, or whose disk fills or breaks, again and again: each run goes on from the one before."""

import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from data_folder import digests, leftovers, lose_unflushed, public_faults, tables
from fault_points import BAD_BLOCK, FULL_DISK, POWER_CUT, Failure, FaultPoints, ForkedRuns

from flows.releases import data_folder_lock, history_names, open_release
from flows.verify_release import verify_release

pytestmark = pytest.mark.long

PUBLISHED, COULD_NOT_RUN = 0, 3
FIRST_EVENT = 30  # while the first table is written
STRIDE = 61  # so that no two runs of a build fail at the same event
MAX_RUNS = 60
RUNS_PER_POWER_CUT = 3  # the others are kills, after which what was written is there, flushed or not
# Tables that the flow itself makes of the file list, and of the release before: milliseconds of every run.
MADE_ALWAYS = {
    "builds",
    "source_files",
    "failures",
    "failed_documents",
    "documents",
    "articles",
    "paragraphs",
    "quotes",
    "history",
}


@pytest.fixture(scope="module")
def pages(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for path in sorted(seeds.iterdir())[:2]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def whole(pages: Path, runs: ForkedRuns, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a build that nothing disturbed."""
    data = tmp_path_factory.mktemp("whole") / "data"
    assert build(runs, pages, data).code == PUBLISHED
    return data


def build(runs: ForkedRuns, pages: Path, data: Path, runner: str = "threads"):  # noqa: ANN201
    return runs.run(
        "build", pages, "--data", data, "--release", "r1", "--runner", runner, "--workers", "1", "--quiet"
    )


def finished_work(points: FaultPoints, before: float = math.inf) -> set[str]:
    """Return the results that a run finished before an event failed, but for those that every run makes."""
    published = [event.number for event in points.events() if event.path.endswith("/releases/r1")]
    before = min([before, *published])  # after that, notes are told where the published files lie
    renamed = [event for event in points.events() if event.kind == "rename" and event.number < before]
    return {
        f"{path.parent.name}/{path.name}"
        for path in (Path(event.path) for event in renamed)
        if path.suffix == ".json" and ".work" in path.parts and path.parent.name not in MADE_ALWAYS
    }


def published_steps(data: Path) -> set[str]:
    """Return the steps whose results lie in a release."""
    notes = (data / ".work").glob("*/*.json")
    return {
        path.parent.name
        for path in notes
        if str(json.loads(path.read_bytes()).get("path")).startswith("../") and path.parent.name not in MADE_ALWAYS
    }


def disturbed_runs(
    runs: ForkedRuns, points: FaultPoints, pages: Path, data: Path, failure: Failure, events_per_run: int, runner: str
) -> Iterator[tuple[int, int, str, set[str]]]:
    """Build until it succeeds, each run failing later than the one before got.

    Yields the event, the exit code, what was said and the work finished, run by run.
    """
    for number in range(MAX_RUNS):
        at = FIRST_EVENT if not number else events_per_run + STRIDE * number
        with points.watching(data, failure, at):
            done = build(runs, pages, data, runner)
        yield at, done.code, done.said, finished_work(points, math.inf if done.code == PUBLISHED else at)
        if done.code == PUBLISHED:
            return


@pytest.mark.parametrize(
    ("failure", "events_per_run", "runner"),
    [
        (POWER_CUT, 700, "threads"),
        (FULL_DISK, 900, "threads"),
        *(
            pytest.param(failure, 90, runner, marks=pytest.mark.slow)
            for failure in (POWER_CUT, FULL_DISK, BAD_BLOCK)
            for runner in ("threads", "processes")
        ),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_build_that_is_disturbed_again_and_again_goes_on_and_publishes_the_same(
    failure: Failure,
    events_per_run: int,
    runner: str,
    runs: ForkedRuns,
    fault_points: FaultPoints,
    pages: Path,
    whole: Path,
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    finished: set[str] = set()
    run_count = 0
    for at, code, said, work in disturbed_runs(runs, fault_points, pages, data, failure, events_per_run, runner):
        run_count += 1
        assert public_faults(data) == [], at
        assert finished & work == set(), f"work done again at {at}"
        finished |= work
        if history_names(data):  # the release is out, whatever befell the names that the cache then gives up
            break
        if failure is POWER_CUT:
            assert code < 0, (at, said)
            if run_count % RUNS_PER_POWER_CUT == 0:
                lost = lose_unflushed(data, fault_points.events(), is_zeroed=True)
                finished -= {f"{Path(name).parent.name}/{Path(name).name}" for name in lost}
        else:
            assert code == COULD_NOT_RUN, (at, said)
            (line,) = said.splitlines()
            assert str(data) in line, at
            assert failure.cause in line, at
    assert history_names(data) == ["r1"]
    with data_folder_lock(data):  # the next build's first act
        pass
    assert run_count >= 4, "too few runs were disturbed to tell anything"
    assert leftovers(data) == []
    assert tables(data / "releases" / "r1") == tables(whole / "releases" / "r1")
    assert verify_release(open_release(data / "releases" / "r1")) == []


def test_a_cached_result_that_the_disk_changed_is_made_anew(
    runs: ForkedRuns, fault_points: FaultPoints, pages: Path, whole: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(whole / ".work", data / ".work")
    changed = sorted((data / ".work" / "extract_quotes").glob("*.parquet"))
    for path in changed:
        path.write_bytes(bytes(path.stat().st_size))
    with fault_points.watching(data):
        done = build(runs, pages, data)
    assert done.code == PUBLISHED, done.said
    made_anew = {name.split("/")[0] for name in finished_work(fault_points)}
    assert "extract_quotes" in made_anew
    assert made_anew - {"extract_quotes"} == published_steps(whole), "what the lost release alone had"
    assert digests(data / "releases" / "r1" / "quotes") == digests(whole / "releases" / "r1" / "quotes")
    assert tables(data / "releases" / "r1") == tables(whole / "releases" / "r1")
