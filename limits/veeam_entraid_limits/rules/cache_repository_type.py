"""Advice: the cache of log records is on a repository of a type that can be one."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import StorageRepository, Tenant
from veeam_entraid_limits._relation import Targets

__all__ = ["ID", "check_facts"]

ID: Final = "cache-repository-type"

_CACHES: Final = frozenset({"winlocal", "linuxlocal", "smb", "nfs"})


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find tenants whose cache repository is of another type."""
    tenants = [fact for fact in facts if isinstance(fact, Tenant)]
    if not tenants:
        return
    repositories = Targets(
        [fact for fact in facts if isinstance(fact, StorageRepository)], [tenant.cache_repository for tenant in tenants]
    )
    for tenant in tenants:
        repository = repositories.find(tenant.cache_repository, tenant.server)
        if repository and repository.type.word and repository.type.word not in _CACHES:
            yield advisory(
                ID,
                tenant.subject,
                f"{tenant.subject} keeps its cache on {repository.subject}, whose type cannot hold one: caches are on"
                " Windows and Linux servers and on SMB and NFS shares.",
                "Name a repository of the type WinLocal, LinuxLocal, Smb or Nfs near the backup server.",
            )
