"""The plan of an application in the protected tenant: arguments in, a frozen description out."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid import _names
from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import read_resource_group
from veeam_entraid._guids import GUID
from veeam_entraid._problems import broken_limits
from veeam_entraid.application._certificate import FORMATS
from veeam_entraid.application.permissions import WORKLOADS, Api, Permission, Workload, permissions_of
from veeam_entraid_limits import AzureApplication, Placement, Subject

__all__ = [
    "CONSENTS",
    "CREDENTIAL_TYPES",
    "CredentialPlan",
    "EntraApplicationPlan",
    "VaultPlan",
    "plan_entra_application",
    "tenant_id_problem",
    "tenant_mismatch",
]

CONSENTS: Final = ("manual", "granted", "confirmed")
"""The words that the argument ``consent`` takes."""

CREDENTIAL_TYPES: Final = ("certificate", "secret")
"""The words that the argument ``credential.type`` takes."""

_SHORTEST_VALIDITY: Final = 61
_LONGEST_VALIDITY: Final = 730
_LONGEST_DISPLAY_NAME: Final = 120

_ROTATION: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,18}[A-Za-z0-9])?")
_VAULT: Final = re.compile(r"(?=.{3,24}$)[A-Za-z](?:-?[A-Za-z0-9])*")


@dataclass(frozen=True, slots=True)
class CredentialPlan:
    """What the application signs in with.

    Attributes:
        type: ``certificate`` or ``secret``.
        validity_days: how long a credential is valid from its creation on.
        format: the form of the certificate's file, ``Pfx`` or ``Pem``.
        rotations: the names of the credentials that exist side by side, the present one first.
    """

    type: str
    validity_days: int
    format: str
    rotations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VaultPlan:
    """A key vault of the user's, in which the credential is kept as well."""

    name: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]


@dataclass(frozen=True, slots=True)
class EntraApplicationPlan:
    """Everything that an application in the protected tenant is made of.

    Attributes:
        name: the component's name.
        tenant_id: the protected tenant.
        display_name: the name that people see in the tenant.
        owners: object ids of its owners.
        workloads: what it is wanted for, backup always among it.
        user_impersonation: whether restore asks for Azure Service Management's user_impersonation.
        permissions: the permissions that follow from the two.
        consent: who consents to them: ``manual``, ``granted`` or ``confirmed``.
        credential: what it signs in with.
        key_vault: where the credential is kept as well; None for nowhere.
        deletion_protection: whether Pulumi refuses to remove it.
    """

    name: str
    tenant_id: pulumi.Input[str]
    display_name: pulumi.Input[str]
    owners: tuple[pulumi.Input[str], ...]
    workloads: tuple[Workload, ...]
    user_impersonation: bool
    permissions: tuple[Permission, ...]
    consent: str
    credential: CredentialPlan
    key_vault: VaultPlan | None
    deletion_protection: bool

    @property
    def restores(self) -> bool:
        """Whether it is wanted for restore, to which people sign in through it."""
        return Workload.RESTORE in self.workloads


def plan_entra_application(
    name: str,
    arguments: object,
    later: Collection[str] = (),
    *,
    provider: Placement | None = None,
    provider_tenant: str = "",
) -> EntraApplicationPlan:
    """Resolve the arguments of an application in the protected tenant.

    Args:
        name: the component's name.
        arguments: what the program wrote.
        later: arguments that another component will hand over, and that may be missing now.
        provider: the cloud of its azuread provider, as far as that is known.
        provider_tenant: the tenant of its azuread provider; empty while it is not known.

    Raises:
        InvalidArgumentsError: with every problem in them, documented limits that they break among them.
    """
    reader = Arguments(f'EntraApplication "{name}"', arguments, later=later)
    if problem := _names.component_name_problem(name):
        reader.problem("", problem)
    workloads = tuple(
        Workload(word) for word in WORKLOADS if word in ("backup", *reader.choices("workloads", WORKLOADS))
    )
    impersonation = _read_user_impersonation(reader, workloads)
    plan = EntraApplicationPlan(
        name=name,
        tenant_id=_read_tenant_id(reader, provider_tenant),
        display_name=_read_display_name(reader, name),
        owners=_read_owners(reader),
        workloads=workloads,
        user_impersonation=impersonation,
        permissions=tuple(
            permission
            for permission in permissions_of(workloads)
            if impersonation or permission.api is not Api.AZURE_SERVICE_MANAGEMENT
        ),
        consent=reader.choice("consent", CONSENTS, "manual"),
        credential=_read_credential(reader.block("credential")),
        key_vault=_read_vault(reader),
        deletion_protection=reader.flag("deletion_protection", default=True),
    )
    fact = AzureApplication(subject=Subject("EntraApplication", name), placement=provider or Placement())
    reader.finish(*broken_limits(reader.component, fact))
    return plan


def tenant_id_problem(tenant_id: str) -> str:
    """Return what is wrong with the id of a tenant; nothing if it has the form of one."""
    if GUID.fullmatch(tenant_id):
        return ""
    return (
        "is not the id of a tenant: write the GUID of the protected tenant (Entra admin center, Overview, Tenant ID),"
        " not one of its domains"
    )


def tenant_mismatch(tenant_id: str, provider_tenant: str) -> str:
    """Return why an application for a tenant cannot be made by a provider of another one; nothing if it can."""
    if not provider_tenant or tenant_id.lower() == provider_tenant.lower():
        return ""
    return (
        "is not the tenant of the component's azuread provider: the application has to be in the protected tenant."
        " Give the component an azuread provider of its own whose tenantId is the protected tenant, or set"
        " azuread:tenantId"
    )


def _read_tenant_id(reader: Arguments, provider_tenant: str) -> pulumi.Input[str]:
    tenant = reader.input_text("tenant_id", required="the id of the protected tenant, a GUID")
    if isinstance(tenant, str) and (problem := tenant_id_problem(tenant) or tenant_mismatch(tenant, provider_tenant)):
        reader.problem("tenant_id", problem)
    return tenant or ""


def _read_display_name(reader: Arguments, name: str) -> pulumi.Input[str]:
    display_name = reader.input_text("display_name")
    if isinstance(display_name, str) and len(display_name) > _LONGEST_DISPLAY_NAME:
        reader.problem("display_name", f"is too long: write at most {_LONGEST_DISPLAY_NAME} characters")
    return display_name or f"Veeam Backup for Microsoft Entra ID ({name})"


def _read_owners(reader: Arguments) -> tuple[pulumi.Input[str], ...]:
    owners = reader.inputs("owners")
    if any(isinstance(owner, str) and not GUID.fullmatch(owner) for owner in owners):
        reader.problem("owners", "has to list object ids, which are GUIDs, of users or service principals")
    return owners


def _read_user_impersonation(reader: Arguments, workloads: tuple[Workload, ...]) -> bool:
    if Workload.RESTORE in workloads:
        return reader.flag("user_impersonation", default=True)
    reader.refuse(["user_impersonation"], "unless workloads has restore")
    return False


def _read_credential(reader: Arguments) -> CredentialPlan:
    type_ = reader.choice("type", CREDENTIAL_TYPES, "certificate")
    if type_ == "secret":
        reader.refuse(["format"], "with type secret")
    rotation = _read_rotation(reader, "rotation", "1")
    previous = _read_rotation(reader, "previous_rotation", "")
    if previous and previous == rotation:
        reader.problem("previous_rotation", "is the present rotation: write another rotation, or leave this out")
    plan = CredentialPlan(
        type=type_,
        validity_days=reader.integer("validity_days", 365, minimum=_SHORTEST_VALIDITY, maximum=_LONGEST_VALIDITY),
        format=reader.choice("format", FORMATS, "Pfx") if type_ == "certificate" else "",
        rotations=(rotation, previous) if previous else (rotation,),
    )
    reader.refuse_unread()
    return plan


def _read_rotation(reader: Arguments, name: str, default: str) -> str:
    hint = "a name of 1 to 20 letters, digits and hyphens for the credential, such as 2026-11"
    rotation = reader.text(name, default, hint=hint)
    if rotation and not _ROTATION.fullmatch(rotation):
        reader.problem(name, f"has to be {hint}")
    return rotation


def _read_vault(reader: Arguments) -> VaultPlan | None:
    block = reader.block("key_vault")
    if not reader.has("key_vault"):
        return None
    name = block.input_text("name", required="the name of a key vault that is there")
    if isinstance(name, str) and not _VAULT.fullmatch(name):
        block.problem("name", "is not a name for a key vault: write 3 to 24 letters, digits and single hyphens")
    plan = VaultPlan(name or "", read_resource_group(block))
    block.refuse_unread()
    return plan
