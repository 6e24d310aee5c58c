"""Each limit of what a backup server is told stops a preview of the real engine, before there is a server to ask.

By the classes of the provider and without them the same resources get the same verdict. Which limits there are, the
catalogue says.
"""

import pytest
from limit_cases import CASES, Resources
from stack import PROGRAMS, Result, Sandbox, Stack, project_of

from veeam_entraid_limits import LIMITS, Level, Limit

pytestmark = pytest.mark.engine

# They concern machines and databases: their stacks stand in test_limits_at_preview.
OF_AZURE = {"one-repository-per-server", "repository-postgresql-version", "repository-password-authentication"}
OF_THE_SERVER = [limit for limit in LIMITS if limit.number is not None and limit.id not in OF_AZURE]

BOTH_WAYS = [pytest.param(False, id="raw"), pytest.param(True, id="classes", marks=pytest.mark.extended)]


def preview(sandbox: Sandbox, resources: Resources, *, classes: bool) -> Result:
    name = "by-classes" if classes else "raw-resources"
    stack = Stack(sandbox, project_of(sandbox, name, (PROGRAMS / "governed.py").read_text()), name).shared()
    stack.configure({"shop:classes": classes, "shop:resources": list(resources)})
    return stack.preview()


def named(said: Result, limit: Limit, level: str, culprits: tuple[str, ...]) -> bool:
    """Return whether a policy or a constructor names the limit and one of the resources."""
    by_pack = f"[{level}] {limit.id} ("
    by_class = f"[{limit.id}]"
    return any(sign in said.flat for sign in (by_pack, by_class)) and any(each in said.flat for each in culprits)


@pytest.mark.parametrize("classes", BOTH_WAYS)
@pytest.mark.parametrize("limit", OF_THE_SERVER, ids=lambda limit: limit.id)
def test_a_broken_limit_is_told_before_there_is_a_server(
    preview_sandbox: Sandbox, limit: Limit, *, classes: bool
) -> None:
    case = CASES[limit.id]
    said = preview(preview_sandbox, case.breaking, classes=classes)
    ended = said.failed() if limit.level is Level.MANDATORY else said.succeeded()
    assert named(ended, limit, limit.level.value, case.culprits), said.text
    assert "Traceback" not in said.text


@pytest.mark.extended
@pytest.mark.parametrize("classes", BOTH_WAYS)
@pytest.mark.parametrize("limit", OF_THE_SERVER, ids=lambda limit: limit.id)
def test_the_near_miss_passes_without_a_word(preview_sandbox: Sandbox, limit: Limit, *, classes: bool) -> None:
    said = preview(preview_sandbox, CASES[limit.id].passing, classes=classes).succeeded()
    assert limit.id not in said.flat
