"""Quotations, their speakers and the words that are none, one case per rule."""

from typing import Any

import polars as pl
import pytest

from flows.steps.extract_quotes import article_quotes, extract_quotes
from flows.steps.quote_bare_names import bare_name
from flows.steps.quote_grammar import ENGLISH, VIETNAMESE, article_grammar
from flows.steps.quote_names import article_names, fits_pronoun, fullest_name
from flows.steps.quote_phrases import phrase_at
from flows.steps.quote_spans import marked_spans, sentence_end, sentence_start, text_line, text_lines
from flows.steps.quote_speakers import subject_before
from schemas.tables import QUOTES

Row = dict[str, Any]


def table(*texts: str, article_id: str = "a1", document_id: str = "d1") -> pl.DataFrame:
    rows = []
    start = 0
    for index, text in enumerate(texts):
        rows.append(
            {
                "paragraph_id": f"{document_id}-p{index}",
                "article_id": article_id,
                "document_id": document_id,
                "paragraph_index": index,
                "kind": "body",
                "text": text,
                "char_start": start,
            }
        )
        start += len(text) + 1
    return pl.DataFrame(rows)


def quotes(*texts: str) -> list[tuple[str, str | None, str | None, str]]:
    """Return words, speaker, name and rule of the quotations in marks."""
    found = extract_quotes(table(*texts)).filter(pl.col("kind").is_in(["direct", "partial"]))
    return list(found.select("text", "speaker", "speaker_name", "rule").iter_rows())


RAIN = "Mưa lớn sẽ còn kéo dài tới cuối tuần"
RAIN_EN = "The rain will last until the weekend"

ONE_QUOTE = {
    "A: a name, a verb and a colon": (
        f"Bà Trần Thu Hà cho biết: “{RAIN}”.",
        (RAIN, "Bà Trần Thu Hà", "Trần Thu Hà", "speaker_before_colon"),
    ),
    "A: marks of any shape pair up": (
        f'Ông Lê Minh nói: "{RAIN}”.',
        (RAIN, "Ông Lê Minh", "Lê Minh", "speaker_before_colon"),
    ),
    "A: words glued to the marks": (
        f'Ông Lê Minh nói:"{RAIN}"',
        (RAIN, "Ông Lê Minh", "Lê Minh", "speaker_before_colon"),
    ),
    "A2: an apposition between the name and the verb": (
        f"Đại tá Vũ Nam - Trưởng phòng Cảnh sát tỉnh nói: “{RAIN}”.",
        (RAIN, "Đại tá Vũ Nam", "Vũ Nam", "speaker_before_colon"),
    ),
    "A2: brackets behind the name": (
        f"Chị Phan Thị Nga (28 tuổi, trú quận Hải Châu, Đà Nẵng) chia sẻ: “{RAIN}”.",
        (RAIN, "Chị Phan Thị Nga", "Phan Thị Nga", "speaker_before_colon"),
    ),
    "A3: an adverbial in front of the name": (
        f"Phát biểu tại lễ khai giảng, GS.TS Võ Tòng, quyền hiệu trưởng, nhấn mạnh: “{RAIN}”.",
        (RAIN, "GS.TS Võ Tòng", "Võ Tòng", "speaker_before_colon"),
    ),
    "A4: a verb without a colon": (
        f"Ông Tiến cho rằng “{RAIN}”.",
        (RAIN, "Ông Tiến", "Tiến", "speaker_before_clause"),
    ),
    "A5: a source without a verb": (
        f"Cũng theo bà Hoa: “{RAIN}”.",
        (RAIN, "bà Hoa", "Hoa", "speaker_before_colon"),
    ),
    "A: a colon is enough behind a person": (
        f"Tiền vệ Trần Bình thì tỏ ra thoải mái trước áp lực: “{RAIN}”.",
        (RAIN, "Tiền vệ Trần Bình", "Trần Bình", "speaker_before_colon"),
    ),
    "A: the owner of a noun of saying": (
        f"Màn hình vang lên lời của cô Lan: “{RAIN}”.",
        (RAIN, "cô Lan", "Lan", "speaker_before_colon"),
    ),
    "A: an unknown noun that fills the clause": (
        f"Chiến lược gia người Bồ lý giải: “{RAIN}”.",
        (RAIN, "Chiến lược gia người Bồ", "Chiến lược gia người Bồ", "speaker_before_colon"),
    ),
    "A: letters of an office before the name": (
        f"Giám đốc FBI Comey nói: “{RAIN}”.",
        (RAIN, "Giám đốc FBI Comey", "Comey", "speaker_before_colon"),
    ),
    "A: an account speaks under its name": (
        f"Tài khoản mua_he viết: “{RAIN}”.",
        (RAIN, "Tài khoản mua_he", "mua_he", "speaker_before_colon"),
    ),
    "B: comma, name, verb": (
        f"“{RAIN}”, ông Hải nói.",
        (RAIN, "ông Hải", "Hải", "speaker_after"),
    ),
    "B: the comma inside the marks": (
        f'"{RAIN}," ông Hải nói trong một cuộc phỏng vấn năm ngoái.',
        (f"{RAIN},", "ông Hải", "Hải", "speaker_after"),
    ),
    "B2: dash, name, verb": (
        f"“{RAIN}” - Thu Phương tâm sự.",
        (RAIN, "Thu Phương", "Thu Phương", "speaker_after"),
    ),
    "B2: a dash without blanks": (
        f"“{RAIN}”-bà Hoa cho biết thêm.",
        (RAIN, "bà Hoa", "Hoa", "speaker_after"),
    ),
    "B3: nothing between the mark and the name": (
        f"“{RAIN}” ông Hải nói.",
        (RAIN, "ông Hải", "Hải", "speaker_after"),
    ),
    "B3: the attribution is a sentence of its own": (
        f"“{RAIN}.” Cô nói.",
        (f"{RAIN}.", "Cô", "Cô", "speaker_after"),
    ),
    "B4: an apposition between the name and the verb": (
        f'"{RAIN}", Yumi Tanaka, giám thị nhà tù, cách biển khoảng 5 km, cho biết.',
        (RAIN, "Yumi Tanaka", "Yumi Tanaka", "speaker_after"),
    ),
    "B5: a source behind the marks": (
        f"“{RAIN}” - theo Darrell Cronk, CEO của quỹ.",
        (RAIN, "Darrell Cronk", "Darrell Cronk", "source_after"),
    ),
    "B6: a paper relays somebody": (
        f'"{RAIN}", tờ Biển dẫn lời một ngư dân phát biểu.',
        (RAIN, "một ngư dân", "một ngư dân", "speaker_after"),
    ),
    "B: the owner of a noun of saying behind the marks": (
        f'"{RAIN}", bình luận của tài khoản @mua_he viết.',
        (RAIN, "tài khoản @mua_he", "mua_he", "speaker_after"),
    ),
    "B: a person without a verb of saying": (
        "“Mưa lớn sẽ còn kéo dài tới cuối tuần này mất thôi”, chị Dương buồn rầu.",
        ("Mưa lớn sẽ còn kéo dài tới cuối tuần này mất thôi", "chị Dương", "Dương", "speaker_without_verb"),
    ),
    "B: an unknown noun right behind a comma": (
        f"“{RAIN}”, ngư dân già cho hay.",
        (RAIN, "ngư dân già", "ngư dân già", "speaker_after"),
    ),
    "the sentence runs on to its verb": (
        "“Gió giật rất mạnh rồi tắt” ở phía đông đảo, ông Hải nói.",
        ("Gió giật rất mạnh rồi tắt", "ông Hải", "Hải", "speaker_at_sentence_end"),
    ),
    "E: the verb stands in the previous sentence": (
        f"Bà Hoa thú nhận đã giấu tin. “{RAIN}”.",
        (RAIN, "Bà Hoa", "Hoa", "previous_sentence"),
    ),
    "F: words inside the author's clause": (
        "Ông Minh nói thêm rằng đảo có “hệ thống cảnh báo rất thuận lợi” cho dân.",
        ("hệ thống cảnh báo rất thuận lợi", "Ông Minh", "Minh", "speaker_before_clause"),
    ),
    "F: a source opens the sentence": (
        "Theo ông Minh, ngư dân “cần hiểu rằng bão đang tới”.",
        ("cần hiểu rằng bão đang tới", "ông Minh", "Minh", "speaker_before_clause"),
    ),
    "nobody is named": (
        "Tin nhắn lan nhanh. “Mưa lớn sẽ còn kéo dài tới cuối tuần sau mất.”",
        ("Mưa lớn sẽ còn kéo dài tới cuối tuần sau mất.", None, None, "unattributed"),
    ),
    "English: quotation, verb, name": (
        f'"{RAIN_EN}," said Ann Lee, a forecaster.',
        (f"{RAIN_EN},", "Ann Lee", "Ann Lee", "speaker_after"),
    ),
    "English: quotation, name, verb": (
        f"“{RAIN_EN},” Mr. Lee said.",
        (f"{RAIN_EN},", "Mr. Lee", "Lee", "speaker_after"),
    ),
    "English: name, verb, comma, quotation": (
        f'Ann Lee said, "{RAIN_EN}."',
        (f"{RAIN_EN}.", "Ann Lee", "Ann Lee", "speaker_before_colon"),
    ),
    "English: doubled single marks": (
        f"''{RAIN_EN},'' said Ann Lee.",
        (f"{RAIN_EN},", "Ann Lee", "Ann Lee", "speaker_after"),
    ),
    "English: part of a clause": (
        'The senator said the plan was "a very bad idea" for farmers.',
        ("a very bad idea", "The senator", "The senator", "speaker_before_clause"),
    ),
    "English: the sentence runs on to its verb": (
        'The coast "will not dry up soon" this year, said Ann Lee.',
        ("will not dry up soon", "Ann Lee", "Ann Lee", "speaker_at_sentence_end"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), ONE_QUOTE.values(), ids=ONE_QUOTE.keys())
def test_each_pattern_finds_the_words_and_the_speaker(
    text: str, expected: tuple[str, str | None, str | None, str]
) -> None:
    assert quotes(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Cô diễn ca khúc “Hà Nội niềm tin và hi vọng lớn” tối qua.",
        "Toà tuyên phạt Tuấn 12 năm tù về tội “cưỡng đoạt tài sản”.",
        "Ông Lê Minh gọi cơn bão là “con quái vật”.",
        "Ông Lê Minh cho rằng mưa “quá tay” rồi.",
        "Nước lên “xé rào” khắp nơi.",
        "“Vua tôm” Minh Phú tới dự.",
        "Chiếc “thuyền nan rất cũ của làng” trôi đi.",
        "Ông nói: “ ”.",
        'Màn hình 5" và 7 inch.',
        "",
    ],
    ids=["song", "charge", "naming", "scare with a verb", "scare", "nickname", "term", "blank", "inch", "empty"],
)
def test_titles_names_and_scare_quotes_are_no_quotations(text: str) -> None:
    assert quotes(text) == []


def test_a_long_judgement_behind_a_verb_of_calling_is_a_quotation() -> None:
    text = "Ông Lê Minh nói nhiều người gọi đây là “trận mưa hay nhất trong nhiều năm”."
    assert [row[0] for row in quotes(text)] == ["trận mưa hay nhất trong nhiều năm"]


def test_a_title_behind_the_marks_of_a_short_phrase_stays_a_title() -> None:
    assert quotes("Vở kịch “Mưa trên biển”, ông Hải nói, đã diễn.") == []


def test_the_second_half_of_a_split_quotation_belongs_to_the_same_speaker() -> None:
    text = f'"{RAIN}," ông Hải nói. "Hãy ở yên trong nhà nhé."'
    assert quotes(text)[1] == ("Hãy ở yên trong nhà nhé.", "ông Hải", "Hải", "continued")


def test_quotations_back_to_back_belong_to_the_same_speaker() -> None:
    text = f'Ông Hải nói: "{RAIN}". "Hãy ở yên trong nhà nhé".'
    assert quotes(text)[1] == ("Hãy ở yên trong nhà nhé", "Ông Hải", "Hải", "continued")


def test_a_name_between_two_quotations_belongs_to_the_colon() -> None:
    text = f"“{RAIN}” Bạn Duc Trung thì đặt ra nghi vấn: “Phải chăng bão đã đổi hướng?”."
    assert quotes(text) == [
        (RAIN, None, None, "unattributed"),
        ("Phải chăng bão đã đổi hướng?", "Bạn Duc Trung", "Duc Trung", "speaker_before_colon"),
    ]


def test_a_speaker_is_carried_to_the_next_paragraph() -> None:
    rows = quotes(f'"{RAIN}," ông Hải nói.', '"Hãy ở yên trong nhà nhé."')
    assert rows[1] == ("Hãy ở yên trong nhà nhé.", "ông Hải", "Hải", "carried_paragraph")


def test_a_colon_that_ends_a_paragraph_leads_to_the_next() -> None:
    rows = quotes("Bà Hoa cảnh báo người dân:", '"Hãy ở yên trong nhà nhé."')
    assert rows == [("Hãy ở yên trong nhà nhé.", "Bà Hoa", "Hoa", "colon_line")]


def test_a_blank_paragraph_before_a_quotation_names_nobody() -> None:
    assert quotes("...", '"Hãy ở yên trong nhà."') == []


def test_words_of_one_sentence_share_its_speaker() -> None:
    text = "Ông Minh nói đảo có “hệ thống cảnh báo rất tốt” nên không cần “xem xét pháp lý quá rộng”."
    assert quotes(text)[1] == ("xem xét pháp lý quá rộng", "Ông Minh", "Minh", "coordinated")


@pytest.mark.parametrize("stray", ["“Mưa rồi. ", "Mưa rồi” đó. ", 'Mưa "rồi. ', 'Mưa rồi" đó. '])
def test_a_stray_mark_shifts_nothing(stray: str) -> None:
    text = f'{stray}"{RAIN}", ông Hải nói. "Hãy ở yên trong nhà", bà Hoa nói.'
    assert [row[:2] for row in quotes(text)] == [(RAIN, "ông Hải"), ("Hãy ở yên trong nhà", "bà Hoa")]


def test_a_speech_whose_paragraphs_open_with_marks_and_close_once_is_whole() -> None:
    rows = quotes("Ann Lee stated:", '"The rain will last long.', '"Stay at home, all of you."')
    assert [row[0] for row in rows] == ["The rain will last long.", "Stay at home, all of you."]
    assert [row[1] for row in rows] == ["Ann Lee", "Ann Lee"]


def test_nested_marks_stay_inside_the_outer_quotation() -> None:
    text = "Ông Hải nói: “Ở đây mưa được coi như “người bạn” của ruộng đồng”."
    assert [row[0] for row in quotes(text)] == ["Ở đây mưa được coi như “người bạn” của ruộng đồng"]


def test_two_marks_too_far_apart_are_no_pair() -> None:
    assert marked_spans(text_line("“" + "a" * 2_600 + "”")) == []


def test_an_honorific_and_a_call_name_resolve_to_the_full_name() -> None:
    rows = quotes("Nguyễn Tấn Thắng sống ở đảo.", f"“{RAIN}”, ông Thắng nói.")
    assert rows[0][1:3] == ("ông Thắng", "Nguyễn Tấn Thắng")


def test_a_foreign_family_name_in_front_resolves_too() -> None:
    rows = quotes("Nhà sáng lập Liang Wenfeng đã tới.", f"“{RAIN}”, ông Liang nói.")
    assert rows[0][1:3] == ("ông Liang", "Liang Wenfeng")


def test_a_pronoun_stands_for_the_subject_of_the_sentence_before() -> None:
    rows = quotes(f"Bà Trần Thu Hà đi Hà Nội sáng qua. Bà nói: “{RAIN}”.")
    assert rows[0][1:3] == ("Bà", "Trần Thu Hà")


def test_a_pronoun_stands_for_the_person_who_spoke_last() -> None:
    rows = quotes(f"Ông Lê Minh nói: “{RAIN}”. Ông nói thêm: “Hãy ở yên trong nhà”.")
    assert rows[1][1:3] == ("Ông", "Lê Minh")


def test_a_pronoun_skips_a_person_of_the_other_gender() -> None:
    rows = quotes(f"Bà Trần Thu Hà đã tới. Ông Lê Minh đi theo bà. Bà nói: “{RAIN}”.")
    assert rows[0][1:3] == ("Bà", "Trần Thu Hà")


def test_a_pronoun_without_anybody_before_it_stays() -> None:
    assert quotes(f"Ông nói: “{RAIN}”.")[0][1:3] == ("Ông", "Ông")


def test_a_description_that_points_back_stands_for_the_last_speaker() -> None:
    rows = quotes(f"“{RAIN}”, ông Lê Minh nói. “Hãy ở yên trong nhà” - chính trị gia này khẳng định.")
    assert rows[1][1:3] == ("chính trị gia này", "Lê Minh")


def test_a_description_that_points_back_needs_no_verb_of_saying() -> None:
    rows = quotes(f"“{RAIN}”, ông Lê Minh nói. “{RAIN} và sau đó nữa” - vị này thông tin.")
    assert rows[1][1:] == ("vị này", "Lê Minh", "speaker_after")


def test_a_description_stays_a_description() -> None:
    rows = quotes(f'"{RAIN}," một nhà đầu tư ở đảo cho biết.')
    assert rows[0][1:3] == ("một nhà đầu tư ở đảo", "một nhà đầu tư ở đảo")


def test_every_column_of_a_quotation_is_filled() -> None:
    text = f'Sáng nay, HLV Kim Long chia sẻ: "{RAIN}".'
    row = extract_quotes(table("Mở đầu.", text)).row(0, named=True)
    assert row == {
        "quote_id": row["quote_id"],
        "article_id": "a1",
        "paragraph_id": "d1-p1",
        "document_id": "d1",
        "quote_index": 0,
        "kind": "direct",
        "text": RAIN,
        "char_start": 41,
        "char_end": 77,
        "word_count": 9,
        "speaker": "HLV Kim Long",
        "speaker_start": 18,
        "speaker_end": 30,
        "speaker_name": "Kim Long",
        "speaker_role": "HLV",
        "cue": "chia sẻ",
        "rule": "speaker_before_colon",
        "score": 0.86,
    }


def test_an_apposition_is_the_speakers_role() -> None:
    found = extract_quotes(table(f'"{RAIN}", Yumi Tanaka, giám thị nhà tù, cho biết.'))
    assert found["speaker_role"].to_list() == ["giám thị nhà tù"]


@pytest.mark.parametrize(
    ("apposition", "role"),
    [
        ("nhà ở cuối con hẻm", None),
        ("ngụ phường Hoa Sen", None),
        ("tỉnh Tam Hà", None),
        ("các thành viên đội cứu hộ", None),
        ("tổ trưởng tổ dân phố", "tổ trưởng tổ dân phố"),
    ],
)
def test_where_somebody_lives_is_no_role(apposition: str, role: str | None) -> None:
    found = extract_quotes(table(f'"{RAIN}", ông Lê Minh, {apposition}, cho biết.'))
    assert found.select("speaker_name", "speaker_role").rows() == [("Lê Minh", role)]


def test_words_inside_a_clause_are_partial() -> None:
    found = extract_quotes(table("Ông Minh nói đảo có “hệ thống cảnh báo rất tốt” cho dân."))
    assert found["kind"].to_list() == ["partial"]


def test_zero_rows_give_the_empty_table() -> None:
    found = extract_quotes(table("x").clear())
    assert found.schema == QUOTES.to_polars()
    assert found.height == 0


def test_the_schema_is_the_declared_one() -> None:
    assert extract_quotes(table(f"“{RAIN}”, ông Hải nói.")).schema == QUOTES.to_polars()


def test_documents_that_share_an_article_id_are_read_apart() -> None:
    one = table(f"“{RAIN}”, ông Hải nói.")
    both = pl.concat([one, table(f"“{RAIN}”, ông Hải nói.", document_id="d2")])
    found = extract_quotes(both.reverse())
    assert found["document_id"].to_list() == ["d1", "d2"]
    assert found["quote_index"].to_list() == [0, 0]
    assert found["quote_id"].n_unique() == 1


def test_the_same_words_twice_have_two_ids() -> None:
    found = extract_quotes(table(f"“{RAIN}”, ông Hải nói.", f"“{RAIN}”, bà Hoa nói."))
    assert found["quote_id"].n_unique() == 2


def test_a_missing_text_is_no_quotation() -> None:
    frame = table("x").with_columns(text=pl.lit(None, pl.String))
    assert extract_quotes(frame).height == 0


def test_the_language_follows_from_the_letters() -> None:
    assert article_grammar(["Mưa lớn sẽ còn kéo dài"]) is VIETNAMESE
    assert article_grammar(["The rain will last"]) is ENGLISH
    assert article_grammar([]) is ENGLISH


def test_sentences_do_not_end_at_a_short_form() -> None:
    text = "Trời mưa à? Ông TS. Lê Minh và J. Smith tới. Họ nói"
    assert text[sentence_start(text, 0, len(text)) :] == "Họ nói"
    assert text[: sentence_end(text, 12, len(text))] == "Trời mưa à? Ông TS. Lê Minh và J. Smith tới"


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("Thủ tướng Anh Theresa May", "Theresa May"),
        ("Chủ tịch Hội Nhà báo Trần Bình An", "Trần Bình An"),
        ("ông", "ông"),
        ("Mr. Lee", "Lee"),
        ("Vũ", "Vũ"),
        ("Lê Minh", "Lê Minh"),
        ("Từ Minh An", "Từ Minh An"),
        ("Thủ tướng Australia Amy Wexford", "Amy Wexford"),
        ("Chủ tịch Ủy ban châu Âu Jean-Paul Ferrand", "Jean-Paul Ferrand"),
        ("Thống đốc bang Texas Dale Winslow", "Dale Winslow"),
        ("Tiền vệ Jordan Winslow", "Jordan Winslow"),
        ("Thủ tướng Georgia Winslow", "Winslow"),
        ("Georgia Winslow", "Georgia Winslow"),
        ("Chicago Morning Post", "Chicago Morning Post"),
        ("tờ New York Herald", "New York Herald"),
        ("Theo Daily Globe", "Daily Globe"),
        ("Pháp Luật Biển Xanh", "Pháp Luật Biển Xanh"),
        ("Nhật Minh Tâm", "Nhật Minh Tâm"),
        ("Nhật Amy Wexford", "Amy Wexford"),
        ("Pháp Luật sư Trần Văn An", "Trần Văn An"),
        ("TAND Bà Rịa - Vũng Tàu", "Bà Rịa Vũng Tàu"),
        ("Chủ tịch UBND TP Lê Minh An", "Lê Minh An"),
        ("Phó Chủ tịch UBND TP. HCM Lê Minh An", "Lê Minh An"),
        ("UBND TP Hồ Chí Minh", "UBND TP Hồ Chí Minh"),
        ("UBND TP Châu Đốc", "UBND TP Châu Đốc"),
    ],
)
def test_a_bare_name_has_no_titles(surface: str, name: str) -> None:
    assert bare_name(surface, VIETNAMESE if surface != "Mr. Lee" else ENGLISH) == name


@pytest.mark.parametrize(
    "clause",
    ["Trên đảo", "và", "những", "", "nhanh chóng đã", "123", "giữa đường đi", "Mưa rơi trắng trời"],
)
def test_a_clause_without_a_person_has_no_subject(clause: str) -> None:
    assert subject_before(clause, 0, len(clause), VIETNAMESE) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tiến sĩ người Anh gốc Việt", "tiến sĩ người Anh gốc Việt"),
        ("bà con trong thôn", "bà con trong thôn"),
        ("các bác sĩ ở đảo", "các bác sĩ ở đảo"),
        ("hiệu trưởng Trường Biển Xanh", "hiệu trưởng Trường Biển Xanh"),
        ("Trưởng phòng Giáo dục và Đào tạo", "Trưởng phòng Giáo dục và Đào tạo"),
        ("Vincent van Gogh đã", "Vincent van Gogh"),
        ("ông ấy nói", "ông ấy"),
        ("bộ trưởng đã gặp Lê Minh", "bộ trưởng"),
        ("Từ Minh An", "Từ Minh An"),
        ("người đồng đội Nguyễn Văn An", "người đồng đội Nguyễn Văn An"),
        ("Nam Phi Blue Delta", "Nam Phi Blue Delta"),
    ],
)
def test_a_phrase_runs_to_its_natural_end(text: str, found: str | None) -> None:
    phrase = phrase_at(text, 0, len(text), VIETNAMESE)
    assert (text[phrase.start : phrase.end] if phrase else None) == found


def test_the_next_sentences_first_word_is_no_part_of_a_name() -> None:
    names = article_names(["Anh Thúy Vi Nếu mưa thì nghỉ. CLB Biển Xanh thua. Họ ở Hà Nội."], VIETNAMESE)
    shorts = ["Thúy", "Vi", "Nếu", "Biển", "Xanh", "Hà"]
    assert [fullest_name(names, short) for short in shorts] == ["Thúy Vi", "Thúy Vi", "Nếu", "Biển", "Xanh", "Hà"]


def test_a_run_of_many_capitals_is_no_name() -> None:
    names = article_names(["Mưa Lớn Gió To Nước Lên"], VIETNAMESE)
    assert [fullest_name(names, short) for short in ("Mưa", "Lên")] == ["Mưa", "Lên"]


def test_the_fullest_form_is_found_in_other_capitals() -> None:
    names = article_names(["ÔNG LÊ MINH HẢI tới. Báo Vent du Large và báo Vent Du Large đưa tin."], VIETNAMESE)
    assert [fullest_name(names, name) for name in ("Hải", "Vent Du Large", "Lê Minh Hải")] == [
        "Hải",
        "Vent Du Large",
        "Lê Minh Hải",
    ]
    assert fullest_name(article_names(["Kim Jong-min tới."], VIETNAMESE), "Kim Jong-Min") == "Kim Jong-min"


def test_a_name_is_the_words_of_one_run_of_capitals_only() -> None:
    names = article_names(["Lê Minh Hải tới. Hải Âu bay. Bà gặp hải quan ở chợ Hải Tân. Anh gọi Hải."], VIETNAMESE)
    assert [fullest_name(names, short) for short in ("Hải", "Minh Hải", "Tân", "Âu")] == [
        "Lê Minh Hải",
        "Lê Minh Hải",
        "Tân",
        "Hải Âu",
    ]


def test_a_title_in_other_capitals_stands_for_its_only_holder() -> None:
    text = f"Thủ tướng Hà Lan Lê Thu Hà tới Huế. Gió to. “{RAIN}”, thủ tướng Hà Lan nói."
    assert quotes(text)[0][1:3] == ("thủ tướng Hà Lan", "Lê Thu Hà")


def test_the_credit_of_a_photograph_does_not_speak() -> None:
    text = "(Ảnh: Lan Anh) Trung tâm Dự báo Hà Nam cho biết mưa sẽ còn to hơn nữa."
    found = extract_quotes(table(text)).select("text", "speaker", "speaker_role")
    assert list(found.iter_rows()) == [("mưa sẽ còn to hơn nữa", "Trung tâm Dự báo Hà Nam", None)]


def test_verbs_that_report_nothing_do_not_hide_the_one_that_does() -> None:
    text = "Sau khi nhận thông tin, xem báo cáo và chia sẻ tài liệu, ông Lê Minh cho biết mưa sẽ còn to hơn nữa."
    found = extract_quotes(table(text))
    assert list(found.select("text", "speaker").iter_rows()) == [("mưa sẽ còn to hơn nữa", "ông Lê Minh")]


def test_an_unknown_noun_is_no_speaker_where_an_adverbial_stands() -> None:
    assert phrase_at("trong nhà", 0, 9, VIETNAMESE, is_loose=True) is None


def test_a_quotation_far_from_the_last_speaker_is_not_carried() -> None:
    text = f'"{RAIN}", ông Hải nói. Gió thổi. Cây đổ. "Hãy ở yên trong nhà."'
    assert [row[0] for row in quotes(text)] == [RAIN]


def test_a_long_sentence_without_a_verb_of_saying_goes_on_with_the_story() -> None:
    text = "“Cô gái năm ấy chúng ta cùng theo đuổi suốt mùa hè”, Lan Ngân đã có những bộ hình rất đẹp trên đảo xa."
    assert [row[3] for row in quotes(text)] == []


def test_an_inverted_attribution_may_follow_a_full_stop() -> None:
    assert quotes(f'"{RAIN_EN}." Said quickly or not.') == []
    assert quotes(f'"{RAIN_EN}!" said Ann Lee of the coast guard.')[0][1] == "Ann Lee"


def test_an_unknown_gender_fits_every_pronoun() -> None:
    names = article_names(["Bà Lan và ông Minh tới."], VIETNAMESE)
    assert [fits_pronoun(names, name, "Ông") for name in ("Lan", "Minh", "Hoa", "")] == [False, True, True, True]


@pytest.mark.parametrize(
    ("name", "is_fitting"),
    [
        ("Nga", True),
        ("Hà Nội", False),
        ("Bà Rịa - Vũng Tàu", False),
        ("Hồ Chí Minh", True),
        ("Reuters", False),
        ("Tuổi Trẻ", False),
        ("UBND", False),
        ("NTH", True),
        ("T.H", True),
        ("Georgia", True),
    ],
)
def test_one_person_is_no_place_and_no_paper_without_an_honorific(name: str, *, is_fitting: bool) -> None:
    names = article_names(["Chị Nga, chị NTH và ông Tâm sống ở Hà Nội, theo Reuters và UBND."], VIETNAMESE)
    assert fits_pronoun(names, name, "chị") == is_fitting
    assert fits_pronoun(names, "Hà Nội", "họ")


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("BHXH Bình Định", "BHXH Bình Định"),
        ("Đại biểu Quảng Bình", "Đại biểu Quảng Bình"),
        ("TAND Bà Rịa - Vũng Tàu", "TAND Bà Rịa - Vũng Tàu"),
        ("TP Đà Nẵng", "Đà Nẵng"),
        ("Bà Nga", "Nga"),
        ("Chủ tịch Hồ Chí Minh", "Hồ Chí Minh"),
    ],
)
def test_an_office_is_not_its_place_alone(speaker: str, name: str) -> None:
    assert quotes(f"{speaker} cho biết: “{RAIN}”.")[0][1:3] == (speaker, name)


@pytest.mark.parametrize(
    ("subject", "speaker", "name"),
    [
        ("Tân Tổng thống Mỹ Dale Winslow", "Tân Tổng thống Mỹ Dale Winslow", "Dale Winslow"),
        ("TTXVN Phó Thủ tướng Lê Minh An", "Phó Thủ tướng Lê Minh An", "Lê Minh An"),
        ("Italia Thủ môn Marco Ferrini", "Thủ môn Marco Ferrini", "Marco Ferrini"),
        ("ông Giám đốc Sở Biển Xanh", "ông Giám đốc Sở Biển Xanh", "ông Giám đốc Sở Biển Xanh"),
        ("ông Giám đốc Lê Minh An", "ông Giám đốc Lê Minh An", "Lê Minh An"),
        (
            "Người phát ngôn Phủ Tổng thống Mỹ",
            "Người phát ngôn Phủ Tổng thống Mỹ",
            "Người phát ngôn Phủ Tổng thống Mỹ",
        ),
        ("Hội đồng bầu cử quốc gia", "Hội đồng bầu cử quốc gia", "Hội đồng bầu cử quốc gia"),
        ("Ông Lê Minh An, Giám đốc Công ty Bảo vệ Bảo Tâm,", "Ông Lê Minh An", "Lê Minh An"),
        ("Lê Minh Tổng", "Lê Minh Tổng", "Lê Minh Tổng"),
        ("Trường THPT Lê Minh Tâm", "Trường THPT Lê Minh Tâm", "Trường THPT Lê Minh Tâm"),
        ("Bác sĩ Lê Minh An, khoa Nhi, Bệnh viện Bảo Tâm,", "Bác sĩ Lê Minh An", "Lê Minh An"),
        ("Bộ Tài chính Lê Minh An", "Bộ Tài chính Lê Minh An", "Lê Minh An"),
        ("Tổng cục trưởng Lê Minh An", "Tổng cục trưởng Lê Minh An", "Lê Minh An"),
        ("NSND Anh Tâm", "NSND Anh Tâm", "Anh Tâm"),
        ("Thủ tướng Anh Minh", "Thủ tướng Anh Minh", "Minh"),
        ("Đại úy Lê Minh An - đội phó Trạm Biển Xanh, Nghệ An -", "Đại úy Lê Minh An", "Lê Minh An"),
        ("Công an huyện Núi Xanh, tỉnh Nghệ An", "Công an huyện Núi Xanh", "Công an huyện Núi Xanh"),
        ("Hôm qua, Nghệ An", "Nghệ An", "Nghệ An"),
        ("Hôm qua, Lào Cai, Nghệ An", "Nghệ An", "Nghệ An"),
    ],
)
def test_names_end_at_nouns_and_offices_are_nobodys_names(subject: str, speaker: str, name: str) -> None:
    assert quotes(f"{subject} cho biết: “{RAIN}”.")[0][1:3] == (speaker, name)


def test_a_role_ends_before_words_of_time_and_manner() -> None:
    found = extract_quotes(table(f"Ông Lê Minh An, giám đốc Đài Biển Xanh cũng cho biết: “{RAIN}”."))
    assert found["speaker_role"].to_list() == ["giám đốc Đài Biển Xanh"]


def test_an_article_without_marks_has_no_quotations() -> None:
    assert article_quotes(text_lines([("Trời mưa.", 0), ("Gió lớn.", 10)])) == []
