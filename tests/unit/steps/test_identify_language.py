import unicodedata

import polars as pl
import pytest
from langdetect.lang_detect_exception import ErrorCode, LangDetectException

from flows.steps.identify_language import (
    MAX_CHARACTERS,
    differs_by_letters,
    identify_language,
    identify_paragraph_languages,
    identify_text,
    identify_texts,
    letter_count,
    vietnamese_share,
)
from schemas.stages import ARTICLE_LANGUAGES, PAGE_PARAGRAPHS, TEXT_PARAGRAPHS

VIETNAMESE = "Nước sông dâng cao trong đêm khiến nhiều hộ dân phải di chuyển đồ đạc lên tầng hai."
UNACCENTED = "Nuoc song dang cao trong dem khien nhieu ho dan phai di chuyen do dac len tang hai cua ngoi nha."
ENGLISH = "The river rose during the night and many families had to move their belongings upstairs."
CHINESE = "河水在夜里上涨,两岸居民已经接到通知,因此没有人受伤。"


class SilentDetector:
    """Stands for a detector that gives no answer, which no short text brings langdetect to."""

    def __init__(self, error: LangDetectException | None = None) -> None:
        self.error = error

    def create(self) -> "SilentDetector":
        return self

    def append(self, text: str) -> None:
        assert text

    def get_probabilities(self) -> list[object]:
        if self.error is not None:
            raise self.error
        return []


def articles(*texts: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"document_id": [f"d{number}" for number in range(len(texts))], "article_index": 0, "text": list(texts)},
        {"document_id": pl.String, "article_index": pl.Int64, "text": pl.String},
    )


def paragraphs(*texts: str, document_id: str = "d0") -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "paragraph_id": f"p{number}",
                "article_id": "a",
                "document_id": document_id,
                "article_index": 0,
                "paragraph_index": number,
                "kind": "body",
                "text": text,
                "char_start": 0,
                "char_end": len(text),
                "word_count": 1,
            }
            for number, text in enumerate(texts)
        ],
        PAGE_PARAGRAPHS.to_polars(),
    )


def languages(*rows: tuple[str, int, str, float, bool]) -> pl.DataFrame:
    return pl.DataFrame(rows, ARTICLE_LANGUAGES.to_polars(), orient="row")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (VIETNAMESE, "vi"),
        (unicodedata.normalize("NFD", VIETNAMESE), "vi"),
        (VIETNAMESE.upper(), "vi"),
        (UNACCENTED, "vi"),
        (ENGLISH, "en"),
        (CHINESE, "zh"),
        ("123 456 789", "und"),
        ("Zoey", "und"),
        ("", "und"),
        ("ʘʘʘʘʘʘʘʘʘʘʘʘ", "und"),
    ],
)
def test_a_text_has_the_language_of_its_letters(text: str, language: str) -> None:
    assert [found for found, _ in identify_texts([text])] == [language]


def test_a_text_that_cannot_be_told_has_no_score_and_a_clear_one_nearly_all() -> None:
    (_, unknown), (_, clear) = identify_texts(["12", VIETNAMESE])
    assert unknown == 0.0
    assert 0.99 < clear <= 1.0


def test_capitals_are_read_as_small_letters() -> None:
    text = "the river rose during the night"
    assert identify_texts([text.upper()]) == identify_texts([text]) == [("en", 1.0)]


def test_ten_letters_are_enough_and_nine_are_not() -> None:
    assert letter_count("a1 b!é") == 3
    assert [language for language, _ in identify_texts(["không được 12", "tiếng Việt đ 1"])] == ["und", "vi"]


def test_only_the_head_of_a_text_is_read() -> None:
    head = (VIETNAMESE + " ") * 40
    assert len(head) > MAX_CHARACTERS
    assert identify_texts([head + ENGLISH * 100]) == identify_texts([head])


@pytest.mark.parametrize(
    "detector", [SilentDetector(), SilentDetector(LangDetectException(ErrorCode.CantDetectError, "no features"))]
)
def test_no_answer_is_undetermined(detector: SilentDetector) -> None:
    assert identify_text(VIETNAMESE, detector) == ("und", 0.0)


def test_no_texts_have_no_languages() -> None:
    assert identify_texts([]) == []


@pytest.mark.parametrize(
    ("text", "share"),
    [("", 0.0), ("đường", 0.6), ("ĐƯỜNG", 0.6), ("duong", 0.0), ("d\u0323a", 0.0), ("a\u0323b", 0.5)],
)
def test_vietnamese_share_counts_letters_that_no_other_language_has(text: str, share: float) -> None:
    assert vietnamese_share(text) == share


def test_each_article_has_its_language_and_whether_its_accents_are_missing() -> None:
    found = identify_language(articles(VIETNAMESE, UNACCENTED, ENGLISH, "12"))
    assert found.drop("language_score").rows() == [
        ("d0", 0, "vi", False),
        ("d1", 0, "vi", True),
        ("d2", 0, "en", False),
        ("d3", 0, "und", False),
    ]
    assert found.schema == ARTICLE_LANGUAGES.to_polars()
    assert identify_language(articles(VIETNAMESE, UNACCENTED, ENGLISH, "12").reverse()).equals(found)


@pytest.mark.parametrize(
    ("text", "language", "is_open"),
    [
        (VIETNAMESE, "vi", False),
        (ENGLISH, "vi", True),
        (ENGLISH[:40], "vi", False),
        (ENGLISH, "en", True),
        (VIETNAMESE, "en", True),
    ],
)
def test_letters_leave_room_for_another_language(text: str, language: str, is_open: bool) -> None:  # noqa: FBT001
    assert differs_by_letters(text, language) is is_open


def test_a_paragraph_takes_its_articles_language_unless_its_letters_say_otherwise() -> None:
    unclear = "1 " * 20 + "ʘ" * 70
    own = identify_texts([ENGLISH])[0]
    found = identify_paragraph_languages(
        paragraphs(VIETNAMESE, "Yes, sir.", ENGLISH, unclear), languages(("d0", 0, "vi", 0.9, False))
    )
    assert found.select("paragraph_index", "language", "language_score").rows() == [
        (0, "vi", 0.9),
        (1, "vi", 0.9),
        (2, *own),
        (3, "vi", 0.9),
    ]
    assert own[0] == "en"
    assert found.schema == TEXT_PARAGRAPHS.to_polars()


def test_paragraphs_that_need_no_question_ask_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.steps.identify_language.identify_texts", None)
    found = identify_paragraph_languages(paragraphs("Ảnh: An"), languages(("d0", 0, "vi", 0.9, False)))
    assert found["language"].to_list() == ["vi"]


def test_paragraphs_of_several_articles_come_sorted_with_their_own_articles_language() -> None:
    rows = pl.concat([paragraphs("Vâng.", "Dạ.", document_id="d1"), paragraphs("Yes.")]).reverse()
    known = languages(("d1", 0, "vi", 0.9, False), ("d0", 0, "en", 0.8, False))
    found = identify_paragraph_languages(rows, known)
    assert found.select("document_id", "paragraph_index", "language").rows() == [
        ("d0", 0, "en"),
        ("d1", 0, "vi"),
        ("d1", 1, "vi"),
    ]


def test_no_articles_and_no_paragraphs_give_no_rows() -> None:
    assert identify_language(articles()).equals(ARTICLE_LANGUAGES.empty())
    assert identify_paragraph_languages(paragraphs(), languages()).equals(TEXT_PARAGRAPHS.empty())
