"""What is served, and the lock of who serves it: known before Prefect starts, so that nothing starts in vain."""

import glob
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.releases import DataFolderError
from flows.stores import LockedError, folder_lock, is_url, place


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


@contextmanager
def serve_lock(data: Path) -> Iterator[None]:
    """Hold the data folder for one series of builds; the lock dies with its process.

    Raises:
        DataFolderError: another process serves it, or nothing can be written there.
    """
    try:
        (data / ".work").mkdir(parents=True, exist_ok=True)
        with folder_lock(data / ".work" / "serve-lock"):
            yield
    except LockedError:
        raise DataFolderError(f"{data} is being served already; end that process, or give another --data") from None
    except OSError as error:
        if error.filename is None or not str(error.filename).startswith(str(data)):
            raise
        raise DataFolderError(
            f"cannot write to {error.filename}: {error.strerror}; make room or give another --data"
        ) from error


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
