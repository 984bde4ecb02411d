"""A build that is told to stop stops, even in the middle of a long computation.

Python runs no signal handler, and no other thread, while a library computes without giving the interpreter free:
seconds, where a shard is worked on in a thread. The kernel's part of a signal cannot be held up: it wakes a small
process, which gives the build a few seconds to end by itself and then kills it. What is killed leaves no trace for
readers, and what it has started ends with it.
"""

import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

STOP_SECONDS = 6  # a build that computes in processes needs one or two


@contextmanager
def killed_after_signal() -> Iterator[None]:
    """Have this process killed if it goes on for long after a signal that it handles."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    watcher = subprocess.Popen(  # noqa: S603  # our own interpreter and module
        [sys.executable, "-I", "-S", __file__, str(os.getpid())],
        stdin=reading,
        stdout=subprocess.DEVNULL,
        process_group=0,  # what is sent to the whole group is for the build to act upon
    )
    os.close(reading)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(writing)
        watcher.wait()


def watch(build: int) -> None:
    """Read signals' numbers until the build ends, or, once it was told to stop, until its last second."""
    deadline = math.inf
    while time.monotonic() < deadline:
        seconds = None if deadline == math.inf else max(0, deadline - time.monotonic())
        if select.select([0], [], [], seconds)[0]:
            number = os.read(0, 1)
            if not number:
                return
            if number[0] in (signal.SIGINT, signal.SIGTERM):
                deadline = min(deadline, time.monotonic() + STOP_SECONDS)
    sys.stderr.write("stopped; nothing was published\n")
    os.kill(build, signal.SIGKILL)


if __name__ == "__main__":
    watch(int(sys.argv[1]))
