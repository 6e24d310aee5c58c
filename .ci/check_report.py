"""Check that a test report holds every test module, and no test that was skipped or failed.

A run in which the engine's tests were not collected would be green otherwise.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

TESTS = Path(__file__).resolve().parents[1] / "tests"


def problems(report: Path) -> list[str]:
    """Return what is wrong with a report in JUnit's format."""
    cases = [*ET.parse(report).getroot().iter("testcase")]  # noqa: S314 - our own file
    ran = {case.get("classname", "") for case in cases}
    modules = {".".join(("tests", *path.relative_to(TESTS).with_suffix("").parts)) for path in TESTS.rglob("test_*.py")}
    without = sorted(module for module in modules if not any(f"{name}.".startswith(f"{module}.") for name in ran))
    bad = sorted(
        {
            f"{case.get('classname')}.{case.get('name')}: {outcome}"
            for case in cases
            for outcome in ("skipped", "failure", "error")
            if case.find(outcome) is not None
        }
    )
    return [*(f"no test of {module} ran" for module in without), *bad]


if __name__ == "__main__":
    found = problems(Path(sys.argv[1]))
    sys.stderr.writelines(f"{problem}\n" for problem in found)
    sys.exit(1 if found else 0)
