"""The page of the provider: its program runs, and its tables have everything that there is."""

import re

import pulumi
from deployment import deploy
from pages import ROOT, blocks

from veeam_provider._configuration import CONFIGURATION
from veeam_provider.resources import KINDS

PAGE = (ROOT / "docs" / "provider.md").read_text()
PROGRAMS = blocks("docs/provider.md", "python")
CONFIG = {
    "backup:password": "secret",
    "backup:thumbprint": "0123456789abcdef0123456789abcdef01234567",
    "backup:tenant": "11111111-2222-4333-8444-555555555555",
    "backup:secondTenant": "22222222-2222-4333-8444-555555555555",
    "backup:application": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    "backup:applicationSecret": "app secret",
}


def test_the_programs_run() -> None:
    def program() -> None:
        pulumi.runtime.set_all_config(CONFIG, list(CONFIG))
        exec("\n".join(PROGRAMS), {})  # noqa: S102 - the page's own code

    deployment = deploy(program)
    assert {each.type for each in deployment.resources.values()} >= {
        "veeam:entraid:Tenant",
        "veeam:entraid:TenantBackupJob",
        "veeam:infrastructure:Repository",
        "veeam-entraid:index:TenantProtection",
    }


def test_every_kind_of_resource_is_in_the_table() -> None:
    named = set(re.findall(r"`(veeam:\w+)?:(\w+)`", PAGE))
    names = {name for _, name in named}
    assert {kind.token.rpartition(":")[2] for kind in KINDS} <= names


def test_every_key_of_the_configuration_is_in_the_table() -> None:
    for name in CONFIGURATION.properties:
        assert f"`{name}`" in PAGE, name
