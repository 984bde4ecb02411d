"""How well each language that langdetect knows explains a text: its own profiles and n-grams, as arrays.

langdetect (Nakatani Shuyo, "Language Detection Library for Java", 2010) draws n-grams of the text at random and
multiplies their probabilities until one language stands out, seven times over. Here nothing is drawn: the logarithms
of all n-grams are added. That is the posterior that its trials estimate; it needs no seed and is right at least as
often. The tests hold n-grams and sums to the library's own.

Logarithms are whole numbers, so that their sums are the same on every machine and in every order.
"""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from langdetect.detector import Detector
from langdetect.utils.ngram import NGram

Counts = npt.NDArray[np.int64]
Weights = npt.NDArray[np.int32]

UNIT = 4096  # of a logarithm; 100,000 n-grams of a text still add up within 32 bits
SPACE = ord(" ")
SEPARATOR = "\n"  # after each text; langdetect reads it as a space
POINT_BITS = 21  # of a code point; three of them fill the key of an n-gram
FIRST_NOT_LATIN = 0x300  # as langdetect counts: it means to leave out the block of Vietnamese, and does not
# Read and added at once: so much stays in a processor's cache, which is three times faster.
BATCH_CHARACTERS = 1 << 16
CHUNK_NGRAMS = 1 << 12
ASCII_LETTERS = re.compile("[A-z]")  # with the marks between them, as langdetect has it
# langdetect's own codes. Its profile `no` was made from texts in Bokmål.
ISO_CODES = {"zh-cn": "zh", "zh-tw": "zh", "no": "nb"}


class LanguageProfiles(NamedTuple):
    """Weights (UNIT times the logarithm) of each n-gram, one row for each of the sorted `keys`, in each language."""

    languages: tuple[str, ...]
    keys: Counts
    weights: Weights


class Likelihoods(NamedTuple):
    """Of each text: the sum of its n-grams' weights in each language, and how many n-grams there are."""

    sums: Counts
    ngram_counts: Counts


class CodePoints(NamedTuple):
    """Code points of several texts in a row, each text with a separator behind it, and where each begins."""

    points: Counts
    starts: Counts


def packaged_profiles() -> LanguageProfiles:
    """Return the profiles of the installed langdetect; one column for each of its own codes, by name."""
    folder = files("langdetect").joinpath("profiles")
    found = sorted((each for each in folder.iterdir() if each.is_file()), key=lambda each: each.name)
    profiles = [json.loads(each.read_text(encoding="utf-8")) for each in found]
    words = [word for profile in profiles for word in profile["freq"]]
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    counts = chain.from_iterable(profile["freq"].values() for profile in profiles)
    frequencies = np.fromiter(counts, np.float64, len(words))
    columns = np.repeat(np.arange(len(profiles)), [len(profile["freq"]) for profile in profiles])
    totals = np.array([profile["n_words"] for profile in profiles], np.float64)
    keys, rows = np.unique(word_keys(words), return_inverse=True)
    smoothing = Detector.ALPHA_DEFAULT / Detector.BASE_FREQ
    weights = np.full((len(keys), len(profiles)), round(UNIT * float(np.log(smoothing))), np.int32)
    logarithms = np.log(smoothing + frequencies / totals[columns, lengths - 1])
    weights[rows, columns] = np.rint(UNIT * logarithms).astype(np.int32)
    return LanguageProfiles(tuple(profile["name"] for profile in profiles), keys, weights)


def word_keys(words: list[str]) -> Counts:
    """Return the keys of n-grams of one to three characters."""
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    points = np.frombuffer(("\0\0" + "".join(words)).encode("utf-32-le"), np.uint32).astype(np.int64)
    last = np.cumsum(lengths) + 1
    second = np.where(lengths > 1, points[last - 1], 0)
    return ngram_keys(np.where(lengths > 2, points[last - 2], 0), second, points[last])


def ngram_keys(third: Counts, second: Counts, last: Counts) -> Counts:
    """Return one number for the code points of each n-gram; 0 stands for none."""
    return (third << 2 * POINT_BITS) | (second << POINT_BITS) | last


def code_points(texts: list[str]) -> CodePoints:
    """Return the code points of all texts."""
    joined = "".join(text + SEPARATOR for text in texts).encode("utf-32-le", "surrogatepass")
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    return CodePoints(np.frombuffer(joined, np.uint32).astype(np.int64), np.cumsum(lengths) - lengths)


def distinct_points(points: Counts) -> Counts:
    """Return the distinct code points, sorted."""
    return np.flatnonzero(np.bincount(points)) if len(points) else points


def readable(texts: list[str]) -> list[str]:
    """Return the texts without addresses, and without ASCII letters where those are few among others.

    Both is what langdetect does first, by its own patterns.
    """
    bare = [Detector.URL_RE.sub(" ", text) if "://" in text else text for text in texts]
    bare = [Detector.MAIL_RE.sub(" ", text) if "@" in text else text for text in bare]
    points, starts = code_points(bare)
    is_other = points >= FIRST_NOT_LATIN
    if not is_other.any():
        return bare
    is_latin = (points >= ord("A")) & (points <= ord("z"))
    others = np.add.reduceat(is_other, starts, dtype=np.int64)
    latins = np.add.reduceat(is_latin, starts, dtype=np.int64)
    return [
        ASCII_LETTERS.sub("", text) if is_mostly_other else text
        for text, is_mostly_other in zip(bare, latins * 2 < others, strict=True)
    ]


def text_ngrams(texts: list[str]) -> tuple[Counts, Counts]:
    """Return the keys of all n-grams that langdetect would read from the texts, and the text that each is of.

    An n-gram is a character with up to two before it, none of them before the last space. Where two capitals
    stand together, none ends at the second: langdetect leaves out words in capitals.
    """
    points, starts = code_points(readable(texts))
    is_end = np.zeros(len(points), bool)
    is_end[starts[1:] - 1] = True
    is_end[-1:] = True
    found = distinct_points(points)
    characters = [NGram.normalize(chr(point)) for point in found.tolist()]
    normal, capital = np.zeros(int(found[-1]) + 1, np.int64), np.zeros(int(found[-1]) + 1, bool)
    normal[found] = [ord(character) for character in characters]
    capital[found] = [character.isupper() for character in characters]
    last, is_capital = normal[points], capital[points]
    second = np.concatenate(([SPACE], last[:-1]))
    third = np.concatenate(([SPACE], second[:-1]))
    is_read = ~(is_end | (is_capital & np.concatenate(([False], is_capital[:-1]))))
    nothing = np.zeros_like(last)
    keys = [ngram_keys(nothing, nothing, last), ngram_keys(nothing, second, last), ngram_keys(third, second, last)]
    is_known = [last != SPACE, (second != SPACE) | (last != SPACE), second != SPACE]
    numbers = np.cumsum(is_end) - is_end
    chosen = np.stack([is_read & known for known in is_known], axis=1)
    return np.stack(keys, axis=1)[chosen], np.broadcast_to(numbers[:, None], chosen.shape)[chosen]


def text_likelihoods(texts: list[str], profiles: LanguageProfiles) -> Likelihoods:
    """Return how well each language explains each text; n-grams that no profile has are left out."""
    nothing = Likelihoods(np.zeros((0, len(profiles.languages)), np.int64), np.zeros(0, np.int64))
    found = [nothing, *(batch_likelihoods(batch, profiles) for batch in text_batches(texts))]
    return Likelihoods(*map(np.concatenate, zip(*found, strict=True)))


def text_batches(texts: list[str]) -> Iterator[list[str]]:
    """Yield the texts in batches of about BATCH_CHARACTERS, at least one text each."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def batch_likelihoods(texts: list[str], profiles: LanguageProfiles) -> Likelihoods:
    """Return the likelihoods of a few texts."""
    sums = np.zeros((len(texts), len(profiles.languages)), np.int64)
    keys, numbers = text_ngrams(texts)
    rows = np.minimum(np.searchsorted(profiles.keys, keys), len(profiles.keys) - 1)
    is_known = profiles.keys[rows] == keys
    rows, numbers = rows[is_known], numbers[is_known]
    for start in range(0, len(rows), CHUNK_NGRAMS):
        chunk, texts_of_chunk = rows[start : start + CHUNK_NGRAMS], numbers[start : start + CHUNK_NGRAMS]
        firsts = np.flatnonzero(np.diff(texts_of_chunk, prepend=-1))
        sums[texts_of_chunk[firsts]] += np.add.reduceat(profiles.weights[chunk], firsts, axis=0)
    return Likelihoods(sums, np.bincount(numbers, minlength=len(texts)))
