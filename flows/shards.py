"""One step on one shard: read, call the pure step, check, write; or find it done already.

What runs here runs in a worker process, so nothing here knows Prefect.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from functools import partial
from typing import Any, NamedTuple, cast

import polars as pl

from flows.cache import Artifact, Cache, CodeDigests, Inputs, digest, note_name, pointer_name
from flows.patches import (
    DOCUMENT_ID,
    Target,
    added_documents,
    rows_of,
    scan,
    scan_documents,
    whole_artifact,
)
from flows.rework import (
    FindChanged,
    Older,
    Outcome,
    changed_inputs,
    cut_out,
    family_of,
    find_older,
    renew,
)
from flows.sources.inventory import SourceFile
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import is_changed, read_source
from flows.sources.reader_process import SourceReader
from flows.steps.partition import Partition
from flows.tables import WORK_FORM, FileForm, write_batches, write_table
from schemas.fields import Table
from schemas.stages import RECORDS

RUN_BYTES = 64_000_000  # of text that a reading task holds and sorts at a time
ERROR_LENGTH = 300  # of an error's text that is kept beside a rejected page
TOGETHER_DOCUMENTS = 2_000  # that changed in several shards, and that a step holds at once: a small shard


@dataclass(frozen=True)
class Step:
    """A pure step function and the tables it takes and gives.

    Attributes:
        function: takes one frame per source (lazy ones where `is_lazy`), then `parameters` by name.
        is_per_document: rows of one document never depend on another's, and there are none where the first source
            has none. So the step runs again on changed documents only, and a shard that fails can be halved until
            the offending document stands alone (unless the step is lazy).
        find_changed: returns the documents whose rows may differ between two versions of the inputs, for a step
            that reads what is not by document.
        is_lazy: it reads a part of many files instead of all of a few.
        form: how the file that it writes is packed.
        followers: lazy steps on this one's table alone. They are done while its rows are at hand, so that the file
            need not be read for them, and are found done when it is their turn.
    """

    function: Callable[..., Any]
    sources: tuple[Table, ...]
    target: Table
    is_per_document: bool = False
    find_changed: FindChanged | None = None
    is_lazy: bool = False
    parameters: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    form: FileForm = WORK_FORM
    followers: tuple["Step", ...] = ()

    @property
    def name(self) -> str:
        """The step function's name, which the run log shows."""
        return self.label or self.function.__name__

    def code(self, digests: CodeDigests) -> str:
        """Return the digest of the code that the results follow from."""
        return digest(self.name, self.target.columns, self.form, digests.of(self.function))


class ReadBatch(NamedTuple):
    """What one reading task reads: byte ranges of source files."""

    pieces: tuple[tuple[SourceFile, int, int | None], ...]

    def key(self, limits: ReadLimits, code: str) -> str:
        """Return the key of the result."""
        pieces = [(file.sha256, file.source_format, file.packing, start, end) for file, start, end in self.pieces]
        return reading_key(pieces, limits, code)


def reading_key(pieces: Sequence[tuple[str, str, str, int, int | None]], limits: ReadLimits, code: str) -> str:
    """Return the key of what reading gives: code, parameters and the contents of what is read.

    Args:
        pieces: Of each file its digest, format and packing, and the first and last byte.
        limits: Bounds on records and frames.
        code: Digest of the code that reads.
    """
    return digest(code, asdict(limits), pieces)


def plain(value: object) -> object:
    """Return a parameter as JSON can hold it."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


class Call(NamedTuple):
    """A step with the inputs of one shard: each source's files, and parameters of this shard alone.

    `documents` is the range of ids that the inputs hold, where they are those of one shard. `only` names the first
    and the last document of a part of the shard, where the step runs on a part. `follower_codes` are those of the
    step's followers.
    """

    step: Step
    code: str
    inputs: Inputs
    more: Mapping[str, Any]
    documents: Partition | None = None
    only: tuple[str, str] | None = None
    follower_codes: tuple[str, ...] = ()

    def key(self) -> str:
        """Return the key of the result: code, parameters and the contents of the inputs."""
        contents = [[artifact.sha256 for artifact in group] for group in self.inputs]
        return digest(self.code, self.parameters(), contents, *(() if self.only is None else (self.only,)))

    def family(self) -> str:
        """Return the key of all results that differ in their inputs alone."""
        parameters = {name: value for name, value in self.parameters().items() if name != "partition"}
        return digest(self.code, parameters)

    def older(self, cache: Cache) -> Older | None:
        """Return results of the same step that most of this one can be taken from, where there are some."""
        if self.documents is None:
            return None
        found = find_older(cache, self.step.name, self.family(), self.documents)
        is_known = found is not None and (found.is_of_same_range or DOCUMENT_ID in self.step.target.columns)
        return found if is_known else None

    def is_mostly_known(self, names: Collection[str]) -> bool:
        """Say, by the names of files, whether the result seems to be there, or one of which few documents changed.

        An input that is no patch may be another one in all its documents.
        """
        if note_name(self.key()) in names:
            return True
        is_patched = any(artifact.patch is not None for group in self.inputs for artifact in group)
        return (
            is_patched
            and self.documents is not None
            and pointer_name(family_of(self.family(), self.documents)) in names
        )

    def shared_inputs(self) -> list[tuple[Artifact, ...]]:
        """Return the inputs that are not by document, so that the step reads all of them."""
        return [
            group
            for group, table in zip(self.inputs, self.step.sources, strict=True)
            if DOCUMENT_ID not in table.columns
        ]

    def parameters(self) -> dict[str, object]:
        """Return the parameters as JSON can hold them."""
        return {name: plain(value) for name, value in {**self.step.parameters, **self.more}.items()}


class Change(NamedTuple):
    """A call that an older result knows most of, and the documents whose inputs changed since.

    `added` are some that had no rows in the first input then, and so have none in the older result.
    """

    call: Call
    older: Older
    documents: set[str]
    added: set[str]


def run_call(call: Call, cache: Cache) -> Artifact:
    """Return the finished table of the step on these inputs, found, or made now from what is known of most of it."""
    return run_calls([call], cache)[0]


def run_calls(calls: Sequence[Call], cache: Cache) -> list[Artifact]:
    """Return the finished tables of one step on several shards.

    The documents that changed in them are worked on together: for a few, what a step costs beside them is most.
    """
    known = [cache.find(call.step.name, call.key()) or find_change(call, cache) for call in calls]
    changes = [each for each in known if isinstance(each, Change)]
    made = iter([artifact for some in together(changes) for artifact in work_on_changes(some, cache)])
    artifacts = []
    for call, found in zip(calls, known, strict=True):
        artifact = next(made) if isinstance(found, Change) else found or work_on_shard(call, cache)
        if artifact is not found:
            cache.keep(call.step.name, call.key(), artifact)
        if call.documents is not None:
            cache.point(call.step.name, family_of(call.family(), call.documents), call.key(), call.inputs)
        artifacts.append(artifact)
    return artifacts


def target_of(call: Call, cache: Cache) -> Target:
    """Return where the call's table goes."""
    return Target(cache.path(call.step.name, call.key()), call.step.target, call.step.form)


def find_change(call: Call, cache: Cache) -> Change | None:
    """Return what changed since an older result, where it and what it was made from are there."""
    older = call.older(cache)
    if older is None:
        return None
    step, documents, before = call.step, cast("Partition", call.documents), older.inputs()
    try:
        if step.find_changed is not None:
            changed = step.find_changed(before, call.inputs, documents)
        else:
            changed = changed_inputs(before, call.inputs, step.sources, documents)
        return Change(call, older, changed, added_documents(before[0], call.inputs[0]))
    except FileNotFoundError:  # an older input was deleted: what changed since cannot be told
        return None


def together(changes: Iterable[Change]) -> list[list[Change]]:
    """Return the changes in their order, in groups that the step can be run on at once."""
    groups: list[list[Change]] = []
    for change in changes:
        last = groups[-1] if groups else []
        count = sum(len(each.documents) for each in (*last, change))
        if last and count <= TOGETHER_DOCUMENTS and is_alike(last[0].call, change.call):
            last.append(change)
        else:
            groups.append([change])
    return groups


def is_alike(one: Call, other: Call) -> bool:
    """Say whether the step is given the same in both calls but for the rows of their documents."""
    return (one.more, one.shared_inputs()) == (other.more, other.shared_inputs())


def work_on_shard(call: Call, cache: Cache) -> Artifact:
    """Return the table of the step on all rows of its inputs."""
    rows, failed = work_on_all(call)
    artifact = target_of(call, cache).write(rows, failed)
    for step, code in zip(call.step.followers, call.follower_codes, strict=True):
        follow(Call(step, code, ((artifact,),), {}), rows, cache)
    return artifact


def work_on_all(call: Call) -> Outcome:
    """Return what the step gives for all rows of its inputs."""
    frames = [asked_rows(call, group, table) for group, table in zip(call.inputs, call.step.sources, strict=True)]
    return apply(call, frames if call.step.is_lazy else [frame.collect() for frame in frames])


def follow(call: Call, rows: pl.DataFrame, cache: Cache) -> None:
    """Do the work of a step whose only input has just been written with these rows, unless it is done.

    A build may have ended after it and before the input's own note.
    """
    if cache.find(call.step.name, call.key()) is None:
        cache.keep(call.step.name, call.key(), target_of(call, cache).write(apply(call, [rows.lazy()]).rows))


def asked_rows(call: Call, artifacts: Sequence[Artifact], table: Table) -> pl.LazyFrame:
    """Return the rows of an input, of a part of the documents where the step runs on a part."""
    rows = scan(artifacts, table)
    if call.only is None:
        return rows
    return rows.filter(pl.col(DOCUMENT_ID).is_between(pl.lit(call.only[0]), pl.lit(call.only[1])))


def work_on_changes(changes: Sequence[Change], cache: Cache) -> list[Artifact]:
    """Return the tables of the step from older results, run on those documents alone whose inputs changed."""
    call = changes[0].call
    found = Outcome(call.step.target.empty(), ())
    if any(change.documents for change in changes):
        found = apply(call, [rows_for(changes, number) for number in range(len(call.inputs))])
    return [renewed(change, found, target_of(change.call, cache)) for change in changes]


def rows_for(changes: Sequence[Change], number: int) -> Any:
    """Return what the step reads of an input to work on what changed: the documents' rows, if it is by document."""
    call, table = changes[0].call, changes[0].call.step.sources[number]
    if DOCUMENT_ID in table.columns:
        rows = pl.concat([scan_documents(each.call.inputs[number], table, each.documents) for each in changes])
    else:
        rows = scan(call.inputs[number], table)
    return rows if call.step.is_lazy else rows.collect()


def renewed(change: Change, found: Outcome, target: Target) -> Artifact:
    """Return the table of one shard from its older result and what the step gave, for its documents and others."""
    own = Outcome(
        found.rows.filter(rows_of(change.documents, target.table)),
        [failure for failure in found.failed if failure[0] in change.documents],
    )
    if change.older.is_of_same_range:
        return renew(target, change.older.results[0].artifact, change.documents, change.added, own)
    return cut_out(target, change.older, cast("Partition", change.call.documents), change.documents, own)


def apply(call: Call, frames: Sequence[Any]) -> Outcome:
    """Call the step function, by halves where it fails on a document."""
    function = partial(call.step.function, **call.step.parameters, **call.more)
    if call.step.is_per_document and not call.step.is_lazy:
        return Outcome(*apply_by_halves(function, frames, call.step.target))
    return Outcome(function(*frames), ())


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
        path = cache.path(READ_SOURCES.name, key)
        artifact = whole_artifact(path, write_batches(sorted_runs(frames), RECORDS, path))
    # What was read of a file that changed follows from when it was read, not from the content in the key.
    if not any(is_changed(file) for file, _, _ in batch.pieces):
        cache.keep(READ_SOURCES.name, key, artifact)
    return artifact


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
    artifact = whole_artifact(path, written)
    cache.keep(name, written.sha256, artifact)
    return artifact
