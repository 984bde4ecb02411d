import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.partition import Partition

HEX_IDS = st.text("0123456789abcdef", min_size=32, max_size=32)


@settings(deadline=None)
@given(st.integers(1, 64), st.lists(st.one_of(HEX_IDS, st.text(max_size=6)), max_size=20))
def test_ranges_are_disjoint_and_cover_every_id(count: int, ids: list[str]) -> None:
    frame = pl.DataFrame({"id": ids}, {"id": pl.String})
    parts = [frame.filter(Partition(index, count).holds("id"))["id"].to_list() for index in range(count)]
    assert sorted(value for part in parts for value in part) == sorted(ids)
    assert parts == [[value for value in ids if Partition(index, count).contains(value)] for index in range(count)]


@settings(deadline=None)
@given(st.integers(1, 0x10000))
def test_ranges_follow_one_another_from_the_least_id_to_the_greatest(count: int) -> None:
    step = max(1, count // 50)
    assert Partition(0, count).bounds()[0] == ""
    assert Partition(count - 1, count).bounds()[1] is None
    for index in range(0, count - 1, step):
        assert Partition(index, count).bounds()[1] == Partition(index + 1, count).bounds()[0]
