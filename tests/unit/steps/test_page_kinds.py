import numpy as np
import pytest

from flows.steps.line_network import packaged_parameters
from flows.steps.line_signals import page_bounds
from flows.steps.page_kinds import PageKind, other_scores, page_numbers, read_page_kind

VALUES = {"signals": {"place": {"mean": 512, "most": 0}, "link_share": {"mean": -256, "most": 1024}}, "bias": -2048}
NAMES = ("place", "link_share")
INPUTS = np.array([[4096, 0, 1024], [0, 2048, 4096]], dtype=np.int16)


def test_weights_are_those_of_all_means_and_then_of_all_greatest() -> None:
    kind = read_page_kind(VALUES)
    assert (kind.names, kind.weights.tolist(), kind.bias) == (NAMES, [512.0, -256.0, 0.0, 1024.0], -2048.0)


def test_a_page_is_known_by_the_mean_and_the_greatest_of_its_lines() -> None:
    assert page_numbers(INPUTS, np.array([0, 2])).tolist() == [
        [2048.0, 1024.0, 4096.0, 2048.0],
        [1024.0, 4096.0, 1024.0, 4096.0],
    ]


def test_a_page_is_scored_by_its_own_lines() -> None:
    found = other_scores(read_page_kind(VALUES), NAMES, INPUTS, page_bounds(np.array([3, 3, 7])))
    assert found.tolist() == [0.5 - 0.125 + 1.0 - 0.5, 0.25 - 0.5 + 2.0 - 0.5]


def test_no_lines_have_no_pages() -> None:
    found = other_scores(read_page_kind(VALUES), NAMES, INPUTS[:, :0], page_bounds(np.zeros(0, np.int64)))
    assert found.tolist() == []


def test_weights_of_other_signals_are_refused() -> None:
    with pytest.raises(ValueError, match="other signals"):
        other_scores(read_page_kind(VALUES), ("link_share", "place"), INPUTS, page_bounds(np.zeros(3, np.int64)))


def test_pages_are_scored_alike_however_many_stand_together() -> None:
    kind = packaged_parameters().page_kind
    inputs = np.random.default_rng(5).integers(-4096, 4097, (len(kind.names), 300)).astype(np.int16)
    pages = np.repeat(np.arange(20), 15)
    alone = [
        other_scores(kind, kind.names, inputs[:, pages == page], page_bounds(np.zeros(15))) for page in range(20)
    ]
    assert other_scores(kind, kind.names, inputs, page_bounds(pages)).tolist() == np.concatenate(alone).tolist()


def test_every_sum_of_the_packaged_weights_is_exact() -> None:
    kind: PageKind = packaged_parameters().page_kind
    assert kind.names == packaged_parameters().networks[0].names
    assert np.array_equal(kind.weights, np.rint(kind.weights))
    assert np.abs(kind.weights).sum() * 2.0**12 < 2.0**53
