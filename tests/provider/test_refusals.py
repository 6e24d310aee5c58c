"""What answers mean in words: who said what about which request, and what to do."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_api import refused

from veeam_provider.rest import (
    AccessDeniedError,
    ApprovalRequiredError,
    LoginRefusedError,
    NotFoundError,
    RefusedError,
    ServerUnavailableError,
    UnsupportedVersionError,
)
from veeam_provider.rest._operation import Target
from veeam_provider.rest._refusals import refusal

JOBS = Target("POST", "/api/v1/jobs", {})
LOGIN = Target("POST", "/api/oauth2/token", {})


@pytest.mark.parametrize(
    ("target", "answer", "kind", "advice"),
    [
        (LOGIN, refused(401, "AccessDenied", "Authentication failed"), LoginRefusedError, "username and password"),
        (LOGIN, refused(401, "AccessDenied", "Authentication failed"), LoginRefusedError, "service account"),
        (LOGIN, httpx.Response(401), LoginRefusedError, "username and password"),
        (LOGIN, refused(403, "Forbidden", "MFA is enabled for the user"), LoginRefusedError, "second factor"),
        (
            LOGIN,
            refused(400, "UnknownError", "Multi-factor authentication is required"),
            LoginRefusedError,
            "service account",
        ),
        (LOGIN, refused(403, "Forbidden", "No role"), AccessDeniedError, "Backup Administrator"),
        (JOBS, refused(403, "Forbidden", "Access is denied"), AccessDeniedError, "Backup Administrator"),
        (JOBS, refused(401, "ExpiredToken", "Token has expired"), AccessDeniedError, "new login"),
        (
            JOBS,
            refused(400, "UnknownError", "Four-eyes authorization is enabled"),
            ApprovalRequiredError,
            "product's console",
        ),
        (
            JOBS,
            refused(403, "Forbidden", "The operation requires an additional approval"),
            ApprovalRequiredError,
            "product's console",
        ),
        (
            JOBS,
            refused(400, "NotImplemented", "Version 1.9-rev9 is not supported. Supported: 1.2-rev1, 1.3-rev0"),
            UnsupportedVersionError,
            "1.9-rev9, 1.2-rev1, 1.3-rev0",
        ),
        (JOBS, refused(404, "NotFound", "No such tenant"), NotFoundError, ""),
        (JOBS, httpx.Response(503), ServerUnavailableError, "try again"),
        (JOBS, httpx.Response(502, text="<html>proxy</html>"), ServerUnavailableError, "try again"),
        (JOBS, refused(400, "UnknownError", "Such a job exists"), RefusedError, ""),
        (JOBS, refused(400, "NotImplemented", "Not for this edition"), RefusedError, ""),
        (JOBS, httpx.Response(500), RefusedError, ""),
    ],
)
def test_an_answer_becomes_an_error_that_says_what_to_do(
    target: Target, answer: httpx.Response, kind: type[RefusedError], advice: str
) -> None:
    error = refusal(answer, target, ())
    assert type(error) is kind
    assert str(error).startswith(f"The backup server refused {target} ({answer.status_code}")
    assert advice in str(error)
    assert error.status == answer.status_code


def test_code_and_message_of_the_server_are_kept() -> None:
    error = refusal(refused(400, "UnknownError", "Such a job\r\n exists."), JOBS, ())
    assert str(error) == "The backup server refused POST /api/v1/jobs (400 UnknownError): Such a job exists."
    assert (error.error_code, error.server_message) == ("UnknownError", "Such a job exists.")


def test_a_code_that_no_document_knows_is_kept() -> None:
    assert refusal(refused(400, "SomethingNew", "x"), JOBS, ()).error_code == "SomethingNew"


def test_a_secret_that_the_server_quotes_is_not_repeated() -> None:
    answer = refused(400, "UnknownError", 'Value "hunter2 the second" of password hunter2 is too short')
    error = refusal(answer, JOBS, ["hunter2", "hunter2 the second"])
    assert "hunter2" not in f"{error} {error.server_message} {error.error_code}"
    assert error.server_message == 'Value "…" of password … is too short'


@given(st.binary() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(str))
def test_no_body_makes_it_fail(body: bytes | str) -> None:
    content = body if isinstance(body, bytes) else body.encode()
    assert refusal(httpx.Response(400, content=content), JOBS, ()).status == 400


@given(st.dictionaries(st.sampled_from(["errorCode", "message", "title"]), st.none() | st.integers() | st.text()))
def test_no_strange_error_makes_it_fail(body: dict[str, object]) -> None:
    error = refusal(httpx.Response(400, json=body), JOBS, ())
    assert "\n" not in str(error)
    assert len(str(error)) < 2500
