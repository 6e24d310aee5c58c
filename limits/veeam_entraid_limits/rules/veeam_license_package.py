"""Advice: logs and policies are backed up with the licence package that includes them."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, Subject, advisory
from veeam_entraid_limits._protection import LogBackupJob, ServerLicense, Tenant
from veeam_entraid_limits._relation import VeeamServer
from veeam_entraid_limits._setting import Setting

__all__ = ["ID", "check_facts"]

ID: Final = "veeam-license-package"

_LESSER: Final = frozenset({"starter", "essentials", "backup", "one", "suite", "foundation"})
_POLICIES: Final = {"conditionalaccesspolicies": "Conditional Access policies", "intunepolicies": "Intune policies"}


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find what a backup server's licence does not include, where its package is known."""
    lesser = [fact for fact in facts if isinstance(fact, ServerLicense) and fact.package.word in _LESSER]
    if not lesser:
        return
    for fact in facts:
        match fact:
            case LogBackupJob():
                yield from _check(fact.subject, fact.server, ["logs"], lesser)
            case Tenant():
                words = [Setting(value=value).word for value in fact.protection_scope.listed or ()]
                policies = [name for word, name in _POLICIES.items() if word in words]
                yield from _check(fact.subject, fact.server, policies, lesser)
            case _:
                continue


def _check(
    subject: Subject, server: VeeamServer, what: Sequence[str], lesser: Sequence[ServerLicense]
) -> Iterator[Finding]:
    license_ = next((license_ for license_ in lesser if license_.server.is_same(server)), None)
    if license_ and what:
        yield advisory(
            ID,
            subject,
            f"{subject} backs up {' and '.join(what)}, and the licence of {license_.subject} is neither of the package"
            " Advanced nor Premium.",
            "Install a licence of Veeam Data Platform Advanced or Premium, or leave these out.",
        )
