"""The flow that a server starts, and what is done with runs that nobody ended, on a real server in this process."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.long

STORY = (
    "Bảo tàng tỉnh mở cửa miễn phí vào cuối tuần\n\n"
    "Từ thứ bảy này, khách đến bảo tàng tỉnh không phải mua vé trong hai ngày cuối tuần, theo quyết định vừa ký.\n\n"
    "Bảo tàng mong có thêm ba vạn lượt khách mỗi năm, nhiều nhất là học sinh các huyện miền núi đi cùng gia đình.\n"
)
OTHER_STORY = (
    "Ba tuyến xe buýt điện bắt đầu chạy từ tháng tới\n\n"
    "Người dân ngoại thành có thể đi xe buýt điện vào trung tâm với giá vé không đổi, sở giao thông vừa cho biết.\n\n"
    "Các tuyến nối bến xe phía tây với ba trường đại học, chuyến cuối lúc mười giờ đêm để sinh viên kịp về nhà.\n"
)
MENU = "Trang chủ\nThời sự\nThế giới\nKinh doanh\nThể thao\nĐăng nhập\nLiên hệ quảng cáo\n"
QUIET = {"runner": "threads", "workers": 2, "is_quiet": True, "settle_seconds": 0}

Scheduled = Callable[..., Any]


@pytest.fixture
def scheduled(prefect_server: str) -> Scheduled:  # noqa: ARG001  # the server has to run
    """Runs the flow as a server's runner would, and returns the state that it ends in."""
    from flows.scheduled_build import scheduled_build

    def run(*sources: Path | str, data: Path | str, **settings: object) -> Any:
        given = {**QUIET, **settings}
        return scheduled_build([str(each) for each in sources], str(data), {}, given, return_state=True)

    return run


def page(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def artifacts_of(state: Any) -> dict[str, Any]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter

    mine = ArtifactFilter.model_validate({"flow_run_id": {"any_": [str(state.state_details.flow_run_id)]}})
    with get_client(sync_client=True) as client:
        return {found.key: found for found in client.read_artifacts(artifact_filter=mine)}


def test_a_run_ends_as_published_then_as_nothing_new_and_shows_its_numbers(
    scheduled: Scheduled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page(tmp_path / "in", "story.txt", STORY)
    page(tmp_path / "in", "empty.txt", "")
    state = scheduled(tmp_path / "in", data=tmp_path / "data")
    release = Path(capsys.readouterr().out.strip())
    assert (state.type.value, state.name) == ("COMPLETED", "published")
    assert state.message == f"release {release.name}: 1 articles, 1 damaged or skipped"
    shown = artifacts_of(state)
    assert (shown["build-progress"].data, shown["build-progress"].description) == (100, f"release {release.name}")
    assert '{"what": "rows of articles", "number": 1}' in shown["build-summary"].data
    assert '{"what": "rejected: empty_file (read_sources)", "number": 1}' in shown["build-summary"].data
    assert '"seconds of validate_release"' in shown["build-summary"].data
    report = (release / "report" / "index.html").as_uri()
    assert shown["build-report"].data == f"[report of release {release.name}]({report})"

    state = scheduled(tmp_path / "in", data=tmp_path / "data")
    assert (state.type.value, state.name) == ("COMPLETED", "nothing new")
    assert [path.name for path in (tmp_path / "data" / "releases").iterdir() if path.is_dir()] == [release.name]


def test_the_stages_of_a_release_are_those_whose_progress_is_shown(seeds_release: Path) -> None:
    from flows.releases import open_release
    from flows.run_artifacts import STAGES

    # The manifest is written within the last stage.
    assert [stage["name"] for stage in open_release(seeds_release).manifest["stages"]] == [*STAGES[:-1]]


def test_a_refused_release_fails_the_run_and_says_why(scheduled: Scheduled, tmp_path: Path) -> None:
    page(tmp_path / "in", "menu.txt", MENU)
    state = scheduled(tmp_path / "in", data=tmp_path / "data")
    assert (state.type.value, state.name) == ("FAILED", "refused")
    assert "the release was refused; nothing was published" in state.message
    assert "article_count" in state.message


@pytest.mark.parametrize(
    ("source", "settings", "said"),
    [
        ("crawl", {}, "'crawl' is no full path"),
        ("/nowhere/to/be/found", {}, "'/nowhere/to/be/found' does not exist"),
        ("/", {"runner": "cluster"}, "runner 'cluster'"),
        ("/", {"workers": 0}, "workers 0: give a whole number"),
        ("/", {"max_cache_bytes": "20GB"}, "max_cache_bytes '20GB': give a whole number"),
        ("/", {"address": "tcp://10.0.0.7:8786"}, "give --runner dask as well"),
        ("/", {"runner": "dask", "address": "nowhere"}, "nowhere is no address of a Dask scheduler"),
        ("/", {"settle_seconds": -1}, "settle_seconds -1: give a number"),
        ("/", {"speed": 1}, "unknown setting 'speed'"),
    ],
)
def test_what_cannot_run_fails_the_run_and_says_why(
    scheduled: Scheduled, tmp_path: Path, source: str, settings: dict[str, object], said: str
) -> None:
    state = scheduled(source, data=tmp_path / "data", **settings)
    assert (state.type.value, state.name) == ("FAILED", "could not run")
    assert said in state.message
    assert not (tmp_path / "data").exists()


def test_a_run_beside_a_build_on_the_same_folder_says_so(scheduled: Scheduled, tmp_path: Path) -> None:
    from filelock import FileLock

    page(tmp_path / "in", "story.txt", STORY)
    (tmp_path / "data" / ".work").mkdir(parents=True)
    with FileLock(tmp_path / "data" / ".work" / "lock"):
        state = scheduled(tmp_path / "in", data=tmp_path / "data")
    assert (state.type.value, state.name) == ("FAILED", "could not run")
    assert "another build is running" in state.message


@contextmanager
def being_written(path: Path) -> Iterator[None]:
    """Somebody writes to the file all the while."""
    ended = threading.Event()

    def write() -> None:
        while not ended.wait(0.05):
            os.utime(path)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        ended.set()
        writer.join()


def test_a_file_that_arrives_is_taken_next_time_and_a_released_one_is_waited_for(
    scheduled: Scheduled, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    released = page(tmp_path / "in", "a.txt", STORY)
    os.utime(released, (0, 0))
    arriving = page(tmp_path / "in", "b.txt", OTHER_STORY)
    inbox = {"data": tmp_path / "data", "settle_seconds": 0.5}
    with being_written(arriving):
        state = scheduled(tmp_path / "in", is_quiet=False, **inbox)
    assert "left for the next build, as it is still being written: b.txt\n" in capsys.readouterr().err
    assert state.message.endswith(": 1 articles, 0 damaged or skipped")
    left = '{"what": "files still being written, left for the next run", "number": 1}'
    assert left in artifacts_of(state)["build-summary"].data
    os.utime(arriving, (0, 0))
    with being_written(released):
        state = scheduled(tmp_path / "in", **inbox)
    assert (state.type.value, state.name) == ("COMPLETED", "postponed")
    assert state.message.startswith("still being written: a.txt; nothing was published")
    os.utime(released, (0, 0))
    assert scheduled(tmp_path / "in", **inbox).message.endswith(": 2 articles, 0 damaged or skipped")


@pytest.fixture
def deployment(prefect_server: str, tmp_path: Path) -> Any:  # noqa: ARG001  # the server has to run
    """The deployment of a data folder, whose next run by schedule is far off."""
    from flows.serve_builds import deployment_of
    from flows.serve_plan import ServePlan

    schedule = {"cron": "0 2 1 1 *", "timezone": "Asia/Ho_Chi_Minh"}
    return deployment_of(ServePlan(("/srv/crawl",), tmp_path / "corpus", {}, {}, schedule))


def runs_by_state(client: Any, deployment_id: Any) -> list[tuple[str, str]]:
    from prefect.client.schemas.filters import FlowRunFilter

    mine = FlowRunFilter.model_validate({"deployment_id": {"any_": [str(deployment_id)]}})
    return sorted((run.state.type.value, run.state.name) for run in client.read_flow_runs(flow_run_filter=mine))


def test_while_a_run_is_under_way_another_is_cancelled(deployment: Any) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Pending

    with get_client(sync_client=True) as client:
        deployment_id = deployment.apply()
        first, second = (client.create_flow_run_from_deployment(deployment_id).id for _ in range(2))
        assert client.set_flow_run_state(first, Pending()).state.name == "Pending"
        refused = client.set_flow_run_state(second, Pending()).state
    assert (refused.name, refused.message) == ("Cancelled", "Deployment concurrency limit reached.")


def test_missed_runs_become_one_late_run_and_a_cut_one_frees_its_place(deployment: Any) -> None:
    from prefect.client.orchestration import get_client
    from prefect.states import Pending, Running
    from prefect.states import Scheduled as Due

    from flows.serve_builds import register

    now = datetime.now(UTC)
    with get_client(sync_client=True) as client:
        assert not register(client, deployment, type(deployment).apply), "nothing was there to be missed"
        deployment_id = deployment.apply()
        cut = client.create_flow_run_from_deployment(deployment_id).id
        client.set_flow_run_state(cut, Pending())
        client.set_flow_run_state(cut, Running())
        for hours in range(1, 6):
            due = Due(scheduled_time=now - timedelta(hours=hours))
            client.create_flow_run_from_deployment(deployment_id, state=due)
        assert register(client, deployment, type(deployment).apply)
        states = runs_by_state(client, deployment_id)
        assert [state for state in states if state[0] in ("CRASHED", "CANCELLED")] == [
            *[("CANCELLED", "Missed")] * 5,
            ("CRASHED", "Crashed"),
        ]
        assert client.read_deployment(deployment_id).global_concurrency_limit.active_slots == 0
        (late,) = (run for run in late_runs(client, deployment_id) if run.state.is_scheduled())

        # The late one is cut as well, perhaps because of what it builds: the next start waits for the next time.
        client.set_flow_run_state(late.id, Pending())
        assert not register(client, deployment, type(deployment).apply)


def late_runs(client: Any, deployment_id: Any) -> list[Any]:
    from prefect.client.schemas.filters import FlowRunFilter

    mine = {"deployment_id": {"any_": [str(deployment_id)]}, "tags": {"all_": ["late"]}}
    return list(client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(mine)))
