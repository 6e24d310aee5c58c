"""A network in an existing one and the storage of log backups live through the real CLI, and the key stays secret."""

import json

import pytest
from secrets_of import files_with, watched_arguments
from stack import Sandbox, Stack, project_for
from test_lifecycle import unchanged

pytestmark = [pytest.mark.engine, pytest.mark.extended]


def test_an_existing_network_and_the_storage_of_logs_live_and_keep_the_key(sandbox: Sandbox) -> None:
    stack = Stack(sandbox, project_for(sandbox, "existing_network"), "spoke").create()
    stack.configure({"shop:protected": True})
    said = [stack.preview().succeeded()]
    with watched_arguments(sandbox) as arguments:
        said.append(stack.up().succeeded())
        again = stack.up().succeeded()
        refreshed = stack.refresh().succeeded()
    assert unchanged(again), again.text
    assert unchanged(refreshed), refreshed.text

    outputs = stack.outputs(show_secrets=True)
    assert outputs["network"].endswith("/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/spoke")
    assert [rule["sourceAddressPrefix"] for rule in outputs["rules"][:1]] == ["10.1.7.9/32"]
    assert outputs["container"]["immutability"] == {"isEnabled": True, "daysCount": 14}
    assert outputs["vpn"].endswith(
        "/resourceGroups/rg-spoke/providers/Microsoft.Network/virtualNetworkGateways/made-vpn"
    )
    key = outputs["key"]
    assert len(key) == 88
    assert key not in json.dumps(stack.outputs())

    stack.configure({"shop:protected": True, "shop:sku": "VpnGw3AZ"})
    resized = stack.up().succeeded()
    assert "made-vpn updated" in resized.flat
    stack.configure({"shop:protected": True, "shop:sku": "VpnGw4AZ"})
    anew = stack.up().succeeded()
    assert "made-vpn replaced" in anew.flat

    kept = stack.destroy().failed()
    assert "cannot be deleted" in kept.flat
    stack.configure({"shop:protected": False, "shop:sku": "VpnGw4AZ"})
    said += [again, refreshed, resized, anew, kept, stack.up().succeeded(), stack.destroy().succeeded()]
    assert not stack.resources()
    assert not any(key in result.text for result in said)
    assert not any(key in line for line in arguments)
    assert files_with({key}, sandbox.folder) == []
