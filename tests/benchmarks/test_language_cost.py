"""What the language of an article and of its paragraphs costs: `make bench`. Prints; asserts nothing about time."""

import gzip
import itertools
import json
import time
from pathlib import Path

import polars as pl
import pytest

from flows.steps.identify_language import identify_language, identify_paragraph_languages
from schemas.stages import PAGE_PARAGRAPHS

SMALL, LARGE = 200, 4_000
REPEATS = 5


def tables(shared: Path, count: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return articles and their paragraphs: the lines of real texts."""
    with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line).get("text") or "" for line in itertools.islice(lines, count)]
    articles = pl.DataFrame({"document_id": [f"{number:032x}" for number in range(count)], "text": texts})
    articles = articles.with_columns(article_index=pl.lit(0, pl.Int64))
    paragraphs = articles.with_columns(pl.col("text").str.split("\n")).explode("text").filter(pl.col("text") != "")
    paragraphs = paragraphs.with_columns(
        paragraph_index=pl.int_range(pl.len()).over("document_id"),
        paragraph_id=pl.col("document_id"),
        article_id=pl.col("document_id"),
        kind=pl.lit("body"),
        char_start=pl.lit(0, pl.Int64),
        char_end=pl.lit(0, pl.Int64),
        word_count=pl.lit(1, pl.Int64),
    )
    return articles, paragraphs.select(PAGE_PARAGRAPHS.columns)


@pytest.mark.benchmark
def test_cost_of_the_language_of_an_article(shared: Path) -> None:
    seconds = {}
    for count in (SMALL, LARGE):
        articles, paragraphs = tables(shared, count)
        times = []
        for _ in range(REPEATS):
            start = time.process_time()
            identify_paragraph_languages(paragraphs, identify_language(articles))
            times.append(time.process_time() - start)
        seconds[count] = min(times)
    each = (seconds[LARGE] - seconds[SMALL]) / (LARGE - SMALL)
    print(f"\n{each * 1e3:.2f} ms an article with its paragraphs, marginal; {seconds[SMALL]:.2f} s for {SMALL}")
