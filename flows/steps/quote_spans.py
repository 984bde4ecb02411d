"""Where quotation marks open and close, and where the sentences around them begin and end.

Newspapers mix the shapes of marks inside one quotation and lose marks now and then, so a mark's code point
decides only where its neighbours do not: a mark after a blank opens, a mark before a blank or a comma closes.
Marks pair up like brackets within one line; one that finds no partner is left out and shifts nothing.
"""

import re
from typing import NamedTuple

from flows.steps import quote_lexicon

# Longer than the longest quotation annotated (182 words, 1,150 characters): two stray marks pair up beyond it.
MAX_QUOTE_CHARACTERS = 2_500
UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())

_MARK = re.compile(r"[\"“”„‟″＂]|''|``|’’|‘‘")
_LINE = re.compile(r"[^\n]+")
_OPENING_MARKS = frozenset("“„‟") | {"``", "‘‘"}
_CLOSING_MARKS = frozenset("”″") | {"’’"}
_BEFORE_OPENING = frozenset(" \u00a0\t([{<-–—:;,/>")
_AFTER_CLOSING = frozenset(" \u00a0\t.,;:!?…)]}>-–—/")
_EDGE_BLANKS = " \u00a0\t\n"
_SENTENCE_BREAK = re.compile(rf"[.!?…]+[\"”’')\]]*[ \u00a0\t]+(?=[{UPPER}\"“„'‘(@*\d])")
_LAST_WORD = re.compile(r"[\w.]*\Z")
_ABBREVIATIONS = frozenset(quote_lexicon.ABBREVIATIONS.pattern.split("|"))
_ABBREVIATION_WINDOW = 12


class Span(NamedTuple):
    """A stretch of a text, half-open."""

    start: int
    end: int


class MarkedSpan(NamedTuple):
    """Marked words of one line, with the stretches around them that belong to no other marked words."""

    opening: int  # where the opening mark starts
    start: int  # the words without blanks inside the marks
    end: int
    closing: int  # where the closing mark ends
    before: int  # end of the marked words before, or start of the line
    after: int  # start of the marked words behind, or end of the line


def marked_spans(text: str, *, is_continued: bool = False) -> list[MarkedSpan]:
    """Return the outermost marked stretches of the text in their order; a stray mark belongs to none.

    `is_continued` says that the next paragraph opens with a mark: then words that nothing closes run to the
    end, as where each paragraph of a long speech opens with a mark and only the last one closes.
    """
    found = []
    for line in _LINE.finditer(text):
        pairs = _outermost(_pairs(text, line.start(), line.end(), is_continued=is_continued))
        edges = [line.start(), *(pair.end for pair in pairs)]
        nexts = [*(pair.start for pair in pairs[1:]), line.end()]
        for pair, before, after in zip(pairs, edges, nexts, strict=False):
            found += _marked(text, pair, before, after)
    return found


def sentence_start(text: str, lower: int, upper: int) -> int:
    """Return where the last sentence of `text[lower:upper]` starts."""
    start = lower
    for match in _SENTENCE_BREAK.finditer(text, lower, upper):
        if match.end() < upper and not _is_abbreviation(text, match.start(), lower):
            start = match.end()
    return start


def sentence_end(text: str, lower: int, upper: int) -> int:
    """Return where the first sentence of `text[lower:upper]` ends, its full stop left out."""
    for match in _SENTENCE_BREAK.finditer(text, lower, upper):
        if not _is_abbreviation(text, match.start(), lower):
            return match.start()
    return upper


def _is_abbreviation(text: str, stop: int, lower: int) -> bool:
    if text[stop] != ".":
        return False
    window = text[max(lower, stop - _ABBREVIATION_WINDOW) : stop]
    match = _LAST_WORD.search(window)
    word = match.group() if match else ""
    return (len(word) == 1 and word.isupper()) or word.casefold() in _ABBREVIATIONS


def opens_with_mark(text: str) -> bool:
    """Tell whether the first character that is no blank is a quotation mark."""
    return bool(_MARK.match(text.lstrip(_EDGE_BLANKS)))


def _pairs(text: str, lower: int, upper: int, *, is_continued: bool) -> list[Span]:
    opened: list[re.Match[str]] = []
    pairs = []
    for mark in _MARK.finditer(text, lower, upper):
        if _opens(text, mark, lower, upper, is_inside=bool(opened)):
            opened.append(mark)
        elif opened:
            start = opened.pop().start()
            if mark.end() - start <= MAX_QUOTE_CHARACTERS:
                pairs.append(Span(start, mark.end()))
    if is_continued and len(opened) == 1 and upper - opened[0].start() <= MAX_QUOTE_CHARACTERS:
        pairs.append(Span(opened[0].start(), upper))
    return pairs


def _opens(text: str, mark: re.Match[str], lower: int, upper: int, *, is_inside: bool) -> bool:
    left = mark.start() == lower or text[mark.start() - 1] in _BEFORE_OPENING
    right = mark.end() == upper or text[mark.end()] in _AFTER_CLOSING
    if left != right:
        return left
    if mark.group() in _OPENING_MARKS:
        return True
    return mark.group() not in _CLOSING_MARKS and not is_inside


def _outermost(pairs: list[Span]) -> list[Span]:
    """Keep the pairs that lie in no other pair; pairs arrive by their closing mark and never cross."""
    kept: list[Span] = []
    for pair in reversed(pairs):
        if not kept or pair.end <= kept[-1].start:
            kept.append(pair)
    return kept[::-1]


def _marked(text: str, pair: Span, before: int, after: int) -> list[MarkedSpan]:
    mark_width = 2 if text[pair.start : pair.start + 2] in {"''", "``", "‘‘"} else 1
    closing = _MARK.search(text, max(pair.start + mark_width, pair.end - 2), pair.end)
    closing_width = closing.end() - closing.start() if closing else 0
    inner = text[pair.start + mark_width : pair.end - closing_width]
    words = inner.strip(_EDGE_BLANKS)
    if not words:
        return []
    start = pair.start + mark_width + inner.index(words)
    return [MarkedSpan(pair.start, start, start + len(words), pair.end, before, after)]
