"""What adding a hundredth of the pages costs, by stage, beside a build of all: `make bench`. Prints; asserts no time.

Costs are marginal: those of a build of one article are taken off, the mean of one before and one after, since they
differ by seconds. So that all builds start alike, one worker does the work of each, and all find Prefect's empty
database, which a first build on a folder would have to make. A re-crawl is measured too: the added pages stand at
addresses of pages that are there, and differ from them in their advertisements.
"""

import gzip
import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.prefect_database import FOLDER

PRESSCORPUS = Path(sys.executable).with_name("presscorpus")
ADDED = 100  # one page in so many


def measured_build(data: Path, *sources: Path) -> tuple[dict[str, float], Path]:
    """Return CPU seconds by stage and in all, and the release."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    built = subprocess.run(
        [PRESSCORPUS, "build", *sources, "--data", data, "--runner", "processes", "--workers", "1", "--quiet"],
        stdout=subprocess.PIPE,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    release = Path(built.stdout.decode().strip())
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    stages = {stage["name"]: float(stage["cpu_seconds"]) for stage in manifest["stages"]}
    return stages | {"all": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}, release


def with_other_advertisements(line: bytes, number: int) -> bytes:
    """Return the record as a later crawl finds it: an advertisement before and one behind its text."""
    page: dict[str, Any] = json.loads(line)
    page["text"] = f"Giảm giá xe điện còn {number} nghìn đồng\n{page.get('text', '')}\nKhóa học nấu ăn số {number}"
    return json.dumps(page, ensure_ascii=False).encode() + b"\n"


def shown(title: str, full: dict[str, float], more: dict[str, float], one: dict[str, float]) -> str:
    """Return a table of the marginal costs of both builds and their share."""
    lines = [f"\n{title}: CPU seconds, marginal", f"  {'stage':<20} {'full':>8} {'added':>8} {'share':>7}"]
    for name, seconds in full.items():
        whole, part = (cost - one.get(name, 0.0) for cost in (seconds, more[name]))
        lines.append(f"  {name:<20} {whole:8.1f} {part:8.1f} {part / max(whole, 0.1):7.1%}")
    return "\n".join(lines)


@pytest.mark.benchmark
def test_cost_of_adding_one_page_in_a_hundred(shared: Path, tmp_path: Path) -> None:
    with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rb") as file:
        lines = file.readlines()
    files = {
        "one": lines[:1],
        "most": [line for number, line in enumerate(lines) if number % ADDED],
        "rest": lines[::ADDED],
        "crawled": [with_other_advertisements(line, number) for number, line in enumerate(lines[1::ADDED])],
    }
    for name, content in files.items():
        (tmp_path / f"{name}.jsonl").write_bytes(b"".join(content))
    one, most, rest, crawled = (tmp_path / f"{name}.jsonl" for name in files)
    measured_build(tmp_path / "first", one)
    for name in ("before", "data", "after"):
        shutil.copytree(tmp_path / "first" / ".work" / FOLDER, tmp_path / name / ".work" / FOLDER)
    before, _ = measured_build(tmp_path / "before", one)
    full, _ = measured_build(tmp_path / "data", most)
    added, _ = measured_build(tmp_path / "data", most, rest)
    again, release = measured_build(tmp_path / "data", most, rest, crawled)
    after, _ = measured_build(tmp_path / "after", one)
    single = {name: (before[name] + after[name]) / 2 for name in before}
    print(f"\na build of one page: {before['all']:.1f} and {after['all']:.1f} CPU seconds")
    print(shown("one new page in a hundred", full, added, single))
    print(shown("one page in a hundred crawled again", full, again, single))
    notes = [json.loads(note.read_bytes()) for note in tmp_path.glob("data/.work/*/*.json")]
    sizes = [note["patch"]["size_bytes"] for note in notes if note.get("patch")]
    print(f"  {len(sizes)} patches, {sum(sizes) / 1e6:.1f} MB; {release.name}")
