"""A small model of the engine: what it keeps of a stack between two commands, and what it asks a provider for.

It does what the real one does where that decides on what is made twice or lost: a creation that fails leaves nothing in
the state; one that ends with a resource that is not ready leaves the resource with its problems, and the next update is
made whether anything differs or not; a provider that dies leaves the state as it was.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, TypeAlias

import grpc
from provider_client import Client, FailedInitializationError, RefusedError, errors, urn

from veeam_entraid_protocol import Value, decode, encode
from veeam_entraid_protocol.messages import provider_pb2
from veeam_entraid_protocol.provider import Servicer

Inputs: TypeAlias = Mapping[str, Any]


class KilledError(BaseException):
    """The provider's process has been killed: nothing of it goes on, not even what cleans up."""


# Calls without a network, so that a provider that is killed in the middle of one is really gone.


class _Answer(grpc.RpcError):
    def __init__(self, details: str, metadata: Any = ()) -> None:
        super().__init__(details)
        self._details, self._metadata = details, metadata

    def details(self) -> str:
        return self._details

    def trailing_metadata(self) -> Any:
        return self._metadata


class _Context:
    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        del code
        raise _Answer(details)

    def abort_with_status(self, status: Any) -> NoReturn:
        raise _Answer(status.details, status.trailing_metadata)


class _Calls:
    """A channel whose calls are calls of the servicer, in the caller's thread."""

    def __init__(self, servicer: Servicer) -> None:
        self._servicer = servicer

    def unary_unary(self, method: str, *_: object, **__: object) -> Callable[[Any], Any]:
        called = getattr(self._servicer, method.rpartition("/")[2])
        return lambda request: called(request, _Context())

    def unary_stream(self, *_: object, **__: object) -> None:
        """Take a kind of call that the protocol has and nobody makes."""


def direct_client(servicer: Servicer) -> Client:
    """Return a client that calls a servicer in this thread."""
    channel: Any = _Calls(servicer)
    return Client(channel)


# The stack.


@dataclass(frozen=True)
class Wanted:
    """A resource of a program.

    Attributes:
        token: its type.
        name: its name.
        inputs: makes its inputs of the ids of the resources before it, by their names.
    """

    token: str
    name: str
    inputs: Callable[[Mapping[str, str]], Inputs]

    @property
    def urn(self) -> str:
        return urn(self.token, self.name)


@dataclass(frozen=True)
class State:
    """What the stack's state holds of a resource: its problems are those that it was left with when it was made."""

    wanted: Wanted
    urn: str
    id: str
    inputs: dict[str, Value]
    outputs: dict[str, Value]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How a command has ended: what was done, as ``create name``, and what went wrong."""

    done: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    killed: bool = False

    @property
    def succeeded(self) -> bool:
        return not self.problems and not self.killed


@dataclass
class Stack:
    """A stack: each command starts a provider of its own, as the engine does.

    Attributes:
        provider: starts a provider that is configured, and ends it.
        name: of the stack.
        states: what the state holds, in the order in which it was made.
    """

    provider: Callable[[], AbstractContextManager[Client]]
    name: str = "local"
    states: dict[str, State] = field(default_factory=dict[str, State])

    def up(self, *program: Wanted) -> Outcome:
        """Bring the stack to a program. What depends on nothing that failed is tried all the same."""
        return self._command(lambda client, run: self._update(client, run, program))

    def refresh(self) -> Outcome:
        """Take in what the server has."""
        return self._command(self._refresh)

    def take_in(self, wanted: Wanted, key: str) -> Outcome:
        """Import a resource by its natural key, and bring it to what is wanted."""
        return self._command(lambda client, run: self._import(client, run, wanted, key))

    def destroy(self) -> Outcome:
        """Delete everything, the latest first."""
        return self._command(lambda client, run: self._delete(client, run, [*self.states]))

    def changes(self, *program: Wanted) -> dict[str, list[str]]:
        """Return what a preview would change, by resource; the creations and deletions as an empty list."""
        found: dict[str, list[str]] = {}
        ids = {state.wanted.name: state.id for state in self.states.values()}
        with self.provider() as client:
            for wanted in program:
                state = self.states.get(self._urn(wanted))
                if state is None:
                    found[wanted.name] = []
                    continue
                answer = self._diff(client, state, client.check(state.urn, wanted.inputs(ids), state.inputs))
                if answer.detailedDiff or state.problems:
                    found[wanted.name] = [*answer.detailedDiff]
        left = self.states.keys() - {self._urn(wanted) for wanted in program}
        return {**found, **{self.states[each].wanted.name: [] for each in left}}

    def _urn(self, wanted: Wanted) -> str:
        return wanted.urn.replace("urn:pulumi:local::", f"urn:pulumi:{self.name}::")

    def _command(self, work: "Callable[[Client, _Run], None]") -> Outcome:
        run = _Run()
        try:
            with self.provider() as client:
                work(client, run)
        except KilledError:
            return Outcome(tuple(run.done), tuple(run.problems), killed=True)
        return Outcome(tuple(run.done), tuple(run.problems))

    def _update(self, client: Client, run: "_Run", program: Iterable[Wanted]) -> None:
        ids: dict[str, str] = {}
        wanted_urns = {self._urn(wanted) for wanted in program}
        for wanted in program:
            try:
                inputs = wanted.inputs(ids)
            except KeyError:
                continue  # it depends on what has failed
            with run.noting():
                self._step(client, run, wanted, inputs)
                ids[wanted.name] = self.states[self._urn(wanted)].id
        if not run.problems:
            self._delete(client, run, [each for each in self.states if each not in wanted_urns])

    def _step(self, client: Client, run: "_Run", wanted: Wanted, inputs: Inputs) -> None:
        state = self.states.get(self._urn(wanted))
        if state is None:
            self._create(client, run, wanted, client.check(self._urn(wanted), inputs))
            return
        checked = client.check(state.urn, inputs, state.inputs)
        difference = self._diff(client, state, checked)
        if difference.replaces:
            self._delete_one(client, run, state)
            self._create(client, run, wanted, checked)
        elif difference.detailedDiff or state.problems:
            self._change(client, run, state, checked)
        else:
            self.states[state.urn] = replace(state, wanted=wanted, inputs=checked)

    def _create(self, client: Client, run: "_Run", wanted: Wanted, inputs: dict[str, Value]) -> None:
        request = provider_pb2.CreateRequest(urn=self._urn(wanted), properties=encode(inputs))
        with self._kept(wanted, inputs), errors():
            answer = client.stub.Create(request)
        self._keep(wanted, answer.id, inputs, decode(answer.properties))
        run.done.append(f"create {wanted.name}")

    def _change(self, client: Client, run: "_Run", state: State, inputs: dict[str, Value]) -> None:
        request = provider_pb2.UpdateRequest(
            id=state.id,
            urn=state.urn,
            olds=encode(state.outputs),
            old_inputs=encode(state.inputs),
            news=encode(inputs),
        )
        with self._kept(state.wanted, inputs), errors():
            answer = client.stub.Update(request)
        self._keep(state.wanted, state.id, inputs, decode(answer.properties))
        run.done.append(f"update {state.wanted.name}")

    def _refresh(self, client: Client, run: "_Run") -> None:
        for state in [*self.states.values()]:
            request = provider_pb2.ReadRequest(
                id=state.id, urn=state.urn, properties=encode(state.outputs), inputs=encode(state.inputs)
            )
            with run.noting(), errors():
                answer = client.stub.Read(request)
                if answer.id:
                    self._keep(state.wanted, answer.id, decode(answer.inputs), decode(answer.properties))
                else:
                    del self.states[state.urn]
                    run.done.append(f"gone {state.wanted.name}")

    def _import(self, client: Client, run: "_Run", wanted: Wanted, key: str) -> None:
        with run.noting():
            with errors():
                answer = client.stub.Read(provider_pb2.ReadRequest(id=key, urn=self._urn(wanted)))
            assert answer.id, f"there is no {key}"
            self._keep(wanted, answer.id, decode(answer.inputs), decode(answer.properties))
            self._step(client, run, wanted, wanted.inputs({}))

    def _delete(self, client: Client, run: "_Run", urns: Iterable[str]) -> None:
        for each in [*urns][::-1]:
            with run.noting():
                self._delete_one(client, run, self.states[each])

    def _delete_one(self, client: Client, run: "_Run", state: State) -> None:
        request = provider_pb2.DeleteRequest(
            id=state.id, urn=state.urn, properties=encode(state.outputs), old_inputs=encode(state.inputs)
        )
        with errors():
            client.stub.Delete(request)
        del self.states[state.urn]
        run.done.append(f"delete {state.wanted.name}")

    def _diff(self, client: Client, state: State, inputs: dict[str, Value]) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(
            id=state.id,
            urn=state.urn,
            olds=encode(state.outputs),
            old_inputs=encode(state.inputs),
            news=encode(inputs),
        )
        with errors():
            return client.stub.Diff(request)

    def _keep(
        self, wanted: Wanted, id_: str, inputs: dict[str, Value], outputs: dict[str, Value], *problems: str
    ) -> None:
        each = self._urn(wanted)
        self.states[each] = State(wanted, each, id_, inputs, outputs, problems)

    def _kept(self, wanted: Wanted, inputs: dict[str, Value]) -> "_KeptAllTheSame":
        return _KeptAllTheSame(self, wanted, inputs)


@dataclass
class _KeptAllTheSame:
    """Keeps what has been made, or changed, and is not ready."""

    stack: Stack
    wanted: Wanted
    inputs: dict[str, Value]

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, FailedInitializationError):
            self.stack._keep(self.wanted, error.id, self.inputs, error.outputs, str(error))


@dataclass
class _Run:
    done: list[str] = field(default_factory=list[str])
    problems: list[str] = field(default_factory=list[str])

    def noting(self) -> "_Noting":
        return _Noting(self.problems)


@dataclass
class _Noting:
    """Notes what the provider refuses, and goes on."""

    problems: list[str]

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, RefusedError | FailedInitializationError):
            self.problems.append(str(error))
            return True
        return False
