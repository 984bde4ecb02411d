import polars as pl
import pytest

from flows.steps.article_starts import story_titles
from flows.steps.line_facts import line_fact_table, line_facts
from schemas.stages import LINE_EVIDENCE, PAGES

RIVER = "Sông Mẫu dâng cao trong đêm, nhiều nhà bị ngập"
RICE = "Giá gạo tăng nhẹ tại nhiều chợ ở phía nam"
SCHOOL = "Trường làng Mẫu mở cửa trở lại vào đầu tuần"
TEXTS = [
    "Theo chính quyền xã, nước bắt đầu lên từ nửa đêm, và đến sáng thì đã tràn qua con đê cũ ở phía đông của làng, "
    "nơi có hơn một trăm ngôi nhà.",
    "Ông Trần Văn Mẫu cho biết bà con đã được báo trước hai giờ, nên không ai bị thương khi nước tràn vào nhà, và "
    "mọi người đã kịp đưa đồ lên cao.",
]
PAIR = "\n".join(TEXTS)
DATE = "17/12/2024 12:11"
STORY = f"{DATE}\n{PAIR}"


def starts(
    text: str, markup: list[tuple[str, str, int]] | None = None, *, title: int | None = 0, chosen: range | None = None
) -> list[str]:
    """Return the headlines of the stories of a page; markup is path, words and characters in links of each line."""
    names = ("element", "attribute_words", "link_char_count")
    facts = [dict(zip(names, entry, strict=True)) for entry in markup] if markup else None
    columns = {"document_id": ["d"], "text": [text], "line_facts": [facts]}
    pages = pl.DataFrame(columns, {name: PAGES.to_polars()[name] for name in columns})
    lines = list(line_facts(line_fact_table(pages, LINE_EVIDENCE.empty())))
    elements = [entry[0] for entry in markup] if markup else []
    return [
        lines[p].text for p in story_titles(lines, range(len(lines)) if chosen is None else chosen, title, elements)
    ]


def test_each_headline_with_a_date_and_text_of_its_own_begins_a_story() -> None:
    page = f"{RIVER}\n{STORY}\n{RICE}\n\n{DATE}\n{PAIR}\nNước rút dần\n{TEXTS[0]}\n{SCHOOL}\n{STORY}"
    assert starts(page.replace("12:11", "")) == [RIVER, RICE, SCHOOL]


def test_a_byline_that_says_so_marks_a_story_like_the_first() -> None:
    signed = "Tác giả: Trần Văn An"
    assert starts(f"{RIVER}\n{signed}\n{PAIR}\n{RICE}\n{signed}\n{PAIR}") == [RIVER, RICE]


@pytest.mark.parametrize("end", ["Theo Báo Mẫu", "#mưa #lũ", "Trần Văn An"])
def test_a_signed_end_above_a_dated_headline_tells_a_story(end: str) -> None:
    assert starts(f"{RIVER}\n{PAIR}\n{end}\n{RICE}\n{STORY}") == [RIVER, RICE]
    assert starts(f"{RIVER}\n{PAIR}\n{RICE}\n{STORY}") == []
    assert starts(f"{RIVER}\n{PAIR}\n{end}\nCỡ chữ\n{RICE}\n{STORY}") == []


def test_teasers_between_two_stories_do_not_part_them_from_each_other() -> None:
    gap = f"Tin liên quan\n{SCHOOL}\n16/12/2024\nTrường làng Mẫu mở cửa trở lại sau nhiều ngày..."
    assert starts(f"{RIVER}\n{STORY}\n{gap}\n{RICE}\n{STORY}") == [RIVER, RICE]


def test_one_long_paragraph_is_a_story() -> None:
    whole = " ".join(TEXTS * 3)
    assert starts(f"{RIVER}\n{DATE}\n{whole}\n{RICE}\n{DATE}\n{whole}") == [RIVER, RICE]


@pytest.mark.parametrize(
    "second",
    [
        f"{RICE}\n{PAIR}",  # a subheading
        f"{RICE}.\n{STORY}",
        f"{RICE}\n{DATE}\n{TEXTS[0]}",  # too little text
        f"{RICE}\n{DATE}\n{TEXTS[0]}\n{TEXTS[1]}...",
        f"{RICE}\n{DATE}\n{PAIR}\nĐọc tiếp",
        f"{RICE}\n{DATE}\n" + "Cỡ chữ to\n" * 9 + PAIR,
        f"2. {RICE}\n{STORY}",
        f"- {RICE}\n{STORY}",
        f"Re: {RICE}\n{STORY}",
        f"{RIVER} ven bờ\n{STORY}",
        f"Trần Văn An\n{STORY}",
        f"{RICE} {RICE}\n{STORY}",
        f"{RICE}\n17/12/2024\n{PAIR}",  # the first has the minute
        f"{RICE}\n— {DATE}\n{PAIR}",  # a quoted post
        f"{RICE}\nAn nói:\n{STORY}",  # a comment
        f"{DATE}\n{RICE}\n{STORY}",  # a comment of one line above another
        f"{RICE}\n3 giờ trước\n{PAIR}",
    ],
)
def test_what_is_no_story_of_its_own_is_left_in_the_one_above(second: str) -> None:
    assert starts(f"{RIVER}\n{STORY}\n{second}") == []


def test_entries_of_one_day_by_the_minute_are_running_coverage() -> None:
    entries = [f"{title}\n17/12/2024 {hour}:11\n{PAIR}" for title, hour in ((RIVER, 9), (RICE, 10), (SCHOOL, 11))]
    assert starts("\n".join(entries)) == []
    assert starts("\n".join(entries[:2])) == [RIVER, RICE]


def test_many_dates_above_texts_are_comments() -> None:
    comments = "\n".join(["An Mẫu", DATE, "Bài viết này rất hay và có ích cho mọi người."] * 9)
    assert starts(f"{RIVER}\n{STORY}\n{RICE}\n{STORY}\n{comments}") == []


def test_a_page_without_text_or_headline_has_no_stories() -> None:
    assert starts(RIVER, chosen=range(0)) == []
    assert starts(f"{RIVER}\n{STORY}\n{RICE}\n{STORY}", title=None) == []
    assert starts(RIVER) == []


def test_only_chosen_lines_are_text() -> None:
    page = f"{RIVER}\n{STORY}\n{RICE}\n{STORY}"
    assert starts(page, chosen=range(6)) == []


def test_a_heading_above_all_stories_is_no_story() -> None:
    page = f"Nhật ký làng Mẫu bên sông\n{RIVER}\n{STORY}\n{RICE}\n{STORY}"
    path, text = ("div/h2", "", 0), ("div/p", "", 0)
    assert starts(page, [("div/h1", "", 0), *[path, text, text, text] * 2]) == [RIVER, RICE]


def posts(heading: str, link_count: int) -> list[tuple[str, str, int]]:
    return [(heading, "", link_count), ("article/div/p", "", 0), ("article/div/p", "", 0)]


def test_headings_in_the_headers_of_articles_or_linked_to_their_pages_begin_stories() -> None:
    page = f"{RIVER}\n{PAIR}\n{RICE}\n{PAIR}"
    assert starts(page, posts("article/header/h2", 0) * 2) == [RIVER, RICE]
    assert starts(page, posts("article/h2", 60) * 2, title=None) == [RIVER, RICE]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("article/h2", 0), ("article/h2", 0)),  # subheadings
        (("article/header/h1", 0), ("article/header/h2", 0)),
        (("article/header/h2", 0), ("article/header/h2", 60)),  # the second leads to another page
        (("div/h2", 60), ("div/h2", 60)),
        (("article/header/h5", 0), ("article/header/h5", 0)),
    ],
)
def test_other_headings_are_no_stories(first: tuple[str, int], second: tuple[str, int]) -> None:
    assert starts(f"{RIVER}\n{PAIR}\n{RICE}\n{PAIR}", [*posts(*first), *posts(*second)]) == []
