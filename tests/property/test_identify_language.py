from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect import detector_factory

from flows.steps.identify_language import identify_texts

ORDINARY = (
    "Nước sông dâng cao trong đêm khiến nhiều hộ dân phải di chuyển đồ đạc lên tầng hai.",
    "The river rose during the night and many families had to move their belongings upstairs.",
    "Le fleuve est monté pendant la nuit et de nombreuses familles ont dû quitter leur maison.",
    "Der Fluss stieg in der Nacht und viele Familien mussten ihre Sachen nach oben bringen.",
    "El río subió durante la noche y muchas familias tuvieron que llevar sus cosas arriba.",
    "Giá vàng trong nước sáng nay tăng nhẹ so với hôm qua, theo các cửa hàng lớn ở Hà Nội.",
)
TEXTS = st.lists(st.one_of(st.sampled_from(ORDINARY), st.text(max_size=60)), min_size=2, max_size=3)


@contextmanager
def seeded() -> Iterator[None]:
    before = detector_factory.DetectorFactory.seed
    detector_factory.DetectorFactory.seed = 0
    try:
        yield
    finally:
        detector_factory.DetectorFactory.seed = before


@settings(max_examples=5, deadline=None)
@given(st.lists(st.sampled_from(ORDINARY), min_size=1, max_size=3).map(" ".join))
def test_an_ordinary_text_has_the_language_that_langdetect_itself_gives(text: str) -> None:
    with seeded():
        best = detector_factory.detect_langs(text)[0]
    assert identify_texts([text]) == [(best.lang, round(min(1.0, best.prob), 4))]


@settings(max_examples=4, deadline=None)
@given(TEXTS)
def test_a_text_alone_has_the_answer_that_it_has_in_company(texts: list[str]) -> None:
    assert identify_texts(texts) == [identify_texts([text])[0] for text in texts]
