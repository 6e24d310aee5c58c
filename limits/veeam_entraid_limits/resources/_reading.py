"""The way from a resource to its facts: the first dialect that knows its type reads it."""

from functools import lru_cache
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits.resources import _azure, _components, _network, _storage, _veeam
from veeam_entraid_limits.resources._resource import Resource, TypeToken

__all__ = ["concerns", "read_facts"]

_DIALECTS: Final = (_components, _veeam, _azure, _network, _storage)


@lru_cache(maxsize=1024)
def concerns(type_token: str) -> bool:
    """Return whether resources of a type can have facts at all: readers skip the others unread."""
    token = TypeToken.parse(type_token)
    return any(dialect.concerns(token) for dialect in _DIALECTS)


def read_facts(resource: Resource) -> tuple[Fact, ...]:
    """Return what the rules can know from a resource: nothing for the many that do not concern them.

    Never raises on strange input.
    """
    return next((facts for dialect in _DIALECTS if (facts := dialect.read_facts(resource))), ())
