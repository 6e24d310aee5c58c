"""What the user sees while something takes its time, with a clock that the test turns."""

import io

import pytest

from veeam_entraid_engine._progress import Progress, duration


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def watch(stream: io.StringIO, seconds: int) -> str:
    clock = Clock()
    with Progress(stream, clock).step("building it", "; about 1 minute") as step:
        for _ in range(seconds):
            clock.now += 1
            step.tick()
        step.done("built it")
    return stream.getvalue()


def test_in_a_log_there_is_a_sign_of_life_every_half_minute() -> None:
    assert watch(io.StringIO(), 95).splitlines() == [
        "engine: building it; about 1 minute",
        "  building it: 0:30",
        "  building it: 1:00",
        "  building it: 1:30",
        "engine: built it (1 min 35 s)",
    ]


def test_on_a_terminal_one_line_counts_the_seconds_and_goes_away() -> None:
    shown = watch(Terminal(), 3)
    assert shown.count("\n") == 2
    assert [line.split("\x1b[K")[-1] for line in shown.split("\r")[2:5]] == [
        f"  building it: 0:0{second}" for second in (1, 2, 3)
    ]
    assert shown.endswith("built it (3.0 s)\n\r\x1b[K")


def test_nothing_of_a_step_stays_on_the_terminal_when_it_fails() -> None:
    stream = Terminal()
    with pytest.raises(OSError, match="gone"), Progress(stream, Clock()).step("building it"):
        raise OSError("gone")
    assert stream.getvalue().endswith("building it\n\r\x1b[K")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.25, "0.2 s"), (9.94, "9.9 s"), (10, "10 s"), (59.6, "1 min 0 s"), (3725, "62 min 5 s")]
)
def test_durations_read_well(seconds: float, text: str) -> None:
    assert duration(seconds) == text
