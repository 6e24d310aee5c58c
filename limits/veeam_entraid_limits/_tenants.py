"""Which of the declared tenants, and of the jobs that name one, mean the same tenant."""

from collections import defaultdict
from collections.abc import Sequence

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._protection import LogBackupJob, Tenant, TenantBackupJob
from veeam_entraid_limits._relation import Reference, comparable_id
from veeam_entraid_limits._setting import Setting

__all__ = ["TenantGroups"]


class TenantGroups:
    """Tenants, each of which is one by its VBR id, by its Azure id, or by being the resource that is named.

    Two resources for one Azure tenant are one tenant here, and so is an id that nobody declares a resource for.

    Args:
        facts: the tenants that are declared, and the jobs that name one.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        tenants = [fact for fact in facts if isinstance(fact, Tenant)]
        references = [fact.tenant for fact in facts if isinstance(fact, TenantBackupJob | LogBackupJob)]
        self._joined: dict[str, str] = {}
        self._declared: dict[str, str] = {}
        nodes = [f"tenant {index}" for index in range(len(tenants))]
        for node, tenant in zip(nodes, tenants, strict=True):
            if tenant.subject.urn:
                self._join(node, self._declared.setdefault(tenant.subject.urn, node))
            for known in (tenant.id, tenant.azure_tenant_id.setting):
                self._join(node, _by_value(known))
        for reference in references:
            self._join(_by_value(reference.setting), self._by_urn(reference))
        self._tenants: defaultdict[str, list[Tenant]] = defaultdict(list)
        for node, tenant in zip(nodes, tenants, strict=True):
            self._tenants[self._root(node)].append(tenant)

    def of(self, reference: Reference) -> str:
        """Return the tenant that a reference names, as a key; empty while that is open."""
        node = _by_value(reference.setting) or self._by_urn(reference)
        return self._root(node) if node else ""

    def tenants(self, key: str) -> Sequence[Tenant]:
        """Return the declared tenants that are this one."""
        return self._tenants.get(key, ())

    def _by_urn(self, reference: Reference) -> str:
        named = {self._declared[urn] for urn in reference.urns if urn in self._declared}
        return named.pop() if len(named) == 1 else ""

    def _join(self, one: str, other: str) -> None:
        if one and other:
            self._joined[self._root(one)] = self._root(other)

    def _root(self, node: str) -> str:
        root = node
        while (above := self._joined.get(root, root)) != root:
            root = above
        while (above := self._joined.get(node, node)) != root:
            self._joined[node], node = root, above
        return root


def _by_value(setting: Setting) -> str:
    known = comparable_id(setting)
    return f"id {known}" if known else ""
