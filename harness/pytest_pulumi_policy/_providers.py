"""Providers of a program under test: what they make of inputs, and what the engine makes of their answers."""

from collections.abc import Mapping, Sequence
from typing import Protocol, cast

from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks

from pytest_pulumi_policy._resources import Properties, engine_value
from veeam_entraid_protocol import UNKNOWN, Secret, Value

__all__ = ["Providers", "as_providers", "values", "with_secrets_of"]


class Providers(Mocks):
    """Mocks that also say what a provider says at a preview. Override what a test needs.

    Inputs come as plain data: secrets are opened, and become secret again where they stand in an answer;
    what is not known is :data:`UNKNOWN`.
    """

    def check(self, args: MockResourceArgs) -> Mapping[str, object]:
        """Return the inputs that a resource goes on with: a provider's defaults are among them."""
        return _inputs(args)

    def preview(self, args: MockResourceArgs) -> Mapping[str, object]:
        """Return the outputs that a preview shows: what the program gave is known, and the rest is not."""
        outputs, inputs = self.new_resource(args)[1], _inputs(args)
        return {str(key): inputs.get(str(key), UNKNOWN) for key in {**outputs, **inputs}}

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        """Return the id and the outputs of a resource: the inputs."""
        return f"{args.name}-id", dict(_inputs(args))

    def call(self, args: MockCallArgs) -> tuple[dict[str, object], list[tuple[str, str]] | None]:
        """Return the result of a function, and what it objects to: its arguments, and nothing."""
        return cast("dict[str, object]", args.args), None


class _Answering(Protocol):
    """Mocks, by the types of what they answer."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, object]]: ...

    def call(
        self, args: MockCallArgs
    ) -> dict[str, object] | tuple[dict[str, object], Sequence[tuple[str, str]] | None]: ...


class _Adapted(Providers):
    """Pulumi's own mocks, which know neither a check nor a preview."""

    def __init__(self, mocks: Mocks) -> None:
        self._mocks = cast("_Answering", mocks)

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        return self._mocks.new_resource(args)

    def call(self, args: MockCallArgs) -> tuple[dict[str, object], list[tuple[str, str]] | None]:
        # Mocks may answer with the result alone.
        answer = self._mocks.call(args)
        result, failures = answer if isinstance(answer, tuple) else (answer, None)
        return result, list(failures or ())


def as_providers(mocks: Mocks | None) -> Providers:
    """Return mocks of any kind as providers."""
    if mocks is None:
        return Providers()
    return mocks if isinstance(mocks, Providers) else _Adapted(mocks)


def _inputs(args: MockResourceArgs) -> Mapping[str, object]:
    return cast("Mapping[str, object]", args.inputs)


def values(given: Mapping[str, object]) -> dict[str, Value]:
    """Return properties that a test gives as those that the engine shows."""
    return {key: engine_value(value) for key, value in given.items()}


def with_secrets_of(given: Mapping[str, Value], inputs: Properties) -> dict[str, Value]:
    """Return properties in which everything is secret that is secret among the inputs."""
    return {key: _concealed(value, inputs.get(key)) for key, value in given.items()}


def _concealed(output: Value, given: Value) -> Value:
    if isinstance(output, Secret):
        return output
    if isinstance(given, Secret):
        return Secret(output)
    if isinstance(output, dict) and isinstance(given, dict):
        return with_secrets_of(output, given)
    if isinstance(output, list) and isinstance(given, list) and len(output) == len(given):
        return [_concealed(item, by) for item, by in zip(output, given, strict=True)]
    return output
