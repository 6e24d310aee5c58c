"""The pack without its protocol: resources in, reports out.

It remembers the resources while they register, because the engine shows inputs to the
one call and only outputs to the other: a component's inputs are seen when it registers, the relations
between resources when all of them are there.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from veeam_entraid_limits import (
    Configuration,
    Enforcement,
    Fact,
    Finding,
    Remediation,
    Resource,
    Waiver,
    check_across,
    check_each,
    concerns,
    explain_judgement,
    judge,
    read_facts,
    remediate,
)

__all__ = ["PolicyPack", "Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """One diagnostic of the pack.

    Attributes:
        policy: the id of the policy.
        enforcement: what it does to the deployment: advisory or mandatory.
        urn: the resource that it is about; empty for a waiver.
        message: the paragraph for a person.
    """

    policy: str
    enforcement: Enforcement
    urn: str
    message: str


def _today() -> date:
    return datetime.now(UTC).date()


class PolicyPack:
    """The policies over one deployment. Its calls may run at the same time.

    Args:
        configuration: the configuration of the rules, with all its waivers.
        today: tells the day, in UTC, on which waivers are looked at.
    """

    def __init__(self, configuration: Configuration | None = None, today: Callable[[], date] = _today) -> None:
        self.configuration = configuration or Configuration()
        self._today = today
        self._registered: dict[str, Resource] = {}
        self._used: set[Waiver] = set()
        self._lock = threading.Lock()

    def analyze(self, resource: Resource) -> list[Report]:
        """Return the reports about a resource that registers, by its inputs."""
        with self._lock:
            self._registered[resource.urn] = resource
        return self._reports([finding for fact in read_facts(resource) for finding in check_each(fact)])

    def remediate(self, resource: Resource) -> list[Remediation]:
        """Return what mends a resource that registers, by its inputs, as far as the configuration asks for it."""
        return remediate(resource, self.configuration, self._today())

    def analyze_stack(self, resources: Iterable[tuple[str, str, Callable[[], Resource]]]) -> list[Report]:
        """Return the reports about the stack as a whole.

        Args:
            resources: URN, type token, and what makes the resource as the engine shows it then, with its outputs for
                inputs; it is asked only for those that concern the rules.
        """
        facts: list[Fact] = []
        complete = True
        for urn, token, shown in resources:
            if concerns(token):
                facts.extend(read_facts(self._joined(urn, shown())))
                complete = complete and urn in self._registered
        return self._reports(check_across(facts), complete=complete)

    def _joined(self, urn: str, shown: Resource) -> Resource:
        """Return a resource with its inputs, and with what only the view of the whole stack tells.

        One that never registered, as ``--target`` leaves resources out, is read from its outputs.
        """
        registered = self._registered.get(urn)
        if registered is None:
            return shown
        return replace(
            registered, id=shown.id, outputs=shown.outputs, property_dependencies=shown.property_dependencies
        )

    def _reports(self, findings: list[Finding], *, complete: bool = False) -> list[Report]:
        with self._lock:
            judgements = judge(findings, self.configuration, self._today(), complete=complete, used=self._used)
            self._used.update(judgement.waiver for judgement in judgements if judgement.waiver)
        return [
            Report(
                policy=judgement.finding.limit,
                enforcement=judgement.enforcement,
                urn=judgement.finding.subject.urn,
                message=explain_judgement(judgement),
            )
            for judgement in judgements
        ]
