"""Microsoft.ManagedIdentity and Microsoft.Authorization: identities, what they may do, and locks."""

import re
from typing import Final

from veeam_entraid_protocol.properties import Properties, at, text_at
from veeam_entraid_sandbox.azure._arm import ArmError, key_of
from veeam_entraid_sandbox.azure._locks import LOCK
from veeam_entraid_sandbox.azure._resource_type import Fixed, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import choice, guid, text
from veeam_entraid_sandbox.azure.types._guids import TENANT, guid_of

__all__ = ["IDENTITY", "OPERATOR", "ROLE_ASSIGNMENT", "TYPES"]

IDENTITY: Final = "azure-native:managedidentity:UserAssignedIdentity"
ROLE_ASSIGNMENT: Final = "azure-native:authorization:RoleAssignment"

OPERATOR: Final = guid_of("operator", "object")
"""The object id of whoever runs the sandbox: what getClientConfig answers."""

_ROLE: Final = r"(/subscriptions/[^/]+)?/providers/Microsoft\.Authorization/roleDefinitions/[0-9a-fA-F-]{36}"


def _demand_scope(subject: Subject, view: View) -> None:
    scope = text_at(subject.inputs, "scope")
    if re.fullmatch(r"/subscriptions/[^/]+", scope.rstrip("/")):
        if scope.rstrip("/").rpartition("/")[2] != subject.subscription:
            raise ArmError(404, "SubscriptionNotFound", f"The subscription of scope '{scope}' could not be found.")
    elif view.find(scope) is None:
        raise ArmError(404, "ResourceNotFound", f"The scope '{scope}' was not found.")


def _demand_new_assignment(subject: Subject, view: View) -> None:
    wanted = _assignment(subject.inputs)
    for other in view.all_of(ROLE_ASSIGNMENT):
        if key_of(other.id) != key_of(subject.id) and _assignment(other.inputs) == wanted:
            raise ArmError(
                409,
                "RoleAssignmentExists",
                f"The role assignment already exists. The ID of the existing role assignment is {other.id}.",
            )


def _assignment(inputs: Properties) -> tuple[str, str, str]:
    role = text_at(inputs, "roleDefinitionId").rpartition("/")[2].lower()
    return key_of(text_at(inputs, "scope")), text_at(inputs, "principalId").lower(), role


def _demand_principal(subject: Subject, view: View) -> None:
    principal = text_at(subject.inputs, "principalId").lower()
    if at(subject.inputs, "principalType") or principal == OPERATOR:
        return
    identities = view.all_of(IDENTITY)
    if not any(text_at(identity.outputs, "principalId") == principal for identity in identities):
        raise ArmError(
            400,
            "PrincipalNotFound",
            f"Principal {principal} does not exist in the directory. If it was just created, set 'principalType' "
            "so that "
            "Azure does not look for it before it has spread.",
        )


def _identity_outputs(subject: Subject, view: View) -> Properties:
    del view
    return {
        "clientId": guid_of(subject.id, "client"),
        "principalId": guid_of(subject.id, "principal"),
        "tenantId": TENANT,
    }


TYPES: Final = (
    ResourceType(
        token=IDENTITY,
        path="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
        replaced_by=frozenset({"location"}),
        constraints={"resourceName": text(shortest=3, longest=128, pattern=r"[a-zA-Z0-9][\w-]*")},
        respond=_identity_outputs,
    ),
    ResourceType(
        token=ROLE_ASSIGNMENT,
        path="{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
        replaced_by=frozenset({"principalId", "scope"}),
        fixed=(
            Fixed("roleDefinitionId", "RoleAssignmentUpdateNotPermitted"),
            Fixed("principalType", "RoleAssignmentUpdateNotPermitted"),
        ),
        constraints={
            "roleAssignmentName": guid(),
            "principalId": guid(),
            "roleDefinitionId": text(
                pattern=_ROLE, says="must be the id of a role definition: …/roleDefinitions/<GUID>"
            ),
            "principalType": choice(("User", "Group", "ServicePrincipal", "ForeignGroup", "Device")),
        },
        demands=(_demand_scope, _demand_new_assignment, _demand_principal),
        respond=lambda subject, _view: {"scope": subject.inputs["scope"], "createdBy": OPERATOR},
    ),
    ResourceType(
        token=LOCK,
        path="{scope}/providers/Microsoft.Authorization/locks/{lockName}",
        constraints={
            "lockName": text(shortest=1, longest=260, pattern=r"[^<>%&:\\?/]*[^<>%&:\\?/. ]"),
            "level": choice(("CanNotDelete", "ReadOnly", "NotSpecified")),
            "notes": text(longest=512),
        },
        demands=(_demand_scope,),
    ),
)
