"""JSON Lines: one record a line, read so that a damaged line costs only itself.

Lines are cut as bytes and parsed one by one, because readers of whole files drop the file for one bad line.
No line is gathered beyond the limit on a record.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import dropwhile
from typing import BinaryIO, NamedTuple

from flows.sources.byte_window import read_blocks
from flows.sources.decode_text import UndecodableError, decode_bytes
from flows.sources.text_pages import PageError

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Around a record on its line: white space, the comma of an array, the record separator of RFC 7464.
AROUND = b" \t\r,\x1e"

# Taken at once, so that a file of line ends costs no loop.
BLANK_LINES = re.compile(rb"[ \t\r\n]*\n")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# An escaped NUL that is not itself the end of an escaped backslash.
ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class Line(NamedTuple):
    """A line without its end. Of a line that is too large, the data is left out."""

    number: int  # from 1, counted from where the reading began
    offset: int
    data: bytes
    size_bytes: int
    is_ended: bool


class Record(NamedTuple):
    """The fields of a JSON record by their role."""

    source_id: str | None
    url: str | None
    fetched_at: datetime | None
    metadata: str
    text: str | None
    html: str | None
    replaced_character_count: int = 0
    encoding: str = "utf-8"  # of the file


def split_lines(blocks: Iterable[bytes], offset: int, max_bytes: int) -> Iterator[Line]:
    """Yield the lines of consecutive blocks, the first of which begins at `offset`, without the blank ones."""
    pieces: list[bytes] = []
    number, size_bytes = 1, 0
    for block in blocks:
        begin = 0
        while begin < len(block):
            blank = BLANK_LINES.match(block, begin) if size_bytes == 0 else None
            if blank:
                number += block.count(b"\n", begin, blank.end())
                offset += blank.end() - begin
                begin = blank.end()
                continue
            end = block.find(b"\n", begin)
            stop = len(block) if end < 0 else end
            size_bytes += stop - begin
            if size_bytes <= max_bytes:
                pieces.append(block[begin:stop])
            else:
                pieces.clear()
            if end >= 0:
                yield Line(number, offset, b"".join(pieces), size_bytes, is_ended=True)
                number, offset, size_bytes = number + 1, offset + size_bytes + 1, 0
                pieces.clear()
            begin = stop + 1
    if size_bytes:
        yield Line(number, offset, b"".join(pieces), size_bytes, is_ended=False)


def lines_from(stream: BinaryIO, start: int, max_bytes: int) -> Iterator[Line]:
    """Yield the lines that begin at `start` or after it, numbered from the one that holds the byte before."""
    before = max(0, start - 1)
    stream.seek(before)
    lines = split_lines(read_blocks(stream), before, max_bytes)
    return dropwhile(lambda line: line.offset < start, lines)


def parse_record(line: Line) -> Record:
    """Return the fields of a record.

    Raises:
        PageError: `invalid_json`, `truncated_record` where the file ends in the middle of it, or `no_text`.
    """
    try:
        decoded = decode_bytes(_bare(line), None)
        value = json.loads(decoded.text, parse_constant=_nothing, parse_float=_finite)
        record = record_of(value)
        return record._replace(replaced_character_count=decoded.replaced_character_count, encoding=decoded.encoding)
    except UndecodableError as error:
        raise _damaged(line, str(error)) from error
    except RecursionError:
        raise PageError("invalid_json", "nested too deep") from None
    except json.JSONDecodeError as error:
        raise _damaged(line, f"{error.msg} at character {error.pos}") from error
    except PageError:
        raise
    except ValueError as error:
        raise _damaged(line, str(error)) from error


def _bare(line: Line) -> bytes:
    data = line.data.removeprefix(BYTE_ORDER_MARK) if line.offset == 0 else line.data
    return data.strip(AROUND)


def _damaged(line: Line, detail: str) -> PageError:
    if line.is_ended:
        return PageError("invalid_json", detail)
    return PageError("truncated_record", f"the file ends within the line: {detail}")


def parse_time(value: object) -> datetime | None:
    """Return an ISO 8601 time in UTC, where one without an offset is taken for UTC; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.strip())
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def record_of(value: object) -> Record:
    """Return the fields of an object by their role.

    Raises:
        PageError: `no_text`: it is no object.
    """
    if not isinstance(value, dict):
        raise PageError("no_text", f"the record is {type(value).__name__}, not an object")
    rest = {name: field for name, field in value.items() if not _is_payload(name, field)}
    fetched_at = parse_time(rest.get("fetched_at"))
    if fetched_at is not None:
        del rest["fetched_at"]
    url = rest.pop("url") if isinstance(rest.get("url"), str) and rest["url"].strip() else None
    return Record(
        source_id=_source_id(rest.pop("id", None)),
        url=_without_unfit(url.strip()) if url else None,
        fetched_at=fetched_at,
        metadata=metadata_json(rest),
        text=value.get("text") if isinstance(value.get("text"), str) else None,
        html=value.get("html") if isinstance(value.get("html"), str) else None,
    )


def _is_payload(name: str, field: object) -> bool:
    return name in ("text", "html") and (field is None or isinstance(field, str | bytes))


def _source_id(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return _without_unfit(value) if value else None
    return metadata_json(value)


def metadata_json(value: object) -> str:
    """Return a value as JSON that every reader takes: sorted keys, no lone surrogate, no NUL."""
    dumped = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return ESCAPED_NUL.sub("\\1\ufffd", _without_unfit(dumped))


def _without_unfit(text: str) -> str:
    return LONE_SURROGATE.sub("\ufffd", text).replace("\0", "\ufffd")


def _nothing(_name: str) -> None:
    """Return null for `NaN` and `Infinity`, which are no JSON."""


def _finite(digits: str) -> float | str:
    """Return a number, or its digits where it is beyond what a float can hold."""
    number = float(digits)
    return number if math.isfinite(number) else digits
