"""Who speaks: finds the noun phrase in front of a verb of saying, and the person that it stands for.

A clause is cut at commas, dashes and brackets. The piece that touches the verb is asked first; where it is an
apposition ("…, chủ tịch tỉnh, cho biết") the name before it is the speaker. A phrase is a name, a pronoun or a
description; anything else is nobody, because no speaker is better than the nearest capitals.
"""

import re
from typing import NamedTuple

from flows.steps import quote_lexicon
from flows.steps.lexicons import WordRule
from flows.steps.quote_spans import UPPER, Span

MAX_PHRASE_WORDS = 14  # the longest description annotated has 12
MAX_ROLE_CHARACTERS = 110  # appositions annotated reach 110 characters; longer ones are clauses
MAX_CUES_TRIED = 6  # a sentence with more verbs of saying is a list, and each try reads the sentence again

NAME, PRONOUN, DESCRIPTION = "name", "pronoun", "description"

_WORD = re.compile(r"\S+")
_SPLIT = re.compile(r"\([^()]{0,200}\)|[,;()\[\]–—]|\s-(?=\s|\w)|\sthì\s|\slà\s(?=(?:ông|bà|anh|chị|cô)\s)")
_EDGES = "\"“”'‘’.,;:!?…()[]*-–—|"
_NAME_LINKS = frozenset(
    ["de", "da", "di", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "ibn", "&", "du"]
)
_ACCOUNT_NOUNS = frozenset(["khoản"])  # "tài khoản": whatever follows is the account's name
_AFTER_NAMES = frozenset(["của", "thuộc", "ở", "tại", "và", "từ", "người"])
_PERSON_NOUNS = frozenset(["người", "vị", "chính trị gia", "nhà", "nam", "nữ", "tay vợt"])
_QUANTIFIERS = frozenset(["một", "các", "những", "nhiều", "cả", "toàn", "hai", "ba", "the", "a", "an", "its"])
_PARTICLES = frozenset(["này", "ấy", "ta", "kia"])


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
        return self.core[0] in UPPER or self.core[0] == "@"


class Phrase(NamedTuple):
    """A noun phrase that can speak."""

    start: int
    end: int
    kind: str
    is_whole: bool  # nothing but adverbs stands behind it in its piece of the clause
    role: str | None = None


class Grammar(NamedTuple):
    """The words that the rules of one language go by."""

    language: str
    cue: re.Pattern[str]
    pronouns: frozenset[str]
    titles: frozenset[str]
    descriptions: frozenset[str]
    not_starts: frozenset[str]
    leads: frozenset[str]
    tails: frozenset[str]
    clause_words: frozenset[str]
    naming: re.Pattern[str]
    calling: re.Pattern[str]
    speaker_starts: frozenset[str]  # pronouns, titles and descriptions together
    before_names: frozenset[str]  # what may stand before a name and is no part of it
    after_names: frozenset[str]  # what may follow a name of one word


def _words_of(rule: WordRule) -> frozenset[str]:
    return frozenset(rule.pattern.split("|"))


def _alternation(rule: WordRule) -> str:
    return "|".join(re.escape(word) for word in sorted(rule.pattern.split("|"), key=len, reverse=True))


def _at_end(rule: WordRule) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_alternation(rule)})\s*:?\s*\Z", re.IGNORECASE)


def _grammar(language: str) -> Grammar:
    not_cue = _alternation(quote_lexicon.NOT_QUOTE_CUES[language])
    cue = _alternation(quote_lexicon.QUOTE_CUES[language])
    pronouns = _words_of(quote_lexicon.QUOTE_PRONOUNS[language])
    titles = _words_of(quote_lexicon.SPEAKER_TITLES[language])
    descriptions = _words_of(quote_lexicon.SPEAKER_DESCRIPTIONS[language])
    leads = _words_of(quote_lexicon.SPEAKER_LEADS[language])
    tails = _words_of(quote_lexicon.SPEAKER_TAILS[language])
    clause_words = _words_of(quote_lexicon.CLAUSE_WORDS[language])
    return Grammar(
        language,
        re.compile(rf"\b(?:(?:{not_cue})|(?P<cue>{cue}))\b"),
        pronouns,
        titles,
        descriptions,
        _words_of(quote_lexicon.NOT_SPEAKER_STARTS[language]),
        leads,
        tails,
        clause_words,
        _at_end(quote_lexicon.NAMED_NOT_SAID[language]),
        _at_end(quote_lexicon.CALLED_NOT_SAID[language]),
        pronouns | titles | descriptions,
        pronouns | titles | leads | _PLACES,
        clause_words | tails | _AFTER_NAMES,
    )


_PLACES = _words_of(quote_lexicon.PLACE_WORDS)
SURNAMES = _words_of(quote_lexicon.SURNAMES)
_PRONOUN_NOUNS = _words_of(quote_lexicon.PRONOUN_NOUNS)
_SHORT_TITLES = frozenset(
    word for word in quote_lexicon.SPEAKER_TITLES["en"].pattern.split("|") if word.endswith(".")
)
VIETNAMESE = _grammar("vi")
ENGLISH = _grammar("en")


def cues(text: str, start: int, end: int, grammar: Grammar) -> list[Span]:
    """Return the verbs of saying in `text[start:end]`, compounds that report nobody left out."""
    return [Span(*match.span()) for match in grammar.cue.finditer(text, start, end) if match["cue"]]


def subject_before(text: str, start: int, verb: int, grammar: Grammar, *, is_loose: bool = False) -> Phrase | None:
    """Return who speaks in `text[start:verb]`, the clause in front of a verb of saying.

    `is_loose` takes an unknown noun that fills the piece in front of the verb.
    """
    pieces = clause_pieces(text, start, verb)
    phrases = [phrase for phrase in (phrase_at(text, *piece, grammar) for piece in pieces) if phrase]
    touching = phrases[-1] if phrases and pieces and phrases[-1].start >= pieces[-1].start else None
    if touching and touching.kind != DESCRIPTION:
        return touching
    names = [phrase for phrase in phrases if phrase.kind != DESCRIPTION and phrase.is_whole]
    if names:
        return _with_apposition(text, names[-1], pieces, grammar)
    found = touching or next((phrase for phrase in phrases if phrase.is_whole), None)
    return found or (phrase_at(text, *pieces[-1], grammar, is_loose=True) if is_loose and pieces else None)


def clause_pieces(text: str, start: int, end: int) -> list[Span]:
    """Cut a clause at commas, dashes and brackets; blank pieces are left out."""
    cuts = [match.span() for match in _SPLIT.finditer(text, start, end)]
    starts = [start, *(cut[1] for cut in cuts)]
    ends = [*(cut[0] for cut in cuts), end]
    return [Span(a, b) for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


def _with_apposition(text: str, phrase: Phrase, pieces: list[Span], grammar: Grammar) -> Phrase:
    behind = [piece for piece in pieces if piece.start >= phrase.end]
    if phrase.role or not behind:
        return phrase
    role = text[behind[0].start : behind[0].end].strip()
    opening = phrase_at(text, *behind[0], grammar, is_loose=True)
    is_role = opening and opening.kind != PRONOUN and opening.is_whole
    return phrase._replace(role=role) if is_role and len(role) <= MAX_ROLE_CHARACTERS else phrase


def phrase_at(text: str, start: int, end: int, grammar: Grammar, *, is_loose: bool = False) -> Phrase | None:
    """Return the noun phrase that `text[start:end]` opens with, connecting words skipped.

    `is_loose` takes an unknown noun too; it is for places where only a speaker can stand.
    """
    words = _without_tails(_without_leads(_words(text, start, end), grammar), grammar)
    if not words:
        return None
    return (
        _pronoun_phrase(words, grammar)
        or _titled_phrase(text, words, grammar)
        or _described_phrase(words, grammar)
        or _named_phrase(words, 0, grammar)
        or (_loose_phrase(words, grammar) if is_loose else None)
    )


def _words(text: str, start: int, end: int) -> list[Word]:
    found = []
    for match in _WORD.finditer(text, start, end):
        raw = match.group()
        core = raw.strip(_EDGES)
        if core:
            at = match.start() + raw.index(core)
            core = core + "." if f"{core.lower()}." in _SHORT_TITLES and raw.endswith(".") else core
            is_cut = raw[-1] in ",;:" or text[match.end() : match.end() + 2] == " ("
            found.append(Word(at, at + len(core), core, core.lower(), is_cut))
    return found


def _prefix_length(words: list[Word], group: frozenset[str]) -> int:
    """Return how many words the longest entry of the group takes at the start."""
    for count in range(min(4, len(words)), 0, -1):
        if " ".join(word.lower for word in words[:count]) in group:
            return count
    return 0


def _without_leads(words: list[Word], grammar: Grammar) -> list[Word]:
    for _ in range(2):
        if _is_speaker_start(words, grammar):
            break
        words = words[_prefix_length(words, grammar.leads) :]
    return words


def _is_speaker_start(words: list[Word], grammar: Grammar) -> bool:
    return bool(_prefix_length(words, grammar.speaker_starts))


def _without_tails(words: list[Word], grammar: Grammar) -> list[Word]:
    while words:
        count = next((n for n in (3, 2, 1) if " ".join(w.lower for w in words[-n:]) in grammar.tails), 0)
        if not count or (words[-1].is_capital and len(words) > 1):
            break
        words = words[:-count]
    return words


def _pronoun_phrase(words: list[Word], grammar: Grammar) -> Phrase | None:
    if words[0].lower not in grammar.pronouns or _prefix_length(words, _PRONOUN_NOUNS):
        return None
    rest = words[1:]
    if grammar.language == "vi" and rest and rest[0].is_capital:
        return _named_phrase(words, 1, grammar)
    count = 2 if rest and rest[0].lower in _PARTICLES else 1
    return Phrase(words[0].start, words[count - 1].end, PRONOUN, len(words) == count)


def _titled_phrase(text: str, words: list[Word], grammar: Grammar) -> Phrase | None:
    """Read titles and the name behind them: "HLV Kim Sang-sik", "người phát ngôn Bộ Ngoại giao X Y"."""
    titles = _prefix_length(words, grammar.titles)
    if not titles:
        return None
    run = _capital_after_title(words, titles, grammar)
    while run < len(words):
        places = _prefix_length(words[run:], grammar.before_names) or int(_is_office_letters(words, run))
        if not places:
            break
        run += places
    if not _is_name_start(words, titles, run, grammar):
        return _up_to_clause(words, grammar)
    phrase = _named_phrase(words, run, grammar)
    return phrase._replace(role=text[words[0].start : words[run - 1].end]) if phrase else None


def _is_office_letters(words: list[Word], at: int) -> bool:
    """Tell letters of an office before a name: "Giám đốc FBI Comey"."""
    follows = at + 1 < len(words) and words[at + 1].is_capital
    return follows and words[at].core.isupper() and len(words[at].core) > 1


def _is_name_start(words: list[Word], titles: int, run: int, grammar: Grammar) -> bool:
    """Tell whether a person's name starts at `run`: not an office, a place or letters of one ("UBND")."""
    if run >= len(words) or any(word.is_cut for word in words[titles - 1 : run]):
        return False
    if words[titles - 1].lower in _ACCOUNT_NOUNS:
        return True
    word = words[run]
    is_office = bool(_prefix_length(words[run:], grammar.descriptions)) or (
        word.core.isupper() and len(word.core) > 1
    )
    return word.is_capital and not is_office and not _is_common_noun(words, run, grammar)


def _is_common_noun(words: list[Word], at: int, grammar: Grammar) -> bool:
    """Tell the first word of an office ("Giáo dục và Đào tạo") from a name of one word."""
    if grammar.language != "vi" or words[at].is_cut or at + 1 >= len(words) or words[at + 1].is_capital:
        return False
    follower = words[at + 1].lower
    return follower not in grammar.after_names


def _capital_after_title(words: list[Word], titles: int, grammar: Grammar) -> int:
    """Return where the name starts: at a family name, or else at the first capital behind the titles."""
    stop = min(len(words), MAX_PHRASE_WORDS)
    for index in range(titles, stop):
        word = words[index]
        if word.lower in grammar.clause_words or words[index - 1].is_cut:
            break
        follows = index + 1 < stop and words[index + 1].is_capital
        if word.is_capital and word.lower in SURNAMES and follows:
            return index
    return titles


def _described_phrase(words: list[Word], grammar: Grammar) -> Phrase | None:
    if not _prefix_length(words, grammar.descriptions):
        return None
    phrase = _up_to_clause(words, grammar)
    return phrase if phrase.end > words[0].end or words[0].lower not in _QUANTIFIERS else None


def _loose_phrase(words: list[Word], grammar: Grammar) -> Phrase | None:
    if (
        words[0].lower in grammar.not_starts
        or words[0].lower in grammar.clause_words
        or not words[0].core[0].isalpha()
    ):
        return None
    phrase = _up_to_clause(words, grammar)
    return phrase if phrase.is_whole else None


def _up_to_clause(words: list[Word], grammar: Grammar) -> Phrase:
    count = 1
    while count < min(len(words), MAX_PHRASE_WORDS) and not words[count - 1].is_cut:
        if words[count].lower in grammar.clause_words or words[count - 1].lower == "này":
            break
        count += 1
    has_name = _ends_with_person(words[:count])
    points_back = words[count - 1].lower == "này" and _prefix_length(words, grammar.titles | _PERSON_NOUNS)
    kind = PRONOUN if points_back else NAME if has_name else DESCRIPTION
    return Phrase(words[0].start, words[count - 1].end, kind, count == len(words))


def _last_capitals(words: list[Word]) -> int:
    count = 0
    while count < len(words) and words[-1 - count].is_capital:
        count += 1
    return count


def _ends_with_person(words: list[Word]) -> bool:
    run = words[len(words) - _last_capitals(words) :]
    return any(word.lower in SURNAMES for word in run[:-1]) and len(run) < len(words)


def _named_phrase(words: list[Word], at: int, grammar: Grammar) -> Phrase | None:
    """Read a run of capitals from `at`; a single capital counts only where it touches the verb."""
    is_account = at > 0 and words[at - 1].lower in _ACCOUNT_NOUNS
    is_family = words[at].lower in SURNAMES and at + 1 < len(words) and words[at + 1].is_capital
    is_opener = at == 0 and words[0].lower in grammar.not_starts and not is_family
    if is_opener or not (words[at].is_capital or is_account):
        return None
    stop = at + 1
    while stop < len(words) and not words[stop - 1].is_cut and _goes_on(words, stop):
        stop += 1
    is_whole = stop == len(words)
    if at == 0 and stop == 1 and not is_whole and not words[0].is_cut:
        return None
    return Phrase(words[0].start, words[stop - 1].end, NAME, is_whole)


def _goes_on(words: list[Word], index: int) -> bool:
    word = words[index]
    links = word.lower in _NAME_LINKS and index + 1 < len(words) and words[index + 1].is_capital
    return word.is_capital or links


def bare_name(surface: str, grammar: Grammar) -> str:
    """Return the name without the pronoun, titles, offices and countries in front of it."""
    words = _words(surface, 0, len(surface))
    while len(words) > 1:
        count = _prefix_length(words, grammar.before_names)
        count = count or int(not words[0].is_capital or words[0].lower in grammar.not_starts)
        count = count or int(_is_office_letters(words, 0) and not words[1].core.isupper())
        if not count or count >= len(words):
            break
        if words[0].is_capital and words[0].lower in SURNAMES and len(words) > count and count == 1:
            break
        words = words[count:]
    family = next((i for i, word in enumerate(words[:-1]) if word.lower in SURNAMES and i > 0), 0)
    if family and grammar.language == "vi" and len(words) - family >= 2 and len(words) > 3:
        words = words[family:]
    return " ".join(word.core.lstrip("@") for word in words)
