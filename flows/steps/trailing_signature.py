"""Who signs an article after its last sentence, and whom the signature credits.

Pages whose lines are lost end so: "… đã tạnh. Trần Mẫu/TTXVN", "… Theo Báo Mẫu", "… AN MẪU - HÀ MẪU (tổng hợp)".
What follows the last sentence is a signature only if all of it can be read as one.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flows.steps.article_credits import is_joined_outlet, is_name, is_outlet, source_name
from flows.steps.lexicons import COLLECTED_NOTES, NO_SIGNING_WORDS, PICTURE_CREDIT, SIGNATURE_LABEL, STAFF_SIGNATURES

LONGEST_SIGNATURE = 100  # characters
MOST_NAMES = 3
LONGEST_LOWER_CASE_SOURCE = 5  # words: "Theo thể thao xã hội"
SHORTEST_ACRONYM = 3  # shorter ones before a slash are the letters of a person's name
LONGEST_OUTLET_PART = 25  # characters on a side of the slash in "AFP/TTXVN"
_SENTENCE_ENDS = '.!?…”"’'
_END_OF_SENTENCE = re.compile(r"(?:[.!?…”\"'’»)>]|[.]/[.]?)\s+(?=[^\s.!?…”\"’»)])")
_PICTURE_CREDIT = re.compile(
    rf"(?:[;,(–-]\s*|\s+|\A)(?:{PICTURE_CREDIT.pattern})\s*:(?:(?!\btheo\b)[^.])*", re.IGNORECASE
)
_LABEL = re.compile(rf"\A(?:{SIGNATURE_LABEL.pattern})\s*:?\s+", re.IGNORECASE)
_FROM = re.compile(
    r"\A(?P<names>.*)(?<![^\W\d_])"
    r"(?P<word>(?:(?:[Ll]ược )?[Dd]ịch|[Tt]ổng hợp) (?:từ|theo)|[Tt]heo|Nguồn:?)\s+(?P<source>.{2,60})\Z"
)
_NOTE = re.compile(r"\s*\(+(?P<note>[^()]{1,60})\)+\Z")
_COLLECTED = re.compile(rf"(?:\s*\(|\s+[/–-]?\s*|\A)(?:{COLLECTED_NOTES.pattern})\)?\Z", re.IGNORECASE)
_SOURCE_OF_NOTE = re.compile(
    r"\A(?:(?:tổng hợp|dịch) (?:từ|theo)|tổng hợp|theo|nguồn:?|t/h|từ báo)\s+", re.IGNORECASE
)
_ACRONYM = re.compile(r"[A-ZĐ]{2,8}\b")
_GLUED_LABEL = re.compile(r"(?<=[^\W\d_A-ZĐ])(?=(?:Theo|Nguồn|Tổng hợp|Ảnh)\b)")  # "An MẫuTheo Báo Mẫu"
_BETWEEN_NAMES = re.compile(r"\s*[,;&]\s*|\s+[-–—]\s*|\s*[-–—]\s+|\s+(?:và|and)\s+")
_NAME_WORDS = range(2, 6)


class Signature(NamedTuple):
    """The people who sign, in their order, and the outlet that is credited."""

    authors: tuple[str, ...] = ()
    source: str | None = None


NOBODY = Signature()


def trailing_signature(text: str) -> Signature:
    """Return what stands after the last sentence of a text as a signature; nobody where it is anything else."""
    if text[-1:] in _SENTENCE_ENDS and text[-2:] != ").":
        return NOBODY
    found = [signature for words in _endings(text) if (signature := _read(words))]
    return next((signature for signature in found if signature.authors), found[0] if found else NOBODY)


def _endings(text: str) -> Iterator[str]:
    """Yield what can be the signature, the longest first: from the end of a sentence to the end of the text."""
    tail = " ".join(_GLUED_LABEL.sub(" ", text[-LONGEST_SIGNATURE - 2 :]).split()).removesuffix(".")
    for match in _END_OF_SENTENCE.finditer(tail):
        yield _once(tail[match.end() :].strip(" -–—/|"))
    if tail.endswith(")"):  # "… không chờ ai (Theo Báo Mẫu)"
        yield tail[tail.rfind("(") :]
    if " Theo " in tail:  # below what is no sentence: a score, a caption
        yield tail[tail.rfind(" Theo ") + 1 :]


def _once(words: str) -> str:
    """Return a signature that is printed twice in a row once."""
    half, odd = divmod(len(words), 2)
    is_double = odd and words[:half] == words[half + 1 :] and words[half] == " "
    return words[:half] if is_double and (" " in words[:half] or "/" in words[:half]) else words


def _read(words: str) -> Signature | None:
    """Return the signature that the words are as a whole, else None."""
    shown = words if _LABEL.match(words) else _PICTURE_CREDIT.sub("", words).strip(" -–—;,")
    credited = _FROM.match(shown)
    if credited:
        return _from(credited["names"], credited["word"], credited["source"])
    signed = _COLLECTED.sub("", shown)
    note = _NOTE.search(signed)
    if note:
        return _with_note(signed[: note.start()], note["note"])
    names, slash, outlet = (part.strip() for part in signed.partition("/"))
    if slash:
        is_both = _is_credited(names) and SHORTEST_ACRONYM <= len(names) <= LONGEST_OUTLET_PART
        if is_both or not _is_credited(outlet):
            return Signature((), signed) if is_both and len(outlet) <= LONGEST_OUTLET_PART else None
        return _signed(names, outlet)
    if is_outlet(signed) and signed[0].isupper():
        return Signature((), source_name(signed))
    return _signed(signed, None)


def _from(names: str, word: str, source: str) -> Signature | None:
    """Return the signature of "names Theo source", also where only the source can be read."""
    note = _NOTE.search(source)
    if note and not source.startswith("("):  # "Theo Hà Mẫu (Báo Mẫu)" names the writer there
        source = note["note"]
    name = source.strip(" ().")
    is_proper = name[:1].isupper() or name[:1].isdigit() or is_outlet(name)
    is_lower_case_name = (word[0].isupper() or source.endswith(")")) and len(
        name.split()
    ) <= LONGEST_LOWER_CASE_SOURCE
    credited = source_name(name) if is_proper or is_lower_case_name else None
    if credited is None:
        return None
    before = _signed(_COLLECTED.sub("", names.partition("/")[0].strip()), credited)
    is_below_picture = names.endswith("(") and word.startswith("Nguồn")
    return before or (None if is_below_picture else Signature((), credited))


def _with_note(names: str, note: str) -> Signature | None:
    """Return the signature of "names (note)": the note names an outlet, or what or where the writer was."""
    labelled = _SOURCE_OF_NOTE.sub("", note)
    is_source = labelled != note or is_outlet(note) or is_joined_outlet(note) or _is_one_name(note)
    if not names:
        is_credit = is_outlet(note) or is_joined_outlet(note)
        return Signature((), source_name(note)) if is_credit else None
    return _signed(names, labelled if is_source else None)


def _signed(names: str, source: str | None) -> Signature | None:
    """Return the signature of these names, of which each must be one."""
    bare = _LABEL.sub("", names.strip(" (/|-–—,;:*")).strip(" -–—,;:")
    credited = source_name(source) if source else None
    if bare.lower() in STAFF_SIGNATURES:
        return Signature((), credited)
    parts = [" ".join(part.split()) for part in _BETWEEN_NAMES.split(bare)]
    if not 1 <= len(parts) <= MOST_NAMES or not all(map(_is_signing_name, parts)):
        return None
    return Signature(tuple(parts), credited)


def _is_signing_name(name: str) -> bool:
    words = name.split()
    if len(words) not in _NAME_WORDS or words[0].lower() in NO_SIGNING_WORDS or not all(map(str.isalpha, words)):
        return False
    return (all(word[1:].islower() for word in words) or name.isupper()) and is_name(name)


def _is_one_name(note: str) -> bool:
    return note.isalpha() and note[0].isupper() and len(note) > 2


def _is_credited(words: str) -> bool:
    return is_outlet(words.partition("/")[0]) or (_ACRONYM.match(words) is not None and words[:3].lower() != "ctv")
