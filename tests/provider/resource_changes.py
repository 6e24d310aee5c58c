"""A change of every kind of resource that is made in place: of what has requests of its own, and of secrets."""

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from resource_cases import Case
from tls_servers import identity

from veeam_entraid_sandbox.vbr import license_file
from veeam_provider.rest import replace

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
    "log_copy": {"name": "Contoso logs second copy", "enabled": False},
}


def changed(case: Case, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs of a case after the change."""
    return dict(replace(dict(inputs), _CHANGES[str(case)]))
