"""Each documented limit, asked of a server as it is: broken, held, advised, or not to be seen."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veeam_entraid_limits import (
    LIMITS,
    DefaultProxy,
    LogBackupJob,
    ProxyState,
    Setting,
    StorageRepository,
    Tenant,
    TenantBackupJob,
    VeeamServer,
    jobs_on_server,
    proxy_on_server,
    repository_on_server,
    tenant_on_server,
)
from veeam_provider.live import Backup, Judgement, License, ServerInventory, State, Unread, judge_server
from veeam_provider.live._judging import _SEEN_IN, _UNSEEN

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SERVER = VeeamServer(Setting("endpoint", "https://vbr:9419"))
HOST = "host"
ON = {"type": "GeneralPurposeProxy", "hostId": HOST, "isDisabled": False}


def tenant_of(**changes: Any) -> Tenant:
    return tenant_on_server({"id": "t", "azureTenantId": "a", "region": "Global", **changes}, SERVER)


def job_of(type_: str = "EntraIDTenantBackup", id_: str = "j", tenant: str = "t", **changes: Any) -> Any:
    body = {
        "id": id_,
        "name": id_,
        "type": type_,
        "isDisabled": False,
        "schedule": {"runAutomatically": True},
        "storage": {"tenantId": tenant, "backupRepositoryId": "r", "retentionPolicy": {"type": "Days", "quantity": 9}},
        "tenant": {"tenantId": tenant},
    }
    (job,) = jobs_on_server([{**body, **changes}], SERVER)
    return job


def log_of(**changes: Any) -> LogBackupJob:
    return job_of("EntraIDAuditLogBackup", "l", **changes)


def repository_of(id_: str = "r", *, spreads: bool | None = None, **changes: Any) -> StorageRepository:
    bucket = {} if spreads is None else {"bucket": {"enableAutoProvision": spreads}}
    return repository_on_server({"id": id_, "name": id_, "type": "S3Compatible", **bucket, **changes}, SERVER)


def sound(**changes: Any) -> ServerInventory:
    """A server on which every limit that can be seen holds."""
    inventory = ServerInventory(
        endpoint="https://vbr:9419",
        name="VBR01",
        build="13.0.1.1071",
        now=NOW,
        default_proxy=proxy_on_server("VBR01", HOST, [ON], SERVER),
        tenants=(tenant_of(),),
        tenant_jobs=(job_of(),),
        log_jobs=(log_of(),),
        repositories=(repository_of(spreads=False),),
        backups=(Backup(id="b", job_id="j", latest=NOW - HOUR),),
        license=License(status="Valid", edition="EnterprisePlus", package="Advanced"),
    )
    return replace(inventory, **changes)


def judged(inventory: ServerInventory, limit: str) -> Judgement:
    return {each.limit.id: each for each in judge_server(inventory)}[limit]


def broken(inventory: ServerInventory) -> set[str]:
    return {each.limit.id for each in judge_server(inventory) if each.state is State.BROKEN}


def test_every_limit_is_judged_in_the_order_of_the_catalogue() -> None:
    assert [each.limit for each in judge_server(sound())] == [*LIMITS]


def test_of_every_limit_it_is_known_where_it_is_seen_or_why_not() -> None:
    assert {*_SEEN_IN} & {*_UNSEEN} == set()
    assert {*_SEEN_IN} | {*_UNSEEN} == {limit.id for limit in LIMITS}
    attributes = ServerInventory.__dataclass_fields__
    assert all(part in attributes for parts in _SEEN_IN.values() for part in parts)


def test_on_a_sound_server_nothing_is_broken_and_what_cannot_be_seen_says_why() -> None:
    judgements = {each.limit.id: each for each in judge_server(sound())}
    for id_ in _SEEN_IN:
        assert judgements[id_].state in (State.HOLDS, State.ADVICE), id_
    for id_, why in _UNSEEN.items():
        assert (judgements[id_].state, judgements[id_].unseen) == (State.UNSEEN, why)


@pytest.mark.parametrize(
    ("states", "expected"),
    [([ON], None), ([{**ON, "isDisabled": True}], ProxyState.DISABLED), ([{**ON, "hostId": "x"}], ProxyState.MISSING)],
)
def test_the_default_proxy_is_the_one_on_the_server(states: list[Any], expected: ProxyState | None) -> None:
    proxy: DefaultProxy = proxy_on_server("VBR01", HOST, states, SERVER)
    found = broken(sound(default_proxy=proxy))
    assert found == ({"default-proxy-enabled"} if expected else set())


@pytest.mark.parametrize("region", ["China", "Government"])
def test_tenants_of_other_clouds_are_found(region: str) -> None:
    assert broken(sound(tenants=(tenant_of(region=region),))) == {"supported-region"}


@pytest.mark.parametrize("disabled", [False, True])
def test_two_jobs_of_a_tenant_collide_even_if_one_is_disabled(disabled: bool) -> None:
    jobs = (job_of(), job_of(id_="second", isDisabled=disabled))
    assert broken(sound(tenant_jobs=jobs)) == {"one-backup-job-per-tenant"}
    (finding,) = judged(sound(tenant_jobs=jobs), "one-backup-job-per-tenant").findings
    assert {'"j"', '"second"'} <= {*finding.problem.replace(",", " ").split()}


def test_two_entries_of_one_tenant_are_one_tenant() -> None:
    tenants = (tenant_of(), tenant_of(id="u", azureTenantId="A"))
    jobs: tuple[TenantBackupJob, ...] = (job_of(), job_of(id_="second", tenant="u"))
    assert "one-backup-job-per-tenant" in broken(sound(tenants=tenants, tenant_jobs=jobs))


@pytest.mark.parametrize("capacity", [False, True])
def test_a_multi_bucket_repository_is_found_behind_an_id_and_in_performance_extents(capacity: bool) -> None:
    many = repository_of("many", spreads=True)
    assert broken(sound(repositories=(repository_of(spreads=True),))) == {"log-repository-not-multi-bucket"}
    tier: dict[str, Any] = {"capacityTier": {"extents": [{"id": "many"}]}} if capacity else {}
    extents = [{"id": "plain"}] if capacity else [{"id": "plain"}, {"id": "many"}]
    scale_out = repository_of(type="", performanceTier={"performanceExtents": extents}, **tier)
    found = broken(sound(repositories=(scale_out, repository_of("plain", spreads=False), many)))
    assert found == (set() if capacity else {"log-repository-not-multi-bucket"})


@given(st.integers(-48, 48))
def test_a_restore_point_may_be_thirty_times_twenty_four_hours_old(beyond: int) -> None:
    latest = NOW - 720 * HOUR - beyond * HOUR
    found = broken(sound(backups=(Backup(id="b", job_id="J", latest=latest),)))
    assert found == ({"log-backup-needs-recent-tenant-backup"} if beyond > 0 else set())


def test_the_age_goes_by_the_moment_whatever_the_zone() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    for latest, expected in (
        (NOW - 720 * HOUR, set[str]()),
        (NOW - 721 * HOUR, {"log-backup-needs-recent-tenant-backup"}),
    ):
        assert broken(sound(backups=(Backup(id="b", job_id="j", latest=latest.astimezone(tokyo)),))) == expected


def test_a_tenant_without_a_restore_point_has_no_log_backup_unless_that_is_off() -> None:
    assert broken(sound(backups=())) == {"log-backup-needs-recent-tenant-backup"}
    assert broken(sound(backups=(), log_jobs=(log_of(isDisabled=True),))) == set()


def test_backups_of_another_tenant_do_not_count() -> None:
    backups = (Backup(id="b", job_id="other", latest=NOW),)
    assert broken(sound(backups=backups)) == {"log-backup-needs-recent-tenant-backup"}


def test_a_lesser_licence_is_advised_against() -> None:
    inventory = sound(license=License(status="Valid", edition="EnterprisePlus", package="Foundation"))
    assert judged(inventory, "veeam-license-package").state is State.ADVICE


@pytest.mark.parametrize("part", sorted({part for parts in _SEEN_IN.values() for part in parts}))
def test_what_the_server_hides_makes_no_limit_hold_and_none_broken(part: str) -> None:
    empty = None if part in ("default_proxy", "license") else ()
    inventory = sound(unread=(Unread(part, "Not for you."),), **{part: empty})
    for each in judge_server(inventory):
        if part in _SEEN_IN.get(each.limit.id, ()):
            assert (each.state, each.unseen, each.findings) == (State.UNSEEN, "Not for you.", ())
        else:
            assert each.state is not State.BROKEN


def test_a_repository_that_nobody_knows_leaves_the_limit_unseen() -> None:
    found = judged(sound(repositories=()), "log-repository-not-multi-bucket")
    assert found.state is State.UNSEEN
    assert '"l"' in found.unseen
