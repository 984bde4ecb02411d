"""What a build would do, and why, without doing it: which sources differ, what is read again, which steps are new.

It reads the digests of the sources and the notes of the cache. What it says is exact; what only the work itself can
tell (whether a changed file changes a table, whose lines are labelled otherwise because new pages came) is said to be
unknown.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows import build_steps
from flows.build_record import FLOW_MODULE, BuildRecord, inputs_digest, newest_record, read_source_digests
from flows.cache import Cache, CodeDigests
from flows.plan_reading import known_groups, plan_reading
from flows.releases import Release, latest_release
from flows.settings import Parameters
from flows.shards import READ_SOURCES, ReadBatch, Step
from flows.sources.inventory import Inventory, list_sources

# What each parameter is given to: those steps are done again when it changes.
PARAMETER_STEPS = {
    "read_limits": (READ_SOURCES,),
    "languages": (build_steps.IDENTIFY_ARTICLES,),
    "copy_rules": (build_steps.SIGN_ARTICLES, build_steps.VERIFY_PAIRS),
}
# Done only once a build knows that it has something new to publish.
PUBLISHING_STEPS = (
    *build_steps.COMPARE_ROWS.values(),
    build_steps.GATHER_CHANGES,
    build_steps.EXTEND_HISTORY,
    build_steps.FIND_PAGE_FAULTS,
    build_steps.MEASURE_SPANS,
    build_steps.MEASURE_RELATIONS,
    build_steps.MEASURE_BOOKS,
    build_steps.MEASURE_CORPUS,
    build_steps.MEASURE_CHANGES,
    *build_steps.VALIDATE_ROWS.values(),
    build_steps.CHECK_METRICS,
)
NEW_RELEASE, NOTHING_NEW, UNKNOWN = "new_release", "nothing_new", "unknown"


@dataclass(frozen=True)
class SourceChanges:
    """How the sources differ from those of the newest release, by their paths.

    Attributes:
        moved: old and new path of the same content.
        skipped: files that are skipped now and were not then, or for another reason.
        no_longer_skipped: those that are gone, or read now.
    """

    same_count: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    skipped: tuple[str, ...]
    no_longer_skipped: tuple[str, ...]

    @property
    def is_rows(self) -> bool:
        """Whether rows are sure to come or go: each path of an input stands in `sightings` or `rejections`."""
        return bool(self.new or self.moved or self.gone or self.skipped or self.no_longer_skipped)


@dataclass(frozen=True)
class Status:
    """What a build would do.

    Attributes:
        release: the newest release, if there is one.
        sources: how the sources differ from its inputs.
        reading_task_count: tasks that read sources.
        reading_again: why tasks are done again and how many of them; one may have several causes.
        reading_again_count: tasks that are done again.
        steps_again: steps that are done again on all of their input, with the causes.
        missing_results: of unchanged steps on unchanged sources, files of rows that are not in the cache, by step.
        is_code_same: whether all code is that of the newest release; unknown where no build's record tells.
        publication: `new_release`, `nothing_new` or `unknown`.
    """

    release: str | None
    sources: SourceChanges
    reading_task_count: int
    reading_again_count: int
    reading_again: Mapping[str, int]
    steps_again: Mapping[str, tuple[str, ...]]
    missing_results: Mapping[str, int]
    is_code_same: bool
    publication: str


def build_status(sources: Sequence[str], parameters: Parameters, data: Path) -> Status:
    """Return what a build of the sources with these parameters would do on the data folder.

    Raises:
        SourceNotFoundError: a source names nothing that can be read.
    """
    inventory = list_sources(sources, known=read_source_digests(data / ".work"))
    newest = latest_release(data)
    record = newest_record(data / ".work")
    if newest is None or record is None or record.release != newest.name:
        record = None
    digests = CodeDigests()
    cache = Cache(str((data / ".work").absolute()))
    changes = compare_sources(inventory, newest)
    new_parameters = changed_parameters(parameters, newest, record)
    steps = steps_again(record, digests, new_parameters)
    code = READ_SOURCES.code(digests)
    plan = plan_reading(inventory, parameters.read_limits, known_groups(cache, parameters.read_limits, code))

    def name(batch: ReadBatch) -> tuple[str, str]:
        return READ_SOURCES.name, batch.key(parameters.read_limits, code)

    again = [batch for batch in plan.batches if cache.find(*name(batch)) is None]
    causes = Counter(
        cause
        for batch in again
        for cause in reading_causes(batch, "/".join(name(batch)), changes, steps.get(READ_SOURCES.name, ()), record)
    )
    is_code_same = newest is not None and digests.of_module(FLOW_MODULE) == told_code(newest, record)
    is_same = is_code_same and not new_parameters and is_same_input(inventory, changes, record)
    return Status(
        release=newest.name if newest else None,
        sources=changes,
        reading_task_count=len(plan.batches) + len(plan.known),
        reading_again_count=len(again),
        reading_again=dict(sorted(causes.items())),
        steps_again=steps,
        missing_results=missing_results(cache, record) if is_same and record else {},
        is_code_same=is_code_same,
        publication=NOTHING_NEW if is_same else NEW_RELEASE if newest is None or changes.is_rows else UNKNOWN,
    )


def compare_sources(inventory: Inventory, newest: Release | None) -> SourceChanges:
    """Return how the files differ from the inputs of the newest release."""
    before = {row["source_path"]: row["source_sha256"] for row in newest.manifest["inputs"]} if newest else {}
    now = {file.source_path: file.sha256 for file in inventory.files}
    lost: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(before.keys() - now.keys(), reverse=True):
        lost[before[path]].append(path)
    moved, new = [], []
    for path in sorted(now.keys() - before.keys()):
        if lost[now[path]]:
            moved.append((lost[now[path]].pop(), path))
        else:
            new.append(path)
    both = sorted(now.keys() & before.keys())
    skipped = {(file.source_path, file.reason, file.detail) for file in inventory.skipped}
    skipped_before = skipped_files(newest, before) if newest else set()
    return SourceChanges(
        same_count=sum(now[path] == before[path] for path in both),
        new=tuple(new),
        changed=tuple(path for path in both if now[path] != before[path]),
        moved=tuple(moved),
        gone=tuple(sorted(path for paths in lost.values() for path in paths)),
        skipped=tuple(sorted({path for path, _, _ in skipped - skipped_before})),
        no_longer_skipped=tuple(sorted({path for path, _, _ in skipped_before - skipped})),
    )


def skipped_files(release: Release, inputs: Mapping[str, str]) -> set[tuple[str, str, str]]:
    """Return the files that a release lists as skipped: path, reason and detail."""
    rows = (
        release.scan("rejections")
        .filter(pl.col("document_id").is_null(), pl.col("record_offset").is_null())
        .select("source_path", "reason", "detail")
        .collect()
    )
    return {(path, reason, detail or "") for path, reason, detail in rows.iter_rows() if path not in inputs}


def changed_parameters(parameters: Parameters, newest: Release | None, record: BuildRecord | None) -> tuple[str, ...]:
    """Return which parameters differ from those of the newest build."""
    if newest is None:
        return ()
    before = record.parameters if record else dict(newest.manifest["parameters"])
    now = json.loads(json.dumps(parameters.to_json()))
    return tuple(sorted(name for name in now if now[name] != before.get(name)))


def steps_again(
    record: BuildRecord | None, digests: CodeDigests, new_parameters: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Return the steps of every build whose code or parameters are new, with these causes."""
    causes: defaultdict[str, list[str]] = defaultdict(list)
    for step in all_steps():
        if record and step.name in record.steps and record.steps[step.name] != step.code(digests):
            causes[step.name].append("new_code")
    for parameter in new_parameters:
        for step in PARAMETER_STEPS[parameter]:
            causes[step.name].append(f"new_parameter:{parameter}")
    return {name: tuple(found) for name, found in sorted(causes.items())}


def all_steps() -> Iterator[Step]:
    """Yield the steps that every build does."""
    publishing = {step.name for step in PUBLISHING_STEPS}
    yield READ_SOURCES
    for value in vars(build_steps).values():
        for each in value.values() if isinstance(value, dict) else (value,):
            if isinstance(each, Step) and each.name not in publishing:
                yield each


def reading_causes(
    batch: ReadBatch, name: str, changes: SourceChanges, own_causes: Sequence[str], record: BuildRecord | None
) -> tuple[str, ...]:
    """Return why a reading task is done again that the cache has no result of."""
    paths = {file.source_path for file, _, _ in batch.pieces}
    causes = [
        cause
        for cause, changed in (("new_file", changes.new), ("changed_file", changes.changed))
        if not paths.isdisjoint(changed)
    ]
    causes += own_causes
    if causes:
        return tuple(causes)
    # Small files are read in groups, which come and go with their members.
    return ("cache_missing",) if record is None or name in record.results else ("other_group",)


def told_code(newest: Release, record: BuildRecord | None) -> str:
    """Return the digest of the code that the newest release follows from."""
    return record.code if record else str(newest.manifest["code"]["sha256"])


def is_same_input(inventory: Inventory, changes: SourceChanges, record: BuildRecord | None) -> bool:
    """Return whether the sources are those that led to the tables of the newest release."""
    if record is not None:
        return inputs_digest(inventory) == record.inputs
    return not (changes.is_rows or changes.changed)


def missing_results(cache: Cache, record: BuildRecord) -> dict[str, int]:
    """Return how many files of rows that the newest build used are not in the cache any more, by step."""
    publishing = {step.name for step in PUBLISHING_STEPS}
    lost: Counter[str] = Counter()
    for result in record.results:
        step, _, key = result.partition("/")
        # A published table lies in its release, as its note tells.
        if step not in publishing and not cache.path(step, key).is_file() and cache.find(step, key) is None:
            lost[step] += 1
    return dict(sorted(lost.items()))


def status_lines(status: Status, shown: int, escape: Callable[[str], str]) -> Iterator[str]:
    """Yield what a build would do, for a person; of each list of files, the first few."""
    yield f"newest release: {status.release or 'none'}"
    changes = status.sources
    yield f"sources: {changes.same_count:,} as they were"
    moved = tuple(f"{old} -> {new}" for old, new in changes.moved)
    for what, paths in (
        ("new", changes.new),
        ("changed", changes.changed),
        ("moved", moved),
        ("gone", changes.gone),
        ("skipped", changes.skipped),
        ("no longer skipped", changes.no_longer_skipped),
    ):
        if paths:
            yield f"  {what}: {len(paths):,}"
            yield from (f"    {escape(path)}" for path in paths[:shown])
            if len(paths) > shown:
                yield f"    … and {len(paths) - shown:,} more"
    yield f"reading: {status.reading_again_count:,} of {status.reading_task_count:,} tasks again"
    yield from (f"  {cause}: {count:,}" for cause, count in status.reading_again.items())
    for step, causes in status.steps_again.items():
        yield f"{step}: again on all of its input ({', '.join(causes)})"
    for step, count in status.missing_results.items():
        yield f"{step}: {count:,} results are not in the cache and are made again"
    yield from closing_lines(status)


def closing_lines(status: Status) -> Iterator[str]:
    """Yield what would be published, and what cannot be known before the work."""
    if status.release and not status.is_code_same:
        yield "the code is not that of the newest release; whether it changes a table is known after the work"
    if status.publication == NOTHING_NEW:
        yield "nothing to do"
        return
    if status.release:
        yield "not known before the work: which lines new pages make look like a site's own, and so which pages of it"
        yield "are labelled anew; which copies are found; whether a gate refuses the release"
    if status.publication == NEW_RELEASE:
        yield "a release would be published"
    else:
        yield "whether a release would be published is known after the work"
