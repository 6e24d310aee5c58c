"""The pack as the engine asks it: unknown and secret values, levels, joined calls, providers."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages
from stacks_of_limits import pack_in_memory

from pytest_pulumi_policy import Options, PackUnderTest, Resource, Verdict
from veeam_entraid_limits import LIMITS, Level
from veeam_entraid_protocol import UNKNOWN, OutputValue, Secret, Value, decode, encode

SERVER = "azure-native:dbforpostgresql:Server"
MACHINE = "azure-native:compute:VirtualMachine"
BACKUP_SERVER = "veeam-entraid:index:BackupServer"
REPOSITORY = "veeam-entraid:index:EntraIdRepository"
COMPLIANT: dict[str, Value] = {
    "location": "westeurope",
    "version": "17",
    "administratorLogin": "pgadmin",
    "administratorLoginPassword": Secret("hunter2"),
    "tags": {"veeam-entraid-role": "repository"},
}


def database(
    name: str = "db", provider: Mapping[str, Value] | None = None, *, protect: bool = True, **inputs: Value
) -> Resource:
    used = None if provider is None else Resource("pulumi:providers:azure-native", f"of-{name}", provider)
    return Resource(SERVER, name, {**COMPLIANT, **inputs}, provider=used, options=Options(protect=protect))


def component(token: str, name: str, **inputs: Value) -> Resource:
    return Resource(token, name, inputs, component=True)


def said(verdict: Verdict, *, of_stack: bool = False) -> list[tuple[str, str]]:
    return [(each.policy, each.level) for each in verdict.violations if each.of_stack is of_stack]


@pytest.fixture
def pack() -> PackUnderTest:
    return pack_in_memory()


def test_every_limit_is_a_policy(pack: PackUnderTest) -> None:
    info = pack.info()
    *policies, settings = info.policies
    assert [policy.name for policy in policies] == [limit.id for limit in LIMITS]
    assert settings.name == "veeam-entraid"
    assert set(settings.configSchema.properties) == {"unknown", "productBuild", "waivers", "waiversFile", "otherStacks"}
    for option, schema in decode(settings.configSchema.properties).items():
        assert isinstance(schema, dict)
        assert schema["description"], option
        assert "default" in schema, option
    assert info.supportsConfig
    for policy, limit in zip(policies, LIMITS, strict=True):
        mandatory = limit.level is Level.MANDATORY
        assert policy.enforcementLevel == (messages.MANDATORY if mandatory else messages.ADVISORY)
        assert policy.displayName
        assert policy.description
        assert "unknown" in policy.configSchema.properties


def test_the_pack_has_one_version(pack: PackUnderTest) -> None:
    manifest = yaml.safe_load((Path(__file__).parents[2] / "policy" / "PulumiPolicy.yaml").read_text())
    assert pack.info().version == manifest["version"]
    with pack.running() as analyzer:
        assert analyzer.GetPluginInfo(empty_pb2.Empty()).version == manifest["version"]


def test_a_compliant_resource_and_an_unrelated_one_are_silent(pack: PackUnderTest) -> None:
    in_china: dict[str, Value] = {"location": "chinanorth3"}
    pack.preview(Resource(MACHINE, "vm", in_china)).assert_silent()
    pack.preview(Resource("azure-native:storage:StorageAccount", "s", in_china)).assert_silent()
    assert said(pack.preview(database())) == [("cloud-database-service", "advisory")]


def test_broken_is_reported_although_everything_else_is_unknown(pack: PackUnderTest) -> None:
    known_later = database(
        version="13", location=UNKNOWN, authConfig=OutputValue(), administratorLoginPassword=Secret(UNKNOWN)
    )
    assert set(said(pack.preview(known_later))) == {
        ("repository-postgresql-version", "mandatory"),
        ("repository-password-authentication", "advisory"),
        ("supported-region", "advisory"),
        ("cloud-database-service", "advisory"),
    }


def test_secret_values_are_read_and_never_shown(pack: PackUnderTest) -> None:
    location = OutputValue("chinanorth3-hunter2", secret=True)
    verdict = pack.preview(database(version=Secret("9.6-hunter2"), location=location))
    verdict.assert_violates("supported-region", level="mandatory")
    assert "hunter2" not in str(verdict.violations)


def test_an_undecided_limit_blocks_where_the_configuration_says_so(pack: PackUnderTest) -> None:
    unknown = database(version=UNKNOWN)
    pack.preview(unknown).assert_violates("repository-postgresql-version", level="advisory")
    blocking = pack.configured({"repository-postgresql-version": {"unknown": "block"}})
    blocking.preview(unknown).assert_violates("repository-postgresql-version", level="mandatory")


@pytest.mark.parametrize(
    ("level", "expected"),
    [("disabled", []), ("advisory", ["advisory"]), ("mandatory", ["mandatory"])],
)
def test_the_configuration_sets_the_level(pack: PackUnderTest, level: str, expected: list[str]) -> None:
    server = component(BACKUP_SERVER, "vbr", entraIdHosting="remote", defaultProxy={"enabled": False})
    verdict = pack.configured({"default-proxy-enabled": level}).preview(server)
    assert [each.level for each in verdict.of("default-proxy-enabled")] == expected


def test_what_has_no_safe_value_is_not_mended_but_blocks(pack: PackUnderTest) -> None:
    verdict = pack.configured({"repository-postgresql-version": "remediate"}).preview(database(version="13"))
    assert verdict.remediations == ()
    verdict.assert_violates("repository-postgresql-version", level="mandatory")


VBR = component(BACKUP_SERVER, "vbr", entraIdHosting="remote")
ONE, TWO = (component(REPOSITORY, name, hosting="virtualMachine", backupServer="vbr") for name in ("one", "two"))


def test_components_are_joined_by_urn(pack: PackUnderTest) -> None:
    """AnalyzeStack shows outputs only: the inputs that relations are made of come from Analyze."""
    assert said(pack.preview(VBR, ONE, TWO), of_stack=True) == [("one-repository-per-server", "mandatory")]
    assert said(pack.preview(VBR, TWO), of_stack=True) == []


def test_a_resource_that_never_registered_is_read_from_its_outputs(pack: PackUnderTest) -> None:
    """An update with --target leaves resources of the stack out: they are there all the same."""
    untargeted = Resource(SERVER, "untargeted", outputs=COMPLIANT, registers=False)
    stack = said(pack.preview(database("new"), untargeted), of_stack=True)
    assert ("one-repository-per-server", "mandatory") in stack


BACKUP = Resource("pulumi:providers:veeam", "backup", {"endpoint": UNKNOWN})
TENANT = Resource("veeam:entraid:Tenant", "t", {"azureTenantId": "11111111"}, outputs={"id": UNKNOWN}, provider=BACKUP)
LOG_JOB = "veeam:entraid:LogBackupJob"


def job(name: str, *, of: Resource | None = TENANT, logs: bool = False) -> Resource:
    """Return a job whose tenant's id is not known yet; what it is made from is all that tells the tenant."""
    return Resource(
        LOG_JOB if logs else "veeam:entraid:TenantBackupJob",
        name,
        {"tenantId": UNKNOWN, "name": name, "schedule": {"runAutomatically": True}},
        outputs={},
        provider=BACKUP,
        made_from={"tenantId": of} if of else {},
    )


def test_jobs_are_joined_to_a_tenant_that_is_not_there_yet(pack: PackUnderTest) -> None:
    """At the first preview neither the tenant's id nor the server's address is known: dependencies tell."""
    one, two, logs = job("one"), job("two"), job("logs", logs=True)
    repository = ("log-repository-not-multi-bucket", "advisory")
    copy = ("tenant-backup-copy", "advisory")
    assert said(pack.preview(TENANT, one, logs), of_stack=True) == [repository, copy]
    clash = said(pack.preview(TENANT, one, two), of_stack=True)
    assert clash == [("one-backup-job-per-tenant", "mandatory"), copy, copy]
    without_job = said(pack.preview(TENANT, logs), of_stack=True)
    assert without_job == [("log-backup-needs-recent-tenant-backup", "mandatory"), repository]
    unrelated = said(pack.preview(TENANT, job("one", of=None), job("two", of=None)), of_stack=True)
    assert ("one-backup-job-per-tenant", "advisory") in unrelated


@pytest.mark.parametrize(("identity", "level"), [("7", "mandatory"), ("8", None)])
def test_an_id_among_the_outputs_joins_what_names_it(pack: PackUnderTest, identity: str, level: str | None) -> None:
    bucket: dict[str, Value] = {"type": "S3Compatible", "bucket": {"enableAutoProvision": True}}
    storage = Resource("veeam:infrastructure:Repository", "r", bucket, outputs={"id": identity})
    logs = Resource(LOG_JOB, "logs", {"tenantId": "t", "repositoryId": "7"}, outputs={})
    found = pack.preview(storage, logs).of("log-repository-not-multi-bucket", level="mandatory")
    assert [each.level for each in found] == ([level] if level else [])


def test_the_provider_that_a_resource_uses_decides(pack: PackUnderTest) -> None:
    pack.preview(database(provider={"environment": "china"})).assert_violates(
        "supported-region", resource="db", level="mandatory"
    )
    unknown = pack.preview(database(provider={"environment": UNKNOWN}))
    unknown.assert_violates("supported-region", resource="db", level="advisory")


def test_a_provider_without_environment_takes_the_ambient_one() -> None:
    pack = pack_in_memory(ARM_ENVIRONMENT="usgovernment")
    pack.preview(database(provider={})).assert_violates("supported-region", resource="db", level="mandatory")
    pack.preview(database(provider={"environment": "public"})).assert_passes("supported-region", resource="db")


def test_hostile_properties_end_in_a_finding_not_in_an_error(pack: PackUnderTest) -> None:
    hostile_properties: list[dict[str, Value]] = [
        {"tags": [1, {"a": None}]},
        {"tags": {"veeam-entraid-role": {"deep": []}}},
        {"": UNKNOWN},
    ]
    for hostile in hostile_properties:
        strange = component(REPOSITORY, "r", hosting=[], engineVersion=hostile, authConfig="x")
        verdict = pack.preview(Resource(SERVER, "db", hostile), strange)
        verdict.assert_violates("repository-postgresql-version", resource="r")


def test_a_repository_that_is_not_protected_is_given_advice(pack: PackUnderTest) -> None:
    advice = "backup-storage-protection"
    pack.preview(database(protect=False)).assert_violates(advice, resource="db", level="advisory")
    pack.preview(database(protect=True)).assert_silent(advice)
    with pack.running() as analyzer:
        # An engine that says nothing of options is not one that says that nothing is protected.
        request = messages.AnalyzeRequest(urn=f"urn:pulumi:dev::shop::{SERVER}::db", type=SERVER, name="db")
        request.properties.CopyFrom(encode(COMPLIANT))
        assert advice not in [each.policyName for each in analyzer.Analyze(request).diagnostics]


@pytest.mark.parametrize(("year", "said_of_it"), [("2020", ["advisory"]), ("9999", [])])
def test_what_expires_is_judged_by_the_day(pack: PackUnderTest, year: str, said_of_it: list[str]) -> None:
    token = "azuread:index/applicationPassword:ApplicationPassword"
    ends: dict[str, Value] = {"endDate": f"{year}-01-01T00:00:00Z"}
    password = Resource(token, "password", {"displayName": "backup"}, outputs=ends)
    tenant = Resource(
        "veeam:entraid:Tenant", "tenant", {"azureTenantId": "a"}, made_from={"applicationSecret": password}
    )
    found = pack.preview(password, tenant).of("application-credential-expiry")
    assert [each.level for each in found] == said_of_it


PROXY = "veeam:infrastructure:DefaultProxy"
ACCOUNT = "azure-native:storage:StorageAccount"


def test_nothing_is_mended_without_the_level(pack: PackUnderTest) -> None:
    assert pack.preview(Resource(PROXY, "x", {"enabled": False})).remediations == ()
    mending = pack.configured({"default-proxy-enabled": "remediate"})
    assert mending.preview(Resource(PROXY, "x", {"enabled": True})).remediations == ()
    assert mending.preview(Resource(ACCOUNT, "x", {"enabled": False})).remediations == ()


def test_what_is_mended_is_broken_no_more(pack: PackUnderTest) -> None:
    off = component(BACKUP_SERVER, "vbr", entraIdHosting="remote", defaultProxy={"enabled": False})
    verdict = pack.configured({"default-proxy-enabled": "remediate"}).update(off)
    verdict.assert_remediates("default-proxy-enabled", resource="vbr", defaultProxy={"enabled": True})
    verdict.assert_silent("default-proxy-enabled")


@pytest.mark.parametrize(
    ("given", "mended"),
    [
        (Secret({"passwordAuth": "Disabled", "t": UNKNOWN}), Secret({"passwordAuth": "Enabled", "t": UNKNOWN})),
        ({"passwordAuth": Secret("Disabled")}, {"passwordAuth": Secret("Enabled")}),
    ],
)
def test_what_is_mended_keeps_secrets_unknowns_and_the_rest_as_they_came(
    pack: PackUnderTest, given: Value, mended: Value
) -> None:
    network = Secret({"a": [1.0]})
    mending = pack.configured({"repository-password-authentication": "remediate"})
    verdict = mending.preview(database(authConfig=given, sku={"name": UNKNOWN}, network=network))
    (change,) = verdict.remediations
    assert change.policy == "repository-password-authentication"
    assert change.before["authConfig"] == given
    assert change.after == {**change.before, "authConfig": mended}
    assert change.after["network"] == network


def test_a_remediation_names_pack_and_policy(pack: PackUnderTest) -> None:
    with pack.configured({"default-proxy-enabled": "remediate"}).running() as analyzer:
        level = messages.PolicyConfig(enforcementLevel=messages.REMEDIATE)
        analyzer.Configure(messages.ConfigureAnalyzerRequest(policyConfig={"default-proxy-enabled": level}))
        request = messages.AnalyzeRequest(urn=f"urn:pulumi:dev::shop::{PROXY}::x", type=PROXY, name="x")
        request.properties.update({"enabled": False})
        (said_of_it,) = analyzer.Remediate(request).remediations
    assert said_of_it.policyPackName == "veeam-entraid"
    assert said_of_it.description
