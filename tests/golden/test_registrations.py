"""Everything that each component registers, held against recorded files: a change of any input is a change of a file.

Record them anew with ``pytest tests/golden --force-regen``, and read the difference.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from deployment import Deployment, Registered, deploy
from full_arguments import FULL, SUBNETS, TENANT
from pytest_regressions.data_regression import DataRegressionFixture
from test_contract import COMPONENTS

RECORDED = Path(__file__).with_suffix("")
LEAST: dict[tuple[str, str], dict[str, Any]] = {
    ("BackupNetwork", "least"): {"resourceGroupName": "rg"},
    ("BackupServer", "least"): {"resourceGroupName": "rg", "subnetId": f"{SUBNETS}/servers"},
    ("EntraApplication", "least"): {"tenantId": TENANT, "keyVault": {"name": "kv-backup", "resourceGroupName": "rg"}},
    ("EntraIdRepository", "least"): {
        "resourceGroupName": "rg",
        "subnetId": f"{SUBNETS}/repository",
        "backupServerAddress": "10.70.0.5",
    },
    ("TenantProtection", "least"): {
        "azureTenantId": TENANT,
        "applicationId": TENANT,
        "applicationSecret": "app secret",
        "cacheRepositoryId": TENANT,
    },
    ("LogStorage", "least"): {"resourceGroupName": "rg", "subnetId": f"{SUBNETS}/servers"},
}
CASES = FULL | LEAST
# What differs from run to run: keys that are really made, what is signed with them, and when.
PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----\n?", re.DOTALL)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
ENCODED = re.compile(r"[A-Za-z0-9+/]{300,}={0,2}")
LONGEST_TEXT = 300

# Inputs that are read before they are recorded: a program that travels as base64, and a moment in seconds.
READ: dict[str, Callable[[Any], str]] = {
    "customData": lambda program: base64.b64decode(program).decode(),
    "expires": lambda _seconds: "<moment>",
}


def file_of(case: tuple[str, str]) -> Path:
    return RECORDED / f"{'-'.join(part.replace(' ', '-') for part in case if part)}.yml"


@pytest.mark.parametrize("case", CASES, ids=lambda case: file_of(case).stem)
def test_a_component_registers_what_is_recorded(case: tuple[str, str], data_regression: DataRegressionFixture) -> None:
    deployment = deploy(lambda: COMPONENTS[case[0]]("it", CASES[case]))
    data_regression.check(described(deployment), fullpath=file_of(case))


def test_nothing_is_recorded_that_nobody_registers() -> None:
    assert sorted(RECORDED.glob("*")) == sorted(file_of(case) for case in CASES)


def described(deployment: Deployment) -> dict[str, Any]:
    return {
        # All but the stack, which the SDK registers with whatever a process deploys first.
        "resources": {name: entry(each) for name, each in deployment.resources.items() if each.parent},
        "outputs": sorted(deployment.outputs["it"]),
        "secret outputs": sorted(deployment.secret_outputs["it"]),
    }


def entry(resource: Registered) -> dict[str, Any]:
    """Return what is worth recording of a resource, without what is as usual."""
    found = {
        "type": resource.type,
        "parent": resource.parent,
        "inputs": steady(resource.inputs),
        "secrets": sorted(resource.secrets),
        "protected": resource.protect,
        "ignored": list(resource.ignored),
        "retained": resource.retained,
        "deleted with": resource.deleted_with,
        "after": list(resource.dependencies),
    }
    return {key: value for key, value in found.items() if value}


def steady(value: Any) -> Any:
    """Return a value as it is in every run; of a program, which is tested elsewhere, whether it has changed."""
    if isinstance(value, dict):
        return {key: steady(READ.get(key, lambda same: same)(inner)) for key, inner in sorted(value.items())}
    if isinstance(value, list):
        return [steady(inner) for inner in value]
    if not isinstance(value, str):
        return value
    text = ENCODED.sub("<base64>", MOMENT.sub("<moment>", PEM.sub(r"<\1>", value)))
    if len(text) <= LONGEST_TEXT:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{text.splitlines()[0][:60]}… {len(text)} characters, SHA-256 {digest}…"
