"""The name in a surface: without the pronoun, the titles, the offices and the places in front of it."""

import re

from flows.steps import quote_lexicon
from flows.steps.lexicons import OUTLET_NAMES
from flows.steps.quote_grammar import PLACE_NAMES, PLACE_NOUNS, SURNAMES, Grammar, spellings
from flows.steps.quote_phrases import (
    FULL_NAME_WORDS,
    NAME_LINKS,
    family_index,
    is_given_name_place,
    is_office_letters,
)
from flows.steps.quote_words import Word, are_syllables, phrase_words, prefix_length

MIN_PLACE_AND_NAME_WORDS = 3  # a place and the two words of a person's name
_SUFFIXES = spellings(quote_lexicon.NAME_SUFFIXES)
_AMBIGUOUS_TITLES = spellings(quote_lexicon.AMBIGUOUS_TITLES)
_PAPER_WORDS = spellings(quote_lexicon.PAPER_WORDS)
_ACRONYM = re.compile(r"[A-Z]{2,5}")  # a person's initials have full stops, or an honorific before them
_OUTLETS = frozenset(OUTLET_NAMES)


def run_behind_place(run: str) -> str:
    """Return what follows the place that a run of capitals opens with: `tại Liên Hợp Quốc Nikki Haley`."""
    if len(run.split()) < MIN_PLACE_AND_NAME_WORDS:
        return ""
    words = phrase_words(run, 0, len(run))
    places = prefix_length(words, PLACE_NAMES)
    return run[words[places].start :] if places and len(words) > places + 1 else ""


def is_place(name: str) -> bool:
    """Tell a name that is a place, a state or one of its offices, and nobody's: not "Hồ Chí Minh"."""
    words = phrase_words(name, 0, len(name))
    if not words or (len(words) == FULL_NAME_WORDS and words[0].lower in SURNAMES):
        return False
    while count := prefix_length(words, PLACE_NAMES):
        words = words[count:]
    return not words


def is_one_person(name: str) -> bool:
    """Tell what may be a person's name from a place, from letters that stand for an office, and from a paper."""
    words = phrase_words(name, 0, len(name))
    if len(words) == 1 and is_given_name_place(words, 0):
        return True
    return not (is_place(name) or _ACRONYM.fullmatch(name) or name.lower() in _OUTLETS)


def bare_name(surface: str, grammar: Grammar) -> str:
    """Return the name without the pronoun, titles, offices and countries in front of it."""
    words = phrase_words(surface, 0, len(surface))
    if grammar.language != "vi":
        return " ".join(word.core.lstrip("@") for word in _behind_titles(words, grammar))
    length, read = len(words), words
    family = family_index(words, 1) if len(words) > 3 and words[0].lower not in SURNAMES else None
    is_name = family is not None and (len(words) - family > 2 or not all(word.is_capital for word in words[:family]))
    words = words[family:] if is_name else _behind_lower_case(words)
    while len(words) > 1:
        count = prefix_length(words, grammar.before_names)
        count = count or int(not words[0].is_capital or words[0].lower in grammar.not_starts)
        is_titled = len(words) > 2 or len(words) < length
        count = count or int(is_titled and is_office_letters(words, 0) and _holds_name(words))
        if (
            not count
            or count >= len(words)
            or _is_part_of_name(words, count, read[: len(read) - len(words)], grammar)
        ):
            break
        if words[0].is_capital and words[0].lower in SURNAMES and len(words) > count and count == 1:
            break
        words = words[count:]
    return " ".join(word.core.lstrip("@") for word in words)


def _holds_name(words: list[Word]) -> bool:
    """Tell letters of an office before who serves there from those before its place: "UBND TP Hồ Chí Minh"."""
    behind = next((at for at, word in enumerate(words) if not word.core.isupper()), len(words))
    count = len(words) - behind
    least = FULL_NAME_WORDS if words[behind - 1].lower in PLACE_NOUNS else 2  # "TP Châu Đốc" is no person either
    is_family = count >= least and words[behind].lower in SURNAMES
    return behind == 1 or (is_family and prefix_length(words[behind:], PLACE_NAMES) < count)


def _behind_lower_case(words: list[Word]) -> list[Word]:
    """Return the capitals behind the last word without one: an office or a trade stands before a name."""
    for at in range(len(words) - 1, 0, -1):
        if not words[at - 1].is_capital and words[at].is_capital and words[at - 1].lower not in NAME_LINKS:
            is_in_place = f"{words[at - 1].lower} {words[at].lower}" in PLACE_NAMES.phrases and at + 1 < len(words)
            return words[at + is_in_place :]
    return words


def _is_part_of_name(words: list[Word], count: int, before: list[Word], grammar: Grammar) -> bool:
    """Tell "Đức Huy", "Nhật Minh Tâm", "Bà Rịa", "Jordan Baker" and "Chicago Tribune" from "Pháp Macron".

    Syllables of Vietnamese are one name. A country that is a given name too is a country behind the title of who
    serves a state.
    """
    places = prefix_length(words, PLACE_NAMES)
    is_titled = bool(prefix_length(words[count:], grammar.before_names))
    if places > count or (words[count].lower in _PAPER_WORDS and places == count and not is_titled):
        return True
    if count != 1 or not words[0].is_capital:
        return False
    if len(words) > 2:
        is_first = words[0].lower in _AMBIGUOUS_TITLES and places == 1 and not before
        return is_first and not is_titled and are_syllables(words[1:])
    if words[0].lower in _AMBIGUOUS_TITLES:
        return are_syllables(words[1:])
    return is_given_name_place([*before, *words], len(before))


def _behind_titles(words: list[Word], grammar: Grammar) -> list[Word]:
    """Return what follows the last title: "Dunmore County Sheriff Tomas Berg" is Tomas Berg."""
    for at in range(len(words) - 1, 0, -1):
        word = words[at - 1]
        is_title = word.lower in grammar.before_names.phrases or word.lower.endswith(grammar.title_ends)
        if (is_title or not word.is_capital) and words[at].is_capital and words[at].lower not in _SUFFIXES:
            is_link = word.lower in NAME_LINKS and at > 1 and words[at - 2].is_capital
            if not is_link:
                return words[at:]
    return words
