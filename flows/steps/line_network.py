"""How surely each line belongs to a main text, by small fitted networks over the lines of a page, and why.

Each line's numbers (`line_signals`) become a few hidden ones; layers then add what stands 1, 2, 4 … lines above and
below and what the page holds as a whole, so that a line is judged in its run, not alone: teasers are sentences too.
The layers are dilated convolutions (Yu and Koltun, "Multi-scale context aggregation by dilated convolutions", 2016)
with the mean and the greatest of the page beside them.

A score is the mean over networks that differ in the numbers that they began with: each errs on pages of other sites
in ways of its own (Hansen and Salamon, "Neural network ensembles", 1990).

Weights and activations are whole numbers, small enough that every product and sum is exact in double precision
in whatever order it is made: each machine gives the same scores.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from flows.steps.line_signals import UNIT, Bounds
from flows.steps.line_words import Column
from flows.steps.page_kinds import PageKind, read_page_kind

PARAMETER_FILE = "line_parameters.json"
WEIGHT_UNIT = 512.0  # of a weight
LARGEST = 2.0**24  # of an activation; with weights below 2**15 sums of a thousand products stay exact (2**53)
CHUNK_LINES = 512  # taken through a layer at once: so many lines' numbers stay in a processor's cache
# Products of a matrix multiplication up to which OpenBLAS, numpy's own, works in one thread. More threads cost ten
# times what they save on matrices this small, and it has kernels of its own for the smallest.
ONE_THREAD = 2**18
MOST_REASONS = 3
LEAST_EXPLAINED = -2.0  # lines that are more surely none of the text, most lines of a page, have no reasons

FACTS_OF_SIGNALS = {  # signals by how they begin: the fact that they are views of
    **{f"{name}_": name for name in ("place_words", "words", "phrase_kind", "chrome_kind", "role", "topic", "page")},
    **{f"{name}_": "element" for name in ("in", "is_p", "is_div", "is_li", "is_td", "depth", "place")},
    "parent_text": "element",
    "heading": "heading",
    "is_heading": "heading",
}

Matrix = npt.NDArray[np.float64]
Inputs = npt.NDArray[np.int16]
Hidden = npt.NDArray[np.float32]  # whole numbers up to LARGEST, which it holds exactly


class Layer(NamedTuple):
    """What is added to each line: from the lines `step` above, at and below it, and from the page."""

    step: int
    above: Matrix  # hidden x hidden, as `here` and `below`
    here: Matrix
    below: Matrix
    page: Matrix  # twice hidden (means, then the greatest) x hidden
    bias: Matrix


class LineNetwork(NamedTuple):
    """Fitted whole numbers; rows of `first` stand for the signals `names`, whose usual values are `usual`."""

    names: tuple[str, ...]
    usual: Matrix
    first: Matrix
    first_bias: Matrix
    layers: tuple[Layer, ...]
    last: Matrix
    last_bias: float
    page: Matrix  # twice hidden: means, then the greatest
    page_bias: float


class LineParameters(NamedTuple):
    """All that is fitted: weights of words and of class names in hundredths, the networks, and the kinds of pages."""

    words: dict[str, int]
    places: dict[str, int]
    networks: tuple[LineNetwork, ...]
    page_kind: PageKind


class LineScore(NamedTuple):
    """Log odds that a line is main text, and the facts that weighed most."""

    score: float
    reasons: tuple[str, ...]


class Scores(NamedTuple):
    """Log odds that each line is main text, and that each page with a line has one at all."""

    lines: Column
    pages: Column
    # Of each network: which hidden numbers of each line were above zero, layer by layer.
    active: list[list[npt.NDArray[np.bool_]]]


def packaged_parameters() -> LineParameters:
    """Return the parameters that `train_line_labeller` fitted."""
    return read_parameters(json.loads(files("flows.steps").joinpath(PARAMETER_FILE).read_text(encoding="utf-8")))


def read_parameters(values: Mapping[str, Any]) -> LineParameters:
    """Return the parameters from their JSON form.

    Raises:
        ValueError: There is no network, or two of them read different signals.
    """
    networks = tuple(_read_network(network) for network in values["networks"])
    if len({network.names for network in networks}) != 1:
        raise ValueError(f"the {len(networks)} networks do not all read the same signals: fit the parameters anew")
    return LineParameters(values["words"], values["places"], networks, read_page_kind(values["page_kind"]))


def _read_network(network: Mapping[str, Any]) -> LineNetwork:
    def matrix(value: Any) -> Matrix:
        return np.array(value, dtype=np.float64)

    layers = tuple(
        Layer(layer["step"], *(matrix(layer[name]) for name in Layer._fields[1:])) for layer in network["layers"]
    )
    return LineNetwork(
        tuple(network["signals"]),
        matrix([row["usual"] for row in network["signals"].values()]),
        matrix([row["weights"] for row in network["signals"].values()]),
        matrix(network["first_bias"]),
        layers,
        matrix(network["last"]),
        float(network["last_bias"]),
        matrix(network["page"]),
        float(network["page_bias"]),
    )


def network_inputs(names: Sequence[str], height: int, signals: Iterable[tuple[str, Column]]) -> Inputs:
    """Return the signals of so many lines, which are between -1 and 1, in their unit: one row for each name.

    Raises:
        KeyError: The networks read signals that are not there; names them.
    """
    rows = {name: row for row, name in enumerate(names)}
    inputs = np.empty((len(rows), height), dtype=np.int16)
    for name, column in signals:
        if name in rows:
            inputs[rows.pop(name)] = np.rint(column * UNIT)
    if rows:
        raise KeyError(f"signals that the networks read are missing: {sorted(rows)}")
    return inputs


def network_scores(networks: Sequence[LineNetwork], inputs: Inputs, bounds: Bounds) -> Scores:
    """Return the means over the networks of the scores of lines and pages, rounded to four decimals."""
    if not len(bounds.starts):
        return Scores(np.zeros(0), np.zeros(0), [])
    starts = bounds.first_lines()
    lines, pages = np.zeros(len(bounds.starts)), np.zeros(len(starts))
    active_of_networks = []
    for network in networks:
        hidden, active = _hidden(network, inputs, bounds, starts)
        last = network.last[:, None] / WEIGHT_UNIT
        lines += np.concatenate([_product(hidden[chunk], last)[:, 0] for chunk in _chunks(len(hidden))])
        lines += network.last_bias
        pages += _page_numbers(hidden, starts) @ network.page / WEIGHT_UNIT + network.page_bias
        active_of_networks.append(active)
    whole = UNIT * len(networks)
    return Scores(np.round(lines / whole, 4), np.round(pages / whole, 4), active_of_networks)


def line_scores(
    networks: Sequence[LineNetwork], inputs: Inputs, scores: Scores, rows: npt.NDArray[np.int64]
) -> Iterator[LineScore]:
    """Return the scores of some of the lines with their reasons."""
    of_rows = scores.lines[rows]
    told = np.flatnonzero(of_rows > LEAST_EXPLAINED)
    reasons: list[tuple[str, ...]] = [()] * len(rows)
    for place, found in zip(told.tolist(), _reasons(networks, inputs, scores.active, rows[told]), strict=True):
        reasons[place] = found
    make = partial(tuple.__new__, LineScore)  # as in `line_facts`
    return map(make, zip(of_rows.tolist(), reasons, strict=True))


def _chunks(count: int) -> list[slice]:
    return [slice(begin, min(begin + CHUNK_LINES, count)) for begin in range(0, count, CHUNK_LINES)]


def _product(numbers: Matrix | Hidden, weights: Matrix) -> Matrix:
    """Return the matrix product, made in blocks of lines for which one thread does."""
    height, width = numbers.shape
    numbers = numbers.astype(np.float64, copy=False)
    block = max(1, ONE_THREAD // weights.size)
    whole = height - height % block
    result = np.empty((height, weights.shape[1]))
    blocks = (-1, block, width), (-1, block, weights.shape[1])
    np.matmul(numbers[:whole].reshape(blocks[0]), weights, out=result[:whole].reshape(blocks[1]))
    np.matmul(numbers[whole:], weights, out=result[whole:])
    return result


def _hidden(
    network: LineNetwork, inputs: Inputs, bounds: Bounds, starts: npt.NDArray[np.int64]
) -> tuple[Hidden, list[npt.NDArray[np.bool_]]]:
    """Return the hidden numbers of every line after the last layer, and which of each layer were above zero."""
    height, width = len(bounds.starts), len(network.first_bias)
    # The zeros below the last line stand for lines of no page.
    hidden, other = np.zeros((2, height + 1, width), dtype=np.float32)
    first = network.first / WEIGHT_UNIT
    for chunk in _chunks(height):
        hidden[chunk] = _activated(
            _product(inputs[:, chunk].T.astype(np.float64, order="C"), first) + network.first_bias
        )
    active = [hidden[:-1] > 0.0]
    for layer in network.layers:
        active.append(_add_layer(layer, hidden, other, bounds, starts))
        hidden, other = other, hidden
    return hidden[:-1], active


def _add_layer(
    layer: Layer, hidden: Hidden, result: Hidden, bounds: Bounds, starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Write the hidden numbers with what a layer adds into `result`; return where it adds more than nothing.

    Weights are divided by their unit before they are multiplied, which is exact: it is a power of two.
    """
    height = len(bounds.starts)
    active = np.empty((height, hidden.shape[1]), dtype=np.bool_)
    above, below = (neighbours(step, bounds) for step in (-layer.step, layer.step))
    weights = [matrix / WEIGHT_UNIT for matrix in (layer.here, layer.above, layer.below)]
    of_pages = _product(_page_numbers(hidden[:-1], starts), layer.page / WEIGHT_UNIT) + layer.bias
    pages = np.repeat(np.arange(len(starts)), np.diff(starts, append=height))
    for chunk in _chunks(height):
        total = of_pages.take(pages[chunk], axis=0)
        total += _product(hidden[chunk], weights[0])
        total += _product(hidden.take(above[chunk], axis=0), weights[1])
        total += _product(hidden.take(below[chunk], axis=0), weights[2])
        added = _activated(total)
        np.greater(added, 0.0, out=active[chunk])
        added += hidden[chunk]
        np.minimum(added, LARGEST, out=result[chunk])
    return active


def _activated(totals: Matrix) -> Matrix:
    """Return the sums as activations; in their own place, for an array that is new to the cache costs as much."""
    np.rint(totals, out=totals)
    return np.asarray(np.clip(totals, 0.0, LARGEST, out=totals), dtype=np.float64)


def neighbours(step: int, bounds: Bounds) -> npt.NDArray[np.int64]:
    """Return for every line the line so many below it (above where negative) on its page, past the last if none."""
    place = np.arange(len(bounds.starts), dtype=np.int64) + step
    is_inside = (place >= bounds.starts) & (place < bounds.ends)
    return np.where(is_inside, place, len(place))


def _page_numbers(hidden: Hidden, starts: npt.NDArray[np.int64]) -> Matrix:
    """Return for every page the means and the greatest of its lines' hidden numbers."""
    lengths = np.diff(starts, append=len(hidden))
    means = np.rint(np.add.reduceat(hidden, starts, axis=0, dtype=np.float64) / lengths[:, None])
    greatest = np.maximum.reduceat(hidden, starts, axis=0)
    return np.concatenate([means, greatest], axis=1)


def _reasons(
    networks: Sequence[LineNetwork],
    inputs: Inputs,
    active: Sequence[Sequence[npt.NDArray[np.bool_]]],
    told: npt.NDArray[np.int64],
) -> Iterator[tuple[str, ...]]:
    """Yield for some of the lines the facts of the line itself that weighed most, as what they add to the log odds.

    A fact adds its difference from the usual, times the slope of the score along the path of the line itself.
    """
    groups = [fact_name(name) for name in networks[0].names]
    order = sorted(range(len(groups)), key=groups.__getitem__)
    facts = sorted(set(groups))
    begins = [sorted(groups).index(fact) for fact in facts]
    unit = UNIT * WEIGHT_UNIT * WEIGHT_UNIT * len(networks)
    firsts = [np.ascontiguousarray(network.first[order].T) / unit for network in networks]
    for chunk in _chunks(len(told)):
        rows = told[chunk]
        # One line's numbers after another, as the slopes are: across each other they take six times as long.
        values = np.ascontiguousarray(inputs[:, rows][order].T, dtype=np.float64)
        added = np.zeros(values.shape)
        for network, masks, first in zip(networks, active, firsts, strict=True):
            slopes = _product(_slopes(network, [mask[rows] for mask in masks]), first)
            added += slopes * (values - network.usual[order])
        parts = np.round(np.add.reduceat(added, begins, axis=1) + 0.0, 2)  # -0.0 + 0.0 is 0.0
        yield from _weightiest(facts, parts)


def _slopes(network: LineNetwork, active: Sequence[npt.NDArray[np.bool_]]) -> Matrix:
    """Return by how much each first hidden number of each line moves its score."""
    slopes = np.repeat(network.last[None, :], len(active[0]), axis=0)
    for layer, mask in zip(reversed(network.layers), reversed(active[1:]), strict=True):
        slopes += np.rint(_product(slopes * mask, np.ascontiguousarray(layer.here.T) / WEIGHT_UNIT))
    return np.asarray(slopes * active[0], dtype=np.float64)


def _weightiest(facts: Sequence[str], parts: Matrix) -> Iterator[tuple[str, ...]]:
    """Yield for each line the facts that weigh most, the first of equals first."""
    weights = np.abs(parts)
    lines = np.arange(len(parts))
    columns = []
    for _ in range(min(MOST_REASONS, len(facts))):
        most = weights.argmax(axis=1)
        weights[lines, most] = -1.0
        values = parts[lines, most].tolist()
        columns.append([f"{facts[fact]}={value:+.2f}" for fact, value in zip(most.tolist(), values, strict=True)])
    return zip(*columns, strict=True)


def fact_name(signal: str) -> str:
    """Return the fact that a signal is a view of: `tokens` for `tokens_30`, `words` for `words_least`."""
    name = signal.rstrip("0123456789").rstrip("_")
    for prefix, fact in FACTS_OF_SIGNALS.items():
        if name.startswith(prefix):
            return fact
    return name
