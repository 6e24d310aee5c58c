"""The provider's classes: what they register is what the schema says, and what is wrong is told before anything is."""

import ast
import dataclasses
import importlib.util
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi
import pytest
from deployment import ROOT, deploy
from pulumi.runtime import mocks

from veeam_entraid import InvalidArgumentsError
from veeam_entraid.veeam import Provider, entraid, infrastructure, inputs, outputs
from veeam_entraid.veeam._shape import shape
from veeam_entraid_protocol.provider import CheckRequest
from veeam_provider.plugin import VeeamProvider

CLASSES = ROOT / "components" / "veeam_entraid" / "veeam"
GENERATED = ("_provider.py", "entraid.py", "infrastructure.py", "inputs.py", "outputs.py", "words.py", "shape.json")
SCHEMA = json.loads((ROOT / "provider" / "schema.json").read_text())
RESOURCES: dict[str, Any] = SCHEMA["resources"]
GUID = "00000000-1111-2222-3333-444444444444"


def python_name(name: str) -> str:
    return shape().snake.get(name, name)


def class_of(token: str) -> Callable[..., Any]:
    module = {"entraid": entraid, "infrastructure": infrastructure}[token.split(":")[1]]
    return getattr(module, token.rpartition(":")[2])


def words(schema: dict[str, Any]) -> list[str]:
    (reference,) = (each["$ref"] for each in schema["oneOf"] if "$ref" in each)
    return [each["value"] for each in SCHEMA["types"][reference.removeprefix("#/types/")]["enum"]]


def value_of(schema: dict[str, Any], translate: Callable[[str], str], name: str = "") -> Any:
    """Return a value with everything in it that a property may have, with its keys translated."""
    if "default" in schema:
        return schema["default"]
    if "oneOf" in schema:
        return words(schema)[-1 if name == "regionType" else 0]
    if "$ref" in schema:
        named = SCHEMA["types"].get(schema["$ref"].removeprefix("#/types/"), {"properties": {}})
        return {translate(key): value_of(each, translate, key) for key, each in named["properties"].items()}
    if schema["type"] == "array":
        return [value_of(schema["items"], translate)]
    return {"integer": 7, "number": 7, "boolean": True, "string": GUID}[schema["type"]]


def full_arguments(token: str) -> dict[str, Any]:
    properties = RESOURCES[token]["inputProperties"]
    return {python_name(name): value_of(each, python_name, name) for name, each in properties.items()}


def sent(token: str) -> dict[str, Any]:
    return {name: value_of(each, lambda key: key, name) for name, each in RESOURCES[token]["inputProperties"].items()}


WRAPPINGS: dict[str, Callable[[Any], Any]] = {
    "plain": lambda value: value,
    "output": pulumi.Output.from_input,
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("token", RESOURCES)
def test_a_class_registers_what_the_schema_says(token: str, wrapping: str) -> None:
    def program() -> None:
        wrap = WRAPPINGS[wrapping]
        class_of(token)("it", **{name: wrap(value) for name, value in full_arguments(token).items()})

    registered = deploy(program)["it"]
    assert registered.type == token
    assert registered.inputs == sent(token)
    secret = {name for name, each in RESOURCES[token]["inputProperties"].items() if each.get("secret")}
    assert registered.secrets >= secret


@pytest.mark.parametrize("token", RESOURCES)
def test_only_what_is_required_has_to_be_given(token: str) -> None:
    signature = inspect.signature(class_of(token))
    required = {name for name, each in signature.parameters.items() if each.default is inspect.Parameter.empty}
    assert required - {"resource_name"} == {python_name(name) for name in RESOURCES[token]["requiredInputs"]}
    arguments = full_arguments(token)
    needed = {name: arguments[name] for name in required - {"resource_name"}}
    registered = deploy(lambda: class_of(token)("it", **needed))["it"]
    assert {python_name(name) for name in registered.inputs} == {*needed}


@pytest.mark.parametrize("token", RESOURCES)
def test_an_output_has_pythons_names_and_whole_numbers(token: str) -> None:
    seen: dict[str, Any] = {}

    def program() -> None:
        made = class_of(token)("it", **full_arguments(token))
        for name in full_arguments(token):
            getattr(made, name).apply(lambda value, name=name: seen.update({name: value}))

    deploy(program)
    assert seen == full_arguments(token)
    assert "7.0" not in str(seen)


def wrong_arguments(token: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the path in Python of each property at the top and one level below, and arguments that are wrong there."""
    full = full_arguments(token)
    for name, schema in RESOURCES[token]["inputProperties"].items():
        key = python_name(name)
        yield key, {**full, key: object()}
        if "$ref" in schema:
            for inner in SCHEMA["types"][schema["$ref"].removeprefix("#/types/")]["properties"]:
                yield f"{key}.{python_name(inner)}", {**full, key: {**full[key], python_name(inner): object()}}
        if schema.get("type") == "array":
            yield f"{key}[0]", {**full, key: [object()]}
    for name in RESOURCES[token]["requiredInputs"]:
        yield python_name(name), {**full, python_name(name): None}


@pytest.mark.parametrize("token", RESOURCES)
def test_what_is_wrong_is_told_before_anything_is_registered(token: str) -> None:
    for path, arguments in wrong_arguments(token):
        with pytest.raises(InvalidArgumentsError) as refusal:
            class_of(token)("it", **arguments)
        assert [each.path for each in refusal.value.problems if not each.limit] == [path]


def in_the_api(value: Any) -> Any:
    """Return arguments, or a path, with the API's names."""
    if isinstance(value, dict):
        return {in_the_api(name): in_the_api(each) for name, each in value.items() if each is not None}
    return re.sub(r"\w+", lambda name: shape().camel.get(name[0], name[0]), value) if isinstance(value, str) else value


@pytest.mark.parametrize("token", RESOURCES)
def test_the_provider_refuses_what_the_classes_refuse(token: str) -> None:
    """With an unknown configuration the engine does not ask it: then the classes say what it would say later."""
    for path, arguments in wrong_arguments(token):
        request = CheckRequest(
            urn=f"::::{token}::it", type=token, name="it", inputs=in_the_api(arguments), old_inputs={}
        )
        assert in_the_api(path) in {each.property for each in VeeamProvider({}).check(request).failures}, path


def test_every_problem_is_told_at_once_with_the_limits_and_without_values() -> None:
    arguments: dict[str, Any] = {
        "azure_tenant_id": GUID,
        "cache_repository_id": GUID,
        "application_id": 5,
        "application_secret": 123456789,
        "protection_scope": ["Users", "group"],
        "region": "China",
        "certificate": {"data": "hunter2", "formatt": "Pfx"},
    }
    with pytest.raises(InvalidArgumentsError) as refusal:
        entraid.Tenant("main", **arguments)
    said = str(refusal.value)
    assert said.startswith('6 problems with the arguments; nothing has been changed.\nTenant "main":\n')
    assert "application_id: has to be a text" in said
    assert "protection_scope[1]: has to be one of Users, Groups" in said
    assert "Write Groups" in said
    assert "certificate.format: is missing" in said
    assert "certificate.formatt: is not known. Write format" in said
    assert "[supported-region]" in said
    assert "hunter2" not in said
    assert "123456789" not in said


def test_a_broken_limit_is_told_where_the_engine_asks_no_provider() -> None:
    with pytest.raises(InvalidArgumentsError, match=r"\[default-proxy-enabled\]"):
        infrastructure.DefaultProxy("proxy", enabled=False)


def test_what_only_the_update_knows_may_be_right() -> None:
    registered = deploy(lambda: infrastructure.DefaultProxy("it", enabled=pulumi.Output.from_input(False)))["it"]
    assert registered.inputs == {"enabled": False}


def test_names_of_the_api_are_taken_in_nested_arguments() -> None:
    """As a configuration has them, that a program hands on as it is."""
    retention: Any = {"type": "Days", "quantity": 30}
    schedule: Any = {"runAutomatically": True, "daily": {"isEnabled": True, "localTime": "21:30"}}
    job = deploy(
        lambda: entraid.TenantBackupJob("it", tenant_id=GUID, name="job", retention=retention, schedule=schedule)
    )["it"]
    assert job.inputs["schedule"] == schedule


def test_an_object_that_is_there_is_read_and_not_made() -> None:
    seen: list[Any] = []

    def program() -> None:
        found = entraid.Tenant.get("it", GUID)
        assert isinstance(found, entraid.Tenant)
        pulumi.Output.all(found.id, found.description).apply(seen.append)

    assert "it" not in deploy(program).resources
    assert seen == [[GUID, None]]


def test_a_provider_keeps_its_password() -> None:
    registered = deploy(
        lambda: Provider("it", endpoint="https://vbr", username="rest", password="hunter2", ready_timeout="1h")
    )["it"]
    assert registered.type == "pulumi:providers:veeam"
    assert registered.inputs == {
        "endpoint": "https://vbr",
        "username": "rest",
        "password": "hunter2",
        "readyTimeout": "1h",
    }
    assert registered.secrets == {"password"}
    with pytest.raises(InvalidArgumentsError, match="username: has to be a text"):
        Provider("it", username=5)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("module", [entraid, infrastructure])
def test_every_argument_and_output_is_described(module: ModuleType) -> None:
    for name in module.__all__:
        made: Any = getattr(module, name)
        if dataclasses.is_dataclass(made):
            continue  # What a function answers says it beside each field.
        described = inspect.getdoc(made) or ""
        for argument in {*inspect.signature(made).parameters} - {"resource_name", "opts"}:
            assert f"\n    {argument}: " in described, f"{name}.{argument}"
        if inspect.isfunction(made):
            continue
        properties = {key: each for key, each in vars(made).items() if isinstance(each, property)}
        assert {*properties} == {python_name(key) for key in RESOURCES[made.pulumi_type]["properties"]}
        assert all(each.__doc__ for each in properties.values()), name


@pytest.mark.parametrize("module", [inputs, outputs, entraid, infrastructure])
def test_every_nested_property_is_described(module: ModuleType) -> None:
    """Those of nested objects, and what functions answer."""
    resources = {token.rpartition(":")[2] for token in RESOURCES}
    classes = [each for each in ast.parse(inspect.getsource(module)).body if isinstance(each, ast.ClassDef)]
    found = [each for each in classes if each.name not in resources]
    assert [each.name for each in found if not ast.get_docstring(each)] == []
    for each in found:
        annotated = [index for index, node in enumerate(each.body) if isinstance(node, ast.AnnAssign)]
        assert annotated
        assert all(isinstance(each.body[index + 1], ast.Expr) for index in annotated), each.name


def generated(folder: Path, *arguments: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "classes", folder, *arguments], check=True, env=os.environ)


def test_the_committed_classes_are_the_schemas(tmp_path: Path) -> None:
    generated(tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(GENERATED)
    for name in GENERATED:
        assert (CLASSES / name).read_text() == (tmp_path / name).read_text(), f"{name}: run `make docs`"


class _Functions(mocks.Mocks):
    """A provider with a function that tells what it was asked."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        raise AssertionError(args.typ)

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        assert args.token == "veeam:lamps:getLamp"
        return {"brightness": 3.0, "lastSuccessfulTime": args.args["azureTenantId"], "somethingNew": True}, []


def test_a_function_of_the_schema_is_one_of_python(tmp_path: Path) -> None:
    """Plain, and for arguments that other resources have as outputs."""
    text = {"type": "string", "description": "A text."}
    function = {
        "description": "A lamp.",
        "inputs": {"properties": {"azureTenantId": text, "hostName": text}, "required": ["azureTenantId"]},
        "outputs": {
            "properties": {"lastSuccessfulTime": text, "brightness": {"type": "integer", "description": "How bright."}},
            "required": ["brightness"],
        },
    }
    (tmp_path / "schema.json").write_text(json.dumps({**SCHEMA, "functions": {"veeam:lamps:getLamp": function}}))
    generated(tmp_path, tmp_path / "schema.json")
    spec = importlib.util.spec_from_file_location("lamps", tmp_path / "lamps.py")
    assert spec
    assert spec.loader
    lamps = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lamps)
    assert lamps.__all__ == ["GetLampResult", "get_lamp", "get_lamp_output"]
    assert "azure_tenant_id: A text." in lamps.get_lamp.__doc__
    assert "resource_name" not in lamps.get_lamp.__doc__
    mocks.set_mocks(_Functions())
    seen: list[Any] = []

    @pulumi.runtime.test
    def run() -> Any:
        seen.append(lamps.get_lamp(azure_tenant_id="one"))
        return lamps.get_lamp_output(azure_tenant_id=pulumi.Output.from_input("two")).apply(seen.append)

    run()
    assert seen == [
        lamps.GetLampResult(brightness=3, last_successful_time="one"),
        lamps.GetLampResult(brightness=3, last_successful_time="two"),
    ]
    assert repr(seen[0].brightness) == "3"
