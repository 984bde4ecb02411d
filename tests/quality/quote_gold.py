"""Turns the annotated quotation sets into `paragraphs` tables and extracted quotes into the scorer's shape."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl

PARAGRAPH_KINDS = {"body", "lead", "subheading"}


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines, gzipped or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    return [json.loads(line) for line in text.splitlines() if line]


def line_paragraphs(document_id: str, text: str, kept: set[int] | None = None) -> list[dict[str, Any]]:
    """Return one paragraph per non-blank line, or per line whose number from 1 is in `kept`."""
    found = []
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and (kept is None or number in kept):
            found.append(_paragraph(document_id, len(found), line, start))
        start += len(line) + 1
    return found


def _paragraph(document_id: str, index: int, line: str, start: int) -> dict[str, Any]:
    words = line.strip()
    return {
        "paragraph_id": f"{document_id}/{index}",
        "article_id": document_id,
        "document_id": document_id,
        "paragraph_index": index,
        "kind": "body",
        "text": words,
        "char_start": start + line.index(words),
    }


def text_paragraphs(path: Path) -> pl.DataFrame:
    """Return the paragraphs of a set whose records carry their text."""
    return pl.DataFrame([row for r in rows_of(path) for row in line_paragraphs(r["id"], r["text"])])


def seed_paragraphs(shared: Path) -> pl.DataFrame:
    """Return the paragraphs of the seeds: their lines annotated as running text."""
    labels = rows_of(shared / "gold" / "seeds_lines.jsonl")
    found = []
    for path in sorted((shared / "seeds").glob("*.txt")):
        kept = {r["line_no"] for r in labels if r["doc"] == path.stem and r["label"] in PARAGRAPH_KINDS}
        found += line_paragraphs(path.name, path.read_bytes().decode(), kept)
    return pl.DataFrame(found)


def predictions(quotes: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Return the quotes by document, in the shape that the scorer reads."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in quotes.iter_rows(named=True):
        if re.fullmatch("direct|partial", row["kind"]):
            found.setdefault(row["document_id"], []).append(
                {
                    "start": row["char_start"],
                    "end": row["char_end"],
                    "speaker_text": row["speaker"],
                    "speaker_start": row["speaker_start"],
                    "speaker_end": row["speaker_end"],
                    "speaker_resolved": row["speaker_name"],
                }
            )
    return found


def rule_outcomes(
    quotes: pl.DataFrame, gold: dict[str, tuple[str, list[Any], list[Any], list[Any]]], score: ModuleType
) -> Iterator[tuple[str, bool]]:
    """Yield the rule of each quotation in marks and whether its words and its speaker are the annotated ones.

    A quotation of nobody named is right by its words; one that lies on words not annotated either way is left out.
    """
    found = predictions(quotes)
    marked = quotes.filter(pl.col("kind").is_in(["direct", "partial"]))
    rules = {(row["document_id"], row["char_start"]): row["rule"] for row in marked.iter_rows(named=True)}
    for document, (text, positives, _, ignored) in gold.items():
        spans = [
            quote | dict(zip("se", score.trim(text, quote["start"], quote["end"]), strict=True))
            for quote in found.get(document, [])
        ]
        pairs = dict(score.greedy(spans, positives, _closeness(score), 0.5))
        for index, span in enumerate(spans):
            rule = rules[document, span["start"]]
            if index in pairs:
                yield rule, rule == "unattributed" or score.spk_ok(span, positives[pairs[index]])
            elif not any(_closeness(score)(span, other) >= 0.5 for other in ignored):
                yield rule, False


def _closeness(score: ModuleType) -> Any:
    return lambda one, other: score.iou((one["s"], one["e"]), (other["s"], other["e"]))
