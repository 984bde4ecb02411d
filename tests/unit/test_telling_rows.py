import re
from typing import Any

import polars as pl
import pytest

from flows.expectations import Expectation, row_expectations
from flows.telling_rows import refused_positions, telling_positions, telling_rows
from schemas.tables import RELEASE_TABLES

EXPECTED_OF_ROWS = [each for table in RELEASE_TABLES for each in row_expectations(table)]


def expectation(name: str, *columns: str) -> Expectation:
    return Expectation(columns, name, "", {"regex": r"\A(?:^[a-z]+\Z)\Z"}, "critical", "")


@pytest.mark.parametrize(
    ("name", "columns", "positions"),
    [
        ("not_null", {"a": [1, None, None]}, [1]),
        ("not_null", {"a": [1, 2]}, []),
        ("in_set", {"a": ["x", "x", "y", None, "x"]}, [0, 2, 3]),
        ("matches", {"a": ["x", "y", None]}, []),
        ("matches", {"a": ["x", None, "y\n", "1"]}, [2]),
        ("matches", {"a": ["", "x"]}, [0]),
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


@pytest.mark.parametrize(
    "regex", sorted({str(each.arguments["regex"]) for each in EXPECTED_OF_ROWS if each.name == "matches"})
)
def test_polars_turns_down_what_the_engine_turns_down(regex: str) -> None:
    values = ["", "a", "vi", "vi\n", "VI", "no_article", "2x", "0" * 32, "0" * 33, "0" * 64, "٣" * 32, "é" * 32, "zh"]
    refused = [value for value in values if refused_positions(pl.Series([value]), regex)]
    assert refused == [value for value in values if re.search(regex, value) is None]


def test_the_rows_that_decide_are_few() -> None:
    ids = [f"{'x' * (number // 26)}{chr(97 + number % 26)}" for number in range(500)]
    frame = pl.DataFrame({"id": [*ids, "0"], "kind": ["nav"] * 300 + ["ad"] * 201})
    expectations = [expectation("matches", "id"), expectation("in_set", "kind"), expectation("not_null", "id")]
    assert telling_rows(expectations, frame).rows() == [("a", "nav"), (ids[300], "ad"), ("0", "ad")]


def test_no_rows_tell_nothing() -> None:
    assert telling_rows([expectation("in_set", "a")], pl.DataFrame({"a": []}, {"a": pl.String})).height == 0
