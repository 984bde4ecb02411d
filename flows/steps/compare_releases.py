"""What differs between a release and its parent: the tables `changes` and `history`."""

import polars as pl

from flows.steps.partition import Partition
from schemas.tables import CHANGES, HISTORY


def compare_rows(
    rows: pl.LazyFrame, parent_rows: pl.LazyFrame, documents: pl.LazyFrame, table: str, partition: Partition
) -> pl.DataFrame:
    """Return the ids of one table and range that were added, changed or removed, as rows of `changes`.

    Columns that only one of the two has are not compared: a new column is no change of a row.
    """
    id_column = f"{table.removesuffix('s')}_id"
    common = [name for name in rows.collect_schema() if name in parent_rows.collect_schema()]
    new = content_hashes(rows, id_column, common, partition)
    old = content_hashes(parent_rows, id_column, common, partition)
    pairs = new.join(old, on="id", how="full", coalesce=True, suffix="_parent")
    is_added, is_removed = pl.col("content_parent").is_null(), pl.col("content").is_null()
    change = (
        pl.when(is_added)
        .then(pl.lit("added"))
        .when(is_removed)
        .then(pl.lit("removed"))
        .when(pl.col("content") != pl.col("content_parent"))
        .then(pl.lit("changed"))
    )
    known = documents.select("document_id", pl.lit(True).alias("is_known"))
    reason = (
        pl.when(is_added)
        .then(pl.lit("new"))
        .when(~is_removed)
        .then(pl.lit("content_changed"))
        .when(pl.col("is_known").is_null())
        .then(pl.lit("source_removed"))
        .otherwise(pl.lit("no_longer_selected"))
    )
    return (
        pairs.join(known, left_on="document_id_parent", right_on="document_id", how="left")
        .select(pl.lit(table).alias("table"), "id", change.alias("change"), reason.alias("reason"))
        .filter(pl.col("change").is_not_null())
        .sort("id")
        .collect()
        .select(CHANGES.columns)
    )


def gather_changes(changes: pl.LazyFrame) -> pl.DataFrame:
    """Return the changes of all tables and ranges, sorted."""
    return changes.sort(CHANGES.sort_key).collect()


def content_hashes(rows: pl.LazyFrame, id_column: str, columns: list[str], partition: Partition) -> pl.LazyFrame:
    """Return id, document and a hash over the columns of each row in the partition."""
    return rows.filter(partition.holds(id_column)).select(
        pl.col(id_column).alias("id"), pl.col("document_id"), pl.struct(sorted(columns)).hash().alias("content")
    )


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
