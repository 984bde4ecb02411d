"""Kept lines and article fields against the annotated pages; the floors stand a little below what is reached."""

import importlib.util
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from flows.steps.label_lines import label_lines
from flows.steps.split_articles import split_articles

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from line_gold import kept_lines, no_evidence, page_table, rows_of, seed_pages

SHARED = Path(__file__).parents[2].parent / "shared"
SEEDS = Path(__file__).parents[2] / "seeds"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated sets are not beside this checkout")

SEEDS_F1, SEEDS_LINE_F1 = 0.985, 0.96
FLAT_F1, FLAT_ARTICLES_F1 = 0.8, 0.855  # every third page of extraction_text_dev


def scorer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SHARED / "score" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_kept_lines_of_the_seeds_stay_above_the_floor() -> None:
    score_lines = scorer("score_lines")
    gold = score_lines.load_gold(SHARED / "gold" / "seeds_lines.jsonl", "optional")
    kept = kept_lines(label_lines(seed_pages(SEEDS), no_evidence()))
    predicted = {document: {"kept_line_nos": [index + 1 for index in found]} for document, found in kept.items()}
    summary = score_lines.summary(score_lines.evaluate(gold, predicted))
    assert summary["docs"] == 5
    assert summary["f1"] >= SEEDS_F1
    assert summary["line_f1"] >= SEEDS_LINE_F1


def test_title_author_and_date_of_the_seeds_are_right() -> None:
    pages = seed_pages(SEEDS)
    articles = split_articles(pages, label_lines(pages, no_evidence()))
    gold = rows_of(SHARED / "gold" / "seeds_articles.jsonl")
    expected = [
        (
            row["doc"],
            row["title"],
            [row["author"]] if row["author"] else [],
            datetime.fromisoformat(row["published"]) if row["published"] else None,
        )
        for row in gold
    ]
    assert articles.select("document_id", "title", "authors", "published_at").rows() == expected


def test_kept_lines_of_flat_pages_stay_above_the_floor() -> None:
    score_extraction = scorer("score_extraction")
    gold = rows_of(SHARED / "gold" / "extraction_text_dev.jsonl.xz")[::3]
    pages = page_table({"document_id": row["id"], "text": row["flat_text"]} for row in gold)
    kept = kept_lines(label_lines(pages, no_evidence()))
    scores = []
    for row in gold:
        lines = row["flat_text"].split("\n")
        text = "\n".join(lines[index] for index in kept.get(row["id"], []))
        scores.append((row["page_type"], score_extraction.prf(row["gold_text"], text)[2]))
    articles = [score for kind, score in scores if kind == "article"]
    assert sum(score for _, score in scores) / len(scores) >= FLAT_F1
    assert sum(articles) / len(articles) >= FLAT_ARTICLES_F1
