"""The REST API over ASGI: what a request has to be, what an answer has to be, and the faults in between."""

import contextlib
import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from veeam_entraid_sandbox.vbr._document import Document, Operation
from veeam_entraid_sandbox.vbr._engine import Engine, Errand, Given
from veeam_entraid_sandbox.vbr._errors import (
    ApiError,
    internal,
    not_found,
    unexpected_content,
    unknown_path,
    unknown_version,
    wrong_method,
)
from veeam_entraid_sandbox.vbr._faults import ServerFault, read_server_faults
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue
from veeam_entraid_sandbox.vbr._service import CONTENT, Enquiry
from veeam_entraid_sandbox.vbr._sessions import FailedRunError
from veeam_entraid_sandbox.vbr._trace import Traced
from veeam_entraid_sandbox.vbr._vendor_style import vendor_style, without_later

__all__ = ["ConnectionCutError", "Cutter", "application"]

_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
_BYTES: Final = "application/octet-stream"
_UNAUTHORIZED: Final = 401
_INTERNAL: Final = 500
_PACE: Final = 0.05
_AWAY: Final = ServerFault(action="status", status=503, message="The service is unavailable.")

Cutter: TypeAlias = Callable[[tuple[str, int]], bool]
"""Cuts the connection of a client, by its address and port; returns whether there is one."""


class ConnectionCutError(Exception):
    """The connection is cut, where there is none that could be."""


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    content: bytes
    media: str = _JSON

    @classmethod
    def of(cls, status: int, body: JsonValue, media: str = _JSON) -> "_Reply":
        if media == _BYTES:
            return cls(status, str(body).encode(), media)
        return cls(status, b"" if body is None else json.dumps(body).encode())

    @property
    def response(self) -> Response:
        return Response(self.content or None, self.status, media_type=self.media if self.content else None)


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer, with what is written down of it."""

    reply: _Reply
    message: str = ""
    invalid: str = ""


def application(engine: Engine, document: Document, cutter: Cutter | None = None) -> Starlette:
    """Return the ASGI application of a server. As long as it lives, its sessions go on.

    Args:
        engine: the server.
        document: what its API is like.
        cutter: cuts connections; without one, a cut is an error of the type ConnectionCutError.
    """
    methods: dict[str, dict[str, Operation]] = {}
    for operation in document.operations:
        methods.setdefault(operation.path, {})[operation.method] = operation
    routes = [
        Route(path, _Endpoint(engine, document, cutter, methods[path])) for path in sorted(methods, key=_precedence)
    ]
    everything_else = Route("/{path:path}", _Endpoint(engine, document, cutter, {}))

    @contextlib.asynccontextmanager
    async def alive(app: Starlette) -> AsyncGenerator[None]:
        del app
        async with anyio.create_task_group() as group:
            group.start_soon(_keep_going, engine)
            yield
            group.cancel_scope.cancel()

    app = Starlette(routes=[*routes, everything_else], lifespan=alive)
    app.router.redirect_slashes = False
    return app


def _precedence(path: str) -> list[bool]:
    """Order a path with a word in a place before one with a parameter in it."""
    return ["{" in part for part in path.split("/")]


async def _keep_going(engine: Engine) -> None:
    async with anyio.create_task_group() as group:
        while True:
            for errand in engine.errands():
                group.start_soon(_do, engine, errand)
            await anyio.sleep(_PACE)


async def _do(engine: Engine, errand: Errand) -> None:
    try:
        answer = await anyio.to_thread.run_sync(errand.outside, abandon_on_cancel=True)
    except FailedRunError as error:
        engine.take_in(errand, {}, str(error))
    except Exception as error:  # noqa: BLE001 - the session fails with the reason, and the others go on
        engine.take_in(errand, {}, f"The sandbox has a bug: {type(error).__name__}: {error}")
    else:
        engine.take_in(errand, answer, "")


class _Endpoint:
    """Answers the requests for one path."""

    def __init__(
        self,
        engine: Engine,
        document: Document,
        cutter: Cutter | None,
        operations: Mapping[str, Operation],
    ) -> None:
        self._engine = engine
        self._document = document
        self._cutter = cutter
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        at, began = time.time(), time.monotonic()
        operation = self._operations.get(request.method)
        faults = self._engine.struck.request(read_server_faults(self._engine.folder), request.method, request.url.path)
        answered, ending = await self._answered(request, operation, faults)
        self._engine.trace.add(
            Traced(
                at=at,
                seconds=time.monotonic() - began,
                method=request.method,
                path=request.url.path,
                operation=operation.name if operation else "",
                status=0 if ending == "cut" else answered.reply.status,
                message=answered.message,
                invalid=answered.invalid,
            )
        )
        await self._send(request, answered.reply, ending, send)

    async def _answered(
        self, request: Request, operation: Operation | None, faults: Sequence[ServerFault]
    ) -> tuple[_Answered, str]:
        """Return the answer, and what happens to the connection: ``cut``, ``half`` or nothing."""
        if self._engine.is_away():
            return _Answered(_faulty(_AWAY), _AWAY.message), "cut" if self._engine.settings.away == "cut" else ""
        await anyio.sleep(sum(fault.seconds for fault in faults if fault.action == "delay"))
        authorization = request.headers.get("authorization", "")
        for fault in faults:
            if fault.action == "expire-token":
                self._engine.expire_token(authorization)
            elif fault.action == "revoke-token":
                self._engine.revoke_token(authorization)
        loosely = any(fault.action == "vendor-style" for fault in faults)
        endings = [fault for fault in faults if fault.action in {"status", "cut", "half", "empty-401"}]
        fault = endings[0] if endings else None
        if fault is None:
            return await self._carried_out(request, operation, loosely=loosely), ""
        if fault.action == "half" or fault.done:
            answered = await self._carried_out(request, operation, loosely=loosely)
        else:
            answered = _Answered(_Reply(_UNAUTHORIZED, b""), fault.message)
        if fault.action == "status":
            answered = _Answered(_faulty(fault), fault.message)
        return answered, fault.action if fault.action in {"cut", "half"} else ""

    async def _send(self, request: Request, reply: _Reply, ending: str, send: Send) -> None:
        if ending == "cut":
            client = request.client
            if self._cutter is None or client is None or not self._cutter((client.host, client.port)):
                raise ConnectionCutError
            return
        if ending != "half":
            await reply.response(request.scope, request.receive, send)
            return
        # The server closes the connection when the announced length does not come.
        headers = [(b"content-type", _JSON.encode()), (b"content-length", str(len(reply.content) + 1).encode())]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.content[: len(reply.content) // 2], "more_body": True})
        if self._cutter is None:
            raise ConnectionCutError

    async def _carried_out(self, request: Request, operation: Operation | None, *, loosely: bool) -> _Answered:
        """Do what is asked for, and return the answer; one that the document does not allow is none."""
        try:
            self._demand_version(request)
            if operation is None:
                return self._error(self._no_operation(request))
            body = await self._done(request, operation)
        except ApiError as error:
            return self._error(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer and the trace the reason
            return self._checked(_Reply(_INTERNAL, b""), "", f"{type(error).__name__}: {error}")
        wrong = _reply_problem(operation, body)
        shown = vendor_style(self._document, operation.reply, body) if loosely and not wrong else body
        return self._checked(_Reply.of(operation.success, shown, operation.answers), "", wrong)

    def _error(self, error: ApiError) -> _Answered:
        return self._checked(
            _Reply.of(error.status, error.body), error.message, self._document.check("Error", error.body)
        )

    def _checked(self, reply: _Reply, message: str, wrong: str) -> _Answered:
        if not wrong:
            return _Answered(reply, message)
        error = internal("The sandbox has a bug: see requests.jsonl in the server's folder.")
        return _Answered(_Reply.of(error.status, error.body), message or error.message, wrong)

    def _demand_version(self, request: Request) -> None:
        version = request.headers.get("x-api-version", "")
        if version != self._document.version:
            said = f"The API version {version} is not supported." if version else "The header x-api-version is missing."
            raise unknown_version(f"{said} Supported versions: {self._document.version}.")

    def _no_operation(self, request: Request) -> ApiError:
        if self._operations:
            return wrong_method(f"{request.url.path} has no method {request.method}.")
        return unknown_path(request.url.path)

    async def _done(self, request: Request, operation: Operation) -> JsonValue:
        authorization = request.headers.get("authorization", "")
        self._engine.admit(operation, authorization)
        given = Given(
            path=_path(request, operation),
            query=_query(request, operation),
            body=await _body(request, operation),
            authorization=authorization,
        )
        answer = self._engine.answer(operation, given)
        while isinstance(answer, Enquiry):
            handler = await anyio.to_thread.run_sync(answer.ask)
            answer = self._engine.go_on(handler, operation, given)
        return answer


def _reply_problem(operation: Operation, body: JsonValue) -> str:
    if body is None:
        return "an answer without a body" if operation.answers else ""
    return operation.check_reply(body) if operation.answers else "an answer with a body"


def _faulty(fault: ServerFault) -> _Reply:
    """Return an answer that does not come from the API's own code: what stands before it knows no JSON."""
    if fault.status == _INTERNAL:
        return _Reply.of(fault.status, internal(fault.message).body)
    return _Reply(fault.status, f"<html><body>{fault.message}</body></html>".encode(), "text/html")


# Reading a request.


def _path(request: Request, operation: Operation) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.path_params.items():
        parameter = operation.parameters[name]
        if parameter.check(value):
            raise not_found("object", value)
        found[name] = str(value).lower() if parameter.schema.get("format") == "uuid" else str(value)
    return found


def _query(request: Request, operation: Operation) -> dict[str, JsonValue]:
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, []).append(value)
    found: dict[str, JsonValue] = {}
    for name, values in given.items():
        parameter = operation.parameters.get(name)
        if parameter is None or parameter.place != "query":
            raise unexpected_content(f"{operation.method} {operation.path} takes no parameter {name}.")
        value = parameter.read(values)
        problem = parameter.check(value)
        if problem:
            raise unexpected_content(f"The parameter {name} is wrong: {problem}.")
        found[name] = value
    for name, parameter in operation.parameters.items():
        if parameter.place == "query" and name not in found:
            if parameter.required:
                raise unexpected_content(f"The parameter {name} is missing.")
            if parameter.default is not None:
                found[name] = parameter.default
    return found


async def _body(request: Request, operation: Operation) -> JsonObject:
    content = await request.body()
    if not operation.takes:
        return {}
    if not content:
        if operation.body_required:
            raise unexpected_content("The body is missing.")
        return {}
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != operation.takes:
        raise unexpected_content(f"The body has to be of the type {operation.takes}.")
    if media == _BYTES:
        return {CONTENT: _text(content)}
    read = _form(content) if media == _FORM else without_later(_json(content))
    problem = operation.check_body(read)
    if problem:
        raise unexpected_content(f"The body does not have the documented form: {problem}.")
    if not isinstance(read, dict):
        raise unexpected_content("The body has to be an object.")
    return read


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except ValueError as error:
        raise unexpected_content("The file is not in UTF-8.") from error


def _json(content: bytes) -> JsonValue:
    try:
        read: JsonValue = json.loads(content, parse_constant=_no_constant)
        # Half a character can be written in JSON, and nowhere else.
        json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise unexpected_content("The body is not JSON.") from error
    return read


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _form(content: bytes) -> JsonObject:
    try:
        fields: JsonObject = dict(parse_qsl(content.decode(), keep_blank_values=True))
    except ValueError as error:
        raise unexpected_content("The body is not a form.") from error
    grant = fields.get("grant_type")
    if isinstance(grant, str):
        # The document writes Password, the vendor's guide password: both are taken.
        fields["grant_type"] = grant.capitalize()
    for name in ("use_short_term_refresh",):
        if name in fields:
            fields[name] = {"true": True, "false": False}.get(str(fields[name]).lower(), fields[name])
    return fields
