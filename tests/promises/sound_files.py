"""Sound files of every kind, and files whose names lie."""

import gzip

from backports import zstd
from made_files import MORE, NEWS, html, members, parquet, record, tar_of, zip_of
from promise_case import ALL, ARCHIVE, PACKERS, THREE, Case


def file_kinds() -> list[Case]:
    """Return a sound file of every kind that is read."""
    kinds = {
        "page.txt": (NEWS.encode(), (NEWS,)),
        "PAGE.TXT": (NEWS.encode(), (NEWS,)),
        "page.html": (html(NEWS), (NEWS,)),
        "Page.HTM": (html(NEWS), (NEWS,)),
        "page.xhtml": (b"<?xml version='1.0' encoding='utf-8'?>" + html(NEWS), (NEWS,)),
        "crawl.warc": (b"".join(ARCHIVE), ALL),
        "crawl.warc.gz": (members(*ARCHIVE), ALL),
        "crawl.WARC.GZ": (members(*ARCHIVE), ALL),
        "whole.warc.gz": (gzip.compress(b"".join(ARCHIVE)), ALL),
        "crawl.warc.zst": (b"".join(zstd.compress(each) for each in ARCHIVE), ALL),
        "crawl.warc.wet.gz": (members(record(NEWS.encode(), kind="conversion")), (NEWS,)),
        "crawl.wet": (record(NEWS.encode(), kind="conversion"), (NEWS,)),
        "lines.jsonl": (b"".join(THREE), ALL),
        "lines.NDJSON": (b"".join(THREE), ALL),
        "lines.json": (b"".join(THREE), ALL),
        "array.json": (b"[" + b",".join(THREE) + b"]", ALL),
        "printed.json": (b'{\n  "text": "' + NEWS.encode() + b'"\n}\n', (NEWS,)),
        "one.json": (THREE[0].strip(), (NEWS,)),
        "array.jsonl": (b"[\n" + b",".join(THREE) + b"\n]\n", ALL),
        "commas.jsonl": (b",\n".join(each.strip() for each in THREE), ALL),
        "sequence.jsonl": (b"".join(b"\x1e" + each for each in THREE), ALL),
        "windows.jsonl": (b"\xef\xbb\xbf" + b"".join(THREE).replace(b"\n", b"\r\n"), ALL),
        "wide.jsonl": (b"".join(THREE).decode().encode("utf-16"), ALL),
        "rows.parquet": (parquet({"text": list(ALL), "id": ["1", "2", "3"]}), ALL),
        "html.parquet": (parquet({"html": [html(NEWS).decode(), html(MORE).decode()]}), (NEWS, MORE)),
        "bytes.parquet": (parquet({"html": [html(NEWS)], "url": ["https://bao.example/1"]}), (NEWS,)),
        "pages.zip": (zip_of({"a/1.html": html(NEWS), "a/2.txt": MORE.encode()}), (NEWS, MORE)),
        "pages.tar": (tar_of({"a/1.html": html(NEWS), "a/2.txt": MORE.encode()}), (NEWS, MORE)),
        "pages.tar.gz": (gzip.compress(tar_of({"1.html": html(NEWS)})), (NEWS,)),
        "pages.tgz": (gzip.compress(tar_of({"1.html": html(NEWS)})), (NEWS,)),
    }
    kinds |= {f"lines.jsonl.{end}": (pack(b"".join(THREE)), ALL) for end, pack in PACKERS.items()}
    kinds |= {f"page.html.{end}": (pack(html(NEWS)), (NEWS,)) for end, pack in PACKERS.items()}
    kinds |= {
        f"parts.ndjson.{end}": (b"".join(map(pack, THREE)), ALL) for end, pack in PACKERS.items() if end != "br"
    }
    return [Case("readers", name, {name: data}, expected) for name, (data, expected) in kinds.items()]


def lying_names() -> list[Case]:
    """Return files whose names say what they are not."""
    return [
        Case("readers", "gzip called .jsonl", {"a.jsonl": gzip.compress(b"".join(THREE))}, ALL),
        Case("readers", "plain called .gz", {"a.jsonl.gz": b"".join(THREE)}, ALL),
        Case("readers", "zstd called .gz", {"a.jsonl.gz": zstd.compress(b"".join(THREE))}, ALL),
        Case("readers", "HTML called .txt", {"a.txt": html(NEWS)}, (NEWS,)),
        Case("readers", "HTML called .jsonl", {"a.jsonl": html(NEWS)}, (NEWS,)),
        Case("readers", "WARC called .html", {"a.html": b"".join(ARCHIVE)}, ALL),
        Case("readers", "WARC packed called .html", {"a.html": members(*ARCHIVE)}, ALL),
        Case("readers", "JSON lines called .txt", {"a.txt": b"".join(THREE)}, ALL),
        Case("readers", "JSON lines called .html", {"a.html": b"".join(THREE)}, ALL),
        Case("readers", "Parquet called .json", {"a.json": parquet({"text": list(ALL)})}, ALL),
        Case("readers", "zip called .html", {"a.html": zip_of({"1.html": html(NEWS)})}, (NEWS,)),
        Case("readers", "packed without an inner name", {"archive.gz": members(*ARCHIVE)}, ALL),
        Case("readers", "text that begins like JSON", {"a.txt": b'{"' + NEWS.encode()}, ('{"' + NEWS,)),
        Case(
            "P22",
            "PDF called .html",
            {"a.html": b"%PDF-1.7\n" + b"x" * 99, "b.txt": NEWS.encode()},
            ("!unsupported_format", NEWS),
        ),
        Case(
            "P22",
            "PNG called .txt",
            {"a.txt": b"\x89PNG\r\n\x1a\n" + bytes(99), "b.txt": NEWS.encode()},
            ("!unsupported_format", NEWS),
        ),
        Case(
            "P22",
            "PDF in gzip",
            {"a.html.gz": gzip.compress(b"%PDF-1.7\n"), "b.txt": NEWS.encode()},
            ("!unsupported_format", NEWS),
        ),
        Case("P22", "unknown ending", {"a.docx": b"x", "b.txt": NEWS.encode()}, ("!unsupported_format", NEWS)),
        Case("P22", "no ending", {"README": b"x", "b.txt": NEWS.encode()}, ("!unsupported_format", NEWS)),
        Case("P22", "hidden", {".b.txt": b"x", "b.txt": NEWS.encode()}, ("!hidden", NEWS)),
        Case("P22", "WARC metadata", {"a.warc.wat.gz": b"x", "b.txt": NEWS.encode()}, ("!unsupported_format", NEWS)),
        Case(
            "P22",
            "an image in a zip",
            {"a.zip": zip_of({"1.png": b"\x89PNG\r\n\x1a\n", "1.html": html(NEWS)})},
            ("!unsupported_format", NEWS),
        ),
        Case(
            "P22",
            "an archive in a zip",
            {"a.zip": zip_of({"1.jsonl.gz": gzip.compress(THREE[0]), "1.html": html(NEWS)})},
            ("!unsupported_format", NEWS),
        ),
        Case(
            "P20",
            "pickle called .txt",
            {"a.txt": b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x02os\x94.", "b.txt": NEWS.encode()},
            ("!unsupported_format", NEWS),
        ),
        Case(
            "P22",
            "empty",
            {"a.html": b"", "a.jsonl": b"", "b.warc.gz": b"", "b.txt": NEWS.encode()},
            ("!empty_file", "!empty_file", "!empty_file", NEWS),
        ),
        Case(
            "P22",
            "blank",
            {"a.html": b" \n", "a.txt": b"\n\n", "a.jsonl": b"\n", "b.txt": NEWS.encode()},
            ("!empty_file", "!no_text", "!no_text", NEWS),
        ),
    ]
