"""One step on one shard: read, call the pure step, check, write; or find it done already.

What runs here runs in a worker process, so nothing here knows Prefect.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.cache import Artifact, Cache, CodeDigests, digest
from flows.sources.inventory import SourceFile
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import is_changed, read_source
from flows.sources.reader_process import SourceReader
from flows.stores import place
from flows.tables import WORK_GROUP_BYTES, read_table, scan_table, write_batches, write_table
from schemas.fields import Table
from schemas.stages import RECORDS

RUN_BYTES = 64_000_000  # of text that a reading task holds and sorts at a time
ERROR_LENGTH = 300  # of an error's text that is kept beside a rejected page


@dataclass(frozen=True)
class Step:
    """A pure step function and the tables it takes and gives.

    Attributes:
        function: takes one frame per source (lazy ones where `is_lazy`), then `parameters` by name.
        is_per_document: rows of one document never depend on another's, so that a shard that fails can be
            halved until the offending document stands alone.
        is_lazy: it reads a part of many files instead of all of a few.
        group_bytes: of a row group in the file that it writes.
    """

    function: Callable[..., Any]
    sources: tuple[Table, ...]
    target: Table
    is_per_document: bool = False
    is_lazy: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    group_bytes: int = WORK_GROUP_BYTES

    @property
    def name(self) -> str:
        """The step function's name, which the run log shows."""
        return self.label or self.function.__name__

    def code(self, digests: CodeDigests) -> str:
        """Return the digest of the code that the results follow from."""
        return digest(self.name, self.target.columns, self.group_bytes, digests.of(self.function))


class ReadBatch(NamedTuple):
    """What one reading task reads: byte ranges of source files."""

    pieces: tuple[tuple[SourceFile, int, int | None], ...]

    def key(self, limits: ReadLimits, code: str) -> str:
        """Return the key of the result: code, parameters and the contents of what is read."""
        pieces = [(file.sha256, file.source_format, file.packing, start, end) for file, start, end in self.pieces]
        return digest(code, asdict(limits), pieces)


def plain(value: object) -> object:
    """Return a parameter as JSON can hold it."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


class Call(NamedTuple):
    """A step with the inputs of one shard: each source's files, and parameters of this shard alone.

    `only` names the first and the last document of a part of the shard, where the step runs on a part.
    """

    step: Step
    code: str
    inputs: tuple[tuple[Artifact, ...], ...]
    more: Mapping[str, Any]
    only: tuple[str, str] | None = None

    def key(self) -> str:
        """Return the key of the result: code, parameters and the contents of the inputs."""
        parameters = {name: plain(value) for name, value in {**self.step.parameters, **self.more}.items()}
        only = () if self.only is None else (self.only,)
        contents = [[artifact.sha256 for artifact in group] for group in self.inputs]
        return digest(self.code, parameters, contents, *only)


def run_call(call: Call, cache: Cache) -> Artifact:
    """Return the finished table of the step on these inputs, made now or found."""
    step = call.step
    key = call.key()
    found = cache.find(step.name, key)
    if found is not None:
        return found
    path = cache.path(step.name, key)
    function = partial(step.function, **step.parameters, **call.more)
    frames: list[Any] = [
        (scan_table if step.is_lazy else read_table)([place(artifact.path) for artifact in group], table)
        for group, table in zip(call.inputs, step.sources, strict=True)
    ]
    if call.only is not None:
        is_asked = pl.col("document_id").is_between(pl.lit(call.only[0]), pl.lit(call.only[1]))
        frames = [frame.filter(is_asked) for frame in frames]
    if step.is_per_document:
        result, failed = apply_by_halves(function, frames, step.target)
    else:
        result, failed = function(*frames), []
    return finish(cache, path, [result], step, failed)


def finish(
    cache: Cache,
    path: Path,
    frames: Iterable[pl.DataFrame],
    step: Step,
    failed: Sequence[tuple[str, str]],
) -> Artifact:
    """Write the frames and the note that makes them a finished result."""
    written = write_batches(frames, step.target, path, step.group_bytes)
    artifact = Artifact(str(path), written.sha256, written.size_bytes, written.row_count, tuple(failed))
    cache.keep(artifact)
    return artifact


def apply_by_halves(
    function: Callable[..., pl.DataFrame], frames: Sequence[pl.DataFrame], target: Table
) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    """Call the step; where it fails, on each half of the documents, down to the one that it fails on.

    Returns:
        The rows of all documents that the step could do, and each that it couldn't with the error.
    """
    try:
        return function(*frames), []
    except Exception as error:  # any error of a step becomes the rejection of one document
        ids = frames[0]["document_id"].unique().sort()
        if not len(ids):
            raise
        if len(ids) == 1:
            return target.empty(), [(name, f"{type(error).__name__}: {error}"[:ERROR_LENGTH]) for name in ids]
    results, failed = [], []
    for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
        some = [frame.filter(pl.col("document_id").is_in(half.implode())) for frame in frames]
        result, more = apply_by_halves(function, some, target)
        results.append(result)
        failed += more
    return pl.concat(results).sort(target.sort_key), failed


READ_SOURCES = Step(read_source, (), RECORDS, label="read_sources")


def read_batch(batch: ReadBatch, limits: ReadLimits, code: str, cache: Cache) -> Artifact:
    """Return the finished `records` of a reading task, made now or found by the files' contents."""
    key = batch.key(limits, code)
    found = cache.find(READ_SOURCES.name, key)
    if found is not None:
        return found
    with SourceReader() as reader:
        frames = (
            frame for file, start, end in batch.pieces for frame in read_source(file, start, end, limits, reader.rows)
        )
        records = finish(cache, cache.path(READ_SOURCES.name, key), sorted_runs(frames), READ_SOURCES, ())
    if any(is_changed(file) for file, _, _ in batch.pieces):
        cache.forget(records)  # what was read then follows from when it was read, not from the content in the key
    return records


def sorted_runs(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield the rows in runs of bounded size, each sorted by id, so that a shuffle can skip row groups."""
    run: list[pl.DataFrame] = []
    size = 0
    for frame in frames:
        run.append(frame)
        size += int(frame["text"].str.len_bytes().sum())
        if size >= RUN_BYTES:
            yield pl.concat(run).sort("document_id", "record_offset")
            run, size = [], 0
    if run:
        yield pl.concat(run).sort("document_id", "record_offset")


def keep_frame(name: str, frame: pl.DataFrame, table: Table, cache: Cache) -> Artifact:
    """Return a small table of the driver's own as an artifact that steps can read."""
    temporary = cache.path(name, f".new-{os.getpid()}")
    written = write_table(frame, table, temporary)
    path = cache.path(name, written.sha256)
    temporary.replace(path)
    artifact = Artifact(str(path), written.sha256, written.size_bytes, written.row_count)
    cache.keep(artifact)
    return artifact
