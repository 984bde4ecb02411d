"""Where the work of a shard is done: in the calling thread, or in a process that may die.

Every thread that asks for work to be done in a process holds a process of its own meanwhile, so that one that
dies takes nobody else's shard with it; the shard is run again in a new one. Processes start by spawn: polars
deadlocks in a forked child.

This module and what it imports stay light, since every process imports it before anything else.
"""

import contextlib
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
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

Result = TypeVar("Result")

# So long does work wait for a process that is there before another one is started, which costs a second of CPU until
# it has imported and allocated what it needs, and two at work slow each other down. To add 500 articles to 45,000,
# in pieces of up to 1.4 s, one is enough then: 25.9 s of CPU instead of 29.2, in the same 24 s (four turns). To build
# 8,000 from nothing, in such pieces too, takes 29 s instead of 26; longer work has all processes two seconds later.
START_SECONDS = 2.0
MAX_TRIES = 2  # a worker lost to chance is worth a second try, one lost twice is lost to its shard
# To Linux a worker is the first to go where memory ends: its shard is run again, the build itself is not.
OUT_OF_MEMORY_SCORE = "500"
CONTAINER_MEMORY = Path("/sys/fs/cgroup/memory.max")
WORKERS_PERCENT = 80  # of the memory, for all workers; the build itself, its server and the readers need the rest
MIN_WORKER_BYTES = 1 << 30  # the libraries alone take a third of it
RESERVED_BYTES = (
    2 << 30
)  # of addresses, which the kernel's limit counts, and of which Arrow's allocator alone takes half
# What a process with others beside it tells its libraries, before they are imported. One thread each: as many
# processes run as there are cores, and on matrices this small threads cost more than they save. polars' allocator
# and Arrow's keep memory for ten seconds, large pieces too: given back at once and asked for again, it took a fifth
# of the time in which the tables of a release are put together, all of it the kernel's. One arena for the few threads
# that read for polars: with one each they take a fifth more memory, and ask for it twice as often. Small pages for
# Arrow's: of large ones the kernel clears 2 MB where a piece of a hundredth is asked for, which took as long as all
# else when a few row groups were read into new memory.
LIBRARY_SETTINGS = {
    "POLARS_MAX_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:10000,oversize_threshold:0,narenas:1",
    "MIMALLOC_PURGE_DELAY": "10000",
    "MIMALLOC_ALLOW_THP": "0",
}
BYTES_PER_RSS_UNIT = 1024  # ru_maxrss is in KiB on Linux


class WorkerDiedError(RuntimeError):
    """A shard's process died on every try."""


class ClusterError(RuntimeError):
    """A cluster of machines cannot be used; the message says why and what to do."""


class RunStoppedError(WorkerDiedError):
    """The run ends, and its workers with it; nobody waits for the shard any more."""


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


def start_process(memory_bytes: int | None = None) -> None:
    """Prepare a worker process: settings of the libraries, bounded memory, and no life after its parent's.

    A killed parent cannot tell its children; they watch it. Ctrl-C reaches a whole group, and polars, which handles
    it even where it was ignored, would raise it in the middle of a step: the parent alone decides.
    """
    os.setpgid(0, 0)
    limit_memory(memory_bytes)
    os.environ.update(LIBRARY_SETTINGS)
    threading.Thread(target=die_with_parent, daemon=True).start()


def memory_share(count: int) -> int:
    """Return the memory that each of `count` workers may have, so that all together leave the machine some."""
    pages, page_bytes = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(OSError, ValueError):  # "max", or not Linux
        pages = min(pages, int(CONTAINER_MEMORY.read_text(encoding="ascii")) // page_bytes)
    return max(MIN_WORKER_BYTES, pages * page_bytes * WORKERS_PERCENT // 100 // count)


def limit_memory(memory_bytes: int | None) -> None:
    """Let this process fail where it asks for more memory, and be the first to go where the machine has none."""
    if memory_bytes is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = memory_bytes + RESERVED_BYTES
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
    with contextlib.suppress(OSError):  # Linux alone has such a score
        Path("/proc/self/oom_score_adj").write_text(OUT_OF_MEMORY_SCORE, encoding="ascii")


def die_with_parent() -> None:
    """Wait for the parent process to end, then end this one at once."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class ProcessWorkers:
    """Does the work in spawned processes, at most one for every thread that asks at the same time."""

    def __init__(self, count: int, memory_bytes: int | None = None) -> None:
        """Plan `count` processes of so much memory each; each starts with its first piece of work."""
        self._count = count
        self._memory_bytes = memory_bytes
        self._is_closed = False
        # The one that worked last works next: what it has imported it need not import again.
        self._idle: queue.LifoQueue[ProcessPoolExecutor] = queue.LifoQueue()
        self._unstarted: queue.SimpleQueue[ProcessPoolExecutor] = queue.SimpleQueue()
        self._all = [self._new_process() for _ in range(count)]
        self._idle.put(self._all[0])
        for process in self._all[1:]:
            self._unstarted.put(process)

    def _new_process(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=start_process,
            initargs=(self._memory_bytes,),
        )

    def _take(self) -> ProcessPoolExecutor:
        """Wait for an idle process, for long only where all are started."""
        with contextlib.suppress(queue.Empty):
            return self._idle.get(timeout=START_SECONDS)
        with contextlib.suppress(queue.Empty):
            return self._unstarted.get_nowait()
        return self._idle.get()

    def run(self, function: Callable[..., Result], *arguments: object) -> tuple[Result, Usage]:
        """Run the function in an idle process; where that dies, once again in a new one."""
        for _ in range(MAX_TRIES):
            process = self._take()
            try:
                if self._is_closed:
                    raise RunStoppedError("the run was stopped")
                return process.submit(measured, function, *arguments).result()
            except BrokenProcessPool as error:
                if self._is_closed:
                    raise RunStoppedError("the run was stopped") from error
                process.shutdown(wait=False)
                process = self._new_process()
                self._all.append(process)
            finally:
                self._idle.put(process)
        raise WorkerDiedError(
            f"the worker process died {MAX_TRIES} times; the usual cause is too little memory: give fewer --workers "
            "or more memory to each"
        )

    def end(self) -> None:
        """End all processes: those at work at once, since nobody waits for their results any more.

        Work under way raises `RunStoppedError` where it is waited for.
        """
        self._is_closed = True
        if self._idle.qsize() + self._unstarted.qsize() < self._count:
            for executor in self._all:
                # There is no public way to kill the processes of an executor before Python 3.14.
                for process in list((executor._processes or {}).values()):  # noqa: SLF001
                    process.kill()
        for executor in self._all:
            executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def open_workers(runner: str, count: int, memory_bytes: int | None = None) -> Iterator[Workers]:
    """Give workers of that runner (`threads` or `processes`) and end them afterwards, whatever happened.

    What kills a thread's work kills the build, and threads have no memory of their own to be bounded.
    """
    if runner == "threads":
        yield ThreadWorkers()
        return
    processes = ProcessWorkers(count, memory_bytes)
    try:
        yield processes
    finally:
        processes.end()
