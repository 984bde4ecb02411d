from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pytest

from flows.steps.line_facts import line_fact_table
from flows.steps.line_signals import half, line_signals, nearness, page_bounds, title_words, window_sum
from schemas.stages import LINE_EVIDENCE, PAGES

SENTENCE = "Nước sông đã dâng lên rất cao trong đêm qua."  # ten words
MENU = {"element": "nav/ul/li", "attribute_words": "menu", "link_char_count": 9}
PARAGRAPH = {"element": "article/div/p", "attribute_words": "body", "link_char_count": 0}


def signals_of(
    texts: Sequence[str],
    names: Sequence[str],
    *,
    markup: Sequence[Mapping[str, object]] | None = None,
    titles: Sequence[str] = (),
    words: Mapping[str, int] | None = None,
    places: Mapping[str, int] | None = None,
) -> dict[str, list[float]]:
    """Return some signals of all lines of the pages, the first of which has the markup and the titles."""
    columns = {
        "document_id": [f"{number}" for number in range(len(texts))],
        "text": texts,
        "line_facts": [markup, *[None] * (len(texts) - 1)],
    }
    types = PAGES.to_polars()
    table = line_fact_table(pl.DataFrame(columns, {name: types[name] for name in columns}), LINE_EVIDENCE.empty())
    known = [title_words(titles), *[[] for _ in texts[1:]]]
    found = dict(line_signals(table, known, words or {}, places or {}))
    return {name: [round(value, 4) for value in found[name].tolist()] for name in names}


def test_own_facts_are_shares_flags_and_halved_counts() -> None:
    names = (
        "ends_sentence",
        "comma_count_share",
        "digit_count_share",
        "tokens_10",
        "phrase_kind_nav",
        "bracket_count",
    )
    assert signals_of([f"{SENTENCE}\nTrang chủ\nhai, (3)"], names) == {
        "ends_sentence": [1.0, 0.0, 0.0],
        "comma_count_share": [0.0, 0.0, 0.5],
        "digit_count_share": [0.0, 0.0, 0.125],
        "tokens_10": [0.5, 0.1667, 0.1667],
        "phrase_kind_nav": [0.0, 1.0, 0.0],
        "bracket_count": [0.0, 0.0, 0.6667],
    }


def test_a_place_is_told_by_the_lines_of_its_page_alone() -> None:
    names = ("above_5", "below_5", "place", "page_text_share", "tokens_above", "text_below")
    assert signals_of([f"Trang chủ\n{SENTENCE}", SENTENCE], names) == {
        "above_5": [0.0, 0.1667, 0.0],
        "below_5": [0.1667, 0.0, 0.0],
        "place": [0.0, 0.5, 0.0],
        "page_text_share": [0.8333, 0.8333, 1.0],
        "tokens_above": [0.0, 0.1667, 0.0],
        "text_below": [1.0, 0.0, 0.0],
    }


def test_a_mark_weighs_half_eight_lines_below_it() -> None:
    marks = np.array([False, True, *[False] * 8, False])
    found = nearness(marks, page_bounds(np.array([0] * 10 + [1])))
    assert found[[0, 1, 9, 10]].tolist() == [0.0, 1.0, 0.5, 0.0]


def test_a_window_ends_where_its_page_does() -> None:
    bounds = page_bounds(np.array([0, 0, 0, 1]))
    assert window_sum(np.array([1.0, 2.0, 4.0, 8.0]), -1, 1, bounds).tolist() == [3.0, 7.0, 6.0, 8.0]


def test_elements_are_told_by_tag_depth_and_the_text_they_hold() -> None:
    names = (
        "in_li",
        "in_ul",
        "is_p",
        "in_div",
        "depth",
        "place_token_share",
        "place_text_share",
        "parent_text_share",
    )
    text = f"Trang chủ\n{SENTENCE}\nThể thao\n{SENTENCE}"
    assert signals_of([text, SENTENCE], names, markup=[MENU, PARAGRAPH, MENU, PARAGRAPH]) == {
        "in_li": [1.0, 0.0, 1.0, 0.0, 0.0],
        "in_ul": [1.0, 0.0, 1.0, 0.0, 0.0],
        "is_p": [0.0, 1.0, 0.0, 1.0, 0.0],
        "in_div": [0.0, 1.0, 0.0, 1.0, 0.0],
        "depth": [0.2, 0.2, 0.2, 0.2, 0.0],
        "place_token_share": [0.1667, 0.8333, 0.1667, 0.8333, 0.0],
        "place_text_share": [0.0, 1.0, 0.0, 1.0, 0.0],
        "parent_text_share": [0.0, 1.0, 0.0, 1.0, 0.0],
    }


def test_a_parent_holds_the_text_of_elements_under_the_same_three_class_names() -> None:
    head = PARAGRAPH | {"element": "article/div/h2", "attribute_words": "title big wide body"}
    text = PARAGRAPH | {"attribute_words": "first big wide body"}
    found = signals_of([f"Nước lên\n{SENTENCE}"], ["place_text_share", "parent_text_share"], markup=[head, text])
    assert found == {"place_text_share": [0.0, 1.0], "parent_text_share": [1.0, 1.0]}


def test_words_and_places_weigh_alike_on_every_line_that_has_them() -> None:
    found = signals_of(
        ["Xem tin\nTin\nXem tin"],
        ["words_mean", "words_known", "place_words_least", "place_words_most", "place_words_known"],
        markup=[MENU, PARAGRAPH, MENU],
        words={"xem": -300, "tin": 100},
        places={"@menu": -100, "<nav": -300, "<p": 100},
    )
    assert found == {
        "words_mean": [-0.5, 0.5, -0.5],
        "words_known": [0.6667, 0.5, 0.6667],
        "place_words_least": [-0.75, 0.0, -0.75],
        "place_words_most": [0.0, 0.5, 0.0],
        "place_words_known": [0.6667, 0.5, 0.6667],
    }


def test_class_names_around_no_element_weigh_nothing() -> None:
    lost = PARAGRAPH | {"element": ""}
    assert signals_of(["Tin"], ["place_words_known"], markup=[lost], places={"@body": 100}) == {
        "place_words_known": [0.0]
    }


def test_titles_share_words_with_lines_of_their_own_page() -> None:
    found = signals_of(
        ["Nước dâng cao\nNước dâng", "Nước dâng cao"],
        ["title_share", "of_title_share"],
        titles=["Nước dâng", "Cầu sập"],
    )
    assert found == {"title_share": [0.6667, 1.0, 0.0], "of_title_share": [0.5, 0.5, 0.0]}


def test_a_list_of_headlines_is_no_title() -> None:
    assert signals_of(["Nước dâng"], ["title_share"], titles=["nước dâng " * 30]) == {"title_share": [0.0]}


def test_topics_are_long_words_without_weight_that_sentences_of_the_page_share() -> None:
    """`nước` and `sông` run through, `dâng` has a weight; the third page's line has no sentence to share them with."""
    first = "Nước sông Mẫu dâng lên cao vào nửa đêm."
    names = ("rare_count", "topic_share", "topic_count", "topic_distance_5", "topic_earlier")
    found = signals_of([f"{first}\nTrang chủ\nNước sông dâng", "Nước sông"], names, words={"dâng": 10, "trang": -10})
    assert found == {
        "rare_count": [0.3333, 0.0, 0.3333, 0.3333],
        "topic_share": [0.0, 0.0, 0.5, 0.0],
        "topic_count": [0.0, 0.0, 0.4, 0.0],
        "topic_distance_5": [0.0, 0.0, 0.2857, 0.0],
        "topic_earlier": [0.0, 0.0, 1.0, 0.0],
    }


def test_a_scale_comes_to_a_half() -> None:
    assert half(np.array([-3.0, 0.0, 3.0]), 3.0).tolist() == [-0.5, 0.0, 0.5]


def test_the_words_of_titles_are_folded() -> None:
    assert title_words(["Nước DÂNG", "12:30 tin"]) == ["nước", "dâng", "tin"]


@pytest.mark.parametrize("texts", [[], ["\n \n"]])
def test_no_lines_have_no_signals(texts: list[str]) -> None:
    columns = {"document_id": ["0"] * len(texts), "text": texts, "line_facts": [None] * len(texts)}
    types = {name: PAGES.to_polars()[name] for name in columns}
    table = line_fact_table(pl.DataFrame(columns, types), LINE_EVIDENCE.empty())
    found = dict(line_signals(table, [[] for _ in texts], {"tin": 1}, {"<p": 1}))
    assert {len(column) for column in found.values()} == {0}
