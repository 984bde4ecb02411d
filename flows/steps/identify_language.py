"""Language of every article and of each paragraph.

Letters speak first: a text with enough letters that only Vietnamese has is Vietnamese. For all others, langdetect's
exact posterior (`language_profiles`) names the language. It knows 55 and answers one of them for any other as surely,
so that it cannot say itself where it is unsure. CLD2, which knows a hundred and sixty and costs less than the
n-grams, is therefore asked beside it, and counts where it agrees or names a language that langdetect cannot know.
What the two disagree on and what is too short is `und`: a wrong language is worse than none.

A paragraph takes its article's language unless its own words say another one surely enough.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
import pycld2

from flows.steps.language_letters import (
    WORD,
    LetterCounts,
    count_letters,
    letter_bytes,
    text_sample,
    vietnamese_syllables,
)
from flows.steps.language_lexicon import CLD2_CODES, CLOSE_RELATIVES, FOREIGN_LETTERS, NO_LANGUAGES
from flows.steps.language_profiles import ISO_CODES, UNIT, Likelihoods, packaged_profiles, text_likelihoods
from schemas.stages import ARTICLE_LANGUAGES, TEXT_PARAGRAPHS

UNDETERMINED = ("und", 0.0)
# Shares and scores below are measured on the texts of `tests/quality/test_language_quality.py`.
# Bytes in UTF-8 of all letters: fewer than this carry too little. Two Chinese signs say as much as a short word.
MIN_LETTER_BYTES = 6
# A text with this share of letters that only Vietnamese has is Vietnamese beyond doubt: a seventh of running text,
# a twelfth where every other name is foreign; English with Vietnamese names stays below.
SURE_SHARE = 0.08
# Of running Vietnamese, one letter in five has a mark that English has not; below this share the accents are missing.
ACCENTED_SHARE = 0.02
# Nineteen in twenty unaccented Vietnamese sentences have more syllables than this among their words, and one in a
# thousand sentences of other languages; fragments of Tswana or Maori often do, so few words must all be syllables.
SYLLABLE_SHARE = 0.8
SYLLABLE_SHARE_ALONE = 0.85
MARKED_SHARE = 0.5  # where words that are no names have letters that only Vietnamese has
MIN_SYLLABLES_AGAINST = 10  # words that outweigh two detectors that agree: "hot girl" in a Vietnamese sentence
MIN_SYLLABLES_ALONE = 8  # that are nearly sure where the detectors contradict each other
MIN_SYLLABLES = 3  # that are more likely than not
DOUBTFUL_SCORE = 0.55
# langdetect's lead, in logarithms per root of n-grams, from which it is right more often than CLD2 where they differ.
CLEAR_LEAD = 1.5
MIN_CLEAR_LETTERS = 20
CLEAR_SCORE = 0.6
MIN_SCORE = 0.5  # below it the answer is more likely wrong than right
RELATIVE_SCORE = 0.75  # at most, where a close relative looks the same
# CLD2 alone is right on three quarters of 12 letters and on 97 of 100 texts of 100: letters / (letters + 4).
DOUBT_LETTERS = 4
MIN_PARAGRAPH_LETTERS = 60
MIN_SWITCH_SCORE = 0.9
MIN_SMALL_SHARE = 0.5  # of the words: a line of names has no language of its own
CODE = re.compile("[a-z]{2,3}")
HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
MAX_FOREIGN_SHARE = 0.02  # of letters that the language does not write


class Guess(NamedTuple):
    """The language that a detector finds and how clearly: langdetect's lead, or CLD2's share of the text."""

    language: str
    strength: float


NO_GUESS = Guess("und", 0.0)


class Letters(NamedTuple):
    """Of one text: letters of any script, and those that only Vietnamese has."""

    letter_count: int
    sure_count: int


def best_guesses(likelihoods: Likelihoods, languages: Sequence[str]) -> list[Guess]:
    """Return the best language of each text by langdetect, with its lead over the next."""
    codes = [ISO_CODES.get(language, language) for language in languages]
    distinct = sorted(set(codes))
    columns = [[at for at, code in enumerate(codes) if code == each] for each in distinct]
    merged = np.stack([likelihoods.sums[:, those].max(axis=1) for those in columns], axis=1)
    order = np.argsort(-merged, axis=1, kind="stable")[:, :2]
    best, second = np.take_along_axis(merged, order, axis=1).T
    leads = (best - second) / (UNIT * np.sqrt(np.maximum(1, likelihoods.ngram_counts)))
    return [
        Guess(distinct[at], lead) if count else NO_GUESS
        for at, lead, count in zip(order[:, 0], leads.tolist(), likelihoods.ngram_counts.tolist(), strict=True)
    ]


def broad_guess(text: str) -> Guess:
    """Return the language of most of the text by CLD2, with its share of the text."""
    is_reliable, _, found = pycld2.detect(text, isPlainText=True, bestEffort=True)
    code, percent = found[0][1], found[0][2]
    language = CLD2_CODES.get(code, code)
    if not is_reliable or language in NO_LANGUAGES or not CODE.fullmatch(language):
        return NO_GUESS
    return Guess(language, percent / 100)


def relatives(language: str) -> tuple[str, ...]:
    """Return the languages that a text can hardly be told from in, this one among them: none for most."""
    return next((group for group in CLOSE_RELATIVES if language in group), ())


def can_be(language: str, text: str, letters: Letters) -> bool:
    """Say whether the letters of a text allow a language that a detector found.

    Yoruba has marks in common with Vietnamese, which langdetect writes all alike; its profile of Korean has
    Chinese signs; CLD2 calls short Russian texts Serbian.
    """
    small = text.lower()
    if sum(map(small.count, FOREIGN_LETTERS.get(language, ""))) > MAX_FOREIGN_SHARE * letters.letter_count:
        return False
    if language == "vi":
        syllables = vietnamese_syllables(text)
        return syllables.share >= (MARKED_SHARE if syllables.has_marks else SYLLABLE_SHARE)
    return language != "ko" or HANGUL.search(text) is not None


def vietnamese_score(text: str, letters: Letters, own: Guess, broad: Guess) -> float:
    """Return how likely a text is Vietnamese by guesses and syllables: 0 where they do not speak for it."""
    if own.language == broad.language == "vi":
        return letters.letter_count / (letters.letter_count + 1)
    alone = letters.letter_count / (letters.letter_count + DOUBT_LETTERS)
    syllables = vietnamese_syllables(text)
    if syllables.has_marks and syllables.share >= SYLLABLE_SHARE:
        return alone  # "Northbridge United: Whitfield tỏa sáng", of names but for its last words
    count = syllables.word_count if syllables.share >= SYLLABLE_SHARE_ALONE else 0
    if own.language == broad.language:
        return DOUBTFUL_SCORE if count >= MIN_SYLLABLES_AGAINST else 0.0
    if "vi" in (own.language, broad.language):
        return alone if NO_GUESS in (own, broad) else DOUBTFUL_SCORE
    if count >= MIN_SYLLABLES_ALONE:
        return alone
    return DOUBTFUL_SCORE if count >= MIN_SYLLABLES else 0.0


def weighed(
    text: str, letters: Letters, own: Guess, broad: Guess, own_languages: frozenset[str]
) -> tuple[str, float]:
    """Return the language that langdetect's and CLD2's guess together make most likely, and how likely it is.

    A text of names alone has only the language in which both agree; CLD2 takes them for any of its rarer ones.
    """
    own_is_ruled_out = own != NO_GUESS and not can_be(own.language, text, letters)
    own = NO_GUESS if own_is_ruled_out else own
    broad = broad if can_be(broad.language, text, letters) else NO_GUESS
    score = vietnamese_score(text, letters, own, broad)
    if score > 0:
        return "vi", score
    count = letters.letter_count
    if own.language == broad.language:
        return own.language, count / (count + 1)
    if vietnamese_syllables(text).word_count == 0:
        return UNDETERMINED
    if broad != NO_GUESS and (own_is_ruled_out or broad.language not in own_languages):
        likely = count / (count + DOUBT_LETTERS) * broad.strength
        return broad.language, min(likely, RELATIVE_SCORE) if relatives(own.language) else likely
    if own.strength >= CLEAR_LEAD and count >= MIN_CLEAR_LETTERS:
        return own.language, CLEAR_SCORE
    return UNDETERMINED


def answer(language: str, score: float) -> tuple[str, float]:
    """Return what is said of a text for which this is most likely."""
    score = min(score, RELATIVE_SCORE) if relatives(language) else score
    return (language, round(score, 4)) if language != "und" and score >= MIN_SCORE else UNDETERMINED


def identify_samples(samples: list[str], counts: LetterCounts) -> list[tuple[str, float]]:
    """Return the language and score of each sample."""
    letters = [Letters(*each) for each in zip(counts.letters.tolist(), counts.sure.tolist(), strict=True)]
    found = {}
    for text, known in zip(samples, letters, strict=True):
        if known.letter_count < MIN_LETTER_BYTES and letter_bytes(text) < MIN_LETTER_BYTES:
            found[text] = UNDETERMINED
        elif known.sure_count >= SURE_SHARE * known.letter_count and can_be("vi", text, known):
            found[text] = answer("vi", known.letter_count / (known.letter_count + 1))
    open_texts = {text: known for text, known in zip(samples, letters, strict=True) if text not in found}
    if open_texts:
        profiles = packaged_profiles()
        own_languages = frozenset(ISO_CODES.get(language, language) for language in profiles.languages)
        guesses = best_guesses(text_likelihoods(list(open_texts), profiles), profiles.languages)
        for (text, known), own in zip(open_texts.items(), guesses, strict=True):
            found[text] = answer(*weighed(text, known, own, broad_guess(text), own_languages))
    return [found[text] for text in samples]


def identify_texts(texts: list[str]) -> list[tuple[str, float]]:
    """Return for each text its language and how likely it is, in order.

    The language is an ISO 639-1 code, 639-3 where there is none, and `und` with a score of 0 where it cannot be told:
    too few letters, or the detectors contradict each other. The score is the share of texts of that length and
    agreement for which the answer is right (0.5 to 1). Long texts are read in parts.
    """
    samples = [text_sample(text) for text in texts]
    return identify_samples(samples, count_letters(samples))


def identify_language(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the language of each article, as the table `article_languages`."""
    samples = [text_sample(text) for text in articles["text"]]
    counts = count_letters(samples)
    found = identify_samples(samples, counts)
    is_accented = (counts.vietnamese >= ACCENTED_SHARE * counts.letters).tolist()
    columns = [
        pl.Series("language", [language for language, _ in found], pl.String),
        pl.Series("language_score", [score for _, score in found], pl.Float64),
        pl.Series(
            "is_unaccented",
            [language == "vi" and not has for (language, _), has in zip(found, is_accented, strict=True)],
            pl.Boolean,
        ),
    ]
    return articles.select("document_id", "article_index").with_columns(columns).sort(ARTICLE_LANGUAGES.sort_key)


def is_switch(text: str, language: str, own: tuple[str, float]) -> bool:
    """Say whether a paragraph of an article in `language` is surely in the other one that was found for itself.

    A close relative is no other one: the article as a whole has told them apart better. Nor has a line of names one.
    """
    own_relatives = relatives(own[0])
    if own[1] < (RELATIVE_SCORE if own_relatives else MIN_SWITCH_SCORE) or language in own_relatives:
        return False
    words = WORD.findall(text)
    return sum(not word[0].isupper() for word in words) >= MIN_SMALL_SHARE * len(words)


def paragraph_language(text: str, of_article: tuple[str, float], own: tuple[str, float]) -> tuple[str, float]:
    """Return the language of a paragraph from its article's and from what its own words say."""
    if own[0] == of_article[0]:
        return max(own, of_article)
    return own if is_switch(text, of_article[0], own) else of_article


def identify_paragraph_languages(paragraphs: pl.DataFrame, article_languages: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs with their language, as the table `text_paragraphs`."""
    known = paragraphs.join(
        article_languages.select("document_id", "article_index", "language", "language_score"),
        on=["document_id", "article_index"],
    )
    of_articles = known.select("language", "language_score").rows()
    samples = [text_sample(text) for text in known["text"]]
    counts = count_letters(samples)
    is_vietnamese = (known["language"] == "vi").to_numpy() & (counts.sure >= SURE_SHARE * counts.letters)
    asked = np.flatnonzero((counts.letters >= MIN_PARAGRAPH_LETTERS) & ~is_vietnamese).tolist()
    found = list(of_articles)
    answers = identify_samples([samples[at] for at in asked], LetterCounts(*(each[asked] for each in counts)))
    for at, own in zip(asked, answers, strict=True):
        found[at] = paragraph_language(samples[at], of_articles[at], own)
    return (
        known.with_columns(
            pl.Series("language", [language for language, _ in found], pl.String),
            pl.Series("language_score", [score for _, score in found], pl.Float64),
            pl.col("text").hash().alias("text_hash"),
        )
        .select(TEXT_PARAGRAPHS.columns)
        .sort(TEXT_PARAGRAPHS.sort_key)
    )
