"""The analyzer that Pulumi's engine talks to: protobuf on one side, the pack on the other."""

import os
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Final

import grpc
from google.protobuf import empty_pb2

from veeam_entraid_limits import UNKNOWN, ConfigurationError, ProviderResource, Resource, concerns, read_configuration
from veeam_entraid_policy._changing import changed
from veeam_entraid_policy._loading import json_files
from veeam_entraid_policy._other_stacks import read_other_stacks
from veeam_entraid_policy._pack import PolicyPack, Report
from veeam_entraid_policy._policies import LEVELS, TITLES, document_of, policy_infos
from veeam_entraid_protocol import PlainProperties, decode, encode, serve
from veeam_entraid_protocol.messages import analyzer_pb2 as messages
from veeam_entraid_protocol.messages import analyzer_pb2_grpc, plugin_pb2

__all__ = ["FOLDER_VARIABLE", "NAME", "PolicyPackAnalyzer", "serve_policy_pack"]

NAME: Final = "veeam-entraid"
FOLDER_VARIABLE: Final = "VEEAM_ENTRAID_POLICY_FOLDER"
"""The environment variable that says from which folder relative paths in the configuration start."""

_VERSION: Final = version("veeam-entraid-policy")

# What the Azure providers read where their configuration is silent.
_AMBIENT_CONFIGURATION: Final = {
    "environment": ("ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"),
    "metadataHost": ("ARM_METADATA_HOSTNAME", "ARM_METADATA_HOST"),
}
_AZURE_PROVIDERS: Final = (
    "pulumi:providers:azure",
    "pulumi:providers:azuread",
    "pulumi:providers:azure-native",
)


class PolicyPackAnalyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """Pulumi's analyzer service over a policy pack.

    Args:
        environment: the environment variables that the providers of the deployment see as well. Relative paths in
            the configuration start from the folder in :data:`FOLDER_VARIABLE`, else from the working directory,
            which is the folder of the pack.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._pack = PolicyPack()
        self._files = json_files(Path(environment.get(FOLDER_VARIABLE) or "."))
        self._ambient = {
            name: value
            for name, variables in _AMBIENT_CONFIGURATION.items()
            if (value := next((environment[each] for each in variables if environment.get(each)), ""))
        }

    def Handshake(  # noqa: N802 - the protocol's name, as below
        self, request: messages.AnalyzerHandshakeRequest, context: grpc.ServicerContext
    ) -> messages.AnalyzerHandshakeResponse:
        """Greet the engine."""
        del request, context
        return messages.AnalyzerHandshakeResponse()

    def GetPluginInfo(  # noqa: N802
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        """Return the version of the pack."""
        del request, context
        return plugin_pb2.PluginInfo(version=_VERSION)

    def GetAnalyzerInfo(  # noqa: N802
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> messages.AnalyzerInfo:
        """Return the pack's policies: one for each limit, and one that holds the settings of the pack."""
        del request, context
        return messages.AnalyzerInfo(
            name=NAME,
            displayName="Limits of Veeam Backup for Microsoft Entra ID",
            version=_VERSION,
            supportsConfig=True,
            policies=policy_infos(self._pack.configuration),
        )

    def ConfigureStack(  # noqa: N802
        self, request: messages.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> messages.AnalyzerStackConfigureResponse:
        """Take in whether this is a preview, which shows the whole stack before anything happens."""
        del context
        self._pack.is_update = not request.dry_run
        return messages.AnalyzerStackConfigureResponse()

    def Configure(  # noqa: N802
        self, request: messages.ConfigureAnalyzerRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Take the configuration of the policies; a wrong one ends the deployment before anything is checked."""
        try:
            configuration = read_configuration(document_of(request.policyConfig), self._files)
            self._pack.configure(configuration, read_other_stacks(configuration.other_stacks, self._files))
        except ConfigurationError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return empty_pb2.Empty()

    def Analyze(  # noqa: N802
        self, request: messages.AnalyzeRequest, context: grpc.ServicerContext
    ) -> messages.AnalyzeResponse:
        """Check a resource that registers."""
        del context
        if not concerns(request.type):
            return messages.AnalyzeResponse()
        return _response(self._pack.analyze(self._resource(request)))

    def Remediate(  # noqa: N802
        self, request: messages.AnalyzeRequest, context: grpc.ServicerContext
    ) -> messages.RemediateResponse:
        """Mend a resource that registers, for the policies of level remediate that have a safe value."""
        del context
        response = messages.RemediateResponse()
        # The engine asks about every resource: those that nothing mends are not even decoded.
        if not (self._pack.remediates and concerns(request.type)):
            return response
        properties = decode(request.properties)
        for remediation in self._pack.remediate(self._resource(request)):
            properties = changed(properties, remediation.changes)
            response.remediations.append(
                messages.Remediation(
                    policyName=remediation.limit,
                    policyPackName=NAME,
                    policyPackVersion=_VERSION,
                    description=TITLES[remediation.limit],
                    properties=encode(properties),
                )
            )
        return response

    def AnalyzeStack(  # noqa: N802
        self, request: messages.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> messages.AnalyzeResponse:
        """Check the stack as a whole."""
        del context
        return _response(
            self._pack.analyze_stack(
                (each.urn, each.type, lambda each=each: self._shown(each)) for each in request.resources
            )
        )

    def Cancel(  # noqa: N802
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Stop: every call here is short, so there is nothing to stop."""
        del request, context
        return empty_pb2.Empty()

    def _resource(self, message: messages.AnalyzeRequest | messages.AnalyzerResource) -> Resource:
        return Resource(
            urn=message.urn,
            type=message.type,
            name=message.name,
            properties=PlainProperties(message.properties, UNKNOWN),
            provider=self._provider(message.provider) if message.HasField("provider") else None,
            protect=message.options.protect if message.HasField("options") else None,
        )

    def _shown(self, message: messages.AnalyzerResource) -> Resource:
        resource = self._resource(message)
        dependencies = {name: tuple(each.urns) for name, each in message.propertyDependencies.items()}
        return replace(resource, outputs=resource.properties, property_dependencies=dependencies)

    def _provider(self, message: messages.AnalyzerProviderResource) -> ProviderResource:
        properties: Mapping[str, object] = PlainProperties(message.properties, UNKNOWN)
        if message.type in _AZURE_PROVIDERS:
            properties = {**self._ambient, **properties}
        return ProviderResource(message.type, properties, message.urn)


def _response(reports: list[Report]) -> messages.AnalyzeResponse:
    return messages.AnalyzeResponse(
        diagnostics=[
            messages.AnalyzeDiagnostic(
                policyName=report.policy,
                policyPackName=NAME,
                policyPackVersion=_VERSION,
                description=TITLES[report.policy],
                message=report.message,
                enforcementLevel=LEVELS[report.enforcement],
                urn=report.urn,
            )
            for report in reports
        ]
    )


def serve_policy_pack() -> None:
    """Serve the pack to the engine that started this process, until it ends."""
    serve(lambda server: analyzer_pb2_grpc.add_AnalyzerServicer_to_server(PolicyPackAnalyzer(os.environ), server))
