import json
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

from flows import store_lease
from flows.store_lease import Lease, LeaseError, Renewal, hold_lease, read_lease, take, write_lease
from flows.store_paths import StorePath

PERIOD = 0.4
MINE = Lease("me", "here", 1, 0, PERIOD)
OTHERS = Lease("other", "there", 2, 0, PERIOD)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> Iterator[StorePath]:
    monkeypatch.setattr(store_lease, "PERIOD_SECONDS", PERIOD)
    monkeypatch.setattr(store_lease, "RENEWAL_SECONDS", 0.04)
    monkeypatch.setattr(store_lease, "SETTLING_SECONDS", 0.01)
    path = StorePath(f"memory://{uuid.uuid4().hex}/lock")
    yield path
    path.unlink(missing_ok=True)


def test_a_lease_is_there_while_it_is_held_and_renewed(path: StorePath) -> None:
    with hold_lease(path) as renewal:
        first = read_lease(path)
        time.sleep(0.2)
        later = read_lease(path)
        renewal.check()
    assert first is not None
    assert later is not None
    assert (later.owner, later.period_seconds) == (first.owner, PERIOD)
    assert later.renewal_count > first.renewal_count
    assert read_lease(path) is None


def test_a_lease_that_lives_is_refused_before_its_period_is_over(path: StorePath) -> None:
    with hold_lease(path):
        begun = time.monotonic()
        with pytest.raises(LeaseError, match=r", process \d+$"):
            take(path, MINE)
        assert time.monotonic() - begun < PERIOD


def test_a_dead_lease_is_taken_over_after_its_period_and_not_before(path: StorePath) -> None:
    write_lease(path, OTHERS)
    begun = time.monotonic()
    take(path, MINE)
    assert PERIOD <= time.monotonic() - begun < 3 * PERIOD
    assert read_lease(path) == MINE


def test_what_cannot_be_understood_is_a_dead_lease(path: StorePath) -> None:
    path.write_bytes(b"no lease")
    take(path, MINE)
    assert read_lease(path) == MINE


def test_of_several_that_begin_at_once_one_has_the_lease(path: StorePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_lease, "SETTLING_SECONDS", 0.5)
    outcomes: list[str] = []

    def contend(name: str) -> None:
        try:
            take(path, replace(MINE, owner=name))
            outcomes.append(name)
        except LeaseError:
            outcomes.append("refused")

    threads = [threading.Thread(target=contend, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = set(outcomes) - {"refused"}
    assert outcomes.count("refused") == 3
    assert read_lease(path) == replace(MINE, owner=winner)


def test_a_lease_that_somebody_else_took_meanwhile_is_lost_and_left_to_them(path: StorePath) -> None:
    with hold_lease(path) as renewal:
        write_lease(path, OTHERS)
        time.sleep(0.2)
        with pytest.raises(LeaseError, match="was not renewed"):
            renewal.check()
    assert read_lease(path) == OTHERS


def test_a_lease_that_was_not_renewed_for_its_period_is_lost(
    path: StorePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(5, "the store does not answer")

    with hold_lease(path) as renewal:
        with monkeypatch.context() as patch:
            patch.setattr(store_lease, "write_lease", refuse)
            time.sleep(PERIOD + 0.2)
            with pytest.raises(LeaseError, match="was not renewed"):
                renewal.check()
        time.sleep(0.2)
        renewal.check()  # nobody took it, and the store answers again


def test_a_lease_says_who_owns_it(path: StorePath) -> None:
    with hold_lease(path):
        told = json.loads(path.read_bytes())
    assert sorted(told) == ["host", "owner", "period_seconds", "process_id", "renewal_count"]


def test_the_end_of_a_lease_that_is_ours_no_more_deletes_nothing(path: StorePath) -> None:
    renewal = Renewal(path, MINE)
    write_lease(path, OTHERS)
    renewal.start()
    renewal.end()
    assert read_lease(path) == OTHERS
