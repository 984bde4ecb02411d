"""The figures that a release is judged by, read from its own Parquet files and its manifest.

Only the columns needed are read, and texts only for the few samples shown, so that a large release can be
reported on a small machine. The same release gives the same figures: samples are those with the smallest ids.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from flows.report.samples import (
    dropped_line_samples,
    duplicate_pair_samples,
    largest_clusters,
    rejected_document_samples,
)
from flows.report.tables import collected, scan_table
from flows.report.verdict import check_figures, release_verdict
from schemas.tables import LINE_KINDS, RELEASE_TABLES, STATUSES

WORD_BINS = (0, 50, 100, 200, 400, 800, 1600, 3200)
PARAGRAPH_BINS = (1, 2, 4, 8, 16, 32, 64)
SITE_COUNT = 20  # more rows than that nobody reads; the others are summed up
PERIOD_COUNT = 24  # two years of months, else years
SPEAKER_COUNT = 10
INPUT_COUNT = 50


def release_figures(release: Path) -> dict[str, Any]:
    """Return what the report shows of a release, as values that JSON can hold."""
    manifest = read_manifest(release)
    figures: dict[str, Any] = {
        "release": {
            key: manifest.get(key) for key in ("name", "created_at", "parent", "parameters", "code", "tools")
        },
        "inputs": input_figures(manifest.get("inputs") or []),
        "stages": manifest.get("stages") or [],
        "row_counts": row_counts(release),
        "books": book_figures(release),
        "articles": article_figures(release),
        "lines": line_figures(release),
        "languages": language_figures(release),
        "lengths": length_figures(release),
        "duplicates": duplicate_figures(release),
        "quotes": quote_figures(release),
        "sites": site_figures(release),
        "periods": period_figures(release),
        "changes": change_figures(release),
        "checks": check_figures(manifest.get("checks") or []),
        "samples": {
            "rejected_documents": rejected_document_samples(release),
            "dropped_lines": dropped_line_samples(release),
            "duplicate_pairs": duplicate_pair_samples(release),
        },
    }
    figures["equations"] = equations(release, figures, manifest.get("row_counts") or {})
    figures["verdict"] = release_verdict(figures)
    return figures


def share(part: float, whole: float) -> float | None:
    """Return the ratio to 4 decimals, or null where there is nothing to divide by."""
    return round(part / whole, 4) if whole else None


def read_manifest(release: Path) -> dict[str, Any]:
    """Return the manifest, or nothing where there is none yet."""
    path = release / "manifest.json"
    if not path.exists():
        return {}
    manifest = json.loads(path.read_text(encoding="utf-8"))
    return manifest if isinstance(manifest, dict) else {}


def input_figures(inputs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how much came in, and the first files by path."""
    ordered = sorted(inputs, key=lambda row: str(row.get("source_path")))
    return {
        "file_count": len(ordered),
        "size_bytes": sum(row.get("size_bytes") or 0 for row in ordered),
        "record_count": sum(row.get("record_count") or 0 for row in ordered),
        "files": [dict(row) for row in ordered[:INPUT_COUNT]],
    }


def row_counts(release: Path) -> dict[str, int]:
    """Return the rows of each table, as its files say."""
    return {
        table.name: int(collected(scan_table(release, table.name, []).select(pl.len())).item())
        for table in RELEASE_TABLES
    }


def book_figures(release: Path) -> dict[str, Any]:
    """Return where each input record and each distinct page went."""
    sightings = collected(
        scan_table(release, "sightings", ["document_id"]).select(pl.len(), ids=pl.col("document_id").n_unique())
    ).row(0, named=True)
    failures = collected(
        scan_table(release, "rejections", ["document_id", "step", "reason"])
        .filter(pl.col("document_id").is_null())
        .group_by("step", "reason")
        .agg(count=pl.len())
        .sort("count", "step", "reason", descending=[True, False, False])
    ).to_dicts()
    reasons = collected(
        scan_table(release, "documents", ["status", "status_reason"])
        .group_by("status", reason="status_reason")
        .agg(count=pl.len())
        .sort("count", "reason", descending=[True, False])
    ).to_dicts()
    document_count = sum(row["count"] for row in reasons)
    failure_count = sum(row["count"] for row in failures)
    return {
        "record_count": sightings["len"] + failure_count,
        "sighting_count": sightings["len"],
        "seen_document_count": sightings["ids"],
        "failure_count": failure_count,
        "failures": failures,
        "repeat_count": sightings["len"] - document_count,
        "document_count": document_count,
        "statuses": [
            {
                "status": status,
                "count": sum(row["count"] for row in reasons if row["status"] == status),
                "reasons": [
                    {"reason": row["reason"], "count": row["count"]} for row in reasons if row["status"] == status
                ],
            }
            for status in STATUSES
        ],
    }


def article_figures(release: Path) -> dict[str, Any]:
    """Return sums over the articles."""
    columns = ["document_id", "title", "published_at", "authors", "site", "word_count", "paragraph_count"]
    articles = scan_table(release, "articles", [*columns, "quote_count", "duplicate_count"])
    return collected(
        articles.select(
            article_count=pl.len(),
            document_count=pl.col("document_id").n_unique(),
            titled_count=pl.col("title").is_not_null().sum(),
            dated_count=pl.col("published_at").is_not_null().sum(),
            signed_count=(pl.col("authors").list.len() > 0).sum(),
            quoting_count=(pl.col("quote_count") > 0).sum(),
            site_count=pl.col("site").drop_nulls().n_unique(),
            word_count=pl.col("word_count").sum(),
            paragraph_count=pl.col("paragraph_count").sum(),
            quote_count=pl.col("quote_count").sum(),
            duplicate_count=pl.col("duplicate_count").sum(),
        )
    ).row(0, named=True)


def line_figures(release: Path) -> list[dict[str, Any]]:
    """Return per kind of line how many lines and characters were kept and dropped."""
    size = pl.col("char_end") - pl.col("char_start")
    kept = pl.col("is_kept")
    counted = collected(
        scan_table(release, "lines", ["kind", "is_kept", "char_start", "char_end"])
        .group_by("kind")
        .agg(
            kept_count=kept.sum(),
            dropped_count=(~kept).sum(),
            kept_char_count=size.filter(kept).sum(),
            dropped_char_count=size.filter(~kept).sum(),
        )
    ).to_dicts()
    order = {kind: index for index, kind in enumerate(LINE_KINDS)}
    return sorted(counted, key=lambda row: (order.get(row["kind"], len(order)), row["kind"]))


def language_figures(release: Path) -> list[dict[str, Any]]:
    """Return the languages of the articles, the most frequent first."""
    return collected(
        scan_table(release, "articles", ["language", "language_score", "is_unaccented", "word_count"])
        .group_by("language")
        .agg(
            count=pl.len(),
            word_count=pl.col("word_count").sum(),
            mean_score=pl.col("language_score").mean().round(4).fill_nan(None),
            unaccented_count=pl.col("is_unaccented").sum(),
        )
        .sort("count", "language", descending=[True, False])
    ).to_dicts()


def length_figures(release: Path) -> dict[str, Any]:
    """Return how long articles are, in words and in paragraphs."""
    lengths = collected(scan_table(release, "articles", ["word_count", "paragraph_count"]))
    return {
        "words": histogram(lengths["word_count"], WORD_BINS),
        "paragraphs": histogram(lengths["paragraph_count"], PARAGRAPH_BINS),
    }


def histogram(values: pl.Series, edges: Sequence[int]) -> dict[str, Any]:
    """Return counts per bin, from each edge to below the next, and the middle and spread of the values."""
    upper: list[int | None] = [*edges[1:], None]
    bins = [
        {
            "from": low,
            "below": high,
            "count": int(((values >= low) & ((values < high) if high is not None else True)).sum()),
        }
        for low, high in zip(edges, upper, strict=True)
    ]
    points = {"p10": 0.1, "median": 0.5, "p90": 0.9}
    quantiles = {name: values.quantile(point, "nearest") for name, point in points.items()}
    return {"bins": bins, **{name: None if value is None else int(value) for name, value in quantiles.items()}}


def duplicate_figures(release: Path) -> dict[str, Any]:
    """Return how copies were found, and the articles with most of them."""
    methods = collected(
        scan_table(release, "duplicates", ["method", "similarity"])
        .group_by("method")
        .agg(
            count=pl.len(),
            min_similarity=pl.col("similarity").min().round(4).fill_nan(None),
            mean_similarity=pl.col("similarity").mean().round(4).fill_nan(None),
        )
        .sort("count", "method", descending=[True, False])
    ).to_dicts()
    return {"methods": methods, "largest": largest_clusters(release)}


def quote_figures(release: Path) -> dict[str, Any]:
    """Return the quotations by kind and by rule, with how many of them have a speaker."""
    quotes = scan_table(release, "quotes", ["kind", "rule", "speaker", "score"])
    speakers = collected(
        scan_table(release, "speakers", ["speaker_name", "quote_count"])
        .group_by("speaker_name")
        .agg(quote_count=pl.col("quote_count").sum(), article_count=pl.len())
        .sort("quote_count", "speaker_name", descending=[True, False])
    )
    kinds, rules = (
        collected(
            quotes.group_by(column)
            .agg(
                count=pl.len(),
                speaker_count=pl.col("speaker").is_not_null().sum(),
                mean_score=pl.col("score").mean().round(4).fill_nan(None),
            )
            .sort("count", column, descending=[True, False])
        ).to_dicts()
        for column in ("kind", "rule")
    )
    return {
        "quote_count": sum(row["count"] for row in kinds),
        "speaker_count": sum(row["speaker_count"] for row in kinds),
        "kinds": kinds,
        "rules": rules,
        "speakers": speakers.head(SPEAKER_COUNT).to_dicts(),
        "speaker_name_count": speakers.height,
    }


def site_figures(release: Path) -> dict[str, Any]:
    """Return the sites with most articles, and the sum of the others."""
    sites = collected(
        scan_table(release, "articles", ["site"])
        .group_by("site")
        .agg(count=pl.len())
        .sort("count", "site", descending=[True, False])
    )
    others = sites.slice(SITE_COUNT)
    return {
        "sites": sites.head(SITE_COUNT).to_dicts(),
        "other_site_count": others.height,
        "other_article_count": int(others["count"].sum()),
    }


def period_figures(release: Path) -> dict[str, Any]:
    """Return articles per month of publication, or per year where that would be too many rows."""
    months = collected(
        scan_table(release, "articles", ["published_at"])
        .group_by(period=pl.col("published_at").dt.strftime("%Y-%m"))
        .agg(count=pl.len())
        .sort("period")
    )
    dated = months.drop_nulls("period")
    unit = "month"
    if dated.height > PERIOD_COUNT:
        unit = "year"
        dated = dated.group_by(pl.col("period").str.slice(0, 4)).agg(pl.col("count").sum()).sort("period")
    return {
        "unit": unit,
        "periods": dated.tail(PERIOD_COUNT).to_dicts(),
        "earlier_count": int(dated.head(max(dated.height - PERIOD_COUNT, 0))["count"].sum()),
        "undated_count": int(months.filter(pl.col("period").is_null())["count"].sum()),
    }


def change_figures(release: Path) -> list[dict[str, Any]]:
    """Return what changed since the parent release, by table and reason."""
    return collected(
        scan_table(release, "changes", ["table", "change", "reason"])
        .group_by("table", "change", "reason")
        .agg(count=pl.len())
        .sort("table", "change", "reason")
    ).to_dicts()


def equations(release: Path, figures: Mapping[str, Any], manifest_counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the sums that must agree if every record went somewhere, each counted in two places."""
    books, articles, rows = figures["books"], figures["articles"], figures["row_counts"]
    statuses = {row["status"]: row["count"] for row in books["statuses"]}
    rejected = scan_table(release, "documents", ["document_id", "status"]).filter(pl.col("status") == "rejected")
    explained = collected(
        rejected.join(scan_table(release, "rejections", ["document_id"]), on="document_id", how="semi").select(
            pl.len()
        )
    ).item()
    pairs = [
        ("Distinct pages received", books["seen_document_count"], "pages in documents", rows["documents"]),
        (
            "Kept, duplicate, superseded and rejected pages",
            sum(statuses.values()),
            "pages in documents",
            rows["documents"],
        ),
        ("Pages with status kept", statuses["kept"], "pages with an article", articles["document_count"]),
        ("Pages with status rejected", statuses["rejected"], "of them with a reason in rejections", explained),
        ("Copies counted on articles", articles["duplicate_count"], "rows in duplicates", rows["duplicates"]),
        ("Paragraphs counted on articles", articles["paragraph_count"], "rows in paragraphs", rows["paragraphs"]),
        ("Quotations counted on articles", articles["quote_count"], "rows in quotes", rows["quotes"]),
        *(
            (f"Rows of {name} in the manifest", count, f"rows in {name}", rows.get(name))
            for name, count in sorted(manifest_counts.items())
            if count != rows.get(name)
        ),
    ]
    return [
        {"left": left, "left_count": count, "right": right, "right_count": other, "holds": count == other}
        for left, count, right, other in pairs
    ]
