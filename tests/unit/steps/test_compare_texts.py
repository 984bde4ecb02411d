from dataclasses import replace

import polars as pl
import pytest

from flows.steps.compare_texts import DEFAULT_RULES, Likeness, Pair, compare_articles
from flows.steps.compared_words import ArticleWords, read_words

RULES = DEFAULT_RULES


def made(seed: int, count: int) -> str:
    """Make words that no other seed makes, so that nothing is shared by chance."""
    letters = "abcdeghiklmnopqrstuvxy"
    return " ".join(letters[seed] + letters[number // 22] + letters[number % 22] for number in range(count))


def articles(*texts: tuple[str, str]) -> list[ArticleWords]:
    words = read_words(pl.Series([part for text in texts for part in text], dtype=pl.String)).texts()
    return [ArticleWords(text=body, title=title) for title, body in zip(words[::2], words[1::2], strict=True)]


def likeness(text: str, other: str, titles: tuple[str, str] = ("", "")) -> Likeness:
    one, two = articles((titles[0], text), (titles[1], other))
    found, turned = compare_articles([Pair(one, two), Pair(two, one)], RULES)
    assert turned == found
    return found


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Một hai ba.", "một HAI\n\nba"),
        ("Sương hoà vào gió", "Sương hòa vào gio\u0301"),
        ("…", "!"),
    ],
)
def test_equal_words_are_exact_copies_however_short(text: str, other: str) -> None:
    assert likeness(text, other) == Likeness(1.0, is_copy=True, is_exact=True, is_half_copy=True)


@pytest.mark.parametrize(("word_count", "is_copy"), [(39, False), (40, True)])
def test_a_text_of_forty_words_is_long_enough_for_a_near_copy(word_count: int, is_copy: bool) -> None:  # noqa: FBT001
    text = made(2, word_count)
    assert likeness(text, text.rsplit(" ", 1)[0] + " khác").is_copy is is_copy


def test_other_words_here_and_there_leave_a_copy() -> None:
    words = made(2, 200).split()
    edited = [f"sửa{'aeiouy'[place % 6]}" if place % 7 == 0 else word for place, word in enumerate(words)]
    assert likeness(" ".join(words), " ".join(edited)) == Likeness(1.0, is_copy=True, is_half_copy=True)


def test_a_cut_copy_lies_in_the_whole_text() -> None:
    text = made(2, 300)
    assert likeness(text, " ".join(text.split()[:100])) == Likeness(0.6667, is_copy=True, is_half_copy=True)


def test_half_of_both_texts_is_a_copy_only_where_the_rules_say_so() -> None:
    text, other = (f"{made(2, 60)} {made(seed, count)} {made(4, 60)}" for seed, count in ((3, 40), (5, 50)))
    assert likeness(text, other).is_copy
    strict = replace(RULES, resemblance=0.8)
    [found] = compare_articles([Pair(*articles(("", text), ("", other)))], strict)
    assert not found.is_copy


@pytest.mark.parametrize(("more", "is_half_copy"), [(40, True), (60, True), (61, False)])
def test_texts_that_share_half_and_differ_in_nothing_else_are_half_copies(more: int, is_half_copy: bool) -> None:  # noqa: FBT001
    text, other = (f"{made(2, 30)} {made(seed, count)} {made(4, 31)}" for seed, count in ((3, more), (5, more + 1)))
    found = likeness(text, other)
    assert found == Likeness(found.similarity, is_half_copy=is_half_copy)
    assert found.similarity == pytest.approx(61 / (61 + more), abs=0.01)


def test_no_half_copies_are_follow_ups_and_those_that_figures_days_or_headlines_tell_apart() -> None:
    shared = made(2, 80)
    own, others = made(3, 60), made(4, 61)
    assert likeness(f"{shared} {own}", f"{shared} {others}").is_half_copy
    assert not likeness(f"{own} {own} {shared}", f"{others} {others} {shared}").is_half_copy
    assert not likeness(f"Sáng 4/7 {shared} {own}", f"Sáng 5/7 {shared} {others}").is_half_copy
    assert not likeness(f"có 21 {shared} 22 hay 23 {own}", f"có 25 {shared} 26 hay 27 {others}").is_half_copy
    titles = ("Giá vàng hôm nay 81 triệu", "Giá vàng hôm nay 82 triệu")
    assert not likeness(f"{shared} {own}", f"{shared} {others}", titles).is_half_copy


def test_a_follow_up_opens_with_something_new() -> None:
    background = made(2, 200)
    assert not likeness(f"{made(3, 80)} {background}", f"{made(4, 90)} {background}").is_copy
    assert likeness(f"{background} {made(3, 80)}", f"{background} {made(4, 90)}").is_copy


def test_a_story_among_others_is_a_copy_where_it_comes_first() -> None:
    story, others = made(2, 120), made(3, 400)
    assert likeness(story, f"{story} {others}") == Likeness(0.6154, is_copy=True, is_half_copy=True)
    assert likeness(story, f"{others} {story}") == Likeness(0.6154)


def test_a_copy_is_found_before_other_teasers() -> None:
    story = made(2, 120)
    wrapped, other = f"{story} {made(3, 150)} 1 2 3 4 5", f"{story} {made(4, 160)} 6 7 8 9 10"
    assert likeness(wrapped, other) == Likeness(0.4287, is_copy=True)
    assert not likeness(f"{made(2, 70)} {made(3, 100)}", f"{made(2, 70)} {made(4, 110)}").is_copy
    assert not likeness(f"{made(5, 50)} {wrapped}", f"{made(6, 50)} {other}").is_copy


BULLETIN = (
    "Giá vàng sáng nay tại các cửa hàng lớn mua vào {} bán ra {} nghìn đồng mỗi lượng so với phiên trước đó, "
    "trong khi giá thế giới giao ngay ở mức {} đô la mỗi ounce và tỷ giá được niêm yết quanh {} đồng tại các "
    "ngân hàng thương mại, còn lãi suất huy động kỳ hạn {} tháng không thay đổi nhiều trong tuần vừa qua."
)


def test_bulletins_with_other_figures_are_no_copies() -> None:
    today = BULLETIN.format("56,10", "56,32", "1821", "23.150", "12")
    assert likeness(today, today.replace("56,32", "56,35")).is_copy
    assert not likeness(today, BULLETIN.format("56,70", "56,91", "1835", "23.160", "12")).is_copy
    assert not likeness(today, BULLETIN.format("23.150", "12", "56,10", "1821", "56,32")).is_copy


def test_the_same_said_on_another_day_is_no_copy() -> None:
    text = f"Ngày {{}}, người phát ngôn cho biết {made(2, 100)}"
    assert likeness(text.format("4/7"), text.format("04-7")).is_copy
    assert not likeness(text.format("4/7"), text.format("14/5")).is_copy


def test_the_same_figures_on_another_day_are_no_copy() -> None:
    report = f"{made(2, 60)} tăng 21 và 22 rồi 23 cùng 24 hay 25 với 26 {made(3, 60)}"
    assert likeness(f"Sáng 4/7 {report}", f"{report} hôm 4/7").is_copy
    assert not likeness(f"Sáng 4/7 {report}", f"{report} hôm 14/5").is_copy


def test_one_form_with_other_names_is_no_copy() -> None:
    form = f"{{}} {made(2, 60)} {{}} {made(3, 30)}"
    names, others = "Hồ Lê Văn An Bình", "Trần Thị Bích Cúc Hạnh"
    assert not likeness(form.format(names, names), form.format(others, others)).is_copy
    same = (form.format("họ", "họ"), form.format("ai", "ai"))
    assert likeness(*same).is_copy
    assert not likeness(*same, titles=(f"Bổ nhiệm {names} làm giám đốc", f"Bổ nhiệm {others} làm giám đốc")).is_copy


def test_a_headline_may_name_whom_the_other_lead_names() -> None:
    titles = ("Bổ nhiệm Hồ Lê Văn An làm giám đốc", "Bổ nhiệm Trần Thị Bích Cúc làm giám đốc")
    names = "Hồ Lê Văn An thay Trần Thị Bích Cúc"
    for place, is_copy in ((0, True), (20, True), (30, False)):
        text = f"{made(2, place)} {names} {made(3, 120)}"
        assert likeness(text, f"{text} khác", titles).is_copy is is_copy


def test_two_headlines_of_one_text_may_give_different_figures_of_it() -> None:
    titles = ("Lũ ở Huế, 12 người chết", "Lũ ở Huế, 30 xã ngập")
    story = f"12 người chết, 30 xã ngập {made(2, 120)}"
    assert likeness(f"{story} {made(3, 30)}", f"{story} {made(4, 31)}", titles).is_copy
    assert not likeness(f"{made(2, 120)} {made(3, 30)}", f"{made(2, 120)} {made(4, 31)}", titles).is_copy
    # In a longer text, the figure may be another story's.
    assert likeness(story, f"{story} {made(3, 320)}").is_copy
    assert not likeness(story, f"{story} {made(3, 320)}", titles).is_copy


@pytest.mark.parametrize(("count", "is_copy"), [(3, True), (4, False)])
def test_of_three_names_two_may_differ_but_not_of_four_three(count: int, is_copy: bool) -> None:  # noqa: FBT001
    story, names, others = made(2, 120), ("Lan", "Mai", "Cúc", "Trúc"), ("Lan", "Hồ", "Bình", "Sơn")
    texts = [f"{' '.join(each[:count])} {story}" for each in (names, others)]
    assert likeness(texts[0], texts[1]).is_copy is is_copy
