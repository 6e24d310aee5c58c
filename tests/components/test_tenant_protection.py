"""The protection of a tenant: what it makes on the backup server, in which order, and what it refuses."""

from typing import Any

import pulumi
import pytest
from deployment import Deployment, deploy
from full_arguments import FULL, GUID

from veeam_entraid import InvalidArgumentsError, TenantProtection

LEAST: dict[str, Any] = {
    "azureTenantId": GUID,
    "applicationId": GUID,
    "applicationSecret": "app secret",
    "cacheRepositoryId": GUID,
}
JOBS = ("TenantBackupJob", "LogBackupJob", "TenantBackupCopyJob", "LogBackupCopyJob")


def protected(arguments: dict[str, Any]) -> Deployment:
    return deploy(lambda: TenantProtection("contoso", arguments))  # pyright: ignore[reportArgumentType]


def problems(**arguments: Any) -> list[str]:
    return [str(problem) for problem in TenantProtection.check("contoso", {**LEAST, **arguments})]


def test_the_least_is_a_tenant_and_its_job() -> None:
    deployment = protected(LEAST)
    tenant, job = deployment["contoso-tenant"], deployment["contoso-backup"]
    assert [each.type for each in deployment.resources.values() if each.type.startswith("veeam:")] == [
        "veeam:entraid:Tenant",
        "veeam:entraid:TenantBackupJob",
    ]
    assert tenant.inputs["protectionScope"] == ["Users", "Groups", "AdministrativeUnits", "Roles", "Applications"]
    assert job.inputs["schedule"]["runAutomatically"] is True
    assert job.inputs["retention"] == {"type": "Days", "quantity": 90}
    assert job.inputs["enabled"] is True
    assert tenant.protect
    assert job.protect
    assert "applicationSecret" in tenant.secrets


@pytest.mark.parametrize("as_output", [False, True])
def test_no_job_is_enabled_while_the_connection_is_pending(as_output: bool) -> None:
    connection: Any = pulumi.Output.from_input("pending") if as_output else "pending"

    def program() -> None:
        pending = pulumi.Output.from_input("pending") if as_output else connection
        TenantProtection("it", {**FULL["TenantProtection", "secret"], "connection": pending})  # pyright: ignore[reportArgumentType]

    deployment = deploy(program)
    jobs = [each for kind in JOBS for each in deployment.of_type(f"veeam:entraid:{kind}")]
    assert len(jobs) == len(JOBS)
    assert {each.inputs["enabled"] for each in jobs} == {False}


def test_the_logs_come_after_the_job_of_the_tenant_and_wait_for_its_backup() -> None:
    deployment = protected(FULL["TenantProtection", "certificate"])
    logs = deployment["contoso-logs"]
    assert "contoso-backup" in logs.dependencies
    assert logs.inputs["waitForTenantBackup"] is True
    assert "Logs" in deployment["contoso-tenant"].inputs["protectionScope"]


def test_what_encrypts_one_job_encrypts_all() -> None:
    deployment = protected({**LEAST, "encryptionPassword": "correct horse", "logs": {"repositoryId": GUID}})
    password = deployment["contoso-encryption"]
    assert "password" in password.secrets
    for job in ("contoso-backup", "contoso-logs"):
        assert deployment[job].inputs["encryptionPasswordId"]


def test_it_goes_with_the_server_that_it_is_deleted_with() -> None:
    def program() -> None:
        server = pulumi.ComponentResource("test:index:Server", "server")
        opts = pulumi.ResourceOptions(deleted_with=server)
        TenantProtection("contoso", LEAST, opts)  # pyright: ignore[reportArgumentType]

    deployment = deploy(program)
    assert deployment["contoso-tenant"].deleted_with == "server"
    assert deployment["contoso-backup"].deleted_with == "server"


def test_every_problem_is_told_at_once_and_nothing_is_made() -> None:
    wrong = {
        **LEAST,
        "azureTenantId": "contoso",
        "protectionScope": ["Users"],
        "region": "China",
        "backup": {"schedule": {"runAutomaticaly": True}},
        "logs": {"kinds": ["signin"], "retentionDays": 3},
        "deletionProtektion": True,
    }
    raised: list[InvalidArgumentsError] = []

    def program() -> None:
        try:
            TenantProtection("contoso", wrong)  # pyright: ignore[reportArgumentType]
        except InvalidArgumentsError as error:
            raised.append(error)

    deployment = deploy(program)
    assert "contoso" not in deployment.resources
    text = str(raised[0])
    for part in ("azureTenantId", "supported-region", "runAutomaticaly", "logs.repository", "deletionProtektion", "Logs"):
        assert part in text, part


@pytest.mark.parametrize(
    ("arguments", "limit"),
    [
        ({"region": "Government"}, "supported-region"),
        ({"tenantType": "b2c"}, "supported-tenant-type"),
        (
            {"tenantLicense": "free", "logs": {"repositoryId": GUID, "kinds": ["audit", "signIn"]}},
            "sign-in-logs-need-paid-license",
        ),
        (
            {
                "logs": {"repositoryId": GUID},
                "backup": {"schedule": {"runAutomatically": True, "monthly": {"isEnabled": True}}},
            },
            "log-backup-needs-recent-tenant-backup",
        ),
        (
            {
                "logs": {
                    "repository": {
                        "type": "S3Compatible",
                        "account": {"servicePoint": "s3.contoso.com", "regionId": "eu", "credentialsId": GUID},
                        "bucket": {"bucketName": "logs", "folderName": "veeam", "enableAutoProvision": True},
                    }
                }
            },
            "log-repository-not-multi-bucket",
        ),
    ],
)
def test_a_documented_limit_stops_it(arguments: dict[str, Any], limit: str) -> None:
    found = problems(**arguments)
    assert any(f"[{limit}]" in problem for problem in found), found


def test_two_places_for_one_thing_are_refused() -> None:
    assert any("cacheRepository" in problem for problem in problems(cacheRepository={"type": "WinLocal"}))
    both = problems(encryptionPassword="one", encryptionPasswordId=GUID)
    assert any("exclude each other" in problem for problem in both)
