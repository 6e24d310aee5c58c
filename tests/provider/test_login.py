"""Tokens: asked for once by however many threads, renewed before they end, replaced when refused, ended on close."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from rest_api import LOGOUT, PASSWORD, TOKEN, Api, FakeClock, bearer, client_of, exchange_of, form_of, refused

from veeam_provider.rest import (
    AccessDeniedError,
    LoginRefusedError,
    ServerUnavailableError,
    UnreadableReplyError,
    operations,
)
from veeam_provider.rest._login import Login

INFO = ("GET", "/api/v1/serverInfo")
PASSWORD_GRANT, REFRESH_GRANT = "Password", "Refresh_token"


@pytest.fixture
def api() -> Api:
    api = Api()
    api.on(*INFO, httpx.Response(200, json={"name": "vbr"}))
    return api


def test_a_login_is_a_form_and_every_request_has_the_version(api: Api) -> None:
    client_of(api).call(operations.GET_SERVER_INFO)
    login, info = api.requests
    assert login.headers["content-type"] == "application/x-www-form-urlencoded"
    assert form_of(login) == {"grant_type": "Password", "username": "VBR\\pulumi", "password": PASSWORD}
    assert "authorization" not in login.headers
    assert bearer(info) == "access-1"
    for request in api.requests:
        assert request.headers["x-api-version"] == "1.3-rev1"
        assert request.headers["user-agent"].startswith("veeam-entraid-provider/")


def test_a_token_serves_until_it_is_about_to_end(api: Api) -> None:
    clock = FakeClock()
    client = client_of(api, clock)
    for seconds in (0, 800, 69, 2):
        clock.time += seconds
        client.call(operations.GET_SERVER_INFO)
    assert api.logins() == [PASSWORD_GRANT, REFRESH_GRANT]
    assert form_of(api.asked(*TOKEN)[1]) == {"grant_type": "Refresh_token", "refresh_token": "refresh-1"}
    assert bearer(api.requests[-1]) == "access-2"


def test_a_short_life_leaves_time_to_use_it(api: Api) -> None:
    api.expires_in = 20
    clock = FakeClock()
    client = client_of(api, clock)
    for _ in range(2):
        client.call(operations.GET_SERVER_INFO)
        clock.time += 17
    assert api.logins() == [PASSWORD_GRANT]


def test_a_life_that_is_not_told_is_the_shortest_documented(api: Api) -> None:
    api.expires_in = None
    clock = FakeClock()
    client = client_of(api, clock)
    client.call(operations.GET_SERVER_INFO)
    clock.time += 899
    client.call(operations.GET_SERVER_INFO)
    assert api.logins() == [PASSWORD_GRANT, REFRESH_GRANT]


@pytest.mark.parametrize("threads", [2, 64])
def test_threads_that_find_the_token_ended_renew_it_once(api: Api, threads: int) -> None:
    clock = FakeClock()
    login = Login(exchange_of(api, clock))
    login.token()
    clock.time += 10_000
    together = threading.Barrier(threads)

    def ask(_: int) -> str:
        together.wait(30)
        return login.token()

    with ThreadPoolExecutor(threads) as pool:
        assert set(pool.map(ask, range(threads))) == {"access-2"}
    assert api.logins() == [PASSWORD_GRANT, REFRESH_GRANT]


@pytest.mark.parametrize("threads", [2, 64])
def test_threads_whose_token_is_refused_get_one_new_one(api: Api, threads: int) -> None:
    client = client_of(api)
    client.call(operations.GET_SERVER_INFO)
    api.valid = set()
    together = threading.Barrier(threads)

    def ask(_: int) -> object:
        together.wait(30)
        return client.call(operations.GET_SERVER_INFO)

    with ThreadPoolExecutor(threads) as pool:
        assert [*pool.map(ask, range(threads))] == [{"name": "vbr"}] * threads
    assert api.logins() == [PASSWORD_GRANT, REFRESH_GRANT]


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_a_refused_refresh_leads_to_a_login(api: Api, status: int) -> None:
    clock = FakeClock()
    client = client_of(api, clock)
    client.call(operations.GET_SERVER_INFO)
    api.on(*TOKEN, refused(status, "InvalidToken", "The refresh token is used up"), api.issue)
    clock.time += 10_000
    client.call(operations.GET_SERVER_INFO)
    assert api.logins() == [PASSWORD_GRANT, REFRESH_GRANT, PASSWORD_GRANT]


def test_a_refresh_whose_answer_is_lost_is_not_sent_again(api: Api) -> None:
    clock = FakeClock()
    client = client_of(api, clock)
    client.call(operations.GET_SERVER_INFO)
    api.on(*TOKEN, httpx.ReadTimeout("slow"), api.issue)
    clock.time += 10_000
    client.call(operations.GET_SERVER_INFO)
    assert api.logins() == [PASSWORD_GRANT, REFRESH_GRANT, PASSWORD_GRANT]


def test_a_request_whose_token_is_refused_is_sent_once_again_whatever_it_does(api: Api) -> None:
    api.on("POST", "/api/v1/jobs", httpx.Response(201, json={"id": "1"}))
    client = client_of(api)
    client.call(operations.GET_SERVER_INFO)
    api.valid = set()
    job = client.call(operations.CREATE_JOB, {"type": "EntraIDTenantBackup"})  # type: ignore[typeddict-item]
    assert job == {"id": "1"}
    assert [bearer(each) for each in api.asked("POST", "/api/v1/jobs")] == ["access-1", "access-2"]


def test_a_token_that_is_refused_twice_is_an_error(api: Api) -> None:
    api.on(*INFO, httpx.Response(401))
    with pytest.raises(AccessDeniedError, match=r"GET /api/v1/serverInfo \(401\): Unauthorized. A new login"):
        client_of(api).call(operations.GET_SERVER_INFO)
    assert len(api.asked(*INFO)) == 2


def test_a_wrong_password_is_not_tried_again_by_every_thread(api: Api) -> None:
    api.on(*TOKEN, refused(401, "AccessDenied", "Authentication failed"))
    clock = FakeClock()
    login = Login(exchange_of(api, clock))

    def ask(_: int) -> LoginRefusedError:
        with pytest.raises(LoginRefusedError) as error:
            login.token()
        return error.value

    with ThreadPoolExecutor(16) as pool:
        errors = [*pool.map(ask, range(16))]
    assert len({str(error) for error in errors}) == 1
    assert {(error.status, error.error_code) for error in errors} == {(401, "AccessDenied")}
    assert len(api.requests) == 1
    clock.time += 61
    ask(0)
    assert len(api.requests) == 2


def test_a_server_that_starts_is_asked_to_log_in_again(api: Api) -> None:
    api.on(*TOKEN, httpx.Response(503), httpx.ConnectError("refused"), api.issue)
    assert Login(exchange_of(api)).token() == "access-1"
    api.on(*TOKEN, httpx.Response(503))
    with pytest.raises(ServerUnavailableError):
        Login(exchange_of(api)).token()


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"{}", b'{"access_token": ""}', b'{"access_token": "a\\nb"}', b'{"access_token": 1}'],
)
def test_what_is_no_token_is_not_used(api: Api, body: bytes) -> None:
    api.on(*TOKEN, httpx.Response(200, content=body))
    with pytest.raises(UnreadableReplyError, match="no token that can be used"):
        Login(exchange_of(api)).token()


def test_closing_ends_the_tokens(api: Api) -> None:
    with client_of(api) as client:
        client.call(operations.GET_SERVER_INFO)
    (logout,) = api.asked(*LOGOUT)
    assert bearer(logout) == "access-1"


def test_closing_without_a_login_sends_nothing(api: Api) -> None:
    with client_of(api):
        pass
    assert api.requests == []


@pytest.mark.parametrize("answer", [httpx.ConnectError("gone"), httpx.ReadTimeout("slow"), httpx.Response(503)])
def test_closing_never_fails(api: Api, answer: httpx.Response | Exception) -> None:
    api.on(*LOGOUT, answer)
    with client_of(api) as client:
        client.call(operations.GET_SERVER_INFO)
    assert len(api.asked(*LOGOUT)) == 1


def test_a_failed_login_leaves_a_client_that_can_log_in_later(api: Api) -> None:
    api.on(*TOKEN, *itertools.repeat(httpx.ReadError("cut"), 6), api.issue)
    login = Login(exchange_of(api))
    with pytest.raises(Exception, match="ended during POST /api/oauth2/token"):
        login.token()
    assert login.token() == "access-1"
