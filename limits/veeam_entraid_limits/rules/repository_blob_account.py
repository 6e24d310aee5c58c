"""Advice: nothing but the backup server decides what is in the storage account of a repository."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import BlobAccount, CloudCredential, StorageRepository
from veeam_entraid_limits._relation import Reference, Targets, comparable_id

__all__ = ["ID", "check_facts"]

ID: Final = "repository-blob-account"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find repositories whose account has lifecycle rules, soft delete or a hierarchical namespace."""
    repositories = [fact for fact in facts if isinstance(fact, StorageRepository)]
    parts = [fact for fact in facts if isinstance(fact, BlobAccount)]
    if not repositories or not parts:
        return
    credentials = Targets([fact for fact in facts if isinstance(fact, CloudCredential)])
    accounts = _Accounts(parts)
    for repository in repositories:
        credential = credentials.find(repository.credentials, repository.server)
        account = accounts.find(credential.account) if credential else None
        for part in accounts.parts_of(account) if account else ():
            if what := _what_interferes(part):
                yield advisory(
                    ID,
                    repository.subject,
                    f"The storage account of {repository.subject} has {what} ({part.subject}), which the vendor does"
                    " not support under a repository: the backup server alone decides what is in there.",
                    "Give the repository an account of its own, without lifecycle rules, soft delete and hierarchical"
                    " namespace; against deletion, use immutability.",
                )


class _Accounts:
    """Storage accounts, and what is set for them, found by name, by id and by being the resource that is named."""

    def __init__(self, parts: Sequence[BlobAccount]) -> None:
        accounts = [part for part in parts if part.is_account]
        self._by_urn = {account.subject.urn: account for account in accounts if account.subject.urn}
        self._by_name = {named: account for account in accounts if (named := _name(account.name))}
        self._parts: dict[str, list[BlobAccount]] = {}
        for part in parts:
            account = part if part.is_account else self.find(part.name)
            if account:
                self._parts.setdefault(account.subject.urn, []).append(part)

    def find(self, reference: Reference) -> BlobAccount | None:
        """Return the account that a reference names; None if the stack has none, or that is open."""
        made_from = {urn for urn in reference.urns if urn in self._by_urn}
        by_urn = self._by_urn[made_from.pop()] if len(made_from) == 1 else None
        return self._by_name.get(_name(reference)) or by_urn

    def parts_of(self, account: BlobAccount) -> Sequence[BlobAccount]:
        """Return an account and what is set for it."""
        return self._parts[account.subject.urn]


def _name(reference: Reference) -> str:
    """Return the name of an account, which is the last part of its id as well."""
    return comparable_id(reference.setting).rpartition("/")[2]


def _what_interferes(part: BlobAccount) -> str:
    found = [
        "lifecycle rules" if part.lifecycle_rules else "",
        "soft delete" if any(switch.switch for switch in part.soft_delete) else "",
        "a hierarchical namespace" if part.hierarchical_namespace.switch else "",
    ]
    return " and ".join(filter(None, found))
