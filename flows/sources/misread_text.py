"""Text that was once read in a wrong encoding and saved so: mojibake in sound Unicode, turned back.

UTF-8 read as windows-1252 shows as "Ã¡", "áº¿" or "á»‡"; TCVN3, VNI and VISCII show as letters that no Western
language puts inside its words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

from flows.sources.legacy_vietnamese import (
    DECODERS,
    SURE_SYLLABLE_SHARE,
    accented_words,
    is_syllable,
    legacy_encoding,
)

MIN_EVIDENCE = 3  # fewer signs prove nothing: a page may quote what mojibake looks like
MAX_REPEATS = 3
# Of 15,600 texts in 60 languages one had three such words by chance ("'n" with a curly apostrophe).
MIN_WORDS_AGAINST_UTF_8 = 6

# The 27 characters that windows-1252 has where ISO-8859-1 has controls, by their bytes.
WINDOWS_1252 = {chr(code): bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
SPECIALS = "".join(WINDOWS_1252.values())
TO_BYTES = {ord(shown): ord(control) for control, shown in WINDOWS_1252.items() if shown}
TRAIL = f"[\x80-\xbf{SPECIALS}]"
# UTF-8 of two, three and four bytes (RFC 3629, section 4), each byte shown as a character.
SEQUENCE = re.compile(f"[\xc2-\xdf]{TRAIL}|[\xe0-\xef]{TRAIL}{{2}}|[\xf0-\xf4]{TRAIL}{{3}}")
# Looked for first: the lead bytes of Western letters, and of Vietnamese ones.
SIGNS = ("Ã", "áº", "á»", "Â")
LATIN_LETTER = re.compile("[\xc0-\xff]")
C1 = re.compile("[\x80-\x9f]")
ASCII = bytes(range(0x80))
# "à" is C3 A0, shown as "Ã" and a no-break space, which editors and browsers make a plain one.
LOST_NO_BREAK = re.compile("([^\\W\\d_]{0,4})Ã ( ?)(?=([^\\W\\d_]{0,4}))")

# What Western text in windows-1252 does not do, and legacy Vietnamese fonts (TCVN3, VNI, VISCII) read as
# windows-1252 do in almost every word: symbols or capitals inside a word, a vowel
# spelt as two letters of which the second is accented.
NON_ASCII = re.compile("[^\x00-\x7f]")
INSIDE_WORD_SYMBOL = re.compile("(?<=[a-z])[\xa1-\xac\xae-\xb6\xb8-\xbf×÷À-ÖØ-Þ]|[¡-¬®-¶¸¹¼-¿×÷](?=[a-z])")
TWO_BYTE_VOWEL = re.compile("[AEIOUYaeiouyÔÖôö][ØÙÛÕÏÄÀÁÃÅÂÊËÉÈÚÜøùûõïäàáãåâêëéèúü]")
MAX_MISPLACED_SHARE = 0.2
MAX_TWO_BYTE_VOWEL_SHARE = 0.3


# Bytes that were lost on the way leave sequences that nothing turns back.
LOST_BYTE = re.compile("á[º»][?\ufffd]")
VIETNAMESE_REMAINS = re.compile("á[º»]|[áÃÄÆ][?][^\\W\\d_]")
REMAINS = re.compile(f"[ÃÄÅÆ]{TRAIL}")


class Reread(NamedTuple):
    """A text read anew, and the encoding that it had been misread from."""

    text: str
    encoding: str
    replaced_character_count: int = 0


class MojibakeError(ValueError):
    """A text was misread and lost bytes by it, so that nothing gives it back."""


def reread_text(text: str) -> Reread | None:
    """Return what a text was before it was misread; None where it reads as it is.

    Raises:
        MojibakeError: It was misread, and bytes of it are lost.
    """
    if text.isascii():
        return None
    data = text.encode("utf-8", "surrogatepass")
    marks = beyond_ascii(data)
    if any(sign in marks for sign in SIGNS):
        reread = _undo_double_encoding(text)
        replaced, count = LOST_BYTE.subn("\ufffd", reread) if reread is not text else (text, 0)
        if _is_mojibake(replaced):
            raise MojibakeError("UTF-8 that was read in another encoding and lost bytes by it")
        if reread is not text:
            return Reread(replaced, "utf-8-as-windows-1252", count)
    marks_data = windows_1252_bytes(marks)
    if marks_data is None or len(marks_data) < MIN_EVIDENCE:
        return None
    # The words that tell are few beside the text.
    words = windows_1252_bytes(accented_words(data).decode("utf-8", "surrogatepass"))
    encoding = legacy_encoding(words) if words is not None else None
    if (
        encoding is None
        or encoding.syllable_share < SURE_SYLLABLE_SHARE
        or encoding.evidence_count < MIN_WORDS_AGAINST_UTF_8
    ):
        return None
    shown = windows_1252_bytes(text)
    legacy = DECODERS[encoding.name](shown) if shown is not None else None
    return None if legacy is None else Reread(legacy, f"{encoding.name}-as-windows-1252")


def beyond_ascii(data: bytes) -> str:
    """Return the characters beyond ASCII of UTF-8, in their order; ten times faster than by a pattern."""
    return data.translate(None, ASCII).decode("utf-8", "surrogatepass")


def _is_mojibake(text: str) -> bool:
    """Return whether a text still shows what UTF-8 looks like in windows-1252."""
    if len(VIETNAMESE_REMAINS.findall(text)) >= MIN_EVIDENCE:
        return True
    remains_count = len(REMAINS.findall(text))
    return remains_count >= MIN_EVIDENCE and 2 * remains_count >= len(LATIN_LETTER.findall(text))


def is_western(text: str) -> bool:
    """Return whether a text's letters stand as in the languages that windows-1252 was made for."""
    letter_count = len(NON_ASCII.findall(text))
    misplaced_count = len(INSIDE_WORD_SYMBOL.findall(text))
    two_byte_count = len(TWO_BYTE_VOWEL.findall(text))
    return misplaced_count < max(MIN_EVIDENCE, MAX_MISPLACED_SHARE * letter_count) and two_byte_count < max(
        MIN_EVIDENCE, MAX_TWO_BYTE_VOWEL_SHARE * letter_count
    )


def windows_1252_bytes(text: str) -> bytes | None:
    """Return the bytes that browsers would show as this text in windows-1252; None where none would."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError as error:
        if not C1.match(text, error.start):
            return None
    try:
        return text.translate(TO_BYTES).encode("latin-1")
    except UnicodeEncodeError:
        return None


def _undo_double_encoding(text: str) -> str:
    """Return the text with each UTF-8 sequence that shows as several characters turned back into its own."""
    reread = text
    for _ in range(MAX_REPEATS):
        if not _is_double_encoded(reread):
            break
        spaced = LOST_NO_BREAK.sub(_with_no_break, reread)
        characters = _characters(SEQUENCE.findall(spaced))
        reread = SEQUENCE.sub(partial(_turned_back, characters), spaced)
    return reread


def _is_double_encoded(text: str) -> bool:
    """Return whether UTF-8 sequences are too many to stand there by chance."""
    # Each sequence also stands in the characters beyond ASCII, a tenth of the text, as nothing in it is ASCII.
    if len(SEQUENCE.findall(beyond_ascii(text.encode("utf-8", "surrogatepass")))) < MIN_EVIDENCE:
        return False
    counts = Counter(SEQUENCE.findall(text))
    sound = [(character, counts[sequence]) for sequence, character in _characters(counts).items()]
    if sum(count for character, count in sound if "\u1ea0" <= character <= "\u1ef9") >= MIN_EVIDENCE:
        return True  # a page may have sound Vietnamese beside it
    sound_count = sum(count for _, count in sound)
    rest_count = len(LATIN_LETTER.findall(SEQUENCE.sub("", text)))
    return sound_count >= MIN_EVIDENCE and sound_count > rest_count


def _characters(sequences: Iterable[str]) -> dict[str, str]:
    """Return the character that each sequence stands for, for those that stand for one."""
    decoded = (
        (sequence, (windows_1252_bytes(sequence) or b"").decode("utf-8", "ignore")) for sequence in set(sequences)
    )
    return {sequence: character for sequence, character in decoded if len(character) == 1}


def _turned_back(characters: Mapping[str, str], match: re.Match[str]) -> str:
    return characters.get(match[0], match[0])


def _with_no_break(match: re.Match[str]) -> str:
    before, space, after = match.groups()
    if not space and not is_syllable(f"{before}à{after}"):
        space = " "
    return f"{before}Ã\xa0{space}"
