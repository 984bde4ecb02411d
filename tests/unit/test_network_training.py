"""The network that is fitted in floating point and the one that labels in whole numbers are one."""

from typing import Any

import numpy as np
import pytest

from flows.line_training import TrainingLines
from flows.steps.line_network import LineNetwork, Scores, network_inputs, network_scores, read_parameters
from flows.steps.line_signals import page_bounds

jax = pytest.importorskip("jax")

NAMES = ("tokens_30", "link_share", "place")
REST = {"words": {}, "places": {}, "page_kind": {"signals": {}, "bias": 0}}  # of the parameters


def made_page(rng: np.random.Generator) -> TrainingLines:
    """A page whose lines are text where the first signal of the line above is high."""
    signals = rng.uniform(-1, 1, size=(40, 3)).astype(np.float32)
    labels = np.concatenate([[0.0], signals[:-1, 0] > 0]).astype(np.float32)
    return TrainingLines("text", signals, labels, np.full(40, 10.0, np.float32))


@pytest.fixture(scope="module")
def fitted() -> dict[str, Any]:
    from flows.network_training import FitSettings, fitted_weights, whole_numbers

    rng = np.random.default_rng(1)
    pages = [made_page(rng) for _ in range(160)]
    settings = FitSettings(hidden=8, steps=(1, 2), rounds=20, dropped=0.0, least_score=0.0)
    weights = fitted_weights(pages, settings, seed=1)
    values = whole_numbers(weights, NAMES, np.zeros(3, np.float32), np.ones(3, np.float32), settings)
    return {"weights": weights, "settings": settings, "network": values}


def scores_of(network: LineNetwork, signals: np.ndarray) -> Scores:
    """Return the scores of the lines of one page."""
    inputs = network_inputs(network.names, len(signals), zip(NAMES, signals.T, strict=True))
    return network_scores([network], inputs, page_bounds(np.zeros(len(signals), dtype=np.int64)))


def test_whole_numbers_score_as_the_weights_do(fitted: dict[str, Any]) -> None:
    from flows.network_training import _scores

    page = made_page(np.random.default_rng(2))
    parameters = read_parameters({**REST, "networks": [fitted["network"]]})
    found = scores_of(parameters.networks[0], page.signals.astype(np.float64))
    lines, pages = _scores(
        fitted["weights"], page.signals[None], np.ones((1, 40), np.float32), jax.random.PRNGKey(0), fitted["settings"]
    )
    assert np.abs(np.asarray(lines)[0] - found.lines).max() < 0.2
    assert found.pages.tolist() == [pytest.approx(float(pages[0]), abs=0.2)]


def test_another_seed_fits_another_network() -> None:
    from flows.network_training import FitSettings, fitted_weights

    pages = [made_page(np.random.default_rng(1)) for _ in range(20)]
    settings = FitSettings(hidden=2, steps=(1,), rounds=1)
    one, again, other = (fitted_weights(pages, settings, seed=seed)["first"] for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.allclose(one, other)


def test_what_stands_above_is_learned(fitted: dict[str, Any]) -> None:
    page = made_page(np.random.default_rng(3))
    parameters = read_parameters({**REST, "networks": [fitted["network"]]})
    found = scores_of(parameters.networks[0], page.signals.astype(np.float64))
    taken = found.lines > 0
    assert (taken == (page.labels > 0)).mean() > 0.75


def test_the_scale_of_signals_is_taken_in(fitted: dict[str, Any]) -> None:
    from flows.network_training import whole_numbers

    usual, spread = np.array([0.5, 0.0, -0.25], np.float32), np.array([0.5, 1.0, 2.0], np.float32)
    values = whole_numbers(fitted["weights"], NAMES, usual, spread, fitted["settings"])
    plain, scaled = (
        read_parameters({**REST, "networks": [each]}).networks[0] for each in (fitted["network"], values)
    )
    signals = np.random.default_rng(4).uniform(-0.2, 0.2, size=(30, 3))
    one, other = scores_of(plain, (signals - usual) / spread), scores_of(scaled, signals)
    assert np.abs(one.lines - other.lines).max() < 0.2


def test_a_long_page_is_learned_from_in_parts() -> None:
    from flows.network_training import LONGEST_PAGE, _cut, _padded

    page = TrainingLines("text", np.zeros((900, 3), np.float32), np.zeros(900, np.float32), np.ones(900, np.float32))
    cut = _cut(page, np.random.default_rng(0))
    assert len(cut.labels) == len(cut.signals) == LONGEST_PAGE
    assert [part.shape for part in _padded([cut])] == [(1, 512, 3), (1, 512), (1, 512), (1, 512)]
