"""Records of all files to distinct pages: exact copies of a payload are one document from the start.

Where several sightings of a page could fill a column, the one with the smallest source path and offset that has
a value does, so that the order of arrival never shows.
"""

import base64
import re
from urllib.parse import urlsplit

import polars as pl

from flows.steps.partition import Partition
from schemas.stages import PAGES, SOURCE_RECORDS
from schemas.tables import SIGHTINGS

RECORD_KEY = ["source_sha256", "record_offset"]

# "http" in base64, as the value of a link's parameter. The length is bounded: an address is no page.
ENCODED_ADDRESS = re.compile(r"https?://[^\s\"'<>]{1,200}?=(aHR0c[0-9A-Za-z+/_-]{8,2000})")


def site_of(url: str | None) -> str | None:
    """Return the host of the address without "www.", or nothing where there is no such host."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # "http://[half an address"
        return None
    return host.removeprefix("www.").rstrip(".") or None if host else None


def linked_site(text: str) -> str | None:
    """Return the site that the page's own address names where an ad link carries it along, encoded.

    Such a link is often the only trace of where a page without address came from. Links that name several sites
    name none.
    """
    named = (site_of(decoded_address(payload)) for payload in ENCODED_ADDRESS.findall(text))
    sites = {site for site in named if site and "." in site}  # without a dot it is half an address
    return sites.pop() if len(sites) == 1 else None


def decoded_address(payload: str) -> str | None:
    """Return the address that a link carries in base64, or nothing where it is damaged."""
    complete = payload.replace("-", "+").replace("_", "/") + "=" * (-len(payload) % 4)
    try:
        return base64.b64decode(complete, validate=True).decode("ascii")
    except ValueError:
        return None


def first_value(column: str) -> pl.Expr:
    """Return the first non-null value of a group."""
    return pl.col(column).drop_nulls().first()


def gather_sightings(records: pl.LazyFrame, files: pl.LazyFrame, revisits: pl.LazyFrame) -> pl.DataFrame:
    """Return the table `sightings`: every time a page was received or met again, under every path of its file."""
    told = ["source_sha256", "record_offset", "source_id", "url", "fetched_at"]
    received = records.filter(pl.col("document_id").is_not_null()).select(
        *told, "document_id", pl.lit(False).alias("is_revisit")
    )
    met_again = (
        records.filter(pl.col("document_id").is_null())
        .select(told)
        .join(revisits, on=RECORD_KEY)
        .with_columns(pl.lit(True).alias("is_revisit"))
    )
    return (
        pl.concat([received, met_again.select([*told, "document_id", "is_revisit"])])
        .join(files.select("source_path", "source_sha256"), on="source_sha256")
        .select(SIGHTINGS.columns)
        .sort("source_path", "record_offset", "document_id", nulls_last=False)
        .collect()
    )


def gather_pages(records: pl.LazyFrame, files: pl.LazyFrame, partition: Partition) -> pl.DataFrame:
    """Return the distinct pages whose ids lie in the partition, as the table `pages`."""
    paths = files.group_by("source_sha256").agg(pl.col("source_path").min())
    seen = (
        records.filter(pl.col("document_id").is_not_null(), partition.holds("document_id"))
        .join(paths, on="source_sha256")
        .sort("document_id", "source_path", "record_offset", nulls_last=False)
    )
    filled = seen.group_by("document_id", maintain_order=True).agg(
        first_value("url"),
        first_value("fetched_at"),
        pl.col("*").exclude("document_id", "url", "fetched_at").first(),
    )
    pages = filled.collect()
    sites = [site_of(url) if url else linked_site(text) for url, text in pages.select("url", "text").iter_rows()]
    return pages.with_columns(pl.Series("site", sites, pl.String)).select(PAGES.columns).sort("document_id")


def gather_failures(
    records: pl.LazyFrame, files: pl.LazyFrame, revisits: pl.LazyFrame, skipped: pl.LazyFrame
) -> pl.DataFrame:
    """Return the files and records that gave no page, but for resolved revisits, as the table `failures`."""
    failed = (
        records.filter(pl.col("failure_reason").is_not_null())
        .join(revisits, on=RECORD_KEY, how="anti")
        .join(files.select("source_path", "source_sha256"), on="source_sha256")
        .select(
            "source_path",
            "record_offset",
            pl.col("failure_reason").alias("reason"),
            pl.col("failure_detail").alias("detail"),
        )
    )
    return pl.concat([failed, skipped]).sort("source_path", "record_offset", "reason").collect()


def count_records(records: pl.LazyFrame, files: pl.LazyFrame) -> pl.DataFrame:
    """Return how many records were met in each source file, as the table `source_records`."""
    met = records.group_by("source_sha256").agg(
        pl.len().cast(pl.Int64).alias("record_count"), pl.col("page_bytes").sum()
    )
    return (
        files.join(met, on="source_sha256", how="left")
        .with_columns(pl.col("record_count", "page_bytes").fill_null(0))
        .select(SOURCE_RECORDS.columns)
        .sort("source_path")
        .collect()
    )
