import random

from flows.labelled_pages import LabelledPage
from flows.made_pages import (
    Line,
    bare_article,
    joined_paragraphs,
    made_pages,
    pages_of_teasers,
    variants,
)

MENU = [f"Mục số {number}" for number in range(20)]
BODY = [
    f"Câu thứ {number} kể rằng nước sông đã dâng rất cao trong đêm qua, tràn qua con đê cũ." for number in range(6)
]
TEXT = "\n".join([*MENU[:10], *BODY, *MENU[10:]])
LABELS = (0,) * 10 + (1,) * 6 + (0,) * 10
MARKUP = [{"element": "p", "attribute_words": str(number), "link_char_count": 0} for number in range(26)]
PAGE = LabelledPage("p", "bao.vn", "html", TEXT, MARKUP, "{}", LABELS)
LINES = [Line(line, label) for line, label in zip(TEXT.split("\n"), LABELS, strict=True)]


def pages(count: int) -> list[LabelledPage]:
    return [PAGE._replace(page_id=f"p{number}", site=f"bao{number}.vn") for number in range(count)]


def words_of(lines: list[Line], label: int) -> list[str]:
    return [word for line in lines if line.label == label for word in line.text.split()]


def test_variants_are_the_same_in_every_run() -> None:
    assert variants(PAGE) == variants(PAGE)


def test_each_variant_has_a_label_for_each_line() -> None:
    found = [variant for page in pages(20) for variant in variants(page)]
    assert {variant.kind for variant in found} == {"stripped", "joined", "bare", "no_article"}
    assert all(len(variant.text.split("\n")) - variant.text.count("\n\n") >= 1 for variant in found)
    for variant in found:
        assert len([line for line in variant.text.split("\n") if line]) == len(variant.labels)


def test_a_page_without_its_main_text_keeps_the_markup_of_the_rest() -> None:
    found = next(v for page in pages(20) for v in variants(page) if v.kind == "no_article")
    assert found.text.split("\n") == MENU
    assert found.labels == (0,) * 20
    assert [entry["attribute_words"] for entry in found.markup or []] == [
        str(number) for number in (*range(10), *range(16, 26))
    ]


def test_joining_loses_no_word_of_the_text() -> None:
    for seed in range(10):
        found = joined_paragraphs(LINES, random.Random(seed))  # noqa: S311
        assert words_of(found, 1) == " ".join(BODY).split()
        assert sum(line.label for line in found) < len(BODY)


def test_a_bare_article_has_hardly_a_line_beside_it() -> None:
    for seed in range(10):
        found = bare_article(LINES, random.Random(seed))  # noqa: S311
        assert words_of(found, 1) == " ".join(BODY).split()
        assert sum(line.label == 0 for line in found) <= 7


def test_a_page_with_unknown_lines_is_only_stripped() -> None:
    unknown = PAGE._replace(labels=(-1, *LABELS[1:]))
    assert [variant.kind for variant in variants(unknown)] == ["stripped"]
    assert variants(unknown._replace(markup=None)) == []


def test_pages_of_teasers_have_no_main_text() -> None:
    found = pages_of_teasers(pages(30))
    assert 5 <= len(found) <= 25
    for page in found:
        assert page.kind == "no_article"
        assert set(page.labels) == {0}
        assert len(page.text.split("\n")) == len(page.labels)
        assert page.markup is None or len(page.markup) == len(page.labels)
    assert {page.markup is None for page in found} == {True, False}
    assert any("Câu thứ 1" in page.text for page in found)


def test_made_pages_stay_with_their_site() -> None:
    found = made_pages(pages(12))
    assert {page.site for page in found} <= {page.site for page in pages(12)}
    assert len(found) > 24
