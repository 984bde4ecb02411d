"""Rows that a person looks at to see whether what was dropped should have been: those with the smallest ids.

Ids are hashes, so the smallest are as good as drawn by lot, and the same in every run.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from flows.report.tables import collected, scan_table
from schemas.tables import LINE_KINDS

EXCERPT_LENGTH = 200
REJECTED_COUNT = 10
LINE_COUNT = 5
PAIR_COUNT = 10
CLUSTER_COUNT = 10
# Read per kind before one line per page is preferred, so that one page does not fill the sample.
LINE_POOL = 200


def rejected_document_samples(release: Path) -> list[dict[str, Any]]:
    """Return the first rejected pages with their reason and the start of their text."""
    columns = ["document_id", "source_path", "url", "status_reason"]
    chosen = collected(
        scan_table(release, "documents", [*columns, "status"])
        .filter(pl.col("status") == "rejected")
        .select(columns)
        .sort("document_id")
        .head(REJECTED_COUNT)
    )
    ids = chosen["document_id"].to_list()
    details = {
        row["document_id"]: row["detail"]
        for row in collected(
            scan_table(release, "rejections", ["document_id", "source_path", "record_offset", "detail"])
            .filter(pl.col("document_id").is_in(ids))
            .sort("source_path", "record_offset", descending=True, nulls_last=True)
        ).to_dicts()
    }
    texts = document_texts(release, ids, EXCERPT_LENGTH)
    return [
        row | {"detail": details.get(row["document_id"]), "excerpt": texts[row["document_id"]]}
        for row in chosen.to_dicts()
    ]


def dropped_line_samples(release: Path) -> list[dict[str, Any]]:
    """Return the first dropped lines of each kind with their text, of different pages where there are some."""
    dropped = scan_table(
        release, "lines", ["document_id", "line_index", "char_start", "char_end", "kind", "kind_score", "is_kept"]
    ).filter(~pl.col("is_kept"))
    key = ["document_id", "line_index"]
    pools = pl.collect_all(
        [dropped.filter(pl.col("kind") == kind).sort(key).head(LINE_POOL) for kind in LINE_KINDS], engine="streaming"
    )
    chosen = [
        row
        for pool in pools
        for row in pool.sort(pl.int_range(pl.len()).over("document_id"), *key).head(LINE_COUNT).to_dicts()
    ]
    texts = document_texts(release, {row["document_id"] for row in chosen})
    return [
        {
            "kind": row["kind"],
            "document_id": row["document_id"],
            "line_index": row["line_index"],
            "kind_score": row["kind_score"],
            "text": excerpt(texts.get(row["document_id"], "")[row["char_start"] : row["char_end"]]),
        }
        for row in chosen
    ]


def duplicate_pair_samples(release: Path) -> list[dict[str, Any]]:
    """Return the first dropped copies beside the article that was kept, with both titles."""
    pairs = collected(
        scan_table(release, "duplicates", ["document_id", "article_index", "kept_article_id", "method", "similarity"])
        .sort("document_id", "article_index")
        .head(PAIR_COUNT)
    ).to_dicts()
    kept_titles = article_titles(release, {row["kept_article_id"] for row in pairs})
    titles = page_titles(release, {row["document_id"] for row in pairs})
    return [
        row | {"title": titles.get(row["document_id"]), "kept_title": kept_titles.get(row["kept_article_id"])}
        for row in pairs
    ]


def largest_clusters(release: Path) -> list[dict[str, Any]]:
    """Return the articles with most copies, with their titles."""
    clusters = collected(
        scan_table(release, "duplicates", ["kept_article_id"])
        .group_by("kept_article_id")
        .agg(count=pl.len())
        .sort("count", "kept_article_id", descending=[True, False])
        .head(CLUSTER_COUNT)
    ).to_dicts()
    titles = article_titles(release, {row["kept_article_id"] for row in clusters})
    return [row | {"kept_title": titles.get(row["kept_article_id"])} for row in clusters]


def article_titles(release: Path, ids: Iterable[str]) -> dict[str, str | None]:
    """Return the titles of these articles."""
    rows = collected(
        scan_table(release, "articles", ["article_id", "title"]).filter(pl.col("article_id").is_in(sorted(ids)))
    )
    return {row["article_id"]: row["title"] and excerpt(row["title"]) for row in rows.to_dicts()}


def page_titles(release: Path, ids: Iterable[str]) -> dict[str, str]:
    """Return the first title line of these pages, else how their text begins."""
    wanted = sorted(ids)
    spans = collected(
        scan_table(release, "lines", ["document_id", "line_index", "char_start", "char_end", "kind"])
        .filter(pl.col("document_id").is_in(wanted) & (pl.col("kind") == "title"))
        .sort("document_id", "line_index")
        .unique("document_id", keep="first", maintain_order=True)
    ).to_dicts()
    by_page = {row["document_id"]: (row["char_start"], row["char_end"]) for row in spans}
    texts = document_texts(release, wanted)
    return {page: excerpt(text[slice(*by_page[page])] if page in by_page else text) for page, text in texts.items()}


def document_texts(release: Path, ids: Iterable[str], length: int | None = None) -> dict[str, str]:
    """Return the texts of these pages, or their beginnings."""
    text = pl.col("text") if length is None else pl.col("text").str.slice(0, length)
    rows = collected(
        scan_table(release, "documents", ["document_id", "text"])
        .filter(pl.col("document_id").is_in(sorted(ids)))
        .select("document_id", text)
    )
    return dict(rows.iter_rows())


def excerpt(text: str) -> str:
    """Return the beginning of a text."""
    return text[:EXCERPT_LENGTH]
