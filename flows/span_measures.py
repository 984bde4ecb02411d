"""Whether every span of a release cuts its own text out of its document, and every line stands in `lines` once.

Paragraphs and quotations lie in the order of their articles, texts in that of their pages. So what a span must cut is
brought to the pages as a hash (`collect_spans`), and each range of pages is read once (`measure_spans`).
"""

from typing import NamedTuple

import polars as pl

from flows.measures import MAX_EXAMPLES, Tally
from flows.steps.assemble_tables import line_spans
from flows.steps.line_characters import BLANKS
from flows.steps.partition import Partition
from schemas.stages import SPANS

LINE = ["line_index", "char_start", "char_end"]


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


OWNERS = {"paragraphs": (PARAGRAPH,), "quotes": (QUOTE, SPEAKER)}


def collect_spans(rows: pl.LazyFrame, table: str) -> pl.DataFrame:
    """Return the table `spans`: what every paragraph, or quotation with its speaker, must cut out of its document."""
    found = [owned_spans(rows, owner).select(SPANS.columns) for owner in OWNERS[table]]
    return pl.concat(pl.collect_all(found)).sort("document_id", maintain_order=True)


def owned_spans(rows: pl.LazyFrame, owner: Owner) -> pl.LazyFrame:
    """Return the spans of one kind; where there is no text, nor a place, there is nothing to cut."""
    text = pl.col(owner.text)
    return rows.filter(pl.any_horizontal(pl.col(owner.text, owner.start, owner.end).is_not_null())).select(
        "document_id",
        pl.lit(owner.name).alias("owner"),
        pl.col(owner.start).alias("char_start"),
        pl.col(owner.end).alias("char_end"),
        pl.when(text.is_not_null()).then(text.hash()).alias("text_hash"),
        pl.col(owner.row_id).alias("row_id"),
    )


def measure_spans(
    documents: pl.LazyFrame,
    lines: pl.LazyFrame,
    spans: pl.LazyFrame,
    paragraphs: pl.LazyFrame,
    quotes: pl.LazyFrame,
    partition: Partition,
) -> pl.DataFrame:
    """Count, of the documents in the partition, spans that do not cut their text and lines not there once.

    Args:
        documents: the table of the release.
        lines: the table of the release.
        spans: as `collect_spans` gives them.
        paragraphs: the table of the release, read only to name the rows of spans that are wrong.
        quotes: likewise.
        partition: the range of document ids that is measured.
    """
    mine = partition.holds("document_id")
    # In one piece: to put texts of several pieces beside their spans takes as long as to cut them.
    texts = documents.filter(mine).select("document_id", pl.col("text").alias("source")).collect().rechunk()
    tally = Tally("span_violation_count", "line_violation_count")
    wrong = wrong_spans(spans.filter(mine).collect(), texts)
    tally.add("span_violation_count", wrong.height, *span_examples(wrong, paragraphs, quotes))
    for document_id, count in wrong_lines(lines.filter(mine).select("document_id", *LINE).collect(), texts):
        tally.add("line_violation_count", count, f"document {document_id}")
    return tally.to_frame()


def wrong_spans(spans: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Return the spans that do not cut the text with their hash out of their document."""
    start, end = pl.col("char_start"), pl.col("char_end")
    cut = pl.col("source").str.slice(start, (end - start).clip(0))
    is_right = (
        pl.all_horizontal(pl.col("source", "char_start", "char_end", "text_hash").is_not_null())
        & (start >= 0)
        & (end >= start)
        & (cut.hash() == pl.col("text_hash"))
    )
    return spans.join(texts, on="document_id", how="left").filter(~is_right).select(SPANS.columns)


def span_examples(wrong: pl.DataFrame, paragraphs: pl.LazyFrame, quotes: pl.LazyFrame) -> list[str]:
    """Return the first few of the rows that these spans are of, by kind and id."""
    if wrong.is_empty():
        return []
    some = wrong.group_by("owner", maintain_order=True).head(MAX_EXAMPLES).lazy()
    found = [
        owned_spans(rows, owner).join(some, on=SPANS.columns, how="semi", nulls_equal=True).select("owner", "row_id")
        for table, rows in (("paragraphs", paragraphs), ("quotes", quotes))
        for owner in OWNERS[table]
    ]
    return [f"{owner} {row_id}" for owner, row_id in pl.concat(found).collect().sort("owner", "row_id").iter_rows()]


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
