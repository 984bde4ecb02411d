"""What is read from a store is what polars reads from a disk, with less of it fetched."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from flows import store_scan
from flows.store_paths import StorePath, put_file
from flows.store_scan import comparisons, fetched_together, groups_in_range, scan_store

ROWS = pl.DataFrame(
    {
        "id": [f"{number * 37 % 256:02x}" for number in range(200)] + [None] * 8,
        "hash": pl.Series([(1 << 63) + number * 1_000_003 for number in range(208)], dtype=pl.UInt64),
        "count": list(range(208)),
        "score": [float("nan") if number % 50 == 0 else number / 208 for number in range(208)],
        "tags": [["mưa", None]] * 104 + [[]] * 104,
    }
).sort("id", nulls_last=True)
PART = (pl.col("id") >= "20") & (pl.col("id") < "40")
FILTERS = {
    "range of ids": pl.col("id").is_not_null() & PART,
    "range of hashes": (pl.col("hash") >= pl.lit((1 << 63) + 5_000_000, pl.UInt64)) & (pl.col("hash") < (1 << 63) + 90_000_000),
    "remainder of hashes": pl.col("hash") % 7 == 3,
    "constant first": pl.lit("a0") <= pl.col("id"),
    "one or the other": (pl.col("id") < "10") | (pl.col("count") == 5),
    "not a number": pl.col("score") > 2.0,
    "negation": ~(pl.col("id") > "10"),
    "a set": pl.col("id").is_in(["25", "4a"]),
    "nothing": pl.col("id") > "zz",
    "two columns": pl.col("count") > pl.col("score"),
    "no id": pl.col("id").is_null(),
}  # fmt: skip


@pytest.fixture
def paths(tmp_path: Path) -> Iterator[tuple[list[Path], list[StorePath]]]:
    root = StorePath(f"memory://{uuid.uuid4().hex}")
    local, stored = [], []
    for number in range(3):
        path = tmp_path / f"{number}.parquet"
        rows = ROWS.gather_every(3, number) if number < 2 else ROWS.clear()
        pq.write_table(rows.to_arrow(), path, row_group_size=10)
        put_file(path, root / path.name)
        local.append(path)
        stored.append(root / path.name)
    yield local, stored
    root.fs.rm(root.path, recursive=True)


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_the_rows_that_pass_are_those_of_a_disk(
    paths: tuple[list[Path], list[StorePath]], name: str, engine: Any
) -> None:
    local, stored = paths
    expected = pl.scan_parquet(local, glob=False).filter(FILTERS[name])
    found = scan_store(stored).filter(FILTERS[name])
    assert found.collect(engine=engine).equals(expected.collect(engine=engine))
    assert found.select("count").collect().equals(expected.select("count").collect())


@pytest.mark.parametrize("count", [0, 3, 65, 1000])
def test_the_first_rows_are_those_of_a_disk(paths: tuple[list[Path], list[StorePath]], count: int) -> None:
    local, stored = paths
    assert scan_store(stored).head(count).collect().equals(pl.scan_parquet(local, glob=False).head(count).collect())
    assert scan_store(stored).select(pl.len()).collect().item() == pl.scan_parquet(local).select(pl.len()).collect().item()  # fmt: skip


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("range of ids", 0.4),
        ("range of hashes", 1.0),
        ("constant first", 0.5),
        ("nothing", 0.1),
        ("one or the other", 1.0),
        ("not a number", 1.0),
        ("no id", 1.0),
    ],
)
def test_row_groups_outside_of_a_range_are_skipped(
    paths: tuple[list[Path], list[StorePath]], name: str, share: float
) -> None:
    local, _ = paths
    footer = pq.read_metadata(local[0])
    groups = groups_in_range(footer, pl.read_parquet_schema(local[0]), FILTERS[name])
    assert len(groups) <= share * footer.num_row_groups
    assert len(groups) == footer.num_row_groups or share < 1


def test_only_comparisons_with_a_constant_that_all_rows_must_pass_count() -> None:
    predicate = (
        PART & (pl.col("a") > pl.col("b")) & ((pl.col("c") > 1) | (pl.col("d") > 1)) & (pl.lit(3) < pl.col("e"))
    )
    assert [str(each) for each in comparisons(predicate)] == [
        str(pl.col("id") >= "20"),
        str(pl.col("id") < "40"),
        str(pl.lit(3) < pl.col("e")),
    ]
    assert comparisons(None) == []


def test_row_groups_are_fetched_together_up_to_a_size(
    paths: tuple[list[Path], list[StorePath]], monkeypatch: pytest.MonkeyPatch
) -> None:
    footer = pq.read_metadata(paths[0][0])
    own = store_scan.group_bytes(footer.row_group(0))
    monkeypatch.setattr(store_scan, "FETCHED_BYTES", own * 5 // 2)
    assert list(fetched_together(footer, [0, 1, 2, 3, 4])) == [[0, 1], [2, 3], [4]]
    monkeypatch.setattr(store_scan, "FETCHED_BYTES", 1)
    assert list(fetched_together(footer, [0, 2])) == [[0], [2]]
    assert list(fetched_together(footer, [])) == []


def test_less_is_fetched_for_a_range(
    paths: tuple[list[Path], list[StorePath]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, stored = paths
    read: list[list[int]] = []
    real = pq.ParquetFile.read_row_groups
    monkeypatch.setattr(
        pq.ParquetFile,
        "read_row_groups",
        lambda self, groups, **more: (read.append(groups), real(self, groups, **more))[1],
    )
    scan_store(stored).filter(PART).collect()
    assert 0 < sum(map(len, read)) < 7  # of 14


def test_a_file_that_is_not_there_is_named(paths: tuple[list[Path], list[StorePath]]) -> None:
    _, stored = paths
    missing = stored[0].parent / "missing.parquet"
    with pytest.raises(FileNotFoundError, match="missing"):
        scan_store([missing])
    with pytest.raises(Exception, match="missing"):
        scan_store([stored[0], missing]).collect()
