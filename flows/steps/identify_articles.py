"""Which article of which page is which, over the whole corpus: released ids, versions, and the order of keeping.

An address is believed to name an article unless pages with other titles share it (a section's address given to all
of its articles). Pages of one believed address are versions of one article, and the newest is the article.
"""

import re
import unicodedata

import polars as pl

from schemas.stages import ARTICLE_IDENTITIES

# Editors change a headline's words; a shared address of two stories shares hardly any.
MIN_TITLE_OVERLAP = 0.5
WORD = re.compile(r"\w+")


def title_words(title: str | None) -> frozenset[str]:
    """Return the words of a title as they are compared."""
    return frozenset(WORD.findall(unicodedata.normalize("NFC", title or "").casefold()))


def are_one_story(titles: list[str]) -> bool:
    """Say whether all titles share at least half of their words with the first of them in order."""
    first, *others = (title_words(title) for title in sorted(titles))
    return all(len(first & other) >= MIN_TITLE_OVERLAP * len(first | other) for other in others)


def unbelieved_ids(articles: pl.DataFrame) -> list[str]:
    """Return the ids from addresses that several stories share."""
    groups = (
        articles.filter("is_url_identity")
        .group_by("article_id")
        .agg(pl.col("title").drop_nulls().unique())
        .filter(pl.col("title").list.len() > 1)
    )
    return [article_id for article_id, titles in groups.rows() if not are_one_story(titles)]


def newest_versions(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the newest version of each id: by time of fetching, else of publication, else by source path.

    One in a wanted language goes before all others, since a version that is not published can replace none.
    """
    order = ["is_wanted", "fetched_at", "published_at", "source_path", "document_id", "article_index"]
    return (
        articles.filter("is_url_identity")
        .sort(order, descending=True, nulls_last=True)
        .group_by("article_id", maintain_order=True)
        .agg(
            pl.col("document_id").first().alias("newest_document_id"),
            pl.col("article_index").first().alias("newest_article_index"),
        )
    )


def identify_articles(
    articles: pl.LazyFrame,
    languages: pl.LazyFrame,
    sightings: pl.LazyFrame,
    failed: pl.LazyFrame,
    wanted_languages: tuple[str, ...],
) -> pl.DataFrame:
    """Return the table `article_identities`; no wanted language means that all are wanted.

    Articles of pages that a step failed on are left out.
    Copies are kept in this order: wanted languages first, the earliest published, the longest, the least id.
    """
    paths = sightings.group_by("document_id").agg(pl.col("source_path").min())
    is_wanted = pl.col("language").is_in(list(wanted_languages)) if wanted_languages else pl.lit(True)
    found = (
        articles.select(
            "document_id",
            "article_index",
            "article_id",
            "content_id",
            "is_url_identity",
            "title",
            "published_at",
            "fetched_at",
            "char_count",
        )
        .join(languages.select("document_id", "article_index", "language"), on=["document_id", "article_index"])
        .join(paths, on="document_id")
        .join(failed, on="document_id", how="anti")
        .with_columns(is_wanted.alias("is_wanted"))
        .collect()
    )
    is_believed = pl.col("is_url_identity") & ~pl.col("article_id").is_in(unbelieved_ids(found))
    named = found.with_columns(
        is_believed.alias("is_url_identity"),
        pl.col("article_id").alias("page_article_id"),
        pl.when(is_believed).then("article_id").otherwise("content_id").alias("article_id"),
    )
    return (
        named.join(newest_versions(named), on="article_id", how="left")
        .with_columns(
            pl.coalesce("newest_document_id", "document_id").alias("newest_document_id"),
            pl.coalesce("newest_article_index", "article_index").alias("newest_article_index"),
        )
        .sort(
            ["is_wanted", "published_at", "char_count", "document_id", "article_index"],
            descending=[True, False, True, False, False],
            nulls_last=True,
        )
        .with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("keep_rank"))
        .select(ARTICLE_IDENTITIES.columns)
        .sort(ARTICLE_IDENTITIES.sort_key)
    )
