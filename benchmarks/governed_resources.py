"""The resources of the benchmark of packs: a program that is deployed and a driver of the protocol make the same."""

from collections.abc import Iterator
from typing import Any, Final

__all__ = ["governed_resources"]

# Of ten resources seven are of types that the rules look at.
_TOKENS: Final = (
    "azure-native:compute:VirtualMachine",
    "azure-native:compute:VirtualMachine",
    "azure-native:network:NetworkInterface",
    "azure-native:storage:StorageAccount",
    "azure-native:keyvault:Secret",
    "veeam:infrastructure:Repository",
    "azuread:index/application:Application",
    "azure-native:compute:VirtualMachine",
    "azure-native:network:NetworkInterface",
    "azure-native:storage:StorageAccount",
)


def governed_resources(size: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the type and the properties, 5 KB as JSON, of so many resources, none of which breaks a limit."""
    for number in range(size):
        yield (
            _TOKENS[number % len(_TOKENS)],
            {
                "location": "westeurope",
                "name": f"resource-{number}",
                "type": "LinuxLocal",
                "tags": {f"tag-{each}": "x" * 20 for each in range(20)},
                "profile": {"rules": [{"priority": each, "prefixes": ["10.0.0.0/8"] * 4} for each in range(20)]},
                "userData": "x" * 2_600,
            },
        )
