"""Fifty thousand real records on one machine; `make test-slow`."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from flows.releases import open_release
from flows.verify_release import verify_release

PRESSCORPUS = Path(sys.executable).with_name("presscorpus")
RECORDS = 51_561
MEMORY_LIMIT = 4_000_000_000  # bytes, of all processes together


@pytest.mark.slow
def test_fifty_thousand_records_complete_within_memory_and_balance(
    shared: Path, tmp_path: Path, memory_of_all: Callable[[psutil.Process], int]
) -> None:
    source = shared / "load" / "articles_vi.jsonl.gz"
    running = subprocess.Popen(
        [PRESSCORPUS, "build", source, "--data", tmp_path, "--runner", "processes", "--workers", "2"],
        stdout=subprocess.PIPE,
    )
    watched, peak = psutil.Process(running.pid), 0
    while running.poll() is None:
        peak = max(peak, memory_of_all(watched))
        time.sleep(0.2)
    output, _ = running.communicate()
    assert running.returncode == 0
    release = open_release(Path(output.decode().splitlines()[-1]))
    counts = release.manifest["row_counts"]
    assert counts["sightings"] == RECORDS
    assert counts["articles"] >= 45_000
    assert verify_release(release) == []
    assert peak <= MEMORY_LIMIT
