"""Memory and time of finding pairs among made signatures: `make bench`. Prints; asserts that memory stays bounded.

`python tests/benchmarks/test_duplicates_scale.py COUNT FOLDER` measures one number of articles alone.
"""

import math
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from flows.build_release import HASHES_PER_PART
from flows.shards import Step
from flows.steps.compared_words import joined
from flows.steps.pair_articles import article_key, choose_candidates, pair_articles, rank_articles
from flows.tables import HASH_FORM, WORK_FORM, scan_table, write_batches, write_table
from schemas.fields import Table
from schemas.stages import ARTICLE_IDENTITIES, ARTICLE_RANKS, CANDIDATE_PAIRS, SHARED_RUNS, SIGNATURES

COUNTS = (250_000, 500_000, 1_000_000)
MAX_MEMORY_BYTES = 4_000_000_000
SHARD_ARTICLES = 4_096
# As measured on 51,500 Vietnamese articles: hashes of each, and which share of them others have too; of these the
# more common ones (stock phrases) follow a power law.
HASHES = 50
STOCK_SHARE = 0.15
STOCK_PHRASES = 3_000_000
COPY_SHARE = 0.05  # of articles, each with the hashes of the one before it but for a third


def made_hashes(count: int) -> np.ndarray:
    """Make the hashes of one shard's articles, some of them copies of the one before."""
    random = np.random.default_rng(count)
    hashes = random.integers(0, 1 << 64, (SHARD_ARTICLES, HASHES), np.uint64)
    stock = (STOCK_PHRASES ** random.random(hashes.shape)).astype(np.uint64)  # the n-th phrase as often as 1 / n
    is_stock = random.random(hashes.shape) < STOCK_SHARE
    hashes[is_stock] = joined(stock, stock)[is_stock]
    copies = 1 + np.flatnonzero(random.random(SHARD_ARTICLES - 1) < COPY_SHARE)
    kept = random.random((len(copies), HASHES)) < 2 / 3
    hashes[copies] = np.where(kept, hashes[copies - 1], hashes[copies])
    return hashes


def made_identities(count: int) -> Iterator[pl.DataFrame]:
    for start in range(0, count, SHARD_ARTICLES):
        pages = [f"{number:032x}" for number in range(start, start + SHARD_ARTICLES)]
        yield pl.DataFrame(
            {
                "document_id": pages,
                "article_index": 0,
                "article_id": pages,
                "page_article_id": pages,
                "newest_document_id": pages,
                "newest_article_index": 0,
                "keep_rank": range(start, start + SHARD_ARTICLES),
                "is_wanted": True,
            },
            ARTICLE_IDENTITIES.to_polars(),
        )


def write_signatures(count: int, folder: Path) -> list[Path]:
    paths = []
    for start in range(0, count, SHARD_ARTICLES):
        keys = np.array([article_key(f"{start + number:032x}", 0) for number in range(SHARD_ARTICLES)], np.uint64)
        rows = pl.DataFrame(
            {
                "run_hash": made_hashes(start).ravel(),
                "article_key": np.repeat(keys, HASHES),
                "hash_count": np.full(SHARD_ARTICLES * HASHES, HASHES, np.uint32),
                "document_key": np.repeat(keys, HASHES),
            }
        )
        paths.append(folder / f"signatures-{start}.parquet")
        write_table(rows.unique().sort(SIGNATURES.unique_key), SIGNATURES, paths[-1], HASH_FORM)
    return paths


def run_step(
    function: Callable[..., pl.DataFrame],
    inputs: list[tuple[Table, list[Path]]],
    target: tuple[Table, Path],
    **more: int,
) -> int:
    """Do what a task does: scan, call, write; returns the number of rows."""
    step = Step(function, tuple(table for table, _ in inputs), target[0], is_lazy=True)
    frames = [scan_table(paths, table) for table, paths in inputs]
    return write_table(step.function(*frames, **more), target[0], target[1]).row_count


def part_count(rows: int) -> int:
    return 1 << max(0, math.ceil(math.log2(rows / HASHES_PER_PART)))


def measure(count: int, folder: Path) -> None:
    """Print what it takes to find the pairs among `count` articles."""
    count = count // SHARD_ARTICLES * SHARD_ARTICLES
    signatures = write_signatures(count, folder)
    identities = folder / "identities.parquet"
    write_batches(made_identities(count), ARTICLE_IDENTITIES, identities, WORK_FORM)
    made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ranks, start = folder / "ranks.parquet", time.process_time()
    run_step(rank_articles, [(ARTICLE_IDENTITIES, [identities])], (ARTICLE_RANKS, ranks))
    ranked, shared, rows = time.process_time(), [], 0
    parts = part_count(count * HASHES)
    for part in range(parts):
        shared.append(folder / f"shared-{part}.parquet")
        sources = [(SIGNATURES, signatures), (ARTICLE_RANKS, [ranks])]
        rows += run_step(pair_articles, sources, (SHARED_RUNS, shared[-1]), part=part, part_count=parts)
    paired, pairs, pair_parts = time.process_time(), 0, part_count(rows)
    for part in range(pair_parts):
        sources = [(SHARED_RUNS, shared), (ARTICLE_IDENTITIES, [identities])]
        target = (CANDIDATE_PAIRS, folder / f"pairs-{part}.parquet")
        pairs += run_step(choose_candidates, sources, target, part=part, part_count=pair_parts)
    chosen = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{count} articles, {count * HASHES} hashes in {parts} parts, {rows} rows of pairs in {pair_parts}, {pairs} pairs; "
        f"CPU per 1,000 articles: rank {(ranked - start) / count * 1e3:.4f} s, pair {(paired - ranked) / count * 1e3:.4f} s, "
        f"choose {(chosen - paired) / count * 1e3:.4f} s; peak {peak / 1e6:.2f} GB (making them {made / 1e6:.2f} GB), "
        f"files {sum(path.stat().st_size for path in folder.iterdir()) / 1e9:.2f} GB"
    )
    assert peak * 1024 < MAX_MEMORY_BYTES


@pytest.mark.benchmark
def test_memory_and_time_of_finding_pairs(tmp_path: Path) -> None:
    for count in COUNTS:
        folder = tmp_path / str(count)
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, __file__, str(count), str(folder)], capture_output=True, text=True, check=False
        )
        print(f"\n{done.stdout}{done.stderr}")
        assert done.returncode == 0
        shutil.rmtree(folder)


if __name__ == "__main__":
    measure(int(sys.argv[1]), Path(sys.argv[2]))
