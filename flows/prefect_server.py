"""A Prefect server of our own: started beside a build, or a series of them, reached over loopback, ended with it.

Prefect would start one by itself, but that server outlives a build that is killed, and the build has to import all
of the server's code to start it. This one is a process that ends when its standard input does, and that is when its
parent does, however that happens.
"""

import gc
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

APP = "prefect.server.api.server:create_app"
START_SECONDS = 120  # a busy machine imports the server slowly
STOP_SECONDS = 5
LOOPBACK = ("127.0.0.1", "localhost", "::1")
POLL_SECONDS = 0.1
# What Prefect sets for a temporary server: no pages, none of the services that only a standing server needs.
TEMPORARY = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    # Nobody reads the events of a server that is deleted with its build: to keep them took a quarter of the CPU of a
    # build of 50,000 pages that had nothing new.
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "0",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED": "0",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "0",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "0",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "0",  # the types of stored settings, of which a build has none
}


# Garbage is searched for a thirtieth as often as by CPython's 700: a server's start makes objects that stay.
COLLECTOR_THRESHOLDS = (20_000, 10, 10)


class PrefectServerError(RuntimeError):
    """A Prefect server did not start, or is not there."""


class PrivateServer:
    """A running server: its address, and a way to wait until it answers."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        """Know a server that was just started."""
        self.api_url = f"http://127.0.0.1:{port}/api"
        self._process = process

    @property
    def has_ended(self) -> bool:
        """Whether the server is gone."""
        return self._process.poll() is not None

    def end(self) -> None:
        """End the server, whatever it is doing."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait_until_ready(self) -> None:
        """Return once the server answers.

        Raises:
            PrefectServerError: it ended, or did not answer in time.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.has_ended:
                raise PrefectServerError(
                    f"the Prefect server ended at its start with code {self._process.returncode}"
                )
            if is_answering(self.api_url):
                return
            time.sleep(POLL_SECONDS)
        raise PrefectServerError(
            f"the Prefect server did not answer within {START_SECONDS} s; is the machine overloaded?"
        )


def is_answering(api_url: str) -> bool:
    """Return whether a Prefect server answers at the address."""
    # Loopback is never asked through a proxy.
    is_near = urllib.parse.urlsplit(api_url).hostname in LOOPBACK
    opener = urllib.request.build_opener(*[urllib.request.ProxyHandler({})] * is_near)
    try:
        with opener.open(f"{api_url.rstrip('/')}/health", timeout=STOP_SECONDS):
            return True
    except (ValueError, OSError):  # no address, or nobody there
        return False


def free_port(wanted: int = 0) -> int:
    """Return a port of the loopback interface that nobody listens on, the wanted one if it is free."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            listener.bind(("127.0.0.1", wanted))
        except OSError:
            listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start_server(environment: Mapping[str, str], port: int) -> PrivateServer:
    """Start a server with these settings, without waiting for it."""
    process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
        [sys.executable, "-m", "flows.prefect_server", str(port)],
        stdin=subprocess.PIPE,
        env=dict(environment),
        process_group=0,  # Ctrl-C on a terminal is for its parent, which then ends it
    )
    return PrivateServer(process, port)


@contextmanager
def private_server(environment: Mapping[str, str]) -> Iterator[PrivateServer]:
    """Start a server for one build, without waiting for it, and end it afterwards."""
    server = start_server({**environment, **TEMPORARY}, free_port())
    try:
        yield server
    finally:
        server.end()


def end_with_input() -> None:
    """Wait for the end of standard input, which is the end of the parent, and end this process at once."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(0)


def serve(port: int) -> None:
    """Serve Prefect's API on loopback until standard input ends."""
    import uvicorn  # noqa: PLC0415  # with the server's code, only in the server's process

    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    threading.Thread(target=end_with_input, daemon=True).start()
    uvicorn.run(APP, factory=True, host="127.0.0.1", port=port, log_level="critical", lifespan="on")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
