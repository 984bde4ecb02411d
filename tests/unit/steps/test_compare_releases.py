from typing import Any

import polars as pl
import pytest

from flows.steps.compare_releases import compare_rows, digest_rows, extend_history, gather_changes, id_column
from flows.steps.partition import Partition
from schemas.stages import ROW_DIGESTS
from schemas.tables import ARTICLES, CHANGES, DOCUMENTS, HISTORY

ALL = Partition(0, 1)


def articles(**titles: str | None) -> pl.LazyFrame:
    """Articles by id; each stands on the page that has its id in capitals."""
    return pl.DataFrame(
        [
            {"article_id": name, "document_id": name.upper(), "title": title, "authors": [], "language_score": 0.5}
            for name, title in titles.items()
        ],
        ARTICLES.to_polars(),
    ).lazy()


def documents(*ids: str) -> pl.LazyFrame:
    return pl.DataFrame([{"document_id": name, "text": name} for name in ids], DOCUMENTS.to_polars()).lazy()


def changes(*rows: tuple[str, str, str, str]) -> pl.LazyFrame:
    return pl.DataFrame(rows, CHANGES.to_polars(), orient="row").lazy()


def history(*rows: tuple[str, str, str, str | None, str | None]) -> pl.LazyFrame:
    return pl.DataFrame(rows, HISTORY.to_polars(), orient="row").lazy()


def compared(
    new: pl.LazyFrame, old: pl.LazyFrame, known: pl.LazyFrame, table: str, partition: Partition = ALL
) -> pl.DataFrame:
    columns = [name for name in new.collect_schema() if name in old.collect_schema()]
    digests = [digest_rows(rows, id_column(table), columns).lazy() for rows in (new, old)]
    return compare_rows(*digests, old, known, table, partition)


@pytest.mark.parametrize(
    ("new", "old", "known", "expected"),
    [
        ({"a": "Mưa"}, {}, "A", [("articles", "a", "added", "new")]),
        ({"a": "Mưa"}, {"a": "Nắng"}, "A", [("articles", "a", "changed", "content_changed")]),
        ({"a": None}, {"a": "Nắng"}, "A", [("articles", "a", "changed", "content_changed")]),
        ({"a": "Mưa"}, {"a": "Mưa"}, "A", []),
        ({"a": None}, {"a": None}, "A", []),
        ({}, {"a": "Mưa"}, "A", [("articles", "a", "removed", "no_longer_selected")]),
        ({}, {"a": "Mưa"}, "", [("articles", "a", "removed", "source_removed")]),
        ({}, {}, "", []),
    ],
)
def test_each_id_that_differs_is_told_with_its_reason(
    new: dict[str, str | None], old: dict[str, str | None], known: str, expected: list[tuple[str, ...]]
) -> None:
    found = compared(articles(**new), articles(**old), documents(*known), "articles")
    assert found.rows() == expected
    assert found.schema == CHANGES.to_polars()


def test_documents_are_compared_by_their_own_id() -> None:
    found = compared(documents("a", "b"), documents("b", "c"), documents("a", "b"), "documents")
    assert found.rows() == [
        ("documents", "a", "added", "new"),
        ("documents", "c", "removed", "source_removed"),
    ]


@pytest.mark.parametrize("column", ["title", "authors", "language_score", "document_id"])
def test_a_change_of_any_column_is_a_change_of_the_row(column: str) -> None:
    values: dict[str, Any] = {"title": "Gió", "authors": ["An"], "language_score": 0.6, "document_id": "B"}
    new = articles(a="Mưa").collect()
    changed = new.with_columns(pl.Series(column, [values[column]], new.schema[column])).lazy()
    found = compared(changed, new.lazy(), documents("A"), "articles")
    assert found["change"].to_list() == ["changed"]


def test_a_new_column_or_another_order_of_columns_is_no_change() -> None:
    new, old = articles(a="Mưa"), articles(a="Mưa").select(sorted(ARTICLES.columns)).drop("tags")
    assert compared(new, old, documents("A"), "articles").is_empty()
    assert compared(old, new, documents("A"), "articles").is_empty()


def test_digests_are_one_per_row_in_the_order_of_ids_and_follow_from_the_values_alone() -> None:
    found = digest_rows(articles(b="Mưa", a="Nắng"), "article_id", ["title", "authors"])
    assert found.schema == ROW_DIGESTS.to_polars()
    assert found["id"].to_list() == ["a", "b"]
    again = digest_rows(articles(a="Nắng", c="Mưa"), "article_id", ["authors", "title"])
    assert again["content"].to_list() == found["content"].to_list()
    assert found["content"].n_unique() == 2


def test_pages_of_rows_that_are_gone_are_looked_up_only_where_some_are() -> None:
    unread = pl.LazyFrame({"document_id": ["A"]}).filter(pl.col("document_id").str.to_date(strict=True).is_null())
    digests = digest_rows(articles(a="Mưa"), "article_id", ["title"]).lazy()
    none = digest_rows(articles(), "article_id", ["title"]).lazy()
    assert compare_rows(digests, none, unread, unread, "articles", ALL)["reason"].to_list() == ["new"]
    with pytest.raises(pl.exceptions.PolarsError):
        compare_rows(none, digests, articles(a="Mưa"), unread, "articles", ALL)


def test_ranges_hold_every_change_once_and_sorted() -> None:
    new, old = articles(b="x", a="x", **{"9": "x"}), articles(**{"1": "x", "9": "y"})
    parts = [compared(new, old, documents(), "articles", Partition(index, 2)) for index in (0, 1)]
    assert [part["id"].to_list() for part in parts] == [["1"], ["9", "a", "b"]]
    gathered = gather_changes(pl.concat(parts[::-1]).lazy())
    assert gathered["id"].to_list() == ["1", "9", "a", "b"]
    assert gathered.equals(compared(new, old, documents(), "articles"))


@pytest.mark.parametrize(
    ("here", "change", "before", "after"),
    [
        ("a", ("added", "new"), None, ("r2", "r2", None, None)),
        ("a", ("changed", "content_changed"), ("r0", "r1", None, None), ("r0", "r2", None, None)),
        ("a", None, ("r0", "r1", None, None), ("r0", "r1", None, None)),
        ("", ("removed", "source_removed"), ("r0", "r1", None, None), ("r0", "r1", "r2", "source_removed")),
        ("", None, ("r0", "r0", "r1", "source_removed"), ("r0", "r0", "r1", "source_removed")),
        ("a", ("added", "new"), ("r0", "r0", "r1", "source_removed"), ("r0", "r2", None, None)),
    ],
)
def test_history_tells_when_an_article_came_changed_and_went(
    here: str,
    change: tuple[str, str] | None,
    before: tuple[str, str, str | None, str | None] | None,
    after: tuple[str | None, ...],
) -> None:
    found = extend_history(
        articles(**dict.fromkeys(here, "Mưa")),
        changes(*([("articles", "a", *change)] if change else [])),
        history(*([("a", *before)] if before else [])),
        "r2",
    )
    assert found.rows() == [("a", *after)]
    assert found.schema == HISTORY.to_polars()


def test_history_is_of_articles_alone_and_sorted() -> None:
    told = changes(
        ("articles", "b", "added", "new"), ("documents", "c", "added", "new"), ("quotes", "b", "removed", "x")
    )
    found = extend_history(articles(b="Mưa"), told, history(("a", "r0", "r0", "r1", "source_removed")), "r2")
    assert found.rows() == [("a", "r0", "r0", "r1", "source_removed"), ("b", "r2", "r2", None, None)]


def test_nothing_released_has_no_history() -> None:
    assert extend_history(articles(), changes(), history(), "r0").equals(HISTORY.empty())
    assert gather_changes(changes()).equals(CHANGES.empty())
