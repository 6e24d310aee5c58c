"""JSON for programs, of a shape that stays: the schema is in ``report.schema.json`` beside this module."""

import json

from veeam_entraid_cli.reports._report import Report, Result
from veeam_entraid_limits import Waiver

__all__ = ["FORMAT", "render"]

FORMAT = 1
"""The version of the shape: it is raised when something that was there changes or goes, not when something is added."""


def render(report: Report) -> str:
    """Return the report."""
    document = {
        "format": FORMAT,
        "tool": {"name": "veeam-entraid", "version": report.version},
        "summary": dict(report.counts),
        "stacks": [
            {
                "name": stack.name,
                "file": stack.file,
                "resources": stack.resources,
                "concerned": stack.concerned,
                "gaps": list(stack.gaps),
            }
            for stack in report.stacks
        ],
        "results": [_result(result) for result in report.results],
    }
    return json.dumps(document, indent=2) + "\n"


def _result(result: Result) -> dict[str, object]:
    finding, limit = result.finding, result.limit
    return {
        "limit": finding.limit,
        "number": limit.number,
        "state": result.state,
        "severity": result.severity,
        "resource": {"kind": finding.subject.kind, "name": finding.subject.name, "urn": finding.subject.urn},
        "stack": result.stack.name,
        "position": {"file": result.position.file, "line": result.position.line} if result.position else None,
        "problem": finding.problem,
        "remedy": finding.remedy,
        "message": result.message,
        "page": limit.page.url if limit.page else None,
        "waiver": _waiver(result.waiver) if result.waiver else None,
        "fingerprint": result.fingerprint,
    }


def _waiver(waiver: Waiver) -> dict[str, object]:
    return {"reason": waiver.reason, "owner": waiver.owner, "until": waiver.until.isoformat()}
