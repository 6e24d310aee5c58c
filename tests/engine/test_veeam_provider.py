"""The provider under the real engine, with programs in Python and in YAML, against a simulated backup server."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from secrets_of import files_with
from simulated_vbr import AZURE_TENANT
from stack import ROOT, Result, Sandbox, Stack, project_for, project_of
from veeam_stack import APPLICATION, SCOPE, running_server, variables

from veeam_entraid_sandbox.vbr import read_trace
from veeam_provider.rest import BackupServerClient, connect, operations

pytestmark = pytest.mark.engine

SECRET = "hunter2-hunter2"
TENANT = "veeam:entraid:Tenant"


@contextmanager
def backup_server(folder: Path) -> Generator[tuple[BackupServerClient, dict[str, Any]]]:
    """Run a backup server; yield a client of it and the configuration of a stack that protects a tenant on it."""
    with running_server(folder) as (engine, settings), connect(settings) as client:
        repository = next(iter(client.list(operations.GET_ALL_REPOSITORIES)))["id"]
        tenant = {
            "azureTenantId": AZURE_TENANT,
            "cacheRepositoryId": repository,
            "applicationId": APPLICATION,
            "protectionScope": SCOPE,
        }
        yield (
            client,
            {
                **{f"veeam:{name}": value for name, value in variables(settings).items()},
                "shop:tenant": tenant,
                "shop:applicationSecret": SECRET,
            },
        )
        assert [each for each in read_trace(engine.folder) if each.invalid] == []


def unchanged(result: Result) -> bool:
    lines = [line.strip() for line in result.succeeded().text.splitlines()]
    return not any(line.startswith(("+ ", "~ ", "- ", "+-")) and line[2:3].isdigit() for line in lines)


def test_a_program_in_python_lives(sandbox: Sandbox, tmp_path: Path) -> None:
    with backup_server(tmp_path / "vbr") as (client, config):
        stack = Stack(sandbox, project_for(sandbox, "tenant"), "tenant").create()
        stack.configure(config)
        stack.up().succeeded()
        (tenant,) = client.list(operations.GET_ALL_ENTRA_ID_TENANTS)
        outputs = stack.outputs()
        assert outputs == {
            "tenantId": tenant["id"],
            "host": outputs["host"],
            "days": 30,
            "time": "21:30",
        }
        assert files_with({SECRET}, sandbox.state.backend / ".pulumi" / "stacks") == []
        asked = len(read_trace(tmp_path / "vbr"))
        assert unchanged(stack.up())
        assert read_trace(tmp_path / "vbr")[asked:] == (), "an update without a change asks the server nothing"
        assert unchanged(stack.refresh())
        assert unchanged(stack.up())
        stack.configure({**config, "shop:enabled": False})
        changed = stack.up().succeeded()
        assert "~ 1 updated" in changed.flat
        (job,) = client.list(operations.GET_ALL_JOBS)
        assert job["isDisabled"]
        stack.destroy().succeeded()
        assert [*client.list(operations.GET_ALL_ENTRA_ID_TENANTS)] == []
        assert [*client.list(operations.GET_ALL_JOBS)] == []


def test_a_tenant_is_imported_by_its_id_in_entra_id(sandbox: Sandbox, tmp_path: Path) -> None:
    """What cannot be read is sent once, in place, and then nothing differs."""
    with backup_server(tmp_path / "vbr") as (client, config):
        first = Stack(sandbox, project_for(sandbox, "tenant"), "first").create()
        first.configure(config)
        first.up().succeeded()
        (tenant,) = client.list(operations.GET_ALL_ENTRA_ID_TENANTS)
        (job,) = client.list(operations.GET_ALL_JOBS)

        second = Stack(sandbox, first.project, "second").create()
        second.configure(config)
        named = {"proxy": "default", "main": AZURE_TENANT.upper(), "job": "Contoso"}
        tokens = {
            "proxy": "veeam:infrastructure:DefaultProxy",
            "main": TENANT,
            "job": "veeam:entraid:TenantBackupJob",
        }
        for name, key in named.items():
            second.run(
                "import", tokens[name], name, key, "--yes", "--protect=false", "--generate-code=false",
                "--config-file", str(second.config_file),
            ).succeeded()  # fmt: skip
        assert {each["id"] for each in second.resources().values() if "veeam:entraid" in each["type"]} == {
            tenant["id"],
            job["id"],
        }
        said = second.up().succeeded()
        assert "replaced" not in said.text
        assert unchanged(second.up())
        assert [each["id"] for each in client.list(operations.GET_ALL_ENTRA_ID_TENANTS)] == [tenant["id"]]


FIRST_DEPLOYMENT = """
import pulumi
import pulumi_random

from veeam_entraid.veeam import Provider, entraid

host = pulumi_random.RandomString("host", length=8).result
server = Provider("server", endpoint=host.apply(lambda name: f"https://{name}"), username="rest", password="secret")
entraid.Tenant(
    "main",
    pulumi.ResourceOptions(provider=server),
    azure_tenant_id=host,
    cache_repository_id=host,
    application_id=host,
    application_secret="hunter2-hunter2",
    protection_scope=["Users", "Groups", "AdministrativeUnits", "Roles", "Applications"],
    region=pulumi.Config().get("region") or "Global",
)
"""


def test_a_limit_is_told_at_preview_while_the_server_is_not_there_yet(preview_sandbox: Sandbox) -> None:
    """With an unknown endpoint the engine asks the provider nothing: the classes check then."""
    project = project_of(preview_sandbox, "first-deployment", FIRST_DEPLOYMENT)
    stack = Stack(preview_sandbox, project, "first-deployment", policy=False).create()
    assert "veeam:entraid:Tenant main create" in stack.preview().succeeded().flat
    stack.configure({"shop:region": "China"})
    said = stack.preview().failed()
    assert "[supported-region]" in said.flat
    assert "Traceback" not in said.text
    assert SECRET not in said.text


def yaml_project(sandbox: Sandbox, name: str, resources: dict[str, Any], **more: Any) -> Path:
    folder = sandbox.folder / "projects" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(
        yaml.safe_dump({"name": "shop", "runtime": "yaml", "resources": resources, **more})
    )
    return folder


LOCATIONS = {
    "path": {"plugins": {"providers": [{"name": "veeam", "path": str(ROOT / "provider")}]}},
    "package": {"packages": {"veeam": str(ROOT / "provider")}},
    "PATH": {},
}


@pytest.mark.parametrize(
    "location", ["path", *(pytest.param(each, marks=pytest.mark.extended) for each in ("package", "PATH"))]
)
def test_a_program_in_yaml_finds_the_provider(location: str, sandbox: Sandbox, tmp_path: Path) -> None:
    """By the folder of a clone, or, where it is installed, by the name of its command."""
    with backup_server(tmp_path / "vbr") as (client, config):
        proxy = {"type": "veeam:infrastructure:DefaultProxy", "properties": {"maxTaskCount": 3}}
        stack = Stack(sandbox, yaml_project(sandbox, "yaml", {"proxy": proxy}, **LOCATIONS[location]), "yaml").create()
        stack.configure(config)
        stack.up().succeeded()
        (shown,) = client.list(operations.GET_ALL_PROXIES)
        assert json.dumps(shown).count('"maxTaskCount": 3') == 1
        assert unchanged(stack.up())
        stack.destroy().succeeded()
