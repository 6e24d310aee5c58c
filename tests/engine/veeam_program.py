"""A YAML program that protects a tenant on a simulated backup server of the test's own."""

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psutil
from simulated_vbr import AZURE_TENANT
from stack import Sandbox, Stack
from veeam_stack import APPLICATION, SCOPE, running_server, variables

from veeam_entraid_sandbox.vbr import Engine, ServerFault, Traced
from veeam_entraid_sandbox.vbr._faults import Struck
from veeam_entraid_sandbox.vbr._trace import Trace
from veeam_provider.rest import BackupServerClient, ConnectionSettings, connect, operations

APPLICATION_SECRET: Final = "canary of the application"
ENCRYPTION_SECRET: Final = "canary of the encryption"
KINDS: Final = ("repository", "encryptionPassword", "tenant", "job")


def resources(
    name: str = "Contoso", azure: str = AZURE_TENANT, *, description: str = "", secret: str = APPLICATION_SECRET
) -> dict[str, Any]:
    """Return the resources that protect a tenant: cache, password, tenant, job and copy."""
    infrastructure, entraid = "veeam:infrastructure:", "veeam:entraid:"
    folder = {"path": f"D:\\{name}", "taskLimitEnabled": True, "maxTaskCount": 4, "readWriteLimitEnabled": False}
    return {
        "cache": _resource(f"{infrastructure}Repository", name=f"{name} cache", type="WinLocal", repository=folder),
        "password": _resource(
            f"{infrastructure}EncryptionPassword", hint=name, password={"fn::secret": ENCRYPTION_SECRET}
        ),
        "tenant": _resource(
            f"{entraid}Tenant",
            azureTenantId=azure,
            description=description,
            cacheRepositoryId="${cache.id}",
            applicationId=APPLICATION,
            applicationSecret={"fn::secret": secret},
            protectionScope=[*SCOPE],
        ),
        "job": tenant_job(name, "${tenant.id}", encryptionPasswordId="${password.id}"),
        "copy": _resource(
            f"{entraid}TenantBackupCopyJob",
            primaryJobId="${job.id}",
            name=f"{name} copy",
            repositoryId="${cache.id}",
            enabled=False,
        ),
    }


def tenant_job(name: str, tenant: str, **inputs: Any) -> dict[str, Any]:
    """Return the resource of a tenant's job."""
    retention = {"type": "Days", "quantity": 30}
    return _resource("veeam:entraid:TenantBackupJob", tenantId=tenant, name=name, retention=retention, **inputs)


def _resource(token: str, /, **inputs: Any) -> dict[str, Any]:
    return {"type": token, "properties": inputs}


class Protection:
    """Stacks that protect tenants on one server.

    Attributes:
        engine: the server.
        client: a client of its REST API.
        settings: how it is reached.
    """

    def __init__(
        self, sandbox: Sandbox, engine: Engine, settings: ConnectionSettings, client: BackupServerClient
    ) -> None:
        self.sandbox = sandbox
        self.engine = engine
        self.client = client
        self.settings = settings

    def stack(self, name: str = "blue") -> Stack:
        """Make a stack, which knows the server and has no program yet."""
        folder = self.sandbox.folder / "projects" / name
        folder.mkdir(parents=True)
        stack = Stack(self.sandbox, folder, name, policy=False)
        self.write(stack, {})
        stack.create().configure({f"veeam:{key}": value for key, value in variables(self.settings).items()})
        return stack

    def write(self, stack: Stack, declared: dict[str, Any]) -> None:
        """Give a stack a program."""
        program = {"name": "shop", "runtime": "yaml", "resources": declared}
        (stack.project / "Pulumi.yaml").write_text(json.dumps(program))

    def providers(self) -> list[psutil.Process]:
        """Return the processes of the provider."""
        return [
            process
            for process in self.sandbox.processes()
            if any("pulumi-resource-veeam" in part for part in process.cmdline())
        ]

    def end_language_hosts(self) -> None:
        """End what a killed engine leaves running: Pulumi's own host of YAML programs does not notice."""
        for process in self.sandbox.processes():
            if process.name() == "pulumi-language-yaml":
                process.kill()

    def when_struck(self, act: Callable[[], None]) -> None:
        """Do something each time that a request is struck by a fault, before it is carried out."""
        self.engine.struck = _Acting(act)

    def when_cut(self, act: Callable[[], None]) -> None:
        """Do something each time that a connection is about to be cut, after the request has been carried out."""
        self.engine.trace.close()
        self.engine.trace = _Watching(self.engine.folder, act)

    def names(self) -> dict[str, list[str]]:
        """Return what was made on the server, by kind."""
        server = self.client
        return {
            "tenants": [each.get("azureTenantId", "") for each in server.list(operations.GET_ALL_ENTRA_ID_TENANTS)],
            "jobs": sorted(each["name"] for each in server.list(operations.GET_ALL_JOBS)),
            "passwords": sorted(each["hint"] for each in server.list(operations.GET_ALL_ENCRYPTION_PASSWORDS)),
            "repositories": sorted(
                each["name"]
                for each in server.list(operations.GET_ALL_REPOSITORIES)
                if not each["name"].startswith("Default")
            ),
        }


class _Acting(Struck):
    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__()
        self._act = act

    def request(self, faults: Sequence[ServerFault], method: str, path: str) -> list[ServerFault]:
        struck = super().request(faults, method, path)
        if struck:
            self._act()
        return struck


class _Watching(Trace):
    def __init__(self, folder: Path, act: Callable[[], None]) -> None:
        super().__init__(folder)
        self._act = act

    def add(self, traced: Traced) -> None:
        super().add(traced)
        if not traced.status:
            self._act()


@contextmanager
def protection(sandbox: Sandbox, folder: Path) -> Generator[Protection]:
    """Run a server for stacks of a sandbox."""
    with running_server(folder) as (engine, settings), connect(settings) as client:
        yield Protection(sandbox, engine, settings, client)
