"""The pack without its protocol: resources in, reports out.

It remembers the resources while they register, because the engine shows inputs to the
one call and only outputs to the other: a component's inputs are seen when it registers, the relations
between resources when all of them are there.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from veeam_entraid_limits import (
    LIMITS,
    SETTINGS,
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
from veeam_entraid_policy._clashing import Clashes, stack_of

__all__ = ["PolicyPack", "Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """One diagnostic of the pack.

    Attributes:
        policy: the id of the policy.
        enforcement: what it does to the deployment: advisory or mandatory.
        urn: the resource that it is about; empty for a waiver, and for a resource of another stack.
        message: the paragraph for a person.
    """

    policy: str
    enforcement: Enforcement
    urn: str
    message: str


# What has not registered, as --target leaves resources out.
_NEVER: Final = Resource(urn="", type="", name="")


def _today() -> date:
    return datetime.now(UTC).date()


def _read(resource: Resource) -> tuple[tuple[Fact, ...], list[Report]]:
    """Return the facts of a resource; a resource that cannot be read is reported, for no limit was asked about it."""
    try:
        return read_facts(resource), []
    except Exception as failure:  # noqa: BLE001 - it must not let the stack through, nor show a value
        message = (
            f'The limits of {resource.type} "{resource.name}" were not checked: reading it failed'
            f" ({type(failure).__name__}). Report this with the resource's definition."
        )
        return (), [Report(SETTINGS, Enforcement.MANDATORY, resource.urn, message)]


class PolicyPack:
    """The policies over one deployment. Its calls may run at the same time.

    Args:
        configuration: the configuration of the rules, with all its waivers.
        others: the facts of other stacks, which count as well.
        today: tells the day, in UTC, on which waivers are looked at.
    """

    def __init__(
        self,
        configuration: Configuration | None = None,
        others: Iterable[Fact] = (),
        today: Callable[[], date] = _today,
    ) -> None:
        self.is_update = False
        self._today = today
        # None stands for a resource that the rules have nothing to say about: its outputs change nothing in that.
        self._registered: dict[str, Resource | None] = {}
        self._used: set[Waiver] = set()
        self._lock = threading.Lock()
        self.configure(configuration or Configuration(), others)

    def configure(self, configuration: Configuration, others: Iterable[Fact] = ()) -> None:
        """Take another configuration, and the facts of other stacks, before anything is analyzed."""
        self.configuration = configuration
        self._remediates = any(configuration.of(limit.id).enforcement is Enforcement.REMEDIATE for limit in LIMITS)
        self._others = tuple(others)
        self._elsewhere = frozenset(fact.subject for fact in self._others)
        self._clashes = Clashes(self._others)

    def analyze(self, resource: Resource) -> list[Report]:
        """Return the reports about a resource that registers, by its inputs.

        An update is stopped here, too, by what the resource breaks together with those that have registered before:
        the view of the whole stack comes only when everything is done.
        """
        facts, failures = _read(resource)
        reports = failures + self._reports([finding for fact in facts for finding in check_each(fact)])
        with self._lock:
            self._registered[resource.urn] = resource if facts or failures else None
            clashes = self._clashes.add(resource.urn, facts) if self.is_update else []
        stopping = (report for report in self._reports(clashes) if report.enforcement is Enforcement.MANDATORY)
        return [*reports, *stopping]

    @property
    def remediates(self) -> bool:
        """Whether the configuration asks for any limit to be mended."""
        return self._remediates

    def remediate(self, resource: Resource) -> list[Remediation]:
        """Return what mends a resource that registers, by its inputs, as far as the configuration asks for it."""
        try:
            return remediate(resource, self.configuration, self._today())
        except Exception:  # noqa: BLE001 - what cannot be mended is reported when it is analyzed
            return []

    def analyze_stack(self, resources: Iterable[tuple[str, str, Callable[[], Resource]]]) -> list[Report]:
        """Return the reports about the stack as a whole.

        Args:
            resources: URN, type token, and what makes the resource as the engine shows it then, with its outputs for
                inputs; it is asked only for those that the rules have something to say about.
        """
        facts: list[Fact] = []
        failures: list[Report] = []
        left_out = False
        own = ""
        for urn, token, shown in resources:
            own = own or stack_of(urn)
            if concerns(token) and self._registered.get(urn, _NEVER) is not None:
                read, unreadable = _read(self._joined(urn, shown()))
                facts.extend(read)
                failures.extend(unreadable)
                left_out = left_out or urn not in self._registered
        others = [fact for fact in self._others if stack_of(fact.subject.urn) != own]
        if left_out:
            # Whether a waiver is of use to what never registered is not known.
            self._used.update(self.configuration.waivers)
        return failures + self._reports(check_across(facts, others=others, today=self._today()), complete=True)

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
                urn="" if judgement.finding.subject in self._elsewhere else judgement.finding.subject.urn,
                message=explain_judgement(judgement),
            )
            for judgement in judgements
        ]
