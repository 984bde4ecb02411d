"""Finished tables that stand on an older one: its file, but for the rows of some documents, which a second file has.

Where a hundredth of the pages changed, the rows of all others are not written again. The patch names in its metadata
the documents that it replaces, those that are gone among them. Readers meet the rows in the order of the table's sort
key, as if they had been written at once. A patch always lies over a whole file, never over another patch, and one
that grew to a tenth of its file is merged with it.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.cache import FILE, Artifact, Patch, digest
from flows.steps.partition import Partition
from flows.steps.text_hash import text_hash
from flows.stores import place
from flows.tables import FileForm, WrittenFile, read_notes, scan_rows, scan_table, write_table
from schemas.fields import Table

DOCUMENT_ID, DOCUMENT_KEY = "document_id", "document_key"
# In a patch's metadata: the documents whose rows in the older file count no more, and those of them in which this
# version differs from the one before, whose digest stands beside them, and of these those without rows there.
REPLACED, CHANGED, ADDED = "replaced_documents", "changed_documents", "added_documents"
SINCE = "changed_since"
# Of a file's rows, what a patch adds and hides. It is read, and written anew, each time: of 50,000 articles every
# hundredth takes .5 s, and to merge all tables takes 20 s, which together is least where this is met at a tenth.
MAX_PATCH_SHARE = 0.1


def scan(artifacts: Iterable[Artifact], table: Table) -> pl.LazyFrame:
    """Return a lazy view of the rows of all artifacts in their order."""
    given = list(artifacts)
    if any(artifact.patch is not None for artifact in given):
        return pl.concat([patched(artifact, table) for artifact in given])
    return scan_table([place(artifact.path) for artifact in given], table)


def patched(artifact: Artifact, table: Table) -> pl.LazyFrame:
    """Return a lazy view of the rows of one artifact, in the order of the table's sort key."""
    older = scan_table([place(artifact.path)], table)
    if artifact.patch is None:
        return older
    left = older.filter(~rows_of(replaced(artifact), table)) if artifact.patch.hidden_row_count else older
    both = pl.concat([left, scan_table([place(artifact.patch.path)], table)])
    # Rows of one document stand in one of the two, in their order: one column need be sorted, a fifth of the work.
    by_document = table.sort_key[0] == DOCUMENT_ID
    return both.sort(DOCUMENT_ID if by_document else table.sort_key, maintain_order=True)


def key_of(document_id: str, table: Table) -> str | int:
    """Return what the table knows the document by."""
    return document_id if DOCUMENT_ID in table.columns else text_hash(document_id)


def keys_of(document_ids: Iterable[str], table: Table) -> pl.Series:
    """Return what the table knows the documents by, under the name of its column for that."""
    if DOCUMENT_ID in table.columns:
        return pl.Series(DOCUMENT_ID, sorted(document_ids), pl.String)
    return pl.Series(DOCUMENT_KEY, sorted(map(text_hash, document_ids)), pl.UInt64)


def rows_of(document_ids: Iterable[str], table: Table) -> pl.Expr:
    """Say which rows of the table are of the documents."""
    keys = keys_of(document_ids, table)
    return pl.col(keys.name).is_in(keys.implode())


def replaced(artifact: Artifact) -> set[str]:
    """Return the documents whose rows in the artifact's older file count no more."""
    return set() if artifact.patch is None else set(json.loads(read_notes(place(artifact.patch.path))[REPLACED]))


def file_sha256(artifact: Artifact) -> str:
    """Return the digest of the file that the artifact's patch, if it has one, lies over."""
    return artifact.sha256 if artifact.patch is None else artifact.patch.older_sha256


def changed_documents(
    old: Sequence[Artifact], new: Sequence[Artifact], table: Table, documents: Partition
) -> set[str]:
    """Return the documents of a range whose rows are not the same in two versions of a table, or a few more.

    Versions that stand on the same file are told apart by their patches alone.
    """
    old, new = in_one_only(old, new), in_one_only(new, old)
    if [file_sha256(artifact) for artifact in old] != [file_sha256(artifact) for artifact in new]:
        in_range = documents.holds(DOCUMENT_ID)
        return differing(*(scan(version, table).filter(in_range).collect() for version in (old, new)))
    return set().union(*(changed_since(one, other, table) for one, other in zip(old, new, strict=True)))


def changed_since(one: Artifact, other: Artifact, table: Table) -> set[str]:
    """Return the documents whose rows are not the same in two artifacts over the same file, or a few more.

    Where the second is the next version after the first, it tells; else what both lay over the file is compared.
    """
    told = told_since(one, other, CHANGED)
    if told is not None:
        return told
    added = [scan_table(patch_paths(each), table).collect() for each in (one, other)]
    return (replaced(one) ^ replaced(other)) | differing(*added)


def told_since(one: Artifact, other: Artifact, name: str) -> set[str] | None:
    """Return the documents that the second artifact notes under a name, if it is the next version after the first."""
    if other.patch is None:
        return None
    notes = read_notes(place(other.patch.path))
    return set(json.loads(notes[name])) if notes.get(SINCE) == one.sha256 else None


def added_documents(old: Sequence[Artifact], new: Sequence[Artifact]) -> set[str]:
    """Return documents without rows in the first version of a shard, where the second is the next and tells them."""
    if len(old) != 1 or len(new) != 1:
        return set()
    return told_since(old[0], new[0], ADDED) or set()


def in_one_only(own: Sequence[Artifact], other: Sequence[Artifact]) -> list[Artifact]:
    """Return those of the first artifacts whose content none of the others has."""
    known = {artifact.sha256 for artifact in other}
    return [artifact for artifact in own if artifact.sha256 not in known]


def patch_paths(artifact: Artifact) -> list[Path]:
    """Return the path of the artifact's patch, or nothing."""
    return [] if artifact.patch is None else [place(artifact.patch.path)]


def differing(one: pl.DataFrame, other: pl.DataFrame) -> set[Any]:
    """Return the documents, by their keys, whose rows in their order are not the same in two frames of one table."""
    return differing_keys(one, other, DOCUMENT_ID if DOCUMENT_ID in one.columns else DOCUMENT_KEY)


def differing_keys(one: pl.DataFrame, other: pl.DataFrame, key: str) -> set[Any]:
    """Return the values of the key column whose rows are not the same in two frames of one table.

    Rows are told apart by their hashes. Their order is the table's, and none stands twice.
    """
    hashes = one.hash_rows(), other.hash_rows()
    return {
        value
        for frame, own, others in ((one, hashes[0], hashes[1]), (other, hashes[1], hashes[0]))
        for value in frame.filter(~own.is_in(others.implode()))[key].unique()
    }


def rows_of_documents(artifacts: Sequence[Artifact], table: Table, document_ids: set[str]) -> pl.DataFrame:
    """Return the rows of some documents; files that can have none of them are not opened."""
    return scan_documents(artifacts, table, document_ids).collect()


def scan_documents(artifacts: Sequence[Artifact], table: Table, document_ids: set[str]) -> pl.LazyFrame:
    """Return a lazy view of the rows of some documents, for whoever may read few of the columns."""
    found = []
    for artifact in artifacts:
        patched_ids = replaced(artifact)
        if inside := document_ids - patched_ids:
            keys = keys_of(inside, table)
            found.append(scan_rows(place(artifact.path), table, keys.name, keys))
        if met := document_ids & patched_ids:  # a patch is small: to find its row groups takes as long as to read it
            found.append(scan_table(patch_paths(artifact), table).filter(rows_of(met, table)))
    return pl.concat(found).sort(table.sort_key) if found else table.empty().lazy()


def whole_artifact(path: Path, written: WrittenFile, failed: Iterable[tuple[str, str]] = ()) -> Artifact:
    """Return the artifact of a file that has all rows."""
    return Artifact(str(path), written.sha256, written.size_bytes, written.row_count, tuple(failed))


class Target(NamedTuple):
    """Where a step's table goes: the path of its whole file, what its rows are, and how it is packed."""

    path: Path
    table: Table
    form: FileForm

    def write(self, rows: pl.DataFrame, failed: Iterable[tuple[str, str]] = ()) -> Artifact:
        """Write all rows and return them as an artifact."""
        written = write_table(rows, self.table, self.path, self.form)
        return whole_artifact(self.path, written, failed)


def write_version(
    target: Target, over: Artifact, before: pl.DataFrame, changed: set[str], rows: pl.DataFrame
) -> Artifact:
    """Write another version of the artifact's table: a patch, or the whole where that would grow too large.

    Args:
        target: Where the new table goes. A patch lies beside it, under a name that tells what it lies over.
        over: The version before.
        before: All rows that the changed documents have there.
        changed: Documents whose rows are others now.
        rows: All their rows, none of a document that is gone.
    """
    table = target.table
    last = over.patch or Patch("", "", 0, 0, 0, over.sha256)
    known = replaced(over)
    earlier = scan_table(patch_paths(over), table).filter(~rows_of(changed, table)).collect()
    added = pl.concat([earlier, rows]).sort(table.sort_key)
    hidden = last.hidden_row_count + before.filter(rows_of(changed - known, table)).height
    file_row_count = over.row_count - last.row_count + last.hidden_row_count
    if added.height + hidden > MAX_PATCH_SHARE * file_row_count:
        unchanged = scan([over], table).filter(~rows_of(changed, table)).collect()
        return target.write(pl.concat([unchanged, rows]).sort(table.sort_key))
    path = target.path.with_name(f"{digest(target.path.stem, over.sha256)}{FILE}")
    known_keys = set(before[keys_of((), table).name])
    notes = {
        REPLACED: json.dumps(sorted(known | changed)),
        CHANGED: json.dumps(sorted(changed)),
        ADDED: json.dumps(sorted(name for name in changed if key_of(name, table) not in known_keys)),
        SINCE: over.sha256,
    }
    written = write_table(added, table, path, target.form, notes)
    patch = Patch(str(path), written.sha256, written.size_bytes, written.row_count, hidden, last.older_sha256)
    sha256 = digest(patch.older_sha256, patch.sha256)
    return Artifact(over.path, sha256, over.size_bytes, file_row_count - hidden + added.height, (), patch)
