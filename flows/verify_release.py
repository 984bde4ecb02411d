"""Whether a release is what it was when it was published, and whether it holds what releases promise."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from flows import measures, span_measures
from flows.releases import SUMS, Release, read_sums
from flows.steps.partition import Partition
from flows.stores import files_below, is_url, sha256_of
from flows.tables import read_schema
from schemas.stages import SOURCE_RECORDS
from schemas.tables import RELEASE_TABLES

DOCUMENTS_PER_PARTITION = 4_096  # whose texts are held at a time


def verify_release(release: Release) -> list[str]:
    """Return what is wrong with the release, one line each; nothing when it is sound."""
    files = list(file_faults(release.path)) or list(schema_faults(release))
    if files:  # tables that cannot be trusted, or read, say nothing about their contents
        return files
    return [*count_faults(release), *content_faults(release)]


def file_faults(folder: Path) -> Iterator[str]:
    """Yield every file that is missing, that nobody listed, or whose bytes are not those of the checksums."""
    try:
        sums = read_sums(folder)
    except (OSError, UnicodeDecodeError) as error:
        yield f"{SUMS}: cannot be read ({error})"
        return
    odd = odd_entries(folder)
    found = files_below(folder).keys() - odd - {SUMS}
    for name in sorted(odd):
        yield f"{name}: not a regular file"
    for name in sorted(found - sums.keys()):
        yield f"{name}: not in {SUMS}"
    for name, digest in sorted(sums.items()):
        if name not in found | odd:
            yield f"{name}: missing"
        elif name in odd:
            continue
        elif sha256_of(folder / name) != digest:
            yield f"{name}: its bytes are not those that were published"


def odd_entries(folder: Path) -> set[str]:
    """Return what is neither file nor folder: a pipe would be waited for, a link leads out of what was published."""
    if is_url(folder):
        return set()
    found = (path for path in folder.rglob("*") if path.is_symlink() or not (path.is_file() or path.is_dir()))
    return {path.relative_to(folder).as_posix() for path in found}


def count_faults(release: Release) -> Iterator[str]:
    """Yield every table whose number of rows is not the manifest's."""
    for table in RELEASE_TABLES:
        parts = release.files(table.name)
        if not parts:
            yield f"{table.name}: has no file"
            continue
        count = release.scan(table.name).select(pl.len()).collect().item()
        told = release.manifest["row_counts"].get(table.name)
        if count != told:
            yield f"{table.name}: {count} rows, the manifest says {told}"


def schema_faults(release: Release) -> Iterator[str]:
    """Yield every file whose columns are not the declared ones."""
    for table in RELEASE_TABLES:
        for part in release.files(table.name):
            if read_schema(part) != dict(table.to_polars()):
                yield f"{table.name}/{part.name}: its columns are not those of schema {table.name}"


def page_faults(tables: Mapping[str, pl.LazyFrame], partition: Partition) -> pl.DataFrame:
    """Return what does not fit its page in one range of pages."""
    names = ("documents", "lines", "paragraphs", "quotes")
    mine = (tables[name].filter(partition.holds("document_id")) for name in names)
    return span_measures.count_faults(span_measures.find_faults(*mine).lazy())


def content_faults(release: Release) -> Iterator[str]:
    """Yield every invariant that does not hold, with some of the rows."""
    tables = {table.name: release.scan(table.name) for table in RELEASE_TABLES}
    counts = dict(release.manifest["row_counts"])
    partitions = 1
    while partitions * DOCUMENTS_PER_PARTITION < counts["documents"]:
        partitions *= 2
    inputs = pl.DataFrame(release.manifest["inputs"], SOURCE_RECORDS.to_polars()).lazy()
    metrics = [
        *(page_faults(tables, Partition(index, partitions)) for index in range(partitions)),
        measures.measure_relations(*(tables[table.name] for table in RELEASE_TABLES)),
        measures.measure_books(inputs, tables["sightings"], tables["rejections"]),
        measures.measure_changes(tables["changes"], counts, dict(release.manifest["parent_row_counts"])),
    ]
    numbers, examples = measures.add_metrics(metrics)
    for name, value in sorted(numbers.items()):
        if name.endswith("_violation_count") and value:
            yield f"{name}: {value} ({'; '.join(examples[name])})"
