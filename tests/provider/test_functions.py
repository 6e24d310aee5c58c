"""Functions against the simulated server: what they find, and how they say that there is nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from provider_client import RefusedError
from restores import MOUNT, Restores, Told, restores

from veeam_entraid_protocol import Value, plain
from veeam_entraid_sandbox.vbr import Console, Instance, write_console
from veeam_provider.functions import FUNCTIONS
from veeam_provider.rest import operations

UNKNOWN = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, bundled: Instance) -> Iterator[Restores]:
    with restores(tmp_path_factory.mktemp("vbr"), bundled, Told(), users=300) as server:
        yield server


@pytest.fixture
def vbr(server: Restores) -> Iterator[Restores]:
    yield server
    assert server.mounts() == []


def ask(vbr: Restores, token: str, **arguments: Any) -> Any:
    """Return the answer of a function, which has to be of the shape that it declares."""
    answer: dict[str, Value] = vbr.stack.client.invoke(token, **arguments)
    (function,) = (each for each in FUNCTIONS if each.token == token)
    assert [*function.outputs.property_problems(answer)] == []
    return plain(answer)


def refusal(vbr: Restores, token: str, **arguments: Any) -> str:
    with pytest.raises(RefusedError) as refused:
        vbr.stack.client.invoke(token, **arguments)
    assert token in str(refused.value)
    return str(refused.value)


def test_the_backup_server_says_what_it_is(vbr: Restores) -> None:
    found = ask(vbr, "veeam:infrastructure:getBackupServer")
    info = vbr.stack.server.call(operations.GET_SERVER_INFO)
    assert (found["id"], found["name"], found["buildVersion"]) == (info["vbrId"], info["name"], info["buildVersion"])
    hosts = {each["id"]: each for each in vbr.stack.server.list(operations.GET_ALL_MANAGED_SERVERS)}
    assert found["hostId"] in hosts
    assert found["mountServerId"]
    (proxy,) = vbr.stack.server.list(operations.GET_ALL_PROXIES)
    assert (found["defaultProxy"]["id"], found["defaultProxy"]["enabled"]) == (proxy["id"], True)
    vbr.stack.server.call(operations.DISABLE_PROXY, id=proxy["id"])
    assert ask(vbr, "veeam:infrastructure:getBackupServer")["defaultProxy"]["enabled"] is False
    vbr.stack.server.call(operations.ENABLE_PROXY, id=proxy["id"])


def test_a_repository_is_found_by_its_name(vbr: Restores) -> None:
    (first, *_) = vbr.stack.server.list(operations.GET_ALL_REPOSITORIES)
    found = ask(vbr, "veeam:infrastructure:getRepository", name=first["name"])
    assert (found["id"], found["type"], found["spreadsOverBuckets"]) == (first["id"], first["type"], False)
    assert found["isOnline"] is True
    said = refusal(vbr, "veeam:infrastructure:getRepository", name="nowhere")
    assert f'no repository "nowhere". It has "{first["name"]}"' in said


def test_a_tenant_is_found_by_its_id_in_entra_id(vbr: Restores) -> None:
    found = ask(vbr, "veeam:entraid:getTenant", azureTenantId=vbr.azure.upper())
    assert (found["id"], found["backupJobId"], found["backupId"]) == (vbr.tenant, vbr.job, vbr.backup)
    assert "Pulumi" not in found.get("description", "")
    assert "Users" in found["protectionScope"]
    assert "secret" not in str(found).casefold()
    assert f"protects no tenant {UNKNOWN}. It protects {vbr.azure}" in refusal(
        vbr, "veeam:entraid:getTenant", azureTenantId=UNKNOWN
    )


def test_restore_points_come_newest_first_with_their_ages(vbr: Restores) -> None:
    vbr.backed_up_now("Role")
    found = ask(vbr, "veeam:entraid:getRestorePoints", tenantId=vbr.tenant)
    times = [each["creationTime"] for each in found["restorePoints"]]
    assert (found["backupId"], len(times)) == (vbr.backup, 2)
    assert times == sorted(times, reverse=True)
    assert all(0 <= each["ageDays"] < 1 for each in found["restorePoints"])
    one = ask(vbr, "veeam:entraid:getRestorePoints", backupId=vbr.backup, limit=1.0)
    assert [each["id"] for each in one["restorePoints"]] == [found["restorePoints"][0]["id"]]
    write_console(vbr.stack.engine.folder, Console(clock_offset=600.0))
    later = ask(vbr, "veeam:entraid:getRestorePoints", backupId=vbr.backup)
    assert later["restorePoints"][0]["ageDays"] > 0
    write_console(vbr.stack.engine.folder, Console())
    assert "404" in refusal(vbr, "veeam:entraid:getRestorePoints", backupId=UNKNOWN)
    assert "no backup job" in refusal(vbr, "veeam:entraid:getRestorePoints", tenantId=UNKNOWN)


def test_a_backup_is_browsed(vbr: Restores) -> None:
    found = ask(vbr, "veeam:entraid:browseItems", tenantId=vbr.tenant, type="User")
    assert (found["backupId"], found["count"], len(found["items"])) == (vbr.backup, 300, 300)
    first = found["items"][0]
    assert first["properties"]["userName"]
    few = ask(vbr, "veeam:entraid:browseItems", backupId=vbr.backup, type="User", limit=7.0)
    assert few["count"] == 7
    roles = ask(vbr, "veeam:entraid:browseItems", backupId=vbr.backup, type="Role", filter={"isBuiltIn": False})
    assert roles["items"]
    assert all(each["isBuiltIn"] is False for each in roles["items"])
    policies = ask(vbr, "veeam:entraid:browseItems", backupId=vbr.backup, type="DeviceCompliancePolicy")
    all_ = ask(vbr, "veeam:entraid:browseItems", backupId=vbr.backup, type="DeviceConfiguration")
    assert 0 < policies["count"] < all_["count"]


def test_what_is_found_fits_into_a_restore_session(vbr: Restores) -> None:
    found = ask(vbr, "veeam:entraid:browseItems", backupId=vbr.backup, type="AdminUnit", limit=2.0)
    items = [{name: value for name, value in each.items() if name != "properties"} for each in found["items"]]
    session = vbr.inputs(items=items)
    assert vbr.stack.client.failures("veeam:entraid:RestoreSession", **session) == {}


def test_a_restore_point_is_browsed(vbr: Restores) -> None:
    first = ask(vbr, "veeam:entraid:getRestorePoints", backupId=vbr.backup)["restorePoints"][-1]["id"]
    vbr.directory("create", type="Group", name="Later", properties={"groupType": "SecurityGroup"})
    vbr.backed_up_now("Group")
    wanted = {"backupId": vbr.backup, "type": "Group", "filter": {"displayName": "Later"}}
    assert ask(vbr, "veeam:entraid:browseItems", **wanted)["count"] == 1
    assert ask(vbr, "veeam:entraid:browseItems", **wanted, restorePointId=first)["count"] == 0
    units = ask(vbr, "veeam:entraid:browseItems", backupId=vbr.backup, type="AdminUnit", restorePointId=first)
    assert {each["restorePointId"] for each in units["items"]} == {first}


@pytest.mark.parametrize(
    ("token", "arguments", "said"),
    [
        ("veeam:infrastructure:getRepository", {}, "name is missing"),
        ("veeam:infrastructure:getBackupServer", {"name": "x"}, "name is not known"),
        ("veeam:entraid:getTenant", {"azureTenantId": "contoso"}, "azureTenantId has to be a GUID"),
        ("veeam:entraid:getRestorePoints", {}, "tenantId is missing: write it, or backupId"),
        ("veeam:entraid:getRestorePoints", {"tenantId": "a", "backupId": "b"}, "exclude each other"),
        ("veeam:entraid:getRestorePoints", {"backupId": "b", "limit": 0.0}, "limit has to be"),
        ("veeam:entraid:browseItems", {"backupId": "b"}, "type is missing"),
        ("veeam:entraid:browseItems", {"backupId": "b", "type": "Users"}, "Write User."),
        (
            "veeam:entraid:browseItems",
            {"backupId": "b", "type": "User", "filter": {"isBuiltIn": True}},
            "filter.isBuiltIn does not belong to items of type User",
        ),
        ("veeam:entraid:browseItems", {"backupId": UNKNOWN, "type": "User"}, f"no backup {UNKNOWN}"),
    ],
)
def test_what_is_wrong_with_arguments_is_said(vbr: Restores, token: str, arguments: dict[str, Any], said: str) -> None:
    before = len(vbr.requests("POST", MOUNT))
    assert said in refusal(vbr, token, **arguments)
    assert len(vbr.requests("POST", MOUNT)) == before


def test_a_function_that_there_is_not_is_refused(vbr: Restores) -> None:
    with pytest.raises(RefusedError, match=r"no function veeam:entraid:getUser\. It has veeam:infra"):
        vbr.stack.client.invoke("veeam:entraid:getUser")


def test_functions_are_described() -> None:
    assert len({each.token for each in FUNCTIONS}) == len(FUNCTIONS) == 5
    for each in FUNCTIONS:
        properties = [*each.inputs.properties.values(), *each.outputs.properties.values()]
        assert each.description
        assert all(property_.description for property_ in properties)
