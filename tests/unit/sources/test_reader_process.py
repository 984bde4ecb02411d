import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from flows.sources.inventory import SourceFile, list_sources
from flows.sources.read_limits import ReadLimits
from flows.sources.reader_process import IS_PAGE, RECORD, SourceReader, work_of
from flows.sources.source_rows import source_rows

PARENT = """
import sys, time
from flows.sources.inventory import list_sources
from flows.sources.read_limits import ReadLimits
from flows.sources.reader_process import IS_PAGE, RECORD, SourceReader, work_of

if __name__ == "__main__":
    reader = SourceReader()
    next(reader.rows(list_sources(sys.argv[1:]).files[0], 0, None, ReadLimits()))
    print(reader._process.pid, flush=True)
    time.sleep(60)
"""
SLOW = "<p>a<br>" * 200_000  # seconds of work within all other limits


@pytest.fixture(scope="module")
def reader() -> Iterator[SourceReader]:
    with SourceReader() as started:
        yield started


def listed(tmp_path: Path, *texts: str, field: str = "text") -> SourceFile:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({field: text}) + "\n" for text in texts), encoding="utf-8")
    return list_sources([str(path)]).files[0]


def outcomes(
    reader: SourceReader, file: SourceFile, limits: ReadLimits, start: int = 0
) -> list[tuple[int | None, str]]:
    rows = reader.rows(file, start, None, limits)
    return [(row["record_offset"], row.get("failure_reason") or row["text"]) for row in rows]


def test_rows_are_those_that_are_read_in_one_process(reader: SourceReader, tmp_path: Path) -> None:
    file = listed(tmp_path, *(f"trang {number}" for number in range(200)), "")
    assert list(reader.rows(file, 0, None, ReadLimits())) == list(source_rows(file, 0, None, ReadLimits()))
    assert outcomes(reader, file, ReadLimits(), file.size_bytes - 14) == [(file.size_bytes - 13, "no_text")]


def test_a_page_that_takes_too_long_is_rejected_and_the_next_is_read(reader: SourceReader, tmp_path: Path) -> None:
    file = listed(tmp_path, "<p>a", SLOW, "<p>b", SLOW, "<p>c", field="html")
    found = outcomes(reader, file, ReadLimits(max_page_cpu_seconds=1))
    assert [reason for _, reason in found] == ["a", "timeout", "b", "timeout", "c"]
    assert [offset for offset, _ in found] == sorted({offset for offset, _ in found})


def test_a_page_that_needs_too_much_memory_is_rejected_and_the_next_is_read(
    reader: SourceReader, tmp_path: Path
) -> None:
    file = listed(tmp_path, "a", "b" * 30_000_000, "c")
    limits = ReadLimits(max_reader_memory_bytes=120 << 20)
    assert [reason for _, reason in outcomes(reader, file, limits)] == ["a", "too_large", "c"]


def test_the_process_ends_when_the_one_that_reads_is_killed(tmp_path: Path) -> None:
    file = listed(tmp_path, *("a" * 1000 for _ in range(500)))
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "parent.py"), file.path]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        reading = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    _, alive = psutil.wait_procs([reading], timeout=30)
    assert alive == []


def test_a_search_that_takes_too_long_ends_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"text": "a"}, {"b": [' + "[], " * 3_000_000 + "1]}, {}]", encoding="utf-8")
    file = list_sources([str(path)]).files[0]
    with SourceReader() as reader:
        rows = list(reader.rows(file, 0, None, ReadLimits(max_search_cpu_seconds=1)))
    assert [row.get("failure_reason") or row["text"] for row in rows] == ["a", "timeout"]
    assert rows[1]["failure_detail"].endswith("more than 1 seconds of CPU; nothing behind it is read")


def test_a_process_that_somebody_kills_costs_no_record(tmp_path: Path) -> None:
    file = listed(tmp_path, *("a" * 100_000 for _ in range(20)))
    with SourceReader() as reader:
        rows = reader.rows(file, 0, None, ReadLimits())
        found = [next(rows)]
        os.kill(reader._process.pid, signal.SIGKILL)
        found += rows
    reasons = [row.get("failure_reason") for row in found]
    assert len(reasons) == 20
    assert reasons.count("reader_died") + reasons.count(None) == 20
    assert reasons.count("reader_died") <= 1
    assert reasons == [None] * 20


def test_a_process_that_somebody_stops_costs_no_record(tmp_path: Path) -> None:
    file = listed(tmp_path, *("a" * 100_000 for _ in range(20)))
    with SourceReader() as reader:
        rows = reader.rows(file, 0, None, ReadLimits(max_stalled_seconds=2))
        found = [next(rows)]
        os.kill(reader._process.pid, signal.SIGSTOP)
        found += rows
    assert [row.get("failure_reason") for row in found] == [None] * 20


def test_a_record_at_which_every_process_hangs_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    file = listed(tmp_path, "<p>a", SLOW, "<p>b", field="html")
    stopped: list[int] = []

    def stop_at_the_slow_page(reader: SourceReader) -> None:
        while len(stopped) < 2:
            is_there = reader._state[RECORD] == 1 and reader._state[IS_PAGE]
            with suppress(AttributeError, ValueError, ProcessLookupError):  # between two processes there is none
                number = reader._process.pid
                if is_there and number and number not in stopped:
                    os.kill(number, signal.SIGSTOP)
                    stopped.append(number)
            time.sleep(0.01)

    with SourceReader() as reader:
        thread = threading.Thread(target=stop_at_the_slow_page, args=(reader,), daemon=True)
        thread.start()
        rows = list(reader.rows(file, 0, None, ReadLimits(max_stalled_seconds=2)))
        thread.join(timeout=60)
    assert [row.get("failure_reason") or row["text"] for row in rows] == ["a", "timeout", "b"]
    assert rows[1]["failure_detail"] == "nothing was done for 2 seconds"
    assert rows[1]["record_offset"] == rows[0]["record_offset"] + len(json.dumps({"html": "<p>a"})) + 1


def test_a_page_that_is_worked_on_is_not_taken_for_one_that_hangs(tmp_path: Path) -> None:
    file = listed(tmp_path, SLOW, field="html")
    with SourceReader() as reader:
        (row,) = reader.rows(file, 0, None, ReadLimits(max_stalled_seconds=1))
    assert row.get("failure_reason") is None


def test_work_is_told_of_processes_that_are_there() -> None:
    own = work_of(os.getpid())
    assert own is not None
    assert own.ticks > 0
    assert work_of(2**22 + 1) is None


def test_the_process_ends_with_the_reader(tmp_path: Path) -> None:
    file = listed(tmp_path, "a")
    with SourceReader() as reader:
        list(reader.rows(file, 0, None, ReadLimits()))
        process = psutil.Process(reader._process.pid)
    assert not process.is_running()


def test_no_process_is_started_where_nothing_is_read() -> None:
    with SourceReader() as reader:
        assert reader._process is None
