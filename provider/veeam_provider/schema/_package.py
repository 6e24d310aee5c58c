"""The package's schema, from which Pulumi makes what a program of any language needs, made from the declarations."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from veeam_provider.schema._descriptions import description_of, type_description_of
from veeam_provider.schema._types import (
    AnyType,
    BooleanType,
    JsonObject,
    ListType,
    NumberType,
    ObjectType,
    Property,
    TextType,
    Type,
    WordType,
)

__all__ = ["FunctionDeclaration", "Package", "ResourceDeclaration", "package_schema"]

_GENERIC_NAMES: Final = frozenset({"type", "settingsType"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceDeclaration:
    """What the schema says of a kind of resource.

    Attributes:
        token: the type token.
        description: for people.
        natural_key: what identifies an object to a person, as an import names it; empty where nothing can be imported.
        form: the inputs.
        outputs: what the resource has beyond its inputs, by name.
        replaced_by: patterns of the properties whose change makes a new object.
    """

    token: str
    description: str
    natural_key: str
    form: ObjectType
    outputs: Mapping[str, Property]
    replaced_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDeclaration:
    """What the schema says of a function.

    Attributes:
        token: the token.
        description: for people.
        inputs: what it takes.
        outputs: what it answers.
    """

    token: str
    description: str
    inputs: ObjectType
    outputs: ObjectType


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What a package is made of.

    Attributes:
        name: of the package.
        version: of the provider.
        configuration: of the provider.
        environment: variables that are read where the configuration is silent, by the name of the property.
        resources: the kinds of resources.
        functions: the functions.
    """

    name: str
    version: str
    configuration: ObjectType
    environment: Mapping[str, str]
    resources: Sequence[ResourceDeclaration]
    functions: Sequence[FunctionDeclaration] = ()


def package_schema(package: Package) -> str:
    """Return the schema of a package as JSON."""
    names = _Names.of(package)
    written = _Writer(package.name, names)
    document = {
        "name": package.name,
        "displayName": "Veeam Backup for Microsoft Entra ID",
        "version": package.version,
        "description": "Backup of Microsoft Entra ID as code, through the REST API of Veeam Backup & Replication.",
        "keywords": ["pulumi", "veeam", "entra-id", "backup", "category/infrastructure", "kind/native"],
        "license": "Apache-2.0",
        "meta": {"moduleFormat": "(.*)"},
        "language": {
            "csharp": {"respectSchemaVersion": True},
            "go": {"respectSchemaVersion": True, "generateResourceContainerTypes": True},
            "nodejs": {"respectSchemaVersion": True},
            "python": {"respectSchemaVersion": True, "pyproject": {"enabled": True}},
        },
        "config": {"variables": written.properties(package.configuration, environment=package.environment)},
        "provider": _provider(package, written),
        "types": {f"{package.name}:index:{name}": definition for name, definition in written.types()},
        "resources": {each.token: _resource(each, written) for each in package.resources},
        "functions": {each.token: _function(each, written) for each in package.functions},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _provider(package: Package, written: "_Writer") -> JsonObject:
    form = package.configuration
    # What is read from the environment is not asked of a program.
    asked = ObjectType(
        form.name,
        {name: each for name, each in form.properties.items() if name not in package.environment},
    )
    return {
        "description": "Which backup server to configure, and who logs in. The engine asks nothing of the server before"
        " the first operation, so it may be made by the same program.",
        "type": "object",
        "properties": written.properties(form, environment=package.environment),
        "inputProperties": written.properties(form, environment=package.environment),
        "requiredInputs": [*_required(asked)],
    }


def _resource(kind: ResourceDeclaration, written: "_Writer") -> JsonObject:
    outputs = ObjectType(kind.form.name, {**kind.form.properties, **kind.outputs})
    always = [name for name, each in outputs.properties.items() if each.required or each.default is not None]
    imports = f"An import names {kind.natural_key}, or the id on the backup server." if kind.natural_key else ""
    return {
        "description": "\n\n".join(filter(None, [kind.description, imports or "It cannot be imported."])),
        "properties": written.properties(outputs, defaults=False),
        "type": "object",
        "required": [*always],
        "inputProperties": written.properties(kind.form, replaced_by=kind.replaced_by),
        "requiredInputs": [*_required(kind.form)],
    }


def _function(function: FunctionDeclaration, written: "_Writer") -> JsonObject:
    return {
        "description": function.description,
        "inputs": {
            "type": "object",
            "properties": written.properties(function.inputs),
            "required": [*_required(function.inputs)],
        },
        "outputs": {
            "type": "object",
            "properties": written.properties(function.outputs, defaults=False),
            "required": [*_required(function.outputs)],
        },
    }


def _required(form: ObjectType) -> Iterator[str]:
    return (name for name, each in form.properties.items() if each.required)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Properties and types as the schema has them."""

    package: str
    names: "_Names"

    def types(self) -> Iterator[tuple[str, JsonObject]]:
        """Yield the named types, by name."""
        for name, type_ in sorted(self.names.given):
            if isinstance(type_, ObjectType):
                yield (
                    name,
                    {
                        "description": type_.description or type_description_of(type_.name),
                        "type": "object",
                        "properties": self.properties(type_),
                        "required": [*_required(type_)],
                    },
                )
            else:
                yield name, {"type": "string", "enum": [{"name": word, "value": word} for word in type_.words]}

    def properties(
        self,
        form: ObjectType,
        *,
        defaults: bool = True,
        replaced_by: frozenset[str] = frozenset(),
        environment: Mapping[str, str] | None = None,
    ) -> JsonObject:
        """Return the properties of an object.

        Args:
            form: the object.
            defaults: whether what holds without a value is said: programs send it.
            replaced_by: properties whose change makes a new object.
            environment: variables that are read where a property is left out.
        """
        found: JsonObject = {}
        for name, each in form.properties.items():
            described: JsonObject = {**self._type(each.type)}
            described["description"] = _described(form, name, each)
            if defaults and isinstance(each.default, bool | int | float | str):
                described["default"] = each.default
            if each.secret:
                described["secret"] = True
            if name in replaced_by:
                described["willReplaceOnChanges"] = True
            if environment and name in environment:
                described["defaultInfo"] = {"environment": [environment[name]]}
            found[name] = described
        return found

    def _type(self, type_: Type) -> JsonObject:
        match type_:
            case ObjectType():
                return {"$ref": self._reference(type_)}
            case ListType(item=item):
                return {"type": "array", "items": self._type(item)}
            case WordType():
                return {"type": "string", "oneOf": [{"type": "string"}, {"$ref": self._reference(type_)}]}
            case AnyType():
                return {"$ref": "pulumi.json#/Any"}
            case _:
                return {"type": _simple(type_)}

    def _reference(self, type_: "ObjectType | WordType") -> str:
        return f"#/types/{self.package}:index:{self.names.name_of(type_)}"


def _simple(type_: Type) -> str:
    match type_:
        case BooleanType():
            return "boolean"
        case NumberType(whole=whole):
            return "integer" if whole else "number"
        case TextType():
            return "string"
        case _:
            raise TypeError(type(type_).__name__)


def _described(form: ObjectType, name: str, property_: Property) -> str:
    text = property_.description or description_of(form.name, name)
    notes: list[str] = []
    if isinstance(property_.type, NumberType) and (property_.type.least is not None or property_.type.most is not None):
        notes.append(f"It is {property_.type.title}.")
    if isinstance(property_.default, list):
        notes.append(f"Without it: {', '.join(map(str, property_.default))}.")
    return " ".join([text, *notes]).strip()


@dataclass(frozen=True, slots=True)
class _Names:
    """The named types of a package, each with a name of its own.

    Types that admit the same share a name; what a type is called where it stands decides on the name, and the object
    that it stands in tells types apart that would be called the same.
    """

    given: list[tuple[str, ObjectType | WordType]] = field(default_factory=list[tuple[str, "ObjectType | WordType"]])

    @classmethod
    def of(cls, package: Package) -> "_Names":
        names = cls()
        forms = [
            package.configuration,
            *(form for each in package.resources for form in (each.form, ObjectType(each.form.name, each.outputs))),
            *(form for each in package.functions for form in (each.inputs, each.outputs)),
        ]
        found = [each for form in forms for each in _nested(form)]
        for owner, type_ in found:
            if isinstance(type_, ObjectType):
                names.add(_pascal(type_.name), owner, type_)
        for owner, type_ in found:
            if isinstance(type_, WordType) and names.known(type_) is None:
                same = [(where, each) for where, each in found if isinstance(each, WordType) and _same(each, type_)]
                names.add(_word_name(same), owner, type_)
        return names

    def add(self, name: str, owner: str, type_: "ObjectType | WordType") -> None:
        """Give a type a name, unless it has one."""
        if self.known(type_) is not None:
            return
        taken = {each.casefold() for each, _ in self.given}
        # The same type name twice in one object is told apart by a number.
        candidates = (name, f"{owner}{name}", *(f"{owner}{name}{number}" for number in range(2, 100)))
        self.given.append((next(each for each in candidates if each.casefold() not in taken), type_))

    def known(self, type_: "ObjectType | WordType") -> str | None:
        """Return the name of a type, if it has one."""
        return next((name for name, each in self.given if _same(each, type_)), None)

    def name_of(self, type_: "ObjectType | WordType") -> str:
        """Return the name of a type."""
        return cast("str", self.known(type_))


def _same(one: Type, other: Type) -> bool:
    if isinstance(one, WordType) and isinstance(other, WordType):
        return {*one.words} == {*other.words}
    return one == other


def _nested(form: ObjectType) -> Iterator[tuple[str, ObjectType | WordType]]:
    """Yield the types within an object, outer ones first, each with the name of the object that it stands in."""
    for each in form.properties.values():
        type_ = each.type
        while isinstance(type_, ListType):
            type_ = type_.item
        if isinstance(type_, ObjectType):
            yield _pascal(form.name), type_
            yield from _nested(type_)
        elif isinstance(type_, WordType):
            yield _pascal(form.name), type_


def _word_name(same: Iterable[tuple[str, WordType]]) -> str:
    """Return the best name for an enumeration: the shortest that it has, and where that says nothing, its owner's."""
    names = {
        f"{owner}Type" if each.name in _GENERIC_NAMES else _pascal(each.name): each.name in _GENERIC_NAMES
        for owner, each in same
    }
    return min(names, key=lambda name: (names[name], len(name), name))


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]
