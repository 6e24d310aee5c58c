"""Values of the plugin protocol: protobuf structs on one side, Python data on the other.

The protocol carries more than JSON: values that are unknown during a preview, secrets, outputs with
dependencies, assets and references. Each is a struct or string that starts with a fixed signature.
The signatures are part of the protocol (``sdk/go/common/resource/sig`` in pulumi/pulumi).
"""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from google.protobuf import struct_pb2

_SIGNATURE_KEY: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature, not a credential
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"

_UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# The engine writes one marker; older SDKs wrote one for each type, and states may still hold them.
_UNKNOWN_MARKERS: Final = frozenset(
    {
        _UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


class Unknown(enum.Enum):
    """The type of :data:`UNKNOWN`, which stands for a value that the engine will know only later."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final[Literal[Unknown.UNKNOWN]] = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret value. Its representation never shows what it holds."""

    value: "Value"

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True, slots=True)
class OutputValue:
    """An output of a resource: its value or :data:`UNKNOWN`, whether it is secret, what it depends on."""

    value: "Value" = UNKNOWN
    secret: bool = False
    dependencies: tuple[str, ...] = ()

    def __repr__(self) -> str:
        shown = "…" if self.secret else repr(self.value)
        return f"OutputValue({shown})"


@dataclass(frozen=True, slots=True)
class Opaque:
    """An asset, an archive or a reference to a resource, handed on as it came."""

    fields: Mapping[str, "Value"]


Value: TypeAlias = (
    bool | float | str | list["Value"] | dict[str, "Value"] | Unknown | Secret | OutputValue | Opaque | None
)


def decode(struct: struct_pb2.Struct) -> dict[str, Value]:
    """Return the properties of a protobuf struct as Python data. Numbers are floats, as in the protocol."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: struct_pb2.Value) -> Value:
    match value.WhichOneof("kind"):
        case "bool_value":
            return value.bool_value
        case "number_value":
            return value.number_value
        case "string_value":
            return UNKNOWN if value.string_value in _UNKNOWN_MARKERS else value.string_value
        case "list_value":
            return [_decode(item) for item in value.list_value.values]
        case "struct_value":
            return _decode_struct(value.struct_value)
        case _:
            return None


def _decode_struct(struct: struct_pb2.Struct) -> Value:
    fields = decode(struct)
    match fields.get(_SIGNATURE_KEY):
        case None:
            return fields
        case signature if signature == _SECRET:
            return Secret(fields.get("value"))
        case signature if signature == _OUTPUT:
            return OutputValue(
                value=fields.get("value", UNKNOWN),
                secret=fields.get("secret") is True,
                dependencies=_urns(fields.get("dependencies")),
            )
        case _:
            return Opaque(fields)


def _urns(dependencies: Value) -> tuple[str, ...]:
    return tuple(str(urn) for urn in dependencies) if isinstance(dependencies, list) else ()


def encode(properties: Mapping[str, Value]) -> struct_pb2.Struct:
    """Return Python data as a protobuf struct: the opposite of :func:`decode`."""
    return struct_pb2.Struct(fields={key: _encode(value) for key, value in properties.items()})


def _encode(value: Value) -> struct_pb2.Value:
    match value:
        case Opaque():
            return struct_pb2.Value(struct_value=encode(value.fields))
        case Secret():
            return _signed(_SECRET, {"value": value.value})
        case OutputValue():
            return _signed(_OUTPUT, _output_fields(value))
        case dict():
            return struct_pb2.Value(struct_value=encode(value))
        case list():
            return struct_pb2.Value(list_value=struct_pb2.ListValue(values=[_encode(item) for item in value]))
        case _:
            return _encode_scalar(value)


def _encode_scalar(value: bool | float | str | Unknown | None) -> struct_pb2.Value:  # noqa: FBT001 - a union
    match value:
        case None:
            return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
        case Unknown.UNKNOWN:
            return struct_pb2.Value(string_value=_UNKNOWN)
        case bool():
            return struct_pb2.Value(bool_value=value)
        case str():
            return struct_pb2.Value(string_value=value)
        case _:
            return struct_pb2.Value(number_value=value)


def _output_fields(output: OutputValue) -> dict[str, Value]:
    fields: dict[str, Value] = {"secret": output.secret, "dependencies": list(output.dependencies)}
    if output.value is not UNKNOWN:
        fields["value"] = output.value
    return fields


def _signed(signature: str, fields: Mapping[str, Value]) -> struct_pb2.Value:
    return struct_pb2.Value(struct_value=encode({_SIGNATURE_KEY: signature, **fields}))


def plain(value: Value, unknown: object = UNKNOWN) -> object:
    """Return the data without its wrapping: secrets and outputs give way to what they hold.

    The result is made of None, booleans, numbers, strings, lists and dicts only, and of ``unknown`` where
    a value is not known. It may hold what was secret: never print it.
    """
    match value:
        case Unknown.UNKNOWN:
            return unknown
        case Secret() | OutputValue():
            return plain(value.value, unknown)
        case Opaque():
            return {key: plain(item, unknown) for key, item in value.fields.items()}
        case list():
            return [plain(item, unknown) for item in value]
        case dict():
            return {key: plain(item, unknown) for key, item in value.items()}
        case _:
            return value


class PlainProperties(Mapping[str, object]):
    """The properties of a protobuf struct as plain data, each decoded when it is read for the first time.

    Most readers look at a few properties of many resources. The values may hold what was secret: never print them.

    Args:
        struct: the properties; it must not change any more.
        unknown: what stands where a value is not known.
    """

    def __init__(self, struct: struct_pb2.Struct, unknown: object = UNKNOWN) -> None:
        self._fields = struct.fields
        self._unknown = unknown
        self._read: dict[str, object] = {}

    def __getitem__(self, key: str) -> object:
        if key not in self._read:
            if key not in self:
                raise KeyError(key)
            self._read[key] = plain(_decode(self._fields[key]), self._unknown)
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"PlainProperties({len(self)} properties)"


def contains_unknown(value: Value) -> bool:
    """Return whether the value, or anything inside it, is unknown."""
    return value is UNKNOWN or any(contains_unknown(item) for item in _parts(value))


def contains_secret(value: Value) -> bool:
    """Return whether the value, or anything inside it, is secret."""
    if isinstance(value, Secret) or (isinstance(value, OutputValue) and value.secret):
        return True
    return any(contains_secret(item) for item in _parts(value))


def _parts(value: Value) -> list[Value]:
    match value:
        case Secret() | OutputValue():
            return [value.value]
        case Opaque():
            return list(value.fields.values())
        case list():
            return value
        case dict():
            return list(cast("dict[str, Value]", value).values())
        case _:
            return []
