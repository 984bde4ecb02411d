"""The body of an HTTP response as it was meant: unchunked and unpacked under a limit, with its type and charset.

Crawlers keep some responses as they came and unpack others without changing the header, so that a header is
believed only where the body bears it out.
"""

import re
import zlib
from typing import NamedTuple

from flows.sources.detect_format import HTML_START, foreign_format
from flows.sources.text_pages import PageError
from flows.sources.unpack_blocks import PACKINGS, DamagedMemberError, unpack_whole

MAX_HEADER_BYTES = 1 << 16
MAX_LAYERS = 5  # "gzip, gzip" is seen; more is no server's doing

STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t][^\r\n]*)?\r?\n")
HEADER_END = re.compile(rb"\r?\n\r?\n")
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
CONTENT_LENGTH = re.compile("[0-9]{1,15}")

MEDIA_TYPES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
# Said where nothing is known, so that the content decides.
VAGUE_TYPES = ("", "application/octet-stream", "binary/octet-stream", "unknown/unknown", "application/unknown", "*/*")
CODINGS = {"gzip": "gzip", "x-gzip": "gzip", "br": "brotli", "zstd": "zstd"}
PLAIN_CODINGS = ("", "identity", "none", "utf-8", "8bit", "binary", "7bit")


class HttpResponse(NamedTuple):
    """A response as it was captured: its status, its header by small names, and its body as sent."""

    status: int
    header: dict[str, str]
    body: bytes


class HttpPayload(NamedTuple):
    """The body as a page: its bytes, their media type and the charset that the header names."""

    data: bytes
    media_type: str
    charset: str | None


def parse_response(block: bytes) -> HttpResponse:
    """Return the parts of a captured response.

    Raises:
        PageError: `damaged_http`: it does not begin as a response, or its header has no end.
    """
    start = STATUS_LINE.match(block)
    if start is None:
        raise PageError("damaged_http", f"begins with {block[:40]!r}, not with a status line")
    end = HEADER_END.search(block, start.end() - 2, MAX_HEADER_BYTES)
    if end is None:
        raise PageError("damaged_http", f"the header has no end within {MAX_HEADER_BYTES} bytes")
    return HttpResponse(int(start[1]), parse_header(block[start.end() : end.start()]), block[end.end() :])


def parse_header(data: bytes) -> dict[str, str]:
    """Return header fields by their names in small letters; of repeated ones the first, folded ones joined."""
    fields: dict[str, str] = {}
    name = ""
    for line in re.split(rb"\r?\n", data):
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t") and name:
            fields[name] = f"{fields[name]} {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower()
        if colon and name not in fields:
            fields[name] = value.strip()
        else:
            name = ""
    return fields


def content_length(header: dict[str, str]) -> int | None:
    """Return the length that a header gives, if it is a number as it should be."""
    value = header.get("content-length", "")
    return int(value) if CONTENT_LENGTH.fullmatch(value) else None


def read_payload(response: HttpResponse, max_bytes: int) -> HttpPayload:
    """Return the page that a response carries.

    Raises:
        PageError: The body is cut, damaged, too large when unpacked, or no page.
    """
    body = plain_body(response, max_bytes)
    media_type = page_type(response.header.get("content-type", ""), body)
    charset = CHARSET.search(response.header.get("content-type", ""))
    return HttpPayload(body, media_type, charset[1].lower() if charset else None)


def plain_body(response: HttpResponse, max_bytes: int) -> bytes:
    """Return the body without chunks and packings.

    Raises:
        PageError: `truncated_record`, `damaged_body`, `too_large` or `unknown_coding`.
    """
    header, body = response.header, response.body
    length = content_length(header)
    if "chunked" in header.get("transfer-encoding", "").lower():
        body = unchunk(body)
    elif length is not None and len(body) < length:
        raise PageError("truncated_record", f"the body has {len(body)} of {length} bytes")
    codings = [coding.strip().lower() for coding in header.get("content-encoding", "").split(",")]
    if len(codings) > MAX_LAYERS:
        raise PageError("unknown_coding", f"packed {len(codings)} times")
    for coding in reversed(codings):
        body = unpack_body(body, coding, max_bytes)
    for _ in range(MAX_LAYERS):
        if not body.startswith(b"\x1f\x8b\x08"):
            return body
        body = unpack_body(body, "gzip", max_bytes)
    raise PageError("unknown_coding", f"packed more than {MAX_LAYERS} times")


def unchunk(body: bytes) -> bytes:
    """Return a body in chunks as one (RFC 9112, section 7.1); as it is where a crawler has joined them already.

    Raises:
        PageError: `truncated_record` where it ends before its last chunk, `damaged_body` where a size is none.
    """
    if CHUNK_SIZE.match(body) is None:
        return body
    chunks: list[bytes] = []
    position = 0
    while True:
        match = CHUNK_SIZE.match(body, position)
        if match is None:
            if position >= len(body) - len(b"ffffffff\r\n"):
                raise PageError("truncated_record", f"ends after {len(chunks)} chunks without the last one")
            raise PageError("damaged_body", f"no chunk size at byte {position} of the body")
        size = int(match[1], 16)
        if size == 0:
            return b"".join(chunks)
        chunk = body[match.end() : match.end() + size]
        if len(chunk) < size:
            raise PageError("truncated_record", f"chunk {len(chunks) + 1} has {len(chunk)} of {size} bytes")
        chunks.append(chunk)
        position = match.end() + size
        position += (
            len(b"\r\n") if body[position : position + 2] == b"\r\n" else body[position : position + 1] == b"\n"
        )


def unpack_body(body: bytes, coding: str, max_bytes: int) -> bytes:
    """Return what a body unpacks to; as it is where it was unpacked before and the header kept.

    Raises:
        PageError: `damaged_body`, `truncated_record`, `too_large` or `unknown_coding`.
    """
    if coding in PLAIN_CODINGS or not body:
        return body
    if coding == "deflate":
        return _inflate(body, max_bytes)
    if coding not in CODINGS:
        raise PageError("unknown_coding", f"content encoding {coding[:40]!r}")
    packing = PACKINGS[CODINGS[coding]]
    if packing.magics and not body.startswith(packing.magics):
        return body
    try:
        return unpack_whole(body, packing, max_bytes)
    except DamagedMemberError as error:
        if not packing.magics and _is_unpacked(body):
            return body
        raise _body_error(error.damage.reason, error.damage.detail) from error


def _is_unpacked(body: bytes) -> bool:
    """Return whether a body that should be brotli is a page: brotli has no first bytes to know it by."""
    return HTML_START.match(body) is not None


def _body_error(reason: str, detail: str) -> PageError:
    if reason == "too_large":
        return PageError(reason, detail)
    return PageError("truncated_record" if reason.startswith("truncated") else "damaged_body", detail)


def _inflate(body: bytes, max_bytes: int) -> bytes:
    """Return a "deflate" body: zlib's format, or bare as some servers send it."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflate = zlib.decompressobj(window)
        try:
            data = inflate.decompress(body, max_bytes + 1)
        except zlib.error:
            continue
        if len(data) > max_bytes:
            raise PageError("too_large", f"unpacks to more than {max_bytes} bytes")
        if not inflate.eof:
            raise PageError("truncated_record", "the packed body is cut")
        return data
    if _is_unpacked(body):
        return body
    raise PageError("damaged_body", "the deflate body is damaged")


def page_type(content_type: str, body: bytes) -> str:
    """Return whether a body is HTML or plain text, by its header and, where that is vague, by itself.

    Raises:
        PageError: `unsupported_media_type`.
    """
    claimed = content_type.partition(";")[0].strip().lower()
    foreign = foreign_format(body)
    if foreign is not None:
        raise PageError("unsupported_media_type", f"content is {foreign} (declared: {claimed[:80] or 'none'})")
    if claimed in MEDIA_TYPES:
        return "text/html" if HTML_START.match(body) else MEDIA_TYPES[claimed]
    if claimed in VAGUE_TYPES and HTML_START.match(body):
        return "text/html"
    raise PageError("unsupported_media_type", f"declared {claimed[:80] or 'none'}")
