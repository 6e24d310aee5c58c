"""EntraApplication under mocks: what it registers, in which tenant, with which secrets and what it says."""

import base64
import re
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_azuread as azuread
import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from deployment import CLIENT, TENANT, Deployment, deploy
from full_arguments import FULL

from veeam_entraid import EntraApplication, InvalidArgumentsError

APPLICATION = "azuread:index/application:Application"
PRINCIPAL = "azuread:index/servicePrincipal:ServicePrincipal"
ROLE = "azuread:index/appRoleAssignment:AppRoleAssignment"
GRANT = "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant"
CERTIFICATE = "azuread:index/applicationCertificate:ApplicationCertificate"
PASSWORD = "azuread:index/applicationPassword:ApplicationPassword"
KEY = "tls:index/privateKey:PrivateKey"
SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert"
STASH = "pulumi:index:Stash"
VAULT_SECRET = "azure-native:keyvault:Secret"
GRAPH = "00000003-0000-0000-c000-000000000000"
ALL = ["conditionalAccess", "intune", "logs", "restore"]


def application(config: dict[str, str] | None = None, **arguments: Any) -> Deployment:
    given: Any = {"tenant_id": TENANT, **arguments}
    return deploy(lambda: EntraApplication("tenant", given), config=config)


def refusal_of(program: Callable[[], object], config: dict[str, str] | None = None) -> str:
    with pytest.raises(InvalidArgumentsError) as refusal:
        deploy(program, config=config)
    return str(refusal.value)


def test_the_least_application_asks_for_backup_only() -> None:
    found = application()
    ours = [each for each in found.resources.values() if each.type != "pulumi:pulumi:Stack"]
    assert sorted((each.type, each.name) for each in ours) == sorted(
        [
            ("veeam-entraid:index:EntraApplication", "tenant"),
            (APPLICATION, "tenant-application"),
            (PRINCIPAL, "tenant-service-principal"),
            (KEY, "tenant-credential-key-1"),
            (SELF_SIGNED, "tenant-credential-certificate-1"),
            (CERTIFICATE, "tenant-credential-1"),
            ("random:index/randomPassword:RandomPassword", "tenant-credential-password-1"),
            (STASH, "tenant-credential-file-1"),
        ]
    )
    assert {each.parent for each in found.resources.values() if each.name.startswith("tenant-")} == {"tenant"}
    inputs = found["tenant-application"].inputs
    assert inputs["signInAudience"] == "AzureADMyOrg"
    assert inputs["fallbackPublicClientEnabled"] is False
    assert inputs["preventDuplicateNames"] is True
    (access,) = inputs["requiredResourceAccesses"]
    assert access["resourceAppId"] == GRAPH
    assert len(access["resourceAccesses"]) == 5
    assert {each["type"] for each in access["resourceAccesses"]} == {"Role"}
    assert found["tenant-service-principal"].inputs["clientId"] == CLIENT


def test_restore_adds_scopes_and_the_public_client_flow() -> None:
    inputs = application(workloads=["restore"])["tenant-application"].inputs
    assert inputs["fallbackPublicClientEnabled"] is True
    graph, management = inputs["requiredResourceAccesses"]
    kinds = [each["type"] for each in graph["resourceAccesses"]]
    assert (kinds.count("Role"), kinds.count("Scope")) == (5, 6)
    assert management == {
        "resourceAppId": "797f4846-ba00-4fd7-ba43-dac1f8f63013",
        "resourceAccesses": [{"id": "41094075-9dad-400e-a0bd-54e686782033", "type": "Scope"}],
    }


@pytest.mark.parametrize("protected", [True, False])
def test_the_application_is_protected_unless_that_is_lifted(protected: bool) -> None:
    found = application(deletion_protection=protected)
    kept = {each.name for each in found.resources.values() if each.protect}
    assert kept == ({"tenant-application", "tenant-service-principal"} if protected else set())


# The tenant.


def test_the_default_provider_has_to_be_of_the_protected_tenant() -> None:
    other = {"azuread:tenantId": "22222222-2222-3333-4444-555555555555"}
    said = refusal_of(lambda: EntraApplication("tenant", {"tenant_id": TENANT}), other)
    assert 'EntraApplication "tenant":\n  - tenantId: is not the tenant of the component\'s azuread provider' in said
    assert application({"azuread:tenantId": TENANT.upper()})["tenant"]


@pytest.mark.parametrize("wrap", [str, pulumi.Output.from_input, pulumi.Output.secret])
def test_the_tenant_in_which_the_provider_signs_in_has_to_be_the_protected_one(wrap: Callable[[str], Any]) -> None:
    """Nothing is made: the application waits for the check."""
    made: list[str] = []

    def program() -> None:
        component = EntraApplication("tenant", {"tenant_id": wrap("22222222-2222-3333-4444-555555555555")})
        component.application_id.apply(made.append)

    said = refusal_of(program)
    assert "tenantId: is not the tenant of the component's azuread provider" in said
    assert "22222222" not in said
    assert made == []


def test_an_output_that_is_no_tenant_is_refused() -> None:
    said = refusal_of(lambda: EntraApplication("tenant", {"tenant_id": pulumi.Output.from_input("contoso.com")}))
    assert "tenantId: is not the id of a tenant" in said


def test_a_cloud_that_is_not_supported_is_refused_by_the_configuration_of_the_provider() -> None:
    said = refusal_of(lambda: EntraApplication("tenant", {"tenant_id": TENANT}), {"azuread:environment": "china"})
    assert "[supported-region]" in said
    assert "Write azuread:environment: public" in said


def test_the_configuration_of_the_default_provider_is_not_that_of_another_one() -> None:
    def program() -> None:
        provider = azuread.Provider("protected", tenant_id=TENANT)
        EntraApplication("tenant", {"tenant_id": TENANT}, pulumi.ResourceOptions(provider=provider))

    found = deploy(program, config={"azuread:tenantId": "22222222-2222-3333-4444-555555555555"})
    assert found.outputs["tenant"]["azureTenantId"] == TENANT


# Consent.


def test_without_the_right_to_consent_a_person_gets_the_link() -> None:
    found = application(workloads=ALL)
    assert not found.of_type(ROLE)
    assert not found.of_type(GRANT)
    (step,) = found.outputs["tenant"]["manualSteps"]
    assert f"https://login.microsoftonline.com/{TENANT}/adminconsent?client_id={CLIENT} " in step[
        "instructions"
    ].replace(",", " ")
    for permission in found.outputs["tenant"]["permissions"]:
        assert permission in step["instructions"]
    assert all(step[key] for key in ("title", "reason", "doneWhen"))


def test_consent_as_code_grants_each_permission_once() -> None:
    found = application(workloads=ALL, consent="granted")
    asked = {
        each["id"]
        for access in found["tenant-application"].inputs["requiredResourceAccesses"]
        for each in access["resourceAccesses"]
        if each["type"] == "Role"
    }
    roles = found.of_type(ROLE)
    assert {role.inputs["appRoleId"] for role in roles} == asked
    assert len(roles) == len(asked) == 10
    assert {role.inputs["principalObjectId"] for role in roles} == {"tenant-service-principal-object"}
    assert {role.inputs["resourceObjectId"] for role in roles} == {f"principal-of-{GRAPH}"}
    graph, management = found["tenant-consent-microsoft-graph"], found["tenant-consent-azure-service-management"]
    assert len(graph.inputs["claimValues"]) == 9
    assert management.inputs["claimValues"] == ["user_impersonation"]
    assert "userObjectId" not in graph.inputs
    assert found.outputs["tenant"]["manualSteps"] == []


def test_what_a_person_has_consented_to_is_left_alone() -> None:
    found = application(consent="confirmed")
    assert not found.of_type(ROLE)
    assert found.outputs["tenant"]["manualSteps"] == []
    assert found.outputs["tenant"]["consent"] == "confirmed"


def test_without_restore_there_is_no_delegated_grant() -> None:
    found = application(workloads=["conditionalAccess", "intune", "logs"], consent="granted")
    assert not found.of_type(GRANT)
    assert len(found.of_type(ROLE)) == 10


# The credential.


def test_a_certificate_is_handed_out_as_the_server_takes_it() -> None:
    found = application()
    outputs = found.outputs["tenant"]
    assert "certificate" in found.secret_outputs["tenant"]
    assert "applicationSecret" not in outputs
    file = outputs["certificate"]
    assert file["format"] == "Pfx"
    key, certificate, _ = pkcs12.load_key_and_certificates(base64.b64decode(file["data"]), file["password"].encode())
    assert key is not None
    assert certificate is not None
    registered = found["tenant-credential-1"].inputs
    assert (registered["type"], registered["encoding"]) == ("AsymmetricX509Cert", "pem")
    assert "PRIVATE KEY" not in registered["value"]
    assert registered["endDate"] == outputs["credentialExpiresAt"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", registered["endDate"])
    assert outputs["expiryWarning"] == ""
    assert found["tenant-credential-key-1"].inputs == {"algorithm": "RSA", "rsaBits": 3072}
    assert found["tenant-credential-file-1"].secrets == {"input"}


def test_what_changes_at_every_run_is_kept_as_it_was_first() -> None:
    assert application()["tenant-credential-file-1"].ignored == ("input",)
    assert application(credential={"type": "secret"})["tenant-credential-end-1"].ignored == ("input",)
    assert application()["tenant-credential-certificate-1"].ignored == ("validityPeriodHours",)


def test_a_pem_file_needs_no_password() -> None:
    found = application(credential={"format": "pem", "validity_days": 90})
    assert set(found.outputs["tenant"]["certificate"]) == {"data", "format"}
    assert not found.of_type(STASH)
    assert found["tenant-credential-certificate-1"].inputs["validityPeriodHours"] == 90 * 24


def test_a_secret_ends_when_it_was_to_end_first() -> None:
    found = application(credential={"type": "secret", "validity_days": 100})
    password = found["tenant-credential-1"]
    assert password.type == PASSWORD
    assert password.inputs["endDate"] == found["tenant-credential-end-1"].inputs["input"]
    assert found.outputs["tenant"]["applicationSecret"] == "generated-by-entra-id"
    assert "applicationSecret" in found.secret_outputs["tenant"]
    assert "certificate" not in found.outputs["tenant"]


def test_at_rotation_the_old_credential_stays_as_long_as_it_is_named() -> None:
    rotated = application(credential={"rotation": "2027", "previous_rotation": "2026"})
    assert {each.name for each in rotated.of_type(CERTIFICATE)} == {
        "tenant-credential-2027",
        "tenant-credential-2026",
    }
    assert rotated.outputs["tenant"]["credentialExpiresAt"] == rotated["tenant-credential-2027"].inputs["endDate"]
    done = application(credential={"rotation": "2027"})
    assert {each.name for each in done.of_type(CERTIFICATE)} == {"tenant-credential-2027"}


def test_sixty_days_before_its_end_a_warning_is_logged_and_put_out(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_: logged.append(text))
    assert application(credential={"validity_days": 61}).outputs["tenant"]["expiryWarning"] == ""
    assert logged == []
    monkeypatch.setattr("veeam_entraid.application._expiry.WARNING_DAYS", 62)
    warning = application(credential={"validity_days": 61}).outputs["tenant"]["expiryWarning"]
    assert warning.startswith("The application's credential expires on ")
    assert logged == [warning]


# The key vault.


@pytest.mark.parametrize(
    ("credential", "kept"),
    [
        ({}, {"tenant-certificate": "application/x-pkcs12", "tenant-certificate-password": "text/plain"}),
        ({"format": "Pem"}, {"tenant-certificate": "text/plain"}),
        ({"type": "secret"}, {"tenant-application-secret": "text/plain"}),
    ],
)
def test_a_key_vault_of_the_users_keeps_the_credential_as_well(credential: Any, kept: dict[str, str]) -> None:
    vault = {"name": pulumi.Output.from_input("kv-of-ours"), "resource_group_name": "security"}
    found = application(key_vault=vault, credential=credential)
    secrets = found.of_type(VAULT_SECRET)
    assert {each.inputs["secretName"]: each.inputs["properties"]["contentType"] for each in secrets} == kept
    assert all(each.inputs["vaultName"] == "kv-of-ours" for each in secrets)
    assert all(each.inputs["resourceGroupName"] == "security" for each in secrets)
    assert all("properties" in each.secrets for each in secrets)
    assert all(each.inputs["properties"]["attributes"]["expires"] > 1_700_000_000 for each in secrets)
    assert all(each.inputs["properties"]["value"] for each in secrets)


def test_without_one_nothing_of_azure_is_made() -> None:
    assert not [each for each in application().resources.values() if each.type.startswith("azure-native:")]


# Secrets.


@pytest.mark.parametrize("case", ["certificate", "secret"])
def test_no_secret_is_among_the_inputs_that_it_registers(case: str) -> None:
    arguments: Any = FULL["EntraApplication", case]
    found = deploy(lambda: EntraApplication("tenant", arguments))
    assert found["tenant"].secrets == frozenset()
    shown = str(found["tenant"].inputs) + str(found.outputs["tenant"]["manualSteps"])
    assert "PRIVATE" not in shown
    assert "generated" not in shown
