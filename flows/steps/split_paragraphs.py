"""Articles to paragraphs: one per kept line of text or caption, each a span of its page's text."""

import polars as pl

from flows.steps.row_ids import text_row_ids
from flows.steps.word_count import count_words
from schemas.stages import PAGE_PARAGRAPHS
from schemas.tables import PARAGRAPH_KINDS


def split_paragraphs(articles: pl.DataFrame, lines: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs of the articles, numbered in the order of the page.

    Args:
        articles: Rows of `schemas.stages.PAGE_ARTICLES`.
        lines: Rows of `schemas.stages.LABELLED_LINES`.
        pages: Rows of `schemas.stages.PAGES`, for their texts.
    """
    owned = (
        articles.select("article_id", "document_id", "article_index", pl.col("line_indexes").alias("line_index"))
        .explode("line_index")
        .join(_paragraph_lines(lines), on=["document_id", "line_index"], how="inner")
        .join(pages.select("document_id"), on="document_id", how="semi")
        .sort("document_id", "article_index", "line_index")
    )
    page_texts = dict(pages.select("document_id", "text").iter_rows())  # a column would hold a page for every line
    spans = owned.select("document_id", "char_start", "char_end").iter_rows()
    texts = [page_texts[document_id][start:end] for document_id, start, end in spans]
    copies = list(zip(owned["article_id"], owned["document_id"], owned["article_index"], strict=True))
    return owned.with_columns(
        pl.Series("text", texts, dtype=pl.String),
        pl.Series("paragraph_id", _ids_by_copy(copies, texts), dtype=pl.String),
        pl.Series("word_count", [count_words(text) for text in texts], dtype=pl.Int64),
        pl.int_range(pl.len(), dtype=pl.Int64).over("document_id", "article_index").alias("paragraph_index"),
    ).select(PAGE_PARAGRAPHS.columns)


def _paragraph_lines(lines: pl.DataFrame) -> pl.DataFrame:
    is_paragraph = pl.col("is_kept") & pl.col("kind").is_in(PARAGRAPH_KINDS)
    return lines.filter(is_paragraph).select(
        "document_id", pl.col("line_index", "char_start", "char_end").cast(pl.Int64), "kind"
    )


def _ids_by_copy(copies: list[tuple[str, str, int]], texts: list[str]) -> list[str]:
    """Return ids whose occurrences count within one copy of an article: pages of one address share its id."""
    rows: dict[tuple[str, str, int], list[int]] = {}
    for row, copy in enumerate(copies):
        rows.setdefault(copy, []).append(row)
    ids = [""] * len(texts)
    for (article_id, _, _), members in rows.items():
        found = text_row_ids([article_id] * len(members), [texts[row] for row in members])
        for row, paragraph_id in zip(members, found, strict=True):
            ids[row] = paragraph_id
    return ids
