"""Thousands of real records on one machine; `make test-slow`."""

import gzip
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from flows.releases import data_sums, open_release
from flows.verify_release import verify_release

PRESSCORPUS = Path(sys.executable).with_name("presscorpus")
RECORDS = 51_561
ADDED_TO = 10_000  # records, of which the last build adds one in a hundred
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


def built_sums(data: Path, *sources: Path) -> dict[str, str]:
    """Build a release and return the digests of the tables that follow from the input alone."""
    command = [PRESSCORPUS, "build", *sources, "--data", data, "--runner", "processes", "--workers", "2", "--quiet"]
    built = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return data_sums(Path(built.stdout.decode().strip()))


@pytest.mark.slow
def test_adding_one_real_page_in_a_hundred_gives_the_bytes_of_a_build_of_all(shared: Path, tmp_path: Path) -> None:
    with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rb") as file:
        lines = list(itertools.islice(file, ADDED_TO))
    most, rest = tmp_path / "most.jsonl", tmp_path / "rest.jsonl"
    most.write_bytes(b"".join(line for number, line in enumerate(lines) if number % 100))
    rest.write_bytes(b"".join(lines[::100]))
    built_sums(tmp_path / "grown", most)
    assert built_sums(tmp_path / "grown", most, rest) == built_sums(tmp_path / "fresh", most, rest)
    notes = (tmp_path / "grown" / ".work" / "label_lines").glob("*.json")
    assert any(json.loads(note.read_bytes())["patch"] for note in notes), "the work was done anew"
