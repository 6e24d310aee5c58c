"""Issues for Azure Pipelines: logging commands, one a line."""

from collections.abc import Mapping

from veeam_entraid_cli.reports._report import Report, Result, Severity

__all__ = ["render"]


def render(report: Report) -> str:
    """Return the commands. Azure Pipelines knows errors and warnings only: advice comes as a warning."""
    gaps = [
        _command({"type": "warning"}, f"Not all of {stack.name} was seen. {gap}")
        for stack in report.stacks
        for gap in stack.gaps
    ]
    return "".join(f"{line}\n" for line in (*gaps, *map(_result, report.results)))


def _result(result: Result) -> str:
    kind = "error" if result.severity is Severity.ERROR else "warning"
    place = {"sourcepath": result.position.file, "linenumber": str(result.position.line)} if result.position else {}
    properties = {"type": kind, **place, "code": result.finding.limit}
    return _command(properties, f"[{result.finding.limit}] {result.state}: {result.message}")


def _command(properties: Mapping[str, str], message: str) -> str:
    given = "".join(f"{key}={_escaped_property(value)};" for key, value in properties.items())
    return f"##vso[task.logissue {given}]{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(";", "%3B").replace("]", "%5D")
