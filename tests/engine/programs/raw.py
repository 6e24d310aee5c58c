"""Resources without any component and without any SDK: token, name, properties, as the configuration lists them.

The text UNKNOWN stands for a value that only an update knows.
"""

from typing import Any

import pulumi


class Raw(pulumi.CustomResource):
    """A resource of any type."""


class Provider(pulumi.ProviderResource):
    """A provider of the azure-native package."""

    def __init__(self, name: str, environment: str) -> None:
        super().__init__("azure-native", name, {"environment": environment})


def known_later(value: Any, unknown: pulumi.Output[str]) -> Any:
    if value == "UNKNOWN":
        return unknown
    if isinstance(value, dict):
        return {key: known_later(inner, unknown) for key, inner in value.items()}
    return value


config = pulumi.Config()
group = Raw("azure-native:resources:ResourceGroup", "group", {"location": "westeurope"})
environment = config.get("environment")
provider = Provider("explicit", environment) if environment else None
for resource in config.require_object("resources"):
    Raw(
        resource["type"],
        resource["name"],
        known_later(resource["properties"], group.id),
        pulumi.ResourceOptions(provider=provider),
    )
