import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from flows import workers
from flows.workers import (
    ProcessWorkers,
    RunStoppedError,
    ThreadWorkers,
    WorkerDiedError,
    die_with_parent,
    measured,
    memory_share,
    open_workers,
    start_process,
)

# Worker processes import what they run by name, so it stands in a module of its own.
WORK = """
import os, signal, time
from pathlib import Path

def double(value):
    return 2 * value

def fail(value):
    raise ValueError(f"no {value}")

def die_once(marker):
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"

def die(tries):
    with open(tries, "a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)

def wait_for(path):
    while not Path(path).exists():
        time.sleep(0.01)
    return os.getpid()

def sleep(started):
    Path(started).touch()
    time.sleep(60)

def ask_for(size):
    return len(bytearray(size))

def out_of_memory_score(_):
    return Path("/proc/self/oom_score_adj").read_text()

def polars_threads(_):
    return os.environ["POLARS_MAX_THREADS"]
"""


@pytest.fixture(scope="module")
def work(make_module: Callable[[str, str], ModuleType]) -> ModuleType:
    return make_module("presscorpus_test_work", WORK)


@pytest.fixture
def two() -> Iterator[ProcessWorkers]:
    processes = ProcessWorkers(2)
    yield processes
    processes.end()


def wait_for_file(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_work_in_the_calling_thread_gives_its_result_and_its_cost() -> None:
    result, usage = ThreadWorkers().run(divmod, 7, 2)
    assert result == (3, 1)
    assert usage.process_id == os.getpid()
    assert usage.cpu_seconds >= 0
    assert usage.peak_memory_bytes > 1 << 20


def test_an_error_of_the_work_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        measured(divmod, 1, 0)


def test_another_process_starts_for_work_that_would_wait_longer_than_it_costs(
    two: ProcessWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.run(os.getpid)
    with ThreadPoolExecutor(2) as threads:
        waited = list(threads.map(lambda _: two.run(time.sleep, 0.05)[1].process_id, range(4)))
        monkeypatch.setattr(workers, "START_SECONDS", 0.01)
        started = list(threads.map(lambda _: two.run(time.sleep, 0.5)[1].process_id, range(2)))
    assert len(set(waited)) == 1
    assert len(set(started)) == 2


def test_a_process_does_the_work_with_one_polars_thread(two: ProcessWorkers, work: ModuleType) -> None:
    result, usage = two.run(work.double, 21)
    assert result == 42
    assert usage.process_id != os.getpid()
    assert two.run(work.polars_threads, 0)[0] == "1"
    with pytest.raises(ValueError, match="no 7"):
        two.run(work.fail, 7)


def test_a_process_that_dies_is_replaced_and_its_neighbour_is_left_alone(
    two: ProcessWorkers, work: ModuleType, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(2) as pool:
        neighbour = pool.submit(two.run, work.wait_for, str(tmp_path / "go"))
        dying = pool.submit(two.run, work.die_once, str(tmp_path / "died"))
        assert dying.result(60)[0] == "alive"
        (tmp_path / "go").touch()
        (process_id, usage) = neighbour.result(60)
    assert (tmp_path / "died").exists()
    assert process_id == usage.process_id != dying.result()[1].process_id


def test_work_that_always_dies_is_tried_twice(two: ProcessWorkers, work: ModuleType, tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    with pytest.raises(WorkerDiedError, match=r"died 2 times; .* fewer --workers"):
        two.run(work.die, str(tries))
    assert tries.read_text() == "xx"
    assert two.run(work.double, 1)[0] == 2


def test_a_worker_that_asks_for_more_memory_than_it_may_fails_and_lives_on(work: ModuleType) -> None:
    processes = ProcessWorkers(1, memory_bytes=400 << 20)
    try:
        before = processes.run(os.getpid)[0]
        with pytest.raises(MemoryError):
            processes.run(work.ask_for, 3 << 30)
        assert processes.run(work.ask_for, 50 << 20)[0] == 50 << 20
        assert processes.run(os.getpid)[0] == before
    finally:
        processes.end()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone has such a score")
def test_a_worker_goes_before_the_build_where_memory_ends(two: ProcessWorkers, work: ModuleType) -> None:
    assert int(two.run(work.out_of_memory_score, None)[0]) == 500
    assert int(Path("/proc/self/oom_score_adj").read_text()) < 500


def test_workers_share_the_memory_of_the_machine_or_of_its_container(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workers.os, "sysconf", {"SC_PHYS_PAGES": 10 << 20, "SC_PAGE_SIZE": 4096}.__getitem__)
    container = tmp_path / "memory.max"
    monkeypatch.setattr(workers, "CONTAINER_MEMORY", container)
    assert memory_share(4) == 8 << 30
    container.write_text("max\n")
    assert memory_share(4) == 8 << 30
    container.write_text(f"{10 << 30}\n")
    assert memory_share(4) == 2 << 30
    assert memory_share(64) == 1 << 30


def test_the_end_kills_work_under_way_and_every_process(work: ModuleType, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool, open_workers("processes", 1) as processes:
        sleeping = pool.submit(processes.run, work.sleep, str(tmp_path / "started"))
        wait_for_file(tmp_path / "started")
        children = multiprocessing.active_children()
        assert children
        processes.end()
        with pytest.raises(RunStoppedError, match="the run was stopped"):
            sleeping.result(30)
    assert not any(child.is_alive() for child in children)


def test_processes_that_are_idle_end_by_themselves(work: ModuleType) -> None:
    with open_workers("processes", 1) as processes:
        assert processes.run(work.double, 1)[0] == 2
        children = multiprocessing.active_children()
    assert [child.exitcode for child in children] == [0]


def test_processes_that_never_worked_end_at_once() -> None:
    start = time.monotonic()
    with open_workers("processes", 4) as processes:
        assert isinstance(processes, ProcessWorkers)
    assert time.monotonic() - start < 1


def test_processes_are_ended_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[ProcessWorkers] = []

    def tell(processes: ProcessWorkers) -> None:
        ended.append(processes)

    monkeypatch.setattr(ProcessWorkers, "end", tell)
    with pytest.raises(KeyboardInterrupt), open_workers("processes", 1) as processes:
        raise KeyboardInterrupt
    assert ended == [processes]


def test_ctrl_c_reaches_no_worker() -> None:
    with open_workers("processes", 1) as processes:
        group, _ = processes.run(os.getpgrp)
    assert group != os.getpgrp()


def test_threads_need_no_process() -> None:
    with open_workers("threads", 2) as found:
        assert isinstance(found, ThreadWorkers)


def test_a_worker_watches_its_parent_and_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    joined: list[str] = []
    exits: list[int] = []
    limits: list[int | None] = []
    groups: list[object] = []
    monkeypatch.setenv("POLARS_MAX_THREADS", "8")
    monkeypatch.setattr(workers.os, "_exit", exits.append)
    parent = SimpleNamespace(join=lambda: joined.append("parent"))
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: parent)
    monkeypatch.setattr(workers, "limit_memory", limits.append)
    monkeypatch.setattr(workers.os, "setpgid", lambda *told: groups.append(told))
    before = set(threading.enumerate())
    start_process(77)
    for thread in set(threading.enumerate()) - before:
        assert thread.daemon
        thread.join(5)
    assert (joined, exits, limits) == (["parent"], [1], [77])
    assert groups == [(0, 0)]
    assert os.environ["POLARS_MAX_THREADS"] == "1"


def test_a_process_without_a_parent_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    exits: list[int] = []
    monkeypatch.setattr(workers.os, "_exit", exits.append)
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: None)
    die_with_parent()
    assert exits == []
