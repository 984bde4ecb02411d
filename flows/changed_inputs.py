"""Which documents may come out otherwise, of steps whose inputs do not lie in shards of documents.

New, changed, moved and deleted source files change the pages of their own records, and no other. A comparison of two
articles follows from their texts, which are told apart by their hashes. What is published of a page follows from
what was found on it, and from counts over the corpus that other pages change.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from flows.cache import Artifact, Inputs
from flows.patches import changed_documents, differing, differing_keys, in_one_only, scan
from flows.steps.partition import Partition
from schemas.fields import Table
from schemas.stages import (
    ARTICLE_COPIES,
    ARTICLE_LANGUAGES,
    CANDIDATE_PAIRS,
    CANDIDATE_TEXTS,
    PAGE_ARTICLES,
    PAGE_QUOTES,
    PARAGRAPH_COUNTS,
    PUBLISHED_ARTICLES,
    RECORDS,
    SOURCE_FILES,
    TEXT_PARAGRAPHS,
)


def documents_of_changed_records(old: Inputs, new: Inputs, documents: Partition) -> set[str]:
    """Return the pages of a range that may not be the same in two versions of `records` and `source_files`.

    A page follows from its records and the order of their paths. So it may change where a file that one of its
    records stands in comes, goes or has another first path, and where a file is read otherwise than before.
    """
    (old_records, old_files), (new_records, new_files) = old, new
    gone, come = in_one_only(old_records, new_records), in_one_only(new_records, old_records)
    in_range = documents.holds("document_id")
    read_anew = differing(
        *(
            scan(records, RECORDS)
            .filter(in_range)
            .join(scan(files, SOURCE_FILES), on="source_sha256", how="semi")
            .collect()
            for records, files in ((gone, old_files), (come, new_files))
        )
    )
    sources = changed_sources(old_files, new_files)
    if not sources:
        return read_anew
    met = scan([*new_records, *gone], RECORDS).filter(in_range, pl.col("source_sha256").is_in(sources))
    return read_anew | set(met.select("document_id").unique().collect()["document_id"])


def changed_sources(old: Iterable[Artifact], new: Iterable[Artifact]) -> list[str]:
    """Return the digests of the files that one version lacks, or whose first path, which orders them, is another."""
    first = [
        scan(version, SOURCE_FILES).group_by("source_sha256").agg(pl.col("source_path").min())
        for version in (old, new)
    ]
    both = first[0].join(first[1], on="source_sha256", how="full", suffix="/other", coalesce=True)
    is_other = pl.col("source_path").ne_missing(pl.col("source_path/other"))
    return both.filter(is_other).collect()["source_sha256"].sort().to_list()


def documents_of_changed_pairs(old: Inputs, new: Inputs, documents: Partition) -> set[str]:
    """Return the pages of a range whose pairs, or their texts, are not the same in two versions of both."""
    (old_pairs, old_texts), (new_pairs, new_texts) = old, new
    told_by, beside = [*CANDIDATE_TEXTS.unique_key, "compared_hash"], CANDIDATE_TEXTS.unique_key[0]
    versions = (in_one_only(old_texts, new_texts), in_one_only(new_texts, old_texts))
    texts = [scan(version, CANDIDATE_TEXTS).filter(documents.holds(beside)) for version in versions]
    one, other = (each.select(told_by).collect() for each in texts)
    return changed_documents(old_pairs, new_pairs, CANDIDATE_PAIRS, documents) | differing_keys(one, other, beside)


def documents_of_changed_articles(old: Inputs, new: Inputs, documents: Partition) -> set[str]:
    """Return the pages of a range whose articles may not be published the same: one of them may have other copies."""
    by_page = (PAGE_ARTICLES, ARTICLE_LANGUAGES, TEXT_PARAGRAPHS, PAGE_QUOTES, PUBLISHED_ARTICLES)
    changed = changed_in_any(old, new, by_page, documents)
    article_ids = changed_keys(old[-1], new[-1], ARTICLE_COPIES)
    published = scan(new[4], PUBLISHED_ARTICLES).filter(documents.holds("document_id"))
    return changed | pages_with(published, "article_id", article_ids)


def documents_of_changed_paragraphs(old: Inputs, new: Inputs, documents: Partition) -> set[str]:
    """Return the pages of a range whose paragraphs may not be published the same: other articles may have one too."""
    changed = changed_in_any(old, new, (TEXT_PARAGRAPHS, PUBLISHED_ARTICLES), documents)
    hashes = changed_keys(old[-1], new[-1], PARAGRAPH_COUNTS)
    return changed | pages_with(scan(new[0], TEXT_PARAGRAPHS), "text_hash", hashes)


def changed_in_any(old: Inputs, new: Inputs, tables: Sequence[Table], documents: Partition) -> set[str]:
    """Return the pages of a range whose rows in one of these tables, the first inputs, are not the same."""
    found = zip(old, new, tables, strict=False)
    return set().union(*(changed_documents(one, other, table, documents) for one, other, table in found))


def changed_keys(old: Sequence[Artifact], new: Sequence[Artifact], table: Table) -> pl.Series:
    """Return the keys of the rows that are not the same in two versions of a table of one key column."""
    key = table.unique_key[0]
    one, other = (scan(version, table).collect() for version in (in_one_only(old, new), in_one_only(new, old)))
    found: set[Any] = differing_keys(one, other, key)
    return pl.Series(sorted(found), dtype=table.to_polars()[key])


def pages_with(rows: pl.LazyFrame, key: str, keys: pl.Series) -> set[str]:
    """Return the pages that have a row with one of the keys."""
    if keys.is_empty():
        return set()
    return set(rows.filter(pl.col(key).is_in(keys.implode())).select("document_id").unique().collect()["document_id"])
