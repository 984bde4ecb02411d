"""The rules that tie marked words to a speaker, each a small function, and the order in which they are asked.

A rule takes a candidate and says who speaks by which word, or nothing. The order is one of certainty: a name and
a verb of saying right behind the closing mark, then a clause that leads up to the opening mark, then the end of
the sentence around the marks.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from flows.steps import quote_lexicon
from flows.steps.quote_spans import MarkedSpan, Span, sentence_end, sentence_start
from flows.steps.quote_speakers import (
    DESCRIPTION,
    MAX_CUES_TRIED,
    Grammar,
    Phrase,
    cues,
    phrase_at,
    subject_before,
)

# Words of the shortest span that a rule may call a quotation. Scare quotes have a median of 2 words and full
# quotations of 29; tuned on the annotated seeds and windows (tests/quality/test_quotes_quality.py).
MIN_WORDS = 3
MIN_CLAUSE_WORDS = {"vi": 5, "en": 3}
MIN_CARRIED_WORDS = {"vi": 5, "en": 3}
MIN_UNATTRIBUTED_WORDS = 10
MAX_NAMED_WORDS = 25  # a title longer than this was never met
MAX_TITLE_BEFORE_VERB_WORDS = 8  # more words in front of "ông Hải nói" are what he said, whatever stands before
NAMING_CHARACTERS = 40  # the longest entry of the naming words has 16
MAX_CALLED_WORDS = 5  # what something is called in more words than this is somebody's judgement

MAX_BARE_WORDS = 8  # a longer sentence without a verb of saying goes on with the story

# Characters of a sentence read on each side of the marks; the longest apposition annotated has 250.
CLAUSE_CHARACTERS = 400
_WORD = re.compile(r"\w+")
_LEAD = re.compile(r"\s*(?P<stop>[,.;!?…]*)\s*(?P<dash>[-–—]{0,2})\s*")
_ACCORDING = re.compile(quote_lexicon.ACCORDING_TO.pattern, re.IGNORECASE)
_RELAYED = re.compile(quote_lexicon.RELAYED_WORDS.pattern, re.IGNORECASE)
_CUE_OWNER = re.compile(quote_lexicon.CUE_OWNERS.pattern, re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"”’')\]\s]*\Z")
_COLON_END = re.compile(r":\s*\Z")
_COMMA_END = re.compile(r",\s*\Z")


class Attribution(NamedTuple):
    """What a rule found: who speaks, by which word, under which rule."""

    rule: str
    speaker: Phrase | None
    cue: Span | None
    paragraph: int


class Candidate(NamedTuple):
    """Marked words with the paragraph that they stand in."""

    paragraph: int
    text: str
    mark: MarkedSpan
    grammar: Grammar

    @property
    def words(self) -> str:
        """The marked words."""
        return self.text[self.mark.start : self.mark.end]

    @property
    def word_count(self) -> int:
        """How many words are marked."""
        return len(_WORD.findall(self.words))

    @property
    def before(self) -> str:
        """What stands between the marked words before and these."""
        return self.text[self.mark.before : self.mark.opening]

    @property
    def after(self) -> str:
        """What stands between these marked words and the next."""
        return self.text[self.mark.closing : self.mark.after]

    @property
    def opens_paragraph(self) -> bool:
        """Whether nothing stands before the marks."""
        return self.mark.before == 0 and not self.before.strip()

    @property
    def opens_sentence(self) -> bool:
        """Whether no sentence is under way where the marks open."""
        return not self.before.strip() or bool(_ENDS_SENTENCE.search(self.before[-10:]))


def speaker_after(candidate: Candidate) -> Attribution | None:
    """Match `"…", NP cue`, `"…" - NP cue`, `"…" NP cue.`, `"…," said NP` and `"…", theo NP` behind."""
    text, mark, grammar = candidate.text, candidate.mark, candidate.grammar
    limit = min(mark.after, mark.closing + CLAUSE_CHARACTERS)
    lead = _LEAD.match(text, mark.closing, limit)
    if not lead or lead.end() >= limit:
        return None
    is_tied = "," in lead["stop"] or bool(lead["dash"]) or text[mark.end - 1] == ","
    has_stopped = not is_tied and ("." in lead["stop"] or text[mark.end - 1] in ".!?…")
    end = sentence_end(text, lead.end(), limit)
    if not is_tied and _COLON_END.search(text, lead.end(), end) and limit == mark.after:
        return None
    found = _clause_start_speaker(candidate, lead.end(), end, is_tied=is_tied)
    if not found or (has_stopped and not _is_bare_attribution(text, found, end, grammar)):
        return None
    return found


def _is_bare_attribution(text: str, found: Attribution, end: int, grammar: Grammar) -> bool:
    """Tell whether a sentence of its own says nothing but who spoke, as `Cô nói.` does."""
    is_inverted = found.cue and found.speaker and found.cue.start < found.speaker.start
    known = max((span.end for span in (found.cue, found.speaker) if span), default=end)
    return bool(is_inverted and grammar.language == "en") or len(text[known:end].split()) <= 1


def _clause_start_speaker(candidate: Candidate, start: int, end: int, *, is_tied: bool) -> Attribution | None:
    text, grammar, paragraph = candidate.text, candidate.grammar, candidate.paragraph
    opening = _ACCORDING.match(text, start, end) or _CUE_OWNER.match(text, start, end)
    if opening and is_tied:
        phrase = phrase_at(text, opening.end(), end, grammar, is_loose=True)
        return phrase and Attribution("speaker_after", phrase, Span(start, opening.end()), paragraph)
    verbs = cues(text, start, end, grammar)[:MAX_CUES_TRIED]
    relayed = _RELAYED.search(text, start, end)
    if relayed:
        phrase = phrase_at(text, relayed.end(), end, grammar, is_loose=True)
        return phrase and Attribution("speaker_after", phrase, Span(*relayed.span()), paragraph)
    for verb in verbs:
        if verb.start == start and grammar.language == "en":
            phrase = phrase_at(text, verb.end, end, grammar)
        else:
            phrase = _opening_phrase(text, start, verb.start, grammar, is_loose=is_tied)
        if phrase:
            return Attribution("speaker_after", phrase, verb, paragraph)
    return _speaker_without_verb(candidate, start, end) if is_tied else None


def _speaker_without_verb(candidate: Candidate, start: int, end: int) -> Attribution | None:
    """Match `"…", chị Dương thở dài.`: a short sentence of its own that opens with a person."""
    text, grammar = candidate.text, candidate.grammar
    if len(text[start:end].split()) > MAX_BARE_WORDS or candidate.word_count < MIN_UNATTRIBUTED_WORDS:
        return None
    phrase = phrase_at(text, start, end, grammar)
    is_person = phrase and phrase.kind != DESCRIPTION and phrase.start == start
    return Attribution("speaker_without_verb", phrase, None, candidate.paragraph) if is_person else None


def _opening_phrase(text: str, start: int, verb: int, grammar: Grammar, *, is_loose: bool) -> Phrase | None:
    """Return the speaker who stands right at the start of the clause, before the verb or its apposition."""
    phrase = subject_before(text, start, verb, grammar)
    touches = phrase and (is_loose or phrase.kind != DESCRIPTION or "," not in text[phrase.end : verb])
    if phrase and phrase.start == start and touches:
        return phrase
    loose = phrase_at(text, start, verb, grammar, is_loose=True) if is_loose else None
    return loose if loose and loose.start == start and loose.is_whole else None


def speaker_before_colon(candidate: Candidate) -> Attribution | None:
    """Match `NP cue: "…"`, `NP, apposition, cue: "…"`, `theo NP: "…"`, `NP said, "…"`."""
    text, mark = candidate.text, candidate.mark
    lower = max(mark.before, mark.opening - CLAUSE_CHARACTERS)
    has_colon = _COLON_END.search(text, lower, mark.opening)
    if not has_colon and not (candidate.grammar.language == "en" and _COMMA_END.search(text, lower, mark.opening)):
        return None
    end = mark.opening - len(text[lower : mark.opening]) + len(text[lower : mark.opening].rstrip().rstrip(":,"))
    start = sentence_start(text, lower, end)
    return clause_speaker(candidate, start, end, "speaker_before_colon", is_colon=bool(has_colon))


def speaker_before_clause(candidate: Candidate) -> Attribution | None:
    """Match `NP cho rằng "…"`, `NP nói rằng … "…"` and `Theo NP, … "…"`: words inside the author's clause."""
    text, mark = candidate.text, candidate.mark
    lower = max(mark.before, mark.opening - CLAUSE_CHARACTERS)
    start = sentence_start(text, lower, mark.opening)
    is_new_sentence = candidate.before.strip() and candidate.opens_sentence
    if (
        start >= mark.opening
        or is_new_sentence
        or candidate.word_count < MIN_CLAUSE_WORDS[candidate.grammar.language]
    ):
        return None
    return clause_speaker(candidate, start, mark.opening, "speaker_before_clause", is_colon=False)


def clause_speaker(candidate: Candidate, start: int, end: int, rule: str, *, is_colon: bool) -> Attribution | None:
    """Return who speaks in the clause `text[start:end]`, the verb of saying nearest to its end asked first."""
    text, grammar, paragraph = candidate.text, candidate.grammar, candidate.paragraph
    opening = _ACCORDING.match(text, start + len(text[start:end]) - len(text[start:end].lstrip()), end)
    if opening:
        phrase = phrase_at(text, opening.end(), end, grammar, is_loose=True)
        if phrase:
            return Attribution(rule, phrase, Span(opening.start(), opening.end()), paragraph)
    verbs = cues(text, start, end, grammar)
    for verb in verbs[::-1][:MAX_CUES_TRIED]:
        phrase = subject_before(text, start, verb.start, grammar, is_loose=is_colon)
        if phrase:
            return Attribution(rule, phrase, verb, paragraph)
    if is_colon:
        owner = next(_CUE_OWNER.finditer(text, start, end), None)
        phrase = phrase_at(text, owner.end() if owner else start, end, grammar)
        if phrase and (owner or phrase.kind != DESCRIPTION):
            return Attribution(rule, phrase, None, paragraph)
    return None


def speaker_at_sentence_end(candidate: Candidate) -> Attribution | None:
    """Match `"…" in the primary, said NP` and `"…" rồi đi tới, NP nói`: the sentence runs on to its verb."""
    text, mark, grammar = candidate.text, candidate.mark, candidate.grammar
    limit = min(mark.after, mark.closing + CLAUSE_CHARACTERS)
    end = sentence_end(text, mark.closing, limit)
    commas = [match.end() for match in re.finditer(r"[,–—-]\s+", text[mark.closing : end])]
    if candidate.word_count < MIN_CLAUSE_WORDS[grammar.language] or (
        limit == mark.after < len(text) and end == limit
    ):
        return None
    for comma in commas[-3:]:
        found = _clause_start_speaker(candidate, mark.closing + comma, end, is_tied=False)
        if found and found.speaker:
            return found._replace(rule="speaker_at_sentence_end")
    return None


RULES: tuple[Callable[[Candidate], Attribution | None], ...] = (
    speaker_after,
    speaker_before_colon,
    speaker_before_clause,
    speaker_at_sentence_end,
)


def attribution(candidate: Candidate) -> Attribution | None:
    """Return what the first rule that fits says of the candidate."""
    for rule in RULES:
        found = rule(candidate)
        if found:
            return None if is_named_thing(candidate, found) else found
    return None


def is_named_thing(candidate: Candidate, found: Attribution | None) -> bool:
    """Tell a title, a charge or a nickname: a noun of naming stands right before the marks."""
    if found and found.rule == "speaker_after" and candidate.word_count > MAX_TITLE_BEFORE_VERB_WORDS:
        return False
    lower = max(candidate.mark.before, candidate.mark.opening - NAMING_CHARACTERS)
    # The verb of saying itself may end like a noun of naming: "lý giải" is no "giải".
    if found and found.cue and found.cue.end <= candidate.mark.opening:
        lower = max(lower, found.cue.end)
    before = candidate.text[lower : candidate.mark.opening]
    is_title = candidate.word_count <= MAX_NAMED_WORDS and candidate.grammar.naming.search(before)
    return bool(is_title or (candidate.word_count <= MAX_CALLED_WORDS and candidate.grammar.calling.search(before)))
