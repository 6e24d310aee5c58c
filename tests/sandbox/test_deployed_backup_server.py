"""A BackupServer of the components in the sandbox's Azure: what it hands out is enough to talk to the server."""

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pulumi
import pytest
from provider_client import Client, Deployed, served
from pulumi.runtime import mocks, rpc

from veeam_entraid import BackupServer
from veeam_entraid_sandbox.machines import ServerDurations, all_backup_servers, write_server_durations
from veeam_entraid_sandbox.random_provider import KINDS
from veeam_entraid_sandbox.sdk_types import Sdk, Shapes
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.value_resources import ValueResources
from veeam_entraid_sandbox.vbr import license_file, read_instance
from veeam_provider.rest import BackupServerClient, ConnectionSettings, connect, operations

ADDRESS = "10.1.1.5"


class StandIns(mocks.Mocks):
    """Has everything that a program registers made by the stand-ins, as the engine does."""

    def __init__(self, azure: Client, random: Client) -> None:
        self._clients = {"azure-native": azure, "random": random}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        client = self._clients.get(args.typ.partition(":")[0])
        if client is None:
            return None, args.inputs
        made = client.create(args.typ, args.name, **bare(args.inputs))
        return made.id, {name: made[name] for name in made.outputs}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]]]:
        return self._clients["azure-native"].invoke(args.token, **bare(args.args)), []


def bare(value: Any) -> Any:
    """Return a value without the marks of its secrets."""
    value = rpc.unwrap_rpc_secret(value)
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items()}
    return [bare(inner) for inner in value] if isinstance(value, list) else value


def host(azure: Client, subnet: Deployed) -> str:
    """Return the name by which the machine is reached, from a private zone as BackupNetwork makes it."""
    zone = {"resourceGroupName": "rg", "privateZoneName": "backup.internal"}
    azure.create("azure-native:privatedns:PrivateZone", **zone, location="global")
    azure.create(
        "azure-native:privatedns:VirtualNetworkLink",
        **zone,
        location="global",
        virtualNetwork={"id": subnet.id.rpartition("/subnets/")[0]},
    )
    record = azure.create(
        "azure-native:privatedns:PrivateRecordSet",
        **zone,
        relativeRecordSetName="backup-server",
        recordType="A",
        aRecords=[{"ipv4Address": ADDRESS}],
    )
    return record["fqdn"]


def deployed(azure: Client, subnet: Deployed, **arguments: Any) -> dict[str, Any]:
    """Deploy a BackupServer with an installation and return its outputs."""
    found: dict[str, Any] = {}
    given = {
        "resourceGroupName": "rg",
        "location": "westeurope",
        "subnetId": subnet.id,
        "privateIpAddress": ADDRESS,
        "deletionProtection": False,
        **arguments,
    }

    def program() -> pulumi.Output[None]:
        server = BackupServer("vbr", given)  # pyright: ignore[reportArgumentType]
        names = ("rest_endpoint", "service_account", "service_account_password", "certificate_sha256", "manual_steps")
        return pulumi.Output.all(**{name: getattr(server, name) for name in names}).apply(found.update)

    with served(ValueResources("random", Shapes(Sdk("random", "pulumi_random")), KINDS)) as random:
        mocks.set_mocks(StandIns(azure, random), project="shop", stack="dev", preview=False)
        pulumi.runtime.test(program)()
    return found


@contextmanager
def connected(outputs: dict[str, Any]) -> Generator[BackupServerClient]:
    """Connect with what a deployment hands out, and nothing else."""
    settings = ConnectionSettings(
        endpoint=outputs["rest_endpoint"],
        username=outputs["service_account"],
        password=outputs["service_account_password"],
        certificate_thumbprint=outputs["certificate_sha256"],
    )
    with connect(settings) as client:
        client.wait_until_ready(30)
        yield client


def installation(**changes: Any) -> dict[str, Any]:
    needed = {"isoUrl": "https://example.org/vbr.iso", "isoSha256": "ab" * 32, "acceptLicenseAgreements": True}
    return needed | changes


@pytest.fixture(autouse=True)
def quickly(state: StateFolder) -> None:
    write_server_durations(state, ServerDurations(installation=0.2))


def test_its_outputs_lead_to_the_server(azure: Client, subnet: Deployed, state: StateFolder) -> None:
    subnet.update(serviceEndpoints=[{"service": "Microsoft.KeyVault"}])
    license_ = license_file(expires=dt.datetime.now(dt.UTC) + dt.timedelta(days=9), instances=33)
    outputs = deployed(
        azure,
        subnet,
        host=host(azure, subnet),
        computerName="VBR01",
        entraIdHosting="local",
        installation=installation(licenseFile=license_, serviceAccount="rest-of-it"),
    )
    assert outputs["rest_endpoint"].startswith("https://127.")
    assert outputs["rest_endpoint"].endswith(":9419")
    assert outputs["manual_steps"] == []
    with connected(outputs) as client:
        assert client.call(operations.GET_SERVER_INFO)["name"] == "VBR01"
        assert client.call(operations.GET_INSTALLED_LICENSE)["licensedTo"] == "Contoso"
        (proxy,) = client.list(operations.GET_ALL_PROXIES_STATES)
    assert proxy["isDisabled"] is False
    (server,) = all_backup_servers(state)
    assert read_instance(server.memory) is not None


def test_one_for_a_remote_repository_brings_no_instance(azure: Client, subnet: Deployed, state: StateFolder) -> None:
    subnet.update(serviceEndpoints=[{"service": "Microsoft.KeyVault"}])
    ports = {"restService": 9519}
    outputs = deployed(azure, subnet, host=host(azure, subnet), installation=installation(ports=ports))
    assert outputs["rest_endpoint"].endswith(":9519")
    with connected(outputs) as client:
        assert client.call(operations.GET_INSTALLED_LICENSE)["edition"] == "Community"
    (server,) = all_backup_servers(state)
    assert read_instance(server.memory) is None
