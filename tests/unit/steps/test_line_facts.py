from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest

from flows.steps.line_characters import BLANKS
from flows.steps.line_facts import LineFacts, line_fact_table, line_facts
from schemas.stages import LINE_EVIDENCE, PAGES

SENTENCE = "Nước sông đã dâng lên rất cao trong đêm qua."


def page_table(texts: Sequence[str], markup: Sequence[Sequence[Mapping[str, Any] | None] | None]) -> pl.DataFrame:
    schema = PAGES.to_polars()
    columns = {"document_id": [f"d{number}" for number in range(len(texts))], "text": texts, "line_facts": markup}
    return pl.DataFrame(columns, {name: schema[name] for name in columns})


def page_line_facts(
    text: str, markup: Sequence[Mapping[str, Any] | None] | None, buckets: Mapping[int, int]
) -> list[LineFacts]:
    evidence = pl.DataFrame(
        [("d0", line, bucket) for line, bucket in buckets.items()], LINE_EVIDENCE.to_polars(), orient="row"
    )
    return list(line_facts(line_fact_table(page_table([text], [markup]), evidence)))


def only(text: str) -> LineFacts:
    (line,) = page_line_facts(text, None, {})
    return line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hai từ", 2),
        ("plain ascii words", 3),
        ("河水在夜里上涨了二", 5),
        ("AI 河水在夜", 3),
        ("แม่น้ำสูงขึ้นใน", 4),
    ],
)
def test_words_are_counted_also_where_no_space_parts_them(text: str, expected: int) -> None:
    assert only(text).token_count == expected


def test_a_key_is_the_same_for_other_quotes_case_and_numbers() -> None:
    assert only("Bình luận (12)").key == only("bình luận").key == "bình luận"
    assert only("Sông “Lớn” dâng").key == only("sông 'lớn' dâng").key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nước đã rút.", True),
        ("“Nước đã rút!”", True),
        ("Nước đã rút. (Báo Mẫu)", True),
        ("河水退了。", True),
        ("नदी उतर गई।", True),
        ("Nước đã rút (Báo Mẫu)", False),
        ("Nước đã rút", False),
        ("Nước đã rút...", False),
        ("»»", False),
    ],
)
def test_sentence_ends_of_all_scripts_are_seen_through_closing_marks(text: str, expected: bool) -> None:  # noqa: FBT001
    assert only(text).ends_sentence is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tin liên quan", "related"),
        ("Xem thêm: Sông dâng cao", "related"),
        ("Phản hồi: 0", "comment_ui"),
        ("12 bình luận", "comment_ui"),
        ("Quảng cáo", "ad"),
        ("https://a.example/?adslk=1", "ad"),
        ("https://a.example/", "other_boilerplate"),
        ("Trang chủ", "nav"),
        ("anh-song_1.JPG", "image_name"),
        ("#sônglớn #mưa", "hashtag"),
        ("Sông dâng cao (Ảnh: An)", "caption"),
        ("Sông dâng cao. Ảnh: Trần Mẫu.", "caption"),
        ("Ảnh: An", "caption"),
        ("Nguồn: Báo Mẫu", "source_credit"),
        ("Nguồn", "source_credit"),
        ("Tác giả: Trần Mẫu", "byline"),
        ("By Ann Lee", "byline"),
        ("© 2024 Báo Mẫu", "other_boilerplate"),
        ("Đọc chính sách cookie của báo", "other_boilerplate"),
        ("by the river", ""),
        ("Nguồn nước đã cạn", ""),
        ("Sông dâng cao", ""),
        ("Đọc chính sách cookie " * 30, ""),
    ],
)
def test_the_words_of_a_line_can_tell_its_kind(text: str, expected: str) -> None:
    assert only(text).phrase_kind == expected


def test_headings_of_sections_are_told_from_buttons() -> None:
    lines = page_line_facts("Bình luận\nTrả lời\nTin liên quan\nTrang chủ", None, {})
    assert [line.opens_section for line in lines] == [True, False, True, False]


def test_white_space_is_what_python_strips() -> None:
    assert set(BLANKS) == {chr(code) for code in range(0x110000) if chr(code).isspace()}


def test_lines_are_counted_with_blank_ones_and_stripped_of_white_space() -> None:
    evidence = pl.DataFrame([("d0", 3, 2)], LINE_EVIDENCE.to_polars(), orient="row")
    table = line_fact_table(page_table(["\n\t Một  \n\n hai"], [None]), evidence)
    names = ("line_index", "char_start", "char_end", "text", "site_count_bucket")
    assert table.select(names).rows() == [(1, 3, 6, "Một", 0), (3, 11, 14, "hai", 2)]


def test_a_line_printed_twice_knows_it() -> None:
    lines = page_line_facts("Sông “Lớn”\nkhác\nsông 'lớn'\n12\n13", None, {})
    assert [line.printing_count for line in lines] == [2, 1, 2, 1, 1]


def test_a_long_text_that_ends_in_dots_is_not_cut() -> None:
    assert only("nước dâng lên cao...").is_truncated
    long = only("nước dâng lên " * 20 + "nữa…")
    assert (long.is_truncated, long.ends_sentence, long.is_sentence) == (False, True, True)


@pytest.mark.parametrize(
    ("text", "is_sentence", "is_headline"),
    [
        ("Nước sông đã dâng lên rất cao trong đêm qua.", True, False),
        ("Nước sông dâng cao trong đêm", False, True),
        ("Nước sông dâng cao trong đêm...", False, True),
        ("Nước sông có dâng cao trong đêm qua hay không?", True, True),
        ("Tin liên quan", False, False),
        ("nước " * 30, True, False),
    ],
)
def test_sentences_and_headlines(text: str, is_sentence: bool, is_headline: bool) -> None:  # noqa: FBT001
    line = only(text)
    assert (line.is_sentence, line.is_headline) == (is_sentence, is_headline)


def test_neighbours_are_counted_as_sentences_and_as_headlines() -> None:
    sentence = "Nước sông đã dâng lên rất cao trong đêm qua."
    text = f"Nước sông dâng cao trong đêm\n{sentence}\nXem thêm\n{sentence}\n{sentence}"
    table = line_fact_table(page_table([text], [None]), LINE_EVIDENCE.empty())
    assert table["headline_neighbour_count"].to_list() == [0, 2, 0, 1, 0]
    assert table["sentence_neighbour_count"].to_list() == [1, 0, 2, 1, 1]


def test_with_markup_only_a_linked_headline_counts_as_another_page() -> None:
    text = "Nước sông dâng cao trong đêm\nNước sông đã dâng lên rất cao trong đêm qua."
    plain = {"element": "h2", "attribute_words": "", "link_char_count": 0}
    linked = plain | {"link_char_count": 28}
    assert page_line_facts(text, [plain, plain], {})[1].headline_neighbour_count == 0
    assert page_line_facts(text, [linked, plain], {})[1].headline_neighbour_count == 1


@pytest.mark.parametrize(
    ("element", "words", "expected"),
    [
        ("article/h1", "", (1, False, "", "")),
        ("div/ul/li", "", (0, True, "", "")),
        ("nav/ul/li", "", (0, True, "nav", "")),
        ("footer/div", "", (0, False, "other_boilerplate", "")),
        ("div/p", "box-related item", (0, False, "related", "")),
        ("figure/figcaption", "", (0, False, "", "caption")),
        ("div/p", "detail-sapo", (0, False, "", "lead")),
        ("div/p", "author-name", (0, False, "", "byline")),
        ("div/time", "", (0, False, "", "date")),
        ("", "", (0, False, "", "")),
    ],
)
def test_markup_tells_where_a_line_stands(element: str, words: str, expected: tuple[int, bool, str, str]) -> None:
    entry = {"element": element, "attribute_words": words, "link_char_count": 0}
    rest = {"element": "div/p", "attribute_words": "", "link_char_count": 0}
    text = "dòng này\nNước sông đã dâng lên rất cao trong đêm qua."
    line = page_line_facts(text, [entry, rest], {})[0]
    assert (line.heading_level, line.is_list_item, line.chrome_kind, line.role) == expected


@pytest.mark.parametrize(
    ("words", "expected"), [("has-sidebar", ""), ("comment-list", "comment_ui"), ("popup", "other_boilerplate")]
)
def test_a_word_around_all_of_the_text_names_no_part_but_for_comments_and_popups(words: str, expected: str) -> None:
    entry = {"element": "div/p", "attribute_words": words, "link_char_count": 0}
    assert page_line_facts("Nước sông đã dâng lên rất cao trong đêm qua.", [entry], {})[0].chrome_kind == expected


def test_missing_markup_says_nothing() -> None:
    empty = {"element": None, "attribute_words": None, "link_char_count": None}
    lines = page_line_facts("một\nhai\nba", [None, empty], {})
    assert [(line.link_share, line.role) for line in lines] == [(0.0, "")] * 3


def test_the_table_holds_every_fact_of_a_plain_page_in_the_order_of_its_lines() -> None:
    text = f"\n  • Ảnh: An Lê – (2)\n\n\n{SENTENCE} Ông nói: “Rồi.” và đi…\n17/12/2024\n"
    table = line_fact_table(page_table([text], [None]), LINE_EVIDENCE.empty())
    assert table.to_dict(as_series=False) == {
        "page": [0, 0, 0],
        "line_index": [1, 4, 5],
        "char_start": [3, 24, 92],
        "char_end": [21, 91, 102],
        "character_count": [18, 67, 10],
        "ends_sentence": [False, False, False],
        "token_count": [6, 15, 1],
        "inner_sentence_count": [0, 2, 0],
        "small_word_count": [0, 12, 0],
        "short_word_count": [0, 9, 0],
        "digit_count": [1, 0, 8],
        "capital_count": [3, 3, 0],
        "odd_sign_count": [1, 0, 2],
        "bracket_count": [2, 0, 0],
        "quote_count": [0, 2, 0],
        "comma_count": [0, 0, 0],
        "has_figure": [True, False, True],
        "capital_word_count": [3, 3, 0],
        "dash_count": [2, 1, 0],
        "starts_lower": [False, False, False],
        "starts_digit": [False, False, True],
        "starts_quote": [False, False, False],
        "ends_colon": [False, False, False],
        "ends_question": [False, False, False],
        "blank_above": [1, 2, 0],
        "blank_below": [2, 0, 0],
        "text": ["• Ảnh: An Lê – (2)", f"{SENTENCE} Ông nói: “Rồi.” và đi…", "17/12/2024"],
        "key": ["ảnh an lê", "nước sông đã dâng lên rất cao trong đêm qua ông nói rồi và đi", ""],
        "phrase_kind": ["caption", "", ""],
        "opens_section": [False, False, False],
        "element": ["", "", ""],
        "attribute_words": ["", "", ""],
        "has_markup": [False, False, False],
        "link_share": [0.0, 0.0, 0.0],
        "heading_level": [0, 0, 0],
        "role": ["", "", ""],
        "site_count_bucket": [0, 0, 0],
        "is_truncated": [False, True, False],
        "is_sentence": [False, False, False],
        "is_headline": [False, True, False],
        "is_date": [False, False, True],
        "has_date": [False, False, True],
        "sentence_neighbour_count": [0, 0, 0],
        "headline_neighbour_count": [1, 0, 1],
        "chrome_kind": ["", "", ""],
        "printing_count": [1, 1, 1],
        "is_list_item": [True, False, False],
    }


def test_facts_of_markup_and_of_the_site_stand_beside_the_line() -> None:
    entry = {"element": "nav/ul/li", "attribute_words": "top", "link_char_count": 3}
    pages = page_table(["một\nTrang chủ", "một"], [[None, entry], None])
    evidence = pl.DataFrame([("d0", 1, 3)], LINE_EVIDENCE.to_polars(), orient="row")
    columns = ("page", "element", "attribute_words", "has_markup", "link_share", "chrome_kind", "site_count_bucket")
    assert line_fact_table(pages, evidence).select(columns).rows() == [
        (0, "", "", True, 0.0, "", 0),
        (0, "nav/ul/li", "top", True, 0.3333, "nav", 3),
        (1, "", "", False, 0.0, "", 0),
    ]


@pytest.mark.parametrize(("texts", "count"), [([], 0), ([""], 0), (["", "\n \n"], 0), (["một"], 1), (["", "hai"], 1)])
def test_pages_without_lines_have_no_rows(texts: list[str], count: int) -> None:
    full = line_fact_table(page_table(["một"], [None]), LINE_EVIDENCE.empty())
    table = line_fact_table(page_table(texts, [None] * len(texts)), LINE_EVIDENCE.empty())
    assert (table.schema, table.height) == (full.schema, count)


def test_signs_of_a_long_line_are_counted_in_its_opening() -> None:
    text = "Ab 1, (c) " * 39 + "an một-hai – x " + "Ab 1, (c) " * 10
    table = line_fact_table(page_table([text], [None]), LINE_EVIDENCE.empty())
    columns = ("digit_count", "capital_word_count", "bracket_count", "dash_count", "short_word_count", "comma_count")
    assert table.select(columns).row(0) == (39, 39, 78, 0, 42, 49)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("và rồi?", {"starts_lower", "ends_question"}),
        ("3 điều:", {"starts_digit", "ends_colon"}),
        ("“Rồi” - ông nói", {"starts_quote"}),
        ("Rồi", set()),
    ],
)
def test_first_and_last_characters_are_told(text: str, columns: set[str]) -> None:
    table = line_fact_table(page_table([text], [None]), LINE_EVIDENCE.empty())
    names = ("starts_lower", "starts_digit", "starts_quote", "ends_colon", "ends_question")
    assert {name for name in names if table[name].item()} == columns


@pytest.mark.parametrize(("text", "count"), [("- a - b: c -", 2), (" – ", 0), ("a-b", 0), ("a — b", 1), ("–", 0)])
def test_dashes_between_blanks_and_colons_are_counted(text: str, count: int) -> None:
    lines = line_fact_table(page_table([text], [None]), LINE_EVIDENCE.empty())
    assert lines["dash_count"].to_list() == [count]


def test_a_shard_of_many_pages_is_counted_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["", "một\n\nhai ba.", "Sông dâng", "\n", "“Rồi.” a"]
    pages = page_table(texts, [None] * len(texts))
    whole = line_fact_table(pages, LINE_EVIDENCE.empty())
    monkeypatch.setattr("flows.steps.line_characters.BLOCK_CHARACTERS", 9)
    assert line_fact_table(pages, LINE_EVIDENCE.empty()).equals(whole)
    assert whole["page"].to_list() == [1, 1, 2, 4]


def test_a_date_in_many_words_is_a_date_still() -> None:
    text = "Thứ Hai, ngày 17 tháng 12 năm 2024 lúc 12 giờ 11 phút, cập nhật lúc 13 giờ\n17/12/2024\nHai con đê"
    table = line_fact_table(page_table([text], [None]), LINE_EVIDENCE.empty())
    assert table.select("is_date", "has_date").rows() == [(True, False), (True, True), (False, False)]


def test_figures_are_seen_all_over_a_line_and_in_every_form() -> None:
    text = f"{'nước ' * 90}12\nHộp thư ②\n500 m²\nHai con đê"
    table = line_fact_table(page_table([text], [None]), LINE_EVIDENCE.empty())
    assert table["has_figure"].to_list() == [True, True, True, False]
