"""What each line of a page is: headline, paragraph, menu, advertisement and so on.

Facts of a line (`line_facts`), the score that fitted networks give them (`line_signals`, `line_network`), the
choice of the main text (`main_text`) and the kinds that follow from it (`line_kinds`) stand apart, so that the
networks can be fitted anew without touching the rest. One labeller serves pages with and without markup.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from flows.steps.line_facts import line_fact_table, line_facts
from flows.steps.line_kinds import PageLabels, page_labels
from flows.steps.line_network import (
    LineParameters,
    LineScore,
    line_scores,
    network_inputs,
    network_scores,
    packaged_parameters,
)
from flows.steps.line_signals import line_signals, page_bounds, title_words
from flows.steps.main_text import PageLines, lines_near_text, scores_with_page
from flows.steps.outside_lines import WORDS_SCORE, outside_kinds, outside_labels
from schemas.stages import LABELLED_LINES, LINE_EVIDENCE, PAGES

EVIDENCE_SEPARATOR = "\x1f"  # polars takes strings five times faster than lists of strings
LINES_AT_ONCE = 40_000  # a line of HTML takes ten kB at the most: class names and signals
TITLE_KEYS = ("title", "og_title", "h1", "headline")
_LABEL_COLUMNS = pl.Schema(
    {"row": pl.Int64, "kind": pl.String, "kind_score": pl.Float64, "is_kept": pl.Boolean, "evidence": pl.String}
)
_PAGE_COLUMNS = pl.Schema(
    {"page": pl.Int64, "title_above": pl.String, "title_below": pl.String, "has_text": pl.Boolean}
)


class _NearLines(NamedTuple):
    """The lines near the texts of pages, by their rows, and what the network makes of them and of their pages."""

    rows: npt.NDArray[np.int64]
    scores: Iterable[LineScore]
    page_scores: Mapping[int, float]


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
    labelled = [_labelled(part, line_evidence, parameters) for part in _parts(pages)]
    return pl.concat(labelled).sort(LABELLED_LINES.sort_key)


def _parts(pages: pl.DataFrame) -> list[pl.DataFrame]:
    """Return the pages in groups, each of about so many lines as are labelled at once; one group where none is."""
    counts = pages["text"].str.count_matches("\n", literal=True).cast(pl.Int64) + 1
    groups = (counts.cum_sum() - counts) // LINES_AT_ONCE
    starts = [0, *(groups != groups.shift(1)).fill_null(value=False).arg_true().to_list(), pages.height]
    return [pages[start:end] for start, end in pairwise(starts)]


def _labelled(pages: pl.DataFrame, line_evidence: pl.DataFrame, parameters: LineParameters) -> pl.DataFrame:
    table = line_fact_table(pages, line_evidence)
    titles = [known_titles(*claims) for claims in pages.select("metadata", "page_metadata").iter_rows()]
    near = _lines_near_texts(table, titles, parameters)
    outside = outside_kinds(table)
    labels = _labels(table, outside, near.rows, _page_labels(table, outside, titles, near))
    ids = pages["document_id"].gather(table["page"])
    lines = table.select(ids, "line_index", "char_start", "char_end").hstack(labels)
    return lines.select(LABELLED_LINES.columns)


def _lines_near_texts(table: pl.DataFrame, titles: Sequence[Sequence[str]], parameters: LineParameters) -> _NearLines:
    """Return the lines that can be main text and those near them, with their scores."""
    networks, bounds = parameters.networks, page_bounds(table["page"].to_numpy())
    signals = line_signals(table, [title_words(known) for known in titles], parameters.words, parameters.places)
    inputs = network_inputs(networks[0].names, table.height, signals)
    found = network_scores(networks, inputs, bounds)
    scores = found._replace(lines=scores_with_page(found, bounds))
    rows = np.flatnonzero(lines_near_text(scores.lines, table["site_count_bucket"].to_numpy(), bounds))
    page_scores = dict(zip(table["page"].unique(maintain_order=True).to_list(), scores.pages.tolist(), strict=True))
    return _NearLines(rows, line_scores(networks, inputs, scores, rows), page_scores)


def _page_labels(
    table: pl.DataFrame, outside: pl.DataFrame, titles: Sequence[Sequence[str]], near: _NearLines
) -> Iterator[tuple[int, PageLabels]]:
    """Yield the labels of the lines near the text of every page that has such lines, in the order of the pages."""
    lines, kinds = table[near.rows], outside[near.rows]
    facts, scores, elements = line_facts(lines), iter(near.scores), iter(lines["element"].to_list())
    above, below = (iter(outside_labels(kinds, side)) for side in ("", "_below"))
    has_markup = set(table.filter(pl.col("element") != "")["page"].unique().to_list())
    for page, count in lines["page"].value_counts().sort("page").iter_rows():
        page_lines = PageLines(
            lines=list(islice(facts, count)),
            scores=list(islice(scores, count)),
            elements=list(islice(elements, count)),
            above=list(islice(above, count)),
            below=list(islice(below, count)),
            has_markup=page in has_markup,
            page_score=near.page_scores[page],
            known_titles=titles[page],
        )
        yield page, page_labels(page_lines)


def _labels(
    table: pl.DataFrame, outside: pl.DataFrame, rows: npt.NDArray[np.int64], told: Iterable[tuple[int, PageLabels]]
) -> pl.DataFrame:
    """Return kind, score, whether it is kept and evidence of every line, from those of the lines near texts."""
    columns: dict[str, list[Any]] = {name: [] for name in _LABEL_COLUMNS.names()[1:]}
    pages = []
    for page, (labels, *rest) in told:  # no page's objects wait for the next one: the garbage collector looks at each
        columns["kind"] += [label.kind for label in labels]
        columns["kind_score"] += [label.score for label in labels]
        columns["is_kept"] += [label.is_kept for label in labels]
        columns["evidence"] += [EVIDENCE_SEPARATOR.join(label.evidence) for label in labels]
        pages.append((page, *rest))
    near = pl.DataFrame({"row": rows, **columns}, _LABEL_COLUMNS)
    lines = table.select("page", "key").hstack(outside).with_row_index("row")
    far = _far_labels(lines, rows, pl.DataFrame(pages, _PAGE_COLUMNS, orient="row"))
    return pl.concat([near, far]).sort("row").with_columns(pl.col("evidence").str.split(EVIDENCE_SEPARATOR))


def _far_labels(lines: pl.DataFrame, rows: npt.NDArray[np.int64], pages: pl.DataFrame) -> pl.DataFrame:
    """Return the labels of the lines far from texts; there too the headline can be printed again."""
    lasts = lines[rows].group_by("page").agg(last=pl.col("row").max())
    is_below = pl.col("has_text") & (pl.col("row") > pl.col("last"))
    is_title = (pl.col("key") == pl.col("title")) & (pl.col("title") != "") & (pl.col("kind") != "related")
    rule = pl.when("is_title").then(pl.lit("rule=printed_again")).otherwise("rule")
    return (
        lines.remove(pl.col("row").is_in(rows))
        .join(pages.join(lasts, on="page"), on="page", how="left")
        .with_columns(is_below=is_below.fill_null(value=False))
        .with_columns(
            pl.when("is_below").then(f"{name}_below").otherwise(name).alias(name) for name in ("kind", "rule")
        )
        .with_columns(title=pl.when("is_below").then("title_below").otherwise("title_above"))
        .with_columns(is_title=is_title.fill_null(value=False))
        .select(
            "row",
            kind=pl.when("is_title").then(pl.lit("title")).otherwise("kind"),
            kind_score=pl.when("is_title").then(WORDS_SCORE).otherwise("score"),
            is_kept=False,
            evidence=pl.concat_str(rule, pl.lit(EVIDENCE_SEPARATOR), "tokens"),
        )
        .cast(_LABEL_COLUMNS)
    )
