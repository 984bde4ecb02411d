"""The command line: parses, calls a flow, prints; no logic.

Results go to standard output, everything said on the way to standard error. Heavy modules are imported by the
command that needs them, so that `--help` answers at once.
"""

import argparse
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from flows.cli_arguments import COULD_NOT_RUN, parser
from flows.imports import collector_resting
from flows.last_resort import killed_after_signal

if TYPE_CHECKING:
    from flows.serve_plan import ServePlan
    from flows.settings import Parameters, RunSettings

PUBLISHED, DAMAGED_INPUT, REFUSED = 0, 1, 2
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
SHOWN_REJECTIONS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    options = parser().parse_args(arguments)
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "build": run_build,
        "serve": run_serve,
        "verify": run_verify,
        "explain": run_explain,
        "report": run_report,
        "status": run_status,
        "gc": run_gc,
        "prune": run_prune,
    }
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    try:
        return commands[options.command](options)
    except ImportError as error:
        say(f"presscorpus: {error}: run 'make setup', which installs what requirements.lock names")
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        say("stopped; nothing was published")
        return INTERRUPTED
    except BrokenPipeError:  # the reader of standard output has seen enough
        return COULD_NOT_RUN


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """End the run; the first signal is enough."""
    del number, frame
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def say(text: str) -> None:
    """Write a line to standard error."""
    print(text, file=sys.stderr)


def run_build(options: argparse.Namespace) -> int:
    """Build a release and print its path."""
    from flows.prefect_home import prefect_home  # noqa: PLC0415
    from flows.prefect_server import PrefectServerError  # noqa: PLC0415
    from flows.releases import DataFolderError, check_name, data_folder_lock  # noqa: PLC0415
    from flows.settings import SettingsError, parameters_from, read_config  # noqa: PLC0415
    from flows.sources.found_files import SourceNotFoundError  # noqa: PLC0415
    from flows.sources.inventory import check_sources  # noqa: PLC0415
    from flows.stores import is_url  # noqa: PLC0415
    from flows.workers import ClusterError, WorkerDiedError  # noqa: PLC0415

    try:
        config = read_config(options.config)
        parameters = parameters_from(config, options.languages)
        settings = build_settings(options, config)
        # What stops a run is found before Prefect starts, so that it is said at once.
        check_sources(options.sources)
        with data_folder_lock(settings.data):
            if settings.release is not None:
                check_name(settings.data, settings.release)
            if settings.address is not None:
                from flows.dask_workers import on_cluster  # noqa: PLC0415

                settings = on_cluster(settings, options.workers)
        work = None if is_url(settings.data) else settings.data / ".work"
        with killed_after_signal(), prefect_home(work) as wait_for_server:
            return publish_and_tell(options, parameters, settings, wait_for_server)
    except (
        SettingsError,
        SourceNotFoundError,
        DataFolderError,
        PrefectServerError,
        WorkerDiedError,
        ClusterError,
    ) as error:
        say(f"presscorpus: {error}")
    except OSError as error:
        say(f"presscorpus: {error.filename or 'input or output'}: {error.strerror or error}; nothing was published")
    except ImportError:
        raise
    except Exception:  # noqa: BLE001  # a fault of ours: shown whole, and told apart from a refused release
        traceback.print_exc()
        say("presscorpus: this is a fault of the program; nothing was published")
    return COULD_NOT_RUN


def build_settings(options: argparse.Namespace, config: Mapping[str, Any]) -> "RunSettings":
    """Return how the build is run."""
    from flows.settings import RunSettings, cache_limits_from, check_runner  # noqa: PLC0415

    settings = RunSettings(
        data=options.data,
        runner=options.runner,
        address=options.address,
        worker_memory_bytes=options.worker_memory_bytes,
        release=options.release,
        is_quiet=options.quiet,
        cache=cache_limits_from(config, cache_bytes(options)),
        settle_seconds=options.settle_seconds or 0,
    )
    if options.workers:
        settings = replace(settings, workers=options.workers)
    check_runner(settings)
    return settings


def cache_bytes(options: argparse.Namespace) -> int | None:
    """Return how much finished work may be kept, where the command line says it."""
    from flows.settings import size_bytes  # noqa: PLC0415

    return size_bytes(options.max_cache_size) if options.max_cache_size else None


def publish_and_tell(
    options: argparse.Namespace,
    parameters: "Parameters",
    settings: "RunSettings",
    wait_for_server: Callable[[], None],
) -> int:
    """Run the flow and tell what came of it."""
    with collector_resting():
        from flows.build_release import ReleaseRefusedError, run_build_flow  # noqa: PLC0415
        from flows.inbox import SourcesNotSettledError  # noqa: PLC0415
        from flows.summary import outcome_json, outcome_lines  # noqa: PLC0415
    wait_for_server()
    try:
        outcome = run_build_flow(options.sources, parameters, settings)
    except ReleaseRefusedError as error:
        say(f"presscorpus: the release was refused; nothing was published\n{error}")
        return REFUSED
    except SourcesNotSettledError as error:
        say(f"presscorpus: {error}")
        return COULD_NOT_RUN
    if not options.quiet:
        for line in outcome_lines(outcome, SHOWN_REJECTIONS):
            say(line)
    print(json.dumps(outcome_json(outcome), ensure_ascii=False) if options.json else outcome.path, flush=True)
    return DAMAGED_INPUT if outcome.is_new and outcome.damaged_count else PUBLISHED


def run_serve(options: argparse.Namespace) -> int:
    """Build at set times until stopped."""
    from flows.prefect_server import PrefectServerError  # noqa: PLC0415
    from flows.releases import DataFolderError  # noqa: PLC0415
    from flows.schedules import ScheduleError, check_cron, check_timezone  # noqa: PLC0415
    from flows.serve_plan import ServePlan, full_paths  # noqa: PLC0415
    from flows.settings import SettingsError, cache_limits_from, parameters_from, read_config  # noqa: PLC0415
    from flows.sources.found_files import SourceNotFoundError  # noqa: PLC0415
    from flows.sources.inventory import check_sources  # noqa: PLC0415
    from flows.stores import is_url  # noqa: PLC0415

    try:
        config = read_config(options.config)
        given = {
            "runner": options.runner,
            "address": options.address,
            "workers": options.workers,
            "worker_memory_bytes": options.worker_memory_bytes,
            "max_cache_bytes": cache_limits_from(config, cache_bytes(options)).max_bytes,
            "settle_seconds": options.settle_seconds,
            "is_quiet": options.quiet,
            "is_json": options.json,
        }
        # What stops it is found before Prefect starts, so that it is said at once.
        plan = ServePlan(
            sources=full_paths(options.sources, Path.cwd()),
            data=options.data if is_url(options.data) else options.data.absolute(),
            parameters=parameters_from(config, options.languages).to_json(),
            settings={name: value for name, value in given.items() if value is not None},
            schedule={"cron": check_cron(options.cron), "timezone": check_timezone(options.timezone)},
        )
        check_sources(options.sources)
        serve_and_tell(plan, options.port)
    except (ScheduleError, SettingsError, SourceNotFoundError, DataFolderError, PrefectServerError) as error:
        say(f"presscorpus: {error}")
    except KeyboardInterrupt:
        say("stopped serving; a run that was under way has published nothing")
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # Prefect's threads would go on asking the server that has just been ended
    return COULD_NOT_RUN


def serve_and_tell(plan: "ServePlan", port: int | None) -> NoReturn:
    """Serve until interrupted, and say what goes on."""
    from flows.prefect_home import standing_home  # noqa: PLC0415
    from flows.releases import serve_lock  # noqa: PLC0415

    with serve_lock(plan.data), standing_home(plan.data / ".work" / "prefect", port) as server:
        from flows.serve_builds import serve_builds  # noqa: PLC0415  # Prefect reads its settings when it is imported

        serve_builds(plan, server, say)


def run_verify(options: argparse.Namespace) -> int:
    """Check a release and print what is wrong with it."""
    from flows.releases import ReleaseNotFoundError, open_release  # noqa: PLC0415
    from flows.verify_release import verify_release  # noqa: PLC0415

    try:
        release = open_release(options.release)
    except ReleaseNotFoundError as error:
        say(f"presscorpus: {error}")
        return COULD_NOT_RUN
    faults = verify_release(release)
    if options.json:
        print(
            json.dumps({"release": str(release.path), "is_sound": not faults, "faults": faults}, ensure_ascii=False)
        )
    else:
        print("\n".join(faults) if faults else f"{release.path}: sound")
    return REFUSED if faults else PUBLISHED


def run_explain(options: argparse.Namespace) -> int:
    """Print the fate of the pages that a name leads to."""
    from flows.explain_page import NothingFoundError, explain, page_lines  # noqa: PLC0415
    from flows.releases import ReleaseNotFoundError, open_release  # noqa: PLC0415

    try:
        told = explain(open_release(options.release), options.name)
    except (ReleaseNotFoundError, NothingFoundError) as error:
        say(f"presscorpus: {error.args[0]}")
        return COULD_NOT_RUN
    if options.json:
        print(json.dumps({"pages": told}, ensure_ascii=False, default=str))
    else:
        print("\n".join(line for page in told for line in page_lines(page)))
    return PUBLISHED


def run_report(options: argparse.Namespace) -> int:
    """Build the report of a release again and print its path."""
    from flows.prefect_home import prefect_home  # noqa: PLC0415
    from flows.releases import ReleaseNotFoundError, open_release, renew_sums  # noqa: PLC0415

    try:
        release = open_release(options.release)
    except ReleaseNotFoundError as error:
        say(f"presscorpus: {error}")
        return COULD_NOT_RUN
    with prefect_home() as wait_for_server:
        from flows.report_quality import report_quality  # noqa: PLC0415

        wait_for_server()
        page = report_quality(release.path)
    renew_sums(release, "report")
    print(page)
    return PUBLISHED


def run_status(options: argparse.Namespace) -> int:
    """Print what a build would do."""
    from flows.build_status import build_status, status_lines  # noqa: PLC0415
    from flows.releases import ReleaseNotFoundError  # noqa: PLC0415
    from flows.settings import SettingsError, parameters_from, read_config  # noqa: PLC0415
    from flows.sources.found_files import SourceNotFoundError  # noqa: PLC0415
    from flows.validation import printable  # noqa: PLC0415

    try:
        parameters = parameters_from(read_config(options.config), options.languages)
        status = build_status(options.sources, parameters, options.data)
    except (SettingsError, SourceNotFoundError, ReleaseNotFoundError) as error:
        say(f"presscorpus: {error}")
        return COULD_NOT_RUN
    except OSError as error:
        say(f"presscorpus: {error.filename or 'input'}: {error.strerror or error}")
        return COULD_NOT_RUN
    if options.json:
        print(json.dumps(asdict(status), ensure_ascii=False))
    else:
        print("\n".join(status_lines(status, SHOWN_REJECTIONS, printable)))
    return PUBLISHED


def run_gc(options: argparse.Namespace) -> int:
    """Remove finished work that is of no use and print how much."""
    from flows.collect_garbage import collect_garbage  # noqa: PLC0415
    from flows.releases import DataFolderError  # noqa: PLC0415
    from flows.settings import NO_LIMIT_BYTES, SettingsError, size_bytes  # noqa: PLC0415

    try:
        max_bytes = size_bytes(options.max_size) if options.max_size else NO_LIMIT_BYTES
        done = collect_garbage(options.data, max_bytes, is_dry_run=options.dry_run)
    except (SettingsError, DataFolderError) as error:
        say(f"presscorpus: {error}")
        return COULD_NOT_RUN
    told = {
        "is_dry_run": options.dry_run,
        "removed_count": len(done.removed),
        "removed_bytes": done.removed_bytes,
        "kept_count": len(done.kept),
        "kept_bytes": done.kept_bytes,
        "removed_by_step": done.removed_counts(),
    }
    verb = "would remove" if options.dry_run else "removed"
    line = f"{verb} {len(done.removed):,} results ({done.removed_bytes:,} bytes), kept {len(done.kept):,} "
    print(json.dumps(told) if options.json else f"{line}({done.kept_bytes:,} bytes)")
    return PUBLISHED


def run_prune(options: argparse.Namespace) -> int:
    """Remove old releases and print their names."""
    from flows.prune_releases import prune_releases  # noqa: PLC0415
    from flows.releases import DataFolderError  # noqa: PLC0415

    try:
        done = prune_releases(options.data, options.keep, is_dry_run=options.dry_run)
    except DataFolderError as error:
        say(f"presscorpus: {error}")
        return COULD_NOT_RUN
    if options.json:
        print(json.dumps({"is_dry_run": options.dry_run, **asdict(done)}))
    else:
        verb = "would remove" if options.dry_run else "removed"
        print(f"{verb} {', '.join(done.removed) or 'nothing'}; kept {', '.join(done.kept) or 'nothing'}")
    return PUBLISHED


if __name__ == "__main__":
    sys.exit(main())
