import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.stores import sha256_of
from flows.tables import (
    HASH_FORM,
    MAX_GROUP_ROWS,
    PASSED_FORM,
    RELEASE_FORM,
    WORK_FORM,
    FileForm,
    SchemaMismatchError,
    group_row_count,
    read_notes,
    read_table,
    scan_rows,
    scan_table,
    write_batches,
    write_table,
)
from schemas.fields import COUNT, ID_PATTERN, TEXT, TEXTS, TIME, Field, Table

NOTES = Table(
    "notes",
    "note of a reader",
    (
        Field("note_id", TEXT, "Id."),
        Field("line_index", COUNT, "Line.", unit="lines"),
        Field("tags", TEXTS, "Tags.", is_required=False),
        Field("seen_at", TIME, "When.", is_required=False),
    ),
    ("note_id",),
    ("note_id",),
)
SCHEMA = NOTES.to_polars()


def notes(*ids: str | None) -> pl.DataFrame:
    rows = [(name, index, ["mưa", None], None) for index, name in enumerate(ids)]
    return pl.DataFrame(rows, SCHEMA, orient="row")


def test_what_is_written_is_read_with_its_meanings(tmp_path: Path) -> None:
    path = tmp_path / "new" / "notes.parquet"
    written = write_table(notes("a", "b"), NOTES, path)
    assert written == (sha256_of(path), path.stat().st_size, 2)
    assert read_table([path], NOTES).equals(notes("a", "b"))
    schema = pq.read_schema(path)
    assert schema.metadata[b"description"] == b"One row per note of a reader."
    assert schema.field("line_index").metadata[b"unit"] == b"lines"
    assert not schema.field("line_index").nullable
    assert schema.field("tags").nullable


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    one = write_table(notes("a", "b"), NOTES, tmp_path / "one.parquet")
    other = write_table(notes("a", "b").clone(), NOTES, tmp_path / "deep" / "other.parquet")
    assert one == other
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "deep" / "other.parquet").read_bytes()


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (notes("a").cast({"line_index": pl.Int32}), r"found \{'line_index': Int32\}, .* \{'line_index': Int64\}"),
        (notes("a").cast({"line_index": pl.String}), r"found \{'line_index': String\}"),
        (notes("a").drop("tags"), r"found \['note_id', 'line_index', 'seen_at'\], .* declares \{'tags': List"),
        (notes("a").with_columns(more=pl.lit(1)), r"found \{'more': Int32\}, .* declares \['note_id'"),
        (notes("a").select(sorted(SCHEMA)), r"found \['line_index', 'note_id', 'seen_at', 'tags'\]"),
        (
            notes("a", None, None),
            r"table 'notes': 2 rows without the required 'note_id', such as \[\(None,\), \(None,\)\]",
        ),
        (
            notes("a", "b").with_columns(line_index=pl.lit(None, pl.Int64)),
            r"required 'line_index', such as \[\('a',\), \('b',\)\]",
        ),
    ],
    ids=["narrow", "text", "missing", "extra", "order", "null_key", "null"],
)
def test_a_frame_that_is_not_as_declared_is_refused_and_leaves_no_file(
    frame: pl.DataFrame, message: str, tmp_path: Path
) -> None:
    with pytest.raises(SchemaMismatchError, match=message):
        write_table(frame, NOTES, tmp_path / "notes.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_batch_that_fails_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "notes.parquet"
    write_table(notes("a"), NOTES, path)
    before = path.read_bytes()

    def broken() -> Iterator[pl.DataFrame]:
        yield notes("b")
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        write_batches(broken(), NOTES, path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [tmp_path / "notes.parquet"]


def test_a_full_disk_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fail)
    with pytest.raises(OSError, match=r"No space left on device: .*notes\.parquet"):
        write_table(notes("a"), NOTES, tmp_path / "notes.parquet")
    assert list(tmp_path.iterdir()) == []


def test_batches_are_written_one_after_the_other_and_none_gives_no_rows(tmp_path: Path) -> None:
    written = write_batches(iter([notes("b"), notes(), notes("a")]), NOTES, tmp_path / "two.parquet")
    assert written.row_count == 2
    assert read_table([tmp_path / "two.parquet"], NOTES)["note_id"].to_list() == ["b", "a"]
    empty = write_batches([], NOTES, tmp_path / "none.parquet")
    assert empty.row_count == 0
    assert empty == write_table(notes(), NOTES, tmp_path / "empty.parquet")
    assert read_table([tmp_path / "none.parquet"], NOTES).equals(NOTES.empty())


def test_threads_that_write_the_same_file_do_not_disturb_one_another(tmp_path: Path) -> None:
    path = tmp_path / "notes.parquet"
    with ThreadPoolExecutor(8) as pool:
        written = set(pool.map(lambda _: write_table(notes("a"), NOTES, path), range(64)))
    assert written == {(sha256_of(path), path.stat().st_size, 1)}
    assert list(tmp_path.iterdir()) == [tmp_path / "notes.parquet"]


def test_rows_of_several_files_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    paths = [tmp_path / "b[1]*.parquet", tmp_path / "a.parquet"]
    for path, name in zip(paths, "xy", strict=True):
        write_table(notes(name), NOTES, path)
    assert read_table(paths, NOTES, ["note_id"]).rows() == [("x",), ("y",)]
    assert scan_table(paths[1:], NOTES).collect().equals(notes("y"))
    assert read_table([], NOTES).equals(NOTES.empty())
    assert read_table([], NOTES, ["tags"]).columns == ["tags"]


@pytest.mark.parametrize(
    ("frame", "group_bytes", "expected"),
    [
        (notes(), 1_000, 1_000),
        (notes("aaaa", "bbbb"), 1_000, 250),
        (notes("đđ"), 8, 2),
        (notes("aaaa", "bbbb"), 3, 1),
        (notes("a"), 1 << 40, MAX_GROUP_ROWS),
        (pl.DataFrame({"line_index": range(10)}), 40, 5),
        (pl.DataFrame({"line_index": range(10)}), 8_000_000, 100_000),
    ],
)
def test_row_groups_hold_as_many_rows_as_their_texts_allow(
    frame: pl.DataFrame, group_bytes: int, expected: int
) -> None:
    assert group_row_count(frame, group_bytes) == expected


def test_row_groups_are_cut_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.parquet"
    write_table(notes("aaaa", "bbbb", "cccc"), NOTES, path, WORK_FORM._replace(group_bytes=8))
    footer = pq.read_metadata(path)
    assert [footer.row_group(number).num_rows for number in range(footer.num_row_groups)] == [2, 1]


@pytest.mark.parametrize(
    ("form", "compression", "has_dictionary"),
    [
        (RELEASE_FORM, "ZSTD", True),
        (WORK_FORM, "LZ4", True),
        (HASH_FORM, "LZ4", False),
        (PASSED_FORM, "UNCOMPRESSED", False),
    ],
)
def test_files_are_packed_for_those_who_read_them(
    tmp_path: Path, form: FileForm, compression: str, *, has_dictionary: bool
) -> None:
    path = tmp_path / "notes.parquet"
    write_table(notes("a", "a"), NOTES, path, form)
    column = pq.read_metadata(path).row_group(0).column(0)
    assert (column.compression, column.has_dictionary_page) == (compression, has_dictionary)
    assert read_table([path], NOTES).equals(notes("a", "a"))


def test_ids_of_a_release_are_packed_as_what_never_comes_again(tmp_path: Path) -> None:
    table = NOTES.subset(
        "known", "note with an id", NOTES.columns, Field("known_id", TEXT, "Id.", pattern=ID_PATTERN)
    )
    ids = [hashlib.md5(str(number).encode()).hexdigest() for number in range(2_000)]  # noqa: S324
    rows = notes(*(f"{name}." for name in ids)).with_columns(pl.Series("known_id", ids))
    written = write_table(rows, table, tmp_path / "known.parquet", RELEASE_FORM)
    alike = write_table(rows, table, tmp_path / "alike.parquet", RELEASE_FORM._replace(id_level=None))
    group = pq.read_metadata(tmp_path / "known.parquet").row_group(0)
    columns = {group.column(number).path_in_schema: group.column(number) for number in range(group.num_columns)}
    with_dictionary = {path for path, column in columns.items() if column.has_dictionary_page}
    assert with_dictionary == {"note_id", "line_index", "tags.list.element", "seen_at"}
    assert {column.compression for column in columns.values()} == {"ZSTD"}
    assert written.size_bytes < alike.size_bytes
    assert read_table([tmp_path / "known.parquet"], table).equals(rows)


def test_the_bytes_of_a_file_do_not_tell_the_pieces_that_its_rows_came_in(tmp_path: Path) -> None:
    """The writer gives up its dictionary of a column of ids at the end of a piece, and a piece of a frame ends anywhere."""
    rows = notes(*(hashlib.sha256(str(number).encode()).hexdigest()[:20] for number in range(60_000)))
    whole = write_table(rows, NOTES, tmp_path / "whole.parquet", RELEASE_FORM)
    for place in (33_333, 40_000):
        pieces = pl.concat([rows[:place], rows[place:]], rechunk=False)
        assert write_table(pieces, NOTES, tmp_path / "pieces.parquet", RELEASE_FORM) == whole


def test_rows_with_some_values_are_found_in_all_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "notes.parquet"
    rows = notes(*(f"{number:02}" for number in range(20)))
    write_batches([rows[:7], rows[7:]], NOTES, path, WORK_FORM._replace(group_bytes=8))
    assert pq.read_metadata(path).num_row_groups > 4
    for wanted in (["03"], ["00", "06", "07", "19"], ["no"], [], rows["note_id"].to_list()):
        found = scan_rows(path, NOTES, "note_id", pl.Series(wanted, dtype=pl.String)).collect()
        assert found.equals(rows.filter(pl.col("note_id").is_in(wanted)))


def test_texts_of_few_rows_are_read_from_the_row_groups_that_have_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = (Field("line_hash", pa.uint64(), "Hash."), Field("text", TEXT, "Text."))
    table = Table("texts", "text", fields, ("line_hash",), ("line_hash",))
    hashes = [(number << 61) + 7 for number in range(8)]
    rows = pl.DataFrame({"line_hash": hashes, "text": list("abcdefgh")}, table.to_polars())
    path = tmp_path / "texts.parquet"
    write_batches(rows.iter_slices(1), table, path)
    asked: list[list[int]] = []
    read = pq.ParquetFile.read_row_groups

    def read_row_groups(file: pq.ParquetFile, groups: list[int], **options: object) -> pa.Table:
        asked.append(groups)
        return read(file, groups, **options)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", read_row_groups)
    wanted = pl.Series([hashes[0], hashes[7], hashes[6] + 1], dtype=pl.UInt64)
    assert scan_rows(path, table, "line_hash", wanted).collect().equals(rows[[0, 7]])
    assert asked == [[0, 7]]
    assert scan_rows(path, table, "line_hash", wanted[2:]).collect().equals(table.empty())
    assert scan_rows(path, table, "line_hash", rows["line_hash"][:4]).collect().equals(rows[:4])
    assert asked == [[0, 7]]


def test_a_note_in_a_file_is_read_back_and_changes_no_row(tmp_path: Path) -> None:
    path = tmp_path / "notes.parquet"
    write_table(notes("a"), NOTES, path, notes={"seen": '["đ"]'})
    assert read_notes(path)["seen"] == '["đ"]'
    assert read_table([path], NOTES).equals(notes("a"))
