"""Each input, once as a plain value, once as an output, once as a secret: it is kept, or refused by its name."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from deployment import deploy
from full_arguments import FULL, NEVER_SHOWN

from veeam_entraid import (
    BackupNetwork,
    BackupServer,
    EntraApplication,
    EntraIdRepository,
    InvalidArgumentsError,
    LogStorage,
    TenantProtection,
)
from veeam_entraid.plugin import schema

COMPONENTS: dict[str, Callable[[str, Any], pulumi.ComponentResource]] = {
    "BackupNetwork": BackupNetwork,
    "BackupServer": BackupServer,
    "EntraApplication": EntraApplication,
    "EntraIdRepository": EntraIdRepository,
    "LogStorage": LogStorage,
    "TenantProtection": TenantProtection,
}
WRAPPINGS: dict[str, Callable[[Any], Any]] = {
    "plain": lambda value: value,
    "output": pulumi.Output.from_input,
    "secret": pulumi.Output.secret,
}

# A secret is an output with a mark: what takes the one takes the other.
EACH_WRAPPING = ["plain", "secret", pytest.param("output", marks=pytest.mark.extended)]


def leaves(block: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the path of everything in nested blocks that is none."""
    for name, value in block.items():
        if isinstance(value, dict):
            yield from ((name, *path) for path in leaves(value))
        else:
            yield (name,)


CASES = [(component, hosting, name) for (component, hosting), arguments in FULL.items() for name in arguments]


def test_the_arguments_are_every_input_of_the_schema() -> None:
    for token, resource in json.loads(schema())["resources"].items():
        component = token.rpartition(":")[2]
        given = {name for (of, _), arguments in FULL.items() if of == component for name in arguments}
        assert given == set(resource["inputProperties"])


@pytest.mark.parametrize("wrapping", EACH_WRAPPING)
@pytest.mark.parametrize(("component", "hosting", "name"), CASES)
def test_an_input_is_kept_or_refused_by_its_name(component: str, hosting: str, name: str, wrapping: str) -> None:
    arguments = dict(FULL[component, hosting])
    refusals: list[InvalidArgumentsError] = []

    def program() -> None:
        wrapped = arguments | {name: WRAPPINGS[wrapping](arguments[name])}
        try:
            COMPONENTS[component]("it", wrapped)
        except InvalidArgumentsError as refusal:
            refusals.append(refusal)

    deployment = deploy(program)
    if refusals:
        assert wrapping != "plain", refusals
        assert name in {problem.path for problem in refusals[0].problems}
        assert "it" not in deployment.resources
        return
    hidden = NEVER_SHOWN.get(name, {})
    shown = True if "" in hidden else _shown(arguments[name], hidden)
    assert _plain(deployment["it"].inputs[hidden.get("", name)]) == _plain(shown)


def _shown(value: Any, secrets: dict[str, str]) -> Any:
    """Return what a policy sees of an input: of a secret in it, that it is given."""
    if not isinstance(value, dict):
        return value
    return {secrets.get(key, key): True if key in secrets else _shown(inner, secrets) for key, inner in value.items()}


BLOCKS = {
    "authConfig": ":AuthConfigArgs",
    "backup": ":InstanceBackupArgs",
    "certificate": ":ApplicationCertificateArgs",
    "configurationBackup": ":ConfigurationBackupArgs",
    "logs": ":LogProtectionArgs",
    "bastion": ":BastionArgs",
    "credential": ":CredentialArgs",
    "defaultProxy": ":DefaultProxyArgs",
    "flowLogs": ":FlowLogsArgs",
    "image": ":ServerImageArgs",
    "installation": ":Installation",
    "keyVault": ":KeyVaultArgs",
    "linuxBackupServer": ":LinuxBackupServerArgs",
    "maintenance": ":MaintenanceArgs",
    "workload": ":ServerWorkloadArgs",
    "flexibleServer": ":FlexibleServer",
    "hardening": ":HardeningArgs",
    "monitoring": ":MonitoringArgs",
    "security": ":MachineSecurityArgs",
    "vpn": ":VpnArgs",
}
# What is handed on to the backup server as it is has properties of its own; so has a tenant's block of that name.
HANDED_ON = {"logs", "configurationBackup"}
NESTED = [
    (case, (name, *path))
    for case in FULL
    for name in BLOCKS
    if (case[0], name) != ("TenantProtection", "backup")
    for path in leaves(FULL[case].get(name, {}))
]


def _names(block: Any) -> set[str]:
    """Return the names of blocks that are nested in a block, which are no leaves."""
    return {name for name, value in block.items() if isinstance(value, dict)} if isinstance(block, dict) else set()


@pytest.mark.parametrize(("block", "types"), BLOCKS.items())
def test_the_nested_arguments_are_every_property_of_the_schema(block: str, types: str) -> None:
    described = json.loads(schema())["types"]
    wanted = {name for token, type_ in described.items() if types in token for name in type_["properties"]}
    labels = {"team", "siem", "readers"}
    given = {name for _, (of, *path) in NESTED if of == block for name in path} - labels
    if block in HANDED_ON:
        given |= {name for arguments in FULL.values() for name in _names(arguments.get(block))}
    # The types of a block may not all begin alike: the rest of an installation's is its database's.
    assert wanted <= given
    assert given == wanted or block in {"installation", *HANDED_ON}


@pytest.mark.parametrize("wrapping", EACH_WRAPPING)
@pytest.mark.parametrize(("case", "path"), NESTED, ids=".".join)
def test_a_nested_input_is_kept_or_refused_by_its_path(
    case: tuple[str, str], path: tuple[str, ...], wrapping: str
) -> None:
    arguments = copy.deepcopy(FULL[case])
    *above, name = path
    block = arguments
    for step in above:
        block = block[step]
    block[name] = WRAPPINGS[wrapping](block[name])
    refusals: list[InvalidArgumentsError] = []

    def program() -> None:
        try:
            COMPONENTS[case[0]]("it", arguments)
        except InvalidArgumentsError as refusal:
            refusals.append(refusal)

    deployment = deploy(program)
    if refusals:
        assert wrapping != "plain", refusals
        assert ".".join(path) in {problem.path for problem in refusals[0].problems}
        assert "it" not in deployment.resources
        return
    shown = _shown(FULL[case][path[0]], NEVER_SHOWN.get(path[0], {}))
    assert _plain(deployment["it"].inputs[path[0]]) == _plain(shown)


def _plain(value: Any) -> Any:
    """Return a value in one spelling: the engine has one type of number, and a zone is a text in Azure."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value
