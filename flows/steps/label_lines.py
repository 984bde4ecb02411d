"""What each line of a page is: headline, paragraph, menu, advertisement and so on.

Facts of a line (`line_facts`), the choice of the main text (`main_text`) and the kinds that follow from it
(`line_kinds`) stand apart, so that the weights can be fitted without touching the rest. One labeller serves
pages with and without markup.
"""

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any

import polars as pl

from flows.steps.line_facts import line_fact_table, line_facts
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
    lines = line_fact_table(pages, LINE_EVIDENCE.empty() if line_evidence is None else line_evidence)
    counts = lines["page"].value_counts().sort("page")
    weights = TextWeights()
    facts, labels = line_facts(lines), list[LineLabel]()
    elements = iter(lines["element"].to_list())
    for metadata, page_metadata, count in (
        pages.select("metadata", "page_metadata")[counts["page"]].with_columns(counts["count"]).iter_rows()
    ):
        titles = known_titles(metadata, page_metadata)
        labels += page_labels(list(islice(facts, count)), titles, weights, list(islice(elements, count)))
    ids = pages["document_id"].gather(lines["page"])
    return _table(lines.select(ids, "line_index", "char_start", "char_end"), labels)


def _table(lines: pl.DataFrame, labels: list[LineLabel]) -> pl.DataFrame:
    columns = {
        "kind": [label.kind for label in labels],
        "kind_score": [label.score for label in labels],
        "is_kept": [label.is_kept for label in labels],
        "evidence": [EVIDENCE_SEPARATOR.join(label.evidence) for label in labels],
    }
    schema = LABELLED_LINES.to_polars()
    types = {name: pl.String if name == "evidence" else schema[name] for name in columns}
    return (
        lines.hstack(pl.DataFrame(columns, types))
        .with_columns(pl.col("evidence").str.split(EVIDENCE_SEPARATOR))
        .select(LABELLED_LINES.columns)
        .sort(LABELLED_LINES.sort_key)
    )
