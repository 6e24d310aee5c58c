"""An update is stopped as resources register; other stacks count; what cannot be read stops as well."""

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from pulumi.runtime.proto import analyzer_pb2 as messages
from stacks_of_limits import pack_in_memory

from pytest_pulumi_policy import InvalidConfigurationError, PackUnderTest, Resource, Target, Verdict
from veeam_entraid_policy import _pack
from veeam_entraid_policy._analyzer import FOLDER_VARIABLE
from veeam_entraid_protocol import Value, encode

REPOSITORY = "veeam-entraid:index:EntraIdRepository"
JOB = "veeam:entraid:TenantBackupJob"
RULE = "one-repository-per-server"
NAMED: dict[str, Value] = {"hosting": "virtualMachine", "backupServer": "vbr"}
UNNAMED: dict[str, Value] = {"hosting": "virtualMachine"}
ELSEWHERE: dict[str, Value] = {**NAMED, "backupServer": "another"}
BACKUP = Resource("pulumi:providers:veeam", "backup", {"endpoint": "https://vbr:9419"})


def repository(name: str, inputs: Mapping[str, Value] = NAMED) -> Resource:
    return Resource(REPOSITORY, name, inputs, component=True)


def urn(name: str, stack: str = "prod::shop") -> str:
    return f"urn:pulumi:{stack}::{REPOSITORY}::{name}"


def of_rule(verdict: Verdict) -> list[tuple[str, str, bool]]:
    return [(each.resource, each.level, each.of_stack) for each in verdict.of(RULE)]


def export(folder: Path, stack: str, **repositories: Mapping[str, Value]) -> str:
    resources = [
        {"urn": urn(name, stack), "type": REPOSITORY, "inputs": inputs, "outputs": {}}
        for name, inputs in repositories.items()
    ]
    (folder / "other.json").write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    return "other.json"


@pytest.fixture
def pack(tmp_path: Path) -> PackUnderTest:
    return pack_in_memory(**{FOLDER_VARIABLE: str(tmp_path)}).on(Target("shop", "prod"))


def with_settings(pack: PackUnderTest, level: str = "mandatory", **settings: Value) -> PackUnderTest:
    return pack.configured({RULE: level, "veeam-entraid": settings})


def test_an_update_is_stopped_by_the_second_of_two_that_clash(pack: PackUnderTest) -> None:
    verdict = pack.update(repository("one"), repository("elsewhere", ELSEWHERE), repository("two"))
    assert of_rule(verdict) == [("two", "mandatory", False)]
    assert verdict.stopped_at == urn("two")


def test_a_preview_reports_it_once_and_on_the_whole_stack(pack: PackUnderTest) -> None:
    ((_, level, of_stack),) = of_rule(pack.preview(repository("one"), repository("two")))
    assert (level, of_stack) == ("mandatory", True)


def test_what_a_resource_still_to_come_may_settle_stops_nothing(pack: PackUnderTest) -> None:
    """Two repositories that name no server are a clash only while the stack has one server."""
    verdict = pack.update(repository("one", UNNAMED), repository("two", UNNAMED))
    assert [(level, of_stack) for _, level, of_stack in of_rule(verdict)] == [("mandatory", True)]


@contextmanager
def updating(pack: PackUnderTest) -> Generator[Callable[..., list[str]]]:
    """Yield what analyzes a repository by name and server, for one that registers more than once."""
    with pack.running() as analyzer:
        analyzer.ConfigureStack(messages.AnalyzerStackConfigureRequest(stack="prod", project="shop"))

        def analyze(name: str, inputs: Mapping[str, Value] = NAMED) -> list[str]:
            request = messages.AnalyzeRequest(
                urn=urn(name), type=REPOSITORY, name=name, properties=encode(dict(inputs))
            )
            return [each.policyName for each in analyzer.Analyze(request).diagnostics]

        yield analyze


def test_a_repository_does_not_clash_with_itself(pack: PackUnderTest) -> None:
    with updating(pack) as analyze:
        assert RULE not in analyze("one") + analyze("one")
        assert RULE in analyze("two")


def test_a_repository_that_changes_its_server_clashes_no_more(pack: PackUnderTest) -> None:
    with updating(pack) as analyze:
        analyze("one")
        analyze("one", ELSEWHERE)
        assert RULE not in analyze("two")


def test_two_jobs_of_one_tenant_stop_an_update(pack: PackUnderTest) -> None:
    first, second = (
        Resource(JOB, name, {"tenantId": tenant, "name": name}, provider=BACKUP)
        for name, tenant in (("one", "7F"), ("two", "7f"))
    )
    verdict = pack.update(first, second)
    clash = verdict.assert_violates("one-backup-job-per-tenant", resource="two", level="mandatory")
    assert verdict.stopped_at == clash.urn


@pytest.mark.parametrize("waived", [True, False])
def test_what_does_not_stop_an_update_is_reported_once(pack: PackUnderTest, *, waived: bool) -> None:
    waiver: Value = {"rule": RULE, "resource": "*", "reason": "moving", "owner": "us", "until": "2999-01-01"}
    configured = with_settings(pack, "mandatory" if waived else "advisory", waivers=[waiver] if waived else [])
    verdict = configured.update(repository("one"), repository("two"))
    assert [(level, of_stack) for _, level, of_stack in of_rule(verdict)] == [("advisory", True)]


def test_a_repository_of_another_stack_counts_and_its_stack_is_named(pack: PackUnderTest, tmp_path: Path) -> None:
    counting = with_settings(pack, otherStacks=[export(tmp_path, "prod::network", other=NAMED)])
    for verdict in (counting.preview(repository("one")), counting.update(repository("one"))):
        verdict.assert_violates(RULE, level="mandatory", message='EntraIdRepository of stack network/prod "other"')
    assert [of_stack for _, _, of_stack in of_rule(counting.preview(repository("one")))] == [True]
    assert counting.update(repository("one")).stopped_at == urn("one")


def test_what_other_stacks_break_among_themselves_is_not_this_stack_s(pack: PackUnderTest, tmp_path: Path) -> None:
    other = export(tmp_path, "prod::network", first=ELSEWHERE, second=ELSEWHERE)
    with_settings(pack, otherStacks=[other]).update(repository("one")).assert_silent(RULE)


def test_an_export_of_the_stack_itself_does_not_count_it_twice(pack: PackUnderTest, tmp_path: Path) -> None:
    own = export(tmp_path, "prod::shop", old=NAMED, one=NAMED)
    with_settings(pack, otherStacks=[own]).update(repository("one")).assert_silent(RULE)


@pytest.mark.parametrize(
    ("written", "expected"),
    [(None, "cannot be read"), ("[]", "neither a stack's export"), ("{", "holds no JSON")],
)
def test_a_file_that_is_no_stack_is_refused(
    pack: PackUnderTest, tmp_path: Path, written: str | None, expected: str
) -> None:
    if written is not None:
        (tmp_path / "other.json").write_text(written)
    with pytest.raises(InvalidConfigurationError, match=r"veeam-entraid\.otherStacks") as raised:
        with_settings(pack, otherStacks=["other.json"]).preview()
    assert expected in str(raised.value)


def test_a_resource_that_cannot_be_read_is_named_and_stops(
    pack: PackUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(resource: object) -> None:
        raise KeyError(f"hunter2 {resource}")

    monkeypatch.setattr(_pack, "read_facts", fail)
    registering, whole = pack.preview(repository("one")).violations
    assert [registering.of_stack, whole.of_stack] == [False, True]
    for each in (registering, whole):
        assert (each.policy, each.level) == ("veeam-entraid", "mandatory")
        assert 'EntraIdRepository "one"' in each.message
        assert "KeyError" in each.message
        assert "hunter2" not in each.message
