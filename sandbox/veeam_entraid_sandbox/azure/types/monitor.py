"""Microsoft.Insights: what is collected, where it goes, and who is alerted."""

import re
from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, at, found, list_at, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, location_key
from veeam_entraid_sandbox.azure._resource_type import Fixed, Reference, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import choice, number, text
from veeam_entraid_sandbox.azure.types._guids import guid_of

__all__ = ["TYPES"]

_INSIGHTS: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Insights"
_WORKSPACES: Final = "Microsoft.OperationalInsights/workspaces"
_DESTINATIONS: Final = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")
_ENDPOINT_ASSOCIATION: Final = "configurationAccessEndpoint"
_FREQUENCIES: Final = (
    "PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D",
)  # fmt: skip
_WINDOWS: Final = (*_FREQUENCIES, "P2D")
_FACILITIES: Final = (
    "alert", "audit", "auth", "authpriv", "clock", "cron", "daemon", "ftp", "kern", "lpr", "mail", "mark", "news",
    "nopri", "ntp", "syslog", "user", "uucp", *(f"local{number_}" for number_ in range(8)), "*",
)  # fmt: skip
_LEVELS: Final = ("Debug", "Info", "Notice", "Warning", "Error", "Critical", "Alert", "Emergency", "*")
_DURATION: Final = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def _sent_somewhere(inputs: Properties) -> Iterator[CheckFailure]:
    if not any(inputs.get(name) for name in _DESTINATIONS):
        yield CheckFailure("", f"a diagnostic setting needs a destination: one of {', '.join(_DESTINATIONS)}")
    if not list_at(inputs, "logs") and not list_at(inputs, "metrics"):
        yield CheckFailure("logs", "a diagnostic setting needs 'logs' or 'metrics'")
    for index, log in enumerate(list_at(inputs, "logs")):
        if bool(text_at(log, "category")) == bool(text_at(log, "categoryGroup")):
            yield CheckFailure(f"logs[{index}]", "has either a 'category' or a 'categoryGroup'")


def _demand_watched(subject: Subject, view: View) -> None:
    watched = text_at(subject.inputs, "resourceUri")
    if view.find(watched) is None:
        raise ArmError(404, "ResourceNotFound", f"The resource '{watched}' was not found.")


# What a machine's agent collects.


def _flows_from_sources_to_destinations(inputs: Properties) -> Iterator[CheckFailure]:
    if not list_at(inputs, "dataFlows"):
        yield CheckFailure("dataFlows", "a data collection rule needs 'dataFlows'")
    sources = {str(stream) for _, stream in found(inputs, "dataSources.*[].streams[]")}
    destinations = {str(name) for _, name in found(inputs, "destinations.*[].name")}
    for index, flow in enumerate(list_at(inputs, "dataFlows")):
        for key, known in (("streams", sources), ("destinations", destinations)):
            named = [str(name) for name in list_at(flow, key)]
            if not named:
                yield CheckFailure(f"dataFlows[{index}].{key}", f"a data flow needs '{key}'")
            for name in named:
                if name not in known:
                    yield CheckFailure(f"dataFlows[{index}].{key}", f"'{name}' is declared nowhere")


def _named_once(inputs: Properties) -> Iterator[CheckFailure]:
    for pattern in ("dataSources.*[].name", "destinations.*[].name"):
        names = [str(name) for _, name in found(inputs, pattern)]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield CheckFailure(pattern.partition(".")[0], f"'{name}' is the name of two")


def _demand_region_of_workspaces(subject: Subject, view: View) -> None:
    own = text_at(subject.inputs, "location")
    for _, id_ in found(subject.inputs, "destinations.logAnalytics[].workspaceResourceId"):
        workspace = view.find(str(id_))
        theirs = text_at(workspace.outputs, "location") if workspace else ""
        if own and theirs and location_key(own) != location_key(theirs):
            raise ArmError(
                400,
                "InvalidPayload",
                f"The data collection rule is in {own} and its workspace '{id_}' in {theirs}: they have to be in the "
                "same region.",
            )


def _one_thing_associated(inputs: Properties) -> Iterator[CheckFailure]:
    rule, endpoint = inputs.get("dataCollectionRuleId"), inputs.get("dataCollectionEndpointId")
    if (rule is None) == (endpoint is None):
        yield CheckFailure("", "an association has either a 'dataCollectionRuleId' or a 'dataCollectionEndpointId'")
    if endpoint is not None and text_at(inputs, "associationName") not in {"", _ENDPOINT_ASSOCIATION}:
        yield CheckFailure("associationName", f"'associationName' of an endpoint must be {_ENDPOINT_ASSOCIATION}")


# Who is alerted.


def _minutes(duration: str) -> int:
    match = _DURATION.fullmatch(duration)
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return (days * 24 + hours) * 60 + minutes


def _whole_rule(inputs: Properties) -> Iterator[CheckFailure]:
    if text_at(inputs, "kind") not in {"", "LogAlert"}:
        return
    for name in ("severity", "evaluationFrequency", "windowSize", "scopes", "criteria"):
        if inputs.get(name) in (None, []):
            yield CheckFailure(name, f"missing required property '{name}'")
    if len(list_at(inputs, "scopes")) > 1:
        yield CheckFailure("scopes", "'scopes' holds exactly one id")
    conditions = list_at(inputs, "criteria.allOf")
    if len(conditions) != 1:
        yield CheckFailure("criteria.allOf", "'criteria.allOf' holds exactly one condition")
    for condition in conditions:
        yield from _whole_condition(condition)
    yield from _times(inputs)


def _whole_condition(condition: Value) -> Iterator[CheckFailure]:
    path = "criteria.allOf[0]"
    for name in ("query", "operator", "threshold", "timeAggregation"):
        if at(condition, name) is None:
            yield CheckFailure(f"{path}.{name}", f"missing required property '{path}.{name}'")
    counted = text_at(condition, "timeAggregation") == "Count"
    if counted == (at(condition, "metricMeasureColumn") is not None):
        yield CheckFailure(
            f"{path}.metricMeasureColumn", "'metricMeasureColumn' is needed, unless rows are counted (Count)"
        )
    periods = at(condition, "failingPeriods.numberOfEvaluationPeriods")
    failing = at(condition, "failingPeriods.minFailingPeriodsToAlert")
    if isinstance(periods, float) and isinstance(failing, float) and failing > periods:
        yield CheckFailure(f"{path}.failingPeriods", "'minFailingPeriodsToAlert' exceeds 'numberOfEvaluationPeriods'")


def _times(inputs: Properties) -> Iterator[CheckFailure]:
    frequency, window, muted = (
        _minutes(text_at(inputs, name)) for name in ("evaluationFrequency", "windowSize", "muteActionsDuration")
    )
    periods = at(inputs, "criteria.allOf[0].failingPeriods.numberOfEvaluationPeriods")
    look_back = window * (periods if isinstance(periods, float) else 1)
    if frequency and window and frequency > look_back:
        yield CheckFailure("evaluationFrequency", "'evaluationFrequency' is longer than what the rule looks back")
    if look_back > _minutes("P2D"):
        yield CheckFailure("windowSize", "a rule looks back two days at most")
    if muted and at(inputs, "autoMitigate") is not False:
        yield CheckFailure("muteActionsDuration", "'muteActionsDuration' needs 'autoMitigate' to be false")
    if muted and frequency > muted:
        yield CheckFailure("muteActionsDuration", "'muteActionsDuration' is shorter than 'evaluationFrequency'")


TYPES: Final = (
    ResourceType(
        token="azure-native:monitor:DiagnosticSetting",  # noqa: S106 - the name of a type
        path="{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
        constraints={"name": text(shortest=1, longest=260, pattern=r"[^*%&:\\?/+<>]+")},
        rules=(_sent_somewhere,),
        references=(
            Reference("workspaceId", _WORKSPACES),
            Reference("storageAccountId", "Microsoft.Storage/storageAccounts"),
        ),
        demands=(_demand_watched,),
    ),
    ResourceType(
        token="azure-native:monitor:DataCollectionRule",  # noqa: S106
        path=f"{_INSIGHTS}/dataCollectionRules/{{dataCollectionRuleName}}",
        replaced_by=frozenset({"location"}),
        fixed=(Fixed("kind"),),
        constraints={
            "dataCollectionRuleName": text(shortest=3, longest=64, pattern=r"[a-zA-Z0-9][\w.-]*"),
            "kind": choice(("Linux", "Windows")),
            "dataSources.performanceCounters[].samplingFrequencyInSeconds": number(least=1, most=1800),
            "dataSources.syslog[].facilityNames[]": choice(_FACILITIES),
            "dataSources.syslog[].logLevels[]": choice(_LEVELS),
        },
        rules=(_flows_from_sources_to_destinations, _named_once),
        references=(Reference("destinations.logAnalytics[].workspaceResourceId", _WORKSPACES),),
        demands=(_demand_region_of_workspaces,),
        respond=lambda subject, _view: {"immutableId": f"dcr-{guid_of(subject.id).replace('-', '')}"},
    ),
    ResourceType(
        token="azure-native:monitor:DataCollectionRuleAssociation",  # noqa: S106
        path="{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{associationName}",
        constraints={"associationName": text(shortest=1, longest=64, pattern=r"[a-zA-Z0-9][\w.-]*")},
        rules=(_one_thing_associated,),
        references=(
            Reference(
                "dataCollectionRuleId",
                "Microsoft.Insights/dataCollectionRules",
                blocks="Data collection rule {id} cannot be deleted: it is associated by {by}.",
                code="InvalidRequest",
            ),
        ),
        demands=(_demand_watched,),
    ),
    ResourceType(
        token="azure-native:monitor:ScheduledQueryRule",  # noqa: S106
        path=f"{_INSIGHTS}/scheduledQueryRules/{{ruleName}}",
        replaced_by=frozenset({"location"}),
        fixed=(Fixed("scopes"), Fixed("kind")),
        constraints={
            "ruleName": text(shortest=1, longest=260, pattern=r"[^*%&:\\?/+<>#{}|]*[^*%&:\\?/+<>#{}|. ]"),
            "kind": choice(("LogAlert", "SimpleLogAlert", "LogToMetric")),
            "severity": number(least=0, most=4, step=1),
            "evaluationFrequency": choice(_FREQUENCIES),
            "windowSize": choice(_WINDOWS),
            "muteActionsDuration": choice(_WINDOWS),
            "criteria.allOf[].operator": choice(
                ("Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual")
            ),
            "criteria.allOf[].timeAggregation": choice(("Count", "Average", "Minimum", "Maximum", "Total")),
            "criteria.allOf[].failingPeriods.numberOfEvaluationPeriods": number(least=1, most=6, step=1),
            "criteria.allOf[].failingPeriods.minFailingPeriodsToAlert": number(least=1, most=6, step=1),
        },
        rules=(_whole_rule,),
        references=(Reference("scopes[]"), Reference("actions.actionGroups[]", "Microsoft.Insights/actionGroups")),
        defaults={"autoMitigate": True, "enabled": True, "kind": "LogAlert"},
    ),
    ResourceType(
        token="azure-native:monitor:ActionGroup",  # noqa: S106
        path=f"{_INSIGHTS}/actionGroups/{{actionGroupName}}",
        replaced_by=frozenset({"location"}),
        constraints={
            "actionGroupName": text(shortest=1, longest=260, pattern=r"[^*%&:\\?/+<>#{}|]*[^*%&:\\?/+<>#{}|. ]"),
            "groupShortName": text(shortest=1, longest=12),
        },
    ),
)
