"""Noun phrases that can speak: names with their titles, pronouns and descriptions.

A phrase is read word by word from where it may start. Anything that is no name, pronoun or description is nobody,
because no speaker is better than the nearest capitals.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from flows.steps import quote_lexicon
from flows.steps.quote_grammar import (
    PLACE_NAMES,
    PLACE_NOUNS,
    PRONOUN_NOUNS,
    SURNAMES,
    Grammar,
    phrase_set,
    spellings,
)
from flows.steps.quote_spans import end_without
from flows.steps.quote_words import CAPITALS, EDGES, Word, are_syllables, joined, phrase_words, prefix_length

MAX_READ_WORDS = 24  # of a piece: connecting words, the phrase, and what shows that it does not fill the piece
OPENING_CHARACTERS = 40  # hold two words and the start of a third
MAX_PHRASE_WORDS = 14  # the longest description annotated has 12
MAX_LABEL_CHARACTERS = 40
FULL_NAME_WORDS = 3  # of a Vietnamese person, behind an office without a title

NAME, PRONOUN, DESCRIPTION = "name", "pronoun", "description"
NAME_LINKS = spellings(quote_lexicon.NAME_LINKS)

_CREDIT_LABEL = re.compile(rf"(?:{quote_lexicon.CREDIT_LABELS.pattern})[^.:\n]{{0,20}}:\Z", re.IGNORECASE)
_ACCOUNT_NOUNS = spellings(quote_lexicon.ACCOUNT_NOUNS)
_COMPOUNDS = spellings(quote_lexicon.COMPOUND_NOUNS)
OFFICE_NOUNS = spellings(quote_lexicon.OFFICE_NOUNS)
_GIVEN_NAME_PLACES = spellings(quote_lexicon.GIVEN_NAME_PLACES)
_STATE_TITLES = tuple(sorted(spellings(quote_lexicon.STATE_TITLES)))
_GROUPS_WITHIN = spellings(quote_lexicon.GROUPS_WITHIN)
_PERSON_NOUNS = phrase_set(spellings(quote_lexicon.PERSON_NOUNS))
_RELATIVES = phrase_set(spellings(quote_lexicon.RELATIVES))
_QUANTIFIERS = spellings(quote_lexicon.QUANTIFIERS)
_PARTICLES = spellings(quote_lexicon.PARTICLES)
_ADVERB_ENDS = tuple(sorted(spellings(quote_lexicon.ADVERB_ENDS)))
_FORCES = frozenset(["cảnh sát", "công an", "quân đội", "chính phủ"])  # whose officers' names follow
_STATE_OFFICES = frozenset(["bộ", "sở", "cục", "tổng cục", "ban"])  # which are named after nobody
_OFFICE_TITLE_ENDS = frozenset(["trưởng", "phó"])  # "Tổng cục trưởng" is who leads it
_FIRMS = frozenset(["công ty", "tập đoàn", "ngân hàng", "hội đồng"])  # whose names look like persons'
NOT_BEFORE_NAMES = frozenset(["của", "ở", "tại", "từ", "và", "thuộc", "nước", "cùng"])
_DETERMINERS = spellings(quote_lexicon.DETERMINERS)


class Phrase(NamedTuple):
    """A noun phrase that can speak."""

    start: int
    end: int
    kind: str
    is_whole: bool  # nothing but adverbs stands behind it in its piece of the clause
    role: str | None = None


def phrase_at(text: str, start: int, end: int, grammar: Grammar, *, is_loose: bool = False) -> Phrase | None:
    """Return the noun phrase that `text[start:end]` opens with, connecting words skipped.

    `is_loose` takes an unknown noun too; it is for places where only a speaker can stand.
    """
    if not (is_loose or _may_open(text, start, end, grammar)):
        return None
    words = phrase_words(text, start, end, MAX_READ_WORDS)
    if _is_behind_credit_label(text, start, grammar):
        words = _behind_credit(words, grammar)
    has_opening = bool(words) and words[0].lower in grammar.openings
    words = without_tails(_without_leads(words, grammar) if has_opening else words, grammar)
    if not words:
        return None
    if grammar.language == "de":
        return _pronoun_phrase(text, words, grammar) or _german_phrase(words, grammar)
    headed = None
    if has_opening:
        headed = _pronoun_phrase(text, words, grammar) or _headed_phrase(text, words, grammar)
    if headed is None and (head := _head_in_run(words, grammar)):
        headed = _phrase_with_head(text, words, head, grammar)
    return headed or _named_phrase(words, 0, grammar) or (_loose_phrase(words, grammar) if is_loose else None)


def _headed_phrase(text: str, words: list[Word], grammar: Grammar) -> Phrase | None:
    """Read what opens with a title, or with another noun for who speaks."""
    return _titled_phrase(text, words, grammar) or _described_phrase(words, grammar)


def _head_in_run(words: list[Word], grammar: Grammar) -> int:
    """Return where, behind the first word of a run of capitals, a noun opens whose next syllable has none, or 0.

    No name ends so: "Tân Tổng | thống", "TTXVN Phó Thủ | tướng". A Vietnamese full name may stand before such a noun
    (`_before_title`).
    """
    if grammar.language != "vi" or not words[0].is_capital or words[0].lower in SURNAMES:
        return 0
    stop = 1
    while stop < len(words) and words[stop].is_capital and not words[stop - 1].is_cut:
        stop += 1
    if stop == len(words) or words[stop - 1].is_cut:
        return 0
    return next((place for place in range(1, stop) if place + _head_length(words[place:], grammar) > stop), 0)


def _head_length(words: list[Word], grammar: Grammar) -> int:
    return max(prefix_length(words, grammar.titles), prefix_length(words, grammar.descriptions))


def _phrase_with_head(text: str, words: list[Word], head: int, grammar: Grammar) -> Phrase | None:
    """Read the noun with the syllable in front that is said of it; what else stands there is another's."""
    phrase = _headed_phrase(text, words[head:], grammar)
    is_own = head == 1 and words[0].lower not in grammar.not_starts and prefix_length(words, PLACE_NAMES) == 0
    return phrase._replace(start=words[0].start) if phrase and is_own and are_syllables(words[:1]) else phrase


def is_plain_opening(text: str, start: int, end: int, grammar: Grammar) -> bool:
    """Tell that `text[start:end]` opens with a word that no speaker does, without reading the phrase."""
    words = text[start : min(end, start + OPENING_CHARACTERS)].split(None, 1)
    return len(words) > 1 and _is_plain_word(words[0], grammar)


def _is_plain_word(word: str, grammar: Grammar) -> bool:
    core = word.strip(EDGES)
    is_named = not core or core[0] in CAPITALS
    return not (is_named or core.lower() in grammar.openings or word.lower() in grammar.openings)


def _may_open(text: str, start: int, end: int, grammar: Grammar) -> bool:
    """Tell by two words whether `text[start:end]` may open with a phrase that speaks: half of all pieces do not.

    A capital without a title speaks with another one behind it, or alone in front of the verb.
    """
    words = text[start : min(end, start + OPENING_CHARACTERS)].split(None, 2)
    if len(words) < 3 or grammar.language == "de":
        return True
    if _is_plain_word(words[0], grammar):
        return False
    if grammar.language != "vi" or words[0][-1] in ",;:" or words[1][0] == "(":
        return True
    if words[0].strip(EDGES).lower() in grammar.openings:
        return True
    core = words[1].strip(EDGES)
    return not core or core[0] in CAPITALS or core.lower() in grammar.tail_starts or core.lower() in NAME_LINKS


def _is_behind_credit_label(text: str, start: int, grammar: Grammar) -> bool:
    """Tell what stands behind the label of a picture's credit, as "Ảnh:" on a page whose line ends are lost."""
    at = end_without(text, start, " \u00a0")
    is_label = grammar.language == "vi" and text[at - 1 : at] == ":"
    return is_label and bool(_CREDIT_LABEL.search(text, max(0, at - MAX_LABEL_CHARACTERS), at))


def _behind_credit(words: list[Word], grammar: Grammar) -> list[Word]:
    """Return the words from where a sentence begins behind a credit, or none: "Ảnh: Mai Lan Cảnh sát cho biết".

    All words of a credit have capitals. A sentence begins with a pronoun, a title or another head of a phrase, with a
    family name that has a name before it, with a word that a small one follows, or behind the letters of an agency.
    """
    for at in range(1, len(words)):
        if not words[at].is_capital:
            continue
        follower = words[at + 1] if at + 1 < len(words) else None
        head = prefix_length(words[at:], grammar.speaker_starts)
        is_name = follower is not None and follower.is_capital and words[at].lower in SURNAMES and at > 1
        is_behind_letters = follower is None and words[at - 1].core.isupper()
        opens = head or is_name or is_behind_letters or (follower is not None and not follower.is_capital)
        is_before_head = head <= 1 and follower is not None and follower.is_capital
        is_before_head = is_before_head and prefix_length(words[at + 1 :], grammar.speaker_starts) > 0
        if opens and not is_before_head:
            return words[at:]
    return []


def _without_leads(words: list[Word], grammar: Grammar) -> list[Word]:
    for _ in range(2):
        lead = prefix_length(words, grammar.leads)
        if not lead or prefix_length(words, grammar.speaker_starts) >= lead:
            break
        words = words[lead:]
    return words


def without_tails(words: list[Word], grammar: Grammar) -> list[Word]:
    """Return the words without those of tense and manner at their end, which stand in front of a verb."""
    while words:
        if words[-1].lower not in grammar.tail_ends:
            break
        count = next((n for n in (3, 2, 1) if joined(words[-n:]) in grammar.tails), 0)
        if not count or (words[-1].is_capital and len(words) > 1):
            break
        words = words[:-count]
    return words


def _pronoun_phrase(text: str, words: list[Word], grammar: Grammar) -> Phrase | None:
    if words[0].lower not in grammar.pronouns or prefix_length(words, PRONOUN_NOUNS):
        return None
    rest = words[1:]
    if rest and rest[0].is_capital and not words[0].is_cut:
        if grammar.language == "vi":
            is_titled = prefix_length(rest, grammar.titles) > 1 and not rest[1].is_capital
            return _phrase_with_head(text, words, 1, grammar) if is_titled else _named_phrase(words, 1, grammar)
        if words[0].lower in grammar.genders:
            return None
    count = 2 if rest and rest[0].lower in _PARTICLES else 1
    return Phrase(words[0].start, words[count - 1].end, PRONOUN, len(words) == count)


def _titled_phrase(text: str, words: list[Word], grammar: Grammar) -> Phrase | None:
    """Read titles and the name behind them: "HLV Kim Sang-sik", "người phát ngôn Bộ Ngoại giao X Y"."""
    titles = prefix_length(words, grammar.titles)
    if not titles:
        return None
    run = _capital_after_title(words, titles, grammar)
    while run < len(words):
        places = prefix_length(words[run:], grammar.before_names) or int(is_office_letters(words, run))
        if not places or is_given_name_place(words, run):
            break
        run += places
    if not _is_name_start(words, titles, run, grammar) or _tells_another(words[:run], grammar):
        return _up_to_clause(words, grammar)
    phrase = _named_phrase(words, run, grammar)
    is_person = phrase is not None and phrase.kind == NAME
    return phrase._replace(role=text[words[0].start : words[run - 1].end]) if phrase and is_person else phrase


def is_title_of_place(text: str, phrase: Phrase, grammar: Grammar) -> bool:
    """Tell a title with nothing but the place of its one holder: "Thủ tướng Nhật Bản"."""
    words = phrase_words(text, phrase.start, phrase.end)
    titles = prefix_length(words, grammar.titles)
    return titles > 1 and 0 < prefix_length(words[titles:], PLACE_NAMES) == len(words) - titles


def _tells_another(words: list[Word], grammar: Grammar) -> bool:
    """Tell whether the words before a name make it another's than the speaker's: "luật sư của ông X", "vợ anh X"."""
    if len(words) < 2 or words[-1].lower not in grammar.pronouns:
        return False
    return words[-2].lower == "của" or prefix_length(words[:-1], _RELATIVES) == len(words) - 1


def is_given_name_place(words: list[Word], at: int) -> bool:
    """Tell a place that is a given name from a state that somebody serves: "Đạo diễn Jordan", "Thủ tướng Jordan".

    "Anh", of England, is one before the last syllable of a name: "Nghệ sĩ Anh Tâm".
    """
    if joined(words[:at]).endswith(_STATE_TITLES):
        return False
    behind = words[at + 1 : at + 3]
    is_last = bool(behind) and behind[0].is_capital and not (len(behind) > 1 and behind[1].is_capital)
    is_name = at > 0 and words[at].core == "Anh" and is_last and are_syllables(behind[:1])
    return is_name or words[at].lower in _GIVEN_NAME_PLACES


def is_office_letters(words: list[Word], at: int) -> bool:
    """Tell letters of an office before a name: "Giám đốc FBI Comey"."""
    follows = at + 1 < len(words) and words[at + 1].is_capital
    return follows and words[at].core.isupper() and len(words[at].core) > 1


def _is_name_start(words: list[Word], titles: int, run: int, grammar: Grammar) -> bool:
    """Tell whether a person's name starts at `run`: not an office, a place or letters of one ("UBND")."""
    if run >= len(words) or any(word.is_cut for word in words[titles - 1 : run]):
        return False
    if words[run - 1].lower in PLACE_NOUNS and words[run].lower not in SURNAMES:
        return False
    if words[titles - 1].lower in _ACCOUNT_NOUNS:
        return True
    word = words[run]
    is_office = bool(prefix_length(words[run:], grammar.descriptions)) or (word.core.isupper() and len(word.core) > 1)
    return word.is_capital and not is_office and not _is_common_noun(words, run, grammar)


def _is_common_noun(words: list[Word], at: int, grammar: Grammar) -> bool:
    """Tell the first word of an office ("Giáo dục và Đào tạo") from a name of one word."""
    if grammar.language != "vi" or words[at].is_cut or at + 1 >= len(words) or words[at + 1].is_capital:
        return False
    follower = words[at + 1].lower
    is_linked = follower in NAME_LINKS and at + 2 < len(words) and words[at + 2].is_capital
    return follower not in grammar.after_names and not is_linked


def _capital_after_title(words: list[Word], titles: int, grammar: Grammar) -> int:
    """Return where the name starts: at a family name, or else at the first capital behind the titles."""
    stop = titles
    while stop < min(len(words), MAX_PHRASE_WORDS):
        if words[stop].lower in grammar.clause_words or words[stop - 1].is_cut:
            break
        stop += 1
    family = family_index(words[:stop], titles)
    return titles if family is None else family


def family_index(words: list[Word], first: int) -> int | None:
    """Return where a Vietnamese family name opens a person's name; the name of a place before it is none."""
    for index in range(first, len(words) - 1):
        if not (words[index].lower in SURNAMES and words[index].is_capital and words[index + 1].is_capital):
            continue
        is_place = any(word.lower in PLACE_NOUNS for word in words[max(0, index - 2) : index])
        if not is_place and not _is_in_place(words, index):
            return index
    return None


def _is_in_place(words: list[Word], index: int) -> bool:
    """Tell a syllable that looks like a family name inside the name of a place: "Bồ Đào Nha", "châu Âu"."""
    return any(at + prefix_length(words[at:], PLACE_NAMES) > index for at in range(max(0, index - 2), index + 1))


def _german_phrase(words: list[Word], grammar: Grammar) -> Phrase | None:
    """Read a German noun phrase, where capitals do not tell a name: titles or two capitals in a row do."""
    if words[0].lower in grammar.not_starts or words[0].lower in grammar.clause_words - _DETERMINERS:
        return None
    phrase = _up_to_clause(words, grammar)
    inside = [word for word in words if word.end <= phrase.end]
    if not any(word.is_capital and word.lower not in _DETERMINERS for word in inside):
        return None
    at = 0
    while (
        at < len(inside)
        and inside[at].lower in grammar.titles.phrases
        and not (at and inside[at].lower in _DETERMINERS)
    ):
        at += 1
    titles = at
    while at + 1 < len(inside) and inside[at].is_capital and inside[at].lower.endswith(grammar.title_ends):
        at += 1
    has_title = at > titles or any(word.is_capital for word in inside[:at])
    run = next((index for index in range(at, len(inside)) if not inside[index].is_capital), len(inside)) - at
    is_bare = titles == 0 and inside[0].lower not in grammar.descriptions.phrases
    is_bare = is_bare and not inside[0].lower.endswith(_ADVERB_ENDS)
    if run >= 1 and (has_title or run >= 2 or (is_bare and run == 1)):
        is_whole = phrase.is_whole and at + run == len(inside)
        return Phrase(inside[0].start, inside[at + run - 1].end, NAME, is_whole)
    return phrase._replace(kind=DESCRIPTION)


def _described_phrase(words: list[Word], grammar: Grammar) -> Phrase | None:
    if not prefix_length(words, grammar.descriptions):
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
    for before, word in pairwise(words[:MAX_PHRASE_WORDS]):
        is_end = word.lower in grammar.clause_words and not word.is_capital
        if before.is_cut or before.lower == "này" or (is_end and not _is_inside_noun(words, count)):
            break
        count += 1
    has_name = _ends_with_person(words[:count], grammar)
    points_back = words[count - 1].lower == "này" and (
        prefix_length(words, grammar.titles) or prefix_length(words, _PERSON_NOUNS)
    )
    kind = PRONOUN if points_back else NAME if has_name else DESCRIPTION
    return Phrase(words[0].start, words[count - 1].end, kind, count == len(words))


def _is_inside_noun(words: list[Word], at: int) -> bool:
    """Tell a word that ends noun phrases elsewhere from a part of one: "nhà xuất bản", "người trong nhóm"."""
    word, follower = words[at].lower, words[at + 1].lower if at + 1 < len(words) else ""
    is_group = word == "trong" and follower in _GROUPS_WITHIN
    return is_group or f"{words[at - 1].lower} {word}" in _COMPOUNDS or f"{word} {follower}" in _COMPOUNDS


def _last_capitals(words: list[Word]) -> int:
    count = 0
    while count < len(words) and words[-1 - count].is_capital:
        count += 1
    return count


def _ends_with_person(words: list[Word], grammar: Grammar) -> bool:
    """Tell whether a description ends with a person's name: a family name, or capitals behind no office or place."""
    named = grammar.offices - _FORCES
    if grammar.language == "vi" and _is_institution(words, named, grammar):
        return False
    count = _last_capitals(words)
    run = words[len(words) - count :]
    places = prefix_length(run, PLACE_NAMES)
    run = run[places:]
    is_organisation = any(word.core.isupper() and len(word.core) > 1 for word in run) and not run[-1].core.isupper()
    if len(run) == len(words) or not run or is_organisation or prefix_length(run, grammar.descriptions):
        return False
    if _tells_another(words[: len(words) - count], grammar):
        return False
    if any(word.lower in SURNAMES for word in run[:-1]):
        return True
    before = [word.lower for word in words[: len(words) - count]]
    if not before:
        return False
    is_office = any(" ".join(before[-size:]) in named for size in (1, 2, 3)) or before[-1] in PLACE_NOUNS
    is_office = is_office or (not _FIRMS.isdisjoint(map(" ".join, pairwise(before))) and are_syllables(run))
    is_office = is_office or words[len(words) - count - 1].core.isupper()
    is_person = grammar.language == "vi" and bool(prefix_length(words, grammar.titles))
    return len(run) > 1 and is_person and not is_office and before[-1] not in NOT_BEFORE_NAMES


def _is_institution(words: list[Word], offices: frozenset[str], grammar: Grammar) -> bool:
    """Tell what may be named after a person, but is none: "Trường Lê Quý Đôn". "Bộ Tài chính Lê Minh An" is one."""
    size = next((size for size in (3, 2, 1) if joined(words[:size]) in offices), 0)
    is_title = prefix_length(words, grammar.titles) or (len(words) > size and words[size].lower in _OFFICE_TITLE_ENDS)
    if not size or is_title:
        return False
    family = family_index(words, size) if joined(words[:size]) in _STATE_OFFICES else None
    if family is None:
        return True
    return len(words) - family < FULL_NAME_WORDS or prefix_length(words[family:], PLACE_NAMES) > 0


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
    stop = _before_title(words, at, stop, grammar)
    office = _office_name(words, at, stop, grammar)
    if office is not None:
        return office
    is_whole = stop == len(words)
    if at == 0 and stop == 1 and not is_whole and not words[0].is_cut and not _is_lone_subject(words, grammar):
        return None
    return Phrase(words[0].start, words[stop - 1].end, NAME, is_whole)


def _before_title(words: list[Word], at: int, stop: int, grammar: Grammar) -> int:
    """Return where a person's name ends that a title follows without a comma: "ông Lê Minh - Phó Giám đốc"."""
    if grammar.language != "vi" or not (at or words[0].lower in SURNAMES):
        return stop
    return next((place for place in range(at + 2, stop) if prefix_length(words[place:], grammar.titles) > 1), stop)


def _office_name(words: list[Word], at: int, stop: int, grammar: Grammar) -> Phrase | None:
    """Read on where the last capital of a run opens a noun of two syllables: "TAND Tối cao", "Tổng Thanh tra".

    A name behind the office is its holder's. What opens with the noun is the rest of one: "Khoa học, Công nghệ".
    """
    if stop < 2 or not _is_office_noun(words, stop - 1) or words[stop - 2].lower in grammar.pronouns:
        return None
    phrase = _up_to_clause(words, grammar)
    inside = [word for word in words if word.end <= phrase.end]
    family = family_index(inside, at + 1)
    is_titled = prefix_length(words, grammar.titles) > 0
    is_held = family is not None and (is_titled or len(inside) - family >= FULL_NAME_WORDS)
    return phrase._replace(kind=NAME if is_held else DESCRIPTION)


def _is_office_noun(words: list[Word], at: int) -> bool:
    """Tell a noun of two syllables from the names of offices, written with one capital or none."""
    follower = words[at + 1] if at + 1 < len(words) and not words[at].is_cut else None
    return follower is not None and not follower.is_capital and f"{words[at].lower} {follower.lower}" in OFFICE_NOUNS


def _is_lone_subject(words: list[Word], grammar: Grammar) -> bool:
    """Tell an English name of one word from a noun of many that opens the sentence: a verb follows it."""
    is_singular = not words[0].lower.endswith("s") and not words[0].lower.endswith("ing")
    return grammar.language == "en" and is_singular and words[1].lower in grammar.clause_words


def _goes_on(words: list[Word], index: int) -> bool:
    word = words[index]
    links = word.lower in NAME_LINKS and index + 1 < len(words) and words[index + 1].is_capital
    return word.is_capital or links
