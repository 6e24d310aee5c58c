"""What single values must look like. Each constraint returns what is wrong, as the end of a sentence."""

import ipaddress
import re
import uuid
from collections.abc import Callable, Sequence

from veeam_entraid_protocol import Value
from veeam_entraid_sandbox.azure._resource_type import Choice, Constraint

__all__ = ["address", "choice", "guid", "network", "number", "text"]


def text(*, shortest: int = 0, longest: int | None = None, pattern: str = "", says: str = "") -> Constraint:
    """Demand a text of a certain length and, as a whole, of a certain form, which ``says`` describes."""
    form = re.compile(pattern) if pattern else None

    def check(value: Value) -> str | None:
        if not isinstance(value, str):
            return None
        if len(value) < shortest:
            return f"is too short ({len(value)}): at least {shortest} characters required"
        if longest is not None and len(value) > longest:
            return f"is too long ({len(value)}): at most {longest} characters allowed"
        if form and not form.fullmatch(value):
            return says or f"does not match expression '{pattern}'"
        return None

    return check


def number(*, least: float | None = None, most: float | None = None, step: float | None = None) -> Constraint:
    """Demand a number within a range, both ends included, and a multiple of ``step``."""

    def check(value: Value) -> str | None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        if least is not None and value < least:
            return f"is too low ({value:g} < {least:g})"
        if most is not None and value > most:
            return f"is too high ({value:g} > {most:g})"
        if step is not None and value % step:
            return f"must be a multiple of {step:g}"
        return None

    return check


def choice(values: Sequence[str]) -> Choice:
    """Demand one of these texts; Azure compares without regard to case."""
    return Choice(tuple(values))


def guid() -> Constraint:
    """Demand a GUID."""
    return _parses(uuid.UUID, "must be a GUID")


def address() -> Constraint:
    """Demand an IPv4 address."""
    return _parses(ipaddress.IPv4Address, "must be an IPv4 address")


def network() -> Constraint:
    """Demand an IPv4 or IPv6 network in CIDR notation, without host bits."""
    return _parses(
        lambda text_: ipaddress.ip_network(text_ if "/" in text_ else ""),
        "must be a network in CIDR notation without host bits, such as 10.0.0.0/16",
    )


def _parses(parse: Callable[[str], object], says: str) -> Constraint:
    def check(value: Value) -> str | None:
        if not isinstance(value, str):
            return None
        try:
            parse(value)
        except ValueError:
            return says
        return None

    return check
