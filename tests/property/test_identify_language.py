from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from flows.steps.identify_language import CODE, MIN_SCORE, identify_texts
from flows.steps.language_letters import text_sample
from flows.steps.language_profiles import LanguageProfiles, packaged_profiles, text_ngrams, word_keys

ORDINARY = (
    "Nước sông dâng cao trong đêm khiến nhiều hộ dân phải di chuyển đồ đạc lên tầng hai.",
    "Nuoc song dang cao trong dem khien nhieu ho dan phai di chuyen do dac len tang hai.",
    "The river rose during the night and many families had to move their belongings upstairs.",
    "Le fleuve est monté pendant la nuit et de nombreuses familles ont dû quitter leur maison.",
    "Der Fluss stieg in der Nacht und viele Familien mussten ihre Sachen nach oben bringen.",
    "El río subió durante la noche y muchas familias tuvieron que llevar sus cosas arriba.",
    "Giá vàng trong nước sáng nay tăng nhẹ so với hôm qua, theo các cửa hàng lớn ở Hà Nội.",
    "川の水は夜のうちに増え、人々は二階へ荷物を運んだ。",
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
MIXED = st.lists(st.one_of(st.sampled_from(ORDINARY), ANY_TEXT), max_size=5)


@pytest.fixture(scope="module")
def library() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.set_seed(0)
    return factory


@pytest.fixture(scope="module")
def profiles() -> LanguageProfiles:
    return packaged_profiles()


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(ANY_TEXT, st.text(st.sampled_from("aZ bỆđ河がア강ы.@:/h_1\n"), max_size=60)))
def test_any_text_has_the_ngrams_that_langdetect_reads(
    text: str, library: DetectorFactory, profiles: LanguageProfiles
) -> None:
    sample = text_sample(text)
    detector = library.create()
    detector.append(sample)
    detector.cleaning_text()
    keys = text_ngrams([sample])[0]
    found = Counter(keys[np.isin(keys, profiles.keys)].tolist())
    assert found == Counter(word_keys(detector._extract_ngrams()).tolist())


@settings(max_examples=20, deadline=None)
@given(text=st.lists(st.sampled_from(ORDINARY[2:-1]), min_size=1, max_size=1).map(" ".join))
def test_an_ordinary_text_has_the_language_that_langdetect_itself_gives(text: str, library: DetectorFactory) -> None:
    detector = library.create()
    detector.append(text)
    assert identify_texts([text])[0][0] == detector.detect()


@settings(max_examples=15, deadline=None)
@given(texts=MIXED)
def test_a_text_alone_has_the_answer_that_it_has_in_company(texts: list[str]) -> None:
    assert identify_texts(texts) == [identify_texts([text])[0] for text in texts]


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(ANY_TEXT, max_size=20))
def test_every_text_has_a_code_and_a_score(texts: list[str]) -> None:
    found = identify_texts(texts)
    assert len(found) == len(texts)
    for language, score in found:
        assert CODE.fullmatch(language)
        assert score == 0 if language == "und" else MIN_SCORE <= score <= 1
