import polars as pl

from flows.steps.row_ids import text_row_ids
from flows.steps.split_paragraphs import split_paragraphs
from schemas.stages import PAGE_PARAGRAPHS

TEXT = "Tên bài\n\nMở đầu.\nLặp lại.\nLặp lại.\nẢnh: An"
PAGES = pl.DataFrame({"document_id": ["d"], "text": [TEXT]})
LINES = pl.DataFrame(
    {
        "document_id": ["d"] * 5,
        "line_index": [0, 2, 3, 4, 5],
        "char_start": [0, 9, 17, 26, 35],
        "char_end": [7, 16, 25, 34, 42],
        "kind": ["title", "lead", "body", "body", "caption"],
        "is_kept": [True, True, True, True, False],
    }
)


def articles(line_indexes: list[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"article_id": ["a"], "document_id": ["d"], "article_index": [0], "line_indexes": [line_indexes]}
    )


def test_each_kept_line_of_text_is_a_paragraph_with_its_span() -> None:
    found = split_paragraphs(articles([0, 2, 3, 4]), LINES, PAGES)
    assert found.drop("paragraph_id", "article_id", "document_id", "article_index").rows() == [
        (0, "lead", "Mở đầu.", 9, 16, 2),
        (1, "body", "Lặp lại.", 17, 25, 2),
        (2, "body", "Lặp lại.", 26, 34, 2),
    ]
    assert found["paragraph_id"].to_list() == text_row_ids(["a"] * 3, ["Mở đầu.", "Lặp lại.", "Lặp lại."])


def test_two_pages_of_one_article_id_count_their_repetitions_apart() -> None:
    both = pl.concat([articles([2]), articles([2]).with_columns(document_id=pl.lit("e"))])
    lines = pl.concat([LINES, LINES.with_columns(document_id=pl.lit("e"))])
    pages = pl.concat([PAGES, PAGES.with_columns(document_id=pl.lit("e"))])
    found = split_paragraphs(both, lines, pages)
    assert found["document_id"].to_list() == ["d", "e"]
    assert found["paragraph_id"].n_unique() == 1


def test_no_articles_give_no_paragraphs() -> None:
    found = split_paragraphs(articles([2]).clear(), LINES, PAGES)
    assert found.schema == PAGE_PARAGRAPHS.to_polars()
    assert found.is_empty()
