"""Every line of many pages as a row of numbers between -1 and 1: what the fitted model goes by.

To the facts of the line itself come where it stands, what its words and the page's titles tell, how far its words
run through the page, and, where the page was HTML, how much text stands under the same elements. All pages are
done at once: a column is one array over all lines. Nothing but sums, quotients and roots is used, which every
machine computes to the last bit alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from flows.steps.line_keys import line_key
from flows.steps.line_words import (
    MOST_WORDS,
    NO_SPACES,
    OPENING,
    Column,
    Distinct,
    WordWeights,
    distinct,
    key_words,
    opening_keys,
    place_weights,
    weighed_words,
    weight_columns,
)

UNIT = 4096.0  # of a signal and of what is made of signals: 1.0 is stored as 4096
WEIGHT_HALF = 1.0  # of what the weights of words and places come to, the value that counts half
NEAR = 8.0  # lines; a mark that far above weighs half
LEAST_TOPIC_LETTERS = 4  # of a word that tells what a text is about
MOST_TOKENS = 200.0  # words that a line counts for the page at most
LONGEST_TITLES = 60  # words of known titles together; more are a list of headlines
FLAGS = (
    *("ends_sentence", "is_truncated", "opens_section", "is_list_item", "is_sentence", "is_headline", "starts_lower"),
    *("starts_digit", "ends_colon", "ends_question", "starts_quote", "has_date", "has_markup"),
)
SHARES = {  # count: what it is a share of
    "digit_count": "opening_count",
    "capital_count": "opening_count",
    "capital_word_count": "word_count",
    "small_word_count": "word_count",
    "short_word_count": "word_count",
    "odd_sign_count": "opening_count",
    "comma_count": "word_count",
}
COUNTS = {  # count: the value that weighs half
    "inner_sentence_count": 1.0,
    "odd_sign_count": 1.0,
    "bracket_count": 1.0,
    "dash_count": 1.0,
    "quote_count": 1.0,
    "sentence_neighbour_count": 1.0,
    "headline_neighbour_count": 1.0,
    "blank_above": 1.0,
    "blank_below": 1.0,
}
TOKEN_SCALES = (3.0, 10.0, 30.0, 100.0)
PHRASE_KINDS = (
    *("nav", "related", "ad", "comment_ui", "image_name", "hashtag", "other_boilerplate", "source_credit"),
    *("byline", "caption"),
)
ROLES = ("caption", "date", "byline", "lead")
CHROMES = ("comment_ui", "related", "ad", "nav", "other_boilerplate")
TAGS = (
    *("p", "li", "table", "td", "article", "main", "section", "figure", "figcaption", "blockquote", "nav", "footer"),
    *("header", "aside", "form", "button", "ul", "ol", "pre", "div"),
)
LAST_TAGS = ("p", "div", "li", "td")


class Bounds(NamedTuple):
    """For every line the first line of its page and the first of the next, among all lines."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def first_lines(self) -> npt.NDArray[np.int64]:
        """Return the first line of every page that has one."""
        return np.flatnonzero(self.starts == np.arange(len(self.starts)))


def page_bounds(pages: npt.NDArray[np.int64]) -> Bounds:
    """Return the bounds for lines that stand by page."""
    return Bounds(np.searchsorted(pages, pages, "left"), np.searchsorted(pages, pages, "right"))


def half(column: Column, scale: float) -> Column:
    """Return the numbers brought between -1 and 1; the scale comes to a half."""
    return np.asarray(column / (np.abs(column) + scale), dtype=np.float64)


def line_signals(
    table: pl.DataFrame, titles: Sequence[Sequence[str]], words: Mapping[str, int], places: Mapping[str, int]
) -> Iterator[tuple[str, Column]]:
    """Yield a name and a column of numbers between -1 and 1, time and again: all columns together take much memory.

    Args:
        table: Rows of `line_fact_table`.
        titles: For each page the words of the titles that its metadata names.
        words: Weights of words, in hundredths.
        places: Weights of class names and tags, in hundredths.
    """
    bounds = page_bounds(table["page"].to_numpy())
    yield from _own_columns(table).items()
    yield from _place_columns(table, bounds).items()
    elements, classes = distinct(table["element"]), distinct(table["attribute_words"])
    yield from _markup_columns(table, elements, classes).items()
    keys = distinct(opening_keys(table))
    found = key_words(keys.values)
    yield from _weight_columns("", weighed_words(found, words, len(keys.values)).gather(keys.of_lines))
    yield from _weight_columns("place_", place_weights(elements, classes, places))
    plain = found.filter(~pl.col("word").str.starts_with("^"))
    lines = table.select(pl.int_range(pl.len()).alias("row"), pl.col("page").cast(pl.Int64), "is_sentence")
    lines = lines.with_columns(key=keys.of_lines)
    yield from _title_columns(table, plain, lines, titles).items()
    yield from _topic_columns(plain, lines, words).items()


def _weight_columns(prefix: str, weights: WordWeights) -> Iterator[tuple[str, Column]]:
    for name, column in weight_columns(weights).items():
        yield f"{prefix}{name}", half(column, WEIGHT_HALF)


def title_words(titles: Sequence[str]) -> list[str]:
    """Return the words of the titles that a page is known by."""
    return [word for title in titles for word in line_key(title).split()]


def _own_columns(table: pl.DataFrame) -> dict[str, Column]:
    characters = floats(table["character_count"])
    base = {"opening_count": np.minimum(characters, OPENING), "word_count": floats(table["token_count"])}
    base["word_count"] = np.maximum(1.0, np.minimum(base["word_count"], OPENING / 5))
    columns = {name: floats(table[name]) for name in FLAGS}
    for name, of in SHARES.items():
        columns[f"{name}_share"] = np.minimum(1.0, floats(table[name]) / base[of])
    for name, scale in COUNTS.items():
        columns[name] = half(floats(table[name]), scale)
    for scale in TOKEN_SCALES:
        columns[f"tokens_{scale:.0f}"] = half(floats(table["token_count"]), scale)
    columns["characters"] = half(characters, 100.0)
    columns["link_share"] = floats(table["link_share"])
    columns["is_printed_again"] = half(floats(table["printing_count"]) - 1.0, 1.0)
    for name, kinds in (("phrase_kind", PHRASE_KINDS), ("role", ROLES), ("chrome_kind", CHROMES)):
        columns |= {f"{name}_{kind}": floats(table[name] == kind) for kind in kinds}
    columns |= {f"heading_{level}": floats(table["heading_level"] == level) for level in (1, 2, 3)}
    return columns | {"is_heading": floats(table["heading_level"] > 0)}


def _place_columns(table: pl.DataFrame, bounds: Bounds) -> dict[str, Column]:
    place = np.arange(table.height, dtype=np.int64)
    above, below = (place - bounds.starts).astype(np.float64), (bounds.ends - 1 - place).astype(np.float64)
    count = above + below + 1.0
    tokens = np.minimum(floats(table["token_count"]), MOST_TOKENS)
    text = tokens * floats(table["is_sentence"])
    totals = {
        name: window_sum(column, -table.height, table.height, bounds)
        for name, column in (("tokens", tokens), ("text", text))
    }
    opens = table["opens_section"].to_numpy()
    marks = {
        "h1": (table["heading_level"] == 1).to_numpy(),
        "heading": (table["heading_level"] > 0).to_numpy(),
        "related": opens & (table["phrase_kind"] == "related").to_numpy(),
        "comments": opens & (table["phrase_kind"] == "comment_ui").to_numpy(),
        "date": table["has_date"].to_numpy(),
    }
    columns = {f"since_{name}": nearness(mark, bounds) for name, mark in marks.items()}
    return columns | {
        "above_5": half(above, 5.0),
        "above_40": half(above, 40.0),
        "below_5": half(below, 5.0),
        "below_40": half(below, 40.0),
        "place": above / count,
        "page_lines": half(count, 100.0),
        "page_tokens": half(totals["tokens"], 500.0),
        "page_text": half(totals["text"], 200.0),
        "page_text_share": totals["text"] / np.maximum(1.0, totals["tokens"]),
        "token_share": tokens / np.maximum(1.0, totals["tokens"]),
        "tokens_above": window_sum(tokens, -table.height, -1, bounds) / np.maximum(1.0, totals["tokens"]),
        "text_above": window_sum(text, -table.height, -1, bounds) / np.maximum(1.0, totals["text"]),
        "text_below": window_sum(text, 1, table.height, bounds) / np.maximum(1.0, totals["text"]),
    }


def _markup_columns(table: pl.DataFrame, elements: Distinct, classes: Distinct) -> dict[str, Column]:
    """Return what the elements around each line tell, and how much of the page's text they hold."""
    element = pl.col("element")
    framed = pl.concat_str(pl.lit("/"), element, pl.lit("/")).alias("framed")
    tags = {f"in_{tag}": pl.col("framed").str.contains(f"/{tag}/", literal=True) for tag in TAGS} | {
        f"is_{tag}": pl.col("framed").str.ends_with(f"/{tag}/") for tag in LAST_TAGS
    }
    found = (
        elements.values.to_frame("element").with_columns(framed).select(**tags, depth=element.str.count_matches("/"))
    )
    columns = {name: floats(found[name])[elements.of_lines] for name in tags}
    columns["depth"] = half(floats(found["depth"])[elements.of_lines], 8.0)
    tokens = pl.min_horizontal(pl.col("token_count"), MOST_TOKENS)
    text = tokens * pl.col("is_sentence")
    parents = distinct(elements.values.str.replace(r"/?[^/]*$", ""))
    nearest = distinct(classes.values.str.extract(r"((?:\S+\s+){0,2}\S+)\s*$").fill_null(""))
    parent = (parents.of_lines[elements.of_lines], nearest.of_lines[classes.of_lines])
    sums = table.select(
        "page",
        tokens.alias("tokens"),
        text.alias("text"),
        here=_pairs(elements.of_lines, classes.of_lines),
        parent=_pairs(*parent),
    ).select(
        place_tokens=pl.col("tokens").sum().over("page", "here"),
        place_text=pl.col("text").sum().over("page", "here"),
        parent_text=pl.col("text").sum().over("page", "parent"),
        page_tokens=pl.col("tokens").sum().over("page"),
        page_text=pl.col("text").sum().over("page"),
    )
    named = {name: floats(sums[name]) for name in sums.columns}
    has_markup = floats(table["has_markup"])
    return columns | {
        "place_token_share": has_markup * named["place_tokens"] / np.maximum(1.0, named["page_tokens"]),
        "place_text_share": has_markup * named["place_text"] / np.maximum(1.0, named["page_text"]),
        "place_sentence_share": has_markup * named["place_text"] / np.maximum(1.0, named["place_tokens"]),
        "parent_text_share": has_markup * named["parent_text"] / np.maximum(1.0, named["page_text"]),
    }


def _pairs(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> pl.Series:
    """Return a number for every line that tells its pair of numbers from others."""
    return pl.Series(one * (other.max(initial=0) + 1) + other, dtype=pl.Int64)


def _title_columns(
    table: pl.DataFrame, words: pl.DataFrame, lines: pl.DataFrame, titles: Sequence[Sequence[str]]
) -> dict[str, Column]:
    """Return how much of each line's words the titles hold, and how much of the titles each line does."""
    known = pl.DataFrame(
        [(page, word) for page, found in enumerate(titles) if len(found) < LONGEST_TITLES for word in set(found)],
        {"page": pl.Int64, "word": pl.String},
        orient="row",
    )
    if known.is_empty():
        return {"title_share": np.zeros(table.height), "of_title_share": np.zeros(table.height)}
    in_titles = _said(words.filter(pl.col("word").is_in(known["word"].unique().implode())), lines)
    counts = in_titles.join(known, on=["page", "word"], how="semi").group_by("row").len()
    shared = _spread_rows(counts, table.height)
    tokens = np.clip(floats(table["token_count"]), 1.0, MOST_WORDS)
    sizes = np.array([max(1, len(set(found))) for found in titles], dtype=np.float64)
    of_title = shared / sizes[table["page"].to_numpy()]
    return {"title_share": np.minimum(1.0, shared / tokens), "of_title_share": np.minimum(1.0, of_title)}


def _said(words: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the words of the lines, each once a line, from the words of their keys."""
    return lines.join(words.unique(maintain_order=False), left_on="key", right_on="row")


def _topic_columns(words: pl.DataFrame, lines: pl.DataFrame, known: Mapping[str, int]) -> dict[str, Column]:
    """Return how each line's rare words, names and subjects, run through the sentences of its page.

    Where a word came first tells stories apart: in one story it leads back to the opening.
    """
    common = pl.DataFrame({"word": list(known)}, {"word": pl.String})
    is_long = pl.col("word").str.len_chars() >= LEAST_TOPIC_LETTERS
    rare = words.join(common, on="word", how="anti").filter(is_long | pl.col("word").str.contains(NO_SPACES))
    rare = _said(rare, lines).with_columns(is_sentence=pl.col("is_sentence").cast(pl.Int64))
    rare = rare.with_columns(on_page=_pairs(rare["page"].to_numpy(), distinct(rare["word"]).of_lines))
    first = pl.when(pl.col("is_sentence") == 1).then("row").min().over("on_page")
    shared = (
        rare.select("row", "is_sentence", sentences=pl.col("is_sentence").sum().over("on_page"), first=first)
        .filter(pl.col("sentences") > pl.col("is_sentence"))
        .group_by("row")
        .agg(
            pl.len(),
            (pl.col("row") - pl.col("first")).clip(0).sum().alias("distance"),
            (pl.col("first") < pl.col("row")).sum().alias("earlier"),
        )
    )
    count, run = (_spread_rows(frame, lines.height) for frame in (rare.group_by("row").len(), shared))
    distance = _spread_rows(shared, lines.height, "distance") / np.maximum(1.0, run)
    earlier = _spread_rows(shared, lines.height, "earlier")
    return {
        "topic_share": run / np.maximum(4.0, count),
        "topic_count": half(run, 3.0),
        "topic_distance_5": half(distance, 5.0),
        "topic_distance_30": half(distance, 30.0),
        "topic_earlier": earlier / np.maximum(2.0, count),
        "rare_count": half(count, 4.0),
    }


def _spread_rows(counts: pl.DataFrame, height: int, name: str = "len") -> Column:
    result = np.zeros(height)
    result[counts["row"].to_numpy()] = counts[name].to_numpy()
    return result


def floats(column: pl.Series) -> Column:
    """Return the column as numbers, truth as 0 and 1."""
    return column.cast(pl.Float64).to_numpy()


def window_sum(column: Column, first: int, last: int, bounds: Bounds) -> Column:
    """Return for every line the sum of whole numbers over the lines from `first` to `last` relative to it."""
    sums = np.concatenate([[0.0], np.cumsum(column)])
    place = np.arange(len(column))
    begin = np.clip(place + first, bounds.starts, bounds.ends)
    end = np.clip(place + last + 1, bounds.starts, bounds.ends)
    return np.asarray(sums[end] - sums[begin], dtype=np.float64)


def nearness(marks: npt.NDArray[np.bool_], bounds: Bounds) -> Column:
    """Return 1 for a marked line, less the further below the last mark of its page a line stands, 0 without."""
    place = np.arange(len(marks))
    latest = np.maximum.accumulate(np.where(marks, place, -1)) if len(marks) else place
    distance = (place - latest).astype(np.float64)
    return np.where(latest >= bounds.starts, NEAR / (NEAR + distance), 0.0)
