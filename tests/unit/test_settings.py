import os
from pathlib import Path
from typing import Any

import pytest

from flows.settings import (
    CacheLimits,
    Parameters,
    RunSettings,
    SettingsError,
    cache_limits_from,
    parameters_from,
    read_config,
    size_bytes,
)
from flows.sources.read_limits import ReadLimits
from flows.steps.cluster_duplicates import CopyRules


def test_without_a_file_and_without_options_there_are_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_config(None) == {}
    assert parameters_from({}, None) == Parameters((), ReadLimits(), CopyRules())


def test_the_file_in_the_working_folder_is_read_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("presscorpus.toml").write_text('languages = ["vi"]\n', encoding="utf-8")
    Path("other.toml").write_text("[copy_rules]\nnear_words = 50\nresemblance = 1\n", encoding="utf-8")
    assert read_config(None) == {"languages": ["vi"]}
    found = parameters_from(read_config(Path("other.toml")), "vi")
    assert found == Parameters(("vi",), ReadLimits(), CopyRules(near_words=50, resemblance=1))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"cannot read .*presscorpus\.toml: No such file or directory"),
        (b"languages = [", r"presscorpus\.toml is not valid TOML: "),
        (b'languages = "\xff"', r"presscorpus\.toml is not valid TOML: .* can't decode"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "presscorpus.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=message):
        read_config(path)


def test_a_folder_is_no_configuration_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Is a directory"):
        read_config(tmp_path)


@pytest.mark.parametrize(
    ("config", "option", "expected"),
    [
        ({}, "vi,en", ("en", "vi")),
        ({}, " vi , en,vi", ("en", "vi")),
        ({"languages": ["vi", "hmn", "vi"]}, None, ("hmn", "vi")),
        ({"languages": ["vi"]}, "en", ("en",)),
        ({"languages": []}, None, ()),
    ],
)
def test_languages_are_sorted_codes_and_the_command_lines_go_first(
    config: dict[str, Any], option: str | None, expected: tuple[str, ...]
) -> None:
    assert parameters_from(config, option).languages == expected


@pytest.mark.parametrize("option", ["", "vi,", "vietnamese", "VI", "v1", "vi-VN", "vi\n,en x"])
def test_languages_that_are_no_codes_are_refused(option: str) -> None:
    with pytest.raises(SettingsError, match="give codes of two or three letters, such as vi,en"):
        parameters_from({}, option)


@pytest.mark.parametrize("value", ["vi", 7, {"vi": 1}, ["vi", 7], [""], True, None])
def test_languages_of_the_file_are_a_list_of_codes(value: object) -> None:
    with pytest.raises(SettingsError, match=r"^languages "):
        parameters_from({"languages": value}, None)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"langauges": ["vi"]}, r"unknown parameter 'langauges' in the configuration; known are \['cache', "),
        ({"read_limits": {"max_bytes": 1}}, r"\[read_limits\] has no parameter 'max_bytes'; known are \['max_file_"),
        ({"copy_rules": {"z": 1, "a": 1}}, r"\[copy_rules\] has no parameter 'a'; known are \['containment', "),
        ({"copy_rules": 5}, r"\[copy_rules\] = 5: give a section with some of \['containment', "),
        ({"read_limits": []}, r"\[read_limits\] = \[\]: give a section"),
        (
            {"copy_rules": {"near_words": "60"}},
            r"\[copy_rules\] near_words = '60': give a number of 1 or more, like the default, 40",
        ),
        ({"copy_rules": {"near_words": 60.0}}, r"near_words = 60\.0: .* default, 40"),
        ({"copy_rules": {"near_words": True}}, r"near_words = True"),
        ({"copy_rules": {"near_words": -1}}, r"near_words = -1"),
        ({"copy_rules": {"near_words": 0}}, r"near_words = 0: give a number of 1 or more"),
        ({"copy_rules": {"resemblance": "0.5"}}, r"resemblance = '0\.5': .* default, 0\.65"),
        ({"copy_rules": {"resemblance": False}}, r"resemblance = False"),
        ({"copy_rules": {"resemblance": -0.1}}, r"resemblance = -0\.1"),
        ({"copy_rules": {"resemblance": float("nan")}}, r"resemblance = nan"),
        ({"copy_rules": {"resemblance": float("inf")}}, r"resemblance = inf"),
        ({"read_limits": {"max_frame_rows": [1]}}, r"\[read_limits\] max_frame_rows = \[1\]"),
        ({"read_limits": {"max_frame_rows": None}}, r"max_frame_rows = None"),
    ],
)
def test_every_wrong_name_or_value_is_refused_by_name(config: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        parameters_from(config, None)


def test_parameters_are_plain_values_in_a_manifest() -> None:
    found = parameters_from({"read_limits": {"max_record_bytes": 5}}, "vi").to_json()
    assert found["languages"] == ("vi",)
    assert found["read_limits"]["max_record_bytes"] == 5
    assert found["copy_rules"]["near_words"] == 40


def test_a_run_uses_every_core_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert RunSettings().workers == os.cpu_count()
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert RunSettings() == RunSettings(Path("data"), None, 1, None, is_quiet=False)


def test_the_limit_of_the_cache_is_of_the_run_alone() -> None:
    config = {"cache": {"max_bytes": 5_000}}
    assert cache_limits_from(config, None) == CacheLimits(5_000)
    assert cache_limits_from(config, 7) == CacheLimits(7)
    assert cache_limits_from({}, None) == CacheLimits() == RunSettings().cache
    assert parameters_from(config, None) == Parameters()
    with pytest.raises(SettingsError, match=r"\[cache\] max_bytes = '5 GB'"):
        cache_limits_from({"cache": {"max_bytes": "5 GB"}}, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("800000", 800_000),
        ("20GB", 20_000_000_000),
        ("1.5 GiB", 1_610_612_736),
        ("2T", 2_000_000_000_000),
        ("3 kB", 3_000),
        ("0 GB", 0),
    ],
)
def test_sizes_are_read_with_their_units(text: str, expected: int) -> None:
    assert size_bytes(text) == expected


@pytest.mark.parametrize("text", ["", "much", "-1GB", "1GBs", "1e9", "GB", "1,5GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="is no size: give a number and a unit"):
        size_bytes(text)
