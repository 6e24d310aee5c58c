"""For each limit of what a backup server is told, the resources that break it, and the near miss beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["CASES", "Case"]

Resources = Sequence[Mapping[str, Any]]

_AZURE_TENANT: Final = "11111111-2222-4333-8444-555555555555"
_DAILY: Final = {"runAutomatically": True, "daily": {"isEnabled": True, "localTime": "22:00", "dailyKind": "Everyday"}}
_MONTHLY: Final = {
    "runAutomatically": True,
    "monthly": {"isEnabled": True, "localTime": "22:00", "dayOfWeek": "Sunday", "dayNumberInMonth": "First"},
}


@dataclass(frozen=True)
class Case:
    """What breaks a limit, and what does not.

    Attributes:
        breaking: the resources that break it.
        passing: the near miss, about which the limit says nothing.
        culprits: the resources of which one is named.
    """

    breaking: Resources
    passing: Resources
    culprits: tuple[str, ...]


def _resource(kind: str, name: str, /, **properties: Any) -> dict[str, Any]:
    return {"type": f"veeam:{kind}", "name": name, "properties": properties}


def _proxy(**properties: Any) -> dict[str, Any]:
    return _resource("infrastructure:DefaultProxy", "proxy", **properties)


def _tenant(**properties: Any) -> dict[str, Any]:
    return _resource(
        "entraid:Tenant",
        "tenant",
        azureTenantId=_AZURE_TENANT,
        cacheRepositoryId="88788f9e-d8f5-4eb4-bc4f-9b3f5403bcec",
        applicationId="99999999-2222-4333-8444-555555555555",
        applicationSecret="of the application",
        protectionScope=["Users", "Groups", "Logs"],
        **properties,
    )


def _job(name: str = "job", /, **properties: Any) -> dict[str, Any]:
    retention = {"type": "Days", "quantity": 30}
    given = {"tenantId": "${tenant.id}", "name": name, "retention": retention, "schedule": _DAILY, **properties}
    return _resource("entraid:TenantBackupJob", name, **given)


def _bucket(**bucket: Any) -> dict[str, Any]:
    region = {"bucketName": "logs", "folderName": "logs", **bucket}
    account = {
        "servicePoint": "https://s3.example",
        "regionId": "one",
        "credentialsId": "88788f9e-d8f5-4eb4-bc4f-9b3f5403bcec",
        "connectionSettings": {"connectionType": "Direct"},
    }
    return _resource(
        "infrastructure:Repository", "repository", name="Logs", type="S3Compatible", account=account, bucket=region
    )


def _logs(**properties: Any) -> dict[str, Any]:
    retention = {"type": "Days", "quantity": 30}
    given = {
        "tenantId": "${tenant.id}",
        "name": "logs",
        "repositoryId": "88788f9e-d8f5-4eb4-bc4f-9b3f5403bcec",
        "retention": retention,
        **properties,
    }
    return _resource("entraid:LogBackupJob", "logs", **given)


def _session(*items: dict[str, Any], **properties: Any) -> dict[str, Any]:
    given = {
        "tenantId": "66666666-2222-4333-8444-555555555555",
        "validUntil": "2099-01-01T00:00:00Z",
        "defaultUserPassword": "a password for them",
        "items": [{"id": f"item-{number}", **item} for number, item in enumerate(items)],
        **properties,
    }
    return _resource("entraid:RestoreSession", "restore", **given)


_USER: Final = {"type": "User"}
_APPLICATION: Final = {"type": "Application", "applicationType": "AppRegistration", "applicationId": "one"}
_PRINCIPAL: Final = {"type": "Application", "applicationType": "EnterpriseRegistration", "applicationId": "one"}
_UPGRADE: Final = {"type": "DeviceConfiguration", "odataType": "#microsoft.graph.editionUpgradeConfiguration"}


def _restore(breaking: dict[str, Any], passing: dict[str, Any]) -> Case:
    return Case([breaking], [passing], ("restore",))


CASES: Final[Mapping[str, Case]] = {
    "default-proxy-enabled": Case([_proxy(enabled=False)], [_proxy(enabled=True)], ("proxy",)),
    "supported-region": Case([_tenant(region="China")], [_tenant(region="Global")], ("tenant",)),
    "supported-tenant-type": Case([_tenant(tenantType="b2c")], [_tenant(tenantType="workforce")], ("tenant",)),
    "restore-session-item-limit": _restore(_session(*[_USER] * 1001), _session(*[_USER] * 1000)),
    "one-backup-job-per-tenant": Case([_tenant(), _job(), _job("second")], [_tenant(), _job()], ("job", "second")),
    "restorable-item-types": _restore(
        _session({"type": "Role", "isBuiltIn": True}), _session({"type": "Role", "isBuiltIn": False})
    ),
    "management-group-relationships": Case(
        [_tenant(managementGroupRelationships=True)], [_tenant(managementGroupRelationships=False)], ("tenant",)
    ),
    "one-item-type-per-restore-session": _restore(
        _session(_USER, {"type": "Group", "groupType": "SecurityGroup"}), _session(_APPLICATION, _PRINCIPAL)
    ),
    "service-principal-with-application": _restore(_session(_PRINCIPAL), _session(_PRINCIPAL, _APPLICATION)),
    "hybrid-user-restore": _restore(
        _session(_USER | {"onPremisesSyncEnabled": True}), _session(_USER | {"onPremisesSyncEnabled": False})
    ),
    "intune-edition-upgrade-restore": _restore(
        _session(_UPGRADE, permissions="application"),
        _session({"type": "DeviceConfiguration", "odataType": "windows10Configuration"}, permissions="application"),
    ),
    "log-repository-not-multi-bucket": Case(
        [_bucket(enableAutoProvision=True), _tenant(), _job(), _logs(repositoryId="${repository.id}")],
        [_bucket(enableAutoProvision=False), _tenant(), _job(), _logs(repositoryId="${repository.id}")],
        ("logs",),
    ),
    "sign-in-logs-need-paid-license": Case(
        [_tenant(tenantLicense="free"), _job(), _logs(logs=["audit", "signIn"])],
        [_tenant(tenantLicense="p1"), _job(), _logs(logs=["audit", "signIn"])],
        ("logs",),
    ),
    "log-backup-needs-recent-tenant-backup": Case(
        [_tenant(), _job(schedule=_MONTHLY), _logs()], [_tenant(), _job(), _logs()], ("logs",)
    ),
}
"""The limits of what a backup server is told, by their ids."""
