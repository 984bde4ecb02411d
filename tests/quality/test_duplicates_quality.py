"""Copies found among made and real pages with known ones; the floors stand a little below what is reached."""

import gzip
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from flows.steps.cluster_duplicates import cluster_duplicates
from flows.steps.compare_texts import DEFAULT_RULES, Pair, compare_articles
from flows.steps.compared_words import ArticleWords, Words, read_words
from flows.steps.count_lines import count_lines, find_line_evidence, hash_lines
from flows.steps.label_lines import label_lines
from flows.steps.split_articles import split_articles

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from line_gold import page_table

# Whole pages with their menus and teasers, which are harder, and the articles that the labeller finds on them.
F1 = {"pages": 0.983, "articles": 0.995}
PRECISION = 0.9995
# Of each kind of copy, but for these: `~page` stands for an original among its own page's menus and teasers.
KIND_RECALL = 0.99
LOWER_RECALL = {
    "pages": {
        "chrome": 0.97,
        "chrome~page": 0.97,
        "combo": 0.89,
        "combo~page": 0.95,
        "edit15~page": 0.95,
        "nfd~page": 0.92,
        "repara~page": 0.97,
        "syndicated~page": 0.97,
        "trunc70~page": 0.97,
        "word15": 0.91,
        "word15~page": 0.68,
    },
    "articles": {
        "combo": 0.97,
        "trunc70~page": 0.97,
        "word15": 0.94,
    },
}
# Weighted, so that they stand for all pairs of the pool that the read ones were drawn from.
REAL_RECALL, REAL_SURE_RECALL, REAL_PRECISION = 0.8, 0.98, 0.98


def rows_of(path: Path) -> list[dict[str, Any]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def whole_pages(pages: list[dict[str, Any]]) -> pl.DataFrame:
    """Return pages as if all their text were one article's."""
    texts = [unicodedata.normalize("NFC", row["text"]) for row in pages]
    ids = [row["id"] for row in pages]
    return pl.DataFrame(
        {
            "document_id": ids,
            "article_index": 0,
            "article_id": ids,
            "title": pl.Series([None] * len(pages), dtype=pl.String),
            "published_at": None,
            "char_count": [len(text) for text in texts],
            "text": texts,
        }
    )


def articles_of(pages: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the first article of each page, found with what all pages tell of each other's lines."""
    table = page_table({"document_id": row["id"], "text": unicodedata.normalize("NFC", row["text"])} for row in pages)
    hashes = hash_lines(table).lazy()
    evidence = find_line_evidence(hashes, count_lines(hashes, 0, 1).lazy())
    return split_articles(table, label_lines(table, evidence)).filter(pl.col("article_index") == 0)


@pytest.mark.long
@pytest.mark.parametrize(("found_in", "read"), [("pages", whole_pages), ("articles", articles_of)])
def test_made_copies_are_found_and_bulletins_and_follow_ups_kept(
    found_in: str,
    read: Callable[[list[dict[str, Any]]], pl.DataFrame],
    shared: Path,
    scorer: Callable[[str], ModuleType],
) -> None:
    pages = sorted(rows_of(shared / "gold" / "duplicates_dev.jsonl.gz"), key=lambda row: str(row["id"]))
    # Equal payloads are one document from the start, and one that is too short for an article, too.
    first: dict[str, int] = {}
    numbers = {row["id"]: first.setdefault(row["text"], number) for number, row in enumerate(pages)}
    kept = dict(cluster_duplicates(read(pages)).select("document_id", "kept_document_id").rows())
    found = [numbers[kept.get(row["id"], row["id"])] for row in pages]
    scores = scorer("score_duplicates").score(
        [row["cluster"] for row in pages], found, [row["kind"] for row in pages]
    )
    print(scores)
    assert scores["F1"] >= F1[found_in]
    assert scores["P"] >= PRECISION
    floors = dict.fromkeys(scores["kind_recall"], KIND_RECALL) | LOWER_RECALL[found_in]
    assert {kind: recall for kind, recall in scores["kind_recall"].items() if recall < floors[kind]} == {}
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
    likenesses = compare_articles([Pair(*pair["articles"]) for pair in real_pairs], DEFAULT_RULES)
    found = [pair for pair, likeness in zip(real_pairs, likenesses, strict=True) if likeness.is_copy]

    def weight(pairs: list[dict[str, Any]], *labels: str) -> float:
        return sum(pair["weight"] for pair in pairs if pair["label"] in labels)

    assert weight(found, "same") >= REAL_RECALL * weight(real_pairs, "same")
    sure_found, sure = ([pair for pair in pairs if pair["sure"]] for pairs in (found, real_pairs))
    assert weight(sure_found, "same") >= REAL_SURE_RECALL * weight(sure, "same")
    assert weight(found, "same", "version") >= REAL_PRECISION * sum(pair["weight"] for pair in found)
    assert [pair["note"] for pair in sure_found if pair["label"] in ("related", "template", "different")] == []
