"""Arithmetic of IPv4 ranges as Azure's virtual networks see them.

Source: Microsoft, "Azure Virtual Network frequently asked questions" (reserved addresses, ranges that
cannot be used, smallest subnet).
"""

import ipaddress
from collections.abc import Collection, Iterator, Mapping
from typing import Final

__all__ = [
    "SMALLEST_DELEGATED_SUBNET",
    "SMALLEST_SUBNET",
    "address_problem",
    "first_usable_address",
    "free_range",
    "free_subnet",
    "overlaps",
    "space_problem",
]

SMALLEST_SUBNET: Final = 29
"""The longest prefix of a subnet."""

SMALLEST_DELEGATED_SUBNET: Final = 28
"""The longest prefix of a subnet that is delegated to flexible servers."""

_RESERVED_AT_START: Final = 4
_DEFAULT_SUBNET: Final = 27
_REFUSED: Final = tuple(
    ipaddress.IPv4Network(refused)
    for refused in ("127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32", "224.0.0.0/4", "255.255.255.255/32")
)


def space_problem(space: ipaddress.IPv4Network) -> str:
    """Return why Azure refuses an address space; nothing if it does not."""
    refused = next((refused for refused in _REFUSED if space.overlaps(refused)), None)
    if refused:
        return f"overlaps {refused}, which Azure keeps for itself: write a private range, such as 10.60.0.0/24"
    return ""


def free_subnet(space: ipaddress.IPv4Network, taken: ipaddress.IPv4Network | None) -> ipaddress.IPv4Network | None:
    """Return a subnet of an address space beside one that is taken; None if there is no room.

    It is a /27, or a quarter of a smaller space: the first one, else the one after what is taken.
    """
    prefix = max(_DEFAULT_SUBNET, space.prefixlen + 2)
    if prefix > SMALLEST_SUBNET:
        return None
    first = ipaddress.IPv4Network((space.network_address, prefix))
    if not taken or not first.overlaps(taken):
        return first
    behind = int(taken.broadcast_address) + first.num_addresses
    if behind > int(space.broadcast_address):
        return None
    return ipaddress.IPv4Network((behind, prefix), strict=False)


def free_range(
    space: ipaddress.IPv4Network, taken: Collection[ipaddress.IPv4Network], prefix: int
) -> ipaddress.IPv4Network | None:
    """Return the first range of a size in an address space that overlaps nothing that is taken; None without room."""
    if prefix < space.prefixlen:
        return None
    ranges = space.subnets(new_prefix=prefix)
    return next((each for each in ranges if not any(each.overlaps(other) for other in taken)), None)


def first_usable_address(subnet: ipaddress.IPv4Network) -> ipaddress.IPv4Address:
    """Return the first address of a subnet that Azure does not keep for itself."""
    return subnet[_RESERVED_AT_START]


def address_problem(address: ipaddress.IPv4Address, subnet: ipaddress.IPv4Network) -> str:
    """Return why a machine in a subnet cannot have an address; nothing if it can."""
    if address not in subnet:
        return f"is not in the subnet {subnet}: write an address from {first_usable_address(subnet)} on"
    if address < first_usable_address(subnet) or address == subnet.broadcast_address:
        return (
            f"is kept by Azure, as the first four addresses and the last one of every subnet:"
            f" write one from {first_usable_address(subnet)} to {subnet.broadcast_address - 1}"
        )
    return ""


def overlaps(ranges: Mapping[str, ipaddress.IPv4Network]) -> Iterator[tuple[str, str]]:
    """Yield the names of each two ranges that overlap."""
    named = list(ranges.items())
    for index, (name, one) in enumerate(named):
        for other_name, other in named[index + 1 :]:
            if one.overlaps(other):
                yield name, other_name
