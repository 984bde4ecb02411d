import gzip
import zlib

import brotli
import pytest
from backports import zstd

from flows.sources.http_payload import (
    HttpPayload,
    HttpResponse,
    content_length,
    page_type,
    parse_header,
    parse_response,
    plain_body,
    read_payload,
    unchunk,
    unpack_body,
)
from flows.sources.text_pages import PageError

PAGE = b"<!doctype html><p>tin"
LIMIT = 1_000


def packed(data: bytes) -> bytes:
    """Return the bytes as gzip without the time of day, which would make each run's names of cases differ."""
    return gzip.compress(data, mtime=0)


def response(body: bytes, **header: str) -> HttpResponse:
    return HttpResponse(200, {name.replace("_", "-"): value for name, value in header.items()}, body)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-A: 1\r\n\r\nbody\r\n\r\n",
            HttpResponse(200, {"content-type": "text/html", "x-a": "1"}, b"body\r\n\r\n"),
        ),
        (b"HTTP/1.0 404 Not Found\n\nbody", HttpResponse(404, {}, b"body")),
        (b"HTTP/2 301\r\nLocation: /\r\n\r\n", HttpResponse(301, {"location": "/"}, b"")),
    ],
)
def test_a_response_is_its_status_its_header_and_its_body(block: bytes, expected: HttpResponse) -> None:
    assert parse_response(block) == expected


@pytest.mark.parametrize(
    "block",
    [b"", b"<html>", b"HTTP/1.1 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: 1", b"HTTP/1.1 200 OK\r\n" + b"a" * 70_000],
)
def test_what_does_not_begin_as_a_response_is_damaged(block: bytes) -> None:
    with pytest.raises(PageError, match="damaged_http"):
        parse_response(block)


def test_of_repeated_fields_the_first_counts_and_folded_ones_are_joined() -> None:
    data = b"Content-Type: text/html;\r\n charset=utf-8\r\ncontent-type: text/plain\r\n\tfolded\r\nno colon\r\nX: \xff\r\n"
    assert parse_header(data) == {"content-type": "text/html; charset=utf-8", "x": "\ufffd"}


@pytest.mark.parametrize(
    ("value", "length"),
    [("12", 12), ("0", 0), ("", None), ("12x", None), ("-1", None), ("1 2", None), ("9" * 16, None)],
)
def test_a_length_is_a_number_of_at_most_fifteen_digits(value: str, length: int | None) -> None:
    assert content_length({"content-length": value}) == length


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"3;name=value\r\nabc\r\n0\r\n", b"abc"),
        (b" 3 \nabc\n0\n", b"abc"),
        (b"A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", b"0123456789"),
        (PAGE, PAGE),
        (b"", b""),
    ],
)
def test_chunks_are_joined_and_what_has_none_stays(body: bytes, expected: bytes) -> None:
    assert unchunk(body) == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"3\r\nabc\r\n", "truncated_record: ends after 1 chunks"),
        (b"5\r\nabc", "truncated_record: chunk 1 has 3 of 5 bytes"),
        (b"3\r\nabc\r\nzz no chunk at all\r\n", "damaged_body: no chunk size at byte 8"),
    ],
)
def test_chunks_without_an_end_or_a_size_are_faults(body: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        unchunk(body)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", packed(PAGE)),
        ("x-gzip", packed(PAGE)),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstd.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("identity", PAGE),
        ("", PAGE),
        ("gzip", PAGE),
        ("br", PAGE),
        ("deflate", PAGE),
    ],
)
def test_a_body_is_unpacked_where_it_is_packed(coding: str, body: bytes) -> None:
    assert unpack_body(body, coding, LIMIT) == PAGE


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        ("rot13", PAGE, "unknown_coding"),
        ("gzip", packed(PAGE)[:-9], "truncated_record"),
        ("gzip", packed(bytes(LIMIT + 1)), "too_large"),
        ("deflate", zlib.compress(bytes(LIMIT + 1)), "too_large"),
        ("deflate", zlib.compress(PAGE)[:-6], "truncated_record"),
        ("deflate", b"\xff\xfe no deflate", "damaged_body"),
        ("br", b"\xff no brotli", "damaged_body"),
        ("zstd", zstd.compress(PAGE)[:-2], "truncated_record"),
    ],
)
def test_a_body_that_cannot_be_unpacked_says_why(coding: str, body: bytes, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        unpack_body(body, coding, LIMIT)


@pytest.mark.parametrize(
    "given",
    [
        response(PAGE),
        response(packed(PAGE)),
        response(packed(packed(PAGE)), content_encoding="gzip"),
        response(brotli.compress(packed(PAGE)), content_encoding="gzip, BR"),
        response(packed(brotli.compress(PAGE)), content_encoding="br, gzip"),
        response(b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE), transfer_encoding="Chunked", content_length="3"),
        response(PAGE, content_length=str(len(PAGE))),
        response(PAGE, content_length="3"),
    ],
)
def test_chunks_and_packings_come_off_in_their_order(given: HttpResponse) -> None:
    assert plain_body(given, LIMIT) == PAGE


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (response(PAGE, content_length="99"), f"truncated_record: the body has {len(PAGE)} of 99 bytes"),
        (response(PAGE, content_encoding=", ".join(["gzip"] * 6)), "unknown_coding: packed 6 times"),
    ],
)
def test_a_cut_body_and_too_many_packings_are_faults(given: HttpResponse, reason: str) -> None:
    with pytest.raises(PageError, match=reason):
        plain_body(given, LIMIT)


def test_a_body_that_is_packed_without_end_is_a_fault() -> None:
    body = PAGE
    for _ in range(7):
        body = packed(body)
    with pytest.raises(PageError, match="unknown_coding"):
        plain_body(response(body), LIMIT)


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/html; charset=utf-8", PAGE, "text/html"),
        ("TEXT/HTML", b"tin", "text/html"),
        ("application/xhtml+xml", PAGE, "text/html"),
        ("text/plain", b"tin", "text/plain"),
        ("text/plain", PAGE, "text/html"),
        ("", PAGE, "text/html"),
        ("application/octet-stream", PAGE, "text/html"),
    ],
)
def test_the_type_is_the_header_s_and_the_content_s_where_that_is_vague(
    content_type: str, body: bytes, expected: str
) -> None:
    assert page_type(content_type, body) == expected


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("image/png", b"x"), ("", b"tin"), ("application/json", b"{}"), ("text/html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")],
)
def test_other_types_are_no_pages(content_type: str, body: bytes) -> None:
    with pytest.raises(PageError, match="unsupported_media_type"):
        page_type(content_type, body)


def test_a_payload_has_the_charset_of_the_header() -> None:
    given = response(PAGE, content_type="text/html; charset='Windows-1258'")
    assert read_payload(given, LIMIT) == HttpPayload(PAGE, "text/html", "windows-1258")
    assert read_payload(response(PAGE), LIMIT) == HttpPayload(PAGE, "text/html", None)
