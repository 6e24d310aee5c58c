"""Tenants of Entra ID that the server protects."""

from collections.abc import Iterator, Mapping
from typing import Final, cast

from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._gates import advise_on_license
from veeam_provider._hosts import MissingObjectError
from veeam_provider._identity import Identity
from veeam_provider._server import OVERTAKEN_SECONDS, Work
from veeam_provider.resources._kind import Listed, child, placed, text, without_nulls
from veeam_provider.rest import SessionFailedError, operations, payloads, replace
from veeam_provider.schema import (
    BOOLEAN,
    IDENTIFIER,
    TEXT,
    UUID,
    JsonObject,
    ObjectType,
    Property,
    WordType,
    payload_fields,
)

__all__ = ["Tenant"]

_SECRETS: Final = ("applicationSecret", "certificate")
_ALWAYS: Final = ("Users", "Groups", "AdministrativeUnits", "Roles", "Applications")
_SCOPE: Final = payload_fields(payloads.EntraIDTenantSpec)["protectionScope"].type
_REGION: Final = payload_fields(payloads.EntraIDTenantSpec)["region"].type
_CERTIFICATE: Final = ObjectType(
    "ApplicationCertificate",
    {
        "data": Property(type=TEXT, required=True, secret=True, description="The certificate with its key, in base64."),
        "format": Property(
            type=payload_fields(payloads.CertificateUploadSpec)["formatType"].type,
            required=True,
            description="What data holds: Pfx or Pem.",
        ),
        "password": Property(type=TEXT, secret=True, description="The password of the file, where it has one."),
    },
    "The certificate by which an application signs in.",
)


class Tenant(Listed):
    """A tenant."""

    token = "veeam:entraid:Tenant"
    description = "A tenant of Microsoft Entra ID that the backup server protects, through an application in it."
    natural_key = "the azureTenantId"
    is_made_by_sessions = True
    places = {
        "azureTenantId": "azureTenantId",
        "description": "description",
        "cacheRepositoryId": "cacheRepositoryId",
        "region": "region",
        "applicationId": "authentication.applicationId",
        "protectionScope": "protectionScope",
    }
    form = ObjectType(
        "Tenant",
        {
            "azureTenantId": Property(
                type=UUID,
                required=True,
                replaces=True,
                description="The tenant's id in Entra ID, also called directory id.",
            ),
            "description": Property(
                type=TEXT,
                default="",
                description="For people. The server's own description ends with a mark that names stack and resource.",
            ),
            "cacheRepositoryId": Property(
                type=IDENTIFIER,
                required=True,
                description="The id of the repository that keeps temporary metadata of log backups: one on Windows"
                " or Linux, or a share (SMB, NFS). Object storage cannot be one.",
            ),
            "region": Property(
                type=_REGION,
                default="Global",
                replaces=True,
                description="The cloud of the tenant. Only Global is supported.",
            ),
            "applicationId": Property(
                type=UUID,
                required=True,
                description="The client id of the application in the tenant, through which it is backed up.",
            ),
            "applicationSecret": Property(
                type=TEXT, secret=True, description="A client secret of the application. Either this or certificate."
            ),
            "certificate": Property(
                type=_CERTIFICATE,
                secret=True,
                description="The certificate of the application. Either this or applicationSecret.",
            ),
            "protectionScope": Property(
                type=_SCOPE,
                required=True,
                description=f"What is protected. {', '.join(_ALWAYS)} always are. Logs, ConditionalAccessPolicies and"
                " IntunePolicies need more of the licence.",
            ),
            "tenantType": Property(
                type=WordType("tenantType", ("workforce", "external", "b2c")),
                declared=True,
                description="What kind of tenant it is: a statement for the rules, which the server does not get.",
            ),
            "tenantLicense": Property(
                type=WordType("tenantLicense", ("free", "p1", "p2")),
                declared=True,
                description="Microsoft's licence of the tenant: a statement for the rules, which the server does"
                " not get.",
            ),
            "managementGroupRelationships": Property(
                type=BOOLEAN,
                declared=True,
                description="Whether relationships with management groups are to be protected: a statement for the"
                " rules, which the server does not get.",
            ),
        },
    )

    def problems(self, inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what is wrong with how the application signs in, or with the scope."""
        given = [name for name in _SECRETS if inputs.get(name) is not None]
        if not given:
            yield CheckFailure("certificate", "certificate is missing: write it, or applicationSecret.")
        elif len(given) == len(_SECRETS):
            yield CheckFailure("certificate", "certificate and applicationSecret exclude each other: leave one out.")
        scope = inputs.get("protectionScope")
        if isinstance(scope, list) and all(isinstance(each, str) for each in cast("list[object]", scope)):
            missing = [word for word in _ALWAYS if word not in cast("list[str]", scope)]
            if missing:
                yield CheckFailure(
                    "protectionScope", f"protectionScope lacks {', '.join(missing)}, which the server always protects."
                )

    def listed(self, work: Work) -> list[JsonObject]:
        """Return all tenants."""
        return cast("list[JsonObject]", work.listed(operations.GET_ALL_ENTRA_ID_TENANTS))

    def name_of(self, model: JsonObject) -> str:
        """Return the id of a tenant in Entra ID."""
        return text(model, "azureTenantId")

    def key_of(self, inputs: JsonObject) -> str:
        """Return the id of the tenant in Entra ID."""
        return text(inputs, "azureTenantId")

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return whether the description of a tenant carries the mark of this resource."""
        del work, inputs
        return identity.has_marked(text(model, "description"))

    def gate(self, work: Work, inputs: JsonObject, id_: str, identity: Identity) -> None:
        """Tell what of the scope the licence does not cover."""
        del id_
        scope = inputs.get("protectionScope")
        if isinstance(scope, list) and not {*map(str, scope)} <= {*_ALWAYS}:
            advise_on_license(work, self.token, inputs, identity)

    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Add the tenant, and wait until it is there."""
        body = self.payload(inputs, identity)
        del body["authentication"]
        spec = without_nulls(
            {
                **body,
                "creationMode": "ExistingAccount",
                "existingAccount": {"authentication": _authentication(inputs)},
            },
        )
        session = work.client.call(operations.CREATE_ENTRA_ID_TENANT, cast("payloads.EntraIDTenantSpec", spec))
        work.wait(session)
        found = self.find(work, self.key_of(inputs), inputs)
        if found is None:
            raise MissingObjectError(
                f"The backup server has added the tenant {self.key_of(inputs)}, and does not show it."
            )
        return self.id_of(found)

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change the tenant. How the application signs in is sent only when that changes: the server may check it."""
        body = self.payload(changes, identity)
        if any(changes.get(name) != old.get(name) for name in ("applicationId", *_SECRETS)):
            # Not merged with what the server shows of it: a secret and a certificate exclude each other.
            model = {name: value for name, value in model.items() if name != "authentication"}
            placed(body, "authentication", _authentication(changes))
        else:
            del body["authentication"]
        changed = cast("payloads.EntraIDTenantModel", replace(model, body))
        work.client.call(operations.UPDATE_ENTRA_ID_TENANTS, changed, id=self.id_of(model))

    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Remove the tenant. Its backups stay where they are."""
        try:
            work.wait(work.client.call(operations.DELETE_ENTRA_ID_TENANTS, id=id_))
        except SessionFailedError:
            # A deletion that an interrupted update has begun may have been faster.
            if not work.vanishes(operations.GET_ENTRA_ID_TENANTS, id_, OVERTAKEN_SECONDS):
                raise
        work.wait_until_gone(operations.GET_ENTRA_ID_TENANTS, id_, f"the tenant {self.key_of(inputs)}")


def _authentication(inputs: JsonObject) -> JsonObject:
    certificate = child(inputs, "certificate")
    authentication: JsonObject = {"applicationId": inputs["applicationId"]}
    if certificate:
        authentication["certificate"] = {
            "certificate": certificate["data"],
            "formatType": certificate["format"],
            "password": certificate.get("password"),
        }
    else:
        authentication["secret"] = inputs.get("applicationSecret")
    return authentication
