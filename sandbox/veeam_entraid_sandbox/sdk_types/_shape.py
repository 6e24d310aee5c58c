"""The shape of a resource: its properties and their types. Readable from and writable to JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, cast

__all__ = [
    "Anything",
    "ListOf",
    "MapOf",
    "ObjectOf",
    "OneOf",
    "Property",
    "PropertyType",
    "ResourceShape",
    "Scalar",
    "ScalarKind",
    "from_json",
    "to_json",
]

ScalarKind: TypeAlias = Literal["string", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, number or boolean; ``values`` are those that an enumeration names.

    Azure accepts values that its SDK does not name yet, unless the SDK leaves no choice (``closed``).
    """

    kind: ScalarKind
    values: tuple[str, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one type."""

    items: "PropertyType"


@dataclass(frozen=True, slots=True)
class MapOf:
    """A map with keys of the user's choice and values of one type."""

    values: "PropertyType"


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """An object with the properties of the type of that name."""

    type: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value of any of these types."""

    options: tuple["PropertyType", ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value: JSON that the service interprets, or an asset."""


PropertyType: TypeAlias = Scalar | ListOf | MapOf | ObjectOf | OneOf | Anything


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its type, whether it is required, and the constant that the SDK fills in."""

    type: PropertyType
    required: bool = False
    default: bool | float | str | None = None


@dataclass(frozen=True, slots=True)
class ResourceShape:
    """A resource's inputs and outputs, and the types of the objects among the inputs."""

    token: str
    inputs: Mapping[str, Property]
    types: Mapping[str, Mapping[str, Property]] = field(default_factory=dict[str, Mapping[str, Property]])
    outputs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    api_version: str = ""


_ANYTHING: Final = "any"


def to_json(shape: ResourceShape) -> dict[str, object]:
    """Return the shape as JSON data."""
    return {
        "token": shape.token,
        "inputs": _properties_to_json(shape.inputs),
        "types": {name: _properties_to_json(properties) for name, properties in shape.types.items()},
        "outputs": list(shape.outputs),
        "aliases": list(shape.aliases),
        "apiVersion": shape.api_version,
    }


def from_json(data: Mapping[str, Any]) -> ResourceShape:
    """Return the shape that :func:`to_json` wrote."""
    return ResourceShape(
        token=data["token"],
        inputs=_properties_from_json(data["inputs"]),
        types={name: _properties_from_json(properties) for name, properties in data["types"].items()},
        outputs=tuple(data["outputs"]),
        aliases=tuple(data["aliases"]),
        api_version=data["apiVersion"],
    )


def _properties_to_json(properties: Mapping[str, Property]) -> dict[str, object]:
    return {name: [_type_to_json(item.type), item.required, item.default] for name, item in properties.items()}


def _properties_from_json(data: Mapping[str, Any]) -> dict[str, Property]:
    return {
        name: Property(_type_from_json(type_), required, default) for name, (type_, required, default) in data.items()
    }


def _type_to_json(type_: PropertyType) -> object:
    match type_:
        case Scalar(kind, values, closed):
            return ["enum", kind, closed, list(values)] if values else kind
        case ListOf(items):
            return ["list", _type_to_json(items)]
        case MapOf(values):
            return ["map", _type_to_json(values)]
        case ObjectOf(name):
            return ["object", name]
        case OneOf(options):
            return ["oneOf", [_type_to_json(option) for option in options]]
        case Anything():
            return _ANYTHING


def _type_from_json(data: object) -> PropertyType:
    if isinstance(data, str):
        return Anything() if data == _ANYTHING else Scalar(cast("ScalarKind", data))
    match cast("list[Any]", data):
        case ["enum", kind, closed, values]:
            return Scalar(kind, tuple(values), closed)
        case ["list", items]:
            return ListOf(_type_from_json(items))
        case ["map", values]:
            return MapOf(_type_from_json(values))
        case ["object", name]:
            return ObjectOf(name)
        case ["oneOf", options]:
            return OneOf(tuple(_type_from_json(option) for option in options))
        case other:
            raise ValueError(f"{other!r} is no property type")
