"""JSON in all its forms as payloads: lines, arrays and printed objects, packed or not, by ranges if they can be."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from flows.sources.byte_window import read_blocks
from flows.sources.detect_format import HEAD_BYTES
from flows.sources.inventory import SourceFile, open_regular
from flows.sources.json_lines import Line, Record, lines_from, parse_record, split_lines
from flows.sources.json_values import ValueCutter
from flows.sources.met_records import MetRecord, Records, out_of_memory, too_large
from flows.sources.pages import HTML
from flows.sources.read_limits import ReadLimits
from flows.sources.text_pages import PageError, Payload
from flows.sources.transcode import as_utf_8
from flows.sources.unpack_blocks import Damage, Piece


def read_plain_lines(file: SourceFile, stream: BinaryIO, start: int, end: int | None, limits: ReadLimits) -> Records:
    """Yield the records of JSON Lines whose lines begin in a range."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    recode = as_utf_8(head)
    if recode is not None:
        if start == 0:
            yield from line_records(split_lines(recode(read_blocks(stream)), 0, limits.max_record_bytes), limits)
        return
    lines_before: int | None = None
    for line in lines_from(stream, start, limits.max_record_bytes):
        if end is not None and line.offset >= end:
            break
        for met in line_records([line], limits):
            if isinstance(met.content, PageError) and start:
                if lines_before is None:
                    lines_before = _count_lines_before(file.path, start)
                yield met._replace(content=_numbered(met.content, lines_before))
            else:
                yield met


def _numbered(error: PageError, lines_before: int) -> PageError:
    """Return a fault of a line whose number was counted from a range's beginning."""
    number, colon, rest = error.detail.removeprefix("line ").partition(":")
    return PageError(error.reason, f"line {int(number) + lines_before}{colon}{rest}")


def line_records(lines: Iterable[Line], limits: ReadLimits) -> Records:
    """Yield the record of each line that is not blank."""
    for line in lines:
        if not line.data.strip() and line.size_bytes <= limits.max_record_bytes:
            continue
        yield _line_record(line, limits)


def _line_record(line: Line, limits: ReadLimits) -> MetRecord:
    record: Record | None = None
    try:
        if line.size_bytes > limits.max_record_bytes:
            raise too_large(line.size_bytes, limits)
        record = parse_record(line)
        return MetRecord(line.offset, record_payload(record), record)
    except PageError as error:
        fault = error
    except MemoryError:
        fault = out_of_memory(limits)
    return MetRecord(line.offset, PageError(fault.reason, f"line {line.number}: {fault.detail}"), record)


def record_payload(record: Record) -> Payload:
    """Return a record's payload: its HTML where it has both, as the text says nothing that the HTML does not.

    Raises:
        PageError: `no_text`.
    """
    for value, media_type in ((record.html, HTML), (record.text, "text/plain")):
        if value and value.strip():
            return Payload(value, media_type, record.encoding)
    raise PageError("no_text", "neither `text` nor `html` is a string with something in it")


def read_plain_values(
    _file: SourceFile, stream: BinaryIO, _start: int, _end: int | None, limits: ReadLimits
) -> Records:
    """Yield the records of an array, or of objects that stand side by side."""
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    recode = as_utf_8(head)
    blocks = recode(read_blocks(stream)) if recode else read_blocks(stream)
    yield from value_records(blocks, limits)


def value_records(blocks: Iterable[bytes], limits: ReadLimits) -> Records:
    """Yield the records of consecutive blocks that hold an array, or objects side by side."""
    return line_records(ValueCutter(limits.max_record_bytes).cut(blocks), limits)


def read_packed_lines(pieces: Iterator[Piece | Damage], limits: ReadLimits) -> Records:
    """Yield the records of packed JSON Lines. A line that damage cuts is not published, even where it reads well."""
    offset, number = 0, 1
    is_open = True
    while is_open:
        run = _SoundRun(pieces)
        last: Line | None = None
        for line in split_lines(run.blocks(), offset, limits.max_record_bytes):
            numbered = line._replace(number=line.number + number - 1)
            last = numbered
            if line.is_ended or run.damage is None:
                yield from line_records([numbered], limits)
        offset += run.size_bytes
        number += run.line_end_count
        is_open = run.damage is not None
        if run.damage is not None:
            place = f"after line {number - 1}: {run.damage.detail}"
            cut = last.offset if last is not None and not last.is_ended else offset
            yield MetRecord(cut, PageError(run.damage.reason, place))
            offset = max(offset, cut + 1)


class _SoundRun:
    """The blocks up to the next damage, which is kept; counted as they go by."""

    def __init__(self, pieces: Iterator[Piece | Damage]) -> None:
        self._pieces = pieces
        self.damage: Damage | None = None
        self.size_bytes = 0
        self.line_end_count = 0

    def blocks(self) -> Iterator[bytes]:
        """Yield the blocks."""
        for piece in self._pieces:
            if isinstance(piece, Damage):
                self.damage = piece
                return
            self.size_bytes += len(piece.data)
            self.line_end_count += piece.data.count(b"\n")
            yield piece.data


def _count_lines_before(path: str, start: int) -> int:
    """Return how many lines end before the one from which the lines of a range are numbered."""
    count, left = 0, start - 1
    with open_regular(path) as stream:
        for block in read_blocks(stream):
            count += block.count(b"\n", 0, max(0, left))
            left -= len(block)
            if left <= 0:
                break
    return count
