"""Which person a speaker's surface stands for: the fullest name of the article that holds it.

Vietnamese persons are called by the last syllable of their name ("ông Thắng"), others by the last word or,
where the family name stands first, by the first one; so a match at the end outranks one at the start.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.steps.quote_bare_names import bare_name, is_one_person, is_place, run_behind_place
from flows.steps.quote_carry import Quote
from flows.steps.quote_grammar import ENGLISH, GERMAN, PLACE_NOUNS, PROVINCES, SURNAMES, VIETNAMESE, Grammar
from flows.steps.quote_phrases import DESCRIPTION, NAME, NAME_LINKS
from flows.steps.quote_rules import CLAUSE_CHARACTERS, Attribution
from flows.steps.quote_spans import UPPER, Span, end_without, sentence_start
from flows.steps.quote_speakers import clause_subject

MAX_NAME_WORDS = 5  # longer runs of capitals are headings or lists
SUBJECT_SENTENCES = 3  # read backwards for the person that a pronoun stands for
MAX_SHORT_WORDS = 2  # a name of three words or more is already full
MIN_TITLE_WORDS, MAX_TITLE_WORDS = 2, 6  # of a title that stands for its only holder
MAX_HOLDERS = 20  # titles without a name that are looked up in one article
MAX_NAMES = 500  # asked for in one article; more are a list, and lists resolve nobody
MAX_RUN_CHARACTERS = 60  # on each side of a word, in which the run of capitals that holds it lies

_LINKS = "|".join(sorted(NAME_LINKS - {"&"}))
_WORD_REST = r"(?:\.|[\w'’-]*+)"  # behind the capital of a word or an initial
_FURTHER = rf"[ \u00a0](?:(?:{_LINKS})[ \u00a0])?[{UPPER}]{_WORD_REST}"
_RUN = re.compile(rf"[{UPPER}]{_WORD_REST}(?:{_FURTHER}){{0,7}}")
_HONORIFICS = VIETNAMESE.genders | ENGLISH.genders | GERMAN.genders
_HONORIFIC_ENDS = "".join(sorted({end for word in _HONORIFICS for end in (word[-1], word[-1].upper())}))
# Most capitals stand alone. One is looked at where the character before its blank may end an honorific.
_NAME_RUN = re.compile(
    rf"[{UPPER}](?<!\w[{UPPER}])"
    rf"(?:{_WORD_REST}(?P<further>(?:{_FURTHER}){{1,7}})|(?<=[{re.escape(_HONORIFIC_ENDS)}] [{UPPER}]){_WORD_REST})"
)
_HONORIFIC_INSIDE = re.compile(r"(?<=\w) (?:Ông|Bà) (?=\w)")  # the name behind it is another's: "Reuters Ông Lee"
_PLURAL_PRONOUNS = frozenset(["họ", "they", "sie", "es", "it"])


class Person(NamedTuple):
    """A full name of the article."""

    name: str
    frequency: int


class RunName(NamedTuple):
    """What a run of capitals tells by itself."""

    name: str  # empty where it is nobody's
    gender: str | None  # by the honorific it opens with
    is_full: bool
    is_province: bool


class Names(NamedTuple):
    """Where the names of an article are looked up, and what was found so far of those asked for."""

    grammar: Grammar
    texts: list[str]
    runs: dict[str, dict[str, list[str | None]]]  # word -> what `_runs_holding` found
    known: dict[str, RunName]  # run of capitals -> its name
    fullest: dict[tuple[str, str | None], str]  # name and gender -> fullest name
    told: dict[str, str | None]  # name -> the gender that its honorifics tell
    holders: dict[str, str | None]  # title -> the only person of the article who holds it


def article_names(texts: list[str], grammar: Grammar) -> Names:
    """Return where the names of an article's lines are looked up."""
    return Names(grammar, texts, {}, {}, {}, {}, {})


def _runs_holding(names: Names, word: str) -> dict[str, list[str | None]]:
    """Return the runs of capitals that hold a word, in the order of the text.

    Each has the genders that the words before it tell, one for each time that the run stands. Looking for a word
    costs a small part of what reading all capitals of an article would.
    """
    if word not in names.runs:
        found: dict[str, list[str | None]] = {}
        if word and len(names.runs) < MAX_NAMES:
            for text in names.texts:
                for run, word_before in _runs(text, word, names.grammar.genders):
                    found.setdefault(run, []).append(names.grammar.genders.get(word_before))
        names.runs[word] = found
    return names.runs[word]


def _known_name(names: Names, run: str) -> RunName:
    if run not in names.known:
        names.known[run] = _run_name(run, names.grammar)
    return names.known[run]


def _persons(names: Names, name: str) -> list[Person]:
    """Return the full names, in any capitals, that hold the words of this one."""
    last = name.rpartition(" ")[2]
    others = name.casefold().split()[:-1]
    counts: dict[str, int] = {}
    for run, genders in _runs_holding(names, last).items():
        folded = run.casefold()
        if all(word in folded for word in others):
            known = _known_name(names, run)
            is_sure = known.gender or not known.is_province
            count = len(genders) if is_sure else len(genders) - genders.count(None)
            if known.is_full and count:
                counts[known.name] = counts.get(known.name, 0) + count
    return [Person(full, count) for full, count in counts.items()]


def _gender_told(names: Names, name: str) -> str | None:
    """Return what the first honorific before a name tells."""
    if name not in names.told:
        names.told[name] = _read_gender(names, name) if len(names.told) < MAX_NAMES else None
    return names.told[name]


def _read_gender(names: Names, name: str) -> str | None:
    words = name.split(" ")
    for run, genders in _runs_holding(names, words[-1]).items():
        if all(word in run for word in words):
            known = _known_name(names, run)
            told = genders[0] or known.gender or next((gender for gender in genders if gender), None)
            if known.name == name and told:
                return told
    return None


def _runs(text: str, word: str, genders: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the runs of capitals that hold a word and are no places, each with the word before it in lower case.

    A capital alone is a call name, and counts only behind an honorific.
    """
    end = 0
    for spot in _spots(text, {word, word.upper(), word.capitalize(), word.title()}):
        match = _run_over(text, spot) if spot >= end else None
        if not match:
            continue
        start, end = match.span()
        before = text[max(0, start - 12) : start].rsplit(None, 1)
        word_before = before[-1].lower() if before else ""
        if match["further"] is None and word_before not in genders:
            continue
        run = run_behind_place(match.group()) if word_before in PLACE_NOUNS else match.group()
        if run:
            yield run, word_before


def _spots(text: str, spellings: set[str]) -> list[int]:
    """Return where one of the words stands."""
    spots = []
    for spelling in spellings:
        at = text.find(spelling)
        while at >= 0:
            end = at + len(spelling)
            if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
                spots.append(at)
            at = text.find(spelling, end)
    return sorted(spots)


def _run_over(text: str, spot: int) -> re.Match[str] | None:
    """Return the run of capitals in which the spot lies."""
    for match in _NAME_RUN.finditer(text, max(0, spot - MAX_RUN_CHARACTERS), spot + MAX_RUN_CHARACTERS):
        if match.end() > spot:
            return match if match.start() <= spot else None
    return None


def _run_name(run: str, grammar: Grammar) -> RunName:
    name = _name_in_run(run, grammar)
    return RunName(name, _gender(run, grammar), " " in name, name.lower() in PROVINCES)


def _name_in_run(run: str, grammar: Grammar) -> str:
    """Return the name in a run of capitals without titles before it and the next sentence's word behind it."""
    run = _HONORIFIC_INSIDE.split(run)[-1]
    first = run.split(maxsplit=1)[0]
    if first.isupper() and len(first) > 1 and first.lower() not in grammar.titles.phrases and not run.isupper():
        return ""
    if _is_plain(run, grammar):
        return run
    words = bare_name(run.removesuffix("'s").removesuffix("’s"), grammar).split()
    while len(words) > 1 and words[-1].lower() in grammar.not_starts and words[-1].lower() not in SURNAMES:
        words = words[:-1]
    return " ".join(words)


def _is_plain(run: str, grammar: Grammar) -> bool:
    """Tell a run of two or three words that holds no title, no office and no word of the next sentence."""
    words = run.lower().split()
    is_bare = words[0] not in grammar.before_names.following and words[0] not in grammar.not_starts
    is_name = grammar.language == "vi" and is_bare and not words[-1].endswith(("'s", "’s", "."))
    return is_name and len(words) <= 3 and words[-1] not in grammar.not_starts


def fullest_name(names: Names, name: str, gender: str | None = None) -> str:
    """Return the fullest name of the article that holds this one and fits the honorific, or the name itself."""
    found = names.fullest.get((name, gender))
    if found is None:
        found = _fullest(names, name, gender) if len(names.fullest) < MAX_NAMES else name
        names.fullest[name, gender] = found
    return found


def _fullest(names: Names, name: str, gender: str | None) -> str:
    if _has_one_spelling(name):
        return name
    persons = _persons(names, name)
    spelled = [
        person.name for person in persons if person.name.casefold() == name.casefold() and not person.name.isupper()
    ]
    name = spelled[-1] if spelled else name
    is_full = " " in name and bool(spelled)
    fitting = [
        (rank, person.frequency, person.name)
        for person in persons
        for rank in _ranks(name, person.name.split())
        if (not is_full or person.name.split()[0].lower() in SURNAMES) and _fits_gender(names, person.name, gender)
    ]
    return max(fitting)[2] if fitting else name


def _has_one_spelling(name: str) -> bool:
    """Tell a full name that is written in one way: no capitals inside its words and no link between them."""
    words = name.split(" ")
    is_plain = len(words) > MAX_SHORT_WORDS and name.istitle() and "-" not in name
    return is_plain and NAME_LINKS.isdisjoint([word.lower() for word in words])


def _ranks(short: str, words: list[str]) -> list[int]:
    """Return how each place ranks at which a short name stands in a full one: its end 3, its start 2, inside 1."""
    size = short.count(" ") + 1
    if size > MAX_SHORT_WORDS or not size < len(words) <= MAX_NAME_WORDS:
        return []
    last = len(words) - size
    places = [at for at in range(last + 1) if " ".join(words[at : at + size]) == short]
    return [3 if at == last else 1 if at else 2 for at in places]


def _fits_gender(names: Names, full_name: str, gender: str | None) -> bool:
    if not gender:
        return True
    told = _gender_told(names, full_name) or _gender_told(names, full_name.split(maxsplit=1)[0])
    return not told or told == gender


def fits_pronoun(names: Names, name: str, pronoun: str) -> bool:
    """Tell whether the article's honorifics allow the pronoun for the name.

    Without one, a pronoun of one person stands for no place, office or paper.
    """
    words = name.split() or [""]
    told = (_gender_told(names, form) for form in (name, words[-1], words[0]))
    known = next((gender for gender in told if gender), None) or names.grammar.genders.get(words[0])
    if pronoun.lower() in _PLURAL_PRONOUNS:
        return not known
    if not known and not is_one_person(name):
        return False
    wanted = _gender(pronoun, names.grammar)
    return not known or not wanted or known == wanted


def _gender(surface: str, grammar: Grammar) -> str | None:
    return grammar.genders.get(surface.split(maxsplit=1)[0].lower()) if surface else None


def speaker_names(quotes: list[Quote], texts: list[str]) -> list[str | None]:
    """Return the fullest name of each quotation's speaker; a pronoun takes the person spoken of before it."""
    kinds = {quote.attribution.speaker.kind for quote in quotes if quote.attribution.speaker}
    if not kinds:
        return [None] * len(quotes)
    grammar = quotes[0].candidate.grammar
    names = article_names(texts, grammar)
    names.holders.update(_holders(quotes, texts, names))
    found: list[str | None] = []
    person: tuple[Attribution, str] | None = None
    mentions: dict[tuple[int, int], str] = {}  # one mention is one person, however many quotations it speaks
    for quote in quotes:
        speaker = quote.attribution.speaker
        mention = (quote.attribution.line, speaker.start if speaker else -1)
        name = mentions.get(mention) or _speaker_name(quote, person, texts, names)
        if name:
            mentions[mention] = name
        found.append(name)
        if name and quote.attribution.speaker and quote.attribution.speaker.kind != DESCRIPTION:
            person = (quote.attribution, name)
    return found


def _speaker_name(quote: Quote, person: tuple[Attribution, str] | None, texts: list[str], names: Names) -> str | None:
    found = quote.attribution
    if not found.speaker:
        return None
    surface = texts[found.line][found.speaker.start : found.speaker.end]
    if found.speaker.kind == DESCRIPTION:
        return names.holders.get(surface) or surface
    if found.speaker.kind == NAME:
        return _named(surface, names)
    is_behind = found.line == quote.candidate.line and quote.candidate.mark.opening < found.speaker.start
    end = quote.candidate.mark.opening if is_behind else found.speaker.start
    before = _sentences_back(texts, found.line, end)
    last = person[1] if person and fits_pronoun(names, person[1], surface) else surface
    return _antecedent(surface, before, person, texts, names) or last


def _named(surface: str, names: Names) -> str:
    """Return the fullest name of who is named by the surface; an office, a team or a firm is not its place alone."""
    name, gender = bare_name(surface, names.grammar), _gender(surface, names.grammar)
    before = surface.split()[: -len(name.split())]
    is_whole = before and before[-1].lower() not in PLACE_NOUNS and not gender and is_place(name)
    return surface if is_whole else fullest_name(names, name, gender)


def _holders(quotes: list[Quote], texts: list[str], names: Names) -> dict[str, str | None]:
    """Return whom each title without a name stands for, of the titles that speak."""
    titles: dict[str, str | None] = {}
    for quote in quotes:
        speaker = quote.attribution.speaker
        if speaker and speaker.kind == DESCRIPTION and len(titles) < MAX_HOLDERS:
            surface = texts[quote.attribution.line][speaker.start : speaker.end]
            if surface not in titles and _is_title(surface.lower().split(), names.grammar):
                titles[surface] = _holder(surface, texts, names)
    return titles


def _holder(surface: str, texts: list[str], names: Names) -> str | None:
    """Return the one person of the article whose name stands behind this title, as in `Thủ tướng Lê Minh`."""
    title, size = surface.lower(), len(surface)
    word = title.split(" ", 1)[0]
    spots = [(text, spot) for text in texts for spot in _spots(text, {word, word.capitalize(), word.upper()})]
    runs = [_RUN.match(text, spot + size + 1) for text, spot in spots if text[spot : spot + size].lower() == title]
    holders = {fullest_name(names, bare_name(run.group(), names.grammar)) for run in runs if run}
    return next(iter(holders)) if len(holders) == 1 and " " in min(holders) else None


def _is_title(words: list[str], grammar: Grammar) -> bool:
    """Tell titles, with the country or office behind them, from other descriptions."""
    if words[0] in grammar.indefinite or not MIN_TITLE_WORDS <= len(words) <= MAX_TITLE_WORDS:
        return False
    return any(" ".join(words[:count]) in grammar.titles.phrases for count in range(min(4, len(words)), 1, -1))


def _antecedent(
    pronoun: str,
    before: Iterator[tuple[int, Span]],
    person: tuple[Attribution, str] | None,
    texts: list[str],
    names: Names,
) -> str | None:
    """Return whom a pronoun stands for: the last speaker or, if it comes later, the subject of a sentence."""
    for line, sentence in before:
        if person and _speaks_in(person[0], line, sentence) and fits_pronoun(names, person[1], pronoun):
            return person[1]
        name = _subject_name(texts[line], sentence, names, is_many=pronoun.lower() in _PLURAL_PRONOUNS)
        if name and fits_pronoun(names, name, pronoun):
            return name
    return None


def _subject_name(text: str, sentence: Span, names: Names, *, is_many: bool) -> str | None:
    """Return the name of the sentence's subject; where many are spoken of, its description."""
    subject = clause_subject(text, sentence, names.grammar)
    if not subject or (subject.kind != NAME and not (is_many and subject.kind == DESCRIPTION)):
        return None
    surface = text[subject.start : subject.end]
    return surface if subject.kind == DESCRIPTION else _named(surface, names)


def _speaks_in(found: Attribution, line: int, sentence: Span) -> bool:
    speaker = found.speaker
    return speaker is not None and found.line == line and sentence.start <= speaker.start < sentence.end


def _sentences_back(texts: list[str], line: int, end: int) -> Iterator[tuple[int, Span]]:
    left = SUBJECT_SENTENCES
    while left and line >= 0:
        text = texts[line]
        end = len(text) if end < 0 else end
        if not end:
            line, end = line - 1, -1
            continue
        start = sentence_start(text, max(0, end - CLAUSE_CHARACTERS), end)
        if start < end:
            yield line, Span(start, end)
            left -= 1
        end = end_without(text, start, " \u00a0\t\n")
        if end <= 0:
            line, end = line - 1, -1
