"""Quotations and speakers against the annotated sets; the floors stand a little below what is reached."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from flows.steps.extract_quotes import extract_quotes
from flows.steps.quote_lexicon import QUOTE_RULE_TALLIES

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from quote_gold import predictions, rows_of, rule_outcomes, seed_paragraphs, text_paragraphs

SHARED = Path(__file__).parents[2].parent / "shared"
SCORER = SHARED / "score" / "score_quotes.py"

pytestmark = [
    pytest.mark.skipif(not SCORER.is_file(), reason="the annotated sets are not beside this checkout"),
    # The scorer leaves its files to the garbage collector to close.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

# set -> span exact F1, joint F1 (words and speaker), joint F1 with the resolved name, share of others hit.
# Of the 49 marked spans that English annotators left out and that are found, 33 are read to be quotations.
FLOORS = {
    "seeds_quotes.jsonl": (98.0, 98.0, 96.0, 0.0),
    "quotes_vi_dev.jsonl": (96.0, 96.0, 96.0, 0.0),
    "quotes_vi_dev2.jsonl": (96.0, 88.0, 81.0, 0.0),
    "quotes_en_dev.jsonl.gz": (93.5, 87.8, None, 23.0),
    "quotes_de_dev.jsonl.gz": (83.0, 60.5, None, 7.0),
}
MIN_INDIRECT_RECALL = 0.7  # of the reported clauses of named sources in the running text of the seeds
MIN_INDIRECT_PRECISION = 0.85
MAX_SCORE_DRIFT = 0.04  # between a rule's written precision and what is counted now


def paragraphs_of(name: str) -> pl.DataFrame:
    return seed_paragraphs(SHARED) if name.startswith("seeds") else text_paragraphs(SHARED / "gold" / name)


@pytest.fixture(scope="module")
def found() -> dict[str, pl.DataFrame]:
    return {name: extract_quotes(paragraphs_of(name)) for name in FLOORS}


@pytest.mark.parametrize("name", FLOORS)
def test_quotations_and_speakers_stay_above_the_floors(
    name: str, found: dict[str, pl.DataFrame], scorer: Callable[[str], ModuleType]
) -> None:
    score = scorer("score_quotes")
    figures, _ = score.score(score.load_gold(str(SHARED / "gold" / name)), predictions(found[name]))
    exact, joint, resolved, hit = FLOORS[name]
    assert figures["exact"]["F1"] >= exact
    assert figures["joint"] >= joint
    assert figures["neg_hit"] <= hit
    assert resolved is None or figures["joint_resolved"] >= resolved


def test_each_rules_score_is_its_precision_on_the_annotated_sets(
    found: dict[str, pl.DataFrame], scorer: Callable[[str], ModuleType]
) -> None:
    score = scorer("score_quotes")
    right: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for name, quotes in found.items():
        for rule, is_right in rule_outcomes(quotes, score.load_gold(str(SHARED / "gold" / name)), score):
            counted[rule] += 1
            right[rule] += is_right
    written = {rule: tally for rule, tally in QUOTE_RULE_TALLIES.items() if tally.is_annotated}
    drift = {rule: abs(right[rule] / counted[rule] - tally.right / tally.counted) for rule, tally in written.items()}
    assert {rule: round(share, 3) for rule, share in drift.items() if share > MAX_SCORE_DRIFT} == {}


def test_reported_speech_of_the_seeds_is_found(found: dict[str, pl.DataFrame]) -> None:
    gold = [row for row in rows_of(SHARED / "gold" / "seeds_indirect.jsonl") if not row["boilerplate"]]
    indirect = found["seeds_quotes.jsonl"].filter(pl.col("kind") == "indirect")
    spans = [(row["document_id"], row["char_start"], row["char_end"]) for row in indirect.iter_rows(named=True)]
    annotated = [(row["doc"], row["start"], row["end"]) for row in gold]
    named = [(row["doc"], row["start"], row["end"]) for row in gold if row["named"]]
    recall = sum(any(overlap(one, other) >= 0.5 for other in spans) for one in named) / len(named)
    precision = sum(any(overlap(one, other) >= 0.5 for other in annotated) for one in spans) / len(spans)
    assert recall >= MIN_INDIRECT_RECALL
    assert precision >= MIN_INDIRECT_PRECISION


def overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> float:
    """Return intersection over union of two spans of a document."""
    shared = min(one[2], other[2]) - max(one[1], other[1])
    return 0.0 if one[0] != other[0] or shared <= 0 else shared / (max(one[2], other[2]) - min(one[1], other[1]))
