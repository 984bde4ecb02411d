"""From labelled pages to what the labeller is fitted on: signals of every line, with words weighed by other sites.

Sites are parted into folds and stay whole, so that scores are those of sites never seen. A word's weight comes
from the sites of the other folds, also while the network learns: from its own site a word would look surer than
it is on a new one.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from flows.labelled_pages import LabelledPage, pages_table
from flows.site_folds import FOLDS, site_fold
from flows.steps.label_lines import known_titles
from flows.steps.line_facts import line_fact_table
from flows.steps.line_signals import WEIGHT_HALF, floats, half, line_signals, title_words
from flows.steps.line_words import UNIT, WORD_NAMES, line_words, place_words, word_columns
from schemas.stages import LINE_EVIDENCE

EVERY_FOLD = tuple(range(FOLDS))
LEAST_SITES = 8  # that print a word for it to have a weight
COUNTED_KINDS = ("text", "html")  # pages as they are, not variants, tell which sites print a word
PAGES_AT_ONCE = 250

Signals = npt.NDArray[np.float32]


class Samples(NamedTuple):
    """Every line of the pages."""

    pages: Sequence[LabelledPage]
    folds: npt.NDArray[np.int64]  # of each page
    starts: npt.NDArray[np.int64]  # of each page among the lines, and the end of the last
    names: tuple[str, ...]
    signals: Signals  # lines x names
    labels: npt.NDArray[np.float32]
    tokens: npt.NDArray[np.float32]
    words: "SiteWords"
    places: "SiteWords"


class SiteWords(NamedTuple):
    """Words of every line, and how many sites of each fold print each word in and beside main texts."""

    prefix: str  # of the signals that follow from them
    of_lines: pl.DataFrame  # row, word
    counts: pl.DataFrame  # word, fold, label, sites


def parts(pages: Sequence[LabelledPage]) -> list[Sequence[LabelledPage]]:
    """Return the pages in groups that fit in memory with all their signals."""
    return [pages[begin : begin + PAGES_AT_ONCE] for begin in range(0, len(pages), PAGES_AT_ONCE)]


def samples_of(pages: Sequence[LabelledPage]) -> Samples:
    """Return the lines of the pages with all that does not depend on the fold left out."""
    tables = [line_fact_table(pages_table(part), LINE_EVIDENCE.empty()) for part in parts(pages)]
    labels = np.array([label for page in pages for label in page.labels], dtype=np.float32)
    starts = np.concatenate([[0], np.cumsum([len(page.labels) for page in pages])])
    words, places = (
        _site_words(prefix, tables, find, pages, labels, starts)
        for prefix, find in (("words_", line_words), ("place_words_", place_words))
    )
    weights = word_weights(words, EVERY_FOLD), word_weights(places, EVERY_FOLD)
    columns = [
        dict(line_signals(table, [title_words(known_titles(page.page_metadata)) for page in part], *weights))
        for table, part in zip(tables, parts(pages), strict=True)
    ]
    names = tuple(columns[0])
    signals = np.concatenate([np.column_stack([part[name] for name in names]).astype(np.float32) for part in columns])
    tokens = np.concatenate([floats(table["token_count"]) for table in tables]).astype(np.float32)
    folds = np.array([site_fold(page.site) for page in pages])
    return Samples(pages, folds, starts, names, signals, labels, tokens, words, places)


def _site_words(
    prefix: str,
    tables: Sequence[pl.DataFrame],
    find: Callable[[pl.DataFrame], pl.DataFrame],
    pages: Sequence[LabelledPage],
    labels: npt.NDArray[np.float32],
    starts: npt.NDArray[np.int64],
) -> SiteWords:
    heights = np.cumsum([0, *(table.height for table in tables)])
    words = pl.concat(
        [
            find(table).with_columns(pl.col("row").cast(pl.Int64) + start)
            for table, start in zip(tables, heights.tolist(), strict=False)
        ]
    )
    sites = {site: number for number, site in enumerate(sorted({page.site for page in pages}))}
    lengths = np.diff(starts)
    lines = pl.DataFrame(
        {
            "row": np.arange(len(labels)),
            "label": labels.astype(np.int64),
            "site": np.repeat([sites[page.site] for page in pages], lengths),
            "fold": np.repeat([site_fold(page.site) for page in pages], lengths),
            "is_counted": np.repeat([page.kind in COUNTED_KINDS for page in pages], lengths),
        }
    ).filter("is_counted", pl.col("label") >= 0)
    counts = (
        words.join(lines, on="row").select("word", "site", "fold", "label").unique().group_by("word", "fold", "label")
    )
    return SiteWords(prefix, words, counts.agg(sites=pl.len()))


def word_weights(words: SiteWords, folds: Sequence[int]) -> dict[str, int]:
    """Return for each word the log odds, in hundredths, of sites that print it in a main text."""
    of_folds = words.counts.filter(pl.col("fold").is_in(list(folds)))
    inside, outside = (pl.col("sites").filter(pl.col("label") == label).sum() for label in (1, 0))
    found = of_folds.group_by("word").agg(inside=inside, outside=outside).sort("word")
    return {
        word: round(UNIT * math.log((inside + 0.5) / (outside + 0.5)))
        for word, inside, outside in found.iter_rows()
        if inside + outside >= LEAST_SITES
    }


def signals_without(samples: Samples, fold: int | None) -> Signals:
    """Return the signals with each line's words weighed by the folds that are neither its own nor left out."""
    signals = samples.signals.copy()
    of_lines = np.repeat(samples.folds, np.diff(samples.starts))
    for own in EVERY_FOLD:
        here = of_lines == own
        others = [number for number in EVERY_FOLD if number not in (own, fold)]
        for words in (samples.words, samples.places):
            columns = word_columns(words.of_lines, word_weights(words, others), len(signals))
            for name in WORD_NAMES:
                place = samples.names.index(words.prefix + name.removeprefix("words_"))
                signals[here, place] = half(columns[name], WEIGHT_HALF)[here]
    return signals


def page_slices(samples: Samples, signals: Signals, chosen: Sequence[int]) -> list["TrainingLines"]:
    """Return the lines of the chosen pages, as the network takes them."""
    return [
        TrainingLines(samples.pages[number].kind, signals[a:b], samples.labels[a:b], samples.tokens[a:b])
        for number in chosen
        for a, b in [(int(samples.starts[number]), int(samples.starts[number + 1]))]
        if b > a
    ]


class TrainingLines(NamedTuple):
    """The lines of one page: signals, labels and words."""

    kind: str
    signals: Signals
    labels: npt.NDArray[np.float32]
    tokens: npt.NDArray[np.float32]


def scale_of(signals: Signals) -> tuple[Signals, Signals]:
    """Return what a signal usually is, and how far it strays from that."""
    values = np.asarray(signals, dtype=np.float64)
    return values.mean(axis=0).astype(np.float32), np.maximum(values.std(axis=0), 0.03).astype(np.float32)
