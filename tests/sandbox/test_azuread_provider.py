"""Tenants of Entra ID: applications, credentials and consent, refused where the real provider or tenant refuses."""

import datetime as dt
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from provider_client import ZERO, Client, Deployed, RefusedError, served

from veeam_entraid_protocol import UNKNOWN, Secret
from veeam_entraid_sandbox.azure import Fault, Seal, Store, Strikes, clear_faults, is_holding, write_faults
from veeam_entraid_sandbox.azuread_provider import KINDS, AzureAd, Directories
from veeam_entraid_sandbox.sdk_types import Sdk, Shapes
from veeam_entraid_sandbox.state import StateFolder

SHAPES = Shapes(Sdk("azuread", "pulumi_azuread"))
APPLICATION = "azuread:index/application:Application"
PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal"
ROLE = "azuread:index/appRoleAssignment:AppRoleAssignment"
GRANT = "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant"
CERTIFICATE = "azuread:index/applicationCertificate:ApplicationCertificate"
PASSWORD = "azuread:index/applicationPassword:ApplicationPassword"
CLIENT_CONFIG = "azuread:index/getClientConfig:getClientConfig"
GET_PRINCIPAL = "azuread:index/getServicePrincipal:getServicePrincipal"

TENANT = "11111111-2222-3333-4444-555555555555"
GRAPH = "00000003-0000-0000-c000-000000000000"
USER_READ_ALL = "df021288-bdef-4463-88db-98f22de89214"
USER_READ = "e1fe6dd8-ba31-4d61-89e7-88639da4683d"


def azure_ad(state: StateFolder, tenant: str) -> AzureAd:
    seal = Seal(state.root)
    strikes = Strikes(lambda: Store(state.azure, seal), state.azure)
    return AzureAd(Directories(state.directories, seal), strikes, tenant)


@pytest.fixture
def tenant(state: StateFolder) -> Iterator[Client]:
    with served(azure_ad(state, ZERO)) as client:
        client.configure(tenantId=TENANT.upper())
        yield client


@pytest.fixture
def application(tenant: Client) -> Deployed:
    return tenant.create(APPLICATION, displayName="it")


@pytest.fixture
def principal(tenant: Client, application: Deployed) -> Deployed:
    return tenant.create(PRINCIPAL, clientId=application["clientId"])


def graph(tenant: Client) -> dict[str, Any]:
    return tenant.invoke(GET_PRINCIPAL, clientId=GRAPH)


def access(id_: str, type_: str, api: str = GRAPH) -> list[dict[str, Any]]:
    return [{"resourceAppId": api, "resourceAccesses": [{"id": id_, "type": type_}]}]


def in_days(days: int) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def pem() -> str:
    """A certificate that is valid for ten days."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "it")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.not_valid_before(now).not_valid_after(now + dt.timedelta(days=10)).serial_number(7)
    return dated.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


# The provider.


@pytest.mark.parametrize("token", sorted(KINDS))
def test_what_is_named_is_in_the_sdk(token: str) -> None:
    shape = SHAPES.get(token)
    assert KINDS[token].secrets <= set(shape.outputs)
    assert any(KINDS[token].updated(name) for name in shape.inputs) or token in {ROLE, CERTIFICATE, PASSWORD}


@pytest.mark.parametrize("value", ["", "contoso.onmicrosoft.com"])
def test_a_provider_is_of_one_tenant(state: StateFolder, value: str) -> None:
    with served(azure_ad(state, "")) as client, pytest.raises(RefusedError, match="needs the GUID of a tenant"):
        client.configure(tenantId=value)


def test_the_environment_names_the_tenant_where_the_configuration_does_not(state: StateFolder) -> None:
    with served(azure_ad(state, ZERO)) as client:
        client.configure()
        assert client.invoke(CLIENT_CONFIG)["tenantId"] == ZERO


def test_who_signs_in_does_so_in_the_configured_tenant(tenant: Client) -> None:
    assert tenant.invoke(CLIENT_CONFIG)["tenantId"] == TENANT
    with pytest.raises(RefusedError, match="no stand-in for the function"):
        tenant.invoke("azuread:index/getUsers:getUsers")


def test_other_types_are_refused_by_name(tenant: Client) -> None:
    with pytest.raises(RefusedError, match="has no azuread:index/group:Group"):
        tenant.create("azuread:index/group:Group", displayName="it")
    with pytest.raises(RefusedError, match="Did you mean azuread:index/group:Group"):
        tenant.create("azuread:index/group:Grup", displayName="it")


def test_the_schema_has_the_kinds_and_the_functions(state: StateFolder) -> None:
    schema = json.loads(azure_ad(state, ZERO).schema())
    assert set(schema["resources"]) == set(KINDS)
    assert set(schema["functions"]) == {CLIENT_CONFIG, GET_PRINCIPAL}


def test_what_a_tenant_holds_is_sealed_and_its_own(state: StateFolder, tenant: Client, tmp_path: Path) -> None:
    created = tenant.create(APPLICATION, displayName="an application of ours")
    password = tenant.create(PASSWORD, applicationId=created.id)
    assert isinstance(password.outputs["value"], Secret)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if password["value"].encode() in path.read_bytes()]
    assert not [path for path in files if b"an application of ours" in path.read_bytes()]
    with served(azure_ad(state, ZERO)) as other:
        other.configure()
        created.client = other
        assert created.read() is None


# Applications and service principals.


def test_an_application_is_made_read_changed_and_deleted(tenant: Client) -> None:
    assert tenant.preview(APPLICATION, displayName="it")["clientId"] is UNKNOWN
    created = tenant.create(APPLICATION, displayName="it", requiredResourceAccesses=access(USER_READ_ALL, "Role"))
    assert created.id == f"/applications/{created['objectId']}"
    assert list(created.diff(displayName="other").replaces) == []
    created.update(displayName="other", fallbackPublicClientEnabled=True)
    found = created.read()
    assert found is not None
    assert (found["displayName"], found["fallbackPublicClientEnabled"]) == ("other", True)
    assert found["clientId"] == created["clientId"]
    assert tenant.import_(APPLICATION, created.id).input("displayName") == "other"
    created.delete()
    assert created.read() is None
    created.delete()
    with pytest.raises(RefusedError, match="run pulumi refresh"):
        created.update(displayName="it")


@pytest.mark.parametrize(
    ("inputs", "property_"),
    [
        ({"displayName": " "}, "displayName"),
        ({"displayName": "it", "signInAudience": "Everybody"}, "signInAudience"),
        ({"displayName": "it", "owners": ["somebody"]}, "owners[0]"),
        ({"displayName": "it", "password": {"displayName": "p"}}, "password"),
        ({"displayName": "it", "fallbackPublicClientEnable": True}, "fallbackPublicClientEnable"),
        (
            {"displayName": "it", "requiredResourceAccesses": access(USER_READ_ALL, "role")},
            "requiredResourceAccesses[0].resourceAccesses[0].type",
        ),
    ],
)
def test_wrong_inputs_of_an_application_are_refused(tenant: Client, inputs: dict[str, Any], property_: str) -> None:
    assert property_ in tenant.failures(APPLICATION, **inputs)


@pytest.mark.parametrize(
    ("accesses", "says"),
    [
        (access(ZERO, "Role"), "Microsoft Graph has no Role with the id"),
        (access(USER_READ, "Role"), "Microsoft Graph has no Role with the id"),
        (access(USER_READ_ALL, "Scope"), "Microsoft Graph has no Scope with the id"),
        (access(USER_READ, "Scope", TENANT), "have no API with the id"),
        (
            [{"resourceAppId": GRAPH, "resourceAccesses": [{"id": USER_READ, "type": "Scope"}] * 2}],
            "is asked for twice",
        ),
    ],
)
def test_unknown_permissions_are_refused(tenant: Client, accesses: list[Any], says: str) -> None:
    assert says in tenant.refusal(APPLICATION, displayName="it", requiredResourceAccesses=accesses)


def test_names_may_be_had_once_only_on_request(tenant: Client, application: Deployed) -> None:
    assert application.id != tenant.create(APPLICATION, "twin", displayName="it").id
    said = tenant.refusal(APPLICATION, "triplet", displayName="it", preventDuplicateNames=True)
    assert "an application is called 'it' already" in said


def test_an_application_has_one_service_principal(tenant: Client, application: Deployed, principal: Deployed) -> None:
    assert principal["displayName"] == "it"
    assert principal.id == f"/servicePrincipals/{principal['objectId']}"
    assert tenant.invoke(GET_PRINCIPAL, clientId=application["clientId"])["objectId"] == principal["objectId"]
    assert "has a service principal already" in tenant.refusal(PRINCIPAL, "twin", clientId=application["clientId"])
    assert "There is no application" in tenant.refusal(PRINCIPAL, "other", clientId=TENANT)
    with pytest.raises(RefusedError, match="No service principal of the application"):
        tenant.invoke(GET_PRINCIPAL, clientId=TENANT)
    assert list(principal.diff(clientId=TENANT).replaces) == ["clientId"]
    assert list(principal.diff(notes="x").replaces) == []


def test_microsofts_apis_are_there_and_stay(tenant: Client) -> None:
    there = graph(tenant)
    existing = tenant.create(PRINCIPAL, clientId=GRAPH, useExisting=True)
    assert existing["objectId"] == there["objectId"]
    assert there["appRoleIds"]["User.Read.All"] == USER_READ_ALL
    existing.delete()
    assert graph(tenant) == there


# Consent.


def test_a_role_is_assigned_once_and_has_to_be_one(tenant: Client, principal: Deployed) -> None:
    inputs = {
        "appRoleId": USER_READ_ALL,
        "principalObjectId": principal["objectId"],
        "resourceObjectId": graph(tenant)["objectId"],
    }
    assigned = tenant.create(ROLE, **inputs)
    assert assigned["resourceDisplayName"] == "Microsoft Graph"
    assert assigned.read() is not None
    assert "already exists on the object" in tenant.refusal(ROLE, "twin", **inputs)
    assert "was not found on application 'Microsoft Graph'" in tenant.refusal(ROLE, **inputs | {"appRoleId": USER_READ})
    for name in ("principalObjectId", "resourceObjectId"):
        assert f"'{name}': there is no such service principal" in tenant.refusal(ROLE, **inputs | {name: TENANT})
        assert tenant.failures(ROLE, **inputs | {name: "somebody"}) == {name: f"'{name}' has to be a GUID"}
    assert list(assigned.diff(appRoleId=TENANT).replaces) == ["appRoleId"]


def test_an_api_without_roles_assigns_the_default_one(tenant: Client, principal: Deployed) -> None:
    same = {"principalObjectId": principal["objectId"], "resourceObjectId": principal["objectId"]}
    assert tenant.create(ROLE, appRoleId=ZERO, **same)["resourceDisplayName"] == "it"


def test_one_grant_holds_all_scopes_of_an_api(tenant: Client, principal: Deployed) -> None:
    inputs = {
        "servicePrincipalObjectId": principal["objectId"],
        "resourceServicePrincipalObjectId": graph(tenant)["objectId"],
    }
    granted = tenant.create(GRANT, claimValues=["User.Read"], **inputs)
    assert "Permission entry already exists" in tenant.refusal(GRANT, "twin", claimValues=["openid"], **inputs)
    assert list(granted.diff(claimValues=["User.Read", "openid"]).replaces) == []
    granted.update(claimValues=["User.Read", "openid"])
    with pytest.raises(RefusedError, match=r"has no delegated permission 'User\.Rule'"):
        granted.update(claimValues=["User.Rule"])
    tenant.create(GRANT, "of-one", claimValues=["openid"], userObjectId=TENANT, **inputs)


def test_what_is_held_is_deleted_last(tenant: Client, application: Deployed, principal: Deployed) -> None:
    password = tenant.create(PASSWORD, applicationId=application.id)
    resource = graph(tenant)["objectId"]
    role = tenant.create(
        ROLE, appRoleId=USER_READ_ALL, principalObjectId=principal["objectId"], resourceObjectId=resource
    )
    grant = tenant.create(
        GRANT,
        claimValues=["openid"],
        servicePrincipalObjectId=principal["objectId"],
        resourceServicePrincipalObjectId=resource,
    )
    with pytest.raises(RefusedError, match="first goes an app role that is assigned to it, a delegated permission"):
        principal.delete()
    with pytest.raises(RefusedError, match="first goes its service principal, a password"):
        application.delete()
    for each in (role, grant, principal, password, application):
        each.delete()
        assert each.read() is None


# Credentials.


def test_a_password_is_made_and_secret(tenant: Client, application: Deployed) -> None:
    password = tenant.create(PASSWORD, applicationId=application.id, endDate=in_days(90))
    assert isinstance(password.outputs["value"], Secret)
    assert len(password["value"]) == 40
    assert password["endDate"] == password.input("endDate")
    assert list(password.diff(endDate=in_days(91)).replaces) == ["endDate"]
    found = password.read()
    assert found is not None
    assert found["value"] == password["value"]


def test_a_certificate_ends_no_later_than_it_says(tenant: Client, application: Deployed, pem: str) -> None:
    inputs = {"applicationId": application.id, "encoding": "pem", "type": "AsymmetricX509Cert", "value": pem}
    created = tenant.create(CERTIFICATE, endDate=in_days(9), **inputs)
    assert isinstance(created.outputs["value"], Secret)
    assert created.id == f"{application['objectId']}/certificate/{created['keyId']}"
    assert "the certificate ends before it" in tenant.refusal(CERTIFICATE, "late", endDate=in_days(11), **inputs)
    assert "ended before it begins, or by now" in tenant.refusal(CERTIFICATE, "past", endDate=in_days(-1), **inputs)
    said = tenant.refusal(CERTIFICATE, "none", endDate=in_days(9), **inputs | {"value": "hunter2"})
    assert "holds no certificate" in said
    assert "hunter2" not in said
    assert "in the encoding 'pem' only" in tenant.refusal(CERTIFICATE, "hex", **inputs | {"encoding": "hex"})
    gone = inputs | {"applicationId": "/applications/gone"}
    assert "was not found in the tenant" in tenant.refusal(CERTIFICATE, "gone", endDate=in_days(9), **gone)


@pytest.mark.parametrize(
    ("token", "inputs", "property_"),
    [
        (PASSWORD, {"endDate": "tomorrow"}, "endDate"),
        (PASSWORD, {"endDate": "2099-01-01T00:00:00"}, "endDate"),
        (PASSWORD, {"endDateRelative": "240h"}, "endDateRelative"),
        (CERTIFICATE, {"value": "", "encoding": "der"}, "encoding"),
        (CERTIFICATE, {"value": "", "type": "Certificate"}, "type"),
    ],
)
def test_wrong_inputs_of_a_credential_are_refused(
    tenant: Client, application: Deployed, token: str, inputs: dict[str, Any], property_: str
) -> None:
    assert property_ in tenant.failures(token, applicationId=application.id, **inputs)


# Faults.


def test_a_fault_refuses_what_it_names(tenant: Client, state: StateFolder) -> None:
    write_faults(
        state.azure, [Fault(action="fail", type=APPLICATION, name="it", operation="create", message="no luck")]
    )
    with pytest.raises(RefusedError, match="no luck"):
        tenant.create(APPLICATION, displayName="it")
    tenant.create(APPLICATION, "another", displayName="another")
    write_faults(state.azure, [Fault(action="fail", operation="call", message="nobody signs in")])
    with pytest.raises(RefusedError, match="nobody signs in"):
        tenant.invoke(CLIENT_CONFIG)


def test_what_is_held_happens_once_the_fault_is_cleared(tenant: Client, state: StateFolder) -> None:
    write_faults(state.azure, [Fault(action="hold", type=APPLICATION, operation="create")])
    with ThreadPoolExecutor(1) as pool:
        creation = pool.submit(tenant.create, APPLICATION, displayName="it")
        while not is_holding(state.azure):
            assert not creation.done()
            time.sleep(0.01)
        # The tenant is free meanwhile.
        assert tenant.invoke(GET_PRINCIPAL, clientId=GRAPH)["displayName"] == "Microsoft Graph"
        clear_faults(state.azure)
        assert creation.result()["displayName"] == "it"
    assert not is_holding(state.azure)
