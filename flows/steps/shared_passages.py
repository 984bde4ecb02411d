"""The passages that two texts share, where they stand, and what stands instead of them.

Runs of words that both have are shared; so is a stretch between two of them that is as long as what stands at the
same place in the other text: a copy that is edited word by word has another word here and there, a reworded one has
other stretches.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from flows.steps.compared_words import RUN_WORDS, Flags, Words

FEW_SHARED = 0.25  # of both texts: with less in common, what stands between says nothing
OPENING_WORDS = 60  # at least: longer than a headline and a lead, which copies may replace
OPENING_PART = 3  # the opening is the first third where that is longer
FRAME = np.zeros(2, np.uint64)  # stands before the first word and behind the last one
CORE_PRICE = 2  # of a word that is not shared, in words that are
MAX_SWAP_WORDS = 16  # words that a form has room for: a name with an office, a date with its weekday


class Passages(NamedTuple):
    """What two texts share.

    Attributes:
        is_shared: of each word of the first text, whether it stands in a shared passage.
        is_other_shared: the same of the second text.
        number_swaps: places between shared words at which the two have other figures.
    """

    is_shared: Flags
    is_other_shared: Flags
    number_swaps: int

    def shares(self) -> tuple[float, float]:
        """Return how much of each text is shared."""
        own, others = (float(np.count_nonzero(each) / max(1, len(each))) for each in self[:2])
        return own, others

    def similarity(self) -> float:
        """Return the mean of both shares, to as many digits as decisions are made by."""
        return round(sum(self.shares()) / 2, 4)


def covered(words: Words, other: Words) -> Flags:
    """Return which words stand in a run that the other text has too."""
    flags = np.zeros(len(words.hashes), np.bool_)
    if not len(words.runs) or not len(other.runs):
        return flags
    # In their order, neighbours are looked up near one another, which takes a third of the time.
    places = np.searchsorted(other.sorted_runs, words.sorted_runs)
    is_found = np.empty(len(places), np.bool_)
    is_found[words.run_order] = other.sorted_runs[np.minimum(places, len(other.sorted_runs) - 1)] == words.sorted_runs
    for step in range(RUN_WORDS):
        flags[step : step + len(is_found)] |= is_found
    return flags


Stretch = tuple[int, int]  # its first word, and the first one behind it


def gaps(is_shared: Flags) -> list[Stretch]:
    """Return the stretches beside shared words that a form could have room for."""
    edges = (np.flatnonzero(is_shared[1:] != is_shared[:-1]) + 1).tolist()
    bounds = [*edges, len(is_shared)] if is_shared[0] else [0, *edges, len(is_shared)]
    return [
        (start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=False) if end - start <= MAX_SWAP_WORDS
    ]


def places(words: Words, stretches: Sequence[Stretch]) -> dict[tuple[int, ...], Stretch]:
    """Return stretches by the two words before and behind each, and by how many with the same ones come before it."""
    framed = np.concatenate((FRAME, words.hashes, FRAME))
    around = [(start, start + 1, end + 2, end + 3) for start, end in stretches]
    met: Counter[tuple[int, ...]] = Counter()
    found = {}
    for stretch, neighbours in zip(stretches, framed[np.array(around, np.intp).reshape(-1, 4)].tolist(), strict=True):
        key = tuple(neighbours)
        found[*key, met[key]] = stretch
        met[key] += 1
    return found


def figures(words: Words, stretch: Stretch) -> set[int]:
    """Return the figures of a stretch."""
    first, end = (bisect_left(words.figure_places, place) for place in stretch)
    return set(words.figure_row[first:end])


def shared_passages(words: Words, other: Words) -> Passages:
    """Return what two texts share."""
    is_shared, is_other_shared = covered(words, other), covered(other, words)
    if max(np.count_nonzero(each) / max(1, len(each)) for each in (is_shared, is_other_shared)) < FEW_SHARED:
        return Passages(is_shared, is_other_shared, 0)
    stretches, other_stretches = places(words, gaps(is_shared)), places(other, gaps(is_other_shared))
    number_swaps = 0
    for place in stretches.keys() & other_stretches.keys():
        (start, end), (other_start, other_end) = stretches[place], other_stretches[place]
        own, others = figures(words, (start, end)), figures(other, (other_start, other_end))
        number_swaps += bool(own - others and others - own)
        if end - start == other_end - other_start:
            is_shared[start:end] = True
            is_other_shared[other_start:other_end] = True
    return Passages(is_shared, is_other_shared, number_swaps)


def opening_share(is_shared: Flags) -> float:
    """Return how much of the text's opening is shared."""
    opening = is_shared[: max(OPENING_WORDS, len(is_shared) // OPENING_PART)]
    return float(np.count_nonzero(opening) / max(1, len(opening)))


def core(is_shared: Flags) -> slice:
    """Return the stretch that is shared most: where words that are not shared cost more than those that are."""
    sums = np.concatenate(([0], np.cumsum(np.where(is_shared, 1, -CORE_PRICE))))
    end = int(np.argmax(sums - np.minimum.accumulate(sums)))
    return slice(int(np.argmin(sums[: end + 1])), end)
