"""Who speaks in a clause: the noun phrase in front of a verb of saying.

A clause is cut at commas, dashes and brackets. The piece that touches the verb is asked first; where it is an
apposition ("…, chủ tịch tỉnh, cho biết") the name before it is the speaker.
"""

import re
from collections.abc import Iterator
from itertools import islice

from flows.steps import quote_lexicon
from flows.steps.quote_grammar import PLACE_NAMES, PROVINCES, Grammar, spellings
from flows.steps.quote_phrases import (
    DESCRIPTION,
    NAME,
    NOT_BEFORE_NAMES,
    OFFICE_NOUNS,
    PRONOUN,
    Phrase,
    phrase_at,
    without_tails,
)
from flows.steps.quote_spans import UPPER, Span
from flows.steps.quote_words import Word, joined, phrase_words, prefix_length

MAX_ROLE_CHARACTERS = 110  # appositions annotated reach 110 characters; longer ones are clauses
MAX_PIECES = 5  # of a clause between commas that are read backwards for its subject
MAX_CUES_TRIED = 6  # a sentence with more verbs of saying is a list, and each try reads the sentence again
MAX_OFFICE_PART = 24  # characters that hold two syllables on either side of a dash
MAX_TITLE_WORDS = 4
MAX_LAST_WORD = 30  # characters in which the last word of a piece begins
LINK = "rằng"  # a verb of saying by itself where none stands before it: "Ông lo ngại rằng"

_DASHES = "-–—"
_LETTERED_OFFICES = spellings(quote_lexicon.LETTERED_OFFICES)
_OFFICE_PARTS = OFFICE_NOUNS - spellings(quote_lexicon.OFFICE_HEADS)
_DASHED_PLACES = spellings(quote_lexicon.DASHED_PLACES)
_DISTRICTS = spellings(quote_lexicon.DISTRICT_NOUNS)
_VIETNAMESE_PLACES = PROVINCES - {"việt nam", "trung quốc"}
_BEFORE_OTHERS = NOT_BEFORE_NAMES | spellings(quote_lexicon.BEFORE_OTHERS)
_AROUND_CLAUSES = spellings(quote_lexicon.AROUND_CLAUSES)
_ENDS_IN_CAPITAL = re.compile(rf"(?<!\w)[{UPPER}][\w'’.-]*\s*\Z")
# Opens with one set of characters, of which few stand in a text, so that it is scanned fast: a bracketed aside, a
# sign, or a hyphen or word behind a blank.
_SPLIT = re.compile(
    r"[,;()\[\]–—tl-](?:(?<=\()[^()]{0,200}\)|(?<![tl-])|"
    r"(?<=\s-)(?=\s|\w)|(?<=\st)hì\s|(?<=\sl)à\s(?=(?:ông|bà|anh|chị|cô)\s))"
)


def cues(text: str, start: int, end: int, grammar: Grammar) -> list[Span]:
    """Return the verbs of saying in `text[start:end]`, compounds that report nobody left out.

    Of "cảnh báo rằng" the verb is one; behind a word of feeling its link stands for the verb.
    """
    found = word_spans(grammar.cue, text, start, end, grammar)
    return [
        verb for number, verb in enumerate(found) if not (number and _is_link(text, found[number - 1], verb, grammar))
    ]


def _is_link(text: str, before: Span, verb: Span, grammar: Grammar) -> bool:
    return (
        text[verb.start : verb.end] == LINK
        and text[before.end : verb.start].isspace()
        and text[before.start : before.end] not in grammar.feelings
    )


def word_spans(pattern: re.Pattern[str], text: str, start: int, end: int, grammar: Grammar) -> list[Span]:
    """Return the verbs that a pattern finds, whole words only and without the expressions that report nobody.

    The pattern takes the blank before each verb: one stands for what is before the stretch, unless it cuts a word.
    A verb right behind a bracket or an opening mark belongs to what they hold.
    """
    before = text[start - 1] if start and text[start - 1].isalnum() else " "
    stretch = f"{before}{text[start:end]}".replace("\n", " ").replace("\u00a0", " ")
    return [
        Span(start + match.start(), start + match.end() - 1)
        for match in pattern.finditer(stretch)
        if (verb := match.group()[1:]) not in grammar.not_cues
        and not (verb in grammar.not_behind and stretch.endswith(grammar.not_behind[verb], 0, match.start()))
    ]


def source_spans(text: str, start: int, end: int, grammar: Grammar) -> list[Span]:
    """Return the words of `text[start:end]` that mean "according to", whole words only, in their order."""
    return sorted(
        Span(*match.span())
        for pattern in grammar.source_inside
        for match in pattern.finditer(text, start, end)
        if not text[match.start() - 1 : match.start()].isalnum()
    )


def subject_before(text: str, start: int, verb: int, grammar: Grammar, *, is_loose: bool = False) -> Phrase | None:
    """Return who speaks in `text[start:verb]`, the clause in front of a verb of saying.

    `is_loose` takes an unknown noun that fills the piece in front of the verb.
    """
    pieces = list(clause_pieces(text, start, verb))[-MAX_PIECES:]
    while len(pieces) > 1 and _is_address(text, pieces, grammar):
        pieces = pieces[:-1]
    if not pieces:
        return None
    touching = phrase_at(text, *pieces[-1], grammar)
    if touching and touching.kind != DESCRIPTION:
        return touching
    phrases = [phrase for phrase in (phrase_at(text, *piece, grammar) for piece in pieces[:-1]) if phrase]
    phrases += [touching] if touching else []
    names = [phrase for phrase in phrases if phrase.kind != DESCRIPTION and phrase.is_whole]
    if names:
        return _with_apposition(text, names[-1], pieces, grammar)
    late_pieces = pieces[-2::-1] if touching else pieces[:-2:-1]
    late = next((name for piece in late_pieces if (name := _late_name(text, piece, grammar))), None)
    found = late or touching or next((phrase for phrase in phrases if phrase.is_whole), None)
    if found or not is_loose:
        return found
    return _lone_subject(text, pieces, grammar) or phrase_at(text, *pieces[-1], grammar, is_loose=True)


def _is_address(text: str, pieces: list[Span], grammar: Grammar) -> bool:
    """Tell a place behind who speaks, or behind an office: `Lê Minh An, đội phó Trạm Biển Xanh, Nghệ An, …`.

    One behind another is of a list.
    """
    words = without_tails(phrase_words(text, *pieces[-1]), grammar)
    if not words or not (words[0].lower in _DISTRICTS or joined(words) in _VIETNAMESE_PLACES):
        return False
    before = phrase_at(text, *pieces[-2], grammar)
    return before is not None and text[before.start : before.end].lower() not in PLACE_NAMES.phrases


def _late_name(text: str, piece: Span, grammar: Grammar) -> Phrase | None:
    """Return a name with its title that ends a piece: `trao đổi với phóng viên Thiếu tướng Lê Minh, …`."""
    if not _ENDS_IN_CAPITAL.search(text, max(piece.start, piece.end - MAX_LAST_WORD), piece.end):
        return None
    words = phrase_words(text, *piece)
    for at in range(1, len(words) - 1):
        is_titled = words[at].is_capital and prefix_length(words[at:], grammar.titles)
        is_polite = words[at].lower in grammar.genders and words[at + 1].is_capital
        if is_titled or is_polite:
            phrase = phrase_at(text, words[at].start, piece.end, grammar)
            return phrase if phrase and phrase.kind == NAME and phrase.is_whole else None
    return None


def subject_at_verb(text: str, start: int, verb: int, grammar: Grammar) -> Phrase | None:
    """Return the subject that touches a verb behind words without a comma: `Nói về giá bà Lê cho biết: "…"`.

    A pronoun, a title with a name, or a name behind a word that ends a clause or opens one.
    """
    pieces = list(clause_pieces(text, start, verb))
    words = without_tails(phrase_words(text, *pieces[-1]), grammar) if pieces else []
    at = _subject_start(words, grammar)
    if not 0 < at < len(words) or words[at - 1].lower in _BEFORE_OTHERS:
        return None
    phrase = phrase_at(text, words[at].start, verb, grammar)
    return phrase if phrase and phrase.kind != DESCRIPTION and phrase.is_whole else None


def _subject_start(words: list[Word], grammar: Grammar) -> int:
    """Return where the pronoun, the title with a name or the name at the end of the words begins; 0 for none."""
    name = len(words)
    while name and words[name - 1].is_capital:
        name -= 1
    if name == len(words):
        return name - 1 if words and words[-1].lower in grammar.genders else 0
    for at in range(max(1, name - MAX_TITLE_WORDS), len(words) - 1):
        length = prefix_length(words[at:], grammar.titles)
        if length and name <= at + length < len(words):
            return at
    for at in range(len(words) - 2, max(0, name - 2), -1):
        if words[at].lower in grammar.genders:
            return at
    return name if name and words[name - 1].lower in _AROUND_CLAUSES else 0


def _lone_subject(text: str, pieces: list[Span], grammar: Grammar) -> Phrase | None:
    """Return the name of one word that opens a sentence of several pieces: `Tùng xua tay, gật đầu nói: "…"`."""
    words = phrase_words(text, *pieces[0])
    is_short = len(pieces) > 1 and len(words) > 1 and words[0].is_capital and not words[1].is_capital
    if not is_short or words[0].lower in grammar.not_starts or words[0].lower in grammar.leads.following:
        return None
    is_other = words[0].lower in grammar.clause_words or words[0].lower in grammar.speaker_starts.following
    return None if is_other else Phrase(words[0].start, words[0].end, NAME, is_whole=False)


def clause_pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a clause at commas, dashes and brackets; blank pieces are left out."""
    for match in _SPLIT.finditer(text, start, end):
        cut = match.start()
        if text[cut] in _DASHES and _joins_name(text, cut):
            continue
        if cut > start and not text[start:cut].isspace():
            yield Span(start, cut)
        start = match.end()
    if end > start and not text[start:end].isspace():
        yield Span(start, end)


def _joins_name(text: str, dash: int) -> bool:
    """Tell a dash within the name of an office or a place: "Bộ Lao động - Thương binh và Xã hội", "Sở TN - MT"."""
    before = text[max(0, dash - MAX_OFFICE_PART) : dash].split()[-2:]
    behind = [word.strip(",.;:)") for word in text[dash + 1 : dash + 1 + MAX_OFFICE_PART].split()[:2]]
    if len(before) < 2 or not behind:
        return False
    if before[0].lower() in _LETTERED_OFFICES:
        return before[1].isupper() and behind[0].isupper()
    nouns = " ".join(before), " ".join(behind)
    if any(f"{nouns[0]} - {noun}".lower() in _DASHED_PLACES for noun in (behind[0], nouns[1])):
        return True
    return all(noun[:1].isupper() and noun.lower() in _OFFICE_PARTS for noun in nouns)


def _with_apposition(text: str, phrase: Phrase, pieces: list[Span], grammar: Grammar) -> Phrase:
    behind = [piece for piece in pieces if piece.start >= phrase.end]
    if phrase.role or not behind:
        return phrase
    words = phrase_words(text, *behind[0])
    kept = without_tails(words, grammar)
    role = text[behind[0].start : kept[-1].end if 0 < len(kept) < len(words) else behind[0].end].strip()
    is_apart = text[behind[0].end : behind[0].end + 2].strip()[:1] in {",", ")", "-", "–", "."}
    opening = phrase_at(text, *behind[0], grammar, is_loose=is_apart)
    is_role = opening and opening.kind != PRONOUN and opening.is_whole
    return phrase._replace(role=role) if is_role and len(role) <= MAX_ROLE_CHARACTERS else phrase


def role_behind(text: str, phrase: Phrase, end: int, grammar: Grammar) -> Phrase:
    """Return the phrase with the apposition that stands behind it: `said Ann Lee, a forecaster`."""
    if phrase.kind != NAME or phrase.role or not text.startswith((",", " - ", " – "), phrase.end):
        return phrase
    pieces = clause_pieces(text, phrase.end, min(end, phrase.end + 2 * MAX_ROLE_CHARACTERS))
    return _with_apposition(text, phrase, list(islice(pieces, 1)), grammar)


def clause_subject(text: str, clause: Span, grammar: Grammar) -> Phrase | None:
    """Return the subject that opens a clause, adverbials in front of it skipped."""
    found = (phrase_at(text, *piece, grammar) for piece in clause_pieces(text, *clause))
    return next((phrase for phrase in found if phrase), None)
