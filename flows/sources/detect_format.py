"""What a file is: what its name claims, and what its first bytes say where the name lies."""

import json
import re
from typing import NamedTuple

from flows.sources.unpack_blocks import PACKINGS

HEAD_BYTES = 4096

FORMAT_ENDINGS = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".json": "json",
    ".warc": "warc",
    ".wet": "warc",
    ".parquet": "parquet",
    ".zip": "zip",
    ".tar": "tar",
}
PACKING_ENDINGS = {".gz": "gzip", ".zst": "zstd", ".bz2": "bzip2", ".xz": "xz", ".br": "brotli"}
SHORT_ENDINGS = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}
UNKNOWN = "unknown"  # a compressed file whose name does not say what is in it

TAR_MAGIC_OFFSET = 257
# First bytes of what is no page and no container of pages, as far as it is met among downloads. A text may begin
# with "RIFF" or "ORC", too: there more is asked for than the letters.
FOREIGN = (
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"\x89PNG\r\n"), "PNG"),
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"RIFF.{4}(?:WEBP|WAVE|AVI )", re.DOTALL), "RIFF"),
    (re.compile(rb"\x7fELF"), "ELF"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "7-Zip"),
    (re.compile(rb"Rar!\x1a\x07"), "RAR"),
    (re.compile(rb"SQLite format 3\0"), "SQLite"),
    (re.compile(rb"ARROW1\0\0"), "Arrow"),
    (re.compile(rb"Obj\x01"), "Avro"),
    (re.compile(rb"ORC[^\0]{0,1000}\0"), "ORC"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "OLE2"),
    (re.compile(rb"\x80[\x02-\x05](?:\x95.{8}|[\]}\(c)K])", re.DOTALL), "pickle"),
)
HTML_START = re.compile(
    rb"\s*(?:<[?]xml\b[^>]{0,300}>\s*)?(?:<!--[^>]{0,500}>\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
JSON_START = re.compile(rb'\s*(?:\[\s*)?\{\s*"')
PAYLOAD_FIELD = re.compile(rb'"(?:text|html)"\s*:\s*(?:"|null)')
FIRST_OBJECT_LINES = re.compile(rb"\s*\{[^\n]*\n\s*\{")


class Claim(NamedTuple):
    """What a name says: the format, and the packing around it, if any."""

    source_format: str
    packing: str


def claimed_format(name: str) -> Claim | None:
    """Return what a file's name says that it is; None where nothing reads such files."""
    small = name.lower()
    for short, long in SHORT_ENDINGS.items():
        if small.endswith(short):
            small = small.removesuffix(short) + long
    packing = next((packing for ending, packing in PACKING_ENDINGS.items() if small.endswith(ending)), "")
    if packing:
        small = small.rpartition(".")[0]
    source_format = next((form for ending, form in FORMAT_ENDINGS.items() if small.endswith(ending)), None)
    if source_format is None and packing and "." not in small.rpartition("/")[2]:
        source_format = UNKNOWN
    return Claim(source_format, packing) if source_format else None


def supported_endings() -> str:
    """Return the endings that are read, for a message."""
    return f"{' '.join(FORMAT_ENDINGS)}, alone or with {' '.join(PACKING_ENDINGS)}"


def actual_packing(head: bytes, claimed: str) -> str:
    """Return the packing that the first bytes show; brotli, which shows none, where the name claims it."""
    for packing in PACKINGS.values():
        if packing.magics and head.startswith(packing.magics):
            return packing.name
    if claimed == "brotli":
        return "" if is_known(head) else "brotli"
    return claimed if claimed and not is_known(head) and not is_plain(head) else ""


def is_plain(head: bytes) -> bool:
    """Return whether bytes are text rather than compressed: no control characters among the first."""
    return not any(byte < 0x20 and byte not in b"\t\n\r\f\x1b" for byte in head[:64])


def is_known(head: bytes) -> bool:
    """Return whether the first bytes are those of a format that is not text."""
    return content_format(head) is not None


def content_format(head: bytes) -> str | None:
    """Return the format that the first bytes leave no doubt of; None where they are text or unknown."""
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return "tar" if head[TAR_MAGIC_OFFSET:].startswith(b"ustar") else None


def foreign_format(head: bytes) -> str | None:
    """Return the name of what is no page and no container of pages; None for everything else."""
    return next((name for magic, name in FOREIGN if magic.match(head)), None)


def actual_format(head: bytes, claimed: str) -> str:
    """Return what unpacked content is, by its first bytes where they are sure, else as claimed."""
    known = content_format(head)
    if known:
        return known
    start = head.removeprefix(b"\xef\xbb\xbf")
    if HTML_START.match(start):
        return "html"
    if claimed in ("json", "json_lines"):
        return json_format(start, claimed)
    if claimed in ("text", "html", UNKNOWN) and JSON_START.match(start) and PAYLOAD_FIELD.search(start):
        return json_format(start, "json")
    return claimed


def json_format(start: bytes, claimed: str) -> str:
    """Return whether JSON is cut by its lines, or by its values as an array or a printed object is."""
    first = start.lstrip()
    if first.startswith(b"["):
        return "json"
    if claimed == "json_lines" or not first.startswith(b"{") or FIRST_OBJECT_LINES.match(first):
        return "json_lines"
    line, end, _ = first.partition(b"\n")
    if not end:
        return "json"
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return "json"
    return "json_lines"
