"""The command line as a person or a scheduler meets it: exit codes, streams, signals, other surroundings."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from watched_calls import strangers, watched

from flows.releases import data_sums, open_release
from flows.verify_release import verify_release

PRESSCORPUS = Path(sys.executable).with_name("presscorpus")
STORY = (
    "Bảo tàng tỉnh mở cửa miễn phí vào cuối tuần\n\n"
    "Từ thứ bảy này, khách đến bảo tàng tỉnh không phải mua vé trong hai ngày cuối tuần, theo quyết định vừa ký.\n\n"
    "Bảo tàng mong có thêm ba vạn lượt khách mỗi năm, nhiều nhất là học sinh các huyện miền núi đi cùng gia đình.\n"
)
MENU = "Trang chủ\nThời sự\nThế giới\nKinh doanh\nThể thao\nĐăng nhập\nLiên hệ quảng cáo\n"
# Runs a command where there is no network but the loopback interface.
WITHOUT_NETWORK = """
import fcntl, os, socket, struct, sys
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
assert [name for _, name in socket.if_nameindex()] == ["lo"]
os.execv(sys.argv[1], sys.argv[1:])
"""


def presscorpus(
    *arguments: str | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    within: Sequence[str] = (),
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*within, PRESSCORPUS, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=None if env is None else {**os.environ, **env},
        cwd=cwd,
        timeout=300,
        check=False,
    )


def can_take_the_network_away() -> bool:
    """Say whether this machine lets us; where not, the watcher alone sees who is called."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.long
def test_other_surroundings_give_the_same_bytes_and_nobody_is_called(
    seeds: Path, seeds_release: Path, tmp_path: Path
) -> None:
    surroundings = watched(tmp_path) | {
        "HOME": "/nonexistent",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "77",
    }
    files = sorted(seeds.iterdir(), reverse=True)
    done = presscorpus(
        "build",
        *files,
        "--data",
        "elsewhere",
        "--runner",
        "processes",
        "--workers",
        "2",
        env=surroundings,
        cwd=tmp_path,
        within=["unshare", "--net", sys.executable, "-c", WITHOUT_NETWORK] if can_take_the_network_away() else [],
    )
    assert done.returncode == 0, done.stderr
    release = tmp_path / done.stdout.splitlines()[-1]
    assert data_sums(release) == data_sums(seeds_release)
    assert strangers(surroundings) == []


@pytest.mark.long
def test_damage_is_exit_1_and_says_where(tmp_path: Path, prefect_server: str) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    (sources / "good.txt").write_text(STORY, encoding="utf-8")
    (sources / "empty.txt").write_bytes(b"")
    env = {"PREFECT_API_URL": prefect_server}
    done = presscorpus("build", sources, "--data", tmp_path / "data", "--json", env=env)
    assert done.returncode == 1, done.stderr
    outcome = json.loads(done.stdout)
    assert (outcome["is_new"], outcome["damaged_count"]) == (True, 1)
    assert outcome["rejections"] == [{"step": "read_sources", "reason": "empty_file", "count": 1}]
    assert "empty.txt: empty_file" in done.stderr
    assert "label_lines" in done.stderr, "progress is told stage by stage"


@pytest.mark.long
def test_a_page_of_navigation_is_no_damage(tmp_path: Path) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    (sources / "good.txt").write_text(STORY, encoding="utf-8")
    (sources / "menu.txt").write_text(MENU, encoding="utf-8")
    done = presscorpus("build", sources, "--data", tmp_path / "data", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    release = Path(done.stdout.strip())
    explained = presscorpus("explain", release, "menu.txt")
    assert "rejected (no_article)" in explained.stdout


@pytest.mark.long
def test_a_refused_release_is_exit_2_and_nothing_is_published(tmp_path: Path, prefect_server: str) -> None:
    (tmp_path / "menu.txt").write_text(MENU, encoding="utf-8")
    env = {"PREFECT_API_URL": prefect_server}
    done = presscorpus("build", tmp_path / "menu.txt", "--data", tmp_path / "data", env=env)
    assert (done.returncode, done.stdout) == (2, "")
    assert "article_count" in done.stderr
    assert list((tmp_path / "data" / "releases").iterdir()) == []


def many_pages(path: Path, count: int) -> Path:
    """Pages that differ in every line, as pages of many places would."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = STORY.replace("tỉnh", f"tỉnh {number}").replace("huyện", f"huyện {number}")
            file.write(json.dumps({"text": text}) + "\n")
    return path


@contextmanager
def running_build(source: Path, data: Path, server: str) -> Iterator[subprocess.Popen[bytes]]:
    """A build in processes of its own, given when work is under way."""
    running = subprocess.Popen(
        [PRESSCORPUS, "build", source, "--data", data, "--runner", "processes", "--workers", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PREFECT_API_URL": server},
    )
    try:
        for _ in range(1200):
            if (data / ".work" / "gather_pages").exists():
                break
            time.sleep(0.05)
        yield running
    finally:
        running.kill()
        running.communicate()


@pytest.mark.long
def test_the_shard_of_a_worker_that_dies_is_run_again(tmp_path: Path, prefect_server: str) -> None:
    source = many_pages(tmp_path / "crawl.jsonl", 2_500)
    with running_build(source, tmp_path / "data", prefect_server) as running:
        workers = [
            child
            for child in psutil.Process(running.pid).children(recursive=True)
            if "spawn_main" in " ".join(child.cmdline())
        ]
        assert workers, "no worker to kill: the build was done before it could be looked at"
        workers[0].kill()
        output, errors = running.communicate(timeout=240)
    assert running.returncode == 0, errors.decode()
    release = open_release(Path(output.decode().splitlines()[-1]))
    assert verify_release(release) == []
    assert release.manifest["row_counts"]["sightings"] == 2_500


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "no-such-folder"], "no-such-folder"),
        (["build", "."], "release name"),
        (["build", ".", "--languages", "Vietnamese"], "languages"),
        (["build", ".", "--workers", "0"], "whole number"),
        (["build", ".", "--config", "missing.toml"], "missing.toml"),
        (["build"], "SOURCE"),
        (["verify", "nowhere"], "no release at nowhere"),
        (["explain", "nowhere", "page.txt"], "no release at nowhere"),
        (["report", "nowhere"], "no release at nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_run_is_exit_3_with_one_sentence(arguments: Sequence[str], message: str, tmp_path: Path) -> None:
    options = ["--release", "bad/name"] if message == "release name" else []
    done = presscorpus(*arguments, *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_that_cannot_be_written_is_exit_3_before_the_work(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    done = presscorpus("build", seeds, "--data", tmp_path / "data")
    assert (done.returncode, done.stdout) == (3, "")
    assert "read_sources" not in done.stderr
    assert str(tmp_path / "data") in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("library", ["selectolax", "langdetect", "great_expectations", "prefect"])
def test_a_missing_library_is_exit_3_before_any_page_is_read(seeds: Path, tmp_path: Path, library: str) -> None:
    start = f"import sys; sys.modules[{library!r}] = None; from flows.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", start, "build", seeds, "--data", tmp_path / "data"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert library in done.stderr
    assert "make setup" in done.stderr
    assert "read_sources" not in done.stderr


def test_help_has_examples() -> None:
    done = presscorpus("build", "--help")
    assert done.returncode == 0
    assert "examples:" in done.stdout
    assert "presscorpus build seeds" in done.stdout


def test_explain_tells_the_fate_of_every_line(seeds_release: Path) -> None:
    done = presscorpus("explain", seeds_release, "001_31292ebad1c7a73f.txt")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("001_31292ebad1c7a73f.txt  document ")
    assert sum(" body " in line for line in lines) >= 40
    assert any("by Eric Schmidt" in line for line in lines)
    as_json = json.loads(presscorpus("explain", seeds_release, "001_31292ebad1c7a73f.txt", "--json").stdout)
    assert as_json["pages"][0]["status"] == "kept"


def test_a_report_built_again_leaves_the_release_sound(
    seeds_release: Path, tmp_path: Path, prefect_server: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(seeds_release, copy)
    (copy / "report" / "index.html").write_text("an older page")
    done = presscorpus("report", copy, env={"PREFECT_API_URL": prefect_server})
    assert (done.returncode, done.stdout.strip()) == (0, str(copy / "report" / "index.html"))
    assert (copy / "report" / "index.html").read_bytes() == (seeds_release / "report" / "index.html").read_bytes()
    assert verify_release(open_release(copy)) == []


def test_verify_says_sound(seeds_release: Path) -> None:
    done = presscorpus("verify", seeds_release, "--json")
    assert (done.returncode, json.loads(done.stdout)["is_sound"]) == (0, True)
