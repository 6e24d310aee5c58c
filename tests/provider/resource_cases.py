"""Every kind of resource with all that it takes, and with as little as possible."""

import base64
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from simulated_vbr import AZURE_TENANT
from veeam_stack import APPLICATION, SCOPE, Deployment

from veeam_entraid_sandbox.vbr import license_file
from veeam_provider.resources import KINDS

LICENSE: Final = license_file(expires=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
WINDOW: Final = {
    "days": [
        {"day": day, "hours": ",".join(["1"] * 24)}
        for day in ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
    ]
}
SCHEDULE: Final = {
    "runAutomatically": True,
    "daily": {"isEnabled": True, "localTime": "21:30", "dailyKind": "SelectedDays", "days": ["Monday", "Friday"]},
    "monthly": {
        "isEnabled": False,
        "localTime": "22:00",
        "dayOfWeek": "Saturday",
        "dayNumberInMonth": "Fourth",
        "months": ["January", "July"],
    },
    "periodically": {"isEnabled": False, "periodicallyKind": "Hours", "frequency": 4.0, "backupWindow": WINDOW},
    "retry": {"isEnabled": True, "retryCount": 2.0, "awaitMinutes": 20.0},
    "backupWindow": {"isEnabled": True, "backupWindow": WINDOW},
}
NOTIFICATIONS: Final = {
    "sendSNMPNotifications": True,
    "emailNotifications": {
        "isEnabled": True,
        "recipients": ["backup@contoso.com"],
        "notificationType": "UseCustomNotificationSettings",
        "customNotificationSettings": {
            "subject": "[%JobResult%] %JobName%",
            "notifyOnSuccess": False,
            "notifyOnWarning": True,
            "notifyOnError": True,
            "SuppressNotificationUntilLastRetry": True,
        },
    },
}


@dataclass(frozen=True)
class Case:
    """A resource.

    Attributes:
        token: its type.
        inputs: makes what it needs, and returns its inputs.
        record: the kind of record that the simulated server keeps of it.
    """

    token: str
    inputs: Callable[[Deployment], dict[str, Any]]
    record: str

    def __str__(self) -> str:
        return self.inputs.__name__


def _password(stack: Deployment) -> str:
    token = "veeam:infrastructure:EncryptionPassword"
    return stack.create(token, "encryption", hint="for jobs", password="backups 1").id


def _tenant(stack: Deployment) -> str:
    stack.licensed()
    return stack.tenant().id


def _primary(stack: Deployment) -> str:
    return stack.tenant_job(_tenant(stack)).id


def _log_primary(stack: Deployment) -> str:
    tenant = _tenant(stack)
    stack.tenant_job(tenant)
    inputs = {"tenantId": tenant, "name": "Contoso logs", "repositoryId": stack.default_repository()}
    retention = {"type": "Months", "quantity": 6.0}
    return stack.create("veeam:entraid:LogBackupJob", "logs", **inputs, retention=retention, enabled=False).id


def _credential(stack: Deployment) -> str:
    token = "veeam:infrastructure:CloudCredential"
    return stack.create(token, "storage", type="AzureStorage", account="contosologs", sharedKey=_key("storage")).id


def _key(text: str) -> str:
    return base64.b64encode(text.encode() * 4).decode()


def default_proxy(stack: Deployment) -> dict[str, Any]:
    del stack
    return {"enabled": True, "maxTaskCount": 4.0}


def windows_repository(stack: Deployment) -> dict[str, Any]:
    del stack
    repository = {"path": "D:\\Cache", "taskLimitEnabled": True, "maxTaskCount": 6.0, "readWriteLimitEnabled": False}
    return {"name": "cache", "description": "The cache.", "type": "WinLocal", "repository": repository}


def blob_repository(stack: Deployment) -> dict[str, Any]:
    return {
        "name": "blob",
        "description": "Logs.",
        "type": "AzureBlob",
        "account": {
            "credentialsId": _credential(stack),
            "regionType": "Global",
            "connectionSettings": {"connectionType": "Direct"},
        },
        "container": {
            "containerName": "logs",
            "folderName": "veeam",
            "immutability": {"isEnabled": True, "daysCount": 30.0},
        },
        "taskLimitEnabled": True,
        "maxTaskCount": 2.0,
    }


def azure_credential(stack: Deployment) -> dict[str, Any]:
    del stack
    return {"type": "AzureStorage", "account": "contoso", "sharedKey": _key("one"), "description": "Logs."}


def amazon_credential(stack: Deployment) -> dict[str, Any]:
    del stack
    return {"type": "Amazon", "accessKey": "AKIA0", "secretKey": "amazon secret", "description": "Copies."}


def encryption_password(stack: Deployment) -> dict[str, Any]:
    del stack
    return {"hint": "the one in the safe", "password": "correct horse"}


def license_(stack: Deployment) -> dict[str, Any]:
    del stack
    return {"license": LICENSE, "autoUpdateEnabled": True, "proactiveSupportEnabled": True}


def service_account(stack: Deployment) -> dict[str, Any]:
    stack.engine.add_account("pulumi", "pulumi pass")
    return {
        "name": "VBR01\\pulumi",
        "roles": ["Veeam Backup Viewer", "Veeam Restore Operator"],
        "isServiceAccount": True,
    }


def configuration_backup(stack: Deployment) -> dict[str, Any]:
    return {
        "enabled": True,
        "repositoryId": stack.default_repository(),
        "restorePointsToKeep": 20.0,
        "encryptionPasswordId": _password(stack),
        "schedule": {"isEnabled": True, "daily": {"isEnabled": True, "localTime": "10:00", "dailyKind": "Everyday"}},
        "notifications": {"SNMPEnabled": True},
    }


def notifications(stack: Deployment) -> dict[str, Any]:
    del stack
    return {
        "emailSettings": {
            "mailServer": "SMTP",
            "notificationsEnabled": True,
            "smtpServerName": "smtp.contoso.com",
            "emailSettings": {
                "from": "vbr@contoso.com",
                "to": "backup@contoso.com",
                "subject": "[%JobResult%]",
                "sendDailyReportsAt": "2026-01-01T08:00:00Z",
                "notifyOnSuccess": False,
                "notifyOnWarning": True,
                "notifyOnFailure": True,
                "notifyOnLastRetry": True,
            },
        },
        "notifications": {
            "storageSpaceThresholdEnabled": True,
            "storageSpaceThreshold": 15.0,
            "datastoreSpaceThresholdEnabled": False,
            "skipVMSpaceThresholdEnabled": False,
            "notifyOnSupportExpiration": True,
            "notifyOnUpdates": False,
        },
    }


def tenant(stack: Deployment) -> dict[str, Any]:
    return {
        "azureTenantId": AZURE_TENANT,
        "description": "Contoso",
        "cacheRepositoryId": stack.default_repository(),
        "region": "Global",
        "applicationId": APPLICATION,
        "applicationSecret": "app secret 1",
        "protectionScope": [*SCOPE],
        "tenantType": "workforce",
        "tenantLicense": "p1",
        "managementGroupRelationships": False,
    }


def tenant_job(stack: Deployment) -> dict[str, Any]:
    return {
        "tenantId": _tenant(stack),
        "name": "Contoso",
        "description": "Every evening.",
        "enabled": True,
        "retention": {"type": "Days", "quantity": 60.0},
        "encryptionPasswordId": _password(stack),
        "schedule": SCHEDULE,
        "notifications": NOTIFICATIONS,
        "deleteBackups": True,
    }


def log_job(stack: Deployment) -> dict[str, Any]:
    tenant_id = _tenant(stack)
    stack.tenant_job(tenant_id)
    return {
        "tenantId": tenant_id,
        "name": "Contoso logs",
        "description": "Both kinds.",
        "repositoryId": stack.default_repository(),
        "enabled": False,
        "retention": {"type": "Years", "quantity": 1.0},
        "encryptionPasswordId": _password(stack),
        "schedule": SCHEDULE,
        "notifications": NOTIFICATIONS,
        "logs": ["audit"],
        "deleteBackups": False,
        "waitForTenantBackup": False,
    }


def tenant_copy(stack: Deployment) -> dict[str, Any]:
    return _copy(stack, _primary(stack), "Contoso copy")


def log_copy(stack: Deployment) -> dict[str, Any]:
    return _copy(stack, _log_primary(stack), "Contoso logs copy")


def _copy(stack: Deployment, primary: str, name: str) -> dict[str, Any]:
    return {
        "primaryJobId": primary,
        "name": name,
        "repositoryId": stack.default_repository(),
        "enabled": True,
        "retention": {"type": "Months", "quantity": 3.0},
        "encryptionPasswordId": _password(stack),
        "schedule": {"type": "Custom", "customWindow": {"isEnabled": True, "backupWindow": WINDOW}},
    }


_INFRASTRUCTURE: Final = "veeam:infrastructure:"
_ENTRAID: Final = "veeam:entraid:"
CASES: Final = (
    Case(f"{_INFRASTRUCTURE}DefaultProxy", default_proxy, "proxy"),
    Case(f"{_INFRASTRUCTURE}Repository", windows_repository, "repository"),
    Case(f"{_INFRASTRUCTURE}Repository", blob_repository, "repository"),
    Case(f"{_INFRASTRUCTURE}CloudCredential", azure_credential, "cloudCredential"),
    Case(f"{_INFRASTRUCTURE}CloudCredential", amazon_credential, "cloudCredential"),
    Case(f"{_INFRASTRUCTURE}EncryptionPassword", encryption_password, "encryptionPassword"),
    Case(f"{_INFRASTRUCTURE}License", license_, "settings"),
    Case(f"{_INFRASTRUCTURE}ServiceAccount", service_account, "user"),
    Case(f"{_INFRASTRUCTURE}ConfigurationBackup", configuration_backup, "settings"),
    Case(f"{_INFRASTRUCTURE}Notifications", notifications, "settings"),
    Case(f"{_ENTRAID}Tenant", tenant, "tenant"),
    Case(f"{_ENTRAID}TenantBackupJob", tenant_job, "job"),
    Case(f"{_ENTRAID}LogBackupJob", log_job, "job"),
    Case(f"{_ENTRAID}TenantBackupCopyJob", tenant_copy, "job"),
    Case(f"{_ENTRAID}LogBackupCopyJob", log_copy, "job"),
)


def required(case: Case, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs of a case without those that may be left out."""
    kind = next(each for each in KINDS if each.token == case.token)
    needed = {name for name, each in kind.form.properties.items() if each.required}
    also = {
        "enabled",
        "account",
        "container",
        "sharedKey",
        "accessKey",
        "secretKey",
        "repository",
        "applicationSecret",
        "roles",
    }
    return {name: value for name, value in inputs.items() if name in needed | also}
