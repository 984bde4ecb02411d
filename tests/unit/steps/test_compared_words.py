import numpy as np
import polars as pl
import pytest

from flows.steps.compared_words import (
    NAME,
    NUMBER,
    PLAIN,
    Words,
    folded_word,
    joined,
    read_words,
    run_hashes,
    whole_hash,
    word_kind,
)
from flows.steps.text_hash import text_hash


def words_of(*texts: str) -> list[Words]:
    return read_words(pl.Series(texts, dtype=pl.String)).texts()


def hashes(*words: str) -> list[int]:
    return [text_hash(word) for word in words]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nội", "nội"),
        ("hòa", "hoà"),
        ("HÒA", "hoà"),
        ("thủy", "thuỷ"),
        ("khỏe", "khoẻ"),
        ("lũy", "luỹ"),
        ("tọa", "toạ"),
        ("07", "7"),
    ],
)
def test_forms_of_one_word_are_one(one: str, other: str) -> None:
    assert folded_word(one) == folded_word(other)


@pytest.mark.parametrize(
    ("one", "other"), [("ma", "má"), ("mả", "mã"), ("ban", "băn"), ("on", "ơn"), ("da", "đa"), ("70", "7")]
)
def test_marks_that_make_another_word_are_kept(one: str, other: str) -> None:
    assert folded_word(one) != folded_word(other)


@pytest.mark.parametrize(("word", "kind"), [("nhà", PLAIN), ("12h30", NUMBER), ("Bích", NAME), ("A1", NUMBER)])
def test_a_word_is_a_figure_a_name_or_neither(word: str, kind: int) -> None:
    assert word_kind(word) == kind


def test_words_are_read_in_their_order_without_marks_and_spaces() -> None:
    composed, decomposed, empty = words_of("“Gió,  lạnh”-về\tTP.HCM!", "“Gio\u0301, lạnh”\n\nvề TP.HCM", "… !")
    assert composed.hashes.tolist() == hashes(
        "gio\u0301", "lanh\u0323", "vê\u0300".replace("ê", "e\u0302"), "tp", "hcm"
    )
    assert composed.hashes.tolist() == decomposed.hashes.tolist()
    assert composed.kinds.tolist() == [NAME, PLAIN, PLAIN, NAME, NAME]
    assert empty.hashes.tolist() == []


def test_short_lines_are_no_prose_where_enough_stands_in_long_ones() -> None:
    sentence = "một hai ba bốn năm sáu bảy"
    long, short = words_of("\n".join(["Trang chủ", *[sentence] * 9, "Ảnh"]), f"Trang chủ\n{sentence}\nẢnh")
    assert long.is_prose.tolist() == [False] * 2 + [True] * 63 + [False]
    assert long.prose.hashes.tolist() == long.hashes[2:-1].tolist()
    assert short.is_prose.tolist() == [True] * 10


@pytest.mark.parametrize(
    ("line", "is_prose"),
    [
        ("Thứ ba, 19/6/2022, 17:08 (GMT+7)", False),
        ("Giá mua 56 57, giá bán 58 59", False),
        ("Giá mua 56 57, giá bán ra 58 59", True),
    ],
)
def test_lines_that_are_half_figures_are_no_prose(line: str, is_prose: bool) -> None:  # noqa: FBT001
    words = words_of("\n".join([line, *["một hai ba bốn năm sáu bảy"] * 9]))[0]
    assert words.is_prose.tolist() == [is_prose] * (len(words.hashes) - 63) + [True] * 63


def test_the_last_line_of_a_text_and_the_first_of_the_next_are_two() -> None:
    sentence = "một hai ba bốn năm sáu bảy "
    long, short = words_of(sentence * 9, "ba bốn")
    assert long.is_prose.all()
    assert short.is_prose.tolist() == [True, True]
    menu_first = words_of(sentence * 9 + "\nba", "bốn năm sáu bảy tám chín")[0]
    assert menu_first.is_prose.tolist() == [True] * 63 + [False]


def test_the_hash_of_a_pair_tells_the_order_and_is_the_same_everywhere() -> None:
    left, right = np.array([1], np.uint64), np.array([2], np.uint64)
    assert joined(left, right).tolist() != joined(right, left).tolist()
    assert joined(left, right).tolist() == [2082924257896845076]


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_runs_of_equal_words_have_equal_hashes_and_no_others(size: int) -> None:
    found = run_hashes(np.array([*range(10), *range(10)], np.uint64), size)
    assert len(found) == 21 - size
    assert found[: 11 - size].tolist() == found[10:].tolist()
    assert len(set(found.tolist())) == 10


def test_fewer_words_than_a_run_has_give_none() -> None:
    assert run_hashes(np.arange(4, dtype=np.uint64), 5).tolist() == []


def test_the_hash_of_a_whole_text_tells_order_and_length() -> None:
    texts = ([], [0], [0, 0], [1, 2], [2, 1], [1, 2, 0])
    assert len({int(whole_hash(np.array(text, np.uint64))) for text in texts}) == len(texts)
