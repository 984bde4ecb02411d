"""A lock in a store: an object that names its owner and that the owner writes anew every few seconds.

A store has no lock that dies with its process. Whoever finds a lease watches it: one that changes meanwhile is
alive, one that stays as it is for its whole period is dead and is taken over: a stale lock blocks for that long only.

Where a store can put an object only if there is none, the first to put it has it. A dead lease is overwritten; of two
that do so at once the later one wins, and each looks again after a while before it believes. Clocks of machines are
never compared.
"""

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from flows.store_paths import StorePath

PERIOD_SECONDS = 30.0  # ten renewals: a store that is slow for a while loses nobody the lease
RENEWAL_SECONDS = 3.0
SETTLING_SECONDS = 1.0  # a put takes less where a build makes sense


class LeaseError(RuntimeError):
    """The lease is somebody else's, or may be, since it was not renewed in its period; the message says more."""


@dataclass(frozen=True)
class Lease:
    """What the object holds: who owns it, how often it was renewed, and how long it lives without that."""

    owner: str
    host: str
    process_id: int
    renewal_count: int
    period_seconds: float


def read_lease(path: StorePath) -> Lease | None:
    """Return the lease, or nothing where there is none; one that cannot be understood is nobody's."""
    try:
        told = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        return Lease("", "", 0, 0, PERIOD_SECONDS)
    return Lease(**told)


def write_lease(path: StorePath, lease: Lease) -> None:
    """Put the lease, whatever is there."""
    path.write_bytes(json.dumps(asdict(lease)).encode())


def await_death(path: StorePath) -> Lease | None:
    """Return nothing where there is no lease, or the one that has stayed as it is for its whole period.

    Raises:
        LeaseError: it was renewed meanwhile.
    """
    found = read_lease(path)
    if found is None:
        return None
    deadline = time.monotonic() + found.period_seconds
    while time.monotonic() < deadline:
        time.sleep(min(RENEWAL_SECONDS, found.period_seconds) / 3)
        now = read_lease(path)
        if now is None:
            return None
        if now != found:
            raise LeaseError(f"{now.host or 'another machine'}, process {now.process_id}")
    return found


def take(path: StorePath, lease: Lease) -> None:
    """Make the lease ours.

    Raises:
        LeaseError: somebody else has it, or was quicker.
    """
    dead = await_death(path)
    try:
        if dead is None:
            path.create_bytes(json.dumps(asdict(lease)).encode())
        else:
            write_lease(path, lease)
    except FileExistsError:
        raise LeaseError("another build that began at the same time") from None
    time.sleep(SETTLING_SECONDS)
    now = read_lease(path)
    if now is None or now.owner != lease.owner:
        raise LeaseError("another build that began at the same time")


class Renewal:
    """Renews a lease from a thread until it is ended, and knows whether it still holds."""

    def __init__(self, path: StorePath, lease: Lease) -> None:
        """Know a lease that was just taken."""
        self._path = path
        self._lease = lease
        self._renewed = time.monotonic()
        self._is_taken = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to renew."""
        self._thread.start()

    def _run(self) -> None:
        while not self._end.wait(RENEWAL_SECONDS):
            try:
                now = read_lease(self._path)
                if now is None or now.owner != self._lease.owner:
                    self._is_taken = True
                    return
                begun = time.monotonic()
                self._lease = replace(self._lease, renewal_count=self._lease.renewal_count + 1)
                write_lease(self._path, self._lease)
                self._renewed = begun
            except OSError:  # the store may answer again before the period is over
                continue

    def check(self) -> None:
        """Raise `LeaseError` unless nobody else can have the lease."""
        age = time.monotonic() - self._renewed
        if self._is_taken or age > self._lease.period_seconds:
            raise LeaseError(f"{self._path} was not renewed for {age:.0f} s; another build may be running")

    def end(self) -> None:
        """Stop, and give the lease back if it is still ours."""
        self._end.set()
        self._thread.join()
        now = None if self._is_taken else read_lease(self._path)
        if now is not None and now.owner == self._lease.owner:
            self._path.unlink(missing_ok=True)


@contextmanager
def hold_lease(path: StorePath) -> Iterator[Renewal]:
    """Hold the lease at that path.

    Raises:
        LeaseError: somebody else holds it.
    """
    lease = Lease(uuid.uuid4().hex, socket.gethostname(), os.getpid(), 0, PERIOD_SECONDS)
    take(path, lease)
    renewal = Renewal(path, lease)
    renewal.start()
    try:
        yield renewal
    finally:
        renewal.end()
