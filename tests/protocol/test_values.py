"""Values of the plugin protocol: decoding and encoding are inverse, and agree with Pulumi's SDK."""

from typing import Any, cast

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime import rpc

from veeam_entraid_protocol import (
    UNKNOWN,
    Opaque,
    OutputValue,
    PlainProperties,
    Secret,
    Value,
    contains_secret,
    contains_unknown,
    decode,
    encode,
    plain,
)

# Keys and strings that are not signatures of the protocol by accident.
names = st.text(max_size=8)
scalars = st.none() | st.booleans() | st.floats(allow_nan=False) | names | st.just(UNKNOWN)


def wrapped(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.lists(values, max_size=3)
        | st.dictionaries(names, values, max_size=3)
        | st.builds(Secret, values)
        | st.builds(OutputValue, values, st.booleans(), st.lists(names, max_size=2).map(tuple))
    )


values: st.SearchStrategy[Value] = st.recursive(scalars, wrapped, max_leaves=8)


@given(st.dictionaries(names, values, max_size=4))
def test_decoding_gives_back_what_was_encoded(properties: dict[str, Value]) -> None:
    assert decode(encode(properties)) == properties


@given(values)
def test_a_plain_value_holds_no_wrapping(value: Value) -> None:
    bare = cast("Value", plain(value))
    assert not contains_secret(bare)
    assert contains_unknown(bare) == contains_unknown(value)


def test_a_reader_may_have_its_own_unknown() -> None:
    assert plain({"a": [Secret(UNKNOWN), OutputValue()]}, unknown="?") == {"a": ["?", "?"]}


@pytest.mark.parametrize("marker", [rpc.UNKNOWN, "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"])
def test_markers_of_the_sdk_are_unknown(marker: str) -> None:
    struct = struct_pb2.Struct()
    struct.update({"location": marker})
    assert decode(struct) == {"location": UNKNOWN}


def test_the_engine_reads_what_is_encoded() -> None:
    struct = encode({"password": Secret("hunter2"), "host": UNKNOWN, "zones": ["1"]})
    assert rpc.is_rpc_secret(rpc.deserialize_properties(struct)["password"])
    assert struct["host"] == rpc.UNKNOWN
    assert rpc.unwrap_rpc_secret(rpc.deserialize_properties(struct)["password"]) == "hunter2"


def test_an_output_of_the_engine_is_decoded_whole() -> None:
    struct = struct_pb2.Struct()
    struct.update(
        {
            "host": {
                rpc._special_sig_key: rpc._special_output_value_sig,
                "value": "db",
                "secret": True,
                "dependencies": ["urn:a"],
            },
            "later": {rpc._special_sig_key: rpc._special_output_value_sig, "dependencies": []},
        }
    )
    assert decode(struct) == {
        "host": OutputValue("db", secret=True, dependencies=("urn:a",)),
        "later": OutputValue(UNKNOWN),
    }


def test_assets_and_references_pass_through() -> None:
    struct = struct_pb2.Struct()
    struct.update({"file": {rpc._special_sig_key: rpc._special_asset_sig, "text": "x"}})
    decoded = decode(struct)
    assert isinstance(decoded["file"], Opaque)
    assert encode(decoded) == struct


def test_what_is_secret_is_never_shown() -> None:
    shown = repr([Secret("hunter2"), OutputValue("hunter2", secret=True), Secret({"deep": [Secret("hunter2")]})])
    assert "hunter2" not in shown


def test_properties_that_are_read_are_those_that_are_decoded_at_once() -> None:
    values: dict[str, Value] = {"a": Secret({"b": UNKNOWN}), "c": [1.5, OutputValue("d", secret=True)], "e": None}
    struct = encode(values)
    read = PlainProperties(struct, unknown="?")
    assert dict(read) == plain(decode(struct), unknown="?")
    assert len(read) == len(values)
    assert read.get("nothing") is None
    assert 1 not in read
    assert repr(read) == "PlainProperties(3 properties)"


def test_a_property_is_decoded_when_it_is_read_for_the_first_time() -> None:
    struct = encode({"read": "before", "never": "before"})
    read = PlainProperties(struct)
    assert read["read"] == "before"
    struct.fields["read"].string_value = "after"
    struct.fields["never"].string_value = "after"
    assert dict(read) == {"read": "before", "never": "after"}
