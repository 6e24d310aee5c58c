"""Writing resources down as Pulumi keeps them: a stack's export, a checkpoint of a file backend, a preview."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from veeam_entraid_limits import UNKNOWN, ProviderResource, Resource

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

Document = dict[str, Any]


def encrypted(ciphertext: str = "v1:abc:def") -> Document:
    return {SIGNATURE: SECRET, "ciphertext": ciphertext}


def shown(value: object) -> Document:
    """Return a secret as ``pulumi stack export --show-secrets`` writes it."""
    return {SIGNATURE: SECRET, "plaintext": json.dumps(value)}


def written(value: object) -> Any:
    """Return a value of a resource as a state writes it."""
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, Mapping):
        return {key: written(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [written(item) for item in value]
    return value


def states(resources: Iterable[Resource]) -> list[Document]:
    """Return the resources, with the providers that they use, as a state has them."""
    made: dict[str, Document] = {}
    for resource in resources:
        provider = resource.provider
        if provider:
            urn = provider_urn(provider)
            made[urn] = {
                "urn": urn,
                "custom": True,
                "id": "p",
                "type": provider.type,
                "inputs": written(provider.properties),
            }
        state = {
            "urn": resource.urn,
            "custom": not resource.type.startswith("veeam-entraid:"),
            "type": resource.type,
            "inputs": written(resource.properties),
            "outputs": written(resource.outputs),
            "id": resource.id,
            "protect": resource.protect or "",
            "provider": f"{provider_urn(provider)}::p" if provider else "",
            "propertyDependencies": {key: [*urns] for key, urns in resource.property_dependencies.items()},
        }
        made[resource.urn] = {key: value for key, value in state.items() if value not in ("", {})}
    return list(made.values())


def provider_urn(provider: ProviderResource) -> str:
    # Two providers of one configuration are one; the name keeps the others apart.
    name = json.dumps(written(provider.properties), sort_keys=True, default=str)
    return provider.urn or f"urn:pulumi:dev::shop::{provider.type}::{name}"


def export(resources: Iterable[Resource], **deployment: Any) -> Document:
    return {"version": 3, "deployment": {"manifest": {}, "resources": states(resources), **deployment}}


def checkpoint(resources: Iterable[Resource]) -> Document:
    latest = {"manifest": {}, "resources": states(resources)}
    return {"version": 3, "checkpoint": {"stack": "organization/shop/dev", "latest": latest}}


def preview(resources: Iterable[Resource], op: str = "create", /, **digest: Any) -> Document:
    steps = [{"op": op, "urn": state["urn"], "newState": state} for state in states(resources)]
    return {"config": {}, "steps": steps, "changeSummary": {op: len(steps)}, **digest}


SHAPES: Final[dict[str, Callable[[Iterable[Resource]], Document]]] = {
    "export": export,
    "checkpoint": checkpoint,
    "preview": preview,
}
