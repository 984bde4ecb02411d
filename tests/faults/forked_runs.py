"""Runs builds in forked children of one process that has imported everything: a run costs what it does and no more.

Started with the fault points preloaded. Reads one JSON object a line: `function`, `arguments`, and `output`, the file
that takes the child's standard output and error. Answers each with the child's exit code, negative for a signal.
"""

import json
import os
import pickle
import sys
import threading
import traceback
from dataclasses import replace
from pathlib import Path

# What a child needs is imported here, once; nothing that starts a thread may run before the fork.
import great_expectations  # noqa: F401
import pandas as pd  # noqa: F401

from flows import build_release, cli
from flows.cache import Artifact, Cache
from flows.releases import DataFolderError, data_folder_lock, is_unchanged, latest_release

NOTHING_NEW = 10
FAULT_OF_OURS = 99


def publish(data: str, facts: str) -> int:
    """Publish finished tables as the flow does at its end."""
    folder = Path(data)
    told = pickle.loads(Path(facts).read_bytes())  # written by the test
    try:
        with data_folder_lock(folder) as check_lock:
            parent = latest_release(folder)
            if parent is not None and is_unchanged(parent, told.tables):
                return NOTHING_NEW
            told = replace(
                told,
                tables={name: [in_folder(part, folder) for part in parts] for name, parts in told.tables.items()},
            )
            build_release.publish_release(folder, told, Cache(str((folder / ".work").absolute())), check_lock)
    except DataFolderError as error:
        sys.stderr.write(f"presscorpus: {error}\n")
        return cli.COULD_NOT_RUN
    return cli.PUBLISHED


def in_folder(part: Artifact, folder: Path) -> Artifact:
    """Return a part of the cache of the folder that was copied as the same part of this one's."""
    _, is_cached, name = part.path.partition("/.work/")
    return replace(part, path=str(folder.absolute() / ".work" / name)) if is_cached else part


def build(*arguments: str) -> int:
    """Run the command line."""
    return cli.main(["build", *arguments])


def run_child(function: str, arguments: list[str], output: str) -> None:
    """Become the leader of a session, so that a power cut takes all that was started, and run."""
    os.setsid()
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    code = FAULT_OF_OURS
    try:
        code = {"publish": publish, "build": build}[function](*arguments)
    except BaseException:  # noqa: BLE001  # the child must end here, whatever happened
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Answer requests until standard input ends."""
    if threading.active_count() > 1:
        raise RuntimeError(f"threads before the fork: {threading.enumerate()}")
    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if not child:
            run_child(**request)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
