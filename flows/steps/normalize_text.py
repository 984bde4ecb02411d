"""The form that every text has from here on: NFC, lines ended by a line feed, nothing unfit for text.

Spans are counted in this form, so it has to be a fixed point: a text already in it comes back unchanged.
Joiners stay where a script or an emoji is written with them; elsewhere they only break word matching.
"""

import re
import unicodedata
from typing import NamedTuple

# Unicode's Stream-Safe Text Format (UAX #15, section 13) allows 30 non-starters in a row; no written
# language needs more, and normalising a run takes time that grows with the square of its length.
MAX_MARK_RUN = 30

# Characters that are a line end somewhere: Unicode's mandatory breaks (UAX #14, classes BK, CR, LF, NL).
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

# Unicode blocks whose letters change shape or meaning with a joiner: Arabic to Samaritan, the Indic scripts
# to Tibetan, Myanmar, Khmer and Mongolian, Phags-pa, Arabic presentation forms.
JOINING = "\u0600-\u08ff\u0900-\u0fff\u1000-\u109f\u1780-\u18af\ua840-\ua87f\ufb50-\ufdff\ufe70-\ufefc"
# Blocks with emoji, the variation selector and the keycap that may stand before a joiner.
EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2900-\u2bff\ufe0f\U0001f000-\U0001faff"
# A virama and ZWJ ask for the half form, at the end of a word too.
VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"

# C0 and C1 but tab and line ends, soft hyphen, bidi controls, zero-width and deprecated format characters,
# surrogates, interlinear annotation marks.
UNFIT = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb"
)
STRAY_JOINER = (
    f"(?<![{JOINING}{EMOJI}])[\u200c\u200d]"
    f"|(?<=[{JOINING}])\u200c(?![{JOINING}])"
    f"|(?<=[{JOINING}])(?<![{VIRAMA}])\u200d(?![{JOINING}])"
    f"|(?<=[{EMOJI}])\u200d(?![{EMOJI}])"
    f"|(?<=[{EMOJI}])\u200c"
)
REMOVED = re.compile(f"[{UNFIT}]|{STRAY_JOINER}")
JOINER = re.compile("[\u200c\u200d]")


def _non_starters(first: int, last: int) -> str:
    """Return the characters that normalising adds to a run of combining marks, for a character class."""
    return "".join(
        chr(code)
        for code in range(first, last)
        if not 0xD800 <= code <= 0xDFFF and unicodedata.combining(unicodedata.normalize("NFD", chr(code))[0])
    )


NON_STARTERS = _non_starters(0x300, 0x10000), _non_starters(0x10000, 0x1F000)
LONG_MARK_RUN = re.compile("([{0}]{{{1}}})[{0}]+".format("".join(NON_STARTERS), MAX_MARK_RUN))
# Searched first, as most texts have none: a class within the first 65,536 characters is a table look-up,
# twenty times faster than one with characters beyond them.
NON_STARTER = re.compile(f"[{NON_STARTERS[0]}]")
BEYOND_TABLE = re.compile("[\U00010000-\U0001efff]")
SUSPECT = re.compile(f"[\r\x0b\x0c\x85\u2028\u2029\u200c\u200d{UNFIT}]")


class NormalizedText(NamedTuple):
    """A text in normal form and how many characters it lost on the way."""

    text: str
    removed_character_count: int


def normalize_text(text: str) -> NormalizedText:
    """Return the text in NFC, without foreign line ends and unfit characters; the same object if it is so."""
    if text.isascii() and not SUSPECT.search(text):
        return NormalizedText(text, 0)
    cleaned = _clean(text)
    if JOINER.search(cleaned.text) and _clean(cleaned.text).text != cleaned.text:
        # A joiner's neighbour went with the capped marks; without joiners nothing depends on neighbours.
        without = JOINER.sub("", text)
        cleaned = _clean(without)
        cleaned = cleaned._replace(removed_character_count=cleaned.removed_character_count + len(text) - len(without))
    return NormalizedText(text, 0) if cleaned.text == text else cleaned


def _clean(text: str) -> NormalizedText:
    kept, removed_count = text, 0
    if SUSPECT.search(text):
        kept, removed_count = REMOVED.subn("", LINE_END.sub("\n", text))
    if not NON_STARTER.search(kept) and not BEYOND_TABLE.search(kept):
        return NormalizedText(unicodedata.normalize("NFC", kept), removed_count)
    capped = LONG_MARK_RUN.sub(r"\1", kept)
    # Some marks decompose into two, so that normalising can make a run too long again.
    composed = unicodedata.normalize("NFC", capped)
    normalized = LONG_MARK_RUN.sub(r"\1", composed)
    cut_count = len(kept) - len(capped) + len(composed) - len(normalized)
    return NormalizedText(normalized, removed_count + cut_count)
