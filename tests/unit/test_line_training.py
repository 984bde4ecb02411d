import numpy as np
import pytest

from flows.labelled_pages import LabelledPage
from flows.line_training import Samples, page_slices, samples_of, scale_of, signals_without, word_weights
from flows.site_folds import FOLDS, site_fold

BODY = "Nước sông đã dâng rất cao trong đêm qua, tràn qua con đê cũ ở phía đông của làng."
SITES = [f"bao{number}.vn" for number in range(24)]


@pytest.fixture(scope="module")
def samples() -> Samples:
    pages = [LabelledPage(site, site, "text", f"Đăng ký\n{BODY}\n{BODY}", None, None, (0, 1, -1)) for site in SITES]
    return samples_of([*pages, pages[0]._replace(kind="joined", text=f"hiếm\n{BODY}", labels=(0, 1))])


def test_a_site_is_in_one_fold_in_every_run() -> None:
    assert [site_fold(site) for site in SITES] == [site_fold(site) for site in SITES]
    assert {site_fold(site) for site in SITES} == set(range(FOLDS))


def test_each_line_has_a_row_of_signals(samples: Samples) -> None:
    assert samples.signals.shape == (24 * 3 + 2, len(samples.names))
    assert samples.labels.tolist() == [0, 1, -1] * 24 + [0, 1]
    assert samples.starts.tolist() == [*range(0, 73, 3), 74]
    assert samples.tokens[:3].tolist() == [2, 19, 19]


def test_words_weigh_by_the_sites_that_print_them(samples: Samples) -> None:
    every = word_weights(samples.words, range(FOLDS))
    assert every["đăng"] == every["^đăng ký$"] == round(100 * np.log(0.5 / 24.5))
    assert every["sông"] == round(100 * np.log(24.5 / 0.5))
    assert "hiếm" not in every


def test_words_that_few_sites_print_have_no_weight(samples: Samples) -> None:
    fewest = min(range(FOLDS), key=lambda fold: sum(site_fold(site) == fold for site in SITES))
    assert word_weights(samples.words, [fewest]) == {}


def test_a_line_is_weighed_by_the_words_of_other_folds(samples: Samples) -> None:
    fold = site_fold(SITES[0])
    signals = signals_without(samples, None)
    place = samples.names.index("words_least")
    others = [number for number in range(FOLDS) if number != fold]
    weight = word_weights(samples.words, others)["đăng"] / 100
    assert signals[0, place] == pytest.approx(weight / (1 - weight))
    other = next(number for number in range(FOLDS) if number != fold)
    assert signals_without(samples, other)[0, place] > signals[0, place]


def test_slices_are_the_lines_of_pages(samples: Samples) -> None:
    first, last = page_slices(samples, samples.signals, [0, 24])
    assert (first.kind, first.labels.tolist()) == ("text", [0, 1, -1])
    assert (last.kind, last.labels.tolist()) == ("joined", [0, 1])


def test_scale_is_mean_and_deviation_with_a_floor() -> None:
    usual, spread = scale_of(np.array([[0.0, 1.0], [1.0, 1.0]], dtype=np.float32))
    assert usual.tolist() == [0.5, 1.0]
    assert spread.tolist() == [0.5, np.float32(0.03)]
