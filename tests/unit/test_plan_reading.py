"""Which files are read together, and which are read again when others come and go."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import accumulate, chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import plan_reading
from flows.build_record import RECORDS as BUILDS
from flows.cache import Artifact, Cache
from flows.plan_reading import (
    GROUPS,
    Content,
    Group,
    ReadingPlan,
    content_of,
    keep_groups,
    known_groups,
    read_groups,
)
from flows.shards import READ_SOURCES, keep_frame
from flows.sources.inventory import Inventory, SourceFile
from flows.sources.read_limits import ReadLimits
from schemas.stages import RECORDS

LIMITS = ReadLimits()


def source(name: str, size_bytes: int = 10, content: str | None = None) -> SourceFile:
    digest = sha256((content or name).encode()).hexdigest()
    return SourceFile(f"/in/{name}", name, size_bytes, "1", "plain_text", digest)


def planned(files: Iterable[SourceFile], earlier: Iterable[Group] = ()) -> ReadingPlan:
    """Plan a build whose earlier groups are all still there."""
    known = {group: Artifact(f"/{number}", str(number), 0, 0) for number, group in enumerate(earlier)}
    return plan_reading.plan_reading(Inventory(tuple(files), (), ()), LIMITS, known)


def read_names(plan: ReadingPlan) -> set[str]:
    return {file.source_path for batch in plan.batches for file, _, _ in batch.pieces}


@pytest.fixture
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_reading, "RANGE_BYTES", 1_000)


FIRST = [source(f"first {number}") for number in range(6)]


def test_new_files_are_read_without_those_that_are_known() -> None:
    first = planned(FIRST)
    assert read_names(first) == {file.source_path for file in FIRST}
    again = planned(FIRST, first.groups)
    assert (again.batches, len(again.known), again.groups) == ([], 1, first.groups)
    more = planned([*FIRST, source("second")], first.groups)
    assert (read_names(more), len(more.known)) == ({"second"}, 1)
    assert set(map(len, more.groups)) == {6, 1}


def test_the_order_of_groups_follows_from_their_files() -> None:
    files = [*FIRST, source("second")]
    groups = planned(files, planned(FIRST).groups).groups
    assert planned(files, groups).groups == planned(files[::-1], groups[::-1]).groups == groups


def test_a_group_stays_until_less_than_half_of_its_bytes_is_used() -> None:
    groups = planned(FIRST).groups
    for left, again in ((FIRST[:3], set()), (FIRST[:2], {"first 0", "first 1"})):
        plan = planned(left, groups)
        assert (read_names(plan), bool(plan.known)) == (again, not again)
    back = planned(FIRST, planned(FIRST[:3], groups).groups)
    assert not back.batches, "files that come back are still in their group"


def test_a_file_that_is_read_otherwise_takes_its_group_with_it() -> None:
    groups = planned(FIRST).groups
    renamed = [replace(FIRST[0], source_path="first 0.html", source_format="html"), *FIRST[1:]]
    assert read_names(planned(renamed, groups)) == {file.source_path for file in renamed}
    moved = [replace(FIRST[0], source_path="elsewhere"), *FIRST[1:]]
    assert read_names(planned(moved, groups)) == set()


def test_equal_files_are_read_once_under_their_first_path() -> None:
    plan = planned([source("b", content="same"), source("a", content="same")])
    assert [file.source_path for file, _, _ in plan.batches[0].pieces] == ["a"]


@pytest.mark.usefixtures("small_ranges")
def test_big_files_stand_alone() -> None:
    plan = planned([*FIRST, source("big", 1_000)])
    assert [len(batch.pieces) for batch in plan.batches] == [6, 1]
    assert all(content.size_bytes < 1_000 for content in chain(*plan.groups))


def test_many_small_groups_become_one_when_another_comes() -> None:
    groups: list[Group] = []
    for number in range(plan_reading.MAX_SMALL_GROUPS):
        groups = planned([source(f"day {day}") for day in range(number + 1)], groups).groups
    assert len(groups) == plan_reading.MAX_SMALL_GROUPS
    days = [source(f"day {day}") for day in range(len(groups) + 1)]
    assert planned(days[:-1], groups).groups == groups, "nothing is read again where nothing comes"
    assert [len(group) for group in planned(days, groups).groups] == [len(days)]
    tiny = [*days[:-1], source("tiny", 1)]
    assert read_names(planned(tiny, groups)) == {"tiny"}, "what is large beside the new is left"


@pytest.mark.usefixtures("small_ranges")
def test_full_groups_are_not_read_again_for_others() -> None:
    groups = [planned([source(f"full {number}", 500 + 10 * number)]).groups[0] for number in range(20)]
    files = [source(f"full {number}", 500 + 10 * number) for number in range(20)]
    assert read_names(planned([*files, source("new", 900)], groups)) == {"new"}


KINDS = st.tuples(st.sampled_from((0, 40, 300)), st.sampled_from(("plain_text", "html")))
STATES = st.lists(st.dictionaries(st.integers(0, 30), st.none() | KINDS, max_size=12), min_size=1, max_size=12)


@given(STATES)
def test_whatever_comes_and_goes_every_file_stands_in_one_group(
    edits: list[dict[int, tuple[int, str] | None]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan_reading, "RANGE_BYTES", 500)
        groups: list[Group] = []
        for state in accumulate(edits, lambda before, edit: before | edit):
            kinds = {name: kind for name, kind in state.items() if kind is not None}
            files = [
                replace(source(f"{name} {size}", size), source_format=source_format)
                for name, (size, source_format) in kinds.items()
            ]
            plan = planned(files, groups)
            held = [content for group in plan.groups for content in group]
            assert set(map(content_of, files)) <= set(held)
            assert len(held) == len({content.sha256 for content in held}), "no record is met twice"
            assert len(plan.known) + len(plan.batches) == len(plan.groups)
            assert {file.sha256 for batch in plan.batches for file, _, _ in batch.pieces} <= {
                file.sha256 for file in files
            }
            groups = plan.groups


def test_groups_are_known_whose_records_are_there(tmp_path: Path) -> None:
    cache, plan = Cache(str(tmp_path)), planned(FIRST)
    (group,) = plan.groups
    keep_groups(tmp_path, plan.groups)
    assert known_groups(cache, LIMITS, "code") == {}
    records = keep_frame("records", RECORDS.empty(), RECORDS, cache)
    cache.keep(READ_SOURCES.name, plan.batches[0].key(LIMITS, "code"), records)
    assert known_groups(cache, LIMITS, "code") == {group: records}
    assert known_groups(cache, LIMITS, "other code") == {}


def test_groups_are_read_as_they_were_kept(tmp_path: Path) -> None:
    assert read_groups(tmp_path) == []
    groups = [(Content("ab" * 32, "html", "gzip", 3), Content("cd" * 32, "plain_text", "", 0))]
    keep_groups(tmp_path, groups)
    assert read_groups(tmp_path) == groups


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"groups": [[["ab"]]]}', b"\xff\xfe", b"\0" * 20])
def test_damaged_groups_are_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    keep_groups(tmp_path, [])
    (tmp_path / BUILDS / GROUPS).write_bytes(damage)
    assert read_groups(tmp_path) == []
