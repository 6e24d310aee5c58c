"""What each gate says of a stack of the corpus: the pure rules, and the pack over the engine's protocol."""

from collections.abc import Iterable
from typing import Final

from corpus import Declared, Stack
from pulumi.runtime.proto import analyzer_pb2 as messages

from veeam_entraid_policy._analyzer import PolicyPackAnalyzer
from veeam_entraid_protocol import UNKNOWN, Value, encode

Said = set[tuple[str, str, str]]

_ADVISORY: Final = "advisory"


def said_by_rules(stack: Stack) -> Said:
    """Return verdict, rule and URN of each finding; the name of what has no URN on a running server."""
    return {(each.verdict.value, each.limit, each.subject.urn or each.subject.name) for each in stack.findings()}


def diagnostics(resources: Iterable[Declared]) -> list[messages.AnalyzeDiagnostic]:
    """Return what the pack answers to an engine that previews a stack."""
    analyzer, context = PolicyPackAnalyzer({}), None
    listed = list(resources)
    said = [
        diagnostic
        for each in listed
        for diagnostic in analyzer.Analyze(_analyze_request(each), context).diagnostics  # pyright: ignore[reportArgumentType]
    ]
    whole = messages.AnalyzeStackRequest(resources=[_shown(each) for each in listed])
    return [*said, *analyzer.AnalyzeStack(_sent(whole), context).diagnostics]  # pyright: ignore[reportArgumentType]


def said_by_pack(stack: Stack) -> Said:
    """Return what the pack says as verdict, rule and URN.

    The protocol has levels and no verdicts: an undecided limit is told as advice by the words of its paragraph.
    """
    return {(_verdict(each), each.policyName, each.urn) for each in diagnostics(stack.resources.values())}


def _verdict(diagnostic: messages.AnalyzeDiagnostic) -> str:
    if "This will be checked at update." in diagnostic.message:
        return "undecided"
    return "broken" if diagnostic.enforcementLevel == messages.MANDATORY else _ADVISORY


def _analyze_request(each: Declared) -> messages.AnalyzeRequest:
    request = messages.AnalyzeRequest(type=each.type, urn=each.urn, name=each.name, properties=encode(each.inputs))
    request.options.parent = each.parent
    if each.provider:
        request.provider.CopyFrom(_provider(each.provider))
    return messages.AnalyzeRequest.FromString(request.SerializeToString())


def _shown(each: Declared) -> messages.AnalyzerResource:
    """Return a resource as the engine shows it with the whole stack: a component with its outputs only."""
    properties: dict[str, Value] = dict(each.outputs)
    if not each.is_component:
        properties = {**each.inputs, "id": each.id or UNKNOWN, **each.outputs}
    return messages.AnalyzerResource(
        type=each.type,
        urn=each.urn,
        name=each.name,
        properties=encode(properties),
        parent=each.parent,
        provider=_provider(each.provider) if each.provider else None,
        propertyDependencies={
            name: messages.AnalyzerPropertyDependencies(urns=urns) for name, urns in each.property_dependencies.items()
        },
    )


def _provider(provider: Declared) -> messages.AnalyzerProviderResource:
    return messages.AnalyzerProviderResource(
        type=provider.type, urn=provider.urn, name=provider.name, properties=encode(provider.inputs)
    )


def _sent(request: messages.AnalyzeStackRequest) -> messages.AnalyzeStackRequest:
    return messages.AnalyzeStackRequest.FromString(request.SerializeToString())
