"""Language of every article and of each paragraph, by langdetect with a fixed seed.

langdetect draws random trials; seeded with 0 for every text, it gives the same answer for the same text whatever
came before. It answers something for a line of digits, so texts with few letters are not shown to it.

A paragraph takes its article's language unless its own letters say otherwise and it is long enough to be sure of.
"""

import re
import unicodedata

import polars as pl
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from flows.steps.lexicons import VIETNAMESE_LETTERS
from schemas.stages import ARTICLE_LANGUAGES, TEXT_PARAGRAPHS

UNDETERMINED = ("und", 0.0)
SEED = 0
# Fewer letters than this carry too little to tell languages apart; langdetect calls "Zoey" German.
MIN_LETTERS = 10
MIN_PARAGRAPH_LETTERS = 60
# langdetect's verdict on an article settles within its first paragraphs, and its cost grows with the length.
MAX_CHARACTERS = 3_000
VIETNAMESE_LETTER = re.compile(f"[{VIETNAMESE_LETTERS}]")
# Of running Vietnamese, one letter in five is such a letter; below this share the accents are missing.
ACCENTED_SHARE = 0.02
# A paragraph with this share of them is Vietnamese beyond doubt.
VIETNAMESE_SHARE = 0.08
NON_ISO_CODES = {"zh-cn": "zh", "zh-tw": "zh"}  # langdetect's own codes


def letter_count(text: str) -> int:
    """Return the number of letters of any script."""
    return sum(map(str.isalpha, text))


def identify_texts(texts: list[str]) -> list[tuple[str, float]]:
    """Return for each text its ISO 639-1 code (`und` where it cannot be told) and a score in 0..1, in order."""
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(SEED)
    return [identify_text(text, factory) for text in texts]


def identify_text(text: str, factory: DetectorFactory) -> tuple[str, float]:
    """Return the language that langdetect finds most probable for the head of the text."""
    normalised = unicodedata.normalize("NFC", text[:MAX_CHARACTERS])
    if letter_count(normalised) < MIN_LETTERS:
        return UNDETERMINED
    detector = factory.create()
    # All capitals are rare in its profiles: "VIỆT NAM" reads as Vietnamese in small letters only.
    detector.append(normalised.lower() if normalised.isupper() else normalised)
    try:
        guesses = detector.get_probabilities()
    except LangDetectException:  # no feature of any profile in the text
        return UNDETERMINED
    if not guesses:
        return UNDETERMINED
    best = guesses[0]
    return NON_ISO_CODES.get(best.lang, best.lang), round(min(1.0, best.prob), 4)


def vietnamese_share(text: str) -> float:
    """Return the share of letters that only Vietnamese has among those of the head of the text."""
    folded = unicodedata.normalize("NFC", text[:MAX_CHARACTERS]).lower()
    return len(VIETNAMESE_LETTER.findall(folded)) / max(1, letter_count(folded))


def identify_language(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the language of each article, as the table `article_languages`."""
    texts = articles["text"].to_list()
    found = identify_texts(texts)
    is_unaccented = [
        language == "vi" and vietnamese_share(text) < ACCENTED_SHARE
        for text, (language, _) in zip(texts, found, strict=True)
    ]
    columns = [
        pl.Series("language", [language for language, _ in found], pl.String),
        pl.Series("language_score", [score for _, score in found], pl.Float64),
        pl.Series("is_unaccented", is_unaccented, pl.Boolean),
    ]
    return articles.select("document_id", "article_index").with_columns(columns).sort(ARTICLE_LANGUAGES.sort_key)


def differs_by_letters(text: str, language: str) -> bool:
    """Say whether the letters of a paragraph leave room for a language other than its article's."""
    if letter_count(text) < MIN_PARAGRAPH_LETTERS:
        return False
    return language != "vi" or vietnamese_share(text) < VIETNAMESE_SHARE


def identify_paragraph_languages(paragraphs: pl.DataFrame, article_languages: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs with their language, as the table `text_paragraphs`."""
    known = paragraphs.join(
        article_languages.select("document_id", "article_index", "language", "language_score"),
        on=["document_id", "article_index"],
    )
    rows = known.select("text", "language", "language_score").rows()
    asked = [text for text, language, _ in rows if differs_by_letters(text, language)]
    answers = iter(identify_texts(asked) if asked else [])
    found = [
        next(answers) if differs_by_letters(text, language) else (language, score) for text, language, score in rows
    ]
    sure = [
        own if own[0] != "und" else (language, score) for own, (_, language, score) in zip(found, rows, strict=True)
    ]
    return (
        known.with_columns(
            pl.Series("language", [language for language, _ in sure], pl.String),
            pl.Series("language_score", [score for _, score in sure], pl.Float64),
        )
        .select(TEXT_PARAGRAPHS.columns)
        .sort(TEXT_PARAGRAPHS.sort_key)
    )
