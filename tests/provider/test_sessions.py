"""Waiting: for sessions until they have ended, and for a server until it is ready."""

from collections.abc import Callable
from random import Random
from typing import Any

import httpx
import pytest
from rest_api import TOKEN, Api, FakeClock, client_of, refused, session

from veeam_provider.rest import (
    BackupServerClient,
    CertificateError,
    LoginRefusedError,
    OperationCancelledError,
    ServerNotReadyError,
    SessionCanceledError,
    SessionFailedError,
    SessionTimeoutError,
)
from veeam_provider.rest._certificates import PinMismatchError
from veeam_provider.rest._sessions import State, ignore, wait_for_end

ID = session("Working")["id"]
SESSION = ("GET", f"/api/v1/sessions/{ID}")
LOGS = ("GET", f"/api/v1/sessions/{ID}/logs")
INFO = ("GET", "/api/v1/serverInfo")
RESTORE = "/api/v1/backupBrowser/entraIdTenant/m/restoreSessions/r"


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def client(api: Api, clock: FakeClock) -> BackupServerClient:
    return client_of(api, clock)


def states(api: Api, *sessions: dict[str, Any]) -> None:
    api.on(*SESSION, *(httpx.Response(200, json=each) for each in sessions))


@pytest.mark.parametrize("result", ["Success", "Warning", "success"])
def test_a_session_is_watched_until_it_has_ended(
    result: str, api: Api, client: BackupServerClient, clock: FakeClock
) -> None:
    states(
        api,
        session("Starting"),
        session("Working", progressPercent=40),
        session("Working", progressPercent=40),
        session("stopped", result, progressPercent=100),
    )
    told: list[str] = []
    ended = client.wait_for_session(session("Starting"), progress=told.append)  # type: ignore[arg-type]
    assert ended.get("result") == {"result": result.title()}
    assert told == [
        'Infrastructure "Add tenant": Starting',
        'Infrastructure "Add tenant": Working, 40 %',
        'Infrastructure "Add tenant": Stopped',
    ]
    assert len(clock.slept) == 3
    assert api.asked(*LOGS) == []


def test_pauses_grow_but_not_for_ever(api: Api, client: BackupServerClient, clock: FakeClock) -> None:
    states(api, *[session("Working")] * 40, session("Stopped", "Success"))
    client.wait_for_session(ID)
    assert clock.slept[0] <= 1
    assert 5 <= max(clock.slept) <= 10


@pytest.mark.parametrize("seconds", [0.3, 2, 7, 60, 1000])
@pytest.mark.parametrize(
    ("said", "late"),
    [(lambda part: int(100 * part), 0.15), (lambda _: None, 0.2), (lambda _: 99, 0.2), (lambda _: 1, 1.0)],
    ids=["how far it is", "nothing", "always 99 %", "always 1 %"],
)
def test_the_end_is_seen_soon_after_it_has_come(
    said: Callable[[float], int | None], late: float, seconds: float, clock: FakeClock
) -> None:
    """At most a part of the session's own time later, whatever the server says of its progress, and by few looks."""
    began, looks = clock.now(), 0

    def look() -> State[None]:
        nonlocal looks
        looks += 1
        part = (clock.now() - began) / seconds
        ended = part >= 1
        return State(None, "", "Session", "", said(part), ended, "Success" if ended else "None", "")

    wait_for_end(look, clock, Random(0), time_limit=5000, progress=ignore)  # noqa: S311 - pauses are no secret
    assert clock.now() - began - seconds <= min(10, 0.25 + late * seconds)
    assert looks <= 100 + seconds / 5


def test_a_failed_session_is_an_error_with_its_log(api: Api, client: BackupServerClient) -> None:
    states(api, session("Stopped", "Failed", message="Failed to add the tenant."))
    records = [
        {"id": 1, "status": "Succeeded", "title": "Connecting"},
        {"id": 2, "status": "failed", "title": "Checking permissions", "description": "User.Read.All is missing."},
        {"id": 3, "status": "Failed", "title": "Adding", "description": None},
    ]
    api.on(*LOGS, httpx.Response(200, json={"totalRecords": 3, "records": records}))
    with pytest.raises(SessionFailedError) as failed:
        client.wait_for_session(ID)
    assert str(failed.value) == (
        'Infrastructure "Add tenant" failed: Failed to add the tenant. Its log says: Checking permissions - '
        f"User.Read.All is missing; Adding. The session's id is {ID}."
    )
    assert failed.value.session_id == ID


@pytest.mark.parametrize("answer", [httpx.Response(404), httpx.Response(500), httpx.ReadError("cut")])
def test_a_log_that_cannot_be_had_hides_no_failure(
    answer: httpx.Response | Exception, api: Api, client: BackupServerClient
) -> None:
    states(api, session("Stopped", "Failed", message="Access is denied"))
    api.on(*LOGS, answer)
    with pytest.raises(SessionFailedError, match="Access is denied"):
        client.wait_for_session(ID)


def test_a_stopped_session_is_an_error_of_its_own(api: Api, client: BackupServerClient) -> None:
    stopped = session("Stopped", "Failed")
    stopped["result"]["isCanceled"] = True
    states(api, stopped)
    api.on(*LOGS, httpx.Response(200, json={"records": [{"title": "Stopped by VBR\\admin", "status": "Warning"}]}))
    with pytest.raises(SessionCanceledError, match=r"was stopped\. Its log says: Stopped by"):
        client.wait_for_session(ID)


def test_a_result_may_come_after_the_end(api: Api, client: BackupServerClient) -> None:
    states(api, session("Stopped"), session("Stopped", "None"), session("Stopped", "Success"))
    assert client.wait_for_session(ID).get("result") == {"result": "Success"}


def test_no_result_at_all_is_no_success(api: Api, client: BackupServerClient) -> None:
    states(api, session("Stopped", "None"))
    api.on(*LOGS, httpx.Response(200, json={"records": []}))
    with pytest.raises(SessionFailedError, match="ended without a result"):
        client.wait_for_session(ID)


def test_waiting_has_an_end(api: Api, client: BackupServerClient, clock: FakeClock) -> None:
    states(api, session("WaitingRepository"))
    with pytest.raises(SessionTimeoutError, match="within 60 s and goes on: its state is WaitingRepository") as late:
        client.wait_for_session(ID, time_limit=60)
    assert late.value.session_id == ID
    assert sum(clock.slept) <= 60


def test_waiting_can_be_cancelled(api: Api, client: BackupServerClient, clock: FakeClock) -> None:
    states(api, session("Working"))

    def cancel(_: str) -> None:
        clock.cancelled = True

    with pytest.raises(OperationCancelledError):
        client.wait_for_session(ID, progress=cancel)
    assert len(api.asked(*SESSION)) == 1


def test_a_restore_tells_its_result_by_its_state(api: Api, client: BackupServerClient) -> None:
    def shown(state: str) -> httpx.Response:
        return httpx.Response(200, json={"id": "r", "name": "Restore", "state": state, "endTime": "0001-01-01"})

    api.on("GET", RESTORE, shown("Pending"), shown("Running"), shown("Warning"))
    assert client.wait_for_restore_session("m", "r")["state"] == "Warning"
    api.on("GET", RESTORE, shown("Failed"))
    records = [{"status": "Failed", "title": "alice", "description": "The user exists"}]
    api.on("GET", f"{RESTORE}/logs", httpx.Response(200, json={"records": records}))
    with pytest.raises(SessionFailedError, match="alice - The user exists"):
        client.wait_for_restore_session("m", "r")
    api.on("GET", RESTORE, shown("Canceled"))
    with pytest.raises(SessionCanceledError):
        client.wait_for_restore_session("m", "r")


def test_a_server_is_waited_for_until_it_lets_the_user_in(
    api: Api, client: BackupServerClient, clock: FakeClock
) -> None:
    info = httpx.Response(200, json={"name": "vbr"})
    api.on(
        *INFO,
        httpx.ConnectTimeout("no route"),
        httpx.ConnectTimeout("no route"),
        httpx.ConnectError("Connection refused"),
        httpx.Response(503),
        httpx.Response(500),
        httpx.Response(401),
        info,
    )
    api.on(*TOKEN, httpx.Response(500), api.issue)
    told: list[str] = []
    assert client.wait_until_ready(3600, progress=told.append) == {"name": "vbr"}
    assert ["no route" in told[0], "refused" in told[1], "(503)" in told[2]] == [True] * 3
    assert all(line.startswith("Waiting for the backup server: ") for line in told)
    assert len(clock.slept) >= 6


def test_the_password_is_kept_until_somebody_answers(api: Api, client: BackupServerClient) -> None:
    api.on(*INFO, httpx.ConnectError("refused"))
    with pytest.raises(ServerNotReadyError, match=r"not ready within 600 s\. The last attempt: .* refused"):
        client.wait_until_ready(600)
    assert api.logins() == []
    assert len(api.requests) > 30


def test_a_wrong_password_is_not_waited_for(api: Api, client: BackupServerClient) -> None:
    api.on(*INFO, httpx.Response(401))
    api.on(*TOKEN, refused(401, "AccessDenied", "Authentication failed"))
    with pytest.raises(LoginRefusedError):
        client.wait_until_ready(600)
    assert len(api.logins()) == 1


def test_a_wrong_certificate_is_not_waited_for(api: Api, client: BackupServerClient, clock: FakeClock) -> None:
    error = httpx.ConnectError("mismatch")
    error.__cause__ = PinMismatchError("A" * 40, "B" * 40)
    api.on(*INFO, error)
    with pytest.raises(CertificateError):
        client.wait_until_ready(600)
    assert clock.slept == []


def test_waiting_for_a_server_can_be_cancelled(api: Api, client: BackupServerClient, clock: FakeClock) -> None:
    api.on(*INFO, httpx.ConnectError("refused"))
    clock.cancelled = True
    with pytest.raises(OperationCancelledError):
        client.wait_until_ready(600)
