"""The configuration of the pack: a level for each policy, and what an undecided limit does."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from veeam_entraid_limits import LIMITS, Finding, Level, Limit, Verdict

__all__ = ["UNKNOWN_OPTION", "Enforcement", "PackConfiguration", "PolicyConfiguration", "UnknownAction"]

UNKNOWN_OPTION: Final = "unknown"
"""The name of the option that says what an undecided limit does."""


class Enforcement(enum.Enum):
    """What a diagnostic does to a deployment."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    DISABLED = "disabled"


class UnknownAction(enum.Enum):
    """What a limit does that cannot be decided before the update."""

    ADVISORY = "advisory"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class PolicyConfiguration:
    """The configuration of one policy."""

    enforcement: Enforcement
    unknown: UnknownAction = UnknownAction.ADVISORY


def _default(limit: Limit) -> PolicyConfiguration:
    return PolicyConfiguration(Enforcement.MANDATORY if limit.level is Level.MANDATORY else Enforcement.ADVISORY)


@dataclass(frozen=True, slots=True)
class PackConfiguration:
    """The configuration of every policy, by its id; a policy that it does not name has its default."""

    policies: Mapping[str, PolicyConfiguration] = field(default_factory=dict[str, PolicyConfiguration])

    def of(self, limit_id: str) -> PolicyConfiguration:
        """Return the configuration of a policy."""
        return self.policies.get(limit_id) or _DEFAULTS[limit_id]

    def enforcement(self, finding: Finding) -> Enforcement:
        """Return what a finding does to the deployment."""
        policy = self.of(finding.limit)
        if policy.enforcement is Enforcement.DISABLED or finding.verdict is Verdict.BROKEN:
            return policy.enforcement
        if finding.verdict is Verdict.UNDECIDED and policy.unknown is UnknownAction.BLOCK:
            return policy.enforcement
        return Enforcement.ADVISORY


_DEFAULTS: Final = {limit.id: _default(limit) for limit in LIMITS}
