"""Who wrote an article and whom it credits, read from the short lines around it."""

import re
from urllib.parse import urlsplit

from flows.steps.article_dates import without_dates
from flows.steps.lexicons import (
    CLOCK_WORDS,
    LINE_BEGINNINGS,
    LINE_PHRASES,
    NOT_AUTHOR_WORDS,
    OUTLET_NAMES,
    OUTLET_WORDS,
    SECTION_NAMES,
)

LONGEST_NAME_LINE = 60  # characters; longer lines are no bare names
MOST_NAME_WORDS = 5
MOST_OUTLET_WORDS = 8
LONGEST_CREDIT = 80  # characters of an outlet's name
_LETTERS = re.compile(r"[^\W\d_]+")
_SEPARATORS = re.compile(r"\s*(?:[,;/|&•·]|\s[-–—]|[-–—]\s|\bvà\b|\band\b|\bund\b)\s*", re.IGNORECASE)
_BYLINE_LABEL = re.compile(
    "|".join(
        rf"(?:{label})"
        for label in (
            r"\A\W*(?:tác giả|người viết|bài và ảnh|bài, ảnh|bài|thực hiện|autor|author|автор|text)(?:\s+|\Z)",
            r"\b(?:tác giả|người viết|bài và ảnh|bài|thực hiện|autor|author|автор|text)\s*[:：]\s*",
            r"\b(?:written |posted |published )?by:?\s+|\A\W*(?:von|par|por|di)\s*:?\s+",
        )
    ),
    re.IGNORECASE,
)
_CREDIT_LABEL = re.compile(rf"[(\[]?\s*(?:{LINE_BEGINNINGS['source_credit'][0].pattern})\s*", re.IGNORECASE)
_FROM_WORD = re.compile("theo|via|according to", re.IGNORECASE)
_FROM = re.compile(r"^\W*(?P<name>.{0,40}?)\W*\b(?i:theo|via|according to)\b:?\s+(?P<source>[^()]{2,80}?)\W*$")
_GLUED_FROM = re.compile(r"(?<=[^\W\d_])(?=Theo [^\W\d_])")
_BRACKETS = re.compile(r"\((?P<words>[^()]{2,60})\)\W*$")
_NAME_SOURCE_DATE = re.compile(r"[,;]?\s*(?:ngày\s*)?\d{1,2}[/.-]\d{2,4}(?:[/.-]\d{2,4})?\s*$")
_NOT_AUTHOR = re.compile(rf"\b(?:{NOT_AUTHOR_WORDS.pattern})\b", re.IGNORECASE)
_CLOCK = re.compile(rf"\b(?:{CLOCK_WORDS.pattern})\b", re.IGNORECASE)
_PHRASES = frozenset((*SECTION_NAMES, *(phrase for group in LINE_PHRASES for phrase in group.phrases)))
_NAMES = frozenset(OUTLET_NAMES)
_OUTLET_STARTS = tuple(f"{word} " for word in OUTLET_WORDS)
_COLLECTED = ("tổng hợp", "t/h", "th", "sưu tầm", "theo tổng hợp", "dịch", "lược dịch", "ảnh", "video", "nguồn")
_COLLECTED_NOTE = re.compile(rf"\((?:{'|'.join(_COLLECTED)})\)\W*$", re.IGNORECASE)
_URL = re.compile(
    r"https?://\S+|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|vn|net|org|info|eu|de|uk|jp|cn)\b(?:/\S*)?", re.IGNORECASE
)


def is_name_line(text: str) -> bool:
    """Whether the line is nothing but the names of people."""
    if len(text) > LONGEST_NAME_LINE or any(character.isdigit() for character in text):
        return False
    bracket = _BRACKETS.search(text)
    bare = text[: bracket.start()] if bracket and is_outlet(bracket["words"]) else _COLLECTED_NOTE.sub("", text)
    names = [part for part in _SEPARATORS.split(bare.strip()) if part]
    return bool(names) and all(map(_is_name, names)) and not is_outlet(text) and not _NOT_AUTHOR.search(bare)


def is_name(text: str) -> bool:
    """Whether the text can be the name of one person, and of no outlet or section."""
    return _is_name(text) and not is_outlet(text)


def is_outlet(text: str) -> bool:
    """Whether the text is the name of a newspaper, an agency or a site."""
    if len(text) > LONGEST_CREDIT:
        return False
    words = [word.lower() for word in _LETTERS.findall(text)]
    if not 1 <= len(words) <= MOST_OUTLET_WORDS:
        return False
    name = " ".join(words)
    ends = len(words) > 1 and words[-1] in OUTLET_WORDS and text.rsplit(maxsplit=1)[-1][0].isupper()
    if name in _NAMES or name.startswith(_OUTLET_STARTS) or ends:
        return True
    return ("." in text or "://" in text) and _URL.fullmatch(text.strip()) is not None


def author_names(line: str) -> list[str]:
    """Return the people a byline names, in their order."""
    match = _from(line)
    words = match["name"] if match else line
    words = _BYLINE_LABEL.sub("", without_dates(words).strip(" |,-–—•·"), count=1)
    words = _CLOCK.sub(" ", re.sub(r"\([^()]*\)", " ", words))
    parts = [" ".join(part.split()) for part in _SEPARATORS.split(words)]
    return [part for part in parts if is_name(part) and not _NOT_AUTHOR.search(part)]


def claimed_name(text: str) -> str | None:
    """Return the person that one part of a claim names, without "By"; None for an outlet, an office or an address."""
    name = " ".join(_BYLINE_LABEL.sub("", text, count=1).split())
    is_person = not _NOT_AUTHOR.search(name) and not is_outlet(name) and not name.lower().startswith("theo ")
    return name if is_person and 1 < len(name) <= LONGEST_NAME_LINE and "@" not in name else None


def credited_source(line: str) -> str | None:
    """Return the outlet that a credit line names: "Nguồn: …", "Theo …" or an outlet alone; None for a bare label."""
    label = _CREDIT_LABEL.match(line)
    if label:
        return source_name(without_dates(line[label.end() :]))
    match = _from(line)
    return source_name(match["source"] if match else line)


def has_credit(line: str) -> bool:
    """Whether a short line next to an article credits somebody: a label, "Theo …" or an outlet alone."""
    if len(line) > LONGEST_CREDIT + 40:
        return False
    is_from = line[-1:] not in ".!?" and len(line.split()) <= 10 and _from(line) is not None
    return bool(_CREDIT_LABEL.match(line)) or is_from or is_outlet(line)


def has_credit_label(line: str) -> bool:
    """Whether the line begins with "Nguồn:" or the like, in brackets or not."""
    return _CREDIT_LABEL.match(line) is not None


def _from(text: str) -> re.Match[str] | None:
    """Return "name Theo source" where the source is a name: a capital, or a word for a newspaper first."""
    if not _FROM_WORD.search(text):  # most lines: the patterns below cost much more
        return None
    match = _FROM.match(_GLUED_FROM.sub(" ", text))
    if match is None:
        return None
    source = match["source"]
    return match if source[0].isupper() or is_outlet(source) else None


def _is_name(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= MOST_NAME_WORDS or not all(word[0].isupper() for word in words):
        return False
    letters = _LETTERS.findall(text.lower())
    is_word = sum(map(len, letters)) >= 2 and not any(character in ':?!"“”#@' for character in text)
    is_menu = " ".join(letters) in _PHRASES or all(letter in _PHRASES for letter in letters)
    return is_word and not is_menu and text[-1] not in ".…"


def is_joined_outlet(words: str) -> bool:
    """Whether one lower-case word is an outlet's name written together, as in "(japantimes)"."""
    name = words.lower()
    ends = any(name.endswith(word) for word in OUTLET_WORDS if len(word) >= 4 and word.isascii())
    return " " not in name and name.isalpha() and (ends or name in _NAMES)


def source_name(text: str) -> str | None:
    """Return the outlet's name, or the host of its address; None where only a label or "collected" stands there."""
    url = _URL.search(text)
    if url:
        address = url[0] if "://" in url[0] else f"//{url[0]}"
        return _host(address) or None
    name = " ".join(_NAME_SOURCE_DATE.sub("", text.strip()).strip(" .,:;|()[]-–—").split())
    if not name or name.lower() in _COLLECTED or len(name) > LONGEST_CREDIT:
        return None
    is_generic = any(name.startswith(f"{word} ") for word in OUTLET_WORDS)
    return name[0].upper() + name[1:] if is_generic else name


def _host(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # "http://[" and the like
        return ""
    return host.removeprefix("www.")
