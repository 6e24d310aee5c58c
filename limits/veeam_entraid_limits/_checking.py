"""Asking the rules: run the checks of the catalogue over facts, and write findings down."""

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from veeam_entraid_limits._catalogue import LIMITS, Limit, limit_by_id
from veeam_entraid_limits._facts import BackupServer, Fact, Repository
from veeam_entraid_limits._finding import Finding, Subject, Verdict
from veeam_entraid_limits._setting import Setting
from veeam_entraid_limits.resources import Resource, read_facts

_SORT_ORDER: Final = {Verdict.BROKEN: 0, Verdict.UNDECIDED: 1, Verdict.ADVISORY: 2}


_FAILED: Final = "failed"
"""The basis of a finding that a rule failed: nothing makes less of it."""


def check_each(fact: Fact, limits: Sequence[Limit] = LIMITS) -> list[Finding]:
    """Return what the rules find about one fact, whatever else the deployment holds.

    Never raises: a rule that fails is reported as broken, by its name.
    """
    findings = [
        finding
        for limit in limits
        if limit.check_fact
        for finding in _guarded(limit, fact.subject, limit.check_fact, fact)
    ]
    if not isinstance(fact, BackupServer | Repository):
        return findings
    if not fact.counted:
        # The component around it has been given the advice.
        findings = [finding for finding in findings if finding.verdict is not Verdict.ADVISORY]
    return findings if fact.certain else [_if_it_is_one(finding) for finding in findings]


def check_resource(token: str, name: str, inputs: Mapping[str, object], urn: str = "") -> list[Finding]:
    """Return what the rules find about one resource by its inputs alone.

    Args:
        token: its type token.
        name: its name in the program.
        inputs: its inputs, by the names of its schema; what is not known yet is UNKNOWN.
        urn: its URN, where there is one.

    Returns:
        What :func:`check_each` finds about each of its facts. What belongs to what takes :func:`check_across`.
    """
    facts = read_facts(Resource(urn=urn, type=token, name=name, properties=inputs))
    return [finding for fact in facts for finding in check_each(fact)]


def check_across(
    facts: Iterable[Fact],
    limits: Sequence[Limit] = LIMITS,
    *,
    others: Iterable[Fact] = (),
    today: date | None = None,
) -> list[Finding]:
    """Return what the rules find about facts together: how many there are, and what belongs to what.

    Never raises: a rule that fails is reported as broken, by its name. The order of the facts does not
    matter.

    Args:
        facts: the facts of the deployment.
        limits: the limits to ask.
        others: facts of other deployments, which count as well. What they break without this one is not reported, nor
            what is open or worth an advice about them.
        today: the day by which the rules about dates judge; without it they are not asked.
    """
    outside = list(others)
    if not outside:
        return _check_together(facts, limits, today)
    elsewhere = {fact.subject for fact in outside}
    known = {finding for finding in _check_together(outside, limits, today) if finding.basis != _FAILED}
    return [
        finding
        for finding in _check_together([*facts, *outside], limits, today)
        if finding.subject not in elsewhere or (finding.verdict is Verdict.BROKEN and finding not in known)
    ]


def check_clashes(fact: Fact, clashing: Mapping[str, Sequence[Fact]]) -> list[Finding]:
    """Return what a fact breaks together with facts that are known already, whatever else the deployment will hold.

    Args:
        fact: the fact that has become known.
        clashing: by the id of a limit, the known facts of the same clash key (:func:`clash_keys`).
    """
    return [
        finding
        for limit_id, others in clashing.items()
        if others
        for finding in _check_together([*others, fact], (limit_by_id(limit_id),))
        if finding.verdict is Verdict.BROKEN
    ]


def clash_keys(fact: Fact) -> dict[str, str]:
    """Return, by the ids of limits, the keys of a fact: two facts break such a limit only if they share its key."""
    keys = ((limit.id, limit.clash_key(fact)) for limit in LIMITS if limit.clash_key)
    return {limit_id: key for limit_id, key in keys if key}


def _check_together(facts: Iterable[Fact], limits: Sequence[Limit], today: date | None = None) -> list[Finding]:
    ordered = sorted(facts, key=lambda fact: (fact.subject.urn, fact.subject.kind, fact.subject.name))
    findings = [
        finding
        for limit in limits
        if limit.check_facts and ordered
        for finding in _guarded(limit, ordered[0].subject, limit.check_facts, ordered)
    ]
    if today is not None:
        findings += [
            finding
            for limit in limits
            if limit.check_dates and ordered
            for finding in _guarded(limit, ordered[0].subject, limit.check_dates, ordered, today)
        ]
    return sorted(findings, key=lambda finding: _SORT_ORDER[finding.verdict])


def _guarded(
    limit: Limit, subject: Subject, check: Callable[..., Iterator[Finding]], *arguments: object
) -> list[Finding]:
    try:
        return list(check(*arguments))
    except Exception as failure:  # noqa: BLE001 - a rule that fails must not let the stack through
        # The text of the failure may hold a secret value; its type does not.
        path = _path_at(failure)
        place = f"{path} of {subject}" if path else str(subject)
        return [
            Finding(
                limit=limit.id,
                verdict=Verdict.BROKEN,
                subject=subject,
                problem=f"The rule {limit.id} failed on {place} ({type(failure).__name__}): it cannot vouch for it.",
                remedy="Report this with the resource's definition, and waive the rule for it meanwhile.",
                basis=_FAILED,
            )
        ]


def _path_at(failure: Exception) -> str:
    """Return the path of the setting that a rule was looking at when it failed; empty if that cannot be told."""
    frames = [frame for frame, _ in traceback.walk_tb(failure.__traceback__)]
    held = (value for frame in reversed(frames) for value in frame.f_locals.values())
    return next((value.path for value in held if isinstance(value, Setting) and value.path), "")


def _if_it_is_one(finding: Finding) -> Finding:
    if finding.verdict is not Verdict.BROKEN:
        return finding
    return replace(
        finding,
        verdict=Verdict.UNDECIDED,
        problem=f"{finding.problem} Whether {finding.subject} has a role here is known only at update.",
    )


def explain(finding: Finding) -> str:
    """Return the paragraph for a person: what is wrong, why it matters, the page, what to write instead."""
    limit = limit_by_id(finding.limit)
    source = f"({limit.page.title}, {limit.page.url})" if limit.page else ""
    match finding.verdict:
        case Verdict.BROKEN:
            parts = [finding.problem, limit.reason, source, finding.remedy]
        case Verdict.UNDECIDED:
            parts = [finding.problem, "This will be checked at update.", limit.reason, source, finding.remedy]
        case Verdict.ADVISORY:
            parts = [finding.problem, source, finding.remedy]
    return " ".join(part for part in parts if part)
