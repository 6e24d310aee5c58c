"""Stacks as files keep them are read into what the engine would show, and judged as the pack judges them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from saved_stacks import (
    SECRET,
    SHAPES,
    SIGNATURE,
    UNKNOWN_TEXT,
    Document,
    encrypted,
    export,
    preview,
    shown,
    states,
    written,
)
from stacks import (
    FLEXIBLE_SERVER,
    backup_server,
    findings,
    log_job,
    on_server,
    raw_backup_server,
    raw_repository,
    repository,
    resource,
    storage,
    tenant,
    tenant_job,
)

from veeam_entraid_limits import UNKNOWN, ProviderResource, Resource
from veeam_entraid_limits.saved import NotAStackError, SourcePosition, Stack, check_stack, read_stack

Write = Callable[[Iterable[Resource]], Document]

STACKS = {
    "components": [backup_server(defaultProxy={"enabled": False}), repository("one"), repository("two")],
    "raw resources": [raw_backup_server(), raw_repository("one", version="13"), raw_repository("two")],
    "a tenant and its jobs": [
        tenant(provider=on_server("https://vbr:9419", "urn:pulumi:dev::shop::pulumi:providers:veeam::vbr")),
        tenant_job("first", tenant()),
        tenant_job("second", tenant(), enabled=False),
        log_job("logs", tenant(), repositoryId=UNKNOWN, made_from={"repositoryId": storage()}),
        storage(bucket={"enableAutoProvision": True}),
    ],
    "a cloud that is not known": [
        replace(raw_repository(), provider=ProviderResource("pulumi:providers:azure-native", {"environment": UNKNOWN}))
    ],
    "another cloud": [
        replace(raw_repository(), provider=ProviderResource("pulumi:providers:azure-native", {"environment": "china"}))
    ],
}


def read(document: object) -> Stack:
    """Read a document after its way through JSON."""
    return read_stack(json.loads(json.dumps(document)))


@pytest.mark.parametrize("write", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("resources", STACKS.values(), ids=STACKS)
def test_every_shape_comes_to_the_findings_of_the_resources_themselves(resources: list[Resource], write: Write) -> None:
    said = check_stack(read(write(resources)).resources)
    expected = findings(*(replace(each, protect=False) for each in resources))
    assert expected
    assert sorted(map(repr, said)) == sorted(map(repr, expected))


@pytest.mark.parametrize("write", SHAPES.values(), ids=SHAPES)
def test_a_resource_comes_with_all_that_the_engine_shows(write: Write) -> None:
    made = replace(
        tenant_job("job", tenant(), outputs={"lastRun": "2026-01-01"}),
        provider=on_server("https://vbr:9419", "urn:pulumi:dev::shop::pulumi:providers:veeam::vbr"),
        id="7",
        protect=True,
    )
    (again,) = read(write([made])).resources
    assert again == replace(made, property_dependencies={"tenantId": (tenant().urn,)})


def test_values_are_decoded_and_what_is_encrypted_is_unknown() -> None:
    made = states([repository()])
    made[0]["inputs"] = {
        "hosting": UNKNOWN_TEXT,
        "engineVersion": shown("13"),
        "connection": encrypted(),
        "location": {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "westeurope", "dependencies": []},
        "backupServer": {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "secret": True},
        "authConfig": {"passwordAuth": shown({"inner": [encrypted(), "[secret]"]}), "other": {SIGNATURE: SECRET}},
        "image": {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "…"},
        "broken": {SIGNATURE: SECRET, "plaintext": "{"},
        "odd": {SIGNATURE: SECRET, "plaintext": 7},
    }
    (there,) = read({"deployment": {"resources": made}}).resources
    assert there.properties == {
        "hosting": UNKNOWN,
        "engineVersion": "13",
        "connection": UNKNOWN,
        "location": "westeurope",
        "backupServer": UNKNOWN,
        "authConfig": {"passwordAuth": {"inner": [UNKNOWN, UNKNOWN]}, "other": UNKNOWN},
        "image": {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "…"},
        "broken": UNKNOWN,
        "odd": UNKNOWN,
    }


def test_what_is_being_deleted_does_not_count_and_what_is_being_made_does() -> None:
    kept, gone, going, coming = (states([raw_repository(name)])[0] for name in ("kept", "gone", "going", "coming"))
    replaced = {**kept, "delete": True, "inputs": {}}
    operations = [{"type": "deleting", "resource": going}, {"type": "creating", "resource": coming}]
    stack = read(
        {
            "deployment": {
                "resources": [replaced, {**gone, "delete": True}, going, kept],
                "pending_operations": operations,
            }
        }
    )
    assert [each.name for each in stack.resources] == ["coming", "kept"]
    assert stack.resources[1].properties


def test_a_replaced_resource_counts_once_in_a_preview() -> None:
    (state,) = states([raw_repository()])
    steps = [
        {"op": op, "urn": state["urn"], "newState": state, "oldState": state}
        for op in ("create-replacement", "replace")
    ]
    deleted = {"op": "delete-replaced", "urn": state["urn"], "oldState": state, "newState": state}
    other = states([raw_repository("other")])[0]
    stack = read({"steps": [*steps, deleted, {"op": "delete", "urn": other["urn"], "oldState": other}]})
    assert [each.name for each in stack.resources] == ["db"]


def test_a_resource_that_is_only_read_is_known_by_what_it_shows() -> None:
    (state,) = states([raw_repository()])
    state |= {"external": True, "outputs": state.pop("inputs")}
    (there,) = read({"deployment": {"resources": [state]}}).resources
    assert there.properties == raw_repository().properties


DEFAULT_PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:azure-native::default_3_29_0"


@pytest.mark.parametrize(
    ("config", "verdict"),
    [
        ({"azure-native:environment": "china"}, ["broken"]),
        ({"azure-native:environment": "[secret]"}, ["undecided"]),
        ({"azure-native:environment": "public", "azuread:environment": "china"}, []),
        ({}, []),
    ],
)
def test_a_preview_has_the_configuration_of_default_providers(config: Document, verdict: list[str]) -> None:
    (state,) = states([raw_repository()])
    state["provider"] = f"{DEFAULT_PROVIDER}::{UNKNOWN_TEXT}"
    (there,) = read({"config": config, "steps": [{"op": "create", "newState": state}]}).resources
    assert there.provider
    assert there.provider.type == "pulumi:providers:azure-native"
    said = [each for each in check_stack([there]) if each.limit == "supported-region"]
    assert [each.verdict.value for each in said] == verdict


def test_a_provider_that_is_not_there_is_unknown() -> None:
    (state,) = states([raw_repository()])
    state["provider"] = "urn:pulumi:dev::shop::pulumi:providers:azure-native::mine::7"
    said = check_stack(read({"deployment": {"resources": [state]}}).resources)
    assert [each.verdict.value for each in said if each.limit == "supported-region"] == ["undecided"]


def test_a_preview_says_what_it_leaves_out() -> None:
    resources = [raw_repository("one"), raw_repository("two")]
    assert read(preview(resources)).gaps == ()
    assert read(preview(resources, "same")).gaps == ()
    (gap,) = read(preview(resources, "same", changeSummary={"same": 5})).gaps
    assert "3 unchanged resources" in gap
    assert "--show-sames" in gap
    (gap,) = read(preview(resources, diagnostics=[{"severity": "error", "message": "…"}])).gaps
    assert "failed" in gap


def test_a_resource_has_the_place_in_the_program_that_makes_it() -> None:
    made = states([raw_repository(name) for name in ("one", "two", "three")])
    made[0]["sourcePosition"] = "project:///infra/database.py#17,4"
    made[1]["sourcePosition"] = "project:///../elsewhere/library.py#3"
    assert read({"deployment": {"resources": made}}).positions == {
        made[0]["urn"]: SourcePosition("infra/database.py", 17)
    }


def test_what_a_component_makes_is_found_where_the_program_makes_the_component() -> None:
    child, other, component, circle = states(
        [raw_repository(name) for name in ("child", "other", "component", "circle")]
    )
    component |= {"type": "mine:index:Database", "sourcePosition": "project:///__main__.py#9"}
    library = "project:///.venv/lib/python3.13/site-packages/mine/database.py#3"
    child |= {"parent": component["urn"], "sourcePosition": library}
    other |= {"parent": child["urn"]}
    circle |= {"parent": circle["urn"]}
    document = {"deployment": {"resources": [component, child, other, circle]}}
    place = SourcePosition("__main__.py", 9)
    assert read(document).positions == {child["urn"]: place, other["urn"]: place}


@pytest.mark.parametrize("write", SHAPES.values(), ids=SHAPES)
def test_a_stack_is_called_as_its_urns_call_it_or_as_its_reader_does(write: Write) -> None:
    document = write([repository()])
    assert read_stack(document).name == "shop/dev"
    assert read_stack(document, "the file").name == "the file"


def test_a_resource_counts_once_in_several_files() -> None:
    stack = read(export([backup_server(), repository()]))
    assert check_stack([*stack.resources, *stack.resources]) == check_stack(stack.resources)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "text",
        {},
        {"resources": []},
        {"deployment": []},
        {"deployment": {"resources": {}}},
        {"deployment": {"resources": [None]}},
        {"deployment": {"resources": [{"urn": "u"}]}},
        {"deployment": {"resources": [{"urn": 1, "type": "t"}]}},
        {"deployment": {"resources": [], "pending_operations": [1]}},
        {"checkpoint": "x"},
        {"checkpoint": {"latest": 1}},
        {"steps": 1},
        {"steps": [{"op": "create", "newState": 7}]},
        {"steps": [], "config": 1},
        {"steps": [], "diagnostics": {}},
    ],
)
def test_what_is_no_stack_is_refused(document: object) -> None:
    with pytest.raises(NotAStackError, match="This is"):
        read_stack(document)


@pytest.mark.parametrize(
    "document",
    [
        {"version": 3, "deployment": None},
        {"version": 3, "deployment": {"manifest": {}}},
        {"version": 3, "checkpoint": {"stack": "x", "latest": None}},
        {"steps": None, "changeSummary": {}},
        {"changeSummary": {"same": "many"}},
    ],
)
def test_an_empty_stack_is_one(document: object) -> None:
    stack = read_stack(document)
    assert (stack.resources, stack.count, stack.gaps) == ((), 0, ())
    assert check_stack(stack.resources) == []


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([UNKNOWN_TEXT, "[secret]", "project:///a#1", "::", "urn:pulumi:a::b::c::d", FLEXIBLE_SERVER]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "urn type id inputs outputs provider delete external propertyDependencies sourcePosition tags version"
                " veeam-entraid-role deployment checkpoint latest resources steps op newState"
                " changeSummary same config diagnostics pending_operations resource value plaintext"
                f" {SIGNATURE}".split()
            )
            | st.text(max_size=3),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(ANYTHING, st.sampled_from(["deployment", "checkpoint", "steps", ""]))
def test_nothing_raises_but_the_one_error(value: object, key: str) -> None:
    try:
        stack = read_stack({key: value} if key else value)
    except NotAStackError:
        return
    check_stack(stack.resources)


@given(st.sampled_from([FLEXIBLE_SERVER, "veeam:entraid:RestoreSession", "pulumi:pulumi:Stack"]), ANYTHING, ANYTHING)
def test_no_property_and_no_neighbour_of_it_raises(token: str, inputs: object, rest: object) -> None:
    state = (rest if isinstance(rest, dict) else {}) | {"urn": f"urn:pulumi:a::b::{token}::c", "type": token}
    stack = read_stack({"deployment": {"resources": [state | {"inputs": inputs, "outputs": rest, "provider": rest}]}})
    check_stack(stack.resources)


PLAIN_TEXT = st.text().filter(lambda text: text != "[secret]")
"""Text that is no mark of the engine's for a value that a preview hides."""


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | PLAIN_TEXT | st.just(UNKNOWN),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        ),
        max_size=5,
    )
)
def test_what_is_written_is_read_again(properties: dict[str, Any]) -> None:
    made = resource(FLEXIBLE_SERVER, "db", properties)
    (again,) = read(export([made])).resources
    assert again.properties == properties


def test_depth_has_an_end() -> None:
    deep: object = "x"
    for _ in range(2_000):
        deep = {"value": [deep]}
    (state,) = states([raw_repository(deep=0)])
    state["inputs"]["deep"] = deep
    state["inputs"]["secret"] = {SIGNATURE: SECRET, "plaintext": "[" * 100_000}
    (there,) = read_stack({"deployment": {"resources": [state]}}).resources
    assert there.properties["secret"] is UNKNOWN
    assert there.properties["version"] == "17"
    assert check_stack([there])


def test_a_written_unknown_is_the_engines() -> None:
    assert written({"a": [UNKNOWN]}) == {"a": [UNKNOWN_TEXT]}
