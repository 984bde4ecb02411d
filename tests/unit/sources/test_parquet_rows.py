import io
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.sources.parquet_rows import dictionary_columns, group_offsets, open_parquet, plain_value, read_rows
from flows.sources.text_pages import PageError


def written(columns: dict[str, object], rows_per_group: int = 2, **options: object) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target, row_group_size=rows_per_group, write_page_checksum=True, **options)
    return target.getvalue()


def rows(data: bytes, start: int = 0, end: int | None = None, max_bytes: int = 1_000) -> list[tuple[int, object]]:
    found = read_rows(open_parquet(io.BytesIO(data)), start, end, max_bytes)
    return [(row.number, row.fields.reason if isinstance(row.fields, PageError) else row.fields) for row in found]


def test_rows_have_their_numbers_and_fields_as_json_can_hold_them() -> None:
    data = written(
        {
            "text": ["một", None, "ba"],
            "html": pa.array([None, b"\xff", None], pa.binary()),
            "raw": pa.array([b"x\xff", None, None], pa.binary()),
            "at": pa.array([datetime(2026, 11, 1, 8, tzinfo=UTC), None, None], pa.timestamp("us", tz="UTC")),
            "tags": [["a"], [], None],
        }
    )
    nothing = {"text": None, "html": None, "raw": None, "at": None, "tags": None}
    assert rows(data) == [
        (0, nothing | {"text": "một", "raw": "x\ufffd", "at": "2026-11-01T08:00:00+00:00", "tags": ["a"]}),
        (1, nothing | {"html": b"\xff", "tags": []}),
        (2, nothing | {"text": "ba"}),
    ]


def test_a_range_has_the_groups_that_begin_in_it_under_the_numbers_of_the_file() -> None:
    data = written({"text": ["a", "b", "c", "d", "e"]})
    first, second, third = group_offsets(open_parquet(io.BytesIO(data)))
    assert 0 < first < second < third < len(data)
    assert [number for number, _ in rows(data, 0, second)] == [0, 1]
    assert rows(data, second, third) == [(2, {"text": "c"}), (3, {"text": "d"})]
    assert rows(data, third) == [(4, {"text": "e"})]
    assert rows(data, third + 1) == []


def test_a_damaged_group_costs_its_own_rows_alone() -> None:
    data = bytearray(
        written(
            {"text": ["a", "b", "y" * 50, "d", "e"]}, compression="none", use_dictionary=False, write_statistics=False
        )
    )
    data[data.index(b"y" * 50) + 10] ^= 1
    assert rows(bytes(data)) == [
        (0, {"text": "a"}),
        (1, {"text": "b"}),
        (2, "corrupt_parquet"),
        (4, {"text": "e"}),
    ]


def test_a_row_that_is_too_large_is_refused_before_it_is_made() -> None:
    data = written({"id": ["1", "2", "3"], "text": ["a" * 1_001, "b", "c" * 999]})
    assert rows(data) == [(0, "too_large"), (1, {"id": "2", "text": "b"}), (2, {"id": "3", "text": "c" * 999})]
    data = written({"tags": [["a" * 2_000], ["b"]]})
    assert rows(data) == [(0, "too_large"), (1, {"tags": ["b"]})]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (written({"text": ["a"]})[:-9], "truncated_parquet"),
        (b"PAR", "truncated_parquet"),
        (b"PAR1" + b"\xff" * 60 + b"PAR1", "corrupt_parquet"),
    ],
    ids=["cut", "cut at once", "wrong footer"],
)
def test_a_file_without_its_footer_is_cut_and_one_with_a_wrong_one_is_corrupt(data: bytes, reason: str) -> None:
    with pytest.raises(PageError) as error:
        open_parquet(io.BytesIO(data))
    assert error.value.reason == reason


def test_an_extension_type_is_read_as_what_it_is_stored_as() -> None:
    storage = pa.array(["a"])
    data = written({"text": pa.ExtensionArray.from_storage(pa.json_(), storage)})
    assert rows(data) == [(0, {"text": "a"})]


def test_columns_of_text_and_bytes_are_read_as_dictionaries() -> None:
    schema = pa.schema(
        [
            ("a", pa.string()),
            ("b", pa.large_string()),
            ("c", pa.binary()),
            ("d", pa.int64()),
            ("e", pa.list_(pa.string())),
        ]
    )
    assert dictionary_columns(schema) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        ("a", "a"),
        (3, 3),
        (True, True),
        (1.5, 1.5),
        (float("nan"), None),
        (float("inf"), None),
        (b"a\xff", "a\ufffd"),
        (date(2026, 11, 1), "2026-11-01"),
        (time(8, 30), "08:30:00"),
        (datetime(2026, 11, 1, tzinfo=UTC), "2026-11-01T00:00:00+00:00"),
        (Decimal("1.50"), "1.50"),
        ({"a": b"x", 1: [date(2026, 1, 1), float("nan")]}, {"a": "x", "1": ["2026-01-01", None]}),
    ],
)
def test_values_are_such_as_json_holds(value: object, plain: object) -> None:
    assert plain_value(value) == plain
