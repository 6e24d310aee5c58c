"""The provider in this process, as the engine sees it, and a simulated backup server that it configures."""

import datetime as dt
import hashlib
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

from provider_client import Client, Deployed, errors, served
from simulated_vbr import AZURE_TENANT, SETTINGS

from veeam_entraid_protocol import Value, decode, encode
from veeam_entraid_protocol.messages import provider_pb2
from veeam_entraid_sandbox.vbr import (
    Durations,
    Engine,
    Instance,
    ServerSettings,
    SimulatedServer,
    SystemClock,
    license_file,
)
from veeam_provider.plugin import VeeamProvider
from veeam_provider.rest import BackupServerClient, ConnectionSettings, connect, operations

AT_ONCE = Durations(infrastructure=0, deletion=0, job=0, restore=0, disappearance=0)
APPLICATION = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
EVERY_DAY = {"runAutomatically": True, "daily": {"isEnabled": True, "localTime": "21:30", "dailyKind": "Everyday"}}
SCOPE = ["Users", "Groups", "AdministrativeUnits", "Roles", "Applications", "Logs"]


@contextmanager
def running_server(
    folder: Path, settings: ServerSettings | None = None, bundled: Instance | None = None
) -> Generator[tuple[Engine, ConnectionSettings]]:
    """Run a simulated backup server over TLS, which does everything at once."""
    engine = Engine(folder, settings or changed(SETTINGS, durations=AT_ONCE), SystemClock(), bundled)
    server = SimulatedServer(engine)
    thread = threading.Thread(target=server.run)
    thread.start()
    certificate = ssl.PEM_cert_to_DER_cert((folder / "server.crt").read_text())
    try:
        yield (
            engine,
            ConnectionSettings(
                endpoint=server.url,
                username="rest",
                password="service pass",
                certificate_thumbprint=hashlib.sha256(certificate).hexdigest(),
            ),
        )
    finally:
        server.stop()
        thread.join()
        engine.close()


def variables(settings: ConnectionSettings) -> dict[str, str]:
    """Return the provider's configuration for a server."""
    return {
        "endpoint": settings.endpoint,
        "username": settings.username,
        "password": settings.password,
        "certificateThumbprint": settings.certificate_thumbprint or "",
        "readyTimeout": "20s",
    }


@dataclass
class Deployment:
    """A stack that a test builds up resource by resource."""

    client: Client
    server: BackupServerClient
    engine: Engine
    settings: ConnectionSettings
    made: dict[str, Deployed] = field(default_factory=dict[str, Deployed])

    def create(self, token: str, name: str = "main", /, **inputs: Any) -> Deployed:
        self.made[name] = self.client.create(token, name, **inputs)
        return self.made[name]

    def default_repository(self) -> str:
        return next(iter(self.server.list(operations.GET_ALL_REPOSITORIES)))["id"]

    def tenant(self, name: str = "tenant", **inputs: Any) -> Deployed:
        return self.create("veeam:entraid:Tenant", name, **{**self.tenant_inputs(), **inputs})

    def tenant_inputs(self) -> dict[str, Value]:
        return {
            "azureTenantId": AZURE_TENANT,
            "cacheRepositoryId": self.default_repository(),
            "applicationId": APPLICATION,
            "applicationSecret": "app secret 1",
            "protectionScope": [*SCOPE],
        }

    def tenant_job(self, tenant: str, name: str = "job", /, **inputs: Any) -> Deployed:
        return self.create(
            "veeam:entraid:TenantBackupJob",
            name,
            **{"tenantId": tenant, "name": "Contoso", "retention": {"type": "Days", "quantity": 30.0}, **inputs},
        )

    def licensed(self) -> None:
        """Install a licence that covers logs and policies."""
        self.create(
            "veeam:infrastructure:License",
            "license",
            license=license_file(expires=dt.datetime(2099, 1, 1, tzinfo=dt.UTC)),
        )

    def updated(self, deployed: Deployed, **inputs: Any) -> Deployed:
        """Bring a resource to exactly these inputs."""
        wanted = self.client.check(deployed.urn, inputs, deployed.inputs)
        with errors():
            answer = self.client.stub.Update(
                provider_pb2.UpdateRequest(
                    id=deployed.id,
                    urn=deployed.urn,
                    olds=encode(deployed.outputs),
                    old_inputs=encode(deployed.inputs),
                    news=encode(wanted),
                )
            )
        return Deployed(self.client, deployed.urn, deployed.id, wanted, decode(answer.properties))

    def changes(self, deployed: Deployed, **inputs: Any) -> dict[str, bool]:
        """Return which inputs a preview of the program would change, and whether each replaces the resource."""
        wanted = self.client.check(deployed.urn, inputs, deployed.inputs)
        answer = self.client.stub.Diff(
            provider_pb2.DiffRequest(
                id=deployed.id,
                urn=deployed.urn,
                olds=encode(deployed.outputs),
                old_inputs=encode(deployed.inputs),
                news=encode(wanted),
            )
        )
        return {path: path in answer.replaces for path in answer.detailedDiff}


@contextmanager
def deployment(
    folder: Path, settings: ServerSettings | None = None, bundled: Instance | None = None
) -> Generator[Deployment]:
    """Run a server, and the provider that configures it."""
    with running_server(folder, settings, bundled) as (engine, connection), connect(connection) as server:
        provider = VeeamProvider({})
        with served(provider) as client:
            client.configure(**variables(connection))
            yield Deployment(client, server, engine, connection)
        provider.close()
