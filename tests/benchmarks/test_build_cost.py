"""What a build costs per record, by stage: `make bench`. Prints; asserts nothing about time."""

import gzip
import itertools
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

PRESSCORPUS = Path(sys.executable).with_name("presscorpus")
SMALL, LARGE = 500, 6_000


def measured_build(
    source: Path, data: Path, memory_of_all: Callable[[psutil.Process], int]
) -> tuple[dict[str, float], float, float, int]:
    """Return CPU seconds by stage, in all, wall seconds, and the peak memory of all processes together."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    running = subprocess.Popen(
        [PRESSCORPUS, "build", source, "--data", data, "--runner", "processes", "--quiet"], stdout=subprocess.PIPE
    )
    peaks = [0]

    def watch() -> None:
        process = psutil.Process(running.pid)
        while running.poll() is None:
            peaks.append(memory_of_all(process))
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output, _ = running.communicate()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    manifest = json.loads((Path(output.decode().strip()) / "manifest.json").read_text(encoding="utf-8"))
    stages = {stage["name"]: stage["cpu_seconds"] for stage in manifest["stages"]}
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return stages, cpu, time.monotonic() - start, max(peaks)


@pytest.mark.benchmark
def test_cost_per_record_by_stage(
    shared: Path, tmp_path: Path, memory_of_all: Callable[[psutil.Process], int]
) -> None:
    results = []
    for count in (SMALL, LARGE):
        source = tmp_path / f"{count}.jsonl"
        with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rb") as lines:
            source.write_bytes(b"".join(itertools.islice(lines, count)))
        results.append(measured_build(source, tmp_path / str(count), memory_of_all))
    (small, small_cpu, _, _), (large, large_cpu, wall, peak) = results
    more = LARGE - SMALL
    print(f"\n{os.cpu_count()} cores; {LARGE} records in {wall:.0f} s, peak memory {peak / 1e6:.0f} MB")
    for name, seconds in large.items():
        print(f"  {name:<20} {(seconds - small[name]) / more * 1e3:7.2f} ms a record, marginal")
    per_record = (large_cpu - small_cpu) / more
    print(f"  {'all':<20} {per_record * 1e3:7.2f} ms a record, {1 / per_record:.0f} records a CPU second")
