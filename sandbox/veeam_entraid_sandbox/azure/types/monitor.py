"""Microsoft.Insights: diagnostic settings, which lie below whatever they watch."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_sandbox.azure._arm import ArmError
from veeam_entraid_sandbox.azure._resource_type import Reference, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import text
from veeam_entraid_sandbox.plugin import CheckFailure
from veeam_entraid_sandbox.properties import Properties, list_at, text_at

__all__ = ["TYPES"]

_DESTINATIONS: Final = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")


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


TYPES: Final = (
    ResourceType(
        token="azure-native:monitor:DiagnosticSetting",  # noqa: S106 - the name of a type
        path="{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
        constraints={"name": text(shortest=1, longest=260, pattern=r"[^*%&:\\?/+<>]+")},
        rules=(_sent_somewhere,),
        references=(
            Reference("workspaceId", "Microsoft.Operationalinsights/workspaces"),
            Reference("storageAccountId", "Microsoft.Storage/storageAccounts"),
        ),
        demands=(_demand_watched,),
    ),
)
