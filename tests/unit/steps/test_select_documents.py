import polars as pl
import pytest

from flows.steps.select_documents import select_articles, select_documents
from schemas.stages import ARTICLE_IDENTITIES, DOCUMENT_FATES, FAILED_DOCUMENTS, PAGES, PUBLISHED_ARTICLES
from schemas.tables import DUPLICATES


def identities(*rows: tuple[str, int, bool]) -> pl.LazyFrame:
    return pl.DataFrame(
        [
            {
                "document_id": page,
                "article_index": index,
                "article_id": f"{page}-{index}",
                "page_article_id": f"own-{page}-{index}",
                "is_wanted": is_wanted,
            }
            for page, index, is_wanted in rows
        ],
        ARTICLE_IDENTITIES.to_polars(),
    ).lazy()


def duplicates(*rows: tuple[str, int, str]) -> pl.LazyFrame:
    return pl.DataFrame(
        [{"document_id": page, "article_index": index, "method": method} for page, index, method in rows],
        DUPLICATES.to_polars(),
    ).lazy()


def failed(*rows: tuple[str, str, str, str]) -> pl.LazyFrame:
    return pl.DataFrame(rows, FAILED_DOCUMENTS.to_polars(), orient="row").lazy()


def pages(*ids: str) -> pl.LazyFrame:
    return pl.DataFrame([{"document_id": page} for page in ids], PAGES.to_polars()).lazy()


def test_articles_in_wanted_languages_that_are_no_copies_are_published() -> None:
    found = select_articles(
        identities(("b", 0, True), ("a", 1, True), ("a", 0, True), ("c", 0, False)), duplicates(("a", 0, "near"))
    )
    assert found.rows() == [("a", 1, "a-1", "own-a-1"), ("b", 0, "b-0", "own-b-0")]
    assert found.schema == PUBLISHED_ARTICLES.to_polars()


@pytest.mark.parametrize(
    ("found", "copies", "failures", "fate"),
    [
        ([("a", 0, True)], [], [], ("kept", None, None, None)),
        ([("a", 0, True), ("a", 1, False)], [], [], ("kept", None, None, None)),
        ([("a", 0, True), ("a", 1, True)], [("a", 0, "near")], [], ("kept", None, None, None)),
        ([("a", 0, True)], [("a", 0, "near")], [], ("duplicate", "near", None, None)),
        ([("a", 0, False)], [("a", 0, "exact_text")], [], ("duplicate", "exact_text", None, None)),
        ([("a", 0, True)], [("a", 0, "older_version")], [], ("superseded", "older_version", None, None)),
        (
            [("a", 0, True), ("a", 1, True)],
            [("a", 0, "older_version"), ("a", 1, "near")],
            [],
            ("duplicate", "near", None, None),
        ),
        ([], [], [], ("rejected", "no_article", "label_lines", None)),
        ([("a", 0, False)], [], [], ("rejected", "unwanted_language", "identify_language", None)),
        (
            [("a", 0, False), ("a", 1, True)],
            [("a", 1, "near")],
            [],
            ("rejected", "unwanted_language", "identify_language", None),
        ),
        (
            [],
            [],
            [("a", "label_lines", "step_failed", "ValueError: x")],
            ("rejected", "step_failed", "label_lines", "ValueError: x"),
        ),
        (
            [],
            [],
            [("a", "extract_quotes", "worker_died", "it died")],
            ("rejected", "worker_died", "extract_quotes", "it died"),
        ),
    ],
)
def test_a_page_has_one_fate_with_its_reason(
    found: list[tuple[str, int, bool]],
    copies: list[tuple[str, int, str]],
    failures: list[tuple[str, str, str, str]],
    fate: tuple[str | None, ...],
) -> None:
    fates = select_documents(pages("a"), identities(*found), duplicates(*copies), failed(*failures))
    assert fates.rows() == [("a", *fate)]
    assert fates.schema == DOCUMENT_FATES.to_polars()


def test_a_failed_step_goes_before_every_other_reason() -> None:
    fates = select_documents(
        pages("a"),
        identities(("a", 0, True)),
        duplicates(("a", 0, "near")),
        failed(("a", "extract_quotes", "step_failed", "E")),
    )
    assert fates.rows() == [("a", "rejected", "step_failed", "extract_quotes", "E")]


def test_a_page_that_two_steps_failed_on_is_there_once() -> None:
    fates = select_documents(
        pages("a"),
        identities(),
        duplicates(),
        failed(("a", "split_articles", "step_failed", "F"), ("a", "extract_quotes", "step_failed", "E")),
    )
    assert fates.rows() == [("a", "rejected", "step_failed", "extract_quotes", "E")]


def test_fates_come_sorted_and_none_for_no_page() -> None:
    fates = select_documents(pages("b", "a"), identities(), duplicates(), failed())
    assert fates["document_id"].to_list() == ["a", "b"]
    assert select_documents(pages(), identities(), duplicates(), failed()).equals(DOCUMENT_FATES.empty())
    assert select_articles(identities(), duplicates()).equals(PUBLISHED_ARTICLES.empty())
