"""A tenant with a backup on a simulated server, and restore sessions of a stack that restores from it."""

import datetime as dt
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from provider_client import Deployed
from simulated_vbr import SETTINGS
from veeam_stack import AT_ONCE, SCOPE, Deployment, deployment

from veeam_entraid_protocol.messages import engine_pb2
from veeam_entraid_sandbox.vbr import (
    ChangeAction,
    Console,
    DirectoryChange,
    Instance,
    Traced,
    change_directory,
    read_trace,
    write_console,
)
from veeam_provider.rest import operations

TOKEN = "veeam:entraid:RestoreSession"
PASSWORD = "Correct horse 1"
MOUNT = "/api/v1/restore/entraId/tenant"
BROWSER = "/api/v1/backupBrowser/entraIdTenant"


@dataclass
class Told:
    """What the provider has told the person at the terminal."""

    lines: list[tuple[int, str, bool]] = field(default_factory=list[tuple[int, str, bool]])

    def write(self, severity: int, message: str, urn: str, *, ephemeral: bool) -> None:
        del urn
        self.lines.append((severity, message, ephemeral))

    @property
    def warnings(self) -> list[str]:
        return [message for severity, message, _ in self.lines if severity == engine_pb2.WARNING]

    @property
    def all(self) -> str:
        return "\n".join(message for _, message, _ in self.lines)


@dataclass
class Restores:
    """A stack with a tenant whose backup restore sessions restore from."""

    stack: Deployment
    told: Told
    tenant: str
    azure: str
    job: str
    backup: str
    unused: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])

    def until(self, **offset: float) -> str:
        return (dt.datetime.now(dt.UTC) + dt.timedelta(**(offset or {"hours": 1}))).isoformat()

    def inputs(self, *items: Any, **inputs: Any) -> dict[str, Any]:
        listed = {"items": [{"id": each["id"], "type": each["type"]} for each in items]} if items else {}
        given = {"backupId": self.backup, "validUntil": self.until(), "permissions": "application", **listed, **inputs}
        return {name: value for name, value in given.items() if value is not None}

    def restore(self, *items: Any, name: str = "main", **inputs: Any) -> Deployed:
        return self.stack.client.create(TOKEN, name, **self.inputs(*items, **inputs))

    # The server, and the tenant itself.

    def fresh(self, type_: str, **properties: Any) -> Any:
        """Return an item of the backup that has not been asked for yet."""
        if type_ not in self.unused:
            self.unused[type_] = self.browse(type_)
        found = next(
            each for each in self.unused[type_] if all(each.get(name) == value for name, value in properties.items())
        )
        self.unused[type_].remove(found)
        return found

    def wait_for_line(self, words: str) -> None:
        """Wait until somebody has been told something."""
        for _ in range(2000):
            if words in self.told.all:
                return
            time.sleep(0.01)
        raise AssertionError(self.told.all)

    def browse(self, type_: str, **spec: Any) -> list[Any]:
        """Return what the backup has of a type, as a person sees it in the console."""
        server = self.stack.server
        mount = server.call(operations.START_ENTRA_ID_TENANT_RESTORE, {"backupId": self.backup})
        body: Any = {"type": type_, **spec}
        found = list(server.list(operations.BROWSE_ENTRA_ID_TENANT_MOUNT, body, backupId=self.backup))
        server.call(operations.STOP_ENTRA_ID_TENANT_RESTORE, None, sessionId=mount["sessionId"])
        return found

    def directory(self, action: ChangeAction, **change: Any) -> None:
        change_directory(self.stack.engine.folder, [DirectoryChange(tenant=self.azure, action=action, **change)])

    def console(self, **settings: Any) -> None:
        write_console(self.stack.engine.folder, Console(**settings))

    def mounts(self) -> list[str]:
        listed = self.stack.server.list(operations.GET_ALL_ENTRA_ID_TENANT_BROWSE_SESSIONS)
        return [mount["sessionId"] for mount in listed]

    def backed_up_now(self, type_: str) -> list[Any]:
        """Return what the tenant has of a type now, by backing it up once more."""
        server = self.stack.server
        server.wait_for_session(server.call(operations.START_JOB, id=self.job))
        latest = next(
            iter(
                server.list(
                    operations.GET_ALL_OBJECT_RESTORE_POINTS,
                    backupIdFilter=self.backup,
                    orderColumn="CreationTime",
                    orderAsc=False,
                )
            )
        )
        return [each for each in self.browse(type_) if each["restorePointId"] == latest["id"]]

    def requests(self, method: str = "", path: str = "") -> list[Traced]:
        traced = read_trace(self.stack.engine.folder)
        return [each for each in traced if method in ("", each.method) and each.path.startswith(path)]

    def restores(self) -> int:
        """Return how many restores the server has begun."""
        return len(
            [
                each
                for each in self.requests("POST", BROWSER)
                if each.path.endswith("/restoreItems") and each.status in (201, 0, 500, 502, 503)
            ]
        )


@contextmanager
def restores(folder: Path, bundled: Instance, told: Told, *, users: int) -> Generator[Restores]:
    """Run a server with a tenant that has been backed up once."""
    azure = str(uuid.uuid4())
    settings = replace(SETTINGS, durations=AT_ONCE, users=users)
    with deployment(folder, settings, bundled) as stack:
        stack.licensed()
        made = stack.tenant(
            azureTenantId=azure, protectionScope=[*SCOPE, "ConditionalAccessPolicies", "IntunePolicies"]
        )
        job = stack.tenant_job(made.id)
        server = stack.server
        server.wait_for_session(server.call(operations.START_JOB, id=job.id))
        (backup,) = server.list(operations.GET_ALL_BACKUPS, jobIdFilter=job.id)
        told.lines.clear()
        yield Restores(stack, told, made.id, azure, job.id, backup["id"])
        assert [each for each in read_trace(folder) if each.invalid] == []
