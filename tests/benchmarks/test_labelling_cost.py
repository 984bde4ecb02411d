"""What reading HTML and labelling lines cost by themselves: `make bench`. Prints; asserts nothing about time."""

import gzip
import itertools
import json
import lzma
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.sources.pages import HTML, PageLimits, read_page
from flows.sources.text_pages import Page, Payload
from flows.steps.label_lines import label_lines
from schemas.stages import PAGES

RECORDS, HTML_PAGES = 2_000, 150
LIMITS = PageLimits()
LONG_PAGES = (100_000, 200_000, 400_000)  # lines


def pages_table(pages: Sequence[Page]) -> pl.DataFrame:
    rows = [
        {
            "document_id": f"{number:032x}",
            "media_type": page.media_type,
            "encoding": page.encoding,
            "removed_character_count": page.removed_character_count,
            "text": page.text,
            "metadata": "{}",
            "line_facts": page.line_facts,
            "page_metadata": json.dumps(page.page_metadata or {}),
        }
        for number, page in enumerate(pages)
    ]
    return PAGES.completed(pl.DataFrame(rows, {name: PAGES.to_polars()[name] for name in rows[0]}))


def cpu_seconds(work: Callable[[], Any]) -> float:
    """Return the least of three runs: others use the machine too."""
    seconds = []
    for _ in range(3):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


@pytest.mark.benchmark
def test_cost_of_labelling_records(shared: Path) -> None:
    with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in itertools.islice(lines, RECORDS)]
    pages = pages_table(
        [read_page(Payload(record["text"], "text/plain"), LIMITS) for record in records if record.get("text")]
    )
    seconds = cpu_seconds(lambda: label_lines(pages))
    print(f"\n  labelling {seconds / pages.height * 1e3:.3f} ms a record of articles_vi")


@pytest.mark.benchmark
def test_cost_of_reading_and_labelling_html(shared: Path) -> None:
    with lzma.open(shared / "gold" / "extraction_html_dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        markup = [json.loads(line)["html"] for line in itertools.islice(lines, HTML_PAGES)]
    reading = cpu_seconds(lambda: [read_page(Payload(each, HTML), LIMITS) for each in markup])
    pages = pages_table([read_page(Payload(each, HTML), LIMITS) for each in markup])
    labelling = cpu_seconds(lambda: label_lines(pages))
    size = sum(map(len, markup)) / len(markup) / 1e3
    print(f"\n  a page of {size:.0f} thousand characters: reading {reading / len(markup) * 1e3:.2f} ms,", end=" ")
    print(f"labelling {labelling / len(markup) * 1e3:.2f} ms", end="")
    if find_spec("trafilatura"):  # no requirement; where it is installed, the same pages go through it
        extract = import_module("trafilatura").extract
        theirs = cpu_seconds(lambda: [extract(each) for each in markup])
        share = (reading + labelling) / theirs
        print(f", {share:.3f} of trafilatura's {theirs / len(markup) * 1e3:.1f} ms", end="")
    print()


@pytest.mark.benchmark
def test_cost_of_a_page_of_very_many_short_lines() -> None:
    for count in LONG_PAGES:
        lines = ("Xem thêm" if number % 3 == 0 else f"Tin {number % 977} mới" for number in range(count))
        pages = pages_table([read_page(Payload("\n".join(lines), "text/plain"), LIMITS)])
        print(
            f"\n  {count} short lines: labelling {cpu_seconds(lambda pages=pages: label_lines(pages)):.2f} s", end=""
        )
    print()
