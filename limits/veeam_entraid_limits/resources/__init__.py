"""Reading resources, as Pulumi's engine and its states describe them, into facts.

Each dialect has a module: our components, the ``veeam`` provider, and the Azure providers with the tag
convention. None of them imports a provider: they match type tokens.
"""

from veeam_entraid_limits.resources._reading import concerns, read_facts
from veeam_entraid_limits.resources._resource import ProviderResource, Resource

__all__ = ["ProviderResource", "Resource", "concerns", "read_facts"]
