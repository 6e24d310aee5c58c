"""The page on a deployment on Azure gives the commands with which the tests go on after a killed engine."""

import re

from interruption import CLEAR, import_command
from pages import ROOT

PAGE = (ROOT / "docs" / "azure.md").read_text()
COMMANDS = re.findall(r"^    pulumi (.+)$", re.sub(r" \\\n +", " ", PAGE), re.MULTILINE)
TYPE = "azure-native:compute:VirtualMachine"
MACHINE = {
    "urn": f"urn:pulumi:azure::veeam-entraid::veeam-entraid:index:BackupServer${TYPE}::vbr-vm",
    "type": TYPE,
    "parent": "urn:pulumi:azure::veeam-entraid::veeam-entraid:index:BackupServer::vbr",
    "provider": "urn:pulumi:azure::veeam-entraid::pulumi:providers:azure-native::default_3_0_0::id",
}


def test_the_way_on_is_the_one_that_the_tests_take() -> None:
    assert " ".join(import_command(MACHINE, "/subscriptions/…")) in COMMANDS
    assert " ".join(CLEAR) in COMMANDS
    assert COMMANDS.index("cancel") < COMMANDS.index(" ".join(CLEAR))
