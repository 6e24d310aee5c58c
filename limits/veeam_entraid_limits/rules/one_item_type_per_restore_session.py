"""Limit 11: the items of a restore session are of one type."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, broken, undecided
from veeam_entraid_limits._restore import ItemType, RestoreItem, RestoreSession, item_type, name_items
from veeam_entraid_limits._setting import Setting, setting

__all__ = ["ID", "check_fact"]

ID: Final = "one-item-type-per-restore-session"

_BROWSED_TOGETHER: Final = {ItemType.DEVICE_CONFIGURATION.value, ItemType.DEVICE_COMPLIANCE_POLICY.value}
_OTHER: Final = "of no type that a backup has"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a session with items of several types, or of which that is not known yet."""
    if not isinstance(fact, RestoreSession):
        return
    typed: dict[str, RestoreItem] = {}
    open_items: list[RestoreItem] = []
    for item in fact.items:
        if item.is_of_open_type:
            open_items.append(item)
        else:
            typed.setdefault(_type(item.type), item)
    filtered = setting(fact.filter.value, "type") if fact.filter.is_given else Setting()
    types = {*typed, *([_type(filtered)] if item_type(filtered) else [])}
    if len(types) > 1 and types != _BROWSED_TOGETHER:
        yield _several(fact, typed, filtered)
    elif len(types) > 1:
        yield undecided(
            ID,
            fact.subject,
            f"{fact.subject} has items of the types DeviceConfiguration and DeviceCompliancePolicy. The API lists both"
            " under one type; whether it restores them together is known only there.",
            "Write one session for each of the two.",
        )
    elif _may_become_several(fact, open_items):
        what = name_items(open_items) or fact.what_is_open().path
        yield undecided(ID, fact.subject, f"The type of {what} of {fact.subject} is not known yet.")


def _type(named: Setting) -> str:
    known = item_type(named)
    return known.value if known else _OTHER


def _several(session: RestoreSession, typed: dict[str, RestoreItem], filtered: Setting) -> Finding:
    places = [f"{item.path} is {kind}" for kind, item in sorted(typed.items())]
    if known := item_type(filtered):
        places.append(f"{session.filter.path} finds {known.value}")
    listed = ", ".join(places)
    return broken(
        ID,
        session.subject,
        f"{session.subject} has items of several types: {listed}.",
        "Write one session for each type. An application and its service principal are both of the type Application.",
    )


def _may_become_several(session: RestoreSession, open_items: list[RestoreItem]) -> bool:
    if open_items:
        return len(session.items) > 1 or session.filter.is_given
    open_setting = session.what_is_open()
    if open_setting.is_absent or open_setting.path != session.filter.path:
        return open_setting.is_given
    # What a filter finds is of the one type that it asks for.
    return bool(session.items) or item_type(setting(session.filter.value, "type")) is None
