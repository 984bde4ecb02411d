"""What a build is asked to do: the parameters that a release follows from, and those of the run alone.

Parameters come from the command line, else from `presscorpus.toml` in the working folder or `--config`, else from
the defaults here. Those of a release are echoed into its manifest; those of the run change no byte of it.
"""

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from flows.sources.read_limits import ReadLimits
from flows.steps.compare_texts import CopyRules

DEFAULT_CONFIG = "presscorpus.toml"
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")


NO_LIMIT_BYTES = 1 << 60
SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?([kMGT]?)(i?)B?")


class SettingsError(ValueError):
    """A parameter has a value that it cannot have; the message says which and what it can be."""


@dataclass(frozen=True)
class Parameters:
    """What a release follows from beside its sources and the code.

    Attributes:
        languages: codes of the wanted languages; none means that all are wanted.
        read_limits: how much of a record is read before it is rejected.
        copy_rules: when two articles are copies of one another.
    """

    languages: tuple[str, ...] = ()
    read_limits: ReadLimits = field(default_factory=ReadLimits)
    copy_rules: CopyRules = field(default_factory=CopyRules)

    def to_json(self) -> dict[str, Any]:
        """Return the parameters as the manifest holds them."""
        return asdict(self)


@dataclass(frozen=True)
class CacheLimits:
    """How much finished work is kept for later builds.

    Attributes:
        max_bytes: of the cache at a build's end; what was used longest ago goes first.
    """

    max_bytes: int = NO_LIMIT_BYTES


@dataclass(frozen=True)
class RunSettings:
    """How a build is run; nothing here changes a byte of the release's data.

    Attributes:
        data: folder of releases and of the cache.
        runner: `threads`, `processes` or `dask`; None lets the size of the input decide.
        address: of the scheduler of an existing Dask cluster; None starts one on this machine.
        workers: how many shards are worked on at a time.
        worker_memory_bytes: how much memory each worker process may ask for; None for its share of the machine's.
        release: name of the release; None for the day's next.
        cache: how much finished work is kept for later builds.
        is_quiet: whether nothing is told of progress.
        settle_seconds: a file modified less than this ago is left for the next build; 0 takes every file.
        progress_artifact: id of the artifact on a Prefect server that shows how far the build is; None for none.
    """

    data: Path = Path("data")
    runner: str | None = None
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    worker_memory_bytes: int | None = None
    release: str | None = None
    is_quiet: bool = False
    cache: CacheLimits = field(default_factory=CacheLimits)
    settle_seconds: float = 0
    progress_artifact: str | None = None
    address: str | None = None


def check_runner(settings: RunSettings) -> None:
    """Raise `SettingsError` for a cluster's address where the work is not for a cluster."""
    if settings.address is not None and settings.runner != "dask":
        raise SettingsError(f"--address {settings.address} is of a Dask cluster: give --runner dask as well")


def read_config(path: Path | None) -> dict[str, Any]:
    """Return the configuration file's content; without one, nothing.

    Raises:
        SettingsError: the file that was asked for is not there, or is no TOML.
    """
    chosen = path or Path(DEFAULT_CONFIG)
    if path is None and not chosen.exists():
        return {}
    try:
        return tomllib.loads(chosen.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read {chosen}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{chosen} is not valid TOML: {error}") from error


def parameters_from(config: Mapping[str, Any], languages: str | None) -> Parameters:
    """Return the parameters of a release; the command line's languages go before the file's.

    Raises:
        SettingsError: a name is unknown, or a value is not of its kind.
    """
    known = {"languages", "read_limits", "copy_rules", "cache"}
    if unknown := sorted(config.keys() - known):
        raise SettingsError(f"unknown parameter {unknown[0]!r} in the configuration; known are {sorted(known)}")
    codes = config.get("languages", []) if languages is None else [code.strip() for code in languages.split(",")]
    if not isinstance(codes, list) or not all(
        isinstance(code, str) and LANGUAGE_CODE.fullmatch(code) for code in codes
    ):
        raise SettingsError(f"languages {codes!r}: give codes of two or three letters, such as vi,en")
    return Parameters(
        languages=tuple(sorted(set(codes))),
        read_limits=section(ReadLimits, config.get("read_limits", {}), "read_limits"),
        copy_rules=section(CopyRules, config.get("copy_rules", {}), "copy_rules"),
    )


def cache_limits_from(config: Mapping[str, Any], max_bytes: int | None) -> CacheLimits:
    """Return the limits of the cache; the command line's go before the file's.

    Raises:
        SettingsError: a name is unknown, or a value is not of its kind.
    """
    limits = section(CacheLimits, config.get("cache", {}), "cache")
    return limits if max_bytes is None else CacheLimits(max_bytes)


def size_bytes(text: str) -> int:
    """Return a size such as 20GB, 1.5 GiB or 800000 in bytes.

    Raises:
        SettingsError: it is no such size.
    """
    match = SIZE.fullmatch(text.strip())
    if match is None:
        raise SettingsError(f"{text!r} is no size: give a number and a unit, such as 20GB, 500MB or 2TiB")
    number, prefix, binary = match.groups()
    return int(float(number) * (1024 if binary else 1000) ** " kMGT".index(prefix or " "))


def section(kind: type[Any], values: Any, name: str) -> Any:
    """Return a group of parameters from its section, every value checked against the default's type."""
    defaults = {each.name: getattr(kind(), each.name) for each in fields(kind)}
    if not isinstance(values, dict):
        raise SettingsError(f"[{name}] = {values!r}: give a section with some of {sorted(defaults)}")
    if unknown := sorted(values.keys() - defaults.keys()):
        raise SettingsError(f"[{name}] has no parameter {unknown[0]!r}; known are {sorted(defaults)}")
    for key, value in values.items():
        expected = (int, float) if isinstance(defaults[key], float) else type(defaults[key])
        least = 1 if isinstance(defaults[key], int) else 0
        if not isinstance(value, expected) or isinstance(value, bool) or not least <= value < math.inf:
            raise SettingsError(
                f"[{name}] {key} = {value!r}: give a number of {least} or more, like the default, {defaults[key]}"
            )
    return kind(**values)
