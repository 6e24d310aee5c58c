"""A simulated backup server with whatever is on it already, over TLS, and the client of it."""

import contextlib
import datetime as dt
import hashlib
import ssl
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

from simulated_vbr import SETTINGS

from veeam_entraid_sandbox.vbr import Durations, Engine, SimulatedServer, SystemClock, read_trace
from veeam_provider.rest import ConnectionSettings

AT_ONCE = Durations(infrastructure=0, deletion=0, job=0, disappearance=0)
PASSWORD = "service pass"
NOW = dt.datetime.now(dt.UTC)

Records = Mapping[tuple[Any, str], Mapping[str, Any]]


def number(value: int) -> str:
    """The id with that number."""
    return f"{value:08d}-0000-4000-8000-000000000000"


def tenant(id_: int, **changes: Any) -> Records:
    body = {"azureTenantId": f"{number(id_)[:-3]}aad", "cacheRepositoryId": number(900), "region": "Global", **changes}
    return {("tenant", number(id_)): body}


def tenant_job(id_: int, of: int, name: str = "tenant job", **changes: Any) -> Records:
    body = {
        "name": name,
        "type": "EntraIDTenantBackup",
        "description": "",
        "isDisabled": False,
        "storage": {"tenantId": number(of), "retentionPolicy": {"type": "Days", "quantity": 30}},
        "schedule": {"runAutomatically": True},
        **changes,
    }
    return {("job", number(id_)): body}


def log_job(id_: int, of: int, repository: int, name: str = "log job", **changes: Any) -> Records:
    body = {
        "name": name,
        "type": "EntraIDAuditLogBackup",
        "description": "",
        "isDisabled": False,
        "tenant": {"tenantId": number(of)},
        "storage": {"backupRepositoryId": number(repository)},
        **changes,
    }
    return {("job", number(id_)): body}


def copy_job(id_: int, type_: str, primary: int, repository: int, name: str = "copy job") -> Records:
    body = {
        "name": name,
        "type": type_,
        "isDisabled": False,
        "primaryJobId": number(primary),
        "backupRepositoryId": number(repository),
    }
    return {("job", number(id_)): body}


def backup(id_: int, job: int, *ages: dt.timedelta) -> Records:
    """The backup of a tenant with a restore point of each age."""
    platform = {"platformName": "EntraID", "platformId": number(901)}
    made: dict[tuple[Any, str], Mapping[str, Any]] = {
        ("backup", number(id_)): {
            **platform,
            "name": "backup",
            "jobId": number(job),
            "creationTime": "2026-01-01T00:00:00Z",
            "repositoryId": number(0),
            "jobType": "EntraIDTenantBackup",
        }
    }
    for place, age in enumerate(ages):
        made["restorePoint", number(id_ * 100 + place)] = {
            **platform,
            "name": "point",
            "creationTime": (NOW - age).isoformat(),
            "backupId": number(id_),
            "allowedOperations": [],
        }
    return made


def repository(id_: int, name: str, *, spreads: bool | None = None) -> Records:
    bucket = (
        {} if spreads is None else {"bucket": {"bucketName": "b", "folderName": "f", "enableAutoProvision": spreads}}
    )
    return {("repository", number(id_)): {"name": name, "description": "", "type": "SmartObjectS3", **bucket}}


def scale_out(id_: int, name: str, *extents: int, capacity: int = 0) -> Records:
    body: dict[str, Any] = {
        "name": name,
        "description": "",
        "performanceTier": {"performanceExtents": [{"id": number(each), "name": "extent"} for each in extents]},
    }
    if capacity:
        body["capacityTier"] = {"isEnabled": True, "extents": [{"id": number(capacity)}]}
    return {("scaleOutRepository", number(id_)): body}


def together(*records: Records) -> dict[tuple[Any, str], Any]:
    return {key: body for each in records for key, body in each.items()}


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    engine: Engine
    settings: ConnectionSettings


@contextlib.contextmanager
def served(folder: Path, *records: Records, **settings: Any) -> Generator[Served]:
    """Serve, and check that every answer and every request was as the vendor's document says."""
    made = changed(SETTINGS, durations=AT_ONCE, foreign=together(*records), **settings)
    engine = Engine(folder / "vbr", made, SystemClock())
    server = SimulatedServer(engine)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        certificate = ssl.PEM_cert_to_DER_cert((engine.folder / "server.crt").read_text())
        yield Served(
            engine,
            ConnectionSettings(
                endpoint=server.url,
                username="rest",
                password=PASSWORD,
                certificate_thumbprint=hashlib.sha256(certificate).hexdigest(),
            ),
        )
    finally:
        server.stop()
        thread.join()
        engine.close()
    assert [each for each in read_trace(engine.folder) if each.invalid] == []
