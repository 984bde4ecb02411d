"""What the letters and syllables of a text say of its language before any n-gram is counted.

Letters with the marks of Vietnamese tones and vowels stand in no other widely written language, so a text with
enough of them needs no detector. Where the accents are missing, its syllables still tell: Vietnamese has a few
hundred toneless ones, each written as a word of its own.
"""

import re
import unicodedata
from typing import NamedTuple

import numpy as np

from flows.steps.language_lexicon import (
    SHARED_VIETNAMESE_LETTERS,
    SYLLABLE_ONSETS,
    SYLLABLE_RHYMES,
    VIETNAMESE_FORMS,
)
from flows.steps.language_profiles import Counts, code_points, distinct_points
from flows.steps.lexicons import VIETNAMESE_LETTERS

# Some hundred n-grams decide, as langdetect's own trials show; a longer text is read in three parts.
SAMPLE_PARTS = 3
SAMPLE_CHARACTERS = 400  # of each part
SYLLABLE_CHARACTERS = 240  # whose words are looked at: two sentences
# What neither detector reads and CLD2 refuses: controls, halves of pairs, the last two of each plane, hidden signs.
PLANE_ENDS = "".join(chr((plane << 16) + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
UNREAD = re.compile(f"[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\ud800-\udfff\ufdd0-\ufdef\ufeff{PLANE_ENDS}]")
LONG_MARKS = re.compile(r"([\u0300-\u036f]{4})[\u0300-\u036f]+")  # no letter has more; long runs are slow to compose
COUNT_BITS = 21  # of one of three counts in a number: no text has two million letters of a kind
WORD = re.compile(r"[^\W\d_]+")
UNSPOKEN = re.compile("[bcdfghjklmnpqrstvwxz]+")  # "km", "kg": no word of any language
SURE_LETTERS = frozenset(VIETNAMESE_LETTERS) - frozenset(SHARED_VIETNAMESE_LETTERS)


def with_marks(endings: tuple[str, ...]) -> str:
    """Return the pattern of these parts of syllables, each letter in all its Vietnamese forms."""
    return "|".join("".join(f"[{VIETNAMESE_FORMS.get(letter, letter)}]" for letter in each) for each in endings)


SYLLABLE = re.compile(f"(?:{with_marks(SYLLABLE_ONSETS)})?(?:{with_marks(SYLLABLE_RHYMES)})")


class LetterCounts(NamedTuple):
    """Of each text: letters of any script, letters of Vietnamese, and those that no other language has."""

    letters: Counts
    vietnamese: Counts
    sure: Counts


def text_sample(text: str) -> str:
    """Return what of a text is read to tell its language: all of a short one; NFC, small where all is capital."""
    if len(text) > SAMPLE_PARTS * SAMPLE_CHARACTERS:
        gap = (len(text) - SAMPLE_CHARACTERS) // (SAMPLE_PARTS - 1)
        text = " ".join(text[part * gap : part * gap + SAMPLE_CHARACTERS] for part in range(SAMPLE_PARTS))
    text = text.replace("\n", " ")
    if not text.isprintable():
        text = UNREAD.sub(lambda found: "" if found[0] == "\xad" else " ", text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", LONG_MARKS.sub(r"\1", text))
    return text.lower() if text.isupper() else text


def count_letters(texts: list[str]) -> LetterCounts:
    """Return the letters of each text; they are to be NFC."""
    points, starts = code_points(texts)
    if not texts:
        return LetterCounts(starts, starts, starts)
    found = distinct_points(points)
    characters = [chr(point) for point in found.tolist()]
    # Three counts in one number, so that the points are gone through once.
    values = [
        character.isalpha()
        + ((character.lower() in VIETNAMESE_LETTERS) << COUNT_BITS)
        + ((character.lower() in SURE_LETTERS) << 2 * COUNT_BITS)
        for character in characters
    ]
    table = np.zeros(int(found[-1]) + 1, np.int64)
    table[found] = values
    sums = np.add.reduceat(table[points], starts)
    mask = (1 << COUNT_BITS) - 1
    return LetterCounts(sums & mask, (sums >> COUNT_BITS) & mask, sums >> 2 * COUNT_BITS)


def letter_bytes(text: str) -> int:
    """Return the length in UTF-8 of the letters of a text."""
    return len("".join(filter(str.isalpha, text)).encode())


class Syllables(NamedTuple):
    """How many words tell, the share that are syllables of Vietnamese, and whether any has a mark of its own."""

    word_count: int
    share: float
    has_marks: bool


def vietnamese_syllables(text: str) -> Syllables:
    """Return how many distinct words of the beginning are Vietnamese syllables, with their marks or without.

    Words with a capital are mostly names, also foreign ones; they are counted where no word is without.
    """
    words = dict.fromkeys(WORD.findall(text[:SYLLABLE_CHARACTERS]))
    small = [word for word in words if word == word.lower() and UNSPOKEN.fullmatch(word) is None]
    told = small or [word.lower() for word in words]
    return Syllables(
        len(small),
        sum(SYLLABLE.fullmatch(word) is not None for word in told) / max(1, len(told)),
        any(not SURE_LETTERS.isdisjoint(word) for word in told),
    )
