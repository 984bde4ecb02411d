"""The rules that tie marked words to a speaker in the sentence around them, each a small function.

A rule takes a candidate and says who speaks by which word, or nothing. Their order, one of certainty, stands in
`quote_order`: a name and a verb of saying right behind the closing mark, then a clause that leads up to the
opening mark, then the end of the sentence around the marks.
"""

import re
from typing import NamedTuple

from flows.steps.quote_grammar import Grammar
from flows.steps.quote_phrases import DESCRIPTION, NAME, Phrase, is_plain_opening, phrase_at
from flows.steps.quote_spans import UPPER, MarkedSpan, Span, sentence_end, sentence_start
from flows.steps.quote_speakers import (
    LINK,
    MAX_CUES_TRIED,
    MAX_PIECES,
    clause_pieces,
    cues,
    role_behind,
    source_spans,
    subject_at_verb,
    subject_before,
)

MIN_CLAUSE_WORDS = {"vi": 5, "en": 3, "de": 3}
MAX_BARE_WORDS = 8  # a longer sentence without a verb of saying goes on with the story
MAX_WORDS_TO_COLON = 5  # behind the verb: "nói với báo Tin Mẫu:"
MAX_PULL_CHARACTERS = 90  # of a name under a pull quote
MIN_LONG_WORDS = 12  # words of a quotation that a longer sentence may follow
MIN_BARE_WORDS = 10  # words of a quotation that a person without a verb of saying may follow

# Characters of a sentence read on each side of the marks; the longest apposition annotated has 250.
CLAUSE_CHARACTERS = 400
_WORD = re.compile(r"\w+")
_LEAD = re.compile(r"\s*(?P<stop>[,.;!?…]*)\s*(?P<dash>[-–—]{0,2})\s*")
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"”’')\]\s]*\Z")
_COLON_END = re.compile(r":\s*\Z")
_COMMA_END = re.compile(r",\s*\Z")
_LEADS_IN = re.compile(r"(?:,|\s(?:rằng|là|that|dass))?\s*\Z")
_PIECE_START = re.compile(r"[,–—-]\s+")
_PULL_NAME = re.compile(r"\s*[-–—]?\s*(?P<name>[^.,;:!?\n]{3,60}?)\s*\.?\s*\Z")
_CAPITAL = re.compile(rf"[{UPPER}]")
_LOWER_WORD = re.compile(r"(?<!\w)[^\W\d_]*[a-zà-ỹđ][^\W\d_]*")


class Attribution(NamedTuple):
    """What a rule found: who speaks, by which word, under which rule."""

    rule: str
    speaker: Phrase | None
    cue: Span | None
    line: int


class Candidate(NamedTuple):
    """Marked words with the line that they stand in."""

    line: int
    text: str
    mark: MarkedSpan
    grammar: Grammar
    words: str
    word_count: int  # 0 for words without marks, which no rule asks

    @property
    def before(self) -> str:
        """What stands between the marked words before and these."""
        return self.text[self.mark.before : self.mark.opening]

    @property
    def after(self) -> str:
        """What stands between these marked words and the next."""
        return self.text[self.mark.closing : self.mark.after]

    @property
    def opens_line(self) -> bool:
        """Whether nothing stands before the marks."""
        return self.mark.before == 0 and not self.before.strip()

    @property
    def opens_sentence(self) -> bool:
        """Whether no sentence is under way where the marks open."""
        return not self.before.strip() or bool(_ENDS_SENTENCE.search(self.before[-10:]))

    @property
    def is_led_by_colon(self) -> bool:
        """Whether a colon stands right before the marks."""
        return self.before[-4:].rstrip().endswith(":")


def candidate_at(line: int, text: str, mark: MarkedSpan, grammar: Grammar) -> Candidate:
    """Return the marked words of a line as a candidate."""
    words = text[mark.start : mark.end]
    return Candidate(line, text, mark, grammar, words, len(_WORD.findall(words)))


def is_direct(candidate: Candidate, found: Attribution) -> bool:
    """Tell words that are a sentence of their own from words inside the author's clause."""
    if candidate.opens_sentence or found.rule in {"continued", "carried_paragraph"}:
        return True
    is_new = candidate.words[0].isupper() or not candidate.words[0].isalpha()
    touches = found.cue and _LEADS_IN.fullmatch(candidate.text, found.cue.end, candidate.mark.opening)
    return bool(is_new and (touches or _COMMA_END.search(candidate.before)))


def speaker_after(candidate: Candidate) -> Attribution | None:
    """Match `"…", NP cue`, `"…" - NP cue`, `"…" NP cue.` and `"…," said NP`."""
    lead = _lead(candidate)
    if not lead:
        return None
    text, grammar = candidate.text, candidate.grammar
    start, end, is_tied, has_stopped = lead
    found = _clause_start_speaker(candidate, start, end, is_tied=is_tied)
    last = text[candidate.mark.end - 1]
    if found and has_stopped and not _is_bare_attribution(text, found, end, grammar, last):
        return None
    return found


def source_after(candidate: Candidate) -> Attribution | None:
    """Match `"…" - theo NP` and `"…", bình luận của NP`: a source without a subject of its own."""
    lead = _lead(candidate)
    if not lead or not lead[2] or candidate.is_led_by_colon:
        return None
    start, end = lead[:2]
    text, grammar = candidate.text, candidate.grammar
    opening = grammar.source.match(text, start, end) or grammar.owner.match(text, start, end)
    phrase = opening and _phrase_up_to_verb(text, opening.end(), end, grammar)
    if not opening or not phrase:
        return None
    return Attribution("source_after", phrase, Span(start, opening.end()), candidate.line)


def owner_after(candidate: Candidate) -> Attribution | None:
    """Match `phát ngôn "…" của NP`: a noun of saying before the marks, its owner behind them."""
    text, mark, grammar = candidate.text, candidate.mark, candidate.grammar
    owner = grammar.owner_link.match(text, mark.closing, mark.after)
    noun = grammar.saying_noun.search(text, max(mark.before, mark.opening - 30), mark.opening) if owner else None
    if not noun or not owner:
        return None
    end = sentence_end(text, owner.end(), min(mark.after, owner.end() + CLAUSE_CHARACTERS))
    phrase = phrase_at(text, owner.end(), end, grammar)
    return phrase and Attribution("owner_after", phrase, Span(*noun.span()), candidate.line)


def _lead(candidate: Candidate) -> tuple[int, int, bool, bool] | None:
    """Return the clause behind the marks, whether it is tied to them, and whether a full stop stands between."""
    text, mark = candidate.text, candidate.mark
    limit = min(mark.after, mark.closing + CLAUSE_CHARACTERS)
    lead = _LEAD.match(text, mark.closing, limit)
    if not lead or lead.end() >= limit:
        return None
    last = text[mark.end - 1]
    is_tied = "," in lead["stop"] or bool(lead["dash"]) or last == ","
    has_stopped = not is_tied and ("." in lead["stop"] or last in ".!?…") and text[lead.end()].isupper()
    end = sentence_end(text, lead.end(), limit)
    if not is_tied and limit == mark.after and _COLON_END.search(text, lead.end(), end):
        return None
    return lead.end(), end, is_tied, has_stopped


def _is_bare_attribution(text: str, found: Attribution, end: int, grammar: Grammar, last: str) -> bool:
    """Tell whether a sentence of its own says nothing but who spoke, as `Cô nói.` does.

    Behind words that end (`last`) in a question mark or an exclamation mark it may say more.
    """
    is_inverted = found.cue and found.speaker and found.cue.start < found.speaker.start
    if found.cue and found.speaker and last in "!?" and not text[found.speaker.end : found.cue.start].strip():
        return True
    known = max((span.end for span in (found.cue, found.speaker) if span), default=end)
    return bool(is_inverted and grammar.language != "vi") or len(text[known:end].split()) <= 1


def _phrase_up_to_verb(text: str, start: int, end: int, grammar: Grammar) -> Phrase | None:
    """Return the noun phrase at the start, which a verb of saying may follow: `dẫn lời một ngư dân nói`."""
    verb = next(iter(cues(text, start, end, grammar)), None)
    stop = verb.start if verb and verb.start > start else end
    phrase = phrase_at(text, start, stop, grammar, is_loose=True)
    return phrase and role_behind(text, phrase, end, grammar)


def _clause_start_speaker(candidate: Candidate, start: int, end: int, *, is_tied: bool) -> Attribution | None:
    text, grammar, line = candidate.text, candidate.grammar, candidate.line
    relayed = grammar.relay.search(text, start, end)
    if relayed:
        phrase = _phrase_up_to_verb(text, relayed.end(), end, grammar)
        return phrase and Attribution("speaker_after", phrase, Span(*relayed.span()), line)
    owner = grammar.owner.match(text, start, end) if is_tied else None
    if owner:
        phrase = _phrase_up_to_verb(text, owner.end(), end, grammar)
        return phrase and Attribution("speaker_after", phrase, Span(*owner.span()), line)
    if not is_tied and grammar.language == "vi" and is_plain_opening(text, start, end, grammar):
        return None
    for verb in cues(text, start, end, grammar)[:MAX_CUES_TRIED]:
        if verb.start == start and grammar.language != "vi":
            phrase = phrase_at(text, verb.end, end, grammar, is_loose=is_tied)
            phrase = phrase and role_behind(text, phrase, end, grammar)
        else:
            phrase = _opening_phrase(text, start, verb.start, grammar, is_loose=is_tied)
        phrase = phrase or (lone_name(text, start, verb.start, grammar) if is_tied else None)
        if phrase:
            return Attribution("speaker_after", phrase, verb, line)
    return _speaker_without_verb(candidate, start, end) if is_tied else None


def lone_name(text: str, start: int, verb: int, grammar: Grammar) -> Phrase | None:
    """Return a capital between a comma and a verb, a name whatever it means elsewhere: `"…," Will said`."""
    word = text[start:verb].strip()
    is_name = grammar.language == "en" and word.isalpha() and word[0].isupper()
    return Phrase(start, start + len(word), NAME, is_whole=True) if is_name else None


def _speaker_without_verb(candidate: Candidate, start: int, end: int) -> Attribution | None:
    """Match `"…", chị Dương thở dài.`: a short sentence of its own that opens with a person."""
    text, grammar = candidate.text, candidate.grammar
    words = text[start:end].split()
    is_short = len(words) <= MAX_BARE_WORDS
    is_polite = bool(words) and words[0].lower() in grammar.speaker_starts.following
    is_long = candidate.word_count >= MIN_LONG_WORDS and candidate.words[0].isupper() and is_polite
    if candidate.word_count < MIN_BARE_WORDS or not (is_short or is_long):
        return None
    phrase = phrase_at(text, start, end, grammar)
    is_person = phrase and phrase.kind != DESCRIPTION and phrase.start == start
    return Attribution("speaker_without_verb", phrase, None, candidate.line) if is_person else None


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
    if not has_colon and not (candidate.grammar.language != "vi" and _COMMA_END.search(text, lower, mark.opening)):
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
    text, grammar, line = candidate.text, candidate.grammar, candidate.line
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    found = grammar.source.match(text, first, end) or grammar.relay.search(text, start, end)
    opening = Span(*found.span()) if found else _source_inside(text, first, end, grammar)
    if opening:
        phrase = _phrase_up_to_verb(text, opening.end, end, grammar)
        if phrase and text[phrase.start : phrase.end].split()[0].lower() not in grammar.documents:
            return Attribution(rule, phrase, opening, line)
    verbs = cues(text, start, end, grammar)[::-1]
    for verb in verbs[:MAX_CUES_TRIED]:
        if not is_colon and text[verb.start : verb.end] in grammar.feelings:
            continue
        touches = rule == "speaker_before_clause" and bool(_LEADS_IN.fullmatch(text, verb.end, end))
        phrase = subject_before(text, start, verb.start, grammar, is_loose=is_colon or touches)
        behind = inverted_subject(text, verb.end, end, grammar)
        phrase = behind if behind and (not phrase or phrase.kind == DESCRIPTION != behind.kind) else phrase
        if phrase:
            return Attribution(rule, phrase, verb, line)
    return _colon_speaker(candidate, start, end, rule, verbs[0] if verbs else None) if is_colon else None


def _colon_speaker(candidate: Candidate, start: int, end: int, rule: str, verb: Span | None) -> Attribution | None:
    """Return who speaks before a colon where no verb has a subject that fills its piece; `verb` is the last one."""
    text, grammar, line = candidate.text, candidate.grammar, candidate.line
    if verb and text[verb.start : verb.end] != LINK and len(text[verb.end : end].split()) <= MAX_WORDS_TO_COLON:
        touching = subject_at_verb(text, start, verb.start, grammar)
        if touching:
            return Attribution(rule, touching, verb, line)
    owner = next(grammar.owner.finditer(text, start, end), None)
    phrase = phrase_at(text, owner.end() if owner else start, end, grammar, is_loose=bool(owner))
    is_label = phrase and phrase.is_whole and len(text[start:end].split()) <= MAX_BARE_WORDS
    if phrase and (owner or phrase.kind != DESCRIPTION or is_label):
        return Attribution(rule, phrase, Span(*owner.span()) if owner else None, line)
    pieces = list(clause_pieces(text, start, end))[-MAX_PIECES:]
    phrase = phrase_at(text, *pieces[-1], grammar) if pieces else None
    if phrase and phrase.is_whole and len(text[phrase.start : end].split()) <= MAX_BARE_WORDS:
        return Attribution(rule, phrase, None, line)
    phrases = (phrase_at(text, *piece, grammar) for piece in pieces[::-1])
    person = next((each for each in phrases if each and each.kind != DESCRIPTION), None)
    return Attribution(rule, person, None, line) if person else None


def _source_inside(text: str, start: int, end: int, grammar: Grammar) -> Span | None:
    """Return the last "according to" of a clause, if no comma stands between it and the end: `Bởi theo NP: "…"`."""
    sources = source_spans(text, start, end, grammar)
    last = next((source for source in reversed(sources) if text[source.start - 1 : source.start] == " "), None)
    return last if last and "," not in text[last.end : end].rstrip(" ,") else None


def inverted_subject(text: str, start: int, end: int, grammar: Grammar) -> Phrase | None:
    """Return the subject behind its verb, as German has it after an adverbial: `Dazu sagte NP: "…"`."""
    if grammar.language != "de":
        return None
    phrase = phrase_at(text, start, end, grammar)
    return phrase if phrase and not text[start : phrase.start].strip() else None


def speaker_at_sentence_end(candidate: Candidate) -> Attribution | None:
    """Match `"…" in the primary, said NP` and `"…" rồi đi tới, NP nói`: the sentence runs on to its verb."""
    text, mark, grammar = candidate.text, candidate.mark, candidate.grammar
    limit = min(mark.after, mark.closing + CLAUSE_CHARACTERS)
    end = sentence_end(text, mark.closing, limit)
    is_short = candidate.word_count < MIN_CLAUSE_WORDS[grammar.language]
    if is_short or (limit == mark.after < len(text) and end == limit):
        return None
    for comma in [match.end() for match in _PIECE_START.finditer(text, mark.closing, end)][-3:]:
        found = _clause_start_speaker(candidate, comma, end, is_tied=False)
        if found and found.speaker:
            return found._replace(rule="speaker_at_sentence_end")
    return None


def pull_quote_name(text: str, grammar: Grammar) -> Phrase | None:
    """Return the name that is all a piece of text holds, as under a pull quote: `HỒ THỊ BÍCH`, `- Ông Lê Minh`."""
    match = _PULL_NAME.match(text) if len(text) <= MAX_PULL_CHARACTERS else None
    if not match:
        return None
    phrase = phrase_at(text, *match.span("name"), grammar)
    is_all = phrase and phrase.kind == NAME and phrase.is_whole and phrase.start == match.start("name")
    words = match["name"].split()
    # In small letters a name behind the last words is the article's author, or a photograph's caption.
    is_name = len(words) > 1 and all(_CAPITAL.match(word) for word in words[-2:]) and words[-1].isupper()
    return phrase if is_all and is_name else None


def pull_quote(candidate: Candidate) -> Attribution | None:
    """Match a quotation with nothing behind it but a name: a pull quote without a verb."""
    if candidate.mark.after < len(candidate.text) or candidate.mark.closing == len(candidate.text):
        return None
    phrase = pull_quote_name(candidate.text[candidate.mark.closing :], candidate.grammar)
    if not phrase or candidate.word_count < MIN_BARE_WORDS:
        return None
    shift = candidate.mark.closing
    moved = phrase._replace(start=phrase.start + shift, end=phrase.end + shift)
    return Attribution("pull_quote", moved, None, candidate.line)
