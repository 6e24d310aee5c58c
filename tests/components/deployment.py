"""Deploying a program against Pulumi's mocks, and what it registered."""

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pulumi.runtime import mocks, rpc
from pulumi.runtime.proto import resource_pb2

ROOT = Path(__file__).resolve().parents[2]
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "99999999-8888-7777-6666-555555555555"


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

    def __init__(self, command_output: str = "") -> None:
        self.command_output = command_output

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        outputs = _bare(dict(args.inputs))
        for key in ("name", "vaultName", "vmName", "serverName", "privateZoneName", "virtualNetworkName", *_NAMED):
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
        outputs |= _computed(args, outputs)
        if args.typ == "azure-native:network:NetworkInterface":
            outputs["ipConfigurations"] = [
                {"privateIPAddress": "10.9.9.9", **configuration} for configuration in outputs["ipConfigurations"]
            ]
        return resource_id, outputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        if args.token == "azure-native:storage:listStorageAccountKeys":
            return {"keys": [{"keyName": name, "value": f"{name}-of-it"} for name in ("key1", "key2")]}, []
        if args.token == "azure-native:compute:getVirtualMachineRunCommandByVirtualMachine":
            assert args.args["expand"] == "instanceView"
            return {"instanceView": {"output": self.command_output, "exitCode": 0}}, []
        if args.token == "azuread:index/getServicePrincipal:getServicePrincipal":
            return {"objectId": f"principal-of-{args.args['clientId']}"}, []
        azuread = args.token == "azuread:index/getClientConfig:getClientConfig"
        assert azuread or args.token == "azure-native:authorization:getClientConfig"
        tenant = TENANT if azuread else "tenant"
        return {"tenantId": tenant, "subscriptionId": SUBSCRIPTION, "clientId": "client", "objectId": "object"}, []


def _computed(args: mocks.MockResourceArgs, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return what providers other than Azure's compute from inputs."""
    match args.typ.rpartition(":")[2]:
        case "Stash":
            return {"output": inputs["input"]}
        case "Application":
            return {"clientId": CLIENT, "objectId": f"{args.name}-object"}
        case "ServicePrincipal":
            return {"objectId": f"{args.name}-object"}
        case "PrivateKey" if inputs["algorithm"] == "RSA":
            return rsa_key()
        case "SelfSignedCert" if inputs["privateKeyPem"] != "PRIVATE-KEY":
            return certificate_of(inputs["privateKeyPem"], inputs["validityPeriodHours"])
        case _:
            return {}


@functools.cache
def rsa_key() -> dict[str, str]:
    """Return one real key in the forms in which the provider hands keys out."""
    key = rsa.generate_private_key(65537, 2048)
    forms = {
        "privateKeyPem": serialization.PrivateFormat.TraditionalOpenSSL,
        "privateKeyPemPkcs8": serialization.PrivateFormat.PKCS8,
    }
    return {
        name: key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
        for name, form in forms.items()
    }


def certificate_of(private_key: str, hours: float) -> dict[str, str]:
    """Return a real certificate of a key, with its end."""
    key = serialization.load_pem_private_key(private_key.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "it")])
    start = dt.datetime.now(dt.UTC).replace(microsecond=0)
    end = start + dt.timedelta(hours=hours)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.not_valid_before(start).not_valid_after(end).serial_number(x509.random_serial_number())
    pem = dated.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    return {"certPem": pem, "validityEndTime": end.isoformat()}


_NAMED = ("containerName", "accountName", "privateEndpointName")
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
    "azuread:index/applicationPassword:ApplicationPassword": lambda: {"value": "generated-by-entra-id"},
    "azure-native:managedidentity:UserAssignedIdentity": lambda: {"clientId": "client", "principalId": "principal"},
    "azure-native:compute:VirtualMachine": lambda: {"identity": {"principalId": "machine-principal"}},
}


class _Monitor(mocks.MockMonitor):
    """A monitor that keeps what the mocks of the SDK throw away: options, secrets and registered outputs."""

    def __init__(self, deployment: Deployment, azure: _Azure) -> None:
        super().__init__(azure)
        self._deployment = deployment

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> Any:  # noqa: N802
        inputs = rpc.deserialize_properties(request.object, keep_unknowns=True)
        assert request.name not in self._deployment.resources, f"two resources are called {request.name}"
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
    program: Callable[[], object],
    *,
    preview: bool = False,
    config: Mapping[str, str] | None = None,
    command_output: str = "",
) -> Deployment:
    """Run a program against the mocks until everything is registered, and return what that was.

    Args:
        program: what registers resources.
        preview: whether it is a preview.
        config: the configuration of the stack.
        command_output: what Run Commands have put out.
    """
    deployment = Deployment()
    azure = _Azure(command_output)
    mocks.set_mocks(azure, project="shop", stack="dev", preview=preview, monitor=_Monitor(deployment, azure))
    pulumi.runtime.set_all_config(dict(config or {}))
    try:

        @pulumi.runtime.test
        def run() -> None:
            program()

        run()
    finally:
        pulumi.runtime.set_all_config({})
    return deployment
