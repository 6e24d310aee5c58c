"""The engine as a program sees it: a resource monitor whose providers are mocks."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import MockCallArgs, MockResourceArgs
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    provider_pb2,
    resource_pb2,
    resource_pb2_grpc,
)

from pytest_pulumi_policy._deployment import Deployment, Operation, StoppedError
from pytest_pulumi_policy._providers import Providers, values, with_secrets_of
from pytest_pulumi_policy._resources import (
    PROVIDER_TYPE,
    Options,
    Properties,
    Registration,
)
from pytest_pulumi_policy._verdict import known_and_open
from veeam_entraid_protocol import UNKNOWN, Value, decode, encode

__all__ = ["Log", "Monitor"]

_FEATURES: Final = (
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
)
_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s)")
_SECONDS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


class Log(engine_pb2_grpc.EngineServicer):
    """What a program tells the engine: its log, and the URN of its root."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._root = ""

    def Log(  # noqa: N802 - the protocol's names, as below
        self, request: engine_pb2.LogRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Keep the errors."""
        del context
        if request.severity == engine_pb2.ERROR:
            self.errors.append(request.message)
        return empty_pb2.Empty()

    def GetRootResource(  # noqa: N802
        self, request: engine_pb2.GetRootResourceRequest, context: grpc.ServicerContext
    ) -> engine_pb2.GetRootResourceResponse:
        """Return the root that the program has set."""
        del request, context
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(  # noqa: N802
        self, request: engine_pb2.SetRootResourceRequest, context: grpc.ServicerContext
    ) -> engine_pb2.SetRootResourceResponse:
        """Keep the root."""
        del context
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()


@dataclass(frozen=True, slots=True)
class _Package:
    name: str
    version: str
    download_url: str


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """The resource monitor over one deployment.

    Args:
        deployment: what takes the resources, and asks the pack.
        providers: answer for the providers.
    """

    def __init__(self, deployment: Deployment, providers: Providers) -> None:
        self._deployment = deployment
        self._providers = providers
        self._previews = deployment.operation is Operation.PREVIEW
        self._packages: dict[str, _Package] = {}
        self._identities: dict[str, tuple[str, Mapping[str, Value]]] = {}
        self._lock = threading.Lock()

    def GetDeploymentInfo(  # noqa: N802
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> resource_pb2.DeploymentInfo:
        """Return what this monitor can do: what the engine can, without transforms, which run in the engine."""
        del request, context
        return resource_pb2.DeploymentInfo(supportedFeatures=_FEATURES)

    def RegisterPackage(  # noqa: N802
        self, request: resource_pb2.RegisterPackageRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterPackageResponse:
        """Keep a package that is named by a reference from now on."""
        del context
        name, version = request.name, request.version
        if request.HasField("parameterization"):
            name, version = request.parameterization.name, request.parameterization.version
        with self._lock:
            reference = f"package-{len(self._packages)}"
            self._packages[reference] = _Package(name, version, request.download_url)
        return resource_pb2.RegisterPackageResponse(ref=reference)

    def RegisterResource(  # noqa: N802
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        """Register a resource, and return its outputs."""
        try:
            return self._register(request)
        except StoppedError:
            context.abort(grpc.StatusCode.UNAVAILABLE, "The update has ended.")
            raise

    def _register(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:
        deployment = self._deployment
        urn = deployment.target.urn(request.type, request.name, request.parent)
        inputs = self._inputs(request)
        package = self._package(request)
        resource = Registration(
            urn=urn,
            type=request.type,
            inputs=inputs,
            custom=request.custom,
            parent=request.parent,
            provider=request.provider.rpartition("::")[0],
            dependencies=tuple(request.dependencies),
            property_dependencies={key: tuple(each.urns) for key, each in request.propertyDependencies.items()},
            options=_options(request),
        )
        if not request.provider and resource.package:
            provider = deployment.default_provider(package.name, package.version, package.download_url)
            resource = replace(resource, provider=provider)
        managed = request.remote or bool(resource.package)
        if managed and request.custom:
            checked = values(self._providers.check(self._arguments(resource, request)))
            resource = replace(resource, inputs=with_secrets_of(checked, inputs))
        resource = deployment.register(resource)
        identity, made = self._made(resource, request) if managed else ("", self._unmanaged(resource))
        outputs = deployment.complete(urn, made)
        if not (request.custom or request.remote):
            return resource_pb2.RegisterResourceResponse(urn=urn)
        with self._lock:
            self._identities[urn] = (identity, outputs)
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id="" if self._previews else identity or f"{resource.name}-id", object=encode(outputs)
        )

    def _inputs(self, request: resource_pb2.RegisterResourceRequest) -> Properties:
        inputs = values(decode(request.object))
        if request.type.startswith(PROVIDER_TYPE):
            package = self._package(request)
            inputs |= {"version": package.version} if package.version else {}
            inputs |= {"pluginDownloadURL": package.download_url} if package.download_url else {}
        return inputs

    def _package(self, request: resource_pb2.RegisterResourceRequest | resource_pb2.ReadResourceRequest) -> _Package:
        registered = self._packages.get(request.packageRef)
        if registered is not None:
            return registered
        return _Package(request.type.partition(":")[0], request.version, request.pluginDownloadURL)

    def _made(
        self, resource: Registration, request: resource_pb2.RegisterResourceRequest
    ) -> tuple[str, Mapping[str, Value]]:
        """Return the id and the outputs of a resource that has a provider."""
        arguments = self._arguments(resource, request)
        if not self._previews:
            identity, made = self._providers.new_resource(arguments)
            return identity or "", with_secrets_of(values(made), resource.inputs)
        shown = values(self._providers.preview(arguments))
        secret = dict.fromkeys(resource.options.additional_secret_outputs, UNKNOWN)
        return "", with_secrets_of({**secret, **shown}, resource.inputs)

    def _unmanaged(self, resource: Registration) -> Properties:
        """Return the outputs of a provider, which are its inputs, and of a component, which has registered none."""
        return resource.inputs if resource.custom else {}

    def _arguments(self, resource: Registration, request: resource_pb2.RegisterResourceRequest) -> MockResourceArgs:
        return MockResourceArgs(
            typ=resource.type,
            name=resource.name,
            inputs=_plain(resource.inputs),
            provider=request.provider,
            resource_id=request.importId,
            custom=request.custom,
        )

    def RegisterResourceOutputs(  # noqa: N802
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take the outputs that a component registers."""
        del context
        outputs = values(decode(request.outputs))
        self._deployment.complete(request.urn, outputs)
        return empty_pb2.Empty()

    def ReadResource(  # noqa: N802
        self, request: resource_pb2.ReadResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.ReadResourceResponse:
        """Return a resource that exists: stack policies are shown it, resource policies are not."""
        try:
            return self._read(request)
        except StoppedError:
            context.abort(grpc.StatusCode.UNAVAILABLE, "The update has ended.")
            raise

    def _read(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        deployment = self._deployment
        urn = deployment.target.urn(request.type, request.name, request.parent)
        state = values(decode(request.properties))
        package = self._package(request)
        provider = request.provider.rpartition("::")[0] or deployment.default_provider(
            package.name, package.version, package.download_url
        )
        arguments = MockResourceArgs(
            typ=request.type,
            name=request.name,
            inputs=_plain(state),
            provider=request.provider,
            resource_id=request.id,
        )
        state = with_secrets_of(values(self._providers.new_resource(arguments)[1]), state)
        deployment.show_only(
            Registration(
                urn=urn,
                type=request.type,
                inputs={},
                outputs=state,
                parent=request.parent,
                provider=provider,
                dependencies=tuple(request.dependencies),
            )
        )
        with self._lock:
            self._identities[urn] = (request.id, state)
        return resource_pb2.ReadResourceResponse(urn=urn, properties=encode(state))

    def Invoke(  # noqa: N802
        self, request: resource_pb2.ResourceInvokeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.InvokeResponse:
        """Call a function of a provider."""
        del context
        args = values(decode(request.args))
        if request.tok == "pulumi:pulumi:getResource":
            urn = str(args.get("urn"))
            identity, state = self._identities.get(urn, ("", {}))
            found: dict[str, Value] = {"urn": urn, "id": identity, "state": dict(state)}
            return _returned(found)
        result, failures = self._providers.call(MockCallArgs(request.tok, _plain(args), request.provider))
        response = _returned(values(result))
        for name, reason in failures or ():
            response.failures.add(property=name, reason=reason)
        return response

    def RegisterResourceHook(  # noqa: N802
        self, request: resource_pb2.RegisterResourceHookRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take a hook, which nothing here would run."""
        del request, context
        return empty_pb2.Empty()

    def RegisterErrorHook(  # noqa: N802
        self, request: resource_pb2.RegisterErrorHookRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take a hook, which nothing here would run."""
        del request, context
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(  # noqa: N802
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Let the program end."""
        del request, context
        return empty_pb2.Empty()


def _returned(result: Mapping[str, Value]) -> provider_pb2.InvokeResponse:
    response = provider_pb2.InvokeResponse()
    # The field has the name of a keyword.
    getattr(response, "return").CopyFrom(encode(result))
    return response


def _plain(properties: Properties) -> dict[str, Value]:
    return {key: known_and_open(value) for key, value in properties.items()}


def _options(request: resource_pb2.RegisterResourceRequest) -> Options:
    timeouts = request.customTimeouts
    given = {"create": timeouts.create, "update": timeouts.update, "delete": timeouts.delete}
    return Options(
        protect=request.protect,
        ignore_changes=tuple(request.ignoreChanges),
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        additional_secret_outputs=tuple(request.additionalSecretOutputs),
        timeouts={key: _seconds(value) for key, value in given.items() if value},
    )


def _seconds(duration: str) -> float:
    return sum(float(number) * _SECONDS[unit] for number, unit in _DURATION.findall(duration))
