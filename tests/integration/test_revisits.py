"""Revisit records on the whole way: sightings where their original was read, listed where it was not."""

import base64
import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.releases import data_sums, open_release
from flows.verify_release import verify_release

pytestmark = pytest.mark.long

STORY = "\n\n".join(
    [
        "Phố cổ mở lối đi bộ mới",
        "Lối đi bộ dài hai cây số nối chợ đầu mối với bến sông, mở cửa từ sáng thứ bảy sau nửa năm sửa chữa.",
        "Các hộ kinh doanh hai bên đường được miễn phí thuê vỉa hè trong ba tháng đầu, theo thông báo của phường.",
    ]
)
BLOCK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + STORY.encode()
DIGEST = "sha1:" + base64.b32encode(hashlib.sha1(STORY.encode(), usedforsecurity=False).digest()).decode()


def record(kind: str, name: str, day: int, url: str, *headers: str) -> bytes:
    block = BLOCK if kind == "response" else b""
    fields = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{name}>",
        f"WARC-Date: 2026-11-{day:02}T08:00:00Z",
        f"WARC-Target-URI: https://bao.example/{url}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block)}",
        *headers,
    ]
    return gzip.compress("\r\n".join([*fields, "", ""]).encode() + block + b"\r\n\r\n", mtime=0)


def table(release: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(release / name / "*.parquet")


def test_revisits_are_sightings_of_pages_that_were_read_and_listed_otherwise(
    build: Callable[..., object], tmp_path: Path
) -> None:
    original = record("response", "o", 1, "di-bo", f"WARC-Payload-Digest: {DIGEST}")
    revisits = [
        record("revisit", "r2", 2, "di-bo", "WARC-Refers-To: <urn:uuid:o>"),
        record("revisit", "r3", 3, "in/di-bo", f"WARC-Payload-Digest: {DIGEST}"),
        record(
            "revisit",
            "r4",
            4,
            "di-bo",
            "WARC-Refers-To-Target-URI: https://bao.example/di-bo",
            "WARC-Refers-To-Date: 2026-11-01T08:00:00Z",
        ),
        record("revisit", "r5", 5, "di-bo", "WARC-Refers-To: <urn:uuid:elsewhere>"),
    ]
    # The file of the revisits comes before the original's in every order.
    (tmp_path / "a.warc.gz").write_bytes(b"".join(revisits))
    (tmp_path / "b.warc.gz").write_bytes(original)
    later = build(tmp_path / "alone", tmp_path / "b.warc.gz")
    outcome = build(tmp_path / "both", tmp_path / "a.warc.gz", tmp_path / "b.warc.gz")
    release = Path(outcome.path)
    sightings = table(release, "sightings")
    assert sightings.select(
        "source_path", "source_id", pl.col("fetched_at").dt.day(), "url", "is_revisit"
    ).rows() == [
        ("a.warc.gz", "urn:uuid:r2", 2, "https://bao.example/di-bo", True),
        ("a.warc.gz", "urn:uuid:r3", 3, "https://bao.example/in/di-bo", True),
        ("a.warc.gz", "urn:uuid:r4", 4, "https://bao.example/di-bo", True),
        ("b.warc.gz", "urn:uuid:o", 1, "https://bao.example/di-bo", False),
    ]
    assert sightings["document_id"].n_unique() == 1
    documents = table(release, "documents")
    assert documents.select("source_path", "record_offset", "url").rows() == [
        ("b.warc.gz", 0, "https://bao.example/di-bo")
    ]
    assert table(release, "rejections").select("source_path", "record_offset", "reason").rows() == [
        ("a.warc.gz", sum(map(len, revisits[:3])), "revisit")
    ]
    assert outcome.damaged_count == 0
    assert verify_release(open_release(release)) == []
    inputs = open_release(release).manifest["inputs"]
    assert [(file["source_path"], file["record_count"]) for file in inputs] == [("a.warc.gz", 4), ("b.warc.gz", 1)]

    grown = build(tmp_path / "alone", tmp_path / "a.warc.gz", tmp_path / "b.warc.gz")
    assert Path(later.path) != Path(grown.path)
    assert data_sums(Path(grown.path)) == data_sums(release)
