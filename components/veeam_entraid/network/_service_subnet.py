"""The range of the subnet of a service of Azure's: given, or the first that is free."""

from collections.abc import Mapping
from ipaddress import IPv4Network

from veeam_entraid._arguments import Arguments

__all__ = ["read_service_prefix"]


def read_service_prefix(
    block: Arguments,
    space: IPv4Network | None,
    taken: Mapping[IPv4Network, str],
    *,
    default: IPv4Network | None,
    smallest: int,
    service: str,
) -> IPv4Network:
    """Return the range in the argument ``prefix``, or its default, and note what Azure would refuse.

    Args:
        block: the block of the service.
        space: the address space that the range has to be in; None if it is not known.
        taken: what is not free, each range with whose it is.
        default: the range where none is given; None where there is no room for one.
        smallest: the longest prefix that the service admits.
        service: the service, for problems.
    """
    given = block.network("prefix")
    if given is None:
        hint = f"a free range of the virtual network, at least a /{smallest}"
        if space and not default:
            block.missing("prefix", f"{hint}, for the address space has no room for it, or enlarge addressSpace")
        if not space:
            block.missing("prefix", hint)
        return default or IPv4Network((0, smallest))
    owner = next((whose for other, whose in taken.items() if given.overlaps(other)), "")
    if given.prefixlen > smallest:
        block.problem("prefix", f"is too small: the smallest subnet that {service} admits is /{smallest}")
    elif space and not given.subnet_of(space):
        block.problem("prefix", f"is not in the address space {space}: write a part of it")
    elif owner:
        block.problem("prefix", f"overlaps {owner}: write ranges that are apart")
    return given
