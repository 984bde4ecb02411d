"""What Prefect's pages show of a build: how far it is, what came out, and where the report lies."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows.stores import is_url

# In their order; each counts the same, as nobody knows beforehand which of them will be reused work.
STAGES = (
    "read_sources",
    "count_lines",
    "label_lines",
    "split_articles",
    "split_paragraphs",
    "identify_language",
    "extract_quotes",
    "cluster_duplicates",
    "select_documents",
    "assemble_tables",
    "compare_releases",
    "validate_release",
    "publish_release",
)
PROGRESS_KEY, SUMMARY_KEY, REPORT_KEY = "build-progress", "build-summary", "build-report"
UPDATE_SECONDS = 5  # within a stage: a person looks no oftener, and an update is a request


class StageProgress:
    """The artifact that shows how far a build is; with no id, nothing."""

    def __init__(self, artifact_id: str | None) -> None:
        """Update the artifact of that id."""
        self._id = None if artifact_id is None else UUID(artifact_id)
        self._told = ""
        self._told_at = 0.0

    def show(self, stage: str, done: int, total: int) -> None:
        """Show that the stage has done so many of its pieces of work; every stage, but not every piece of work."""
        is_due = stage != self._told or time.monotonic() - self._told_at >= UPDATE_SECONDS
        if self._id is None or not is_due:
            return
        self._told, self._told_at = stage, time.monotonic()
        place = STAGES.index(stage) + (done / total if total else 0)
        of_shards = f": {done} of {total}" if total else ""
        update_progress_artifact(self._id, 100 * place / len(STAGES), f"{stage}{of_shards}")


def start_progress() -> str:
    """Make the artifact that shows how far the build of this flow run is, and return its id."""
    return str(create_progress_artifact(0, key=PROGRESS_KEY, description="waiting"))


def end_progress(artifact_id: str, outcome: str) -> None:
    """Show that the build has ended, and how."""
    update_progress_artifact(UUID(artifact_id), 100, outcome)


def show_summary(numbers: Mapping[str, Any], description: str) -> None:
    """Show numbers by name as a table."""
    rows = [{"what": name, "number": number} for name, number in numbers.items()]
    create_table_artifact(rows, key=SUMMARY_KEY, description=description)


def show_report(release: Path) -> None:
    """Link to the report of a release, and tell its path, as browsers follow no link from a server to a file."""
    page = release / "report" / "index.html"
    create_link_artifact(
        str(page) if is_url(page) else page.absolute().as_uri(),
        link_text=f"report of release {release.name}",
        key=REPORT_KEY,
        description=f"Open `{page}` in a browser on a machine that has it.",
    )
