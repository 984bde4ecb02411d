import io
import sys

import pytest

from flows import progress as module
from flows.progress import Progress


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        return True


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def run(progress: Progress, clock: Clock) -> None:
    with progress.stage("label_lines") as stage:
        stage.started = clock.now
        progress.expect(stage, 3)
        progress.advance(stage)
        clock.now += 1.5
        progress.advance(stage)


def test_a_log_gets_one_line_at_the_end_of_each_stage(clock: Clock) -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    run(progress, clock)
    assert stream.getvalue() == "  label_lines              2 / 3          1.5 s\n"
    (stage,) = progress.stages
    assert (stage.name, stage.done, stage.total, stage.seconds) == ("label_lines", 2, 3, 1.5)


def test_a_terminal_sees_the_line_rewritten_but_not_too_often(clock: Clock) -> None:
    stream = Terminal()
    run(Progress(stream), clock)
    assert stream.getvalue().split("\r") == [
        "",
        "  label_lines              0 / 0    ",
        "  label_lines              0 / 3    ",
        "  label_lines              2 / 3    ",
        "  label_lines              2 / 3          1.5 s\n",
    ]


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_a_quiet_run_writes_nothing_and_still_counts(clock: Clock, stream: io.StringIO) -> None:
    progress = Progress(stream, is_quiet=True)
    run(progress, clock)
    assert stream.getvalue() == ""
    assert progress.stages[0].seconds == 1.5


def test_standard_error_is_where_a_person_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(sys.stderr).stage("a"):
        pass
    with Progress().stage("b"):
        pass
    told = capsys.readouterr()
    assert [line.split()[0] for line in told.err.splitlines()] == ["a", "b"]
    assert told.out == ""
