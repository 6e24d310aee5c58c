"""People who sign in at the simulated server: for a restore, and for a new application."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from simulated_vbr import AZURE_TENANT, BROWSER, RESTORE, TENANTS, UNKNOWN, Vbr, simulated, tenant_spec

from veeam_entraid_sandbox.vbr import Console, redirect_after, write_console

REGISTRATION = "/api/v1/cloudCredentials/appRegistration"


@pytest.fixture
def backup(connected: Vbr) -> Any:
    return connected.backed_up()


@pytest.fixture
def mount(connected: Vbr, backup: Any) -> str:
    return connected.mount(backup)


def device_code(vbr: Vbr, mount: str) -> Any:
    return vbr.post(f"{RESTORE}/tenant/deviceCode", {"sessionId": mount})


def state(vbr: Vbr, mount: str, code: Any) -> Any:
    return vbr.post(f"{RESTORE}/tenant/deviceCode/state", {"sessionId": mount, "userCode": code["userCode"]})


# With a device code.


def test_somebody_signs_in_with_the_code_after_a_while(connected: Vbr, mount: str) -> None:
    vbr = connected
    write_console(vbr.folder, Console(sign_in_after=60, sign_in_user="ada@contoso.example"))
    code = device_code(vbr, mount)
    assert code["userCode"] in code["message"]
    assert code["clientId"].startswith("22222222")
    assert state(vbr, mount, code) == {"status": "Pending"}
    vbr.pass_time(seconds=60)
    signed_in = state(vbr, mount, code)
    assert (signed_in["status"], signed_in["username"]) == ("Success", "ada@contoso.example")
    vbr.reopen()
    write_console(vbr.folder, Console())
    assert state(vbr, mount, code) == signed_in


def test_a_code_with_which_nobody_signs_in_expires(connected: Vbr, mount: str) -> None:
    vbr = connected
    code = device_code(vbr, mount)
    vbr.pass_time(seconds=899)
    vbr.login()
    assert state(vbr, mount, code) == {"status": "Pending"}
    vbr.pass_time(seconds=1)
    expired = state(vbr, mount, code)
    assert (expired["status"], "expired" in expired["errorMessage"]) == ("Failure", True)
    write_console(vbr.folder, Console(sign_in_after=0))
    assert state(vbr, mount, code) == expired


def test_a_sign_in_can_fail(connected: Vbr, mount: str) -> None:
    write_console(connected.folder, Console(sign_in_after=0, sign_in_error="The account is locked."))
    code = device_code(connected, mount)
    assert state(connected, mount, code) == {"status": "Failure", "errorMessage": "The account is locked."}


def test_a_code_is_one_restore_sessions(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    code, other = device_code(vbr, mount), vbr.mount(backup)
    body = {"sessionId": other, "userCode": code["userCode"]}
    assert "not one of this" in vbr.refusal("POST", f"{RESTORE}/tenant/deviceCode/state", body)
    assert vbr.call("POST", f"{RESTORE}/tenant/deviceCode", {"sessionId": UNKNOWN}).status_code == 404


# With a browser.


def authorization(vbr: Vbr, mount: str) -> str:
    path = f"{RESTORE}/tenant/{mount}/authCode/startAuthorization"
    return vbr.get(path, vdcSessionId="a", redirectUri="https://client.example/back")["uri"]


def authorize(vbr: Vbr, mount: str, redirect: str, **changes: Any) -> Any:
    said = {name: values[0] for name, values in parse_qs(urlsplit(redirect).query).items()}
    named = {"error_description": "errorDescription"}
    body = {named.get(name, name): value for name, value in said.items()}
    return vbr.post(f"{RESTORE}/tenant/authCode/authorize", {"sessionId": mount, **body, **changes})


def test_a_browser_comes_back_with_a_code(connected: Vbr, mount: str) -> None:
    vbr = connected
    uri = authorization(vbr, mount)
    redirect = redirect_after(uri)
    assert redirect.startswith("https://client.example/back?")
    done = authorize(vbr, mount, redirect)
    assert (done["successful"], len(done["credentialsId"])) == (True, 36)
    body = {"sessionId": mount, "state": parse_qs(urlsplit(uri).query)["state"][0], "code": "again"}
    assert "not one of this" in vbr.refusal("POST", f"{RESTORE}/tenant/authCode/authorize", body)


def test_a_browser_comes_back_without_one(connected: Vbr, mount: str) -> None:
    vbr = connected
    refused = authorize(vbr, mount, redirect_after(authorization(vbr, mount), "The person has canceled."))
    assert refused == {
        "successful": False,
        "error": "access_denied",
        "errorDescription": "The person has canceled.",
    }
    wrong = authorize(vbr, mount, redirect_after(authorization(vbr, mount)), code="wrong")
    assert (wrong["successful"], wrong["error"]) == (False, "invalid_grant")


# What the credentials are good for.


@pytest.mark.parametrize("flow", ["device code", "browser"])
def test_an_edition_upgrade_comes_back_with_placeholders(connected: Vbr, backup: Any, mount: str, flow: str) -> None:
    vbr = connected
    write_console(vbr.folder, Console(sign_in_after=0))
    if flow == "browser":
        credentials = authorize(vbr, mount, redirect_after(authorization(vbr, mount)))["credentialsId"]
    else:
        credentials = state(vbr, mount, device_code(vbr, mount))["credentialsId"]
    items = vbr.browse(backup, "DeviceConfiguration", filter={"displayName": "editionUpgrade"})
    vbr.directory("erase", type="DeviceConfiguration")
    session = vbr.restore(mount, items, credentialsId=credentials, skipRecycleBinRestore=True)
    assert session["state"] == "Success"
    objects: list[Any] = [record.kept for record in vbr.engine.view().all_of("directoryObject")]
    (restored,) = (each["details"] for each in objects if each["state"] == "there")
    assert (restored["license"], restored["productKey"]) == ("PLACEHOLDER", "PLACEHOLDER")


def test_credentials_hold_for_their_restore_session_only(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    write_console(vbr.folder, Console(sign_in_after=0))
    credentials = state(vbr, mount, device_code(vbr, mount))["credentialsId"]
    roles = vbr.browse(backup, "Role", filter={"isBuiltIn": False})
    chosen = [{"itemId": each["id"], "restorePointId": each["restorePointId"]} for each in roles]
    path = f"{BROWSER}/{vbr.mount(backup)}/restoreItems"
    for id_ in (credentials, UNKNOWN):
        assert "do not come out of" in vbr.refusal("POST", path, {"items": chosen, "credentialsId": id_})


def test_a_restore_operator_restores_after_signing_in(connected: Vbr, backup: Any) -> None:
    vbr = connected
    write_console(vbr.folder, Console(sign_in_after=0))
    vbr.login("restorer", "restorer pass")
    mount = vbr.mount(backup)
    credentials = state(vbr, mount, device_code(vbr, mount))["credentialsId"]
    roles = vbr.browse(backup, "Role", filter={"isBuiltIn": False})
    assert vbr.restore(mount, roles, credentialsId=credentials)["state"] == "Success"


# New applications.


def test_a_new_application_needs_somebody_who_signs_in(vbr: Vbr) -> None:
    body = {"type": "AzureCompute", "region": "Global"}
    assert "Government" in vbr.refusal("POST", REGISTRATION, {**body, "region": "Government"})
    code = vbr.post(REGISTRATION, body)["verificationCode"]
    assert "Nobody has signed in" in vbr.refusal("POST", f"{REGISTRATION}/{code}")
    write_console(vbr.folder, Console(sign_in_after=0, sign_in_tenant=AZURE_TENANT))
    made = vbr.post(f"{REGISTRATION}/{code}")
    assert (made["tenantId"], len(made["applicationId"]), bool(made["secret"])) == (AZURE_TENANT, 36, True)
    assert "has been used" in vbr.refusal("POST", f"{REGISTRATION}/{code}")
    write_console(vbr.folder, Console(sign_in_after=0, sign_in_error="No."))
    code = vbr.post(REGISTRATION, body)["verificationCode"]
    assert "has failed. No." in vbr.refusal("POST", f"{REGISTRATION}/{code}")


def test_a_tenant_is_added_with_a_new_application(vbr: Vbr) -> None:
    write_console(vbr.folder, Console(sign_in_after=0))
    code = vbr.post(REGISTRATION, {"type": "AzureCompute", "region": "Global"})["verificationCode"]
    spec: dict[str, Any] = {"azureTenantId": AZURE_TENANT, "creationMode": "NewAccount"}
    assert "takes a new account" in vbr.refusal("POST", TENANTS, spec)
    session = vbr.post(TENANTS, {**spec, "newAccount": {"verificationCode": code}})
    tenant = vbr.get(f"{TENANTS}/{vbr.succeeded(session)['resourceId']}")
    assert len(tenant["authentication"]["applicationId"]) == 36


@pytest.mark.parametrize("type_", ["external", "b2c"])
def test_tenants_that_are_not_of_a_workforce_are_not_added(tmp_path: Path, type_: str) -> None:
    with simulated(tmp_path / "vbr", tenant_types={AZURE_TENANT: type_}) as vbr:
        vbr.login()
        assert f"of the type {type_}" in vbr.failure(vbr.post(TENANTS, tenant_spec()))
        assert vbr.get(TENANTS)["data"] == []
