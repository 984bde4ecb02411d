"""Facts of lines, as named numbers: what a decision may go by, and no decision.

Most follow from the line's own text (`line_characters`, `line_phrases`); three look at the page: how often it prints
the line, and whether its neighbours are sentences or like headlines. Where the page was HTML, the elements around
the line add theirs (`line_places`).
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import polars as pl

from flows.steps.article_dates import DATE_SIGN, LONGEST_DATE_LINE, is_date_line
from flows.steps.line_characters import line_characters
from flows.steps.line_keys import line_keys
from flows.steps.line_phrases import phrase_kinds
from flows.steps.line_places import chrome_kinds, line_places

SENTENCE_LINE_TOKENS = 8  # a shorter line that ends like a sentence can be a button or a headline
UNENDED_SENTENCE_TOKENS = 30  # a line as long as this is text without a final mark too
LONGEST_TEASER = 60  # words; a longer line that ends in dots is a paragraph whose author trails off
HEADLINE_TOKENS = (4, 25)
DATE_LINE_TOKENS = 14  # a longer line says more than when
CUT_ENDS = ("...", "…", "[...]", "…]")
NO_HEADLINE_ENDS = (".", "。", ":", ",", ";")


class LineFacts(NamedTuple):
    """What is known of one non-blank line."""

    line_index: int
    text: str
    key: str
    token_count: int
    ends_sentence: bool
    is_truncated: bool
    inner_sentence_count: int
    link_share: float
    site_count_bucket: int
    printing_count: int
    phrase_kind: str
    opens_section: bool
    heading_level: int
    is_list_item: bool
    role: str
    chrome_kind: str
    is_sentence: bool
    is_headline: bool
    is_date: bool
    headline_neighbour_count: int


def line_facts(lines: pl.DataFrame) -> Iterator[LineFacts]:
    """Return the rows of `line_fact_table` one by one."""
    make = partial(tuple.__new__, LineFacts)  # `_make` does the same at three times the cost
    return map(make, zip(*(lines[name].to_list() for name in LineFacts._fields), strict=True))


def _with_sentences(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with whether each reads like running text, and like the title of some article."""
    tokens, text = pl.col("token_count"), pl.col("text")
    is_cut = (tokens < LONGEST_TEASER) & _ends_with(text, CUT_ENDS)
    is_other = pl.col("phrase_kind").is_in(["related", "comment_ui", "nav", "ad"])
    is_long = (tokens >= UNENDED_SENTENCE_TOKENS) & (pl.col("link_share") < 0.5)
    is_ended = pl.col("ends_sentence") & (tokens >= SENTENCE_LINE_TOKENS)
    could_be_title = pl.col("is_truncated") | ~_ends_with(text, NO_HEADLINE_ENDS)
    return (
        lines.with_columns(is_cut.alias("is_truncated"))
        .with_columns(ends_sentence=pl.col("ends_sentence") & ~pl.col("is_truncated"))
        .with_columns(
            is_sentence=~pl.col("is_truncated") & ~is_other & (is_long | is_ended),
            is_headline=(pl.col("phrase_kind") == "") & tokens.is_between(*HEADLINE_TOKENS) & could_be_title,
        )
    )


def _ends_with(text: pl.Expr, ends: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(text.str.ends_with(end) for end in ends)


def _with_buckets(lines: pl.DataFrame, ids: pl.Series, line_evidence: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with their `site_count_bucket`; 0 for those that one page alone carries."""
    pages = pl.DataFrame({"document_id": ids, "page": pl.int_range(len(ids), dtype=pl.Int64, eager=True)})
    buckets = pages.join(line_evidence, on="document_id").select(
        "page", pl.col("line_index", "site_count_bucket").cast(pl.Int64)
    )
    return lines.join(
        buckets.unique(["page", "line_index"], keep="last", maintain_order=True),
        on=["page", "line_index"],
        how="left",
        maintain_order="left",
    ).with_columns(pl.col("site_count_bucket").fill_null(0))


def _with_dates(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with whether each says when, and hardly anything else: by `is_date_line`, and in few words."""
    is_short = lines["character_count"] <= LONGEST_DATE_LINE
    short = lines.select("text", pl.int_range(pl.len()).alias("row")).filter(is_short)
    candidates = short.filter(pl.col("text").str.contains(DATE_SIGN))
    is_date = {text: is_date_line(text) for text in candidates["text"].unique().to_list()}
    rows = [row for text, row in candidates.iter_rows() if is_date[text]]
    is_dated = pl.int_range(pl.len()).is_in(rows)
    return lines.with_columns(is_date=is_dated, has_date=is_dated & (pl.col("token_count") <= DATE_LINE_TOKENS))


def _with_neighbours(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with the number of neighbours that are sentences, and that are like headlines or "more".

    With markup, the headline of another page is a link; without, any headline may be one.
    """
    is_other_page = (pl.col("link_share") >= 0.5) | ~pl.col("has_markup")
    is_pointer = (pl.col("phrase_kind") == "related") | (pl.col("is_headline") & is_other_page)
    return lines.with_columns(
        sentence_neighbour_count=_neighbour_count(pl.col("is_sentence")),
        headline_neighbour_count=_neighbour_count(is_pointer),
    )


def _neighbour_count(is_one: pl.Expr) -> pl.Expr:
    """Return how many of the lines right above and below on the same page are true."""
    page = pl.col("page")
    sides = (pl.when(page.shift(step) == page).then(is_one.shift(step)) for step in (1, -1))
    return pl.sum_horizontal(*(side.fill_null(value=False).cast(pl.Int64) for side in sides))


def line_fact_table(pages: pl.DataFrame, line_evidence: pl.DataFrame) -> pl.DataFrame:
    """Return one row of facts per non-blank line, in the order of the pages.

    Args:
        pages: Rows of `schemas.stages.PAGES`; `document_id`, `text` and `line_facts` will do.
        line_evidence: Rows of `schemas.stages.LINE_EVIDENCE`; lines not listed stand on one page.
    """
    lines = line_characters(pages["text"])
    lines = lines.with_columns(line_keys(lines))
    lines = pl.concat([lines, phrase_kinds(lines), line_places(lines, pages["line_facts"])], how="horizontal")
    lines = _with_sentences(_with_buckets(lines, pages["document_id"], line_evidence))
    printings = pl.when(pl.col("key") == "").then(1).otherwise(pl.len().over("page", "key"))
    return (
        _with_neighbours(_with_dates(lines))
        .with_columns(
            chrome_kinds(lines),
            printing_count=printings.cast(pl.Int64),
            is_list_item=pl.col("is_in_list") | pl.col("starts_bullet"),
        )
        .drop("is_in_list", "starts_bullet", "chrome_words")
    )
