"""The ``identity`` block that many types of resources have."""

from veeam_entraid_protocol.properties import Properties, list_at, text_at
from veeam_entraid_sandbox.azure._resource_type import Reference, Subject, View
from veeam_entraid_sandbox.azure.types._guids import TENANT, guid_of

__all__ = ["identity_outputs", "identity_references"]


def identity_references() -> tuple[Reference, ...]:
    """Return the references of an identity block."""
    return (Reference("identity.userAssignedIdentities[]", "Microsoft.ManagedIdentity/userAssignedIdentities"),)


def identity_outputs(subject: Subject, view: View) -> Properties:
    """Return the identity block as it is read: the SDK takes a list of ids and returns a map of them."""
    kind = text_at(subject.inputs, "identity.type")
    if not kind:
        return {}
    identity: Properties = {"type": kind}
    if "SystemAssigned" in kind:
        identity |= {"principalId": guid_of(subject.id, "principal"), "tenantId": TENANT}
    assigned: Properties = {}
    for id_ in list_at(subject.inputs, "identity.userAssignedIdentities"):
        known = view.find(str(id_))
        if known:
            assigned[str(id_)] = {key: known.outputs[key] for key in ("clientId", "principalId")}
    identity["userAssignedIdentities"] = assigned
    return {"identity": identity}
