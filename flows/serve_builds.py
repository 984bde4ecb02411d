"""Builds at set times: a Prefect server, a deployment on it, and a process that starts the runs that are due.

One run at a time: the server refuses a run that comes due while one is under way. What was missed while nobody served
becomes one late run. Whatever ends, this process starts again, but for itself.
"""

import asyncio
import hashlib
import io
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, State
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.schedules import Schedule
from prefect.states import Cancelled, Crashed, Scheduled
from prefect.types.entrypoint import EntrypointType

from flows.prefect_home import OthersServer, StandingServer
from flows.prefect_server import PrefectServerError
from flows.scheduled_build import SERVED_BY, scheduled_build
from flows.serve_plan import ServePlan

if TYPE_CHECKING:
    from uuid import UUID

WATCH_SECONDS = 0.5
# Between looks at what is due within twice that. The runner gives up after three looks in vain: a server that was
# killed is back sooner, and the run under way has not noticed.
POLL_SECONDS = 10
RESTART_SECONDS = 5  # before what has ended is started again
STOP_SECONDS = 4  # for the run under way to end by itself
END_SECONDS = 8  # for everything; ten in all, with what a busy machine adds
INTERRUPTED = 130  # as the command line says it
LATE = "late"
UNDER_WAY = ("RUNNING", "PENDING", "CANCELLING", "PAUSED")
PAGE_RUNS = 200  # that the server tells of at once


def serve_builds(plan: ServePlan, server: StandingServer | OthersServer, say: Callable[[str], None]) -> NoReturn:
    """Serve until interrupted, with the data folder's lock held.

    Raises:
        PrefectServerError: the server does not start, or does not answer.
    """
    os.environ[SERVED_BY] = str(os.getpid())
    server.wait_until_ready()
    say(f"serving {', '.join(plan.sources)} to {plan.data}; runs and their history: {server.page}")
    with redirect_stdout(ResultLines(sys.stdout)):
        while True:
            serve_runs(plan, server, say)
            time.sleep(RESTART_SECONDS)


def serve_runs(plan: ServePlan, server: StandingServer | OthersServer, say: Callable[[str], None]) -> None:
    """Start what comes due until that can't be done any more, and say why; start a server that ended again."""
    try:
        server.wait_until_ready()
        thread = RunnerThread(plan)
    except Exception as error:  # noqa: BLE001  # the network, or whatever the server answers: tried again
        say(f"presscorpus: cannot serve just now: {type(error).__name__}: {error}; trying again")
        return restart_if_ended(server, say)
    try:
        while thread.is_alive():
            time.sleep(WATCH_SECONDS)
            restart_if_ended(server, say)
    finally:
        thread.stop()
    say(f"presscorpus: runs cannot be started: {thread.error}; trying again")
    return None


def restart_if_ended(server: StandingServer | OthersServer, say: Callable[[str], None]) -> None:
    """Start the server again where it has ended; the run under way goes on."""
    if not server.has_ended:
        return
    say("presscorpus: the Prefect server has ended; starting it again")
    server.start_again()
    try:
        server.wait_until_ready()
    except PrefectServerError as error:
        say(f"presscorpus: {error}; trying again")
        time.sleep(RESTART_SECONDS)
    else:
        say(f"the Prefect server answers again: {server.page}")


class ResultLines(io.TextIOBase):
    """Passes on what runs print: a full path, or a JSON object, a line. Prefect prints errors between them."""

    def __init__(self, stream: TextIO) -> None:
        """Pass lines on to the stream."""
        self._stream = stream
        self._started = ""

    def write(self, text: str) -> int:
        """Take text in pieces of any length."""
        *lines, self._started = (self._started + text).split("\n")
        for line in lines:
            if line.startswith(("/", "{")):
                self._stream.write(f"{line}\n")
                self._stream.flush()
        return len(text)


class RunnerThread:
    """Prefect's runner in a thread of its own: it starts a process for every run that is due."""

    def __init__(self, plan: ServePlan) -> None:
        """Register the deployment, settle what earlier runs left, and start."""
        self.error: Exception | None = None
        self._loop = asyncio.new_event_loop()
        deployment = deployment_of(plan)
        self._runner = Runner(
            query_seconds=POLL_SECONDS, prefetch_seconds=2 * POLL_SECONDS, pause_on_shutdown=False, limit=None
        )
        with get_client(sync_client=True) as client:
            register(client, deployment, self._add)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _add(self, deployment: RunnerDeployment) -> "UUID":
        deployment_id: UUID = self._runner.add_deployment(deployment)  # type: ignore[assignment]  # as called here
        return deployment_id

    def _serve(self) -> None:
        try:
            self._loop.run_until_complete(self._runner.start())
        except Exception as error:  # noqa: BLE001  # told by the thread that watches
            self.error = error
            while isinstance(self.error, ExceptionGroup):
                self.error = self.error.exceptions[0]

    def is_alive(self) -> bool:
        """Whether runs are started when they are due."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Stop the run under way and start no more, within `STOP_SECONDS`."""
        if self._thread.is_alive():
            # Everything else ends with this process, so that its own end is what has to be sure.
            sure = threading.Timer(END_SECONDS, os._exit, [INTERRUPTED])
            sure.daemon = True
            sure.start()
            stopping = asyncio.run_coroutine_threadsafe(self._runner.astop(), self._loop)
            self._thread.join(STOP_SECONDS)
            stopping.cancel()


def deployment_of(plan: ServePlan) -> RunnerDeployment:
    """Return the deployment of a data folder: its name is the folder's, and tells folders of one name apart."""
    path = hashlib.sha256(os.fsencode(plan.data)).hexdigest()[:8]
    deployment: RunnerDeployment = RunnerDeployment.from_flow(
        scheduled_build,
        name=f"{plan.data.name or 'root'}-{path}".replace("%", "_"),
        schedules=[Schedule(**plan.schedule)],
        parameters={
            "sources": list(plan.sources),
            "data": str(plan.data),
            "parameters": plan.parameters,
            "settings": plan.settings,
        },
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,
        description=scheduled_build.description,
    )
    return deployment


def register(
    client: SyncPrefectClient, deployment: RunnerDeployment, add: Callable[[RunnerDeployment], "UUID"]
) -> bool:
    """Register the deployment, settle what earlier runs left, and return whether a late run makes up for some."""
    is_late = settle_earlier_runs(client, deployment.full_name)
    deployment_id = add(deployment)
    free_place(client, deployment_id)
    if is_late:
        client.create_flow_run_from_deployment(deployment_id, state=Scheduled(), tags=[LATE])
    return is_late


def settle_earlier_runs(client: SyncPrefectClient, deployment_name: str) -> bool:
    """End the runs that earlier processes left, and say whether one run should make up for them.

    What was under way when its process was killed still counts as running; what came due while nobody served still
    waits. The caller holds the data folder's lock, so no such run lives. A late run that was cut is not made up for:
    it may be what ends the process.
    """
    try:
        deployment = client.read_deployment_by_name(deployment_name)
    except ObjectNotFound:
        return False
    mine = {"deployment_id": {"any_": [str(deployment.id)]}}
    cut: State[Any] = Crashed(
        message="the process that served was ended while this ran; the next run goes on from what it finished"
    )
    ended = end_runs(client, mine | {"state": {"type": {"any_": UNDER_WAY}}}, cut)
    if ended:
        parents = {"parent_flow_run_id": {"any_": [str(run.id) for run in ended]}}
        end_runs(client, parents | {"state": {"type": {"any_": UNDER_WAY}}}, cut)
    due = {
        "state": {"type": {"any_": ["SCHEDULED"]}},
        "next_scheduled_start_time": {"before_": datetime.now(UTC).isoformat()},
    }
    skipped: State[Any] = Cancelled(
        name="Missed", message="nobody served at that time; one late run makes up for all missed ones"
    )
    missed = end_runs(client, mine | due, skipped)
    return bool(missed) or any(LATE not in run.tags for run in ended)


def end_runs(client: SyncPrefectClient, criteria: dict[str, Any], state: State[Any]) -> list[FlowRun]:
    """Put all runs that the criteria fit into a state that ends them, and return them."""
    ended: list[FlowRun] = []
    while runs := client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(criteria), limit=PAGE_RUNS):
        for run in runs:
            client.set_flow_run_state(run.id, state, force=True)
        ended += runs
    return ended


def free_place(client: SyncPrefectClient, deployment_id: "UUID") -> None:
    """Free the one place for a run, which a killed server may have left taken."""
    limit = client.read_deployment(deployment_id).global_concurrency_limit
    if limit is not None:
        client.update_global_concurrency_limit(limit.name, GlobalConcurrencyLimitUpdate(active_slots=0))
