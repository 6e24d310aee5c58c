"""The policies as the engine knows them: what they are called, how they are configured, and their levels."""

from collections.abc import Mapping
from typing import Final, cast

from veeam_entraid_limits import (
    LIMITS,
    RULE_OPTIONS,
    SETTINGS,
    SETTINGS_OPTIONS,
    Configuration,
    Enforcement,
    Limit,
)
from veeam_entraid_protocol import PlainProperties, Value, encode
from veeam_entraid_protocol.messages import analyzer_pb2 as messages

__all__ = ["LEVELS", "TITLES", "document_of", "policy_infos"]

LEVELS: Final = {
    Enforcement.ADVISORY: messages.ADVISORY,
    Enforcement.MANDATORY: messages.MANDATORY,
    Enforcement.REMEDIATE: messages.REMEDIATE,
    Enforcement.DISABLED: messages.DISABLED,
}
"""The protocol's levels."""

_PACK: Final = "The policy pack itself"

TITLES: Final = {**{limit.id: limit.title for limit in LIMITS}, SETTINGS: _PACK}
"""The title of each policy, by its id."""

_ENFORCEMENTS: Final = {level: enforcement for enforcement, level in LEVELS.items()}


def policy_infos(configuration: Configuration) -> list[messages.PolicyInfo]:
    """Return what the engine is told about the policies: one for each limit, and one that holds the settings."""
    return [*(_of_limit(limit, configuration) for limit in LIMITS), _settings()]


def _of_limit(limit: Limit, configuration: Configuration) -> messages.PolicyInfo:
    return messages.PolicyInfo(
        name=limit.id,
        displayName=limit.title,
        description=limit.title,
        message=limit.reason,
        enforcementLevel=LEVELS[configuration.of(limit.id).enforcement],
        configSchema=_schema(RULE_OPTIONS),
        policy_type=messages.POLICY_TYPE_RESOURCE if limit.check_fact else messages.POLICY_TYPE_STACK,
        url=limit.page.url if limit.page else "",
    )


def _settings() -> messages.PolicyInfo:
    return messages.PolicyInfo(
        name=SETTINGS,
        displayName=_PACK,
        description="Its options hold for all policies; it reports a resource that cannot be read.",
        enforcementLevel=messages.ADVISORY,
        configSchema=_schema(SETTINGS_OPTIONS),
        policy_type=messages.POLICY_TYPE_STACK,
    )


def _schema(options: Mapping[str, Mapping[str, object]]) -> messages.PolicyConfigSchema:
    return messages.PolicyConfigSchema(properties=encode(cast("Mapping[str, Value]", options)))


def document_of(policies: Mapping[str, messages.PolicyConfig]) -> dict[str, object]:
    """Return the configuration of the policies as the document that a person writes."""
    return {
        name: {"enforcementLevel": _ENFORCEMENTS[policy.enforcementLevel].value, **PlainProperties(policy.properties)}
        for name, policy in policies.items()
    }
