"""The pack over the engine's own protocol: unknown and secret values, levels, joined calls, providers."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
import yaml
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc

from veeam_entraid_limits import LIMITS, Level
from veeam_entraid_policy._analyzer import PolicyPackAnalyzer
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

Said = list[tuple[str, str]]


class Engine:
    """The engine's side of the protocol."""

    def __init__(self, stub: analyzer_pb2_grpc.AnalyzerStub) -> None:
        self.stub = stub

    def analyze(
        self,
        token: str,
        name: str,
        properties: Mapping[str, Value],
        provider: Mapping[str, Value] | None = None,
        protect: bool | None = None,
    ) -> Said:
        request = messages.AnalyzeRequest(urn=urn(token, name), type=token, name=name, properties=encode(properties))
        if provider is not None:
            request.provider.type = "pulumi:providers:azure-native"
            request.provider.urn = urn("pulumi:providers:azure-native", "default")
            request.provider.properties.CopyFrom(encode(provider))
        if protect is not None:
            request.options.protect = protect
        return said(self.stub.Analyze(request))

    def analyze_stack(
        self,
        *resources: tuple[str, str, Mapping[str, Value]],
        made_from: Mapping[str, Mapping[str, list[str]]] | None = None,
    ) -> Said:
        """Show the whole stack; ``made_from`` names, by resource and input, the URNs that the input is made from."""
        request = messages.AnalyzeStackRequest(
            resources=[
                messages.AnalyzerResource(
                    urn=urn(token, name),
                    type=token,
                    name=name,
                    properties=encode(outputs),
                    propertyDependencies={
                        key: messages.AnalyzerPropertyDependencies(urns=urns)
                        for key, urns in (made_from or {}).get(name, {}).items()
                    },
                )
                for token, name, outputs in resources
            ]
        )
        return said(self.stub.AnalyzeStack(request))

    def configure(self, policy: str, level: "messages.EnforcementLevel.ValueType", **options: Value) -> None:
        configuration = messages.PolicyConfig(enforcementLevel=level, properties=encode(options))
        self.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig={policy: configuration}))


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dev::shop::{token}::{name}"


def said(response: messages.AnalyzeResponse) -> Said:
    return [
        (diagnostic.policyName, messages.EnforcementLevel.Name(diagnostic.enforcementLevel))
        for diagnostic in response.diagnostics
    ]


@pytest.fixture
def environment() -> dict[str, str]:
    return {}


@pytest.fixture
def engine(environment: dict[str, str]) -> Iterator[Engine]:
    server = grpc.server(ThreadPoolExecutor(4))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(PolicyPackAnalyzer(environment), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Engine(analyzer_pb2_grpc.AnalyzerStub(channel))
    server.stop(None).wait()


def test_every_limit_is_a_policy(engine: Engine) -> None:
    info = engine.stub.GetAnalyzerInfo(empty_pb2.Empty())
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


def test_the_pack_has_one_version(engine: Engine) -> None:
    manifest = yaml.safe_load((Path(__file__).parents[2] / "policy" / "PulumiPolicy.yaml").read_text())
    assert engine.stub.GetAnalyzerInfo(empty_pb2.Empty()).version == manifest["version"]
    assert engine.stub.GetPluginInfo(empty_pb2.Empty()).version == manifest["version"]


def test_a_compliant_resource_and_an_unrelated_one_are_silent(engine: Engine) -> None:
    assert engine.analyze(MACHINE, "vm", {"location": "chinanorth3"}) == []
    assert engine.analyze("azure-native:storage:StorageAccount", "s", {"location": "chinanorth3"}) == []
    assert engine.analyze(SERVER, "db", COMPLIANT) == [("cloud-database-service", "ADVISORY")]


def test_broken_is_reported_although_everything_else_is_unknown(engine: Engine) -> None:
    properties: dict[str, Value] = {
        **COMPLIANT,
        "version": "13",
        "location": UNKNOWN,
        "authConfig": OutputValue(),
        "administratorLoginPassword": Secret(UNKNOWN),
    }
    assert set(engine.analyze(SERVER, "db", properties)) == {
        ("repository-postgresql-version", "MANDATORY"),
        ("repository-password-authentication", "ADVISORY"),
        ("supported-region", "ADVISORY"),
        ("cloud-database-service", "ADVISORY"),
    }


def test_secret_values_are_read_and_never_shown(engine: Engine) -> None:
    properties: dict[str, Value] = {
        **COMPLIANT,
        "version": Secret("9.6-hunter2"),
        "location": OutputValue("chinanorth3-hunter2", secret=True),
    }
    response = engine.stub.Analyze(
        messages.AnalyzeRequest(urn=urn(SERVER, "db"), type=SERVER, name="db", properties=encode(properties))
    )
    assert ("supported-region", "MANDATORY") in said(response)
    assert "hunter2" not in str(response)


def test_an_undecided_limit_blocks_where_the_configuration_says_so(engine: Engine) -> None:
    unknown: dict[str, Value] = {**COMPLIANT, "version": UNKNOWN}
    assert ("repository-postgresql-version", "ADVISORY") in engine.analyze(SERVER, "db", unknown)
    engine.configure("repository-postgresql-version", messages.MANDATORY, unknown="block")
    assert ("repository-postgresql-version", "MANDATORY") in engine.analyze(SERVER, "db", unknown)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (messages.DISABLED, []),
        (messages.ADVISORY, ["ADVISORY"]),
        (messages.MANDATORY, ["MANDATORY"]),
        (messages.REMEDIATE, ["MANDATORY"]),
    ],
)
def test_the_configuration_sets_the_level(
    engine: Engine, level: "messages.EnforcementLevel.ValueType", expected: list[str]
) -> None:
    engine.configure("default-proxy-enabled", level)
    properties: dict[str, Value] = {"entraIdHosting": "remote", "defaultProxy": {"enabled": False}}
    found = engine.analyze(BACKUP_SERVER, "vbr", properties)
    assert [level for policy, level in found if policy == "default-proxy-enabled"] == expected


def test_components_are_joined_by_urn(engine: Engine) -> None:
    """AnalyzeStack shows outputs only: the inputs that relations are made of come from Analyze."""
    engine.analyze(BACKUP_SERVER, "vbr", {"entraIdHosting": "remote"})
    for name in ("one", "two"):
        engine.analyze(REPOSITORY, name, {"hosting": "virtualMachine", "backupServer": "vbr"})
    stack = engine.analyze_stack((BACKUP_SERVER, "vbr", {}), (REPOSITORY, "one", {}), (REPOSITORY, "two", {}))
    assert stack == [("one-repository-per-server", "MANDATORY")]
    assert engine.analyze_stack((BACKUP_SERVER, "vbr", {}), (REPOSITORY, "two", {})) == []


def test_a_resource_that_never_registered_is_read_from_its_outputs(engine: Engine) -> None:
    """An update with --target leaves resources of the stack out: they are there all the same."""
    engine.analyze(SERVER, "new", COMPLIANT)
    stack = engine.analyze_stack((SERVER, "new", COMPLIANT), (SERVER, "untargeted", COMPLIANT))
    assert ("one-repository-per-server", "MANDATORY") in stack


TENANT = "veeam:entraid:Tenant"
TENANT_JOB = "veeam:entraid:TenantBackupJob"
LOG_JOB = "veeam:entraid:LogBackupJob"
ENDPOINT_UNKNOWN: dict[str, Value] = {"endpoint": UNKNOWN}


def test_jobs_are_joined_to_a_tenant_that_is_not_there_yet(engine: Engine) -> None:
    """At the first preview neither the tenant's id nor the server's address is known: dependencies tell."""
    daily: Value = {"runAutomatically": True}
    made_from = {name: {"tenantId": [urn(TENANT, "t")]} for name in ("one", "two", "logs")}
    engine.analyze(TENANT, "t", {"azureTenantId": "11111111"}, ENDPOINT_UNKNOWN)
    for token, name in ((TENANT_JOB, "one"), (TENANT_JOB, "two"), (LOG_JOB, "logs")):
        engine.analyze(token, name, {"tenantId": UNKNOWN, "name": name, "schedule": daily}, ENDPOINT_UNKNOWN)
    tenant: tuple[str, str, Mapping[str, Value]] = (TENANT, "t", {"id": UNKNOWN})
    one, two, logs = (TENANT_JOB, "one", {}), (TENANT_JOB, "two", {}), (LOG_JOB, "logs", {})
    repository = ("log-repository-not-multi-bucket", "ADVISORY")
    copy = ("tenant-backup-copy", "ADVISORY")
    assert engine.analyze_stack(tenant, one, logs, made_from=made_from) == [repository, copy]
    clash = engine.analyze_stack(tenant, one, two, made_from=made_from)
    assert clash == [("one-backup-job-per-tenant", "MANDATORY"), copy, copy]
    without_job = engine.analyze_stack(tenant, logs, made_from=made_from)
    assert without_job == [("log-backup-needs-recent-tenant-backup", "MANDATORY"), repository]
    assert ("one-backup-job-per-tenant", "ADVISORY") in engine.analyze_stack(tenant, one, two)


def test_an_id_among_the_outputs_joins_what_names_it(engine: Engine) -> None:
    repository = "veeam:infrastructure:Repository"
    engine.analyze(repository, "r", {"type": "S3Compatible", "bucket": {"enableAutoProvision": True}})
    engine.analyze(LOG_JOB, "logs", {"tenantId": "t", "repositoryId": "7"})
    broken = ("log-repository-not-multi-bucket", "MANDATORY")
    assert broken in engine.analyze_stack((repository, "r", {"id": "7"}), (LOG_JOB, "logs", {}))
    assert broken not in engine.analyze_stack((repository, "r", {"id": "8"}), (LOG_JOB, "logs", {}))


def test_the_provider_that_a_resource_uses_decides(engine: Engine) -> None:
    in_china = engine.analyze(SERVER, "db", COMPLIANT, provider={"environment": "china"})
    assert ("supported-region", "MANDATORY") in in_china
    unknown = engine.analyze(SERVER, "db", COMPLIANT, provider={"environment": UNKNOWN})
    assert ("supported-region", "ADVISORY") in unknown


@pytest.mark.parametrize("environment", [{"ARM_ENVIRONMENT": "usgovernment"}])
def test_a_provider_without_environment_takes_the_ambient_one(engine: Engine) -> None:
    assert ("supported-region", "MANDATORY") in engine.analyze(SERVER, "db", COMPLIANT, provider={})
    public = engine.analyze(SERVER, "db", COMPLIANT, provider={"environment": "public"})
    assert ("supported-region", "MANDATORY") not in public


def test_hostile_properties_end_in_a_finding_not_in_an_error(engine: Engine) -> None:
    hostile_properties: list[dict[str, Value]] = [
        {"tags": [1, {"a": None}]},
        {"tags": {"veeam-entraid-role": {"deep": []}}},
        {"": UNKNOWN},
    ]
    for hostile in hostile_properties:
        engine.analyze(SERVER, "db", hostile)
        engine.analyze(REPOSITORY, "r", {"hosting": [], "engineVersion": hostile, "authConfig": "x"})
    engine.analyze_stack((SERVER, "db", {}), (REPOSITORY, "r", {}))


def test_a_repository_that_is_not_protected_is_given_advice(engine: Engine) -> None:
    advice = ("backup-storage-protection", "ADVISORY")
    assert advice in engine.analyze(SERVER, "db", COMPLIANT, protect=False)
    assert advice not in engine.analyze(SERVER, "db", COMPLIANT, protect=True)
    assert advice not in engine.analyze(SERVER, "db", COMPLIANT)


def test_what_expires_is_judged_by_the_day(engine: Engine) -> None:
    token = "azuread:index/applicationPassword:ApplicationPassword"
    past, future = ("password", {"endDate": "2020-01-01T00:00:00Z"}), ("password", {"endDate": "9999-01-01T00:00:00Z"})
    tenant = ("veeam:entraid:Tenant", "tenant", {"azureTenantId": "a"})
    made_from = {"tenant": {"applicationSecret": [urn(token, "password")]}}
    expired = engine.analyze_stack((token, *past), tenant, made_from=made_from)
    assert ("application-credential-expiry", "ADVISORY") in expired
    assert "application-credential-expiry" not in dict(
        engine.analyze_stack((token, *future), tenant, made_from=made_from)
    )


PROXY = "veeam:infrastructure:DefaultProxy"


def remediated(engine: Engine, token: str, properties: Mapping[str, Value]) -> list[tuple[str, dict[str, Value]]]:
    request = messages.AnalyzeRequest(urn=urn(token, "x"), type=token, name="x", properties=encode(properties))
    response = engine.stub.Remediate(request)
    assert all(each.policyPackName == "veeam-entraid" and each.description for each in response.remediations)
    return [(each.policyName, decode(each.properties)) for each in response.remediations]


def test_nothing_is_mended_without_the_level(engine: Engine) -> None:
    assert remediated(engine, PROXY, {"enabled": False}) == []
    engine.configure("default-proxy-enabled", messages.REMEDIATE)
    assert remediated(engine, PROXY, {"enabled": True}) == []
    assert remediated(engine, "azure-native:storage:StorageAccount", {"enabled": False}) == []


def test_what_is_mended_keeps_secrets_unknowns_and_the_rest_as_they_came(engine: Engine) -> None:
    engine.configure("repository-password-authentication", messages.REMEDIATE)
    auth: dict[str, Value] = {"passwordAuth": "Disabled", "tenantId": UNKNOWN}
    given: dict[str, Value] = {
        **COMPLIANT,
        "authConfig": Secret(auth),
        "sku": {"name": UNKNOWN},
        "network": OutputValue({"a": [1.0]}, secret=True, dependencies=("urn:x",)),
    }
    ((policy, mended),) = remediated(engine, SERVER, given)
    assert policy == "repository-password-authentication"
    assert mended == {**given, "authConfig": Secret({**auth, "passwordAuth": "Enabled"})}
    leaf: dict[str, Value] = {**given, "authConfig": {"passwordAuth": Secret("Disabled")}}
    ((_, mended),) = remediated(engine, SERVER, leaf)
    assert mended == {**leaf, "authConfig": {"passwordAuth": Secret("Enabled")}}
