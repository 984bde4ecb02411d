"""The words of a noun phrase, and what can be told from them one by one."""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from flows.steps import quote_lexicon
from flows.steps.quote_grammar import PhraseSet, spellings
from flows.steps.quote_spans import UPPER

CAPITALS = frozenset(UPPER) | {"@"}
EDGES = "\"“”'‘’.,;:!?…()[]*-–—|"
_SHORT_TITLES = spellings(quote_lexicon.SHORT_TITLES)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?[aăâeêioôơuưyà-ỹ]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


class Word(NamedTuple):
    """A word without the punctuation at its edges."""

    start: int
    end: int
    core: str
    lower: str
    is_cut: bool  # punctuation stands behind it

    @property
    def is_capital(self) -> bool:
        """Whether it is written like a name."""
        return self.core[0] in CAPITALS


# Most of what is built here is words: without the named arguments it takes half the time.
_word: Callable[[tuple[int, int, str, str, bool]], Word] = partial(tuple.__new__, Word)


def phrase_words(text: str, start: int, end: int, limit: int | None = None) -> list[Word]:
    """Return the words of `text[start:end]`, or the first of them, without the punctuation at their edges."""
    found = []
    has_bracket = text.find(" (", start, end + 2) >= 0
    behind = start
    for raw in text[start:end].split(None, -1 if limit is None else limit)[:limit]:
        at = text.index(raw, behind)
        behind = at + len(raw)
        is_cut = has_bracket and text.startswith(" (", behind)
        if raw.isalnum():
            found.append(_word((at, behind, raw, raw.lower(), is_cut)))
            continue
        core = raw.strip(EDGES)
        if core.strip("@"):  # which begins the name of an account, and alone is none
            at += raw.index(core)
            core = core + "." if raw.endswith(".") and f"{core.lower()}." in _SHORT_TITLES else core
            found.append(_word((at, at + len(core), core, core.lower(), is_cut or raw[-1] in ",;:")))
    return found


def prefix_length(words: list[Word], group: PhraseSet) -> int:
    """Return how many words the longest entry of the group takes at the start."""
    length = 0
    following = group.following
    for count, word in enumerate(words, 1):
        if word.lower not in following:
            break
        following = following[word.lower]
        if "" in following:
            length = count
    return length


def joined(words: list[Word]) -> str:
    """Return the words in small letters, as the lists of phrases have them."""
    return " ".join([word.lower for word in words])


def are_syllables(words: list[Word]) -> bool:
    """Tell whether each word can be a syllable of Vietnamese, as some short foreign ones can."""
    return all(_SYLLABLE.fullmatch(word.lower) for word in words)
