"""The server that a build starts for itself: it answers, and it ends with the build, whatever ends that."""

import os
import subprocess
import sys
import urllib.request

import psutil
import pytest

from flows import prefect_server
from flows.prefect_home import prefect_home
from flows.prefect_server import PrefectServerError, PrivateServer

pytestmark = pytest.mark.long

HOLDER = """
import os, sys
from flows.prefect_home import prefect_home
with prefect_home() as wait_for_server:
    wait_for_server()
    print(os.environ["PREFECT_API_URL"], flush=True)
    sys.stdin.read()
"""


def servers_of(process: psutil.Process) -> list[psutil.Process]:
    return [child for child in process.children() if "flows.prefect_server" in child.cmdline()]


def test_the_server_ends_with_a_build_that_is_killed() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as holder:
        assert holder.stdout is not None
        url = holder.stdout.readline().decode().strip()
        with urllib.request.urlopen(f"{url}/health") as answer:
            assert answer.status == 200
        (server,) = servers_of(psutil.Process(holder.pid))
        holder.kill()
        psutil.wait_procs([server], timeout=10)
        assert not server.is_running()


def test_the_server_is_gone_after_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with prefect_home() as wait_for_server:
        wait_for_server()
        (server,) = servers_of(psutil.Process())
    assert not server.is_running()


def test_a_server_that_does_not_start_is_told() -> None:
    ended = subprocess.Popen([sys.executable, "-c", "raise SystemExit(4)"])
    ended.wait()
    with pytest.raises(PrefectServerError, match="ended at its start with code 4"):
        PrivateServer(ended, prefect_server.free_port()).wait_until_ready()


def test_a_server_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefect_server, "START_SECONDS", 0.3)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as silent:
        with pytest.raises(PrefectServerError, match="did not answer within"):
            PrivateServer(silent, prefect_server.free_port()).wait_until_ready()
        silent.kill()
