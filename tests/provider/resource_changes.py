"""More resources, for requests that those of every kind do not take, and a change of each that is made in place."""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace as altered
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from resource_cases import CASES, Case, default_proxy, log_job, tenant
from tls_servers import identity
from veeam_stack import EVERY_DAY, Deployment

from veeam_entraid_sandbox.vbr import Engine, license_file
from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._records import NIL
from veeam_provider.rest import operations, replace

_LATER: Final = license_file(expires=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))


def certificate(password: str) -> dict[str, Any]:
    """Return a certificate with its key, as a tenant takes it."""
    made = identity()
    file = pkcs12.serialize_key_and_certificates(
        None, made.key, made.certificate, None, BestAvailableEncryption(password.encode())
    )
    return {"data": base64.b64encode(file).decode(), "format": "Pfx", "password": password}


_CHANGES: Final[Mapping[str, Mapping[str, Any]]] = {
    "default_proxy": {"maxTaskCount": 5.0},
    "windows_repository": {"description": "Another cache.", "repository": {"maxTaskCount": 7.0}},
    "blob_repository": {"maxTaskCount": 3.0, "container": {"immutability": {"daysCount": 31.0}}},
    "azure_credential": {"description": "Copies.", "sharedKey": base64.b64encode(b"another" * 4).decode()},
    "amazon_credential": {"description": "Logs.", "secretKey": "another amazon secret"},
    "encryption_password": {"hint": "the one in the vault", "password": "battery staple"},
    "license_": {"license": _LATER, "autoUpdateEnabled": False, "proactiveSupportEnabled": False},
    "service_account": {"roles": ["Veeam Backup Administrator"], "isServiceAccount": False},
    "configuration_backup": {"enabled": False, "restorePointsToKeep": 30.0},
    "notifications": {
        "emailSettings": {"smtpServerName": "mail.contoso.com"},
        "notifications": {"storageSpaceThreshold": 20.0},
    },
    "tenant": {"description": "Contoso Ltd", "applicationSecret": "app secret 2", "tenantLicense": "p2"},
    "tenant_job": {"name": "Contoso nightly", "enabled": False, "retention": {"quantity": 90.0}},
    "log_job": {"description": "One kind.", "retention": {"quantity": 2.0}},
    "tenant_copy": {"name": "Contoso second copy", "enabled": False, "retention": {"quantity": 4.0}},
    "disabled_tenant_job": {"enabled": True, "encryptionPasswordId": None},
    "disabled_tenant_copy": {"enabled": True, "encryptionPasswordId": None},
    "disabled_log_copy": {"enabled": True, "retention": None},
    "tenant_with_certificate": {"certificate": certificate("another pfx word")},
    "disabled_proxy": {"maxTaskCount": 5.0},
    "lost_proxy": {"maxTaskCount": 5.0},
    "running_log_job": {"description": "Every evening."},
    "waiting_log_job": {"enabled": True, "waitForTenantBackup": True},
    "log_job_with_backups": {"description": "With all that it has made."},
    "log_copy": {"name": "Contoso logs second copy", "enabled": False},
}


def changed(case: Case, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs of a case after the change."""
    return dict(replace(dict(inputs), _CHANGES[str(case)]))


ANOTHER_TENANT: Final = "aaaaaaaa-2222-4333-8444-555555555555"


def replaced(case: Case, stack: Deployment, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Make what the inputs of a case after a change need, one that makes a new object, and return these."""
    match str(case):
        case "windows_repository":
            change: dict[str, Any] = {"repository": {"path": "D:\\Another"}}
        case "blob_repository":
            change = {"container": {"folderName": "another"}}
        case "tenant":
            change = {"azureTenantId": ANOTHER_TENANT}
        case "tenant_job":
            change = {"tenantId": stack.tenant("another", azureTenantId=ANOTHER_TENANT).id}
        case _:
            raise AssertionError(f"nothing is known of what replaces {case}")
    return dict(replace(dict(inputs), change))


def disabled(case: Case) -> Case:
    """Return a case that the server makes enabled, and that is to be disabled after that."""

    def inputs(stack: Deployment) -> dict[str, Any]:
        return {**case.inputs(stack), "enabled": False}

    inputs.__name__ = f"disabled_{case}"
    return altered(case, inputs=inputs)


def tenant_with_certificate(stack: Deployment) -> dict[str, Any]:
    given = tenant(stack)
    del given["applicationSecret"]
    return {**given, "certificate": certificate("pfx word")}


def disabled_proxy(stack: Deployment) -> dict[str, Any]:
    (proxy,) = stack.server.list(operations.GET_ALL_PROXIES)
    stack.server.call(operations.DISABLE_PROXY, id=proxy["id"])
    return default_proxy(stack)


def lost_proxy(stack: Deployment) -> dict[str, Any]:
    (proxy,) = stack.server.list(operations.GET_ALL_PROXIES)
    stack.server.call(operations.DELETE_PROXY, id=proxy["id"])
    return default_proxy(stack)


def running_log_job(stack: Deployment) -> dict[str, Any]:
    given = {**log_job(stack), "enabled": True}
    (job,) = stack.server.list(operations.GET_ALL_JOBS)
    stack.updated(stack.made["job"], **{**stack.made["job"].inputs, "schedule": EVERY_DAY})
    add_backup(stack.engine, job["id"])
    return given


def waiting_log_job(stack: Deployment) -> dict[str, Any]:
    """Return the inputs of a log job whose tenant has no backup yet: its job runs when the log job is to."""
    given = {**log_job(stack), "enabled": False}
    stack.updated(stack.made["job"], **{**stack.made["job"].inputs, "schedule": EVERY_DAY})
    return given


def log_job_with_backups(stack: Deployment) -> dict[str, Any]:
    return {**log_job(stack), "deleteBackups": True}


_PROXY: Final = "veeam:infrastructure:DefaultProxy"
_LOGS: Final = "veeam:entraid:LogBackupJob"
WAITING: Final = Case(_LOGS, waiting_log_job, "job")
HAVE_BACKUPS: Final = (Case(_LOGS, log_job_with_backups, "job"),)
MORE: Final = (
    *(disabled(case) for case in CASES if case.token.endswith("Job") and str(case) != "log_job"),
    Case("veeam:entraid:Tenant", tenant_with_certificate, "tenant"),
    Case(_PROXY, disabled_proxy, "proxy"),
    Case(_PROXY, lost_proxy, "proxy"),
    Case(_LOGS, running_log_job, "job"),
    *HAVE_BACKUPS,
)


def add_backup(engine: Engine, job_id: str) -> None:
    """Give a job a backup with a restore point, as if it had just run."""
    with engine._store.transaction() as ledger:
        moment = engine._moment(ledger, engine.now())
        job = ledger.find("job", job_id)
        assert job is not None
        common = {"platformName": "EntraID", "platformId": NIL, "name": job.shown["name"]}
        made = {**common, "creationTime": stamp(moment.now)}
        backup = moment.make("backup", {**made, "jobId": job_id, "repositoryId": NIL, "jobType": job.shown["type"]})
        moment.make("backupObject", {**common, "type": "EntraIDTenant"}, {"backup": backup.id})
        state = {"type": "Full", "allowedOperations": [], "malwareStatus": "Clean"}
        point = {**made, "backupId": backup.id, "sessionId": NIL, **state}
        moment.make("restorePoint", point, {"backup": backup.id})
