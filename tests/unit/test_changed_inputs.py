from pathlib import Path

import polars as pl
import pytest

from flows.cache import Artifact, Cache
from flows.changed_inputs import (
    changed_keys,
    changed_sources,
    documents_of_changed_articles,
    documents_of_changed_pairs,
    documents_of_changed_paragraphs,
    documents_of_changed_records,
)
from flows.shards import keep_frame
from flows.steps.partition import Partition
from flows.steps.text_hash import text_hash
from schemas.fields import Table
from schemas.stages import (
    ARTICLE_COPIES,
    ARTICLE_LANGUAGES,
    CANDIDATE_PAIRS,
    CANDIDATE_TEXTS,
    PAGE_ARTICLES,
    PAGE_QUOTES,
    PARAGRAPH_COUNTS,
    PUBLISHED_ARTICLES,
    RECORDS,
    SOURCE_FILES,
    TEXT_PARAGRAPHS,
)

EVERYWHERE = Partition(0, 1)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path))


def records(cache: Cache, source: str, *pages: str | None) -> Artifact:
    """The records of one file, one of each page; none stands for a record that gave no page."""
    rows = [
        {"source_sha256": source, "record_offset": place, "document_id": page, "page_bytes": 1}
        for place, page in enumerate(pages)
    ]
    return keep_frame("records", pl.DataFrame(rows, RECORDS.to_polars()), RECORDS, cache)


def files(cache: Cache, **paths: str) -> Artifact:
    """Files by path, each with its content's digest."""
    rows = sorted((path, digest, 1) for path, digest in paths.items())
    return keep_frame("files", pl.DataFrame(rows, SOURCE_FILES.to_polars(), orient="row"), SOURCE_FILES, cache)


def test_pages_of_new_and_deleted_files_may_have_changed(cache: Cache) -> None:
    first, second, third = (
        records(cache, "s1", "1a", "9b"),
        records(cache, "s2", "2a", "9b", None),
        records(cache, "s3", "c3"),
    )
    old = ((first, second), (files(cache, a="s1", b="s2"),))
    new = ((second, third), (files(cache, b="s2", c="s3"),))
    assert documents_of_changed_records(old, new, EVERYWHERE) == {"1a", "9b", "c3"}
    assert documents_of_changed_records(old, new, Partition(1, 2)) == {"9b", "c3"}
    assert documents_of_changed_records(new, new, EVERYWHERE) == set()


def test_pages_of_a_moved_file_may_have_changed(cache: Cache) -> None:
    batch = (records(cache, "s1", "1a", "9b"), records(cache, "s2", "2a", "9b"))
    old, new = (batch, (files(cache, a="s1", b="s2"),)), (batch, (files(cache, c="s1", b="s2"),))
    assert documents_of_changed_records(old, new, EVERYWHERE) == {"1a", "9b"}


def test_pages_of_files_that_come_back_or_go_while_their_records_stay_may_have_changed(cache: Cache) -> None:
    batch = (records(cache, "s1", "1a", "9b"), records(cache, "s2", "2a", "9b"))
    both, one = (batch, (files(cache, a="s1", b="s2"),)), (batch, (files(cache, a="s1"),))
    assert documents_of_changed_records(both, one, EVERYWHERE) == {"2a", "9b"}
    assert documents_of_changed_records(one, both, EVERYWHERE) == {"2a", "9b"}
    assert documents_of_changed_records(one, one, EVERYWHERE) == set()


def test_pages_of_files_that_were_read_again_to_the_same_records_did_not_change(cache: Cache) -> None:
    first, second = records(cache, "s1", "1a", "9b"), records(cache, "s2", "2a")
    rows = pl.concat([pl.read_parquet(each.path) for each in (first, second)])
    together = keep_frame("records", rows, RECORDS, cache)
    other = keep_frame("records", rows.with_columns(pl.col("page_bytes") + rows["record_offset"]), RECORDS, cache)
    told = (files(cache, a="s1", b="s2"),)
    assert documents_of_changed_records(((first, second), told), ((together,), told), EVERYWHERE) == set()
    assert documents_of_changed_records(((together,), told), ((other,), told), EVERYWHERE) == {"9b"}


def test_a_source_changed_where_it_comes_or_goes_or_its_first_path_is_another(cache: Cache) -> None:
    old = [files(cache, a="s1", b="s2", c="s3", d="s4")]
    new = [files(cache, aa="s1", b="s2", bb="s2", a="s3", c="s3", e="s5")]
    assert changed_sources(old, new) == ["s1", "s3", "s4", "s5"]


def pairs(cache: Cache, *rows: tuple[str, str]) -> Artifact:
    frame = pl.DataFrame(
        [(one, 0, other, 0, False) for one, other in rows], CANDIDATE_PAIRS.to_polars(), orient="row"
    )
    return keep_frame("pairs", frame, CANDIDATE_PAIRS, cache)


def texts(cache: Cache, *rows: tuple[str, str, int]) -> Artifact:
    """Texts beside the page that they are compared with, of a page, with a hash."""
    told = [(beside, 0, page, 0, None, "Mưa.", digest, text_hash(page)) for beside, page, digest in rows]
    return keep_frame("texts", pl.DataFrame(told, CANDIDATE_TEXTS.to_polars(), orient="row"), CANDIDATE_TEXTS, cache)


def test_a_comparison_changes_with_its_pair_and_with_either_text(cache: Cache) -> None:
    known = pairs(cache, ("1a", "2a"), ("3a", "2a"), ("9b", "c3"))
    old = ((known,), (texts(cache, ("1a", "1a", 1), ("1a", "2a", 2)), texts(cache, ("9b", "9b", 3))))
    other = ((known,), (texts(cache, ("1a", "1a", 1), ("1a", "2a", 4)), texts(cache, ("9b", "9b", 3))))
    assert documents_of_changed_pairs(old, other, EVERYWHERE) == {"1a"}
    more = ((pairs(cache, ("1a", "2a"), ("9b", "c3"), ("9b", "1a")),), old[1])
    assert documents_of_changed_pairs(old, more, EVERYWHERE) == {"3a", "9b"}
    assert documents_of_changed_pairs(old, more, Partition(1, 2)) == {"9b"}
    gone = ((known,), (texts(cache, ("1a", "1a", 1), ("1a", "2a", 2)),))
    assert documents_of_changed_pairs(old, gone, EVERYWHERE) == {"9b"}


def kept(cache: Cache, table: Table, *rows: dict[str, object]) -> Artifact:
    frame = pl.DataFrame(list(rows), table.to_polars()).select(table.columns)
    filled = frame.with_columns(
        pl.col(name).fill_null("") for name in frame.columns if frame[name].dtype == pl.String
    )
    numbers = [name for name in frame.columns if frame[name].dtype.is_numeric()]
    flags = [pl.col(name).fill_null(value=False) for name in frame.columns if frame[name].dtype == pl.Boolean]
    lists = [pl.col(name).fill_null([]) for name in frame.columns if frame[name].dtype == pl.List]
    return keep_frame(table.name, filled.with_columns(pl.col(numbers).fill_null(0), *flags, *lists), table, cache)


def published(cache: Cache, *pages: str) -> Artifact:
    rows = [{"document_id": page, "article_id": f"of {page}"} for page in pages]
    return kept(cache, PUBLISHED_ARTICLES, *rows)


def test_articles_change_with_what_is_on_their_page_and_with_their_copies(cache: Cache) -> None:
    by_page = [
        (kept(cache, table, {"document_id": "1a"}, {"document_id": "2a"}),)
        for table in (PAGE_ARTICLES, ARTICLE_LANGUAGES, TEXT_PARAGRAPHS, PAGE_QUOTES)
    ]
    copies = kept(cache, ARTICLE_COPIES, {"article_id": "of 2a", "duplicate_count": 1})
    old = (*by_page, (published(cache, "1a", "2a", "9b"),), (copies,))
    assert documents_of_changed_articles(old, old, EVERYWHERE) == set()
    more = kept(cache, ARTICLE_COPIES, {"article_id": "of 2a", "duplicate_count": 2})
    assert documents_of_changed_articles(old, (*old[:-1], (more,)), EVERYWHERE) == {"2a"}
    other = (kept(cache, PAGE_QUOTES, {"document_id": "1a", "text": "Mưa."}, {"document_id": "2a"}),)
    assert documents_of_changed_articles(old, (*old[:3], other, *old[4:]), EVERYWHERE) == {"1a"}
    fewer = (*old[:4], (published(cache, "1a", "2a"),), old[-1])
    assert documents_of_changed_articles(old, fewer, EVERYWHERE) == {"9b"}
    assert documents_of_changed_articles(old, fewer, Partition(0, 2)) == set()


def test_paragraphs_change_with_their_page_and_where_others_have_them_too(cache: Cache) -> None:
    hashes = {"1a": 7, "2a": 8, "3a": 7}
    rows = [{"document_id": page, "text_hash": text_hash} for page, text_hash in hashes.items()]
    paragraphs = (kept(cache, TEXT_PARAGRAPHS, *rows),)
    old = (paragraphs, (published(cache, *hashes),), (kept(cache, PARAGRAPH_COUNTS),))
    assert documents_of_changed_paragraphs(old, old, EVERYWHERE) == set()
    counted = (kept(cache, PARAGRAPH_COUNTS, {"text_hash": 7, "occurrence_count": 2}),)
    assert documents_of_changed_paragraphs(old, (*old[:2], counted), EVERYWHERE) == {"1a", "3a"}
    fewer = (paragraphs, (published(cache, "1a", "3a"),), old[2])
    assert documents_of_changed_paragraphs(old, fewer, EVERYWHERE) == {"2a"}


def test_keys_of_rows_that_came_went_or_changed(cache: Cache) -> None:
    old, new = (
        [kept(cache, PARAGRAPH_COUNTS, *({"text_hash": key, "occurrence_count": count} for key, count in rows))]
        for rows in ([(1, 2), (2, 2), (3, 2)], [(2, 2), (3, 4), (5, 2)])
    )
    assert changed_keys(old, new, PARAGRAPH_COUNTS).to_list() == [1, 3, 5]
    assert changed_keys(old, old, PARAGRAPH_COUNTS).to_list() == []
