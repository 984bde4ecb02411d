"""What a payload and a page are, whatever format they came in, and what is no page at all."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import TypedDict

from flows.sources.decode_text import is_utf_16

ID_LENGTH = 32
# A text has line ends, tabs and now and then a stray control character; compressed or compiled data is an
# eighth control characters by chance alone (31 of 256 byte values).
MAX_CONTROL_SHARE = 0.05
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"
REPLACED_IN_JSON = re.compile("[\ud800-\udfff]")


# Reasons that say of a record what it is, not that something is wrong with it: it could be read.
NO_DAMAGE = ("hidden", "http_status", "not_a_page", "revisit")


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


@dataclass(frozen=True)
class Payload:
    """What may be a page: bytes with the charset that came with them, or a text that came decoded."""

    data: bytes | str
    media_type: str
    charset: str | None = None


def payload_id(payload: bytes) -> str:
    """Return the id of the page that has this payload."""
    return hashlib.sha256(payload).hexdigest()[:ID_LENGTH]


def payload_bytes(text: str) -> bytes:
    """Return a JSON string in UTF-8; a lone surrogate, which UTF-8 has no bytes for, as U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return REPLACED_IN_JSON.sub("\ufffd", text).encode()


def refuse_binary(data: bytes) -> None:
    """Raise `PageError` for bytes that are no text in any encoding."""
    if is_utf_16(data):
        return
    control_count = len(data) - len(data.translate(None, CONTROLS))
    if control_count > MAX_CONTROL_SHARE * len(data):
        raise PageError("not_text", f"{control_count} of {len(data)} bytes are control characters")
