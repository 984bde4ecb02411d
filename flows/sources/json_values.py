"""JSON that is no JSON Lines: an array of records, or records printed over several lines, cut in one pass.

JSON strings hold no line end, so one that does is damaged; and where records begin at the same indentation,
a line that begins so is the next record, whatever the one before it lacks.
"""

import re
from collections.abc import Iterable, Iterator

from flows.sources.json_lines import Line

STRING_REST = re.compile(rb'[^"\\\n]*(?:\\.[^"\\\n]*)*', re.DOTALL)
TOKEN = re.compile(rb'["{}\[\]\n]')
# Between records: white space, commas, brackets of the array, the record separator of RFC 7464, the byte-order mark.
BETWEEN = b" \t\r\n,[]\x1e\xef\xbb\xbf"


class ValueCutter:
    """Cuts consecutive blocks into the objects that stand side by side in them, or in one array."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._pieces: list[bytes] = []
        self._size_bytes = 0
        self._start: int | None = None  # of the value that is open
        self._depth = 0
        self._is_string = self._is_escape = False
        self._indent = -1  # of the open value, where it begins its line
        self._line = self._start_line = 1
        self._line_offset = 0
        self._is_line_blank = True  # in earlier blocks

    def cut(self, blocks: Iterable[bytes]) -> Iterator[Line]:
        """Yield each value with its offset; `number` is the line on which it begins."""
        offset = 0
        for block in blocks:
            yield from self._cut_block(block, offset)
            offset += len(block)
        if self._start is not None:
            yield self._value(is_ended=False)

    def _cut_block(self, block: bytes, offset: int) -> Iterator[Line]:
        position = begin = 0
        while position < len(block):
            if self._is_escape:
                self._is_escape = False
                position += 1
                continue
            if self._is_string:
                position = self._string_end(block, position, offset)
                is_ended = not self._is_string and self._depth == 0
            else:
                token = TOKEN.search(block, position)
                position = token.end() if token else len(block)
                if self._start is None:
                    yield from self._stray(block, begin, position - (1 if token else 0), offset)
                    begin = position - 1 if token else position
                elif token and self._is_next(block, position - 1, offset):
                    self._add(block[begin : position - 1])
                    yield self._value(is_ended=True)
                    begin = position - 1
                is_ended = bool(token) and self._take(block, position - 1, offset)
            if is_ended:
                self._add(block[begin:position])
                yield self._value(is_ended=True)
                begin = position
        if self._start is not None:
            self._add(block[begin:])
        self._is_line_blank = self._indent_at(block, len(block), offset) >= 0

    def _indent_at(self, block: bytes, position: int, offset: int) -> int:
        """Return how far a line's first character is indented; -1 where others stand before it."""
        is_blank = self._is_line_blank if self._line_offset < offset else True
        before = block[max(0, self._line_offset - offset) : position]
        return offset + position - self._line_offset if is_blank and not before.strip(b" \t\r") else -1

    def _is_next(self, block: bytes, position: int, offset: int) -> bool:
        """Return whether an object begins its line just as the open one began its own."""
        if block[position] != ord("{") or self._indent < 0:
            return False
        return self._indent_at(block, position, offset) == self._indent

    def _string_end(self, block: bytes, position: int, offset: int) -> int:
        match = STRING_REST.match(block, position)
        end = match.end() if match else position
        if end == len(block):
            return end
        if block[end] == ord("\\"):  # the last byte of the block
            self._is_escape = True
        else:
            self._is_string = False
            if block[end] == ord("\n"):
                self._line, self._line_offset = self._line + 1, offset + end + 1
                self._depth = 0  # the value ends here, damaged
        return end + 1

    def _take(self, block: bytes, position: int, offset: int) -> bool:
        """Take a token and return whether the open value ends with it."""
        token = block[position]
        if token == ord("\n"):
            self._line, self._line_offset = self._line + 1, offset + position + 1
        elif token == ord('"'):
            self._is_string = True
            self._open(offset + position)
        elif token == ord("{") or (token == ord("[") and self._start is not None):
            if self._start is None:
                self._indent = self._indent_at(block, position, offset)
            self._open(offset + position)
            self._depth += 1
        elif self._start is not None:
            self._depth -= 1
            return self._depth <= 0
        return False

    def _open(self, offset: int) -> None:
        if self._start is None:
            self._start, self._start_line = offset, self._line

    def _stray(self, block: bytes, begin: int, end: int, offset: int) -> Iterator[Line]:
        """Yield what stands between values and is no separator: a number, a name, the rest of a damaged value."""
        stray = block[begin:end].strip(BETWEEN)
        if stray:
            where = block.index(stray, begin)
            yield Line(self._line, offset + where, stray, len(stray), is_ended=True)

    def _add(self, piece: bytes) -> None:
        self._size_bytes += len(piece)
        if self._size_bytes <= self._max_bytes:
            self._pieces.append(piece)
        else:
            self._pieces.clear()

    def _value(self, *, is_ended: bool) -> Line:
        data = b"".join(self._pieces).rstrip()
        line = Line(self._start_line, self._start or 0, data, self._size_bytes, is_ended)
        self._pieces.clear()
        self._size_bytes = self._depth = 0
        self._start = None
        return line
