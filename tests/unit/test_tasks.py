from pathlib import Path
from typing import Any

import pytest

from flows import build_release
from flows.build_release import count_shards
from flows.cache import Artifact
from flows.tasks import shared_tasks


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
    rows: int, size: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(_: Path) -> Any:
        return size

    monkeypatch.setattr(build_release, "uncompressed_size", told)
    assert count_shards([Artifact("/nowhere", "", 0, rows)]) == count
