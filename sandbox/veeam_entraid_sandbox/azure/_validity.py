"""What is wrong with inputs, and who says so: the provider at a preview, or Azure when it is asked.

The real provider knows lengths, patterns and ranges. Which words Azure takes, and what has to stand together,
it does not know: a preview passes, and Azure refuses the request.
"""

from collections.abc import Iterator

from veeam_entraid_protocol import UNKNOWN
from veeam_entraid_protocol.properties import Properties, found, show
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError
from veeam_entraid_sandbox.azure._resource_type import Choice, ResourceType

__all__ = ["demand_valid_request", "provider_failures"]


def provider_failures(type_: ResourceType, inputs: Properties) -> Iterator[CheckFailure]:
    """Yield what the provider refuses. Values may be unknown."""
    yield from _constraint_failures(type_, inputs, choices=False)


def demand_valid_request(type_: ResourceType, inputs: Properties) -> None:
    """Demand what Azure demands of the request itself, whatever there is in the subscription.

    Raises:
        ArmError: with everything that is wrong.
    """
    failures = [*_constraint_failures(type_, inputs, choices=True)]
    failures += [failure for rule in type_.rules for failure in rule(inputs)]
    if failures:
        listed = "; ".join(f"{failure.property}: {failure.reason}" for failure in failures)
        raise ArmError(400, "InvalidRequestContent", listed)


def _constraint_failures(type_: ResourceType, inputs: Properties, *, choices: bool) -> Iterator[CheckFailure]:
    for pattern, constraint in type_.constraints.items():
        if isinstance(constraint, Choice) is not choices:
            continue
        for path, value in found(inputs, pattern):
            reason = None if value is UNKNOWN else constraint(value)
            if reason:
                yield CheckFailure(show(path), f"'{show(path)}' {reason}")
