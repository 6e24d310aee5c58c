"""The APIs of Microsoft that every tenant has, with the permissions that the sandbox knows of them.

Source: Microsoft, "Microsoft Graph permissions reference" (names and ids). A selection: what programs of this
repository ask for, and its neighbours.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["MICROSOFT_APIS", "MicrosoftApi"]


@dataclass(frozen=True, slots=True)
class MicrosoftApi:
    """An API: its application id, its name, and the ids of its permissions by their names."""

    client_id: str
    display_name: str
    roles: Mapping[str, str]
    scopes: Mapping[str, str]

    def object_id(self, tenant: str) -> str:
        """Return the object id of its service principal, which is another one in every tenant."""
        return str(uuid.uuid5(uuid.UUID(tenant), self.client_id))


def _table(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_GRAPH_ROLES: Final = _table(
    """
    AdministrativeUnit.Read.All 134fd756-38ce-4afd-ba33-e9623dbe66c2
    AdministrativeUnit.ReadWrite.All 5eb59dd3-1da2-4329-8733-9dabdc435916
    Agreement.Read.All 2f3e6f8c-093b-4c57-a58b-ba5ce494a169
    Application.Read.All 9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30
    Application.ReadWrite.All 1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9
    AuditLog.Read.All b0afded3-3588-46d8-8b3d-9842eff778da
    DeviceManagementConfiguration.Read.All dc377aa6-52d8-4e23-b271-2a7ae04cedf3
    DeviceManagementConfiguration.ReadWrite.All 9241abd9-d0e6-425a-bd4f-47ba86e767a4
    Directory.Read.All 7ab1d382-f21e-4acd-a863-ba3e13f7da61
    Directory.ReadWrite.All 19dbc75e-c2e2-444c-a770-ec69d8559fc7
    Group.Read.All 5b567255-7703-4780-807c-7be8301ae99b
    Group.ReadWrite.All 62a82d76-70ea-41e2-9197-370581804d09
    MailboxSettings.Read 40f97065-369a-49f4-947c-6a255697ae91
    Organization.Read.All 498476ce-e0fe-48b0-b801-37ba7e2685c6
    Policy.Read.All 246dd0d5-5bd0-4def-940b-0421030a5b68
    Policy.ReadWrite.ConditionalAccess 01c0a623-fc9b-48e9-b794-0756f8e8f067
    RoleManagement.Read.Directory 483bed4a-2ad3-4361-a73b-c83ccdbdc53c
    RoleManagement.ReadWrite.Directory 9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8
    User.Read.All df021288-bdef-4463-88db-98f22de89214
    User.ReadWrite.All 741f803b-c850-494e-b5df-cde7c675a1ca
    """
)
_GRAPH_SCOPES: Final = _table(
    """
    AdministrativeUnit.Read.All 3361d15d-be43-4de6-b441-3c746d05163d
    AdministrativeUnit.ReadWrite.All 7b8a2d34-6b3f-4542-a343-54651608ad81
    Agreement.Read.All af2819c9-df71-4dd3-ade7-4d7c9dc653b7
    Application.ReadWrite.All bdfbf15f-ee85-4955-8675-146e8e5296b5
    AuditLog.Read.All e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20
    DeviceManagementConfiguration.Read.All f1493658-876a-4c87-8fa7-edb559b3476a
    DeviceManagementConfiguration.ReadWrite.All 0883f392-0a7a-443d-8c76-16a6d39c7b63
    Directory.AccessAsUser.All 0e263e50-5827-48a4-b97c-d940288653c7
    Directory.Read.All 06da0dbc-49e2-44d2-8312-53f166ab848a
    Directory.ReadWrite.All c5366453-9fb0-48a5-a156-24f0c49a4b84
    Group.Read.All 5f8c59db-677d-491f-a6b8-5f174b11ec1d
    Group.ReadWrite.All 4e46008b-f24c-477d-8fff-7bb4ec7aafe0
    MailboxSettings.Read 87f447af-9fa4-4c32-9dfa-4a57a73d18ce
    Policy.Read.All 572fea84-0151-49b2-9301-11cb16974376
    Policy.ReadWrite.ConditionalAccess ad902697-1014-4ef5-81ef-2b4301988e8c
    RoleManagement.Read.Directory 741c54c3-0c1e-44a1-818b-3f97ab4e8c83
    RoleManagement.ReadWrite.Directory d01b97e9-cbc0-49fe-810a-750afd5527a3
    User.Read e1fe6dd8-ba31-4d61-89e7-88639da4683d
    User.Read.All a154be20-db9c-4678-8ab7-66f6cc099a59
    offline_access 7427e0e9-2fba-42fe-b0c0-848c9e6a8182
    openid 37f7f235-527c-4136-accd-4a02d197296e
    """
)

MICROSOFT_APIS: Final = {
    api.client_id: api
    for api in (
        MicrosoftApi("00000003-0000-0000-c000-000000000000", "Microsoft Graph", _GRAPH_ROLES, _GRAPH_SCOPES),
        MicrosoftApi(
            "797f4846-ba00-4fd7-ba43-dac1f8f63013",
            "Windows Azure Service Management API",
            {},
            {"user_impersonation": "41094075-9dad-400e-a0bd-54e686782033"},
        ),
    )
}
"""The APIs, by their application ids."""
