"""Rules for quotations that the patterns of the press do not reach, one case per rule, with the rule's name."""

import sys
from pathlib import Path

import pytest

from flows.steps.extract_quotes import extract_quotes
from flows.steps.quote_grammar import VIETNAMESE, spellings, trie_pattern
from flows.steps.quote_lexicon import QUOTE_RULE_SCORES, QUOTE_RULE_TALLIES, WordRule
from flows.steps.quote_order import CONTEXT_RULES, SENTENCE_RULES
from flows.steps.quote_spans import Span, marked_spans, sentences_around, text_line, text_lines
from flows.steps.quote_speakers import cues

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from quote_cases import paragraph_table

Q = "Mùa nước năm nay về muộn hơn mọi năm khoảng nửa tháng"
R = "Chúng tôi sẽ phải tính lại lịch xuống giống cho bà con"

Row = tuple[str, str | None, str]


def rows(text: str) -> list[Row]:
    """Return words, resolved speaker and rule of the quotations of a text."""
    return list(extract_quotes(paragraph_table(text)).select("text", "speaker_name", "rule").iter_rows())


RULES: dict[str, tuple[str, list[Row]]] = {
    "the first half takes the speaker behind the second": (
        f"“{Q}”. “{R}”, ông Lương nói.",
        [(Q, "Lương", "shared_with_next"), (R, "Lương", "speaker_after")],
    ),
    "a quotation in the line before takes the speaker too": (
        f"“{Q}.”\n“{R}”, ông Lương nói.",
        [(f"{Q}.", "Lương", "shared_with_next"), (R, "Lương", "speaker_after")],
    ),
    "a noun of saying with its owner behind the marks": (
        "Phát ngôn “tôi sẽ không bao giờ bỏ cuộc đâu” của ông Phạm Khắc Lương gây chú ý.",
        [("tôi sẽ không bao giờ bỏ cuộc đâu", "Phạm Khắc Lương", "owner_after")],
    ),
    "a person spoken of in the sentence before": (
        f"Bà Khuê đứng lặng hồi lâu bên bờ đập. “{Q}”.",
        [(Q, "Khuê", "previous_subject")],
    ),
    "an exclamation and a sentence that says who": (
        '"We are going home right now!" Oakley said to a crowd of people.',
        [("We are going home right now!", "Oakley", "speaker_after")],
    ),
    "a name that is a word elsewhere": (
        '"It is getting late," Will said.',
        [("It is getting late,", "Will", "speaker_after")],
    ),
    "a person in a clause that leads to a colon": (
        f"Thay vào đó, anh chỉ hướng mắt về con đập: “{Q}”.",
        [(Q, "anh", "speaker_before_colon")],
    ),
    "a title behind a comma before the colon": (
        f"Vụ kiện chợ Tam Hà, cựu giám đốc: “{Q}”",
        [(Q, "cựu giám đốc", "speaker_before_colon")],
    ),
    "a name with its title behind other words": (
        f"Trao đổi với Sông Hậu News Thiếu tướng Phạm Khắc Lương, Viện trưởng Viện Đường sông, cho biết: “{Q}”.",
        [(Q, "Phạm Khắc Lương", "speaker_before_colon")],
    ),
    "a name of one word that opens a long sentence": (
        f"Tùng xua tay, cúi gằm mặt, ngập ngừng thốt lên: “{Q}”.",
        [(Q, "Tùng", "speaker_before_colon")],
    ),
    "an office of a place is no person": (
        f"Quyền Chủ tịch UBND TP Sông Hậu cho biết: “{Q}”.",
        [(Q, "Quyền Chủ tịch UBND TP Sông Hậu", "speaker_before_colon")],
    ),
    "a title without a name stands for its only holder": (
        f"Bộ trưởng Phạm Khắc Lương đến dự.\n“{Q}”, bộ trưởng Lương nói.\n“{R}”, Bộ trưởng nói thêm.",
        [
            (Q, "Phạm Khắc Lương", "speaker_after"),
            (R, "Phạm Khắc Lương", "speaker_after"),
        ],
    ),
    "a second thing said, tied by and": (
        f"Ông Lương nói: “{Q}” và hỏi lại: “{R}?”.",
        [(Q, "Lương", "speaker_before_colon"), (f"{R}?", "Lương", "continued")],
    ),
    "German speech that goes on in its mood": (
        "Harald Brückner sagte, er sei müde. Der Plan sei „ein sehr großer Fehler“ gewesen.",
        [("ein sehr großer Fehler", "Harald Brückner", "reported_mood")],
    ),
    "a compound that is a title in German": (
        "„Der Fluss kam sehr spät“, sagte Landesumweltminister Brückner.",
        [("Der Fluss kam sehr spät", "Brückner", "speaker_after")],
    ),
    "a reported clause ends where the author goes on": (
        "Bà Khuê cho biết giá cá đã giảm mạnh - điều chưa từng có ở chợ.",
        [("giá cá đã giảm mạnh", "Khuê", "reported_clause")],
    ),
    "a reported clause behind a noun of saying": (
        "Bình luận của bà Khuê cho rằng giá cá đã giảm rất mạnh.",
        [("giá cá đã giảm rất mạnh", "Khuê", "reported_clause")],
    ),
}
NOTHING = {
    "a source between an adverbial and its clause": "Về chuyện ở chợ, theo ông Lương, xã đang xem xét lại từ đầu.",
    "a credit": "Những hình ảnh rất đẹp ở chợ nổi Tam Hà, Theo Blue Delta",
    "nobody in particular behind a clause": "Giá cá sẽ còn giảm mạnh, nhiều người nói.",
    "a question that asks for an opinion": "Giá cá sẽ còn giảm mạnh nữa, theo ông Lương?",
    "an adverbial before the speaker": "Sau khi con đập đã xong xuôi, ông Lương chia sẻ.",
    "a noun of saying without an owner": "Phát ngôn “tôi sẽ không bao giờ bỏ cuộc” gây chú ý.",
    "a feeling inside a clause": "Ông Lương lo lắng vì vườn cam “đội nón ra đi hết”.",
    "German adverbs": "Relativierend war das „ein sehr großer Fehler“ gewesen.",
}


@pytest.mark.parametrize(("text", "expected"), RULES.values(), ids=RULES.keys())
def test_a_rule_finds_its_quotation(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
def test_a_rule_leaves_out_what_only_looks_like_speech(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2003", "\u3000", "\x1f"])
@pytest.mark.parametrize(
    ("before", "words", "behind"),
    [
        ("Bà Hoa nói: “", "Mưa còn kéo dài nhiều ngày", "”."),
        ("Theo bà Hoa, ", "mưa còn kéo dài nhiều ngày", " - tin cũng được phát."),
    ],
)
def test_blanks_of_all_kinds_are_no_part_of_a_quotation(before: str, words: str, behind: str, blank: str) -> None:
    found = extract_quotes(paragraph_table(f"{before}{blank}{words}{blank}{behind}"))
    assert found["text"].to_list() == [words]


def test_a_sign_that_begins_the_names_of_accounts_is_no_name_alone() -> None:
    names = {
        name: extract_quotes(paragraph_table(f"“Mưa còn kéo dài nhiều ngày”, {name} nói."))["speaker_name"].to_list()
        for name in ("@lananh", "@", "@@")
    }
    assert names == {"@lananh": ["lananh"], "@": [], "@@": []}


def test_the_name_of_a_crime_is_no_quotation() -> None:
    found = rows("Viện Kiểm sát cho biết Bách cùng đồng phạm “lừa đảo chiếm đoạt tài sản”.")
    assert [row[2] for row in found] == ["reported_clause"]


def test_every_rule_that_may_fire_has_a_counted_score() -> None:
    functions = {rule.__name__ for rule in (*SENTENCE_RULES, *CONTEXT_RULES)} - {"pull_quote_below"}
    others = {
        *("speaker_without_verb", "shared_with_next", "answer_label", "answer_dash"),
        *("source_clause", "clause_source", "reported_clause", "clause_reported"),
    }
    assert set(QUOTE_RULE_TALLIES) == functions | others
    assert QUOTE_RULE_SCORES["previous_subject"] == 0.82


def marked_words(text: str) -> list[str]:
    line = text_line(text)
    return [line.text[mark.start : mark.end] for mark in marked_spans(line)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Anh nói 'gió to lắm' rồi đi.", ["gió to lắm"]),
        ("the '90s were good, the workers' homes too", []),
        ("“Gió 'to' lắm”", ["Gió 'to' lắm"]),
        ("'Gió \"to\" lắm'", ["to"]),
        ("‘Gió to’, ‘nước lớn’", ["Gió to", "nước lớn"]),
        ("'Gió to 'nước lớn'", ["nước lớn"]),
        ("“một “hai” ba”", ["một “hai” ba"]),
        ("““” ”", []),
    ],
)
def test_marks_pair_up_like_brackets(text: str, words: list[str]) -> None:
    assert marked_words(text) == words


def lines(*paragraphs: str) -> list[str]:
    starts = [sum(len(text) + 1 for text in paragraphs[:index]) for index in range(len(paragraphs))]
    return [line.text for line in text_lines(list(zip(paragraphs, starts, strict=True)))]


def test_lines_of_one_quotation_are_read_as_one() -> None:
    assert lines("Bà nói: “Gió to.", "Nước lớn.", "Cây đổ”.", "Hết.") == [
        "Bà nói: “Gió to.\nNước lớn.\nCây đổ”.",
        "Hết.",
    ]


def test_lines_of_one_sentence_are_read_as_one() -> None:
    assert lines("Bà Khuê\nnói gió to.\nNước lớn.") == ["Bà Khuê\nnói gió to.", "Nước lớn."]


@pytest.mark.parametrize("between", ["“Mưa”.", "Mưa “to, gió “lớn.", "Mưa.\n" * 6, "a" * 2_600])
def test_lines_that_no_quotation_runs_through_stay_apart(between: str) -> None:
    paragraphs = ["Bà nói: “Gió to.", *between.strip().split("\n"), "Cây đổ”."]
    assert len(lines(*paragraphs)) == len(paragraphs)


def test_lines_with_a_blank_line_between_them_share_a_quotation() -> None:
    assert rows("Bà Khuê nói: “Gió to lắm rồi.\n\nNước cũng lớn lắm rồi”.") == [
        ("Gió to lắm rồi.", "Khuê", "speaker_before_colon"),
        ("Nước cũng lớn lắm rồi", "Khuê", "carried_paragraph"),
    ]


def test_a_tone_may_stand_on_either_vowel() -> None:
    assert spellings(WordRule("tòa án|ủy ban", "x")) == {"tòa án", "toà án", "ủy ban", "uỷ ban"}
    assert cues("đe doạ", 0, 6, VIETNAMESE) == [Span(0, 6)]


VERBS = {
    "at the start of the text": ("nói thế", 0, 7, [Span(0, 3)]),
    "behind a mark": ("“nói thế”", 1, 8, [Span(1, 4)]),
    "at both ends of the stretch": ("ông nói, bà hỏi to", 4, 15, [Span(4, 7), Span(12, 15)]),
    "inside a word before the stretch": ("khỏi hỏi", 2, 8, [Span(5, 8)]),
    "a word of another script": ("ヴnói", 0, 4, []),
    "an expression that reports nobody": ("nói chung là vậy", 0, 16, []),
    "no stretch": ("nói", 0, 0, []),
    "behind a word of a passive": ("bị đánh giá thấp", 0, 16, []),
    "behind such a word with a capital": ("Được xác nhận, bà nói", 0, 21, [Span(18, 21)]),
    "behind a word that only ends like it": ("chị đánh giá cao", 0, 16, [Span(4, 12)]),
    "a longer verb behind such a word": ("không nói thêm", 0, 14, []),
}


@pytest.mark.parametrize(("text", "start", "end", "found"), VERBS.values(), ids=VERBS.keys())
def test_verbs_of_saying_are_whole_words(text: str, start: int, end: int, found: list[Span]) -> None:
    assert cues(text, start, end, VIETNAMESE) == found


def test_a_sentence_around_several_spots_is_cut_once_and_not_at_an_abbreviation() -> None:
    text = "Gió to. TS. Khuê nói mưa lớn. Nước lên! Bà Khuê kể."
    assert sentences_around(text, [8, 17, 40], 100) == [Span(8, 28), Span(40, 51)]
    assert sentences_around(text, [17], 100) == [Span(8, 28)]


def test_no_part_of_a_long_sentence_looks_like_a_short_one() -> None:
    long = "mưa " * 300
    assert sentences_around(f"Gió to. {long}Bà Khuê kể {long}", [1216, 2200], 900) == [
        Span(316, 2116),
        Span(1300, 2419),
    ]
    assert sentences_around(f"Gió to. Nước {long}", [1000], 2_000) == [Span(8, 1213)]


def test_a_trie_takes_the_longest_word() -> None:
    assert trie_pattern(frozenset(["nói", "nói thêm", "hỏi"])) == "(?:hỏi|nói(?:\\ thêm)?)"


ANSWERS = {
    "a paper's label": ("Báo sông: Nước ra sao?\nBà Khuê: Nước đã lên.\nBáo sông: Còn gì?\nBà Khuê: Còn gió to.", 2),
    "an answer of a word": ("PV: Nước lên chưa?\nBà Khuê: Rồi.", 0),
    "a label that names nobody": ("Phỏng vấn bà Tạ Minh Khuê.\nHỏi: Nước ra sao?\nĐáp: Nước đã lên cao.", 1),
    "what follows the last answer": ("PV: Nước lên chưa?\nBà Khuê: Nước lên rồi.\nBáo ra hôm qua.", 1),
    "a list behind a question": ("Bạn đã chuẩn bị gì cho mùa lũ?\n- Gạo đủ ba ngày.\n- Nước đủ ba ngày.", 0),
}


@pytest.mark.parametrize(("text", "count"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_interview_has_as_many_answers(text: str, count: int) -> None:
    assert [row[2][:6] for row in rows(text)] == ["answer"] * count
