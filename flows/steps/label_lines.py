"""What each line of a page is: headline, paragraph, menu, advertisement and so on.

Facts of a line (`line_facts`), the score that a fitted network gives them (`line_signals`, `line_network`), the
choice of the main text (`main_text`) and the kinds that follow from it (`line_kinds`) stand apart, so that the
network can be fitted anew without touching the rest. One labeller serves pages with and without markup.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import polars as pl

from flows.steps.line_facts import line_fact_table, line_facts
from flows.steps.line_kinds import LineLabel, page_labels
from flows.steps.line_network import LineParameters, Scores, network_scores, packaged_parameters
from flows.steps.line_signals import line_signals, page_bounds, title_words
from flows.steps.main_text import PageLines
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
    evidence = LINE_EVIDENCE.empty() if line_evidence is None else line_evidence
    return label_lines_by(pages, evidence, packaged_parameters())


def label_lines_by(pages: pl.DataFrame, line_evidence: pl.DataFrame, parameters: LineParameters) -> pl.DataFrame:
    """Return the same as `label_lines`, by parameters of the caller's."""
    pages = PAGES.completed(pages)
    table = line_fact_table(pages, line_evidence)
    titles = [known_titles(*claims) for claims in pages.select("metadata", "page_metadata").iter_rows()]
    scores = _scores(table, titles, parameters)
    facts, of_lines, elements = line_facts(table), iter(scores.lines), iter(table["element"].to_list())
    labels: list[LineLabel] = []
    counts = table["page"].value_counts().sort("page").iter_rows()
    for (page, count), page_score in zip(counts, scores.pages, strict=True):
        lines, told, paths = list(islice(facts, count)), list(islice(of_lines, count)), list(islice(elements, count))
        labels += page_labels(PageLines(lines, told, paths, page_score, titles[page]))
    ids = pages["document_id"].gather(table["page"])
    return _table(table.select(ids, "line_index", "char_start", "char_end"), labels)


def _scores(table: pl.DataFrame, titles: Sequence[Sequence[str]], parameters: LineParameters) -> Scores:
    """Return what the network makes of the lines; their signals, the most memory of all, end here."""
    signals = line_signals(table, [title_words(known) for known in titles], parameters.words, parameters.places)
    return network_scores(parameters.network, signals, page_bounds(table["page"].to_numpy()))


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
