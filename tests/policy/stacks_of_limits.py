"""Stacks of the tests of the limits, as the engine would show them to the pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from pytest_pulumi_policy import UNKNOWN, Deployment, Options, PackUnderTest, Registration, Target, pack_served_by
from veeam_entraid_limits import UNKNOWN as UNKNOWN_TO_LIMITS
from veeam_entraid_limits import Resource
from veeam_entraid_policy._analyzer import PolicyPackAnalyzer
from veeam_entraid_protocol import Value

__all__ = ["Described", "pack_in_memory"]


def pack_in_memory(**environment: str) -> PackUnderTest:
    """Return the pack, run in this process with the environment variables that are given and no other."""
    return pack_served_by(lambda: PolicyPackAnalyzer(environment))


@dataclass(frozen=True)
class Described:
    """A stack of resources that the rules were written for: their URNs and relations are kept."""

    resources: Sequence[Resource]

    def target(self, given: Target) -> Target:
        return replace(given, project="shop", stack="dev")

    def deploy(self, deployment: Deployment) -> None:
        for resource in self.resources:
            deployment.register(
                Registration(
                    urn=resource.urn,
                    type=resource.type,
                    inputs=_values(resource.properties),
                    provider=self._provider(resource, deployment),
                    property_dependencies=resource.property_dependencies,
                    options=Options(protect=resource.protect is True),
                )
            )
            identity: Mapping[str, Value] = {"id": resource.id} if resource.id else {}
            deployment.complete(resource.urn, {**identity, **_values(resource.outputs)})

    @staticmethod
    def _provider(resource: Resource, deployment: Deployment) -> str:
        provider = resource.provider
        if provider is None:
            return ""
        urn = provider.urn or f"urn:pulumi:dev::shop::{provider.type}::of-{resource.name}-{len(resource.urn)}"
        deployment.register(Registration(urn=urn, type=provider.type, inputs=_values(provider.properties)))
        deployment.complete(urn, _values(provider.properties))
        return urn


def _values(properties: Mapping[str, object]) -> dict[str, Value]:
    return {str(key): _value(value) for key, value in properties.items()}


def _value(value: object) -> Value:
    if value is UNKNOWN_TO_LIMITS:
        return UNKNOWN
    if isinstance(value, Mapping):
        return _values(cast("Mapping[str, object]", value))
    if isinstance(value, list | tuple):
        return [_value(item) for item in cast("Sequence[object]", value)]
    return cast("Value", value)
