"""Requests that the REST API's document allows, made up by hypothesis."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from veeam_entraid_sandbox.vbr import Document, Operation

_DEEP = 4
_TIMES = ["2020-01-01T00:00:00Z", "2026-01-15T09:30:00+02:00", "2026-01-15T09:30:00", "2099-12-31T23:59:59.999Z"]
_TEXTS = [
    "",
    "name",
    "Default Backup Repository",
    "a*",
    "\\",
    "'; DROP TABLE records; --",
    "ä\u0000\U0001f600",
    "x" * 300,
]


class Requests:
    """Makes up bodies and queries.

    Args:
        document: what they follow.
        ids: ids that are known to the server; others are made up now and then.
        named: values of parameters and properties by name, where any id will hardly do.
    """

    def __init__(
        self, document: Document, ids: Sequence[str], named: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._content: Any = document.content
        self._named = {name: st.sampled_from(list(values)) for name, values in (named or {}).items()}
        self._ids = st.one_of(st.sampled_from(list(ids)), st.uuids().map(str)) if ids else st.uuids().map(str)

    def body(self, operation: Operation) -> st.SearchStrategy[Any]:
        """Bodies that an operation takes."""
        described = self._content["paths"][operation.path][operation.method.lower()]
        (media,) = described["requestBody"]["content"].values()
        return self._values(media["schema"], 0)

    def query(self, operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
        """Queries that an operation takes."""
        asked = {
            each.name: self._values(each.schema, 0).map(_as_text)
            for each in operation.parameters.values()
            if each.place == "query"
        }
        return st.fixed_dictionaries({}, optional=asked)

    def path(self, operation: Operation) -> st.SearchStrategy[str]:
        """Paths of an operation."""
        named = [each.name for each in operation.parameters.values() if each.place == "path"]

        def filled(ids: list[str]) -> str:
            path = operation.path
            for name, id_ in zip(named, ids, strict=True):
                path = path.replace(f"{{{name}}}", id_)
            return path

        return st.tuples(*(self._named.get(each, self._ids) for each in named)).map(lambda ids: filled(list(ids)))

    def _values(self, schema: Any, depth: int) -> st.SearchStrategy[Any]:
        schema = self._resolved(schema)
        if "discriminator" in schema:
            kinds = list(schema["discriminator"]["mapping"].values())
            return st.sampled_from(kinds).flatmap(lambda kind: self._values({"$ref": kind}, depth))
        if "allOf" in schema or "properties" in schema:
            return self._objects(schema, depth)
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        if schema.get("type") == "array":
            least = schema.get("minItems", 0)
            most = max(least, 0 if depth > _DEEP else 2)
            return st.lists(self._values(schema["items"], depth + 1), min_size=least, max_size=most)
        return self._simple(schema)

    def _simple(self, schema: Any) -> st.SearchStrategy[Any]:
        match schema.get("type"):
            case "boolean":
                return st.booleans()
            case "integer":
                return st.integers(schema.get("minimum", -1), schema.get("maximum", 200))
            case "number":
                return st.integers(0, 200).map(float)
            case "string":
                return self._texts(schema)
            case _:
                return st.just({})

    def _objects(self, schema: Any, depth: int) -> st.SearchStrategy[Any]:
        properties, required = self._parts(schema)
        values = {name: self._property(name, each, depth) for name, each in properties.items() if name in required}
        rest = (
            {}
            if depth > 4
            else {n: self._property(n, each, depth) for n, each in properties.items() if n not in required}
        )
        return st.fixed_dictionaries(values, optional=rest)

    def _property(self, name: str, schema: Any, depth: int) -> st.SearchStrategy[Any]:
        return self._named[name] if name in self._named else self._values(schema, depth + 1)

    def _parts(self, schema: Any) -> tuple[dict[str, Any], set[str]]:
        schema = self._resolved(schema)
        properties, required = dict(schema.get("properties", {})), set(schema.get("required", []))
        for part in schema.get("allOf", []):
            more, needed = self._parts(part)
            properties |= more
            required |= needed
        return properties, required

    def _texts(self, schema: Any) -> st.SearchStrategy[str]:
        match schema.get("format"):
            case "uuid":
                return self._ids
            case "date-time":
                return st.sampled_from(_TIMES)
            case "time":
                return st.sampled_from(["00:00", "22:00", "23:59:59"])
            case _:
                return st.sampled_from(_TEXTS)

    def _resolved(self, schema: Any) -> Any:
        while "$ref" in schema:
            found = self._content
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
