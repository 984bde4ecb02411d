"""Lets the tests of this folder import what stands beside them, and gives them releases to be disturbed."""

import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fault_points import FaultPoints, ForkedRuns, compiled


class Prepared(NamedTuple):
    """A data folder with one release, and the finished tables of the next."""

    data: Path
    facts: Path

    def copy_to(self, data: Path) -> None:
        """Put the release into a data folder that has no finished work."""
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.data / "releases", data / "releases")
        for parts in pickle.loads(self.facts.read_bytes()).tables.values():  # written below
            for part in map(Path, (part.path for part in parts)):
                own = data / part.relative_to(self.data)
                own.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(part, own)


@pytest.fixture(scope="session")
def fault_points(tmp_path_factory: pytest.TempPathFactory) -> FaultPoints:
    folder = tmp_path_factory.mktemp("fault-points")
    return FaultPoints(folder, compiled(folder))


@pytest.fixture(scope="session")
def runs(
    fault_points: FaultPoints, prefect_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ForkedRuns]:
    """Builds that the fault points watch."""
    # Against a server of the user's own, Prefect says on standard error what the command line says as well.
    surroundings = {"PREFECT_API_URL": prefect_server, "PREFECT_LOGGING_LEVEL": "CRITICAL"}
    started = ForkedRuns(tmp_path_factory.mktemp("runs"), fault_points.environment | surroundings)
    yield started
    started.end()


@pytest.fixture(scope="session")
def prepared(build: Callable[..., object], seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A release of two seeds, and what the flow would publish of all five."""
    from flows import build_release

    folder = tmp_path_factory.mktemp("prepared")
    data, facts = folder / "data", folder / "facts"
    build(data, *sorted(seeds.iterdir())[:2], release="r0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            build_release,
            "publish_release",
            lambda _, told, *__: facts.write_bytes(pickle.dumps(told)) and data / "releases" / told.name,
        )
        build(data, seeds, release="r1")
    return Prepared(data, facts)
