"""The tables of a release from what the steps found: released ids, counts over the corpus, paths.

First per shard of pages (`finish_…`), since rows of one page belong together there; then each table in the order of
its own ids (`gather_rows`).
"""

import polars as pl

from flows.steps.partition import Partition
from flows.steps.row_ids import text_row_ids
from schemas.stages import ARTICLE_COPIES, PARAGRAPH_COUNTS
from schemas.tables import ARTICLES, DOCUMENTS, LINES, PARAGRAPHS, QUOTES, REJECTIONS, SPEAKERS

KEY = ["document_id", "article_index"]
PAGE_KEY = ["document_id", "page_article_id"]


def gather_rows(rows: pl.LazyFrame, id_column: str, sort_key: tuple[str, ...], partition: Partition) -> pl.DataFrame:
    """Return the rows of all shards whose ids lie in the partition, sorted."""
    return rows.filter(partition.holds(id_column)).sort(sort_key).collect()


def first_sightings(sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Return where each page was received first, in the order of source paths and offsets."""
    return (
        sightings.filter(~pl.col("is_revisit"))
        .select("document_id", "source_path", "record_offset")
        .sort("document_id", "source_path", "record_offset", nulls_last=False)
        .unique(subset="document_id", keep="first", maintain_order=True)
    )


def finish_documents(
    pages: pl.LazyFrame, sightings: pl.LazyFrame, files: pl.LazyFrame, fates: pl.LazyFrame
) -> pl.DataFrame:
    """Return the table `documents` of one shard; the path is that of the first sighting in order."""
    first = first_sightings(sightings.join(pages.select("document_id"), on="document_id", how="semi")).join(
        files.select("source_path", "source_sha256"), on="source_path"
    )
    return (
        pages.join(first, on="document_id")
        .join(fates, on="document_id")
        .select(DOCUMENTS.columns)
        .sort("document_id")
        .collect()
    )


def finish_lines(
    pages: pl.LazyFrame, lines: pl.LazyFrame, articles: pl.LazyFrame, published: pl.LazyFrame
) -> pl.DataFrame:
    """Return the table `lines` of one shard, each line of a published article with its id.

    Lines of a page that could not be labelled are there as well, as `other_boilerplate` of no certainty.
    """
    owners = (
        articles.select(*KEY, pl.col("line_indexes").alias("line_index"))
        .join(published, on=KEY)
        .explode("line_index", empty_as_null=False)
        .select("document_id", "line_index", "article_id")
    )
    labelled = lines.join(owners, on=["document_id", "line_index"], how="left").select(LINES.columns)
    unlabelled = unlabelled_lines(pages.join(lines, on="document_id", how="anti").collect())
    return pl.concat([labelled.collect(), unlabelled]).sort(LINES.sort_key)


def unlabelled_lines(pages: pl.DataFrame) -> pl.DataFrame:
    """Return the non-blank lines of pages that no labels are known of."""
    rows: list[tuple[object, ...]] = []
    for document_id, text in pages.select("document_id", "text").iter_rows():
        rows += [(document_id, *span, "other_boilerplate", 0.0, False, [], None) for span in line_spans(text)]
    return pl.DataFrame(rows, LINES.to_polars(), orient="row")


def line_spans(text: str) -> list[tuple[int, int, int]]:
    """Return index, start and end of every non-blank line, without the blanks around it."""
    spans = []
    position = 0
    for index, line in enumerate(text.split("\n")):
        if stripped := line.strip():
            start = position + line.index(stripped)
            spans.append((index, start, start + len(stripped)))
        position += len(line) + 1
    return spans


def count_paragraphs(paragraphs: pl.LazyFrame, published: pl.LazyFrame) -> pl.DataFrame:
    """Return the texts that several published articles have as a paragraph, as `paragraph_counts`."""
    return (
        paragraphs.select(*KEY, pl.col("text").hash().alias("text_hash"))
        .unique()
        .join(published, on=KEY, how="semi")
        .group_by("text_hash")
        .agg(pl.len().cast(pl.Int64).alias("occurrence_count"))
        .filter(pl.col("occurrence_count") > 1)
        .select(PARAGRAPH_COUNTS.columns)
        .sort("text_hash")
        .collect()
    )


def count_copies(articles: pl.LazyFrame, duplicates: pl.LazyFrame) -> pl.DataFrame:
    """Return how many copies each published article has and the sites that carried them, as `article_copies`."""
    return (
        duplicates.join(articles.select(*KEY, "site"), on=KEY)
        .group_by(pl.col("kept_article_id").alias("article_id"))
        .agg(
            pl.len().cast(pl.Int64).alias("duplicate_count"),
            pl.col("site").drop_nulls().unique().sort().alias("copy_sites"),
        )
        .select(ARTICLE_COPIES.columns)
        .sort("article_id")
        .collect()
    )


def finish_articles(
    articles: pl.LazyFrame,
    languages: pl.LazyFrame,
    paragraphs: pl.LazyFrame,
    quotes: pl.LazyFrame,
    published: pl.LazyFrame,
    copies: pl.LazyFrame,
) -> pl.DataFrame:
    """Return the published articles of one shard, as the table `articles` sorted by id."""
    paragraph_counts = paragraphs.group_by(KEY).agg(pl.len().cast(pl.Int64).alias("paragraph_count"))
    quote_counts = quotes.group_by("document_id", pl.col("article_id").alias("page_article_id")).agg(
        pl.len().cast(pl.Int64).alias("quote_count")
    )
    sites = pl.concat_list(pl.concat_list("site"), pl.col("copy_sites").fill_null([]))
    return (
        articles.rename({"article_id": "page_article_id"})
        .join(published.drop("page_article_id"), on=KEY)
        .join(languages, on=KEY)
        .join(paragraph_counts, on=KEY)
        .join(quote_counts, on=PAGE_KEY, how="left")
        .join(copies, on="article_id", how="left")
        .with_columns(
            pl.col("quote_count", "duplicate_count").fill_null(0),
            sites.list.drop_nulls().list.unique().list.sort().alias("outlets"),
        )
        .select(ARTICLES.columns)
        .sort("article_id")
        .collect()
    )


def finish_paragraphs(paragraphs: pl.LazyFrame, published: pl.LazyFrame, counts: pl.LazyFrame) -> pl.DataFrame:
    """Return the paragraphs of one shard's published articles, as the table `paragraphs` sorted by article."""
    named = published_paragraphs(paragraphs, published).lazy()
    return (
        named.with_columns(pl.col("text").hash().alias("text_hash"))
        .join(counts, on="text_hash", how="left")
        .with_columns(pl.col("occurrence_count").fill_null(1))
        .select(PARAGRAPHS.columns)
        .sort(PARAGRAPHS.sort_key)
        .collect()
    )


def published_paragraphs(paragraphs: pl.LazyFrame, published: pl.LazyFrame) -> pl.DataFrame:
    """Return the paragraphs of published articles under released ids, the page's own id of each kept beside it."""
    named = (
        paragraphs.rename({"article_id": "page_article_id", "paragraph_id": "page_paragraph_id"})
        .join(published.drop("page_article_id"), on=KEY)
        .sort("document_id", "article_index", "paragraph_index")
        .collect()
    )
    return released_ids(named, "paragraph_id", "page_paragraph_id")


def released_ids(rows: pl.DataFrame, column: str, page_column: str) -> pl.DataFrame:
    """Return the rows with their released ids: the page's own, made anew where the article's id is another one."""
    is_renamed = pl.col("article_id") != pl.col("page_article_id")
    same = rows.filter(~is_renamed).with_columns(pl.col(page_column).alias(column))
    renamed = rows.filter(is_renamed)
    ids = text_row_ids(renamed["article_id"].to_list(), renamed["text"].to_list())
    return pl.concat([same, renamed.with_columns(pl.Series(column, ids, pl.String))])


def finish_quotes(quotes: pl.LazyFrame, paragraphs: pl.LazyFrame, published: pl.LazyFrame) -> pl.DataFrame:
    """Return the quotations of one shard's published articles, as the table `quotes` sorted by article."""
    homes = published_paragraphs(paragraphs, published).select(
        "document_id", "page_article_id", "article_id", "page_paragraph_id", "paragraph_id"
    )
    named = (
        quotes.rename(
            {"article_id": "page_article_id", "paragraph_id": "page_paragraph_id", "quote_id": "page_quote_id"}
        )
        .join(homes.lazy(), on=[*PAGE_KEY, "page_paragraph_id"])
        .sort("document_id", "page_article_id", "quote_index")
        .collect()
    )
    return released_ids(named, "quote_id", "page_quote_id").select(QUOTES.columns).sort(QUOTES.sort_key)


def count_speakers(quotes: pl.LazyFrame) -> pl.DataFrame:
    """Return the resolved speakers of the articles, as the table `speakers`."""
    return (
        quotes.filter(pl.col("speaker_name").is_not_null())
        .sort("article_id", "quote_index")
        .group_by("article_id", "speaker_name")
        .agg(
            pl.col("speaker_role").drop_nulls().first(),
            pl.len().cast(pl.Int64).alias("quote_count"),
            pl.col("text").str.count_matches(r"\w+").sum().cast(pl.Int64).alias("word_count"),
        )
        .select(SPEAKERS.columns)
        .sort(SPEAKERS.sort_key)
        .collect()
    )


def reject_documents(fates: pl.LazyFrame, sightings: pl.LazyFrame, failures: pl.LazyFrame) -> pl.DataFrame:
    """Return the table `rejections`: files and records that gave no page, and pages that gave no article."""
    pages = fates.filter(pl.col("status") == "rejected").join(first_sightings(sightings), on="document_id")
    unread = failures.with_columns(pl.lit(None, pl.String).alias("document_id"), pl.lit("read_sources").alias("step"))
    return (
        pl.concat(
            [
                pages.rename({"status_reason": "reason"}).select(REJECTIONS.columns),
                unread.select(REJECTIONS.columns),
            ]
        )
        .sort("source_path", "record_offset", "document_id", "reason", nulls_last=False)
        .collect()
    )
