"""Which bytes of which sources each reading task reads."""

import math

from flows.shards import ReadBatch
from flows.sources.inventory import Inventory, SourceFile
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import plan_ranges

RANGE_BYTES = 64_000_000  # of a source that one task reads
MAX_PARTITIONS = 0x10000


def read_batches(inventory: Inventory, limits: ReadLimits) -> list[ReadBatch]:
    """Return what each reading task reads: ranges of big files alone, small files together.

    Which files go together follows from their contents, so that neither their paths nor their number of
    neighbours decide what has to be read again. Equal files are read once.
    """
    distinct = {
        file.sha256: file for file in sorted(inventory.files, key=lambda file: file.source_path, reverse=True)
    }
    small = [file for file in distinct.values() if file.size_bytes < RANGE_BYTES]
    count = power_of_two(sum(file.size_bytes for file in small) / RANGE_BYTES)
    groups: dict[int, list[SourceFile]] = {}
    for file in sorted(small, key=lambda file: file.sha256):
        groups.setdefault(int(file.sha256[:4], 16) * count // MAX_PARTITIONS, []).append(file)
    batches = [ReadBatch(tuple((file, 0, None) for file in group)) for _, group in sorted(groups.items())]
    for file in sorted(distinct.values(), key=lambda file: file.sha256):
        if file.size_bytes >= RANGE_BYTES:
            ranges = plan_ranges(file, RANGE_BYTES, limits.max_record_bytes)
            batches += [ReadBatch(((file, start, end),)) for start, end in ranges]
    return batches


def power_of_two(wanted: float) -> int:
    """Return the least power of two that is not below the number, within what ids can be divided into."""
    return min(MAX_PARTITIONS, 1 << max(0, math.ceil(math.log2(max(1.0, wanted)))))
