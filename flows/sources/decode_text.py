"""Bytes to text: the encodings that scraped pages are really in, tried from the surest sign to the weakest.

One invalid byte must not cost a UTF-8 page, and no guess may publish mojibake: what fits nothing is refused.
Only codecs of a fixed list are used, never one that a page names, because Python's registry also holds
codecs that are no text encodings (`zlib`, `unicode_escape`, `idna`).
"""

import codecs
import re
from typing import NamedTuple

from flows.sources.legacy_vietnamese import SURE_SYLLABLE_SHARE, legacy_vietnamese
from flows.sources.misread_text import MojibakeError, is_western, reread_text

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
XML_ENCODING = re.compile(rb"\s*<[?]xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)

# UTF-8 with damage still shows far more sound sequences than broken ones; a page of another encoding shows
# hardly a sound one, as a lead byte followed by the right number of trail bytes is rare in it.
MIN_SOUND_PER_BROKEN = 5
SOUND_SEQUENCE = re.compile("[^\x00-\x7f\ufffd]")

# A byte-order mark is as good as a declaration; more damage than one character in a hundred is no text.
MAX_BROKEN_SHARE = 0.01

# Without a byte-order mark, UTF-16 gives itself away by the zero byte of its spaces and ASCII letters, all
# on one side. Vietnamese has at least a fifth of such characters.
MIN_ZERO_SHARE = 0.2


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
    return _reread(decode_bytes(data, declared))


def decode_bytes(data: bytes, declared: str | None) -> Decoded:
    """Return the text of bytes as `decode_payload` does, without asking whether they hold a misread text.

    Raises:
        UndecodableError: No encoding fits.
    """
    unicode = _marked(data) or _utf_16(data) or decode_utf_8(data)  # UTF-8 takes zero bytes for characters
    decoded = unicode or _legacy(data, declared)
    if decoded is None:
        raise UndecodableError(f"{len(data)} bytes fit no encoding (declared: {declared or 'none'})")
    return decoded


def decoded_string(text: str) -> Decoded:
    """Return a text that came decoded, such as a JSON string, or what it was before it was misread.

    Raises:
        UndecodableError: It is mojibake that nothing undoes.
    """
    return _reread(Decoded(text, "utf-8"))


def _reread(decoded: Decoded) -> Decoded:
    """Return the text as it was before it was once read in a wrong encoding, where it was."""
    try:
        reread = reread_text(decoded.text)
    except MojibakeError as error:
        raise UndecodableError(str(error)) from error
    if reread is None:
        return decoded
    return Decoded(reread.text, reread.encoding, decoded.replaced_character_count + reread.replaced_character_count)


def decode_utf_8(data: bytes) -> Decoded | None:
    """Return the text of UTF-8 with at most a few broken sequences, else None."""
    return _strict(data, "utf-8", "utf-8") or _replaced(data, "utf-8", "utf-8")


def declared_charset(data: bytes) -> str | None:
    """Return the charset that an HTML page declares near its beginning."""
    head = data[:DECLARED_WITHIN_BYTES]
    match = CHARSET.search(head) or XML_ENCODING.match(head)
    return match[1].decode("ascii", "replace").lower() if match else None


def wide_codec(data: bytes) -> str | None:
    """Return the codec of UTF-16 or UTF-32 by their mark or by where their zero bytes stand; None for others."""
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return codec if codec != "utf-8" else None
    decoded = _utf_16(data)
    return decoded.encoding if decoded else None


def is_utf_16(data: bytes) -> bool:
    """Return whether the bytes are UTF-16 or UTF-32."""
    return wide_codec(data) is not None


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


def _legacy(data: bytes, declared: str | None) -> Decoded | None:
    """Return the text in an encoding from before Unicode: as declared, or as its own letters speak for."""
    western = _strict(data, "cp1252", "windows-1252")
    vietnamese = legacy_vietnamese(data)
    if vietnamese is not None and western is not None and western.text == vietnamese.text:
        vietnamese = None  # these letters are the same in both
    if vietnamese is not None and vietnamese.encoding.syllable_share >= SURE_SYLLABLE_SHARE:
        return Decoded(vietnamese.text, vietnamese.encoding.name)
    found = _declared(data, declared)
    if found is not None:
        return found
    if vietnamese is not None:
        return Decoded(vietnamese.text, vietnamese.encoding.name)
    return western if western and is_western(western.text) else None
