import gzip
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import polars as pl
import pytest

from flows.sources import inventory
from flows.sources.inventory import SourceFile, list_sources
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import LINE_FACTS_BYTES, plan_ranges, read_source
from schemas.stages import RECORDS

LIMITS = ReadLimits()

NO_REFERENCE = dict.fromkeys(("payload_digest", "refers_to_id", "refers_to_url", "refers_to_at"))  # only WARC has


def listed(tmp_path: Path, name: str, data: bytes) -> SourceFile:
    (tmp_path / name).write_bytes(data)
    return list_sources([str(tmp_path / name)]).files[0]


def records(file: SourceFile, start: int = 0, end: int | None = None, limits: ReadLimits = LIMITS) -> pl.DataFrame:
    return pl.concat(read_source(file, start, end, limits))


def outcomes(file: SourceFile, limits: ReadLimits = LIMITS) -> list[tuple[int | None, str]]:
    """Return the offset and the text, or the reason, of each record."""
    rows = records(file, limits=limits).rows(named=True)
    return [(row["record_offset"], row["failure_reason"] or row["text"]) for row in rows]


def test_a_text_file_is_one_record(tmp_path: Path) -> None:
    file = listed(tmp_path, "a.txt", "Chào\r\nbạn\u200b".encode())
    frame = records(file)
    assert frame.schema == RECORDS.to_polars()
    assert frame.rows(named=True) == [
        {
            "source_sha256": file.sha256,
            "record_offset": None,
            "source_id": None,
            "url": None,
            "fetched_at": None,
            "document_id": file.sha256[:32],
            "media_type": "text/plain",
            "encoding": "utf-8",
            "removed_character_count": 1,
            "text": "Chào\nbạn",
            "metadata": "{}",
            "page_metadata": None,
            "line_facts": None,
            "page_bytes": len("Chào\nbạn".encode()),
            "failure_reason": None,
            "failure_detail": None,
        }
        | NO_REFERENCE
    ]


def test_a_line_of_json_is_one_record(tmp_path: Path) -> None:
    record = {
        "id": "r1",
        "url": "https://a.example/1",
        "fetched_at": "2024-05-01T00:00:00Z",
        "date": "2024-04-30",
        "text": "bỏ",
        "html": "<title>T</title><p class=c>chào</p>",
    }
    file = listed(tmp_path, "a.jsonl", b"\n" + json.dumps(record).encode())
    assert records(file).rows(named=True) == [
        {
            "source_sha256": file.sha256,
            "record_offset": 1,
            "source_id": "r1",
            "url": "https://a.example/1",
            "fetched_at": datetime(2024, 5, 1, tzinfo=UTC),
            "document_id": "d3a0c85c740b8127749bb950898314c1",
            "media_type": "text/html",
            "encoding": "utf-8",
            "removed_character_count": 0,
            "text": "chào",
            "metadata": '{"date": "2024-04-30"}',
            "page_metadata": '{"title": "T"}',
            "line_facts": [{"element": "p", "attribute_words": "c", "link_char_count": 0}],
            "page_bytes": len("chào".encode()) + len('{"title": "T"}') + LINE_FACTS_BYTES,
            "failure_reason": None,
            "failure_detail": None,
        }
        | NO_REFERENCE
    ]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        pytest.param("a.txt", b"", [(None, "empty_file")], id="no bytes"),
        pytest.param("a.txt", b"\0\1\2", [(None, "not_text")], id="binary"),
        pytest.param("a.html", b"<p>\x81\x8d", [(None, "undecodable")], id="unknown encoding"),
        pytest.param("a.html", b"<p>x", [(None, "x")], id="html"),
        pytest.param("a.txt", b"x" * 1001, [(None, "too_large")], id="large file"),
        pytest.param("a.jsonl", b"\n \n", [(None, "empty_file")], id="blank lines only"),
        pytest.param(
            "a.jsonl",
            b'{"text":"a"}\n{bad}\n{"text":"b"}\n',
            [(0, "a"), (13, "invalid_json"), (19, "b")],
            id="bad line",
        ),
        pytest.param("a.jsonl", b'{"text":"a"}\n{"text":"b', [(0, "a"), (13, "truncated_record")], id="cut line"),
        pytest.param("a.jsonl", b'{"text":"a"}\n ', [(0, "a")], id="space at the end"),
        pytest.param("a.jsonl", b'{"text":" ","html":1}\n', [(0, "no_text")], id="no text"),
        pytest.param("a.jsonl", b"x" * 1001 + b'\n{"text":"b"}', [(0, "too_large"), (1002, "b")], id="large line"),
        pytest.param(
            "a.jsonl.gz", gzip.compress(b'{"text":"a"}\n\n{"text":"b"}\n '), [(0, "a"), (14, "b")], id="gzip"
        ),
        pytest.param(
            "a.jsonl.gz",
            gzip.compress(b'{"text":"a"}\n{"text":"b"}', 0)[:-8],
            [(0, "a"), (13, "truncated_gzip")],
            id="cut gzip",
        ),
        pytest.param(
            "a.jsonl.gz",
            gzip.compress(b'{"text":"a"}\n[\n') + b"junk",
            [(0, "a"), (13, "invalid_json"), (15, "corrupt_gzip")],
            id="broken gzip",
        ),
        pytest.param("a.jsonl.gz", gzip.compress(b"\n"), [(None, "empty_file")], id="blank gzip"),
    ],
)
def test_each_record_met_is_one_row(tmp_path: Path, name: str, data: bytes, expected: object) -> None:
    assert outcomes(listed(tmp_path, name, data), ReadLimits(max_record_bytes=1000)) == expected


def test_a_failure_names_its_line_whatever_the_range(tmp_path: Path) -> None:
    file = listed(tmp_path, "a.jsonl", b'\n{"text":"a"}\n[]\n\n{"id":"r","url":"u"}\n')
    expected = [
        (14, None, None, "line 3: the record is list, not an object"),
        (18, "r", "u", "line 5: neither `text` nor `html` is a string with something in it"),
    ]
    for start in (0, 2, 14):
        frame = records(file, start).filter(pl.col("failure_reason").is_not_null())
        assert frame.select("record_offset", "source_id", "url", "failure_detail").rows() == expected
    assert records(file, 16).select("failure_detail").rows() == [(expected[1][3],)]


def test_a_failure_in_gzip_names_its_line(tmp_path: Path) -> None:
    file = listed(tmp_path, "a.jsonl.gz", gzip.compress(b'\n{"id": 1}\n')[:-2])
    assert records(file)["failure_detail"].to_list() == [
        "line 2: neither `text` nor `html` is a string with something in it",
        "after line 2: ends within the member at byte 0",
    ]


def test_files_are_cut_into_ranges_where_their_format_allows(tmp_path: Path) -> None:
    file = listed(tmp_path, "a.jsonl", b'{"text":"a"}\n' * 4)
    assert plan_ranges(file, 20, 99) == [(0, 20), (20, 40), (40, None)]
    assert plan_ranges(file, 26, 99) == [(0, 26), (26, None)]
    assert plan_ranges(file, 52, 99) == [(0, None)]
    assert plan_ranges(replace(file, packing="gzip"), 20, 99) == [(0, None)]
    assert plan_ranges(replace(file, source_format="json"), 20, 99) == [(0, None)]
    assert plan_ranges(replace(file, source_format="warc", packing="gzip"), 40, 99) == [(0, 40), (40, None)]


def test_a_record_belongs_to_the_range_in_which_it_begins(tmp_path: Path) -> None:
    file = listed(tmp_path, "a.jsonl", b'{"text":"a"}\n{"text":"b"}')
    assert [records(file, 0, 13)["text"].to_list(), records(file, 13)["text"].to_list()] == [["a"], ["b"]]
    assert [list(read_source(file, 1, 13, LIMITS)), list(read_source(file, 14, None, LIMITS))] == [[], []]


def test_frames_are_bounded(tmp_path: Path) -> None:
    file = listed(tmp_path, "a.jsonl", b'{"text":"aaaa"}\n' * 5)
    assert [frame.height for frame in read_source(file, 0, None, ReadLimits(max_frame_rows=2))] == [2, 2, 1]
    assert [frame.height for frame in read_source(file, 0, None, ReadLimits(max_frame_bytes=12))] == [2, 2, 1]


def test_a_file_changed_since_it_was_listed_is_not_read(tmp_path: Path) -> None:
    file = listed(tmp_path, "a.jsonl", b'{"text":"a"}\n' * 3)
    os.utime(file.path, ns=(0, 0))
    assert outcomes(file) == [(None, "changed_during_read")]
    Path(file.path).unlink()
    assert records(file, 13)["record_offset"].to_list() == [13]


def test_a_file_changed_while_it_is_read_gives_nothing_read_after(tmp_path: Path) -> None:
    file = listed(tmp_path, "a.jsonl", b'{"text":"a"}\n' * 3)
    frames = read_source(file, 0, None, ReadLimits(max_frame_rows=1))
    assert next(frames)["text"].to_list() == ["a"]
    os.utime(file.path, ns=(0, 0))
    assert [(frame["record_offset"][0], frame["failure_reason"][0]) for frame in frames] == [
        (13, "changed_during_read")
    ]


def test_a_file_changed_behind_its_size_and_time_is_noticed(tmp_path: Path) -> None:
    file = replace(listed(tmp_path, "a.txt", b"abc"), sha256="0" * 64)
    assert outcomes(file) == [(None, "changed_during_read")]


def test_a_file_that_cannot_be_opened_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = listed(tmp_path, "a.txt", b"abc")

    def refuse(path: str | Path) -> NoReturn:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(inventory, "open_regular", refuse)
    assert outcomes(file) == [(None, "unreadable")]


def test_a_page_that_holds_packed_records_is_one_record_whatever_the_ranges(tmp_path: Path) -> None:
    def member(url: str, body: bytes, level: int = 9) -> bytes:
        head = f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: {url}\r\nContent-Type: text/plain\r\n"
        return gzip.compress(
            f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n", level, mtime=0
        )

    forged = member("https://forged.example/", b"tin")
    carrier = b"tin " * 200 + forged + b" tin" * 200
    data = member("https://a.example/", b"mot") + member("https://b.example/", carrier, 0) + member("c", b"ba")
    file = listed(tmp_path, "a.warc.gz", data)
    for range_bytes in (1, 50, 333, 900):
        ranges = plan_ranges(file, range_bytes, 1_000_000)
        parts = pl.concat([frame for start, end in ranges for frame in read_source(file, start, end, ReadLimits())])
        assert parts["url"].to_list() == ["https://a.example/", "https://b.example/", "c"], range_bytes
