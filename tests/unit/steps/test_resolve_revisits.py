from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from flows.steps.resolve_revisits import resolve_revisits
from schemas.stages import RECORDS, RESOLVED_REVISITS, SOURCE_FILES

MONDAY, TUESDAY = datetime(2026, 11, 16, 8, tzinfo=UTC), datetime(2026, 11, 17, 8, tzinfo=UTC)
FILES = pl.DataFrame(
    [("a.warc", "s2", 10), ("b.warc", "s1", 10), ("c.warc", "s2", 10)], SOURCE_FILES.to_polars(), orient="row"
)
PAGE = {
    "source_sha256": "s1",
    "record_offset": 0,
    "document_id": "p1",
    "source_id": "urn:1",
    "url": "https://bao.example/1",
    "fetched_at": MONDAY,
    "payload_digest": "sha1:aa",
}
REVISIT = {"source_sha256": "s2", "record_offset": 50, "failure_reason": "revisit"}


def resolved(*rows: dict[str, Any], files: pl.DataFrame = FILES) -> list[tuple[object, ...]]:
    records = pl.DataFrame(rows, RECORDS.to_polars())
    found = resolve_revisits(records.lazy(), files.lazy())
    assert found.schema == RESOLVED_REVISITS.to_polars()
    assert resolve_revisits(records.reverse().lazy(), files.reverse().lazy()).equals(found)
    return found.rows()


@pytest.mark.parametrize(
    "told",
    [
        {"refers_to_id": "urn:1"},
        {"refers_to_url": "https://bao.example/1", "refers_to_at": MONDAY},
        {"payload_digest": "sha1:aa"},
        {"payload_digest": "sha256:cc", "refers_to_id": "urn:1"},
        {"payload_digest": "sha1:aa", "refers_to_id": "urn:lost"},
    ],
    ids=["id", "address and time", "digest", "digest of another kind", "lost id and digest"],
)
def test_a_revisit_is_of_the_page_that_it_names(told: dict[str, Any]) -> None:
    assert resolved(PAGE, REVISIT | told) == [("s2", 50, "p1")]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"refers_to_id": "urn:2"},
        {"refers_to_url": "https://bao.example/1"},
        {"refers_to_url": "https://bao.example/1", "refers_to_at": TUESDAY},
        {"payload_digest": "sha1:bb"},
        {"payload_digest": "sha1:bb", "refers_to_id": "urn:1"},
        {"url": "https://bao.example/1", "fetched_at": MONDAY, "source_id": "urn:1"},
    ],
    ids=["nothing", "id", "no time", "another time", "digest", "id of another digest", "its own"],
)
def test_a_revisit_of_what_was_not_read_is_of_no_page(told: dict[str, Any]) -> None:
    assert resolved(PAGE, REVISIT | told) == []


def test_better_evidence_goes_first_and_then_the_smallest_path_and_offset() -> None:
    pages = [
        PAGE | {"document_id": "p1", "source_id": "urn:9", "payload_digest": "sha1:aa"},
        PAGE | {"document_id": "p2", "record_offset": 9, "source_id": "urn:1", "payload_digest": None},
        PAGE | {"document_id": "p3", "source_sha256": "s2", "record_offset": 7, "source_id": None, "url": "v"},
        PAGE | {"document_id": "p4", "source_sha256": "s2", "record_offset": 3, "source_id": None, "url": "v"},
    ]
    by_id = REVISIT | {"refers_to_id": "urn:1", "payload_digest": "sha1:aa"}
    by_digest = REVISIT | {"record_offset": 60, "payload_digest": "sha1:aa"}
    assert resolved(*pages, by_id, by_digest) == [("s2", 50, "p2"), ("s2", 60, "p4")]


def test_records_that_failed_otherwise_are_no_revisits_and_no_originals() -> None:
    cut = PAGE | {"document_id": None, "failure_reason": "truncated_record"}
    other = REVISIT | {"failure_reason": "http_status", "payload_digest": "sha1:aa"}
    assert resolved(cut, REVISIT | {"payload_digest": "sha1:aa"}) == []
    assert resolved(PAGE, other) == []


def test_no_records_give_no_rows() -> None:
    assert resolved(files=SOURCE_FILES.empty()) == []
