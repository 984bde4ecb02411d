import pytest

from flows.sources.detect_format import actual_format, actual_packing, claimed_format, foreign_format


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.XHTML", ("html", "")),
        ("CC-MAIN-1.warc.wet.gz", ("warc", "gzip")),
        ("a.ndjson.zst", ("json_lines", "zstd")),
        ("a.tgz", ("tar", "gzip")),
        ("a.json.br", ("json", "brotli")),
        ("archive.gz", ("unknown", "gzip")),
        ("a.warc.wat.gz", None),
        ("a.pdf", None),
        ("gz", None),
    ],
)
def test_a_name_claims_a_format_and_a_packing(name: str, expected: object) -> None:
    assert claimed_format(name) == expected


@pytest.mark.parametrize(
    ("head", "claimed", "expected"),
    [
        (b"\x1f\x8b\x08\0", "", "gzip"),
        (b"\x28\xb5\x2f\xfd", "gzip", "zstd"),
        (b'{"text": 1}', "gzip", ""),
        (b"\x00\x8b\x08\0", "gzip", "gzip"),
        (b"WARC/1.0\r\n", "brotli", ""),
        (b"\x8b\x02\x80", "brotli", "brotli"),
    ],
)
def test_the_packing_is_what_the_first_bytes_show(head: bytes, claimed: str, expected: str) -> None:
    assert actual_packing(head, claimed) == expected


@pytest.mark.parametrize(
    ("head", "claimed", "expected"),
    [
        (b"WARC/1.0\r\n", "html", "warc"),
        (b"PAR1", "json", "parquet"),
        (b"PK\x03\x04", "text", "zip"),
        (b"a" + bytes(256) + b"ustar\0", "text", "tar"),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML>", "text", "html"),
        (b"<?xml version='1.0'?><!-- a --><html>", "json_lines", "html"),
        (b"<p>a", "text", "text"),
        (b'{"text": "a"}\n', "text", "json_lines"),
        (b'{"title": "a"}\n', "text", "text"),
        (b'[\n{"text": "a"}', "json_lines", "json"),
        (b'{"text": "a"}\n{"text": "b"}', "json", "json_lines"),
        (b'{\n "text": "a"\n}', "json", "json"),
        (b'{"text": "a', "json_lines", "json_lines"),
    ],
)
def test_the_format_is_what_the_first_bytes_show(head: bytes, claimed: str, expected: str) -> None:
    assert actual_format(head, claimed) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c", "pickle"),
        (b"\x80 sign", None),
        (b"RIFF\x0a\0\0\0WEBPVP8 ", "RIFF"),
        (b"RIFF is how he plays it, says his teacher", None),
        (b"ORC\x0a\x15\x0a\x05\0\x08", "ORC"),
        (b"ORCHESTRA plays in Hue", None),
    ],
)
def test_what_holds_no_page_is_known_by_its_first_bytes(head: bytes, expected: object) -> None:
    assert foreign_format(head) == expected
