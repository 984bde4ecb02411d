"""Turns gold pages into the PAGES table and labelled lines into what the scorers read."""

import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from schemas.stages import LINE_EVIDENCE, PAGES


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines, compressed with xz or not."""
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode()
    return [json.loads(line) for line in text.split("\n") if line]


def page_table(rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Return plain-text pages of the columns given (document_id and text at least)."""
    given = {"media_type": "text/plain", "encoding": "utf-8", "removed_character_count": 0, "metadata": "{}"}
    whole = [dict.fromkeys(PAGES.columns) | given | row for row in rows]
    return pl.DataFrame(whole, schema=PAGES.to_polars())


def no_evidence() -> pl.DataFrame:
    """Return the evidence of pages of which no line stands on another page."""
    return LINE_EVIDENCE.empty()


def seed_pages(folder: Path) -> pl.DataFrame:
    """Return the seeds as pages, their file names as ids."""
    paths = sorted(folder.glob("*.txt"))
    return page_table({"document_id": path.stem, "text": path.read_text(encoding="utf-8")} for path in paths)


def kept_lines(lines: pl.DataFrame) -> dict[str, list[int]]:
    """Return the line indexes that are kept, for every page."""
    grouped = lines.group_by("document_id", maintain_order=True).agg(pl.col("line_index").filter(pl.col("is_kept")))
    return dict(grouped.rows())
