"""Limit 7: a restore session has at most 1000 items."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, broken, undecided
from veeam_entraid_limits._restore import RestoreSession

__all__ = ["ID", "MOST_ITEMS", "check_fact"]

ID: Final = "restore-session-item-limit"

MOST_ITEMS: Final = 1000
"""How many items one session restores."""


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a session with too many items, or whose number of items is not known yet."""
    if not isinstance(fact, RestoreSession):
        return
    listed, found = len(fact.items), fact.item_count.number
    number = max(listed, int(min(found or 0, 10**9)))
    if number > MOST_ITEMS:
        yield broken(
            ID,
            fact.subject,
            f"{fact.subject} restores {number} items.",
            f"Split it into sessions of at most {MOST_ITEMS} items, each of one type, with an application and its"
            " service principal together.",
        )
    elif found is None and (open_setting := fact.what_is_open()).is_given:
        yield undecided(
            ID, fact.subject, f"How many items {fact.subject} restores is not known yet ({open_setting.path})."
        )
