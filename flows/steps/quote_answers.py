"""Answers of an interview, which stand without marks behind a speaker's label or a dash.

A page is an interview where a journalist's label stands, a question addresses somebody, or labels answer more than
one question. A dash alone is a list: it speaks only behind a question, and only where the page names who is asked.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from flows.steps.quote_carry import Quote
from flows.steps.quote_grammar import Grammar
from flows.steps.quote_phrases import NAME, Phrase, phrase_at
from flows.steps.quote_rules import Attribution, candidate_at
from flows.steps.quote_spans import UPPER, MarkedSpan, sentence_end, sentence_start

MAX_LABEL_CHARACTERS = 70
MAX_QUESTION_CHARACTERS = 300  # of a question in running text
MIN_ANSWERS = 2  # labels behind questions that make an interview by themselves
MIN_ANSWER_WORDS = 3

# Opens with the character that opens the turn, so that text is scanned fast.
_TURN = re.compile(
    rf"[{UPPER}–—-](?:(?:(?<=^[{UPPER}])|(?<=[.!?…]\s[{UPPER}])|(?<=[.!?…][\"”]\s[{UPPER}]))"
    rf"(?=[^.?!:;\"“”]{{0,{MAX_LABEL_CHARACTERS}}}:\s)|(?<=\?\s[–—-])(?=\s))"
)
_LABEL = re.compile(
    rf"(?P<name>[{UPPER}][^.?!:;\"“”]{{0,{MAX_LABEL_CHARACTERS}}}?(?:\.[^.?!:;\"“”]{{1,40}})?)\s*:\s+"
)
_DASH = re.compile(r"[-–—]\s*")
_STAR = re.compile(r"[*•●]\s*")
_ASKING_LINE = re.compile(rf"\?[\"”)]?\s*(?:\Z|[-–—]|[{UPPER}][^.?!:]{{0,{MAX_LABEL_CHARACTERS}}}:)")
_MARK = frozenset("\"“”„'‘«")
_WORD = re.compile(r"\w+")

QUESTION, LABELLED, DASHED, PLAIN = "question", "labelled", "dashed", "plain"


class _Turn(NamedTuple):
    line: int
    start: int
    end: int
    kind: str
    label: Phrase | None
    is_asked: bool = False  # by a journalist's label, or in a form of address


def answers(lines: list[str], grammar: Grammar) -> list[Quote]:
    """Return the answers of an interview, one per line or turn; none where the page is no interview."""
    if not any(_ASKING_LINE.search(line) for line in lines):
        return []
    turns = [turn for index, line in enumerate(lines) for turn in _line_turns(index, line, grammar)]
    if not _is_interview(turns, lines, grammar):
        return []
    asked = _interviewee(lines, grammar)
    last_question = max((index for index, turn in enumerate(turns) if turn.kind == QUESTION), default=-1)
    found: list[Quote] = []
    speaker: tuple[Phrase, int] | None = None
    is_answering = False
    for index, turn in enumerate(turns):
        follows_question = index > 0 and turns[index - 1].kind == QUESTION
        if turn.kind == QUESTION:
            is_answering = False
            continue
        if turn.label:
            speaker = (turn.label, turn.line)
        rule = "answer_label" if turn.label else "answer_dash"
        known = speaker or asked
        if turn.label or (turn.kind == DASHED and follows_question):
            is_answering = follows_question or (turn.label is not None and is_answering)
        elif index > last_question:
            is_answering = False
        if is_answering and known:
            found += _answer(turn, lines[turn.line], known, rule, grammar)
    return found


def _line_turns(line: int, text: str, grammar: Grammar) -> list[_Turn]:
    starts = {0}
    for match in _TURN.finditer(text):
        starts.add(match.start())
        if text[match.start()] in "-–—":
            starts.add(sentence_start(text, max(0, match.start() - MAX_QUESTION_CHARACTERS), match.start()))
    turns: list[_Turn] = []
    for start, end in pairwise([*sorted(starts), len(text)]):
        if text[start:end].strip():
            turns.append(_turn(line, text, start, end, grammar))
    return turns


def _turn(line: int, text: str, start: int, end: int, grammar: Grammar) -> _Turn:
    asker = grammar.asker.match(text, start, end)
    nameless = asker or grammar.answerer.match(text, start, end)
    if nameless:
        return _Turn(line, nameless.end(), end, QUESTION if asker else DASHED, None, is_asked=bool(asker))
    is_question = _asks(text, end)
    label = _LABEL.match(text, start, end)
    phrase = phrase_at(text, label.start("name"), label.end("name"), grammar) if label else None
    if label and phrase and phrase.kind == NAME and text[label.end() : label.end() + 1] not in _MARK:
        kind = QUESTION if is_question else LABELLED
        return _Turn(line, label.end(), end, kind, phrase)
    if label and is_question:
        return _Turn(line, label.end(), end, QUESTION, None)
    lead = _DASH.match(text, start, end) or _STAR.match(text, start, end)
    if lead:
        inner = _turn(line, text, lead.end(), end, grammar) if lead.end() < end else None
        if inner and (inner.label or inner.kind == QUESTION):
            return inner
        return _Turn(line, lead.end(), end, DASHED if text[lead.start()] in "-–—" else PLAIN, None)
    return _Turn(line, start, end, QUESTION if is_question else PLAIN, None)


def _asks(text: str, end: int) -> bool:
    return text[max(0, end - 4) : end].rstrip(' \u00a0"”)').endswith("?")


def _is_interview(turns: list[_Turn], lines: list[str], grammar: Grammar) -> bool:
    follows = [other for one, other in pairwise(turns) if one.kind == QUESTION and other.kind in {LABELLED, DASHED}]
    if sum(turn.kind == LABELLED for turn in follows) >= MIN_ANSWERS:
        return True
    is_asked = any(
        turn.is_asked or grammar.question.search(lines[turn.line], turn.start, turn.end)
        for turn in turns
        if turn.kind == QUESTION
    )
    return is_asked and bool(follows)


def _interviewee(lines: list[str], grammar: Grammar) -> tuple[Phrase, int] | None:
    """Return the person whom the page says it talked to."""
    for index, text in enumerate(lines):
        for match in grammar.interview.finditer(text):
            end = sentence_end(text, match.end(), min(len(text), match.end() + 2 * MAX_LABEL_CHARACTERS))
            phrase = phrase_at(text, match.end(), end, grammar)
            if phrase and phrase.kind == NAME:
                return phrase, index
    return None


def _answer(turn: _Turn, text: str, speaker: tuple[Phrase, int], rule: str, grammar: Grammar) -> list[Quote]:
    inner = text[turn.start : turn.end]
    words = inner.strip()
    if len(_WORD.findall(words)) < MIN_ANSWER_WORDS:
        return []
    start = turn.start + inner.index(words)
    end = start + len(words)
    mark = MarkedSpan(start, start, end, end, 0, len(text))
    phrase, line = speaker
    return [Quote(candidate_at(turn.line, text, mark, grammar), Attribution(rule, phrase, None, line), "answer")]
