"""What is served: known before Prefect starts, so that nothing starts in vain."""

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.stores import is_url, place


@dataclass(frozen=True)
class ServePlan:
    """What is built, when, and where it is shown.

    Attributes:
        sources: full paths and patterns.
        data: full path of the data folder.
        parameters: of the release, as JSON can hold them.
        settings: of the run, as `scheduled_build` takes them.
        schedule: when, as Prefect's `Schedule` takes it: `cron` and `timezone`, or `interval`.
    """

    sources: tuple[str, ...]
    data: Path
    parameters: dict[str, Any]
    settings: dict[str, Any]
    schedule: dict[str, Any]


def full_paths(sources: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Return the SOURCE arguments so that they name the same from every working folder."""
    full = []
    for source in sources:
        if is_url(source) or place(source).is_absolute():
            full.append(source)
        elif Path(source).exists() or not glob.has_magic(source):
            full.append(str(folder / source))
        else:  # a pattern below a folder whose name may look like one
            full.append(f"{glob.escape(str(folder))}/{source}")
    return tuple(full)
