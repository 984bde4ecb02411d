"""What a person, or a program, is told at the end of a build."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from flows.build_release import BuildOutcome
from flows.releases import open_release
from flows.sources.text_pages import NO_DAMAGE
from flows.stores import place
from flows.validation import printable


def rejections(outcome: BuildOutcome) -> pl.DataFrame:
    """Return the table `rejections` of the release."""
    return open_release(place(outcome.path)).scan("rejections").collect()


def outcome_lines(outcome: BuildOutcome, shown: int) -> Iterator[str]:
    """Yield the summary: rows, what was rejected and why, what could not be read, warnings."""
    if not outcome.is_new:
        yield f"nothing new: the sources give what release {place(outcome.path).name} holds; nothing was published"
        return
    yield ""
    for table, count in outcome.row_counts.items():
        yield f"  {table:<12} {count:>12,}"
    rejected = rejections(outcome)
    for reason, count in rejected.group_by("reason").len().sort("reason").iter_rows():
        yield f"  rejected     {count:>12,}  {reason}"
    unread = rejected.filter(pl.col("document_id").is_null(), ~pl.col("reason").is_in(NO_DAMAGE))
    if unread.height:
        yield f"  {unread.height:,} records or files could not be read:"
    for path, offset, reason, detail in (
        unread.head(shown).select("source_path", "record_offset", "reason", "detail").iter_rows()
    ):
        where = printable(path) + ("" if offset is None else f" at byte {offset:,}")
        yield f"    {where}: {reason}: {printable(detail or '')}"
    if unread.height > shown:
        yield f"    … and {unread.height - shown:,} more: see the table rejections"
    for warning in outcome.warnings:
        yield f"  warning: {printable(warning, 200)}"


def outcome_json(outcome: BuildOutcome) -> dict[str, Any]:
    """Return the outcome as one JSON object."""
    reasons = rejections(outcome).group_by("step", "reason").len().sort("step", "reason")
    return {
        "release": outcome.path,
        "is_new": outcome.is_new,
        "row_counts": outcome.row_counts,
        "damaged_count": outcome.damaged_count,
        "rejections": [
            {"step": step, "reason": reason, "count": count} for step, reason, count in reasons.iter_rows()
        ],
        "warnings": list(outcome.warnings),
    }
