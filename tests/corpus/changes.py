"""Changes to stacks: one value at a time, anywhere in the depth."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from corpus import Declared, Stack

from veeam_entraid_protocol import Secret, Value

_FEW = 3

Place: TypeAlias = tuple[Any, ...]


def with_each_value(
    stack: Stack, instead: Callable[[Value], Value], but: frozenset[str] = frozenset()
) -> Iterator[Stack]:
    """Yield the stack once for each value in its inputs and in its providers' configuration, with another in its place.

    Of a long list the first few entries and the last one are changed: one is like the other. What has one of the keys
    in ``but`` stays.
    """
    for key, each in stack.resources.items():
        for inputs in changed(each.inputs, instead, but):
            yield with_resource(stack, key, replace(each, inputs=inputs))
        for configuration in changed(each.provider.inputs if each.provider else {}, instead):
            assert each.provider
            yield with_resource(stack, key, replace(each, provider=replace(each.provider, inputs=configuration)))


def with_resource(stack: Stack, key: str, each: Declared) -> Stack:
    """Return the stack with another resource of a key."""
    return replace(stack, resources={**stack.resources, key: each})


def changed(
    values: Mapping[str, Value], instead: Callable[[Value], Value], but: frozenset[str] = frozenset()
) -> Iterator[Mapping[str, Value]]:
    """Yield the values once for each place in them, with what stands there changed."""
    for place in places(values):
        if not but.intersection(map(str, place)):
            yield _changed(values, place, instead)


def places(value: object) -> Iterator[Place]:
    """Yield the place of each value, outer ones first."""
    match value:
        case dict():
            inner = list(value.items())
        case list():
            inner = [(at, each) for at, each in enumerate(value) if at < _FEW or at == len(value) - 1]
        case Secret():
            yield from places(value.value)
            return
        case _:
            return
    for key, each in inner:
        yield (key,)
        yield from ((key, *rest) for rest in places(each))


def _changed(value: Any, place: Place, instead: Callable[[Value], Value]) -> Any:
    if isinstance(value, Secret):
        return Secret(_changed(value.value, place, instead))
    if not place:
        return instead(value)
    key, *rest = place
    if isinstance(value, list):
        return [*value[:key], _changed(value[key], tuple(rest), instead), *value[key + 1 :]]
    return {**value, key: _changed(value[key], tuple(rest), instead)}
