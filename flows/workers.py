"""Where the work of a shard is done: in the calling thread, or in a process that may die.

Every thread that asks for work to be done in a process holds a process of its own meanwhile, so that one that
dies takes nobody else's shard with it; the shard is run again in a new one. Processes start by spawn: polars
deadlocks in a forked child.

This module and what it imports stay light, since every process imports it before anything else.
"""

import multiprocessing
import os
import queue
import resource
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import NamedTuple, Protocol, TypeVar

Result = TypeVar("Result")

MAX_TRIES = 3  # a worker lost to chance is worth a second try, one lost three times is lost to its shard
BYTES_PER_RSS_UNIT = 1024  # ru_maxrss is in KiB on Linux


class WorkerDiedError(RuntimeError):
    """A shard's process died on every try."""


class ClusterError(RuntimeError):
    """A cluster of machines cannot be used; the message says why and what to do."""


class Usage(NamedTuple):
    """What a piece of work cost: seconds of CPU, and the highest memory its process ever held."""

    process_id: int
    cpu_seconds: float
    peak_memory_bytes: int


class Workers(Protocol):
    """Runs a function of a shard somewhere and returns what it gives, with what it cost."""

    def run(self, function: Callable[..., Result], *arguments: object) -> tuple[Result, Usage]:
        """Run it; raises what the function raises, or `WorkerDiedError`."""


def measured(function: Callable[..., Result], *arguments: object) -> tuple[Result, Usage]:
    """Call the function and measure the thread that ran it."""
    start = time.process_time()
    result = function(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_RSS_UNIT
    return result, Usage(os.getpid(), time.process_time() - start, peak)


class ThreadWorkers:
    """Does the work in the calling thread."""

    def run(self, function: Callable[..., Result], *arguments: object) -> tuple[Result, Usage]:
        """Run the function here."""
        return measured(function, *arguments)


def start_process() -> None:
    """Prepare a worker process: one polars thread, and no life after its parent's.

    As many processes run as there are cores. A killed parent cannot tell its children; they watch it.
    """
    os.environ["POLARS_MAX_THREADS"] = "1"
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # threads on matrices this small cost more than they save
    threading.Thread(target=die_with_parent, daemon=True).start()


def die_with_parent() -> None:
    """Wait for the parent process to end, then end this one at once."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class ProcessWorkers:
    """Does the work in spawned processes, one for every thread that asks at the same time."""

    def __init__(self, count: int) -> None:
        """Plan `count` processes; each starts with its first piece of work."""
        self._count = count
        self._is_closed = False
        self._idle: queue.SimpleQueue[ProcessPoolExecutor] = queue.SimpleQueue()
        self._all = [self._new_process() for _ in range(count)]
        for process in self._all:
            self._idle.put(process)

    @staticmethod
    def _new_process() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=start_process
        )

    def run(self, function: Callable[..., Result], *arguments: object) -> tuple[Result, Usage]:
        """Run the function in an idle process; where that dies, again in a new one, three times at most."""
        for _ in range(MAX_TRIES):
            process = self._idle.get()
            try:
                if self._is_closed:
                    raise WorkerDiedError("the run was stopped")
                return process.submit(measured, function, *arguments).result()
            except BrokenProcessPool as error:
                if self._is_closed:
                    raise WorkerDiedError("the run was stopped") from error
                process.shutdown(wait=False)
                process = self._new_process()
                self._all.append(process)
            finally:
                self._idle.put(process)
        raise WorkerDiedError(
            f"the worker process died {MAX_TRIES} times; the usual cause is too little memory: give fewer --workers"
        )

    def end(self) -> None:
        """End all processes: those at work at once, since nobody waits for their results any more.

        Work under way raises `WorkerDiedError` where it is waited for.
        """
        self._is_closed = True
        if self._idle.qsize() < self._count:
            for executor in self._all:
                # There is no public way to kill the processes of an executor before Python 3.14.
                for process in list((executor._processes or {}).values()):  # noqa: SLF001
                    process.kill()
        for executor in self._all:
            executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def open_workers(runner: str, count: int) -> Iterator[Workers]:
    """Give workers of that runner (`threads` or `processes`) and end them afterwards, whatever happened."""
    if runner == "threads":
        yield ThreadWorkers()
        return
    processes = ProcessWorkers(count)
    try:
        yield processes
    finally:
        processes.end()
