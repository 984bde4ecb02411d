"""Work on the documents that changed, and on no other.

A step that works on each document alone gives the same rows for it as long as its rows in every input are the same.
So its last result (`Cache.newest`) is taken as it is but for the documents whose rows in some input differ from
those it was made from; the step runs on these only. Documents that come out as they were are no change for the
steps that follow: new site evidence that changes no label ends with the labels.

Nothing is believed of the older result but what its content says: inputs are compared row by row, and the
new table has the rows, in the same order, that the step would give for all documents.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from flows.cache import Artifact, Cache, Finished, Inputs, digest
from flows.patches import (
    DOCUMENT_ID,
    Target,
    changed_documents,
    differing,
    key_of,
    rows_of,
    rows_of_documents,
    scan,
    write_version,
)
from flows.steps.partition import Partition
from schemas.fields import Table

Failed = Sequence[tuple[str, str]]
FindChanged = Callable[[Inputs, Inputs, Partition], set[str]]


class Older(NamedTuple):
    """Results of the same step that together hold all documents of a range that they know, and maybe others."""

    results: tuple[Finished, ...]
    is_of_same_range: bool

    def inputs(self) -> Inputs:
        """Return what the results were made from."""
        return tuple(
            tuple(artifact for group in groups for artifact in group)
            for groups in zip(*(result.inputs for result in self.results), strict=True)
        )


class Outcome(NamedTuple):
    """What a step gave for some documents: their rows, and those that it failed on with the error."""

    rows: pl.DataFrame
    failed: Failed


def family_of(family: str, documents: Partition) -> str:
    """Return the name under which the newest result of a range of documents is found."""
    return digest(family, documents.count, documents.index)


def find_older(cache: Cache, name: str, family: str, documents: Partition) -> Older | None:
    """Return the last results that know the range: its own, else of a wider range, else of its two halves.

    The number of ranges doubles or halves with the number of pages.
    """
    wider = documents
    while True:
        found = cache.newest(name, family_of(family, wider))
        if found is not None:
            return Older((found,), is_of_same_range=wider == documents)
        if wider.count == 1:
            break
        wider = Partition(wider.index // 2, wider.count // 2)
    halves = [
        cache.newest(name, family_of(family, Partition(2 * documents.index + half, 2 * documents.count)))
        for half in (0, 1)
    ]
    known = tuple(half for half in halves if half is not None)
    return Older(known, is_of_same_range=False) if len(known) == len(halves) else None


def changed_inputs(before: Inputs, inputs: Inputs, tables: Sequence[Table], documents: Partition) -> set[str]:
    """Return the documents whose rows in some input are not those that the older results were made from."""
    changed: set[str] = set()
    for old, new, table in zip(before, inputs, tables, strict=True):
        changed |= changed_documents(old, new, table, documents)
    return changed


def renew(target: Target, over: Artifact, changed: set[str], added: set[str], found: Outcome) -> Artifact:
    """Return the next version of a result, from what the step gave for the documents whose inputs changed.

    Args:
        target: Where a new file goes.
        over: The version before; returned as it is where nothing came out otherwise.
        changed: Documents that the step was run on, or that are gone.
        added: Documents that the version before has no rows of, so that they are not looked for.
        found: What it gave.
    """
    table = target.table
    failed_before, failed_now = dict(over.failed_documents), dict(found.failed)
    before = rows_of_documents([over], table, changed - added)
    keys = differing(before, found.rows)
    others = {
        name for name in changed if key_of(name, table) in keys or failed_before.get(name) != failed_now.get(name)
    }
    if not others:
        return over
    version = write_version(target, over, before, others, found.rows.filter(rows_of(others, table)))
    failed = {name: error for name, error in failed_before.items() if name not in changed} | failed_now
    return replace(version, failed_documents=tuple(sorted(failed.items())))


def cut_out(target: Target, older: Older, documents: Partition, changed: set[str], found: Outcome) -> Artifact:
    """Return the result for a range from results of other ranges, and what the step gave for changed documents."""
    is_known = documents.holds(DOCUMENT_ID) & ~rows_of(changed, target.table)
    known = scan([result.artifact for result in older.results], target.table).filter(is_known).collect()
    failed = dict(found.failed) | {
        name: error
        for result in older.results
        for name, error in result.artifact.failed_documents
        if documents.contains(name) and name not in changed
    }
    return target.write(pl.concat([known, found.rows]).sort(target.table.sort_key), sorted(failed.items()))
