from pathlib import Path

import polars as pl
import pytest

from flows.inbox import SourcesNotSettledError, check_settled, check_unchanged
from flows.releases import Release
from flows.sources.inventory import Inventory, SourceFile
from schemas.stages import FAILURES

WHOLE = SourceFile("/in/a.txt", "a.txt", 3, 0, "text", "0" * 64)
PARENT = Release(Path("/releases/1"), {"inputs": [{"source_path": "a.txt"}]})


def test_a_file_that_arrives_waits_for_the_next_time() -> None:
    check_settled(Inventory((WHOLE,), (), ("new.txt",)), PARENT)


def test_a_released_file_that_is_written_anew_stops_the_build() -> None:
    with pytest.raises(SourcesNotSettledError, match=r"still being written: a\.txt; nothing was published"):
        check_settled(Inventory((WHOLE,), (), ("a.txt", "new.txt")), PARENT)


def test_files_of_which_none_has_settled_stop_the_build() -> None:
    with pytest.raises(SourcesNotSettledError, match=r"1, 2, 3 and 1 more;"):
        check_settled(Inventory((), (), ("1", "2", "3", "4")), None)


def test_no_file_at_all_is_for_the_gates() -> None:
    check_settled(Inventory((), ()), None)


def test_a_file_that_changed_while_it_was_read_stops_the_build() -> None:
    rows = [("a.txt", None, "empty_file", ""), ("b.jsonl", 7, "changed_during_read", "")]
    failures = pl.DataFrame(rows, FAILURES.to_polars(), orient="row")
    check_unchanged(failures.head(1))
    with pytest.raises(SourcesNotSettledError, match=r"written: b\.jsonl;"):
        check_unchanged(failures)
