import polars as pl
import pytest

from flows.steps.label_lines import known_titles, label_lines
from schemas.stages import LABELLED_LINES, LINE_EVIDENCE, PAGES

LEAD = "Nước sông Mẫu dâng cao trong đêm, hàng trăm nhà ven bờ bị ngập."
BODY = [
    "Theo chính quyền xã, nước bắt đầu lên từ nửa đêm, và đến sáng thì đã tràn qua con đê cũ ở phía đông của làng.",
    "Ông Trần Văn Mẫu cho biết bà con đã được báo trước hai giờ, nên không ai bị thương khi nước tràn vào nhà.",
    "Bộ đội và dân quân đưa người già, trẻ em lên trường học ở đầu xã, nơi đã có sẵn chăn, nước uống và thuốc men.",
    "Đến chiều nước rút dần, điện được cấp lại, và các trường học trong xã dự kiến mở cửa vào đầu tuần tới.",
]
MORE = [
    "Người dân cho hay đây là lần thứ ba trong năm nước tràn vào làng, và nhiều nhà đã quen với việc kê cao đồ đạc.",
    "Tỉnh đã cấp thuyền và áo phao cho các đội cứu hộ, đồng thời yêu cầu các xã trực đủ người trong suốt mùa mưa.",
    "Theo dự báo, mưa sẽ giảm dần từ ngày mai, nhưng nước ở hạ lưu còn lên chậm vài ngày nữa trước khi rút hẳn.",
]
TITLE = "Sông Mẫu dâng cao trong đêm, nhiều nhà bị ngập"
TEASER = "Giá gạo tăng nhẹ tại nhiều chợ ở phía nam"
SUMMARY = "Giá gạo tại các chợ tăng nhẹ trong tuần qua vì mưa kéo dài ở nhiều tỉnh phía nam."


def page(text: str, **columns: object) -> pl.DataFrame:
    row = dict.fromkeys(PAGES.columns) | {
        "document_id": "d",
        "media_type": "text/plain",
        "encoding": "utf-8",
        "removed_character_count": 0,
        "text": text,
        "metadata": "{}",
    }
    return pl.DataFrame([row | columns], schema=PAGES.to_polars())


def labels(lines: list[str], buckets: dict[int, int] | None = None, **columns: object) -> list[tuple[str, bool]]:
    rows = [("d", index, bucket) for index, bucket in (buckets or {}).items()]
    evidence = pl.DataFrame(rows, schema=LINE_EVIDENCE.to_polars(), orient="row")
    found = label_lines(page("\n".join(lines), **columns), evidence)
    return found.select("kind", "is_kept").rows()


def kinds(lines: list[str], buckets: dict[int, int] | None = None, **columns: object) -> list[str]:
    return [kind + ("+" if is_kept else "") for kind, is_kept in labels(lines, buckets, **columns)]


def test_a_plain_article_with_all_its_neighbours() -> None:
    lines = [
        *("Trang chủ", "Thời sự", TITLE, "Trần Văn An", "17/12/2024 12:11", "Phản hồi: 0", LEAD, TITLE),
        *("Nhà ven sông Mẫu. Ảnh: An.", BODY[0], "Nước rút dần", BODY[1], "anh-song.jpg", BODY[2], "Quảng cáo"),
        *(BODY[3], *MORE, "Theo Báo Mẫu", "#sôngmẫu", "Tin liên quan", TEASER, "Phố cổ vắng khách mùa mưa"),
        *(TEASER + " đầu năm", "04/03/2022"),
    ]
    assert kinds(lines) == [
        *("nav", "nav", "title+", "byline", "date", "comment_ui", "lead+", "title"),
        *("caption+", "body+", "subheading+", "body+", "image_name", "body+", "ad"),
        *(*["body+"] * 4, "source_credit", "hashtag", "related", "related", "related", "related", "related"),
    ]


def test_title_lead_and_one_endless_line_are_an_article() -> None:
    assert kinds([TITLE, LEAD, " ".join(BODY * 3)]) == ["title+", "lead+", "body+"]


def test_one_sentence_a_line_without_a_title_is_an_article() -> None:
    assert kinds([LEAD, *BODY, "Mỹ Hà"]) == ["body+"] * 5 + ["byline"]


def test_a_single_long_line_is_an_article() -> None:
    assert kinds([" ".join(BODY * 2)]) == ["body+"]


def test_a_title_and_one_paragraph_alone_are_an_article() -> None:
    assert kinds([TITLE, BODY[0]]) == ["title+", "body+"]


def test_a_page_of_links_and_teasers_has_no_main_text() -> None:
    lines = ["Trang chủ", "Tin mới", *[TEASER, SUMMARY, "Xem thêm"] * 6, "Liên hệ"]
    found = labels(lines)
    assert {is_kept for _, is_kept in found} == {False}
    assert {kind for kind, _ in found} == {"nav", "related", "other_boilerplate"}


def test_an_empty_page_and_no_pages_give_no_lines() -> None:
    assert labels(["", " "]) == []
    found = label_lines(page("").clear(), LINE_EVIDENCE.empty())
    assert found.schema == LABELLED_LINES.to_polars()
    assert found.is_empty()


def test_lines_of_many_pages_are_boilerplate_inside_an_article() -> None:
    lines = [TITLE, LEAD, *BODY[:2], "Mời bạn tải ứng dụng của báo để đọc nhanh hơn mỗi ngày.", *BODY[2:]]
    assert kinds(lines, {4: 3})[4] == "other_boilerplate"
    assert kinds(lines, {4: 2})[4] == "body+"


def test_comments_below_the_text_are_not_kept() -> None:
    comment = "Tôi cũng ở làng này và thấy nước lên rất nhanh, mong bà con mau ổn định cuộc sống."
    below = ["Bình luận (2)", "An Nguyễn", "2 giờ trước", comment, "Trả lời", comment + " Cảm ơn báo."]
    found = kinds([TITLE, LEAD, *BODY, *MORE, *below])
    assert found[:9] == ["title+", *["body+"] * 8]
    assert not any(kind.endswith("+") for kind in found[9:])


def test_a_box_of_related_pages_inside_an_article_is_left_out() -> None:
    lines = [TITLE, LEAD, *BODY[:2], "Xem thêm: " + TEASER, TEASER, "Phố cổ vắng khách mùa mưa", *BODY[2:]]
    assert kinds(lines)[4:7] == ["related", "related", "related"]


def test_a_row_of_single_words_and_a_stray_sign_inside_an_article_are_left_out() -> None:
    lines = [TITLE, LEAD, *BODY[:2], "Mưa lũ", "Miền Trung", "Sông Mẫu", *BODY[2:], "D", BODY[0] + " Hết."]
    assert not any(kind.endswith("+") for kind in kinds(lines)[4:7])
    assert kinds(lines)[9] == "other_boilerplate"


def test_a_second_printing_of_a_caption_is_not_kept() -> None:
    caption = "Nhà ven sông Mẫu ngập trong nước."
    assert kinds([TITLE, LEAD, BODY[0], caption, *BODY[1:3], caption, BODY[3]])[-2] == "caption"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([TITLE, LEAD, "17/12/2024", *BODY], "lead+"),
        ([TITLE, LEAD, "", "", *BODY], "lead+"),
        (
            [
                TITLE,
                LEAD,
                *BODY,
                LEAD[:-1] + ", theo tin mới nhất từ ban chỉ huy chống lụt của tỉnh vào lúc sáng nay.",
            ],
            "lead+",
        ),
        ([TITLE, LEAD, *BODY], "body+"),
        ([TITLE, "Nước sông Mẫu dâng cao trong đêm, và hàng trăm nhà ven bờ bị ngập", *BODY], "lead+"),
    ],
)
def test_an_opening_set_apart_is_the_lead(lines: list[str], expected: str) -> None:
    assert kinds(lines)[1] == expected


def test_a_lead_parted_from_the_text_by_buttons_is_kept() -> None:
    lead = "Nước sông Mẫu dâng cao trong đêm qua."
    buttons = ["Zalo", "Facebook", "Twitter", "Email", "In bài viết", "Chia sẻ"]
    assert kinds([TITLE, lead, *buttons, *BODY])[:2] == ["title+", "lead+"]


def test_metadata_names_the_title_among_headlines() -> None:
    lines = [TEASER, "Giới thiệu sách hay trong tháng này", *BODY, *MORE]
    assert kinds(lines, metadata='{"title": "Giới thiệu sách hay trong tháng này - Báo Mẫu"}')[:2] == [
        "related",
        "title+",
    ]


def test_the_line_the_head_of_the_page_names_and_a_heading_are_told_by_markup() -> None:
    def entry(element: str, words: str = "", link: int = 0) -> dict[str, object]:
        return {"element": element, "attribute_words": words, "link_char_count": link}

    lines = [
        "Trang nhất",
        "Sông dâng",
        LEAD,
        BODY[0],
        "Nước đã lên bao nhiêu?",
        *BODY[1:3],
        TEASER,
        BODY[3],
    ]
    markup = [
        *(entry("nav/ul/li", link=10), entry("article/h1"), entry("article/p", "sapo"), entry("article/p")),
        *(entry("article/h3"), entry("article/p"), entry("article/p"), entry("article/p", link=41)),
        entry("article/p"),
    ]
    assert kinds(lines, line_facts=markup, media_type="text/html") == [
        *("nav", "title+", "lead+", "body+", "subheading+", "body+", "body+", "related", "body+"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ann Lee", "byline"),
        ("Trần Văn An - 17/12/2024", "byline"),
        ("Nguồn: Báo Mẫu", "source_credit"),
        ("Nhà ven sông (Ảnh: An)", "caption"),
        ("THỨ BA", "byline"),
        ("Zoe", "nav"),
        ("Mục 4", "other_boilerplate"),
    ],
)
def test_lines_between_title_and_text_tell_who_and_when(line: str, expected: str) -> None:
    assert kinds([TITLE, line, *BODY])[1] == expected


def test_an_opening_of_many_sentences_is_no_lead() -> None:
    assert kinds([TITLE, LEAD + " Mưa to. Gió lớn. Nước lên. Đê vỡ.", "17/12/2024", *BODY])[1] == "body+"


def test_a_few_words_in_a_sentence_are_no_main_text() -> None:
    assert kinds(["Trang chủ", "Sách này có bán ở mọi nhà sách trong cả nước.", "Liên hệ"]) == [
        "nav",
        "other_boilerplate",
        "nav",
    ]


def test_paragraphs_that_each_stand_alone_under_a_long_row_of_words_are_no_main_text() -> None:
    lines = ["Mục lục"] * 40 + [BODY[0], "Tin mới", "Sách", BODY[3]] + ["Liên hệ"] * 40
    assert not any(is_kept for _, is_kept in labels(lines))


def test_a_byline_inside_the_text_is_not_kept() -> None:
    assert kinds([TITLE, LEAD, "By Ann Lee", *BODY])[2] == "byline"


def test_a_bare_name_far_from_headline_and_text_is_no_byline() -> None:
    assert kinds(["Trần Văn An", TITLE, LEAD, *BODY, "Zalo", "Facebook", "Trần Văn An"])[-1] == "nav"


def test_a_name_on_many_pages_is_no_byline() -> None:
    assert kinds([TITLE, "Trần Văn An", *BODY], {1: 3})[1] == "nav"


def test_a_page_of_captions_alone_keeps_nothing() -> None:
    caption = "Nước sông đã dâng lên rất cao trong đêm qua, tràn qua con đê cũ và các nhà ở bên bờ (Ảnh: An)"
    assert not any(
        is_kept for _, is_kept in labels([caption + "." * n for n in range(1)] + [caption + " b. (Ảnh: An)"] * 4)
    )


def test_a_section_of_teasers_ends_where_paragraphs_stand_together() -> None:
    lines = [TITLE, LEAD, *BODY, "Đọc thêm", TEASER, SUMMARY, *["Cùng ngày, " + text for text in BODY]]
    found = kinds(lines)
    assert found[6:8] == ["related", "related"]
    assert found[-4:] == ["body+"] * 4


def test_teasers_below_the_text_stay_out() -> None:
    lines = [TITLE, LEAD, *BODY, *MORE, *["Mục", "Tin", "Ảnh"] * 12, TEASER, SUMMARY[:-1] + "..."]
    assert kinds(lines)[-2:] == ["related", "related"]


def test_a_sentence_on_a_page_of_links_is_no_main_text() -> None:
    teasers = [f"{TEASER} {number}" for number in range(50)]
    assert not any(is_kept for _, is_kept in labels(["Mục lục của trang", *teasers, SUMMARY, *teasers]))


def test_evidence_names_the_facts_that_weighed_most() -> None:
    found = label_lines(page("\n".join([TITLE, LEAD, *BODY])), LINE_EVIDENCE.empty())
    assert found["evidence"].to_list()[0] == ["rule=headline_above_text", "tokens=10"]
    for facts in found["evidence"].to_list()[1:]:
        names = [fact.partition("=")[0] for fact in facts]
        sizes = [abs(float(fact.partition("=")[2])) for fact in facts]
        assert len(set(names)) == 3
        assert sizes == sorted(sizes, reverse=True)
    assert found["kind_score"].to_list()[0] == 0.7


def test_titles_are_read_from_both_objects() -> None:
    assert known_titles('{"title": "A", "author": "B"}', None, '{"og_title": "C", "h1": 3}') == ["A", "C"]


def test_two_stories_under_each_other_have_each_a_title_a_lead_and_a_tail() -> None:
    rice = "Giá gạo tăng nhẹ tại nhiều chợ ở phía nam"
    lines = [
        *("Trang chủ", TITLE, "Trần Văn An", "17/12/2024 12:11", LEAD, *BODY, *MORE, "Theo Báo Mẫu"),
        *(TEASER + " đầu năm", "Phố cổ vắng khách mùa mưa"),
        *(rice, "Lê Thị Mẫu", "18/12/2024 08:00", BODY[3], " ".join(BODY[:2]), rice, BODY[2], *MORE, "#gạo"),
    ]
    found = kinds(lines)
    assert found[:13] == ["nav", "title+", "byline", "date", *["body+"] * 8, "source_credit"]
    assert found[15:] == ["title+", "byline", "date", "body+", "body+", "title", *["body+"] * 4, "hashtag"]


def test_a_story_that_is_no_main_text_by_itself_stays_in_the_one_above(monkeypatch: pytest.MonkeyPatch) -> None:
    text = [TITLE, LEAD, *BODY, TEASER, "Lê Thị Mẫu", "18/12/2024 08:00"]
    monkeypatch.setattr("flows.steps.line_kinds.story_titles", lambda *_: [0, 6])
    assert kinds(text) == ["title+", *["body+"] * 5, "related", "byline", "date"]


def test_lines_of_tags_and_the_rows_below_a_bare_label_are_topics() -> None:
    text = [TITLE, LEAD, *BODY]
    body = ["title+", *["body+"] * 5]
    assert kinds([*text, "Từ khóa: lũ, sông Mẫu"]) == [*body, "hashtag"]
    assert kinds([*text, "Tags:", "lũ", "sông Mẫu", TEASER])[6:] == ["nav", "hashtag", "hashtag", "related"]


def test_a_credit_in_brackets_and_one_with_a_date_are_credits() -> None:
    text = [TITLE, LEAD, *BODY]
    assert kinds([*text, "(Nguồn: Báo Mẫu)"])[6:] == ["source_credit"]
    assert kinds([*text, "Dẫn nguồn: Báo Mẫu 17/12/2024"])[6:] == ["source_credit"]


@pytest.mark.parametrize("menu", ["Thời Sự", "Phóng Sự", "Chia Sẻ Bài Viết", "Latest From Politics"])
def test_menu_words_beside_the_text_are_no_authors(menu: str) -> None:
    assert kinds([TITLE, menu, "17/12/2024", LEAD, *BODY])[1] != "byline"


def test_captions_below_the_text_are_captions() -> None:
    captions = [
        "Bà con đưa đồ đạc lên thuyền trong sáng nay, khi nước đã vào nhà - Ảnh: An.",
        "Trẻ em được đưa tới trường học ở đầu làng để tránh lũ từ nửa đêm - Ảnh: An.",
    ]
    assert kinds([TITLE, LEAD, *BODY, *MORE, *captions])[9:] == ["caption+", "caption+"]


def test_what_the_markup_calls_a_caption_is_one_below_the_text_too() -> None:
    caption = "Bà con xã bên chèo thuyền đi chợ trong ngày nước lên."
    lines = [TITLE, LEAD, *BODY, *MORE, caption, "Nguồn: Báo Mẫu"]
    elements = ["article/h1", *["article/p"] * 8, "article/figure/figcaption", "article/p"]
    markup = [{"element": element, "attribute_words": "", "link_char_count": 0} for element in elements]
    found = kinds(lines, line_facts=markup, media_type="text/html")
    assert [kind.rstrip("+") for kind in found[-2:]] == ["caption", "source_credit"]


def test_an_author_stands_behind_pointers_and_advertisements() -> None:
    text = [TITLE, LEAD, *BODY, *MORE]
    beside = ["Quảng cáo", f"Xem thêm: {TEASER}", "Quảng cáo"]
    assert kinds([*text, *beside, "Trần Văn An"])[-1] == "byline"
    assert kinds([*text, "Zalo", "Facebook", "Trần Văn An"])[-1] != "byline"


def test_an_author_with_an_agency_in_brackets_is_a_byline() -> None:
    assert kinds([TITLE, LEAD, *BODY, "Trần Văn An (TTXVN)"])[6:] == ["byline"]


def test_a_headline_printed_again_far_from_the_text_is_a_title_and_not_kept() -> None:
    menu = [f"Mục {word}" for word in ("một", "hai", "ba", "tư", "năm")] * 20
    title = "Lũ sông Mẫu"
    lines = [title, *menu, title, LEAD, *BODY, *MORE, *menu, title]
    found = kinds(lines, metadata='{"title": "Lũ sông Mẫu"}')
    assert [place for place, kind in enumerate(found) if kind.startswith("title")] == [0, 101, len(lines) - 1]
    assert (found[0], found[101], found[-1]) == ("title", "title+", "title")
    assert set(found[1:101]) == set(found[-101:-1]) == {"nav"}


@pytest.mark.parametrize("lines_at_once", [1, 7, 20])
def test_pages_labelled_in_groups_have_the_labels_they_have_together(
    lines_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["\n".join([TITLE, LEAD, *BODY]), "", TITLE, "\n".join([*BODY, *MORE]), "\n".join([LEAD, *BODY])]
    ids = [f"{number:032x}" for number in (3, 1, 4, 2, 5)]
    pages = pl.DataFrame({"document_id": ids, "text": texts, "metadata": ["{}"] * len(texts)})
    together = label_lines(pages)
    monkeypatch.setattr("flows.steps.label_lines.LINES_AT_ONCE", lines_at_once)
    assert label_lines(pages).equals(together)
    assert label_lines(pages[:0]).height == 0
