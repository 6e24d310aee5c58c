"""Login, refresh and logout."""

from typing import Final

from veeam_entraid_sandbox.vbr._errors import unexpected_content
from veeam_entraid_sandbox.vbr._json import JsonValue, text
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._tokens import log_in, log_out, refresh

__all__ = ["SERVICE"]


def _token(call: Call) -> JsonValue:
    multi_factor = call.console.multi_factor
    match text(call.body, "grant_type").lower():
        case "password":
            username, password = text(call.body, "username"), text(call.body, "password")
            return log_in(call.moment, username, password, multi_factor=multi_factor)
        case "refresh_token":
            return refresh(call.moment, text(call.body, "refresh_token"), multi_factor=multi_factor)
        case other:
            raise unexpected_content(f"The grant type {other} is not served: use password or refresh_token.")


def _logout(call: Call) -> JsonValue:
    log_out(call.moment, call.authorization)
    return {}


SERVICE: Final = Service(operations={"CreateToken": _token, "Logout": _logout})
