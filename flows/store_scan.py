"""Parquet in a store as a lazy table: of each file, the footer is fetched and row groups that a filter may hold.

polars' own cloud reader knows three stores and finds credentials in its own way; pyarrow's datasets know all of
fsspec, but compare unsigned numbers and nulls in another way than polars does, so that the rows of a release could
depend on where it was built. Here fsspec fetches, pyarrow decodes, and polars alone decides which rows pass.
"""

import io
import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import polars as pl
import pyarrow.parquet as pq
from polars.io.plugins import register_io_source

from flows.store_paths import StorePath, store_errors

FETCHED_BYTES = 16_000_000  # of row groups, compressed, that are fetched at a time: few requests, little memory
ORDERINGS = ("Lt", "LtEq", "Gt", "GtEq")
# Of floats, statistics leave out NaN, which polars takes for the greatest.
ORDERED_TYPES = (pl.String, pl.Int64, pl.Int32, pl.UInt64, pl.UInt32)


def scan_store(paths: Sequence[StorePath]) -> pl.LazyFrame:
    """Return a lazy view of the rows of all files, which have the columns of the first, in their order."""
    with store_errors(paths[0]), paths[0].open_ranges() as file:
        schema = pl.read_parquet_schema(file)
    return register_io_source(partial(read_batches, paths, schema), schema=schema, validate_schema=True)


def read_batches(
    paths: Sequence[StorePath],
    schema: dict[str, Any],
    columns: list[str] | None,
    predicate: pl.Expr | None,
    row_count: int | None,
    batch_size: int | None,
) -> Iterator[pl.DataFrame]:
    """Yield the rows that pass, as polars asks a source for them."""
    del batch_size  # row groups are small
    left = row_count
    for path in paths:
        with store_errors(path), path.open_ranges() as file:
            parquet = pq.ParquetFile(file, pre_buffer=True)
            for groups in fetched_together(parquet.metadata, groups_in_range(parquet.metadata, schema, predicate)):
                frame = pl.DataFrame(parquet.read_row_groups(groups, columns=columns))
                if left is not None:
                    frame = frame.head(left)
                    left -= frame.height
                yield frame if predicate is None else frame.filter(predicate)
                if left == 0:
                    return


def fetched_together(footer: pq.FileMetaData, groups: Sequence[int]) -> Iterator[list[int]]:
    """Yield the row groups in lists of a bounded size, at least one in each."""
    batch: list[int] = []
    size = 0
    for group in groups:
        own = group_bytes(footer.row_group(group))
        if batch and size + own > FETCHED_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(group)
        size += own
    if batch:
        yield batch


def group_bytes(group: pq.RowGroupMetaData) -> int:
    """Return the bytes of a row group as they lie in the file."""
    return sum(group.column(number).total_compressed_size for number in range(group.num_columns))


def groups_in_range(footer: pq.FileMetaData, schema: dict[str, Any], predicate: pl.Expr | None) -> list[int]:
    """Return the row groups in which a row may pass, by the least and the greatest value of each column.

    Only comparisons of a column with a constant are asked, each alone: where neither the least nor the greatest
    value passes, none between them does.
    """
    groups = list(range(footer.num_row_groups))
    for comparison in comparisons(predicate):
        (column,) = comparison.meta.root_names()
        if schema.get(column) not in ORDERED_TYPES or not groups:
            continue
        known = {group: bounds for group in groups if (bounds := column_bounds(footer.row_group(group), column))}
        ends = pl.DataFrame({column: [end for bounds in known.values() for end in bounds]}, {column: schema[column]})
        passes = ends.select(comparison).to_series().to_list()
        missed = {group for place, group in enumerate(known) if not any(passes[2 * place : 2 * place + 2])}
        groups = [group for group in groups if group not in missed]
    return groups


def column_bounds(group: pq.RowGroupMetaData, column: str) -> tuple[Any, Any] | None:
    """Return the least and the greatest value of a column in a row group, where its statistics tell."""
    for number in range(group.num_columns):
        described = group.column(number)
        if described.path_in_schema == column:
            told = described.statistics
            return (told.min, told.max) if told is not None and told.has_min_max else None
    return None


def comparisons(predicate: pl.Expr | None) -> list[pl.Expr]:
    """Return the comparisons of a column with a constant that all rows that pass must pass.

    polars has no public way to look into an expression but its JSON form. Where that is not understood nothing is
    skipped, and the rows are the same.
    """
    if predicate is None:
        return []
    parts = conjuncts(json.loads(predicate.meta.serialize(format="json")))
    return [
        pl.Expr.deserialize(io.StringIO(json.dumps({"BinaryExpr": part})), format="json")
        for part in parts
        if part.get("op") in ORDERINGS
        and sorted(next(iter(part[side]), "") for side in ("left", "right")) == ["Column", "Literal"]
    ]


def conjuncts(node: Any) -> list[dict[str, Any]]:
    """Return the operations that an expression joins by `and`."""
    inner = node.get("BinaryExpr") if isinstance(node, dict) else None
    if not isinstance(inner, dict):
        return []
    if inner.get("op") == "And":
        return conjuncts(inner.get("left")) + conjuncts(inner.get("right"))
    return [inner]
