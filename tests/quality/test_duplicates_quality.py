"""Copies found among made and real pages with known ones; the floors stand a little below what is reached."""

import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from flows.steps.cluster_duplicates import cluster_duplicates
from flows.steps.compare_texts import DEFAULT_RULES, ArticleWords, compare_articles
from flows.steps.compared_words import Words, read_words

# Whole pages with their menus and teasers, which are harder than cleaned articles.
PAGES_F1, PAGES_PRECISION = 0.96, 0.9995
KIND_FLOORS = {
    "chrome": 0.96,
    "edit05": 0.99,
    "edit10": 0.99,
    "exact": 0.99,
    "headline": 0.98,
    "nfd": 0.99,
    "repara": 0.99,
    "short_dup": 0.99,
    "syndicated": 0.99,
    "tone": 0.99,
    "trunc70": 0.97,
    "word05": 0.99,
    "word10": 0.97,
    "word15": 0.8,
}
# Weighted, so that they stand for all pairs of the pool that the read ones were drawn from.
REAL_RECALL, REAL_SURE_RECALL, REAL_PRECISION = 0.68, 0.95, 0.97


def rows_of(path: Path) -> list[dict[str, Any]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_made_copies_are_found_and_bulletins_and_follow_ups_kept(
    shared: Path, scorer: Callable[[str], ModuleType]
) -> None:
    pages = sorted(rows_of(shared / "gold" / "duplicates_dev.jsonl.gz"), key=lambda row: str(row["id"]))
    texts = [unicodedata.normalize("NFC", row["text"]) for row in pages]
    numbers = {row["id"]: number for number, row in enumerate(pages)}
    articles = pl.DataFrame(
        {
            "document_id": list(numbers),
            "article_index": 0,
            "article_id": list(numbers),
            "title": pl.Series([None] * len(pages), dtype=pl.String),
            "published_at": None,
            "char_count": [len(text) for text in texts],
            "text": texts,
        }
    )
    kept = dict(cluster_duplicates(articles).select("document_id", "kept_document_id").rows())
    found = [numbers[kept.get(row["id"], row["id"])] for row in pages]
    scores = scorer("score_duplicates").score(
        [row["cluster"] for row in pages], found, [row["kind"] for row in pages]
    )
    assert scores["F1"] >= PAGES_F1
    assert scores["P"] >= PAGES_PRECISION
    assert {
        kind: scores["kind_recall"][kind]
        for kind, floor in KIND_FLOORS.items()
        if scores["kind_recall"][kind] < floor
    } == {}
    assert set(scores["false_merge"].values()) == {0.0}
    assert scores["clusters_lost"] == 0


@pytest.fixture(scope="module")
def real_pairs(shared: Path) -> list[dict[str, Any]]:
    """The pairs of real articles that were read, with their words and how many pairs of the pool each stands for."""
    pairs = rows_of(shared / "gold" / "duplicates_real_dev.jsonl")
    wanted = {pair[side] for pair in pairs for side in ("a_id", "b_id")}
    with gzip.open(shared / "load" / "articles_vi.jsonl.gz", "rt", encoding="utf-8") as lines:
        # The id stands first in its record: no need to read the others.
        rows = [json.loads(line) for line in lines if line.split('"', 4)[3] in wanted]
    parts = [row["text"].strip().partition("\n") for row in rows]
    words = read_words(pl.Series([part for title, _, body in parts for part in (title, body)])).texts()
    articles: dict[str, tuple[Words, Words]] = {
        row["id"]: (body, title) for row, title, body in zip(rows, words[::2], words[1::2], strict=True)
    }
    sizes = Counter(pair["stratum"] for pair in pairs)
    for pair in pairs:
        pair["articles"] = [ArticleWords(*articles[pair[side]]) for side in ("a_id", "b_id")]
        is_outside = pair["stratum"].startswith("out of pool")
        pair["weight"] = 0.0 if is_outside else pair["n_stratum"] / sizes[pair["stratum"]]
    return pairs


def test_reworded_copies_are_told_from_related_stories(real_pairs: list[dict[str, Any]]) -> None:
    found = [pair for pair in real_pairs if compare_articles(*pair["articles"], DEFAULT_RULES).is_copy]

    def weight(pairs: list[dict[str, Any]], *labels: str) -> float:
        return sum(pair["weight"] for pair in pairs if pair["label"] in labels)

    assert weight(found, "same") >= REAL_RECALL * weight(real_pairs, "same")
    sure_found, sure = ([pair for pair in pairs if pair["sure"]] for pairs in (found, real_pairs))
    assert weight(sure_found, "same") >= REAL_SURE_RECALL * weight(sure, "same")
    assert weight(found, "same", "version") >= REAL_PRECISION * sum(pair["weight"] for pair in found)
    assert [pair["note"] for pair in sure_found if pair["label"] in ("related", "template", "different")] == []
