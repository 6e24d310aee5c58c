"""Code quality for GitLab: the JSON of Code Climate, as far as GitLab reads it."""

import json
from typing import Final

from veeam_entraid_cli.reports._report import Report, Result, Severity

__all__ = ["render"]

_SEVERITIES: Final = {Severity.ERROR: "blocker", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(report: Report) -> str:
    """Return the report; a result without a place in the program is placed in the ``Pulumi.yaml`` of its stack."""
    return json.dumps([_result(result) for result in report.results], indent=2) + "\n"


def _result(result: Result) -> dict[str, object]:
    position = result.position
    return {
        "description": f"{result.state}: {result.message}",
        "check_name": result.finding.limit,
        "fingerprint": result.fingerprint,
        "severity": _SEVERITIES[result.severity],
        "location": {
            "path": position.file if position else result.stack.place,
            "lines": {"begin": position.line if position else 1},
        },
    }
