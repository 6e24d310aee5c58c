"""The simulated server and the document: every operation, with requests that are made up, answers as it says."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documented_requests import Requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simulated_vbr import INFRASTRUCTURE, SETTINGS, TENANTS, Vbr, copy_spec, scale_out, simulated

from veeam_entraid_sandbox.vbr import (
    Console,
    Engine,
    ManualClock,
    Operation,
    ServerFault,
    clear_server_faults,
    document,
    write_console,
    write_server_faults,
)
from veeam_entraid_sandbox.vbr._vendor_style import LATER

OPERATIONS = {each.name: each for each in document().operations}
ROOT = Path(__file__).parents[2]
SCALE_OUT = "77777777-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that has something of each kind."""
    folder = tmp_path_factory.mktemp("prepared") / "vbr"
    with simulated(folder, foreign=scale_out(SCALE_OUT, "scale-out"), token_seconds=10**9) as vbr:
        vbr.login()
        vbr.with_license()
        tenant, repository = vbr.tenant(), vbr.repository(vbr.s3_repository())
        vbr.post("/api/v1/encryptionPasswords", {"hint": "h", "password": "p"})
        log_job = vbr.log_job(tenant)
        job = vbr.tenant_job(tenant)
        vbr.post("/api/v1/jobs", copy_spec("EntraIDTenantBackupCopy", job["id"], repository))
        vbr.post("/api/v1/jobs", copy_spec("FileBackupCopy", log_job["id"], repository))
        for each in (job, log_job):
            vbr.run(each)
            _without_postgresql(vbr)
        vbr.post(f"{TENANTS}", {**_other_tenant()})
    return folder


def _other_tenant() -> dict[str, Any]:
    authentication = {"applicationId": "a", "secret": "s"}
    return {
        "azureTenantId": "88888888-0000-4000-8000-000000000000",
        "creationMode": "ExistingAccount",
        "existingAccount": {"authentication": authentication},
    }


def _without_postgresql(vbr: Vbr) -> None:
    """Let a run do what it does, and its part outside of the server be nothing."""
    vbr.clock.move(seconds=10)
    while errands := vbr.engine.errands():
        for errand in errands:
            vbr.engine.take_in(errand, {}, "")


@pytest.fixture
def copied(prepared: Path, tmp_path: Path) -> Iterator[Vbr]:
    shutil.copytree(prepared, tmp_path / "vbr")
    with simulated(tmp_path / "vbr", token_seconds=10**9) as vbr:
        vbr.clock.move(seconds=60)
        vbr.login()
        yield vbr


def ids(vbr: Vbr) -> list[str]:
    """The ids of everything that the server has."""
    lists = [path for path in {each.path for each in OPERATIONS.values() if each.method == "GET"} if "{" not in path]
    found: set[str] = set()
    for path in sorted(lists):
        found |= set(re.findall(r'"(?:id|instanceId)": "([0-9a-f-]{36})"', vbr.call("GET", path).text))
    return sorted(found)


def send(vbr: Vbr, requests: Requests, operation: Operation, data: st.DataObject) -> int:
    path = data.draw(requests.path(operation), "path")
    query = data.draw(requests.query(operation), "query")
    body = data.draw(requests.body(operation), "body") if operation.takes == "application/json" else None
    if operation.takes == "application/octet-stream":
        headers = {"x-api-version": "1.3-rev1", "Authorization": f"Bearer {vbr.token}", "Content-Type": operation.takes}
        content = data.draw(st.sampled_from([b"id\nx\n", b"name\n", b"\xff", b""]), "file")
        answer = vbr.request(operation.method, path, headers=headers, content=content)
    else:
        answer = vbr.call(operation.method, path, body, **query)
    if answer.status_code >= 400 and answer.content:
        assert document().check("Error", answer.json()) == ""
    assert answer.status_code in {operation.success, 400, 401, 403, 404}, answer.text
    return answer.status_code


def test_the_document_is_written_as_the_vendors_structure_is() -> None:
    file = ROOT / "provider" / "openapi" / "entraid-1.3-rev1.json"
    assert file.read_text() == json.dumps(document().content, indent=1) + "\n"
    assert (len(document().operations), document().version) == (147, "1.3-rev1")


def test_every_operation_is_served(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "vbr", SETTINGS, ManualClock())
    engine.close()
    assert engine.served == OPERATIONS.keys()


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_answers_as_the_document_says(copied: Vbr, name: str) -> None:
    operation, requests = OPERATIONS[name], Requests(document(), ids(copied))
    seen: set[int] = set()

    @settings(max_examples=3, deadline=None, database=None, derandomize=True)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        seen.add(send(copied, requests, operation, data))

    check()
    if operation.method == "GET" and "{" not in operation.path:
        assert operation.success in seen


RESTORES = [name for name, each in OPERATIONS.items() if re.search(r"/backupBrowser/|/restore/|/tasks/", each.path)]


def test_each_operation_on_what_is_mounted_answers_as_the_document_says(connected: Vbr) -> None:
    vbr = connected
    backup = vbr.backed_up()
    write_console(vbr.folder, Console(sign_in_after=0))
    log_job = vbr.log_job(vbr.get(TENANTS)["data"][0]["id"])
    vbr.succeeded(vbr.run(log_job))
    (logs,) = vbr.get("/api/v1/backups", jobIdFilter=log_job["id"])["data"]
    mounts = [vbr.mount(backup), vbr.post("/api/v1/restore/entraId/auditLog", {"backupId": logs["id"]})["sessionId"]]
    items = [vbr.browse(backup, type_)[0]["id"] for type_ in ("Group", "ConditionalAccessPolicy")]
    (point,) = (each["id"] for each in vbr.get("/api/v1/restorePoints", backupIdFilter=backup["id"])["data"])
    points = {name: [point] for name in ("restorePointId", "oldRestorePointId", "newRestorePointId")}
    named = {"sessionId": mounts, "backupId": [backup["id"]], "itemId": items, **points}
    requests = Requests(document(), [*mounts, backup["id"], logs["id"], *items], named)
    seen: set[str] = set()

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(st.sampled_from(RESTORES), st.booleans(), st.data())
    def check(name: str, time_passes: bool, data: st.DataObject) -> None:
        operation = OPERATIONS[name]
        if name.startswith("Stop"):
            return
        if send(vbr, requests, operation, data) == operation.success:
            seen.add(name)
        if time_passes:
            vbr.pass_time(seconds=0.5)

    check()
    assert len(seen) > 15, seen


def folded(value: Any) -> Any:
    """Return an answer as a client compares it: without nulls, the case of letters and what it does not know."""
    if isinstance(value, dict):
        return {name: folded(each) for name, each in value.items() if each is not None and name != LATER}
    if isinstance(value, list):
        return [folded(each) for each in value]
    return value.lower() if isinstance(value, str) else value


def test_answers_may_be_as_loose_as_the_vendors_samples(copied: Vbr) -> None:
    lists = [each for each in OPERATIONS.values() if each.method == "GET" and "{" not in each.path]
    strict = {each.path: copied.get(each.path) for each in lists}
    write_server_faults(copied.folder, [ServerFault(action="vendor-style")])
    loose = {each.path: copied.get(each.path) for each in lists}
    assert folded(loose) == folded(strict)
    job = loose["/api/v1/jobs"]["data"][0]
    assert (job["type"][0].islower(), job["isHighPriority"], job[LATER]) == (True, False, True)
    assert any(each["storage"]["sourceBackupId"] is None for each in loose["/api/v1/jobs"]["data"][:2])
    clear_server_faults(copied.folder)
    (job, *_) = strict["/api/v1/jobs"]["data"]
    assert copied.put(f"/api/v1/jobs/{job['id']}", {**job, LATER: True}) == job


@pytest.mark.extended
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_done_in_whatever_order_the_server_answers(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("sequence") / "vbr"
    shutil.copytree(prepared, folder)
    with simulated(folder, token_seconds=10**9) as vbr:
        vbr.login()
        requests = Requests(document(), ids(vbr))
        served = [each for each in OPERATIONS.values() if each.name != "Logout"]
        for _ in range(data.draw(st.integers(1, 15), "length")):
            send(vbr, requests, data.draw(st.sampled_from(served), "operation"), data)
            if data.draw(st.booleans(), "time passes"):
                _without_postgresql(vbr)
        vbr.reopen()
        before = vbr.call("GET", f"{INFRASTRUCTURE}/repositories").text
        vbr.reopen()
        assert vbr.call("GET", f"{INFRASTRUCTURE}/repositories").text == before
    shutil.rmtree(folder)
