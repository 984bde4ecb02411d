import polars as pl
import pytest

from flows.steps.line_words import distinct, line_words, place_weights, place_words, weighed_words, word_columns


def words_of(text: str, key: str | None = None) -> list[str]:
    table = pl.DataFrame({"text": [text], "key": [text.lower() if key is None else key]})
    return sorted(line_words(table)["word"])


def test_words_the_opening_pair_and_the_whole_of_a_short_line() -> None:
    assert words_of("đọc thêm tin") == sorted(["đọc", "thêm", "tin", "^đọc thêm", "^đọc thêm tin$"])


def test_a_lone_word_has_its_phrase_beside_it() -> None:
    assert words_of("xem") == sorted(["xem", "^xem$"])


def test_a_word_counts_once_a_line() -> None:
    assert words_of("tin và tin và tin và tin") == sorted(["tin", "và", "^tin và"])


def test_pairs_of_signs_stand_for_words_where_none_are_parted() -> None:
    assert words_of("新闻网") == sorted(["新闻", "闻网", "^新闻 闻网", "^新闻 闻网$"])


def test_of_a_long_line_the_opening_words_are_taken() -> None:
    text = "một hai. " * 100
    assert words_of(text, key=text) == sorted(["một", "hai", "^một hai"])


def test_a_line_without_letters_has_no_words() -> None:
    assert words_of("12:30", key="") == []


def test_class_names_and_tags_are_words_of_their_own() -> None:
    table = pl.DataFrame(
        {"element": ["body/div/p", "", "body/div/p"], "attribute_words": ["articleBody main-text", "", "side"]}
    )
    found = place_words(table).group_by("row").agg(pl.col("word").sort()).sort("row")
    tags = ["<body", "<div", "<p"]
    assert found["row"].to_list() == [0, 2]
    assert found["word"].to_list() == [
        sorted([*tags, "@article", "@body", "@main", "@text"]),
        sorted([*tags, "@side"]),
    ]


def test_weights_give_mean_root_sum_extremes_and_count() -> None:
    words = pl.DataFrame({"row": [0, 0, 1], "word": ["xem", "tin", "lạ"]})
    found = word_columns(words, {"xem": -300, "tin": 100}, 2)
    assert {name: column.tolist() for name, column in found.items()} == {
        "words_mean": [-1.0, 0.0],
        "words_sum": [pytest.approx(-2.0 / 2**0.5), 0.0],
        "words_least": [-3.0, 0.0],
        "words_most": [1.0, 0.0],
        "words_known": [2.0, 0.0],
    }


def test_each_word_of_a_row_is_weighed_once_whatever_the_order_of_rows() -> None:
    words = pl.DataFrame({"row": [3, 1, 3, 3, 1], "word": ["tin", "bài", "bài", "tin", "ảnh"]})
    weights = weighed_words(words, {"bài": 40, "tin": -15}, 5)
    assert [column.tolist() for column in weights] == [
        [0.0, 40.0, 0.0, 25.0, 0.0],
        [0.0, 0.0, 0.0, -15.0, 0.0],
        [0.0, 40.0, 0.0, 40.0, 0.0],
        [0.0, 1.0, 0.0, 2.0, 0.0],
    ]


def test_a_word_that_two_class_names_share_is_weighed_once() -> None:
    elements, classes = distinct(pl.Series(["div/p", ""])), distinct(pl.Series(["article-body bodyText", "body"]))
    weights = place_weights(elements, classes, {"@body": 30, "@text": 7, "<p": 5})
    assert [column.tolist() for column in weights] == [[42.0, 0.0], [0.0, 0.0], [30.0, 0.0], [3.0, 0.0]]
