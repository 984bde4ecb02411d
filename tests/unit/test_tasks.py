from pathlib import Path

import polars as pl
import pytest

from flows.build_release import count_shards
from flows.cache import Cache
from flows.shards import keep_frame
from flows.tasks import shared_tasks
from schemas.stages import SOURCE_RECORDS


@pytest.mark.parametrize(
    ("is_light", "tasks"),
    [
        ([], []),
        ([False, False, False], [[0], [1], [2]]),
        ([True, True, True, True, True], [[0, 1, 2, 3, 4]]),
        ([True, False, True, False], [[0, 2], [1], [3]]),
        ([True] * 33, [list(range(first, 33, 3)) for first in range(3)]),
    ],
)
def test_shards_of_little_work_share_tasks(is_light: list[bool], tasks: list[list[int]]) -> None:
    assert shared_tasks(is_light) == tasks


@pytest.mark.parametrize(
    ("rows", "size", "count"),
    [
        (1, 100, 1),
        (2_048, 100, 1),
        (2_049, 100, 2),
        (5_000, 100, 4),
        (65_536, 100, 4),
        (65_537, 100, 8),
        (1, 48_000_001, 2),
        (10_000, 400_000_000, 16),
    ],
)
def test_pages_go_into_as_few_shards_as_their_number_and_size_allow(
    rows: int, size: int, count: int, tmp_path: Path
) -> None:
    sources = [
        ("a", "1" * 64, 9, rows - 1, size),
        ("b", "2" * 64, 9, 1, 0),
        ("copy of a", "1" * 64, 9, rows - 1, size),
    ]
    met = pl.DataFrame(sources, SOURCE_RECORDS.to_polars(), orient="row")
    assert count_shards(keep_frame("source_records", met, SOURCE_RECORDS, Cache(str(tmp_path)))) == count
