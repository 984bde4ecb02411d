"""Ports of the loopback interface, for servers that tests start."""

import socket
import time

HOST = "127.0.0.1"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Wait until somebody listens.

    Raises:
        TimeoutError: nobody did within a minute.
    """
    for _ in range(600):
        with socket.socket() as caller:
            if caller.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nobody listens on port {port}")
