"""Quotations and speakers against the annotated sets; the floors stand a little below what is reached."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from flows.steps.extract_quotes import extract_quotes

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from quote_gold import predictions, seed_paragraphs, text_paragraphs

SHARED = Path(__file__).parents[2].parent / "shared"
SCORER = SHARED / "score" / "score_quotes.py"

pytestmark = [
    pytest.mark.skipif(not SCORER.is_file(), reason="the annotated sets are not beside this checkout"),
    # The scorer leaves its files to the garbage collector to close.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

# set -> joint F1 (words and speaker), joint F1 with the resolved name, share of titles and scare quotes hit.
FLOORS = {
    "seeds_quotes.jsonl": (98.0, 94.0, 0.0),
    "quotes_vi_dev.jsonl": (92.0, 92.0, 0.0),
    "quotes_vi_dev2.jsonl": (85.0, 72.0, 0.0),
    "quotes_en_dev.jsonl.gz": (85.5, None, 34.0),
}


def paragraphs_of(name: str) -> pl.DataFrame:
    return seed_paragraphs(SHARED) if name.startswith("seeds") else text_paragraphs(SHARED / "gold" / name)


@pytest.mark.parametrize("name", FLOORS)
def test_quotations_and_speakers_stay_above_the_floors(name: str, scorer: Callable[[str], ModuleType]) -> None:
    score = scorer("score_quotes")
    found = predictions(extract_quotes(paragraphs_of(name)))
    figures, _ = score.score(score.load_gold(str(SHARED / "gold" / name)), found)
    joint, resolved, hit = FLOORS[name]
    assert figures["joint"] >= joint
    assert figures["neg_hit"] <= hit
    assert resolved is None or figures["joint_resolved"] >= resolved
