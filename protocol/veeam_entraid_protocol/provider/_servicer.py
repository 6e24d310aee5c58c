"""The engine's calls, decoded for a provider; its answers and errors, encoded for the engine."""

import contextlib
import sys
import traceback
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypedDict

import grpc
from google.protobuf import empty_pb2

from veeam_entraid_protocol._serving import serve
from veeam_entraid_protocol._values import decode, encode
from veeam_entraid_protocol.messages import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2
from veeam_entraid_protocol.provider._difference import Difference
from veeam_entraid_protocol.provider._engine_log import EngineLog, Progress
from veeam_entraid_protocol.provider._naming import Autonaming, NamingMode
from veeam_entraid_protocol.provider._provider import (
    Checked,
    CheckRequest,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    InitializationFailedError,
    ReadRequest,
    RefusedError,
    ResourceProvider,
    UpdateRequest,
)

__all__ = ["Servicer", "serve_provider"]

_Naming = provider_pb2.CheckRequest.AutonamingOptions
_Property = provider_pb2.PropertyDiff

_NAMING_MODES: Final = {
    _Naming.PROPOSE: NamingMode.PROPOSE,
    _Naming.ENFORCE: NamingMode.ENFORCE,
    _Naming.DISABLE: NamingMode.DISABLE,
}
_KINDS: Final = {
    ("add", False): _Property.ADD,
    ("add", True): _Property.ADD_REPLACE,
    ("delete", False): _Property.DELETE,
    ("delete", True): _Property.DELETE_REPLACE,
    ("update", False): _Property.UPDATE,
    ("update", True): _Property.UPDATE_REPLACE,
}


@dataclass(frozen=True, slots=True)
class _Status(grpc.Status):
    """An error of gRPC with details, as ``abort_with_status`` takes it."""

    code: grpc.StatusCode
    details: str
    trailing_metadata: tuple[tuple[str, bytes], ...]  # pyright: ignore[reportIncompatibleVariableOverride]


class _AboutAResource(Protocol):
    @property
    def urn(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...


class _Resource(TypedDict):
    urn: str
    type: str
    name: str


def _resource(request: _AboutAResource) -> _Resource:
    # Engines that do not send type and name send a URN that holds both.
    types, _, name = request.urn.partition("::")[2].partition("::")[2].partition("::")
    return {
        "urn": request.urn,
        "type": request.type or types.rpartition("$")[2],
        "name": request.name or name,
    }


@contextlib.contextmanager
def _plain_errors(context: grpc.ServicerContext) -> Generator[None]:
    """Answer a refusal with its sentence, and a mistake of the provider's own with what to report."""
    try:
        yield
    except RefusedError as error:
        # The engine takes Unknown and Internal as "may have happened" and keeps the operation as
        # pending in the stack's state; what is refused is certain not to have happened.
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
    except InitializationFailedError as error:
        _abort_after_creation(context, error)
    except Exception as error:  # noqa: BLE001 - a traceback helps nobody in the engine's output
        where = traceback.extract_tb(error.__traceback__)[-1]
        context.abort(
            grpc.StatusCode.FAILED_PRECONDITION,
            # The text of the error may hold a secret.
            f"The provider failed where it should not have: {type(error).__name__} in {where.name}, "
            f"{Path(where.filename).name} line {where.lineno}. Please report this.",
        )


def _abort_after_creation(context: grpc.ServicerContext, error: InitializationFailedError) -> None:
    failure = provider_pb2.ErrorResourceInitFailed(
        id=error.created.id,
        properties=encode(error.created.outputs),
        reasons=[error.reason],
        inputs=encode(error.inputs),
    )
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=2, message=error.reason)
    status.details.add().Pack(failure)
    context.abort_with_status(_Status(code, error.reason, (("grpc-status-details-bin", status.SerializeToString()),)))


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Pulumi's provider service on top of a provider.

    Args:
        provider: which answers.
    """

    # The method names, and what each call is for, are the protocol's.
    # ruff: noqa: N802

    def __init__(self, provider: ResourceProvider) -> None:
        self._provider = provider
        self._log = EngineLog()
        self.cancelled = provider.cancelled

    def connect(self, engine: str) -> None:
        """Log to the engine at that address."""
        self._log.connect(engine)

    def _progress(self, urn: str) -> Progress:
        return Progress(urn=urn, log=self._log, cancelled=self.cancelled)

    # About the plugin.

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        del context
        self.connect(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        del context
        self.connect(request.address)
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        del request, context
        return plugin_pb2.PluginInfo(version=self._provider.version)

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        del request
        with _plain_errors(context):
            return provider_pb2.GetSchemaResponse(schema=self._provider.schema())

    def GetMapping(
        self, request: provider_pb2.GetMappingRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetMappingResponse:
        del request, context
        return provider_pb2.GetMappingResponse()

    def GetMappings(
        self, request: provider_pb2.GetMappingsRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetMappingsResponse:
        del request, context
        return provider_pb2.GetMappingsResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        del request, context
        self.cancelled.set()
        return empty_pb2.Empty()

    # About its configuration.

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        with _plain_errors(context):
            return _check_response(self._provider.check_configuration(decode(request.news)))

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        del request, context
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        with _plain_errors(context):
            self._provider.configure(_variables(request.variables))
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
            )

    # About functions and resources.

    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        with _plain_errors(context):
            answer = encode(self._provider.invoke(request.tok, decode(request.args), self._progress("")))
            # The field's name is a keyword of Python.
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(answer)
            return response

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        with _plain_errors(context):
            checked = self._provider.check(
                CheckRequest(
                    **_resource(request),
                    inputs=decode(request.news),
                    old_inputs=decode(request.olds),
                    seed=request.randomSeed,
                    autonaming=_autonaming(request),
                )
            )
            return _check_response(checked)

    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        with _plain_errors(context):
            return _diff_response(
                self._provider.diff(
                    DiffRequest(
                        **_resource(request),
                        id=request.id,
                        old_inputs=decode(request.old_inputs),
                        old_outputs=decode(request.olds),
                        inputs=decode(request.news),
                    )
                )
            )

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        with _plain_errors(context):
            created = self._provider.create(
                CreateRequest(
                    **_resource(request),
                    inputs=decode(request.properties),
                    preview=request.preview,
                    timeout_seconds=request.timeout,
                    progress=self._progress(request.urn),
                )
            )
            return provider_pb2.CreateResponse(id=created.id, properties=encode(created.outputs))

    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        with _plain_errors(context):
            found = self._provider.read(
                ReadRequest(
                    **_resource(request),
                    id=request.id,
                    inputs=decode(request.inputs),
                    outputs=decode(request.properties),
                    progress=self._progress(request.urn),
                )
            )
            if found is None:
                return provider_pb2.ReadResponse()
            return provider_pb2.ReadResponse(id=found.id, properties=encode(found.outputs), inputs=encode(found.inputs))

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        with _plain_errors(context):
            outputs = self._provider.update(
                UpdateRequest(
                    **_resource(request),
                    id=request.id,
                    old_inputs=decode(request.old_inputs),
                    old_outputs=decode(request.olds),
                    inputs=decode(request.news),
                    preview=request.preview,
                    timeout_seconds=request.timeout,
                    progress=self._progress(request.urn),
                )
            )
            return provider_pb2.UpdateResponse(properties=encode(outputs))

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        with _plain_errors(context):
            self._provider.delete(
                DeleteRequest(
                    **_resource(request),
                    id=request.id,
                    inputs=decode(request.old_inputs),
                    outputs=decode(request.properties),
                    timeout_seconds=request.timeout,
                    progress=self._progress(request.urn),
                )
            )
            return empty_pb2.Empty()


def _variables(variables: Mapping[str, str]) -> dict[str, str]:
    # Keys arrive as "azure-native:config:subscriptionId".
    return {key.rpartition(":")[2]: value for key, value in variables.items()}


def _check_response(checked: Checked) -> provider_pb2.CheckResponse:
    failures = [
        provider_pb2.CheckFailure(property=failure.property, reason=failure.reason) for failure in checked.failures
    ]
    return provider_pb2.CheckResponse(inputs=encode(checked.inputs), failures=failures)


def _autonaming(request: provider_pb2.CheckRequest) -> Autonaming | None:
    if not request.HasField("autonaming"):
        return None
    naming = request.autonaming
    return Autonaming(_NAMING_MODES[naming.mode], naming.proposed_name)


def _diff_response(difference: Difference) -> provider_pb2.DiffResponse:
    detailed = {
        path: provider_pb2.PropertyDiff(kind=_KINDS[change.kind, change.replaces], inputDiff=True)
        for path, change in difference.changes.items()
    }
    some = provider_pb2.DiffResponse.DIFF_SOME if detailed else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some,
        replaces=[path for path, change in difference.changes.items() if change.replaces],
        diffs=list(difference.changes),
        detailedDiff=detailed,
        hasDetailedDiff=True,
        deleteBeforeReplace=difference.delete_before_replace,
    )


def serve_provider(provider: ResourceProvider) -> None:
    """Serve a provider to the engine that started this process, until it ends.

    The engine's address is the first argument of the process, where the engine gives one.
    """
    servicer = Servicer(provider)
    if len(sys.argv) > 1:
        servicer.connect(sys.argv[1])
    try:
        serve(
            lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server),
            cancelled=servicer.cancelled,
        )
    finally:
        provider.close()
