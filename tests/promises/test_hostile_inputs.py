"""Every hostile input through the door: the process that reads, its limits, and the frames that come out."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from flows.sources.inventory import list_sources
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import read_source
from flows.sources.reader_process import SourceReader

sys.path.insert(0, str(Path(__file__).parent))

from hostile_inputs import CASES
from promise_case import Case


@pytest.fixture(scope="module")
def reader() -> Iterator[SourceReader]:
    with SourceReader() as started:
        yield started


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as file:  # noqa: PTH118, PTH123
            file.write(data)


def is_expected(outcome: str, expected: str) -> bool:
    """Return whether an outcome is the one expected, or one of several that are as good."""
    if outcome == expected:
        return True
    if expected.startswith("!"):
        return outcome.startswith("!") and outcome[1:] in expected[1:].split("|")
    return "|" in expected and outcome in expected.split("|")


def outcomes(folder: Path, limits: ReadLimits, reader: SourceReader) -> tuple[list[str], pl.DataFrame]:
    inventory = list_sources([str(folder)])
    tables = [pl.concat(read_source(file, 0, None, limits, reader.rows)) for file in inventory.files]
    for each in tables:
        assert each["record_offset"].is_unique().all()
    table = pl.concat(tables) if tables else pl.DataFrame()
    rows = table.rows(named=True)
    assert all(row["failure_detail"] for row in rows if row["failure_reason"])
    met = [f"!{row['failure_reason']}" if row["failure_reason"] else row["text"] for row in rows]
    return [*met, *(f"!{file.reason}" for file in inventory.skipped)], table


@pytest.mark.parametrize("case", CASES, ids=[f"{case.promise}-{case.name}" for case in CASES])
def test_every_input_comes_to_what_it_should(case: Case, reader: SourceReader, tmp_path: Path) -> None:
    put(tmp_path, case.files)
    found, table = outcomes(tmp_path, ReadLimits(**case.limits), reader)
    left = list(found)
    for expected in case.expected:
        match = next((outcome for outcome in left if is_expected(outcome, expected)), None)
        assert match is not None, (expected[:100], [each[:100] for each in found])
        left.remove(match)
    assert left == []
    if case.encoding is not None:
        assert table["encoding"].drop_nulls().unique().to_list() == [case.encoding]
    if case.removed_count is not None:
        assert table["removed_character_count"].drop_nulls().sum() == case.removed_count
