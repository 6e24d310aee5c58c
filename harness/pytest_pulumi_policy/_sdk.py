"""Policies of the `pulumi_policy` SDK, served by the SDK itself."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final, cast

from pulumi.runtime.proto import analyzer_pb2_grpc

from pytest_pulumi_policy._configuration import Configuration
from pytest_pulumi_policy._verdict import Level

__all__ = ["servicer_of"]

# The SDK starts a pack by a constructor that serves for ever. What it serves has no public name.
_SERVICE: Final = "_PolicyAnalyzerServicer"
_NO_VERSION: Final = "0.0.1"


def servicer_of(
    policies: Sequence[object], name: str, level: Level, initial: Configuration
) -> Callable[[], analyzer_pb2_grpc.AnalyzerServicer]:
    """Return what makes the SDK's own service over policies.

    Raises:
        ModuleNotFoundError: the SDK is not installed, or none that this harness knows.
        TypeError: something among the policies is none.
    """
    sdk = importlib.import_module("pulumi_policy.policy")
    service = getattr(sdk, _SERVICE, None)
    if service is None:
        raise ModuleNotFoundError(
            "This release of pulumi-policy serves its packs in a way that is not known here: test the pack by its "
            "folder, with pack_in().",
            name="pulumi_policy",
        )
    if not policies or not all(isinstance(each, sdk.Policy) for each in policies):
        raise TypeError("A pack is made of at least one ResourceValidationPolicy or StackValidationPolicy.")
    started_with = {policy: _of_the_sdk(given, sdk.EnforcementLevel) for policy, given in initial.items()}
    make = cast("Callable[..., analyzer_pb2_grpc.AnalyzerServicer]", service)
    levels = cast("Callable[[str], object]", sdk.EnforcementLevel)
    return lambda: make(name, _NO_VERSION, list(policies), levels(level.value), started_with or None)


def _of_the_sdk(given: str | Mapping[str, object], levels: Callable[[str], object]) -> object:
    if isinstance(given, str):
        return levels(given)
    return {key: levels(str(value)) if key == "enforcementLevel" else value for key, value in given.items()}
