"""The passages that two texts share, where they stand, and what stands instead of them.

Runs of words that both have are shared; so is a stretch between two of them that is as long as what stands at the
same place in the other text: a copy that is edited word by word has another word here and there, a reworded one has
other stretches.

Many pairs are looked at together, their words in one row: pair after pair, and of each pair one text after the other.
These are the *sides* of a pair.
"""

from collections.abc import Sequence
from itertools import chain, groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flows.steps.compared_words import NUMBER, RUN_WORDS, Flags, Hashes, Words, joined, places_from

FEW_SHARED = 0.25  # of both texts: with less in common, what stands between says nothing
OPENING_WORDS = 60  # at least: longer than a headline and a lead, which copies may replace
OPENING_PART = 3  # the opening is the first third where that is longer
CORE_PRICE = 2  # of a word that is not shared, in words that are
MAX_SWAP_WORDS = 16  # words that a form has room for: a name with an office, a date with its weekday
NEIGHBOURS = (-2, -1, 0, 1)  # the two words before a stretch, and behind it
FRAME = np.uint64(0)  # stands before the first word of a text and behind the last one
ROW_WORDS = 1 << 20  # about so many lie in a row: few rows, and memory that long texts don't multiply
Places = NDArray[np.int64]
TextPair = tuple[Words, Words]


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


class Gaps(NamedTuple):
    """Stretches beside shared words that a form could have room for, in the order of the row.

    Attributes:
        starts: place of the first word of each in the row.
        ends: place behind the last one.
        sides: which side each stands on.
    """

    starts: Places
    ends: Places
    sides: Places

    def part(self, chosen: Flags | Places) -> "Gaps":
        """Return some of the stretches."""
        return Gaps(self.starts[chosen], self.ends[chosen], self.sides[chosen])


def shared_passages(pairs: Sequence[TextPair]) -> list[Passages]:
    """Return what the two texts of each pair share."""
    row_numbers = np.cumsum([len(own.hashes) + len(others.hashes) for own, others in pairs]) // ROW_WORDS
    rows = groupby(zip(row_numbers.tolist(), pairs, strict=True), key=itemgetter(0))
    return [found for _, row in rows for found in passages_of_row([pair for _, pair in row])]


def passages_of_row(pairs: Sequence[TextPair]) -> list[Passages]:
    """Return what the two texts of each pair share, of pairs whose words fit into one row."""
    sides = list(chain.from_iterable(pairs))
    lengths = np.array([len(side.hashes) for side in sides])
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    words = np.concatenate([side.hashes for side in sides])
    is_number = np.concatenate([side.kinds for side in sides]) == NUMBER
    is_shared = covered(pairs, bounds)
    own, others = same_places(words, bounds, find_gaps(is_shared, bounds))
    is_as_long = own.ends - own.starts == others.ends - others.starts
    for gaps in (own.part(is_as_long), others.part(is_as_long)):
        is_shared[places_from(gaps.starts, gaps.ends - gaps.starts)] = True
    swaps = np.bincount(own.sides[have_other_figures(words, is_number, own, others)] // 2, minlength=len(pairs))
    parts = [is_shared[start:end] for start, end in pairwise(bounds.tolist())]
    return [Passages(*each) for each in zip(parts[::2], parts[1::2], swaps.tolist(), strict=True)]


def covered(pairs: Sequence[TextPair], bounds: Places) -> Flags:
    """Return which words of the row stand in a run that the other text of their pair has too."""
    is_start = np.zeros(bounds[-1] + RUN_WORDS, np.bool_)
    starts = bounds.tolist()
    for number, (own, others) in enumerate(pairs):
        if len(own.runs) and len(others.runs):
            is_start[starts[2 * number] + own.run_order] = are_among(own.sorted_runs, others.sorted_runs)
            is_start[starts[2 * number + 1] + others.run_order] = are_among(others.sorted_runs, own.sorted_runs)
    is_covered = is_start.copy()
    for step in range(1, RUN_WORDS):
        is_covered[step:] |= is_start[:-step]
    return is_covered[: bounds[-1]]


def are_among(runs: Hashes, others: Hashes) -> Flags:
    """Return which runs are among others, both in the order of their hashes."""
    # In their order, neighbours are looked up near one another, which takes a third of the time.
    are_found: Flags = others.take(others.searchsorted(runs), mode="clip") == runs
    return are_found


def find_gaps(is_shared: Flags, bounds: Places) -> Gaps:
    """Return the stretches between shared words, of those pairs that share enough for them to say something."""
    is_first = np.zeros(len(is_shared) + 1, np.bool_)
    is_first[bounds] = True
    is_open = ~is_shared
    starts = np.flatnonzero(is_open & (is_first[:-1] | np.concatenate(([True], is_shared[:-1]))))
    ends = 1 + np.flatnonzero(is_open & (is_first[1:] | np.concatenate((is_shared[1:], [True]))))
    sides = np.searchsorted(bounds, starts, side="right") - 1
    counts = np.concatenate(([0], np.cumsum(is_shared)))
    shares = np.diff(counts[bounds]) / np.maximum(1, np.diff(bounds))
    is_telling = np.maximum(shares[::2], shares[1::2]) >= FEW_SHARED
    return Gaps(starts, ends, sides).part((ends - starts <= MAX_SWAP_WORDS) & is_telling[sides // 2])


def same_places(words: Hashes, bounds: Places, gaps: Gaps) -> tuple[Gaps, Gaps]:
    """Return the stretches that stand at the same place of both texts of a pair, on the one side and the other.

    A place is known by the two words before and behind it, and by how many with the same ones come before it.
    """
    edges = zip(NEIGHBOURS, (gaps.starts, gaps.starts, gaps.ends, gaps.ends), strict=True)
    around = np.zeros(len(gaps.starts), np.uint64)
    for step, edge in edges:
        place = edge + step
        is_inside = (place >= bounds[gaps.sides]) & (place < bounds[gaps.sides + 1])
        around = joined(around, np.where(is_inside, words.take(place, mode="clip"), FRAME))
    key = joined(joined(around, count_before(around, gaps.sides)), (gaps.sides // 2).astype(np.uint64))
    is_own = gaps.sides % 2 == 0
    own, others = np.flatnonzero(is_own), np.flatnonzero(~is_own)
    _, chosen, other_chosen = np.intersect1d(key[own], key[others], assume_unique=True, return_indices=True)
    return gaps.part(own[chosen]), gaps.part(others[other_chosen])


def count_before(around: Hashes, sides: Places) -> Hashes:
    """Return for each stretch how many of its side with the same neighbours come before it."""
    order = np.lexsort((around, sides))
    is_new = np.ones(len(order), np.bool_)
    is_new[1:] = (np.diff(sides[order]) != 0) | (np.diff(around[order]) != 0)
    place = np.arange(len(order))
    counts = np.empty(len(order), np.uint64)
    counts[order] = place - np.maximum.accumulate(np.where(is_new, place, 0))
    return counts


def have_other_figures(words: Hashes, is_number: Flags, own: Gaps, others: Gaps) -> Flags:
    """Return at which places each of the two texts has a figure that the other doesn't have there."""
    counts = np.concatenate(([0], np.cumsum(is_number)))
    figures = words[is_number]
    bounds = [counts[edge] for edge in (own.starts, own.ends, others.starts, others.ends)]
    found = (bounds[0] < bounds[1]) & (bounds[2] < bounds[3])
    for place in np.flatnonzero(found).tolist():
        start, end, other_start, other_end = (int(bound[place]) for bound in bounds)
        stretch, other = set(figures[start:end].tolist()), set(figures[other_start:other_end].tolist())
        found[place] = bool(stretch - other and other - stretch)
    return found


def opening_share(is_shared: Flags) -> float:
    """Return how much of the text's opening is shared."""
    opening = is_shared[: max(OPENING_WORDS, len(is_shared) // OPENING_PART)]
    return float(np.count_nonzero(opening) / max(1, len(opening)))


def core(is_shared: Flags) -> slice:
    """Return the stretch that is shared most: where words that are not shared cost more than those that are."""
    sums = np.concatenate(([0], np.cumsum(np.where(is_shared, 1, -CORE_PRICE))))
    end = int(np.argmax(sums - np.minimum.accumulate(sums)))
    return slice(int(np.argmin(sums[: end + 1])), end)
