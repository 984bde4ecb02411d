"""WARC files with one record in the middle that is cut, damaged or odd, and HTTP bodies as servers leave them."""

import gzip
import zlib

import brotli
from backports import zstd
from made_files import LAST, MORE, NEWS, OTHER_DIGEST, chunked, flipped, html, http, members, record, sha1
from promise_case import ALL, ARCHIVE, Case

MIDDLE = gzip.compress(ARCHIVE[1], mtime=0)


def warc_damage() -> list[Case]:
    """Return WARC files with one record in the middle that is cut, damaged or wrong."""
    first, last = ARCHIVE[0], ARCHIVE[2]
    block = http(html(MORE))
    in_members = {
        "a flipped byte": (flipped(MIDDLE, 60), "!corrupt_gzip"),
        "a flipped checksum": (flipped(MIDDLE, len(MIDDLE) - 6), "!corrupt_gzip"),
        "a cut member": (MIDDLE[:-40], "!corrupt_gzip|truncated_gzip"),
        "a flipped magic number": (flipped(MIDDLE, 0), "!corrupt_gzip"),
        "garbage in between": (b"\xde\xad\xbe\xef" * 9, "!corrupt_gzip"),
        "a cut record in a whole member": (gzip.compress(ARCHIVE[1][:-50]), "!truncated_record"),
        "no record": (gzip.compress(b"no record at all"), "!damaged_record"),
        "no header end": (gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n"), "!damaged_record"),
    }
    cases = [
        Case("P11", f"member: {name}", {"a.warc.gz": members(first) + middle + members(last)}, (NEWS, reason, LAST))
        for name, (middle, reason) in in_members.items()
    ]
    plain = {
        "length too long": (record(block, length="5000"), "!damaged_record|truncated_record"),
        "length too short": (record(block, length=str(len(block) - 30)), "!damaged_record"),
        "length no number": (record(block, length="12x"), "!damaged_record"),
        "length negative": (record(block, length="-5"), "!damaged_record"),
        "length huge": (record(block, length="9" * 15), "!too_large"),
        "length of more digits": (record(block, length="9" * 400), "!damaged_record"),
        "no length": (record(block).replace(b"Content-Length:", b"X-Length:"), "!damaged_record"),
        "broken version": (b"WARK/1.0" + record(block)[8:], "!damaged_record"),
        "garbage": (b"garbage\r\n\r\n", "!damaged_record"),
    }
    cases += [
        Case("P11", f"plain: {name}", {"a.warc": first + middle + last}, (NEWS, reason, LAST))
        for name, (middle, reason) in plain.items()
    ]
    cases += [
        Case(
            "P11", f"packed whole: {name}", {"a.warc.gz": gzip.compress(first + middle + last)}, (NEWS, reason, LAST)
        )
        for name, (middle, reason) in plain.items()
    ]
    return [
        *cases,
        Case("P12", "last record cut", {"a.warc": first + last[:-30]}, (NEWS, "!truncated_record")),
        Case("P12", "last member cut", {"a.warc.gz": members(first, last)[:-20]}, (NEWS, "!truncated_gzip")),
        Case(
            "P12",
            "last record cut, packed whole",
            {"a.warc.gz": gzip.compress(first + last[:-30])},
            (NEWS, "!truncated_record"),
        ),
        Case("P11", "empty member first", {"a.warc.gz": gzip.compress(b"") + members(*ARCHIVE)}, ALL),
        Case(
            "P11",
            "empty member between",
            {"a.warc.gz": members(first) + gzip.compress(b"") + members(last)},
            (NEWS, LAST),
        ),
        Case(
            "P11",
            "damaged first member",
            {"a.warc.gz": flipped(members(first), 40) + members(last)},
            ("!corrupt_gzip", LAST),
        ),
        Case(
            "P11",
            "zstd frame damaged",
            {"a.warc.zst": zstd.compress(first) + flipped(zstd.compress(ARCHIVE[1]), 30) + zstd.compress(last)},
            (NEWS, "!corrupt_zstd", LAST),
        ),
        Case(
            "P11", "false length in a member", {"a.warc.gz": members(first, record(block, length="abc"), last)}, ALL
        ),
        Case("P11", "two records in a member", {"a.warc.gz": members(first, ARCHIVE[1] + last)}, ALL),
        Case("P11", "fewer line ends", {"a.warc": first[:-2] + ARCHIVE[1][:-2] + last}, ALL),
        Case(
            "P12",
            "cut by the crawler",
            {"a.warc": record(block, "WARC-Truncated: length") + last},
            ("!truncated_record", LAST),
        ),
        Case(
            "P11",
            "block digest wrong",
            {"a.warc.gz": members(record(block, f"WARC-Block-Digest: {OTHER_DIGEST}"), last)},
            ("!digest_mismatch", LAST),
        ),
        Case(
            "P11",
            "block digest right",
            {"a.warc.gz": members(record(block, f"WARC-Block-Digest: {sha1(block)}"), last)},
            (MORE, LAST),
        ),
        Case(
            "P11",
            "payload digest wrong",
            {"a.warc.gz": members(record(block, f"WARC-Payload-Digest: {OTHER_DIGEST}"), last)},
            ("!digest_mismatch", LAST),
        ),
        Case(
            "P11",
            "payload digest right",
            {"a.warc.gz": members(record(block, f"WARC-Payload-Digest: {sha1(html(MORE))}"), last)},
            (MORE, LAST),
        ),
        Case(
            "P11",
            "digest of an unknown kind",
            {"a.warc.gz": members(record(block, "WARC-Block-Digest: blake9:abc"), last)},
            (MORE, LAST),
        ),
        Case("P22", "revisit", {"a.warc.gz": members(record(b"", kind="revisit"), last)}, ("!revisit", LAST)),
        Case(
            "P23",
            "records of the crawl",
            {
                "a.warc.gz": members(
                    record(b"a", kind="warcinfo"), record(b"b", kind="request"), first, record(b"c", kind="metadata")
                )
            },
            ("!not_a_page", NEWS),
        ),
        Case(
            "P22",
            "unknown record type",
            {"a.warc.gz": members(record(b"a", kind="continuation"), last)},
            ("!unsupported_record", LAST),
        ),
        Case(
            "readers",
            "resource record",
            {"a.warc.gz": members(record(html(NEWS), "Content-Type: text/html", kind="resource"))},
            (NEWS,),
        ),
        Case(
            "P20",
            "pickle in a record",
            {"a.warc.gz": members(record(http(b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x02os")), last)},
            ("!unsupported_media_type", LAST),
        ),
    ]


def http_bodies() -> list[Case]:
    """Return responses as servers and crawlers leave them."""
    page = html(NEWS)
    good = {
        "chunked": http(chunked(page), "Transfer-Encoding: chunked"),
        "chunked with extensions": http(
            b"5;a=b\r\n" + page[:5] + b"\r\n" + chunked(page[5:]), "Transfer-Encoding: chunked"
        ),
        "unchunked with the header left": http(page, "Transfer-Encoding: chunked"),
        "gzip": http(gzip.compress(page), "Content-Encoding: gzip"),
        "x-gzip": http(gzip.compress(page), "Content-Encoding: X-GZIP"),
        "gzip in chunks": http(chunked(gzip.compress(page)), "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
        "deflate": http(zlib.compress(page), "Content-Encoding: deflate"),
        "bare deflate": http(zlib.compress(page)[2:-4], "Content-Encoding: deflate"),
        "brotli": http(brotli.compress(page), "Content-Encoding: br"),
        "zstd": http(zstd.compress(page), "Content-Encoding: zstd"),
        "packed twice": http(brotli.compress(gzip.compress(page)), "Content-Encoding: gzip, br"),
        "packed twice, said once": http(gzip.compress(gzip.compress(page)), "Content-Encoding: gzip"),
        "packed, unsaid": http(gzip.compress(page)),
        "unpacked gzip with the header left": http(page, "Content-Encoding: gzip"),
        "unpacked brotli with the header left": http(page, "Content-Encoding: br"),
        "identity": http(page, "Content-Encoding: identity"),
        "no content type": http(page, content_type=""),
        "octet stream": http(page, content_type="application/octet-stream"),
        "bare line ends": http(page).replace(b"\r\n", b"\n"),
        "folded header": http(page, "X-Long: a", " b"),
        "status without words": http(page, status="200"),
    }
    bad = {
        "image": (http(b"\xff\xd8\xff\xe0", content_type="image/jpeg"), "!unsupported_media_type"),
        "image called HTML": (http(b"\xff\xd8\xff\xe0"), "!unsupported_media_type"),
        "script": (http(b"var a = 1", content_type="text/javascript"), "!unsupported_media_type"),
        "not found": (http(page, status="404 Not Found"), "!http_status"),
        "redirect": (http(page, status="301 Moved"), "!http_status"),
        "no response": (page, "!damaged_http"),
        "no header end": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html", "!damaged_http"),
        "cut body": (http(page[:-20], f"Content-Length: {len(page)}"), "!truncated_record"),
        "cut chunks": (http(chunked(page)[:-30], "Transfer-Encoding: chunked"), "!truncated_record"),
        "cut gzip": (http(gzip.compress(page)[:-12], "Content-Encoding: gzip"), "!truncated_record"),
        "cut brotli": (http(brotli.compress(page)[:-6], "Content-Encoding: br"), "!truncated_record"),
        "damaged gzip": (http(flipped(gzip.compress(page), 30), "Content-Encoding: gzip"), "!damaged_body"),
        "damaged chunk size": (http(b"5\r\nhello\r\nzzz\r\n" + page, "Transfer-Encoding: chunked"), "!damaged_body"),
        "unknown coding": (http(page, "Content-Encoding: rot13"), "!unknown_coding"),
        "packed without end": (http(page, "Content-Encoding: " + ", ".join(["gzip"] * 99)), "!unknown_coding"),
        "empty": (http(b""), "!no_text"),
    }
    return [
        *(
            Case("readers", f"HTTP: {name}", {"a.warc.gz": members(record(block), ARCHIVE[2])}, (NEWS, LAST))
            for name, block in good.items()
        ),
        *(
            Case("P11", f"HTTP: {name}", {"a.warc.gz": members(record(block), ARCHIVE[2])}, (reason, LAST))
            for name, (block, reason) in bad.items()
        ),
    ]
