"""Fits the weights of `page_kinds` to labelled pages and writes them down in whole numbers.

Logistic regression with a penalty on the squares of the weights, by Newton's method: there are few pages that are
no articles, and hundreds of numbers to know them by.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.labelled_pages import LabelledPage
from flows.line_training import Samples, Signals, scale_of
from flows.steps.line_signals import UNIT
from flows.steps.page_kinds import VIEWS, WEIGHT_UNIT, page_numbers

ARTICLE = "article"  # the type of a page
WEIGHTS = {"text": 1.0, "html": 1.0, "stripped": 1.0, "joined": 0.5, "bare": 0.5, "no_article": 0.5}  # of a page
PENALTY = 300.0  # by scores on unseen sites; a third or thrice as much does as well
ROUNDS = 12
SMALLEST_STEP = 1e-4  # of a weight, where the search ends

Numbers = npt.NDArray[np.float64]


def other_label(page: LabelledPage) -> int:
    """Return 1 for a page whose main text is no article's, 0 for one with an article's or none, -1 if unknown."""
    if page.kind == "no_article":
        return 0
    return int(page.page_type != ARTICLE) if page.page_type else -1


def fitted_page_kind(samples: Samples, signals: Signals, chosen: Sequence[int]) -> dict[str, Any]:
    """Return the weights fitted to the chosen pages, as `page_kinds.read_page_kind` reads them."""
    known = [number for number in chosen if other_label(samples.pages[number]) >= 0 and _line_count(samples, number)]
    pages = [samples.pages[number] for number in known]
    numbers = np.concatenate([_numbers(samples, signals, number) for number in known])
    usual, spread = (values.astype(np.float64) for values in scale_of(numbers.astype(np.float32)))
    weights, bias = fitted_weights(
        (numbers - usual) / spread,
        np.array([other_label(page) for page in pages], dtype=np.float64),
        np.array([WEIGHTS[page.kind] for page in pages]),
    )
    weights /= spread
    rows = np.rint(weights * WEIGHT_UNIT).astype(np.int64).reshape(len(VIEWS), -1).T.tolist()
    return {
        "signals": {name: dict(zip(VIEWS, row, strict=True)) for name, row in zip(samples.names, rows, strict=True)},
        "bias": round((bias - float(usual @ weights)) * UNIT),
    }


def _line_count(samples: Samples, number: int) -> int:
    return int(samples.starts[number + 1] - samples.starts[number])


def _numbers(samples: Samples, signals: Signals, number: int) -> Numbers:
    lines = signals[samples.starts[number] : samples.starts[number + 1]]
    return page_numbers(lines.T, np.zeros(1, dtype=np.int64))


def fitted_weights(numbers: Numbers, labels: Numbers, shares: Numbers) -> tuple[Numbers, float]:
    """Return the weights of the columns and what is added, by which the labels' log odds are likeliest."""
    columns = np.column_stack([numbers, np.ones(len(numbers))])
    penalties = np.full(columns.shape[1], PENALTY)
    penalties[-1] = 0.0
    weights = np.zeros(columns.shape[1])
    for _ in range(ROUNDS):
        odds = 1.0 / (1.0 + np.exp(-columns @ weights))
        slope = columns.T @ (shares * (labels - odds)) - penalties * weights
        bend = (columns * (shares * odds * (1.0 - odds))[:, None]).T @ columns + np.diag(penalties)
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < SMALLEST_STEP:
            break
    return weights[:-1], float(weights[-1])
