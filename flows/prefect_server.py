"""A Prefect server of one build's own: started beside it, reached over loopback, ended with it.

Prefect would start one by itself, but that server outlives a build that is killed, and the build has to import all
of the server's code to start it. This one is a process that ends when its standard input does, and that is when its
parent does, however that happens.
"""

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

APP = "prefect.server.api.server:create_app"
START_SECONDS = 120  # a busy machine imports the server slowly
STOP_SECONDS = 5
POLL_SECONDS = 0.1
# What Prefect sets for a temporary server: no pages, none of the services that only a standing server needs.
TEMPORARY = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}


class PrefectServerError(RuntimeError):
    """The build's Prefect server did not start."""


class PrivateServer:
    """A running server: its address, and a way to wait until it answers."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        """Know a server that was just started."""
        self.api_url = f"http://127.0.0.1:{port}/api"
        self._process = process

    def wait_until_ready(self) -> None:
        """Return once the server answers.

        Raises:
            PrefectServerError: it ended, or did not answer in time.
        """
        # Loopback is never asked through a proxy.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise PrefectServerError(
                    f"the Prefect server ended at its start with code {self._process.returncode}"
                )
            try:
                with opener.open(f"{self.api_url}/health", timeout=STOP_SECONDS):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(POLL_SECONDS)
        raise PrefectServerError(
            f"the Prefect server did not answer within {START_SECONDS} s; is the machine overloaded?"
        )


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def private_server(environment: Mapping[str, str]) -> Iterator[PrivateServer]:
    """Start a server with these settings, without waiting for it, and end it afterwards."""
    port = free_port()
    process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
        [sys.executable, "-m", "flows.prefect_server", str(port)],
        stdin=subprocess.PIPE,
        env={**environment, **TEMPORARY},
        process_group=0,  # Ctrl-C reaches the whole group of the build, which still has to tell the server its end
    )
    try:
        yield PrivateServer(process, port)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_with_input() -> None:
    """Wait for the end of standard input, which is the end of the parent, and end this process at once."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(0)


def serve(port: int) -> None:
    """Serve Prefect's API on loopback until standard input ends."""
    import uvicorn  # noqa: PLC0415  # with the server's code, only in the server's process

    threading.Thread(target=end_with_input, daemon=True).start()
    uvicorn.run(APP, factory=True, host="127.0.0.1", port=port, log_level="critical", lifespan="on")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
