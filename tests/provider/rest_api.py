"""A backup server in memory, with answers that a test prepares, and a clock that nobody waits for."""

import itertools
import json
import random
import threading
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx

from veeam_provider.rest import BackupServerClient, ConnectionSettings, OperationCancelledError
from veeam_provider.rest._exchange import Exchange

PASSWORD = "correct horse battery staple"
SETTINGS = ConnectionSettings("https://vbr.test:9419", "VBR\\pulumi", PASSWORD, certificate_thumbprint="A" * 40)
TOKEN = ("POST", "/api/oauth2/token")
LOGOUT = ("POST", "/api/oauth2/logout")

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class FakeClock:
    """Moves only when somebody sleeps, or a test moves it."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []
        self.cancelled = False

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        if self.cancelled:
            raise OperationCancelledError
        self.slept.append(seconds)
        self.time += seconds


class Api:
    """Answers as a test has prepared, the last answer of each kind again and again, and issues tokens by itself."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.valid: set[str] = set()
        self.expires_in: int | None = 900
        self._answers: dict[tuple[str, str], deque[Answer]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.on(*TOKEN, self.issue)
        self.on(*LOGOUT, httpx.Response(200, json={}))

    def on(self, method: str, path: str, *answers: Answer) -> None:
        """Prepare the answers to a kind of request, one after the other."""
        self._answers[method, path] = deque(answers)

    def handle(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            self.requests.append(request)
            key = (request.method, request.url.path)
            if key not in (TOKEN, LOGOUT) and bearer(request) not in self.valid | {""}:
                return refused(401, "ExpiredToken", "The token has expired")
            answers = self._answers[key]
            answer = answers.popleft() if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    def issue(self, request: httpx.Request) -> httpx.Response:
        del request
        number = next(self._numbers)
        self.valid = {f"access-{number}"}
        body = {
            "access_token": f"access-{number}",
            "token_type": "bearer",
            "refresh_token": f"refresh-{number}",
            ".issued": "2026-01-01T00:00:00Z",
            ".expires": "2026-01-01T00:15:00Z",
        }
        return httpx.Response(200, json=body if self.expires_in is None else {**body, "expires_in": self.expires_in})

    def asked(self, method: str, path: str) -> list[httpx.Request]:
        return [each for each in self.requests if (each.method, each.url.path) == (method, path)]

    def logins(self) -> list[str]:
        """Return how tokens were asked for, in order."""
        return [form_of(each)["grant_type"] for each in self.asked(*TOKEN)]


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - nothing secret is drawn


def exchange_of(api: Api, clock: FakeClock | None = None, settings: ConnectionSettings = SETTINGS) -> Exchange:
    http = httpx.Client(transport=httpx.MockTransport(api.handle))
    return Exchange(http, settings, clock or FakeClock(), chance(7))


def client_of(api: Api, clock: FakeClock | None = None, settings: ConnectionSettings = SETTINGS) -> BackupServerClient:
    return BackupServerClient(exchange_of(api, clock, settings))


def bearer(request: httpx.Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def form_of(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


def json_of(request: httpx.Request) -> Any:
    return json.loads(request.content)


def refused(status: int, code: str, message: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(
        status, json={"errorCode": code, "message": message, "resourceId": None}, headers=named or None
    )


def session(state: str, result: str | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "id": "5d4c9cc1-3c1b-4b1c-8a4e-6e7a5f0f8a11",
        "name": "Add tenant",
        "sessionType": "Infrastructure",
        "state": state,
        "result": result and {"result": result, "message": fields.pop("message", None)},
        **fields,
    }
