"""The only Parquet door: read, check against the declared schema, write.

A frame's schema is compared exactly before anything is cast: a cast alone would silently turn integers into
strings. Files appear whole or not at all (`stores.whole_file`), so that a reader never meets half a file.

A disk is read by polars, a store as `store_scan.py` says.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.stores import in_store, is_url, sha256_of, whole_file
from schemas.fields import TEXTS, Field, Table

MAX_GROUP_ROWS = 100_000


class FileForm(NamedTuple):
    """How a file is packed for those who read it: bytes of a row group before that, and what the writer is told.

    Ids are packed by `id_level` where there is one, without dictionaries.
    """

    group_bytes: int
    compression: str
    level: int | None = None
    id_level: int | None = None
    has_dictionaries: bool = True
    is_chunked_by_content: bool = False


# What readers get, who hold a row group in memory. Level 3 is zstd's default: 5 is a tenth smaller and twice as slow
# on news text, 1 a sixth larger and a quarter faster. Of ids, where nothing comes again but a whole id, level 1 makes
# a tenth less than 3 does, in half the time.
RELEASE_FORM = FileForm(32_000_000, "zstd", 3, id_level=1, is_chunked_by_content=True)
# What steps keep: half larger than with zstd, and written and read in half the time. A shuffle reads the row groups
# of its own range of ids alone.
WORK_FORM = FileForm(1_000_000, "lz4")
# What the next step alone reads, each task its range of every file: twice as large again, and written in a third of
# that.
PASSED_FORM = FileForm(500_000, "none", has_dictionaries=False)
# Hashes, of which a task on a range reads a hundredth of every file; hardly any stands twice in a row group.
HASH_FORM = FileForm(100_000, "lz4", has_dictionaries=False)
# Of a file's row groups, that are read one by one: a reader of all of them unpacks the texts of wanted rows alone.
FEW_GROUPS_SHARE = 0.4
NUMBER_BYTES = 8
TEXT_COLUMN = "text"


class SchemaMismatchError(ValueError):
    """A frame is not of the schema that its table declares."""


class WrittenFile(NamedTuple):
    """What was written: SHA-256 of the file's bytes, its size and its number of rows."""

    sha256: str
    size_bytes: int
    row_count: int


def check_schema(frame: pl.DataFrame, table: Table) -> None:
    """Raise `SchemaMismatchError` unless names, order, types and required values are as declared."""
    expected = table.to_polars()
    if frame.schema != expected:
        found = {name: kind for name, kind in frame.schema.items() if expected.get(name) != kind}
        wanted = {name: kind for name, kind in expected.items() if frame.schema.get(name) != kind}
        raise SchemaMismatchError(
            f"table {table.name!r}: found {found or frame.columns}, the schema declares "
            f"{wanted or table.columns}; change schemas/ and the step together"
        )
    for field in table.fields:
        if field.is_required and (missing := frame[field.name].null_count()):
            rows = frame.filter(pl.col(field.name).is_null()).select(table.unique_key).head(3).rows()
            raise SchemaMismatchError(
                f"table {table.name!r}: {missing} rows without the required {field.name!r}, such as {rows}"
            )


def to_arrow(frame: pl.DataFrame, table: Table) -> pa.Table:
    """Return the checked frame as an Arrow table that carries the meanings of its columns.

    Its columns are whole: the writer's bytes follow from the pieces as well, and these from how the frame was made.
    """
    check_schema(frame, table)
    schema = table.to_arrow()
    return frame.rechunk().to_arrow().cast(pa.schema([field.with_nullable(True) for field in schema])).cast(schema)


def group_row_count(frame: pl.DataFrame, group_bytes: int) -> int:
    """Return how many rows go into a row group, from the bytes of the text columns, or of numbers without any."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    total = sum(int(frame[name].str.len_bytes().sum()) for name in texts)
    if not texts:
        total = frame.height * frame.width * NUMBER_BYTES
    fitting = group_bytes * max(frame.height, 1) // max(total, 1)
    return max(1, min(MAX_GROUP_ROWS, fitting))


def packing(table: Table, form: FileForm) -> dict[str, Any]:
    """Return what the Parquet writer is told of a file of that table."""
    told = {"compression": form.compression, "use_content_defined_chunking": form.is_chunked_by_content}
    if form.id_level is None:
        return told | {"compression_level": form.level, "use_dictionary": form.has_dictionaries}
    are_ids = {leaf_path(field): field.name in table.id_columns for field in table.fields}
    return told | {
        "compression_level": {path: form.id_level if is_id else form.level for path, is_id in are_ids.items()},
        "use_dictionary": [path for path, is_id in are_ids.items() if not is_id],
    }


def leaf_path(field: Field) -> str:
    """Return what Parquet calls the column that holds a field's values."""
    return f"{field.name}.list.element" if field.type == TEXTS else field.name


def write_table(
    frame: pl.DataFrame,
    table: Table,
    path: Path,
    form: FileForm = WORK_FORM,
    notes: Mapping[str, str] | None = None,
) -> WrittenFile:
    """Write the frame to `path` as declared, whole or not at all."""
    return write_batches([frame], table, path, form, notes)


def write_batches(
    frames: Iterable[pl.DataFrame],
    table: Table,
    path: Path,
    form: FileForm = WORK_FORM,
    notes: Mapping[str, str] | None = None,
) -> WrittenFile:
    """Write frames of the same table one after the other to `path`, whole or not at all.

    Only one frame is held at a time. No frame at all gives a file with zero rows. Notes go into the file's metadata.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    row_count = 0
    # Not flushed to the disk: what steps keep is checked when it is used again, and a release is a flushed copy.
    with whole_file(path, is_durable=False) as temporary:
        with pq.ParquetWriter(
            temporary,
            table.to_arrow(),
            write_page_checksum=True,
            **packing(table, form),
        ) as writer:
            for frame in frames:
                rows = to_arrow(frame, table)
                if frame.height:  # a group without rows would tell one way to no rows from another
                    writer.write_table(rows, row_group_size=group_row_count(frame, form.group_bytes))
                row_count += frame.height
            if not row_count:
                writer.write_table(to_arrow(table.empty(), table))
            writer.add_key_value_metadata(notes or {})
        return WrittenFile(sha256_of(temporary), temporary.stat().st_size, row_count)


def is_intact(path: Path, sha256: str) -> bool:
    """Say whether a file that is there holds what was written to it.

    A disk may lose what it was given, or give back something else, after a power cut above all. A store checks its
    objects itself, and to read them all would take long.
    """
    return is_url(path) or sha256_of(path) == sha256


def read_table(paths: Sequence[Path], table: Table, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the rows of all files in their order; no file gives no rows."""
    return scan_table(paths, table).select(columns or table.columns).collect()


def scan_rows(path: Path, table: Table, column: str, values: pl.Series) -> pl.LazyFrame:
    """Return a lazy view of the rows of a file that have one of the values in a column.

    Texts take long to unpack. So where rows have some, the column is read first, and of a file on a disk whose wanted
    rows lie in few of its row groups these alone are read, which a filter does not do. A store is asked once.
    """
    rows = scan_table([path], table)
    is_wanted = pl.col(column).is_in(values.implode())
    if TEXT_COLUMN in table.columns and not is_url(path):
        file = pq.ParquetFile(path)
        if file.num_row_groups > 1:
            places = rows.select(pl.arg_where(is_wanted)).collect().to_series()
            if places.is_empty():
                return table.empty().lazy()
            met = groups_of(places, file.metadata)
            if len(met) <= FEW_GROUPS_SHARE * file.num_row_groups:
                return pl.DataFrame(file.read_row_groups(met, use_threads=False)).lazy().filter(is_wanted)
    return rows.filter(is_wanted)


def groups_of(places: pl.Series, footer: Any) -> list[int]:
    """Return the numbers of the row groups that rows lie in, from the rows' places in the file."""
    counts = [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
    found = pl.Series(accumulate(counts)).search_sorted(places, side="right")
    return [int(number) for number in found.unique().sort()]


def scan_table(paths: Sequence[Path], table: Table) -> pl.LazyFrame:
    """Return a lazy view of the rows of all files in their order, which lie on one disk or in one store."""
    if not paths:
        return table.empty().lazy()
    if is_url(paths[0]):
        from flows.store_scan import scan_store  # noqa: PLC0415  # stores' libraries take a while to import

        return scan_store([in_store(path) for path in paths])
    return pl.scan_parquet(list(paths), glob=False)


def open_footer(path: Path) -> Any:
    """Return the file as pyarrow reads its footer: a path of a disk, an open file of a store."""
    return in_store(path).open_ranges() if is_url(path) else path


def read_notes(path: Path) -> dict[str, str]:
    """Return what was noted in the file's metadata, by name."""
    noted = pq.read_metadata(open_footer(path)).metadata
    return {name.decode(): text.decode() for name, text in noted.items()}


def read_schema(path: Path) -> dict[str, Any]:
    """Return the names and types of the file's columns, from its footer alone."""
    return dict(pl.read_parquet_schema(open_footer(path)))
