import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows import last_resort
from flows.last_resort import killed_after_signal

# A build that handles signals as the command line does, and then goes on for longer than it may.
BUILD = """
import signal, sys, time
from pathlib import Path
from flows import last_resort
signal.signal(signal.SIGTERM, lambda *_: None)
signal.signal(signal.SIGUSR1, lambda *_: None)
with last_resort.killed_after_signal():
    Path(sys.argv[1]).touch()
    deadline = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < deadline:
        time.sleep(0.05)
"""


@pytest.mark.parametrize(
    ("number", "seconds", "code"),
    [(signal.SIGTERM, 60, -signal.SIGKILL), (signal.SIGTERM, 2, 0), (signal.SIGUSR1, 9, 0)],
    ids=["goes-on", "ends", "other-signal"],
)
def test_a_build_that_goes_on_after_a_signal_is_killed(
    tmp_path: Path, number: signal.Signals, seconds: int, code: int
) -> None:
    started = tmp_path / "started"
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD, started, str(seconds)],
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    while not started.exists():
        time.sleep(0.02)
    build.send_signal(number)
    begun = time.monotonic()
    _, said = build.communicate(timeout=60)
    assert build.returncode == code
    assert said == ("stopped; nothing was published\n" if code else "")
    assert time.monotonic() - begun < 30


def test_the_watcher_ends_with_the_build_and_signals_are_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def remember(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(last_resort.subprocess, "Popen", remember)
    before = signal.set_wakeup_fd(-1)
    try:
        with killed_after_signal():
            (watcher,) = started
            assert watcher.poll() is None
            assert os.getpgid(watcher.pid) == watcher.pid
        assert watcher.returncode == 0
        assert signal.set_wakeup_fd(-1) == -1
    finally:
        signal.set_wakeup_fd(before)
