from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from flows.steps.identify_articles import are_one_story, identify_articles, title_words
from schemas.stages import ARTICLE_IDENTITIES, ARTICLE_LANGUAGES, FAILED_DOCUMENTS, PAGE_ARTICLES
from schemas.tables import SIGHTINGS


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


def identities(*rows: dict[str, Any], wanted: tuple[str, ...] = (), failed: tuple[str, ...] = ()) -> pl.DataFrame:
    """Identify articles told by what differs; the page's path is its id unless told."""
    article = {"article_index": 0, "is_url_identity": False, "char_count": 100}
    full = [
        article
        | {"article_id": f"url-{row['document_id']}", "content_id": f"content-{row['document_id']}"}
        | {name: value for name, value in row.items() if name not in {"language", "source_path"}}
        for row in rows
    ]
    languages = [
        {"document_id": row["document_id"], "article_index": row.get("article_index", 0)}
        | {"language": row.get("language", "vi")}
        for row in rows
    ]
    sightings = {(row["document_id"], row.get("source_path", row["document_id"])) for row in rows}
    return identify_articles(
        pl.DataFrame(full, PAGE_ARTICLES.to_polars()).lazy(),
        pl.DataFrame(languages, ARTICLE_LANGUAGES.to_polars()).lazy(),
        pl.DataFrame(
            [{"document_id": page, "source_path": path} for page, path in sorted(sightings)], SIGHTINGS.to_polars()
        ).lazy(),
        pl.DataFrame([{"document_id": page} for page in failed], FAILED_DOCUMENTS.to_polars()).lazy(),
        wanted,
    )


def ranks(found: pl.DataFrame) -> list[str]:
    return found.sort("keep_rank")["document_id"].to_list()


def test_title_words_are_folded_and_keep_their_accents() -> None:
    assert title_words("GIÁ vàng, gia\u0301 Vàng") == {"giá", "vàng"}
    assert title_words(None) == frozenset()


@pytest.mark.parametrize(
    ("titles", "is_one"),
    [
        (["Mưa lớn ở Huế"], True),
        (["Mưa lớn ở Huế", "Mưa rất lớn ở Huế"], True),
        (["a b", "a b c d"], True),
        (["a b", "a b c d e"], False),
        (["Mưa lớn ở Huế", "Giá vàng hôm nay"], False),
        (["b c d", "a b c", "c d e"], False),
        (["?", "!"], True),
    ],
)
def test_titles_are_of_one_story_when_half_of_their_words_are_shared(titles: list[str], is_one: bool) -> None:  # noqa: FBT001
    assert are_one_story(titles) is is_one
    assert are_one_story(titles[::-1]) is is_one


def test_an_article_without_an_address_has_the_id_of_its_content_and_is_its_own_newest() -> None:
    found = identities({"document_id": "a", "article_index": 1})
    assert found.rows() == [("a", 1, "content-a", "url-a", "a", 1, 0, True)]
    assert found.schema == ARTICLE_IDENTITIES.to_polars()


@pytest.mark.parametrize("title", ["Mưa rất lớn ở Huế", None])
def test_pages_of_one_address_and_story_are_versions_of_one_article(title: str | None) -> None:
    same = {"article_id": "url", "is_url_identity": True}
    found = identities(
        same | {"document_id": "a", "title": "Mưa lớn ở Huế", "fetched_at": day(1)},
        same | {"document_id": "b", "title": title, "fetched_at": day(2)},
    )
    assert found.rows() == [("a", 0, "url", "url", "b", 0, 0, True), ("b", 0, "url", "url", "b", 0, 1, True)]


def test_an_address_that_several_stories_share_is_not_believed() -> None:
    same = {"article_id": "url", "is_url_identity": True}
    found = identities(
        same | {"document_id": "a", "title": "Mưa lớn ở Huế"},
        same | {"document_id": "b", "title": "Giá vàng hôm nay"},
    )
    assert found.rows() == [
        ("a", 0, "content-a", "url", "a", 0, 0, True),
        ("b", 0, "content-b", "url", "b", 0, 1, True),
    ]


@pytest.mark.parametrize(
    ("first", "second", "newest"),
    [
        ({"fetched_at": day(2), "published_at": day(1)}, {"fetched_at": day(1), "published_at": day(9)}, "a"),
        ({"fetched_at": day(1)}, {"fetched_at": None, "published_at": day(9)}, "a"),
        ({"published_at": day(1)}, {"published_at": day(2)}, "b"),
        ({"source_path": "y"}, {"source_path": "x"}, "a"),
        ({"source_path": "x"}, {"source_path": "x"}, "b"),
    ],
)
def test_the_newest_version_is_by_fetching_then_publication_then_path_then_id(
    first: dict[str, Any], second: dict[str, Any], newest: str
) -> None:
    same = {"article_id": "url", "is_url_identity": True, "title": "Mưa lớn"}
    found = identities(same | {"document_id": "a"} | first, same | {"document_id": "b"} | second)
    assert found["newest_document_id"].to_list() == [newest, newest]


def test_the_newest_version_in_a_wanted_language_goes_before_a_newer_one_in_another() -> None:
    same = {"article_id": "url", "is_url_identity": True, "title": "Mưa lớn"}
    found = identities(
        same | {"document_id": "a", "fetched_at": day(1)},
        same | {"document_id": "b", "fetched_at": day(2)},
        same | {"document_id": "c", "fetched_at": day(3), "language": "en"},
        wanted=("vi",),
    )
    assert found["newest_document_id"].to_list() == ["b", "b", "b"]


def test_copies_are_kept_wanted_first_then_earliest_then_longest_then_least() -> None:
    found = identities(
        {"document_id": "unwanted", "language": "en", "published_at": day(1)},
        {"document_id": "undated", "char_count": 900},
        {"document_id": "late", "published_at": day(3)},
        {"document_id": "early", "published_at": day(2), "char_count": 10},
        {"document_id": "early-long", "published_at": day(2), "char_count": 20},
        {"document_id": "early-also", "published_at": day(2), "char_count": 10},
        {"document_id": "early-also", "published_at": day(2), "char_count": 10, "article_index": 1},
        wanted=("vi",),
    )
    expected = ["early-long", "early", "early-also", "early-also", "late", "undated", "unwanted"]
    assert ranks(found) == expected
    assert found.filter(pl.col("document_id") == "early-also")["keep_rank"].to_list() == [2, 3]
    assert found.filter(~pl.col("is_wanted"))["document_id"].to_list() == ["unwanted"]


def test_no_wanted_language_means_that_all_are_wanted() -> None:
    found = identities({"document_id": "a", "language": "en"}, {"document_id": "b", "language": "und"})
    assert found["is_wanted"].to_list() == [True, True]


def test_pages_that_a_step_failed_on_are_left_out() -> None:
    assert identities({"document_id": "a"}, {"document_id": "b"}, failed=("a",))["document_id"].to_list() == ["b"]


def test_no_articles_give_no_identities() -> None:
    assert identities(wanted=("vi",)).equals(ARTICLE_IDENTITIES.empty())
