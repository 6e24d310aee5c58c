"""What watches a machine: its agent, what that collects, and rules that alert."""

from typing import Any

import pytest
from provider_client import Client, Deployed, RefusedError

EXTENSION = "azure-native:compute:VirtualMachineExtension"
COLLECTION = "azure-native:monitor:DataCollectionRule"
ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation"
ALERT = "azure-native:monitor:ScheduledQueryRule"


@pytest.fixture
def workspace(azure: Client, group: Deployed) -> Deployed:
    return azure.create(
        "azure-native:operationalinsights:Workspace", resourceGroupName=group["name"], workspaceName="logs"
    )


@pytest.fixture
def identity(azure: Client, group: Deployed) -> Deployed:
    return azure.create(
        "azure-native:managedidentity:UserAssignedIdentity", resourceGroupName=group["name"], resourceName="identity"
    )


@pytest.fixture
def machine(azure: Client, subnet: Deployed, identity: Deployed) -> Deployed:
    nic = azure.create(
        "azure-native:network:NetworkInterface",
        resourceGroupName="rg",
        networkInterfaceName="nic",
        ipConfigurations=[{"name": "one", "subnet": {"id": subnet.id}}],
    )
    return azure.create(
        "azure-native:compute:VirtualMachine",
        resourceGroupName="rg",
        vmName="vm",
        hardwareProfile={"vmSize": "Standard_D4s_v5"},
        osProfile={"computerName": "vm", "adminUsername": "operator", "adminPassword": "Str0ng enough"},
        identity={"type": "UserAssigned", "userAssignedIdentities": [identity.id]},
        storageProfile={
            "imageReference": {"publisher": "Canonical", "offer": "u", "sku": "server", "version": "latest"},
            "osDisk": {"createOption": "FromImage"},
        },
        networkProfile={"networkInterfaces": [{"id": nic.id}]},
    )


def agent(identity_id: str, **changes: Any) -> dict[str, Any]:
    by = {"identifier-name": "mi_res_id", "identifier-value": identity_id}
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "vmName": "vm",
        "publisher": "Microsoft.Azure.Monitor",
        "type": "AzureMonitorLinuxAgent",
        "typeHandlerVersion": "1.0",
        "autoUpgradeMinorVersion": True,
        "enableAutomaticUpgrade": True,
        "settings": {"authentication": {"managedIdentity": by}},
    }
    return inputs | changes


@pytest.mark.usefixtures("machine")
def test_an_agent_sends_by_an_identity_of_its_machine(azure: Client, identity: Deployed) -> None:
    assert "has no identity" in azure.refusal(EXTENSION, **agent(f"{identity.id}x"))
    assert "'publisher'" in azure.refusal(EXTENSION, **agent(identity.id, publisher=None))
    assert "needs 'autoUpgradeMinorVersion'" in azure.refusal(
        EXTENSION, **agent(identity.id, autoUpgradeMinorVersion=False)
    )
    made = azure.create(EXTENSION, **agent(identity.id))
    assert made.id.endswith("/virtualMachines/vm/extensions/it")
    with pytest.raises(RefusedError, match="publisher"):
        made.update(publisher="Another")


def collection(workspace_id: str, **changes: Any) -> dict[str, Any]:
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "dataCollectionRuleName": "collection",
        "kind": "Linux",
        "dataSources": {
            "syslog": [
                {
                    "name": "syslog",
                    "streams": ["Microsoft-Syslog"],
                    "facilityNames": ["daemon"],
                    "logLevels": ["Info", "Error"],
                }
            ]
        },
        "destinations": {"logAnalytics": [{"name": "workspace", "workspaceResourceId": workspace_id}]},
        "dataFlows": [{"streams": ["Microsoft-Syslog"], "destinations": ["workspace"]}],
    }
    return inputs | changes


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"dataFlows": [{"streams": ["Microsoft-Perf"], "destinations": ["workspace"]}]}, "'Microsoft-Perf'"),
        ({"dataFlows": [{"streams": ["Microsoft-Syslog"], "destinations": ["w"]}]}, "'w' is declared nowhere"),
        ({"dataFlows": [{"streams": ["Microsoft-Syslog"]}]}, "needs 'destinations'"),
        ({"dataFlows": []}, "needs 'dataFlows'"),
        ({"dataSources": {"syslog": [{"name": "one", "streams": ["Microsoft-Syslog"]}] * 2}}, "the name of two"),
        (
            {"dataSources": {"syslog": [{"name": "one", "facilityNames": ["postgresql"]}]}},
            "must be one of alert, audit",
        ),
        ({"location": "northeurope"}, "have to be in the same region"),
    ],
)
def test_what_is_collected_has_a_source_and_a_way(
    azure: Client, workspace: Deployed, changes: dict[str, Any], says: str
) -> None:
    assert says in azure.refusal(COLLECTION, **collection(workspace.id, **changes))


def test_a_collection_is_kept_while_a_machine_uses_it(azure: Client, workspace: Deployed, machine: Deployed) -> None:
    assert "was not found" in azure.refusal(COLLECTION, **collection(f"{workspace.id}x"))
    rule = azure.create(COLLECTION, **collection(workspace.id))
    assert rule["immutableId"].startswith("dcr-")
    assert rule.diff(location="northeurope").replaces == ["location"]
    inputs = {"associationName": "a", "resourceUri": machine.id}
    assert "has either a 'dataCollectionRuleId'" in azure.refusal(ASSOCIATION, **inputs)
    assert "must be configurationAccessEndpoint" in azure.refusal(ASSOCIATION, **inputs, dataCollectionEndpointId="/e")
    nowhere = inputs | {"resourceUri": f"{machine.id}x", "dataCollectionRuleId": rule.id}
    assert "was not found" in azure.refusal(ASSOCIATION, **nowhere)
    association = azure.create(ASSOCIATION, **inputs, dataCollectionRuleId=rule.id)
    assert association.id == f"{machine.id}/providers/Microsoft.Insights/dataCollectionRuleAssociations/a"
    with pytest.raises(RefusedError, match="it is associated by"):
        rule.delete()
    association.delete()
    rule.delete()


def alert(workspace_id: str, changes: dict[str, Any], **condition: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "query": "Heartbeat",
        "timeAggregation": "Count",
        "operator": "LessThan",
        "threshold": 1,
        "failingPeriods": {"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1},
    }
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "ruleName": "alert",
        "severity": 1,
        "scopes": [workspace_id],
        "windowSize": "PT15M",
        "evaluationFrequency": "PT5M",
        "criteria": {"allOf": [asked | condition]},
    }
    return inputs | changes


@pytest.mark.parametrize(
    ("changes", "condition", "says"),
    [
        ({"severity": None}, {}, "missing required property 'severity'"),
        ({"scopes": []}, {}, "missing required property 'scopes'"),
        ({"scopes": ["/a", "/b"]}, {}, "'scopes' holds exactly one id"),
        ({"windowSize": "PT12H"}, {}, "must be one of PT1M"),
        ({"evaluationFrequency": "P2D"}, {}, "must be one of PT1M"),
        ({"evaluationFrequency": "PT1H"}, {}, "longer than what the rule looks back"),
        ({"windowSize": "P1D"}, {"failingPeriods": {"numberOfEvaluationPeriods": 3}}, "two days at most"),
        ({"muteActionsDuration": "PT1H"}, {}, "needs 'autoMitigate' to be false"),
        ({"muteActionsDuration": "PT1M", "autoMitigate": False}, {}, "shorter than 'evaluationFrequency'"),
        ({"criteria": {"allOf": []}}, {}, "holds exactly one condition"),
        ({"actions": {"actionGroups": ["/subscriptions/s/x"]}}, {}, "/subscriptions/s/x"),
        ({}, {"operator": "lt"}, "must be one of Equals"),
        ({}, {"query": None}, "missing required property 'criteria.allOf[0].query'"),
        ({}, {"timeAggregation": "Average"}, "'metricMeasureColumn' is needed"),
        ({}, {"metricMeasureColumn": "CounterValue"}, "unless rows are counted"),
        (
            {},
            {"failingPeriods": {"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 2}},
            "exceeds 'numberOfEvaluationPeriods'",
        ),
    ],
)
def test_an_alert_is_whole(
    azure: Client, workspace: Deployed, changes: dict[str, Any], condition: dict[str, Any], says: str
) -> None:
    assert says in azure.refusal(ALERT, **alert(workspace.id, changes, **condition))


def test_an_alert_calls_an_action_group_and_stays_with_its_workspace(azure: Client, workspace: Deployed) -> None:
    on_call = azure.create(
        "azure-native:monitor:ActionGroup",
        resourceGroupName="rg",
        actionGroupName="on-call",
        groupShortName="on-call",
        enabled=True,
        location="global",
    )
    assert on_call.id.endswith("/providers/Microsoft.Insights/actionGroups/on-call")
    rule = azure.create(ALERT, **alert(workspace.id, {"actions": {"actionGroups": [on_call.id]}}))
    assert rule.update(severity=2)["severity"] == 2
    assert "too high" in azure.failures(ALERT, **alert(workspace.id, {"severity": 5}))["severity"]
    with pytest.raises(RefusedError, match="scopes"):
        rule.update(scopes=[on_call.id])
