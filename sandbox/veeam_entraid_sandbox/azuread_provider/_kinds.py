"""The types of objects in a tenant: what each is checked for, how it comes to be, and what keeps it there."""

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from cryptography import x509

from veeam_entraid_protocol.properties import Properties, dict_at, found, list_at, show, text_at
from veeam_entraid_protocol.provider import CheckFailure, RefusedError
from veeam_entraid_sandbox.azuread_provider._directory import Directory, Entry
from veeam_entraid_sandbox.azuread_provider._microsoft_apis import MICROSOFT_APIS

__all__ = ["KINDS", "Kind", "service_principal_of"]

Made: TypeAlias = tuple[str, Properties]
"""The id of an object, and what the tenant adds to its inputs."""

_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DEFAULT_ROLE: Final = str(uuid.UUID(int=0))
_AUDIENCES: Final = (
    "AzureADMyOrg",
    "AzureADMultipleOrgs",
    "AzureADandPersonalMicrosoftAccount",
    "PersonalMicrosoftAccount",
)
_DEFAULT_VALIDITY: Final = dt.timedelta(days=730)

APPLICATION: Final = "azuread:index/application:Application"
PRINCIPAL: Final = "azuread:index/servicePrincipal:ServicePrincipal"
ROLE_ASSIGNMENT: Final = "azuread:index/appRoleAssignment:AppRoleAssignment"
GRANT: Final = "azuread:index/servicePrincipalDelegatedPermissionGrant:ServicePrincipalDelegatedPermissionGrant"
CERTIFICATE: Final = "azuread:index/applicationCertificate:ApplicationCertificate"
PASSWORD: Final = "azuread:index/applicationPassword:ApplicationPassword"  # noqa: S105 - a type


def _nothing(_directory: Directory, _entry: Entry) -> Iterable[str]:
    return ()


def _fits(_directory: Directory, _inputs: Properties) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One type of object.

    Attributes:
        make: makes the object in a tenant from its inputs, or refuses.
        verify: refuses inputs that the tenant does not take, at creation and at every change.
        guids: patterns of the inputs that have to be GUIDs.
        words: the words that an input may be, by its pattern.
        rules: yield what else is wrong with the inputs.
        updated: the inputs whose change does not replace the object; None if none does.
        secrets: the outputs that are always secret.
        holds: yields what has to go before the object.
    """

    make: Callable[[Directory, Properties], Made]
    verify: Callable[[Directory, Properties], None] = _fits
    guids: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    rules: tuple[Callable[[Properties], Iterable[CheckFailure]], ...] = ()
    updated: Callable[[str], bool] = lambda _name: False
    secrets: frozenset[str] = frozenset()
    holds: Callable[[Directory, Entry], Iterable[str]] = _nothing

    def failures(self, inputs: Properties) -> Iterator[CheckFailure]:
        """Yield what the provider finds wrong with inputs, without asking the tenant."""
        for pattern in self.guids:
            for path, value in found(inputs, pattern):
                if isinstance(value, str) and not _GUID.fullmatch(value):
                    yield CheckFailure(show(path), f"'{show(path)}' has to be a GUID")
        for pattern, words in self.words.items():
            for path, value in found(inputs, pattern):
                if isinstance(value, str) and value not in words:
                    yield CheckFailure(show(path), f"'{show(path)}' must be one of {', '.join(words)}")
        for rule in self.rules:
            yield from rule(inputs)


def _new_id() -> str:
    return str(uuid.uuid4())


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


# Applications.


def _check_application(inputs: Properties) -> Iterator[CheckFailure]:
    name = inputs.get("displayName")
    if isinstance(name, str) and not name.strip():
        yield CheckFailure("displayName", "'displayName' must not be empty")
    if "password" in inputs:
        yield CheckFailure("password", "the sandbox makes passwords as resources of their own: use ApplicationPassword")


def _verify_application(directory: Directory, inputs: Properties) -> None:
    """Refuse permissions that their API does not have, or that are asked for twice."""
    del directory
    for _, access in found(inputs, "requiredResourceAccesses[]"):
        api = MICROSOFT_APIS.get(text_at(access, "resourceAppId").lower())
        if api is None:
            raise RefusedError(f"The sandbox's tenants have no API with the id {text_at(access, 'resourceAppId')}.")
        ids = [text_at(each, "id").lower() for each in list_at(access, "resourceAccesses")]
        for each in list_at(access, "resourceAccesses"):
            kind, id_ = text_at(each, "type"), text_at(each, "id").lower()
            if id_ not in (api.roles if kind == "Role" else api.scopes).values():
                raise RefusedError(f"{api.display_name} has no {kind} with the id {id_}.")
        if len(set(ids)) != len(ids):
            raise RefusedError(f"A permission of {api.display_name} is asked for twice.")


def _make_application(directory: Directory, inputs: Properties) -> Made:
    name = text_at(inputs, "displayName")
    if inputs.get("preventDuplicateNames") is True and any(
        text_at(other.inputs, "displayName") == name for other in directory.all_of(APPLICATION)
    ):
        raise RefusedError(f"Tried to prevent duplicate names: an application is called {name!r} already.")
    object_id = _new_id()
    return f"/applications/{object_id}", {
        "objectId": object_id,
        "clientId": _new_id(),
        "publisherDomain": "sandbox.invalid",
        "disabledByMicrosoft": "",
        "logoUrl": "",
        "appRoleIds": _ids_by_value(inputs, "appRoles[]"),
        "oauth2PermissionScopeIds": _ids_by_value(inputs, "api.oauth2PermissionScopes[]"),
    }


def _ids_by_value(inputs: Properties, pattern: str) -> Properties:
    return {text_at(each, "value"): text_at(each, "id") for _, each in found(inputs, pattern) if text_at(each, "value")}


def _holds_application(directory: Directory, entry: Entry) -> Iterator[str]:
    for principal in directory.all_of(PRINCIPAL):
        if _same(text_at(principal.inputs, "clientId"), text_at(entry.computed, "clientId")):
            yield "its service principal"
    for token, name in ((CERTIFICATE, "a certificate"), (PASSWORD, "a password")):
        if any(text_at(each.inputs, "applicationId") == entry.id for each in directory.all_of(token)):
            yield name


def _application_of(directory: Directory, inputs: Properties) -> Entry:
    id_ = text_at(inputs, "applicationId")
    entry = directory.entries.get(id_)
    if entry is None or entry.token != APPLICATION:
        raise RefusedError(f"Application {id_!r} was not found in the tenant {directory.tenant}.")
    return entry


# Service principals.


def service_principal_of(directory: Directory, client_id: str) -> Properties | None:
    """Return the service principal of an application: Microsoft's are in every tenant."""
    api = MICROSOFT_APIS.get(client_id.lower())
    if api:
        return {
            "clientId": api.client_id,
            "displayName": api.display_name,
            "objectId": api.object_id(directory.tenant),
            "appRoleIds": {**api.roles},
            "oauth2PermissionScopeIds": {**api.scopes},
        }
    principals = directory.all_of(PRINCIPAL)
    return next((each.outputs for each in principals if _same(text_at(each.inputs, "clientId"), client_id)), None)


def _principal_by_object_id(directory: Directory, object_id: str) -> Properties | None:
    for api in MICROSOFT_APIS.values():
        if _same(api.object_id(directory.tenant), object_id):
            return service_principal_of(directory, api.client_id)
    principals = directory.all_of(PRINCIPAL)
    return next((each.outputs for each in principals if _same(text_at(each.computed, "objectId"), object_id)), None)


def _make_principal(directory: Directory, inputs: Properties) -> Made:
    client_id = text_at(inputs, "clientId")
    there = service_principal_of(directory, client_id)
    if there and inputs.get("useExisting") is not True:
        raise RefusedError(f"The application {client_id} has a service principal already: import it, or useExisting.")
    if there:
        return f"/servicePrincipals/{text_at(there, 'objectId')}", there
    applications = directory.all_of(APPLICATION)
    application = next((each for each in applications if _same(text_at(each.computed, "clientId"), client_id)), None)
    if application is None:
        raise RefusedError(f"There is no application {client_id} in the tenant {directory.tenant}.")
    object_id = _new_id()
    return f"/servicePrincipals/{object_id}", {
        "objectId": object_id,
        "displayName": text_at(application.inputs, "displayName"),
        "applicationTenantId": directory.tenant,
        "type": "Application",
        "signInAudience": text_at(application.inputs, "signInAudience"),
        "servicePrincipalNames": [client_id],
        "appRoleIds": application.computed["appRoleIds"],
        "oauth2PermissionScopeIds": application.computed["oauth2PermissionScopeIds"],
    }


def _holds_principal(directory: Directory, entry: Entry) -> Iterator[str]:
    if entry.inputs.get("useExisting") is True:
        return  # it is given up, not deleted
    object_id = text_at(entry.computed, "objectId")
    if any(_same(text_at(each.inputs, "principalObjectId"), object_id) for each in directory.all_of(ROLE_ASSIGNMENT)):
        yield "an app role that is assigned to it"
    if any(_same(text_at(each.inputs, "servicePrincipalObjectId"), object_id) for each in directory.all_of(GRANT)):
        yield "a delegated permission that is granted to it"


# Consent.


def _principal(directory: Directory, inputs: Properties, name: str) -> Properties:
    principal = _principal_by_object_id(directory, text_at(inputs, name))
    if principal is None:
        raise RefusedError(f"'{name}': there is no such service principal in the tenant {directory.tenant}.")
    return principal


def _verify_role_assignment(directory: Directory, inputs: Properties) -> None:
    _principal(directory, inputs, "principalObjectId")
    resource = _principal(directory, inputs, "resourceObjectId")
    roles = [str(id_) for id_ in dict_at(resource, "appRoleIds").values()] or [_DEFAULT_ROLE]
    if not any(_same(role, text_at(inputs, "appRoleId")) for role in roles):
        name = text_at(resource, "displayName")
        raise RefusedError(f"Permission being assigned was not found on application {name!r}.")


def _make_role_assignment(directory: Directory, inputs: Properties) -> Made:
    if any(_equal(each.inputs, inputs, *inputs) for each in directory.all_of(ROLE_ASSIGNMENT)):
        raise RefusedError("Permission being assigned already exists on the object.")
    principal = _principal(directory, inputs, "principalObjectId")
    resource = _principal(directory, inputs, "resourceObjectId")
    return f"/servicePrincipals/{text_at(inputs, 'resourceObjectId')}/appRoleAssignedTo/{secrets.token_urlsafe(32)}", {
        "principalDisplayName": text_at(principal, "displayName"),
        "principalType": "ServicePrincipal",
        "resourceDisplayName": text_at(resource, "displayName"),
    }


def _verify_grant(directory: Directory, inputs: Properties) -> None:
    _principal(directory, inputs, "servicePrincipalObjectId")
    resource = _principal(directory, inputs, "resourceServicePrincipalObjectId")
    scopes = dict_at(resource, "oauth2PermissionScopeIds")
    for scope in list_at(inputs, "claimValues"):
        if scope not in scopes:
            raise RefusedError(f"{text_at(resource, 'displayName')} has no delegated permission {scope!r}.")


def _make_grant(directory: Directory, inputs: Properties) -> Made:
    between = ("servicePrincipalObjectId", "resourceServicePrincipalObjectId", "userObjectId")
    if any(_equal(each.inputs, inputs, *between) for each in directory.all_of(GRANT)):
        raise RefusedError("Permission entry already exists: one grant holds all scopes of an API.")
    return f"/oauth2PermissionGrants/{secrets.token_urlsafe(32)}", {}


def _equal(one: Properties, other: Properties, *names: str) -> bool:
    return all(_same(text_at(one, name), text_at(other, name)) for name in names)


# Credentials.


def _check_dates(inputs: Properties) -> Iterator[CheckFailure]:
    for name in ("startDate", "endDate"):
        value = inputs.get(name)
        if isinstance(value, str) and _moment(value) is None:
            yield CheckFailure(name, f"'{name}' has to be a moment in the form 2027-11-24T08:00:00Z (RFC 3339)")
    if "endDateRelative" in inputs:
        yield CheckFailure("endDateRelative", "'endDateRelative' is deprecated, and the sandbox takes 'endDate' only")


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _period(inputs: Properties) -> tuple[dt.datetime, dt.datetime]:
    start = _moment(text_at(inputs, "startDate")) or dt.datetime.now(dt.UTC).replace(microsecond=0)
    end = _moment(text_at(inputs, "endDate")) or start + _DEFAULT_VALIDITY
    if end <= max(start, dt.datetime.now(dt.UTC)):
        raise RefusedError("The credential would have ended before it begins, or by now.")
    return start, end


def _dates(start: dt.datetime, end: dt.datetime) -> Properties:
    return {"startDate": start.strftime("%Y-%m-%dT%H:%M:%SZ"), "endDate": end.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _make_certificate(directory: Directory, inputs: Properties) -> Made:
    application = _application_of(directory, inputs)
    if text_at(inputs, "encoding") != "pem":
        raise RefusedError("The sandbox reads certificates in the encoding 'pem' only.")
    try:
        certificate = x509.load_pem_x509_certificate(text_at(inputs, "value").encode())
    except ValueError as error:
        raise RefusedError("'value' holds no certificate in PEM form.") from error
    start, end = _period(inputs)
    if end > certificate.not_valid_after_utc:
        raise RefusedError("Key credential end date is invalid: the certificate ends before it.")
    key_id = text_at(inputs, "keyId") or _new_id()
    return _credential_id(application, "certificate", key_id), {"keyId": key_id, **_dates(start, end)}


def _make_password(directory: Directory, inputs: Properties) -> Made:
    application = _application_of(directory, inputs)
    key_id = _new_id()
    value = secrets.token_urlsafe(30)
    dates = _dates(*_period(inputs))
    return _credential_id(application, "password", key_id), {"keyId": key_id, "value": value, **dates}


def _credential_id(application: Entry, kind: str, key_id: str) -> str:
    return f"{text_at(application.computed, 'objectId')}/{kind}/{key_id}"


KINDS: Final = {
    APPLICATION: Kind(
        make=_make_application,
        verify=_verify_application,
        guids=(
            "owners[]",
            "requiredResourceAccesses[].resourceAppId",
            "requiredResourceAccesses[].resourceAccesses[].id",
        ),
        words={
            "signInAudience": _AUDIENCES,
            "requiredResourceAccesses[].resourceAccesses[].type": ("Role", "Scope"),
        },
        rules=(_check_application,),
        updated=lambda name: name != "templateId",
        holds=_holds_application,
    ),
    PRINCIPAL: Kind(
        make=_make_principal,
        guids=("clientId", "owners[]"),
        updated=lambda name: name not in {"clientId", "useExisting"},
        holds=_holds_principal,
    ),
    ROLE_ASSIGNMENT: Kind(
        make=_make_role_assignment,
        verify=_verify_role_assignment,
        guids=("appRoleId", "principalObjectId", "resourceObjectId"),
    ),
    GRANT: Kind(
        make=_make_grant,
        verify=_verify_grant,
        guids=("servicePrincipalObjectId", "resourceServicePrincipalObjectId", "userObjectId"),
        updated=lambda name: name == "claimValues",
    ),
    CERTIFICATE: Kind(
        make=_make_certificate,
        guids=("keyId",),
        words={"encoding": ("base64", "hex", "pem"), "type": ("AsymmetricX509Cert", "Symmetric")},
        rules=(_check_dates,),
        secrets=frozenset({"value"}),
    ),
    PASSWORD: Kind(make=_make_password, rules=(_check_dates,), secrets=frozenset({"value"})),
}
"""The types, by token."""
