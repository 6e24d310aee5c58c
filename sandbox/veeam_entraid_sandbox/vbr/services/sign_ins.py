"""People who sign in for a restore: the credentials that come of it hold for this one restore session."""

from typing import Final

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, key, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._people import (
    DEVICE_PAGE,
    authorization_uri,
    code_of,
    expiry_of,
    new_code,
    new_state,
    sign_in,
    take,
)
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr.services.mounts import Mount, mount_of_session

__all__ = ["SERVICE"]


def _client_of(moment: Moment, mount: Mount) -> str:
    """Return the id of the application that the tenant has been added with; people sign in to it."""
    tenants = (each for each in moment.all_of("tenant") if key(each.shown, "azureTenantId") == mount.tenant)
    tenant = next(tenants, None)
    if tenant is None:
        raise refused("The tenant of the backup has been removed.")
    return text(tenant.shown, "authentication", "applicationId")


def _sign_in_of(moment: Moment, mount: Mount, id_: str, what: str) -> Record:
    found = moment.ledger.find("signIn", id_)
    if found is None or text(found.kept, "mount") != mount.id:
        raise refused(f"The {what} is not one of this restore session.")
    return found


def _credentials(moment: Moment, sign_in_: Record, user: str) -> str:
    """Return the id of the credentials that have come of a sign-in; they are made once."""
    made = (each.id for each in moment.all_of("delegation") if text(each.kept, "signIn") == sign_in_.id)
    kept: JsonObject = {"mount": text(sign_in_.kept, "mount"), "user": user, "signIn": sign_in_.id}
    return next(made, "") or moment.make("delegation", {}, kept).id


# With a code that is typed in on another device.


def _code(call: Call) -> JsonValue:
    moment = call.moment
    mount = mount_of_session(moment, key(call.body, "sessionId"))
    client = _client_of(moment, mount)
    code = new_code(moment, {"mount": mount.id})
    return {
        "userCode": code.id,
        "deviceCode": code_of(code.id),
        "verificationUrl": DEVICE_PAGE,
        "message": f"To sign in, open {DEVICE_PAGE} in a browser and enter the code {code.id}.",
        "clientId": client,
        "expiresOn": stamp(expiry_of(code)),
    }


def _code_state(call: Call) -> JsonValue:
    moment = call.moment
    mount = mount_of_session(moment, key(call.body, "sessionId"))
    code = _sign_in_of(moment, mount, text(call.body, "userCode"), "code")
    status, said = sign_in(moment, code, call.console)
    if status == "Pending":
        return {"status": status}
    if status == "Failure":
        return {"status": status, "errorMessage": said}
    return {"status": status, "credentialsId": _credentials(moment, code, said), "username": said}


# With a browser that comes back.


def _start(call: Call) -> JsonValue:
    moment = call.moment
    mount = mount_of_session(moment, call.path["sessionId"])
    client = _client_of(moment, mount)
    state = new_state(moment, {"mount": mount.id})
    return {"uri": authorization_uri(state.id, text(call.query, "redirectUri"), client)}


def _authorize(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    mount = mount_of_session(moment, key(body, "sessionId"))
    state = _sign_in_of(moment, mount, text(body, "state"), "state")
    take(moment, state)
    if text(body, "error"):
        return {
            "successful": False,
            "error": text(body, "error"),
            "errorDescription": text(body, "errorDescription"),
        }
    if text(body, "code") != code_of(state.id) or moment.now >= expiry_of(state):
        return {
            "successful": False,
            "error": "invalid_grant",
            "errorDescription": "The authorization code is wrong, or has expired.",
        }
    return {"successful": True, "credentialsId": _credentials(moment, state, call.console.sign_in_user)}


SERVICE: Final = Service(
    operations={
        "GetEntraIdTenantRestoreDeviceCode": _code,
        "GetEntraIdTenantRestoreDeviceCodeState": _code_state,
        "StartEntraIdTenantRestoreAuthorization": _start,
        "EntraIdTenantRestoreAuthorize": _authorize,
    }
)
