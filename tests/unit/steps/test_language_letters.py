import unicodedata

import pytest

from flows.steps.language_letters import (
    SAMPLE_CHARACTERS,
    Syllables,
    count_letters,
    letter_bytes,
    text_sample,
    vietnamese_syllables,
)


@pytest.mark.parametrize(
    ("text", "sample"),
    [
        ("Nước", "Nước"),
        (unicodedata.normalize("NFD", "Nước dâng"), "Nước dâng"),
        ("NƯỚC DÂNG", "nước dâng"),
        ("NƯỚC dâng", "NƯỚC dâng"),
        ("a\x00b\u200bc\nd\ufeff\U0001ffff\ud800e", "a b c d   e"),
        ("co\xadöperate", "coöperate"),
        ("a" + "\u0308" * 9, "ä" + "\u0308" * 3),
        ("", ""),
    ],
)
def test_a_short_text_is_read_whole_composed_and_without_signs_that_are_not_shown(text: str, sample: str) -> None:
    assert text_sample(text) == sample


def test_a_long_text_is_read_at_its_beginning_middle_and_end() -> None:
    parts = ["a" * SAMPLE_CHARACTERS, "b" * SAMPLE_CHARACTERS, "c" * SAMPLE_CHARACTERS]
    assert text_sample("".join(parts)) == "".join(parts)
    assert text_sample("-----".join(parts)) == " ".join(parts)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", (0, 0, 0)),
        ("12 %!", (0, 0, 0)),
        ("duong", (5, 0, 0)),
        ("đường", (5, 3, 2)),  # đ is Croatian, too
        ("ĐƯỜNG", (5, 3, 2)),
        ("ẹ ọ ị ụ", (4, 4, 0)),  # Yoruba and Igbo have them
        ("水 вода", (5, 0, 0)),
    ],
)
def test_letters_are_counted_of_all_scripts_of_vietnamese_and_of_vietnamese_alone(
    text: str, counts: tuple[int, int, int]
) -> None:
    assert tuple(each.tolist() for each in count_letters([text, "ă"])) == tuple(
        [own, other] for own, other in zip(counts, (1, 1, 0), strict=True)
    )


def test_no_texts_have_no_letters() -> None:
    assert [each.tolist() for each in count_letters([])] == [[], [], []]


@pytest.mark.parametrize(("text", "size"), [("", 0), ("a1 b!", 2), ("đã", 4), ("水火", 6)])
def test_letters_weigh_by_their_bytes(text: str, size: int) -> None:
    assert letter_bytes(text) == size


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("", Syllables(0, 0.0, has_marks=False)),
        ("Nuoc song dang cao trong dem", Syllables(5, 1.0, has_marks=False)),
        ("nước sông dâng cao nghiêng quyển giường khuya", Syllables(8, 1.0, has_marks=True)),
        ("the river rose during the night", Syllables(5, 1 / 5, has_marks=False)),  # "the" is a syllable
        ("la la la la", Syllables(1, 1.0, has_marks=False)),
        ("iPhone bao nhiêu", Syllables(2, 1.0, has_marks=False)),
        ("Real Madrid thua tran nay", Syllables(3, 1.0, has_marks=False)),
        ("Nguyễn met Trần in Huế", Syllables(2, 1.0, has_marks=False)),
        ("toc do 70 km/h", Syllables(2, 1.0, has_marks=False)),
        ("Ha Noi", Syllables(0, 1.0, has_marks=False)),
        ("Huế", Syllables(0, 1.0, has_marks=True)),
        ("Real Madrid", Syllables(0, 0.0, has_marks=False)),
        ("ένα δύο", Syllables(2, 0.0, has_marks=False)),
    ],
)
def test_words_in_small_letters_are_vietnamese_syllables_with_their_marks_or_without(
    text: str, syllables: Syllables
) -> None:
    assert vietnamese_syllables(text) == syllables
