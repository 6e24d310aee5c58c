"""What is sent again and what is not, after which pause, and what a failure says."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_api import Api, FakeClock, chance, client_of, exchange_of, refused

from veeam_provider.rest import (
    NotFoundError,
    OperationCancelledError,
    OutcomeUnknownError,
    RefusedError,
    ServerUnavailableError,
    ServerUnreachableError,
    TimeLimits,
    UnreadableReplyError,
    operations,
)
from veeam_provider.rest._exchange import Request, open_http
from veeam_provider.rest._operation import Target
from veeam_provider.rest._repeating import Backoff, retry_after

PATH = "/api/v1/things"
READ = Request(Target("GET", PATH, {}), repeatable=True)
WRITE = Request(Target("POST", PATH, {}), b"{}", "application/json")

NOT_SENT = [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")]
SENT = [httpx.ReadTimeout("slow"), httpx.ReadError("cut"), httpx.WriteError("cut"), httpx.RemoteProtocolError("half")]
DONE = httpx.Response(200, json={})


@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize("error", NOT_SENT, ids=repr)
def test_what_was_not_sent_is_sent_again(request_: Request, error: Exception) -> None:
    api = Api()
    api.on(request_.target.method, PATH, error, error, DONE)
    assert exchange_of(api).send(request_).status_code == 200
    assert len(api.requests) == 3


@pytest.mark.parametrize("error", SENT, ids=repr)
def test_what_may_have_been_carried_out_is_sent_again_only_to_read(error: Exception) -> None:
    api = Api()
    api.on("GET", PATH, error, DONE)
    api.on("POST", PATH, error, DONE)
    assert exchange_of(api).send(READ).status_code == 200
    with pytest.raises(OutcomeUnknownError, match=f"ended during POST {PATH}: .*It is not known whether"):
        exchange_of(api).send(WRITE)
    assert len(api.asked("POST", PATH)) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again_to_read(status: int) -> None:
    api = Api()
    api.on("GET", PATH, httpx.Response(status), DONE)
    assert exchange_of(api).send(READ).status_code == 200


@pytest.mark.parametrize(
    ("answer", "sent"),
    [
        (httpx.Response(503, headers={"retry-after": "7"}), 2),
        (httpx.Response(429, headers={"retry-after": "7"}), 2),
        (httpx.Response(503), 1),
        (httpx.Response(429), 1),
        (httpx.Response(502, headers={"retry-after": "7"}), 1),
        (httpx.Response(504, headers={"retry-after": "7"}), 1),
        (httpx.Response(500), 1),
    ],
    ids=lambda value: f"{value.status_code} {dict(value.headers)}" if isinstance(value, httpx.Response) else None,
)
def test_a_write_is_sent_again_only_if_the_server_has_not_begun(answer: httpx.Response, sent: int) -> None:
    api, clock = Api(), FakeClock()
    api.on("POST", PATH, answer, DONE)
    exchange_of(api, clock).send(WRITE)
    assert len(api.requests) == sent
    assert all(pause >= 7 for pause in clock.slept)


@pytest.mark.parametrize("status", [200, 201, 204, 301, 400, 401, 403, 404, 500])
def test_any_other_answer_is_the_answer(status: int) -> None:
    api = Api()
    api.on("GET", PATH, httpx.Response(status, headers={"location": "https://elsewhere.test/"}))
    assert exchange_of(api).send(READ).status_code == status
    assert len(api.requests) == 1


def test_sending_again_ends() -> None:
    api, clock = Api(), FakeClock()
    api.on("GET", PATH, httpx.ConnectError("Connection refused"))
    with pytest.raises(ServerUnreachableError, match=r"vbr\.test:9419 cannot be reached for GET .*: Conn"):
        exchange_of(api, clock).send(READ)
    assert len(api.requests) == 6
    assert clock.slept == sorted(clock.slept)
    assert sum(clock.slept) < TimeLimits().repeat


def test_no_pause_goes_beyond_the_time_limit() -> None:
    api, clock = Api(), FakeClock()
    api.on("GET", PATH, httpx.Response(503, headers={"retry-after": "3600"}))
    assert exchange_of(api, clock).send(READ).status_code == 503
    assert clock.slept == []


def test_a_pause_can_be_cancelled() -> None:
    api, clock = Api(), FakeClock()
    api.on("GET", PATH, httpx.ConnectError("refused"))
    clock.cancelled = True
    with pytest.raises(OperationCancelledError):
        exchange_of(api, clock).send(READ)
    assert len(api.requests) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 30),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:29:00 GMT"}, 0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({}, None),
    ],
)
def test_the_server_says_when_to_come_again(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(httpx.Response(503, headers=headers)) == seconds


@given(st.integers(1, 10_000), st.integers())
def test_pauses_are_uneven_and_bounded(number: int, seed: int) -> None:
    backoff = Backoff(first=1, longest=10, factor=2)
    longest = min(10, 2 ** min(number - 1, 10))
    assert longest / 2 <= backoff.pause(number, chance(seed)) <= longest


def test_pauses_of_callers_that_failed_together_differ() -> None:
    assert len({Backoff().pause(1, chance(seed)) for seed in range(20)}) == 20


def test_connections_have_time_limits_and_follow_no_redirect() -> None:
    exchange = exchange_of(Api())
    http = open_http(exchange.settings)
    limits = exchange.settings.time_limits
    assert http.timeout.as_dict() == {
        "connect": limits.connect,
        "read": limits.reply,
        "write": limits.send,
        "pool": limits.reply,
    }
    assert not http.follow_redirects
    http.close()


def test_a_write_is_sent_exactly_and_its_reply_is_read() -> None:
    api = Api()
    api.on("PUT", "/api/v1/jobs/a%2Fb", httpx.Response(200, json={"id": "a/b", "type": "entraidtenantbackup"}))
    api.on("PUT", "/api/v1/jobs/a/b", httpx.Response(200, json={"id": "a/b", "type": "entraidtenantbackup"}))
    model = {"id": "a/b", "name": "Jöb", "neverHeardOf": None}
    reply = client_of(api).call(operations.UPDATE_JOB, model, id="a/b")  # type: ignore[arg-type]
    assert reply == {"id": "a/b", "type": "EntraIDTenantBackup"}
    sent = api.requests[-1]
    assert sent.url.raw_path == b"/api/v1/jobs/a%2Fb"
    assert sent.content.decode() == '{"id": "a/b", "name": "Jöb", "neverHeardOf": null}'
    assert sent.headers["content-type"] == "application/json"


def test_parameters_go_where_they_belong() -> None:
    api = Api()
    api.on("DELETE", "/api/v1/backups/1", httpx.Response(201, json={"id": "s"}))
    client_of(api).call(operations.DELETE_BACKUP, id="1", fromDB=True)
    assert str(api.requests[-1].url) == "https://vbr.test:9419/api/v1/backups/1?fromDB=true"


@pytest.mark.parametrize("parameters", [{}, {"id": "1", "ID": "2"}, {"id": "1", "skip": 3}])
def test_a_parameter_that_is_missing_or_unknown_sends_nothing(parameters: dict[str, str]) -> None:
    api = Api()
    with pytest.raises(TypeError, match="takes the parameters id"):
        client_of(api).call(operations.GET_JOB, **parameters)
    assert api.requests == []


def test_a_file_comes_as_bytes_and_goes_as_bytes() -> None:
    api = Api()
    base = "/api/v1/backupBrowser/entraIdTenant/1"
    api.on("POST", f"{base}/export", httpx.Response(200, content=b"\x00\xff"))
    api.on("POST", f"{base}/uploadUser", httpx.Response(200, json={"data": [{"id": "u", "type": "user"}]}))
    client = client_of(api)
    assert client.call(operations.EXPORT_ENTRA_ID_TENANT_ITEM, {"type": "User"}, backupId="1") == b"\x00\xff"
    items = client.list(operations.UPLOAD_ENTRA_ID_TENANT_USER, b"id\r\nu", backupId="1")
    assert [*items] == [{"id": "u", "type": "User"}]
    assert api.requests[-1].content == b"id\r\nu"
    assert api.requests[-1].headers["content-type"] == "application/octet-stream"


def test_no_content_is_no_error_where_none_is_needed() -> None:
    api = Api()
    api.on("DELETE", "/api/v1/jobs/1", httpx.Response(204))
    api.on("POST", "/api/v1/sessions/1/stop", httpx.Response(200))
    client = client_of(api)
    assert client.call(operations.DELETE_JOB, id="1") is None
    assert client.call(operations.STOP_SESSION, id="1") == {}


@pytest.mark.parametrize("body", [b"", b"<html>portal</html>", b'"text"', b"null", b"\xff"])
def test_a_reply_that_is_not_of_the_api_is_an_error(body: bytes) -> None:
    api = Api()
    api.on("GET", "/api/v1/jobs/1", httpx.Response(200, content=body))
    with pytest.raises(UnreadableReplyError, match="GET /api/v1/jobs/1 with 200 and something that is not of its API"):
        client_of(api).call(operations.GET_JOB, id="1")


def test_numbers_that_json_lacks_are_never_sent() -> None:
    api = Api()
    with pytest.raises(ValueError, match="JSON"):
        client_of(api).call(operations.CREATE_JOB, {"name": float("nan")})  # type: ignore[typeddict-item]
    assert api.asked("POST", "/api/v1/jobs") == []


def test_refusals_are_errors_of_their_kind() -> None:
    api = Api()
    client = client_of(api)
    for answer, kind in [
        (refused(404, "NotFound", "Job is not found"), NotFoundError),
        (refused(400, "UnknownError", "There is such a job"), RefusedError),
        (httpx.Response(301, headers={"location": "https://elsewhere.test/"}), RefusedError),
    ]:
        api.on("GET", "/api/v1/jobs/1", answer)
        with pytest.raises(kind, match="GET /api/v1/jobs/1"):
            client.call(operations.GET_JOB, id="1")


def test_a_server_that_stays_busy_is_an_error() -> None:
    api = Api()
    api.on("GET", "/api/v1/jobs/1", httpx.Response(503))
    with pytest.raises(ServerUnavailableError, match="starts or restarts"):
        client_of(api).call(operations.GET_JOB, id="1")
    assert len(api.asked("GET", "/api/v1/jobs/1")) == 6
