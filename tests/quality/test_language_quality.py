"""Languages of the collected texts; the floors stand a little below what is reached."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from flows.steps.identify_language import best_guesses, identify_texts
from flows.steps.language_letters import text_sample
from flows.steps.language_profiles import ISO_CODES, packaged_profiles, text_likelihoods, text_ngrams, word_keys

TEXTS = Path(__file__).parents[2].parent / "shared" / "gold" / "language_dev.jsonl.gz"

pytestmark = pytest.mark.skipif(not TEXTS.is_file(), reason="the collected texts are not beside this checkout")

FLOORS = {
    **dict.fromkeys(("doc_vi", "para_vi", "head_vi", "vi_nfd_sent", "vi_nfd_doc", "vi_caps_sent"), 1.0),
    **dict.fromkeys(("vi_caps_head", "vi_eng_sent", "vi_nodia_doc", "vi_ui", "doc_en", "mixed_en_para"), 1.0),
    "vi_nodia_sent": 0.99,
    "frag_vi": 0.96,
    "vi_nodia_frag": 0.78,
    "sentence": 0.945,
    "doc": 0.975,
    "frag": 0.76,
    "wordpair": 0.72,
}
SURE = 0.9  # score from which a reader would not doubt a language
SURE_TRIALS = 0.999  # probability of the library's answer where its trials agree
EVERY = 3  # of the texts are shown to the library itself, which needs half a minute for all


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    with gzip.open(TEXTS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def found(rows: list[dict[str, Any]]) -> list[tuple[str, float]]:
    return identify_texts([row["text"] for row in rows])


@pytest.fixture(scope="module")
def library() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(0)
    return factory


@pytest.mark.parametrize("kind", FLOORS)
def test_languages_stay_above_the_floors(
    kind: str, rows: list[dict[str, Any]], found: list[tuple[str, float]]
) -> None:
    right = [row["lang"] == own for row, (own, _) in zip(rows, found, strict=True) if row["kind"] == kind]
    assert sum(right) >= FLOORS[kind] * len(right)


def test_no_sentence_of_another_language_is_called_vietnamese(
    rows: list[dict[str, Any]], found: list[tuple[str, float]]
) -> None:
    wrong = Counter(
        row["kind"] for row, (own, _) in zip(rows, found, strict=True) if own == "vi" and row["lang"] != "vi"
    )
    assert set(wrong) <= {"frag"}
    assert wrong["frag"] <= 8


def test_sure_answers_are_right(rows: list[dict[str, Any]], found: list[tuple[str, float]]) -> None:
    sure = [row["lang"] == own for row, (own, score) in zip(rows, found, strict=True) if score >= SURE]
    assert len(sure) > 5_000
    assert sum(sure) >= 0.985 * len(sure)


def test_ngrams_of_thousands_of_texts_are_the_librarys(rows: list[dict[str, Any]], library: DetectorFactory) -> None:
    known = set(packaged_profiles().keys.tolist())
    for row in rows[::2]:
        sample = text_sample(row["text"])
        detector = library.create()
        detector.append(sample)
        detector.cleaning_text()
        ours = [key for key in text_ngrams([sample])[0].tolist() if key in known]
        assert sorted(ours) == sorted(word_keys(detector._extract_ngrams()).tolist()), row["id"]


def test_the_exact_posterior_agrees_with_the_librarys_trials_and_is_right_as_often(
    rows: list[dict[str, Any]], library: DetectorFactory
) -> None:
    profiles = packaged_profiles()
    codes = {ISO_CODES.get(language, language) for language in profiles.languages}
    some = [row for row in rows[::EVERY] if row["lang"] in codes]
    samples = [text_sample(row["text"]) for row in some]
    guesses = best_guesses(text_likelihoods(samples, profiles), profiles.languages)
    exact, drawn, sure, same = 0, 0, 0, 0
    for row, sample, guess in zip(some, samples, guesses, strict=True):
        if guess.language == "und":  # no n-gram of any profile: the library gives an error
            continue
        detector = library.create()
        detector.append(sample)
        best = detector.get_probabilities()[0]
        exact += row["lang"] == guess.language
        drawn += row["lang"] == ISO_CODES.get(best.lang, best.lang)
        sure += best.prob > SURE_TRIALS
        same += best.prob > SURE_TRIALS and ISO_CODES.get(best.lang, best.lang) == guess.language
    assert sure > 2_000
    assert same >= 0.999 * sure
    assert exact >= 0.999 * drawn
