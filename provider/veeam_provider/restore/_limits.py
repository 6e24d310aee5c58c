"""The documented limits of a session, asked again with what the backup says of its items."""

from collections.abc import Iterator, Sequence

from veeam_entraid_limits import (
    Finding,
    RestoreItem,
    RestoreSession,
    Setting,
    Subject,
    Verdict,
    check_each,
    explain,
)
from veeam_entraid_protocol.provider import RefusedError
from veeam_provider._identity import Identity
from veeam_provider._server import Work
from veeam_provider.restore._items import Item
from veeam_provider.schema import JsonObject

__all__ = ["enforce", "findings"]


def findings(identity: Identity, inputs: JsonObject, items: Sequence[Item]) -> Iterator[Finding]:
    """Yield what the rules find about a session whose items are known."""
    fact = RestoreSession(
        subject=Subject("RestoreSession", identity.name, identity.urn),
        items=tuple(RestoreItem.read(str(item), {**item.facts, "type": item.type}) for item in items),
        item_count=Setting("items", len(items)),
        permissions=Setting("permissions", inputs.get("permissions")),
        skip_relationships=Setting("skipRelationships", inputs.get("skipRelationships")),
    )
    yield from check_each(fact)


def enforce(work: Work, identity: Identity, inputs: JsonObject, items: Sequence[Item]) -> None:
    """Show what the rules advise and what they cannot tell.

    Raises:
        RefusedError: a limit is broken. The text has each of them.
    """
    broken: list[str] = []
    for finding in findings(identity, inputs, items):
        match finding.verdict:
            case Verdict.BROKEN:
                broken.append(f"{finding.limit}: {explain(finding)}")
            case Verdict.ADVISORY:
                work.progress.warn(f"{finding.limit}: {explain(finding)}")
            case Verdict.UNDECIDED:
                work.progress.warn(f"{finding.limit}: {finding.problem} The backup does not say it either.")
    if broken:
        raise RefusedError(f"{identity} has restored nothing. {' '.join(broken)}")
