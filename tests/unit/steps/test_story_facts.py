import polars as pl
import pytest

from flows.steps.compared_words import ArticleWords, Words, read_words
from flows.steps.story_facts import (
    agreement,
    are_of_one_form,
    figures_agreement,
    name_other_days,
    tables_agree,
)


def words_of(*texts: str) -> list[Words]:
    return read_words(pl.Series(texts, dtype=pl.String)).texts()


def articles(*parts: tuple[str, str]) -> list[ArticleWords]:
    """Return articles of these titles and texts."""
    words = words_of(*(part for title_and_text in parts for part in title_and_text))
    return [ArticleWords(text, title) for title, text in zip(words[::2], words[1::2], strict=True)]


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("Lan gặp Mai", "Mai gặp Lan", 1.0),
        ("Lan gặp Mai", "Lan gặp Cúc", 2 / 3),
        ("Lan", "Mai Cúc Trúc", 1 / 2),
        ("không ai", "Mai", 1.0),
    ],
)
def test_names_agree_by_their_share_of_the_text_with_fewer(text: str, other: str, expected: float) -> None:
    own, others = (words.names for words in words_of(text, other))
    assert agreement(own, others) == agreement(others, own) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "other", "swap_count", "expected"),
    [
        ("không có số", "không có", 0, 0.85),
        ("có 5 và 6", "có 6 và 5", 0, 0.85),
        ("1 2 3 4", "1", 0, 0.85),
        ("1 2 3 4", "4 7 8 9", 0, 0.85 - 3 / 5),
        ("ngày 5 tháng 6", "ngày 5 tháng 7", 1, 0.85 - 3 / 3),
        ("1 2 3 4 5", "1 2 3 4 5", 0, 1.0),
        ("1 2 3 4 5", "5 4 3 2 1", 0, 2 / 6),
        ("1 2 3 4 5", "1 2 3 4 6", 1, 5 / 6 - 1 / 4),
        ("1 2 3 4 5", "6 7 8 9 10", 4, 2 / 6 - 13 / 12),
    ],
)
def test_figures_agree_when_they_follow_one_another_in_both_and_none_stands_for_another(
    text: str, other: str, swap_count: int, expected: float
) -> None:
    assert figures_agreement(*words_of(text, other), swap_count) == pytest.approx(expected)


def test_of_many_figures_nearly_all_follow_one_another_in_a_copy() -> None:
    row = [str(number) for number in range(17)]
    for count, expected in ((16, 1.0), (17, 0.85)):
        assert figures_agreement(*words_of(" ".join(row[:count]), " ".join(row[:count])), 0) == pytest.approx(
            expected
        )


SENTENCE = "Dưới đây là lời giải để thí sinh tham khảo.\n" * 7


@pytest.mark.parametrize(
    ("key", "other_key", "expected"),
    [
        ("ABCDABCDAB", "ABCDABCDAC", True),
        ("ABCDABCDAB", "BCADDACBDA", False),
        ("ABCDABCDA", "BCADDACBD", True),  # nine figures are no table
    ],
)
def test_answer_keys_with_other_answers_are_other_tables(key: str, other_key: str, expected: bool) -> None:  # noqa: FBT001
    own, others = words_of(
        *(
            SENTENCE + "\n".join(f"{number}. {answer}" for number, answer in enumerate(each))
            for each in (key, other_key)
        )
    )
    assert tables_agree(own, others) is tables_agree(others, own) is expected


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("sáng 4/7 tại Huế", "sáng 5/7 tại Huế", True),
        ("sáng 4/7, chiều 5-7", "sáng 05/07", False),
        ("sáng 4/7 tại Huế", "sáng nay tại Huế", False),
        ("tăng 40/70 điểm", "sáng 5/7", False),
        ("sáng 4/13", "sáng 5/7", False),
    ],
)
def test_texts_that_name_days_name_one_in_common(text: str, other: str, expected: bool) -> None:  # noqa: FBT001
    own, others = words_of(text, other)
    assert name_other_days(own, others) is name_other_days(others, own) is expected


@pytest.mark.parametrize(
    ("title", "other", "expected"),
    [
        ("Giá vàng hôm nay 5/6", "Giá vàng hôm nay 7/6", True),
        ("Thời tiết ngày 12/4", "Thời tiết ngày 12/12", True),
        ("Giá vàng hôm nay", "Giá vàng hôm nay 7/6", False),
        ("Bão số 5 vào bờ", "Người dân Huế đón bão số 5", False),
        ("12 người bị thương ở Huế", "Mưa lớn, 30 xã ngập", False),
        ("Bổ nhiệm ông Lê Văn An làm giám đốc", "Bổ nhiệm bà Trần Thị Bích Cúc làm giám đốc", False),
        ("Bổ nhiệm ông Hồ Lê Văn An làm giám đốc", "Bổ nhiệm bà Trần Thị Bích Cúc làm giám đốc", True),
        ("", "Giá vàng hôm nay 7/6", False),
    ],
)
def test_headlines_of_one_form_name_other_dates_or_people(title: str, other: str, expected: bool) -> None:  # noqa: FBT001
    own, others = articles((title, ""), (other, ""))
    assert are_of_one_form(own, others, is_one_text=True) is expected
    assert are_of_one_form(others, own, is_one_text=False) is expected


FIGURES = ("Lũ ở Huế, 12 người chết", "Lũ ở Huế, 30 xã ngập")
PEOPLE = ("Bổ nhiệm Hồ Lê Văn An làm giám đốc", "Bổ nhiệm Trần Thị Bích Cúc làm giám đốc")
BEFORE = "từ " * 29


@pytest.mark.parametrize(
    ("titles", "texts", "is_one_text", "expected"),
    [
        pytest.param(FIGURES, ("30 xã ngập", "12 người chết"), True, False, id="both texts give both"),
        pytest.param(FIGURES, ("30 xã ngập", ""), True, False, id="one text gives both"),
        pytest.param(FIGURES, ("", ""), True, True, id="no text gives both"),
        pytest.param(FIGURES, ("30 xã ngập", "12 người chết"), False, True, id="they may be other stories'"),
        pytest.param(PEOPLE, ("Trần Thị Bích Cúc đi", "Hồ Lê Văn An đi"), False, False, id="both leads name both"),
        pytest.param(PEOPLE, (f"{BEFORE} Trần Thị Bích Cúc", ""), True, False, id="a lead names one of the others"),
        pytest.param(PEOPLE, (f"{BEFORE} từ Trần Thị Bích Cúc", ""), True, True, id="behind the lead"),
    ],
)
def test_headlines_may_pick_other_figures_and_people_of_what_the_other_article_tells(
    titles: tuple[str, str],
    texts: tuple[str, str],
    is_one_text: bool,  # noqa: FBT001
    expected: bool,  # noqa: FBT001
) -> None:
    own, others = articles(*zip(titles, texts, strict=True))
    assert are_of_one_form(own, others, is_one_text=is_one_text) is expected
    assert are_of_one_form(others, own, is_one_text=is_one_text) is expected
