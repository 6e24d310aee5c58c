"""The plan of an application: permissions by workload, arguments, dates and files, without any resource."""

import base64
import datetime as dt
import re
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from deployment import TENANT, certificate_of, rsa_key

from veeam_entraid import EntraApplication, InvalidArgumentsError
from veeam_entraid.application import EntraApplicationPlan, plan_entra_application
from veeam_entraid.application._certificate import pem_file, pfx_file
from veeam_entraid.application._expiry import WARNING_DAYS, end_of_validity, expiry_warning, in_utc
from veeam_entraid.application.permissions import (
    PERMISSIONS,
    Api,
    PermissionKind,
    Workload,
    permissions_of,
)
from veeam_entraid_limits import Placement, Setting

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

ESSENTIAL = {
    "Directory.Read.All",
    "Group.Read.All",
    "MailboxSettings.Read",
    "RoleManagement.Read.Directory",
    "User.Read.All",
}
CONDITIONAL_ACCESS = {"Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "Agreement.Read.All"}
RESTORE = {
    "Directory.ReadWrite.All",
    "RoleManagement.ReadWrite.Directory",
    "AdministrativeUnit.ReadWrite.All",
    "Directory.AccessAsUser.All",
    "Application.ReadWrite.All",
    "Group.ReadWrite.All",
    "user_impersonation",
}
RESTORE_CONDITIONAL_ACCESS = {"Policy.ReadWrite.ConditionalAccess", "Agreement.Read.All"}

DOCUMENTED: list[tuple[set[Workload], set[str], set[str]]] = [
    (set(), ESSENTIAL, set()),
    ({Workload.BACKUP}, ESSENTIAL, set()),
    ({Workload.LOGS}, ESSENTIAL | {"AuditLog.Read.All"}, set()),
    ({Workload.INTUNE}, ESSENTIAL | {"DeviceManagementConfiguration.Read.All"}, set()),
    ({Workload.CONDITIONAL_ACCESS}, ESSENTIAL | CONDITIONAL_ACCESS, set()),
    ({Workload.RESTORE}, ESSENTIAL, RESTORE),
    (
        {Workload.RESTORE, Workload.CONDITIONAL_ACCESS},
        ESSENTIAL | CONDITIONAL_ACCESS,
        RESTORE | RESTORE_CONDITIONAL_ACCESS,
    ),
    (
        {Workload.RESTORE, Workload.INTUNE},
        ESSENTIAL | {"DeviceManagementConfiguration.Read.All"},
        RESTORE | {"DeviceManagementConfiguration.ReadWrite.All"},
    ),
    (
        set(Workload),
        ESSENTIAL | CONDITIONAL_ACCESS | {"DeviceManagementConfiguration.Read.All", "AuditLog.Read.All"},
        RESTORE | RESTORE_CONDITIONAL_ACCESS | {"DeviceManagementConfiguration.ReadWrite.All"},
    ),
]


def plan(**arguments: Any) -> EntraApplicationPlan:
    return plan_entra_application("tenant", {"tenant_id": TENANT, **arguments})


def problems(**arguments: Any) -> dict[str, str]:
    found = EntraApplication.check("tenant", {"tenantId": TENANT, **arguments})
    return {problem.path: problem.message for problem in found}


# Permissions.


@pytest.mark.parametrize(("workloads", "application", "delegated"), DOCUMENTED)
def test_a_workload_yields_exactly_the_documented_permissions(
    workloads: set[Workload], application: set[str], delegated: set[str]
) -> None:
    found = permissions_of(workloads)
    assert {each.name for each in found if each.kind is PermissionKind.APPLICATION} == application
    assert {each.name for each in found if each.kind is PermissionKind.DELEGATED} == delegated


def test_ids_are_unique_guids_and_every_row_has_its_source() -> None:
    ids = [permission.id for permission in PERMISSIONS]
    assert len(set(ids)) == len(ids) == 20
    assert all(GUID.fullmatch(each) for each in [*ids, *(api.value for api in Api)])
    assert all("Permissions" in permission.source for permission in PERMISSIONS)
    names = [(permission.kind, permission.name) for permission in PERMISSIONS]
    assert len(set(names)) == len(names)


def test_a_row_that_the_pages_do_not_assign_says_how_it_was_derived() -> None:
    assert {(each.name, each.kind.value) for each in PERMISSIONS if each.derived} == {
        ("Policy.ReadWrite.ConditionalAccess", "application"),
        ("Agreement.Read.All", "application"),
        ("DeviceManagementConfiguration.Read.All", "application"),
        ("DeviceManagementConfiguration.ReadWrite.All", "delegated"),
        ("user_impersonation", "delegated"),
    }


def test_nothing_but_restore_lets_people_sign_in() -> None:
    delegated = [each for each in PERMISSIONS if each.kind is PermissionKind.DELEGATED]
    assert all(Workload.RESTORE in each.workloads for each in delegated)
    assert not plan(workloads=["conditionalAccess", "intune", "logs"]).restores
    assert plan(workloads=["restore"]).restores


# Arguments.


def test_the_least_is_the_default() -> None:
    least = plan()
    assert least.workloads == (Workload.BACKUP,)
    assert {each.name for each in least.permissions} == ESSENTIAL
    assert (least.consent, least.deletion_protection, least.key_vault) == ("manual", True, None)
    assert least.display_name == "Veeam Backup for Microsoft Entra ID (tenant)"
    assert (least.credential.type, least.credential.format) == ("certificate", "Pfx")
    assert (least.credential.validity_days, least.credential.rotations) == (365, ("1",))


def test_workloads_are_read_in_any_case_and_order_and_once() -> None:
    found = plan(workloads=["Restore", "LOGS", "logs"])
    assert found.workloads == (Workload.BACKUP, Workload.LOGS, Workload.RESTORE)


def test_user_impersonation_can_be_left_out() -> None:
    without = plan(workloads=["restore"], user_impersonation=False)
    assert {each.api for each in without.permissions} == {Api.MICROSOFT_GRAPH}
    assert len(without.permissions) == len(plan(workloads=["restore"]).permissions) - 1


def test_both_credentials_of_a_rotation_are_planned_the_present_one_first() -> None:
    rotated = plan(credential={"rotation": "2027-05", "previousRotation": "2026-11"})
    assert rotated.credential.rotations == ("2027-05", "2026-11")


def test_every_problem_comes_at_once() -> None:
    assert problems(
        tenantId="contoso.onmicrosoft.com",
        workloads=["backup", "everything"],
        consent="please",
        owners=["somebody"],
        userImpersonation=True,
        displayName="x" * 121,
        keyVault={"name": "a--b"},
        credential={
            "type": "secret",
            "format": "Pfx",
            "validityDays": 60,
            "rotation": "a/b",
            "previousRotation": "a/b",
            "color": "red",
        },
        tag=1,
    ) == {
        "tenantId": "is not the id of a tenant: write the GUID of the protected tenant (Entra admin center, Overview,"
        " Tenant ID), not one of its domains",
        "workloads": "has to be a list of some of backup, conditionalAccess, intune, logs, restore",
        "consent": "has to be manual or granted or confirmed",
        "owners": "has to list object ids, which are GUIDs, of users or service principals",
        "userImpersonation": "has no use unless workloads has restore: leave it out",
        "displayName": "is too long: write at most 120 characters",
        "keyVault.name": "is not a name for a key vault: write 3 to 24 letters, digits and single hyphens",
        "keyVault.resourceGroupName": "is missing: write the name of the resource group for its resources",
        "credential.format": "has no use with type secret: leave it out",
        "credential.validityDays": "has to be a whole number from 61 to 730",
        "credential.rotation": "has to be a name of 1 to 20 letters, digits and hyphens for the credential, such as"
        " 2026-11",
        "credential.previousRotation": "is the present rotation: write another rotation, or leave this out",
        "credential.color": "is not an argument: known are format, previousRotation, rotation, type, validityDays",
        "tag": "is not an argument: known are consent, credential, deletionProtection, displayName, keyVault, owners,"
        " tenantId, userImpersonation, workloads",
    }


def test_the_tenant_is_needed() -> None:
    (problem,) = EntraApplication.check("tenant", {})
    assert str(problem) == "tenantId: is missing: write the id of the protected tenant, a GUID"


def test_a_provider_of_another_tenant_is_refused() -> None:
    other = "22222222-2222-3333-4444-555555555555"
    with pytest.raises(InvalidArgumentsError, match="is not the tenant of the component's azuread provider") as refusal:
        plan_entra_application("tenant", {"tenant_id": TENANT}, provider_tenant=other)
    assert other not in str(refusal.value)
    assert plan_entra_application("tenant", {"tenant_id": TENANT}, provider_tenant=TENANT.upper()).tenant_id == TENANT


@pytest.mark.parametrize("environment", ["usgovernment", "usgovernmentl5", "dod", "china", "USGovernmentL4"])
def test_another_cloud_than_the_public_one_is_refused(environment: str) -> None:
    provider = Placement(environment=Setting("azuread:environment", environment))
    with pytest.raises(InvalidArgumentsError) as refusal:
        plan_entra_application("tenant", {"tenant_id": TENANT}, provider=provider)
    assert [problem.limit for problem in refusal.value.problems] == ["supported-region"]
    assert "Write azuread:environment: public" in str(refusal.value)


@pytest.mark.parametrize("environment", ["global", "public"])
def test_the_public_cloud_passes(environment: str) -> None:
    provider = Placement(environment=Setting("azuread:environment", environment))
    assert plan_entra_application("tenant", {"tenant_id": TENANT}, provider=provider).tenant_id == TENANT


# Dates.


@pytest.mark.parametrize(
    ("days", "says"),
    [(WARNING_DAYS + 1, ""), (WARNING_DAYS, "expires on"), (1, "expires on"), (0, "expired on"), (-9, "expired on")],
)
def test_the_warning_comes_sixty_days_ahead(days: int, says: str) -> None:
    now = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
    end = end_of_validity(now, days)
    warning = expiry_warning(end, now)
    assert warning == "" if not says else says in warning
    if says:
        assert end[:10] in warning
        assert "credential.previousRotation" in warning


def test_the_warning_is_the_same_each_day() -> None:
    end = "2027-01-20T00:00:00Z"
    days = [dt.datetime(2026, 12, day, tzinfo=dt.UTC) for day in (1, 2, 31)]
    assert len({expiry_warning(end, day) for day in days}) == 1


@pytest.mark.parametrize(
    "moment", ["2027-11-24T08:00:00Z", "2027-11-24T09:00:00+01:00", "2027-11-24T08:00:00.123456+00:00"]
)
def test_moments_are_written_in_one_way(moment: str) -> None:
    assert in_utc(moment) == "2027-11-24T08:00:00Z"


# Files.


def test_a_pfx_file_opens_with_its_password_only() -> None:
    key = rsa_key()["privateKeyPem"]
    certificate = certificate_of(key, 24)["certPem"]
    content = base64.b64decode(pfx_file(key, certificate, "the password"))
    loaded, found, others = pkcs12.load_key_and_certificates(content, b"the password")
    assert loaded is not None
    assert found is not None
    assert found == x509.load_pem_x509_certificate(certificate.encode())
    assert loaded.public_key() == found.public_key()
    assert others == []
    with pytest.raises(ValueError, match="Invalid password"):
        pkcs12.load_key_and_certificates(content, b"another")


def test_a_pem_file_holds_key_and_certificate_and_is_always_the_same() -> None:
    key = rsa_key()["privateKeyPemPkcs8"]
    certificate = certificate_of(key, 24)["certPem"]
    content = base64.b64decode(pem_file(key, certificate))
    assert pem_file(key, certificate) == pem_file(f"\n{key}\n", certificate)
    assert content.startswith(b"-----BEGIN PRIVATE KEY-----\n")
    loaded = serialization.load_pem_private_key(content, None)
    assert loaded.public_key() == x509.load_pem_x509_certificate(content).public_key()


def test_a_key_that_entra_id_does_not_take_makes_no_file() -> None:
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(TypeError, match="no RSA key"):
        pfx_file(key.decode(), "", "x")
