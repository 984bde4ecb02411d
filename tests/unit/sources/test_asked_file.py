import io
import os

import pytest

from flows.sources.asked_file import AskedFile

DATA = bytes(range(256)) * 40


@pytest.fixture
def asked() -> list[tuple[int, int]]:
    return []


def opened(asked: list[tuple[int, int]], block: int) -> io.BufferedReader:
    def ask(start: int, end: int) -> bytes:
        asked.append((start, end))
        return DATA[start:end]

    return io.BufferedReader(AskedFile(len(DATA), ask), block)


def test_it_reads_as_the_file_does(asked: list[tuple[int, int]]) -> None:
    with opened(asked, 1000) as file:
        assert file.read(10) == DATA[:10]
        assert file.seek(5000) == 5000
        assert file.read(3000) == DATA[5000:8000]
        assert file.seek(-7, os.SEEK_END) == len(DATA) - 7
        assert file.read() == DATA[-7:]
        assert file.read() == b""
        assert (file.readable(), file.seekable(), file.tell()) == (True, True, len(DATA))
        file.seek(len(DATA) + 5)
        assert file.read(1) == b""


def test_it_asks_for_blocks_and_for_nothing_behind_the_end(asked: list[tuple[int, int]]) -> None:
    with opened(asked, 4096) as file:
        while file.read(100):
            pass
    assert asked == [(0, 4096), (4096, 8192), (8192, len(DATA))]


def test_it_goes_nowhere_before_the_beginning(asked: list[tuple[int, int]]) -> None:
    with opened(asked, 4096) as file, pytest.raises(ValueError, match="before the file"):
        file.raw.seek(-1)
