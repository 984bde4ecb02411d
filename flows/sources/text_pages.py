"""Plain-text pages, and what a page is to the steps whatever format it came in."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import TypedDict

from flows.sources.decode_text import UndecodableError, decode_payload, is_utf_16
from flows.steps.normalize_text import normalize_text

ID_LENGTH = 32
# A text has line ends, tabs and now and then a stray control character; compressed or compiled data is an
# eighth control characters by chance alone (31 of 256 byte values).
MAX_CONTROL_SHARE = 0.05
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"
REPLACED_IN_JSON = re.compile("[\ud800-\udfff]")


class PageError(ValueError):
    """A payload cannot become a page; `reason` is the code under which it is rejected."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class LineFact(TypedDict):
    """What HTML tells of a visible line beyond its text."""

    element: str
    attribute_words: str
    link_char_count: int


@dataclass(frozen=True)
class Page:
    """A payload as a page: its id, its text in normal form, and what its HTML says."""

    document_id: str
    media_type: str
    encoding: str
    removed_character_count: int
    text: str
    page_metadata: dict[str, str] | None = None
    line_facts: list[LineFact] | None = field(default=None, hash=False)


def payload_id(payload: bytes) -> str:
    """Return the id of the page that has this payload."""
    return hashlib.sha256(payload).hexdigest()[:ID_LENGTH]


def payload_bytes(text: str) -> bytes:
    """Return a JSON string in UTF-8; a lone surrogate, which UTF-8 has no bytes for, as U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return REPLACED_IN_JSON.sub("\ufffd", text).encode()


def read_text_page(data: bytes) -> Page:
    """Return the page of a plain-text file.

    Raises:
        PageError: The bytes are no text, or in no encoding that is known here.
    """
    refuse_binary(data)
    try:
        decoded = decode_payload(data, None)
    except UndecodableError as error:
        raise PageError("undecodable", str(error)) from error
    text, removed_count = normalize_text(decoded.text)
    return Page(
        document_id=payload_id(data),
        media_type="text/plain",
        encoding=decoded.encoding,
        removed_character_count=removed_count + decoded.replaced_character_count,
        text=text,
    )


def text_page(text: str) -> Page:
    """Return the page of a record's `text`."""
    normalized, removed_count = normalize_text(text)
    return Page(payload_id(payload_bytes(text)), "text/plain", "utf-8", removed_count, normalized)


def refuse_binary(data: bytes) -> None:
    """Raise `PageError` for bytes that are no text in any encoding."""
    if is_utf_16(data):
        return
    control_count = len(data) - len(data.translate(None, CONTROLS))
    if control_count > MAX_CONTROL_SHARE * len(data):
        detail = f"{control_count} of {len(data)} bytes are control characters"
        raise PageError("not_text", detail)
    if b"\0" in data:
        raise PageError("not_text", f"NUL byte at offset {data.index(0)}")
