"""Workers of a Dask cluster: the work of each shard is one Dask task, on whatever machine is free.

Prefect's task runs stay with the driver, and only the function of a shard with its arguments, paths and digests, is
sent. A Prefect task that runs on another machine reports to Prefect's server from there; the server of a build
listens on the driver's loopback and asks nobody for a password, and opening it to a network would let anyone in.
This way a worker needs the scheduler and the data, nothing else. prefect-dask starts or joins the cluster.

A worker that dies has its shard run again elsewhere by the scheduler, as often as its `allowed-failures` says, and
then the shard has failed. Before any work every worker shows that it has the same code and reaches the same data; one
that joins later shows its code with each shard.
"""

import hashlib
import logging
import multiprocessing
import os
import re
import signal
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from distributed import Client, KilledWorker, LocalCluster

from flows.cache import OUR_PACKAGES, RESULT_LIBRARIES
from flows.settings import RunSettings
from flows.sources.inventory import source_version
from flows.stores import place
from flows.workers import LIBRARY_SETTINGS, ClusterError, RunStoppedError, Usage, WorkerDiedError, measured

Result = TypeVar("Result")

ADDRESS = re.compile(r"(tcp|tls|ws|wss)://\S+:\d+")
CONNECT_SECONDS = 10  # a scheduler that lives answers within one
WORKER_START = "import os; os.setpgid(0, 0)"  # as `workers.start_process` says
PROBED_SOURCES = 10  # of all files that are read, spread over them


def code_version(packages: Sequence[str], libraries: Sequence[str]) -> dict[str, str]:
    """Return what a machine would compute with: a digest of our sources, and the versions of libraries.

    Imports what it needs itself, since it is sent to machines that may have other code, or none.
    """
    import hashlib  # noqa: PLC0415
    import importlib.metadata  # noqa: PLC0415
    import importlib.util  # noqa: PLC0415
    import pathlib  # noqa: PLC0415

    digest = hashlib.sha256()
    for package in packages:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            return {"code": "not installed"}
        root = pathlib.Path(next(iter(spec.submodule_search_locations)))
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{package}/{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return {"code": digest.hexdigest()[:12]} | {name: importlib.metadata.version(name) for name in libraries}


def sent_whole(function: Callable[..., Result]) -> Callable[..., Result]:
    """Return the function as one that is sent with its code, not by its name, which may mean another there."""
    import types  # noqa: PLC0415

    return types.FunctionType(function.__code__, {"__name__": "__main__"}, f"sent_{function.__name__}")


def own_version() -> dict[str, str]:
    """Return what this machine computes with."""
    return code_version(OUR_PACKAGES, RESULT_LIBRARIES)


def check_code(client: Client) -> None:
    """Raise `ClusterError` unless every worker has this machine's code and libraries."""
    own = own_version()
    found = client.run(sent_whole(code_version), list(OUR_PACKAGES), list(RESULT_LIBRARIES), on_error="return")
    for worker, theirs in sorted(found.items()):
        refuse_other(worker, own, theirs)


def refuse_other(worker: str, own: Mapping[str, str], theirs: object) -> None:
    """Raise `ClusterError` where a worker does not compute with what this machine has."""
    if not isinstance(theirs, dict):
        raise ClusterError(f"worker {worker} cannot tell its version ({theirs}); install this version of presscorpus")
    other = sorted(name for name in own.keys() | theirs.keys() if own.get(name) != theirs.get(name))
    if other:
        name = other[0]
        raise ClusterError(
            f"worker {worker} has {name} {theirs.get(name, 'unknown')}, this machine has {own.get(name)}; "
            "install the same version of presscorpus and its libraries on both"
        )


def read_probe(address: str) -> str:
    """Return the text of a file, on a worker."""
    return place(address).read_text(encoding="utf-8")


def check_data(client: Client, folder: Path) -> None:
    """Raise `ClusterError` unless every worker reads what this machine writes into the work folder."""
    token = uuid.uuid4().hex
    probe = folder.absolute() / f"probe-{token}"
    probe.write_text(token, encoding="utf-8")
    try:
        found = client.run(read_probe, str(probe), on_error="return")
    finally:
        probe.unlink(missing_ok=True)
    for worker, told in sorted(found.items()):
        if told != token:
            raise ClusterError(
                f"worker {worker} does not reach {folder} ({told}); give a --data that all machines share, "
                "such as s3://bucket/corpus"
            )


def check_sources_reached(client: Client, versions: Mapping[str, str]) -> None:
    """Raise `ClusterError` unless every worker finds the source files in the version in which they were listed."""
    for path, version in sorted(versions.items())[:: max(1, len(versions) // PROBED_SOURCES)]:
        for worker, told in sorted(client.run(source_version, path, on_error="return").items()):
            if told != version:
                raise ClusterError(
                    f"worker {worker} does not reach the source {path} as it is here ({told}); give sources that all "
                    "machines share, such as s3://bucket/crawl"
                )


def work_on_cluster(
    own: Mapping[str, str], function: Callable[..., Result], *arguments: object
) -> tuple[Result, Usage]:
    """Do the work of a shard on a worker, if it has the driver's code.

    Dask's worker processes are daemons, which may have no children; ours reads untrusted pages in one, which ends
    when its parent does.
    """
    refuse_other(f"{os.uname().nodename}, process {os.getpid()}", own, own_version())
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    result, usage = measured(function, *arguments)
    machine = int.from_bytes(hashlib.sha256(os.uname().nodename.encode()).digest()[:4], "big")
    return result, usage._replace(process_id=machine << 32 | os.getpid())


class DaskWorkers:
    """Does the work on a cluster."""

    def __init__(self, client: Client) -> None:
        """Know the cluster."""
        self.client = client
        self._own = own_version()

    def run(self, function: Callable[..., Result], *arguments: object) -> tuple[Result, Usage]:
        """Run the function on a worker; raises what it raises, or `WorkerDiedError`."""
        key = f"{getattr(function, '__name__', 'shard')}-{uuid.uuid4().hex}"
        future = self.client.submit(work_on_cluster, self._own, function, *arguments, key=key, pure=False)
        try:
            told: tuple[Result, Usage] = future.result()
        except KilledWorker as error:
            raise WorkerDiedError(
                "the worker died each time the cluster tried; the usual cause is too little memory: give workers more"
            ) from error
        except CancelledError as error:
            raise RunStoppedError("the run was stopped") from error
        return told


@contextmanager
def connect(address: str) -> Iterator[Client]:
    """Give a client of an existing cluster that has workers.

    Raises:
        ClusterError: nobody answers there, or no worker has joined.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is wrong is told once, by the command line
    if not ADDRESS.fullmatch(address):
        raise ClusterError(f"{address} is no address of a Dask scheduler: give one such as tcp://10.0.0.7:8786")
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({' '.join(str(error).split())}); check that it runs"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise ClusterError(
                f"the Dask scheduler at {address} has no worker; start some: dask worker {address}"
            ) from error
        yield client


def check_cluster(address: str, data: Path) -> int:
    """Return how many shards a cluster works on at a time, once it has shown that it can be used."""
    with connect(address) as client:
        check_code(client)
        check_data(client, data / ".work")
        return sum(client.nthreads().values())  # type: ignore[no-untyped-call]


def on_cluster(settings: RunSettings, workers: int | None) -> RunSettings:
    """Return the settings for a cluster that can be used, with as many shards at a time as it works on."""
    count = check_cluster(str(settings.address), settings.data)
    return replace(settings, workers=workers or count)


@contextmanager
def own_cluster(count: int) -> Iterator[LocalCluster]:
    """Give a cluster of processes of this machine, and end it afterwards: at once where its work is of no use."""
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=count,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        host="127.0.0.1",
        env=LIBRARY_SETTINGS,
        preload=[WORKER_START],
    ) as cluster:
        try:
            yield cluster
        except BaseException:
            # One in the middle of a shard would be asked to end, and waited for.
            for nanny in cluster.workers.values():
                nanny.close_gracefully()  # starts no other in its place
                if pid := nanny.pid:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            raise


@contextmanager
def open_cluster(address: str | None, count: int, data: Path, versions: Mapping[str, str]) -> Iterator[DaskWorkers]:
    """Give the workers of a cluster, of this machine's own where no address is given, and leave or end it afterwards.

    Args:
        address: of an existing cluster's scheduler.
        count: processes of one thread each, where the cluster is started here.
        data: the data folder.
        versions: of the source files by path or URL.
    """
    # It imports Prefect, whose settings must have been made by then.
    from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with (
        nullcontext() if address else own_cluster(count) as cluster,
        DaskTaskRunner(cluster=cluster, address=address, client_kwargs={"timeout": CONNECT_SECONDS}) as runner,
    ):
        client = runner.client
        check_code(client)
        check_data(client, data / ".work")
        check_sources_reached(client, versions)
        yield DaskWorkers(client)
