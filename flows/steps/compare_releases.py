"""What differs between a release and its parent: the tables `changes` and `history`.

Rows are compared by a hash of their values. The hashes of a part follow from its bytes alone, so that those of the
parent release are found again and only the new tables are read.
"""

from collections.abc import Sequence

import polars as pl

from flows.steps.partition import Partition
from schemas.tables import CHANGES, HISTORY


def digest_rows(rows: pl.LazyFrame, id_column: str, columns: Sequence[str]) -> pl.DataFrame:
    """Return each row's id and a hash over the values of these columns, as the table `row_digests`."""
    found = rows.select(pl.col(id_column).alias("id"), *columns).collect()
    # A quarter of what the hash of a struct takes, for which rows are put together first.
    content = found.select(sorted(columns)).hash_rows()
    return found.select("id", content.alias("content")).sort("id")


def compare_rows(
    digests: pl.LazyFrame,
    parent_digests: pl.LazyFrame,
    parent_rows: pl.LazyFrame,
    documents: pl.LazyFrame,
    table: str,
    partition: Partition,
) -> pl.DataFrame:
    """Return the ids of one table and range that were added, changed or removed, as rows of `changes`.

    Args:
        digests: `row_digests` of the table.
        parent_digests: those of the parent release's table.
        parent_rows: that table; asked only for the pages of rows that are gone.
        documents: the table of the release, by which a page is known to be gone or not.
        table: name of the table.
        partition: the range of ids that is compared.
    """
    mine = partition.holds("id")
    new, old = digests.filter(mine), parent_digests.filter(mine)
    pairs = new.join(old, on="id", how="full", coalesce=True, suffix="_parent").collect()
    is_added, is_removed = pl.col("content_parent").is_null(), pl.col("content").is_null()
    change = (
        pl.when(is_added)
        .then(pl.lit("added"))
        .when(is_removed)
        .then(pl.lit("removed"))
        .when(pl.col("content") != pl.col("content_parent"))
        .then(pl.lit("changed"))
    )
    found = pairs.select("id", change.alias("change")).filter(pl.col("change").is_not_null())
    reasons = removal_reasons(found.filter(pl.col("change") == "removed"), parent_rows, documents, table)
    reason = pl.when(pl.col("change") == "added").then(pl.lit("new")).otherwise(pl.lit("content_changed"))
    return (
        found.join(reasons, on="id", how="left")
        .select(pl.lit(table).alias("table"), "id", "change", pl.coalesce("reason", reason).alias("reason"))
        .sort("id")
        .select(CHANGES.columns)
    )


def removal_reasons(
    removed: pl.DataFrame, parent_rows: pl.LazyFrame, documents: pl.LazyFrame, table: str
) -> pl.DataFrame:
    """Return why each of these ids is gone: its page is no longer among the sources, or no longer selected."""
    if removed.is_empty():
        return pl.DataFrame(schema={"id": pl.String, "reason": pl.String})
    pages = parent_rows.select(pl.col(id_column(table)).alias("id"), "document_id").join(
        removed.lazy().select("id"), on="id", how="semi"
    )
    known = documents.select("document_id", pl.lit("no_longer_selected").alias("reason"))
    reason = pl.col("reason").fill_null("source_removed")
    return pages.join(known, on="document_id", how="left").select("id", reason).collect()


def id_column(table: str) -> str:
    """Return the column that identifies the rows of a table with ids."""
    return f"{table.removesuffix('s')}_id"


def gather_changes(changes: pl.LazyFrame) -> pl.DataFrame:
    """Return the changes of all tables and ranges, sorted."""
    return changes.sort(CHANGES.sort_key).collect()


def extend_history(
    articles: pl.LazyFrame, changes: pl.LazyFrame, parent_history: pl.LazyFrame, release: str
) -> pl.DataFrame:
    """Return the table `history` after this release."""
    changed = changes.filter(pl.col("table") == "articles").select(
        pl.col("id").alias("article_id"), "change", "reason"
    )
    is_here = articles.select("article_id", pl.lit(True).alias("is_here"))
    is_touched = pl.col("change").is_in(["added", "changed"])
    is_removed = pl.col("change") == "removed"
    return (
        parent_history.join(is_here, on="article_id", how="full", coalesce=True)
        .join(changed, on="article_id", how="left")
        .with_columns(
            pl.col("first_seen_release").fill_null(release),
            pl.when(is_touched)
            .then(pl.lit(release))
            .otherwise(pl.col("last_changed_release"))
            .fill_null(release)
            .alias("last_changed_release"),
            pl.when(is_removed)
            .then(pl.lit(release))
            .when(pl.col("is_here").is_null())
            .then("removed_release")
            .alias("removed_release"),
            pl.when(is_removed)
            .then("reason")
            .when(pl.col("is_here").is_null())
            .then("removal_reason")
            .alias("removal_reason"),
        )
        .select(HISTORY.columns)
        .sort("article_id")
        .collect()
    )
