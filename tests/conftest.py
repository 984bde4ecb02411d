"""What tests of all kinds share: the seeds, the gold data where it is there, and one Prefect server a session."""

import importlib
import importlib.util
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import psutil
import pytest

sys.path.append(str(Path(__file__).parent))  # tests import what they share, in every import mode
from loopback import free_port, wait_for_port

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the labelled pages are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def scorer(shared: Path) -> Callable[[str], ModuleType]:
    """Loads a scorer that stands beside the labelled pages, by its name."""

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, shared / "score" / f"{name}.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="module")
def make_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], ModuleType]]:
    """Makes a module of a name and its code, for worker processes, which import what they run by name."""
    made: list[str] = []
    with pytest.MonkeyPatch.context() as patch:

        def make(name: str, code: str) -> ModuleType:
            folder = tmp_path_factory.mktemp(name)
            (folder / f"{name}.py").write_text(code, encoding="utf-8")
            patch.syspath_prepend(folder)
            made.append(name)
            return importlib.import_module(name)

        yield make
    for name in made:
        sys.modules.pop(name)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """One real Prefect server with a database of its own for all builds of the session; gives its address."""
    os.environ.update(DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false")
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield str(PREFECT_API_URL.value())


@pytest.fixture(scope="session")
def build(
    prefect_server: str,  # noqa: ARG001  # the server has to run
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., object]:
    """Build a release in this process: `build(data, *sources, **settings)`.

    Builds share the session's finished work, as builds on one data folder would; `is_fresh` gives one its own.
    """
    from flows.build_release import build_release
    from flows.settings import Parameters, RunSettings

    finished_work = tmp_path_factory.mktemp("finished-work")

    def run(
        data: Path,
        *sources: Path | str,
        languages: tuple[str, ...] = (),
        is_fresh: bool = False,
        **settings: object,
    ) -> object:
        if not is_fresh and not (data / ".work").exists():
            data.mkdir(parents=True, exist_ok=True)
            (data / ".work").symlink_to(finished_work)
        options = {"runner": "threads", "workers": 2, "is_quiet": True} | settings
        return build_release(
            [str(source) for source in sources], Parameters(languages=languages), RunSettings(data=data, **options)
        )

    return run


@pytest.fixture(scope="session")
def seeds_release(build: Callable[..., object], seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the seeds that tests read and leave as it is."""
    return Path(build(tmp_path_factory.mktemp("seeds") / "data", seeds).path)


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on loopback that speaks S3's protocol, and credentials for it; gives its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = (tmp_path_factory.mktemp("s3") / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log
    )
    access = {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "tester",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",  # nobody is asked for a role
    }
    before = {name: os.environ.get(name) for name in access}
    os.environ.update(access)
    try:
        wait_for_port(port)
        yield url
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        process.kill()
        process.wait()
        log.close()


@pytest.fixture
def bucket(s3_server: str) -> Iterator[str]:
    """A new bucket's URL."""
    import s3fs

    name = f"corpus-{uuid.uuid4().hex}"
    files = s3fs.S3FileSystem(endpoint_url=s3_server, use_listings_cache=False)
    files.mkdir(name)
    yield f"s3://{name}"
    files.rm(name, recursive=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden files anew; review the difference"
    )


@pytest.fixture(scope="session")
def memory_of_all() -> Callable[[psutil.Process], int]:
    """Resident bytes of a process and of all that it started; 0 once it has ended."""

    def resident(process: psutil.Process) -> int:
        total = 0
        try:
            total = process.memory_info().rss
            for each in process.children(recursive=True):
                # One that has just been started is its parent still, in the same memory.
                if each.cmdline() != process.cmdline():
                    total += each.memory_info().rss
        except psutil.NoSuchProcess:
            return total
        return total

    return resident
