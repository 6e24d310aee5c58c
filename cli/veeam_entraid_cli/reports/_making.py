"""From stacks and what the rules find in them to a report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from veeam_entraid_cli.reports._report import CheckedStack, Report, Result, Severity, printable
from veeam_entraid_limits import Configuration, Enforcement, Judgement, Verdict, Waiver, judge
from veeam_entraid_limits.saved import SourcePosition, Stack, check_stack

__all__ = ["make_report"]

_ORDER: Final = {severity: place for place, severity in enumerate(Severity)}


def make_report(
    version: str, stacks: Sequence[tuple[str, Stack]], configuration: Configuration, today: date, project: str = ""
) -> Report:
    """Return the report about stacks that are checked together.

    Args:
        version: the version of this tool.
        stacks: the stacks, each with the file that it was read from; at least one.
        configuration: levels, options and waivers.
        today: the day on which waivers, and what expires, are looked at.
        project: the folder of the program in its repository, ``.`` for the repository itself; empty if not known.
    """
    findings = check_stack((resource for _, stack in stacks for resource in stack.resources), today)
    judgements = judge(findings, configuration, today, complete=True)
    folder = f"{project.strip('/').removeprefix('./')}/".removeprefix("./")
    checked = [_checked(file, stack, f"{folder}Pulumi.yaml" if project else file) for file, stack in stacks]
    stack_of: dict[str, CheckedStack] = {}
    positions: dict[str, SourcePosition] = {}
    for each, (_, stack) in zip(checked, stacks, strict=True):
        for resource in stack.resources:
            stack_of.setdefault(resource.urn, each)
        positions = {**_in_repository(stack.positions, folder if project else ""), **positions}
    results = [
        Result(
            judgement,
            _severity(judgement),
            stack=stack_of.get(judgement.finding.subject.urn, checked[0]),
            position=positions.get(judgement.finding.subject.urn),
            waiver=_waiver(judgement),
            ordinal=ordinal,
        )
        for judgement, ordinal in _numbered(judgements)
    ]
    return Report(version, tuple(checked), tuple(sorted(results, key=_place)))


def _place(result: Result) -> tuple[int, str, str, str]:
    return _ORDER[result.severity], result.stack.file, result.urn, result.finding.limit


def _checked(file: str, stack: Stack, place: str) -> CheckedStack:
    return CheckedStack(
        name=printable(stack.name),
        file=printable(file.replace("\\", "/")),
        place=printable(place.replace("\\", "/")),
        resources=stack.count,
        concerned=len(stack.resources),
        gaps=stack.gaps,
    )


def _in_repository(positions: Mapping[str, SourcePosition], folder: str) -> dict[str, SourcePosition]:
    return {urn: replace(each, file=printable(f"{folder}{each.file}")) for urn, each in positions.items()}


def _numbered(judgements: Iterable[Judgement]) -> Iterable[tuple[Judgement, int]]:
    """Yield each judgement with which one of several about one limit and one resource it is."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for judgement in judgements:
        finding = judgement.finding
        about = (finding.limit, finding.subject.urn or str(finding.subject), finding.basis)
        yield judgement, seen[about]
        seen[about] += 1


def _waiver(judgement: Judgement) -> Waiver | None:
    """Return the waiver that lets a judgement pass; advice needs none."""
    return judgement.waiver if judgement.finding.verdict is not Verdict.ADVISORY else None


def _severity(judgement: Judgement) -> Severity:
    if judgement.enforcement is Enforcement.MANDATORY:
        return Severity.ERROR
    is_advice = judgement.finding.verdict is Verdict.ADVISORY
    return Severity.NOTE if is_advice or judgement.waiver else Severity.WARNING
