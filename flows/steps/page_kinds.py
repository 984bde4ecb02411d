"""How surely a page has a main text that is no article's: a thread of a forum, a product, a service, a manual.

There lines of the main text are short, stand in lists and read like furniture, and what an article needs is asked
of them in vain. A weighted sum of what the page's lines are on average, and of what they are at most, tells such
pages apart; everything is whole numbers, as in `line_network`, so that each machine gives the same scores.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from flows.steps.line_signals import UNIT, Bounds
from flows.steps.line_words import Column

WEIGHT_UNIT = 512.0  # of a weight
VIEWS = ("mean", "most")  # of a signal over the lines of a page


class PageKind(NamedTuple):
    """Fitted whole numbers: for each signal what its mean and its greatest value weigh."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.float64]  # of all means, then of all greatest values
    bias: float


def read_page_kind(values: Mapping[str, Any]) -> PageKind:
    """Return the weights from their JSON form."""
    rows = values["signals"].values()
    weights = np.array([row[view] for view in VIEWS for row in rows], dtype=np.float64)
    return PageKind(tuple(values["signals"]), weights, float(values["bias"]))


def page_numbers(columns: npt.NDArray[Any], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return for every page what its lines are on average and at most: pages x twice as many numbers as signals.

    Args:
        columns: Signals x lines; whole numbers give exact sums.
        starts: The first line of every page.
    """
    lengths = np.diff(starts, append=columns.shape[1])
    # Row by row: three times faster than all at once, which converts number by number.
    sums = np.array([np.add.reduceat(column.astype(np.float64), starts) for column in columns])
    return np.concatenate([sums / lengths, np.maximum.reduceat(columns, starts, axis=1)]).T


def other_scores(kind: PageKind, names: Sequence[str], inputs: npt.NDArray[np.int16], bounds: Bounds) -> Column:
    """Return the log odds, rounded to four decimals, that each page with a line has a main text that is no article's.

    Args:
        kind: The weights.
        names: Of the rows of `inputs`.
        inputs: Signals in their unit, signals x lines.
        bounds: Of the page of every line.

    Raises:
        ValueError: The weights are of other signals.
    """
    if kind.names != tuple(names):
        raise ValueError("the weights that tell kinds of pages read other signals than the networks: fit both anew")
    if not len(bounds.starts):
        return np.zeros(0)
    starts = bounds.first_lines()
    numbers = np.rint(page_numbers(inputs, starts))
    return np.asarray(np.round((numbers @ kind.weights / WEIGHT_UNIT + kind.bias) / UNIT, 4), dtype=np.float64)
