"""Sources, work and releases in a store that speaks S3's protocol."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.releases import data_sums, open_release
from flows.sources.inventory import MIN_KNOWN_BYTES, list_sources
from flows.stores import delete_folder, files_below, in_store, place
from flows.verify_release import verify_release

pytestmark = pytest.mark.long

Build = Callable[..., Any]
ROOT = Path(__file__).parents[2]


def put(folder: Path, url: str) -> None:
    """Send the files of a folder to a store."""
    for path in sorted(folder.iterdir()):
        (place(url) / path.name).write_bytes(path.read_bytes())


def command(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in (os.environ | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        timeout=300,
    )


def test_a_release_in_a_store_is_the_one_on_a_disk(
    build: Build, bucket: str, seeds: Path, seeds_release: Path, tmp_path: Path
) -> None:
    put(seeds, f"{bucket}/in")
    data = place(f"{bucket}/data")
    outcome = build(data, f"{bucket}/in", is_fresh=True)
    assert outcome.path == f"{data}/releases/{place(outcome.path).name}"
    release = open_release(place(outcome.path))
    assert data_sums(release.path) == data_sums(seeds_release)
    assert verify_release(release) == []
    assert sorted(files_below(data / "releases")) == sorted(
        [*(f"{release.name}/{name}" for name in files_below(seeds_release)), "index.html", "latest.json"]
    )
    again = build(data, f"{bucket}/in", is_fresh=True)
    assert (again.is_new, again.path) == (False, outcome.path)
    (place(f"{bucket}/in") / "new.txt").write_bytes((seeds / "000_35edac2592b12d8f.txt").read_bytes())
    delete_folder(data / ".work")
    later = build(data, f"{bucket}/in/*.txt", is_fresh=True)
    assert later.is_new
    copy = tmp_path / "in"
    shutil.copytree(seeds, copy)
    shutil.copy(seeds / "000_35edac2592b12d8f.txt", copy / "new.txt")
    assert data_sums(place(later.path)) == data_sums(Path(build(tmp_path / "data", copy).path))
    assert "lock" not in files_below(data / ".work")
    tampered = release.path / "articles" / "part-00000.parquet"
    tampered.write_bytes(tampered.read_bytes()[:-1] + b"x")
    assert verify_release(open_release(release.path)) == [
        "articles/part-00000.parquet: its bytes are not those that were published"
    ]


def test_a_large_object_is_known_by_its_entity_tag(bucket: str) -> None:
    large, other = b"x" * MIN_KNOWN_BYTES, b"y" * MIN_KNOWN_BYTES
    (place(bucket) / "a.txt").write_bytes(large)
    (file,) = list_sources([bucket]).files
    known = {file.seen: "ab" * 32}
    assert [found.sha256 for found in list_sources([bucket], known=known).files] == ["ab" * 32]
    (place(bucket) / "a.txt").write_bytes(other)
    assert [found.sha256 for found in list_sources([bucket], known=known).files] == [
        hashlib.sha256(other).hexdigest()
    ]


def test_the_commands_take_urls(bucket: str, seeds: Path) -> None:
    put(seeds, f"{bucket}/in")
    built = command("build", f"{bucket}/in", "--data", f"{bucket}/data", "--release", "r0", "--quiet")
    release = f"{bucket}/data/releases/r0"
    assert (built.returncode, built.stdout, built.stderr) == (0, f"{release}\n", "")
    verified = command("verify", release)
    assert (verified.returncode, verified.stdout) == (0, f"{release}: sound\n")
    explained = command("explain", release, "000_35edac2592b12d8f.txt", "--json")
    assert json.loads(explained.stdout)["pages"][0]["source_path"] == "000_35edac2592b12d8f.txt"
    (place(release) / "report" / "index.html").unlink()
    reported = command("report", release)
    assert (reported.returncode, reported.stdout) == (0, f"{release}/report/index.html\n")
    assert command("verify", release).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "changes", "told"),
    [
        (["{bucket}/nothing"], {}, "matches no object"),
        (["s3://no-such-bucket/in"], {}, "matches no object"),
        (["seeds", "--data", "s3://no-such-bucket/data"], {}, "The specified bucket does not exist"),
        (["seeds", "--data", "nowhere://data"], {}, "no store goes by nowhere://"),
        (["{bucket}/in"], {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "Could not connect"),
        (
            ["{bucket}/in"],
            {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "HOME": "/nowhere"},
            "Unable to locate credentials",
        ),
    ],
)
def test_a_store_that_cannot_be_used_is_told_in_one_sentence_and_nothing_is_changed(
    bucket: str, seeds: Path, arguments: list[str], changes: dict[str, str | None], told: str
) -> None:
    put(seeds, f"{bucket}/in")
    before = sorted(files_below(place(bucket)))
    given = [each.format(bucket=bucket) for each in arguments]
    data = [] if "--data" in given else ["--data", f"{bucket}/data"]
    ended = command("build", *given, *data, **changes)
    assert (ended.returncode, ended.stdout) == (3, "")
    lines = [line for line in ended.stderr.splitlines() if not line.startswith("Try ")]
    assert len(lines) == 1
    assert lines[0].startswith("presscorpus")
    assert told in lines[0]
    assert sorted(files_below(place(bucket))) == before


def test_a_bucket_that_forbids_writing_is_told_before_the_work(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.releases import DataFolderError, data_folder_lock

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("Access Denied")

    data = place(f"{bucket}/data")
    monkeypatch.setattr(in_store(data).fs, "pipe_file", refuse)
    with (
        pytest.raises(DataFolderError, match=r"^cannot write to s3://.*: Access Denied; make room or give another"),
        data_folder_lock(data),
    ):
        pass


@pytest.mark.slow
def test_a_data_folder_in_a_store_is_looked_after(bucket: str, seeds: Path) -> None:
    put(seeds, f"{bucket}/in")
    data = ("--data", f"{bucket}/data")
    assert command("build", f"{bucket}/in", *data, "--release", "r0", "--quiet").returncode == 0
    (place(f"{bucket}/in") / "001_31292ebad1c7a73f.txt").unlink()
    asked = command("status", f"{bucket}/in", *data)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "  gone: 1\n    001_31292ebad1c7a73f.txt\n" in asked.stdout
    assert asked.stdout.endswith("a release would be published\n")
    assert command("build", f"{bucket}/in", *data, "--release", "r1", "--quiet").returncode == 0
    pruned = command("prune", "--keep", "1", *data)
    assert (pruned.returncode, pruned.stdout) == (0, "removed r0; kept r1\n")
    assert {name.partition("/")[0] for name in files_below(place(f"{bucket}/data/releases"))} == {
        "r1",
        "index.html",
        "latest.json",
    }
    before = len(files_below(place(f"{bucket}/data/.work")))
    collected = command("gc", *data)
    assert collected.returncode == 0, collected.stderr
    assert collected.stdout.startswith("removed ")
    assert len(files_below(place(f"{bucket}/data/.work"))) < before
    assert command("verify", f"{bucket}/data/releases/r1").returncode == 0
    again = command("status", f"{bucket}/in", *data)
    assert again.stdout == (
        "newest release: r1\nsources: 4 as they were\nreading: 0 of 1 tasks again\nnothing to do\n"
    )
