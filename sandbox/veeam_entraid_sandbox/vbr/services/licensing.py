"""The licence, and what it is used for.

A licence file of the sandbox is JSON: ``edition``, ``type``, ``package``, ``instances``, ``licensedTo``, ``expires``.
:func:`license_file` makes one.
"""

import base64
import binascii
import datetime as dt
import json
import uuid
from dataclasses import replace
from typing import Final, cast

from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._document import document
from veeam_entraid_sandbox.vbr._errors import not_found, refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, flag, number, text
from veeam_entraid_sandbox.vbr._lists import equal, equal_id, equal_number, matching, page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._vendor_limits import LicensedFor, instances_needed

__all__ = ["SERVICE", "install_license", "license_file", "licensed_for", "licensed_users", "use_license"]

_LICENSE: Final = "license"
_COMMUNITY_INSTANCES: Final = 10
_RENEWAL: Final = "https://license.example/renew"


def license_file(
    *, package: str = "Advanced", instances: int = 100, expires: dt.datetime, edition: str = "EnterprisePlus"
) -> str:
    """Return a licence file as the API takes it, in base64."""
    content = {
        "edition": edition,
        "type": "Subscription",
        "package": package,
        "instances": instances,
        "licensedTo": "Contoso",
        "expires": stamp(expires),
    }
    return base64.b64encode(json.dumps(content).encode()).decode()


def licensed_for(moment: Moment) -> LicensedFor:
    """Return what the licence allows at that moment."""
    shown = _shown(moment)
    summary = child(shown, "instanceLicenseSummary")
    return LicensedFor(number(summary, "licensedInstancesNumber"), text(summary, "package"), shown["status"] == "Valid")


def licensed_users(moment: Moment, *, besides: str = "") -> int:
    """Return how many users the licence is used for, without those of the tenant with that id in Entra ID."""
    return int(sum(number(each.kept, "users") for each in moment.all_of("licensedInstance") if each.id != besides))


def use_license(moment: Moment, tenant: str, users: int) -> None:
    """Use the licence for so many users of the tenant with that id in Entra ID."""
    instance = moment.find("licensedInstance", tenant)
    id_ = text(instance.shown, "instanceId") if instance else str(uuid.uuid4())
    shown: JsonObject = {
        "name": tenant,
        "displayName": tenant,
        "hostName": "Microsoft Entra ID",
        "usedInstancesNumber": instances_needed(users),
        "type": "Microsoft Entra ID",
        "instanceId": id_,
        "platformType": "AzureEntraId",
        "canBeRevoked": True,
    }
    moment.put(Record("licensedInstance", tenant, shown, {"users": users}))


def _record(moment: Moment) -> Record:
    record = moment.ledger.find("settings", _LICENSE)
    return record or _community()


def _shown(moment: Moment) -> JsonObject:
    shown = _record(moment).shown
    used = sum(number(each.shown, "usedInstancesNumber") for each in moment.all_of("licensedInstance"))
    workload: list[JsonValue] = [each.shown for each in moment.all_of("licensedInstance")]
    expires = text(shown, "expirationDate")
    is_over = bool(expires) and instant(expires) <= moment.now
    return {
        **shown,
        "status": "Expired" if is_over else "Valid",
        "instanceLicenseSummary": {
            **child(shown, "instanceLicenseSummary"),
            "usedInstancesNumber": used,
            "workload": workload,
        },
    }


def _license(call: Call) -> JsonValue:
    return _shown(call.moment)


def _install(call: Call) -> JsonValue:
    install_license(call.moment, text(call.body, "license"))
    return _shown(call.moment)


def install_license(moment: Moment, license_: str) -> None:
    """Install a licence, given as the API takes it.

    Raises:
        ApiError: it is none of the sandbox's licences, or it is over.
    """
    try:
        read = json.loads(base64.b64decode(license_, validate=True))
    except (binascii.Error, ValueError) as error:
        raise refused("The license file cannot be read.") from error
    content = cast("JsonObject", read) if isinstance(read, dict) else {}
    expires = text(content, "expires")
    package, edition, type_ = (text(content, name) for name in ("package", "edition", "type"))
    known = (
        package in document().allowed("ELicensePackageType")
        and edition in document().allowed("EInstalledLicenseEdition")
        and type_ in document().allowed("EInstalledLicenseType")
    )
    try:
        is_over = instant(expires) <= moment.now
    except ValueError:
        known, is_over = False, False
    if not known or number(content, "instances") <= 0:
        raise refused("The license file cannot be read.")
    if is_over:
        raise refused("The license has expired.")
    moment.put(
        Record(
            "settings",
            _LICENSE,
            {
                **_installed(edition, type_, package, number(content, "instances")),
                "licensedTo": text(content, "licensedTo"),
                "expirationDate": expires,
                "supportExpirationDate": expires,
                "supportId": "00000000",
            },
        )
    )


def _remove(call: Call) -> JsonValue:
    call.moment.put(_community())
    return _shown(call.moment)


def _auto_update(call: Call) -> JsonValue:
    record = _record(call.moment)
    shown: JsonObject = {
        **record.shown,
        "autoUpdateEnabled": flag(call.body, "enabled"),
        "proactiveSupportEnabled": flag(call.body, "proactiveSupportEnabled"),
    }
    call.moment.put(replace(record, shown=shown))
    return _shown(call.moment)


def _renew(call: Call) -> JsonValue:
    del call
    return {"renewalUrl": _RENEWAL}


def _update(call: Call) -> JsonValue:
    if text(_shown(call.moment), "type") == "Free":
        return {"message": "There is no license that could be updated.", "isSuccessful": False}
    return {"message": "The license is up to date.", "isSuccessful": True}


_FILTERS: Final = {
    "nameFilter": matching("name"),
    "hostNameFilter": matching("hostName"),
    "usedInstancesNumberFilter": equal_number("usedInstancesNumber"),
    "typeFilter": equal("type"),
    "instanceIdFilter": equal_id("instanceId"),
}


def _instances(call: Call) -> JsonValue:
    return page((each.shown for each in call.moment.all_of("licensedInstance")), call.query, _FILTERS)


def _revoke(call: Call) -> JsonValue:
    wanted = call.path["instanceId"]
    for instance in call.moment.all_of("licensedInstance"):
        if text(instance.shown, "instanceId") == wanted:
            call.moment.ledger.forget("licensedInstance", instance.id)
            return instance.shown
    raise not_found("licensed instance", wanted)


def _installed(edition: str, type_: str, package: str, instances: float) -> JsonObject:
    return {
        "status": "Valid",
        "type": type_,
        "edition": edition,
        "licensedTo": "",
        "instanceLicenseSummary": {
            "licensedInstancesNumber": instances,
            "usedInstancesNumber": 0,
            "newInstancesNumber": 0,
            "rentalInstancesNumber": 0,
            "objects": [],
            "workload": [],
            **({"package": package} if package else {}),
        },
        "supportId": "",
        "autoUpdateEnabled": True,
        "freeAgentInstanceConsumptionEnabled": False,
        "cloudConnect": "Disabled",
        "IsMultiSection": False,
        "proactiveSupportEnabled": False,
    }


def _community() -> Record:
    return Record("settings", _LICENSE, _installed("Community", "Free", "", _COMMUNITY_INSTANCES))


SERVICE: Final = Service(
    operations={
        "GetInstalledLicense": _license,
        "InstallLicense": _install,
        "RemoveLicense": _remove,
        "SetAutoUpdate": _auto_update,
        "RenewInstalledLicense": _renew,
        "UpdateLicense": _update,
        "GetLicensedInstances": _instances,
        "RevokeInstanceLicense": _revoke,
        "RemoveInstanceLicense": _revoke,
    }
)
