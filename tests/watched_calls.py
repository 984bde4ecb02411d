"""Who is looked up and called by a command and all Python processes that it starts."""

import os
from collections.abc import Mapping
from pathlib import Path

# Written into every Python process of a build: who was looked up, and who was called.
WATCHER = """
import os, sys

def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        target = arguments[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else arguments[1]
        with open(os.environ["WATCHED_CALLS"], "a", encoding="utf-8") as file:
            file.write(f"{event} {target!r}\\n")

sys.addaudithook(watch)
"""
LOOPBACK = ("'127.0.0.1'", "'localhost'", "('127.0.0.1'", "('::1'", "None", "b'127.0.0.1'", "b'localhost'")


def watched(folder: Path) -> dict[str, str]:
    """Return the environment of a command that is watched; what it calls is kept below the folder."""
    (folder / "watcher").mkdir()
    (folder / "watcher" / "sitecustomize.py").write_text(WATCHER)
    paths = os.pathsep.join(filter(None, [str(folder / "watcher"), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": paths, "WATCHED_CALLS": str(folder / "calls")}


def strangers(environment: Mapping[str, str]) -> list[str]:
    """Return who was called but this machine itself; the own server is called always."""
    called = Path(environment["WATCHED_CALLS"]).read_text().splitlines()
    assert called, "the watcher saw nothing, not even the own server"
    return [call for call in called if not call.split(" ", 1)[1].startswith(LOOPBACK)]
