"""Sources that others write to while a build runs: what is taken now, and what is left for the next time.

A build takes the files that are there when it starts. One that was modified a moment ago may be half a file: it is
left out as if it had not arrived yet, and is no damage.
"""

from collections.abc import Sequence

import polars as pl

from flows.releases import Release
from flows.sources.inventory import CHANGED_DURING_READ, Inventory

# A copy that is under way writes many times a second; NFS shows a new time of modification after 3 s (`acregmin`),
# FAT keeps times to 2 s. Ten seconds are beyond all of them and cost a nightly run nothing.
SETTLE_SECONDS = 10


class SourcesNotSettledError(RuntimeError):
    """Somebody is writing files whose pages the release would lose; the message names some of them."""

    def __init__(self, paths: Sequence[str]) -> None:
        named = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
        super().__init__(f"still being written: {named}; nothing was published, build again once that has ended")


def check_settled(inventory: Inventory, parent: Release | None) -> None:
    """Raise `SourcesNotSettledError` where leaving out unsettled files takes pages from the release.

    A file that arrives is no part of the corpus yet and is left for the next build. One that the release before
    holds would leave it with all its pages, only to come back; so would all, where nothing has settled yet.
    """
    released = {file["source_path"] for file in parent.manifest["inputs"]} if parent else set()
    lost = [path for path in inventory.unsettled if path in released or not inventory.files]
    if lost:
        raise SourcesNotSettledError(lost)


def check_unchanged(failures: pl.DataFrame) -> None:
    """Raise `SourcesNotSettledError` where a file was written between its listing and its reading.

    Args:
        failures: Rows of `schemas.stages.FAILURES`.
    """
    changed = failures.filter(pl.col("reason") == CHANGED_DURING_READ)["source_path"].unique().sort().to_list()
    if changed:
        raise SourcesNotSettledError(changed)
