"""Where on its page a line stands: what the elements around it, their class names and the links in it tell."""

import re
from collections.abc import Sequence

import polars as pl

from flows.steps.lexicons import (
    BYLINE_ATTRIBUTE_WORDS,
    CAPTION_ATTRIBUTE_WORDS,
    CHROME_ATTRIBUTE_WORDS,
    CHROME_ELEMENTS,
    LEAD_ATTRIBUTE_WORDS,
)
from flows.steps.line_words import distinct
from schemas.stages import PAGES

WRAPPER_SHARE = 0.4  # of the words in sentences; a menu or a sidebar holds less
NEVER_WRAPPERS = ("popup", "modal", "cookie")  # hidden until asked for, so on no account the page's own text

_CHROME_WORDS = dict.fromkeys(CHROME_ELEMENTS, "other_boilerplate") | {
    word: kind for kind, words in CHROME_ATTRIBUTE_WORDS.items() for word in words
}
_ATTRIBUTE_WORD = re.compile(r"[a-z]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_WORDS = frozenset(
    (*_CHROME_WORDS, *LEAD_ATTRIBUTE_WORDS, *CAPTION_ATTRIBUTE_WORDS, *BYLINE_ATTRIBUTE_WORDS)  # that tell a place
)
_ANY_WORD = rf"(?:\A|[^a-z])(?:{'|'.join(sorted(_WORDS))})(?:[^a-z]|\z)"  # in Rust: most class names tell nothing


_SHARE = {"link_share": pl.Float64}
_PLACES = {
    "heading_level": pl.Int64,
    "is_in_list": pl.Boolean,
    "role": pl.String,
    "chrome_words": pl.String,
}


def line_places(lines: pl.DataFrame, markup: pl.Series) -> pl.DataFrame:
    """Return what the markup tells of each line.

    Args:
        lines: Rows with `page`, `line_index` and `character_count`.
        markup: For each page the column `line_facts` of `schemas.stages.PAGES`.

    Returns:
        `element`, `attribute_words`, `has_markup`, `link_share`, `heading_level`, `is_in_list`, `role`, and
        `chrome_words`: the tags and class names around the line that can name a part of the page's frame.
    """
    entries = _entries(lines, markup)
    shares = _link_shares(entries["link_char_count"].to_list(), lines["character_count"].to_list())
    return pl.concat(
        [entries.drop("link_char_count"), pl.DataFrame({"link_share": shares}, _SHARE), _places(entries)],
        how="horizontal",
    )


def _entries(lines: pl.DataFrame, markup: pl.Series) -> pl.DataFrame:
    """Return each line's entry; one that says nothing where the page has none for it."""
    counts = markup.list.len().fill_null(0).cast(pl.Int64)
    pages = pl.DataFrame(
        {"entry_count": counts, "first_entry": counts.cum_sum() - counts, "has_markup": markup.is_not_null()}
    )
    entry = pl.col("line_index") + pl.col("first_entry")
    found = pl.concat([lines.select("line_index"), pages[lines["page"]]], how="horizontal").select(
        "has_markup", pl.when(pl.col("line_index") < pl.col("entry_count")).then(entry).alias("entry")
    )
    # A column of nulls alone has no fields to unnest.
    entries = markup.filter(counts > 0).cast(PAGES.to_polars()["line_facts"]).explode().struct.unnest()
    given = entries.select(pl.col("element", "attribute_words", "link_char_count").gather(found["entry"]))
    return given.with_columns(
        pl.col("element", "attribute_words").fill_null(""),
        pl.col("link_char_count").fill_null(0),
        found["has_markup"],
    )


def _link_shares(link_counts: Sequence[int], character_counts: Sequence[int]) -> list[float]:
    return [
        min(1.0, round(link_count / character_count, 4))
        if 0 < link_count < character_count
        else float(link_count > 0)
        for link_count, character_count in zip(link_counts, character_counts, strict=True)
    ]


def _places(entries: pl.DataFrame) -> pl.DataFrame:
    """Return what the elements around each line and their class names say of it."""
    elements, classes = distinct(entries["element"]), distinct(entries["attribute_words"])
    words = distinct(_telling_words(classes.values))
    wheres = pl.DataFrame({"element": elements.of_lines, "words": words.of_lines[classes.of_lines]})
    found = wheres.unique(maintain_order=False)
    paths, told = elements.values.gather(found["element"]).to_list(), words.values.gather(found["words"]).to_list()
    columns = zip(*map(_place, paths, told), strict=True) if len(found) else [()] * len(_PLACES)
    places = found.hstack(pl.DataFrame(dict(zip(_PLACES, columns, strict=True)), _PLACES))
    return wheres.join(places, on=["element", "words"], how="left", maintain_order="left").drop("element", "words")


def _telling_words(classes: pl.Series) -> pl.Series:
    """Return for each text of class names the words in it that can tell a place.

    Class names are few beside texts of them, and few of them tell anything.
    """
    if (classes == "").all():  # pages without markup
        return classes
    rows = pl.int_range(len(classes), eager=True)
    names = pl.DataFrame({"row": rows, "name": classes.str.split(" ")}).explode("name")
    telling = names.select(pl.col("name").unique()).filter(pl.col("name").str.to_lowercase().str.contains(_ANY_WORD))
    pairs = [(name, word) for name in telling["name"].to_list() for word in _known_words(name)]
    known = pl.DataFrame(pairs, {"name": pl.String, "words": pl.String}, orient="row")
    found = names.join(known, on="name").select("row", "words").unique(maintain_order=False)
    found = found.sort("row", "words").group_by("row", maintain_order=True).agg("words")
    texts = [""] * len(classes)
    for row, text in found.select("row", pl.col("words").list.join(" ")).iter_rows():
        texts[row] = text
    return pl.Series(texts, dtype=pl.String)


def _known_words(name: str) -> frozenset[str]:
    return _WORDS.intersection(_ATTRIBUTE_WORD.findall(name.lower()))


def _place(element: str, known_words: str) -> tuple[int, bool, str, str]:
    tags, words = element.split("/"), set(known_words.split())
    levels = [_HEADINGS[tag] for tag in tags if tag in _HEADINGS]
    chrome_words = sorted(_CHROME_WORDS.keys() & words.union(tags))
    return levels[-1] if levels else 0, "li" in tags, _role(tags, words), " ".join(chrome_words)


def _role(tags: Sequence[str], words: set[str]) -> str:
    """Return the part of an article that the markup names, or nothing."""
    if "figcaption" in tags or words.intersection(CAPTION_ATTRIBUTE_WORDS):
        return "caption"
    if "time" in tags:
        return "date"
    if words.intersection(BYLINE_ATTRIBUTE_WORDS) or "address" in tags:
        return "byline"
    return "lead" if words.intersection(LEAD_ATTRIBUTE_WORDS) else ""


def chrome_kinds(lines: pl.DataFrame) -> pl.Series:
    """Return the part of the page's frame that each line's markup names, or nothing.

    A word around much of the page's text ("has-sidebar", a form around it all) names no part. Comments can be
    longer than what they comment on.

    Args:
        lines: Rows with `page`, `chrome_words`, `is_sentence` and `token_count`.
    """
    tokens = pl.when("is_sentence").then("token_count").otherwise(0).sum()
    most = lines.group_by("page").agg((WRAPPER_SHARE * tokens).alias("most"))
    rows = lines.with_row_index("row").filter(pl.col("chrome_words") != "")
    words = pl.col("chrome_words").str.split(" ")
    named = rows.select("row", "page", "is_sentence", "token_count", word=words).explode("word")
    around = named.group_by("page", "word").agg(tokens.alias("around")).join(most, on="page")
    kind = pl.col("word").replace_strict(_CHROME_WORDS, return_dtype=pl.String)
    parts = around.with_columns(kind.alias("kind")).filter(
        (pl.col("kind") == "comment_ui") | pl.col("word").is_in(NEVER_WRAPPERS) | (pl.col("around") <= pl.col("most"))
    )
    kinds = named.join(parts, on=["page", "word"]).group_by("row").agg(pl.col("kind").min())
    return (
        lines.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
        .join(kinds, on="row", how="left", maintain_order="left")["kind"]
        .fill_null("")
        .alias("chrome_kind")
    )
