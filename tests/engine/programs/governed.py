"""What a backup server is told, as the configuration lists it: by the classes of the provider, or without any.

The address of the server is an output of another resource, as it is before a server's first deployment: the engine asks
the provider nothing at preview then. ``${name.id}`` stands for an output of a resource that is listed before.
"""

import re
from collections.abc import Mapping
from typing import Any

import pulumi

from veeam_entraid.veeam import Provider, entraid, infrastructure

MODULES = {"entraid": entraid, "infrastructure": infrastructure}
REFERENCE = re.compile(r"\$\{(\w+)\.id\}")


class Raw(pulumi.CustomResource):
    """A resource of any type."""


class RawProvider(pulumi.ProviderResource):
    """A provider, without its class."""


def resolved(value: Any, made: Mapping[str, pulumi.CustomResource]) -> Any:
    if isinstance(value, str) and (found := REFERENCE.fullmatch(value)):
        return made[found[1]].id
    if isinstance(value, list):
        return [resolved(each, made) for each in value]
    if isinstance(value, dict):
        return {key: resolved(each, made) for key, each in value.items()}
    return value


def snake(value: Any) -> Any:
    """Return arguments with the names of Python."""
    if isinstance(value, list):
        return [snake(each) for each in value]
    if isinstance(value, dict):
        return {re.sub("(?<=.)([A-Z])", r"_\1", key).lower(): snake(each) for key, each in value.items()}
    return value


config = pulumi.Config()
group = Raw("azure-native:resources:ResourceGroup", "group", {"location": "westeurope"})
server: dict[str, Any] = {"endpoint": pulumi.Output.format("https://{0}", group.id), "username": "rest"}
made: dict[str, pulumi.CustomResource] = {}
by_classes = config.require_bool("classes")
password = pulumi.Output.secret("a password")
provider = (
    Provider("server", password=password, **server)
    if by_classes
    else RawProvider("veeam", "server", server | {"password": password})
)
for listed in config.require_object("resources"):
    token, name, inputs = listed["type"], listed["name"], resolved(listed["properties"], made)
    options = pulumi.ResourceOptions(provider=provider)
    if by_classes:
        _, module, kind = token.split(":")
        made[name] = getattr(MODULES[module], kind)(name, options, **snake(inputs))
    else:
        made[name] = Raw(token, name, inputs, options)
