"""What holds backups is protected by default, and is removed in one documented way."""

import pytest
from stack import ROOT, Sandbox, Stack

pytestmark = pytest.mark.engine


@pytest.mark.extended
def test_a_destroy_is_refused_until_the_protection_is_lifted(sandbox: Sandbox) -> None:
    stack = Stack(sandbox, ROOT, "protected").create()
    network = {"veeam-entraid:network": {"administrationPrefixes": ["10.60.0.128/26"]}}
    repository = {"veeam-entraid:repository": {"port": 55434}}
    stack.configure({**network, **repository})
    stack.up().succeeded()
    before = set(stack.resources())

    refused = stack.destroy().failed()
    assert "protected" in refused.text
    guarded = {"vbr-vm", "vbr-data-disk", "vbr-vault", "repository-vm", "repository-data-disk", "repository-vault"}
    kept = {urn.rpartition("::")[2] for urn in stack.resources()}
    assert guarded <= kept

    stack.configure({"veeam-entraid:deletionProtection": False, **network, **repository})
    stack.up().succeeded()
    assert set(stack.resources()) == before
    stack.destroy().succeeded()
    assert not stack.resources()
