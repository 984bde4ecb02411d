"""What is said of files and reading tasks, against what reading then does; no flow runs here."""

import json
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest

from flows import plan_reading
from flows.build_record import FLOW_MODULE, BuildRecord, inputs_digest, keep_record
from flows.build_status import PUBLISHING_STEPS, Status, all_steps, build_status, status_lines
from flows.cache import Cache, CodeDigests
from flows.plan_reading import keep_groups, known_groups
from flows.releases import publish, staged_release
from flows.settings import Parameters
from flows.shards import READ_SOURCES, read_batch
from flows.sources.inventory import list_sources
from flows.sources.read_limits import ReadLimits
from schemas.tables import REJECTIONS

TEXT = "Mưa lớn làm ngập nhiều tuyến phố.\n"


def read(data: Path, sources: Path, parameters: Parameters | None = None) -> int:
    """Read the sources as a build would; return how many tasks had to."""
    parameters = parameters or Parameters()
    code = READ_SOURCES.code(CodeDigests())
    before = set((data / ".work").glob("read_sources/*.json"))
    cache, limits = Cache(str((data / ".work").absolute())), parameters.read_limits
    plan = plan_reading.plan_reading(list_sources([str(sources)]), limits, known_groups(cache, limits, code))
    for batch in plan.batches:
        read_batch(batch, limits, code, cache)
    keep_groups(data / ".work", plan.groups)
    return len(set((data / ".work").glob("read_sources/*.json")) - before)


def built(data: Path, sources: Path, name: str = "r0", *, steps: dict[str, str] | None = None) -> None:
    """Read the sources, and leave the manifest and the record that a build of them would leave."""
    (data / "releases").mkdir(parents=True, exist_ok=True)
    (data / ".work").mkdir(exist_ok=True)
    read(data, sources)
    inventory, digests = list_sources([str(sources)]), CodeDigests()
    code = digests.of_module(FLOW_MODULE)
    skipped = [(file.source_path, "read_sources", file.reason, file.detail) for file in inventory.skipped]
    rejections = REJECTIONS.completed(
        pl.DataFrame(skipped, ["source_path", "step", "reason", "detail"], orient="row").cast(pl.String)
    )
    manifest = {
        "parent": None,
        "row_counts": {"articles": 0, "quotes": 0},
        "inputs": [{"source_path": file.source_path, "source_sha256": file.sha256} for file in inventory.files],
        "parameters": json.loads(json.dumps(Parameters().to_json())),
        "code": {"sha256": code},
    }
    with staged_release(data, name) as stage:
        (stage / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        (stage / "rejections").mkdir()
        rejections.select(REJECTIONS.columns).write_parquet(stage / "rejections" / "part-00000.parquet")
        publish(data, stage, name)
    results = [f"read_sources/{path.stem}" for path in (data / ".work").glob("read_sources/*.json")]
    codes = {step.name: step.code(digests) for step in all_steps()} | (steps or {})
    record = BuildRecord(name, inputs_digest(inventory), manifest["parameters"], code, codes, tuple(sorted(results)))
    keep_record(data / ".work", record)


def asked(data: Path, sources: Path, parameters: Parameters | None = None) -> Status:
    return build_status([str(sources)], parameters or Parameters(), data)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(TEXT + name, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture
def data(tmp_path: Path, sources: Path) -> Path:
    built(tmp_path / "data", sources)
    return tmp_path / "data"


def test_before_the_first_build_everything_is_new_and_asking_makes_nothing(tmp_path: Path, sources: Path) -> None:
    told = asked(tmp_path / "data", sources)
    assert (told.release, told.publication, told.is_code_same) == (None, "new_release", False)
    assert (told.sources.new, told.sources.skipped) == (("a.txt", "b.txt", "c.txt"), ("picture.png",))
    assert (told.reading_task_count, told.reading_again) == (1, {"new_file": 1})
    assert not (tmp_path / "data").exists()


def test_the_same_sources_are_nothing_to_do(data: Path, sources: Path) -> None:
    told = asked(data, sources)
    assert told == Status(
        release="r0",
        sources=told.sources,
        reading_task_count=1,
        reading_again_count=0,
        reading_again={},
        steps_again={},
        missing_results={},
        is_code_same=True,
        publication="nothing_new",
    )
    assert asdict(told.sources) == {"same_count": 3} | dict.fromkeys(
        ("new", "changed", "moved", "gone", "skipped", "no_longer_skipped"), ()
    )
    assert list(status_lines(told, 5, str)) == [
        "newest release: r0",
        "sources: 3 as they were",
        "reading: 0 of 1 tasks again",
        "nothing to do",
    ]


def test_a_move_is_a_new_release_and_nothing_is_read(data: Path, sources: Path) -> None:
    (sources / "a.txt").rename(sources / "z.txt")
    told = asked(data, sources)
    assert (told.publication, told.reading_again_count) == ("new_release", 0)
    assert (told.sources.moved, told.sources.new, told.sources.gone) == ((("a.txt", "z.txt"),), (), ())
    assert read(data, sources) == 0
    assert "a release would be published" in list(status_lines(told, 5, str))


def test_a_copy_beside_its_original_is_new_and_is_not_read(data: Path, sources: Path) -> None:
    (sources / "z.txt").write_bytes((sources / "a.txt").read_bytes())
    told = asked(data, sources)
    assert (told.publication, told.reading_again_count, told.sources.new) == ("new_release", 0, ("z.txt",))
    assert read(data, sources) == 0


def test_a_gone_file_is_told_and_those_read_with_it_are_not_read_again(data: Path, sources: Path) -> None:
    (sources / "a.txt").unlink()
    told = asked(data, sources)
    assert (told.publication, told.sources.gone) == ("new_release", ("a.txt",))
    assert (told.reading_again, told.reading_task_count) == ({}, 1)
    assert read(data, sources) == 0


def test_what_few_gone_files_left_is_read_again(tmp_path: Path, sources: Path) -> None:
    (sources / "large.txt").write_text(TEXT * 9, encoding="utf-8")
    built(tmp_path / "data", sources)
    (sources / "large.txt").unlink()
    assert asked(tmp_path / "data", sources).reading_again == {"other_group": 1}
    assert read(tmp_path / "data", sources) == 1


def test_a_changed_file_may_or_may_not_change_a_table(data: Path, sources: Path) -> None:
    (sources / "b.txt").write_text(TEXT + "khác", encoding="utf-8")
    told = asked(data, sources)
    assert (told.publication, told.sources.changed) == ("unknown", ("b.txt",))
    assert told.reading_again == {"changed_file": 1}
    assert read(data, sources) == 1
    assert list(status_lines(told, 5, str))[-1] == "whether a release would be published is known after the work"


def test_after_a_build_that_found_nothing_new_a_changed_file_is_nothing_to_do(data: Path, sources: Path) -> None:
    (sources / "b.txt").write_text(TEXT + "khác", encoding="utf-8")
    read(data, sources)
    record = BuildRecord(
        "r0",
        inputs_digest(list_sources([str(sources)])),
        json.loads(json.dumps(Parameters().to_json())),
        CodeDigests().of_module(FLOW_MODULE),
        {},
        (),
    )
    keep_record(data / ".work", record)
    told = asked(data, sources)
    assert (told.publication, told.sources.changed, told.reading_again) == ("nothing_new", ("b.txt",), {})


def test_what_is_skipped_now_and_what_no_more_is_told(data: Path, sources: Path) -> None:
    (sources / "picture.png").unlink()
    (sources / "sound.mp3").write_bytes(b"ID3")
    told = asked(data, sources)
    assert (told.sources.skipped, told.sources.no_longer_skipped) == (("sound.mp3",), ("picture.png",))
    assert told.publication == "new_release"


def test_groups_that_stay_are_not_said_to_be_read_again(
    tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        (sources / f"{number}.txt").write_text(f"{TEXT}{number}", encoding="utf-8")
    monkeypatch.setattr(plan_reading, "RANGE_BYTES", 500)
    built(tmp_path / "data", sources)
    for number in range(40, 110):
        (sources / f"{number}.txt").write_text(f"{TEXT}{number}", encoding="utf-8")
    (sources / "a.txt").write_text(TEXT + "khác", encoding="utf-8")
    told = asked(tmp_path / "data", sources)
    assert told.reading_again["changed_file"] == 1
    assert told.reading_again["new_file"] == told.reading_again_count < told.reading_task_count
    assert read(tmp_path / "data", sources) == told.reading_again_count


def test_a_lost_result_is_told_as_such(data: Path, sources: Path) -> None:
    for path in (data / ".work" / "read_sources").iterdir():
        path.unlink()
    told = asked(data, sources)
    assert (told.reading_again, told.missing_results) == ({"cache_missing": 1}, {"read_sources": 1})
    assert told.publication == "nothing_new"
    assert read(data, sources) == 1


def test_without_its_record_a_release_is_compared_by_its_manifest(data: Path, sources: Path) -> None:
    (data / ".work" / "builds" / "00000000.json").unlink()
    assert asked(data, sources).publication == "nothing_new"
    assert asked(data, sources, Parameters(languages=("vi",))).publication == "unknown"
    (sources / "a.txt").unlink()
    assert asked(data, sources).publication == "new_release"


def test_new_code_of_a_step_is_named(tmp_path: Path, sources: Path) -> None:
    built(tmp_path / "data", sources, steps={"label_lines": "older", "no_more": "gone", "validate_quotes": "older"})
    told = asked(tmp_path / "data", sources)
    assert told.steps_again == {"label_lines": ("new_code",)}


def test_new_parameters_name_the_steps_that_take_them(data: Path, sources: Path) -> None:
    parameters = Parameters(languages=("vi",), read_limits=ReadLimits(max_record_bytes=1_000))
    told = asked(data, sources, parameters)
    assert told.steps_again == {
        "identify_articles": ("new_parameter:languages",),
        "read_sources": ("new_parameter:read_limits",),
    }
    assert (told.publication, told.reading_again) == ("unknown", {"new_parameter:read_limits": 1})
    assert read(data, sources, parameters) == 1


def test_every_step_is_one_of_every_build_or_of_publishing() -> None:
    names = [step.name for step in all_steps()]
    assert names[0] == "read_sources"
    assert len(names) == len(set(names)) > 30
    assert not {step.name for step in PUBLISHING_STEPS} & set(names)


def test_long_lists_are_cut(data: Path, sources: Path) -> None:
    for number in range(4):
        (sources / f"n{number}.txt").write_text(f"{TEXT}{number}", encoding="utf-8")
    lines = list(status_lines(asked(data, sources), 2, str.upper))
    assert lines[2:7] == ["  new: 4", "    N0.TXT", "    N1.TXT", "    … and 2 more", "reading: 1 of 2 tasks again"]
