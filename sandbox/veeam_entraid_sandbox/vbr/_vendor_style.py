"""Answers as the vendor's own samples have them: looser than the document.

Of the vendor's samples half break its schema: what is not set is null, and values of enumerations begin with a small
letter. A later revision of the server has properties that this one does not know, which a client has to send back.
"""

from typing import Final

from veeam_entraid_sandbox.vbr._document import Document
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, objects, text

__all__ = ["LATER", "vendor_style", "without_later"]

LATER: Final = "ofALaterRevision"
"""The property that the document does not know."""


def vendor_style(document: Document, schema: JsonObject, value: JsonValue) -> JsonValue:
    """Return an answer of that schema with everything that a client has to put up with."""
    resolved = document.resolved(schema)
    kinds = child(resolved, "discriminator", "mapping")
    if kinds:
        kind = text(value, text(resolved, "discriminator", "propertyName"))
        return vendor_style(document, {"$ref": kinds[kind]}, value) if kind in kinds else value
    if isinstance(value, list):
        return [vendor_style(document, child(resolved, "items"), each) for each in value]
    if isinstance(value, dict):
        properties, required = _parts(document, resolved)
        shown: JsonObject = {
            name: vendor_style(document, child(properties, name), each) for name, each in value.items()
        }
        unset: JsonObject = {name: None for name in properties if name not in value and name not in required}
        return {**shown, **unset, LATER: True} if properties else shown
    if isinstance(value, str) and "enum" in resolved:
        return value[:1].lower() + value[1:]
    return value


def without_later(value: JsonValue) -> JsonValue:
    """Return a body without the property that the document does not know, wherever it stands."""
    if isinstance(value, dict):
        return {name: without_later(each) for name, each in value.items() if name != LATER}
    return [without_later(each) for each in value] if isinstance(value, list) else value


def _parts(document: Document, schema: JsonObject) -> tuple[JsonObject, set[str]]:
    properties = dict(child(schema, "properties"))
    required = {str(each) for each in elements(schema, "required")}
    for part in objects(schema, "allOf"):
        more, needed = _parts(document, document.resolved(part))
        properties |= more
        required |= needed
    return properties, required
