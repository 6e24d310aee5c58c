"""No secret in a log, an error or a representation, with every logger at its most talkative."""

import logging
import traceback
from pathlib import Path
from typing import Any

import httpx
import pytest
from rest_api import PASSWORD, TOKEN, Api, FakeClock, client_of, exchange_of, refused
from schemas import SCHEMAS, members
from tls_servers import identity, serving

from veeam_provider.rest import BackupServerClient, ConnectionSettings, RestError, operations
from veeam_provider.rest._exchange import Exchange, Request, json_request, open_http
from veeam_provider.rest._login import Login
from veeam_provider.rest._operation import Target
from veeam_provider.rest._secrets import secrets_in, without_secrets

APPLICATION_SECRET = "application~secret"
SPEC: Any = {
    "azureTenantId": "t",
    "creationMode": "ExistingAccount",
    "existingAccount": {"authentication": {"applicationId": "a", "secret": APPLICATION_SECRET}},
}
SECRETS = (PASSWORD, APPLICATION_SECRET, "access-1", "refresh-1")
QUOTED = " ".join(SECRETS)
# The refresh token is in no request but its own.
SENT = " ".join(SECRETS[:3])
TENANTS = ("POST", "/api/v1/inventory/entraId/tenants")


def shown(error: BaseException) -> str:
    return "".join([repr(error), *traceback.format_exception(error)])


@pytest.mark.parametrize(
    "answer",
    [
        refused(400, "UnknownError", f"Cannot use {QUOTED}"),
        refused(403, QUOTED, QUOTED),
        httpx.Response(500, text=QUOTED),
        httpx.Response(503, json={"message": QUOTED}),
        httpx.Response(201, text=QUOTED),
        httpx.ConnectError(f"cannot send {SENT}"),
        httpx.RemoteProtocolError(f"illegal header {SENT}"),
    ],
    ids=repr,
)
def test_no_error_quotes_a_secret(answer: httpx.Response | Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    api = Api()
    api.on(*TENANTS, answer)
    with pytest.raises(RestError) as error:
        client_of(api).call(operations.CREATE_ENTRA_ID_TENANT, SPEC)
    text = shown(error.value) + caplog.text
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(
    "answer",
    [refused(401, "AccessDenied", QUOTED), refused(400, "UnknownError", QUOTED), httpx.Response(200, json=[QUOTED])],
)
def test_no_login_quotes_a_secret(answer: httpx.Response, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    api, clock = Api(), FakeClock()
    login = Login(exchange_of(api, clock))
    login.token()
    clock.time += 10_000
    api.on(*TOKEN, answer)
    with pytest.raises(RestError) as error:
        login.token()
    text = shown(error.value) + caplog.text
    assert PASSWORD not in text
    assert "refresh-1" not in text


def test_no_log_of_real_connections_holds_a_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    vbr = identity()
    with serving(vbr.context(tmp_path)) as server:
        settings = ConnectionSettings(
            server.endpoint, "pulumi", PASSWORD, certificate_thumbprint=vbr.thumbprint("sha256"), proxy=""
        )
        exchange = Exchange(open_http(settings), settings, FakeClock())
        request = json_request(Target("POST", TENANTS[1], {}), SPEC, repeatable=False)
        assert exchange.send(request, "token-of-a-user").status_code == 200
        # The server's empty object is no token.
        with pytest.raises(RestError):
            BackupServerClient(exchange).call(operations.GET_SERVER_INFO)
        exchange.close()
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"httpcore", "httpx", "veeam_provider"}
    assert b"token-of-a-user" in server.received
    for secret in ("token-of-a-user", PASSWORD, PASSWORD.replace(" ", "+"), APPLICATION_SECRET):
        assert secret.encode() in server.received or secret == PASSWORD
        assert secret not in caplog.text


def test_nothing_shows_what_it_sends() -> None:
    request = json_request(Target("POST", "/x", {}), SPEC, repeatable=False, secrets=frozenset({APPLICATION_SECRET}))
    assert APPLICATION_SECRET not in repr(request)
    assert repr(Request(Target("POST", "/x", {}), b"hunter2")).find("hunter2") == -1
    api = Api()
    login = Login(exchange_of(api))
    login.token()
    assert "access-1" not in repr(login._tokens)
    assert "refresh-1" not in repr(login._tokens)


def test_every_secret_field_of_the_document_is_known_as_one() -> None:
    # Read once by a person, from all names of the document.
    expected = {
        "certificate",
        "clientSecret",
        "code",
        "defaultUserPassword",
        "deviceCode",
        "access_token",
        "handshakeCode",
        "license",
        "newSecretKey",
        "passphrase",
        "password",
        "privateKey",
        "refresh_token",
        "rootPassword",
        "secret",
        "secretKey",
        "sharedKey",
        "userCode",
        "vbr_token",
        "verificationCode",
    }
    texts = {
        name
        for schema in SCHEMAS.values()
        for name, field in members(schema)[0].items()
        if field.get("type") == "string"
    }
    assert {name for name in texts if [*secrets_in({name: "value"})]} == expected


def test_secrets_are_found_wherever_they_are() -> None:
    payload = {"usersPasswords": [{"userId": "u", "password": "one1"}], "credentials": {"privateKey": "two2"}}
    assert {*secrets_in(payload)} == {"one1", "two2"}


def test_short_texts_are_left_as_they_are() -> None:
    assert without_secrets("a bad password", ["a", "bad"]) == "a bad password"
