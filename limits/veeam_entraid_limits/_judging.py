"""Judging: what each finding does to a deployment, after the configuration and its waivers."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from veeam_entraid_limits._checking import explain
from veeam_entraid_limits._configuration import Configuration, Enforcement
from veeam_entraid_limits._finding import Finding, Subject, Verdict
from veeam_entraid_limits._waivers import Waiver

__all__ = ["WAIVER_KIND", "Judgement", "explain_judgement", "judge"]

WAIVER_KIND: Final = "waiver"
"""The kind of subject that a finding about a waiver itself has."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding, and what it does to the deployment.

    Attributes:
        finding: what a rule has found, in the wording of the product's build, or what is wrong with a waiver.
        enforcement: advisory or mandatory; what is disabled makes no judgement.
        waiver: the waiver that has turned it into an advice.
    """

    finding: Finding
    enforcement: Enforcement
    waiver: Waiver | None = None


def judge(
    findings: Iterable[Finding],
    configuration: Configuration,
    today: date,
    *,
    complete: bool = False,
    used: Collection[Waiver] = (),
) -> list[Judgement]:
    """Return what each finding does to the deployment, in the order of the findings.

    Args:
        findings: what the rules have found.
        configuration: the configuration of the rules, with its waivers.
        today: the day on which waivers are looked at.
        complete: whether these are the last findings about the whole deployment. Only then it is told which waivers
            have expired, which breaks the limit that they waive, and which ones nothing needs.
        used: the waivers that have been needed before, for findings that are not among these.
    """
    judgements: list[Judgement] = []
    for found in findings:
        finding = configuration.reworded(found)
        enforcement = configuration.enforcement(finding)
        if enforcement is Enforcement.DISABLED:
            continue
        waiver = _waiver_of(finding, configuration.waivers, today)
        judgements.append(Judgement(finding, Enforcement.ADVISORY if waiver else enforcement, waiver))
    if complete:
        needed = {*used, *(judgement.waiver for judgement in judgements if judgement.waiver)}
        judgements.extend(_about_waivers(configuration, needed, today))
    return judgements


def _waiver_of(finding: Finding, waivers: Iterable[Waiver], today: date) -> Waiver | None:
    return next((waiver for waiver in waivers if not waiver.has_expired(today) and waiver.covers(finding)), None)


def _about_waivers(configuration: Configuration, needed: Collection[Waiver], today: date) -> Iterator[Judgement]:
    for waiver in configuration.waivers:
        if configuration.of(waiver.rule).enforcement is Enforcement.DISABLED:
            continue
        if waiver.has_expired(today):
            yield Judgement(_expired(waiver), Enforcement.MANDATORY)
        elif waiver not in needed:
            yield Judgement(_unmatched(waiver), Enforcement.ADVISORY)


def _subject(waiver: Waiver) -> Subject:
    return Subject(WAIVER_KIND, f"{waiver.rule} for {waiver.resource}")


def _expired(waiver: Waiver) -> Finding:
    return Finding(
        limit=waiver.rule,
        verdict=Verdict.BROKEN,
        subject=_subject(waiver),
        problem=f"The {waiver} ({waiver.owner}: {waiver.reason}) held until {waiver.until}, which is over.",
        remedy=f"Mend what it covers and delete it, or let {waiver.owner} set a new day in its until.",
    )


def _unmatched(waiver: Waiver) -> Finding:
    return Finding(
        limit=waiver.rule,
        verdict=Verdict.ADVISORY,
        subject=_subject(waiver),
        problem=f"The {waiver} ({waiver.owner}: {waiver.reason}) covers nothing that this rule finds.",
        remedy="Delete it, or correct its resource.",
    )


def explain_judgement(judgement: Judgement) -> str:
    """Return the paragraph for a person: what :func:`explain` writes, and what a waiver makes of it."""
    paragraph, waiver = explain(judgement.finding), judgement.waiver
    if waiver is None:
        return paragraph
    return f"Waived until {waiver.until} by {waiver.owner} ({waiver.reason}). {paragraph}"
