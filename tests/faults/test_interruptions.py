"""Builds that are stopped, killed alone, or meet one another: processes, locks and clocks instead of the disk."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from data_folder import digests, public_faults
from fault_points import ROOT

from flows.releases import data_folder_lock

pytestmark = pytest.mark.long

STOPPED, COULD_NOT_RUN = 130, 3
STOP_SECONDS = 10
PAGE = (
    "Bảo tàng tỉnh {0} mở cửa miễn phí vào cuối tuần\n\n"
    "Từ thứ bảy này, khách đến bảo tàng tỉnh {0} không phải mua vé trong hai ngày cuối tuần, theo quyết định số {0}.\n\n"
    "Bảo tàng mong có thêm {0} lượt khách mỗi năm, nhiều nhất là học sinh các huyện miền núi đi cùng gia đình.\n"
)


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One shard of pages that steps work on for seconds."""
    path = tmp_path_factory.mktemp("crawl") / "crawl.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(4_000):
            file.write(json.dumps({"text": PAGE.format(number) * 3}) + "\n")
    return path


@contextmanager
def running(source: Path, data: Path, server: str, runner: str, at: str) -> Iterator[subprocess.Popen[bytes]]:
    """A build in a process group of its own, given as soon as it works on the step named `at`."""
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "build",
        source,
        "--data",
        data,
        "--runner",
        runner,
        "--workers",
        "2",
    ]
    started = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PREFECT_API_URL": server, "PREFECT_LOGGING_LEVEL": "CRITICAL", "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 240
        while not (data / ".work" / at).exists() and started.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        yield started
    finally:
        for process in of_session(started.pid):
            process.kill()
        started.communicate()


def of_session(leader: int) -> list[psutil.Process]:
    """Return the processes that a build and its children are, whoever's children they have become."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


@pytest.mark.parametrize(
    ("runner", "number"),
    [
        ("threads", signal.SIGINT),
        ("processes", signal.SIGTERM),
        pytest.param("threads", signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param("processes", signal.SIGINT, marks=pytest.mark.slow),
        pytest.param("dask", signal.SIGINT, marks=pytest.mark.slow),
        pytest.param("dask", signal.SIGTERM, marks=pytest.mark.slow),
    ],
)
def test_a_signal_in_the_middle_of_a_shard_ends_the_build_within_ten_seconds(
    crawl: Path, prefect_server: str, tmp_path: Path, runner: str, number: signal.Signals
) -> None:
    data = tmp_path / "data"
    with running(crawl, data, prefect_server, runner, "find_line_evidence") as build:
        time.sleep(1)  # into the labelling of the one shard
        start = time.monotonic()
        os.killpg(build.pid, number)
        _, errors = build.communicate(timeout=60)
        seconds = time.monotonic() - start
        # A thread that computes is not interrupted: the build is killed then, and says the same.
        assert build.returncode in ([STOPPED, -signal.SIGKILL] if runner == "threads" else [STOPPED])
        assert seconds < STOP_SECONDS, errors.decode()
        assert errors.decode().splitlines()[-1] == "stopped; nothing was published"
        assert b"Traceback" not in errors
        time.sleep(1)
        assert of_session(build.pid) == []
    assert list((data / "releases").iterdir()) == []


@pytest.mark.parametrize("runner", ["processes", pytest.param("threads", marks=pytest.mark.slow)])
def test_what_a_killed_build_leaves_behind_ends_and_touches_nothing(
    crawl: Path, prefect_server: str, tmp_path: Path, runner: str
) -> None:
    data = tmp_path / "data"
    with running(crawl, data, prefect_server, runner, "gather_pages") as build:
        time.sleep(1)
        workers = len(of_session(build.pid)) - 1
        build.kill()
        build.wait(10)
        assert workers >= 1 or runner == "threads", "no worker was there to be orphaned"
        # The lock died with its process, not with its children: it can be had while they may still live.
        with data_folder_lock(data):
            before = digests(data / "releases")
        deadline = time.monotonic() + STOP_SECONDS
        while of_session(build.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert of_session(build.pid) == []
    assert digests(data / "releases") == before == {}
    assert public_faults(data) == []


def test_of_two_builds_at_once_one_wins_and_the_other_says_why(
    crawl: Path, seeds: Path, prefect_server: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with running(crawl, data, prefect_server, "processes", "read_sources") as first:
        refused = subprocess.run(
            [sys.executable, "-m", "flows.cli", "build", seeds, "--data", data],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
            timeout=120,
        )
        assert first.poll() is None, "the first build was done before the second began"
    assert (refused.returncode, refused.stdout) == (COULD_NOT_RUN, "")
    assert refused.stderr == (
        f"presscorpus: another build is running on {data}; wait for it to end, or give another --data\n"
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("unshare") is None or os.geteuid() != 0, reason="needs root to mount a file system")
def test_a_small_disk_that_fills_is_told_and_the_build_goes_on_once_there_is_room(
    seeds: Path, prefect_server: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    build = f"{sys.executable} -m flows.cli build {seeds} --data {data} --runner threads --quiet"
    script = (
        f"mount -t tmpfs -o size=512k tmpfs {data} || exit 77\n"
        f"{build}; echo first $?; ls -A {data}/releases\n"
        f"mount -o remount,size=64m {data}\n"
        f"{build}; echo second $?\n"
        f"{sys.executable} -m flows.cli verify {data}/releases/2*\n"
        f"mount -o remount,ro {data}\n"
        f"{build}; echo third $?\n"
    )
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "PREFECT_API_URL": prefect_server,
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
            "PYTHONPATH": str(ROOT),
        },
        check=False,
        timeout=400,
    )
    if done.returncode == 77:
        pytest.skip(f"may not mount here: {done.stderr.strip()}")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["first 3", lines[1]], done
    assert lines[1].startswith(f"{data}/releases/"), "something was left in the releases"
    assert lines[2:] == ["second 0", f"{lines[1]}: sound", "third 3"]
    full, read_only = done.stderr.splitlines()
    assert f"{data}/.work/" in full
    assert "No space left on device" in full
    assert f"cannot write to {data}" in read_only
    assert "Read-only file system" in read_only
