"""Untrusted bytes are read in a process of its own that may be killed, under limits on CPU time and memory.

The kernel ends the process when one page takes too long, wherever it is in whatever library; the record that it
was at becomes a rejection, and a new process goes on behind it. A process that waits for ever uses no CPU: whoever
waits for its rows looks after it, and ends it. Rows are sent as they are made, so that only a few are read twice.
Objects of a store are fetched here and handed over in blocks.
"""

import multiprocessing
import resource
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

from flows.sources.asked_file import Range, open_asked
from flows.sources.inventory import SourceFile, open_regular
from flows.sources.read_limits import ReadLimits
from flows.sources.source_rows import Row, failure_row, met_records, record_row, row_batches
from flows.sources.text_pages import PageError
from flows.stores import in_store, is_url, place

ROWS_SENT = 64
BYTES_SENT = 1 << 18
# Each death starts a process anew. A file that kills so many is not worth the time.
MAX_DEATHS = 100
# The state of the process, in memory that it shares: the record's number, its offset, and whether its page is read.
RECORD, OFFSET, IS_PAGE = range(3)
NO_OFFSET = -1
DIED = "reader_died"
WATCH_SECONDS = 1
# Where the system does not tell how much CPU another process has used, only a very long wait is believed.
BLIND_FACTOR = 100
STATE, USER_TICKS, SYSTEM_TICKS = 0, 11, 12  # fields of /proc/PID/stat behind the name (proc(5))


class Request(NamedTuple):
    """A range of a file to be read, what of it is done, and which records are not to be read again."""

    file: SourceFile
    start: int
    end: int | None
    limits: ReadLimits
    done_count: int
    fatal: dict[int, tuple[str, str]]
    stop_at: int | None


class Fault(NamedTuple):
    """Why the process has ended; `is_proven` where the record that it was at is the cause for sure."""

    reason: str
    detail: str
    is_proven: bool


class Work(NamedTuple):
    """How much CPU a process has used, in the system's ticks, and whether it waits for nothing but more of it."""

    ticks: int
    is_runnable: bool


class SourceReader:
    """Reads files in a process, which it starts when there is something to read and anew when it has died."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._state: Any = self._context.RawArray("q", 3)
        self._process: Any = None
        self._connection: Any = None
        self._is_stalled = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None
            self._is_stalled = False

    def rows(self, file: SourceFile, start: int, end: int | None, limits: ReadLimits) -> Iterator[Row]:
        """Yield one row per record that begins in the range, and one for what ended the process at a record.

        A record at which the process dies is tried once more: only if it kills again, it was the record.
        """
        done_count = 0
        fatal: dict[int, tuple[str, str]] = {}
        stop_at: int | None = None
        tried_again: set[int] = set()
        while True:
            self._send(Request(file, start, end, limits, done_count, fatal, stop_at))
            try:
                while answer := self._received(limits.max_stalled_seconds):
                    if isinstance(answer, Range):
                        self._connection.send(read_range(answer))
                        continue
                    yield from answer
                    done_count += len(answer)
            except (EOFError, ConnectionError):
                fault = self._fault(limits)
                number = self._state[RECORD]
                if not fault.is_proven and number not in tried_again and len(tried_again) < MAX_DEATHS:
                    tried_again.add(number)  # somebody else may have killed or stopped it
                    continue
                if not self._state[IS_PAGE] or len(fatal) == MAX_DEATHS:
                    stop_at = number
                fatal[number] = fault.reason, fault.detail
                continue
            break
        if stop_at is not None:
            reason, detail = fatal[stop_at]
            yield failure_row(self._offset(), PageError(reason, f"{detail}; nothing behind it is read"))

    def _send(self, request: Request) -> None:
        if self._process is None:
            ours, theirs = self._context.Pipe()
            self._process = self._context.Process(target=serve, args=(theirs, self._state), daemon=True)
            self._process.start()
            theirs.close()
            self._connection = ours
        self._connection.send(request)

    def _received(self, max_stalled_seconds: int) -> list[Row] | Range:
        """Return what comes next. A process that gets no work done for so long is ended.

        Seconds are counted while this process runs, so that those in which both were stopped do not count.
        """
        before, stalled = work_of(self._process.pid), 0
        while not self._connection.poll(WATCH_SECONDS):
            now = work_of(self._process.pid)
            stalled = 0 if now is not None and (now.is_runnable or now != before) else stalled + WATCH_SECONDS
            before = now
            if stalled >= max_stalled_seconds * (BLIND_FACTOR if now is None else 1):
                self._is_stalled = True
                self._process.kill()
        answer: list[Row] | Range = self._connection.recv()
        return answer

    def _fault(self, limits: ReadLimits) -> Fault:
        """Return why the process has ended, and forget it."""
        self._process.join()
        code, is_stalled = self._process.exitcode, self._is_stalled
        self.close()
        if is_stalled:
            return Fault("timeout", f"nothing was done for {limits.max_stalled_seconds} seconds", is_proven=False)
        if code == -signal.SIGPROF:
            what = "page" if self._state[IS_PAGE] else "search for the next record"
            seconds = limits.max_page_cpu_seconds if self._state[IS_PAGE] else limits.max_search_cpu_seconds
            return Fault("timeout", f"the {what} took more than {seconds} seconds of CPU", is_proven=True)
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Fault(DIED, f"the process that read it ended ({name})", is_proven=False)

    def _offset(self) -> int | None:
        """Return a place behind the last record that was found."""
        offset = int(self._state[OFFSET])
        return None if offset == NO_OFFSET else offset + 1


def work_of(process_id: int) -> Work | None:
    """Return what a process has done so far; nothing where the system does not tell, as outside of Linux."""
    try:
        told = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = told.rpartition(")")[2].split()
    return Work(int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS]), fields[STATE] == "R")


def read_range(wanted: Range) -> bytes | OSError:
    """Return the bytes of an object, or why it alone cannot be read.

    Raises:
        OSError: the store does not answer, which says nothing about the object.
    """
    try:
        return in_store(place(wanted.path)).read_range(wanted.start, wanted.end)
    except (FileNotFoundError, PermissionError) as error:
        return OSError(error.errno, error.strerror)


def serve(connection: Connection, state: Any) -> None:
    """Answer requests with rows until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    try:
        while True:
            request: Request = connection.recv()
            _limit_memory(request.limits.max_reader_memory_bytes)
            for rows in row_batches(_rows(request, state, connection), ROWS_SENT, BYTES_SENT):
                connection.send(rows)
            connection.send([])
    except (EOFError, ConnectionError):
        return


def _limit_memory(max_bytes: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = max_bytes if hard == resource.RLIM_INFINITY else min(max_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


def _rows(request: Request, state: Any, connection: Connection) -> Iterator[Row]:
    """Yield the rows that are still to be read, the clock set anew for each search and each page."""
    limits = request.limits

    def open_file(path: str) -> BinaryIO:
        return open_asked(path, request.file.size_bytes, connection) if is_url(path) else open_regular(path)

    records = met_records(request.file, request.start, request.end, limits, open_file)
    number = 0
    state[OFFSET] = NO_OFFSET
    while number != request.stop_at:
        state[RECORD], state[IS_PAGE] = number, 0
        signal.setitimer(signal.ITIMER_PROF, limits.max_search_cpu_seconds)
        met = next(records, None)
        if met is None:
            break
        state[OFFSET] = NO_OFFSET if met.offset is None else met.offset
        if number in request.fatal:
            met = met._replace(content=PageError(*request.fatal[number]))
        if number >= request.done_count:
            state[IS_PAGE] = 1
            signal.setitimer(signal.ITIMER_PROF, limits.max_page_cpu_seconds)
            yield record_row(met, limits)
        number += 1
    signal.setitimer(signal.ITIMER_PROF, 0)
