"""The package's schema: what the provider serves is committed, valid, and what Check takes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from schemas import ROOT

from veeam_entraid_protocol import Secret, Value
from veeam_entraid_protocol.provider import CheckRequest
from veeam_provider.plugin import DECLARATIONS, VERSION, VeeamProvider
from veeam_provider.schema import (
    BOOLEAN,
    INTEGER,
    TEXT,
    FunctionDeclaration,
    ListType,
    ObjectType,
    Package,
    Property,
    ResourceDeclaration,
    Type,
    WordType,
    package_schema,
)

SCHEMA = json.loads(VeeamProvider({}).schema())
GUID = "00000000-1111-2222-3333-444444444444"
# No property admits it: it is no text, no number, neither true nor false, no list, and no object of anybody's.
WRONG: dict[str, Value] = {"string": 5.0, "integer": "five", "number": "five", "boolean": "maybe", "array": "one"}


def schema_of(*resources: ResourceDeclaration, functions: tuple[FunctionDeclaration, ...] = ()) -> dict[str, Any]:
    return json.loads(
        package_schema(
            Package(
                name="veeam",
                version="1.2.3",
                configuration=ObjectType("Configuration", {}),
                environment={},
                resources=resources,
                functions=functions,
            )
        )
    )


def value_of(schema: dict[str, Any]) -> Value:
    """Return a value that a schema admits, with everything in it."""
    if "oneOf" in schema:
        return enumeration(schema)[0]
    if "$ref" in schema:
        named = SCHEMA["types"].get(schema["$ref"].removeprefix("#/types/"))
        return {name: value_of(each) for name, each in named["properties"].items()} if named else "anything"
    match schema["type"]:
        case "array":
            return [value_of(schema["items"])]
        case "integer" | "number":
            return 1.0
        case "boolean":
            return True
        case _:
            return GUID


def enumeration(schema: dict[str, Any]) -> list[str]:
    (reference,) = (each["$ref"] for each in schema["oneOf"] if "$ref" in each)
    return [each["value"] for each in SCHEMA["types"][reference.removeprefix("#/types/")]["enum"]]


def wrong_values(schema: dict[str, Any], value: Value, path: str) -> Iterator[tuple[str, Value]]:
    """Yield the paths within a property, and its value with something wrong at just that path."""
    if "oneOf" in schema:
        yield path, "neverHeardOf"
    elif "$ref" in schema:
        named = SCHEMA["types"].get(schema["$ref"].removeprefix("#/types/"))
        if named:
            given = cast("dict[str, Value]", value)
            yield path, 5.0
            yield f"{path}.neverHeardOf", {**given, "neverHeardOf": True}
            for name in named["required"]:
                yield f"{path}.{name}", {each: given[each] for each in given if each != name}
            for name, each in named["properties"].items():
                for where, wrong in wrong_values(each, given[name], f"{path}.{name}"):
                    yield where, {**given, name: wrong}
    else:
        yield path, WRONG[schema["type"]]
        if schema["type"] == "array":
            for where, wrong in wrong_values(schema["items"], value_of(schema["items"]), f"{path}[0]"):
                yield where, [wrong]


def problems(token: str, inputs: dict[str, Value]) -> set[str]:
    urn = f"urn:pulumi:local::test::{token}::main"
    checked = VeeamProvider({}).check(CheckRequest(urn=urn, type=token, name="main", inputs=inputs, old_inputs={}))
    return {failure.property for failure in checked.failures}


def combined_wrongly(token: str, inputs: dict[str, Value]) -> set[str]:
    """Return what is of the right type, and wrong for its company: a schema cannot say that."""
    return {failure.property for kind in DECLARATIONS if kind.token == token for failure in kind.problems(inputs)}


def test_the_committed_schema_is_the_providers() -> None:
    printed = subprocess.run([sys.executable, "-m", "veeam_provider", "schema"], capture_output=True, check=True)
    assert (ROOT / "provider" / "schema.json").read_bytes() == printed.stdout, "run `make docs`"


def test_the_schema_has_the_providers_version() -> None:
    assert (SCHEMA["name"], SCHEMA["version"]) == ("veeam", VERSION)


@pytest.mark.engine
def test_pulumi_takes_the_schema(tmp_path: Path) -> None:
    """The CLI checks it against the schema of schemas, and binds every reference and default in it."""

    def checked(document: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        (tmp_path / "schema.json").write_text(json.dumps(document))
        command = [ROOT / ".engine" / "bin" / "pulumi", "schema", "check", tmp_path / "schema.json"]
        environment = {"PULUMI_HOME": str(tmp_path), "PULUMI_SKIP_UPDATE_CHECK": "true", "PATH": "/usr/bin:/bin"}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    right = checked(SCHEMA)
    assert (right.returncode, right.stdout + right.stderr) == (0, "")
    broken = json.loads(json.dumps(SCHEMA))
    del broken["types"]["veeam:index:BackupSchedule"]
    assert "veeam:index:BackupSchedule" in checked(broken).stderr


@pytest.mark.parametrize("token", SCHEMA["resources"])
def test_check_takes_what_the_schema_admits_and_nothing_else(token: str) -> None:
    resource = SCHEMA["resources"][token]
    for name, schema in resource["inputProperties"].items():
        right = value_of(schema)
        found = {path for path in problems(token, {name: right}) if path.partition(".")[0] == name}
        assert found <= combined_wrongly(token, {name: right}), name
        tried = [*wrong_values(schema, right, name)]
        assert tried or schema.get("$ref") == "pulumi.json#/Any"
        for path, wrong in tried:
            assert path in problems(token, {name: wrong}), path
    assert {*resource["requiredInputs"]} <= problems(token, {})
    assert "neverHeardOf" in problems(token, {"neverHeardOf": 5.0})


@pytest.mark.parametrize("token", SCHEMA["resources"])
def test_a_word_of_an_enumeration_is_one_of_checks(token: str) -> None:
    for name, schema in SCHEMA["resources"][token]["inputProperties"].items():
        for word in enumeration(schema) if "oneOf" in schema else ():
            assert name not in problems(token, {name: word}), word


def described(where: str, properties: dict[str, Any]) -> Iterator[str]:
    return (f"{where}.{name}" for name, each in properties.items() if not each["description"].endswith((".", ":")))


def test_everything_is_described() -> None:
    missing = [token for part in ("types", "resources") for token, each in SCHEMA[part].items() if "enum" not in each]
    missing = [token for token in missing if not (SCHEMA["types"] | SCHEMA["resources"])[token]["description"]]
    for token, each in (SCHEMA["types"] | SCHEMA["resources"]).items():
        missing += described(token, each.get("properties", {}) | each.get("inputProperties", {}))
    missing += described("config", SCHEMA["config"]["variables"])
    assert missing == []


def test_secrets_are_marked_at_every_depth() -> None:
    places = {**SCHEMA["types"], **SCHEMA["resources"], "provider": SCHEMA["provider"]}
    secret = {
        f"{where.rpartition(':')[2]}.{name}"
        for where, each in places.items()
        for name, schema in (each.get("properties") or {}).items()
        if schema.get("secret")
    }
    assert secret >= {
        "provider.password",
        "Tenant.applicationSecret",
        "Tenant.certificate",
        "ApplicationCertificate.data",
        "ApplicationCertificate.password",
        "EncryptionPassword.password",
        "License.license",
        "EmailSettings.clientSecret",
    }


def test_check_marks_a_secret_in_a_block() -> None:
    token = "veeam:infrastructure:Notifications"
    given: dict[str, Value] = {"emailSettings": {"notificationsEnabled": True, "clientSecret": "hunter2"}}
    request = CheckRequest(urn=f"urn:pulumi:a::b::{token}::main", type=token, name="main", inputs=given, old_inputs={})
    checked = VeeamProvider({}).check(request)
    assert checked.inputs["emailSettings"] == {"notificationsEnabled": True, "clientSecret": Secret("hunter2")}


def test_what_replaces_an_object_is_said() -> None:
    tenant = SCHEMA["resources"]["veeam:entraid:Tenant"]["inputProperties"]
    assert [name for name, each in tenant.items() if each.get("willReplaceOnChanges")] == ["azureTenantId", "region"]


def test_the_configuration_names_its_variables() -> None:
    for properties in (SCHEMA["provider"]["inputProperties"], SCHEMA["config"]["variables"]):
        assert properties["password"]["defaultInfo"] == {"environment": ["VEEAM_PASSWORD"]}
        assert properties["password"]["secret"]
    assert SCHEMA["provider"]["requiredInputs"] == []


def kind(token: str, form: ObjectType) -> ResourceDeclaration:
    return ResourceDeclaration(token=token, description="A thing.", natural_key="the name", form=form, outputs={})


def nested(name: str, type_: Type) -> Property:
    return Property(type=ObjectType(name, {"value": Property(type=type_)}))


def test_types_of_one_name_are_told_apart_by_where_they_stand() -> None:
    """Always in the same way, and what admits the same has one name wherever it stands."""
    one = kind("veeam:a:One", ObjectType("One", {"x": nested("Settings", TEXT), "y": nested("Settings", INTEGER)}))
    two = kind("veeam:a:Two", ObjectType("Two", {"x": nested("Settings", BOOLEAN), "y": nested("Settings", TEXT)}))
    schema = schema_of(one, two)
    assert {token.rpartition(":")[2] for token in schema["types"]} == {"Settings", "OneSettings", "TwoSettings"}
    references = [
        each["$ref"] for resource in schema["resources"].values() for each in resource["inputProperties"].values()
    ]
    assert [each.rpartition(":")[2] for each in references] == ["Settings", "OneSettings", "TwoSettings", "Settings"]


def test_enumerations_of_the_same_words_are_one() -> None:
    words = ("Red", "Green")
    form = ObjectType(
        "Lamp",
        {
            "colourOfLight": Property(type=WordType("colourOfLight", words)),
            "colour": Property(type=ListType(WordType("colour", words[::-1]))),
            "type": Property(type=WordType("type", ("Led",))),
        },
    )
    types = schema_of(kind("veeam:a:Lamp", form))["types"]
    assert {*types} == {"veeam:index:Colour", "veeam:index:LampType"}


def test_a_function_is_in_the_schema_with_its_types() -> None:
    function = FunctionDeclaration(
        token="veeam:a:getLamp",
        description="Tells.",
        inputs=ObjectType("GetLamp", {"name": Property(type=TEXT, required=True, description="Its name.")}),
        outputs=ObjectType(
            "GetLampResult", {"socket": nested("Socket", TEXT), "lit": Property(type=BOOLEAN, required=True)}
        ),
    )
    schema = schema_of(functions=(function,))
    found = schema["functions"]["veeam:a:getLamp"]
    assert found["inputs"]["required"] == ["name"]
    assert found["outputs"]["properties"]["socket"]["$ref"] == "#/types/veeam:index:Socket"
    assert found["outputs"]["required"] == ["lit"]
