from typing import Any

import polars as pl
import pytest

from flows.expectations import Expectation, row_expectations
from flows.telling_rows import MAX_ROWS, telling_parts, telling_positions
from schemas.tables import RELEASE_TABLES


def expectation(name: str, *columns: str) -> Expectation:
    return Expectation(columns, name, "", {}, "critical", "")


@pytest.mark.parametrize(
    ("name", "columns", "positions"),
    [
        ("not_null", {"a": [1, None, None]}, [1]),
        ("not_null", {"a": [1, 2]}, []),
        ("in_set", {"a": ["x", "x", "y", None, "x"]}, [0, 2, 3]),
        ("matches", {"a": ["x", "y"]}, [0, 1]),
        ("between", {"a": [3, None, 9, 1, 4]}, [3, 2]),
        ("between", {"a": [0.5, float("nan"), 0.9, 0.1]}, [3, 2, 1]),
        ("between", {"a": [float("nan"), None]}, [0]),
        ("between", {"a": [None]}, []),
        ("plausible", {"a": [2, 1]}, [1, 0]),
        ("unique_key", {"a": ["x", "y", "x"]}, [0, 2]),
        ("unique_key", {"a": ["x", "x", None, None], "b": [1, 2, 3, 3]}, [2, 3]),
        ("span_not_empty", {"a": [0, 5, None], "b": [9, 6, 1]}, [1]),
        ("span_not_empty", {"a": [None], "b": [1]}, []),
    ],
)
def test_rows_that_decide_on_an_expectation(name: str, columns: dict[str, list[Any]], positions: list[int]) -> None:
    found = telling_positions(expectation(name, *columns), pl.DataFrame(columns, strict=False))
    assert sorted(found) == sorted(positions)


def test_an_expectation_that_no_rows_are_known_for_is_refused() -> None:
    with pytest.raises(ValueError, match="no rows are known that decide on mean"):
        telling_positions(expectation("mean", "a"), pl.DataFrame({"a": [1]}))


def test_every_expectation_on_rows_is_known() -> None:
    for table in RELEASE_TABLES:
        for each in row_expectations(table):
            assert telling_positions(each, table.empty()) == []


def test_columns_of_many_values_are_judged_by_their_values_and_all_else_by_a_few_rows() -> None:
    ids = [str(number) for number in range(MAX_ROWS + 1)]
    frame = pl.DataFrame({"id": [*ids, ids[0]], "kind": ["nav"] * (MAX_ROWS + 1) + ["ad"]})
    expectations = [expectation("matches", "id"), expectation("in_set", "kind"), expectation("not_null", "id")]
    rows, values = telling_parts(expectations, frame)
    assert (rows.indexes, rows.frame.rows()) == ([1, 2], [("0", "nav"), ("0", "ad")])
    assert (values.indexes, sorted(values.frame["id"])) == ([0], sorted(ids))
    assert values.frame.columns == ["id"]


def test_no_rows_tell_nothing() -> None:
    (part,) = telling_parts([expectation("in_set", "a")], pl.DataFrame({"a": []}, {"a": pl.String}))
    assert (part.indexes, part.frame.height) == ([0], 0)
