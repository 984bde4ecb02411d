"""Vietnamese in the encodings from before Unicode: windows-1258, TCVN3 (ABC fonts), VNI and VISCII.

They put Vietnamese letters where windows-1252 has others, so bytes alone say nothing. A Vietnamese syllable is
built so strictly, though, that a text read in the wrong one of them has hardly a sound syllable with an accent:
the encoding that gives the most of them is the right one, and none is where all give few.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from flows.steps.lexicons import TONE_MARKS

ASCII = "".join(map(chr, range(0x80)))
# TCVN 5712:1993 (VN1, of which VN3 is the part without capitals that have a tone), from A0 on.
TCVN3_LETTERS = (
    "\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
# RFC 1456, from 80 on, and the six letters that had to go where others have control characters.
VISCII_LETTERS = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "Õắằặấầẩậẽẹếềểễệốồổỗ\u1ee0Ơộờởị\u1ef0ỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
VISCII_CONTROLS = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
UNUSED = "".join(map(chr, range(0x80, 0xA0)))
TCVN3 = ASCII + UNUSED + TCVN3_LETTERS
VISCII = "".join(VISCII_CONTROLS.get(code, chr(code)) for code in range(0x80)) + VISCII_LETTERS

# VNI writes a vowel as its plain letter and a mark, both letters of windows-1252; these marks mean the same after
# each vowel that can bear them.
VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
VNI_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
VNI_VOWEL = re.compile("([aeouyôöAEOUYÔÖ])([ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË])|([ñôöíìæóòîÑÔÖÍÌÆÓÒÎ])")

TONES = re.compile(f"[{TONE_MARKS}]")
ONSETS = "ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
# Every rhyme of the written language, without its tone.
RHYMES = (
    "a(?:ch?|i|m|ng?|nh|o|p|t|u|y)?|ă(?:c|m|ng?|p|t)|â(?:c|m|ng?|p|t|u|y)|e(?:c|m|ng?|o|p|t)?"
    "|ê(?:ch|m|nh?|p|t|u)?|i(?:ch|m|nh?|p|t|u|a)?|iê(?:c|m|ng?|p|t|u)|o(?:c|i|m|ng?|p|t)?"
    "|oa(?:ch?|i|m|ng?|nh|o|p|t|y)?|oă(?:c|m|ng?|t)|oe(?:n|o|t)?|oo(?:c|ng)|ô(?:c|i|m|ng?|p|t)?|ơ(?:i|m|n|p|t)?"
    "|u(?:c|i|m|ng?|p|t|a|ơ)?|uâ(?:n|ng|t|y)|uê(?:ch|nh|n|t)?|uô(?:c|i|m|ng?|t)|uy(?:a|ch|nh?|p|t|u)?|uyê(?:n|t)"
    "|ư(?:c|i|m|ng?|t|u|a)?|ươ(?:c|i|m|ng?|p|t|u)|y(?:ch|nh|t)?|yê(?:m|ng?|t|u)"
)
SYLLABLE = re.compile(f"(?:{ONSETS})?(?:{RHYMES})")
WORD = re.compile("[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f])*")
ACCENTED_WORDS_READ = 200  # enough to tell by
LONGEST_SYLLABLE = 8
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
END_OF_WORD = re.compile(rb"[^A-Za-z\x80-\xff]|\Z")
# Looked for in bytes that say only this: six times faster than a pattern that looks for all of these.
_IS_ACCENTED = bytes(code >= 0x80 or code in VISCII_CONTROLS for code in range(256))
# Titles and captions of three words must be told; foreign names and misprints are in every text.
MIN_ACCENTED_WORDS = 3
MIN_SYLLABLE_SHARE = 0.8
SURE_SYLLABLE_SHARE = 0.9  # against what a page declares, or reads as: servers have defaults

# ABC fonts show the small accented letters as capitals, so that a text has "NéI" for "NỘI".
CAPITAL_WORDS = re.compile("(?<!\\w)[A-ZĂÂÊÔƠƯĐ][^\\Wa-z\\d_]*(?: [A-ZĂÂÊÔƠƯĐ][^\\Wa-z\\d_]*)*(?!\\w)")
LETTER_AFTER = re.compile(" [^\\W\\d_]")
TWO_CAPITALS = re.compile("[A-Z][^\\W\\d_]*[A-Z]")


class LegacyEncoding(NamedTuple):
    """An encoding that gives Vietnamese, with what speaks for it.

    Attributes:
        syllable_share: of the words with an accent, those that are Vietnamese syllables.
        evidence_count: different ones of these that read otherwise in windows-1252.
    """

    name: str
    syllable_share: float
    evidence_count: int


class LegacyText(NamedTuple):
    """A text and the encoding that it came in."""

    text: str
    encoding: LegacyEncoding


def legacy_vietnamese(data: bytes) -> LegacyText | None:
    """Return the text of bytes in a Vietnamese encoding; None where none gives Vietnamese."""
    encoding = legacy_encoding(accented_words(data))
    text = DECODERS[encoding.name](data) if encoding else None
    return LegacyText(text, encoding) if encoding and text is not None else None


def legacy_encoding(words: bytes) -> LegacyEncoding | None:
    """Return the encoding in which most of the words with an accent are Vietnamese; None where few are."""
    western = set(WORD.findall(words.decode("cp1252", "ignore")))
    best = None
    for name, decode in DECODERS.items():
        share, count = syllable_evidence(decode(words) or "", western)
        is_enough = count >= MIN_ACCENTED_WORDS and share >= MIN_SYLLABLE_SHARE
        if is_enough and share > (best.syllable_share if best else 0.0):
            best = LegacyEncoding(name, share, count)
    return best


def accented_words(data: bytes) -> bytes:
    """Return the first words that have a byte beyond ASCII, which are all that tells the encodings apart.

    They are the same words in any encoding that has ASCII's letters as they are.
    """
    words: list[bytes] = []
    marks = data.translate(_IS_ACCENTED)
    end = 0
    while len(words) < ACCENTED_WORDS_READ and (start := marks.find(1, end)) >= 0:
        before = data[max(end, start - LONGEST_SYLLABLE) : start]
        letters = before[len(before.rstrip(LETTERS)) :]
        end = next(END_OF_WORD.finditer(data, start + 1)).start()
        words.append(letters + data[start:end])
    return b" ".join(words)


def syllable_evidence(text: str, western: set[str]) -> tuple[float, int]:
    """Return what share of the words with an accent are Vietnamese syllables, and how many of these prove it.

    Letters that stand alone prove nothing, as the symbols of windows-1252 (· × £ ©) are letters in the others;
    nor do words that read the same in windows-1252. Where the share is too small for Vietnamese, it is none: most
    texts are in another language, and the first words tell.
    """
    counts = Counter(word for word in WORD.findall(text) if len(word) > 1 and not word.isascii())
    word_count = counts.total()
    syllables, other_count = [], 0
    for word, count in counts.items():
        if is_syllable(word):
            syllables.append(word)
        else:
            other_count += count
            if other_count > (1.0 - MIN_SYLLABLE_SHARE) * word_count + 1:
                return 0.0, 0
    return (word_count - other_count) / max(1, word_count), len(set(syllables) - western)


def is_syllable(word: str) -> bool:
    """Return whether a word could be a syllable of Vietnamese."""
    apart = unicodedata.normalize("NFD", word.lower())
    toneless, tone_count = TONES.subn("", apart)
    return tone_count <= 1 and SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)) is not None


def _windows_1258(data: bytes) -> str | None:
    try:
        return unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return None


def _tcvn3(data: bytes) -> str:
    text = unicodedata.normalize("NFC", _by_table(data, TCVN3))
    return CAPITAL_WORDS.sub(_in_capitals, text)


def _in_capitals(match: re.Match[str]) -> str:
    """Return words with their accented letters in capitals where the plain ones are.

    A word with one plain letter ("Hà") does as the word after it does, the last of a line as the one before.
    """
    words = match[0].split(" ")
    is_last = not LETTER_AFTER.match(match.string, match.end())
    are_capitals = is_last and any(TWO_CAPITALS.search(word) for word in words[:-1])
    for index in range(len(words) - 1, -1, -1):
        are_capitals = are_capitals or TWO_CAPITALS.search(words[index]) is not None
        if are_capitals:
            words[index] = words[index].upper()
    return " ".join(words)


def _viscii(data: bytes) -> str:
    return _by_table(data, VISCII)


def _vni(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return unicodedata.normalize("NFC", VNI_VOWEL.sub(_vni_letter, text))


def _vni_letter(match: re.Match[str]) -> str:
    vowel, mark, alone = match.groups()
    if alone:
        letter = VNI_ALONE[alone.lower()]
        return letter.upper() if alone.isupper() else letter
    own, small = VNI_ALONE.get(vowel.lower(), vowel.lower()), mark.lower()
    if small in VNI_TONES:
        letter = own + VNI_TONES[small]
    elif small in VNI_CIRCUMFLEX and own in "aeo":
        letter = own + "\u0302" + VNI_CIRCUMFLEX[small]
    elif small in VNI_BREVE and own == "a":
        letter = own + "\u0306" + VNI_BREVE[small]
    else:
        letter = own + VNI_ALONE.get(small, small)
    return letter.upper() if vowel.isupper() else letter


def _by_table(data: bytes, letters: str) -> str:
    return data.decode("latin-1").translate(letters)


DECODERS: dict[str, Callable[[bytes], str | None]] = {
    "windows-1258": _windows_1258,
    "tcvn3": _tcvn3,
    "viscii": _viscii,
    "vni": _vni,
}
