"""Ranges that one rule of a security group admits.

Azure refuses a rule with two that overlap: its error OverlappingSubnetsNotPermittedInSecurityRule.
"""

from ipaddress import IPv4Network

from veeam_entraid._arguments import Arguments

__all__ = ["read_admitted_ranges"]


def read_admitted_ranges(reader: Arguments, name: str) -> tuple[IPv4Network, ...]:
    """Return a list of IPv4 ranges, and note a problem for each that overlaps one before it."""
    ranges = reader.networks(name)
    for index, each in enumerate(ranges):
        other = next((before for before in ranges[:index] if each.overlaps(before)), None)
        if other:
            reader.problem(name, f"{each} overlaps {other} of the same list: leave the smaller one out")
    return ranges
