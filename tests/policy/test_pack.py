"""The pack without its protocol: what it keeps of a stack."""

from veeam_entraid_limits import Resource
from veeam_entraid_policy._pack import PolicyPack

MACHINE = "azure-native:compute:VirtualMachine"


def machine(name: str, role: str = "") -> Resource:
    tags = {"veeam-entraid-role": role} if role else {}
    return Resource(f"urn:pulumi:dev::shop::{MACHINE}::{name}", MACHINE, name, {"tags": tags, "location": "westeurope"})


def test_what_the_rules_say_nothing_about_is_neither_kept_nor_read_again() -> None:
    pack, read = PolicyPack(), list[str]()
    resources = [machine("web"), machine("vbr", "backup-server")]
    for resource in resources:
        assert pack.analyze(resource) == []

    def shown(resource: Resource) -> Resource:
        read.append(resource.name)
        return resource

    seen = [*resources, machine("left out by a target")]
    said = pack.analyze_stack((each.urn, each.type, lambda each=each: shown(each)) for each in seen)
    assert said == []
    assert read == ["vbr", "left out by a target"]
