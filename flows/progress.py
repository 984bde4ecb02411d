"""What a person sees while a build runs: one line per stage on standard error."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

REDRAW_SECONDS = 0.2


@dataclass
class Stage:
    """One stage of a build: how far it is and what it has cost."""

    name: str
    total: int = 0
    done: int = 0
    started: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory_bytes: int = 0


class Progress:
    """Writes stages as they run: rewritten in place on a terminal, one plain line at the end of each otherwise."""

    def __init__(self, stream: TextIO | None = None, *, is_quiet: bool = False) -> None:
        """Write to `stream`, standard error by default; nothing at all where `is_quiet`."""
        self.stages: list[Stage] = []
        self._stream = stream or sys.stderr
        self._is_quiet = is_quiet
        self._drawn = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Give a stage to count work in; its line is left standing at the end."""
        stage = Stage(name)
        self.stages.append(stage)
        self._draw(stage)
        yield stage
        stage.seconds = time.monotonic() - stage.started
        if not self._is_quiet:
            start = "\r" if self._stream.isatty() else ""
            self._stream.write(f"{start}{self._line(stage)}  {stage.seconds:7.1f} s\n")
            self._stream.flush()

    def expect(self, stage: Stage, count: int) -> None:
        """Add pieces of work that the stage will do."""
        stage.total += count
        self._draw(stage)

    def advance(self, stage: Stage) -> None:
        """Count one piece of work as done."""
        stage.done += 1
        if time.monotonic() - self._drawn >= REDRAW_SECONDS:
            self._draw(stage)

    def _draw(self, stage: Stage) -> None:
        self._drawn = time.monotonic()
        if not self._is_quiet and self._stream.isatty():
            self._stream.write(f"\r{self._line(stage)}")
            self._stream.flush()

    @staticmethod
    def _line(stage: Stage) -> str:
        return f"  {stage.name:<20} {stage.done:>5} / {stage.total:<5}"
