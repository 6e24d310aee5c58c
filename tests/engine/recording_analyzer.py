"""An analyzer that objects to nothing and writes down what the engine asks it."""

import json
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, message, struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2

__all__ = ["RecordingAnalyzer", "calls"]


def calls(file: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the recorded calls in their order: the name of the method and its request."""
    return [(each["call"], each["request"]) for each in map(json.loads, file.read_text().splitlines())]


class RecordingAnalyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """The service of a pack with one policy of each kind, and options for one of them.

    Args:
        file: where the calls are written, one a line.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def _record(self, call: str, request: message.Message) -> None:
        line = {"call": call, "request": json_format.MessageToDict(request, preserving_proto_field_name=True)}
        with self._file.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def Handshake(  # noqa: N802
        self, request: messages.AnalyzerHandshakeRequest, context: grpc.ServicerContext
    ) -> messages.AnalyzerHandshakeResponse:
        del context
        self._record("Handshake", request)
        return messages.AnalyzerHandshakeResponse()

    def GetPluginInfo(  # noqa: N802
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        del context
        self._record("GetPluginInfo", request)
        return plugin_pb2.PluginInfo(version="1.2.3")

    def GetAnalyzerInfo(  # noqa: N802
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> messages.AnalyzerInfo:
        del context
        self._record("GetAnalyzerInfo", request)
        options = struct_pb2.Struct()
        options.update({"colour": {"type": "string", "default": "green"}, "size": {"type": "number"}})
        return messages.AnalyzerInfo(
            name="recording",
            version="1.2.3",
            supportsConfig=True,
            policies=[
                messages.PolicyInfo(
                    name="of-a-resource",
                    enforcementLevel=messages.MANDATORY,
                    configSchema=messages.PolicyConfigSchema(properties=options),
                    policy_type=messages.POLICY_TYPE_RESOURCE,
                ),
                messages.PolicyInfo(
                    name="of-a-stack",
                    enforcementLevel=messages.ADVISORY,
                    policy_type=messages.POLICY_TYPE_STACK,
                ),
            ],
            initialConfig={"of-a-stack": messages.PolicyConfig(enforcementLevel=messages.MANDATORY)},
        )

    def ConfigureStack(  # noqa: N802
        self, request: messages.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> messages.AnalyzerStackConfigureResponse:
        del context
        self._record("ConfigureStack", request)
        return messages.AnalyzerStackConfigureResponse()

    def Configure(  # noqa: N802
        self, request: messages.ConfigureAnalyzerRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        del context
        self._record("Configure", request)
        return empty_pb2.Empty()

    def Analyze(  # noqa: N802
        self, request: messages.AnalyzeRequest, context: grpc.ServicerContext
    ) -> messages.AnalyzeResponse:
        del context
        self._record("Analyze", request)
        return messages.AnalyzeResponse()

    def Remediate(  # noqa: N802
        self, request: messages.AnalyzeRequest, context: grpc.ServicerContext
    ) -> messages.RemediateResponse:
        del context
        self._record("Remediate", request)
        return messages.RemediateResponse()

    def AnalyzeStack(  # noqa: N802
        self, request: messages.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> messages.AnalyzeResponse:
        del context
        self._record("AnalyzeStack", request)
        return messages.AnalyzeResponse()
