"""A stack that a test writes down, resource by resource."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pytest_pulumi_policy._deployment import Deployment
from pytest_pulumi_policy._resources import STACK_TYPE, Properties, Registration, Resource, Target, engine_value

__all__ = ["WrittenDown"]


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """Resources in the order in which they register. What they refer to registers before, if it is not listed."""

    resources: Sequence[Resource]

    def target(self, given: Target) -> Target:
        """Return the given stack."""
        return given

    def deploy(self, deployment: Deployment) -> None:
        """Register the stack's root, and each resource with its outputs."""
        root = deployment.target.root_urn
        deployment.register(Registration(urn=root, type=STACK_TYPE, inputs={}, outputs={}, custom=False))
        urns: dict[Resource, str] = {}
        for resource in _ordered(self.resources):
            _deploy(resource, deployment, urns)


def _deploy(resource: Resource, deployment: Deployment, urns: dict[Resource, str]) -> None:
    target = deployment.target
    urn = target.urn(resource.type, resource.name, urns[resource.parent] if resource.parent else "")
    urns[resource] = urn
    made_from = {
        key: tuple(urns[each] for each in ([sources] if isinstance(sources, Resource) else sources))
        for key, sources in resource.made_from.items()
    }
    named = [*(urns[each] for each in resource.depends_on), *(each for every in made_from.values() for each in every)]
    registration = Registration(
        urn=urn,
        type=resource.type,
        inputs=_properties(resource.inputs),
        custom=not resource.component,
        parent=urns[resource.parent] if resource.parent else target.root_urn,
        dependencies=tuple(dict.fromkeys(named)),
        property_dependencies=made_from,
        options=resource.options,
    )
    provider = urns[resource.provider] if resource.provider else ""
    if not provider and registration.package:
        provider = deployment.default_provider(registration.package)
    registration = replace(registration, provider=provider)
    if resource.registers:
        registration = deployment.register(registration)
    else:
        deployment.show_only(registration)
    silent: Mapping[str, object] = {} if resource.component else registration.inputs
    deployment.complete(urn, _properties(silent if resource.outputs is None else resource.outputs))


def _properties(given: Mapping[str, object]) -> Properties:
    return {key: engine_value(value) for key, value in given.items()}


def _ordered(resources: Sequence[Resource]) -> Iterator[Resource]:
    done: set[Resource] = set()

    def with_what_it_names(resource: Resource) -> Iterator[Resource]:
        if resource in done:
            return
        done.add(resource)
        for each in _named(resource):
            yield from with_what_it_names(each)
        yield resource

    for resource in resources:
        yield from with_what_it_names(resource)


def _named(resource: Resource) -> Iterator[Resource]:
    yield from (each for each in (resource.parent, resource.provider) if each is not None)
    yield from resource.depends_on
    for sources in resource.made_from.values():
        yield from [sources] if isinstance(sources, Resource) else sources
