"""Texts as they are compared: words as numbers, the same however a text is encoded, spaced or laid out.

Two forms of one word give one number: composed or not, capital or not, the tone mark on either vowel (hòa, hoà).
Nothing of this leaves a comparison. Texts become arrays, so that runs of words are hashed and looked up without a
loop over words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.steps.lexicons import TONE_MARKS
from flows.steps.text_hash import text_hash

Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]

WORD = re.compile(r"\w+")
MARKS = ".,:;!?()[]/-–…\"'“”‘’"
LINE_END = "\n"
# Old and new spelling put the tone on different vowels of a syllable.
TONE_MARK = re.compile(f"[{TONE_MARKS}]")
# Lines of fewer words are menus, captions, credits and cells of tables more often than sentences.
PROSE_LINE_WORDS = 7
# Nor are lines that are half figures: the day and minute at which a page was shown, results, tables.
PROSE_LINE_FIGURES = 0.5
# With fewer words in such sentences, a text is taken as a whole.
PROSE_TEXT_WORDS = 60
# Odd constants with well spread bits (of the golden ratio, and of splitmix64), for hashes of pairs.
MULTIPLIERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))
HALF = np.uint64(32)
PLAIN, NUMBER, NAME, LINE_BREAK = 0, 1, 2, 3
LEAD_WORDS = 30  # of a text: its lead says who the story is about, and a headline may be cut from it
RUN_WORDS = 5  # shorter runs of syllables are shared by chance, longer ones lose reworded copies


@dataclass(frozen=True, eq=False)
class Words:
    """The words of a text in their order, and what comparisons with many other texts ask of them, each made once.

    Attributes:
        hashes: a number for each word.
        kinds: `NUMBER` for a word with a digit, `NAME` for one with a capital first letter, else `PLAIN`.
        is_prose: whether the word stands in a line that can be a sentence; all of them in a text without.
    """

    hashes: Hashes
    kinds: NDArray[np.int8]
    is_prose: Flags

    def part(self, chosen: Flags | slice) -> "Words":
        """Return some of the words."""
        return Words(self.hashes[chosen], self.kinds[chosen], self.is_prose[chosen])

    @cached_property
    def prose(self) -> "Words":
        """The words of sentences alone."""
        return self if self.is_prose.all() else self.part(self.is_prose)

    @cached_property
    def table(self) -> "Words":
        """The words outside of sentences."""
        return self.part(~self.is_prose)

    @cached_property
    def table_figures(self) -> frozenset[int]:
        """The distinct figures outside of sentences."""
        return frozenset(self.hashes[~self.is_prose & (self.kinds == NUMBER)].tolist())

    @cached_property
    def distinct(self) -> frozenset[int]:
        """The distinct words."""
        return frozenset(self.hashes.tolist())

    @cached_property
    def names(self) -> frozenset[int]:
        """The distinct words with a capital first letter."""
        return frozenset(self.hashes[self.kinds == NAME].tolist())

    @cached_property
    def figure_row(self) -> list[int]:
        """The figures in their order."""
        row: list[int] = self.hashes[self.kinds == NUMBER].tolist()
        return row

    @cached_property
    def days(self) -> frozenset[tuple[int, int]]:
        """The days of months that are named in figures, such as 4/7, and what else looks like them."""
        if len(self.figure_row) < 2:  # a day and its month
            return frozenset()
        is_number = self.kinds == NUMBER
        first = np.flatnonzero(is_number[1:] & is_number[:-1])
        pairs = zip(self.hashes[first].tolist(), self.hashes[first + 1].tolist(), strict=True)
        return frozenset((day, month) for day, month in pairs if day in DAYS and month in MONTHS)

    @cached_property
    def figures(self) -> frozenset[int]:
        """The distinct figures."""
        return frozenset(self.figure_row)

    @cached_property
    def runs(self) -> Hashes:
        """A hash of every run of `RUN_WORDS` words, in their order."""
        return run_hashes(self.hashes, RUN_WORDS)

    @cached_property
    def run_order(self) -> NDArray[np.int64]:
        """The places of runs from the least hash to the greatest."""
        return np.argsort(self.runs)

    @cached_property
    def sorted_runs(self) -> Hashes:
        """The hashes of runs from the least to the greatest."""
        return self.runs[self.run_order]


@dataclass(frozen=True, eq=False)
class ArticleWords:
    """The words of an article's text, and of its title, which may have none."""

    text: Words
    title: Words

    @cached_property
    def lead_names(self) -> frozenset[int]:
        """The distinct words with a capital first letter with which the text begins."""
        return self.text.part(slice(LEAD_WORDS)).names


def folded_word(word: str) -> str:
    """Return the word as it is compared: case folded, its tone marks behind its letters, a number without zeros."""
    if word.isdigit():
        return word.lstrip("0")
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFD", word.casefold())
    tones = TONE_MARK.findall(letters)
    return TONE_MARK.sub("", letters) + "".join(tones) if tones else letters


def word_kind(word: str) -> int:
    """Return what sort of fact the word states, if any."""
    if word == LINE_END:
        return LINE_BREAK
    if not word.isalpha() and any(char.isdigit() for char in word):
        return NUMBER
    return NAME if word[0].isupper() else PLAIN


DAYS, MONTHS = (frozenset(text_hash(folded_word(str(number))) for number in range(1, last + 1)) for last in (31, 12))


class WordRows(NamedTuple):
    """The words of many texts in one row.

    Attributes:
        words: all words; `is_prose` says it of each within its own text.
        text_numbers: which text each word is of, from 0.
        text_count: how many texts there are, empty ones counted.
    """

    words: Words
    text_numbers: NDArray[np.int64]
    text_count: int

    def texts(self) -> list[Words]:
        """Return the words of each text."""
        ends = np.searchsorted(self.text_numbers, np.arange(self.text_count + 1)).tolist()
        return [self.words.part(slice(*stretch)) for stretch in pairwise(ends)]


def token_words(token: str) -> list[str]:
    """Return the words of what stands between two spaces; a line's end stands for itself."""
    if token == LINE_END:
        return [token]
    composed = unicodedata.normalize("NFC", token)
    # Most are one word with marks around it, which are found faster than words are.
    bare = composed.strip(MARKS)
    return [bare] if bare.isalnum() else WORD.findall(composed)


def read_words(texts: pl.Series) -> WordRows:
    """Return the words of all texts.

    Each distinct stretch between spaces is taken apart once: most of a text's are met before. They are numbered in
    the order of their first use.
    """
    lists = texts.str.replace_all(LINE_END, f" {LINE_END} ", literal=True).str.split(" ")
    tokens = lists.explode(empty_as_null=False).to_arrow().dictionary_encode()
    numbers = tokens.indices.to_numpy()
    found = [token_words(token) for token in tokens.dictionary.to_pylist()]
    counts = np.fromiter(map(len, found), np.int64, len(found))
    words = list(chain.from_iterable(found))
    number_of = {word: number for number, word in enumerate(dict.fromkeys(words))}
    word_numbers = np.fromiter(map(number_of.__getitem__, words), np.int64, len(words))
    hashes = np.array([text_hash(folded_word(word)) for word in number_of], np.uint64)[word_numbers]
    kinds = np.array([word_kind(word) for word in number_of], np.int8)[word_numbers]
    repeats = counts[numbers]
    ends = np.cumsum(repeats)
    places = places_from((np.cumsum(counts) - counts)[numbers], repeats)  # the words of a token lie side by side
    text_ends = np.concatenate(([0], ends))[np.cumsum(lists.list.len().to_numpy())]
    text_numbers = np.repeat(np.arange(len(texts)), np.diff(text_ends, prepend=0))
    return row_of_words(hashes[places], kinds[places], text_numbers, len(texts))


def places_from(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return so many places from each start on, one stretch after another."""
    places = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    places += np.arange(len(places))
    return places


def row_of_words(
    hashes: Hashes, kinds: NDArray[np.int8], text_numbers: NDArray[np.int64], text_count: int
) -> WordRows:
    """Return words and line ends of many texts as words, each with whether it stands in a sentence."""
    is_break = kinds == LINE_BREAK
    is_start = is_break.copy()
    is_start[:1] = True
    is_start[1:] |= text_numbers[1:] != text_numbers[:-1]
    starts = np.flatnonzero(is_start)
    counts = np.diff(starts, append=len(kinds)) - is_break[starts]
    figure_counts = np.add.reduceat(kinds == NUMBER, starts, dtype=np.int64) if len(starts) else counts
    is_prose = (counts >= PROSE_LINE_WORDS) & (figure_counts < PROSE_LINE_FIGURES * counts)
    owners = text_numbers[starts]
    prose_counts = np.bincount(owners, counts * is_prose, text_count)
    is_prose |= (prose_counts < PROSE_TEXT_WORDS)[owners]
    is_word = ~is_break
    words = Words(hashes[is_word], kinds[is_word], np.repeat(is_prose, counts))
    return WordRows(words, text_numbers[is_word], text_count)


def joined(left: Hashes, right: Hashes) -> Hashes:
    """Return a hash of each pair, in which the order counts; the parts are hashes already."""
    mixed: Hashes = left * MULTIPLIERS[0] + right * MULTIPLIERS[1]
    spread: Hashes = mixed >> HALF
    mixed ^= spread
    return mixed


def run_hashes(words: Hashes, size: int) -> Hashes:
    """Return a hash of every run of `size` consecutive words; none where there are fewer words.

    The polynomial of Rabin and Karp, modulo 2^64, over words that are hashes already.
    """
    count = max(0, len(words) - size + 1)
    mixed = words[:count].copy()
    for place in range(1, size):
        mixed *= MULTIPLIERS[0]
        mixed += words[place : place + count]
    mixed ^= mixed >> HALF
    return mixed


def whole_hash(words: Hashes) -> np.uint64:
    """Return a hash of all words in their order."""
    places: Hashes = np.arange(1, len(words) + 1, dtype=np.uint64)
    return np.uint64(np.bitwise_xor.reduce(joined(words, places), initial=np.uint64(len(words))))
