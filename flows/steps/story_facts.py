"""Whether days, figures, names and headlines of two texts agree: bulletins differ in these alone."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from flows.steps.compared_words import Words, folded_word
from flows.steps.text_hash import text_hash

FEW_FIGURES = 5  # distinct ones
TABLE_FIGURES = 10  # distinct ones outside of sentences; fewer are a page's date and its counts of comments
TABLE_SHARE = 0.5  # of the words that follow one another in the smaller table: an answer key has the numbers of any
MANY_FIGURES = 16  # that follow another one: a table or a key, of which a copy has nearly all
STRICTNESS = 0.15  # for few figures and for many: three of four may be missing, but none stand for another
DAYS, MONTHS = (frozenset(text_hash(folded_word(str(number))) for number in range(1, last + 1)) for last in (31, 12))
# Two headlines of one form share a third of their words, and each names what the other doesn't: a date or a sum,
# or two people (names of Vietnamese people and teams have two to four words). Two headlines of one story may pick
# other figures of it; the texts of two appointments name both people.
FORM_TITLE = 0.3
FORM_FIGURES, FORM_NAMES = 1, 4


def agreement(own: AbstractSet[object], others: AbstractSet[object], credit: int = 1) -> float:
    """Return which share of the distinct facts of the text with fewer of them the other has too.

    As many as `credit` says are taken to agree beside those there are: of few facts, one that differs says little.
    """
    return (len(own & others) + credit) / (min(len(own), len(others)) + credit)


def following(row: Sequence[int]) -> frozenset[tuple[int, int]]:
    """Return the distinct pairs of what follows one another."""
    return frozenset(pairwise(row))


def figures_agreement(words: Words, other: Words, swap_count: int) -> float:
    """Return how well the figures of two texts agree, 1 at best and below 0 at worst.

    The share of figures that follow the same figure in both, less what is missing of the text with fewer. Another
    figure at the same place counts for two that are missing. Where figures are few, their order says nothing.
    """
    fewer = min(len(words.figures), len(other.figures))
    missing = fewer - len(words.figures & other.figures)
    clash = (missing + 2 * swap_count) / (fewer + 1)
    if fewer < FEW_FIGURES:
        return 1 - clash - STRICTNESS
    own, others = following(words.figure_row), following(other.figure_row)
    order = agreement(own, others, credit=2) - clash / 2
    return order - STRICTNESS if min(len(own), len(others)) >= MANY_FIGURES else order


def tables_agree(words: Words, other: Words) -> bool:
    """Say whether what stands outside of sentences agrees, where both texts have many figures there."""
    if min(len(each.table.figures) for each in (words, other)) < TABLE_FIGURES:
        return True
    own, others = (following(each.table.hashes.tolist()) for each in (words, other))
    return agreement(own, others) >= TABLE_SHARE


def dates(words: Words) -> frozenset[tuple[int, int]]:
    """Return the days of months that a text names in figures, such as 4/7, and what else looks like them."""
    places = pairwise(words.figure_places)
    return frozenset(
        pair
        for (place, next_place), pair in zip(places, pairwise(words.figure_row), strict=True)
        if next_place == place + 1 and pair[0] in DAYS and pair[1] in MONTHS
    )


def name_other_days(words: Words, other: Words) -> bool:
    """Say whether both texts name days, and none in common: what was said once is said again on another day."""
    own, others = dates(words), dates(other)
    return bool(own and others) and own.isdisjoint(others)


def are_of_one_form(title: Words, other: Words, told: AbstractSet[int], other_told: AbstractSet[int]) -> bool:
    """Say whether two titles say the same of different dates, sums or people.

    Args:
        title: Of one article.
        other: Of the other one.
        told: What the first article says; figures and names of the other title that are among it are no other ones.
        other_told: The same of the second article.
    """
    fewer = min(len(title.distinct), len(other.distinct))
    if not fewer or len(title.distinct & other.distinct) < FORM_TITLE * fewer:
        return False
    return (
        name_other_days(title, other)
        or min(len(title.figures - other_told), len(other.figures - told)) >= FORM_FIGURES
        or min(len(title.names - other_told), len(other.names - told)) >= FORM_NAMES
    )
