"""What the installed SDKs say about the properties of a resource.

The SDKs are large and slow to import, so what they say is written down once per version and resource
(:class:`Shapes`). :func:`check` compares a resource's inputs with it, more strictly than the real
providers do: they pass over properties that they do not know.
"""

from veeam_entraid_sandbox.sdk_types._cache import Shapes
from veeam_entraid_sandbox.sdk_types._checking import Problem, check
from veeam_entraid_sandbox.sdk_types._introspection import Sdk, UnknownTokenError
from veeam_entraid_sandbox.sdk_types._schema import package_schema
from veeam_entraid_sandbox.sdk_types._shape import (
    Anything,
    ListOf,
    MapOf,
    ObjectOf,
    OneOf,
    Property,
    PropertyType,
    ResourceShape,
    Scalar,
)

__all__ = [
    "Anything",
    "ListOf",
    "MapOf",
    "ObjectOf",
    "OneOf",
    "Problem",
    "Property",
    "PropertyType",
    "ResourceShape",
    "Scalar",
    "Sdk",
    "Shapes",
    "UnknownTokenError",
    "check",
    "package_schema",
]
