"""The fault points from the tests' side: what is watched, which event fails and how, and what was seen."""

import errno
import json
import mmap
import os
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CONTROL = struct.Struct("@5l4096s")  # `struct control` of fault_points.c
KILL = -1
FAILING = frozenset({"open", "write", "flush", "rename", "mkdir"})  # what can fail on a full or broken disk


class Event(NamedTuple):
    """Something that was done to a file of the watched folder."""

    number: int
    kind: str
    inode: int
    path: str


class Failure(NamedTuple):
    """How an event fails: an errno or `KILL`, and whether all later ones fail as well."""

    code: int
    lasts: bool = False

    @property
    def cause(self) -> str:
        """What the system calls it."""
        return os.strerror(self.code)


POWER_CUT = Failure(KILL)
FULL_DISK = Failure(errno.ENOSPC, lasts=True)
BAD_BLOCK = Failure(errno.EIO)


class FaultPoints:
    """The preloaded library's control and log."""

    def __init__(self, folder: Path, library: Path) -> None:
        self.log = folder / "events"
        control = folder / "control"
        control.write_bytes(bytes(CONTROL.size))
        with control.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), CONTROL.size)
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAULT_CONTROL": str(control),
            "FAULT_LOG": str(self.log),
        }

    @contextmanager
    def watching(self, folder: Path, failure: Failure | None = None, at: int = 0) -> Iterator[None]:
        """Count the events of a folder from 1, and let one fail."""
        self.log.write_bytes(b"")
        code, lasts = failure or (0, False)
        told = str(folder).encode()
        self._shared[:] = CONTROL.pack(1, 0, at, code, int(lasts), told)
        try:
            yield
        finally:
            self._shared[:] = bytes(CONTROL.size)

    def events(self) -> list[Event]:
        """Return what was seen, in order."""
        lines = [line.split(" ", 3) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return sorted(Event(int(number), kind, int(inode), path) for number, kind, inode, path in lines)


def compiled(folder: Path) -> Path:
    """Return the library, compiled; skips where there is nothing to compile it with."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("fault points need Linux and a C compiler")
    library = folder / "fault_points.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, HERE / "fault_points.c", "-ldl"], check=True)
    return library


class Finished(NamedTuple):
    """How a run ended and what it said."""

    code: int
    said: str

    @property
    def is_killed(self) -> bool:
        """Whether it was killed."""
        return self.code == -signal.SIGKILL


class ForkedRuns:
    """A process that has imported everything and runs each request in a forked child."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._output = folder / "output"
        self._process = subprocess.Popen(
            [sys.executable, HERE / "forked_runs.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n"

    def run(self, function: str, *arguments: object) -> Finished:
        """Run it and wait for its end."""
        assert self._process.stdin
        assert self._process.stdout
        request = {"function": function, "arguments": [str(each) for each in arguments], "output": str(self._output)}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return Finished(int(self._process.stdout.readline()), self._output.read_text(encoding="utf-8"))

    def end(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)
        assert self._process.stdout
        self._process.stdout.close()
