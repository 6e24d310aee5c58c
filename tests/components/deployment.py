"""Deploying a program against Pulumi's mocks, and what it registered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import resource_pb2

ROOT = Path(__file__).resolve().parents[2]
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Registered:
    """One resource as the program registered it."""

    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any]
    secrets: frozenset[str]
    protect: bool
    ignored: tuple[str, ...]
    retained: bool
    deleted_with: str
    dependencies: tuple[str, ...]


@dataclass
class Deployment:
    """Everything that a program registered."""

    resources: dict[str, Registered] = field(default_factory=dict[str, Registered])
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    secret_outputs: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def __getitem__(self, name: str) -> Registered:
        return self.resources[name]

    def of_type(self, token: str) -> list[Registered]:
        return [resource for resource in self.resources.values() if resource.type == token]


class _Azure(mocks.Mocks):
    """Answers as Azure would, as far as programs read the answers."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        outputs = _bare(dict(args.inputs))
        for key in ("name", "vaultName", "vmName", "serverName", "privateZoneName", "virtualNetworkName"):
            if key in outputs:
                outputs.setdefault("name", outputs[key])
        outputs.setdefault("name", args.name)
        outputs |= _ANSWERS.get(args.typ, dict)()
        resource_id = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/{args.typ}/{args.name}"
        if args.typ == "azure-native:keyvault:Secret":
            outputs["properties"] = {"secretUriWithVersion": f"https://kv.vault.azure.net/secrets/{args.name}/v1"}
        if args.typ == "azure-native:privatedns:PrivateRecordSet":
            outputs["fqdn"] = f"{outputs['relativeRecordSetName']}.{outputs['privateZoneName']}."
        if args.typ == "azure-native:dbforpostgresql:Server":
            outputs["fullyQualifiedDomainName"] = f"{outputs['serverName']}.postgres.database.azure.com"
        if args.typ == "azure-native:network:NetworkInterface":
            outputs["ipConfigurations"] = [
                {"privateIPAddress": "10.9.9.9", **configuration} for configuration in outputs["ipConfigurations"]
            ]
        return resource_id, outputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        assert args.token == "azure-native:authorization:getClientConfig"
        return {"tenantId": "tenant", "subscriptionId": SUBSCRIPTION, "clientId": "client", "objectId": "object"}, []


_ANSWERS: dict[str, Callable[[], dict[str, Any]]] = {
    "random:index/randomPassword:RandomPassword": lambda: {"result": "generated-Passw0rd"},
    "random:index/randomString:RandomString": lambda: {"result": "abc123"},
    "random:index/randomId:RandomId": lambda: {"b64Std": "c2FsdHNhbHRzYWx0c2FsdA=="},
    "tls:index/privateKey:PrivateKey": lambda: {
        "privateKeyPem": "PRIVATE-KEY",
        "privateKeyOpenssh": "PRIVATE-KEY",
        "publicKeyOpenssh": "ssh-ed25519 AAAA",
    },
    "tls:index/selfSignedCert:SelfSignedCert": lambda: {"certPem": "CERTIFICATE"},
    "azure-native:managedidentity:UserAssignedIdentity": lambda: {"clientId": "client", "principalId": "principal"},
    "azure-native:compute:VirtualMachine": lambda: {"identity": {"principalId": "machine-principal"}},
}


class _Monitor(mocks.MockMonitor):
    """A monitor that keeps what the mocks of the SDK throw away: options, secrets and registered outputs."""

    def __init__(self, deployment: Deployment) -> None:
        super().__init__(_Azure())
        self._deployment = deployment

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> Any:  # noqa: N802
        inputs = rpc.deserialize_properties(request.object, keep_unknowns=True)
        self._deployment.resources[request.name] = Registered(
            type=request.type,
            name=request.name,
            parent=request.parent.rpartition("::")[2],
            inputs=_bare(inputs),
            secrets=frozenset(key for key, value in inputs.items() if _is_secret(value)),
            protect=request.protect,
            ignored=tuple(request.ignoreChanges),
            retained=request.retainOnDelete,
            deleted_with=request.deletedWith.rpartition("::")[2],
            dependencies=tuple(sorted({urn.rpartition("::")[2] for urn in request.dependencies})),
        )
        return super().RegisterResource(request)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> Any:  # noqa: N802
        outputs = rpc.deserialize_properties(request.outputs, keep_unknowns=True)
        name = request.urn.rpartition("::")[2]
        self._deployment.outputs[name] = _bare(outputs)
        self._deployment.secret_outputs[name] = frozenset(
            key for key, value in outputs.items() if rpc.is_rpc_secret(value)
        )
        return super().RegisterResourceOutputs(request)


def _bare(value: Any) -> Any:
    """Return a value without the marks of its secrets."""
    value = rpc.unwrap_rpc_secret(value)
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _is_secret(value: Any) -> bool:
    if rpc.is_rpc_secret(value):
        return True
    if isinstance(value, dict):
        return any(_is_secret(inner) for inner in value.values())
    return isinstance(value, list) and any(_is_secret(inner) for inner in value)


def deploy(
    program: Callable[[], object], *, preview: bool = False, config: Mapping[str, str] | None = None
) -> Deployment:
    """Run a program against the mocks until everything is registered, and return what that was."""
    deployment = Deployment()
    mocks.set_mocks(_Azure(), project="shop", stack="dev", preview=preview, monitor=_Monitor(deployment))
    pulumi.runtime.set_all_config(dict(config or {}))
    try:

        @pulumi.runtime.test
        def run() -> None:
            program()

        run()
    finally:
        pulumi.runtime.set_all_config({})
    return deployment
