"""What a line's characters alone tell: where it begins and ends, its words, its key, its counts of signs.

All lines of many pages are done at once: a text is an array of code points, a class of characters is a bit, and a
count is a difference of running sums. Python's own `str` methods say which character is in which class, so that
the counts are those of Python's patterns.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from flows.steps.lexicons import SENTENCE_CLOSERS

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
Truths = npt.NDArray[np.bool_]

BLOCK_CHARACTERS = 1 << 18  # of pages that are counted together: little memory, and little time lost between blocks
OPENING = 400  # characters of a line in which signs are counted
TAIL = 120  # characters at the end of a line in which its last sentence ends
SHORT_WORD = 3  # letters
WORDS_PER_WIDE_CHARACTER = 0.6  # a Chinese or Japanese word is between one and two characters
WORDS_PER_UNSPACED_CHARACTER = 0.25  # a Thai, Lao, Khmer or Burmese word is about four

SENTENCE_ENDS = ".!?…。！？｡؟۔।॥։።။՞༎"
_WIDE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_END_WITH_BRACKET = re.compile(rf"[{SENTENCE_ENDS}][\"'”’»]*\s?[(\[][^()\[\]]{{1,60}}[)\]]\W*\Z")

# Classes that are looked for at every character: one byte.
SPACE, WORD, LOWER, WIDE, UNSPACED, COUNTED = (1 << place for place in range(6))
# Classes that few characters are in, all of them in COUNTED too.
UPPER, DIGIT, INNER_END, INNER_CLOSER, LONE_END, COMMA, ODD, BRACKET, DASH, COLON, QUOTE = (
    1 << place for place in range(8, 19)
)
# Classes that are looked for at certain places only.
END, CLOSER, FIRST_QUOTE, QUESTION, BULLET = (1 << place for place in range(19, 24))
FIGURE = 1 << 24  # a digit of any kind, "²" and "①" too; in COUNTED as well
SIGNS = {
    END: SENTENCE_ENDS,
    CLOSER: SENTENCE_CLOSERS,
    INNER_END: ".!?…",
    INNER_CLOSER: "\"'”’»)]",
    LONE_END: "。！？｡؟۔।።။",
    COMMA: ",;，、；،",
    ODD: "|/»›>•·@#©®→_=",
    BRACKET: "()[]",
    DASH: "-–—",
    COLON: ":",
    QUOTE: '"“”«»„',
    FIRST_QUOTE: "\"'“«„‘「",
    QUESTION: "?!",
    BULLET: "•-–*+·",
}
CATEGORIES = {"Lu": UPPER | COUNTED | WORD, "Ll": LOWER | WORD, "Nd": DIGIT | COUNTED | WORD} | dict.fromkeys(
    ("Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nl", "Pc"), WORD
)
OPENING_COUNTS = {  # of single characters
    "digit_count": DIGIT,
    "capital_count": UPPER,
    "odd_sign_count": ODD,
    "bracket_count": BRACKET,
    "quote_count": QUOTE,
}
FIRST_CHARACTERS = {
    "starts_lower": LOWER,
    "starts_digit": DIGIT,
    "starts_quote": FIRST_QUOTE,
    "starts_bullet": BULLET,
}
LAST_CHARACTERS = {"ends_colon": COLON, "ends_question": QUESTION}
BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))


class _Runs(NamedTuple):
    """Stretches of characters of a class: where each begins and where it ends."""

    starts: Numbers
    ends: Numbers


class _Block(NamedTuple):
    """Pages one after another: their characters, and the bounds of their non-blank lines among them."""

    codes: Numbers
    classes: Codes
    common: Bytes
    counted: Numbers
    counted_flags: Codes
    words: _Runs
    line_ends: Numbers
    starts: Numbers
    ends: Numbers
    opening_ends: Numbers
    first_words: Numbers
    last_words: Numbers

    def flags(self, places: Numbers) -> Codes:
        """Return the classes of the characters at some places."""
        return self.classes[self.codes[places]]

    def held(self, places: Numbers) -> Numbers:
        """Return how many of the places, which ascend, each line holds."""
        return np.searchsorted(places, self.ends) - np.searchsorted(places, self.starts)


def _blocks(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number of the first text and the texts, cut where enough characters are together."""
    first = size = 0
    for number, text in enumerate(texts):
        size += len(text)
        if size >= BLOCK_CHARACTERS:
            yield first, texts[first : number + 1]
            first, size = number + 1, 0
    yield first, texts[first:] or [""]


def _block_columns(first_page: int, texts: Sequence[str]) -> dict[str, Numbers | Truths]:
    """Return the numbers of the lines of a few texts, the first of which has the given number."""
    text = "".join(f"{text}\n" for text in texts)
    block = _block(text)
    page_starts = np.cumsum([0, *(len(each) + 1 for each in texts)])
    line_starts = np.concatenate(([0], block.line_ends + 1))
    pages = np.searchsorted(page_starts, block.starts, "right") - 1
    lines = np.searchsorted(line_starts, block.starts, "right") - 1
    line_indexes = lines - np.searchsorted(line_starts, page_starts)[pages]
    return {
        "page": pages + first_page,
        "line_index": line_indexes,
        "char_start": block.starts - page_starts[pages],
        "char_end": block.ends - page_starts[pages],
        "character_count": block.ends - block.starts,
        "ends_sentence": _sentence_ends(block, text),
        **_word_counts(block),
        **_sign_counts(block),
        **_blanks(pages, line_indexes),
    }


def _block(text: str) -> _Block:
    """Return the characters of pages that each end with a line end."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    classes = _classes(codes)
    common = classes.astype(np.uint8)[codes]
    words = _runs((common & SPACE) == 0)
    counted = np.flatnonzero(common & COUNTED)
    line_ends = np.flatnonzero(codes == ord("\n"))
    last_words = np.searchsorted(words.starts, line_ends)
    first_words = np.concatenate(([0], last_words[:-1]))
    is_filled = last_words > first_words
    first_words, last_words = first_words[is_filled], last_words[is_filled]
    starts, ends = words.starts[first_words], words.ends[last_words - 1]
    return _Block(
        codes=codes,
        classes=classes,
        common=common,
        counted=counted,
        counted_flags=classes[codes[counted]],
        words=words,
        line_ends=line_ends,
        starts=starts,
        ends=ends,
        opening_ends=np.minimum(ends, starts + OPENING),
        first_words=first_words,
        last_words=last_words,
    )


def _classes(codes: Numbers) -> Codes:
    """Return the classes of every character that occurs, to be looked up by its code."""
    present = np.flatnonzero(np.bincount(codes))
    signs: dict[str, int] = {}
    for flag, characters in SIGNS.items():
        more = flag | COUNTED if flag < END else flag
        signs |= {character: signs.get(character, 0) | more for character in characters}
    classes = np.zeros(int(present[-1]) + 1, dtype=np.uint32)
    for code in present.tolist():
        classes[code] = _character_flags(chr(code)) | signs.get(chr(code), 0)
    return classes


def _character_flags(character: str) -> int:
    flags = CATEGORIES.get(unicodedata.category(character), 0) | (SPACE if character.isspace() else 0)
    flags |= FIGURE | COUNTED if character.isdigit() else 0
    return flags | (WIDE if _WIDE.match(character) else 0) | (UNSPACED if _UNSPACED.match(character) else 0)


def _runs(mask: Truths) -> _Runs:
    """Return the stretches where the mask is true; at the last character, a line end, it never is."""
    edges = np.flatnonzero(np.diff(mask, prepend=False))
    return _Runs(edges[0::2].copy(), edges[1::2].copy())


def _running_sums(found: Truths) -> Numbers:
    return np.concatenate(([0], np.cumsum(found)))


def _sentence_ends(block: _Block, text: str) -> Truths:
    """Return whether each line ends in a sentence mark, with nothing but closing marks or a bracket after it."""
    lasts = block.flags(block.ends - 1)
    found: Truths = (lasts & END) != 0
    closed = np.flatnonzero(lasts & CLOSER)
    ends, starts = block.ends[closed], np.maximum(block.starts[closed], block.ends[closed] - TAIL)
    for line, start, end in zip(closed.tolist(), starts.tolist(), ends.tolist(), strict=True):
        found[line] = _ends_sentence(text[start:end])
    return found


def _ends_sentence(tail: str) -> bool:
    bare = tail.rstrip(SENTENCE_CLOSERS)
    if bare and bare[-1] in SENTENCE_ENDS:
        return True
    return tail[-1] in ")]" and _END_WITH_BRACKET.search(tail) is not None


def _word_counts(block: _Block) -> dict[str, Numbers]:
    """Return the counts that go by words: what stands between blanks, or only letters."""
    starts, first = block.words.starts, block.first_words
    is_small = _running_sums((block.common[starts] & LOWER) != 0)
    return {
        "token_count": _token_counts(block),
        "inner_sentence_count": _inner_sentence_counts(block),
        "small_word_count": is_small[np.searchsorted(starts, block.opening_ends)] - is_small[first + 1],
        "short_word_count": _short_word_counts(block),
    }


def _token_counts(block: _Block) -> Numbers:
    """Return the number of words; of writing without spaces, about as many as it has."""
    if not (block.classes & (WIDE | UNSPACED)).any():
        return block.last_words - block.first_words
    wide, unspaced = (np.flatnonzero(block.common & flag) for flag in (WIDE, UNSPACED))
    estimate = block.held(wide) * WORDS_PER_WIDE_CHARACTER + block.held(unspaced) * WORDS_PER_UNSPACED_CHARACTER
    spaced = block.held(_runs((block.common & (SPACE | WIDE | UNSPACED)) == 0).starts)
    return np.rint(estimate).astype(np.int64) + spaced


def _inner_sentence_counts(block: _Block) -> Numbers:
    """Return how many sentence marks each line has before a blank, closing marks between them aside, or alone."""
    places, flags = block.counted, block.counted_flags
    closers = places[(flags & INNER_CLOSER) != 0]
    lasts = places[((flags & (INNER_END | INNER_CLOSER)) != 0) & ((block.common[places + 1] & SPACE) != 0)]
    marks = lasts
    if len(closers):
        is_first = np.diff(closers, prepend=-2) > 1
        run_starts = closers[np.maximum.accumulate(np.where(is_first, np.arange(len(closers)), 0))]
        runs = np.minimum(np.searchsorted(closers, lasts), len(closers) - 1)
        marks = np.where(closers[runs] == lasts, run_starts[runs] - 1, lasts)
    inner = lasts[(block.flags(marks) & INNER_END) != 0]
    before_last = np.searchsorted(inner, block.ends - 1) - np.searchsorted(inner, block.starts)
    return before_last + block.held(places[(flags & LONE_END) != 0])


def _short_word_counts(block: _Block) -> Numbers:
    """Return how many words of one to three small letters begin in each line's opening."""
    padded = np.concatenate(([SPACE], block.common, [SPACE] * SHORT_WORD)).astype(np.uint8)
    is_lower, ends = (padded & LOWER) != 0, (padded & WORD) == 0
    count = len(block.common)
    is_short = np.zeros(count, dtype=np.bool_)
    for length in range(SHORT_WORD, 0, -1):
        is_short = is_lower[length : length + count] & (ends[length + 1 : length + 1 + count] | is_short)
    short = np.flatnonzero(ends[:count] & is_short)
    return np.searchsorted(short, block.opening_ends) - np.searchsorted(short, block.starts)


def _sign_counts(block: _Block) -> dict[str, Numbers | Truths]:
    """Return the counts of single characters, and what the first and the last character are."""
    places = block.counted
    flags = block.counted_flags
    first, last, opening_last = (
        np.searchsorted(places, bounds) for bounds in (block.starts, block.ends, block.opening_ends)
    )

    def count(mask: Truths, last: Numbers) -> Numbers:
        sums = _running_sums(mask)
        return sums[last] - sums[first]

    is_word_start = (block.common[places - 1] & WORD) == 0
    is_longer = block.opening_ends - block.starts > 1
    outer_dashes = _is_parted_dash(block, block.starts) + (
        _is_parted_dash(block, block.opening_ends - 1) * is_longer.astype(np.int64)
    )
    is_dash = _is_parted_dash(block, places) | ((flags & COLON) != 0)
    firsts, lasts = block.flags(block.starts), block.flags(block.ends - 1)
    return {
        **{name: count((flags & flag) != 0, opening_last) for name, flag in OPENING_COUNTS.items()},
        "comma_count": count((flags & COMMA) != 0, last),
        "has_figure": count((flags & FIGURE) != 0, last) > 0,
        "capital_word_count": count(((flags & UPPER) != 0) & is_word_start, opening_last),
        "dash_count": count(is_dash, opening_last) - outer_dashes,
        **{name: (firsts & flag) != 0 for name, flag in FIRST_CHARACTERS.items()},
        **{name: (lasts & flag) != 0 for name, flag in LAST_CHARACTERS.items()},
    }


def _is_parted_dash(block: _Block, places: Numbers) -> Truths:
    """Return whether a dash between two blanks stands at each place; the first and last of a line count too."""
    around = block.common[places - 1] & block.common[(places + 1) % len(block.common)] & SPACE
    is_parted: Truths = ((block.flags(places) & DASH) != 0) & (around != 0)
    return is_parted


def _blanks(pages: Numbers, line_indexes: Numbers) -> dict[str, Numbers]:
    """Return how many blank lines stand right above each line, and between it and the next of its page."""
    is_first = np.diff(pages, prepend=-1) != 0
    above = np.where(is_first, line_indexes, np.diff(line_indexes, prepend=0) - 1)
    below = np.append(np.where(is_first, 0, above)[1:], 0)[: len(above)]
    return {"blank_above": above, "blank_below": below}


def line_characters(texts: pl.Series) -> pl.DataFrame:
    """Return one row per non-blank line of the texts: `page` is the number of the text, `line_index` of the line."""
    blocks = [_block_columns(first, block) for first, block in _blocks(texts.to_list())]
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    lines = texts.str.split("\n").explode(empty_as_null=False).str.strip_chars(BLANKS)
    return pl.DataFrame({**columns, "text": lines.filter(lines != "")})
