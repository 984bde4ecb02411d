"""Every event of publication on the file system: killed there, cut off from power, on a full disk, on a broken one."""

from pathlib import Path

import pytest
from conftest import Prepared
from data_folder import digests, leftovers, lose_unflushed, public_faults, tables
from fault_points import BAD_BLOCK, FAILING, FULL_DISK, POWER_CUT, Event, Failure, FaultPoints, ForkedRuns

from flows.releases import history_names, open_release
from flows.stores import shared_files
from flows.verify_release import verify_release

pytestmark = pytest.mark.long

PUBLISHED, COULD_NOT_RUN, NOTHING_NEW = 0, 3, 10
LAST_EVENTS = 10  # around the rename and the pointer: tried one by one in every run of the tests
FIRST_EVENTS = 4  # of those after: the first table that the cache gives up
STRIDE = 29  # of all others


@pytest.fixture(scope="module")
def undisturbed(
    prepared: Prepared, runs: ForkedRuns, fault_points: FaultPoints, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[Event]]:
    """The data folder after an undisturbed publication, and its events."""
    data = tmp_path_factory.mktemp("undisturbed") / "data"
    prepared.copy_to(data)
    with fault_points.watching(data):
        done = runs.run("publish", data, prepared.facts)
    assert done.code == PUBLISHED, done.said
    assert verify_release(open_release(data / "releases" / "r1")) == []
    return data, fault_points.events()


def failing(events: list[Event], prepared: Prepared, data: Path) -> list[Event]:
    """Return the events that a disk can fail at with an effect; a folder that is there need not be made again."""
    there = {str(data / path.relative_to(prepared.data)) for path in prepared.data.rglob("*") if path.is_dir()}
    found = []
    for event in events:
        if event.kind in FAILING and not (event.kind == "mkdir" and event.path in there):
            found.append(event)
        if event.kind == "mkdir":
            there.add(event.path)
    return found


def published_at(events: list[Event]) -> int:
    """Return the last event of the publication itself: after it the cache gives up its names of the tables."""
    return max(event.number for event in events if "/releases" in event.path)


def chosen(events: list[Event], *, is_every: bool) -> list[int]:
    """Return the events to be tried: all, or those around the rename and the pointer and some of the others."""
    last = published_at(events)
    before, after = (
        [event.number for event in events if (event.number > last) is is_late] for is_late in (False, True)
    )
    if is_every:
        return [*before, *after]
    return [
        *before[:-LAST_EVENTS:STRIDE],
        *before[-LAST_EVENTS:],
        *after[:FIRST_EVENTS],
        *after[FIRST_EVENTS::STRIDE],
    ]


def goes_on(data: Path, prepared: Prepared, runs: ForkedRuns, whole: Path) -> list[str]:
    """Run again, undisturbed, and return what is wrong then."""
    done = runs.run("publish", data, prepared.facts)
    faults = public_faults(data) + leftovers(data)
    if done.code not in (PUBLISHED, NOTHING_NEW):
        faults.append(f"the next run ended with {done.code}: {done.said}")
    elif history_names(data) != ["r0", "r1"] or tables(data / "releases" / "r1") != tables(whole / "releases" / "r1"):
        faults.append("the next run did not publish the same")
    elif shared_files(data / "releases"):
        faults.append("a release has files in common with the cache")
    elif ">r1</a>" not in (data / "releases" / "index.html").read_text(encoding="utf-8"):
        faults.append("index.html does not list the release")
    return faults


def disturbed(
    data: Path,
    prepared: Prepared,
    runs: ForkedRuns,
    points: FaultPoints,
    at: int,
    failure: Failure,
    *,
    is_out: bool,
) -> list[str]:
    """Publish with one event failing, before or after the release is out, and return what is wrong then."""
    prepared.copy_to(data)
    with points.watching(data, failure, at):
        done = runs.run("publish", data, prepared.facts)
    if failure is POWER_CUT:
        return [] if done.is_killed else [f"ended with {done.code}: {done.said}"]
    if is_out:
        return [] if (done.code, done.said) == (PUBLISHED, "") else [f"ended with {done.code}: {done.said}"]
    (line,) = done.said.splitlines() or [""]
    is_told = str(data) in line and failure.cause in line
    return [] if done.code == COULD_NOT_RUN and is_told else [f"ended with {done.code}: {done.said}"]


def faults_of(
    failure: Failure,
    numbers: list[int],
    prepared: Prepared,
    runs: ForkedRuns,
    points: FaultPoints,
    undisturbed: tuple[Path, list[Event]],
    tmp_path: Path,
    loss: str = "",
) -> dict[int, list[str]]:
    """Try each event and return what was wrong, by its number."""
    whole, events = undisturbed
    before = digests(prepared.data / "releases" / "r0")
    found = {}
    for number in numbers:
        data = tmp_path / "data"
        is_out = number > published_at(events)
        faults = disturbed(data, prepared, runs, points, number, failure, is_out=is_out)
        if loss:
            lose_unflushed(data, points.events(), is_zeroed=loss == "zeros")
        faults += public_faults(data)
        if digests(data / "releases" / "r0") != before:
            faults.append("the release before was touched")
        faults += goes_on(data, prepared, runs, whole)
        if digests(data / "releases" / "r0") != before:
            faults.append("the next run touched the release before")
        if faults:
            found[number] = faults
    return found


@pytest.mark.parametrize("is_every", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["some", "every"])
@pytest.mark.parametrize(
    "loss",
    ["", pytest.param("nothing", marks=pytest.mark.slow), "zeros"],
    ids=["killed", "power-cut-lost", "power-cut-zeros"],
)
def test_killed_at_any_event_readers_see_the_old_or_the_new_release(
    prepared: Prepared,
    runs: ForkedRuns,
    fault_points: FaultPoints,
    undisturbed: tuple[Path, list[Event]],
    tmp_path: Path,
    loss: str,
    is_every: bool,  # noqa: FBT001
) -> None:
    numbers = chosen(undisturbed[1], is_every=is_every)
    assert len(numbers) > LAST_EVENTS
    assert faults_of(POWER_CUT, numbers, prepared, runs, fault_points, undisturbed, tmp_path, loss) == {}


@pytest.mark.parametrize("is_every", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["some", "every"])
@pytest.mark.parametrize("failure", [FULL_DISK, BAD_BLOCK], ids=["full-disk", "bad-block"])
def test_an_error_at_any_event_is_told_with_path_and_cause_and_the_next_run_publishes(
    prepared: Prepared,
    runs: ForkedRuns,
    fault_points: FaultPoints,
    undisturbed: tuple[Path, list[Event]],
    tmp_path: Path,
    failure: Failure,
    is_every: bool,  # noqa: FBT001
) -> None:
    data, events = undisturbed
    numbers = chosen(failing(events, prepared, data), is_every=is_every)
    assert len(numbers) > LAST_EVENTS
    assert faults_of(failure, numbers, prepared, runs, fault_points, undisturbed, tmp_path) == {}


def test_everything_is_flushed_before_the_rename_and_the_rename_before_the_pointer(
    undisturbed: tuple[Path, list[Event]],
) -> None:
    data, events = undisturbed
    releases = data / "releases"
    stage = releases / ".r1"

    def last(kind: str, path: Path) -> int:
        return max((event.number for event in events if (event.kind, event.path) == (kind, str(path))), default=0)

    renamed = last("rename", releases / "r1")
    pointed = last("rename", releases / "latest.json")
    written = {
        event.path: event.inode
        for event in events
        if event.kind == "write" and Path(event.path).is_relative_to(stage)
    }
    # Tables were written when they were finished, and are flushed now.
    published = releases / "r1"
    written |= {
        str(stage / path.relative_to(published)): path.stat().st_ino for path in published.glob("*/*.parquet")
    }
    flushed = {event.inode: event.number for event in events if event.kind == "flush"}
    assert len(written) >= 19
    for path, inode in written.items():
        writes = (event.number for event in events if event.kind == "write" and event.inode == inode)
        final_write = max(writes, default=0)
        assert final_write < flushed[inode] < last("flush", stage) < renamed, path
    folders = {str(path.parent) for path in map(Path, written)} - {str(stage)}
    for folder in folders:
        assert (
            max(flushed[inode] for path, inode in written.items() if Path(path).parent == Path(folder))
            < last("flush", Path(folder))
            < last("flush", stage)
        )
    between = [
        event.number
        for event in events
        if (event.kind, event.path) == ("flush", str(releases)) and renamed < event.number < pointed
    ]
    assert between, "the folder of the releases is not flushed between the rename and the pointer"
    (pointer,) = {
        event.inode for event in events if event.kind == "rename" and event.path == str(releases / "latest.json")
    }
    assert between[0] < flushed[pointer] < pointed < last("flush", releases)


def test_a_cached_file_that_the_disk_changed_is_never_published(
    prepared: Prepared, runs: ForkedRuns, tmp_path: Path
) -> None:
    import pickle
    from dataclasses import replace

    facts = pickle.loads(prepared.facts.read_bytes())
    (part, *_) = facts.tables["articles"]
    damaged = tmp_path / "part.parquet"
    damaged.write_bytes(bytes(part.size_bytes))
    changed = replace(facts, tables=dict(facts.tables) | {"articles": [replace(part, path=str(damaged))]})
    told = tmp_path / "facts"
    told.write_bytes(pickle.dumps(changed))
    data = tmp_path / "data"
    prepared.copy_to(data)
    done = runs.run("publish", data, told)
    assert done.code == COULD_NOT_RUN
    assert f"{damaged} does not hold what was written to it" in done.said
    assert (history_names(data), public_faults(data), leftovers(data)) == (["r0"], [], [])
