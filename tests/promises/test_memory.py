"""What unpacks to more than it should is stopped while all processes together stay small."""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from costly_inputs import bombs
from promise_case import Case

from flows.sources.inventory import list_sources
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import read_source
from flows.sources.reader_process import SourceReader

MAX_BYTES = 1_500_000_000  # PROMISES: the test process, with all that it imported, and the reader


@pytest.mark.parametrize("case", [case for case in bombs() if not case.limits], ids=lambda case: case.name)
def test_all_processes_together_stay_small(
    case: Case, memory_of_all: Callable[[psutil.Process], int], tmp_path: Path
) -> None:
    for name, data in case.files.items():
        (tmp_path / name).write_bytes(data)
    own, peaks, is_done = psutil.Process(), [0], threading.Event()

    def watch() -> None:
        while not is_done.is_set():
            peaks.append(memory_of_all(own))
            time.sleep(0.01)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with SourceReader() as reader:
        for file in list_sources([str(tmp_path)]).files:
            for frame in read_source(file, 0, None, ReadLimits(), reader.rows):
                assert frame.height
    is_done.set()
    watcher.join()
    assert 10_000_000 < max(peaks) < MAX_BYTES
