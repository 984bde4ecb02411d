"""What adding a hundredth of the pages costs, by stage, beside a build of all: `make bench`. Prints; asserts no time.

Costs are marginal: those of a build of one article are taken off. Both differ by seconds from one time to the next,
so builds of one article and additions take turns, and of each kind the median is shown, and what all of them were.
All find Prefect's empty database, which a first build on a folder would have to make. A re-crawl is measured too: the
added pages stand at addresses of pages that are there, and differ from them in their advertisements. Pages come in
few files and in many.
"""

import gzip
import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from flows.prefect_database import FOLDER

PRESSCORPUS = Path(sys.executable).with_name("presscorpus")
ADDED = 100  # one page in so many
TURNS = 3

Costs = dict[str, float]  # CPU seconds by stage, and those of the whole command as "all"


def measured_build(data: Path, workers: int, *sources: Path) -> Costs:
    """Return what the build cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    runner = ["--runner", "processes", "--workers", str(workers)]
    built = subprocess.run(
        [PRESSCORPUS, "build", *sources, "--data", data, *runner, "--quiet"], stdout=subprocess.PIPE, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    manifest = json.loads((Path(built.stdout.decode().strip()) / "manifest.json").read_text(encoding="utf-8"))
    stages = {stage["name"]: float(stage["cpu_seconds"]) for stage in manifest["stages"]}
    return stages | {"all": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def with_other_advertisements(line: bytes, number: int) -> bytes:
    """Return the record as a later crawl finds it: an advertisement before and one behind its text."""
    page: dict[str, Any] = json.loads(line)
    page["text"] = f"Giảm giá xe điện còn {number} nghìn đồng\n{page.get('text', '')}\nKhóa học nấu ăn số {number}"
    return json.dumps(page, ensure_ascii=False).encode() + b"\n"


def middle(builds: list[Costs]) -> Costs:
    """Return the median cost of each stage."""
    return {name: median(costs[name] for costs in builds) for name in builds[0]}


def shown(title: str, full: Costs, more: list[Costs], one: Costs) -> str:
    """Return a table of the marginal costs of a full build and of additions, and their share."""
    lines = [f"\n{title}: CPU seconds, marginal", f"  {'stage':<20} {'full':>8} {'added':>8} {'share':>7}"]
    for name, seconds in middle(more).items():
        whole, part = (cost - one.get(name, 0.0) for cost in (full[name], seconds))
        lines.append(f"  {name:<20} {whole:8.1f} {part:8.1f} {part / max(whole, 0.1):7.1%}")
    shares = sorted((costs["all"] - one["all"]) / (full["all"] - one["all"]) for costs in more)
    return "\n".join([*lines, f"  of each addition: {', '.join(f'{share:.1%}' for share in shares)}"])


@pytest.mark.benchmark
@pytest.mark.parametrize(("workers", "file_pages"), [(1, None), (2, None), (1, 10)])
def test_cost_of_adding_one_page_in_a_hundred(
    shared: Path, tmp_path: Path, workers: int, file_pages: int | None
) -> None:
    with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rb") as file:
        lines = file.readlines()

    def kept(name: str, content: list[bytes]) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        pages = file_pages or len(content)
        for start in range(0, len(content), pages):
            (folder / f"{start}.jsonl").write_bytes(b"".join(content[start : start + pages]))
        return folder

    one = kept("one", lines[:1])
    most = kept("most", [line for number, line in enumerate(lines) if number % ADDED >= TURNS])
    rest = [kept(f"rest{turn}", lines[turn::ADDED]) for turn in range(TURNS)]
    crawled = [
        kept(f"crawled{turn}", [with_other_advertisements(line, turn) for line in lines[TURNS + turn :: ADDED]])
        for turn in range(TURNS)
    ]
    measured_build(tmp_path / "first", workers, one)

    def new_folder(name: str) -> Path:
        shutil.copytree(tmp_path / "first" / ".work" / FOLDER, tmp_path / name / ".work" / FOLDER)
        return tmp_path / name

    data = new_folder("data")
    sources = [most]
    full = measured_build(data, workers, *sources)
    ones, additions = [], []
    for turn, added in enumerate([*rest, *crawled]):
        ones.append(measured_build(new_folder(f"one{turn}"), workers, one))
        sources.append(added)
        additions.append(measured_build(data, workers, *sources))
    single = middle(ones)
    seconds = ", ".join(f"{costs['all']:.1f}" for costs in ones)
    files = "many files" if file_pages else "few files"
    print(f"\n{workers} workers, {files}; builds of one page: {seconds} CPU seconds")
    print(shown("one new page in a hundred", full, additions[:TURNS], single))
    print(shown("one page in a hundred crawled again", full, additions[TURNS:], single))
    notes = [json.loads(note.read_bytes()) for note in tmp_path.glob("data/.work/*/*.json")]
    sizes = [note["patch"]["size_bytes"] for note in notes if note.get("patch")]
    print(f"  {len(sizes)} patches, {sum(sizes) / 1e6:.1f} MB")
