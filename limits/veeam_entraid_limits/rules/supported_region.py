"""Limit 5: nothing is in, or protects a tenant of, the Government and China clouds."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import AzureApplication, BackupServer, Fact, Placement, Repository
from veeam_entraid_limits._finding import Finding, Subject, broken, undecided
from veeam_entraid_limits._protection import Tenant
from veeam_entraid_limits._setting import Setting

__all__ = ["HOSTING", "ID", "TENANT", "check_fact", "sovereign_cloud"]

ID: Final = "supported-region"

TENANT: Final = "tenant"
"""The basis of findings about the tenant that is protected: every build excludes it."""

HOSTING: Final = "hosting"
"""The basis of findings about where something runs: the stricter reading of the vendor's text."""

_GOVERNMENT: Final = ("usgov", "usdod", "usnat", "ussec", "azureusgovernment", "government")
_CHINA: Final = ("china", "azurechina")
_DEFENSE_ENVIRONMENT: Final = "dod"

_PUBLIC_HOSTS: Final = ("management.azure.com", "login.microsoftonline.com")
_SOVEREIGN_HOSTS: Final = {
    "usgovcloudapi.net": "Government",
    "microsoftonline.us": "Government",
    "chinacloudapi.cn": "China",
    "azure.cn": "China",
}


def sovereign_cloud(name: str) -> str:
    """Return ``Government`` or ``China`` if a region or environment is of that cloud, else nothing.

    Case, blanks and punctuation do not matter: ``US Gov Virginia``, ``USGovVirginia`` and
    ``usgovvirginia`` are one region.
    """
    bare = Setting(value=name).word
    if bare.startswith(_GOVERNMENT) or bare == _DEFENSE_ENVIRONMENT:
        return "Government"
    return "China" if bare.startswith(_CHINA) else ""


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a tenant, server, repository or application of an unsupported cloud, or of which that is open."""
    match fact:
        case Tenant():
            yield from _check_region(fact.subject, fact.region)
        case BackupServer() | Repository():
            yield from _check_placement(fact.subject, fact.placement, HOSTING)
        case AzureApplication():
            yield from _check_placement(fact.subject, fact.placement, TENANT)
        case _:
            return


def _check_region(subject: Subject, region: Setting) -> Iterator[Finding]:
    if cloud := sovereign_cloud(region.text):
        yield broken(
            ID,
            subject,
            f"{subject} is a tenant of the {cloud} cloud ({region.path}).",
            f"Protect tenants of the public cloud only: write {region.path}: Global, or leave it out.",
            basis=TENANT,
        )
    elif region.is_unknown:
        yield undecided(ID, subject, f"{region.path} of {subject} is not known yet.", basis=TENANT)


def _check_placement(subject: Subject, placement: Placement, basis: str) -> Iterator[Finding]:
    found = [*_check_location(subject, placement, basis), *_check_provider(subject, placement, basis)]
    yield from found or _undecided(subject, placement, basis)


def _check_location(subject: Subject, placement: Placement, basis: str) -> Iterator[Finding]:
    location = placement.location
    if cloud := sovereign_cloud(location.text):
        yield broken(
            ID,
            subject,
            f"{subject} is placed in a region of the {cloud} cloud ({location.path}).",
            f"Write a region of the public cloud, for example {location.path}: westeurope.",
            basis,
        )


def _check_provider(subject: Subject, placement: Placement, basis: str) -> Iterator[Finding]:
    # A provider that is given a metadata host ignores its environment.
    setting = placement.metadata_host if placement.metadata_host.is_given else placement.environment
    is_host = setting is placement.metadata_host
    if cloud := _cloud_of_host(setting.text) if is_host else sovereign_cloud(setting.text):
        yield broken(
            ID,
            subject,
            f"The provider of {subject} talks to the {cloud} cloud ({setting.path}).",
            f"Leave {setting.path} out of the provider's configuration, and unset ARM_METADATA_HOSTNAME."
            if is_host
            else f"Write {setting.path}: public in the provider's configuration; where nothing stands there, unset"
            " ARM_ENVIRONMENT.",
            basis,
        )


def _cloud_of_host(host: str) -> str:
    return next((cloud for suffix, cloud in _SOVEREIGN_HOSTS.items() if suffix in host.lower()), "")


def _undecided(subject: Subject, placement: Placement, basis: str) -> Iterator[Finding]:
    host = placement.metadata_host
    if host.text and not any(public in host.text.lower() for public in _PUBLIC_HOSTS):
        problem = f"The cloud behind {host.path} of the provider of {subject} cannot be told from its name."
        remedy = f"Leave {host.path} out of the provider's configuration if it talks to the public cloud."
        yield undecided(ID, subject, problem, remedy, basis)
        return
    provider = host if host.is_given else placement.environment
    for setting, owner in ((placement.location, f"{subject}"), (provider, f"the provider of {subject}")):
        if setting.is_unknown:
            yield undecided(ID, subject, f"{setting.path} of {owner} is not known yet.", basis=basis)
