import json
import lzma
from pathlib import Path

import pytest

from flows.labelled_pages import (
    LabelledPage,
    aligned_labels,
    labelled_page,
    labelled_rows,
    pages_table,
    snippet_labels,
)

BODY = "Nước sông dâng cao trong đêm và tràn qua con đê cũ."


def test_rows_are_read_from_files_in_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"id": 2}\n', encoding="utf-8")
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(b'{"id": 1}\n'))
    (tmp_path / "c.txt").write_text("no rows", encoding="utf-8")
    assert list(labelled_rows(tmp_path)) == [{"id": 1}, {"id": 2}]


def test_a_row_of_labelled_lines_is_a_text_page() -> None:
    row = {"id": "a", "host": "bao.vn", "flat_text": f"Menu\n\n{BODY}", "line_labels": [0, -1, 1]}
    assert labelled_page(row) == LabelledPage("a", "bao.vn", "text", f"Menu\n\n{BODY}", None, None, (0, 1))


def test_a_page_has_the_type_the_source_and_the_language_of_its_row() -> None:
    known = {"page_type": "forum", "source": "tay", "lang": "vi"}
    rows = {"flat_text": BODY, "line_labels": [1]}, {"html": f"<p>{BODY}", "gold_text": BODY}
    pages = [labelled_page({"id": "a", **row, **told}) for row in rows for told in (known, {"lang": None})]
    found = [(page.page_type, page.source, page.language) for page in pages if page]
    assert found == [("forum", "tay", "vi"), ("", "", "")] * 2


def test_a_row_of_html_is_a_page_whose_lines_are_aligned() -> None:
    html = f"<title>Sông dâng</title><ul><li>Menu</ul><p class=body>{BODY}</p>"
    page = labelled_page({"id": "a", "html": html, "gold_text": BODY})
    assert page is not None
    assert (page.site, page.kind, page.text, page.labels) == ("a", "html", f"Menu\n{BODY}", (0, 1))
    assert json.loads(page.page_metadata or "")["title"] == "Sông dâng"
    assert [line["element"] for line in page.markup or []] == ["ul/li", "p"]


@pytest.mark.parametrize(
    "row", [{"id": "a"}, {"id": "a", "html": "<p>Nước"}, {"id": "a", "html": "", "gold_text": "x"}]
)
def test_a_row_without_labels_or_lines_is_no_page(row: dict[str, str]) -> None:
    assert labelled_page(row) is None


def test_a_line_is_main_text_where_most_of_its_words_run_there() -> None:
    lines = [BODY, "Nước sông dâng cao và nhiều chuyện khác hẳn", "Đê cũ", "cũ", "—", "Menu của trang báo này"]
    assert aligned_labels(lines, f"{BODY}\nĐê cũ") == [1, 0, 1, 0, -1, 0]


def test_of_two_printings_the_one_nearer_to_the_text_counts() -> None:
    text = "Một câu rất dài kể về con sông dâng cao trong đêm, về con đê cũ ở phía đông và những ngôi nhà ven bờ."
    lines = ["Sông Mẫu dâng cao", "Menu", "Tin", "Sông Mẫu dâng cao", text]
    assert aligned_labels(lines, f"Sông Mẫu dâng cao\n{text}") == [0, 0, 0, 1, 1]


def test_snippets_tell_some_lines() -> None:
    lines = [BODY, "Liên hệ quảng cáo tại đây", "Chuyện khác", "con đê cũ"]
    assert snippet_labels(lines, ["tràn qua con đê cũ"], ["Liên hệ quảng cáo"]) == [1, 0, -1, -1]


def test_pages_are_rows_that_steps_take() -> None:
    page = LabelledPage(
        "a", "bao.vn", "html", BODY, [{"element": "p", "attribute_words": "", "link_char_count": 0}], "{}", (1,)
    )
    table = pages_table([page, page._replace(markup=None, page_metadata=None)])
    assert table["document_id"].to_list() == ["00000000", "00000001"]
    assert table["metadata"].to_list() == ["{}", "{}"]
    assert table["line_facts"].to_list()[1] is None
