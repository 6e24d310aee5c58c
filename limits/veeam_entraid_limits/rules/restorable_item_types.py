"""Limit 9: built-in roles, distribution groups and mail-enabled security groups are never restored."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, broken, undecided
from veeam_entraid_limits._restore import ItemType, RestoreItem, RestoreSession, name_items

__all__ = ["ID", "check_fact"]

ID: Final = "restorable-item-types"

_NEVER: Final = ("distribution", "mailenabledsecurity")
_RESTORABLE: Final = frozenset({"microsoft365group", "microsoft365", "unified", "securitygroup", "security"})


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find items of kinds that are never restored, or of which that is not known yet."""
    if not isinstance(fact, RestoreSession):
        return
    yield from _never_restored(fact)
    unclear = [item for item in fact.items if _is_unclear(item)]
    more = fact.what_is_open(ItemType.ROLE, ItemType.GROUP)
    if unclear:
        yield undecided(
            ID,
            fact.subject,
            f"Whether {name_items(unclear)} of {fact.subject} can be restored is open.",
            "Write isBuiltIn of each role and groupType of each group, as a browse of the backup shows them.",
        )
    if more.is_given:
        yield undecided(
            ID, fact.subject, f"Which roles and groups {fact.subject} restores is not known yet ({more.path})."
        )


def _never_restored(session: RestoreSession) -> Iterator[Finding]:
    for wrong, what in (
        ([item for item in session.items if _is_built_in_role(item)], "a built-in role"),
        (
            [item for item in session.items if _is_mail_group(item)],
            "a distribution group or a mail-enabled security group",
        ),
    ):
        if wrong:
            kind = what if len(wrong) == 1 else f"each {what}"
            verb = "is" if len(wrong) == 1 else "are"
            yield broken(
                ID,
                session.subject,
                f"{name_items(wrong)} of {session.subject} {verb} {kind}, which is never restored.",
                f"Remove {name_items(wrong)} from items. Custom roles, security groups and Microsoft 365 groups can be"
                " restored.",
            )


def _is_built_in_role(item: RestoreItem) -> bool:
    return item.may_be(ItemType.ROLE) and item.is_built_in.switch is True


def _is_mail_group(item: RestoreItem) -> bool:
    return item.may_be(ItemType.GROUP) and item.group_type.word.startswith(_NEVER)


def _is_unclear(item: RestoreItem) -> bool:
    if _is_built_in_role(item) or _is_mail_group(item):
        return False
    role_is_open = item.may_be(ItemType.ROLE) and item.is_built_in.switch is None
    group_is_open = item.may_be(ItemType.GROUP) and item.group_type.word not in _RESTORABLE
    return role_is_open or group_is_open
