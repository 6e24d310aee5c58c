"""A client that speaks to a stand-in as the engine does: over gRPC, with the engine's own messages."""

from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc

from veeam_entraid_protocol import Secret, Value, decode, encode, plain
from veeam_entraid_protocol.messages import provider_pb2, provider_pb2_grpc, status_pb2
from veeam_entraid_protocol.provider import ResourceProvider, Servicer

ZERO = "00000000-0000-0000-0000-000000000000"
PREFIX = f"/subscriptions/{ZERO}"


class RefusedError(Exception):
    """The stand-in refused, with its sentence."""


class FailedInitializationError(Exception):
    """The stand-in created something that did not become ready."""

    def __init__(self, reasons: list[str], id_: str, outputs: dict[str, Value]) -> None:
        super().__init__("; ".join(reasons))
        self.id = id_
        self.outputs = outputs


@dataclass
class Deployed:
    """A resource of the stack: what the engine's state would hold of it."""

    client: "Client"
    urn: str
    id: str
    inputs: dict[str, Value]
    outputs: dict[str, Value]

    def __getitem__(self, name: str) -> Any:
        return plain(self.outputs[name])

    def input(self, name: str) -> Any:
        """Return an input without the wrapping of secrets."""
        return plain(self.inputs[name])

    def diff(self, **changes: Any) -> provider_pb2.DiffResponse:
        new = self.client.check(self.urn, {**self.inputs, **changes}, self.inputs)
        return self.client.stub.Diff(
            provider_pb2.DiffRequest(
                id=self.id, urn=self.urn, olds=encode(self.outputs), old_inputs=encode(self.inputs), news=encode(new)
            )
        )

    def update(self, **changes: Any) -> "Deployed":
        new = self.client.check(self.urn, {**self.inputs, **changes}, self.inputs)
        request = provider_pb2.UpdateRequest(
            id=self.id, urn=self.urn, olds=encode(self.outputs), old_inputs=encode(self.inputs), news=encode(new)
        )
        with errors():
            answer = self.client.stub.Update(request)
        self.inputs, self.outputs = new, decode(answer.properties)
        return self

    def read(self) -> "Deployed | None":
        request = provider_pb2.ReadRequest(
            id=self.id, urn=self.urn, properties=encode(self.outputs), inputs=encode(self.inputs)
        )
        with errors():
            answer = self.client.stub.Read(request)
        if not answer.id:
            return None
        return Deployed(self.client, self.urn, answer.id, decode(answer.inputs), decode(answer.properties))

    def delete(self) -> None:
        with errors():
            self.client.stub.Delete(
                provider_pb2.DeleteRequest(
                    id=self.id, urn=self.urn, properties=encode(self.outputs), old_inputs=encode(self.inputs)
                )
            )


class Client:
    """The engine's side of a provider."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)

    def configure(self, **variables: str) -> None:
        with errors():
            self.stub.Configure(
                provider_pb2.ConfigureRequest(
                    variables={f"azure-native:config:{key}": value for key, value in variables.items()},
                    acceptSecrets=True,
                )
            )

    def failures(self, token: str, name: str = "it", /, **inputs: Any) -> dict[str, str]:
        """Check inputs and return what is wrong, by property."""
        with errors():
            answer = self._check(urn(token, name), inputs, {})
        return {failure.property: failure.reason for failure in answer.failures}

    def refusal(self, token: str, name: str = "it", /, **inputs: Any) -> str:
        """Return with which words Azure refuses to create what passes a preview."""
        assert self.failures(token, name, **inputs) == {}
        try:
            self.create(token, name, **inputs)
        except RefusedError as error:
            return str(error)
        raise AssertionError("It is not refused.")

    def check(
        self, urn_: str, inputs: Mapping[str, Any], old: Mapping[str, Any] | None = None, *, seed: bytes = b""
    ) -> dict[str, Value]:
        """Check inputs that are right and return them with what is filled in."""
        with errors():
            answer = self._check(urn_, inputs, old or {}, seed)
        assert not answer.failures, [f"{failure.property}: {failure.reason}" for failure in answer.failures]
        return decode(answer.inputs)

    def _check(
        self, urn_: str, inputs: Mapping[str, Any], old: Mapping[str, Any], seed: bytes = b""
    ) -> provider_pb2.CheckResponse:
        return self.stub.Check(
            provider_pb2.CheckRequest(urn=urn_, news=encode(inputs), olds=encode(old), randomSeed=seed)
        )

    def preview(self, token: str, name: str = "it", /, **inputs: Any) -> dict[str, Value]:
        checked = self.check(urn(token, name), inputs)
        with errors():
            request = provider_pb2.CreateRequest(urn=urn(token, name), properties=encode(checked), preview=True)
            return decode(self.stub.Create(request).properties)

    def create(self, token: str, name: str = "it", /, **inputs: Any) -> Deployed:
        return self.create_within(0.0, token, name, inputs)

    def create_within(self, timeout: float, token: str, name: str, inputs: Mapping[str, Any]) -> Deployed:
        """Create a resource with a time limit in seconds; 0 sets none."""
        return self.create_checked(token, name, self.check(urn(token, name), inputs), timeout)

    def create_checked(self, token: str, name: str, checked: dict[str, Value], timeout: float = 0.0) -> Deployed:
        """Create a resource from inputs that have been checked."""
        request = provider_pb2.CreateRequest(urn=urn(token, name), properties=encode(checked), timeout=timeout)
        with errors():
            answer = self.stub.Create(request)
        return Deployed(self, urn(token, name), answer.id, checked, decode(answer.properties))

    def import_(self, token: str, id_: str) -> Deployed:
        with errors():
            answer = self.stub.Read(provider_pb2.ReadRequest(id=id_, urn=urn(token, "imported")))
        return Deployed(self, urn(token, "imported"), answer.id, decode(answer.inputs), decode(answer.properties))

    def invoke(self, token: str, **arguments: Any) -> dict[str, Value]:
        with errors():
            answer = self.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=encode(arguments)))
        return decode(getattr(answer, "return"))


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:local::test::{token}::{name}"


def secret(value: Value) -> Secret:
    return Secret(value)


@contextmanager
def errors() -> Generator[None]:
    """Raise what the stand-in answered in place of a result."""
    try:
        yield
    except grpc.RpcError as error:
        call: Any = error
        for key, value in call.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                status = status_pb2.Status.FromString(value)
                failure = provider_pb2.ErrorResourceInitFailed()
                status.details[0].Unpack(failure)
                raise FailedInitializationError(
                    list(failure.reasons), failure.id, decode(failure.properties)
                ) from error
        raise RefusedError(call.details()) from error


@contextmanager
def served(stand_in: ResourceProvider) -> Generator[Client]:
    """Serve a stand-in in this process."""
    server = grpc.server(ThreadPoolExecutor(16))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(stand_in), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Client(channel)
    finally:
        server.stop(0).wait()
