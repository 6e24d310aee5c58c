"""SARIF 2.1.0, as code scanning reads it."""

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from veeam_entraid_cli.reports._report import Report, Result
from veeam_entraid_limits import LIMITS, Level, Limit, Waiver

__all__ = ["SCHEMA", "render"]

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"

_RULES: Final = {limit.id: place for place, limit in enumerate(LIMITS)}
_INPUT: Final = "standard-input.json"


def render(report: Report) -> str:
    """Return the report; what has no place in the program has that of its ``Pulumi.yaml``, or of the stack's file."""
    notifications = [
        {"level": "warning", "message": {"text": f"Not all of {stack.name} was seen. {gap}"}}
        for stack in report.stacks
        for gap in stack.gaps
    ]
    run: dict[str, object] = {
        "tool": {
            "driver": {
                "name": "veeam-entraid",
                "version": report.version,
                "semanticVersion": report.version,
                "rules": [_rule(limit) for limit in LIMITS],
            }
        },
        "invocations": [{"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}],
        "results": [_result(result) for result in report.results],
        "columnKind": "unicodeCodePoints",
    }
    if len(report.stacks) == 1:
        run["automationDetails"] = {"id": f"veeam-entraid/{report.stacks[0].name}/"}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(limit: Limit) -> dict[str, object]:
    mandatory = limit.level is Level.MANDATORY
    page = limit.page
    return {
        "id": limit.id,
        "name": "".join(part.capitalize() for part in limit.id.split("-")),
        "shortDescription": {"text": limit.title},
        "fullDescription": {"text": limit.reason},
        "help": {
            "text": f"{limit.reason} {page.title}: {page.url}" if page else limit.reason,
            "markdown": f"{limit.reason} [{page.title}]({page.url})" if page else limit.reason,
        },
        **({"helpUri": page.url} if page else {}),
        "defaultConfiguration": {"level": "error" if mandatory else "note"},
        "properties": {
            "tags": ["veeam", "entra-id", "mandatory" if mandatory else "advisory"],
            "problem.severity": "error" if mandatory else "recommendation",
            "precision": "very-high",
        },
    }


def _result(result: Result) -> dict[str, object]:
    made: dict[str, object] = {
        "ruleId": result.finding.limit,
        "ruleIndex": _RULES[result.finding.limit],
        "level": result.severity,
        "message": {"text": f"{result.subject}: {result.message}"},
        "locations": [_location(result)],
        "partialFingerprints": {"veeamEntraId/v1": result.fingerprint},
        "properties": {"state": result.state, "stack": result.stack.name},
    }
    if result.waiver:
        made["suppressions"] = [_suppression(result.waiver)]
    return made


def _suppression(waiver: Waiver) -> Mapping[str, object]:
    said = f"{waiver.reason} ({waiver.owner}, until {waiver.until.isoformat()})"
    return {"kind": "external", "status": "accepted", "justification": said}


def _location(result: Result) -> dict[str, object]:
    subject, position = result.finding.subject, result.position
    file = position.file if position else result.stack.place
    uri = quote(_INPUT if file == "-" else file, safe="/", errors="replace")
    # An absolute path stays one; a relative one is read from the root of the repository.
    uri = f"file://{uri}" if uri.startswith("/") else uri
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri},
            "region": {"startLine": position.line if position else 1},
        },
        "logicalLocations": [
            {"name": subject.name, "fullyQualifiedName": subject.urn or result.subject, "kind": "resource"}
        ],
    }
