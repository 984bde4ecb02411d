"""The kind of a line that its own words tell: whole lines, beginnings, credits at the end, files and addresses.

Few lines tell one. A cheap test that lets every such line through, in Rust, and some others besides, goes before the
patterns themselves, in Python.
"""

import re

import polars as pl

from flows.steps.lexicons import (
    BOILERPLATE_MARKERS,
    CAPTION_ENDINGS,
    LINE_BEGINNINGS,
    LINE_PHRASES,
    SECTION_BEGINNINGS,
    WordRule,
)

LONGEST_PHRASE = 60  # characters of a menu word, a button or a heading of a section
LONGEST_MARKED_LINE = 400  # characters; a longer line is text whatever words stand in it
TAIL = 120  # characters at the end of a line in which a credit is looked for

_IMAGE_NAME = re.compile(r"\S{1,150}\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|avif)\Z", re.IGNORECASE)
_HASHTAGS = re.compile(r"(?:#[^\s#]+[\s,;]*)+\Z")
_ADDRESS = re.compile(r"https?://\S+\Z")
_PHRASE_KINDS = {phrase: group.kind for group in LINE_PHRASES for phrase in group.phrases}
_SECTIONS = frozenset(phrase for group in LINE_PHRASES if group.opens_section for phrase in group.phrases)
_BEGINNINGS = re.compile(
    "|".join(f"(?P<{kind}>{'|'.join(rule.pattern for rule in rules)})" for kind, rules in LINE_BEGINNINGS.items()),
    re.IGNORECASE,
)
_SECTION_BEGINNINGS = re.compile(
    "|".join(f"(?P<{kind}>{'|'.join(rule.pattern for rule in rules)})" for kind, rules in SECTION_BEGINNINGS.items()),
    re.IGNORECASE,
)
_CAPTION_ENDING = re.compile("|".join(rule.pattern for rule in CAPTION_ENDINGS), re.IGNORECASE)
# What to write in a pattern so that Rust finds whatever Python does, and fast: it has no look-around at non-ASCII
# text, other letters in \w and \s, and is slow at counting.
_IN_RUST = (
    (r"\\Z", r"\\z"),
    (r"\\b", ""),
    (r"\\w", r"\\S"),
    (r"\\W", r"(?s:.)"),
    (r"\\s", r"[\\s\\x1c-\\x1f]"),
    (r"\{0,\d+\}", "*"),
    (r"\{1,\d+\}", "+"),
)
_OTHER_I = ("ı", "i̇")  # an i to Python's patterns, not to Rust's; the second is İ in lower case


def phrase_kinds(lines: pl.DataFrame) -> pl.DataFrame:
    """Return `phrase_kind` and `opens_section` for rows with `text`, `key` and `character_count`."""
    phrase = pl.when(pl.col("character_count") <= LONGEST_PHRASE).then("key").otherwise(pl.lit(""))
    phrases = lines.select(phrase.alias("phrase"))["phrase"].to_list()
    kinds = [_PHRASE_KINDS.get(phrase, "") for phrase in phrases]
    is_section = [phrase in _SECTIONS for phrase in phrases]
    for text, row in _could_open_sections(lines).iter_rows():
        if opening := _SECTION_BEGINNINGS.match(text):
            kinds[row], is_section[row] = str(opening.lastgroup), True
    is_short = lines["character_count"] <= LONGEST_MARKED_LINE
    short = lines.select("text", pl.int_range(pl.len()).alias("row")).filter(is_short)
    for text, row in short.filter(_may_tell()).iter_rows():
        kinds[row] = kinds[row] or _kind_by_words(text)
    return pl.DataFrame(
        {"phrase_kind": kinds, "opens_section": is_section}, {"phrase_kind": pl.String, "opens_section": pl.Boolean}
    )


def _could_open_sections(lines: pl.DataFrame) -> pl.DataFrame:
    """Return text and row of the lines that could be a heading of comments or of other pages."""
    beginnings = "|".join(_in_rust(rule) for rules in SECTION_BEGINNINGS.values() for rule in rules)
    is_one = (pl.col("character_count") <= LONGEST_PHRASE) & pl.col("text").str.contains(rf"\A(?i:{beginnings})")
    return lines.select("text", pl.int_range(pl.len()).alias("row")).filter(lines.select(is_one).to_series())


def _may_tell() -> pl.Expr:
    """Return an expression that is true for every line that `_kind_by_words` has a kind for, and for a few others."""
    text = pl.col("text")
    beginnings = "|".join(_in_rust(rule) for rules in LINE_BEGINNINGS.values() for rule in rules)
    endings = "|".join(_in_rust(rule) for rule in CAPTION_ENDINGS)
    return (
        text.str.starts_with("#")
        | text.str.contains(rf"\A(?i:{beginnings}|https?://)")
        | text.str.tail(TAIL).str.contains(rf"(?i:{endings})")
        | text.str.tail(len(".jpeg")).str.contains(r"(?i:\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|avif))\z")
        | text.str.to_lowercase().str.contains_any([*BOILERPLATE_MARKERS, *_OTHER_I])
    )


def _in_rust(rule: WordRule) -> str:
    pattern = rule.pattern
    for python, rust in _IN_RUST:
        pattern = re.sub(python, rust, pattern)
    return pattern


def _kind_by_words(text: str) -> str:
    """Return the kind that a line's beginning tells, or its look: a file, tags, a picture's credit, an address."""
    beginning = _BEGINNINGS.match(text)
    if beginning:
        return str(beginning.lastgroup)
    if " " not in text and _IMAGE_NAME.match(text):
        return "image_name"
    if text[0] == "#" and _HASHTAGS.match(text):
        return "hashtag"
    if _CAPTION_ENDING.search(text[-TAIL:]):
        return "caption"
    folded = text.lower()
    if any(marker in folded for marker in BOILERPLATE_MARKERS):
        return "other_boilerplate"
    return "other_boilerplate" if _ADDRESS.match(text) else ""
