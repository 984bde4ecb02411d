"""Fits the networks of `line_network` to labelled lines, and writes them down in whole numbers; needs `train`.

The loss is per page, as the score is: cross-entropy of its lines by their words, and one minus the soft F1 of
its words (Milletari and others, "V-Net", 2016). Adam with a falling rate; the average of the last steps is kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt

from flows.line_training import TrainingLines
from flows.steps.line_network import WEIGHT_UNIT
from flows.steps.line_signals import UNIT

Weights = dict[str, jax.Array]
Batch = tuple[npt.NDArray[np.float32], ...]

STEPS_UP = 100  # until the rate is whole
LONGEST_PAGE = 512  # lines of a page that are learned from at once, drawn anew in each round
PADDED_LENGTHS = (32, 64, 128, 192, 256, 384, 512)  # few shapes, since each is compiled
LARGEST_SLOPE = 2.0
MOST_LINE_TOKENS = 200.0
AVERAGED = 0.998  # share kept of the average at each step


@dataclass(frozen=True)
class FitSettings:
    """How the network is fitted; chosen by scores on unseen sites."""

    hidden: int = 32
    steps: tuple[int, ...] = (1, 2, 4, 8, 16)
    rounds: int = 12
    pages_at_once: int = 16
    rate: float = 3e-3
    dropped: float = 0.15
    decay: float = 1e-4
    networks: int = 2  # whose mean scores a line; a third added at most .001 on unseen sites
    # Share of the pages of each kind that a round takes.
    shares: tuple[tuple[str, float], ...] = (
        *(("text", 1.0), ("html", 1.0), ("stripped", 0.6), ("joined", 0.3), ("bare", 0.3)),
        ("no_article", 0.5),
    )
    page_share: float = 1.0  # of the loss of a page's own score; a page without main text has no other
    least_score: float = 0.5  # log odds from which a line is kept: too much kept costs more pages than too little


def fitted_weights(pages: Sequence[TrainingLines], settings: FitSettings, seed: int) -> Weights:
    """Return the weights fitted to the pages, whose signals have been brought to mean 0 and deviation 1."""
    rng = np.random.default_rng(seed)
    shares = dict(settings.shares)
    known = [page for page in pages if (page.labels >= 0).any()]
    weights = _first_weights(known[0].signals.shape[1], settings, seed)
    mean, square = (jax.tree.map(jnp.zeros_like, weights) for _ in range(2))
    average = weights
    last_step = int(settings.rounds * sum(shares[page.kind] for page in known) / settings.pages_at_once)
    step = 0
    for _ in range(settings.rounds):
        drawn = [page for page in known if rng.random() < shares[page.kind]]
        for batch in _batches(drawn, settings.pages_at_once, rng):
            step += 1
            rate = settings.rate * min(1.0, step / STEPS_UP) * _falling(step / last_step)
            key = jax.random.PRNGKey(seed * 1_000_003 + step)
            weights, mean, square = _step(weights, mean, square, float(step), rate, batch, key, settings)
            average = _mixed(average, weights, min(AVERAGED, step / (step + 10.0)))
    return average


def _falling(done: float) -> float:
    return 0.5 * (1.0 + float(np.cos(np.pi * min(1.0, done)))) + 0.01


def _first_weights(signal_count: int, settings: FitSettings, seed: int) -> Weights:
    hidden, layers = settings.hidden, len(settings.steps)
    keys = iter(jax.random.split(jax.random.PRNGKey(seed), 2 * layers + 3))

    def drawn(gain: float, *shape: int) -> jax.Array:
        return jax.random.normal(next(keys), shape) * gain * np.sqrt(1.5 / np.prod(shape[: max(1, len(shape) - 1)]))

    weights = {"first": drawn(1.0, signal_count, hidden), "first_bias": jnp.zeros(hidden)}
    for layer in range(layers):
        weights[f"around_{layer}"] = drawn(0.7, 3, hidden, hidden)
        weights[f"page_{layer}"] = drawn(0.3, 2 * hidden, hidden)
        weights[f"bias_{layer}"] = jnp.zeros(hidden)
    weights |= {"last": drawn(0.3, hidden), "last_bias": jnp.zeros(())}
    return weights | {"page": drawn(0.3, 2 * hidden), "page_bias": jnp.zeros(())}


def _batches(pages: Sequence[TrainingLines], size: int, rng: np.random.Generator) -> Iterator[Batch]:
    """Yield the pages in a drawn order, those of like length together, long ones cut to a drawn part."""
    cut = [_cut(page, rng) for page in pages]
    lengths = np.array([len(page.labels) for page in cut]) * np.exp(0.3 * rng.normal(size=len(cut)))
    order = np.argsort(lengths)
    groups = [order[begin : begin + size] for begin in range(0, len(order), size)]
    rng.shuffle(groups)
    for group in groups:
        yield _padded([cut[number] for number in group])


def _cut(page: TrainingLines, rng: np.random.Generator) -> TrainingLines:
    spare = len(page.labels) - LONGEST_PAGE
    if spare <= 0:
        return page
    begin = int(rng.integers(0, spare + 1))
    part = slice(begin, begin + LONGEST_PAGE)
    return TrainingLines(page.kind, page.signals[part], page.labels[part], page.tokens[part])


def _padded(pages: Sequence[TrainingLines]) -> Batch:
    """Return signals, presence, labels and words as arrays of pages x lines."""
    longest = max(len(page.labels) for page in pages)
    shape = len(pages), next(length for length in PADDED_LENGTHS if length >= longest)
    signals = np.zeros((*shape, pages[0].signals.shape[1]), np.float32)
    present, labels, tokens = (
        np.zeros(shape, np.float32),
        np.full(shape, -1.0, np.float32),
        np.zeros(shape, np.float32),
    )
    for row, page in enumerate(pages):
        length = len(page.labels)
        signals[row, :length], present[row, :length] = page.signals, 1.0
        labels[row, :length], tokens[row, :length] = page.labels, page.tokens
    return signals, present, labels, tokens


@partial(jax.jit)  # as below: mypy takes the bare decorator for untyped
def _mixed(old: Weights, new: Weights, kept: float) -> Weights:
    return {name: value * kept + new[name] * (1.0 - kept) for name, value in old.items()}


@partial(jax.jit, static_argnames="settings")  # compiled once for each length of pages, not once for each fold
def _step(  # noqa: PLR0913 - the state of Adam
    weights: Weights,
    mean: Weights,
    square: Weights,
    step: float,
    rate: float,
    batch: Batch,
    key: jax.Array,
    settings: FitSettings,
) -> tuple[Weights, Weights, Weights]:
    slopes = jax.grad(_loss)(weights, batch, key, settings)
    size = jnp.sqrt(sum((slope**2).sum() for slope in jax.tree.leaves(slopes)))
    slopes = jax.tree.map(lambda slope: slope * jnp.minimum(1.0, LARGEST_SLOPE / size), slopes)
    mean = jax.tree.map(lambda old, slope: 0.9 * old + 0.1 * slope, mean, slopes)
    square = jax.tree.map(lambda old, slope: 0.99 * old + 0.01 * slope**2, square, slopes)
    weights = jax.tree.map(
        lambda weight, m, s: weight - rate * (m / (1 - 0.9**step)) / (jnp.sqrt(s / (1 - 0.99**step)) + 1e-7),
        weights,
        mean,
        square,
    )
    return weights, mean, square


def _loss(weights: Weights, batch: Batch, key: jax.Array, settings: FitSettings) -> jax.Array:
    signals, present, labels, tokens = batch
    scores, pages = _scores(weights, signals, present, key, settings)
    is_known = present * (labels >= 0)
    is_text = (labels > 0.5).astype(jnp.float32)
    weight = is_known * (jnp.minimum(tokens, 150.0) ** 0.7 + 1.0)
    entropy = (weight * (jnp.logaddexp(0.0, scores) - is_text * scores)).sum(1)
    entropy = 0.3 * entropy / jnp.sqrt(jnp.maximum(weight.sum(1), 50.0))
    words = is_known * jnp.minimum(tokens, MOST_LINE_TOKENS)
    taken = jax.nn.sigmoid(scores) * words
    f1 = 2.0 * (taken * is_text).sum(1) / (taken.sum(1) + (words * is_text).sum(1) + 1.0)
    large = sum((value**2).sum() for name, value in weights.items() if "bias" not in name)
    has_text = ((is_known * is_text).sum(1) > 0).astype(jnp.float32)
    of_pages = jnp.logaddexp(0.0, pages) - has_text * pages
    return jnp.mean(has_text * (entropy + 1.0 - f1) + settings.page_share * of_pages) + settings.decay * large


def _scores(
    weights: Weights,
    signals: npt.NDArray[np.float32],
    present: npt.NDArray[np.float32],
    key: jax.Array,
    settings: FitSettings,
) -> tuple[jax.Array, jax.Array]:
    """Return what `line_network.network_scores` computes, in floating point and with parts dropped at random."""

    def thinned(values: Any, number: int) -> jax.Array:
        kept = jax.random.bernoulli(jax.random.fold_in(key, number), 1.0 - settings.dropped, values.shape)
        return jnp.asarray(values * kept / (1.0 - settings.dropped))

    here = present[..., None]
    count = jnp.maximum(here.sum(1), 1.0)

    def of_page(values: jax.Array) -> jax.Array:
        return jnp.concatenate([(values * here).sum(1) / count, values.max(1)], axis=-1)

    hidden = jax.nn.relu(thinned(signals, 0) @ weights["first"] + weights["first_bias"]) * here
    for layer, step in enumerate(settings.steps):
        around = weights[f"around_{layer}"]
        above = jnp.pad(hidden, ((0, 0), (step, 0), (0, 0)))[:, :-step]
        below = jnp.pad(hidden, ((0, 0), (0, step), (0, 0)))[:, step:]
        page = of_page(hidden) @ weights[f"page_{layer}"]
        total = above @ around[0] + hidden @ around[1] + below @ around[2] + page[:, None] + weights[f"bias_{layer}"]
        hidden = (hidden + jax.nn.relu(thinned(total, layer + 1))) * here
    pages = of_page(hidden) @ weights["page"] + weights["page_bias"]
    return hidden @ weights["last"] + weights["last_bias"], pages


def whole_numbers(
    weights: Weights,
    names: Sequence[str],
    usual: npt.NDArray[np.float32],
    spread: npt.NDArray[np.float32],
    settings: FitSettings,
) -> dict[str, Any]:
    """Return the network as `line_network.read_parameters` reads it, the scaling of the signals taken in."""
    found = {name: np.asarray(value, dtype=np.float64) for name, value in weights.items()}
    first = found["first"] / spread[:, None].astype(np.float64)
    first_bias = found["first_bias"] - usual.astype(np.float64) @ first

    def whole(values: npt.NDArray[np.float64], unit: float = WEIGHT_UNIT) -> list[Any]:
        return list(np.rint(values * unit).astype(np.int64).tolist())

    rows = whole(first)
    return {
        "signals": {
            name: {"usual": round(float(value) * UNIT), "weights": row}
            for name, value, row in zip(names, usual, rows, strict=True)
        },
        "first_bias": whole(first_bias, UNIT),
        "layers": [
            {
                "step": step,
                **{
                    side: whole(found[f"around_{layer}"][place])
                    for place, side in enumerate(("above", "here", "below"))
                },
                "page": whole(found[f"page_{layer}"]),
                "bias": whole(found[f"bias_{layer}"], UNIT),
            }
            for layer, step in enumerate(settings.steps)
        ],
        "last": whole(found["last"]),
        "last_bias": round((float(found["last_bias"]) - settings.least_score) * UNIT),
        "page": whole(found["page"]),
        "page_bias": round(float(found["page_bias"]) * UNIT),
    }
