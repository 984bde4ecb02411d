"""Where quotation marks open and close, and where the lines and sentences around them begin and end.

Newspapers mix the shapes of marks inside one quotation and lose marks now and then, so a mark's code point
decides only where its neighbours do not: a mark after a blank opens, a mark before a blank or a comma closes.
Marks pair up like brackets within one line; one that finds no partner is left out and shifts nothing.
"""

import re
from typing import NamedTuple

from flows.steps.quote_grammar import ABBREVIATIONS

# Longer than the longest quotation annotated (182 words, 1,150 characters): two stray marks pair up beyond it.
MAX_QUOTE_CHARACTERS = 2_500
# Single marks are apostrophes too: a pair further apart than any headline or short quotation is chance.
MAX_SINGLE_CHARACTERS = 600
# Marked words inside marked words are terms; where they are this many, the marks around them are two stray ones.
MAX_INNER_WORDS = 8
MAX_JOINED_CHARACTERS = 2 * MAX_QUOTE_CHARACTERS  # of lines that are read as one
MAX_QUOTE_LINES = 5  # that a quotation runs through, the first and the last included
MAX_INNER_PAIRS = 20  # marks inside marks that are looked at; more of them are no text
UPPER = "".join(chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())
LOWER = "".join(chr(code) for code in (*range(0x61, 0x250), *range(0x1E00, 0x1F00)) if chr(code).islower())

_MARK = re.compile(r"[\"“”„‟″＂«»‹›'`‘’‚]")
_SINGLES = frozenset("'`‘’‚")  # two of one shape in a row are a double mark
_NOT_BEHIND_OPENING = frozenset(" \u00a0\t\n'’‘.,;:)")
_OPENING_MARKS = frozenset(["“", "„", "‟", "«", "‹", "``", "‘‘"])
_CLOSING_MARKS = frozenset(["”", "″", "»", "›", "’’"])
_GUILLEMETS = frozenset("«»‹›")
_DOUBLES = frozenset('"“”„‟″＂«»‹›')
_BEFORE_OPENING = frozenset(" \u00a0\t\n([{<-–—:;,/>")
_AFTER_CLOSING = frozenset(" \u00a0\t\n.,;:!?…)]}>-–—/")
_SURE_CLOSING = frozenset(",.!?…")
# Counted repeats: a line of dots is no place to look for a sentence's end from every dot. The first character stands
# alone: Python skips text fast only where a pattern opens with one set of characters.
_SENTENCE_BREAK = re.compile(rf"[.!?…][.!?…]{{0,7}}[\"”’')\]»«“]{{0,4}}\s+(?=[{UPPER}\"“„«»'‘(@*\d])")
_LAST_WORD = re.compile(r"[\w.]*\Z")
_WORD = re.compile(r"\w+")
_ENDS_SENTENCE = re.compile(r"[.!?…:][\"”’')\]]*\Z")
_ABBREVIATION_WINDOW = 12
_MOST_SENTENCES = 200  # characters that hold most sentences, which are looked at first


class Span(NamedTuple):
    """A stretch of a text, half-open."""

    start: int
    end: int


class TextLine(NamedTuple):
    """A line that rules read as a whole: of one paragraph, or of several that a quotation runs through."""

    paragraph: int  # where it starts
    start: int  # in the document
    text: str
    marks: "Pairing"


class Pair(NamedTuple):
    """An opening and a closing mark."""

    opening: Span
    closing: Span
    is_single: bool = False


class Pairing(NamedTuple):
    """How the marks of a line pair up."""

    pairs: list[Pair]  # outermost ones, in their order
    opened: list[Span]  # opening double marks that nothing closes
    stray: list[Span]  # closing double marks that nothing opened


_NO_MARKS = Pairing([], [], [])


class MarkedSpan(NamedTuple):
    """Marked words of one line, with the stretches around them that belong to no other marked words."""

    opening: int  # where the opening mark starts
    start: int  # the words without blanks inside the marks
    end: int
    closing: int  # where the closing mark ends
    before: int  # end of the marked words before, or start of the line
    after: int  # start of the marked words behind, or end of the line
    is_single: bool = False  # marked by single marks


def text_line(text: str) -> TextLine:
    """Return one line of a text of its own."""
    return TextLine(0, 0, text, paired_marks(text))


def text_lines(paragraphs: list[tuple[str, int]]) -> list[TextLine]:
    """Return the lines of paragraphs given with their starts in the document.

    Lines that break a sentence or a quotation are read as one where nothing but the line end stands between them.
    """
    lines: list[TextLine] = []
    for paragraph, (text, start) in enumerate(paragraphs):
        end = start - 1
        for each in text.split("\n"):
            if each:
                lines.append(TextLine(paragraph, end + 1, each, paired_marks(each)))
            end += len(each) + 1
    found: list[TextLine] = []
    joined = 0  # lines still to be joined to the one before
    for index, line in enumerate(lines):
        is_next = bool(found) and found[-1].start + len(found[-1].text) + 1 == line.start
        joined = joined - 1 if joined > 1 else _lines_to_close(lines, index - 1)
        is_short = is_next and len(found[-1].text) + len(line.text) <= MAX_JOINED_CHARACTERS
        if is_short and (joined > 0 or _goes_on(found[-1].text, line.text)):
            text = f"{found[-1].text}\n{line.text}"
            found[-1] = found[-1]._replace(text=text)
        else:
            joined = 0
            found.append(line)
    lengths = {line.start: len(line.text) for line in lines}
    return [
        line if len(line.text) == lengths[line.start] else line._replace(marks=paired_marks(line.text))
        for line in found
    ]


def _lines_to_close(lines: list[TextLine], index: int) -> int:
    """Return how many lines a quotation that this line leaves open runs on; 0 where nothing closes it."""
    if index < 0 or not _runs_on(lines[index].marks):
        return 0
    length = len(lines[index].text) - lines[index].marks.opened[0].start
    for count in range(1, min(MAX_QUOTE_LINES, len(lines) - index)):
        marks = lines[index + count].marks
        if marks.stray and _comes_first(marks.stray[0], marks.pairs):
            return count if length + marks.stray[0].start <= MAX_QUOTE_CHARACTERS else 0
        if marks.pairs or marks.opened:
            return 0
        length += len(lines[index + count].text)
    return 0


def _goes_on(before: str, text: str) -> bool:
    """Tell whether a line goes on with a sentence of the line before."""
    return text[0] in LOWER and not _ENDS_SENTENCE.search(before[-6:].rstrip())


def marked_spans(
    line: TextLine, before: TextLine | None = None, following: TextLine | None = None
) -> list[MarkedSpan]:
    """Return the outermost marked stretches of a line in their order; a stray mark belongs to none.

    `before` and `following` are the lines around it. Words that nothing closes run to the line's end where the
    next line opens with a mark, as where each paragraph of a speech opens with one and only the last one closes;
    and where the next line closes what it has not opened, the quotation runs over the line's end.
    """
    text, marks, pairs = line.text, line.marks, line.marks.pairs
    if not pairs and not marks.opened and not marks.stray:
        return []
    if before and marks.stray and _runs_on(before.marks) and _comes_first(marks.stray[0], pairs):
        pairs = [Pair(Span(0, 0), marks.stray[0]), *pairs]
    if following and _runs_on(marks) and len(text) - marks.opened[0].start <= MAX_QUOTE_CHARACTERS:
        is_free = not pairs or pairs[-1].closing.end <= marks.opened[0].start
        if is_free and (opens_with_mark(following.text) or _closes_first(following)):
            pairs = [*pairs, Pair(marks.opened[0], Span(len(text), len(text)))]
    return _marked(text, pairs)


def _runs_on(marks: Pairing) -> bool:
    """Tell whether a line leaves one quotation open at its end."""
    return len(marks.opened) == 1 and (not marks.pairs or marks.pairs[-1].closing.end <= marks.opened[0].start)


def _closes_first(line: TextLine) -> bool:
    return bool(line.marks.stray) and _comes_first(line.marks.stray[0], line.marks.pairs)


def _comes_first(stray: Span, pairs: list[Pair]) -> bool:
    return stray.end <= MAX_QUOTE_CHARACTERS and (not pairs or stray.end <= pairs[0].opening.start)


def opens_with_mark(text: str) -> bool:
    """Tell whether the first character that is no blank is a quotation mark."""
    return text.lstrip()[:1] in _DOUBLES


def paired_marks(text: str) -> Pairing:
    """Return the outermost pairs of marks of a line, and the double marks that found no partner."""
    doubles, singles = _marks(text)
    if not doubles and len(singles) < 2:
        return _NO_MARKS
    sides = [_side(text, mark) for mark in doubles]
    opened: dict[bool, list[Span]] = {False: [], True: []}
    pairs, stray = [], []
    for index, mark in enumerate(doubles):
        stack = opened[text[mark.start] in _GUILLEMETS]
        side = sides[index]
        if side if side is not None else not stack:
            stack.append(mark)
        elif not stack:
            stray.append(mark)
        elif not _is_inch(text, mark, len(stack), sides[index + 1 : index + 2]):
            opening = stack.pop()
            if mark.end - opening.start <= MAX_QUOTE_CHARACTERS:
                pairs.append(Pair(opening, mark))
    outermost = _outermost(text, pairs)
    if len(singles) > 1:
        outermost = _with_single_marks(text, singles, outermost)
    return Pairing(outermost, opened[False] + opened[True], stray)


def _marks(text: str) -> tuple[list[Span], list[Span]]:
    """Return the double and the single marks of a line; two single marks of one shape in a row are a double one."""
    doubles: list[Span] = []
    singles: list[Span] = []
    end = 0
    for match in _MARK.finditer(text):
        start = match.start()
        mark = match.group()
        if mark not in _SINGLES:
            doubles.append(Span(start, start + 1))
        elif start >= end and text[start + 1 : start + 2] == mark and mark != "‚":
            end = start + 2
            doubles.append(Span(start, end))
        elif start >= end:
            singles.append(Span(start, start + 1))
    return doubles, singles


def _side(text: str, mark: Span) -> bool | None:
    """Tell whether a mark opens (true) or closes (false); nothing where only the marks before can tell."""
    left = mark.start == 0 or text[mark.start - 1] in _BEFORE_OPENING
    right = mark.end == len(text) or text[mark.end] in _AFTER_CLOSING
    if left != right:
        return left
    shape = text[mark.start : mark.end]
    if shape in _OPENING_MARKS:
        return True
    return False if shape in _CLOSING_MARKS else None


def _is_inch(text: str, mark: Span, depth: int, following: list[bool | None]) -> bool:
    """Tell the sign behind a number from a closing mark: another mark closes what is open."""
    is_measure = text[mark.start] in '"″”' and text[mark.start - 1 : mark.start].isdigit()
    return is_measure and depth == 1 and following == [False]


def _outermost(text: str, pairs: list[Pair]) -> list[Pair]:
    """Keep the pairs that lie in no other pair; pairs arrive by their closing mark and never cross.

    Two stray marks around a whole quotation are no pair: what stands inside marked words is a term of few words.
    """
    kept: list[Pair] = []
    asked = 0
    for pair in reversed(pairs):
        is_inner = bool(kept) and pair.opening.start > kept[-1].opening.start
        asked += is_inner
        if is_inner and asked <= MAX_INNER_PAIRS and _is_quotation_inside(text, pair):
            kept.pop()
        if not kept or pair.closing.end <= kept[-1].opening.start:
            kept.append(pair)
            asked = 0
    return kept[::-1]


def _is_quotation_inside(text: str, pair: Pair) -> bool:
    lead = text[max(0, pair.opening.start - 2) : pair.opening.start].rstrip()
    if pair.closing.start - pair.opening.end < MAX_INNER_WORDS * 2 or lead.endswith((":", ",")):
        return False
    return len(_WORD.findall(text, pair.opening.end, pair.closing.start)) > MAX_INNER_WORDS


def _with_single_marks(text: str, singles: list[Span], pairs: list[Pair]) -> list[Pair]:
    """Add the pairs of single marks that stand outside the double ones; most single marks are apostrophes."""
    found = list(pairs)
    opening: Span | None = None
    fallback: Span | None = None
    for mark in singles:
        before, after = text[mark.start - 1 : mark.start], text[mark.end : mark.end + 1]
        if _opens_single(text[mark.start], before, after):
            found += _single_pair(opening, fallback)
            opening, fallback = mark, None
        elif before.isspace() or after.isalnum():
            continue
        elif opening and (before in _SURE_CLOSING or not after or after in ',.;:!?)…–—\n"”'):
            found += _single_pair(opening, mark)
            opening, fallback = None, None
        else:
            fallback = fallback or mark
    found += _single_pair(opening, fallback)
    found.sort(key=lambda pair: (pair.opening.start, pair.is_single))
    return _apart(found)


def _opens_single(mark: str, before: str, after: str) -> bool:
    is_free = not before or not (before.isalnum() or before in "'’‘_")
    is_before_word = bool(after) and after not in _NOT_BEHIND_OPENING and not after.isdigit()  # "the '90s"
    return mark in "'‘‚" and is_free and is_before_word


def _single_pair(opening: Span | None, closing: Span | None) -> list[Pair]:
    if not opening or not closing or not 0 < closing.start - opening.end <= MAX_SINGLE_CHARACTERS:
        return []
    return [Pair(opening, closing, is_single=True)]


def _apart(pairs: list[Pair]) -> list[Pair]:
    """Drop single marks inside double ones or around them."""
    doubles = [pair for pair in pairs if not pair.is_single]
    kept: list[Pair] = []
    at = 0
    for pair in pairs:
        while at < len(doubles) and doubles[at].closing.end <= pair.opening.start:
            at += 1
        is_free = at == len(doubles) or doubles[at].opening.start >= pair.closing.end
        if not pair.is_single or is_free:
            kept.append(pair)
    return kept


def _marked(text: str, pairs: list[Pair]) -> list[MarkedSpan]:
    edges = [0, *(pair.closing.end for pair in pairs)]
    nexts = [*(pair.opening.start for pair in pairs[1:]), len(text)]
    found = []
    for pair, before, after in zip(pairs, edges, nexts, strict=False):
        inner = text[pair.opening.end : pair.closing.start]
        words = inner.strip()
        if _WORD.search(words):
            start = pair.opening.end + inner.index(words)
            end = start + len(words)
            found.append(MarkedSpan(pair.opening.start, start, end, pair.closing.end, before, after, pair.is_single))
    return found


def sentence_start(text: str, lower: int, upper: int) -> int:
    """Return where the last sentence of `text[lower:upper]` starts."""
    near = max(lower, upper - _MOST_SENTENCES)
    for first in (near, lower) if near > lower else (lower,):
        for found in reversed(list(_SENTENCE_BREAK.finditer(text, first, upper))):
            if found.end() < upper and not _is_abbreviation(text, found.start(), lower):
                return found.end()
    return lower


def sentence_end(text: str, lower: int, upper: int) -> int:
    """Return where the first sentence of `text[lower:upper]` ends, its full stop left out."""
    for match in _SENTENCE_BREAK.finditer(text, lower, upper):
        if not _is_abbreviation(text, match.start(), lower):
            return match.start()
    return upper


def sentences_around(text: str, spots: list[int], longest: int) -> list[Span]:
    """Return the sentences in which the spots lie, which come sorted; each sentence once.

    A sentence of more than `longest` characters comes in parts that have as many or more.
    """
    found: list[Span] = []
    end = 0
    for spot in spots:
        if spot >= end:
            start = sentence_start(text, max(0, spot - longest), spot + 1)
            end = sentence_end(text, spot, min(len(text), spot + longest))
            found.append(Span(start, end))
    return found


def end_without(text: str, end: int, characters: str) -> int:
    """Return where `text[:end]` ends without these characters, of which at most 50 are taken away."""
    window = text[max(0, end - 50) : end]
    return end - len(window) + len(window.rstrip(characters))


def _is_abbreviation(text: str, stop: int, lower: int) -> bool:
    if text[stop] != ".":
        return False
    before = text[max(lower, stop - _ABBREVIATION_WINDOW) : stop]
    word = before.rpartition(" ")[2]
    if not word.isalnum():
        match = _LAST_WORD.search(before)
        word = match.group() if match else ""
    return (len(word) == 1 and word.isupper()) or word.casefold() in ABBREVIATIONS
