from flows.steps.line_facts import LineFacts
from flows.steps.main_text import MainRun
from flows.steps.title_line import title_position

NAV = "Trang chủ"
SENTENCE = "Mưa lớn kéo dài hai ngày làm ngập nhiều con phố ở trung tâm."


def line(text: str, heading_level: int = 0, phrase_kind: str = "") -> LineFacts:
    is_sentence = text == SENTENCE
    return LineFacts(
        line_index=0,
        text=text,
        key=text.casefold().strip("."),
        token_count=len(text.split()),
        ends_sentence=is_sentence,
        is_truncated=False,
        inner_sentence_count=0,
        link_share=0.0,
        site_count_bucket=0,
        printing_count=1,
        phrase_kind=phrase_kind,
        opens_section=False,
        heading_level=heading_level,
        is_list_item=False,
        role="",
        chrome_kind="",
        is_sentence=is_sentence,
        is_headline=not is_sentence and not phrase_kind,
        is_date=False,
        headline_neighbour_count=0,
    )


def test_of_lines_with_as_many_points_the_first_is_the_title() -> None:
    lines = [line(NAV, phrase_kind="nav"), line("Thị xã sau cơn bão"), line("Người dân dọn lại nhà"), line(SENTENCE)]
    assert title_position(lines, MainRun(1, 3), []) == 1


def test_a_known_heading_far_above_is_the_title_before_a_plain_line_near_the_text() -> None:
    known = "Mưa lớn làm ngập nhiều con phố"
    lines = [*[line(NAV, phrase_kind="nav")] * 40, line("Người dân dọn lại nhà"), line(SENTENCE)]
    titles = [f"{known} - Báo Ví Dụ"]
    assert title_position([line(known, heading_level=1), *lines], MainRun(42, 42), titles) == 0
    assert title_position([line(known), *lines], MainRun(42, 42), []) == 41


def test_a_line_with_few_points_is_no_title() -> None:
    assert title_position([line("Ảnh"), line(SENTENCE)], MainRun(1, 1), []) is None
