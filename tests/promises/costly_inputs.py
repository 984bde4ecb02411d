"""What would take unbounded memory or time, and names and references that would lead out."""

import bz2
import gzip
import lzma
import zlib

import brotli
from made_files import (
    LAST,
    MORE,
    NEWS,
    html,
    http,
    members,
    one_value_often,
    page_record,
    parquet,
    record,
    tar_of,
    tar_with_links,
    zip_of,
    zstd_bomb,
)
from promise_case import ARCHIVE, SMALL, THREE, Case


def bombs() -> list[Case]:
    """Return what unpacks to more than a record may have; the neighbour must survive."""
    size = 300_000_000
    zeros = gzip.compress(b"\0" * size, 9)
    spaces = b'{"text": "' + b" a" * 5_000_000 + b'"}\n'
    entity = (
        b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>"
        + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><p>&j;</p>"
    )
    return [
        Case("P15", "gzip page", {"a.html.gz": zeros, "b.txt": NEWS.encode()}, ("!too_large", NEWS)),
        Case("P15", "gzip lines", {"a.jsonl.gz": zeros + gzip.compress(THREE[2])}, ("!too_large", LAST)),
        Case(
            "P15",
            "gzip member of WARC",
            {"a.warc.gz": members(ARCHIVE[0]) + zeros + members(ARCHIVE[2])},
            (NEWS, "!too_large", LAST),
        ),
        Case("P15", "zstd page", {"a.html.zst": zstd_bomb(size), "b.txt": NEWS.encode()}, ("!too_large", NEWS)),
        Case(
            "P15",
            "bzip2 page",
            {"a.html.bz2": bz2.compress(b"\0" * size), "b.txt": NEWS.encode()},
            ("!too_large", NEWS),
        ),
        Case(
            "P15",
            "xz page",
            {"a.html.xz": lzma.compress(b"\0" * size, preset=0), "b.txt": NEWS.encode()},
            ("!too_large", NEWS),
        ),
        Case(
            "P15",
            "brotli page",
            {"a.html.br": brotli.compress(b"\0" * size, quality=4), "b.txt": NEWS.encode()},
            ("!too_large", NEWS),
        ),
        Case(
            "P15",
            "packed HTTP body",
            {"a.warc.gz": members(record(http(zeros, "Content-Encoding: gzip")), ARCHIVE[2])},
            ("!too_large", LAST),
        ),
        Case(
            "P15",
            "HTTP body packed twice",
            {"a.warc.gz": members(record(http(gzip.compress(zeros), "Content-Encoding: gzip, gzip")), ARCHIVE[2])},
            ("!too_large", LAST),
        ),
        Case(
            "P15",
            "deflate body",
            {
                "a.warc.gz": members(
                    record(http(zlib.compress(b"\0" * size), "Content-Encoding: deflate")), ARCHIVE[2]
                )
            },
            ("!too_large", LAST),
        ),
        Case(
            "P15",
            "brotli body",
            {
                "a.warc.gz": members(
                    record(http(brotli.compress(b"\0" * size, quality=4), "Content-Encoding: br")), ARCHIVE[2]
                )
            },
            ("!too_large", LAST),
        ),
        Case(
            "P15",
            "zstd body",
            {"a.warc.gz": members(record(http(zstd_bomb(size), "Content-Encoding: zstd")), ARCHIVE[2])},
            ("!too_large", LAST),
        ),
        Case(
            "P15",
            "zip member",
            {"a.zip": zip_of({"1.html": b"\0" * size, "2.html": html(LAST)})},
            ("!too_large", LAST),
        ),
        Case("P15", "large line", {"a.jsonl": THREE[0] + spaces + THREE[2]}, (NEWS, "!too_large", LAST), SMALL),
        Case("P15", "large line without end", {"a.jsonl": THREE[0] + spaces[:-3]}, (NEWS, "!too_large"), SMALL),
        Case(
            "P15",
            "large array element",
            {"a.json": b"[" + THREE[0] + b"," + spaces + b"," + THREE[2] + b"]"},
            (NEWS, "!too_large", LAST),
            SMALL,
        ),
        Case(
            "P15", "large page", {"a.html": html("a" * 200_000), "b.txt": NEWS.encode()}, ("!too_large", NEWS), SMALL
        ),
        Case(
            "P15",
            "large WARC record",
            {"a.warc": ARCHIVE[0] + page_record("a" * 200_000) + ARCHIVE[2]},
            (NEWS, "!too_large", LAST),
            SMALL,
        ),
        Case(
            "P15",
            "large member of tar",
            {"a.tar": tar_of({"1.html": html("a" * 200_000), "2.html": html(LAST)})},
            ("!too_large", LAST),
            SMALL,
        ),
        Case(
            "P15",
            "Parquet dictionary",
            {"a.parquet": one_value_often(10_000_000, 300), "b.txt": NEWS.encode()},
            ("!too_large",) * 300 + (NEWS,),
            {"max_record_bytes": 1_000_000},
        ),
        Case(
            "P15",
            "Parquet value",
            {"a.parquet": parquet({"text": [NEWS, "a " * 100_000, LAST]})},
            (NEWS, "!too_large", LAST),
            SMALL,
        ),
        Case("P15", "entity expansion", {"a.xhtml": entity, "b.txt": NEWS.encode()}, ("]>\n&j;|&j;", NEWS)),
        Case(
            "P15", "xz that wants 1.5 GB", {"a.jsonl.xz": _greedy_xz(), "b.txt": NEWS.encode()}, ("!too_large", NEWS)
        ),
        Case(
            "P15",
            "lines without end",
            {"a.txt": b"a\n" * 150_000, "b.txt": NEWS.encode()},
            ("!too_many_lines", NEWS),
            {"max_page_lines": 100_000},
        ),
        Case(
            "P15",
            "limit on a file",
            {"a.html.gz": gzip.compress(html(MORE)), "b.txt": NEWS.encode()},
            ("!too_large", NEWS),
            {"max_file_bytes_decompressed": 10},
        ),
    ]


def _greedy_xz() -> bytes:
    """Return xz whose header asks for a dictionary of 1.5 GB: only the header is changed, so it takes no room here."""
    packed = bytearray(lzma.compress(b"".join(THREE), preset=0))
    block_size = (packed[12] + 1) * 4
    packed[12 + 4] = 40  # dictionary of 4 GiB - 1, as LZMA2 writes it
    packed[12 + block_size - 4 : 12 + block_size] = zlib.crc32(bytes(packed[12 : 12 + block_size - 4])).to_bytes(
        4, "little"
    )
    return bytes(packed)


def costly_pages() -> list[Case]:
    """Return pages on which parsers take quadratic time, or nest without bound."""
    many = 40_000
    shapes = {
        "unclosed formatting": b"<b>" * many + b"<p>a</p>" * many,
        "unclosed divs": b"<div>" * 60_000 + b"a",
        "unclosed links": b"<a href=x>" * many + b"a",
        "spans": b"<span>" * 60_000 + b"a",
        "attributes": b"<p " + b" ".join(b"a%d=b" % n for n in range(60_000)) + b">a",
        "end tags": b"<i>" * many + b"</p>" * many,
        "tables": b"<table><tr><td>" * 30_000 + b"a",
        "font in blocks": (b"<font>" * 9 + b"<div>") * 9_000,
    }
    return [
        *(
            Case(
                "P16",
                f"HTML: {name}",
                {"a.html": data, "b.txt": NEWS.encode()},
                ("!too_complex|too_deep|timeout", NEWS),
            )
            for name, data in shapes.items()
        ),
        Case("P16", "300 divs around an article", {"a.html": b"<div>" * 300 + html(NEWS)}, (NEWS,)),
        Case(
            "P16",
            "limit on depth",
            {"a.html": b"<div>" * 60 + b"a", "b.txt": NEWS.encode()},
            ("!too_deep", NEWS),
            {"max_page_depth": 50},
        ),
        Case(
            "P16",
            "comments unclosed",
            {"a.html": b"<p>a</p>" + b"<!--" * 200_000, "b.txt": NEWS.encode()},
            ("a", NEWS),
        ),
        Case(
            "P16",
            "brackets",
            {"a.html": b"<p>a</p>" + b"<" * 500_000, "b.txt": NEWS.encode()},
            ("a|a" + "<" * 500_000 + "|a\n" + "<" * 500_000, NEWS),
        ),
    ]


def hostile_names() -> list[Case]:
    """Return names that shells, logs and file systems stumble over."""
    names = {
        "newline": "a\nb.txt",
        "dash": "-rf.txt",
        "command": "$(touch x).txt",
        "quotes": "'\"`.txt",
        "not UTF-8": b"\xff\xfe.txt".decode("utf-8", "surrogateescape"),
        "250 bytes": "a" * 246 + ".txt",
        "bidi": "a\u202etxt.exe.txt",
        "percent": "%s%n{0}.txt",
        "escape": "\x1b[31m.txt",
        "markup": "<script>.txt",
    }
    return [
        *(
            Case("P18", f"name: {kind}", {name: NEWS.encode(), "b.txt": LAST.encode()}, (NEWS, LAST))
            for kind, name in names.items()
        ),
        Case("P18", "NFC and NFD twins", {"\u1ea1.txt": NEWS.encode(), "a\u0323.txt": MORE.encode()}, (NEWS, MORE)),
        Case(
            "P19",
            "zip paths",
            {"a.zip": zip_of({"../../x.html": html(NEWS), "/etc/y.html": html(LAST)})},
            (NEWS, LAST),
        ),
        Case(
            "P19",
            "tar links and paths",
            {"a.tar": tar_with_links()},
            ("!not_regular_file", "!not_regular_file", NEWS),
        ),
        Case(
            "P19",
            "external entity",
            {
                "a.xhtml": b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body><p>&x;</p></body></html>",
                "b.txt": NEWS.encode(),
            },
            ("&x;|]>\n&x;|]>&x;", NEWS),
        ),
        Case(
            "P19",
            "XInclude",
            {"a.xhtml": b"<html><body><xi:include href='/etc/passwd' parse='text'/><p>a</p></body></html>"},
            ("a",),
        ),
        Case(
            "P19",
            "hostile URI",
            {"a.warc": record(http(html(NEWS))).replace(b"https://bao.example/tin", b"file:///etc/passwd    ")},
            (NEWS,),
        ),
        Case(
            "P21",
            "formulas and templates",
            {"a.txt": b"=cmd|' /C calc'!A0\n{{7*7}}\n<script>alert(1)</script>"},
            ("=cmd|' /C calc'!A0\n{{7*7}}\n<script>alert(1)</script>",),
        ),
    ]
