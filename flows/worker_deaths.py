"""Which page a worker dies of: the shard is run again, then split, then the offending page stands alone.

The parts of a shard are results like others and are found again. What the whole shard gives without the pages that
workers died of is not: a death says as much about the machine as about the page, so the next build tries again.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import polars as pl

from flows.cache import Artifact, Cache, digest
from flows.patches import DOCUMENT_ID, Target, scan
from flows.shards import Call, run_call, run_calls
from flows.workers import RunStoppedError, Usage, WorkerDiedError, Workers

WORKER_DIED = "worker_died"


class Survived(NamedTuple):
    """A shard's result, what it cost, and the documents that workers died of."""

    artifact: Artifact
    usage: Usage
    fatal_documents: tuple[str, ...] = ()


def run_all_surviving(
    workers: Workers, function: Callable[..., Artifact], shards: Sequence[tuple[Any, ...]]
) -> list[Survived]:
    """Run the function of several shards, at once where it can be; where workers die of that, one by one."""
    if function is run_call and len(shards) > 1:
        calls, caches = zip(*shards, strict=True)
        try:
            artifacts, usage = workers.run(run_calls, calls, caches[0])
        except RunStoppedError:
            raise
        except WorkerDiedError:
            pass
        else:
            shares = [usage, *[usage._replace(cpu_seconds=0.0)] * (len(shards) - 1)]
            return list(map(Survived, artifacts, shares))
    return [run_surviving(workers, function, *arguments) for arguments in shards]


def run_surviving(workers: Workers, function: Callable[..., Artifact], *arguments: Any) -> Survived:
    """Run the function of a shard; a per-document step that workers die of, without the documents that they die of.

    Raises:
        WorkerDiedError: workers died of what cannot be split.
    """
    try:
        return Survived(*workers.run(function, *arguments))
    except RunStoppedError:
        raise
    except WorkerDiedError:
        if function is not run_call or not can_be_split(arguments[0]):
            raise
    return run_by_halves(workers, *arguments)


def can_be_split(call: Call) -> bool:
    """Return whether the step takes whole shards, of which it can do some documents without the others."""
    return call.step.is_per_document and not call.step.is_lazy


def run_by_halves(workers: Workers, call: Call, cache: Cache) -> Survived:
    """Run a per-document step on halves of its documents, and those on halves, wherever workers die."""
    ids, usage = workers.run(document_ids, call)
    usages = [usage]
    parts: list[Artifact] = []
    fatal: list[str] = []
    waiting = halves(ids)
    while waiting:
        some = waiting.pop()
        try:
            part, usage = workers.run(run_call, call._replace(only=(some[0], some[-1]), documents=None), cache)
            parts.append(part)
            usages.append(usage)
        except RunStoppedError:
            raise
        except WorkerDiedError:
            if len(some) == 1:
                fatal += some
            else:
                waiting += halves(some)
    artifact, usage = workers.run(join_parts, call, parts, cache)
    return Survived(artifact, together([*usages, usage]), tuple(sorted(fatal)))


def together(usages: Sequence[Usage]) -> Usage:
    """Return what several runs cost: the processor's seconds of all, the memory of the largest."""
    largest = max(usages, key=lambda usage: usage.peak_memory_bytes)
    return largest._replace(cpu_seconds=sum(usage.cpu_seconds for usage in usages))


def halves(ids: Sequence[str]) -> list[Sequence[str]]:
    """Return the two halves of the documents, without those that are empty."""
    middle = (len(ids) + 1) // 2
    return [half for half in (ids[:middle], ids[middle:]) if half]


def document_ids(call: Call) -> list[str]:
    """Return the documents of the shard, in order."""
    ids = scan(call.inputs[0], call.step.sources[0]).select(pl.col(DOCUMENT_ID).unique().sort())
    if call.documents is not None:
        ids = ids.filter(call.documents.holds(DOCUMENT_ID))
    return ids.collect()[DOCUMENT_ID].to_list()


def join_parts(call: Call, parts: Sequence[Artifact], cache: Cache) -> Artifact:
    """Return the rows of all parts as the shard's result, in the order that the whole would have."""
    step = call.step
    rows = scan(parts, step.target).collect().sort(step.target.sort_key)
    path = cache.path(step.name, digest(call.key(), sorted(part.sha256 for part in parts)))
    failed = sorted(failure for part in parts for failure in part.failed_documents)
    return Target(path, step.target, step.form).write(rows, failed)
