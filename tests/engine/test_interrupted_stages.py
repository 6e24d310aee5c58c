"""Each stage of a first deployment, interrupted in each way and run again, ends as one that nobody interrupted."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import psutil
import psycopg
import pytest
from interruption import (
    Operation,
    Place,
    Statement,
    in_azure,
    in_tenants,
    is_backup_server,
    kill_the_engine,
    let_it_fail,
    let_it_reach_nothing,
    pending_operations,
    press_control_c,
    rotate_once_more,
    settle_and_update,
    update_again,
    update_twice,
)
from stack import PROGRAMS, ROOT, Sandbox, Stack, project_of

from veeam_entraid_sandbox.machines import all_backup_servers, all_clusters

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Interruption:
    """A way to interrupt an update, and the way on that a person takes."""

    interrupt: Callable[[Stack, Place], None]
    go_on: Callable[[Stack], None] = update_again


INTERRUPTIONS = {
    "control-c": Interruption(press_control_c),
    "killed-engine": Interruption(kill_the_engine, settle_and_update),
    "failure": Interruption(let_it_fail),
}
# What else may happen to a stage, or takes another way on.
OF_ITS_OWN = {
    "login": {"unreachable": Interruption(let_it_reach_nothing)},
    "rotation-of-the-login": {"failure": Interruption(let_it_fail, update_twice)},
    "rotation-of-the-flexible-login": {"failure": Interruption(let_it_fail, rotate_once_more)},
}


@dataclass(frozen=True)
class Program:
    """A program that a stage runs: its project's name and its file."""

    project: str
    text: str


DEPLOYABLE = Program("veeam-entraid", (ROOT / "__main__.py").read_text())
APPLICATION = Program("shop", (PROGRAMS / "application.py").read_text())

TENANT = "11111111-2222-3333-4444-555555555555"


@dataclass(frozen=True)
class Stage:
    """An update of a first deployment.

    Attributes:
        config: the configuration that it deploys.
        at: the operation at which it is interrupted.
        after: the configuration that is deployed before; nothing for the first update.
        program: what is deployed.
    """

    config: dict[str, Any]
    at: Place
    after: dict[str, Any] | None = None
    program: Program = DEPLOYABLE


def machine(**repository: Any) -> dict[str, Any]:
    return {
        "veeam-entraid:network": {"administrationPrefixes": ["10.60.0.128/26"]},
        "veeam-entraid:repository": {"port": 55438, "dataPlane": False, **repository},
    }


def flexible_server(**repository: Any) -> dict[str, Any]:
    hosting = {"hosting": "flexibleServer", "acknowledgeUnsupportedCloudDatabase": True, "dataPlane": False}
    return {"veeam-entraid:repository": {**hosting, "parameters": {"work_mem": 12288}, **repository}}


INSTALLED = {
    "veeam-entraid:backupServer": {
        "installation": {
            "isoUrl": "https://media.blob.core.windows.net/iso/vbr.iso",
            "isoSha256": "ab" * 32,
            "acceptLicenseAgreements": True,
        }
    },
    "veeam-entraid:repository": {"hosting": "local"},
}
HARDENED = INSTALLED | {"veeam-entraid:backupServer": {**INSTALLED["veeam-entraid:backupServer"], "hardening": {}}}
CONSENTED = {
    "shop:providerTenant": TENANT,
    "shop:application": {"tenantId": TENANT, "workloads": ["logs"], "consent": "granted"},
}
REACHED = machine(dataPlane=True)
CONFIRMED = machine(dataPlane=True, connection="confirmed")
ROTATED = machine(dataPlane=True, connection="confirmed", passwordRotation="2026-11")
FLEXIBLE = flexible_server(dataPlane=True)
ROTATED_FLEXIBLE = flexible_server(dataPlane=True, passwordRotation="2026-11")

RUN_COMMAND = "*:VirtualMachineRunCommandByVirtualMachine"
NEW_ROLES = Statement("LOCK TABLE pg_authid IN SHARE MODE")
THE_LOGIN = Statement("SELECT FROM pg_authid WHERE rolname = 'veeam' FOR UPDATE")

STAGES = {
    # Azure, and the protected tenant.
    "network": Stage(machine(), Operation("*:VirtualNetwork", "network-vnet")),
    "vault": Stage(machine(), Operation("*:Vault", "kv-repository-*")),
    "roles": Stage(machine(), Operation("*:RoleAssignment")),
    "repository": Stage(machine(), Operation("*:VirtualMachine", "repository-vm")),
    "settings": Stage(machine(), Operation(RUN_COMMAND, "veeam-entraid-apply", failure="fail-after-creation")),
    "flexible-server": Stage(FLEXIBLE, Operation("*:dbforpostgresql:Server", failure="fail-after-creation")),
    "parameters": Stage(FLEXIBLE, Operation("*:dbforpostgresql:Configuration", "work_mem")),
    "log-storage": Stage(INSTALLED | {"veeam-entraid:logStorage": {}}, Operation("*:StorageAccount")),
    "backup-server": Stage(INSTALLED, Operation("*:VirtualMachine", "vbr-vm")),
    "installation": Stage(INSTALLED, Operation(RUN_COMMAND, "veeam-entraid-install", failure="fail-after-creation")),
    "application": Stage(CONSENTED, Operation("*:Application"), program=APPLICATION),
    "consent": Stage(CONSENTED, Operation("*:AppRoleAssignment"), program=APPLICATION),
    # The login, on a path into the network.
    "login": Stage(REACHED, NEW_ROLES, after=machine()),
    # The connection, once a person has made it.
    "connection": Stage(CONFIRMED, Operation("*:getClientConfig", operation="call"), after=REACHED),
    # Windows, once nobody needs what hardening takes away.
    "hardening": Stage(HARDENED, Operation(RUN_COMMAND, "veeam-entraid-harden"), after=INSTALLED),
    # The rotation of the passwords, from the vault to the login.
    "rotation-in-the-vault": Stage(ROTATED, Operation("*:Secret", "login-password", "update"), after=CONFIRMED),
    "rotation-on-the-machine": Stage(ROTATED, Operation(RUN_COMMAND, "*-apply", "update"), after=CONFIRMED),
    "rotation-of-the-login": Stage(ROTATED, THE_LOGIN, after=CONFIRMED),
    "rotation-on-the-flexible-server": Stage(
        ROTATED_FLEXIBLE, Operation("*:dbforpostgresql:Server", operation="update"), after=FLEXIBLE
    ),
    "rotation-of-the-flexible-login": Stage(ROTATED_FLEXIBLE, THE_LOGIN, after=FLEXIBLE),
}
QUICK = ("application", "killed-engine")


def cells() -> Iterator[Any]:
    for name, stage in STAGES.items():
        for way, interruption in (INTERRUPTIONS | OF_ITS_OWN.get(name, {})).items():
            marks = () if (name, way) == QUICK else pytest.mark.extended
            yield pytest.param(stage, interruption, id=f"{name}-{way}", marks=marks)


@dataclass(frozen=True)
class Standing:
    """What a deployment comes to, without what chance decides."""

    outputs: Any
    resources: set[str]
    servers: int
    logins: list[str]


def deploy(sandbox: Sandbox, program: Program) -> Stack:
    return Stack(sandbox, project_of(sandbox, "stages", program.text, project=program.project), "stages").create()


Expectation: TypeAlias = Callable[[Program, dict[str, Any]], Standing]


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expectation]:
    """Return what a configuration comes to in one update that nobody interrupts."""
    known: dict[str, Standing] = {}
    sandboxes: list[Sandbox] = []

    def standing(program: Program, config: dict[str, Any]) -> Standing:
        key = json.dumps(config)
        if key not in known:
            sandboxes.append(Sandbox(tmp_path_factory.mktemp("uninterrupted") / "sandbox"))
            stack = deploy(sandboxes[-1], program)
            stack.configure(config)
            stack.up("--skip-preview").succeeded()
            known[key] = standing_of(stack)
        return known[key]

    yield standing
    assert [line for sandbox in sandboxes for line in sandbox.close()] == []


@pytest.mark.parametrize(("stage", "interruption"), [*cells()])
def test_an_interrupted_stage_converges(
    sandbox: Sandbox, uninterrupted: Expectation, stage: Stage, interruption: Interruption
) -> None:
    stack = deploy(sandbox, stage.program)
    if stage.after is not None:
        stack.configure(stage.after)
        stack.up("--skip-preview").succeeded()
    stack.configure(stage.config)
    interruption.interrupt(stack, stage.at)
    interruption.go_on(stack)
    assert standing_of(stack) == uninterrupted(stage.program, stack.config)
    stack.preview("--expect-no-changes").succeeded()


def standing_of(stack: Stack) -> Standing:
    """Return what a deployment comes to, once nothing of it is double, missing or left over."""
    sandbox, resources = stack.sandbox, stack.resources()
    assert pending_operations(stack) == []
    assert Counter(in_azure(sandbox)) == ids_of(resources, "azure-native:")
    assert Counter(entry.id for entry in in_tenants(sandbox)) == ids_of(resources, "azuread:")
    servers = {server.pid for server in (*all_clusters(sandbox.state), *all_backup_servers(sandbox.state))}
    assert servers == {process.pid for process in sandbox.processes() if is_server(process)}
    outputs = stack.outputs(show_secrets=True)
    uri = outputs.get("repositoryUri")
    logins: list[str] = []
    if uri and any(resource["type"] == "postgresql:index/role:Role" for resource in resources.values()):
        with psycopg.connect(uri) as connection:
            rows = connection.execute(r"SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg|azure)_' ORDER BY 1")
            logins = [name for (name,) in rows.fetchall()]
    return Standing(without_chance(stack.outputs(), resources), set(resources), len(servers), logins)


def ids_of(resources: dict[str, dict[str, Any]], package: str) -> "Counter[str]":
    return Counter(each["id"] for each in resources.values() if each["type"].startswith(package))


def is_server(process: psutil.Process) -> bool:
    parent = process.parent()
    is_first = process.name() == "postgres" and (parent is None or parent.name() != "postgres")
    return is_first or is_backup_server(process)


CHANCE = re.compile(
    r"-----BEGIN.+?END [A-Z ]+-----"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # an id of Entra ID
    r"|[0-9A-Fa-f]{40,}"  # the hash of a certificate
    r"|127(?:\.\d+){3}"
    r"|\d{4}-\d\d-\d\dT[\d:]+Z"
)


def without_chance(outputs: dict[str, Any], resources: dict[str, dict[str, Any]]) -> Any:
    """Return outputs without addresses, ids, moments, certificates and the ends of names."""
    text = CHANCE.sub("…", json.dumps(outputs))
    for resource in resources.values():
        if resource["type"] == "random:index/randomString:RandomString":
            text = text.replace(resource["outputs"]["result"], "…")
    return json.loads(text)
