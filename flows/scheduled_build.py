"""The flow that a server starts, at its times or from its pages: it takes what JSON can hold and builds a release.

Whoever only sees the server's pages reads in the state of the run what came of it: a release, nothing new, why it was
refused, why it could not run.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed, Failed

from flows.build_release import BuildOutcome, ReleaseRefusedError, run_build_flow
from flows.inbox import SETTLE_SECONDS, SourcesNotSettledError
from flows.releases import DataFolderError, open_release
from flows.run_artifacts import end_progress, show_report, show_summary, start_progress
from flows.settings import CacheLimits, Parameters, RunSettings, SettingsError, check_runner, parameters_from
from flows.sources.found_files import SourceNotFoundError
from flows.store_paths import UnknownStoreError
from flows.stores import is_url, place
from flows.summary import outcome_json, outcome_lines
from flows.workers import ClusterError, WorkerDiedError

SERVED_BY = "PRESSCORPUS_SERVED_BY"  # the process whose end ends the run
WATCH_SECONDS = 0.5
# Whoever replaces a released file is done within a few times the seconds that it takes to settle, or takes long.
SETTLE_TRIES = 3
SHOWN_REJECTIONS = 20
SETTINGS = frozenset(
    (
        *("runner", "address", "workers", "worker_memory_bytes", "max_cache_bytes", "settle_seconds"),
        *("is_quiet", "is_json"),
    )
)
RUNNERS = (None, "threads", "processes", "dask")


@flow(name="scheduled_build", persist_result=False)
def scheduled_build(
    sources: list[str],
    data: str,
    parameters: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
) -> State[Any]:
    """Build a release of what lies in the sources now, if it differs from the newest release.

    Args:
        sources: Files, folders or patterns, each with its full path.
        data: Full path or URL of the folder where releases go.
        parameters: `languages`, `read_limits`, `copy_rules`, as in `presscorpus.toml`.
        settings: `runner`, `address`, `workers`, `worker_memory_bytes`, `max_cache_bytes`, `settle_seconds`,
            `is_quiet`, `is_json`.
    """
    threading.Thread(target=end_with_serve, daemon=True).start()
    try:
        check_full_paths([*sources, data])
        release_parameters = parameters_from(parameters or {}, None)
        run_settings = settings_from(settings or {}, place(data))
        return build_and_show(
            sources, release_parameters, run_settings, is_json=bool((settings or {}).get("is_json"))
        )
    except ReleaseRefusedError as error:
        return ended(Failed(name="refused", message=f"the release was refused; nothing was published\n{error}"))
    except SourcesNotSettledError as error:
        return ended(Completed(name="postponed", message=str(error)))
    except (
        SettingsError,
        SourceNotFoundError,
        DataFolderError,
        UnknownStoreError,
        WorkerDiedError,
        ClusterError,
    ) as error:
        return ended(Failed(name="could not run", message=str(error)))
    except OSError as error:
        where = f"{error.filename or 'input or output'}: {error.strerror or error}"
        return ended(Failed(name="could not run", message=f"{where}; nothing was published"))


def build_and_show(
    sources: Sequence[str], parameters: Parameters, settings: RunSettings, *, is_json: bool
) -> State[Any]:
    """Build, show what came of it, and return the state that says it."""
    progress = start_progress()
    outcome = build_settled(sources, parameters, replace(settings, progress_artifact=progress))
    name = place(outcome.path).name
    told = f"release {name}" if outcome.is_new else "nothing new"
    end_progress(progress, told)
    show_summary(summary_numbers(outcome), told)
    show_report(place(outcome.path))
    lines = [*outcome_lines(outcome, SHOWN_REJECTIONS)]
    for line in lines:
        get_run_logger().info(line)
    if not settings.is_quiet:
        sys.stderr.write("".join(f"{line}\n" for line in lines))
    sys.stdout.write(f"{json.dumps(outcome_json(outcome), ensure_ascii=False) if is_json else outcome.path}\n")
    message = f"{told}: {outcome.row_counts['articles']:,} articles, {outcome.damaged_count:,} damaged or skipped"
    return Completed(name="published" if outcome.is_new else "nothing new", message=message)


def build_settled(sources: Sequence[str], parameters: Parameters, settings: RunSettings) -> BuildOutcome:
    """Build; where released files are being written just now, wait a little and try again."""
    for _ in range(SETTLE_TRIES - 1):
        try:
            return run_build_flow(sources, parameters, settings)
        except SourcesNotSettledError:
            time.sleep(settings.settle_seconds)
    return run_build_flow(sources, parameters, settings)


def summary_numbers(outcome: BuildOutcome) -> dict[str, Any]:
    """Return what the summary table shows: rows, rejections by reason, what was left out, seconds of each stage."""
    told = outcome_json(outcome)
    stages = open_release(place(outcome.path)).manifest["stages"] if outcome.is_new else []
    return {
        **{f"rows of {table}": count for table, count in outcome.row_counts.items()},
        **{f"rejected: {each['reason']} ({each['step']})": each["count"] for each in told["rejections"]},
        "damaged or skipped": outcome.damaged_count,
        "warnings of gates": len(outcome.warnings),
        "files still being written, left for the next run": len(outcome.unsettled),
        **{f"seconds of {stage['name']}": stage["seconds"] for stage in stages},
    }


def ended(state: State[Any]) -> State[Any]:
    """Tell on standard error, too, why there is no new release, and return the state."""
    sys.stderr.write(f"presscorpus: {state.message}\n")
    return state


def check_full_paths(paths: Sequence[str]) -> None:
    """Raise `SettingsError` for a path that depends on where the run happens to be started."""
    for path in paths:
        if not is_url(path) and not place(path).is_absolute():
            raise SettingsError(
                f"{path!r} is no full path: a server has no working folder of yours, begin it with '/'"
            )


def settings_from(values: Mapping[str, Any], data: Path) -> RunSettings:
    """Return how the build is run, every value checked.

    Raises:
        SettingsError: a name is unknown, or a value is not of its kind.
    """
    if unknown := sorted(values.keys() - SETTINGS):
        raise SettingsError(f"unknown setting {unknown[0]!r}; known are {sorted(SETTINGS)}")
    known = {field.name for field in fields(RunSettings)}
    settings = replace(
        RunSettings(data=data, settle_seconds=SETTLE_SECONDS),
        **{name: value for name, value in values.items() if name in known and value is not None},
    )
    if settings.runner not in RUNNERS:
        raise SettingsError(f"runner {settings.runner!r}: give threads, processes or dask")
    check_runner(settings)
    for name in ("workers", "worker_memory_bytes", "max_cache_bytes"):
        value = values.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            raise SettingsError(f"{name} {value!r}: give a whole number of 1 or more")
    if not isinstance(settings.settle_seconds, int | float) or not 0 <= settings.settle_seconds < float("inf"):
        raise SettingsError(f"settle_seconds {settings.settle_seconds!r}: give a number of 0 or more")
    limits = CacheLimits(values["max_cache_bytes"]) if values.get("max_cache_bytes") else settings.cache
    return on_workers(replace(settings, cache=limits), values.get("workers"))


def on_workers(settings: RunSettings, workers: int | None) -> RunSettings:
    """Return the settings with a number of workers, of the cluster where the work is for one.

    Raises:
        ClusterError: the cluster cannot be used.
    """
    if settings.address is None:
        return settings
    from flows.dask_workers import on_cluster  # noqa: PLC0415  # Dask is imported where it is asked for

    return on_cluster(settings, workers)


def end_with_serve() -> None:
    """End this process at once when the process that serves has ended, however that happened."""
    served_by = os.environ.get(SERVED_BY)
    if served_by is None:
        return
    while str(os.getppid()) == served_by:
        time.sleep(WATCH_SECONDS)
    os._exit(1)
