"""The PostgreSQL provider that is built here takes exactly what the published Python SDK sends."""

import inspect
import json
import re
import subprocess
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pulumi
import pulumi_postgresql
import pytest
from clone import ROOT
from pulumi._types import input_type_py_to_pulumi_names, input_type_types

from veeam_entraid_engine._pins import POSTGRESQL_PROVIDER

pytestmark = pytest.mark.engine

BIN: Final = ROOT / ".engine" / "bin"
PROVIDER: Final = "pulumi:providers:postgresql"

# How the generated classes write down a secret, and a default that comes from the environment.
SECRET: Final = re.compile(r"pulumi\.Output\.secret\((\w+)\)")
DEFAULT: Final = re.compile(r"(\w+) = \(?_utilities\.get_env\w*\('(\w+)'\)(?: or (\w+)\))?")


@dataclass(frozen=True)
class Property:
    """An input, as far as a program and a provider have to agree on it."""

    type: str
    is_required: bool
    is_secret: bool
    default: tuple[str, ...]


def schema_word(hint: Any) -> str:
    """The schema's word for a type of the SDK."""
    origin = typing.get_origin(hint)
    if origin is not None:
        return {Sequence: "array", Mapping: "object"}[origin]
    return {str: "string", bool: "boolean", int: "integer", float: "number"}.get(hint, "object")


def sdk_properties(resource: type[pulumi.Resource]) -> dict[str, Property]:
    arguments: Any = getattr(pulumi_postgresql, f"{resource.__name__}Args")
    parameters = inspect.signature(arguments.__init__).parameters
    source = inspect.getsource(resource)
    secrets = set(SECRET.findall(source))
    defaults = {name: tuple(filter(None, default)) for name, *default in DEFAULT.findall(source)}
    types = input_type_types(arguments)
    return {
        name: Property(
            type=schema_word(types[name]),
            is_required=parameters[python_name].default is inspect.Parameter.empty,
            is_secret=python_name in secrets,
            default=defaults.get(python_name, ()),
        )
        for python_name, name in input_type_py_to_pulumi_names(arguments).items()
    }


def provider_properties(resource: dict[str, Any]) -> dict[str, Property]:
    def default(raw: dict[str, Any]) -> tuple[str, ...]:
        values = [*raw.get("defaultInfo", {}).get("environment", []), raw.get("default")]
        return tuple(str(value) for value in values if value is not None)

    return {
        name: Property(
            type=raw.get("type", "object"),
            is_required=name in resource.get("requiredInputs", []),
            is_secret=raw.get("secret", False),
            default=default(raw),
        )
        for name, raw in resource["inputProperties"].items()
    }


def sdk() -> dict[str, type[pulumi.Resource]]:
    classes = [value for value in vars(pulumi_postgresql).values() if inspect.isclass(value)]
    resources: list[Any] = [value for value in classes if issubclass(value, pulumi.Resource)]
    return {resource.pulumi_type: resource for resource in resources}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("provider")
    command = [BIN / "pulumi", "package", "get-schema", BIN / "pulumi-resource-postgresql"]
    environment = {"PULUMI_HOME": str(folder), "PULUMI_SKIP_UPDATE_CHECK": "true", "HOME": str(folder)}
    answer = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=True)
    return json.loads(answer.stdout)


def test_the_versions_are_one(schema: dict[str, Any]) -> None:
    assert {schema["version"], version("pulumi-postgresql"), POSTGRESQL_PROVIDER} == {POSTGRESQL_PROVIDER}


def test_every_resource_of_the_sdk_is_there(schema: dict[str, Any]) -> None:
    assert set(schema["resources"]) | {PROVIDER} == set(sdk())


@pytest.mark.parametrize("token", sorted(sdk()))
def test_every_input_is_named_typed_and_kept_as_the_sdk_says(schema: dict[str, Any], token: str) -> None:
    resource = schema["provider"] if token == PROVIDER else schema["resources"][token]
    assert provider_properties(resource) == sdk_properties(sdk()[token])


def test_the_renamed_resource_is_found_by_its_old_name(schema: dict[str, Any]) -> None:
    renamed = schema["resources"]["postgresql:index/defaultPrivileges:DefaultPrivileges"]
    assert renamed["aliases"] == [{"type": "postgresql:index/defaultPrivileg:DefaultPrivileg"}]


def test_every_function_of_the_sdk_is_there(schema: dict[str, Any]) -> None:
    names = {name for name in vars(pulumi_postgresql) if name.startswith("get_") and not name.endswith("_output")}
    camel = {re.sub(r"_(\w)", lambda letter: letter.group(1).upper(), name) for name in names}
    tokens = {token.rsplit(":", 1)[1] for token in schema["functions"] if token.startswith("postgresql:")}
    assert tokens == camel
