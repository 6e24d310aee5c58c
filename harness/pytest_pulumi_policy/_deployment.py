"""The engine's side of a deployment with one policy pack: what it asks, in which order, and what it does then."""

import enum
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages

from pytest_pulumi_policy._configuration import LEVEL_OF, Configuration, InvalidConfigurationError, reconcile
from pytest_pulumi_policy._connection import Analyzer
from pytest_pulumi_policy._resources import (
    PROVIDER_TYPE,
    Properties,
    Registration,
    Target,
    default_provider_name,
)
from pytest_pulumi_policy._verdict import Level, NotApplicable, Remediation, Verdict, Violation, known_and_open
from veeam_entraid_protocol import Secret, Value, decode, encode

__all__ = ["Deployment", "Operation", "PolicyFailedError", "StoppedError"]

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")

_SEVERITIES: Final = {
    messages.POLICY_SEVERITY_LOW: "low",
    messages.POLICY_SEVERITY_MEDIUM: "medium",
    messages.POLICY_SEVERITY_HIGH: "high",
    messages.POLICY_SEVERITY_CRITICAL: "critical",
}


class Operation(enum.Enum):
    """What the engine does with the stack."""

    PREVIEW = "preview"
    """All violations are listed, and stack policies run."""
    UPDATE = "update"
    """The first mandatory violation of a resource ends it: nothing after it is seen, no stack policy runs."""
    ANALYSIS = "analysis"
    """`pulumi policy analyze` of a saved state: no configuration of the stack, and remediations are only told."""


class StoppedError(Exception):
    """The update has ended at a mandatory violation."""


class PolicyFailedError(Exception):
    """A policy has failed instead of judging, which ends a deployment with an error; the text is the pack's."""


class Deployment:
    """One operation on one stack, with one pack. Its calls may come from several threads.

    Args:
        pack: the pack's service.
        target: the stack.
        operation: what is done.
        configuration: the user's configuration of the pack.

    Raises:
        InvalidConfigurationError: the pack takes no configuration, or not this one.

    Its methods raise :class:`PolicyFailedError` where a policy fails; `failure` is that error from then on.
    """

    def __init__(
        self,
        pack: Analyzer,
        target: Target,
        operation: Operation,
        configuration: Configuration,
    ) -> None:
        self.target = target
        self.operation = operation
        self._pack = pack
        self._lock = threading.RLock()
        self._resources: dict[str, Registration] = {}
        self._shown: dict[str, Properties] = {}
        self._violations: list[Violation] = []
        self._remediations: list[Remediation] = []
        self._not_applicable: list[NotApplicable] = []
        self._stopped_at = ""
        self.failure: PolicyFailedError | None = None
        self._root_urn = target.root_urn
        self.info = self._configure(configuration)
        self._severities = {policy.name: policy.severity for policy in self.info.policies}

    @property
    def stopped(self) -> bool:
        """Whether the update has ended at a mandatory violation."""
        return bool(self._stopped_at)

    def _configure(self, configuration: Configuration) -> messages.AnalyzerInfo:
        self._pack.ConfigureStack(self._described())
        self._pack.GetPluginInfo(empty_pb2.Empty())
        info = self._pack.GetAnalyzerInfo(empty_pb2.Empty())
        if not info.supportsConfig:
            if configuration:
                raise InvalidConfigurationError(f"The pack {info.name} takes no configuration.")
            return info
        settings = reconcile(info, configuration)
        if settings:
            try:
                self._pack.Configure(messages.ConfigureAnalyzerRequest(policyConfig=settings))
            except grpc.RpcError as error:
                raise InvalidConfigurationError(
                    f"The pack {info.name} refuses this configuration: {_text(error)}"
                ) from error
        return info

    def _described(self) -> messages.AnalyzerStackConfigureRequest:
        if self.operation is Operation.ANALYSIS:
            return messages.AnalyzerStackConfigureRequest()
        return messages.AnalyzerStackConfigureRequest(
            stack=self.target.stack,
            project=self.target.project,
            organization=self.target.organization,
            dry_run=self.operation is Operation.PREVIEW,
            config=self.target.config,
            config_secret_keys=self.target.secret_config,
            tags=self.target.tags,
        )

    def default_provider(self, package: str, version: str = "", download_url: str = "") -> str:
        """Return the URN of the default provider of a package, which registers the first time.

        Raises:
            StoppedError: it is what ends the update.
        """
        token = PROVIDER_TYPE + package
        urn = self.target.urn(token, default_provider_name(version))
        with self._lock:
            if urn not in self._resources:
                inputs: dict[str, Value] = {}
                for key, value in self.target.config.items():
                    namespace, _, name = key.partition(":")
                    if namespace == package:
                        inputs[name] = Secret(value) if key in self.target.secret_config else value
                inputs |= {"version": version} if version else {}
                inputs |= {"pluginDownloadURL": download_url} if download_url else {}
                self.register(Registration(urn=urn, type=token, inputs=inputs, outputs=inputs))
        return urn

    def register(self, resource: Registration) -> Registration:
        """Let the pack remediate and then judge a resource, and return it with the inputs that it goes on with.

        Raises:
            StoppedError: this ends the update, or it has ended already.
        """
        with self._lock:
            if self.stopped:
                raise StoppedError
            self._resources[resource.urn] = resource
            remediated = self._remediated(resource)
            if self.operation is not Operation.ANALYSIS:
                resource = remediated
            self._resources[resource.urn] = resource
            self._shown[resource.urn] = {key: known_and_open(value) for key, value in resource.inputs.items()}
            response = self._asked(self._pack.Analyze, self._request(resource, remediating=False))
            mandatory = self._take(response, resource.urn, of_stack=False)
            if mandatory and self.operation is Operation.UPDATE:
                self._stopped_at = resource.urn
                raise StoppedError
            return resource

    def show_only(self, resource: Registration) -> None:
        """Take a resource that is in the stack without registering: stack policies are shown it."""
        with self._lock:
            self._resources[resource.urn] = resource

    def complete(self, urn: str, outputs: Properties) -> Properties:
        """Take the outputs of a resource that has registered, and return them with what its options make secret."""
        with self._lock:
            resource = self._resources[urn]
            secret = resource.options.additional_secret_outputs
            concealed = {
                key: Secret(value) if key in secret and not isinstance(value, Secret) else value
                for key, value in outputs.items()
            }
            self._resources[urn] = replace(resource, outputs=concealed)
            return concealed

    def finish(self, pack_output: str = "") -> Verdict:
        """Let the stack policies judge, unless the update has ended, and return what the pack said."""
        with self._lock:
            if not self.stopped:
                shown = [self._shown_with_stack(each) for each in self._resources.values()]
                response = self._asked(self._pack.AnalyzeStack, messages.AnalyzeStackRequest(resources=shown))
                self._take(response, "", of_stack=True)
            return Verdict(
                violations=tuple(self._violations),
                remediations=tuple(self._remediations),
                not_applicable=tuple(self._not_applicable),
                inputs=dict(self._shown),
                stopped_at=self._stopped_at,
                pack_output=pack_output,
            )

    def _asked(self, call: Callable[[_Request], _Response], request: _Request) -> _Response:
        try:
            return call(request)
        except grpc.RpcError as error:
            self.failure = PolicyFailedError(f"The pack {self.info.name} has failed: {_text(error)}")
            raise self.failure from error

    def _remediated(self, resource: Registration) -> Registration:
        response = self._asked(self._pack.Remediate, self._request(resource, remediating=True))
        self._note_not_applicable(response.not_applicable, resource.urn)
        for each in response.remediations:
            if each.diagnostic:
                self._violations.append(
                    Violation(each.policyName, Level.ADVISORY, resource.urn, each.diagnostic, each.description)
                )
                continue
            after = decode(each.properties)
            self._remediations.append(
                Remediation(each.policyName, resource.urn, _plain(resource.inputs), _plain(after))
            )
            resource = replace(resource, inputs=after)
        return resource

    def _take(self, response: messages.AnalyzeResponse, registering: str, *, of_stack: bool) -> bool:
        self._note_not_applicable(response.not_applicable, registering)
        mandatory = False
        for each in response.diagnostics:
            level = LEVEL_OF[each.enforcementLevel]
            level = Level.MANDATORY if level is Level.REMEDIATE else level
            severity = each.severity or self._severities.get(each.policyName, messages.POLICY_SEVERITY_UNSPECIFIED)
            urn = registering
            if of_stack:
                urn = each.urn if each.urn in self._resources else self._root_urn
            self._violations.append(
                Violation(
                    policy=each.policyName,
                    level=level,
                    urn=urn,
                    message=each.message,
                    description=each.description,
                    severity=_SEVERITIES.get(severity, ""),
                    of_stack=of_stack,
                    reported_urn=each.urn,
                )
            )
            mandatory = mandatory or level is Level.MANDATORY
        return mandatory

    def _note_not_applicable(self, said: Iterable[messages.PolicyNotApplicable], urn: str) -> None:
        self._not_applicable.extend(NotApplicable(each.policy_name, urn, each.reason) for each in said)

    def _request(self, resource: Registration, *, remediating: bool) -> messages.AnalyzeRequest:
        inputs = dict(resource.inputs)
        if remediating and resource.type.startswith(PROVIDER_TYPE):
            inputs["__internal"] = {}
        if not remediating:
            inputs = dict(_without_internals(inputs))
        return messages.AnalyzeRequest(
            urn=resource.urn,
            type=resource.type,
            name=resource.name,
            properties=encode(inputs),
            options=_options(resource),
            provider=self._provider(resource),
        )

    def _shown_with_stack(self, resource: Registration) -> messages.AnalyzerResource:
        return messages.AnalyzerResource(
            urn=resource.urn,
            type=resource.type,
            name=resource.name,
            properties=encode(dict(_without_internals(resource.outputs or {}))),
            options=_options(resource),
            provider=self._provider(resource),
            parent=resource.parent,
            dependencies=resource.dependencies,
            propertyDependencies={
                key: messages.AnalyzerPropertyDependencies(urns=urns)
                for key, urns in resource.property_dependencies.items()
                if urns
            },
        )

    def _provider(self, resource: Registration) -> messages.AnalyzerProviderResource | None:
        provider = self._resources.get(resource.provider)
        if provider is None:
            return None
        return messages.AnalyzerProviderResource(
            type=provider.type,
            urn=provider.urn,
            name=provider.name,
            properties=encode(dict(_without_internals(provider.inputs))),
        )


def _text(error: grpc.RpcError) -> str:
    return (error.details() if isinstance(error, grpc.Call) else None) or str(error)


def _options(resource: Registration) -> messages.AnalyzerResourceOptions:
    options = resource.options
    return messages.AnalyzerResourceOptions(
        protect=options.protect,
        ignoreChanges=options.ignore_changes,
        deleteBeforeReplace=bool(options.delete_before_replace),
        deleteBeforeReplaceDefined=options.delete_before_replace is not None,
        additionalSecretOutputs=options.additional_secret_outputs,
        aliases=options.aliases,
        customTimeouts=messages.AnalyzerResourceOptions.CustomTimeouts(**options.timeouts),
        parent=resource.parent,
    )


def _without_internals(properties: Properties) -> Iterator[tuple[str, Value]]:
    return ((key, value) for key, value in properties.items() if not key.startswith("__"))


def _plain(properties: Mapping[str, Value]) -> dict[str, Value]:
    return {key: known_and_open(value) for key, value in _without_internals(properties)}
