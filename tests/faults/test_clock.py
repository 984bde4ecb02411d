"""A clock that goes back or jumps: the newest release is the one made last, and no clock is in its tables."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from data_folder import tables

from flows import build_release
from flows.releases import STORY_TABLES, history_names, latest_release, open_release

pytestmark = pytest.mark.long


class Clock:
    """Stands for the module's `datetime`; says what it is told to."""

    def __init__(self, now: str) -> None:
        self._now = datetime.fromisoformat(now)

    def now(self, zone: tzinfo) -> datetime:
        return self._now.replace(tzinfo=zone)


@pytest.mark.slow
def test_after_a_jump_back_the_newest_release_is_still_the_one_made_last(
    build: Callable[..., object],
    seeds: Path,
    seeds_release: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build_release, "datetime", Clock("2061-03-01T00:00:00"))
    build(tmp_path, *sorted(seeds.iterdir())[:4])
    monkeypatch.setattr(build_release, "datetime", Clock("1999-12-31T23:59:59"))
    build(tmp_path, seeds)
    assert history_names(tmp_path) == ["2061-03-01.0", "1999-12-31.0"]
    latest = latest_release(tmp_path)
    assert latest is not None
    assert (latest.name, latest.manifest["parent"]) == ("1999-12-31.0", "2061-03-01.0")
    assert latest == open_release(tmp_path / "releases" / "1999-12-31.0")
    followed = {name: digest for name, digest in tables(seeds_release).items() if not name.startswith(STORY_TABLES)}
    assert followed.items() <= tables(latest.path).items()
    assert not build(tmp_path, seeds).is_new
