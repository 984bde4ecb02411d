import numpy as np
import pytest

from flows.labelled_pages import LabelledPage
from flows.line_training import Samples, samples_of
from flows.page_kind_training import fitted_page_kind, fitted_weights, other_label
from flows.steps.line_signals import UNIT, page_bounds
from flows.steps.page_kinds import other_scores, read_page_kind

BODY = "Nước sông đã dâng rất cao trong đêm qua, tràn qua con đê cũ ở phía đông của làng."
PAGE = LabelledPage("a", "bao.vn", "text", BODY, None, None, (1,))


@pytest.mark.parametrize(
    ("kind", "page_type", "expected"),
    [
        ("html", "article", 0),
        ("text", "forum", 1),
        ("joined", "forum", 1),
        ("text", "", -1),
        ("no_article", "forum", 0),
        ("no_article", "", 0),
    ],
)
def test_a_page_is_another_one_where_its_main_text_is_no_articles(kind: str, page_type: str, expected: int) -> None:
    assert other_label(PAGE._replace(kind=kind, page_type=page_type)) == expected


def test_weights_are_the_likeliest_with_a_penalty() -> None:
    rng = np.random.default_rng(3)
    numbers = rng.normal(size=(40_000, 2))
    odds = 1.0 / (1.0 + np.exp(1.0 - 2.0 * numbers[:, 0]))
    weights, bias = fitted_weights(numbers, (rng.random(40_000) < odds) * 1.0, np.ones(40_000))
    assert weights.tolist() == [pytest.approx(1.9, abs=0.15), pytest.approx(0.0, abs=0.05)]
    assert bias == pytest.approx(-1.0, abs=0.1)


def samples() -> Samples:
    """Articles of one paragraph, and threads of the same with a line that asks a question below it."""
    pages = [
        PAGE._replace(page_id=f"{number}", site=f"bao{number}.vn", page_type=page_type, text=text, labels=labels)
        for number in range(600)
        for page_type, text, labels in [
            ("forum", f"{BODY}\nAi biết không?", (1, 1)) if number % 2 else ("article", f"{BODY}\nMột làng", (1, 0))
        ]
    ]
    return samples_of([*pages, PAGE._replace(page_id="unknown")])


def test_whole_numbers_tell_the_pages_apart_that_they_were_fitted_to() -> None:
    found = samples()
    kind = read_page_kind(fitted_page_kind(found, found.signals, range(len(found.pages))))
    inputs = np.rint(found.signals.T * UNIT).astype(np.int16)
    pages = np.repeat(np.arange(len(found.pages)), np.diff(found.starts))
    scores = other_scores(kind, found.names, inputs, page_bounds(pages))
    assert (scores[1:600:2] > 0.5).all()
    assert (scores[:600:2] < -0.5).all()
