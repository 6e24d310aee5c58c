"""The plan as JSON, written session by session."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Final

from veeam_provider.restore_plan._plan import PlannedSession, RestorePlan

__all__ = ["write_json"]

_BETWEEN: Final = ",\n"


def write_json(plan: RestorePlan, file: IO[str], counted: str = "item") -> None:
    """Write a plan as one JSON object, in ASCII.

    Each element of ``sessions`` is what ``veeam:entraid:RestoreSession`` takes, in the order in which they have to run;
    ``refused``, ``notes`` and ``summary`` say the rest. Memory does not grow with the plan.

    Args:
        plan: the plan.
        file: where to write.
        counted: what the numbers of ``refused`` count: ``line`` or ``item``.
    """
    file.write('{"summary":')
    file.write(json.dumps(_summary(plan)))
    for name, elements in (
        ("sessions", (_session(each, plan) for each in plan.sessions())),
        ("refused", _refused(plan, counted)),
    ):
        file.write(f',\n"{name}":[')
        _write_list(file, elements)
        file.write("]")
    file.write(',\n"notes":[')
    for number, note in enumerate(plan.notes()):
        head = json.dumps({"limit": note.topic, "text": note.text, "count": note.items})
        file.write(f'{_BETWEEN if number else chr(10)}{head[:-1]}, "items":[')
        _write_list(file, (json.dumps(each) for each in plan.noted_ids(note)))
        file.write("]}")
    file.write("]}\n")


def _write_list(file: IO[str], elements: Iterable[str]) -> None:
    between = "\n"
    for element in elements:
        file.write(between)
        file.write(element)
        between = _BETWEEN


def _summary(plan: RestorePlan) -> dict[str, object]:
    types = plan.types()
    return {
        "wishes": plan.wishes,
        "items": sum(each.items for each in types),
        "sessions": sum(each.sessions for each in types),
        "types": [{"type": each.type, "items": each.items, "sessions": each.sessions} for each in types],
        "refused": plan.refusals(),
    }


def _session(session: PlannedSession, plan: RestorePlan) -> str:
    permissions = "" if plan.permissions == "delegated" else f',"permissions":{json.dumps(plan.permissions)}'
    return f'{{"items":[{_BETWEEN.join(session.encoded)}]{permissions}}}'


def _refused(plan: RestorePlan, counted: str) -> Iterator[str]:
    for each in plan.refused():
        yield json.dumps({counted: each.place, "id": each.id, "type": each.type, "reason": each.topic, "why": each.why})
