"""Which page a revisit record saw again: a crawler that meets known content writes a record that refers to it.

A revisit names its original in up to three ways (WARC 1.1, sections 5.11 to 5.13 and 6.7), each better evidence than
the next: the record's id, the address and time of its capture, the digest of its payload. The original may stand in
any source. A way that leads to content of another digest than the revisit claims leads nowhere.
"""

import polars as pl

from schemas.stages import RESOLVED_REVISITS

KEY = ["source_sha256", "record_offset"]
REVISIT = "revisit"
# Columns of the revisit, and those of the original that they name, the best evidence first.
WAYS = (
    (["refers_to_id"], ["source_id"]),
    (["refers_to_url", "refers_to_at"], ["url", "fetched_at"]),
    (["payload_digest"], ["payload_digest"]),
)


def resolve_revisits(records: pl.LazyFrame, files: pl.LazyFrame) -> pl.DataFrame:
    """Return the revisits whose original was read, each with its page, as the table `resolved_revisits`.

    Where several originals answer to a name, the one with the smallest path and offset does.
    """
    revisits = (
        records.filter(pl.col("failure_reason") == REVISIT)
        .join(files, on="source_sha256", how="semi")
        .select(*KEY, "payload_digest", "refers_to_id", "refers_to_url", "refers_to_at")
        .collect()
    )
    if revisits.is_empty():  # and no other record has to be looked at
        return RESOLVED_REVISITS.empty()
    paths = files.group_by("source_sha256").agg(pl.col("source_path").min())
    originals = (
        records.filter(pl.col("document_id").is_not_null())
        .join(paths, on="source_sha256")
        .select(
            "document_id",
            "source_id",
            "url",
            "fetched_at",
            "payload_digest",
            "source_path",
            pl.col("record_offset").alias("original_offset"),
            pl.col("payload_digest").alias("original_digest"),
        )
    )
    found = [
        revisits.lazy()
        .join(originals, left_on=own, right_on=named)
        .filter(~is_contradicted())
        .select(*KEY, "document_id", "source_path", "original_offset", pl.lit(way).alias("way"))
        for way, (own, named) in enumerate(WAYS)
    ]
    return (
        pl.concat(found)
        .sort(*KEY, "way", "source_path", "original_offset", "document_id", nulls_last=False)
        .unique(subset=KEY, keep="first", maintain_order=True)
        .select(RESOLVED_REVISITS.columns)
        .collect()
    )


def is_contradicted() -> pl.Expr:
    """Say whether the revisit claims another digest than the original's; those of other kinds say nothing."""
    own, original = pl.col("payload_digest"), pl.col("original_digest")
    is_same_kind = own.str.split(":").list.first() == original.str.split(":").list.first()
    return (is_same_kind & (own != original)).fill_null(value=False)
