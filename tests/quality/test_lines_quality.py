"""Kept lines and article fields against the annotated pages; the floors stand a little below what is reached."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable
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
LEAST_PAGES = 3  # of a language; fewer say nothing
# Japanese and Korean (five and three pages) are not there yet: captions printed twice or without a credit that the
# lexicons know, summaries by machine, lists of appointments.
KNOWN_SHORTFALLS = {"ja": 0.05, "ko": 0.06}
SEED_KIND_FLOORS = {  # share of the annotated lines of a kind that came out as it
    "title": 0.99,
    "lead": 0.7,
    "body": 0.97,
    "subheading": 0.8,
    "caption": 0.6,
    "image_name": 0.99,
    "hashtag": 0.99,
    "source_credit": 0.7,
    "date": 0.99,
    "ad": 0.99,
    "related": 0.9,
}
FLAT_F1, FLAT_ARTICLES_F1 = 0.87, 0.905  # every third page of extraction_text_dev


def test_kept_lines_of_the_seeds_stay_above_the_floor(scorer: Callable[[str], ModuleType]) -> None:
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


def test_kept_lines_of_flat_pages_stay_above_the_floor(scorer: Callable[[str], ModuleType]) -> None:
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


def test_kinds_of_the_seeds_are_told_apart() -> None:
    """The confusion table of the annotated kinds: what each came out as, `pytest -rP` prints it."""
    gold = {(row["doc"], row["line_no"] - 1): row["label"] for row in rows_of(SHARED / "gold" / "seeds_lines.jsonl")}
    found = label_lines(seed_pages(SEEDS), no_evidence())
    told = {(row["document_id"], row["line_index"]): row["kind"] for row in found.iter_rows(named=True)}
    assert told.keys() == gold.keys()
    confusion = Counter((label, told[line]) for line, label in gold.items())
    for (label, kind), count in sorted(confusion.items()):
        print(f"{label:18} {kind:18} {count}")
    for label, floor in SEED_KIND_FLOORS.items():
        whole = sum(count for (given, _), count in confusion.items() if given == label)
        assert confusion[label, label] / whole >= floor, label


def simple_rules() -> dict[str, Callable[[list[str]], list[str]]]:
    """What anyone would try first: long lines, sentences, and the run of lines with most words."""

    def long_lines(lines: list[str]) -> list[str]:
        return [line for line in lines if len(line) >= 80]

    def sentences(lines: list[str]) -> list[str]:
        return [
            line for line in lines if len(line) >= 40 and line.rstrip("\"'”’»)").endswith((".", "!", "?", "。", "…"))
        ]

    def between_long_lines(lines: list[str]) -> list[str]:
        places = [place for place, line in enumerate(lines) if len(line) >= 140]
        return lines[places[0] : places[-1] + 1] if places else []

    return {rule.__name__: rule for rule in (long_lines, sentences, between_long_lines)}


@pytest.mark.long
def test_no_language_falls_below_the_best_simple_rule(scorer: Callable[[str], ModuleType]) -> None:
    """With the packaged parameters, which were fitted to these pages too; unseen sites: `train_line_labeller`."""
    score_extraction = scorer("score_extraction")
    gold = rows_of(SHARED / "gold" / "extraction_text_dev.jsonl.xz")
    kept = kept_lines(
        label_lines(page_table({"document_id": row["id"], "text": row["flat_text"]} for row in gold), no_evidence())
    )
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in gold:
        lines = row["flat_text"].split("\n")
        texts = {name: rule([line for line in lines if line.strip()]) for name, rule in simple_rules().items()}
        texts["labeller"] = [lines[index] for index in kept.get(row["id"], [])]
        for name, chosen in texts.items():
            scores[str(row["lang"])][name].append(score_extraction.prf(row["gold_text"], "\n".join(chosen))[2])
    for language, found in sorted(scores.items()):
        means = {name: sum(values) / len(values) for name, values in found.items()}
        print(language, len(found["labeller"]), {name: round(value, 3) for name, value in means.items()})
        if len(found["labeller"]) >= LEAST_PAGES:
            assert means["labeller"] >= max(means.values()) - KNOWN_SHORTFALLS.get(language, 0.0), language
