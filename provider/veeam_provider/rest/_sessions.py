"""Sessions: what the server does in its own time, watched until it has ended."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, cast

from veeam_provider.rest._clock import Clock
from veeam_provider.rest._errors import SessionCanceledError, SessionFailedError, SessionTimeoutError
from veeam_provider.rest._repeating import Backoff
from veeam_provider.rest.payloads import EntraIdTenantRestoreSessionModel, SessionModel

__all__ = ["Progress", "State", "ignore", "of_restore_session", "of_session", "problem", "wait_for_end"]

Model = TypeVar("Model")
Progress = Callable[[str], None]

# Each pause is a small part of what the session has taken so far: its end is seen little later than it comes.
_POLLS: Final = Backoff(first=0.25, longest=10.0, factor=1.15)
# How much of the time that its progress leaves to a session passes before the next look, and how short a pause may be:
# in seconds, and as a part of what the session has taken so far, for there are some that stay at 99 %.
_LEFT_PART: Final = (0.8, 1.0)
_SHORTEST_SECONDS: Final = 0.1
_SHORTEST_PART: Final = 0.05
# The result may come a moment after the end.
_RESULT_POLLS: Final = 5
_LINES_OF_LOG: Final = 5
_RESTORE_ENDS: Final = frozenset({"Success", "Warning", "Failed", "Canceled"})
_NO_RESULT: Final = "None"
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class State(Generic[Model]):
    """How far a session is.

    Attributes:
        model: as the server shows it.
        id: of the session.
        title: for a person.
        word: what the server calls the state.
        percent: of the work; None where the server does not say.
        ended: whether it has.
        result: Success, Warning, Failed or Canceled; None where the server has not said.
        message: of the result.
    """

    model: Model
    id: str
    title: str
    word: str
    percent: int | None
    ended: bool
    result: str
    message: str

    def __str__(self) -> str:
        share = "" if self.percent is None or self.ended else f", {self.percent} %"
        return f"{self.title}: {self.word}{share}"


def ignore(text: str) -> None:
    """Take a line of progress and do nothing with it."""
    del text


def of_session(model: SessionModel) -> State[SessionModel]:
    """Return the state of a session of ``/sessions``."""
    fields = cast("Mapping[str, object]", model)
    outcome = cast("Mapping[str, object]", fields.get("result") or {})
    word = str(fields.get("state", ""))
    percent = fields.get("progressPercent")
    return State(
        model=model,
        id=str(fields.get("id", "")),
        title=f'{fields.get("sessionType", "Session")} "{fields.get("name", "")}"',
        word=word,
        percent=percent if isinstance(percent, int) else None,
        ended=word == "Stopped",
        result="Canceled" if outcome.get("isCanceled") is True else str(outcome.get("result", _NO_RESULT)),
        message=str(outcome.get("message", "")),
    )


def of_restore_session(model: EntraIdTenantRestoreSessionModel) -> State[EntraIdTenantRestoreSessionModel]:
    """Return the state of a session that restores items of a tenant, whose state is its result."""
    fields = cast("Mapping[str, object]", model)
    word = str(fields.get("state", ""))
    ended = word in _RESTORE_ENDS
    return State(
        model=model,
        id=str(fields.get("id", "")),
        title=f'Restore "{fields.get("name", "")}"',
        word=word,
        percent=None,
        ended=ended,
        result=word if ended else _NO_RESULT,
        message="",
    )


def wait_for_end(
    look: Callable[[], State[Model]],
    clock: Clock,
    chance: random.Random,
    *,
    time_limit: float,
    progress: Progress,
) -> State[Model]:
    """Look at a session until it has ended, and return what is seen then.

    Args:
        look: asks the server.
        clock: for the pauses between looks.
        chance: makes the pauses uneven.
        time_limit: in seconds.
        progress: is told each state that differs from the one before.

    Raises:
        SessionTimeoutError: it still runs.
        OperationCancelledError: in a pause.
    """
    began = clock.now()
    until = began + time_limit
    told = ""
    looks_after_end = 0
    number = 0
    while True:
        state = look()
        if str(state) != told:
            told = str(state)
            progress(told)
        looks_after_end += state.ended
        if state.ended and (state.result != _NO_RESULT or looks_after_end > _RESULT_POLLS):
            return state
        number += 1
        pause = _pause(state.percent, clock.now() - began, number, chance)
        if clock.now() + pause > until:
            raise SessionTimeoutError(
                f"{state.title} has not ended within {time_limit:.0f} s and goes on: its state is {state.word}. "
                f"The session's id is {state.id}.",
                state.id,
            )
        clock.sleep(pause)


def _pause(percent: int | None, taken: float, number: int, chance: random.Random) -> float:
    """Return the seconds until the next look at a session.

    Where the server says how far it is, the next look is about when it should end, but never later than in as much
    time as it has taken so far: what the server says need not be so.
    """
    usual = _POLLS.pause(number, chance)
    if not percent or percent >= _WHOLE or number == 1:
        return usual
    left = taken * (_WHOLE - percent) / percent * chance.uniform(*_LEFT_PART)
    return min(max(left, _SHORTEST_SECONDS, taken * _SHORTEST_PART), taken, _POLLS.longest)


def problem(state: State[Model], log: Iterable[Mapping[str, object]]) -> SessionFailedError | None:
    """Return the error that the end of a session is; None for a success, with or without warnings.

    Args:
        state: of a session that has ended.
        log: the records of its log, which are only read if there is an error.
    """
    if state.result in ("Success", "Warning"):
        return None
    how = {"Canceled": "was stopped", _NO_RESULT: "ended without a result"}.get(state.result, "failed")
    message = f": {state.message.rstrip('.')}" if state.message else ""
    lines = _telling(log)
    said = f" Its log says: {'; '.join(lines)}." if lines else ""
    kind = SessionCanceledError if state.result == "Canceled" else SessionFailedError
    return kind(f"{state.title} {how}{message}.{said} The session's id is {state.id}.", state.id)


def _telling(log: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the lines of a log that tell why: those that failed, else those with warnings, else the last."""
    records = [*log]
    for status in ("Failed", "Warning"):
        lines = [_line(record) for record in records if record.get("status") == status]
        if lines:
            return lines[-_LINES_OF_LOG:]
    return [_line(record) for record in records[-1:]]


def _line(record: Mapping[str, object]) -> str:
    parts = (" ".join(str(record.get(name, "")).split()) for name in ("title", "description"))
    return " - ".join(dict.fromkeys(part.rstrip(".") for part in parts if part))
