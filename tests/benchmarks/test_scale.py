"""What builds of several sizes cost by stage, and how many bytes they pass on: the figures of `scale.md`.

`make bench` prints them; nothing is asserted about time.
"""

import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

PRESSCORPUS = Path(sys.executable).with_name("presscorpus")
SIZES = (1, 5_000, 16_000, 51_561)  # records; the first gives the fixed costs
# Results that tasks of other shards read parts of: what a cluster moves over its network.
SHUFFLED = (
    *("read_sources", "hash_lines", "count_lines", "sign_articles", "pair_articles", "choose_candidates"),
    *("collect_candidates", "verify_pairs", "finish_articles", "finish_paragraphs", "finish_quotes"),
)


class Costs(NamedTuple):
    """What a build cost: CPU seconds by stage and in all, wall seconds, bytes that its tasks passed on, and kept."""

    stages: Mapping[str, float]
    cpu_seconds: float
    wall_seconds: float
    shuffled_bytes: int
    work_bytes: int
    release_bytes: int


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def build(source: Path, data: Path) -> Costs:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    built = subprocess.run(
        [PRESSCORPUS, "build", source, "--data", data, "--runner", "processes", "--quiet"],
        stdout=subprocess.PIPE,
        check=True,
    )
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    release = Path(built.stdout.decode().strip())
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    return Costs(
        {stage["name"]: float(stage["cpu_seconds"]) for stage in manifest["stages"]},
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        wall,
        sum(size_of(data / ".work" / name) for name in SHUFFLED),
        size_of(data / ".work"),
        size_of(release),
    )


def table(sizes: Sequence[int], costs: Sequence[Costs]) -> str:
    """Return the costs by stage, marginal, in CPU seconds per 1,000 records."""
    fixed, rows = costs[0], [f"  {'CPU s per 1,000 records':<26}" + "".join(f"{size:>10,}" for size in sizes[1:])]
    for name in [*fixed.stages, "all"]:
        told = f"  {name:<26}"
        for size, cost in zip(sizes[1:], costs[1:], strict=True):
            spent = (
                (cost.cpu_seconds, fixed.cpu_seconds) if name == "all" else (cost.stages[name], fixed.stages[name])
            )
            told += f"{(spent[0] - spent[1]) / size * 1e3:>10.3f}"
        rows.append(told)
    others = ("wall_seconds", "shuffled_bytes", "work_bytes", "release_bytes")
    rows += [f"  {name:<26}" + "".join(f"{getattr(cost, name):>14,.0f}" for cost in costs) for name in others]
    return "\n".join(rows)


@pytest.mark.benchmark
def test_cost_by_stage_at_several_sizes(shared: Path, tmp_path: Path) -> None:
    with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rb") as file:
        lines = file.readlines()
    costs = []
    for size in SIZES:
        source = tmp_path / f"{size}.jsonl"
        source.write_bytes(b"".join(lines[:size]))
        costs.append(build(source, tmp_path / str(size)))
    print(f"\n{os.cpu_count()} cores, fixed: {costs[0].cpu_seconds:.1f} CPU s")
    print(table(SIZES, costs))
