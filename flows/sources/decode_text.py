"""Bytes to text: the encodings that scraped pages are really in, tried from the surest sign to the weakest.

One invalid byte must not cost a UTF-8 page, and no guess may publish mojibake: what fits nothing is refused.
Only codecs of a fixed list are used, never one that a page names, because Python's registry also holds
codecs that are no text encodings (`zlib`, `unicode_escape`, `idna`).
"""

import codecs
import re
from typing import NamedTuple

# Longer marks first: UTF-32's begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels as pages write them -> Python's codec. ISO-8859-1 and ASCII mean windows-1252, as in every browser
# (WHATWG Encoding Standard, section 4.2).
DECLARED_CODECS = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-125{page}": f"cp125{page}" for page in range(9)},
    **{f"cp125{page}": f"cp125{page}" for page in range(9)},
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk"), "gb18030"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874"), "cp874"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean"), "cp949"),
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
}
DECLARED_WITHIN_BYTES = 4096
CHARSET = re.compile(rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)

# UTF-8 with damage still shows far more sound sequences than broken ones; a page of another encoding shows
# hardly a sound one, as a lead byte followed by the right number of trail bytes is rare in it.
MIN_SOUND_PER_BROKEN = 5
SOUND_SEQUENCE = re.compile("[^\x00-\x7f\ufffd]")

# A byte-order mark is as good as a declaration; more damage than one character in a hundred is no text.
MAX_BROKEN_SHARE = 0.01

# Without a byte-order mark, UTF-16 gives itself away by the zero byte of its spaces and ASCII letters, all
# on one side. Vietnamese has at least a fifth of such characters.
MIN_ZERO_SHARE = 0.2

# windows-1258 writes tones as marks after the vowel, where windows-1252 has Ì Ò Þ ì ò.
TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
TONE_AFTER_VOWEL = re.compile(f"[AEIOUYaeiouyÂâĂăÊêÔôƠơƯư][{TONE_MARKS}]")
TONE = re.compile(f"[{TONE_MARKS}]")
MIN_EVIDENCE = 3  # fewer marks or misplaced letters prove nothing
MIN_TONES_WELL_PLACED = 0.9

# What Western text in windows-1252 does not do, and legacy Vietnamese fonts (TCVN3, VNI, VISCII) read as
# windows-1252 do in almost every word: symbols or capitals inside a word, a vowel
# spelt as two letters of which the second is accented.
NON_ASCII = re.compile("[^\x00-\x7f]")
INSIDE_WORD_SYMBOL = re.compile("(?<=[a-z])[\xa1-\xac\xae-\xb6\xb8-\xbf×÷À-ÖØ-Þ]|[¡-¬®-¶¸¹¼-¿×÷](?=[a-z])")
TWO_BYTE_VOWEL = re.compile("[AEIOUYaeiouyÔÖôö][ØÙÛÕÏÄÀÁÃÅÂÊËÉÈÚÜøùûõïäàáãåâêëéèúü]")
MAX_MISPLACED_SHARE = 0.2
MAX_TWO_BYTE_VOWEL_SHARE = 0.3


class UndecodableError(ValueError):
    """The bytes are in no encoding that is known here, or only by a guess that would give mojibake."""


class Decoded(NamedTuple):
    """A text, the encoding it came in, and how many invalid sequences were replaced by U+FFFD."""

    text: str
    encoding: str
    replaced_character_count: int = 0


def decode_payload(data: bytes, declared: str | None) -> Decoded:
    """Return the text of a payload.

    Args:
        data: The payload.
        declared: The charset it was declared in, by the transport or by itself.

    Raises:
        UndecodableError: No encoding fits.
    """
    decoded = (
        _marked(data)
        or _utf_16(data)  # before UTF-8, which takes zero bytes for characters
        or decode_utf_8(data)
        or _declared(data, declared)
        or _legacy(data)
    )
    if decoded is None:
        raise UndecodableError(f"{len(data)} bytes fit no encoding (declared: {declared or 'none'})")
    return decoded


def decode_utf_8(data: bytes) -> Decoded | None:
    """Return the text of UTF-8 with at most a few broken sequences, else None."""
    return _strict(data, "utf-8", "utf-8") or _replaced(data, "utf-8", "utf-8")


def declared_charset(data: bytes) -> str | None:
    """Return the charset that an HTML page declares near its beginning."""
    match = CHARSET.search(data[:DECLARED_WITHIN_BYTES])
    return match[1].decode("ascii", "replace").lower() if match else None


def is_utf_16(data: bytes) -> bool:
    """Return whether the bytes are UTF-16 or UTF-32, by their mark or by where their zero bytes stand."""
    return data.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) or _utf_16(data) is not None


def _marked(data: bytes) -> Decoded | None:
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            text = body.decode(codec, "replace")
            broken_count = text.count("\ufffd")
            return Decoded(text, codec, broken_count) if broken_count <= MAX_BROKEN_SHARE * len(text) else None
    return None


def _strict(data: bytes, codec: str, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codec), encoding)
    except UnicodeDecodeError:
        return None


def _replaced(data: bytes, codec: str, encoding: str) -> Decoded | None:
    """Return the text with its broken sequences replaced, if they are few among sound ones."""
    text = data.decode(codec, "replace")
    broken_count = text.count("\ufffd")
    sound_count = len(SOUND_SEQUENCE.findall(text))
    return Decoded(text, encoding, broken_count) if sound_count >= MIN_SOUND_PER_BROKEN * broken_count else None


def _utf_16(data: bytes) -> Decoded | None:
    if len(data) % 2 or b"\0" not in data:
        return None
    even_zeros, odd_zeros = data[::2].count(0), data[1::2].count(0)
    enough = MIN_ZERO_SHARE * len(data) / 2
    if odd_zeros >= enough and not even_zeros:
        return _strict(data, "utf-16-le", "utf-16-le")
    if even_zeros >= enough and not odd_zeros:
        return _strict(data, "utf-16-be", "utf-16-be")
    return None


def _declared(data: bytes, declared: str | None) -> Decoded | None:
    label = (declared or "").strip().lower()
    codec = DECLARED_CODECS.get(label)
    if codec is None or codec in ("cp1252", "cp1258"):
        return None  # These two are what undeclared bytes are tried as, with a look at what comes out.
    return _strict(data, codec, label) or _replaced(data, codec, label)


def _legacy(data: bytes) -> Decoded | None:
    """Return the text in a one-byte encoding that its own letters speak for."""
    vietnamese = _strict(data, "cp1258", "windows-1258")
    if vietnamese and _has_vietnamese_tones(vietnamese.text):
        return vietnamese
    # TCVN3, VNI and VISCII come here, each scored by its own letters, before windows-1252 takes the rest.
    western = _strict(data, "cp1252", "windows-1252")
    return western if western and _is_western(western.text) else None


def _has_vietnamese_tones(text: str) -> bool:
    tone_count = len(TONE.findall(text))
    placed_count = len(TONE_AFTER_VOWEL.findall(text))
    return tone_count >= MIN_EVIDENCE and placed_count >= MIN_TONES_WELL_PLACED * tone_count


def _is_western(text: str) -> bool:
    letter_count = len(NON_ASCII.findall(text))
    misplaced_count = len(INSIDE_WORD_SYMBOL.findall(text))
    two_byte_count = len(TWO_BYTE_VOWEL.findall(text))
    return misplaced_count < max(MIN_EVIDENCE, MAX_MISPLACED_SHARE * letter_count) and two_byte_count < max(
        MIN_EVIDENCE, MAX_TWO_BYTE_VOWEL_SHARE * letter_count
    )
