"""The OpenAPI document of the REST API: its operations, and whether a body or a parameter is as it says.

The document is of OpenAPI 3.0. Its schemas are turned into JSON Schema 2020-12, where an object can be closed even if
it is put together of several: a property that the document does not know is refused on both sides, although the
document would let it pass.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final, TypeAlias, cast

import jsonschema_rs

from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, flag, objects, text

__all__ = ["Document", "Operation", "Parameter", "document"]

_FILE: Final = Path(__file__).resolve().parents[3] / "provider" / "openapi" / "entraid-1.3-rev1.json"
_METHODS: Final = ("get", "put", "post", "delete")
_SCHEMAS: Final = "#/components/schemas/"
_ONLY_OPENAPI: Final = ("nullable", "discriminator", "default", "deprecated", "example")
_FORMATS: Final = frozenset({"uuid", "date-time", "time"})
_CLOSED: Final = "unevaluatedProperties"
_CLOCK_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_TRUTH: Final[Mapping[str, bool]] = {"true": True, "false": False}


Problem: TypeAlias = str
"""What is wrong with a value, without the value: it may be secret. Empty when nothing is."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in the query or in the path."""

    name: str
    place: str
    required: bool
    schema: JsonObject
    check: Callable[[JsonValue], Problem] = field(compare=False, repr=False)

    @property
    def default(self) -> JsonValue:
        """What holds when it is left out."""
        return self.schema.get("default")

    @property
    def takes_many(self) -> bool:
        """Whether it may be given several times."""
        return self.schema.get("type") == "array"

    def read(self, given: Sequence[str]) -> JsonValue:
        """Return the value of what a client gave, or the text itself where it cannot be read."""
        if self.takes_many:
            return [_read(child(self.schema, "items"), each) for each in given]
        return _read(self.schema, given[-1])


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    Attributes:
        name: the operation's id.
        method: the HTTP method, in capitals.
        path: the path with its parameters in braces.
        anonymous: whether it takes no token.
        parameters: what may stand in the query and the path.
        takes: the media type of the body that it takes; empty for none.
        body_required: whether there has to be one.
        success: the status of its answer when it has done what it was asked to.
        answers: the media type of that answer; empty where it has no body.
        reply: the schema of that answer.
    """

    name: str
    method: str
    path: str
    anonymous: bool
    parameters: Mapping[str, Parameter]
    takes: str
    body_required: bool
    success: int
    answers: str
    reply: JsonObject = field(compare=False, repr=False)
    check_body: Callable[[JsonValue], Problem] = field(compare=False, repr=False)
    check_reply: Callable[[JsonValue], Problem] = field(compare=False, repr=False)


class Document:
    """The document, read."""

    def __init__(self, content: JsonObject) -> None:
        self.content = content
        self.version = text(content, "info", "version")
        self._requests = _Validators(content, closed_choice=True)
        self._replies = _Validators(content, closed_choice=False)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, in the order of the document."""
        found: list[Operation] = []
        for path, item in child(self.content, "paths").items():
            for method in _METHODS:
                described = child(item, method)
                if described:
                    found.append(self._operation(path, method, described))
        return tuple(found)

    def check(self, schema: str, value: JsonValue) -> Problem:
        """Return what is wrong with something that the server answers, by the name of its schema."""
        return self._replies.check({"$ref": _SCHEMAS + schema})(value)

    def resolved(self, schema: JsonObject) -> JsonObject:
        """Return what a schema refers to, or the schema itself."""
        return _resolved(self.content, schema)

    def allowed(self, schema: str) -> tuple[str, ...]:
        """Return the values of an enumeration."""
        listed = elements(self.content, "components", "schemas", schema, "enum")
        return tuple(each for each in listed if isinstance(each, str))

    def _operation(self, path: str, method: str, described: JsonObject) -> Operation:
        takes, request = _media(child(described, "requestBody", "content"))
        success, reply = next(
            (int(status), _resolved(self.content, each))
            for status, each in child(described, "responses").items()
            if status.startswith("2")
        )
        answers, shown = _media(child(reply, "content"))
        return Operation(
            name=text(described, "operationId"),
            method=method.upper(),
            path=path,
            anonymous=described.get("security") == [],
            parameters={each.name: each for each in self._parameters(described)},
            takes=takes,
            body_required=flag(described, "requestBody", "required"),
            success=success,
            answers=answers,
            reply=shown,
            check_body=self._requests.check(request),
            check_reply=self._replies.check(shown),
        )

    def _parameters(self, described: JsonObject) -> Iterator[Parameter]:
        for named in objects(described, "parameters"):
            parameter = _resolved(self.content, named)
            if parameter.get("in") == "header":
                continue  # the version, which every operation has
            schema = _resolved(self.content, child(parameter, "schema"))
            yield Parameter(
                name=text(parameter, "name"),
                place=text(parameter, "in"),
                required=flag(parameter, "required"),
                schema=schema,
                check=self._requests.check(schema),
            )


@cache
def document() -> Document:
    """Return the document that the repository carries."""
    return Document(cast("JsonObject", json.loads(_FILE.read_bytes())))


def _media(content: JsonObject) -> tuple[str, JsonObject]:
    for media, described in content.items():
        return media, child(described, "schema")
    return "", {}


def _resolved(content: JsonObject, value: JsonValue) -> JsonObject:
    """Return what a reference points to, or the value itself."""
    reference = text(value, "$ref")
    return child(content, *reference.removeprefix("#/").split("/")) if reference else child(value)


def _read(schema: JsonObject, given: str) -> JsonValue:
    kind = schema.get("type")
    try:
        if kind == "integer":
            return int(given)
        if kind == "number":
            return float(given)
    except ValueError:
        return given
    return _TRUTH.get(given.lower(), given) if kind == "boolean" else given


class _Validators:
    """Makes validators of the document's schemas, each when it is first asked."""

    def __init__(self, content: JsonObject, *, closed_choice: bool) -> None:
        self._content = content
        self._closed_choice = closed_choice

    @cached_property
    def _schemas(self) -> JsonObject:
        schemas = child(self._content, "components", "schemas")
        parts = {
            text(part, "$ref").removeprefix(_SCHEMAS)
            for schema in schemas.values()
            for part in objects(schema, "allOf")
        }
        return {
            name: _translated(schema, closed_choice=self._closed_choice, closed=name not in parts)
            for name, schema in schemas.items()
        }

    def check(self, schema: JsonObject) -> Callable[[JsonValue], Problem]:
        """Return the check of values against a schema of the document; an empty one takes everything."""
        made: list[jsonschema_rs.Draft202012Validator] = []

        def check(value: JsonValue) -> Problem:
            if not schema:
                return ""
            if not made:
                made.append(self._made(schema))
            error = next(made[0].iter_errors(value), None)
            return _said(error) if error else ""

        return check

    def _made(self, schema: JsonObject) -> jsonschema_rs.Draft202012Validator:
        translated = _translated(schema, closed_choice=self._closed_choice, closed=True)
        # The whole document takes a hundred times longer to compile than what one body refers to.
        needed = {name: self._schemas[name] for name in sorted(_reachable(translated, self._schemas))}
        whole = {**translated, "components": {"schemas": needed}}
        return jsonschema_rs.Draft202012Validator(
            whole, validate_formats=True, formats={"time": _is_time, "date-time": _is_date_time}, mask="a value"
        )


def _reachable(schema: JsonValue, schemas: JsonObject) -> set[str]:
    """Return the names of the schemas that a schema refers to, over however many others."""
    found: set[str] = set()
    waiting = list(_references(schema))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _references(schemas[name])
    return found


def _references(schema: JsonValue) -> Iterator[str]:
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name == "$ref" and isinstance(value, str):
                yield value.removeprefix(_SCHEMAS)
            else:
                yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


def _said(error: jsonschema_rs.ValidationError) -> Problem:
    place = ".".join(str(part) for part in error.instance_path)
    return f"{place or 'The body'}: {error.message}"


def _is_time(value: str) -> bool:
    return bool(_CLOCK_TIME.fullmatch(value))


def _is_date_time(value: str) -> bool:
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return "T" in value


# From OpenAPI 3.0 to JSON Schema 2020-12.


def _translated(schema: JsonValue, *, closed_choice: bool, closed: bool) -> JsonObject:
    """Return the schema in JSON Schema 2020-12.

    Args:
        schema: one of the document.
        closed_choice: whether an object has to be of one of the kinds that the document describes. A server shows
            others too: of those only what all kinds have is checked.
        closed: whether an object has to do with the properties that are described.
    """
    result = _without_openapi(child(schema))
    if "items" in result:
        result["items"] = _translated(result["items"], closed_choice=closed_choice, closed=True)
    if "properties" in result:
        properties = child(result, "properties")
        result["properties"] = {
            name: _translated(each, closed_choice=closed_choice, closed=True) for name, each in properties.items()
        }
    if "allOf" in result:
        parts = elements(result, "allOf")
        result["allOf"] = [_translated(each, closed_choice=closed_choice, closed=False) for each in parts]
    if "discriminator" in child(schema):
        return result | _choice(child(schema), closed_choice=closed_choice)
    if closed and ("properties" in result or "allOf" in result or result.get("type") == "object"):
        result[_CLOSED] = False
    return result


def _without_openapi(schema: JsonObject) -> JsonObject:
    """Return the schema with what only OpenAPI knows said in JSON Schema's words, or left out."""
    bounds = _BOUNDS.get(text(schema, "format"))
    result: JsonObject = {"minimum": bounds[0], "maximum": bounds[1], **schema} if bounds else dict(schema)
    if flag(schema, "nullable"):
        result["type"] = [text(schema, "type"), "null"]
    for name in _ONLY_OPENAPI:
        result.pop(name, None)
    if "discriminator" in schema:
        result.pop("oneOf", None)
    if text(schema, "format") not in _FORMATS:
        result.pop("format", None)
    return result


def _choice(schema: JsonObject, *, closed_choice: bool) -> JsonObject:
    """Return the choice by a discriminator: the problem is then that of the chosen kind, not of all of them."""
    name = text(schema, "discriminator", "propertyName")
    kinds = child(schema, "discriminator", "mapping")
    allowed: JsonObject = {"type": "string", "enum": list(kinds)} if closed_choice else {"type": "string"}
    branches: list[JsonValue] = [
        {"if": {"properties": {name: {"const": kind}}, "required": [name]}, "then": {"$ref": reference}}
        for kind, reference in kinds.items()
    ]
    return {"type": "object", "required": [name], "properties": {name: allowed}, "allOf": branches}
