"""Whether every span of a page cuts its own text out of it, and every line of it stands in `lines` once.

What a page has follows from that page alone. So a build looks at the pages that changed (`find_page_faults`), before
their paragraphs and quotations are put in the order of their articles; `presscorpus verify` looks at all tables of a
release (`find_faults`).
"""

from typing import NamedTuple

import polars as pl

from flows.measures import MAX_EXAMPLES, Tally
from flows.steps.assemble_tables import line_spans, unlabelled_lines
from flows.steps.line_characters import BLANKS
from schemas.stages import METRICS, PAGE_FAULTS

LINE = ["line_index", "char_start", "char_end"]
WRONG_SPANS, WRONG_LINES = "span_violation_count", "line_violation_count"


class Owner(NamedTuple):
    """Whose a span is: what an example calls it, and the columns of its table."""

    name: str
    row_id: str
    text: str
    start: str
    end: str


PARAGRAPH = Owner("paragraph", "paragraph_id", "text", "char_start", "char_end")
QUOTE = Owner("quote", "quote_id", "text", "char_start", "char_end")
SPEAKER = Owner("quote_speaker", "quote_id", "speaker", "speaker_start", "speaker_end")


def find_page_faults(
    pages: pl.LazyFrame, lines: pl.LazyFrame, paragraphs: pl.LazyFrame, quotes: pl.LazyFrame
) -> pl.DataFrame:
    """Count what does not fit its page, of pages that are being built, as the table `page_faults`.

    Args:
        pages: rows of `schemas.stages.PAGES`.
        lines: their labelled lines. What no labels are known of is published by its text.
        paragraphs: their rows of the table of the release.
        quotes: likewise.
    """
    published = pl.concat(
        [each.select("document_id", *LINE) for each in (lines, unlabelled_lines(pages, lines).lazy())]
    )
    return find_faults(pages, published, paragraphs, quotes)


def find_faults(
    documents: pl.LazyFrame, lines: pl.LazyFrame, paragraphs: pl.LazyFrame, quotes: pl.LazyFrame
) -> pl.DataFrame:
    """Count spans that do not cut their text, and lines not there once, by document, as the table `page_faults`."""
    # In one piece: to put texts of several pieces beside their spans takes as long as to cut them.
    texts = documents.select("document_id", pl.col("text").alias("source")).collect().rechunk()
    owned = [owned_spans(paragraphs, PARAGRAPH), owned_spans(quotes, QUOTE), owned_spans(quotes, SPEAKER)]
    wrong = wrong_spans(pl.concat(pl.collect_all(owned)), texts)
    spans = (
        wrong.group_by("document_id")
        .agg(pl.len().cast(pl.Int64).alias("value"), pl.col("row").sort().head(MAX_EXAMPLES).alias("examples"))
        .with_columns(pl.lit(WRONG_SPANS).alias("name"))
        .select(PAGE_FAULTS.columns)
    )
    moved = [
        (document_id, WRONG_LINES, count, [f"document {document_id}"])
        for document_id, count in wrong_lines(lines.select("document_id", *LINE).collect(), texts)
    ]
    return pl.concat([spans, pl.DataFrame(moved, PAGE_FAULTS.to_polars(), orient="row")]).sort(PAGE_FAULTS.sort_key)


def count_faults(faults: pl.LazyFrame) -> pl.DataFrame:
    """Return what was found wrong in all pages, as the table `metrics`."""
    tally = Tally(WRONG_SPANS, WRONG_LINES)
    for name, value, examples in faults.select(METRICS.columns).collect().iter_rows():
        tally.add(name, value, *examples)
    return tally.to_frame()


def owned_spans(rows: pl.LazyFrame, owner: Owner) -> pl.LazyFrame:
    """Return the spans of one kind with what they must cut; where there is no text, nor a place, there is nothing."""
    return rows.filter(pl.any_horizontal(pl.col(owner.text, owner.start, owner.end).is_not_null())).select(
        "document_id",
        pl.format(f"{owner.name} {{}}", owner.row_id).alias("row"),
        pl.col(owner.start).alias("char_start"),
        pl.col(owner.end).alias("char_end"),
        pl.col(owner.text).alias("text"),
    )


def wrong_spans(spans: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Return the spans that do not cut their text out of their document, each with the row that it is of."""
    start, end = pl.col("char_start"), pl.col("char_end")
    cut = pl.col("source").str.slice(start, (end - start).clip(0))
    is_right = (start >= 0) & (end >= start) & (cut == pl.col("text"))  # nothing, where one of them is missing
    return (
        spans.join(texts, on="document_id", how="left")
        .filter(~is_right.fill_null(value=False))
        .select("document_id", "row")
    )


def wrong_lines(lines: pl.DataFrame, texts: pl.DataFrame) -> list[tuple[str, int]]:
    """Return the documents whose rows in `lines` are not their non-blank lines, with how many differ."""
    ordered = texts.sort("document_id")
    found = lines.sort("document_id", *LINE)
    if found.equals(cut_lines(ordered)):
        return []
    rows: dict[str, list[tuple[int, ...]]] = {}
    for document_id, *span in found.iter_rows():
        rows.setdefault(document_id, []).append(tuple(span))
    wanted = {document_id: line_spans(text) for document_id, text in ordered.iter_rows()}
    return [
        (document_id, max(1, len(set(rows.get(document_id, [])) ^ set(wanted.get(document_id, [])))))
        for document_id in sorted(rows.keys() | wanted.keys())
        if rows.get(document_id, []) != wanted.get(document_id, [])
    ]


def cut_lines(texts: pl.DataFrame) -> pl.DataFrame:
    """Return what `line_spans` says of every text, all texts at once."""
    line = pl.col("line")
    lines = texts.select("document_id", pl.col("source").str.split("\n").alias("line")).explode("line")
    length = line.str.len_chars().cast(pl.Int64)
    stripped = line.str.strip_chars_start(BLANKS)  # polars' own list leaves out the four separators
    placed = lines.with_row_index("row").with_columns(
        (length + 1).cum_sum().alias("after"),
        (length + 1).alias("length"),
        (length - stripped.str.len_chars()).alias("indent"),
        line.str.strip_chars(BLANKS).str.len_chars().cast(pl.Int64).alias("char_count"),
    )
    first = pl.col("document_id").ne_missing(pl.col("document_id").shift())
    before = pl.col("after") - pl.col("length")
    origin = [pl.when(first).then(each).forward_fill() for each in (pl.col("row").cast(pl.Int64), before)]
    return (
        placed.select(
            "document_id",
            (pl.col("row").cast(pl.Int64) - origin[0]).alias("line_index"),
            (before - origin[1] + pl.col("indent")).alias("char_start"),
            "char_count",
        )
        .filter(pl.col("char_count") > 0)
        .select(
            "document_id", "line_index", "char_start", (pl.col("char_start") + pl.col("char_count")).alias("char_end")
        )
    )
