"""Pulumi's plugin protocol: the values that cross it, and serving a plugin to the engine.

The policy pack, the provider and the sandbox speak the same protocol to the engine. What they share
of it is here: :func:`decode` and :func:`encode` between protobuf and Python, :func:`plain` or
:class:`PlainProperties` for readers that only want the data, and :func:`serve`.
"""

from veeam_entraid_protocol._serving import serve
from veeam_entraid_protocol._values import (
    UNKNOWN,
    Opaque,
    OutputValue,
    PlainProperties,
    Secret,
    Unknown,
    Value,
    contains_secret,
    contains_unknown,
    decode,
    encode,
    plain,
)

__all__ = [
    "UNKNOWN",
    "Opaque",
    "OutputValue",
    "PlainProperties",
    "Secret",
    "Unknown",
    "Value",
    "contains_secret",
    "contains_unknown",
    "decode",
    "encode",
    "plain",
    "serve",
]
