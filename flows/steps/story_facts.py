"""Whether days, figures, names and headlines of two texts agree: bulletins differ in these alone."""

import numpy as np

from flows.steps.compared_words import NAME, NUMBER, Hashes, Words, folded_word, joined
from flows.steps.text_hash import text_hash

FEW_FIGURES = 5  # distinct ones
TABLE_FIGURES = 10  # distinct ones outside of sentences; fewer are a page's date and its counts of comments
TABLE_SHARE = 0.5  # of the words that follow one another in the smaller table: an answer key has the numbers of any
MANY_FIGURES = 16  # that follow another one: a table or a key, of which a copy has nearly all
STRICTNESS = 0.15  # for few figures and for many: three of four may be missing, but none stand for another
DAYS, MONTHS = (
    np.array([text_hash(folded_word(str(number))) for number in range(1, last + 1)], np.uint64) for last in (31, 12)
)
# Two headlines of one form share a third of their words, and each names what the other doesn't: a date or a sum,
# or two people (names of Vietnamese people and teams have two to four words). Two headlines of one story may pick
# other figures of it; the texts of two appointments name both people.
FORM_TITLE = 0.3
FORM_FIGURES, FORM_NAMES = 1, 4


def facts(words: Words, kind: int) -> Hashes:
    """Return the distinct names or figures."""
    return np.unique(words.hashes[words.kinds == kind])


def agreement(own: Hashes, others: Hashes, credit: int = 1) -> float:
    """Return which share of the distinct facts of the text with fewer of them the other has too.

    As many as `credit` says are taken to agree beside those there are: of few facts, one that differs says little.
    """
    shared = len(np.intersect1d(own, others, assume_unique=True))
    return (shared + credit) / (min(len(own), len(others)) + credit)


def figures_agreement(words: Words, other: Words, swap_count: int) -> float:
    """Return how well the figures of two texts agree, 1 at best and below 0 at worst.

    The share of figures that follow the same figure in both, less what is missing of the text with fewer. Another
    figure at the same place counts for two that are missing. Where figures are few, their order says nothing.
    """
    own, others = facts(words, NUMBER), facts(other, NUMBER)
    fewer = min(len(own), len(others))
    missing = fewer - len(np.intersect1d(own, others, assume_unique=True))
    clash = (missing + 2 * swap_count) / (fewer + 1)
    if fewer < FEW_FIGURES:
        return 1 - clash - STRICTNESS
    rows = [each.hashes[each.kinds == NUMBER] for each in (words, other)]
    following, other_following = (np.unique(joined(row[:-1], row[1:])) for row in rows)
    order = agreement(following, other_following, credit=2) - clash / 2
    return order - STRICTNESS if min(len(following), len(other_following)) >= MANY_FIGURES else order


def tables_agree(words: Words, other: Words) -> bool:
    """Say whether what stands outside of sentences agrees, where both texts have many figures there."""
    tables = [each.part(~each.is_prose) for each in (words, other)]
    if min(len(facts(each, NUMBER)) for each in tables) < TABLE_FIGURES:
        return True
    following, other_following = (np.unique(joined(each.hashes[:-1], each.hashes[1:])) for each in tables)
    return agreement(following, other_following) >= TABLE_SHARE


def dates(words: Words) -> Hashes:
    """Return the days of months that a text names in figures, such as 4/7, and what else looks like them."""
    first, second = words.hashes[:-1], words.hashes[1:]
    return np.unique(joined(first, second)[np.isin(first, DAYS) & np.isin(second, MONTHS)])


def name_other_days(words: Words, other: Words) -> bool:
    """Say whether both texts name days, and none in common: what was said once is said again on another day."""
    own, others = dates(words), dates(other)
    return bool(len(own) and len(others)) and not len(np.intersect1d(own, others, assume_unique=True))


def are_of_one_form(title: Words, other: Words, told: Hashes, other_told: Hashes) -> bool:
    """Say whether two titles say the same of different dates, sums or people.

    Args:
        title: Of one article.
        other: Of the other one.
        told: Words of the first article; figures of the other title that are among them are no different ones.
        other_told: The same of the second article.
    """
    own, others = np.unique(title.hashes), np.unique(other.hashes)
    fewer = min(len(own), len(others))
    if not fewer or len(np.intersect1d(own, others, assume_unique=True)) < FORM_TITLE * fewer:
        return False
    return name_other_days(title, other) or any(
        len(np.setdiff1d(facts(title, kind), theirs)) >= least
        and len(np.setdiff1d(facts(other, kind), ours)) >= least
        for kind, least, ours, theirs in ((NUMBER, FORM_FIGURES, told, other_told), (NAME, FORM_NAMES, own, others))
    )
