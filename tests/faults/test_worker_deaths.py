"""A page that kills whatever works on it, in a whole build with processes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from flows import build_steps
from flows.releases import open_release
from flows.verify_release import verify_release

pytestmark = pytest.mark.long

# Worker processes import what they run by name, so it stands in a module of its own.
STEP = """
import os, signal
from flows.steps.extract_quotes import extract_quotes

def deadly_quotes(paragraphs):
    if paragraphs["text"].str.contains("Eric Schmidt").any():
        os.kill(os.getpid(), signal.SIGKILL)
    return extract_quotes(paragraphs)

def greedy_quotes(paragraphs):
    if paragraphs["text"].str.contains("Eric Schmidt").any():
        bytearray(16 << 30)
    return extract_quotes(paragraphs)
"""


@pytest.fixture(scope="module")
def steps(make_module: Callable[[str, str], ModuleType]) -> ModuleType:
    return make_module("presscorpus_fatal_steps", STEP)


@pytest.mark.parametrize(
    ("name", "reason", "detail"),
    [
        ("deadly_quotes", "worker_died", "its worker process died each time, alone as well"),
        pytest.param("greedy_quotes", "step_failed", "MemoryError: ", marks=pytest.mark.slow),
    ],
)
def test_a_page_that_kills_its_worker_is_rejected_alone(
    build: Callable[..., object],
    seeds: Path,
    steps: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    reason: str,
    detail: str,
) -> None:
    fatal = replace(build_steps.EXTRACT_QUOTES, function=getattr(steps, name), label="extract_quotes")
    monkeypatch.setattr(build_steps, "EXTRACT_QUOTES", fatal)
    outcome = build(tmp_path, seeds, is_fresh=True, runner="processes", workers=1, worker_memory_bytes=2 << 30)
    release = Path(outcome.path)
    assert outcome.damaged_count == 1
    assert pl.read_parquet(release / "articles" / "*.parquet").height == 4
    rejected = pl.read_parquet(release / "rejections" / "*.parquet")
    assert rejected.select("source_path", "step", "reason", "detail").rows() == [
        ("001_31292ebad1c7a73f.txt", "extract_quotes", reason, detail)
    ]
    assert verify_release(open_release(release)) == []
