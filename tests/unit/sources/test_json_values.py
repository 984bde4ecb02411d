import pytest

from flows.sources.json_values import ValueCutter


def cut(data: bytes, block_bytes: int, max_bytes: int = 1000) -> list[tuple[int, int, bytes, bool]]:
    blocks = [data[begin : begin + block_bytes] for begin in range(0, len(data), block_bytes)]
    return [(line.number, line.offset, line.data, line.is_ended) for line in ValueCutter(max_bytes).cut(blocks)]


@pytest.mark.parametrize("block_bytes", [1, 3, 7, 1000])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"[]", [], id="empty array"),
        pytest.param(
            b'[{"a":"]}\\"{"},{"b":[1,{}]}]',
            [(1, 1, b'{"a":"]}\\"{"}', True), (1, 15, b'{"b":[1,{}]}', True)],
            id="array",
        ),
        pytest.param(
            b'{\n "a": 1\n}\n{\n "b": {\n }\n}',
            [(1, 0, b'{\n "a": 1\n}', True), (4, 12, b'{\n "b": {\n }\n}', True)],
            id="printed objects",
        ),
        pytest.param(b'{"a":1}{"b":', [(1, 0, b'{"a":1}', True), (1, 7, b'{"b":', False)], id="cut"),
        pytest.param(
            b'[\n{"a":"x},\n{"b":1}\n]', [(2, 2, b'{"a":"x},', True), (3, 12, b'{"b":1}', True)], id="open string"
        ),
        pytest.param(
            b'[\n{"a":[1,\n{"b":1}\n]', [(2, 2, b'{"a":[1,', True), (3, 11, b'{"b":1}', True)], id="open array"
        ),
    ],
)
def test_values_are_cut_the_same_whatever_the_blocks(data: bytes, expected: object, block_bytes: int) -> None:
    assert cut(data, block_bytes) == expected


def test_a_value_that_is_too_large_is_left_out_and_the_next_is_cut() -> None:
    found = ValueCutter(20).cut([b'[{"a":"' + b"x" * 50, b'"},{"b":1}]'])
    assert [(line.data, line.size_bytes) for line in found] == [(b"", 58), (b'{"b":1}', 7)]


def test_what_stands_between_values_is_told() -> None:
    assert [data for _, _, data, _ in cut(b'[1, "s", {"a":1}, null]', 1000)] == [b"1", b'"s"', b'{"a":1}', b"null"]
