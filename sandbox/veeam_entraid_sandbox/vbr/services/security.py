"""Users and roles."""

import uuid
from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, flag, key, objects, text
from veeam_entraid_sandbox.vbr._lists import Filter, equal, matching, one_of, page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._settings import ADMINISTRATOR, RESTORE_OPERATOR, Account

__all__ = ["SERVICE", "add_account", "is_administrator", "may_restore", "provide_account"]

_ROLES: Final = {
    ADMINISTRATOR: "Can do everything.",
    "Veeam Backup Operator": "Can start and stop jobs.",
    "Veeam Backup Viewer": "Can look at everything.",
    RESTORE_OPERATOR: "Can restore.",
    "Veeam Security Administrator": "Can look after credentials and passwords.",
    "Veeam Tape Operator": "Can look after tapes.",
}
_NAMESPACE: Final = uuid.UUID("6f3c0f0e-52a5-4d5e-9f6a-0b1f6a1f2d10")
_INTERNAL: Final = ("InternalUser", "InternalGroup")


def is_administrator(user: Record | None) -> bool:
    """Return whether somebody may change things."""
    return user is not None and any(text(role, "name") == ADMINISTRATOR for role in objects(user.shown, "roles"))


def may_restore(user: Record | None) -> bool:
    """Return whether somebody may restore."""
    restorers = {ADMINISTRATOR, RESTORE_OPERATOR}
    return user is not None and any(text(role, "name") in restorers for role in objects(user.shown, "roles"))


def add_account(moment: Moment, name: str, password: str) -> None:
    """Make an account of the machine, which the server does not know yet; or change its password."""
    moment.put(Record("account", name.lower(), {}, {"password": password}))


def provide_account(moment: Moment, account: Account) -> None:
    """Make an account of the machine or change its password, and let the server know it if it has a role."""
    add_account(moment, account.name, account.password)
    name = f"{moment.settings.name}\\{account.name}"
    known = any(text(each.shown, "name").lower() == name.lower() for each in moment.visible("user"))
    if not account.role or known:
        return
    (role,) = [each.shown for each in moment.all_of("role") if text(each.shown, "name") == account.role]
    moment.make(
        "user",
        {"name": name, "type": "InternalUser", "roles": [role], "isServiceAccount": account.is_service},
    )


# Roles.


def _roles(call: Call) -> JsonValue:
    return page((role.shown for role in call.moment.all_of("role")), call.query, {"nameFilter": matching("name")})


def _settings(call: Call) -> JsonValue:
    return {"mfaEnabled": call.console.multi_factor}


def _chosen_roles(moment: Moment, body: JsonObject) -> list[JsonValue]:
    roles = [moment.referred("role", "role", key(role, "id")).shown for role in objects(body, "roles")]
    if not roles:
        raise refused("A user has at least one role.")
    return [*roles]


# Users.


def _has_role(part: str) -> Filter:
    compared = matching("name") if part == "name" else None

    def passes(user: JsonObject, wanted: JsonValue) -> bool:
        return any(
            compared(role, wanted) if compared else key(role, part) == str(wanted).lower()
            for role in objects(user, "roles")
        )

    return passes


_FILTERS: Final = {
    "nameFilter": matching("name"),
    "typeFilter": one_of("type"),
    "roleIdFilter": _has_role("id"),
    "roleNameFilter": _has_role("name"),
    "isServiceAccountFilter": equal("isServiceAccount"),
}


def _users(call: Call) -> JsonValue:
    return page((user.shown for user in call.moment.visible("user")), call.query, _FILTERS)


def _user(call: Call) -> JsonValue:
    return call.moment.shown("user", "user", call.id).shown


def _create(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    name = text(body, "name")
    moment.demand_free_name("user", "user", name)
    machine, separator, account = name.rpartition("\\")
    is_ours = not separator or machine.lower() in {".", "builtin", moment.settings.name.lower()}
    if body["type"] in _INTERNAL and is_ours and moment.find("account", account) is None:
        raise refused(f"The account {name} does not exist on {moment.settings.name}.")
    shown: JsonObject = {**body, "roles": _chosen_roles(moment, body)}
    return moment.make("user", shown).shown


def _delete(call: Call) -> JsonValue:
    moment = call.moment
    user = moment.existing("user", "user", call.id)
    if call.user and user.id == call.user.id:
        raise refused("You cannot delete the user that you are logged in as.")
    moment.delete(user)
    return None


def _user_roles(call: Call) -> JsonValue:
    return {"roles": call.moment.shown("user", "user", call.id).shown["roles"]}


def _change_roles(call: Call) -> JsonValue:
    moment = call.moment
    user = moment.existing("user", "user", call.id)
    changed = replace(user, shown={**user.shown, "roles": _chosen_roles(moment, call.body)})
    left = [changed if each.id == user.id else each for each in moment.all_of("user")]
    if not any(is_administrator(each) for each in left):
        raise refused("At least one user has to be an administrator.")
    return {"roles": moment.put(changed).shown["roles"]}


def _change_mode(call: Call) -> JsonValue:
    user = call.moment.existing("user", "user", call.id)
    mode = flag(call.body, "isServiceAccountEnable")
    return call.moment.put(replace(user, shown={**user.shown, "isServiceAccount": mode})).shown


def _seed(moment: Moment) -> None:
    for name, description in _ROLES.items():
        id_ = str(uuid.uuid5(_NAMESPACE, name))
        moment.put(Record("role", id_, {"id": id_, "name": name, "description": description}))
    for account in moment.settings.accounts:
        provide_account(moment, account)


SERVICE: Final = Service(
    operations={
        "ViewAllUserRoles": _roles,
        "ViewUsersSettings": _settings,
        "ViewAllUsers": _users,
        "GetUser": _user,
        "CreateUser": _create,
        "DeleteUser": _delete,
        "GetUserRoles": _user_roles,
        "UpdateUserRoles": _change_roles,
        "ChangeServiceAccountMode": _change_mode,
    },
    seed=_seed,
)
