"""Limit 14: an edition upgrade policy of Intune is restored with delegated permissions only."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory, broken, undecided
from veeam_entraid_limits._restore import ItemType, RestoreItem, RestoreSession, item_type, name_items
from veeam_entraid_limits._setting import Setting

__all__ = ["ID", "check_fact"]

ID: Final = "intune-edition-upgrade-restore"

_EDITION_UPGRADE: Final = "editionupgradeconfiguration"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find edition upgrade policies among the items, and with which permissions they are restored."""
    if not isinstance(fact, RestoreSession):
        return
    upgrades = [item for item in fact.items if _is_edition_upgrade(item)]
    if upgrades:
        yield from _check_upgrades(fact, upgrades)
    yield from _check_open(fact)


def _check_upgrades(session: RestoreSession, upgrades: list[RestoreItem]) -> Iterator[Finding]:
    permissions, subject = session.permissions, session.subject
    named = f"{name_items(upgrades)}, {'an' if len(upgrades) == 1 else 'each an'} edition upgrade policy of Intune"
    if permissions.word == "application":
        yield broken(
            ID,
            subject,
            f"{subject} restores {named}, with the permissions of an application ({permissions.path}: application).",
            f"Write {permissions.path}: delegated, or leave it out: a person signs in while the session runs.",
        )
    elif _is_delegated(permissions):
        yield advisory(
            ID,
            subject,
            f"{subject} restores {named}: License and ProductKey come back as placeholders.",
            "Set the two in the Intune admin center when the session is done.",
        )
    else:
        known = "is not known yet" if permissions.is_unknown else "is neither delegated nor application"
        yield undecided(
            ID,
            subject,
            f"{permissions.path} of {subject} {known}, and it restores {named}.",
            f"Write {permissions.path}: delegated, or leave it out.",
        )


def _check_open(session: RestoreSession) -> Iterator[Finding]:
    delegated = _is_delegated(session.permissions)
    open_items = [item for item in session.items if _may_be_edition_upgrade(item, delegated=delegated)]
    more = session.what_is_open(ItemType.DEVICE_CONFIGURATION, ItemType.DEVICE_COMPLIANCE_POLICY)
    if open_items:
        yield undecided(
            ID,
            session.subject,
            f"Whether {name_items(open_items)} of {session.subject} is an edition upgrade policy of Intune is open.",
            f"Write odataType of it, or {session.permissions.path or 'permissions'}: delegated.",
        )
    if more.is_given:
        yield undecided(
            ID, session.subject, f"Which Intune policies {session.subject} restores is not known yet ({more.path})."
        )


def _is_delegated(permissions: Setting) -> bool:
    return permissions.is_absent or permissions.word == "delegated"


def _is_edition_upgrade(item: RestoreItem) -> bool:
    return Setting(value=item.odata_type.text.rpartition(".")[2]).word == _EDITION_UPGRADE


def _may_be_edition_upgrade(item: RestoreItem, *, delegated: bool) -> bool:
    """Return whether an item may turn out to be one. With delegated permissions only advice is at stake.

    What says nothing of its type is then left in peace.
    """
    if item.odata_type.is_unknown:
        return item.is_of_open_type or item_type(item.type) in _INTUNE
    return not delegated and item.odata_type.is_absent and (item.is_of_open_type or item_type(item.type) in _INTUNE)


_INTUNE: Final = (ItemType.DEVICE_CONFIGURATION, ItemType.DEVICE_COMPLIANCE_POLICY)
