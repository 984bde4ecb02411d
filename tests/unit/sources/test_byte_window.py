import io

import pytest

from flows.sources.byte_window import ByteWindow, read_blocks


def window(offset: int = 0) -> ByteWindow:
    return ByteWindow([b"abc", b"", b"def", b"gh"], offset)


def test_a_file_is_read_in_blocks_from_where_it_stands() -> None:
    stream = io.BytesIO(b"abcdefg")
    stream.seek(1)
    assert list(read_blocks(stream, 3)) == [b"bcd", b"efg"]
    assert list(read_blocks(stream, 3)) == []


def test_peeking_reads_on_and_takes_nothing() -> None:
    seen = window()
    assert (seen.peek(2), seen.peek(4), seen.peek(3, 4), seen.peek(99), seen.peek(5, 8)) == (
        b"ab",
        b"abcd",
        b"efg",
        b"abcdefgh",
        b"",
    )
    assert (seen.offset, len(seen)) == (0, 8)


def test_the_window_holds_no_more_than_was_asked_for() -> None:
    seen = window()
    assert len(seen) == 0
    assert seen.has(2)
    assert (len(seen), seen.is_at_end) == (3, False)
    assert not seen.has(9)
    assert (len(seen), seen.is_at_end) == (8, True)


@pytest.mark.parametrize(
    ("count", "dropped", "offset", "rest"),
    [(0, 0, 10, b"abcdefgh"), (2, 2, 12, b"cdefgh"), (5, 5, 15, b"fgh"), (8, 8, 18, b""), (99, 8, 18, b"")],
)
def test_dropping_moves_on_by_as_much_as_there_is(count: int, dropped: int, offset: int, rest: bytes) -> None:
    seen = window(10)
    assert seen.drop(count) == dropped
    assert (seen.offset, seen.peek(99)) == (offset, rest)


@pytest.mark.parametrize(
    ("token", "skip", "is_found", "offset"),
    [
        (b"a", 0, True, 10),
        (b"a", 1, False, 18),
        (b"cd", 0, True, 12),
        (b"bcdef", 0, True, 11),
        (b"gh", 3, True, 16),
        (b"gh", 7, False, 18),
        (b"x", 0, False, 18),
    ],
)
def test_a_token_is_found_across_blocks(token: bytes, skip: int, is_found: bool, offset: int) -> None:  # noqa: FBT001
    seen = window(10)
    assert seen.drop_until(token, skip) is is_found
    assert seen.offset == offset
    assert seen.peek(99) == b"abcdefgh"[offset - 10 :]


def test_a_search_holds_no_more_than_a_block_and_the_token() -> None:
    held = []

    def blocks() -> object:
        for _ in range(100):
            held.append(len(seen))
            yield b"x" * 50
        yield b"token"

    seen = ByteWindow(blocks())
    assert seen.drop_until(b"token")
    assert seen.offset == 5_000
    assert max(held) < 5
