"""Skipping what no rule looks at changes nothing of what is read."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from saved_stacks import SHAPES, states
from stacks import FLEXIBLE_SERVER, raw_repository, repository, resource

from veeam_entraid_cli._documents import parse
from veeam_entraid_limits import Resource
from veeam_entraid_limits.saved import NotAStackError, read_stack

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    "urn type id inputs outputs provider delete external propertyDependencies sourcePosition parent protect x".split()
)
STATES = st.builds(
    lambda fields, token, name: {"urn": f"urn:pulumi:d::s::{token}::{name}", "type": token, **fields},
    st.dictionaries(FIELDS, VALUES, max_size=4),
    st.sampled_from([FLEXIBLE_SERVER, "pulumi:providers:azure-native", "aws:s3:Bucket", "veeam:entraid:Tenant"]),
    st.text(max_size=3),
)
DOCUMENTS = st.one_of(
    st.builds(
        lambda resources, pending: {"deployment": {"resources": resources, "pending_operations": pending}},
        st.lists(STATES, max_size=4) | VALUES,
        st.none() | st.lists(st.fixed_dictionaries({"type": st.just("creating"), "resource": STATES}), max_size=1),
    ),
    st.builds(
        lambda latest: {"version": 3, "checkpoint": {"stack": "x", "latest": latest}},
        st.none() | st.fixed_dictionaries({"resources": st.lists(STATES, max_size=4)}) | VALUES,
    ),
    st.builds(
        lambda steps, rest: {"steps": steps, **rest},
        st.lists(st.fixed_dictionaries({"op": st.sampled_from(["create", "same"]), "newState": STATES}), max_size=4)
        | VALUES,
        st.dictionaries(st.sampled_from(["config", "diagnostics", "changeSummary"]), VALUES, max_size=2),
    ),
    VALUES,
)


def read(document: object) -> str:
    """Return all that is read, down to the last value; as text, because what is no number is equal to nothing."""
    try:
        stack = read_stack(document)
    except NotAStackError as error:
        return str(error)
    return repr((replace(stack, resources=()), [values(resource) for resource in stack.resources]))


def values(resource: Resource) -> object:
    provider = resource.provider
    mappings = (resource.properties, resource.outputs, resource.property_dependencies)
    used = provider and (provider.type, provider.urn, provider.properties and dict(provider.properties))
    return (resource.urn, resource.type, resource.id, resource.protect, *(dict(each) for each in mappings), used)


@given(DOCUMENTS)
def test_a_file_is_read_as_json_reads_it(document: Any) -> None:
    text = json.dumps(document)
    assert read(parse(text.encode())) == read(json.loads(text))


def test_half_of_a_surrogate_pair_and_what_is_no_number_are_read() -> None:
    text = r'{"deployment": {"resources": [{"urn": "u", "type": "TYPE", "inputs": {"a": "\ud800", "b": [1e999]}}]}}'
    document: Any = parse(text.replace("TYPE", FLEXIBLE_SERVER).encode())
    assert read(document) == read(json.loads(text.replace("TYPE", FLEXIBLE_SERVER)))
    assert "inf" in read(document)


@pytest.mark.parametrize("write", SHAPES.values(), ids=SHAPES)
def test_properties_that_concern_no_limit_are_skipped_and_others_are_not(write: Any) -> None:
    stack = [resource("aws:s3:Bucket", "other", {"name": "x"}), repository(), raw_repository()]
    document: Any = parse(json.dumps(write(stack)).encode())
    listed = (document.get("deployment") or document.get("checkpoint", {}).get("latest") or {}).get("resources")
    made = listed or [step["newState"] for step in document["steps"]]
    inputs = {state["type"]: state["inputs"] and dict(state["inputs"]) for state in made if "inputs" in state}
    expected = {state["type"]: state["inputs"] for state in states(stack)}
    assert inputs == {type_: given for type_, given in expected.items() if type_ != "aws:s3:Bucket"}
