"""How alike two articles are, and whether a reader would want only one of the two.

What is looked at:

- *shared passages*: the share of each text's words that stands in runs of words that the other has too. A copy with
  other words here and there keeps most of its runs, and so does a reworded press release; two reports of one event
  don't. A cut copy lies in the other's passages nearly whole.
- *the openings*: news comes first. A follow-up shares its background and opens with something new.
- *figures and names*: a bulletin of another day has other figures, a story written from the same form other names,
  at the same places between the same neighbours, and its headline says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from flows.steps.compared_words import ArticleWords, Words
from flows.steps.shared_passages import Passages, core, opening_share, shared_passages
from flows.steps.story_facts import (
    agreement,
    are_of_one_form,
    figures_agreement,
    name_other_days,
    tables_agree,
)

ALIKE = 0.8  # texts that share this much are alike wherever the rest stands
HALF_ALIKE = 0.5  # two texts that are both plainly copies of a third may share so little, and are one story
CONTAINED_OPENING = 0.5  # of both: a round-up that holds a story among others opens with another one
# A wrapped copy begins as the other does, and other stories' teasers follow it in both.
CORE_OPENING = 0.7  # of each opening is shared at least
CORE_SHARE = 0.35  # of each text, at least
MAX_CORE_SHARE = 0.9  # and of one at most: what is left must be more than the day that the two differ in
CORE_WORDS = 80  # and so many, or too few facts stand in it to tell bulletins apart
# So many names are taken to agree beside those there are: of two or three, as in a script without capitals, one that
# differs says little.
FEW_NAMES = 2


@dataclass(frozen=True)
class CopyRules:
    """When two articles are copies. Tuned on 4,002 made documents and 218 pairs of real ones that were read.

    Attributes:
        resemblance: least mean share of both texts that stands in shared passages. Lower, and more rewording still
            counts as a copy.
        containment: least share of one text alone, for cut copies and copies with other text around them.
        opening: least share of both openings, for texts that are not alike throughout.
        numbers: least agreement of the figures, between -1 and 1.
        names: least share of the words with a capital, of the text with fewer, that the other has too.
        near_words: texts with fewer words are copies only when they are equal.
    """

    resemblance: float = 0.65
    containment: float = 0.85
    opening: float = 0.3
    numbers: float = 0.25
    names: float = 0.6
    near_words: int = 40


DEFAULT_RULES = CopyRules()


class Likeness(NamedTuple):
    """What a comparison of two texts gave.

    Attributes:
        similarity: mean share of both texts in shared passages; none where it was not measured.
        is_copy: whether a reader would want only one of the two.
        is_exact: whether the two have the same words in the same order.
        is_half_copy: whether half of both is shared and nothing tells the two apart: they are copies if a third
            text, of which both are plainly copies, says so.
    """

    similarity: float | None
    is_copy: bool = False
    is_exact: bool = False
    is_half_copy: bool = False


class Shares(NamedTuple):
    """How much two texts share.

    Attributes:
        similarity: the mean share of both, to as many digits as decisions are made by.
        most: the greater share of the two.
        opening: the smaller share of the two openings.
    """

    similarity: float
    most: float
    opening: float


def measure(found: Passages) -> Shares:
    """Return how much two texts share."""
    own, others = found.shares()
    return Shares(round((own + others) / 2, 4), max(own, others), min(opening_share(each) for each in found[:2]))


def are_alike(shares: Shares, rules: CopyRules) -> bool:
    """Say whether two texts share enough, and their openings too unless they are alike throughout."""
    if shares.similarity >= rules.resemblance:
        return shares.similarity >= ALIKE or shares.opening >= rules.opening
    return shares.most >= rules.containment and shares.opening >= CONTAINED_OPENING


def are_half_alike(shares: Shares, rules: CopyRules) -> bool:
    """Say whether two texts share half, and some of their openings."""
    return shares.similarity >= HALF_ALIKE and shares.opening >= rules.opening


def cut_to_cores(own: Words, others: Words, found: Passages) -> tuple[Words, Words] | None:
    """Return the cores of two texts.

    Nothing where one core is a small part of its text, or where both are nearly all of theirs.
    """
    stretches = core(found.is_shared), core(found.is_other_shared)
    lengths = [stretch.stop - stretch.start for stretch in stretches]
    shares = [length / len(each) for length, each in zip(lengths, found[:2], strict=True)]
    if min(lengths) < CORE_WORDS or not CORE_SHARE <= min(shares) <= MAX_CORE_SHARE:
        return None
    return own.part(stretches[0]), others.part(stretches[1])


def tell_one_story(own: Words, others: Words, number_swaps: int, rules: CopyRules) -> bool:
    """Say whether days, figures and names of two texts agree."""
    return (
        not name_other_days(own, others)
        and figures_agreement(own, others, number_swaps) >= rules.numbers
        and agreement(own.names, others.names, FEW_NAMES) >= rules.names
    )


def are_told_apart(article: ArticleWords, other: ArticleWords, rules: CopyRules) -> bool:
    """Say whether lengths, headlines or tables show two articles to be no copies, whatever their texts share."""
    return (
        min(len(article.text.hashes), len(other.text.hashes)) < rules.near_words
        or are_of_one_form(article, other, is_one_text=True)
        or not tables_agree(article.text, other.text)
    )


def have_one_core(own: Words, others: Words, found: Passages, rules: CopyRules) -> bool:
    """Say whether two texts are copies without what follows in both."""
    cores = cut_to_cores(own, others, found)
    if cores is None:
        return False
    [inside] = shared_passages([cores])
    return are_alike(measure(inside), rules) and tell_one_story(*cores, inside.number_swaps, rules)


class Pair(NamedTuple):
    """Two articles, and whether their likeness is measured even where less than the texts tells them apart."""

    article: ArticleWords
    other: ArticleWords
    is_measured: bool = False


def likeness_at_once(pair: Pair, rules: CopyRules) -> Likeness | None:
    """Return the likeness of articles of the same words and of those told apart; none where passages decide."""
    own, others = pair.article.text.hashes, pair.other.text.hashes
    if len(own) == len(others) and np.array_equal(own, others):
        return Likeness(1.0, is_copy=True, is_exact=True, is_half_copy=True)
    if not pair.is_measured and are_told_apart(pair.article, pair.other, rules):
        return Likeness(None)
    return None


def judge(pair: Pair, found: Passages, rules: CopyRules) -> Likeness:
    """Return how alike two articles are that share these passages."""
    article, other, is_measured = pair
    shares = measure(found)
    is_one_text = shares.similarity >= rules.resemblance
    if not is_one_text and are_of_one_form(article, other, is_one_text=False):
        return Likeness(shares.similarity)
    if is_measured and are_told_apart(article, other, rules):
        return Likeness(shares.similarity)
    is_alike, is_half_alike = are_alike(shares, rules), are_half_alike(shares, rules)
    is_one_story = (is_alike or is_half_alike) and tell_one_story(article.text, other.text, found.number_swaps, rules)
    is_copy = is_alike and is_one_story
    if not is_copy and shares.opening >= CORE_OPENING:
        is_copy = have_one_core(article.text.prose, other.text.prose, found, rules)
    return Likeness(shares.similarity, is_copy, is_half_copy=is_half_alike and is_one_story)


def compare_articles(pairs: Sequence[Pair], rules: CopyRules) -> list[Likeness]:
    """Return how alike the two articles of each pair are."""
    at_once = [likeness_at_once(pair, rules) for pair in pairs]
    others = [pair for pair, likeness in zip(pairs, at_once, strict=True) if likeness is None]
    passages = shared_passages([(pair.article.text.prose, pair.other.text.prose) for pair in others])
    judged = (judge(pair, found, rules) for pair, found in zip(others, passages, strict=True))
    return [next(judged) if likeness is None else likeness for likeness in at_once]
