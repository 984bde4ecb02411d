"""Whether days, figures, names and headlines of two texts agree: bulletins differ in these alone."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from flows.steps.compared_words import ArticleWords, Words

FEW_FIGURES = 5  # distinct ones
TABLE_FIGURES = 10  # distinct ones outside of sentences; fewer are a page's date and its counts of comments
TABLE_SHARE = 0.5  # of the words that follow one another in the smaller table: an answer key has the numbers of any
MANY_FIGURES = 16  # that follow another one: a table or a key, of which a copy has nearly all
STRICTNESS = 0.15  # for few figures and for many: three of four may be missing, but none stand for another
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
    if min(len(words.table_figures), len(other.table_figures)) < TABLE_FIGURES:
        return True
    own, others = (following(each.table.hashes.tolist()) for each in (words, other))
    return agreement(own, others) >= TABLE_SHARE


def name_other_days(words: Words, other: Words) -> bool:
    """Say whether both texts name days, and none in common: what was said once is said again on another day."""
    return bool(words.days and other.days) and words.days.isdisjoint(other.days)


def are_of_one_form(article: ArticleWords, other: ArticleWords, *, is_one_text: bool) -> bool:
    """Say whether two titles say the same of different dates, sums or people.

    Args:
        article: One article.
        other: The other one.
        is_one_text: Whether a figure of one title is no other one where it stands in the other article's text.
    """
    words, other_words = article.title.distinct, other.title.distinct
    fewer = min(len(words), len(other_words))
    if not fewer or len(words & other_words) < FORM_TITLE * fewer:
        return False
    return (
        name_other_days(article.title, other.title)
        or give_other_figures(article, other, is_one_text=is_one_text)
        or name_other_people(article, other)
    )


def give_other_figures(article: ArticleWords, other: ArticleWords, *, is_one_text: bool) -> bool:
    """Say whether each of two titles has figures that the other doesn't have, nor, of one text, the other's text."""
    own, others = article.title.figures - other.title.figures, other.title.figures - article.title.figures
    if is_one_text and own and others:
        own, others = own - other.text.figures, others - article.text.figures
    return min(len(own), len(others)) >= FORM_FIGURES


def name_other_people(article: ArticleWords, other: ArticleWords) -> bool:
    """Say whether each of two titles has names that neither the other title nor the other text's lead has."""
    own, others = article.title.names - other.title.distinct, other.title.names - article.title.distinct
    if min(len(own), len(others)) >= FORM_NAMES:
        own, others = own - other.lead_names, others - article.lead_names
    return min(len(own), len(others)) >= FORM_NAMES
