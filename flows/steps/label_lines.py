"""What each line of a page is: headline, paragraph, menu, advertisement and so on.

Facts of a line (`line_facts`), the choice of the main text (`main_text`) and the kinds that follow from it
(`line_kinds`) stand apart, so that the weights can be fitted without touching the rest. One labeller serves
pages with and without markup.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from flows.steps.line_facts import LineFacts, page_line_facts
from flows.steps.line_kinds import LineLabel, page_labels
from flows.steps.main_text import TextWeights
from schemas.stages import LABELLED_LINES, LINE_EVIDENCE, PAGES

EVIDENCE_SEPARATOR = "\x1f"  # polars takes strings five times faster than lists of strings
TITLE_KEYS = ("title", "og_title", "h1", "headline")


def known_titles(*metadata: str | None) -> list[str]:
    """Return the titles that JSON objects about a page name."""
    titles = []
    for content in metadata:
        values: Mapping[str, Any] = json.loads(content) if content else {}
        titles += [value for key in TITLE_KEYS if isinstance(value := values.get(key), str)]
    return titles


def label_lines(pages: pl.DataFrame, line_evidence: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return kind, place and evidence of every non-blank line of the pages.

    Args:
        pages: Rows of `schemas.stages.PAGES`; the table `documents` will do.
        line_evidence: Rows of `schemas.stages.LINE_EVIDENCE`; lines not listed stand on one page.
    """
    pages = PAGES.completed(pages)
    buckets = _buckets(LINE_EVIDENCE.empty() if line_evidence is None else line_evidence)
    columns = ("document_id", "text", "line_facts", "metadata", "page_metadata")
    rows: list[tuple[str, LineFacts, LineLabel]] = []
    weights = TextWeights()
    for document_id, text, markup, metadata, page_metadata in zip(
        *(pages[name].to_list() for name in columns), strict=True
    ):
        lines = page_line_facts(text, markup, buckets.get(document_id, {}))
        labels = page_labels(lines, known_titles(metadata, page_metadata), weights, _elements(lines, markup))
        rows += [(document_id, line, label) for line, label in zip(lines, labels, strict=True)]
    return _table(rows)


def _elements(lines: Sequence[LineFacts], markup: Sequence[Mapping[str, Any]] | None) -> list[str]:
    """Return the path of tags around each line; nothing for text without markup."""
    paths = [(entry or {}).get("element") or "" for entry in markup or ()]
    return [paths[line.line_index] if line.line_index < len(paths) else "" for line in lines] if paths else []


def _buckets(line_evidence: pl.DataFrame) -> dict[str, dict[int, int]]:
    buckets: dict[str, dict[int, int]] = defaultdict(dict)
    columns = (line_evidence[name] for name in ("document_id", "line_index", "site_count_bucket"))
    for document_id, line_index, bucket in zip(*columns, strict=True):
        buckets[document_id][line_index] = bucket
    return buckets


def _table(rows: list[tuple[str, LineFacts, LineLabel]]) -> pl.DataFrame:
    columns = {
        "document_id": [document_id for document_id, _, _ in rows],
        "line_index": [line.line_index for _, line, _ in rows],
        "char_start": [line.char_start for _, line, _ in rows],
        "char_end": [line.char_end for _, line, _ in rows],
        "kind": [label.kind for _, _, label in rows],
        "kind_score": [label.score for _, _, label in rows],
        "is_kept": [label.is_kept for _, _, label in rows],
        "evidence": [EVIDENCE_SEPARATOR.join(label.evidence) for _, _, label in rows],
    }
    schema = LABELLED_LINES.to_polars()
    return (
        pl.DataFrame(columns, schema={**schema, "evidence": pl.String})
        .with_columns(pl.col("evidence").str.split(EVIDENCE_SEPARATOR))
        .sort(LABELLED_LINES.sort_key)
    )
