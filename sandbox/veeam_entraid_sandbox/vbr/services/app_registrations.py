"""New applications for tenants: made in the name of a person who signs in with a code."""

import secrets
import uuid
from typing import Final

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._console import Console
from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._people import DEVICE_PAGE, expiry_of, new_code, sign_in, take
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._vendor_limits import region_problem

__all__ = ["SERVICE", "registered_application"]

_TYPE: Final = "AzureCompute"
_PURPOSE: Final = "application"


def registered_application(moment: Moment, code: str, console: Console) -> JsonObject:
    """Use a code up for a new application, and return its id and secret.

    Raises:
        ApiError: nobody has signed in with the code.
    """
    found = moment.ledger.find("signIn", code)
    if found is None or text(found.kept, "purpose") != _PURPOSE:
        raise refused("The verification code is not known, or has been used.")
    status, said = sign_in(moment, found, console)
    if status == "Pending":
        raise refused("Nobody has signed in with the verification code yet.")
    if status == "Failure":
        raise refused(f"The sign-in with the verification code has failed. {said}")
    take(moment, found)
    return {"applicationId": str(uuid.uuid4()), "secret": secrets.token_urlsafe(30)}


def _code(call: Call) -> JsonValue:
    problem = region_problem(text(call.body, "region"))
    if problem:
        raise refused(problem)
    code = new_code(call.moment, {"purpose": _PURPOSE})
    return {
        "type": _TYPE,
        "url": DEVICE_PAGE,
        "verificationCode": code.id,
        "expirationTime": stamp(expiry_of(code)),
    }


def _finish(call: Call) -> JsonValue:
    application = registered_application(call.moment, call.path["verificationCode"], call.console)
    return {"type": _TYPE, **application, "tenantId": call.console.sign_in_tenant}


SERVICE: Final = Service(
    operations={
        "RequestAppRegistrationByDeviceCode": _code,
        "FinishAppRegistrationByDeviceCode": _finish,
    }
)
