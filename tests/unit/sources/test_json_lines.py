import io
from datetime import UTC, datetime

import pytest

from flows.sources.json_lines import Line, Record, lines_from, parse_record, parse_time, split_lines
from flows.sources.text_pages import PageError


def record(data: bytes, *, offset: int = 5, is_ended: bool = True) -> Record:
    return parse_record(Line(1, offset, data, len(data), is_ended))


def test_lines_are_cut_across_blocks_and_blank_ones_left_out() -> None:
    blocks = [b"\n \r\nab", b"c\n\n", b"toolong", b"toolong\nd"]
    assert list(split_lines(blocks, 10, 8)) == [
        Line(3, 14, b"abc", 3, is_ended=True),
        Line(5, 19, b"", 14, is_ended=True),
        Line(6, 34, b"d", 1, is_ended=False),
    ]


@pytest.mark.parametrize(
    ("start", "offsets"), [(0, [0, 4, 8]), (1, [4, 8]), (4, [4, 8]), (5, [8]), (8, [8]), (9, [])]
)
def test_a_line_belongs_to_where_it_begins(start: int, offsets: list[int]) -> None:
    assert [line.offset for line in lines_from(io.BytesIO(b"aaa\nbbb\nccc"), start, 99)] == offsets


def test_fields_are_told_apart_by_their_role() -> None:
    data = '{"id": 7, "url": " https://a.example/1 ", "fetched_at": "2024-05-01T07:00:00+07:00", "date": "hôm qua", "text": "x", "html": null}'
    assert record(data.encode()) == Record(
        source_id="7",
        url="https://a.example/1",
        fetched_at=datetime(2024, 5, 1, tzinfo=UTC),
        metadata='{"date": "hôm qua"}',
        text="x",
        html=None,
        replaced_character_count=0,
    )


@pytest.mark.parametrize(
    ("data", "metadata"),
    [
        pytest.param(b'{"b": 1, "a": [2]}', '{"a": [2], "b": 1}', id="sorted"),
        pytest.param(
            b'{"n": 123456789012345678901234567890, "f": 1e999, "x": NaN}',
            '{"f": "1e999", "n": 123456789012345678901234567890, "x": null}',
            id="numbers",
        ),
        pytest.param(b'{"s": "a\\ud800\\u0000\\\\u0000"}', '{"s": "a\ufffd\ufffd\\\\u0000"}', id="unfit characters"),
        pytest.param(
            b'{"fetched_at": "soon", "url": "", "text": 5}',
            '{"fetched_at": "soon", "text": 5, "url": ""}',
            id="unusable fields",
        ),
        pytest.param(b"\xef\xbb\xbf{}", "{}", id="mark at the beginning"),
    ],
)
def test_everything_else_is_metadata(data: bytes, metadata: str) -> None:
    assert record(data, offset=0).metadata == metadata


@pytest.mark.parametrize(
    ("value", "expected"), [('"a\\u0000"', "a\ufffd"), ('""', None), ("true", "true"), ("null", None)]
)
def test_a_records_own_id_is_text(value: object, expected: object) -> None:
    assert record(f'{{"id": {value}}}'.encode()).source_id == expected


def test_a_bad_byte_is_replaced_and_counted() -> None:
    parsed = record('{"text": "chuyện của người Việt '.encode() + b'\xff"}')
    assert (parsed.text, parsed.replaced_character_count) == ("chuyện của người Việt \ufffd", 1)


@pytest.mark.parametrize(
    ("data", "is_ended", "reason", "detail"),
    [
        (b'{"a"', True, "invalid_json", "Expecting ':' delimiter at character 4"),
        (b'{"a"', False, "truncated_record", "the file ends within the line: Expecting ':' delimiter at character 4"),
        (b"[" * 100_000, True, "invalid_json", "nested too deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", True, "invalid_json", None),
        (b"\xff\x81\xfa", True, "invalid_json", "3 bytes fit no encoding (declared: none)"),
        (b"[1]", True, "no_text", "the record is list, not an object"),
    ],
)
def test_a_line_that_is_no_record_says_why(*, data: bytes, is_ended: bool, reason: str, detail: str | None) -> None:
    with pytest.raises(PageError) as caught:
        record(data, is_ended=is_ended)
    assert (caught.value.reason, detail or caught.value.detail) == (reason, caught.value.detail)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01T00:00:00Z", datetime(2024, 5, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("01/05/2024", None),
        (1714521600, None),
    ],
)
def test_a_time_is_iso_8601(value: object, expected: object) -> None:
    assert parse_time(value) == expected
