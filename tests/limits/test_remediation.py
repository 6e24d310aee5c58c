"""What is mended where the configuration asks for it, and what is left alone."""

from dataclasses import replace
from datetime import date

import pytest
from stacks import (
    CLASSIC_SERVER,
    COMPONENTS,
    FLEXIBLE_SERVER,
    findings,
    resource,
    tags,
)

from veeam_entraid_limits import (
    LIMITS,
    UNKNOWN,
    Change,
    Configuration,
    Enforcement,
    Limit,
    Remediation,
    Resource,
    RuleConfiguration,
    Verdict,
    Waiver,
    read_configuration,
    remediate,
)

TODAY = date(2026, 6, 15)
MEND = read_configuration({"all": "remediate"})
PROXY = "default-proxy-enabled"
PASSWORD = "repository-password-authentication"
LOGIN = {"administratorLogin": "pgadmin", "administratorLoginPassword": "hunter2", "tags": tags("repository")}

MENDED = [
    (resource("veeam:infrastructure:DefaultProxy", "p", {"enabled": False}), PROXY, Change("enabled", value=True)),
    (resource("veeam:infrastructure:DefaultProxy", "p", {"enabled": "off"}), PROXY, Change("enabled", value=True)),
    (
        resource(COMPONENTS + "BackupServer", "vbr", {"defaultProxy": {"enabled": False}}),
        PROXY,
        Change("defaultProxy.enabled", value=True),
    ),
    (
        resource(FLEXIBLE_SERVER, "db", {**LOGIN, "authConfig": {"passwordAuth": "Disabled"}}),
        PASSWORD,
        Change("authConfig.passwordAuth", "Enabled"),
    ),
    (
        resource(CLASSIC_SERVER, "db", {**LOGIN, "authentication": {"passwordAuthEnabled": False}}),
        PASSWORD,
        Change("authentication.passwordAuthEnabled", value=True),
    ),
]


def with_change(properties: object, path: str, value: object) -> dict[str, object]:
    head, _, rest = path.partition(".")
    inner = dict(properties) if isinstance(properties, dict) else {}
    return {**inner, head: with_change(inner.get(head), rest, value) if rest else value}


@pytest.mark.parametrize(("broken", "limit", "change"), MENDED)
def test_what_breaks_a_limit_gets_the_safe_value_and_holds(broken: Resource, limit: str, change: Change) -> None:
    assert remediate(broken, MEND, TODAY) == [Remediation(limit, (change,))]
    mended = replace(broken, properties=with_change(broken.properties, change.path, change.value))
    assert [each.limit for each in findings(mended) if each.verdict is not Verdict.ADVISORY] == []
    assert remediate(mended, MEND, TODAY) == []


@pytest.mark.parametrize(("broken", "limit", "change"), MENDED)
def test_nothing_is_mended_unless_the_level_says_so_or_where_it_is_waived(
    broken: Resource, limit: str, change: Change
) -> None:
    del change
    waiver = Waiver(limit, broken.name, "a lab", "Storage team", TODAY)
    for level in (Enforcement.ADVISORY, Enforcement.MANDATORY, Enforcement.DISABLED):
        assert remediate(broken, Configuration({limit: RuleConfiguration(level)}), TODAY) == []
    assert remediate(broken, replace(MEND, waivers=(waiver,)), TODAY) == []
    assert remediate(broken, Configuration(), TODAY) == []


LEFT_ALONE = [
    resource("veeam:infrastructure:DefaultProxy", "p", {"enabled": UNKNOWN}),
    resource("veeam:infrastructure:DefaultProxy", "p", {}),
    resource(FLEXIBLE_SERVER, "db", {"tags": tags("repository"), "authConfig": {"passwordAuth": "Disabled"}}),
    resource(FLEXIBLE_SERVER, "db", {**LOGIN, "authConfig": {"passwordAuth": "Disabled"}, "tags": {}}),
    resource(FLEXIBLE_SERVER, "db", {**LOGIN, "authConfig": {"passwordAuth": "Disabled"}, "tags": UNKNOWN}),
    resource(FLEXIBLE_SERVER, "db", {**LOGIN, "authConfig": {"passwordAuth": "Disabled"}, "createMode": "Update"}),
    resource(FLEXIBLE_SERVER, "db", {**LOGIN, "authConfig": {"passwordAuth": UNKNOWN}}),
    resource(FLEXIBLE_SERVER, "db", {**LOGIN, "version": "9.6"}),
]


@pytest.mark.parametrize("left", LEFT_ALONE)
def test_what_is_not_sure_or_has_no_safe_value_is_left_alone(left: Resource) -> None:
    assert remediate(left, MEND, TODAY) == []


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.id)
def test_every_limit_with_a_safe_value_is_tried_here(limit: Limit) -> None:
    assert bool(limit.remediate) == any(limit.id == tried for _, tried, _ in MENDED)
