import base64
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from flows.steps.gather_pages import (
    count_records,
    gather_failures,
    gather_pages,
    gather_sightings,
    linked_site,
    site_of,
)
from flows.steps.partition import Partition
from schemas.stages import FAILURES, PAGES, RECORDS, RESOLVED_REVISITS, SOURCE_FILES, SOURCE_RECORDS
from schemas.tables import SIGHTINGS

ALL = Partition(0, 1)
MONDAY, TUESDAY = datetime(2026, 11, 16, 8, tzinfo=UTC), datetime(2026, 11, 17, 8, tzinfo=UTC)


def records(*rows: dict[str, Any]) -> pl.LazyFrame:
    page = {
        "source_sha256": "s1",
        "media_type": "text/plain",
        "encoding": "utf-8",
        "removed_character_count": 0,
        "text": "Mưa lớn.",
        "metadata": "{}",
    }
    return pl.DataFrame([page | row for row in rows], RECORDS.to_polars()).lazy()


def files(*rows: tuple[str, str]) -> pl.LazyFrame:
    return pl.DataFrame([(path, digest, 10) for path, digest in rows], SOURCE_FILES.to_polars(), orient="row").lazy()


def revisits(*rows: tuple[str, int, str]) -> pl.LazyFrame:
    return pl.DataFrame(rows, RESOLVED_REVISITS.to_polars(), orient="row").lazy()


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.Bao.example/mua-lon", "bao.example"),
        ("https://bao.example.:8080/", "bao.example"),
        ("//tin.example/a", "tin.example"),
        ("bao.example/mua-lon", None),
        ("https://www./", None),
        ("http://[half", None),
        ("", None),
        (None, None),
    ],
)
def test_site_is_the_host_without_www(url: str | None, site: str | None) -> None:
    assert site_of(url) == site


def test_copies_of_a_payload_are_one_page_filled_from_the_smallest_path_and_offset() -> None:
    seen = records(
        {"document_id": "a1", "source_sha256": "s2", "record_offset": 7, "url": "https://late.example/a"},
        {
            "document_id": "a1",
            "source_sha256": "s1",
            "record_offset": 30,
            "url": "https://www.bao.example/a",
            "fetched_at": TUESDAY,
            "metadata": '{"a":2}',
        },
        {"document_id": "a1", "source_sha256": "s1", "record_offset": 4, "fetched_at": MONDAY, "metadata": '{"a":1}'},
        {"document_id": "b2", "source_sha256": "s2", "text": "Nắng."},
        {"document_id": None, "failure_reason": "no_text"},
    )
    found = gather_pages(seen, files(("z.jsonl", "s1"), ("k.jsonl", "s2"), ("a.jsonl", "s1")), ALL)
    assert found.to_dicts() == [
        dict.fromkeys(PAGES.columns)
        | {
            "document_id": "a1",
            "url": "https://www.bao.example/a",
            "site": "bao.example",
            "fetched_at": MONDAY,
            "media_type": "text/plain",
            "encoding": "utf-8",
            "removed_character_count": 0,
            "text": "Mưa lớn.",
            "metadata": '{"a":1}',
        },
        dict.fromkeys(PAGES.columns)
        | {
            "document_id": "b2",
            "media_type": "text/plain",
            "encoding": "utf-8",
            "removed_character_count": 0,
            "text": "Nắng.",
            "metadata": "{}",
        },
    ]
    assert found.schema == PAGES.to_polars()


def test_a_whole_file_goes_before_a_record_inside_a_file_of_the_same_path() -> None:
    seen = records(
        {"document_id": "a1", "record_offset": 0, "encoding": "utf-16"},
        {"document_id": "a1", "record_offset": None, "encoding": "utf-8"},
    )
    assert gather_pages(seen, files(("a", "s1")), ALL)["encoding"].to_list() == ["utf-8"]


def test_a_partition_gives_the_pages_of_its_ids_alone() -> None:
    seen = records({"document_id": "7fff"}, {"document_id": "8000"})
    found = [gather_pages(seen, files(("a", "s1")), Partition(index, 2))["document_id"].to_list() for index in (0, 1)]
    assert found == [["7fff"], ["8000"]]


def test_every_path_of_a_file_is_a_sighting_of_each_of_its_pages() -> None:
    seen = records(
        {"document_id": "b2", "record_offset": 9, "source_id": "n2", "url": "u", "fetched_at": MONDAY},
        {"document_id": "a1", "record_offset": 0},
        {"document_id": None, "record_offset": 20, "failure_reason": "no_text"},
    )
    found = gather_sightings(seen, files(("y", "s1"), ("x", "s1")), revisits())
    assert found.rows() == [
        ("a1", "x", 0, None, None, None, False),
        ("b2", "x", 9, "n2", "u", MONDAY, False),
        ("a1", "y", 0, None, None, None, False),
        ("b2", "y", 9, "n2", "u", MONDAY, False),
    ]
    assert found.schema == SIGHTINGS.to_polars()


def test_a_resolved_revisit_is_a_sighting_of_its_page_and_no_failure() -> None:
    seen = records(
        {"document_id": "a1", "record_offset": 0, "url": "u1"},
        {"record_offset": 7, "failure_reason": "revisit", "source_id": "n7", "url": "u7", "fetched_at": TUESDAY},
        {"record_offset": 9, "failure_reason": "revisit", "failure_detail": "the same as u8"},
    )
    known = revisits(("s1", 7, "a1"))
    assert gather_sightings(seen, files(("x", "s1")), known).rows() == [
        ("a1", "x", 0, None, "u1", None, False),
        ("a1", "x", 7, "n7", "u7", TUESDAY, True),
    ]
    assert gather_failures(seen, files(("x", "s1")), known, FAILURES.empty().lazy()).rows() == [
        ("x", 9, "revisit", "the same as u8")
    ]
    assert gather_pages(seen, files(("x", "s1")), ALL)["url"].to_list() == ["u1"]


def test_failed_records_and_skipped_files_are_failures() -> None:
    skipped = pl.DataFrame([("pipe", None, "not_regular", "a pipe")], FAILURES.to_polars(), orient="row").lazy()
    seen = records(
        {"document_id": "a1"},
        {"document_id": None, "record_offset": 5, "failure_reason": "no_text", "failure_detail": "nothing in it"},
    )
    found = gather_failures(seen, files(("x", "s1")), revisits(), skipped)
    assert found.rows() == [
        ("pipe", None, "not_regular", "a pipe"),
        ("x", 5, "no_text", "nothing in it"),
    ]
    assert found.schema == FAILURES.to_polars()


def test_records_are_counted_per_path_read_or_not_and_0_where_there_are_none() -> None:
    read = {"document_id": "a1", "page_bytes": 7}
    seen = records(read, {"document_id": None, "failure_reason": "no_text", "page_bytes": 0})
    found = count_records(seen, files(("y", "s1"), ("x", "s1"), ("empty", "s9")))
    assert found.rows() == [("empty", "s9", 10, 0, 0), ("x", "s1", 10, 2, 7), ("y", "s1", 10, 2, 7)]
    assert found.schema == SOURCE_RECORDS.to_polars()


def test_no_records_give_no_rows() -> None:
    nothing, skipped = records(), FAILURES.empty().lazy()
    assert gather_pages(nothing, files(), ALL).equals(PAGES.empty())
    assert gather_sightings(nothing, files(), revisits()).equals(SIGHTINGS.empty())
    assert gather_failures(nothing, files(), revisits(), skipped).equals(FAILURES.empty())
    assert count_records(nothing, files()).equals(SOURCE_RECORDS.empty())


ENCODED = base64.b64encode(b"https://www.bao.example/tin/1").decode()


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("Tin\nhttp://ads.example/?to=" + ENCODED, "bao.example"),
        ("http://ads.example/?a=1&to=" + ENCODED.rstrip("=") + "\nTop", "bao.example"),
        ("http://ads.example/?to=aHR0cDovL_-_-_-_-_-_", None),
        ("http://ads.example/?to=aHR0cHM6Ly9hYmN", None),
        (
            f"http://ads.example/?to={ENCODED} http://ads.example/?to="
            + base64.b64encode(b"http://b.example/x").decode(),
            None,
        ),
        ("to=" + ENCODED, None),
        ("Không có liên kết nào.", None),
    ],
)
def test_an_ad_link_tells_the_site_of_a_page_without_address(text: str, site: str | None) -> None:
    assert linked_site(text) == site
