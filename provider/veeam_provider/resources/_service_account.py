"""Accounts of the product that programs use: exempt from multi-factor authentication, which REST cannot do."""

from typing import cast

from veeam_provider._hosts import MissingObjectError
from veeam_provider._identity import Identity
from veeam_provider._server import Work
from veeam_provider.resources._kind import Listed, text
from veeam_provider.rest import operations, payloads
from veeam_provider.schema import (
    BOOLEAN,
    TEXT,
    Json,
    JsonObject,
    ListType,
    ObjectType,
    Property,
    TextType,
    payload_fields,
)

__all__ = ["ServiceAccount"]

_ADMINISTRATOR = "Veeam Backup Administrator"


class ServiceAccount(Listed):
    """An account of Windows, or of a domain, that may use the product."""

    token = "veeam:infrastructure:ServiceAccount"
    description = (
        "An account, which exists in Windows or a domain already, that may use the backup server: best as a service"
        " account, because multi-factor authentication stops programs."
    )
    natural_key = "the name"
    form = ObjectType(
        "ServiceAccount",
        {
            "name": Property(
                type=TextType(meaning="a name"),
                required=True,
                replaces=True,
                description=r"Its name: HOST\name or DOMAIN\name.",
            ),
            "type": Property(
                type=payload_fields(payloads.UserSpec)["type"].type,
                default="InternalUser",
                replaces=True,
                description="What it is, and where: an account or a group, of the server or from outside.",
            ),
            "roles": Property(
                type=ListType(TEXT, least=1),
                default=[_ADMINISTRATOR],
                description="The names of its roles. All that this provider does needs Veeam Backup Administrator.",
            ),
            "isServiceAccount": Property(
                type=BOOLEAN, default=True, description="Whether it is exempt from multi-factor authentication."
            ),
        },
    )

    def listed(self, work: Work) -> list[JsonObject]:
        """Return all accounts."""
        return cast("list[JsonObject]", work.listed(operations.VIEW_ALL_USERS))

    def name_of(self, model: JsonObject) -> str:
        """Return the name of an account."""
        return text(model, "name")

    def key_of(self, inputs: JsonObject) -> str:
        """Return the name."""
        return text(inputs, "name")

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return whether an account is what is wanted already: there is nothing else by which it could be told."""
        del identity
        shown = self.shown(work, model)
        return all(self.form.type_of(name).same(shown.get(name), value) for name, value in inputs.items())

    def shown(self, work: Work, model: JsonObject) -> JsonObject:
        """Return the inputs that the server shows."""
        del work
        roles = model.get("roles")
        names: list[Json] = [*sorted(text(role, "name") for role in roles)] if isinstance(roles, list) else []
        return {**{name: model[name] for name in ("name", "type", "isServiceAccount") if name in model}, "roles": names}

    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Let the account use the server."""
        del identity
        spec = payloads.UserSpec(
            name=text(inputs, "name"),
            type=cast("payloads.EUserType", inputs["type"]),
            roles=_roles(work, inputs),
            isServiceAccount=inputs.get("isServiceAccount") is not False,
        )
        return work.client.call(operations.CREATE_USER, spec)["id"]

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change the roles, and whether it is a service account, where they differ."""
        del old, identity
        id_, shown = self.id_of(model), self.shown(work, model)
        if not self.form.type_of("roles").same(_sorted(changes.get("roles")), shown["roles"]):
            work.client.call(operations.UPDATE_USER_ROLES, payloads.RolesModel(roles=_roles(work, changes)), id=id_)
        is_service = changes.get("isServiceAccount") is not False
        if is_service != (shown.get("isServiceAccount") is True):
            mode = payloads.UserServiceAccountModeSpec(isServiceAccountEnable=is_service)
            work.client.call(operations.CHANGE_SERVICE_ACCOUNT_MODE, mode, id=id_)

    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Take the server away from the account, which goes on to exist."""
        work.client.call(operations.DELETE_USER, id=id_)
        work.wait_until_gone(operations.GET_USER, id_, f"the account {self.key_of(inputs)}")


def _sorted(names: Json) -> Json:
    return [*sorted(map(str, names))] if isinstance(names, list) else []


def _roles(work: Work, inputs: JsonObject) -> list[payloads.RoleModel]:
    known = {role["name"].casefold(): role for role in work.listed(operations.VIEW_ALL_USER_ROLES)}
    wanted = inputs.get("roles")
    names = [str(name) for name in wanted] if isinstance(wanted, list) else []
    if missing := [name for name in names if name.casefold() not in known]:
        there = ", ".join(sorted(role["name"] for role in known.values()))
        raise MissingObjectError(f"The backup server has no role {', '.join(missing)}. It has {there}.")
    return [known[name.casefold()] for name in names]
