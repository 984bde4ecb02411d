"""The only step that drops: which articles are published, and what becomes of every page.

Steps before this one label and compare; every loser gets its reason here. Where several reasons hold, the first of
these is given: a step failed on the page, all its articles are copies or older versions, it has no article, its
articles are in unwanted languages.
"""

import polars as pl

from schemas.stages import DOCUMENT_FATES, PUBLISHED_ARTICLES

KEY = ["document_id", "article_index"]


def select_articles(identities: pl.LazyFrame, duplicates: pl.LazyFrame) -> pl.DataFrame:
    """Return the articles of the release, as the table `published_articles`."""
    return (
        identities.filter("is_wanted")
        .join(duplicates, on=KEY, how="anti")
        .select(PUBLISHED_ARTICLES.columns)
        .sort(PUBLISHED_ARTICLES.sort_key)
        .collect()
    )


def article_fates(identities: pl.LazyFrame, duplicates: pl.LazyFrame) -> pl.LazyFrame:
    """Return per page how many articles it has, how many of them are copies and published, and by what method."""
    fates = identities.join(duplicates.select(*KEY, "method"), on=KEY, how="left")
    return fates.group_by("document_id").agg(
        pl.len().alias("article_count"),
        pl.col("method").count().alias("copy_count"),
        pl.col("method").filter(pl.col("method") == "older_version").count().alias("older_count"),
        pl.col("method").drop_nulls().sort().first(),
        (pl.col("is_wanted") & pl.col("method").is_null()).sum().alias("published_count"),
    )


def select_documents(
    pages: pl.LazyFrame, identities: pl.LazyFrame, duplicates: pl.LazyFrame, failed: pl.LazyFrame
) -> pl.DataFrame:
    """Return the status of every page and its reason, as the table `document_fates`."""
    failures = failed.sort("document_id", "step").unique("document_id", keep="first")
    found = (
        pages.select("document_id")
        .join(article_fates(identities, duplicates), on="document_id", how="left")
        .join(failures, on="document_id", how="left")
    )
    is_failed = pl.col("step").is_not_null()
    is_copy = pl.col("copy_count") == pl.col("article_count")
    is_older = pl.col("older_count") == pl.col("article_count")
    status = (
        pl.when(is_failed)
        .then(pl.lit("rejected"))
        .when(pl.col("published_count") > 0)
        .then(pl.lit("kept"))
        .when(is_older)
        .then(pl.lit("superseded"))
        .when(is_copy)
        .then(pl.lit("duplicate"))
        .otherwise(pl.lit("rejected"))
    )
    reason = (
        pl.when(is_failed)
        .then("reason")
        .when(pl.col("published_count") > 0)
        .then(pl.lit(None))
        .when(is_copy)
        .then("method")
        .when(pl.col("article_count").is_null())
        .then(pl.lit("no_article"))
        .otherwise(pl.lit("unwanted_language"))
    )
    step = (
        pl.when(is_failed)
        .then("step")
        .when(pl.col("status_reason") == "no_article")
        .then(pl.lit("label_lines"))
        .when(pl.col("status_reason") == "unwanted_language")
        .then(pl.lit("identify_language"))
    )
    return (
        found.with_columns(status.alias("status"), reason.alias("status_reason"))
        .with_columns(step.alias("step"))
        .select(DOCUMENT_FATES.columns)
        .sort("document_id")
        .collect()
    )
