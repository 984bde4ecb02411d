from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
import word_tables
from word_tables import WORDS

from flows.cache import Cache
from flows.shards import Call, Step, keep_frame, run_call, run_calls
from flows.tables import read_table
from flows.worker_deaths import document_ids, halves, run_all_surviving, run_surviving, together
from flows.workers import ProcessWorkers, RunStoppedError, ThreadWorkers, Usage, WorkerDiedError

# Sorted by another column than its pages.
LENGTHS = replace(word_tables.LENGTHS, sort_key=("word", "document_id"))
# Worker processes import what they run by name, so it stands in a module of its own.
STEP = """
import os, signal
import polars as pl

def measure_words(given):
    words = given["word"]
    if "deadly" in words:
        os.kill(os.getpid(), signal.SIGKILL)
    if "bad" in words:
        raise ValueError("bad word")
    lengths = given.with_columns(pl.col("word").str.len_chars().cast(pl.Int64).alias("length"))
    return lengths.sort("word", "document_id")
"""


@pytest.fixture(scope="module")
def step_module(make_module: Callable[[str, str], ModuleType]) -> ModuleType:
    return make_module("presscorpus_test_step", STEP)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "work"))


def words(count: int, **special: str) -> pl.DataFrame:
    rows = [(f"{page:02}", special.get(f"p{page:02}", f"từ {page * 7 % 10}")) for page in range(count)]
    return pl.DataFrame(rows, WORDS.to_polars(), orient="row")


def call(frame: pl.DataFrame, function: Callable[..., Any], cache: Cache, *, is_per_document: bool = True) -> Call:
    step = Step(function, (WORDS,), LENGTHS, is_per_document=is_per_document, label="measure_words")
    return Call(step, "code", ((keep_frame("words", frame, WORDS, cache),),), {})


class DyingWorkers:
    """Workers that die of some documents, without a process to die; they remember how many documents each try had."""

    def __init__(self, *deadly: str) -> None:
        self.deadly = set(deadly)
        self.tries: list[int] = []

    def run(self, function: Callable[..., Any], *arguments: Any) -> tuple[Any, Usage]:
        if function is run_call:
            first, last = arguments[0].only or ("00", "99")
            some = [page for page in document_ids(arguments[0]) if first <= page <= last]
            self.tries.append(len(some))
            if self.deadly & set(some):
                raise WorkerDiedError("the worker process died 2 times")
        return ThreadWorkers().run(function, *arguments)


def measure(given: pl.DataFrame) -> pl.DataFrame:
    if "bad" in given["word"]:
        raise ValueError("bad word")
    return given.with_columns(pl.col("word").str.len_chars().cast(pl.Int64).alias("length")).sort(
        "word", "document_id"
    )


def test_a_shard_that_kills_nobody_is_run_whole(cache: Cache) -> None:
    workers = DyingWorkers()
    asked = call(words(8), measure, cache)
    done = run_surviving(workers, run_call, asked, cache)
    assert (done.artifact, done.fatal_documents, workers.tries) == (cache.find("measure_words", asked.key()), (), [8])


@pytest.mark.parametrize(
    "deadly", [["03"], ["00"], ["09"], ["02", "03"], ["01", "08"], [f"{n:02}" for n in range(10)]]
)
def test_the_documents_that_workers_die_of_are_found_and_all_others_have_their_rows(
    cache: Cache, deadly: list[str]
) -> None:
    frame = words(10)
    done = run_surviving(DyingWorkers(*deadly), run_call, call(frame, measure, cache), cache)
    assert done.fatal_documents == tuple(deadly)
    expected = measure(frame.filter(~pl.col("document_id").is_in(deadly)))
    assert read_table([Path(done.artifact.path)], LENGTHS).rows() == expected.rows()
    assert done.artifact.row_count == expected.height
    assert done.artifact.failed_documents == ()


def test_one_document_in_many_costs_a_few_tries(cache: Cache) -> None:
    workers = DyingWorkers("40")
    run_surviving(workers, run_call, call(words(64), measure, cache), cache)
    assert sorted(workers.tries) == [1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 64]


def test_documents_that_the_step_fails_on_are_told_beside_those_that_kill(cache: Cache) -> None:
    asked = call(words(6, p01="bad"), measure, cache)
    done = run_surviving(DyingWorkers("04"), run_call, asked, cache)
    assert done.fatal_documents == ("04",)
    assert done.artifact.failed_documents == (("01", "ValueError: bad word"),)


def test_a_shard_whose_size_kills_is_done_in_parts_and_gives_the_bytes_of_the_whole(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = call(words(10), measure, cache)
    whole = run_call(asked, cache)
    workers = DyingWorkers("03")
    run = workers.run

    def die_of_more_than_four(function: Callable[..., Any], *arguments: Any) -> tuple[Any, Usage]:
        workers.deadly = {"03"} if not workers.tries or workers.tries[-1] > 5 else set()
        return run(function, *arguments)

    monkeypatch.setattr(workers, "run", die_of_more_than_four)
    done = run_surviving(workers, run_call, asked, cache)
    assert done.fatal_documents == ()
    assert done.artifact.path != whole.path
    assert done.artifact.sha256 == whole.sha256


def test_what_died_is_tried_again_by_the_next_build_and_finished_parts_are_not(cache: Cache) -> None:
    asked = call(words(8), measure, cache)
    assert run_surviving(DyingWorkers("03"), run_call, asked, cache).fatal_documents == ("03",)
    assert cache.find("measure_words", asked.key()) is None
    parts = len(list((Path(cache.folder) / "measure_words").glob("*.json")))
    assert parts == 3  # four documents, two, one
    done = run_surviving(DyingWorkers(), run_call, asked, cache)
    assert done.fatal_documents == ()
    assert done.artifact.row_count == 8


def test_the_parts_of_a_shard_cost_what_all_of_them_cost() -> None:
    assert together([Usage(1, 2.0, 30), Usage(2, 0.5, 90), Usage(1, 1.0, 40)]) == Usage(2, 3.5, 90)


def test_a_step_over_all_documents_and_the_reading_of_files_cannot_be_split(cache: Cache) -> None:
    asked = call(words(8), measure, cache, is_per_document=False)
    workers = DyingWorkers("03")
    with pytest.raises(WorkerDiedError):
        run_surviving(workers, run_call, asked, cache)
    assert workers.tries == [8]

    class Dead:
        def run(self, function: Callable[..., Any], *arguments: Any) -> tuple[Any, Usage]:
            raise WorkerDiedError(f"{function} {arguments}")

    with pytest.raises(WorkerDiedError):
        run_surviving(Dead(), document_ids, asked)


class StoppedWorkers:
    """Workers of a run that is being stopped."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def run(self, function: Callable[..., Any], *arguments: Any) -> tuple[Any, Usage]:
        self.asked.append((function, arguments))
        raise RunStoppedError("the run was stopped")


def test_shards_that_are_run_at_once_cost_once(cache: Cache) -> None:
    shards = [(call(words(count), measure, cache), cache) for count in (2, 3)]
    done = run_all_surviving(ThreadWorkers(), run_call, shards)
    assert [each.artifact.row_count for each in done] == [2, 3]
    assert (done[0].usage.cpu_seconds > 0, done[1].usage.cpu_seconds) == (True, 0)


def test_where_workers_die_of_several_shards_each_is_run_alone(cache: Cache) -> None:
    class DyingOfSeveral(DyingWorkers):
        def run(self, function: Callable[..., Any], *arguments: Any) -> tuple[Any, Usage]:
            if function is run_calls:
                raise WorkerDiedError("the worker process died 2 times")
            return super().run(function, *arguments)

    workers = DyingOfSeveral("01")
    shards = [(call(words(count), measure, cache), cache) for count in (1, 2)]
    done = run_all_surviving(workers, run_call, shards)
    assert [each.fatal_documents for each in done] == [(), ("01",)]
    assert workers.tries == [1, 2, 1, 1]


def test_a_run_that_is_stopped_in_several_shards_asks_for_none_of_them_again(cache: Cache) -> None:
    workers = StoppedWorkers()
    with pytest.raises(RunStoppedError):
        run_all_surviving(workers, run_call, [(call(words(2), measure, cache), cache)] * 2)
    assert len(workers.asked) == 1


def test_a_run_that_is_stopped_splits_nothing(cache: Cache) -> None:
    workers = StoppedWorkers()
    with pytest.raises(RunStoppedError):
        run_surviving(workers, run_call, call(words(8), measure, cache), cache)
    assert len(workers.asked) == 1


def test_halves_are_never_empty() -> None:
    assert halves(["a"]) == [["a"]]
    assert halves(["a", "b", "c"]) == [["a", "b"], ["c"]]
    assert halves([]) == []


def test_a_real_worker_that_dies_takes_its_document_alone(cache: Cache, step_module: ModuleType) -> None:
    processes = ProcessWorkers(1)
    try:
        asked = call(words(4, p02="deadly"), step_module.measure_words, cache)
        done = run_surviving(processes, run_call, asked, cache)
    finally:
        processes.end()
    assert done.fatal_documents == ("02",)
    assert sorted(read_table([Path(done.artifact.path)], LENGTHS)["document_id"]) == ["00", "01", "03"]
