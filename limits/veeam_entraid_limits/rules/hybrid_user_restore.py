"""Limit 13: users that are synchronized from Active Directory come back by one of three procedures."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory, undecided
from veeam_entraid_limits._restore import ItemType, RestoreItem, RestoreSession, name_items

__all__ = ["ID", "check_fact"]

ID: Final = "hybrid-user-restore"

_PROCEDURES: Final = (
    "Choose by where they are gone."
    " (a) Deleted in Entra ID only, and no synchronization has run since: restore them whole with their relationships,"
    " then synchronize."
    " (b) Deleted in Entra ID only, and a synchronization has made them anew: delete those new users first, restore,"
    " then synchronize."
    " (c) Deleted in Entra ID and in Active Directory: restore to Entra ID, restore in Active Directory, then"
    " synchronize. In each case they get new object ids."
)


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find synchronized users among the items, and what stands in the way of their procedure."""
    if not isinstance(fact, RestoreSession):
        return
    synchronized = [item for item in fact.items if _is_synchronized(item)]
    if synchronized:
        yield from _procedure(fact, synchronized)
    open_items = [item for item in fact.items if _may_be_synchronized(item)]
    more = fact.what_is_open(ItemType.USER)
    if open_items:
        yield undecided(
            ID,
            fact.subject,
            f"Whether {name_items(open_items)} of {fact.subject} is a synchronized user is not known yet.",
        )
    if more.is_given:
        yield undecided(ID, fact.subject, f"Which users {fact.subject} restores is not known yet ({more.path}).")


def _procedure(session: RestoreSession, synchronized: list[RestoreItem]) -> Iterator[Finding]:
    users = "a user" if len(synchronized) == 1 else "users"
    yield advisory(
        ID,
        session.subject,
        f"{name_items(synchronized)} of {session.subject}: {users} synchronized from Active Directory, for which the"
        " vendor documents three procedures.",
        _PROCEDURES,
    )
    if session.skip_relationships.switch is True:
        yield advisory(
            ID,
            session.subject,
            f"{session.subject} leaves relationships out ({session.skip_relationships.path}: true), and every procedure"
            " for synchronized users needs them.",
            f"Write {session.skip_relationships.path}: false, or leave it out.",
        )


def _is_synchronized(item: RestoreItem) -> bool:
    return item.may_be(ItemType.USER) and item.on_premises_sync_enabled.switch is True


def _may_be_synchronized(item: RestoreItem) -> bool:
    return item.may_be(ItemType.USER) and item.on_premises_sync_enabled.is_unknown
