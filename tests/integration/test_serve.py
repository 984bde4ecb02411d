"""`presscorpus serve` as an operator meets it: real processes, a real server, nobody called but loopback."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from loopback import free_port
from watched_calls import strangers, watched

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
PRESSCORPUS = Path(sys.executable).with_name("presscorpus")
# The command line, but for the schedule: a cron expression means a minute at least.
EVERY = """
import sys
from dataclasses import replace
from datetime import timedelta
from flows import cli
serve = cli.serve_and_tell
often = {"interval": timedelta(seconds=float(sys.argv[1]))}
cli.serve_and_tell = lambda plan, port: serve(replace(plan, schedule=often), port)
sys.exit(cli.main(sys.argv[2:]))
"""
STORY = (
    "Bảo tàng tỉnh mở cửa miễn phí vào cuối tuần\n\n"
    "Từ thứ bảy này, khách đến bảo tàng tỉnh không phải mua vé trong hai ngày cuối tuần, theo quyết định vừa ký.\n\n"
    "Bảo tàng mong có thêm ba vạn lượt khách mỗi năm, nhiều nhất là học sinh các huyện miền núi đi cùng gia đình.\n"
)
WAIT_SECONDS = 240  # on a machine that others use


class Served:
    """A `serve` that runs: its process, what it said, and its server's answers."""

    def __init__(self, process: "subprocess.Popen[bytes]", errors: Path) -> None:
        self.process = process
        self._errors = errors

    @property
    def said(self) -> str:
        return self._errors.read_text(encoding="utf-8")

    def wait_for(self, is_so: Callable[[], Any]) -> Any:
        for _ in range(WAIT_SECONDS * 5):
            assert self.process.poll() is None, self.said
            try:
                if found := is_so():
                    return found
            except OSError:  # the server is away
                pass
            time.sleep(0.2)
        raise AssertionError(f"it did not happen within {WAIT_SECONDS} s\n{self.said}")

    @property
    def page(self) -> str:
        return self.wait_for(lambda: "history: http" in self.said and self.said.split("history: ")[1].split()[0])

    def ask(self, path: str, **body: Any) -> Any:
        request = urllib.request.Request(
            f"{self.page}/api/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def runs(self, *names: str) -> list[dict[str, Any]]:
        """Runs of the scheduled flow in a state of one of these names, oldest first."""
        flow = {"name": {"any_": ["scheduled_build"]}}
        state = {"name": {"any_": names}}
        return self.ask("flow_runs/filter", flows=flow, flow_runs={"state": state}, sort="EXPECTED_START_TIME_ASC")

    def wait_for_run(self, *names: str) -> dict[str, Any]:
        return self.wait_for(lambda: self.runs(*names))[-1]

    def server(self) -> psutil.Process:
        (server,) = (
            child
            for child in psutil.Process(self.process.pid).children()
            if "flows.prefect_server" in child.cmdline()
        )
        return server

    def stop(self) -> float:
        """Send SIGTERM and return after how many seconds everything had ended."""
        everything = psutil.Process(self.process.pid).children(recursive=True)
        start = time.monotonic()
        self.process.terminate()
        self.process.wait(60)
        psutil.wait_procs(everything, timeout=10)
        assert [process for process in everything if process.is_running()] == []
        return time.monotonic() - start


@contextmanager
def serving(
    folder: Path, *sources: Path, every: float = 12, env: dict[str, str] | None = None, settle: str = "0"
) -> Iterator[Served]:
    """Serve `folder/data` every so many seconds."""
    errors = folder / "errors.txt"
    options = ["--cron", "0 2 * * *", "--data", "data", "--settle-seconds", settle, "--workers", "2"]
    own = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    with errors.open("wb") as stream, (folder / "output.txt").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", EVERY, str(every), "serve", *map(str, sources), *options],
            stdout=output,
            stderr=stream,
            cwd=folder,
            env={**own, **(env or {})},
        )
    try:
        yield Served(process, errors)
    finally:
        process.kill()
        process.wait()


def many_pages(path: Path, count: int) -> Path:
    """Pages that differ in every line, as pages of many places would."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = STORY.replace("tỉnh", f"tỉnh {number}").replace("huyện", f"huyện {number}")
            file.write(json.dumps({"text": text}) + "\n")
    return path


def released(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "data" / "releases").iterdir())


def test_scheduled_runs_happen_offline_one_at_a_time_and_end_with_serve(tmp_path: Path) -> None:
    env = watched(tmp_path) | {"HOME": "/nonexistent"}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "story.txt").write_text(STORY, encoding="utf-8")
    with serving(tmp_path, Path("in"), every=8, env=env) as served:
        run = served.wait_for_run("published")
        assert run["auto_scheduled"], "a run that nobody but the schedule asked for"
        shown = served.ask("artifacts/filter", artifacts={"flow_run_id": {"any_": [run["id"]]}})
        data = {artifact["key"]: artifact["data"] for artifact in shown}
        assert data["build-progress"] == 100
        assert {"what": "rows of articles", "number": 1} in json.loads(data["build-summary"])
        release = tmp_path / "data" / "releases" / run["state"]["message"].split(":")[0].removeprefix("release ")
        assert data["build-report"].endswith(f"({(release / 'report' / 'index.html').as_uri()})")
        assert (tmp_path / "output.txt").read_text().splitlines()[0] == str(release)
        with urllib.request.urlopen(served.page) as page:
            assert b"<html" in page.read()

        second = subprocess.run(
            [PRESSCORPUS, "serve", "in", "--cron", "0 2 * * *"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (second.returncode, second.stdout) == (3, "")
        assert second.stderr == (
            f"presscorpus: {tmp_path / 'data'} is being served already; end that process, or give another --data\n"
        )
        served.wait_for_run("nothing new")
        assert served.stop() < 10
        assert served.process.returncode == 130
    assert released(tmp_path) == [release.name, "index.html", "latest.json"]
    assert strangers(env) == []


@pytest.mark.slow
def test_a_stopped_and_a_killed_serve_end_the_run_under_way_and_the_next_goes_on(tmp_path: Path) -> None:
    source = many_pages(tmp_path / "crawl.jsonl", 12_000)
    with serving(tmp_path, source) as served:
        served.wait_for(lambda: "count_lines" in served.said)
        assert served.stop() < 10
        assert served.process.returncode == 130
    assert released(tmp_path) == []
    with serving(tmp_path, source) as served:
        served.wait_for(lambda: "read_sources" in served.said)
        everything = psutil.Process(served.process.pid).children(recursive=True)
        served.process.kill()
        psutil.wait_procs(everything, timeout=10)
        assert [process.cmdline() for process in everything if process.is_running()] == []
    assert released(tmp_path) == []
    with serving(tmp_path, source) as served:
        served.wait_for_run("published")
        assert {run["state"]["name"] for run in served.runs("Crashed", "Cancelled")} >= {"Crashed"}
        served.stop()


@pytest.mark.slow
def test_a_killed_server_is_started_again_and_the_run_under_way_ends_whole(tmp_path: Path) -> None:
    source = many_pages(tmp_path / "crawl.jsonl", 12_000)
    with serving(tmp_path, source) as served:
        served.wait_for(lambda: "read_sources" in served.said)
        killed = served.server()
        killed.kill()
        served.wait_for(lambda: "answers again" in served.said)
        run = served.wait_for_run("published")
        assert served.runs("nothing new", "published")[0]["id"] == run["id"]
        assert served.server().pid != killed.pid
        served.wait_for_run("nothing new")
        assert served.stop() < 10
    assert "the Prefect server has ended; starting it again" in served.said
    assert (tmp_path / "output.txt").read_text().splitlines()[0].startswith(str(tmp_path / "data" / "releases"))


@pytest.mark.slow
def test_a_cron_of_every_minute_runs_every_minute(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    with (tmp_path / "errors.txt").open("wb") as stream:
        process = subprocess.Popen(
            [PRESSCORPUS, "serve", "story.txt", "--cron", "* * * * *", "--timezone", "Asia/Ho_Chi_Minh"],
            stderr=stream,
            stdout=subprocess.DEVNULL,
            cwd=tmp_path,
        )
    try:
        served = Served(process, tmp_path / "errors.txt")
        first = served.wait_for_run("published")["expected_start_time"]
        second = served.wait_for_run("nothing new")["expected_start_time"]
        assert (first[17:19], second[17:19]) == ("00", "00")
        assert first < second
        served.stop()
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_the_deployment_for_a_work_pool_runs_on_a_worker(tmp_path: Path, prefect_server: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "story.txt").write_text(STORY, encoding="utf-8")
    shutil.copy(ROOT / "prefect.yaml", tmp_path)
    env = {
        **os.environ,
        "PREFECT_API_URL": prefect_server,
        "PREFECT_HOME": str(tmp_path / "home"),
        "HOME": "/nonexistent",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
    }
    prefect = Path(sys.executable).with_name("prefect")

    def told(*arguments: str) -> str:
        done = subprocess.run(
            [prefect, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    told("work-pool", "create", "builds", "--type", "process")
    parameters = {
        "sources": [str(tmp_path / "in")],
        "data": str(tmp_path / "data"),
        "settings": {"settle_seconds": 0},
    }
    told("deploy", "--all")
    told("deployment", "run", "scheduled_build/nightly", "--params", json.dumps(parameters))
    told("worker", "start", "--pool", "builds", "--run-once", "--limit", "1")
    assert len(released(tmp_path)) == 3, "a release, the index and the pointer"


@pytest.mark.parametrize(
    ("options", "env", "said"),
    [
        (["--cron", "0 25 * * *"], {}, "hour '25' is not in 0-23"),
        (["--cron", "0 2 * * *", "--timezone", "Asia/Hanoi"], {}, "time zone 'Asia/Hanoi'"),
        (["--cron", "0 2 * * *", "--languages", "Vietnamese"], {}, "languages"),
        (["--cron", "0 2 * * *", "--port", "0"], {}, "whole number"),
        ([], {}, "--cron"),
        (
            ["--cron", "0 2 * * *"],
            {"PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api"},
            "no Prefect server answers",
        ),
        (["--cron", "0 2 * * *"], {"PREFECT_API_URL": "nonsense"}, "no Prefect server answers"),
    ],
)
def test_what_cannot_be_served_is_exit_3_with_one_sentence(
    options: Sequence[str], env: dict[str, str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    own = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    done = subprocess.run(
        [PRESSCORPUS, "serve", "in", *options],
        cwd=tmp_path,
        env={**own, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [] or env


def test_a_source_or_a_port_that_is_not_there_is_exit_3(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = str(listener.getsockname()[1])
        own = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
        for arguments, said in (
            (["nowhere"], "'nowhere' does not exist"),
            (["in", "--port", taken], f"port {taken}"),
        ):
            done = subprocess.run(
                [PRESSCORPUS, "serve", *arguments, "--cron", "0 2 * * *"],
                cwd=tmp_path, env=own, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert (done.returncode, done.stdout) == (3, "")
            assert said in done.stderr
