import json
from typing import Any

import numpy as np
import pytest

from flows.steps.line_network import (
    LineNetwork,
    LineScore,
    Scores,
    fact_name,
    line_scores,
    network_inputs,
    network_scores,
    packaged_parameters,
    read_parameters,
)
from flows.steps.line_signals import Bounds, page_bounds


def one_layer(page: int = 0, usual: int = 0) -> dict[str, Any]:
    """Two signals, one hidden number: twice the first signal, and half of what stands below added."""
    return {
        "words": {"xem": -120},
        "places": {"@body": 90},
        "networks": [
            {
                "signals": {
                    "tokens_30": {"usual": usual, "weights": [1024]},
                    "words_least": {"usual": 0, "weights": [0]},
                },
                "first_bias": [0],
                "layers": [
                    {"step": 1, "above": [[0]], "here": [[0]], "below": [[256]], "page": [[0], [page]], "bias": [0]},
                ],
                "last": [512],
                "last_bias": -4096,
                "page": [0, 512],
                "page_bias": -2048,
            }
        ],
    }


def network_of(**changes: int) -> LineNetwork:
    return read_parameters(one_layer(**changes)).networks[0]


def columns_of(signals: list[float]) -> list[tuple[str, np.ndarray]]:
    return [("words_least", np.zeros(len(signals))), ("tokens_30", np.array(signals, dtype=np.float64))]


def scores_of(signals: list[float], pages: list[int], **changes: int) -> Scores:
    network = network_of(**changes)
    inputs = network_inputs(network.names, len(signals), columns_of(signals))
    return network_scores([network], inputs, page_bounds(np.array(pages, dtype=np.int64)))


def told_of(networks: list[LineNetwork], signals: list[float], rows: list[int]) -> list[LineScore]:
    """Return the scores with reasons of some lines of one page."""
    inputs = network_inputs(networks[0].names, len(signals), columns_of(signals))
    scores = network_scores(networks, inputs, page_bounds(np.zeros(len(signals), dtype=np.int64)))
    return list(line_scores(networks, inputs, scores, np.array(rows)))


def test_a_line_is_scored_with_the_line_below_it() -> None:
    found = scores_of([0.5, 1.0, 0.0], [0, 0, 0])
    assert found.lines.tolist() == [1.0 + 1.0 - 1.0, 2.0 - 1.0, -1.0]


def test_lines_of_another_page_add_nothing() -> None:
    found = scores_of([0.5, 1.0], [0, 1])
    assert found.lines.tolist() == [0.0, 1.0]


def test_a_page_is_scored_by_its_lines() -> None:
    assert scores_of([0.5, 1.0, 0.25], [0, 0, 1]).pages.tolist() == [2.0 - 0.5, 0.5 - 0.5]


def test_the_greatest_of_the_page_reaches_every_line_of_it() -> None:
    found = scores_of([0.0, 1.0, 0.0], [0, 0, 1], page=256)
    assert found.lines.tolist() == [1.0 + 1.0 - 1.0, 2.0 + 1.0 - 1.0, -1.0]


def test_reasons_are_differences_from_the_usual_times_the_slope() -> None:
    assert told_of([network_of(usual=2048)], [0.75], [0]) == [LineScore(0.5, ("tokens=+0.50", "words=+0.00"))]


def test_reasons_are_told_of_the_lines_that_are_asked_for() -> None:
    told = told_of([network_of()], [0.25, 0.5, 1.0], [2, 0])
    assert told == [LineScore(1.0, ("tokens=+2.00", "words=+0.00")), LineScore(0.0, ("tokens=+0.50", "words=+0.00"))]


def test_lines_far_from_text_have_no_reasons() -> None:
    network = network_of()._replace(last_bias=-3 * 4096.0)
    assert told_of([network], [0.125], [0]) == [LineScore(-2.75, ())]


def test_signals_that_the_network_does_not_read_are_passed_over() -> None:
    inputs = network_inputs(network_of().names, 1, [("place", np.ones(1)), *columns_of([0.5])])
    assert inputs.tolist() == [[2048], [0]]


def test_a_signal_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="tokens_30"):
        network_inputs(network_of().names, 1, [("words_least", np.zeros(1))])


def test_lines_are_scored_alike_however_many_stand_together() -> None:
    """More lines than are multiplied at once, whole blocks and a rest."""
    networks = packaged_parameters().networks
    names, count = networks[0].names, 1_333
    values = np.random.default_rng(5).integers(-4096, 4097, (len(names), count)) / 4096
    pages = np.repeat(np.arange(31), 43)
    inputs = network_inputs(names, count, zip(names, values, strict=True))
    whole = network_scores(networks, inputs, page_bounds(pages))
    alone = [network_scores(networks, inputs[:, pages == page], page_bounds(np.zeros(43))) for page in range(31)]
    assert whole.lines.tolist() == [score for page in alone for score in page.lines.tolist()]
    assert whole.pages.tolist() == [score for page in alone for score in page.pages.tolist()]


def test_no_lines_have_no_scores() -> None:
    assert scores_of([], []).lines.tolist() == scores_of([], []).pages.tolist() == []


def test_negative_numbers_between_layers_count_as_none() -> None:
    found = scores_of([-0.5, 1.0], [0, 0])
    assert found.lines.tolist() == [1.0 - 1.0, 1.0]


def test_a_score_is_the_mean_over_the_networks_and_so_are_its_reasons() -> None:
    other = network_of()._replace(last=np.array([1024.0]), usual=np.array([2048.0, 0.0]), page_bias=2048.0)
    networks = [network_of(), other]
    inputs = network_inputs(networks[0].names, 2, columns_of([0.5, 1.0]))
    scores = network_scores(networks, inputs, page_bounds(np.zeros(2, dtype=np.int64)))
    assert scores.lines.tolist() == [(1.0 + 3.0) / 2, (1.0 + 3.0) / 2]
    assert scores.pages.tolist() == [(2.0 - 0.5 + 2.0 + 0.5) / 2]
    assert told_of(networks, [0.5, 1.0], [0, 1]) == [
        LineScore(2.0, ("tokens=+0.50", "words=+0.00")),  # 0.5 * 2 from the first, none from the second
        LineScore(2.0, ("tokens=+2.00", "words=+0.00")),  # 1.0 * 2 and 0.5 * 4
    ]


def test_networks_that_read_different_signals_are_refused() -> None:
    one, other = one_layer()["networks"][0], one_layer()["networks"][0]
    other["signals"] = {"place": {"usual": 0, "weights": [1]}}
    for networks in ([one, other], []):
        with pytest.raises(ValueError, match="same signals"):
            read_parameters({"words": {}, "places": {}, "networks": networks})


def test_the_packaged_networks_read_the_signals_that_are_there() -> None:
    parameters = packaged_parameters()
    for network in parameters.networks:
        hidden = len(network.last)
        assert network.first.shape == (len(network.names), hidden)
        assert [layer.step for layer in network.layers] == [1, 2, 4, 8, 16]
        assert all(layer.page.shape == (2 * hidden, hidden) for layer in network.layers)
    assert parameters.words
    assert parameters.places


@pytest.mark.parametrize("network", packaged_parameters().networks)
def test_every_product_of_the_packaged_networks_is_exact(network: LineNetwork) -> None:
    """Whole numbers whose sums stay below 2**53 whatever the order: the condition of equal scores everywhere."""
    parts = [part for layer in network.layers for part in (layer.above, layer.here, layer.below, layer.page)]
    for matrix in (network.first, network.last, network.page, *parts):
        assert np.array_equal(matrix, np.rint(matrix))
        assert np.abs(matrix).sum(axis=0).max() * 2.0**24 < 2.0**53


@pytest.mark.parametrize(
    ("signal", "expected"),
    [
        ("tokens_30", "tokens"),
        ("words_most", "words"),
        ("place_words_mean", "place_words"),
        ("phrase_kind_related", "phrase_kind"),
        ("in_article", "element"),
        ("heading_1", "heading"),
        ("is_sentence", "is_sentence"),
        ("above_40", "above"),
    ],
)
def test_a_signal_is_a_view_of_a_fact(signal: str, expected: str) -> None:
    assert fact_name(signal) == expected


def test_parameters_are_read_from_their_json_form() -> None:
    assert read_parameters(json.loads(json.dumps(one_layer()))).words == {"xem": -120}


def test_bounds_are_the_ends_of_each_page() -> None:
    found = page_bounds(np.array([0, 0, 2]))
    assert isinstance(found, Bounds)
    assert (found.starts.tolist(), found.ends.tolist()) == ([0, 0, 2], [2, 2, 3])
