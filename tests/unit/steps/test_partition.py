import polars as pl
import pytest

from flows.steps.partition import Partition


@pytest.mark.parametrize(
    ("index", "count", "bounds"),
    [
        (0, 1, ("", None)),
        (0, 2, ("", "8000")),
        (1, 2, ("8000", None)),
        (14, 16, ("e000", "f000")),
        (15, 16, ("f000", None)),
        (1, 3, ("5555", "aaaa")),
        (2, 3, ("aaaa", None)),
        (0xFFFF, 0x10000, ("ffff", None)),
    ],
)
def test_bounds_are_the_four_leading_digits_of_an_equal_range(
    index: int, count: int, bounds: tuple[str, str | None]
) -> None:
    assert Partition(index, count).bounds() == bounds


def test_holds_takes_the_lower_bound_in_and_leaves_the_upper_one_out() -> None:
    ids = pl.DataFrame({"id": ["7fffffff", "80000000", "bfffffff", "c0000000", None]})
    assert ids.filter(Partition(2, 4).holds("id")).rows() == [("80000000",), ("bfffffff",)]


def test_ids_that_are_no_hex_digits_lie_in_the_first_or_the_last_range() -> None:
    ids = pl.DataFrame({"id": ["", "-1", "page.html", "Đ", None]})
    assert ids.filter(Partition(0, 1).holds("id"))["id"].to_list() == ["", "-1", "page.html", "Đ"]
    assert ids.filter(Partition(0, 2).holds("id"))["id"].to_list() == ["", "-1"]
    assert ids.filter(Partition(1, 2).holds("id"))["id"].to_list() == ["page.html", "Đ"]
