"""What the quotations of an article cost: `make bench`. Prints; asserts nothing about time."""

import gzip
import itertools
import json
import time
from pathlib import Path

import polars as pl
import pytest

from flows.steps.extract_quotes import extract_quotes

SMALL, LARGE = 200, 4_000
REPEATS = 5
ODD_TEXTS = {
    "quotation marks": '"' * 100_000,
    "marks and blanks": "“ ” " * 25_000,
    "a line of speech": "Ông Lê Minh cho biết mưa sẽ còn to hơn nữa. " * 22_000,
    "dots": "." * 1_000_000,
    "questions": "? - " * 25_000,
}


def paragraphs(texts: list[str]) -> pl.DataFrame:
    """Return one paragraph per line of each text."""
    rows = []
    for number, text in enumerate(texts):
        start = 0
        for index, line in enumerate(text.split("\n")):
            rows.append((f"{number}-{index}", f"{number:032x}", f"{number:032x}", index, line, start))
            start += len(line) + 1
    columns = ["paragraph_id", "article_id", "document_id", "paragraph_index", "text", "char_start"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def seconds(table: pl.DataFrame, repeats: int) -> float:
    """Return the smallest CPU time of several runs."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        extract_quotes(table)
        found.append(time.process_time() - start)
    return min(found)


@pytest.mark.benchmark
def test_cost_of_the_quotations_of_an_article(shared: Path) -> None:
    with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line).get("text") or "" for line in itertools.islice(lines, LARGE)]
    small, large = (seconds(paragraphs(texts[:count]), REPEATS) for count in (SMALL, LARGE))
    print(f"\nquotations: {(large - small) / (LARGE - SMALL) * 1_000:.2f} ms per article, marginal")


@pytest.mark.benchmark
@pytest.mark.parametrize("name", ODD_TEXTS)
def test_cost_of_an_odd_paragraph(name: str) -> None:
    print(f"\n{name}: {seconds(paragraphs([ODD_TEXTS[name]]), 1):.2f} s")
