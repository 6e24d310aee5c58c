"""The way from a resource to its facts: the first dialect that knows its type reads it."""

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits.resources import _azure, _components, _veeam
from veeam_entraid_limits.resources._resource import Resource

__all__ = ["read_facts"]


def read_facts(resource: Resource) -> tuple[Fact, ...]:
    """Return what the rules can know from a resource: nothing for the many that do not concern them.

    Never raises on strange input.
    """
    return _components.read_facts(resource) or _veeam.read_facts(resource) or _azure.read_facts(resource)
