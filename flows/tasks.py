"""Every Prefect task, and the three ways in which a flow sends a step over shards.

Tasks exchange artifacts: paths with the digests of what lies there, never tables. Prefect's cache is not used: its
default policy hashes every argument and its key holds the run's id; `cache.py` finds finished work by content.
"""

import math
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from flows.build_record import FLOW_MODULE, BuildRecord, inputs_digest, keep_record, keep_source_digests
from flows.cache import FILE, Artifact, Cache, CodeDigests, Inputs, files_of, note_name
from flows.collect_garbage import trim_cache
from flows.plan_reading import keep_groups, known_groups, plan_reading
from flows.progress import Progress, Stage
from flows.releases import data_folder_lock, latest_release
from flows.run_artifacts import StageProgress
from flows.settings import NO_LIMIT_BYTES, Parameters, RunSettings
from flows.shards import READ_SOURCES, Call, Step, keep_frame, read_batch, run_call
from flows.sources.inventory import Inventory
from flows.sources.read_limits import ReadLimits
from flows.steps.partition import Partition
from flows.stores import place
from flows.worker_deaths import WORKER_DIED, Survived, run_all_surviving
from flows.workers import BYTES_PER_RSS_UNIT, Usage, WorkerDiedError, Workers, memory_share, open_workers
from schemas.fields import Table

if TYPE_CHECKING:
    from prefect.futures import PrefectFuture

Shards = list[Artifact]
Groups = list[tuple[Artifact, ...]]
THREADS_BELOW_BYTES = 8_000_000  # of input: starting processes costs more than they save
LIGHT_SHARDS = 16  # that share a task: what it and its step cost beside the pages is as much as 100 pages cost
STEP_FAILED = "step_failed"


@dataclass(frozen=True)
class Job:
    """What one task does: a function of `shards` with its arguments for each, who runs it, and the step's name."""

    name: str
    workers: Workers
    function: Callable[..., Artifact]
    shards: tuple[tuple[object, ...], ...]


class Failure(NamedTuple):
    """Why a step has no rows of a document: a reason, and what was seen."""

    reason: str
    detail: str


class Work(NamedTuple):
    """The inputs of one shard, the parameters that it alone has, and which documents it holds."""

    inputs: Inputs
    more: Mapping[str, Any]
    documents: Partition | None = None


def whole(inputs: Shards | tuple[Artifact, ...] | Artifact) -> tuple[Artifact, ...]:
    """Return all of an input's artifacts."""
    return (inputs,) if isinstance(inputs, Artifact) else tuple(inputs)


def shared_tasks(is_light: Sequence[bool]) -> list[list[int]]:
    """Return which shards, by their numbers, go into which task: each into its own, but for those of little work.

    Args:
        is_light: of each shard, whether its work is little.
    """
    light = [number for number, each in enumerate(is_light) if each]
    count = math.ceil(len(light) / LIGHT_SHARDS)
    together = [light[first::count] for first in range(count)]
    return sorted([*together, *([number] for number, each in enumerate(is_light) if not each)])


@task(cache_policy=NO_CACHE, persist_result=False)
def run_shards(job: Job) -> list[Survived]:
    """Do the work of some shards wherever the workers are."""
    try:
        return run_all_surviving(job.workers, job.function, job.shards)
    except WorkerDiedError as error:
        raise WorkerDiedError(f"{job.name}: {error}") from error


class Run:
    """The work of one flow run: where results lie, who works, and what has been seen of failures and costs."""

    def __init__(
        self,
        cache: Cache,
        workers: Workers,
        progress: Progress,
        check_lock: Callable[[], None],
        shown: StageProgress,
    ) -> None:
        """Start with nothing done."""
        self.cache = cache
        self.check_lock = check_lock
        self.stages = progress.stages
        self.code_digests = CodeDigests()
        self.failed: dict[str, dict[str, Failure]] = {}
        self.used: dict[str, None] = {}  # results in the cache, in the order of first use
        self.step_codes: dict[str, str] = {}
        self._progress = progress
        self._shown = shown
        self._stage: Stage | None = None
        self._workers = workers
        self._peaks: dict[int, int] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Do what follows as one stage of the build, as a person sees it."""
        before = time.process_time()
        with self._progress.stage(name) as self._stage:
            self._shown.show(name, 0, 0)
            yield
            self._stage.cpu_seconds += time.process_time() - before
        self._stage = None

    def read(self, inventory: Inventory, limits: ReadLimits) -> Shards:
        """Return the records of all source files, in an order that follows from them alone.

        They are read by one task per batch, but for those that are known.
        """
        code = self._code(READ_SOURCES)
        plan = plan_reading(inventory, limits, known_groups(self.cache, limits, code))
        names = self.cache.names(READ_SOURCES.name)
        is_light = [note_name(batch.key(limits, code)) in names for batch in plan.batches]
        jobs = [(batch, limits, code, self.cache) for batch in plan.batches]
        found = self._submit(READ_SOURCES.name, read_batch, jobs, is_light)
        keep_groups(place(self.cache.folder), plan.groups)
        for artifact in plan.known:
            self._use(artifact)
        return sorted([*plan.known, *found], key=lambda artifact: artifact.sha256)

    def map(self, step: Step, *inputs: Shards | Groups | tuple[Artifact, ...] | Artifact, **more: Any) -> Shards:
        """Run the step on each shard, or group of shards; what stands alone, or in a tuple, is read by all."""
        counts = {len(group) for group in inputs if isinstance(group, list)}
        if len(counts) != 1:
            raise ValueError(f"step {step.name}: inputs of {sorted(counts)} shards do not go together")
        count = counts.pop()
        return self._call(
            step,
            [
                Work(
                    tuple(whole(each[index] if isinstance(each, list) else each) for each in inputs),
                    more,
                    Partition(index, count) if step.is_per_document else None,
                )
                for index in range(count)
            ],
        )

    def shuffle(self, step: Step, count: int, *inputs: Shards | Artifact, **more: Any) -> Shards:
        """Run the step on each of `count` ranges of ids; every task reads its range out of all inputs."""
        groups = tuple(whole(each) for each in inputs)
        ranges = [Partition(index, count) for index in range(count)]
        return self._call(
            step,
            [
                Work(groups, {**more, "partition": documents}, documents if step.is_per_document else None)
                for documents in ranges
            ],
        )

    def split(self, step: Step, count: int, *inputs: Shards | Artifact, **more: Any) -> Shards:
        """Run the step on each of `count` parts of the hashes; every task reads its part out of all inputs."""
        groups = tuple(whole(each) for each in inputs)
        return self._call(step, [Work(groups, {**more, "part": part, "part_count": count}) for part in range(count)])

    def reduce(self, step: Step, *inputs: Shards | Artifact, **more: Any) -> Artifact:
        """Run the step once on all inputs."""
        return self._call(step, [Work(tuple(whole(each) for each in inputs), more)])[0]

    def keep(self, frame: pl.DataFrame, table: Table) -> Artifact:
        """Make a small table of the flow's own one that steps can read."""
        artifact = keep_frame(table.name, frame, table, self.cache)
        self._use(artifact)
        return artifact

    def _code(self, step: Step) -> str:
        code = step.code(self.code_digests)
        self.step_codes[step.name] = code
        return code

    def _use(self, artifact: Artifact) -> None:
        for file in files_of(artifact):
            if self.cache.holds(file):
                self.used[file.path.removeprefix(f"{self.cache.folder}/").removesuffix(FILE)] = None

    def _call(self, step: Step, works: Sequence[Work]) -> Shards:
        code = self._code(step)
        follower_codes = tuple(self._code(follower) for follower in step.followers)
        calls = [Call(step, code, *work, follower_codes=follower_codes) for work in works]
        names = self.cache.names(step.name)
        is_light = [call.is_mostly_known(names) for call in calls]
        artifacts = self._submit(step.name, run_call, [(call, self.cache) for call in calls], is_light)
        for call, artifact in zip(calls, artifacts, strict=True):
            if not self.cache.holds(artifact):  # a release has the file, and the note lies here
                self.used[f"{step.name}/{call.key()}"] = None
            for document_id, error in artifact.failed_documents:
                self._fail(step.name, document_id, Failure(STEP_FAILED, error))
        return artifacts

    def _submit(
        self,
        name: str,
        function: Callable[..., Artifact],
        jobs: Sequence[tuple[object, ...]],
        is_light: Sequence[bool],
    ) -> Shards:
        if self._stage is None:
            raise RuntimeError(f"step {name} runs outside of a stage")
        self._progress.expect(self._stage, len(jobs))
        named = run_shards.with_options(name=name)
        futures: list[tuple[list[int], PrefectFuture[list[Survived]]]] = [
            # Quoted, so that Prefect does not search the job for futures of other tasks.
            (numbers, named.submit(cast("Job", quote(Job(name, self._workers, function, shards)))))
            for numbers in shared_tasks(is_light)
            for shards in [tuple(jobs[number] for number in numbers)]
        ]
        artifacts: dict[int, Artifact] = {}
        for numbers, future in futures:
            for number, survived in zip(numbers, future.result(), strict=True):
                artifacts[number] = self._done(name, self._stage, survived)
        for artifact in (found := [artifacts[number] for number in range(len(jobs))]):
            self._use(artifact)
        return found

    def _done(self, name: str, stage: Stage, survived: Survived) -> Artifact:
        """Count the work of a shard as done."""
        artifact, usage, fatal = survived
        self._count(stage, usage)
        for document_id in fatal:
            self._fail(name, document_id, Failure(WORKER_DIED, "its worker process died each time, alone as well"))
        self._progress.advance(stage)
        self._shown.show(stage.name, stage.done, stage.total)
        return artifact

    def _fail(self, step: str, document_id: str, failure: Failure) -> None:
        self.failed.setdefault(step, {})[document_id] = failure

    def _count(self, stage: Stage, usage: Usage) -> None:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_RSS_UNIT
        self._peaks |= {usage.process_id: usage.peak_memory_bytes, os.getpid(): own}
        stage.peak_memory_bytes = sum(self._peaks.values())
        if usage.process_id != os.getpid():
            stage.cpu_seconds += usage.cpu_seconds


@contextmanager
def open_run(settings: RunSettings, inventory: Inventory, parameters: Parameters) -> Iterator[Run]:
    """Give the means of a build on the data folder, and end its workers afterwards."""
    input_bytes = sum(file.size_bytes for file in inventory.files)
    runner = settings.runner or ("threads" if input_bytes < THREADS_BELOW_BYTES else "processes")
    progress = Progress(is_quiet=settings.is_quiet)
    with (
        data_folder_lock(settings.data) as check_lock,
        chosen_workers(runner, settings, inventory) as workers,
    ):
        cache = Cache(str((settings.data / ".work").absolute()))
        shown = StageProgress(settings.progress_artifact)
        run = Run(cache, workers, progress, check_lock, shown)
        yield run
        remember_build(run, settings, inventory, parameters)


def chosen_workers(runner: str, settings: RunSettings, inventory: Inventory) -> AbstractContextManager[Workers]:
    """Return the workers of that runner, which end with the context."""
    if runner != "dask":
        memory_bytes = settings.worker_memory_bytes or memory_share(settings.workers)
        return open_workers(runner, settings.workers, memory_bytes)
    from flows.dask_workers import open_cluster  # noqa: PLC0415  # Dask is imported where it is asked for

    versions = {file.path: file.version for file in inventory.files}
    return open_cluster(settings.address, settings.workers, settings.data, versions)


def remember_build(run: Run, settings: RunSettings, inventory: Inventory, parameters: Parameters) -> None:
    """Record what a build used that has done all its work, and keep the cache within its limits."""
    newest = latest_release(settings.data)
    if newest is None:
        return
    record = BuildRecord(
        newest.name,
        inputs_digest(inventory),
        parameters.to_json(),
        run.code_digests.of_module(FLOW_MODULE),
        run.step_codes,
        tuple(run.used),
    )
    work = settings.data / ".work"
    with suppress(OSError):  # the release is out: a cache that cannot be written costs the next build time at most
        keep_record(work, record)
        keep_source_digests(work, inventory)
        if settings.cache.max_bytes < NO_LIMIT_BYTES:
            trim_cache(work, settings.cache.max_bytes)
