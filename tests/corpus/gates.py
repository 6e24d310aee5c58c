"""What each gate says of a stack of the corpus: the pure rules, the pack over the engine's protocol, and files."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from corpus import TODAY, Declared, Stack
from pulumi.runtime.proto import analyzer_pb2 as messages

from veeam_entraid_limits.saved import check_stack, read_stack
from veeam_entraid_policy._analyzer import PolicyPackAnalyzer
from veeam_entraid_protocol import UNKNOWN, Secret, Unknown, Value, encode

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"

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
    request.options.protect = each.protect
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
        options=messages.AnalyzerResourceOptions(protect=each.protect),
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


def said_by_saved(stack: Stack, write: Callable[[Stack], object]) -> Said:
    """Return what is said of the stack as a file keeps it, after a way through JSON."""
    read = read_stack(json.loads(json.dumps(write(stack))))
    return {(each.verdict.value, each.limit, each.subject.urn) for each in check_stack(read.resources, TODAY)}


def exported(stack: Stack) -> object:
    """Return the stack as ``pulumi stack export`` prints it, with its secrets in plain text."""
    return {"version": 3, "deployment": {"manifest": {}, "resources": list(_states(stack))}}


def checkpoint(stack: Stack) -> object:
    """Return the stack as a file backend keeps it."""
    return {"version": 3, "checkpoint": {"stack": "dev", "latest": {"resources": list(_states(stack))}}}


def previewed(stack: Stack) -> object:
    """Return the stack as ``pulumi preview --json`` prints it."""
    steps = [{"op": "create", "urn": state["urn"], "newState": state} for state in _states(stack)]
    return {"steps": steps, "changeSummary": {"create": len(steps)}}


def _states(stack: Stack) -> Iterator[dict[str, object]]:
    seen: set[str] = set()
    for each in stack.resources.values():
        if each.provider and each.provider.urn not in seen and each.provider.name == "default":
            seen.add(each.provider.urn)
            yield _state(each.provider)
        yield _state(each)


def _state(each: Declared) -> dict[str, object]:
    return {
        "urn": each.urn,
        "custom": not each.is_component,
        "type": each.type,
        "id": each.id,
        "inputs": _in_json(dict(each.inputs)),
        "outputs": _in_json({**each.outputs} if each.is_component else {**each.inputs, **each.outputs}),
        "parent": each.parent,
        "protect": each.protect,
        "provider": f"{each.provider.urn}::{each.provider.id or 'id'}" if each.provider else "",
        "propertyDependencies": {name: list(urns) for name, urns in each.property_dependencies.items()},
    }


def _in_json(value: Value) -> object:
    match value:
        case Unknown.UNKNOWN:
            return "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
        case Secret():
            return {SIGNATURE: SECRET, "plaintext": json.dumps(_in_json(value.value))}
        case dict():
            return {key: _in_json(each) for key, each in value.items()}
        case list():
            return [_in_json(each) for each in value]
        case _:
            return value
