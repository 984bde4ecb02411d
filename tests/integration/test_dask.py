"""A build on a real Dask cluster: a scheduler and workers in processes of their own, on loopback."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from loopback import free_port, wait_for_port

from flows import dask_workers
from flows.dask_workers import (
    DaskWorkers,
    check_cluster,
    check_code,
    check_data,
    check_sources_reached,
    connect,
    refuse_other,
)
from flows.releases import data_sums
from flows.sources.inventory import list_sources
from flows.stores import files_below, place
from flows.workers import ClusterError, WorkerDiedError

pytestmark = pytest.mark.long

Build = Callable[..., Any]
ROOT = Path(__file__).parents[2]
# Dies at its first call, which it knows by the file; what the worker needs for it is in the expression.
DIE_ONCE = "'alive' if __import__('os').path.exists({0!r}) else (open({0!r}, 'x').close(), __import__('os').kill(__import__('os').getpid(), 9))"
DIE = "__import__('os').kill(__import__('os').getpid(), 9)"


class Cluster(NamedTuple):
    """A scheduler's address and how to start workers there."""

    address: str
    start_worker: Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def cluster(s3_server: str, tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers; all that were started end with it."""
    del s3_server  # its address is in the environment
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        folder = tmp_path / name
        folder.mkdir()
        with (folder / "log").open("wb") as log:
            command = [sys.executable, "-c", "from dask.__main__ import main; main()", *arguments]
            started.append(
                subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)
            )
        return started[-1]

    def start_worker(name: str, *more: str) -> "subprocess.Popen[bytes]":
        return start(name, "worker", address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", *more)

    start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    wait_for_port(port)
    try:
        yield Cluster(address, start_worker)
    finally:
        for process in started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_a_build_between_machines_that_share_a_store_alone_survives_a_dead_worker(
    build: Build, cluster: Cluster, bucket: str, seeds: Path, seeds_release: Path
) -> None:
    """Working directories differ, sources, work and releases lie in the store; one worker of two is killed."""
    for path in sorted(seeds.iterdir()):
        (place(f"{bucket}/in") / path.name).write_bytes(path.read_bytes())
    cluster.start_worker("one")
    doomed = cluster.start_worker("two", "--no-nanny")
    data = place(f"{bucket}/data")
    done: list[int] = []

    def kill_in_the_middle() -> None:
        while not any(name.startswith("label_lines/") for name in files_below(data / ".work")):
            time.sleep(0.2)
        doomed.kill()
        done.append(len(files_below(data / ".work")))

    threading.Thread(target=kill_in_the_middle, daemon=True).start()
    outcome = build(data, f"{bucket}/in", is_fresh=True, runner="dask", address=cluster.address)
    assert doomed.wait(10) == -9
    assert 0 < done[0] < len(files_below(data / ".work"))
    assert data_sums(place(outcome.path)) == data_sums(seeds_release)


@pytest.mark.slow
def test_a_cluster_that_the_build_starts_itself_gives_the_same(
    build: Build, seeds: Path, seeds_release: Path, tmp_path: Path
) -> None:
    outcome = build(tmp_path / "data", seeds, is_fresh=True, runner="dask", workers=2)
    assert data_sums(Path(outcome.path)) == data_sums(seeds_release)


def test_a_shard_whose_worker_dies_runs_elsewhere_and_one_that_kills_every_worker_has_failed(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.start_worker("one")
    cluster.start_worker("two")
    with connect(cluster.address) as client:
        client.wait_for_workers(2, timeout=60)
        workers = DaskWorkers(client)
        result, usage = workers.run(eval, DIE_ONCE.format(str(tmp_path / "died")))
        assert result == "alive"
        assert usage.process_id not in (os.getpid(), 0)
        assert usage.peak_memory_bytes > 10_000_000
        with pytest.raises(ZeroDivisionError):
            workers.run(eval, "1 / 0")
        with pytest.raises(WorkerDiedError, match="died each time the cluster tried"):
            workers.run(eval, DIE)


def test_a_cluster_that_cannot_be_used_is_refused_with_the_reason(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ClusterError, match=r"^the Dask scheduler at tcp://.* has no worker; start some"):
        check_cluster(cluster.address, tmp_path)
    monkeypatch.setattr(dask_workers, "CONNECT_SECONDS", 60)
    cluster.start_worker("one")
    (tmp_path / ".work").mkdir()
    assert check_cluster(cluster.address, tmp_path) == 1
    assert list((tmp_path / ".work").iterdir()) == []
    (tmp_path / "a.txt").write_bytes(b"a page")
    (file,) = list_sources([str(tmp_path / "a.txt")]).files
    with connect(cluster.address) as client:
        with pytest.raises(ClusterError, match=r"^worker tcp://.* does not reach memory://data "):
            check_data(client, place("memory://data"))
        check_sources_reached(client, {file.path: file.version})
        with pytest.raises(ClusterError, match=r"does not reach the source /.*/a.txt as it is here"):
            check_sources_reached(client, {file.path: "another"})
        own = dask_workers.own_version()
        monkeypatch.setattr(dask_workers, "own_version", lambda: own | {"code": "123456789abc"})
        with pytest.raises(
            ClusterError, match=rf"^worker tcp://.* has code {own['code']}, this machine has 123456789abc; install"
        ):
            check_code(client)
        with pytest.raises(ClusterError, match=rf"has code {own['code']}, this machine has 123456789abc"):
            DaskWorkers(client).run(eval, "1")


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ({"code": "b", "polars": "1"}, "worker w has code b, this machine has a; install the same"),
        ({"code": "a", "polars": "2"}, "worker w has polars 2, this machine has 1; install the same"),
        ({"code": "not installed"}, "worker w has code not installed, this machine has a; install the same"),
        (ValueError("no"), "worker w cannot tell its version"),
    ],
)
def test_another_version_is_refused_with_both(theirs: object, told: str) -> None:
    refuse_other("w", {"code": "a", "polars": "1"}, {"code": "a", "polars": "1"})
    with pytest.raises(ClusterError, match=told):
        refuse_other("w", {"code": "a", "polars": "1"}, theirs)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--runner", "dask", "--address", "tcp://127.0.0.1:9"], "no Dask scheduler answers at tcp://127.0.0.1:9"),
        (["--address", "tcp://127.0.0.1:9"], "give --runner dask as well"),
        (["--runner", "dask", "--address", "nonsense://x"], "nonsense://x is no address of a Dask scheduler"),
    ],
)
def test_a_scheduler_that_does_not_answer_is_told_in_one_sentence(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "flows.cli", "build", "seeds", "--data", str(tmp_path), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    assert (ended.returncode, ended.stdout) == (3, "")
    assert len(ended.stderr.splitlines()) == 1
    assert told in ended.stderr
    assert list(tmp_path.glob("releases/*")) == []
