"""Who gets in to the simulated server, for how long, and what may be done there; and what a request has to be."""

from typing import Any

import pytest
from simulated_vbr import INFRASTRUCTURE, TENANTS, UNKNOWN, VERSION, Vbr

from veeam_entraid_sandbox.vbr import Console, document, write_console

FORM = {"grant_type": "password", "username": "rest", "password": "service pass"}


def error(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body.keys() == {"errorCode", "message"}
    assert body["message"]
    return answer.status_code, body["errorCode"]


def token(vbr: Vbr, **form: str) -> Any:
    return vbr.request("POST", "/api/oauth2/token", headers=VERSION, data=form)


# Login.


@pytest.mark.parametrize("username", ["rest", "REST", "VBR01\\rest", ".\\rest"])
@pytest.mark.parametrize("grant", ["password", "Password"])
def test_an_account_of_the_machine_logs_in(vbr: Vbr, username: str, grant: str) -> None:
    answer = token(vbr, **FORM | {"username": username, "grant_type": grant}).json()
    assert answer["token_type"] == "bearer"
    assert answer["expires_in"] == 900
    assert {".issued", ".expires", "access_token", "refresh_token"} <= answer.keys()


@pytest.mark.parametrize(
    "change",
    [
        {"password": "wrong"},
        {"username": "nobody"},
        {"username": "OTHER\\rest"},
        {"username": "stranger", "password": "stranger pass"},
    ],
)
def test_nobody_else_logs_in(vbr: Vbr, change: dict[str, str]) -> None:
    assert error(token(vbr, **FORM | change)) == (401, "AccessDenied")


@pytest.mark.parametrize(
    "form", [{}, {"grant_type": "password"}, FORM | {"grant_type": "magic"}, FORM | {"extra": "1"}]
)
def test_a_login_that_is_no_login_is_refused(vbr: Vbr, form: dict[str, str]) -> None:
    assert error(token(vbr, **form)) == (400, "UnexpectedContent")


def test_a_login_as_json_is_refused(vbr: Vbr) -> None:
    assert error(vbr.request("POST", "/api/oauth2/token", headers=VERSION, json=FORM)) == (400, "UnexpectedContent")


def test_a_token_expires_and_is_refreshed_once(vbr: Vbr) -> None:
    tokens = vbr.login()
    vbr.pass_time(seconds=899)
    assert vbr.call("GET", "/api/v1/serverInfo").status_code == 200
    vbr.pass_time(seconds=1)
    assert error(vbr.call("GET", "/api/v1/serverInfo")) == (401, "ExpiredToken")
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    renewed = token(vbr, **refresh)
    vbr.token = renewed.json()["access_token"]
    assert vbr.call("GET", "/api/v1/serverInfo").status_code == 200
    assert error(token(vbr, **refresh)) == (401, "InvalidToken")


def test_a_refresh_token_expires(vbr: Vbr) -> None:
    tokens = vbr.login()
    vbr.pass_time(days=14)
    assert error(token(vbr, grant_type="refresh_token", refresh_token=tokens["refresh_token"])) == (401, "ExpiredToken")


def test_an_access_token_is_no_refresh_token(vbr: Vbr) -> None:
    tokens = vbr.login()
    assert error(token(vbr, grant_type="refresh_token", refresh_token=tokens["access_token"])) == (401, "InvalidToken")
    vbr.token = tokens["refresh_token"]
    assert error(vbr.call("GET", "/api/v1/serverInfo")) == (401, "InvalidToken")


def test_a_logout_ends_both_tokens(vbr: Vbr) -> None:
    tokens = vbr.login()
    assert vbr.post("/api/oauth2/logout") == {}
    assert error(vbr.call("GET", "/api/v1/serverInfo")) == (401, "InvalidToken")
    assert error(token(vbr, grant_type="refresh_token", refresh_token=tokens["refresh_token"])) == (401, "InvalidToken")


def test_tokens_hold_over_a_restart(vbr: Vbr) -> None:
    vbr.reopen()
    assert vbr.call("GET", "/api/v1/serverInfo").status_code == 200


def test_no_token_and_no_password_lies_on_the_disk(vbr: Vbr) -> None:
    tokens = vbr.login()
    vbr.credentials()
    vbr.tenant()
    secrets = [tokens["access_token"], tokens["refresh_token"], "service pass", "very secret", "app secret"]
    for file in vbr.folder.iterdir():
        content = file.read_bytes()
        assert [secret for secret in secrets if secret.encode() in content] == []


# Roles and switches.


def test_who_is_no_administrator_looks_and_changes_nothing(vbr: Vbr) -> None:
    repository = vbr.default_repository()
    vbr.login("viewer", "viewer pass")
    assert vbr.get("/api/v1/jobs")["data"] == []
    assert error(vbr.call("POST", TENANTS, {})) == (403, "AccessDenied")
    assert error(vbr.call("DELETE", f"{INFRASTRUCTURE}/repositories/{repository}")) == (403, "AccessDenied")
    assert vbr.post("/api/oauth2/logout") == {}


def test_multi_factor_authentication_stops_all_but_service_accounts(vbr: Vbr) -> None:
    tokens = vbr.login("admin", "human pass")
    write_console(vbr.folder, Console(multi_factor=True))
    assert error(token(vbr, grant_type="password", username="admin", password="human pass")) == (403, "AccessDenied")
    assert error(token(vbr, grant_type="refresh_token", refresh_token=tokens["refresh_token"])) == (401, "InvalidToken")
    vbr.login()
    assert vbr.get("/api/v1/security/settings") == {"mfaEnabled": True}


def test_four_eyes_stop_deletions(vbr: Vbr) -> None:
    credentials = vbr.credentials()
    write_console(vbr.folder, Console(four_eyes=True))
    assert error(vbr.call("DELETE", f"/api/v1/cloudCredentials/{credentials}")) == (403, "AccessDenied")
    write_console(vbr.folder, Console())
    vbr.delete(f"/api/v1/cloudCredentials/{credentials}")


def test_the_clock_can_be_set_at_the_console(vbr: Vbr) -> None:
    before = vbr.get("/api/v1/serverTime")["serverTime"]
    write_console(vbr.folder, Console(clock_offset=3600))
    assert error(vbr.call("GET", "/api/v1/serverInfo")) == (401, "ExpiredToken")
    assert vbr.get("/api/v1/serverTime")["serverTime"][11:13] == f"{int(before[11:13]) + 1:02}"


# The form of requests.


@pytest.mark.parametrize("headers", [{}, {"x-api-version": "1.2-rev1"}, {"x-api-version": "1.3-rev2"}])
def test_another_version_of_the_api_is_refused(vbr: Vbr, headers: dict[str, str]) -> None:
    for method, path in (("GET", "/api/v1/serverTime"), ("POST", "/api/oauth2/token"), ("GET", "/api/v1/jobs")):
        answer = vbr.request(method, path, headers=headers)
        assert error(answer) == (400, "NotImplemented")
        assert "1.3-rev1" in answer.json()["message"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic wrong"])
def test_without_a_token_nothing_is_done(vbr: Vbr, header: str) -> None:
    headers = VERSION | ({"Authorization": header} if header else {})
    assert error(vbr.request("GET", "/api/v1/jobs", headers=headers)) == (401, "InvalidToken")
    assert error(vbr.request("GET", "/api/v1/backupBrowser/entraIdTenant", headers=headers)) == (401, "InvalidToken")


def test_what_the_api_does_not_have(vbr: Vbr) -> None:
    assert error(vbr.call("GET", "/api/v1/nothing")) == (404, "InvalidURI")
    assert error(vbr.call("GET", "/api/v1/jobs/")) == (404, "InvalidURI")
    assert error(vbr.call("PUT", "/api/v1/jobs")) == (400, "MethodNotAllowed")


def test_ids_that_are_none_or_nobodys(vbr: Vbr) -> None:
    assert error(vbr.call("GET", "/api/v1/jobs/nonsense")) == (404, "NotFound")
    assert error(vbr.call("GET", f"/api/v1/jobs/{UNKNOWN}")) == (404, "NotFound")
    repository = vbr.default_repository()
    assert vbr.get(f"{INFRASTRUCTURE}/repositories/{repository.upper()}")["id"] == repository


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"skip": "one"}, "skip"),
        ({"skip": "-1"}, "skip"),
        ({"limit": "99999999999"}, "limit"),
        ({"orderAsc": "perhaps"}, "orderAsc"),
        ({"orderColumn": "Colour"}, "orderColumn"),
        ({"typeFilter": "Nonsense"}, "typeFilter"),
        ({"nameFiler": "a*"}, "nameFiler"),
    ],
)
def test_a_wrong_query_is_refused(vbr: Vbr, query: dict[str, str], named: str) -> None:
    answer = vbr.call("GET", "/api/v1/jobs", **query)
    assert error(answer) == (400, "UnexpectedContent")
    assert named in answer.json()["message"]


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'{"hint": NaN, "password": "a"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"hint": "\\ud83d", "password": "secret"}', "application/json"),
        (b'{"hint": "a", "password": "secret"}', "text/plain"),
        (b'{"hint": "a"}', "application/json"),
        (b'{"hint": 1, "password": "secret"}', "application/json"),
        (b'{"hint": null, "password": "secret"}', "application/json"),
        (b'{"hint": "a", "password": "secret", "pasword": "secret"}', "application/json"),
    ],
)
def test_a_wrong_body_is_refused_without_showing_what_is_in_it(vbr: Vbr, content: bytes, media: str) -> None:
    headers = VERSION | {"Authorization": f"Bearer {vbr.token}", "Content-Type": media}
    answer = vbr.request("POST", "/api/v1/encryptionPasswords", headers=headers, content=content)
    assert error(answer) == (400, "UnexpectedContent")
    assert "secret" not in answer.text
    assert vbr.get("/api/v1/encryptionPasswords")["data"] == []


def test_an_answer_that_the_document_does_not_allow_is_a_bug_and_no_answer(vbr: Vbr) -> None:
    operation = next(each for each in document().operations if each.name == "GetServerInfo")
    assert operation.check_reply({"name": "VBR01"})
    assert operation.check_reply({**vbr.get("/api/v1/serverInfo"), "more": 1})
    vbr.engine._handlers["GetServerInfo"] = lambda call: {"name": call.who}
    try:
        assert error(vbr.call("GET", "/api/v1/serverInfo")) == (500, "UnknownError")
    finally:
        (vbr.folder / "requests.jsonl").write_text("")
