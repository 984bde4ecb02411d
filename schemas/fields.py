"""The vocabulary of the declarations: a field, a reference between tables, a table."""

from dataclasses import dataclass, replace

import polars as pl
import pyarrow as pa

TEXT = pa.string()
COUNT = pa.int64()
SCORE = pa.float64()
FLAG = pa.bool_()
TIME = pa.timestamp("us", tz="UTC")
TEXTS = pa.list_(pa.string())

ID_PATTERN = r"^[0-9a-f]{32}\Z"
SHA256_PATTERN = r"^[0-9a-f]{64}\Z"
CODE_PATTERN = r"^[a-z][a-z0-9_]*\Z"


# What most columns are to polars: to ask for it takes longer than to make the table.
POLARS_TYPES = {
    TEXT: pl.String(),
    COUNT: pl.Int64(),
    SCORE: pl.Float64(),
    FLAG: pl.Boolean(),
    TIME: pl.Datetime("us", "UTC"),
    TEXTS: pl.List(pl.String),
}


def polars_type(arrow_type: pa.DataType) -> pl.DataType:
    """Return what a column of that type is to polars."""
    return POLARS_TYPES.get(arrow_type) or pl.Series(pa.array([], arrow_type)).dtype


@dataclass(frozen=True)
class Field:
    """One column: what it is called, holds and means, and what no value of it may break."""

    name: str
    type: pa.DataType
    meaning: str
    unit: str | None = None
    is_required: bool = True
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    allowed: tuple[str, ...] = ()

    def to_arrow(self) -> pa.Field:
        """Return the Arrow field with the meaning and the unit as its metadata."""
        metadata = {"description": self.meaning} | ({"unit": self.unit} if self.unit else {})
        return pa.field(self.name, self.type, nullable=not self.is_required, metadata=metadata)

    def optional(self) -> "Field":
        """Return the same field where null is a value."""
        return replace(self, is_required=False)


@dataclass(frozen=True)
class Reference:
    """A foreign key: every non-null `columns` of this table stand in `table` under `target_columns`."""

    columns: tuple[str, ...]
    table: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, the columns it is sorted by and those that identify a row."""

    name: str
    row: str
    fields: tuple[Field, ...]
    sort_key: tuple[str, ...]
    unique_key: tuple[str, ...]
    references: tuple[Reference, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the columns in their order."""
        return [field.name for field in self.fields]

    @property
    def id_columns(self) -> list[str]:
        """Names of the columns that hold ids."""
        return [field.name for field in self.fields if field.pattern == ID_PATTERN]

    def field(self, name: str) -> Field:
        """Return the field of that name; `KeyError` names the table where there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        message = f"table {self.name!r} has no field {name!r}"
        raise KeyError(message)

    def to_arrow(self) -> pa.Schema:
        """Return the Arrow schema, with the row's meaning as its metadata."""
        return pa.schema(
            [field.to_arrow() for field in self.fields], metadata={"description": f"One row per {self.row}."}
        )

    def to_polars(self) -> pl.Schema:
        """Return the polars schema."""
        return pl.Schema({field.name: polars_type(field.type) for field in self.fields})

    def empty(self) -> pl.DataFrame:
        """Return the table with no rows."""
        return pl.DataFrame(schema=self.to_polars())

    def completed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with a column of nulls for every column that may be null and is not there."""
        schema = self.to_polars()
        missing = [field for field in self.fields if not field.is_required and field.name not in frame.columns]
        return frame.with_columns(pl.lit(None, schema[field.name]).alias(field.name) for field in missing)

    def subset(self, name: str, row: str, columns: list[str], *more: Field) -> "Table":
        """Return a table between steps: some of these columns, then `more`."""
        fields = (*(self.field(column) for column in columns), *more)
        key = tuple(column for column in self.unique_key if column in columns)
        return Table(name, row, fields, key, key)
