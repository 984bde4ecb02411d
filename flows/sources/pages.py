"""A payload as a page: decoded, its visible text in normal form, within the limits of one page."""

from dataclasses import dataclass

from flows.sources.decode_text import Decoded, UndecodableError, declared_charset, decode_payload, decoded_string
from flows.sources.html_pages import MAX_DEPTH, visible_text
from flows.sources.text_pages import LineFact, Page, PageError, Payload, payload_bytes, payload_id, refuse_binary
from flows.steps.normalize_text import normalize_text

HTML = "text/html"


@dataclass(frozen=True)
class PageLimits:
    """How long and how deep a page may be."""

    max_lines: int = 600_000  # the longest pages met have 20,000; ten megabytes of short lines are labelled in 1 GB
    max_depth: int = MAX_DEPTH


def read_page(payload: Payload, limits: PageLimits) -> Page:
    """Return the page of a payload.

    Raises:
        PageError: `undecodable`, `not_text`, `too_complex`, `too_deep`, `too_many_lines`.
    """
    try:
        decoded = _decoded(payload)
    except UndecodableError as error:
        raise PageError("undecodable", str(error)) from error
    facts: list[LineFact] | None = None
    metadata: dict[str, str] | None = None
    if payload.media_type == HTML:
        shown = visible_text(decoded.text, limits.max_depth)
        facts, metadata, removed_count = shown.line_facts, shown.page_metadata, shown.removed_character_count
        text = "\n".join(shown.lines)
    else:
        text, removed_count = normalize_text(decoded.text)
    line_count = text.count("\n") + 1
    if line_count > limits.max_lines:
        raise PageError("too_many_lines", f"{line_count} lines, more than {limits.max_lines}")
    data = payload.data if isinstance(payload.data, bytes) else payload_bytes(payload.data)
    return Page(
        document_id=payload_id(data),
        media_type=payload.media_type,
        encoding=decoded.encoding,
        removed_character_count=removed_count + decoded.replaced_character_count,
        text=text,
        page_metadata=metadata,
        line_facts=facts,
    )


def _decoded(payload: Payload) -> Decoded:
    if isinstance(payload.data, str):
        decoded = decoded_string(payload.data)
        if decoded.encoding == "utf-8" and payload.charset:
            return decoded._replace(encoding=payload.charset)
        return decoded
    refuse_binary(payload.data)
    charset = payload.charset
    if charset is None and payload.media_type == HTML:
        charset = declared_charset(payload.data)
    return decode_payload(payload.data, charset)
