from pathlib import Path

import polars as pl
import pytest

from flows.cache import Artifact, Cache
from flows.changed_inputs import documents_of_changed_pairs, documents_of_changed_records, moved_sources
from flows.shards import keep_frame
from flows.steps.partition import Partition
from schemas.stages import CANDIDATE_PAIRS, CANDIDATE_TEXTS, RECORDS, SOURCE_FILES

EVERYWHERE = Partition(0, 1)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path))


def records(cache: Cache, source: str, *pages: str | None) -> Artifact:
    """The records of one file, one of each page; none stands for a record that gave no page."""
    rows = [
        {"source_sha256": source, "record_offset": place, "document_id": page} for place, page in enumerate(pages)
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


def test_a_file_is_moved_where_its_first_path_is_another(cache: Cache) -> None:
    old = [files(cache, a="s1", b="s2", c="s3", d="s4")]
    new = [files(cache, aa="s1", b="s2", bb="s2", a="s3", c="s3", e="s5")]
    assert moved_sources(old, new) == ["s1", "s3"]


def pairs(cache: Cache, *rows: tuple[str, str]) -> Artifact:
    frame = pl.DataFrame([(one, 0, other, 0) for one, other in rows], CANDIDATE_PAIRS.to_polars(), orient="row")
    return keep_frame("pairs", frame, CANDIDATE_PAIRS, cache)


def texts(cache: Cache, *rows: tuple[str, str, str]) -> Artifact:
    """Texts beside the page that they are compared with, of a page, with a digest."""
    told = [(beside, 0, page, 0, None, "Mưa.", digest) for beside, page, digest in rows]
    return keep_frame("texts", pl.DataFrame(told, CANDIDATE_TEXTS.to_polars(), orient="row"), CANDIDATE_TEXTS, cache)


def test_a_comparison_changes_with_its_pair_and_with_either_text(cache: Cache) -> None:
    known = pairs(cache, ("1a", "2a"), ("3a", "2a"), ("9b", "c3"))
    old = ((known,), (texts(cache, ("1a", "1a", "x"), ("1a", "2a", "y")), texts(cache, ("9b", "9b", "z"))))
    other = ((known,), (texts(cache, ("1a", "1a", "x"), ("1a", "2a", "new")), texts(cache, ("9b", "9b", "z"))))
    assert documents_of_changed_pairs(old, other, EVERYWHERE) == {"1a"}
    more = ((pairs(cache, ("1a", "2a"), ("9b", "c3"), ("9b", "1a")),), old[1])
    assert documents_of_changed_pairs(old, more, EVERYWHERE) == {"3a", "9b"}
    assert documents_of_changed_pairs(old, more, Partition(1, 2)) == {"9b"}
    gone = ((known,), (texts(cache, ("1a", "1a", "x"), ("1a", "2a", "y")),))
    assert documents_of_changed_pairs(old, gone, EVERYWHERE) == {"9b"}
