"""JUnit's XML, as test runners of every CI read it: a suite for each stack, a case for each limit and resource."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from veeam_entraid_cli.reports._report import CheckedStack, Report, Result, Severity, printable
from veeam_entraid_limits import LIMITS

__all__ = ["render"]


def render(report: Report) -> str:
    """Return the report.

    A limit of which nothing was found in a stack is a case that passed. What stops a deployment has failed, what is
    undecided or waived is skipped, and what is no more than advice has passed with an output.
    """
    root = Element("testsuites", name="veeam-entraid")
    for stack in report.stacks:
        root.append(_suite(stack, [result for result in report.results if result.stack is stack]))
    for count in ("tests", "failures", "skipped", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _suite(stack: CheckedStack, results: list[Result]) -> Element:
    cases = [*_gaps(stack), *map(_case, results), *_passed({result.finding.limit for result in results})]
    suite = Element(
        "testsuite",
        name=printable(stack.name),
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors=str(sum(case.find("error") is not None for case in cases)),
        skipped=str(sum(case.find("skipped") is not None for case in cases)),
    )
    suite.extend(cases)
    return suite


def _gaps(stack: CheckedStack) -> Iterator[Element]:
    for gap in stack.gaps:
        case = Element("testcase", classname="veeam-entraid", name="everything was seen")
        SubElement(case, "error", message=gap, type="gap")
        yield case


def _passed(said: set[str]) -> Iterator[Element]:
    for limit in LIMITS:
        if limit.id not in said:
            yield Element("testcase", classname=limit.id, name=limit.title)


def _case(result: Result) -> Element:
    case = Element("testcase", classname=result.finding.limit, name=result.subject)
    if result.position:
        case.set("file", printable(result.position.file))
        case.set("line", str(result.position.line))
    if result.severity is Severity.ERROR:
        SubElement(case, "failure", message=printable(result.finding.problem), type=result.state).text = result.message
    elif result.state in ("undecided", "waived"):
        SubElement(case, "skipped", message=f"{result.state}: {result.message}")
    else:
        SubElement(case, "system-out").text = f"{result.state}: {result.message}"
    return case
