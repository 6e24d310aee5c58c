"""Two DefaultProxy resources of one server: when each undoes what the other does."""

import pytest
from stacks import SERVER, findings, resource

from veeam_entraid_limits import UNKNOWN, check_resource

TOKEN = "veeam:infrastructure:DefaultProxy"
LIMIT = "default-proxy-enabled"


def undo_each_other(key: str, one: object, other: object) -> bool:
    first, second = (resource(TOKEN, name, {key: value}, provider=SERVER) for name, value in (("a", one), ("b", other)))
    return any("differently" in finding.problem for finding in findings(first, second) if finding.limit == LIMIT)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (True, False, True),
        ("true", False, True),
        (True, "strange", True),
        ("one", "two", True),
        (True, True, False),
        (True, "true", False),
        (False, "off", False),
        (True, None, False),
        (None, None, False),
        (True, UNKNOWN, False),
        (False, UNKNOWN, False),
        (UNKNOWN, UNKNOWN, False),
    ],
)
def test_switches(one: object, other: object, *, differ: bool) -> None:
    assert undo_each_other("enabled", one, other) is differ
    assert undo_each_other("enabled", other, one) is differ


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [(2, 4, True), (2, 2, False), (2, None, False), (2, UNKNOWN, False), (UNKNOWN, UNKNOWN, False)],
)
def test_numbers_of_tasks(one: object, other: object, *, differ: bool) -> None:
    assert undo_each_other("maxTaskCount", one, other) is differ
    assert undo_each_other("maxTaskCount", other, one) is differ


def test_a_resource_has_no_urn_until_one_is_told() -> None:
    (finding,) = check_resource(TOKEN, "proxy", {"enabled": False})
    assert finding.subject.urn == ""
