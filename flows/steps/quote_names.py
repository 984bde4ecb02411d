"""Which person a speaker's surface stands for: the fullest name of the article that holds it.

Vietnamese persons are called by the last syllable of their name ("ông Thắng"), others by the last word or,
where the family name stands first, by the first one; so a match at the end outranks one at the start.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from flows.steps import quote_lexicon
from flows.steps.quote_carry import Quote
from flows.steps.quote_rules import CLAUSE_CHARACTERS, Attribution
from flows.steps.quote_spans import UPPER, Span, sentence_start
from flows.steps.quote_speakers import (
    DESCRIPTION,
    NAME,
    SURNAMES,
    Grammar,
    Phrase,
    bare_name,
    clause_pieces,
    phrase_at,
)

MAX_NAME_WORDS = 5  # longer runs of capitals are headings or lists
SUBJECT_SENTENCES = 3  # read backwards for the person that a pronoun stands for
MAX_SHORT_WORDS = 2  # a name of three words or more is already full

_CAPITALISED = rf"(?:[{UPPER}]\.|[{UPPER}][\w'’-]*)"
_RUN = re.compile(rf"(?<!\w){_CAPITALISED}(?:[ \u00a0]{_CAPITALISED})+")
_GENDERS = {"f": ("bà", "chị", "cô", "mrs", "ms", "she"), "m": ("ông", "anh", "chú", "cậu", "thầy", "mr", "he")}
_GENDER_OF = {word: gender for gender, words in _GENDERS.items() for word in words}
_HONORIFICS = "|".join(form for word in _GENDER_OF for form in (word, word.capitalize()))
_HONORIFIC = re.compile(rf"\b({_HONORIFICS})\.?[ \u00a0]((?:{_CAPITALISED}[ \u00a0]?)+)")
_PLACE_NOUNS = frozenset(quote_lexicon.PLACE_NOUNS.pattern.split("|"))


class Names(NamedTuple):
    """The full names of an article and what their honorifics tell."""

    grammar: Grammar
    fullest: dict[str, str]  # one or two words of a name -> the name they stand for
    genders: dict[str, str]  # last word of a name -> "f" or "m"


def article_names(texts: list[str], grammar: Grammar) -> Names:
    """Read the names of an article's paragraphs."""
    runs = Counter(run for text in texts for run in _runs(text))
    counts: Counter[str] = Counter()
    for run, count in runs.items():
        counts[_run_name(run, grammar)] += count
    genders: dict[str, str] = {}
    for text in texts:
        for match in _HONORIFIC.finditer(text):
            genders.setdefault(match[2].split()[-1], _GENDER_OF[match[1].lower()])
    return Names(grammar, _by_short_form(counts), genders)


def _runs(text: str) -> Iterator[str]:
    for match in _RUN.finditer(text):
        before = text[max(0, match.start() - 10) : match.start()].split()
        if not before or before[-1].lower() not in _PLACE_NOUNS:
            yield match.group()


def _run_name(run: str, grammar: Grammar) -> str:
    """Return the name in a run of capitals without titles before it and the next sentence's word behind it."""
    first = run.split(maxsplit=1)[0]
    if first.isupper() and len(first) > 1 and first.lower() not in grammar.titles:
        return ""
    words = bare_name(run.removesuffix("'s").removesuffix("’s"), grammar).split()
    while len(words) > 1 and words[-1].lower() in grammar.not_starts and words[-1].lower() not in SURNAMES:
        words = words[:-1]
    return " ".join(words)


def _by_short_form(counts: Counter[str]) -> dict[str, str]:
    """Return for each one or two neighbouring words the name they stand for: by position, then by frequency."""
    best: dict[str, tuple[tuple[int, int], str]] = {}
    for name, count in counts.items():
        words = name.split()
        if len(words) > MAX_NAME_WORDS:
            continue
        for size in range(1, min(MAX_SHORT_WORDS, len(words) - 1) + 1):
            for at in range(len(words) - size + 1):
                short = " ".join(words[at : at + size])
                rank = (_position_rank(at, size, len(words)), count)
                if short not in best or rank > best[short][0]:
                    best[short] = (rank, name)
    return {short: name for short, (_, name) in best.items()}


def _position_rank(at: int, size: int, length: int) -> int:
    """Rank where a short form stands in a name: at its end 3, at its start 2, inside 1."""
    return 3 if at + size == length else 2 if at == 0 else 1


def fullest_name(names: Names, name: str) -> str:
    """Return the fullest name of the article that holds this one, or the name itself."""
    return names.fullest.get(name, name)


def fits_pronoun(names: Names, name: str, pronoun: str) -> bool:
    """Tell whether the article's honorifics allow the pronoun for the name."""
    known = names.genders.get(name.rsplit(maxsplit=1)[-1]) if name else None
    wanted = _GENDER_OF.get(pronoun.split(maxsplit=1)[0].lower())
    return not known or not wanted or known == wanted


def sentence_subject(text: str, sentence: Span, grammar: Grammar) -> Phrase | None:
    """Return the named subject that opens the sentence, adverbials in front of it skipped."""
    for piece in clause_pieces(text, *sentence):
        phrase = phrase_at(text, *piece, grammar)
        if phrase:
            return phrase if phrase.kind == NAME else None
    return None


def speaker_names(quotes: list[Quote], texts: list[str]) -> list[str | None]:
    """Return the fullest name of each quotation's speaker; a pronoun takes the person spoken of before it."""
    if not quotes:
        return []
    names = article_names(texts, quotes[0].candidate.grammar)
    found: list[str | None] = []
    person: tuple[Attribution, str] | None = None
    for quote in quotes:
        name = _speaker_name(quote.attribution, person, texts, names)
        found.append(name)
        if name and quote.attribution.speaker and quote.attribution.speaker.kind != DESCRIPTION:
            person = (quote.attribution, name)
    return found


def _speaker_name(
    found: Attribution, person: tuple[Attribution, str] | None, texts: list[str], names: Names
) -> str | None:
    if not found.speaker:
        return None
    surface = texts[found.paragraph][found.speaker.start : found.speaker.end]
    if found.speaker.kind == DESCRIPTION:
        return surface
    if found.speaker.kind == NAME:
        return fullest_name(names, bare_name(surface, names.grammar))
    before = _sentences_back(texts, found.paragraph, found.speaker.start)
    return _antecedent(surface, before, person, texts, names) or (person[1] if person else surface)


def _antecedent(
    pronoun: str,
    before: Iterator[tuple[int, Span]],
    person: tuple[Attribution, str] | None,
    texts: list[str],
    names: Names,
) -> str | None:
    """Return whom a pronoun stands for: the last speaker or, if it comes later, the subject of a sentence."""
    for paragraph, sentence in before:
        if person and _speaks_in(person[0], paragraph, sentence) and fits_pronoun(names, person[1], pronoun):
            return person[1]
        subject = sentence_subject(texts[paragraph], sentence, names.grammar)
        surface = texts[paragraph][subject.start : subject.end] if subject else ""
        name = fullest_name(names, bare_name(surface, names.grammar))
        if name and fits_pronoun(names, name, pronoun):
            return name
    return None


def _speaks_in(found: Attribution, paragraph: int, sentence: Span) -> bool:
    speaker = found.speaker
    return (
        bool(speaker)
        and found.paragraph == paragraph
        and speaker is not None
        and sentence.start <= speaker.start < sentence.end
    )


def _sentences_back(texts: list[str], paragraph: int, end: int) -> Iterator[tuple[int, Span]]:
    left = SUBJECT_SENTENCES
    while left and paragraph >= 0:
        text = texts[paragraph]
        end = len(text) if end < 0 else end
        lower = max(0, end - CLAUSE_CHARACTERS)
        start = sentence_start(text, lower, end)
        if start < end:
            yield paragraph, Span(start, end)
            left -= 1
        end = len(text[:start].rstrip()) if start > 0 else 0
        if end <= 0:
            paragraph, end = paragraph - 1, -1
