"""Site evidence: how many pages of a site carry each line.

A menu stands on every page of its site, a body on one. Where no site is known, the whole corpus counts as one
site. Pages that share their URL, or most of their long lines, count once: a second crawl of a page and a
syndicated body are no sign of boilerplate. Counts are given in buckets, so that one more page seldom changes
anything.
"""

import polars as pl

from flows.steps.text_hash import text_hash
from schemas.stages import LINE_COUNTS, LINE_EVIDENCE, LINE_HASHES

# A line of this many characters is a sentence of a body far more often than one of a menu; two pages whose
# least hash among such lines agrees share most of them (the estimate that MinHash makes with one hash).
LONG_LINE_LENGTH = 120
BUCKET_STARTS = (2, 5, 20)  # pages: DESIGN.md, section 2


def line_hash(site: str, line: str) -> int:
    """Return the hash of a line on pages of a site."""
    return text_hash(f"{site}\x1f{line}")


def hash_lines(pages: pl.DataFrame) -> pl.DataFrame:
    """Return a hash of every non-blank line of the pages, as the table `line_hashes`."""
    columns: dict[str, list[object]] = {name: [] for name in LINE_HASHES.columns}
    for document_id, url, site, text in pages.select("document_id", "url", "site", "text").iter_rows():
        lines = [(index, line.strip()) for index, line in enumerate(text.split("\n"))]
        kept = [(index, line) for index, line in lines if line]
        long = [line_hash("", line) for _, line in kept if len(line) >= LONG_LINE_LENGTH]
        url_hash = line_hash("", url or document_id)
        columns["document_id"] += [document_id] * len(kept)
        columns["line_index"] += [index for index, _ in kept]
        columns["line_hash"] += [line_hash(site or "", line) for _, line in kept]
        columns["copy_id"] += [min(long, default=url_hash)] * len(kept)
        columns["url_hash"] += [url_hash] * len(kept)
    return pl.DataFrame(columns, LINE_HASHES.to_polars()).sort("document_id", "line_index")


def count_lines(line_hashes: pl.LazyFrame, part: int, part_count: int) -> pl.DataFrame:
    """Return the lines that several pages carry, as the table `line_counts`.

    Only those whose hash leaves the remainder `part` when divided by `part_count`, so that a part fits into memory.
    Lines of one page, nearly all of them, are left out.
    """
    pages = pl.min_horizontal(pl.col("copy_id").n_unique(), pl.col("url_hash").n_unique())
    bucket = pl.sum_horizontal(*(pl.col("page_count") >= start for start in BUCKET_STARTS)).cast(pl.Int64)
    return (
        line_hashes.filter(pl.col("line_hash") % part_count == part)
        .group_by("line_hash")
        .agg(pages.alias("page_count"))
        .filter(pl.col("page_count") >= BUCKET_STARTS[0])
        .select("line_hash", bucket.alias("site_count_bucket"))
        .sort("line_hash")
        .collect()
        .select(LINE_COUNTS.columns)
    )


def find_line_evidence(line_hashes: pl.LazyFrame, line_counts: pl.LazyFrame) -> pl.DataFrame:
    """Return, for one shard's lines, those that several pages carry, as the table `line_evidence`."""
    return (
        line_hashes.join(line_counts, on="line_hash")
        .select(LINE_EVIDENCE.columns)
        .sort("document_id", "line_index")
        .collect()
    )
