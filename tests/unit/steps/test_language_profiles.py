from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

from flows.steps.language_profiles import (
    BATCH_CHARACTERS,
    UNIT,
    LanguageProfiles,
    code_points,
    packaged_profiles,
    readable,
    text_batches,
    text_likelihoods,
    text_ngrams,
    word_keys,
)

TEXTS = [
    "Nước sông dâng cao trong đêm khiến nhiều hộ dân phải di chuyển đồ đạc lên tầng hai.",
    "The river rose during the night; see https://example.org/river?day=2 or write to news@example.org today.",
    "Le fleuve est monté pendant la nuit et de nombreuses familles ont dû quitter leur maison.",
    "Râul a crescut noaptea, iar familiile și copiii au plecat țară.",
    "HÀ NỘI and the USA: McDonald's, iPhone, NATO-led; ВОДА поднялась",
    "河水在夜里上涨,两岸居民已经接到通知 by SMS 而且没有人受伤。",
    "川の水は夜のうちに増え、カメラは流された。",
    "밤새 강물이 불어나 주민들이 대피했다.",
    "آب رودخانه در شب بالا آمد و خانواده‌ها رفتند",
    "  two  spaces\n\nand a line [brackets] ^caret_ `tick`",
    "𝒜stral 😀 signs, ᠮᠣᠩᠭᠣᠯ and private ones",
    "123 456",
    "",
    "ʘʘʘʘ",
]


@pytest.fixture(scope="module")
def profiles() -> LanguageProfiles:
    return packaged_profiles()


@pytest.fixture(scope="module")
def library() -> DetectorFactory:
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    return factory


def library_ngrams(text: str, library: DetectorFactory) -> list[str]:
    detector = library.create()
    detector.append(text)
    detector.cleaning_text()
    return detector._extract_ngrams()


def seed_lines(seeds: Path) -> list[str]:
    return [line for path in sorted(seeds.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]


def known_ngrams(text: str, profiles: LanguageProfiles) -> Counter[int]:
    known = set(profiles.keys.tolist())
    return Counter(key for key in text_ngrams([text])[0].tolist() if key in known)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_has_the_ngrams_that_langdetect_reads(
    text: str, profiles: LanguageProfiles, library: DetectorFactory
) -> None:
    assert known_ngrams(text, profiles) == Counter(word_keys(library_ngrams(text, library)).tolist())


def test_sums_are_those_of_the_librarys_own_probabilities(
    seeds: Path, profiles: LanguageProfiles, library: DetectorFactory
) -> None:
    texts = [*TEXTS, *seed_lines(seeds)]
    assert len(texts) > 500
    order = [library.langlist.index(language) for language in profiles.languages]
    found = text_likelihoods(texts, profiles)
    for text, sums, count in zip(texts, found.sums, found.ngram_counts, strict=True):
        ngrams = library_ngrams(text, library)
        assert count == len(ngrams)
        chances = np.array([library.word_lang_prob_map[ngram] for ngram in ngrams]).reshape(-1, len(order))[:, order]
        exact = np.log(0.5 / 10_000 + chances).sum(axis=0)
        assert np.abs(sums / UNIT - exact).max() <= (count + 1) * 0.5 / UNIT


def test_every_language_of_the_library_has_its_profile(profiles: LanguageProfiles, library: DetectorFactory) -> None:
    assert profiles.languages == tuple(sorted(library.langlist))
    assert len(profiles.keys) == len(library.word_lang_prob_map)
    assert profiles.weights.shape == (len(profiles.keys), len(profiles.languages))


def test_keys_of_ngrams_are_their_code_points() -> None:
    assert word_keys(["a", " a", "xyz"]).tolist() == [
        97,
        (32 << 21) | 97,
        (120 << 42) | (121 << 21) | 122,
    ]


def test_code_points_stand_one_text_after_the_other() -> None:
    points, starts = code_points(["ab", "", "đ"])
    assert points.tolist() == [97, 98, 10, 10, 273, 10]
    assert starts.tolist() == [0, 3, 4]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("see https://example.org/a?b=c now", "see   now"),
        ("mail me@example.org now", "mail   now"),
        ("明天已经收到 SMS 通知", "明天已经收到  通知"),
        ("the sign 水 is water", "the sign 水 is water"),
        ("水火土木金 abc", "水火土木金 abc"),
        ("水火土木金 ab", "水火土木金 "),
        ("nước dâng cao ệ", "nước dâng cao ệ"),
        ("ở ệ ḁ a", "ở ệ ḁ "),
    ],
)
def test_addresses_and_latin_letters_among_other_signs_are_not_read(text: str, read: str) -> None:
    assert readable([text]) == [read]


def test_words_in_capitals_end_after_their_first_letter() -> None:
    assert sorted(text_ngrams(["AB c"])[0].tolist()) == sorted(
        word_keys(["A", " A", "B ", "AB ", "c", " c"]).tolist()
    )


def test_ngrams_never_reach_into_the_next_text() -> None:
    together, numbers = text_ngrams(["ab", "cd"])
    assert together[numbers == 0].tolist() == text_ngrams(["ab"])[0].tolist()
    assert together[numbers == 1].tolist() == text_ngrams(["cd"])[0].tolist()


def test_batches_hold_all_texts_in_order() -> None:
    long = "x" * BATCH_CHARACTERS
    assert list(text_batches(["a", long, "b"])) == [["a", long], ["b"]]
    assert list(text_batches([])) == []


def test_likelihoods_do_not_depend_on_batches(profiles: LanguageProfiles) -> None:
    texts = [*TEXTS, "dâng cao " * (BATCH_CHARACTERS // 5), *TEXTS]
    together = text_likelihoods(texts, profiles)
    for number, text in enumerate(texts):
        alone = text_likelihoods([text], profiles)
        assert alone.sums[0].tolist() == together.sums[number].tolist()
        assert alone.ngram_counts[0] == together.ngram_counts[number]


def test_no_texts_have_no_likelihoods(profiles: LanguageProfiles) -> None:
    assert text_likelihoods([], profiles).sums.shape == (0, len(profiles.languages))
