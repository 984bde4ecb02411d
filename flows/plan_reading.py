"""Which bytes of which sources each reading task reads.

Small files are read in groups. A group is left as it is while files come and go, so that no file is read again for
its neighbours: new files make groups of their own, and rows of files that are gone are not used. A group of which
hardly anything is used is given up, and many small ones are read again as one.

Nothing that is published depends on the groups: a record stands in one of them, under the digest of its file.
"""

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from flows.build_record import RECORDS
from flows.cache import Artifact, Cache
from flows.releases import replace_text
from flows.shards import READ_SOURCES, ReadBatch, reading_key
from flows.sources.inventory import Inventory, SourceFile
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import plan_ranges
from flows.stores import place

RANGE_BYTES = 64_000_000  # of a source that one task reads
MAX_PARTITIONS = 0x10000
MIN_USED_SHARE = 0.5  # of a group's bytes; with less of them, what is left is read again
# As many groups that are no larger than what is new are read again with it. Their files are in a group at least twice
# as large afterwards, in the rule nine times, so that none is read again many times. Few groups are wanted since each
# task that gathers pages opens all of them.
MAX_SMALL_GROUPS = 8
FULL_SHARE = 0.5  # of the bytes that a task reads: a group of more is never read again for others
GROUPS = "groups.json"


class Content(NamedTuple):
    """What a file holds and how it is read, from which its records follow, and its size."""

    sha256: str
    source_format: str
    packing: str
    size_bytes: int


Group = tuple[Content, ...]


class ReadingPlan(NamedTuple):
    """What a build reads.

    Attributes:
        batches: what each task reads, or finds read by a build that did not end.
        known: what an earlier build read of groups that stay.
        groups: small files that are together now, for the plan of the next build.
    """

    batches: list[ReadBatch]
    known: list[Artifact]
    groups: list[Group]


def plan_reading(inventory: Inventory, limits: ReadLimits, earlier: Mapping[Group, Artifact]) -> ReadingPlan:
    """Return what has to be read: ranges of big files alone, small files together. Equal files are read once.

    Args:
        inventory: The sources.
        limits: Bounds on records.
        earlier: The groups that were read last and whose records are there; none shares a file with another.
    """
    distinct = {
        file.sha256: file for file in sorted(inventory.files, key=lambda file: file.source_path, reverse=True)
    }
    small = {content_of(file): file for file in distinct.values() if file.size_bytes < RANGE_BYTES}
    staying = groups_that_stay(list(earlier), small.keys())
    left = small.keys() - {content for group in staying for content in group}
    made = new_groups(left)
    batches = [ReadBatch(tuple((small[content], 0, None) for content in group)) for group in made]
    for file in sorted(distinct.values(), key=lambda file: file.sha256):
        if file.size_bytes >= RANGE_BYTES:
            ranges = plan_ranges(file, RANGE_BYTES, limits.max_record_bytes)
            batches += [ReadBatch(((file, start, end),)) for start, end in ranges]
    return ReadingPlan(batches, [earlier[group] for group in staying], sorted([*staying, *made]))


def known_groups(cache: Cache, limits: ReadLimits, code: str) -> dict[Group, Artifact]:
    """Return the groups that were read last whose records are in the cache, as this code reads them, with these."""
    groups = read_groups(place(cache.folder))
    found = ((group, cache.find(READ_SOURCES.name, group_key(group, limits, code))) for group in groups)
    return {group: artifact for group, artifact in found if artifact is not None}


def keep_groups(work: Path, groups: Sequence[Group]) -> None:
    """Write which files were read together."""
    (work / RECORDS).mkdir(exist_ok=True)
    replace_text(work / RECORDS / GROUPS, json.dumps({"groups": groups}, indent=0) + "\n")


def read_groups(work: Path) -> list[Group]:
    """Return which files were read together last; nothing where that is lost or damaged."""
    try:
        told = json.loads((work / RECORDS / GROUPS).read_text(encoding="utf-8"))
        return [tuple(Content(*file) for file in group) for group in told["groups"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def group_key(group: Group, limits: ReadLimits, code: str) -> str:
    """Return the key of the records of a group: that of the batch that read it."""
    return reading_key([(file.sha256, file.source_format, file.packing, 0, None) for file in group], limits, code)


def content_of(file: SourceFile) -> Content:
    """Return what the file holds."""
    return Content(file.sha256, file.source_format, file.packing, file.size_bytes)


def groups_that_stay(groups: Sequence[Group], wanted: Collection[Content]) -> list[Group]:
    """Return the groups whose records are taken as they are.

    None of them has a file that is read otherwise now: its records would stand under the same digest twice.

    Args:
        groups: Groups that were read.
        wanted: What is to be read, whether a group has it or not.
    """
    digests = {content.sha256 for content in wanted}
    used = {
        group: [content for content in group if content in wanted]
        for group in groups
        if all(content in wanted or content.sha256 not in digests for content in group)
    }
    staying = [group for group in used if used[group] and size_of(used[group]) >= MIN_USED_SHARE * size_of(group)]
    while True:
        new_bytes = size_of(wanted) - sum(size_of(used[group]) for group in staying)
        bound = min(new_bytes, FULL_SHARE * RANGE_BYTES)
        small = [group for group in staying if size_of(used[group]) <= bound]
        if len(small) < MAX_SMALL_GROUPS:
            return staying
        staying = [group for group in staying if size_of(used[group]) > bound]


def new_groups(contents: Collection[Content]) -> list[Group]:
    """Return files in groups that one task each can read.

    Which go together follows from their digests: where a build is stopped and other files are there when it goes on,
    most groups are the same.
    """
    count = power_of_two(size_of(contents) / RANGE_BYTES)
    groups: dict[int, list[Content]] = {}
    for content in sorted(contents):
        groups.setdefault(int(content.sha256[:4], 16) * count // MAX_PARTITIONS, []).append(content)
    return [tuple(group) for _, group in sorted(groups.items())]


def size_of(contents: Iterable[Content]) -> int:
    """Return the bytes of files together."""
    return sum(content.size_bytes for content in contents)


def power_of_two(wanted: float) -> int:
    """Return the least power of two that is not below the number, within what ids can be divided into."""
    return min(MAX_PARTITIONS, 1 << max(0, math.ceil(math.log2(max(1.0, wanted)))))
