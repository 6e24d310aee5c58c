"""``check server``: which of the documented limits an existing installation breaks."""

import json
from collections.abc import Iterator
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from veeam_entraid_cli._connection import CaCertificate, CouldNotLookError, Endpoint, Thumbprint, Username, look
from veeam_entraid_cli._console import complain, show, table
from veeam_entraid_cli._exit_codes import COULD_NOT, FOUND, NOTHING
from veeam_entraid_limits import Level, explain
from veeam_provider.live import Judgement, ServerInventory, State, judge_server

__all__ = ["check_server"]

_COLORS: Final = {State.BROKEN: "red", State.ADVICE: "yellow", State.HOLDS: "green", State.UNSEEN: "dim"}


def check_server(
    endpoint: Endpoint,
    username: Username,
    certificate_thumbprint: Thumbprint = None,
    ca_certificate: CaCertificate = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,  # noqa: FBT002
) -> None:
    """Say which of the documented limits a backup server breaks, whoever made it. Nothing is changed on it.

    Every limit is listed: it holds, is broken, has advice, or cannot be seen over the REST API, with the reason.

    Ends with 0 if none is broken, with 1 if one is, with 2 if the server could not be asked, or not all that matters.
    """
    try:
        inventory = look(endpoint, username, certificate_thumbprint, ca_certificate)
    except CouldNotLookError as error:
        raise typer.Exit(complain([str(error)])) from error
    judgements = judge_server(inventory)
    if as_json:
        print(json.dumps(_as_json(inventory, judgements), indent=2))  # noqa: T201 - this is what was asked for
    else:
        show(*_report(inventory, judgements))
    raise typer.Exit(_exit_code(inventory, judgements))


def _exit_code(inventory: ServerInventory, judgements: tuple[Judgement, ...]) -> int:
    if any(each.state is State.BROKEN and each.limit.level is Level.MANDATORY for each in judgements):
        return FOUND
    return COULD_NOT if inventory.unread else NOTHING


def _report(inventory: ServerInventory, judgements: tuple[Judgement, ...]) -> Iterator[Table | str]:
    yield f"{inventory.name}, build {inventory.build}, at {inventory.endpoint}"
    made = table("Documented limits", "no.", "limit", "state", "what it is", numbers=("no.",))
    for each in judgements:
        number = str(each.limit.number or "")
        state = Text(each.state, style=_COLORS[each.state])
        made.add_row(number, each.limit.id, state, Text(each.limit.title))
    yield made
    for each in judgements:
        for finding in each.findings:
            yield f"[{each.limit.id}] {explain(finding)}"
    unseen = dict.fromkeys(each.unseen for each in judgements if each.unseen)
    for why in unseen:
        yield f"Cannot be seen: {', '.join(each.limit.id for each in judgements if each.unseen == why)}. {why}"
    for part in inventory.unread:
        yield f"The server does not show {part.part.replace('_', ' ')}: {part.why}"


def _as_json(inventory: ServerInventory, judgements: tuple[Judgement, ...]) -> dict[str, object]:
    return {
        "server": {"endpoint": inventory.endpoint, "name": inventory.name, "build": inventory.build},
        "time": inventory.now.isoformat(),
        "limits": [
            {
                "id": each.limit.id,
                "number": each.limit.number,
                "level": each.limit.level.value,
                "state": each.state,
                "findings": [
                    {
                        "verdict": finding.verdict.value,
                        "subject": {"kind": finding.subject.kind, "name": finding.subject.name},
                        "problem": finding.problem,
                        "remedy": finding.remedy,
                    }
                    for finding in each.findings
                ],
                "unseen": each.unseen,
            }
            for each in judgements
        ],
        "unread": [{"part": each.part, "why": each.why} for each in inventory.unread],
    }
