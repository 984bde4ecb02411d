"""The tables of a release from what the steps found: released ids, counts over the corpus, paths.

First per shard of pages (`finish_…`), since rows of one page belong together there; then each table in the order of
its own ids (`gather_rows`).
"""

import polars as pl

from flows.steps.partition import Partition
from flows.steps.row_ids import text_row_ids
from schemas.stages import ARTICLE_COPIES, PARAGRAPH_COUNTS, TEXT_PARAGRAPHS
from schemas.tables import ARTICLES, DOCUMENTS, LINES, PARAGRAPHS, QUOTES, REJECTIONS, SPEAKERS

KEY = ["document_id", "article_index"]
PAGE_KEY = ["document_id", "page_article_id"]


def gather_rows(rows: pl.LazyFrame, id_column: str, sort_key: tuple[str, ...], partition: Partition) -> pl.DataFrame:
    """Return the rows of all shards whose ids lie in the partition, sorted."""
    return rows.filter(partition.holds(id_column)).sort(sort_key).collect()


def of_shard(rows: pl.LazyFrame, shard: pl.LazyFrame) -> pl.LazyFrame:
    """Return those rows of a table over all pages, sorted by page, that lie in the range of the shard's pages."""
    ids = pl.col("document_id")
    first, last = shard.select(ids.min().alias("first"), ids.max().alias("last")).collect().row(0)
    return rows.filter(ids.is_between(pl.lit(first, pl.String), pl.lit(last, pl.String))).collect().lazy()


def pages_among(rows: pl.LazyFrame, document_ids: pl.Series) -> pl.LazyFrame:
    """Return the rows of these pages; where there are none, which is the rule, no text is read for it."""
    return rows.filter(pl.col("document_id").is_in(document_ids.implode())) if len(document_ids) else rows.clear()


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
        .join(of_shard(fates, pages), on="document_id")
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
        .join(of_shard(published, articles), on=KEY)
        .explode("line_index", empty_as_null=False)
        .select("document_id", "line_index", "article_id")
    )
    labelled = lines.join(owners, on=["document_id", "line_index"], how="left").select(LINES.columns)
    return pl.concat([labelled.collect(), unlabelled_lines(pages, lines)]).sort(LINES.sort_key)


def unlabelled_lines(pages: pl.LazyFrame, lines: pl.LazyFrame) -> pl.DataFrame:
    """Return the non-blank lines of those pages that no labels are known of, as rows of `lines`."""
    unlabelled = pages.select("document_id").join(lines, on="document_id", how="anti").collect()
    texts = pages_among(pages, unlabelled["document_id"])
    rows: list[tuple[object, ...]] = []
    for document_id, text in texts.select("document_id", "text").collect().iter_rows():
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
    hashes = paragraphs.select(*KEY, "text_hash").collect()
    repeated = hashes.filter(pl.col("text_hash").is_duplicated())  # few of them, so that few ids are compared
    return (
        repeated.lazy()
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
        .join(of_shard(published, articles).drop("page_article_id"), on=KEY)
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
    paragraphs = paragraphs.collect().lazy()  # most are published, and asked for three times
    mine = of_shard(published, paragraphs)
    renamed = renamed_paragraphs(paragraphs, mine)
    named = pl.concat(
        [paragraphs.join(unrenamed(mine), on=KEY, how="semi"), renamed.select(TEXT_PARAGRAPHS.columns).lazy()]
    )
    return (
        named.join(counts, on="text_hash", how="left")
        .with_columns(pl.col("occurrence_count").fill_null(1))
        .select(PARAGRAPHS.columns)
        .sort(PARAGRAPHS.sort_key)
        .collect()
    )


def unrenamed(published: pl.LazyFrame) -> pl.LazyFrame:
    """Return the published articles whose released id is the one that their page gives them, so that all ids stay."""
    return published.filter(pl.col("article_id") == pl.col("page_article_id"))


def renamed_paragraphs(paragraphs: pl.LazyFrame, published: pl.LazyFrame) -> pl.DataFrame:
    """Return the paragraphs of published articles with another id than their page's, all ids made anew.

    The page's own ids are kept beside them.
    """
    renamed = published.filter(pl.col("article_id") != pl.col("page_article_id")).collect()
    rows = (
        pages_among(paragraphs, renamed["document_id"].unique())
        .rename({"article_id": "page_article_id", "paragraph_id": "page_paragraph_id"})
        .join(renamed.lazy().drop("page_article_id"), on=KEY)
        .sort("document_id", "article_index", "paragraph_index")
        .collect()
    )
    return rows.with_columns(new_ids(rows, "paragraph_id"))


def new_ids(rows: pl.DataFrame, column: str) -> pl.Series:
    """Return the ids of rows that follow from their articles' released ids and their texts."""
    return pl.Series(column, text_row_ids(rows["article_id"].to_list(), rows["text"].to_list()), pl.String)


def finish_quotes(quotes: pl.LazyFrame, paragraphs: pl.LazyFrame, published: pl.LazyFrame) -> pl.DataFrame:
    """Return the quotations of one shard's published articles, as the table `quotes` sorted by article."""
    quotes = quotes.collect().lazy()  # most are published, and asked for twice
    mine = of_shard(published, paragraphs)
    page_articles = unrenamed(mine).select("document_id", "article_id")
    same = quotes.join(page_articles, on=["document_id", "article_id"], how="semi").collect()
    homes = renamed_paragraphs(paragraphs, mine).select(
        "document_id", "page_article_id", "article_id", "page_paragraph_id", "paragraph_id"
    )
    renamed = (
        quotes.rename({"article_id": "page_article_id", "paragraph_id": "page_paragraph_id"})
        .join(homes.lazy(), on=[*PAGE_KEY, "page_paragraph_id"])
        .sort("document_id", "page_article_id", "quote_index")
        .collect()
    )
    named = renamed.with_columns(new_ids(renamed, "quote_id"))
    return pl.concat([same.select(QUOTES.columns), named.select(QUOTES.columns)]).sort(QUOTES.sort_key)


def count_speakers(quotes: pl.LazyFrame) -> pl.DataFrame:
    """Return the resolved speakers of the articles, as the table `speakers`."""
    return (
        quotes.filter(pl.col("speaker_name").is_not_null())
        .sort("article_id", "quote_index")
        .group_by("article_id", "speaker_name")
        .agg(
            pl.col("speaker_role").drop_nulls().first(),
            pl.len().cast(pl.Int64).alias("quote_count"),
            pl.col("word_count").sum(),
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
