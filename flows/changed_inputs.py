"""Which documents may come out otherwise, of steps whose inputs do not lie in shards of documents.

New, changed, moved and deleted source files change the pages of their own records, and no other. A comparison of two
articles follows from their texts, which are told apart by their digests.
"""

from collections.abc import Iterable

import polars as pl

from flows.cache import Artifact, Inputs
from flows.patches import changed_documents, differing, in_one_only, scan
from flows.steps.partition import Partition
from flows.stores import place
from flows.tables import read_table
from schemas.stages import CANDIDATE_PAIRS, CANDIDATE_TEXTS, RECORDS, SOURCE_FILES


def documents_of_changed_records(old: Inputs, new: Inputs, documents: Partition) -> set[str]:
    """Return the pages of a range that may not be the same in two versions of `records` and `source_files`.

    A page follows from its records and the order of their paths. So it may change where one of its records is in a
    batch that only one version has, or where a file that one of them stands in has other paths.
    """
    (old_records, old_files), (new_records, new_files) = old, new
    met = [*in_one_only(old_records, new_records), *in_one_only(new_records, old_records)]
    moved = moved_sources(old_files, new_files)
    batches = [scan(met, RECORDS)]
    if moved:
        everything = [*new_records, *met]
        batches.append(scan(everything, RECORDS).filter(pl.col("source_sha256").is_in(moved)))
    found = [
        batch.filter(documents.holds("document_id")).select("document_id").unique().collect() for batch in batches
    ]
    return set(pl.concat(found)["document_id"])


def moved_sources(old: Iterable[Artifact], new: Iterable[Artifact]) -> list[str]:
    """Return the digests of files in both versions whose first path, which orders their records, is another one."""
    first = [
        read_table([place(artifact.path) for artifact in version], SOURCE_FILES)
        .group_by("source_sha256")
        .agg(pl.col("source_path").min())
        for version in (old, new)
    ]
    both = first[0].join(first[1], on="source_sha256", suffix="/other")
    return both.filter(pl.col("source_path") != pl.col("source_path/other"))["source_sha256"].sort().to_list()


def documents_of_changed_pairs(old: Inputs, new: Inputs, documents: Partition) -> set[str]:
    """Return the pages of a range whose pairs, or their texts, are not the same in two versions of both."""
    (old_pairs, old_texts), (new_pairs, new_texts) = old, new
    told_by = [*CANDIDATE_TEXTS.unique_key, "text_digest"]
    versions = (in_one_only(old_texts, new_texts), in_one_only(new_texts, old_texts))
    texts = [scan(version, CANDIDATE_TEXTS).filter(documents.holds("document_id")) for version in versions]
    in_order = [each.select(told_by).sort(CANDIDATE_TEXTS.unique_key).collect() for each in texts]
    return changed_documents(old_pairs, new_pairs, CANDIDATE_PAIRS, documents) | differing(*in_order)
