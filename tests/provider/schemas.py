"""The API's own document, and payloads made from it: right ones, and the same as real servers send them."""

import functools
import json
import random
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = json.loads((ROOT / "provider" / "openapi" / "entraid-1.3-rev1.json").read_text())
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
UNKNOWN = "neverHeardOf"


@functools.cache
def payloads(name: str) -> st.SearchStrategy[Any]:
    """Return payloads of a named schema, exactly as the document has them."""
    return _of(SCHEMAS[name])


def _of(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return st.deferred(lambda: payloads(schema["$ref"].rpartition("/")[2]))
    if "oneOf" in schema:
        return st.one_of([_of(branch) for branch in schema["oneOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if {"allOf", "properties"} & {*schema} or schema.get("type") == "object":
        fields, required = members(schema)
        present = {field: _of(each) for field, each in fields.items() if field in required}
        absent = {field: _of(each) for field, each in fields.items() if field not in required}
        return st.fixed_dictionaries(present, optional=absent)
    if schema.get("type") == "array":
        return st.lists(_of(schema["items"]), max_size=2)
    scalars = {
        "string": st.text(max_size=4),
        "integer": st.integers(),
        "number": st.floats(allow_nan=False),
        "boolean": st.booleans(),
    }
    return scalars[schema["type"]] | st.none() if schema.get("nullable") else scalars[schema["type"]]


def members(schema: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Return the fields of an object's schema with those of its parents, and which of them are required."""
    resolved = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    fields, required = dict(resolved.get("properties", {})), {*resolved.get("required", ())}
    for part in resolved.get("allOf", ()):
        more, needed = members(part)
        fields, required = {**more, **fields}, required | needed
    return fields, required


def nullable(schema: dict[str, Any]) -> bool:
    """Return whether the document itself has null for a field."""
    return (SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema).get("nullable", False)


def roughened(payload: Any, name: str, chance: random.Random) -> Any:
    """Return a payload as a real server might send it: nulls, another case of words, fields of a later revision."""
    return _rough(payload, SCHEMAS[name], chance)


def _rough(payload: Any, schema: dict[str, Any], chance: random.Random) -> Any:
    if "$ref" in schema:
        return _rough(payload, SCHEMAS[schema["$ref"].rpartition("/")[2]], chance)
    if "oneOf" in schema:
        kind = payload[schema["discriminator"]["propertyName"]] if _told(payload, schema) else None
        chosen = schema["discriminator"]["mapping"].get(kind)
        return _rough(payload, {"$ref": chosen}, chance) if chosen else payload
    if "enum" in schema:
        return chance.choice([payload, payload.lower(), payload.upper(), payload.swapcase()])
    if isinstance(payload, list):
        rough = [_rough(item, schema["items"], chance) for item in payload]
        return [*rough, None] if chance.random() < 0.3 else rough
    if isinstance(payload, dict):
        fields, _ = members(schema)
        rough = {field: _rough(value, fields[field], chance) for field, value in payload.items()}
        unset = [field for field, each in fields.items() if field not in payload and not nullable(each)]
        nulls = {field: None for field in unset if chance.random() < 0.5}
        extra = {UNKNOWN: {"a": [chance.random()]}} if chance.random() < 0.3 else {}
        return {**nulls, **rough, **extra}
    return payload


def _told(payload: Any, schema: dict[str, Any]) -> bool:
    return isinstance(payload, dict) and schema["discriminator"]["propertyName"] in payload


def known(payload: Any) -> Any:
    """Return a payload without the fields that no document knows."""
    match payload:
        case dict():
            return {name: known(value) for name, value in payload.items() if name != UNKNOWN}
        case list():
            return [known(item) for item in payload]
        case _:
            return payload
