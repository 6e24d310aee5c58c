"""Advice: the licence of a backup server has room for more users."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import ServerLicense

__all__ = ["ID", "check_fact"]

ID: Final = "license-room"

_NEARLY_ALL: Final = 0.9
_USERS_PER_INSTANCE: Final = 10


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find licences of which nine tenths and more of the instances are used."""
    if not isinstance(fact, ServerLicense):
        return
    licensed, used = fact.licensed_instances.number, fact.used_instances.number
    if licensed is None or used is None or licensed <= 0 or used < licensed * _NEARLY_ALL:
        return
    room = max(0, int((licensed - used) * _USERS_PER_INSTANCE))
    yield advisory(
        ID,
        fact.subject,
        f"The licence of {fact.subject} is for {licensed:g} instances, and {used:g} of them are used: there is room for"
        f" {room} more users. An instance is for {_USERS_PER_INSTANCE} enabled users that are no guests.",
        "Install a licence with more instances before there are more users: all of a tenant's have to be licensed.",
    )
