"""Resources of the ``veeam`` provider."""

from typing import Final

from veeam_entraid_limits._facts import DefaultProxy, Fact, Tenant
from veeam_entraid_limits._setting import ABSENT, Setting, setting
from veeam_entraid_limits.resources._resource import Resource, TypeToken

__all__ = ["concerns", "read_facts"]

_DEFAULT_PROXY: Final = TypeToken("veeam", "infrastructure", "DefaultProxy")
_TENANT: Final = TypeToken("veeam", "entraid", "Tenant")


def concerns(token: TypeToken) -> bool:
    """Return whether a type is one of the provider's with facts."""
    return token in (_DEFAULT_PROXY, _TENANT)


def read_facts(resource: Resource) -> tuple[Fact, ...]:
    """Return the facts of a resource of the ``veeam`` provider."""
    if resource.token == _DEFAULT_PROXY:
        return (
            DefaultProxy(
                subject=resource.subject("DefaultProxy"),
                enabled=resource.setting("enabled"),
                max_task_count=resource.setting("maxTaskCount"),
                endpoint=_endpoint(resource),
            ),
        )
    if resource.token == _TENANT:
        return (Tenant(subject=resource.subject("Tenant"), region=resource.setting("region")),)
    return ()


def _endpoint(resource: Resource) -> Setting:
    return setting(resource.provider.properties, "endpoint") if resource.provider else ABSENT
