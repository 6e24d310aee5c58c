"""Tenants of Entra ID: added and removed by sessions, changed at once."""

import base64
import binascii
from dataclasses import replace
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, key, text
from veeam_entraid_sandbox.vbr._lists import matching, page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import FailedRunError, Outcome, Plan, Run, Step, Work, start
from veeam_entraid_sandbox.vbr._vendor_limits import (
    cache_problem,
    region_problem,
    scope_problem,
    tenant_type_problem,
)
from veeam_entraid_sandbox.vbr.services.app_registrations import registered_application
from veeam_entraid_sandbox.vbr.services.repositories import default_repository

__all__ = ["SERVICE", "jobs_of"]

_KIND: Final = "tenant"
_WHAT: Final = "tenant"
_EVERYTHING: Final = (
    "Users",
    "Groups",
    "AdministrativeUnits",
    "Roles",
    "Applications",
    "Logs",
    "ConditionalAccessPolicies",
    "IntunePolicies",
)


def jobs_of(moment: Moment, tenant: str) -> list[Record]:
    """Return the tenant jobs and log jobs of a tenant."""
    return [
        each
        for each in moment.all_of("job")
        if tenant in {key(each.shown, "storage", "tenantId"), key(each.shown, "tenant", "tenantId")}
    ]


# The tenant has no name in this revision of the API: lists are filtered and ordered by its id in Entra ID.
_NAME: Final = "azureTenantId"


def _all(call: Call) -> JsonValue:
    found = (each.shown for each in call.moment.visible(_KIND))
    return page(found, call.query, {"nameFilter": matching(_NAME)}, {"Name": (_NAME,)})


def _one(call: Call) -> JsonValue:
    return call.moment.shown(_KIND, _WHAT, call.id).shown


def _checked_scope(body: JsonObject) -> list[JsonValue]:
    """Return the protection scope of a body: everything, unless it says otherwise.

    Raises:
        ApiError: it leaves out what is always protected.
    """
    scope = elements(body, "protectionScope") if "protectionScope" in body else [*_EVERYTHING]
    problem = scope_problem([str(each) for each in scope])
    if problem:
        raise refused(problem)
    return [each for each in _EVERYTHING if each in scope]


def _checked_cache(moment: Moment, id_: str) -> str:
    repository = moment.referred("repository", "cache repository", id_) if id_ else default_repository(moment)
    problem = cache_problem(text(repository.shown, "type"))
    if problem:
        raise refused(problem)
    return repository.id


def _checked_authentication(authentication: JsonObject) -> JsonObject:
    if ("secret" in authentication) == ("certificate" in authentication):
        raise refused("An application authenticates itself either with a secret or with a certificate.")
    if "secret" in authentication and not text(authentication, "secret"):
        raise refused("The secret cannot be empty.")
    if "certificate" in authentication:
        try:
            base64.b64decode(text(authentication, "certificate", "certificate"), validate=True)
        except (binascii.Error, ValueError) as error:
            raise refused("The certificate is not in base64.") from error
    return authentication


def _application(call: Call) -> JsonObject:
    """Return how the server authenticates itself: with an application that exists, or a new one.

    Raises:
        ApiError: neither is given, or nobody has signed in for a new one.
    """
    body = call.body
    if body["creationMode"] == "ExistingAccount":
        if "existingAccount" not in body:
            raise refused("The creation mode ExistingAccount takes an existing account.")
        return _checked_authentication(child(body, "existingAccount", "authentication"))
    if "newAccount" not in body:
        raise refused("The creation mode NewAccount takes a new account.")
    return registered_application(call.moment, text(body, "newAccount", "verificationCode"), call.console)


def _create(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    azure = key(body, "azureTenantId")
    if any(key(each.shown, "azureTenantId") == azure for each in moment.all_of(_KIND)):
        raise refused(f"The tenant {azure} has already been added.")
    shown: JsonObject = {
        "azureTenantId": body["azureTenantId"],
        "description": text(body, "description"),
        "cacheRepositoryId": _checked_cache(moment, key(body, "cacheRepositoryId")),
        "region": text(body, "region") or "Global",
        "authentication": _application(call),
        "protectionScope": _checked_scope(body),
    }
    plan = Plan(
        type="Infrastructure",
        name=f"Adding tenant {azure}",
        seconds=moment.settings.durations.infrastructure,
        # What is refused is refused at the beginning, and nothing is added before the end.
        steps=(Step("check-tenant", 0.25), Step("add-tenant")),
        arguments={"shown": shown},
        log=("Connecting to Microsoft Entra ID", "Saving the tenant"),
    )
    return start(moment, plan, call.who)


def _check(moment: Moment, run: Run, answer: JsonObject) -> None:
    del answer
    shown = child(run.arguments, "shown")
    type_ = moment.settings.tenant_types.get(key(shown, "azureTenantId"), "workforce")
    problem = (
        region_problem(text(shown, "region"))
        or tenant_type_problem(type_)
        or _certificate_problem(child(shown, "authentication", "certificate"))
    )
    if problem:
        raise FailedRunError(problem)


def _certificate_problem(certificate: JsonObject) -> str:
    if not certificate:
        return ""
    content = base64.b64decode(text(certificate, "certificate"))
    try:
        if certificate["formatType"] == "Pem":
            x509.load_pem_x509_certificate(content)
        else:
            pkcs12.load_pkcs12(content, text(certificate, "password").encode() or None)
    except ValueError:
        return "The certificate cannot be read, or its password is wrong."
    return ""


def _added(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    shown = child(run.arguments, "shown")
    azure = key(shown, "azureTenantId")
    if any(key(each.shown, "azureTenantId") == azure for each in moment.all_of(_KIND)):
        raise FailedRunError(f"The tenant {azure} has already been added.")
    return Outcome(resource_id=moment.make(_KIND, shown).id)


def _update(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    tenant = moment.existing(_KIND, _WHAT, call.id)
    for name, what in (("azureTenantId", "id in Entra ID"), ("region", "region")):
        if name in body and key(body, name) != key(tenant.shown, name):
            raise refused(f"The {what} of a tenant cannot be changed.")
    authentication = (
        child(body, "authentication") if "authentication" in body else child(tenant.shown, "authentication")
    )
    shown: JsonObject = {
        **tenant.shown,
        "description": text(body, "description"),
        "cacheRepositoryId": _checked_cache(moment, key(body, "cacheRepositoryId")),
        "authentication": _checked_authentication(authentication),
        "protectionScope": _checked_scope(body),
    }
    return moment.put(replace(tenant, shown=shown)).shown


def _delete(call: Call) -> JsonValue:
    moment = call.moment
    tenant = moment.existing(_KIND, _WHAT, call.id)
    problem = _usage_problem(moment, tenant.id)
    if problem:
        raise refused(problem)
    plan = Plan(
        type="InfrastructureItemDeletion",
        name=f"Removing tenant {text(tenant.shown, 'azureTenantId')}",
        seconds=moment.settings.durations.deletion,
        steps=(Step("remove-tenant"),),
        arguments={"id": tenant.id},
        log=("Removing the tenant",),
    )
    return start(moment, plan, call.who)


def _usage_problem(moment: Moment, tenant: str) -> str:
    names = [text(each.shown, "name") for each in jobs_of(moment, tenant)]
    return f"The tenant cannot be removed: it is used by {', '.join(names)}." if names else ""


def _removed(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    tenant = moment.find(_KIND, text(run.arguments, "id"))
    if tenant is None:
        raise FailedRunError("The tenant has been removed already.")
    problem = _usage_problem(moment, tenant.id)
    if problem:
        raise FailedRunError(problem)
    moment.delete(tenant)
    return Outcome()


SERVICE: Final = Service(
    operations={
        "GetAllEntraIDTenants": _all,
        "GetEntraIDTenants": _one,
        "CreateEntraIDTenant": _create,
        "UpdateEntraIDTenants": _update,
        "DeleteEntraIDTenants": _delete,
    },
    works={"check-tenant": Work(_check), "add-tenant": Work(_added), "remove-tenant": Work(_removed)},
)
