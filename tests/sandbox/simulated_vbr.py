"""A simulated backup server in this process, whose time passes when a test says so."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from veeam_entraid_sandbox.vbr import (
    Account,
    ChangeAction,
    DirectoryChange,
    Durations,
    Engine,
    Instance,
    ManualClock,
    ServerSettings,
    application,
    change_directory,
    document,
    license_file,
    read_trace,
)
from veeam_entraid_sandbox.vbr._sessions import FailedRunError

VERSION = {"x-api-version": "1.3-rev1"}
AZURE_TENANT = "11111111-2222-4333-8444-555555555555"
UNKNOWN = "99999999-9999-4999-8999-999999999999"
INFRASTRUCTURE = "/api/v1/backupInfrastructure"
BROWSER = "/api/v1/backupBrowser/entraIdTenant"
RESTORE = "/api/v1/restore/entraId"
TENANTS = "/api/v1/inventory/entraId/tenants"
SETTINGS = ServerSettings(
    accounts=(
        Account(name="rest", password="service pass"),
        Account(name="admin", password="human pass", is_service=False),
        Account(name="viewer", password="viewer pass", role="Veeam Backup Viewer"),
        Account(name="restorer", password="restorer pass", role="Veeam Restore Operator"),
        Account(name="stranger", password="stranger pass", role=""),
    ),
    durations=Durations(infrastructure=4, deletion=4, job=10, restore=5, disappearance=2),
    users=30,
)


class Vbr:
    """The server, and a client that is logged in to it."""

    def __init__(self, folder: Path, settings: ServerSettings = SETTINGS, bundled: Instance | None = None) -> None:
        self.folder = folder
        self.settings = settings
        self.clock = ManualClock()
        # With a factory it leaves the current loop alone, which Pulumi's SDK uses in other tests.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._open(bundled)
        self.token = ""

    def _open(self, bundled: Instance | None) -> None:
        self.engine = Engine(self.folder, self.settings, self.clock, bundled)
        self.app = application(self.engine, document())

    def reopen(self) -> None:
        """Start the server again, with what is on its disk."""
        self.engine.close()
        self._open(None)

    def close(self) -> None:
        self.engine.close()
        self._runner.close()

    # Requests.

    def request(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """Send a request as it is, and return the answer as it comes."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="https://vbr") as client:
                return await client.request(method, path, **arguments)

        return self._runner.run(send())

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        """Send a request with the version and the token."""
        headers = VERSION | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        return self.request(method, path, headers=headers, json=body, params=query or None)

    def get(self, path: str, **query: Any) -> Any:
        return self._good(self.call("GET", path, **query))

    def post(self, path: str, body: Any = None) -> Any:
        return self._good(self.call("POST", path, body))

    def put(self, path: str, body: Any) -> Any:
        return self._good(self.call("PUT", path, body))

    def delete(self, path: str, **query: Any) -> Any:
        return self._good(self.call("DELETE", path, **query))

    def _good(self, answer: httpx.Response) -> Any:
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def refusal(self, method: str, path: str, body: Any = None, **query: Any) -> str:
        """Return the message with which the server refuses a request with 400 and UnknownError."""
        answer = self.call(method, path, body, **query)
        assert (answer.status_code, answer.json()["errorCode"]) == (400, "UnknownError"), answer.text
        return answer.json()["message"]

    def login(self, username: str = "rest", password: str = "service pass") -> Any:  # noqa: S107 - it opens nothing
        """Log in, and use the token from now on."""
        form = {"grant_type": "password", "username": username, "password": password}
        answer = self._good(self.request("POST", "/api/oauth2/token", headers=VERSION, data=form))
        self.token = answer["access_token"]
        return answer

    # Time.

    def pass_time(self, *, days: float = 0, seconds: float = 0) -> None:
        """Let time pass, and the server do what becomes due, what leaves it too."""
        self.clock.move(days=days, seconds=seconds)
        while errands := self.engine.errands():
            for errand in errands:
                try:
                    answer = errand.outside()
                except FailedRunError as error:
                    self.engine.take_in(errand, {}, str(error))
                else:
                    self.engine.take_in(errand, answer, "")

    def ended(self, session: Any) -> Any:
        """Let a session end, and return it."""
        self.pass_time(seconds=10)
        found = self.get(f"/api/v1/sessions/{session['id']}")
        assert found["state"] == "Stopped"
        return found

    def succeeded(self, session: Any) -> Any:
        """Let a session end well, and return it."""
        found = self.ended(session)
        assert found["result"]["result"] == "Success", found
        return found

    def failure(self, session: Any) -> str:
        """Let a session fail, and return its message."""
        found = self.ended(session)
        assert found["result"]["result"] == "Failed", found
        return found["result"]["message"]

    # What many tests need.

    def with_license(self, **changes: Any) -> None:
        arguments: dict[str, Any] = {"expires": self.clock.now() + dt.timedelta(days=3650), **changes}
        self.post("/api/v1/license/install", {"license": license_file(**arguments)})

    def default_repository(self) -> str:
        return self.get(f"{INFRASTRUCTURE}/repositories", nameFilter="Default*")["data"][0]["id"]

    def mount_server(self) -> dict[str, Any]:
        server = self.get(f"{INFRASTRUCTURE}/mountServers/default")["data"][0]["id"]
        settings = {"mountServerId": server, "writeCacheFolder": "C:\\Cache", "vPowerNFSEnabled": True}
        return {"mountServerSettingsType": "Windows", "windows": settings}

    def credentials(self) -> str:
        body = {"type": "Amazon", "accessKey": "key", "secretKey": "very secret"}
        found = self.get("/api/v1/cloudCredentials")["data"]
        return found[0]["id"] if found else self.post("/api/v1/cloudCredentials", body)["id"]

    def s3_repository(self, name: str = "logs", **bucket: Any) -> dict[str, Any]:
        return {
            "name": name,
            "description": "",
            "type": "S3Compatible",
            "account": {"servicePoint": "s3.example", "regionId": "eu", "credentialsId": self.credentials()},
            "bucket": {"bucketName": "bucket", "folderName": "folder", **bucket},
            "mountServer": self.mount_server(),
        }

    def repository(self, body: Any) -> str:
        """Create a repository and return its id."""
        return self.succeeded(self.post(f"{INFRASTRUCTURE}/repositories", body))["resourceId"]

    def tenant(self, azure: str = AZURE_TENANT, **changes: Any) -> str:
        """Add a tenant and return its id."""
        return self.succeeded(self.post(TENANTS, tenant_spec(azure, **changes)))["resourceId"]

    def tenant_job(self, tenant: str, name: str = "tenant job", **storage: Any) -> Any:
        return self.post("/api/v1/jobs", tenant_job_spec(tenant, name, **storage))

    def log_job(self, tenant: str, name: str = "log job", **storage: Any) -> Any:
        return self.post("/api/v1/jobs", log_job_spec(tenant, name, **storage))

    def run(self, job: Any) -> Any:
        """Start a job and return its session."""
        return self.post(f"/api/v1/jobs/{job['id']}/start", {"performActiveFull": False})

    # Restores.

    def backed_up(self, azure: str = AZURE_TENANT, **changes: Any) -> Any:
        """Protect a tenant, run its job and return the backup."""
        job = self.tenant_job(self.tenant(azure, **changes), f"job of {azure}")
        self.succeeded(self.run(job))
        return self.get("/api/v1/backups", jobIdFilter=job["id"])["data"][0]

    def mount(self, backup: Any) -> str:
        """Mount a backup and return the session's id."""
        return self.post(f"{RESTORE}/tenant", {"backupId": backup["id"]})["sessionId"]

    def browse(self, backup: Any, type_: str, **spec: Any) -> list[Any]:
        """Return the objects of a type that a mounted backup has."""
        return self.post(f"{BROWSER}/{backup['id']}/browse", {"type": type_, "limit": 9999, **spec})["data"]

    def restore(self, mount: str, items: Sequence[Any], **options: Any) -> Any:
        """Restore objects that have been browsed and return the session when it has ended."""
        chosen = [{"itemId": each["id"], "restorePointId": each["restorePointId"]} for each in items]
        session = self.post(f"{BROWSER}/{mount}/restoreItems", {"items": chosen, **options})
        self.pass_time(seconds=10)
        return self.get(f"{BROWSER}/{mount}/restoreSessions/{session['id']}")

    def restore_log(self, session: Any) -> list[tuple[str, str]]:
        """Return what a restore says of each object: status and text."""
        path = f"{BROWSER}/{session['parentSessionId']}/restoreSessions/{session['id']}/logs"
        return [(line["status"], line["description"]) for line in self.get(path)["records"][1:-1]]

    def directory(self, action: ChangeAction, azure: str = AZURE_TENANT, **change: Any) -> None:
        """Let somebody do something in a tenant."""
        change_directory(self.folder, [DirectoryChange(tenant=azure, action=action, **change)])


def tenant_spec(azure: str = AZURE_TENANT, **changes: Any) -> dict[str, Any]:
    authentication = {"applicationId": "22222222-0000-4000-8000-000000000000", "secret": "app secret"}
    return {
        "azureTenantId": azure,
        "creationMode": "ExistingAccount",
        "existingAccount": {"authentication": authentication},
        **changes,
    }


def tenant_job_spec(tenant: str, name: str = "tenant job", **storage: Any) -> dict[str, Any]:
    return {"name": name, "type": "EntraIDTenantBackup", "description": "", "storage": {"tenantId": tenant, **storage}}


def log_job_spec(tenant: str, name: str = "log job", **storage: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": "EntraIDAuditLogBackup",
        "description": "",
        "tenant": {"tenantId": tenant},
        "storage": storage,
    }


def copy_spec(type_: str, primary: str, repository: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": f"copy of {primary[:8]}",
        "type": type_,
        "primaryJobId": primary,
        "backupRepositoryId": repository,
        **changes,
    }


def foreign_repository(id_: str, type_: str, name: str) -> dict[tuple[str, str], dict[str, Any]]:
    """A repository of a type that the API shows and does not describe."""
    return {("repository", id_): {"name": name, "description": "", "type": type_}}


def scale_out(id_: str, name: str, *extents: str, capacity: str = "") -> dict[tuple[str, str], dict[str, Any]]:
    body: dict[str, Any] = {
        "name": name,
        "description": "",
        "performanceTier": {"performanceExtents": [{"id": each, "name": each} for each in extents]},
    }
    if capacity:
        body["capacityTier"] = {"isEnabled": True, "extents": [{"id": capacity}]}
    return {("scaleOutRepository", id_): body}


@contextlib.contextmanager
def simulated(
    folder: Path, settings: ServerSettings = SETTINGS, bundled: Instance | None = None, **changes: Any
) -> Generator[Vbr]:
    """A server whose every answer has to be as the document says."""
    vbr = Vbr(folder, replace(settings, **changes), bundled)
    try:
        yield vbr
    finally:
        vbr.close()
    assert [traced for traced in read_trace(folder) if traced.invalid] == []
