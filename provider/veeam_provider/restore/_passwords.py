"""Passwords of restored users: those that are given, and for all others ones that the server makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from veeam_provider._models import objects, text
from veeam_provider._server import Work
from veeam_provider.rest import RestError, operations, payloads
from veeam_provider.restore._items import Item
from veeam_provider.restore._mount import Mount
from veeam_provider.restore._patience import patiently
from veeam_provider.schema import JsonObject

__all__ = ["Passwords", "passwords"]


@dataclass(frozen=True, slots=True)
class Passwords:
    """What users get.

    Attributes:
        default: the password of those that have none of their own; empty for none.
        own: passwords by the id of the user.
        generated: those of them that the server has made.
    """

    default: str = field(default="", repr=False)
    own: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    generated: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    @property
    def all(self) -> frozenset[str]:
        """Every password, for what must not be quoted."""
        return frozenset({self.default, *self.own.values()} - {""})


def passwords(work: Work, mount: Mount, items: Sequence[Item], inputs: JsonObject) -> Passwords:
    """Return the passwords of a session's users. What is not given, the server makes by the policy of the tenant.

    Raises:
        RestError: it does not.
    """
    users = {item.id.casefold(): item for item in items if item.type == "User"}
    default = text(inputs, "defaultUserPassword")
    given = {text(each, "userId").casefold(): text(each, "password") for each in objects(inputs, "userPasswords")}
    own = {item.id: given[id_] for id_, item in users.items() if id_ in given}
    lacking = [] if default else [item for id_, item in users.items() if id_ not in given]
    if not lacking:
        return Passwords(default if users else "", own)
    body = payloads.EntraIdTenantGeneratePasswordSpec(passwordsCount=len(lacking))
    made = patiently(
        work, lambda: work.client.call(operations.GENERATE_ENTRA_ID_TENANT_PASSWORD, body, sessionId=mount.session)
    )
    new = made.get("passwords", [])
    if len(new) < len(lacking):
        raise RestError(
            f"The server has made {len(new)} passwords for {len(lacking)} users: write defaultUserPassword or"
            " userPasswords."
        )
    generated = {item.id: password for item, password in zip(lacking, new, strict=False)}
    return Passwords("", {**own, **generated}, generated)
