"""Address arithmetic of virtual networks, as pure functions."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

__all__ = [
    "FORBIDDEN_NETWORKS",
    "Network",
    "first_free",
    "inside",
    "networks",
    "overlapping",
    "refusal_of_address",
]

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

FORBIDDEN_NETWORKS: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32", "224.0.0.0/4", "255.255.255.255/32")
)
"""What Azure does not let a virtual network use."""

_RESERVED_AT_START: Final = 4
_RESERVED_AT_END: Final = 1


def networks(prefixes: Iterable[object]) -> list[Network]:
    """Return those of the prefixes that are networks."""
    return [ipaddress.ip_network(prefix) for prefix in prefixes if isinstance(prefix, str) and "/" in prefix]


def inside(network: Network, spaces: Iterable[Network]) -> bool:
    """Return whether the network is part of one of the spaces."""
    return any(
        network.version == space.version and network.network_address in space and network.broadcast_address in space
        for space in spaces
    )


def overlapping(network: Network, others: Iterable[Network]) -> Network | None:
    """Return the first of the others that shares an address with the network."""
    return next((other for other in others if network.version == other.version and network.overlaps(other)), None)


def _usable(network: Network) -> tuple[int, int]:
    first = int(network.network_address) + _RESERVED_AT_START
    return first, int(network.broadcast_address) - _RESERVED_AT_END


def refusal_of_address(text: str, prefixes: Sequence[Network], taken: Iterable[str]) -> str | None:
    """Return why an address cannot be used in a subnet of these prefixes, or None when it can."""
    address = ipaddress.ip_address(text)
    home = next((prefix for prefix in prefixes if prefix.version == address.version and address in prefix), None)
    if home is None:
        return f"does not belong to the range of subnet prefix {', '.join(map(str, prefixes))}"
    first, last = _usable(home)
    if not first <= int(address) <= last:
        return f"is reserved: Azure keeps the first four addresses and the last one of {home}"
    if text in set(taken):
        return "is already allocated to another resource"
    return None


def first_free(prefixes: Sequence[Network], taken: Iterable[str]) -> str | None:
    """Return the lowest address that is free, or None when the subnet is full."""
    occupied = set(taken)
    for prefix in prefixes:
        first, last = _usable(prefix)
        for number in range(first, last + 1):
            text = str(ipaddress.ip_address(number) if prefix.version == 4 else ipaddress.IPv6Address(number))  # noqa: PLR2004
            if text not in occupied:
                return text
    return None
