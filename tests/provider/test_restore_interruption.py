"""Restore sessions that are interrupted, at each of their requests: what is restored is restored once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from typing import Any

import httpx
import pytest
from provider_client import Deployed, FailedInitializationError, RefusedError, urn
from restores import BROWSER, MOUNT, TOKEN, Restores, Told, restores
from veeam_stack import variables

from veeam_entraid_protocol import Secret, plain
from veeam_entraid_protocol.provider import (
    CheckRequest,
    Created,
    CreateRequest,
    InitializationFailedError,
    Progress,
    _engine_log,
)
from veeam_entraid_protocol.provider import RefusedError as RefusedByProviderError
from veeam_entraid_sandbox.vbr import (
    FaultAction,
    Instance,
    ServerFault,
    clear_server_faults,
    write_server_faults,
)
from veeam_provider.plugin import VeeamProvider
from veeam_provider.rest import ConnectionSettings, operations
from veeam_provider.rest._repeating import Backoff

AT_ONCE = Backoff(first=0.01, longest=0.02)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, bundled: Instance) -> Iterator[Restores]:
    told = Told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_engine_log.EngineLog, "write", lambda _, *given, **named: told.write(*given, **named))
        patch.setattr("veeam_provider.rest._exchange._BACKOFF", AT_ONCE)
        patch.setattr("veeam_provider.rest._client._READY_POLLS", AT_ONCE)
        patch.setattr("veeam_provider.rest._sessions._POLLS", AT_ONCE)
        patch.setattr("veeam_provider.restore._runs._DOUBT_SECONDS", 0.01)
        # The server gets ever more sessions here, and the requests that look for them have to be few, and as many.
        patch.setattr("veeam_provider.restore._runs._MOST_EARLIER", 2)
        patch.setattr("veeam_provider.restore._patience._PAUSE_SECONDS", 0.01)
        patch.setattr("veeam_provider.restore._sign_in._POLL_SECONDS", 0.02)
        with restores(tmp_path_factory.mktemp("vbr"), bundled, told, users=1200) as server:
            yield server


@pytest.fixture
def vbr(server: Restores) -> Iterator[Restores]:
    server.told.lines.clear()
    server.console(sign_in_after=0.0)
    yield server
    clear_server_faults(server.stack.engine.folder)


def outcomes(outputs: Any) -> list[str]:
    results: Any = plain(outputs["results"])
    return [each["outcome"] for each in results]


def erased(vbr: Restores, type_: str, **properties: Any) -> Any:
    item = vbr.fresh(type_, **properties)
    vbr.directory("erase", id=item["id"])
    return item


def inputs(vbr: Restores, item: Any) -> dict[str, Any]:
    return vbr.inputs(item, permissions="delegated", recycleBin="ignore")


# The provider is killed.


class KilledError(BaseException):
    """The process ends here."""


class Process:
    """A process of the provider, which dies at one of its requests."""

    def __init__(
        self, vbr: Restores, dies_at: int = 0, *, after: bool = False, settings: ConnectionSettings | None = None
    ) -> None:
        self.provider = VeeamProvider({})
        self.provider.configure(variables(settings or vbr.stack.settings))
        self.sent = 0
        connected: Any = self.provider._connected
        http = connected.client._exchange._http
        send = http.request

        def request(*given: Any, **named: Any) -> httpx.Response:
            self.sent += 1
            if dies_at and (self.sent > dies_at or (self.sent == dies_at and not after)):
                raise KilledError
            answer = send(*given, **named)
            if self.sent == dies_at:
                raise KilledError
            return answer

        http.request = request
        # What the operating system does when a process ends.
        self.end = http.close

    def create(self, name: str, given: dict[str, Any]) -> Created:
        resource: Any = {"urn": urn(TOKEN, name), "type": TOKEN, "name": name}
        checked = self.provider.check(CheckRequest(**resource, inputs=given, old_inputs={}))
        assert checked.failures == ()
        request = CreateRequest(
            **resource, inputs=checked.inputs, preview=False, timeout_seconds=0.0, progress=Progress(urn(TOKEN, name))
        )
        return self.provider.create(request)


def begun(vbr: Restores) -> int:
    """Return how many restores the server has begun."""
    return sum(each.path.endswith("/restoreItems") and each.status == 201 for each in vbr.requests("POST", BROWSER))


@pytest.mark.parametrize("after", [False, True], ids=["before the request", "before the answer"])
def test_a_provider_that_is_killed_at_any_request_has_restored_once(vbr: Restores, after: bool) -> None:
    users: list[Any] = []
    for number in count(1):
        user = erased(vbr, "User")
        users.append(user)
        name, given, before = f"killed {after} {number}", inputs(vbr, user), begun(vbr)
        process = Process(vbr, number, after=after)
        try:
            process.create(name, given)
        except KilledError:
            process.end()
            again = Process(vbr)
            created = again.create(name, given)
            again.provider.close()
        else:
            process.end()
            break
        assert (begun(vbr) - before, outcomes(created.outputs)) == (1, ["restored"]), number
        assert isinstance(created.outputs["generatedPasswords"], Secret)
        for mount in vbr.mounts():
            vbr.stack.server.call(operations.STOP_ENTRA_ID_TENANT_RESTORE, None, sessionId=mount)
    assert len(users) > 15, "a session takes more requests than that"
    assert "passwords that the server made for it are lost" in vbr.told.all
    now = [each["userName"] for each in vbr.backed_up_now("User")]
    assert all(now.count(each["userName"]) == 1 for each in users)


# The connection breaks, or the server fails.


def create(vbr: Restores, name: str, given: dict[str, Any]) -> Deployed | str:
    """Create a session, and return it, or with which words that fails."""
    try:
        return vbr.stack.client.create(TOKEN, name, **given)
    except RefusedError as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("action", "done", "status"),
    [
        ("cut", False, 503),
        ("cut", True, 503),
        ("status", False, 500),
        ("status", True, 502),
    ],
)
def test_a_fault_at_any_request_is_survived_or_the_next_update_goes_on(
    vbr: Restores, action: FaultAction, done: bool, status: int
) -> None:
    items: list[Any] = []
    survived = 0
    for number in range(1, 40):
        before = len(vbr.requests())
        group_type = "SecurityGroup" if number % 2 else "Microsoft365Group"
        item = erased(vbr, "Group", groupType=group_type)
        name, given = f"fault {action} {done} {status} {number}", inputs(vbr, item)
        fault = ServerFault(action=action, done=done, status=status, nth=number, seed=number)
        write_server_faults(vbr.stack.engine.folder, [fault])
        session = create(vbr, name, given)
        clear_server_faults(vbr.stack.engine.folder)
        sent = len(vbr.requests()) - before
        items.append(item)
        if isinstance(session, str):
            assert f'"{name}"' in session
            assert "Run pulumi up again" in session
            session = create(vbr, name, given)
        else:
            survived += 1
        assert isinstance(session, Deployed), session
        assert outcomes(session.outputs) == ["restored"], number
        assert vbr.mounts() == [], number
        if sent < number:
            break
    else:
        raise AssertionError("a session does not take that many requests")
    assert survived > len(items) / 2
    now = [each["displayName"] for each in vbr.backed_up_now("Group")]
    assert [now.count(each["displayName"]) for each in items] == [1] * len(items)


def test_a_restore_whose_beginning_stays_in_doubt_is_not_said_to_have_done_nothing(vbr: Restores) -> None:
    group = erased(vbr, "Group", groupType="SecurityGroup")
    fault = ServerFault(action="status", status=500, path="*/restoreItems")
    write_server_faults(vbr.stack.engine.folder, [fault])
    with pytest.raises(RefusedError, match=r"Whether RestoreSession .* has restored anything is not known"):
        vbr.stack.client.create(TOKEN, "in doubt", **inputs(vbr, group))
    clear_server_faults(vbr.stack.engine.folder)
    assert vbr.mounts() == []
    assert outcomes(vbr.stack.client.create(TOKEN, "in doubt", **inputs(vbr, group)).outputs) == ["restored"]


def test_a_restore_whose_end_is_not_known_is_looked_at_again(vbr: Restores) -> None:
    user, client = erased(vbr, "User"), vbr.stack.client
    given, before = inputs(vbr, user), begun(vbr)
    fault = ServerFault(action="status", status=500, path="*/restoreSessions/*")
    write_server_faults(vbr.stack.engine.folder, [fault])
    with pytest.raises(FailedInitializationError, match="How it ended is not known") as failure:
        client.create(TOKEN, "unknown end", **given)
    clear_server_faults(vbr.stack.engine.folder)
    checked = client.check(urn(TOKEN, "unknown end"), given)
    session = Deployed(client, urn(TOKEN, "unknown end"), failure.value.id, checked, failure.value.outputs)
    passwords = session["generatedPasswords"]
    session.update()
    assert (session["state"], outcomes(session.outputs), "failure" in session.outputs) == (
        "Success",
        ["restored"],
        False,
    )
    assert (session["generatedPasswords"], len(passwords)) == (passwords, 1)
    assert (begun(vbr) - before, vbr.mounts()) == (1, [])


def test_what_cannot_be_unmounted_is_told(vbr: Restores) -> None:
    group = erased(vbr, "Group", groupType="SecurityGroup")
    write_server_faults(vbr.stack.engine.folder, [ServerFault(action="status", status=500, path=f"{MOUNT}/*/stop")])
    session = vbr.stack.client.create(TOKEN, "stays mounted", **inputs(vbr, group))
    clear_server_faults(vbr.stack.engine.folder)
    assert outcomes(session.outputs) == ["restored"]
    (mount,) = vbr.mounts()
    (warning,) = [each for each in vbr.told.warnings if "still mounted" in each]
    assert mount in warning
    assert session["mountSessionId"] == mount
    vbr.stack.server.call(operations.STOP_ENTRA_ID_TENANT_RESTORE, None, sessionId=mount)


def test_sessions_at_once_keep_out_of_each_others_way(vbr: Restores) -> None:
    groups = [erased(vbr, "Group", groupType="SecurityGroup") for _ in range(6)]
    write_server_faults(
        vbr.stack.engine.folder, [ServerFault(action="cut", done=True, path=MOUNT, method="POST", probability=0.5)]
    )
    with ThreadPoolExecutor(len(groups)) as pool:
        sessions = list(
            pool.map(
                lambda group: vbr.stack.client.create(TOKEN, f"at once {group['id']}", **inputs(vbr, group)), groups
            )
        )
    assert [outcomes(session.outputs) for session in sessions] == [["restored"]] * len(groups)
    assert len({session["mountSessionId"] for session in sessions}) == len(groups)
    assert vbr.mounts() == []
    assert "is mounted already" not in vbr.told.all


def test_what_an_interrupted_update_has_left_is_told(vbr: Restores) -> None:
    group = erased(vbr, "Group", groupType="SecurityGroup")
    left = vbr.stack.server.call(operations.START_ENTRA_ID_TENANT_RESTORE, {"backupId": vbr.backup})["sessionId"]
    vbr.stack.client.create(TOKEN, "beside another", **inputs(vbr, group))
    assert vbr.mounts() == [left], "it may be somebody else's"
    assert f"is mounted already, by {left}" in vbr.told.all
    vbr.stack.server.call(operations.STOP_ENTRA_ID_TENANT_RESTORE, None, sessionId=left)


def test_more_than_a_thousand_items_that_a_filter_finds_are_refused(vbr: Restores) -> None:
    before = begun(vbr)
    with pytest.raises(RefusedError, match=r"restore-session-item-limit: .* restores 1\d\d\d items"):
        vbr.stack.client.create(TOKEN, "many", **vbr.inputs(filter={"type": "User"}))
    assert (begun(vbr), vbr.mounts()) == (before, [])


def test_loose_answers_of_the_server_are_understood(vbr: Restores) -> None:
    group = erased(vbr, "Group", groupType="SecurityGroup")
    write_server_faults(vbr.stack.engine.folder, [ServerFault(action="vendor-style")])
    session = vbr.stack.client.create(TOKEN, "vendor style", **inputs(vbr, group))
    assert outcomes(session.outputs) == ["restored"]
    assert session["results"][0]["newId"]
    assert vbr.mounts() == []


def test_a_restore_operator_restores_in_the_name_of_a_person(vbr: Restores) -> None:
    user = erased(vbr, "User")
    operator = replace(vbr.stack.settings, username="restorer", password="restorer pass")
    process = Process(vbr, settings=operator)
    with pytest.raises(RefusedByProviderError, match="no access to saved credentials"):
        process.create("as an application", {**inputs(vbr, user), "permissions": "application"})
    created = process.create("as a person", inputs(vbr, user))
    assert outcomes(created.outputs) == ["restored"]
    process.provider.close()


# Somebody stops it.


def cancelled(vbr: Restores, process: Process, given: dict[str, Any], words: str) -> Exception:
    """Create a session, cancel that as soon as the words are told, and return with what it ends."""
    ended: list[Exception] = []

    def create() -> None:
        try:
            process.create(f"cancelled {words}", given)
        except (RefusedByProviderError, InitializationFailedError) as error:
            ended.append(error)

    thread = threading.Thread(target=create)
    thread.start()
    vbr.wait_for_line(words)
    process.provider.cancelled.set()
    thread.join()
    process.end()
    (error,) = ended
    return error


def test_a_restore_that_is_cancelled_is_stopped_and_remembered(vbr: Restores) -> None:
    group = erased(vbr, "Group", groupType="SecurityGroup")
    fault = ServerFault(action="hang-session", session="EntraIdTenantRestore")
    write_server_faults(vbr.stack.engine.folder, [fault])
    error = cancelled(vbr, Process(vbr), inputs(vbr, group), "Running")
    assert isinstance(error, InitializationFailedError)
    assert "Cancelled while waiting" in error.reason
    assert "The restore was stopped" in error.reason
    assert (error.created.outputs["state"], outcomes(error.created.outputs)) == ("Canceled", ["unknown"])
    assert vbr.mounts() == []


def test_a_sign_in_that_is_cancelled_restores_nothing(vbr: Restores) -> None:
    vbr.console()
    group, before = erased(vbr, "Group", groupType="SecurityGroup"), begun(vbr)
    error = cancelled(vbr, Process(vbr), inputs(vbr, group), "waits for somebody to sign in")
    assert isinstance(error, RefusedByProviderError)
    assert "has restored nothing: Cancelled" in str(error)
    assert (vbr.mounts(), begun(vbr)) == ([], before)


def test_a_restore_that_the_server_lets_fail_is_reported(vbr: Restores) -> None:
    group = erased(vbr, "Group", groupType="SecurityGroup")
    fault = ServerFault(action="fail-session", session="EntraIdTenantRestore", message="The disk is full.")
    write_server_faults(vbr.stack.engine.folder, [fault])
    with pytest.raises(FailedInitializationError, match="Nothing came back") as failure:
        vbr.stack.client.create(TOKEN, "fails", **inputs(vbr, group))
    assert plain(failure.value.outputs["state"]) == "Failed"
    assert vbr.mounts() == []
