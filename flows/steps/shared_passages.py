"""The passages that two texts share, where they stand, and what stands instead of them.

Runs of words that both have are shared; so is a stretch between two of them that is as long as what stands at the
same place in the other text: a copy that is edited word by word has another word here and there, a reworded one has
other stretches.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.steps.compared_words import NUMBER, Flags, Hashes, Words, joined, run_hashes

RUN_WORDS = 5  # shorter runs of syllables are shared by chance, longer ones lose reworded copies
FEW_SHARED = 0.25  # of both texts: with less in common, what stands between says nothing
OPENING_WORDS = 60  # at least: longer than a headline and a lead, which copies may replace
OPENING_PART = 3  # the opening is the first third where that is longer
CORE_PRICE = 2  # of a word that is not shared, in words that are
MAX_SWAP_WORDS = 16  # words that a form has room for: a name with an office, a date with its weekday
FRAME = np.zeros(2, np.uint64)  # stands before the first word and behind the last one


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


def covered(runs: Hashes, other_runs: Hashes, word_count: int) -> Flags:
    """Return which words stand in a run that is among the other, sorted ones."""
    found = other_runs[np.minimum(np.searchsorted(other_runs, runs), len(other_runs) - 1)] == runs
    starts = np.flatnonzero(found)
    edges = np.zeros(word_count + 1, np.int64)
    edges[starts] += 1
    edges[starts + RUN_WORDS] -= 1
    return np.cumsum(edges)[:-1] > 0


def shared_words(words: Words, other: Words) -> tuple[Flags, Flags]:
    """Return which words of two texts stand in a run that both have."""
    runs, other_runs = (run_hashes(each.hashes, RUN_WORDS) for each in (words, other))
    counts = len(words.hashes), len(other.hashes)
    if not len(runs) or not len(other_runs):
        return np.zeros(counts[0], np.bool_), np.zeros(counts[1], np.bool_)
    return covered(runs, np.sort(other_runs), counts[0]), covered(other_runs, np.sort(runs), counts[1])


class Gaps(NamedTuple):
    """Short stretches that the other text lacks: where each starts and ends, and a hash of its neighbours."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    neighbours: Hashes

    def places(self) -> dict[tuple[int, int], slice]:
        """Return each stretch by its neighbours and by how many with the same ones come before it."""
        met: Counter[int] = Counter()
        found = {}
        for start, end, key in zip(self.starts.tolist(), self.ends.tolist(), self.neighbours.tolist(), strict=True):
            found[key, met[key]] = slice(start, end)
            met[key] += 1
        return found


def gaps(words: Words, is_shared: Flags) -> Gaps:
    """Return the stretches beside shared words that a form could have room for."""
    edges = np.diff(np.concatenate(([True], is_shared, [True])).astype(np.int8))
    starts, ends = np.flatnonzero(edges == -1), np.flatnonzero(edges == 1)
    fits = ends - starts <= MAX_SWAP_WORDS
    starts, ends = starts[fits], ends[fits]
    framed = np.concatenate((FRAME, words.hashes, FRAME))
    pairs = run_hashes(framed, len(FRAME))
    return Gaps(starts, ends, joined(pairs[starts], pairs[ends + len(FRAME)]))


def figures(words: Words, stretch: slice) -> set[int]:
    """Return the figures of a stretch."""
    return set(words.hashes[stretch][words.kinds[stretch] == NUMBER].tolist())


def shared_passages(words: Words, other: Words) -> Passages:
    """Return what two texts share."""
    is_shared, is_other_shared = shared_words(words, other)
    if max(np.count_nonzero(each) / max(1, len(each)) for each in (is_shared, is_other_shared)) < FEW_SHARED:
        return Passages(is_shared, is_other_shared, 0)
    stretches, other_stretches = gaps(words, is_shared).places(), gaps(other, is_other_shared).places()
    number_swaps = 0
    for place in stretches.keys() & other_stretches.keys():
        stretch, other_stretch = stretches[place], other_stretches[place]
        own, others = figures(words, stretch), figures(other, other_stretch)
        number_swaps += bool(own - others and others - own)
        if stretch.stop - stretch.start == other_stretch.stop - other_stretch.start:
            is_shared[stretch] = True
            is_other_shared[other_stretch] = True
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
