import io
from collections import Counter

import pytest

from flows.sources.byte_window import ByteWindow
from flows.sources.text_pages import PageError
from flows.sources.warc_records import (
    WarcFault,
    WarcRecord,
    normal_digest,
    other_types,
    read_stream,
    record_offsets,
    refuse_wrong_digest,
)


def record(block: bytes, length: int | None = None) -> bytes:
    size = len(block) if length is None else length
    return f"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {size}\r\n\r\n".encode() + block + b"\r\n\r\n"


def read(data: bytes, block_bytes: int = 7) -> list[tuple[int, bytes | str]]:
    blocks = [data[begin : begin + block_bytes] for begin in range(0, len(data), block_bytes)]
    return [
        (each.offset, each.block if isinstance(each, WarcRecord) else each.error.reason)
        for each in read_stream(ByteWindow(blocks), 1000)
    ]


def test_a_wrong_length_costs_one_record() -> None:
    first, last = record(b"one\r\n\r\n"), record(b"three")
    for middle, reason in ((record(b"two", 2), "damaged_record"), (record(b"two", 2000), "too_large")):
        data = first + middle + last
        assert read(data) == [(0, b"one\r\n\r\n"), (len(first), reason), (len(data) - len(last), b"three")]


def test_records_are_found_by_their_headers_alone_where_reading_finds_them() -> None:
    data = (
        record(b"one") + record(b"two", 2) + b"garbage" + record(b"WARC/\nWARC/") + record(b"", 99999) + record(b"x")
    )
    found = [offset for offset, outcome in read(data) if isinstance(outcome, bytes)]
    assert set(found) <= set(record_offsets(io.BytesIO(data), 1, 1000))
    assert record_offsets(io.BytesIO(data), len(data), 1000) == [0]


def test_a_digest_may_be_in_base32_or_hexadecimal() -> None:
    for claimed in (
        "sha1:MDZ6I3XRKFYOHT32IPJX2TLBTXH2EFWZ",
        "SHA1:60f3e46ef15170e3cf7a43d37d4d619dcfa216d9",
        "blake9:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "",
    ):
        refuse_wrong_digest("WARC-Block-Digest", claimed, [b"other", b"a page"])
    with pytest.raises(PageError, match="digest_mismatch"):
        refuse_wrong_digest("WARC-Block-Digest", "sha1:" + "A" * 32, [b"a"])


@pytest.mark.parametrize(
    ("claimed", "normal"),
    [
        ("sha1:MDZ6I3XRKFYOHT32IPJX2TLBTXH2EFWZ", "sha1:60f3e46ef15170e3cf7a43d37d4d619dcfa216d9"),
        ("SHA-1:60F3E46EF15170E3CF7A43D37D4D619DCFA216D9", "sha1:60f3e46ef15170e3cf7a43d37d4d619dcfa216d9"),
        (" sha1:YPPkbvFRcOPPekPTfU1hnc+iFtk= ", "sha1:60f3e46ef15170e3cf7a43d37d4d619dcfa216d9"),
        ("sha1:YPPkbvFRcOPPekPTfU1hnc-iFtk", "sha1:60f3e46ef15170e3cf7a43d37d4d619dcfa216d9"),
        ("md5:d41d8cd98f00b204e9800998ecf8427e", "md5:d41d8cd98f00b204e9800998ecf8427e"),
        ("md5:2QOYZWMPACZAJ2MABGMOZ6CCPY======", "md5:d41d8cd98f00b204e9800998ecf8427e"),
        ("sha1:60f3e46ef15170e3cf7a43d37d4d619dcfa2", None),
        ("sha1:" + "!" * 32, None),
        ("sha1:" + "1" * 32, None),
        ("sha1:" + "z" * 40, None),
        ("blake9:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
        ("", None),
    ],
)
def test_equal_digests_have_one_form(claimed: str, normal: str | None) -> None:
    assert normal_digest(claimed) == normal


def test_records_without_pages_are_counted_by_type() -> None:
    assert other_types(Counter(request=2, metadata=1)) == "1 metadata, 2 request"


def test_a_fault_has_a_place() -> None:
    assert [
        each.offset for each in read_stream(ByteWindow([b"\r\nno record"]), 9) if isinstance(each, WarcFault)
    ] == [2]
