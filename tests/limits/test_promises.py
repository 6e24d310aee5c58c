"""What every rule promises: it never raises, never shows a value, never falls silent, and explains itself."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stacks import (
    AZURE_ID,
    CLASSIC_MACHINE,
    CLASSIC_SERVER,
    COMPONENTS,
    FLEXIBLE_SERVER,
    LOCAL_PACKAGE_SERVER,
    MACHINE,
    VERSIONED_SERVER,
    backup_server,
    copy_job,
    findings,
    log_job,
    of_type,
    on_server,
    raw_backup_server,
    raw_repository,
    repository,
    resource,
    session,
    storage,
    tags,
    tenant,
    tenant_job,
)

from veeam_entraid_limits import (
    LIMITS,
    UNKNOWN,
    Fact,
    Finding,
    Level,
    Limit,
    ProviderResource,
    Resource,
    Subject,
    Verdict,
    check_across,
    check_each,
    check_resource,
    concerns,
    explain,
    limit_by_id,
    read_facts,
)

CANARY = "CANARY-7f3a"

VEEAM_TOKENS = [
    "veeam:infrastructure:DefaultProxy",
    "veeam:infrastructure:Repository",
    "veeam:infrastructure:CloudCredential",
    "veeam:entraid:Tenant",
    "veeam:entraid:TenantBackupJob",
    "veeam:entraid:TenantBackupCopyJob",
    "veeam:entraid:LogBackupJob",
    "veeam:entraid:LogBackupCopyJob",
    "veeam:entraid:RestoreSession",
]

TOKENS = [
    COMPONENTS + "BackupServer",
    COMPONENTS + "EntraIdRepository",
    COMPONENTS + "EntraApplication",
    FLEXIBLE_SERVER,
    VERSIONED_SERVER,
    LOCAL_PACKAGE_SERVER,
    CLASSIC_SERVER,
    "azure-native:dbforpostgresql/v20220120preview:Server",
    "azure-native:dbforpostgresql:FirewallRule",
    "azure-native:network:NetworkInterface",
    "azure-native:network:NetworkSecurityGroup",
    "azure-native:network:SecurityRule",
    "azuread:index/applicationPassword:ApplicationPassword",
    MACHINE,
    CLASSIC_MACHINE,
    *VEEAM_TOKENS,
    "azuread:index/application:Application",
    "azure-native:dbforpostgresql:SingleServer",
    "azure-native:azureactivedirectory:B2CTenant",
    "azure:aadb2c/directory:Directory",
    "azure-native:resources:Resource",
    "azure-native:storage:BlobServiceProperties",
    "azure-native:storage:ManagementPolicy",
    "azure-native:storage:StorageAccount",
    "",
    ":::",
]
KEYS = [
    "administratorLogin",
    "administratorLoginPassword",
    "afterThisJob",
    "applicationId",
    "applicationType",
    "authConfig",
    "authentication",
    "authenticationMethods",
    "azureTenantId",
    "backupServer",
    "bucket",
    "cacheRepositoryId",
    "connection",
    "continuously",
    "createMode",
    "daily",
    "dailyKind",
    "dayNumberInMonth",
    "dayOfMonth",
    "dayOfWeek",
    "days",
    "defaultProxy",
    "enableAutoProvision",
    "enabled",
    "encryptionPasswordId",
    "endpoint",
    "engineVersion",
    "environment",
    "filter",
    "frequency",
    "groupType",
    "hosting",
    "id",
    "isBuiltIn",
    "isEnabled",
    "isLastDayOfMonth",
    "items",
    "jobName",
    "linkedApplication",
    "location",
    "logs",
    "managementGroupRelationships",
    "maxTaskCount",
    "monthly",
    "months",
    "name",
    "odataType",
    "onPremisesSyncEnabled",
    "passwordAuth",
    "passwordAuthEnabled",
    "performanceExtents",
    "performanceTier",
    "periodically",
    "periodicallyKind",
    "permissions",
    "primaryJobId",
    "properties",
    "protectionScope",
    "quantity",
    "region",
    "repositoryId",
    "retention",
    "runAutomatically",
    "schedule",
    "skipRelationships",
    "tags",
    "tenantId",
    "tenantLicense",
    "tenantType",
    "type",
    "veeam-entraid-role",
    "veeam-entraid-server",
    "version",
]
WORDS = [
    "repository",
    "backup-server",
    "Enabled",
    "Disabled",
    "17",
    "9.6",
    "chinanorth3",
    "local",
    "retired",
    "vbr",
    "User",
    "Group",
    "Role",
    "Application",
    "AppRegistration",
    "EnterpriseRegistration",
    "exists",
    "DistributionGroup",
    "application",
    "delegated",
    "free",
    "p1",
    "signIn",
    "audit",
    "external",
    "t1",
    "Monday",
    "January",
    "SelectedDays",
    "Hours",
    "OnDay",
    "First",
    "RestorePoints",
    "Logs",
    "Cloud",
]

scalars: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=6)
    | st.just(UNKNOWN)
)
anything: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.integers(), inner, max_size=4)
    ),
    max_leaves=10,
)
properties = st.dictionaries(st.sampled_from(KEYS), anything, max_size=8)
typical = st.fixed_dictionaries(
    {},
    optional={
        "azureTenantId": st.sampled_from(["t1", "t2", UNKNOWN]),
        "tenantId": st.sampled_from(["t1", "t2", UNKNOWN, ["t1", "t2"]]),
        "tenantLicense": st.sampled_from(["free", "p1", UNKNOWN]),
        "logs": st.lists(st.sampled_from(["audit", "signIn", UNKNOWN]), max_size=2),
        "repositoryId": st.sampled_from(["r1", UNKNOWN]),
        "id": st.sampled_from(["t1", "r1"]),
        "bucket": st.fixed_dictionaries({"enableAutoProvision": st.sampled_from([True, False, UNKNOWN])}),
        "enabled": st.sampled_from([True, False, UNKNOWN]),
        "name": st.sampled_from(["a", "b"]),
        "schedule": st.fixed_dictionaries(
            {"runAutomatically": st.sampled_from([True, UNKNOWN])},
            optional={
                "monthly": st.just({"isEnabled": True, "dayOfMonth": 1}),
                "afterThisJob": st.builds(
                    lambda name: {"isEnabled": True, "jobName": name}, st.sampled_from(["a", "b", UNKNOWN])
                ),
            },
        ),
    },
)
"""What lets objects find each other, which arbitrary values hardly do."""
related = st.builds(
    lambda token, name, inputs, outputs, endpoint, sources: resource(
        token,
        name,
        inputs,
        outputs=outputs,
        provider=on_server(endpoint, "urn:provider"),
        made_from={key: resource(source, "a") for key, source in sources.items()},
    ),
    st.sampled_from(VEEAM_TOKENS),
    st.sampled_from(["a", "b", "c"]),
    typical,
    typical,
    st.sampled_from(["https://vbr:9419", UNKNOWN]),
    st.dictionaries(
        st.sampled_from(["tenantId", "repositoryId", "schedule", "azureTenantId"]), st.sampled_from(VEEAM_TOKENS)
    ),
)
resources = related | st.builds(
    lambda token, name, inputs, inside, provider: resource(token, name, inputs, inside=inside, provider=provider),
    st.sampled_from(TOKENS),
    st.sampled_from(["a", "b", "c::d", ""]),
    properties,
    st.lists(st.sampled_from(TOKENS), max_size=2),
    st.none() | properties,
)
stacks = st.lists(resources, max_size=6, unique_by=lambda each: each.urn)


def comparable(found: list[Finding]) -> set[tuple[str, Verdict, str]]:
    return {(finding.limit, finding.verdict, finding.subject.urn) for finding in found}


def facts_of(stack: list[Resource]) -> list[Fact]:
    return [fact for each in stack for fact in read_facts(each)]


@settings(deadline=None)
@given(stacks)
def test_no_rule_raises_or_fails_on_any_input(stack: list[Resource]) -> None:
    for finding in findings(*stack):
        assert explain(finding)
        assert "The rule failed" not in finding.problem


@settings(deadline=None)
@given(stacks, st.randoms())
def test_the_order_of_resources_does_not_matter(stack: list[Resource], random: Any) -> None:
    shuffled = list(stack)
    random.shuffle(shuffled)
    assert comparable(findings(*shuffled)) == comparable(findings(*stack))
    assert [explain(finding) for finding in check_across(facts_of(shuffled))] == [
        explain(finding) for finding in check_across(facts_of(stack))
    ]


@settings(deadline=None)
@given(stacks, properties)
def test_an_unrelated_resource_changes_nothing(stack: list[Resource], inputs: dict[str, Any]) -> None:
    unrelated = resource("azure-native:storage:Queue", "unrelated", inputs)
    assert comparable(findings(*stack, unrelated)) == comparable(findings(*stack))


PRINCIPAL = of_type("Application", applicationType="EnterpriseRegistration", applicationId="A")
EDITION_UPGRADE = of_type("DeviceConfiguration", odataType="#microsoft.graph.editionUpgradeConfiguration")
SPREADING = storage(bucket={"enableAutoProvision": True}, outputs={"id": "r"})
EXTENT = storage("p", bucket={"enableAutoProvision": True}, outputs={"id": "p"})
WHOLE = storage("w", performanceTier={"performanceExtents": [{"id": "p"}]}, outputs={"id": "w"})
MONTHLY: dict[str, Any] = {
    "schedule": {"runAutomatically": True, "monthly": {"isEnabled": True, "dayOfMonth": 1, "months": ["May"]}}
}
AFTER_B: dict[str, Any] = {"schedule": {"runAutomatically": True, "afterThisJob": {"isEnabled": True, "jobName": "b"}}}

BREAKING = [
    pytest.param([backup_server(defaultProxy={"enabled": False})], id="default proxy"),
    pytest.param([backup_server(), repository("r1"), repository("r2")], id="two repositories"),
    pytest.param([raw_backup_server(), raw_repository("d1"), raw_repository("d2")], id="two raw repositories"),
    pytest.param([repository(engineVersion=13)], id="version"),
    pytest.param([raw_repository(version="11")], id="raw version"),
    pytest.param([raw_repository(authConfig={"passwordAuth": "Disabled"})], id="password login"),
    pytest.param([raw_repository(administratorLogin=None)], id="no administrator"),
    pytest.param([repository(authenticationMethods=["cert"])], id="methods"),
    pytest.param([raw_backup_server(location="US Gov Virginia")], id="region"),
    pytest.param([tenant(region="China")], id="tenant's region"),
    pytest.param([tenant(tenantType="b2c")], id="tenant's type"),
    pytest.param(
        [tenant(), resource("azure-native:azureactivedirectory:CIAMTenant", "d", {"tenantId": AZURE_ID})],
        id="directory",
    ),
    pytest.param([session(*[of_type("User")] * 1001)], id="items"),
    pytest.param([tenant_job("a", "t1"), tenant_job("b", "t1")], id="two jobs"),
    pytest.param([tenant("x"), tenant_job("a", tenant("x")), tenant_job("b", AZURE_ID)], id="two jobs by reference"),
    pytest.param([session(of_type("Role", isBuiltIn=True))], id="built-in role"),
    pytest.param([session(of_type("Group", groupType="DistributionGroup"))], id="distribution group"),
    pytest.param([session(of_type("User"), of_type("Group", groupType="SecurityGroup"))], id="two types"),
    pytest.param([session(PRINCIPAL)], id="service principal"),
    pytest.param([session(EDITION_UPGRADE, permissions="application")], id="edition upgrade"),
    pytest.param([SPREADING, log_job(of="t1")], id="multi-bucket"),
    pytest.param([WHOLE, EXTENT, log_job(of="t1", repositoryId="w")], id="multi-bucket extent"),
    pytest.param([SPREADING, copy_job("c", "l", "r", "LogBackupCopyJob")], id="multi-bucket copy"),
    pytest.param([tenant(tenantLicense="free"), log_job(of=AZURE_ID, logs=["signIn"])], id="sign-in logs"),
    pytest.param([tenant(), log_job(of=AZURE_ID)], id="no tenant job"),
    pytest.param([tenant(), tenant_job(of=AZURE_ID, enabled=False), log_job(of=AZURE_ID)], id="disabled tenant job"),
    pytest.param([tenant(), tenant_job(of=AZURE_ID, **MONTHLY), log_job(of=AZURE_ID)], id="monthly tenant job"),
    pytest.param(
        [tenant(), tenant_job("a", AZURE_ID, **AFTER_B), tenant_job("b", "x", **MONTHLY), log_job(of=AZURE_ID)],
        id="after a monthly job",
    ),
]


def with_one_value(stack: list[Resource], value: object) -> Iterator[list[Resource]]:
    """Yield the stack once for each value in it, with another one in its place."""
    for index, each in enumerate(stack):
        for path in few(paths(dict(each.properties))):
            inputs = copy.deepcopy(dict(each.properties))
            place: Any = inputs
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = value
            changed = replace(each, properties=inputs)
            yield [*stack[:index], changed, *stack[index + 1 :]]


def few(found: Iterator[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Leave out most of the entries of very long lists: one is like the other."""
    return [path for path in found if not any(isinstance(key, int) and 3 < key < 999 for key in path)]


def paths(value: Any) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (key,)
        yield from ((key, *rest) for rest in paths(inner))


@pytest.mark.parametrize("stack", BREAKING)
def test_an_unknown_value_never_turns_broken_into_silence(stack: list[Resource]) -> None:
    broken = {finding.limit for finding in findings(*stack) if finding.verdict is Verdict.BROKEN}
    assert broken
    variants = list(with_one_value(stack, UNKNOWN))
    assert variants
    for variant in variants:
        said = {f.limit for f in findings(*variant) if f.verdict in {Verdict.BROKEN, Verdict.UNDECIDED}}
        assert broken <= said


@settings(deadline=None)
@given(st.lists(related, max_size=6, unique_by=lambda each: each.urn))
def test_an_unknown_value_anywhere_never_turns_broken_into_silence(stack: list[Resource]) -> None:
    # A job whose tenant is unknown is silent while it is the only one, although a list of tenants may turn up.
    assume(not any(isinstance(each.properties.get("tenantId"), list) for each in stack))
    broken = {finding.limit for finding in findings(*stack) if finding.verdict is Verdict.BROKEN}
    for variant in with_one_value(stack, UNKNOWN) if broken else ():
        said = {f.limit for f in findings(*variant) if f.verdict in {Verdict.BROKEN, Verdict.UNDECIDED}}
        assert broken <= said


def test_every_mandatory_limit_has_an_example_that_breaks_it_and_one_that_is_undecided() -> None:
    mandatory = {limit.id for limit in LIMITS if limit.level is Level.MANDATORY}
    stacks = [stack for each in BREAKING for stack in cast("list[list[Resource]]", each.values)]
    found = [finding for stack in stacks for finding in findings(*stack)]
    opened = [f for stack in stacks for variant in with_one_value(stack, UNKNOWN) for f in findings(*variant)]
    assert {finding.limit for finding in found if finding.verdict is Verdict.BROKEN} == mandatory
    assert {finding.limit for finding in opened if finding.verdict is Verdict.UNDECIDED} >= mandatory


@pytest.mark.parametrize("stack", BREAKING)
@pytest.mark.parametrize("extra", [CANARY, {"deep": [CANARY]}])
def test_no_message_shows_a_value(stack: list[Resource], extra: object) -> None:
    """Any value may be a secret that somebody put in the wrong place."""
    for index, each in enumerate(stack):
        for key in [*KEYS, *each.properties]:
            changed = replace(each, properties={**each.properties, key: extra})
            for finding in findings(*stack[:index], changed, *stack[index + 1 :]):
                assert CANARY not in explain(finding)


@pytest.mark.parametrize("stack", BREAKING)
def test_no_message_shows_a_value_in_the_depth(stack: list[Resource]) -> None:
    for changed in with_one_value(stack, CANARY):
        assert not [text for finding in findings(*changed) if CANARY in (text := explain(finding))]


@pytest.mark.parametrize("stack", BREAKING)
def test_no_message_shows_the_address_of_a_server(stack: list[Resource]) -> None:
    somewhere = [replace(each, provider=on_server(CANARY), outputs={"id": CANARY}) for each in stack]
    assert not [text for finding in findings(*somewhere) if CANARY in (text := explain(finding))]


def test_no_message_shows_the_configuration_of_a_provider() -> None:
    for key in ("environment", "metadataHost"):
        stack = resource(MACHINE, "vm", {"tags": tags("backup-server")}, provider={key: f"china.azure.cn-{CANARY}"})
        for finding in findings(stack):
            assert CANARY not in explain(finding)


def test_nothing_shows_its_values_when_printed() -> None:
    shown = [
        repr(read_facts(raw_repository(location=CANARY, version=CANARY, tags=tags("repository", CANARY)))),
        repr(raw_repository(location=CANARY)),
        repr(ProviderResource("p", {"token": CANARY})),
    ]
    assert CANARY not in "".join(shown)


@settings(deadline=None)
@given(resources)
def test_only_types_that_concern_the_rules_have_facts(each: Resource) -> None:
    assert concerns(each.type) or not read_facts(each)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.id)
def test_every_limit_states_itself(limit: Limit) -> None:
    assert limit_by_id(limit.id) is limit
    assert limit.title
    assert limit.reason.endswith(".")
    assert limit.check_fact or limit.check_facts or limit.check_dates
    assert limit.builds
    if limit.level is Level.MANDATORY:
        assert limit.page


def test_ids_and_numbers_are_unique() -> None:
    assert len({limit.id for limit in LIMITS}) == len(LIMITS)
    numbers = [limit.number for limit in LIMITS if limit.number]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("stack", BREAKING)
def test_a_broken_limit_explains_what_is_wrong_why_and_what_to_write(stack: list[Resource]) -> None:
    for finding in findings(*stack):
        if finding.verdict is Verdict.BROKEN:
            text = explain(finding)
            limit = limit_by_id(finding.limit)
            assert finding.subject.name in text
            assert limit.reason in text
            assert limit.page
            assert limit.page.url in text
            assert finding.remedy
            assert text.endswith(finding.remedy)


def test_what_is_undecided_says_that_the_update_checks_it() -> None:
    (finding,) = [f for f in findings(raw_repository(version=UNKNOWN)) if f.verdict is Verdict.UNDECIDED]
    assert "will be checked at update" in explain(finding)


def test_a_rule_that_fails_is_reported_as_broken_without_its_text() -> None:
    def explode(_: object) -> Iterator[Finding]:
        raise KeyError(CANARY)
        yield

    failing = Limit(
        id="default-proxy-enabled",
        title="t",
        level=Level.MANDATORY,
        reason="r.",
        check_fact=explode,
        check_facts=explode,
    )
    (fact,) = read_facts(backup_server("vbr"))
    for found in (check_each(fact, [failing]), check_across([fact], [failing])):
        (finding,) = found
        assert finding.verdict is Verdict.BROKEN
        assert finding.subject == Subject("BackupServer", "vbr", fact.subject.urn)
        assert "KeyError" in explain(finding)
        assert CANARY not in explain(finding)


def test_one_resource_is_asked_about_by_token_name_and_inputs() -> None:
    token = "veeam:entraid:RestoreSession"
    (finding,) = check_resource(token, "restore", {"items": [of_type("Role", isBuiltIn=True)]}, urn="urn:r")
    assert finding.limit == "restorable-item-types"
    assert finding.subject == Subject("RestoreSession", "restore", "urn:r")
    assert check_resource("azure-native:storage:StorageAccount", "s", {}) == []
