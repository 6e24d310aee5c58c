"""Ids of Azure's resources: which are well formed, and what they say."""

import pytest

from veeam_entraid._resource_ids import (
    ACTION_GROUP,
    LOG_ANALYTICS_WORKSPACE,
    PRIVATE_DNS_ZONE,
    STORAGE_ACCOUNT,
    SUBNET,
    VIRTUAL_NETWORK,
    resource_id_problem,
)

GROUP = "/subscriptions/s/resourceGroups/rg/providers"
IDS = {
    VIRTUAL_NETWORK: f"{GROUP}/Microsoft.Network/virtualNetworks/v",
    SUBNET: f"{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/one",
    PRIVATE_DNS_ZONE: f"{GROUP}/Microsoft.Network/privateDnsZones/a.internal",
    STORAGE_ACCOUNT: f"{GROUP}/Microsoft.Storage/storageAccounts/anaccount",
    LOG_ANALYTICS_WORKSPACE: f"{GROUP}/Microsoft.OperationalInsights/workspaces/w",
    ACTION_GROUP: f"{GROUP}/Microsoft.Insights/actionGroups/g",
}


@pytest.mark.parametrize("kind", IDS)
def test_an_id_is_of_its_kind_and_no_other(kind: str) -> None:
    assert resource_id_problem(IDS[kind], kind) == ""
    assert resource_id_problem(IDS[kind].upper(), kind) == ""
    for other, resource_id in IDS.items():
        assert (resource_id_problem(resource_id, kind) == "") is (other == kind)
    for cut in (IDS[kind].rpartition("/")[0], f"{IDS[kind]}/", IDS[kind].removeprefix("/"), ""):
        problem = resource_id_problem(cut, kind)
        assert kind.rsplit("/", maxsplit=1)[-1] in problem
        assert cut not in problem or not cut
