import re

import polars as pl
import pyarrow as pa
import pytest

from schemas import fields, stages, tables
from schemas.fields import COUNT, FLAG, SCORE, TEXT, TEXTS, TIME, Field, Table
from schemas.tables import RELEASE_TABLES

NOTES = Table(
    "notes",
    "note of a reader",
    (
        Field("note_id", TEXT, "Id."),
        Field("line_index", COUNT, "Line.", unit="lines", minimum=0),
        Field("text", TEXT, "Words.", is_required=False),
    ),
    ("line_index", "note_id"),
    ("note_id", "line_index"),
)
BETWEEN = [value for value in vars(stages).values() if isinstance(value, Table)]
ALL_TABLES = [*RELEASE_TABLES, *BETWEEN]
BY_NAME = {table.name: table for table in RELEASE_TABLES}
each_table = pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
each_release_table = pytest.mark.parametrize("table", RELEASE_TABLES, ids=lambda table: table.name)


def test_a_field_tells_arrow_its_type_its_meaning_and_whether_it_is_required() -> None:
    field = NOTES.field("line_index")
    assert field.to_arrow() == pa.field("line_index", pa.int64(), nullable=False)
    assert field.to_arrow().metadata == {b"description": b"Line.", b"unit": b"lines"}
    assert NOTES.field("text").to_arrow().nullable
    assert NOTES.field("text").to_arrow().metadata == {b"description": b"Words."}


def test_an_optional_field_is_the_same_but_for_null() -> None:
    field = NOTES.field("line_index")
    assert field.optional() == Field("line_index", COUNT, "Line.", unit="lines", is_required=False, minimum=0)
    assert field.is_required


def test_columns_are_in_their_declared_order() -> None:
    assert NOTES.columns == ["note_id", "line_index", "text"]


def test_a_field_that_is_not_there_is_an_error_that_names_the_table() -> None:
    with pytest.raises(KeyError, match=re.escape("table 'notes' has no field 'titel'")):
        NOTES.field("titel")


def test_a_table_tells_arrow_and_polars_its_columns() -> None:
    schema = NOTES.to_arrow()
    assert schema.names == NOTES.columns
    assert schema.metadata == {b"description": b"One row per note of a reader."}
    assert NOTES.to_polars() == pl.Schema({"note_id": pl.String, "line_index": pl.Int64, "text": pl.String})
    assert NOTES.empty().equals(pl.DataFrame(schema=NOTES.to_polars()))


@each_table
def test_polars_types_are_those_of_the_arrow_schema(table: Table) -> None:
    asked = pl.DataFrame(table.to_arrow().empty_table())
    assert table.to_polars() == asked.schema
    assert table.empty().equals(asked)


def test_a_subset_has_the_columns_asked_for_in_that_order_then_more() -> None:
    more = Field("is_seen", FLAG, "Seen.")
    found = NOTES.subset("some", "some note", ["text", "line_index"], more)
    assert found == Table(
        "some",
        "some note",
        (NOTES.field("text"), NOTES.field("line_index"), more),
        ("line_index",),
        ("line_index",),
    )
    assert NOTES.subset("all", "note", ["note_id", "line_index"]).unique_key == ("note_id", "line_index")


def test_a_subset_of_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="table 'notes' has no field 'author'"):
        NOTES.subset("some", "note", ["author"])


@each_table
def test_keys_are_columns_that_stand_once(table: Table) -> None:
    assert len(set(table.columns)) == len(table.columns)
    assert table.sort_key
    assert table.unique_key
    for key in (table.sort_key, table.unique_key):
        assert set(key) <= set(table.columns)
        assert len(set(key)) == len(key)


@each_release_table
def test_references_lead_to_columns_of_the_same_type(table: Table) -> None:
    for reference in table.references:
        target = BY_NAME[reference.table]
        assert len(reference.columns) == len(reference.target_columns)
        for name, target_name in zip(reference.columns, reference.target_columns, strict=True):
            assert table.field(name).type == target.field(target_name).type
        assert set(reference.target_columns) <= set(target.unique_key)


@each_release_table
def test_every_column_that_is_named_for_another_tables_id_refers_to_it(table: Table) -> None:
    ids = {f"{name.removesuffix('s')}_id": name for name in ("documents", "articles", "paragraphs", "quotes")}
    referred = {reference.columns: reference.table for reference in table.references}
    for column, target in ids.items():
        if column in table.columns and table.name not in {target, "history"}:
            assert referred[column,] == target


@each_release_table
def test_meanings_travel_inside_the_arrow_schema(table: Table) -> None:
    schema = table.to_arrow()
    assert schema.metadata[b"description"].decode() == f"One row per {table.row}."
    for field in table.fields:
        found = schema.field(field.name)
        assert found.metadata[b"description"].decode() == field.meaning
        assert found.metadata.get(b"unit", b"").decode() == (field.unit or "")
        assert found.nullable is not field.is_required
        assert field.meaning.endswith(".")


@each_release_table
def test_release_types_are_those_that_readers_are_promised(table: Table) -> None:
    for field in table.fields:
        assert field.type in (TEXT, COUNT, SCORE, FLAG, TIME, TEXTS)
        assert (field.type == SCORE) == field.name.endswith(("score", "similarity"))
        assert (field.type == FLAG) == field.name.startswith(("is_", "has_"))
        assert (field.type == TIME) == field.name.endswith("_at")
        if field.type == SCORE:
            assert (field.minimum, field.maximum) == (0, 1)


@each_release_table
def test_the_same_column_has_the_same_type_in_every_table(table: Table) -> None:
    for other in RELEASE_TABLES:
        for name in set(table.columns) & set(other.columns):
            assert table.field(name).type == other.field(name).type


@pytest.mark.parametrize(
    ("pattern", "sound", "unsound"),
    [
        (fields.ID_PATTERN, "0123456789abcdef" * 2, "0123456789ABCDEF" * 2),
        (fields.ID_PATTERN, "a" * 32, "a" * 32 + "\n"),
        (fields.SHA256_PATTERN, "a" * 64, "a" * 63),
        (fields.CODE_PATTERN, "no_article", "no article"),
        (fields.CODE_PATTERN, "x2", "2x"),
        (tables.LANGUAGE_PATTERN, "vi", "VI"),
        (tables.LANGUAGE_PATTERN, "und", "vi\n"),
    ],
)
def test_patterns_take_whole_values(pattern: str, sound: str, unsound: str) -> None:
    assert re.search(pattern, sound)
    assert not re.search(pattern, unsound)


def test_kept_kinds_are_kinds_and_codes_are_codes() -> None:
    assert set(tables.KEPT_KINDS) <= set(tables.LINE_KINDS)
    assert set(tables.PARAGRAPH_KINDS) <= set(tables.KEPT_KINDS)
    for table in ALL_TABLES:
        for field in table.fields:
            if field.name != "media_type":
                assert all(re.search(fields.CODE_PATTERN, code) for code in field.allowed)


def test_a_release_has_the_tables_that_readers_are_promised() -> None:
    assert [table.name for table in RELEASE_TABLES] == [
        "articles",
        "paragraphs",
        "quotes",
        "speakers",
        "documents",
        "sightings",
        "lines",
        "duplicates",
        "rejections",
        "changes",
        "history",
    ]
    assert len({table.name for table in ALL_TABLES}) == len(ALL_TABLES)


def test_a_table_is_completed_with_nulls_for_what_may_be_null() -> None:
    given = pl.DataFrame({"source_path": ["a.txt"], "more": [1]})
    found = tables.REJECTIONS.completed(given)
    assert found["detail"].to_list() == [None]
    assert found.schema["record_offset"] == pl.Int64
    assert "reason" not in found.columns, "a required column is not made up"
    assert given.columns == ["source_path", "more"]
