"""A stack that protects a tenant, what it loses, and the steps that recover it, by the headings of the page."""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import yaml
from pages import ROOT, blocks
from provider_client import Deployed
from real_postgresql import ask
from resource_cases import LICENSE
from simulated_vbr import AZURE_TENANT, SETTINGS
from veeam_stack import APPLICATION, AT_ONCE, Deployment, deployment

from veeam_entraid.protection import plan_tenant_protection
from veeam_entraid_sandbox.machines import Cluster, all_clusters
from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.vbr import (
    DirectoryChange,
    Instance,
    ServerSettings,
    change_directory,
    configuration_files,
    database_name,
    write_instance,
)
from veeam_provider.rest import operations

PAGE: Final = "docs/recovery.md"
ENTRA_REPOSITORY: Final = "88788f9e-d8f5-4eb4-bc4f-9b3f5403bcec"
ENCRYPTION: Final = "Correct horse battery 1"
BY_A_PERSON_ALONE: Final = frozenset({"Get in"})
USERS: Final = 3
_PAUSE: Final = 0.02

Actions = dict[str, str]


def steps_of_page() -> dict[int, str]:
    """Return the headings of the steps, by their numbers."""
    found = re.findall(r"^## (\d+)\. (.+)$", (ROOT / PAGE).read_text(), re.MULTILINE)
    return {int(number): heading for number, heading in found}


def losses_of_page() -> dict[str, list[int]]:
    """Return the steps that each loss takes, in their order."""
    found = re.findall(r"^\| (.+?) \| ([\d, ]+) \|$", (ROOT / PAGE).read_text(), re.MULTILINE)
    return {lost: [int(number) for number in numbers.split(",")] for lost, numbers in found}


def cluster(state: StateFolder, owner: str) -> Cluster:
    return next(each for each in all_clusters(state) if each.record is not None and each.record.volume == owner)


def started(state: StateFolder, owner: str) -> Instance:
    made = start_bundled(state, owner)
    return Instance(host=made.host, port=made.port, login=made.login, password=made.password)


@dataclass
class Recovery:
    """A stack, what is left of it, and what is known from before the loss.

    Attributes:
        folder: for everything.
        state: where the PostgreSQL servers are.
        arguments: of the TenantProtection, as the configuration of the program has them.
    """

    folder: Path
    state: StateFolder
    arguments: dict[str, Any]
    servers: ExitStack = field(default_factory=ExitStack)
    stack: Deployment = field(init=False)
    instance: Instance = field(init=False)
    backups: dict[str, str] = field(default_factory=dict[str, str])
    points: frozenset[str] = frozenset()
    users: list[str] = field(default_factory=list[str])
    gone: set[str] = field(default_factory=set[str])
    session: Deployed | None = None
    has_configuration: bool = True

    # The engine, and the program that it runs.

    def program(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield name, type and inputs of each resource, in the order of the program."""
        yield "license", "veeam:infrastructure:License", {"license": LICENSE}
        yield "default-proxy", "veeam:infrastructure:DefaultProxy", {"enabled": True}
        for planned in plan_tenant_protection("tenant", self.arguments).objects:
            references = {name: self.stack.made[label].id for name, label in planned.references.items()}
            yield planned.label, planned.token, {**planned.given, **references}

    def up(self) -> Actions:
        """Bring the stack to what the program says; return what was done with which resource."""
        done: Actions = {}
        for name, token, inputs in self.program():
            before = self.stack.made.get(name)
            if before is None:
                self.stack.create(token, name, **inputs)
                done[name] = "created"
            elif changes := self.stack.changes(before, **inputs):
                assert not any(changes.values()), f"{name} would be replaced: {changes}"
                self.stack.made[name] = self.stack.updated(before, **inputs)
                done[name] = "updated"
        return done

    def refresh(self) -> set[str]:
        """Take in what the server shows; return what it does not have any more."""
        read = {name: deployed.read() for name, deployed in self.stack.made.items()}
        self.stack.made = {name: deployed for name, deployed in read.items() if deployed is not None}
        return {name for name, deployed in read.items() if deployed is None}

    # Before the loss.

    def protect(self) -> None:
        """Protect the tenant and back up all that there is: the tenant, its logs, copies, configuration, instance."""
        self.instance = started(self.state, "/tests/lost")
        self._serve("lost", self.instance)
        self.up()
        self.users = self._users_in_tenant()
        for _ in range(2):
            self.run("backup")
        self.run("copy-offsite")
        self.run("logs")
        self.points = self.points_on(self.instance)
        self.backups = {each["jobType"]: each["id"] for each in self.stack.server.list(operations.GET_ALL_BACKUPS)}
        if self.has_configuration:
            self.finished(self.stack.server.call(operations.START_CONFIG_BACKUP))
        lost = cluster(self.state, "/tests/lost")
        lost.stop()
        shutil.copytree(lost.data, self.folder / "instance-backup")
        lost.start()

    def _serve(self, name: str, bundled: Instance | None = None) -> None:
        """Run a server of its own in place of the one before, with its own address and certificate."""
        made: Mapping[str, Deployed] = self.stack.made if hasattr(self, "stack") else {}
        self.servers.close()
        settings: ServerSettings = replace(
            SETTINGS, durations=AT_ONCE, users=USERS * 10, storage=self.folder / "storage"
        )
        self.stack = self.servers.enter_context(deployment(self.folder / name, settings, bundled))
        self.stack.made = {key: replace(each, client=self.stack.client) for key, each in made.items()}

    def _users_in_tenant(self) -> list[str]:
        self.run("backup")
        (backup,) = self.stack.server.list(operations.GET_ALL_BACKUPS)
        return [each["id"] for each in self.browse("User", backup["id"])][:USERS]

    def lose(self) -> None:
        """Lose the server with everything on it."""
        self.servers.close()
        shutil.rmtree(self.folder / "lost")

    def lose_instance(self) -> None:
        """Lose the instance with everything on it."""
        cluster(self.state, "/tests/lost").destroy()

    def lose_backup_of_instance(self) -> None:
        """Lose what the instance could be restored from."""
        shutil.rmtree(self.folder / "instance-backup")

    # The server.

    def finished(self, session: Any) -> None:
        """Wait until a session has succeeded, more eagerly than the client does."""
        while session["state"] != "Stopped":
            time.sleep(_PAUSE)
            session = self.stack.server.call(operations.GET_SESSION, id=session["id"])
        assert session["result"]["result"] == "Success", session

    def run(self, label: str) -> None:
        self.finished(self.stack.server.call(operations.START_JOB, id=self.stack.made[label].id))

    def browse(self, type_: str, backup: str) -> list[Any]:
        server = self.stack.server
        mount = server.call(operations.START_ENTRA_ID_TENANT_RESTORE, {"backupId": backup})
        body: Any = {"type": type_}
        found = list(server.list(operations.BROWSE_ENTRA_ID_TENANT_MOUNT, body, backupId=backup))
        server.call(operations.STOP_ENTRA_ID_TENANT_RESTORE, None, sessionId=mount["sessionId"])
        return found

    def points_on(self, instance: Instance) -> frozenset[str]:
        """Return the restore points in the tenant's database, which is the only one there."""
        names = [name for (name,) in ask(instance, "SELECT datname FROM pg_database WHERE datname LIKE 'veeam%'")]
        assert names == [database_name(AZURE_TENANT)]
        return frozenset(str(id_) for (id_,) in ask(instance, "SELECT id FROM restore_points", names[0]))

    def listed(self) -> list[list[str]]:
        """Return what the command of the page lists: id, type, job and time of each backup."""
        (command,) = [each for each in blocks(PAGE, "bash") if "GET_ALL_BACKUPS" in each]
        settings = self.stack.settings
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "VEEAM_ENDPOINT": settings.endpoint,
            "VEEAM_USERNAME": settings.username,
            "VEEAM_PASSWORD": settings.password,
            "VEEAM_CERTIFICATE_THUMBPRINT": settings.certificate_thumbprint or "",
        }
        ended = subprocess.run(
            ("bash", "-c", command), env=environment, check=False, capture_output=True, text=True, timeout=120
        )
        assert ended.returncode == 0, ended.stderr
        return [line.split() for line in ended.stdout.splitlines()]

    def orphan(self, job_type: str) -> str:
        """Return the id of the backup of that type that has no job; empty where there is none."""
        found = [id_ for id_, type_, job, *_ in self.listed() if (type_, job) == (job_type, "-")]
        assert len(found) <= 1
        return found[0] if found else ""

    # The steps.

    def hold_the_jobs(self) -> None:
        self.arguments["connection"] = "pending"

    def make_the_server_anew(self) -> None:
        before = self.stack.settings
        self._serve("new")
        now = self.stack.settings
        assert before.endpoint != now.endpoint
        assert before.certificate_thumbprint != now.certificate_thumbprint

    def bring_the_instance_back(self) -> None:
        """Make another instance, out of the backup of the one before where there is one."""
        password, self.instance = self.instance.password, started(self.state, "/tests/new")
        backup = self.folder / "instance-backup"
        if backup.exists():
            new = cluster(self.state, "/tests/new")
            new.stop()
            shutil.rmtree(new.data)
            shutil.copytree(backup, new.data)
            new.start()
            self.instance = replace(self.instance, password=password)
            assert self.points_on(self.instance) == self.points

    def restore_the_configuration(self) -> None:
        newest, *_ = configuration_files(self.folder / "storage")
        self.stack.engine.restore_configuration(newest, ENCRYPTION)

    def connect_the_instance(self) -> None:
        write_instance(self.stack.engine.folder, self.instance)

    def refresh_and_make_the_rest_anew(self) -> None:
        self.gone = self.refresh()
        self.up()
        jobs = list(self.stack.server.list(operations.GET_ALL_JOBS))
        assert len(jobs) == 3
        assert all(job["isDisabled"] for job in jobs)

    def rescan(self) -> None:
        server = self.stack.server
        assert list(server.list(operations.GET_ALL_BACKUPS)) == []
        ids = [each["id"] for each in server.list(operations.GET_ALL_REPOSITORIES)]
        self.finished(server.call(operations.RESCAN_REPOSITORIES, {"repositoryIds": [ENTRA_REPOSITORY, *ids]}))

    def map_the_jobs(self) -> None:
        for block, type_ in (("backup", "EntraIDTenantBackup"), ("logs", "EntraIDAuditLogBackup")):
            if backup := self.orphan(type_):
                self.arguments[block]["sourceBackupId"] = backup
        self.arguments["connection"] = "confirmed"
        self.up()

    def run_the_jobs_and_look(self) -> None:
        for label in ("backup", "copy-offsite", "logs"):
            self.run(label)
        assert self.up() == {}
        assert self.refresh() == set()
        assert self.up() == {}

    def restore_what_the_tenant_lost(self) -> None:
        changes = [DirectoryChange(tenant=AZURE_TENANT, action="erase", id=user) for user in self.users]
        change_directory(self.stack.engine.folder, changes)
        (block,) = blocks(PAGE, "yaml")
        (resource,) = yaml.safe_load(block)["resources"].values()
        written = {
            "backupId": self.copy,
            "items": [{"id": user, "type": "User"} for user in self.users],
            "validUntil": (dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)).isoformat(),
        }
        self.session = self.stack.create(resource["type"], "lost-users", **{**resource["properties"], **written})

    @property
    def copy(self) -> str:
        """The copy that was made before the loss."""
        return self.backups["EntraIDTenantBackupCopy"]


STEPS: Final[Mapping[str, Callable[[Recovery], None]]] = {
    "Hold the jobs": Recovery.hold_the_jobs,
    "Make the server anew": Recovery.make_the_server_anew,
    "Bring the instance back": Recovery.bring_the_instance_back,
    "Restore the configuration": Recovery.restore_the_configuration,
    "Connect the instance": Recovery.connect_the_instance,
    "Refresh, and make the rest anew": Recovery.refresh_and_make_the_rest_anew,
    "Rescan": Recovery.rescan,
    "Map the jobs": Recovery.map_the_jobs,
    "Run the jobs, and look": Recovery.run_the_jobs_and_look,
    "Restore what the tenant lost": Recovery.restore_what_the_tenant_lost,
}
"""What stands in for each step of the page."""


def protection() -> dict[str, Any]:
    """Return the arguments of a TenantProtection that can be recovered: nothing but the cache is on the server."""
    return {
        "title": "Contoso",
        "azureTenantId": AZURE_TENANT,
        "applicationId": APPLICATION,
        "applicationSecret": "app secret 1",
        "tenantLicense": "p1",
        "cacheRepository": {"type": "WinLocal", "repository": {"path": "D:\\Cache"}},
        "encryptionPassword": ENCRYPTION,
        "backup": {"copies": {"offsite": {"repository": _share("copies")}}},
        "logs": {"kinds": ["audit"], "repository": _share("logs")},
        "configurationBackup": {"repository": _share("configuration")},
    }


def _share(name: str) -> dict[str, Any]:
    return {"type": "Nfs", "share": {"sharePath": f"files:/{name}"}, "repository": {}}
