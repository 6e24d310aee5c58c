"""The rules of tenants and jobs on small stacks. The cases follow the table of limits, row by row, not the code."""

import math
from typing import Any

import pytest
from stacks import (
    AZURE_ID,
    OTHER_SERVER,
    SERVER,
    case,
    copy_job,
    findings,
    log_job,
    on_server,
    resource,
    storage,
    tenant,
    tenant_job,
    verdicts,
)

from veeam_entraid_limits import (
    UNKNOWN,
    DefaultProxy,
    LogBackupJob,
    ProxyState,
    Reference,
    Resource,
    Setting,
    StorageRepository,
    Subject,
    TenantBackupJob,
    check_across,
    check_each,
    explain,
)

Stack = list[Resource]

B2C = "azure-native:azureactivedirectory:B2CTenant"
CIAM = "azure-native:azureactivedirectory/v20230517preview:CIAMTenant"
CLASSIC_B2C = "azure:aadb2c/directory:Directory"


class TestDefaultProxyOnAServer:
    LIMIT = "default-proxy-enabled"

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            (ProxyState.NOT_ASKED, []),
            (ProxyState.ENABLED, []),
            (ProxyState.DISABLED, ["broken"]),
            (ProxyState.MISSING, ["broken"]),
        ],
    )
    def test_what_the_live_server_shows(self, state: ProxyState, said: list[str]) -> None:
        found = check_each(DefaultProxy(subject=Subject("backup server", "vbr"), state=state))
        assert [finding.verdict.value for finding in found] == said
        assert all('backup server "vbr"' in explain(finding) for finding in found)

    def test_one_provider_is_one_server_before_its_address_is_known(self) -> None:
        def proxy(name: str, count: int, urn: str) -> Resource:
            provider = on_server(UNKNOWN, urn)
            return resource("veeam:infrastructure:DefaultProxy", name, {"maxTaskCount": count}, provider=provider)

        assert verdicts(self.LIMIT, proxy("a", 2, "one"), proxy("b", 4, "one")) == ["broken"]
        assert verdicts(self.LIMIT, proxy("a", 2, "one"), proxy("b", 4, "two")) == ["undecided"]
        assert verdicts(self.LIMIT, proxy("a", 2, "one"), proxy("b", 2, "two")) == []


class TestSupportedTenantType:
    LIMIT = "supported-tenant-type"

    @pytest.mark.parametrize(
        "stack",
        [
            case("not declared", tenant()),
            case("workforce", tenant(tenantType="workforce")),
            case("workforce in any case", tenant(tenantType="Workforce")),
            case("workforce, as Microsoft Graph says", tenant(tenantType="AAD")),
            case("a B2C directory that nobody protects", resource(B2C, "b2c", {"resourceGroupName": "g"})),
            case(
                "a B2C directory beside another tenant",
                tenant(),
                resource(B2C, "b2c", {"resourceGroupName": "g"}, outputs={"tenantId": "another"}),
            ),
            case(
                "B2B guests",
                tenant(),
                resource("azure-native:azureactivedirectory:GuestUsage", "guests", {"tenantId": AZURE_ID}),
            ),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize("kind", ["external", "External", "b2c", "B2C", "ciam", "CIAM", "AAD B2C", "External ID"])
    def test_a_declared_kind_is_broken(self, kind: str) -> None:
        assert verdicts(self.LIMIT, tenant(tenantType=kind)) == ["broken"]

    @pytest.mark.parametrize("token", [B2C, CIAM, CLASSIC_B2C])
    def test_the_directory_that_is_protected_is_broken(self, token: str) -> None:
        directory = resource(token, "d", {"resourceGroupName": "g"}, outputs={"tenantId": AZURE_ID})
        assert verdicts(self.LIMIT, tenant(), directory) == ["broken"]
        assert verdicts(self.LIMIT, tenant(azureTenantId=f"{{{AZURE_ID.upper()}}}"), directory) == ["broken"]
        not_yet = resource(token, "d", {"resourceGroupName": "g"})
        protected = tenant(azureTenantId=UNKNOWN, made_from={"azureTenantId": not_yet})
        assert verdicts(self.LIMIT, protected, not_yet) == ["broken"]

    @pytest.mark.parametrize(
        ("token", "inputs"),
        [
            (
                "azure-native:resources:Resource",
                {"resourceProviderNamespace": "Microsoft.AzureActiveDirectory", "resourceType": "b2cDirectories"},
            ),
            ("azapi:index:Resource", {"type": "Microsoft.AzureActiveDirectory/ciamDirectories@2023-05-17-preview"}),
        ],
    )
    def test_a_directory_as_a_resource_of_any_type_is_one(self, token: str, inputs: dict[str, Any]) -> None:
        outputs = {"properties": {"tenantId": AZURE_ID}}
        assert verdicts(self.LIMIT, tenant(), resource(token, "d", inputs, outputs=outputs)) == ["broken"]
        guests = {key: value.replace("b2cDirectories", "guestUsages") for key, value in inputs.items()}
        guests = {key: value.replace("ciamDirectories", "guestUsages") for key, value in guests.items()}
        assert verdicts(self.LIMIT, tenant(), resource(token, "d", guests, outputs=outputs)) == []

    def test_the_id_may_be_an_input(self) -> None:
        assert verdicts(self.LIMIT, tenant(), resource(CIAM, "d", {"tenantId": AZURE_ID})) == ["broken"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("unknown", tenant(tenantType=UNKNOWN)),
            case("none of the kinds", tenant(tenantType="school")),
            case("a directory of unknown id", tenant(), resource(B2C, "b2c", {"a": 1}, outputs={"tenantId": UNKNOWN})),
            case("an unknown id beside a directory", tenant(azureTenantId=UNKNOWN), resource(B2C, "b2c", {"a": 1})),
        ],
    )
    def test_undecided(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]

    def test_an_id_made_from_two_resources_is_undecided(self) -> None:
        directory, other = resource(B2C, "b2c", {"a": 1}), resource("random:index:RandomUuid", "u")
        protected = tenant(azureTenantId=UNKNOWN, made_from={"azureTenantId": [directory, other]})
        assert verdicts(self.LIMIT, protected, directory, other) == ["undecided"]
        elsewhere = tenant(azureTenantId=UNKNOWN, made_from={"azureTenantId": other})
        assert verdicts(self.LIMIT, elsewhere, directory, other) == []


class TestOneBackupJobPerTenant:
    LIMIT = "one-backup-job-per-tenant"

    @pytest.mark.parametrize(
        "stack",
        [
            case("one", tenant_job(of="t1")),
            case("one of a tenant that is not there yet", tenant(), tenant_job(of=tenant())),
            case("two tenants", tenant_job("a", "t1"), tenant_job("b", "t2")),
            case("a copy job and a log job", tenant_job("a", "t1"), log_job("l", "t1"), tenant()),
            case("a copy job", tenant_job("a", "t1"), copy_job("c", "a", "r", "TenantBackupCopyJob")),
            case("a list of one", tenant_job(of=["t1"])),
            case(
                "tenants of two servers that are not there yet",
                tenant("x"),
                tenant("y", azureTenantId="another", provider=OTHER_SERVER),
                tenant_job("a", tenant("x")),
                tenant_job("b", tenant("y"), provider=OTHER_SERVER),
            ),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    def test_two_declared_tenants_with_a_job_each_hold(self) -> None:
        one, two = tenant("one"), tenant("two", azureTenantId="another")
        assert verdicts(self.LIMIT, one, two, tenant_job("a", one), tenant_job("b", two)) == []

    def test_two_are_broken_by_any_name_of_the_tenant(self) -> None:
        one, same = tenant("one"), tenant("same", azureTenantId=AZURE_ID.upper())
        known = tenant("known", outputs={"id": "42"})
        for stack in (
            [tenant_job("a", "t1"), tenant_job("b", "t1")],
            [tenant_job("a", "t1"), tenant_job("b", "{T1}")],
            [tenant_job("a", "t1"), tenant_job("b", "t1", enabled=False)],
            [one, tenant_job("a", one), tenant_job("b", one)],
            [one, tenant_job("a", one), tenant_job("b", AZURE_ID)],
            [one, same, tenant_job("a", one), tenant_job("b", same)],
            [known, tenant_job("a", known), tenant_job("b", "42")],
            [one, tenant_job("a", "42", made_from={"tenantId": one}), tenant_job("b", "42")],
            [tenant_job("a", "t1"), tenant_job("b", "t1", provider=on_server("https://VBR:9419/"))],
        ):
            assert verdicts(self.LIMIT, *stack) == ["broken"]

    def test_one_job_for_a_list_of_tenants_is_broken(self) -> None:
        assert verdicts(self.LIMIT, tenant_job(of=["t1", "t2"])) == ["broken"]
        assert verdicts(self.LIMIT, tenant_job(of=[UNKNOWN, UNKNOWN])) == ["broken"]
        assert verdicts(self.LIMIT, tenant_job("a", ["t1"]), tenant_job("b", "t1")) == ["broken"]
        assert verdicts(self.LIMIT, tenant_job("a", ["t1"]), tenant_job("b", "t2")) == []
        listed = TenantBackupJob(subject=Subject("job", "j"), tenant=Reference(Setting("tenantId", ["t1"])))
        assert [finding for finding in check_each(listed) if finding.limit == self.LIMIT] == []

    def test_two_on_one_provider_whose_address_is_unknown_are_broken(self) -> None:
        one = on_server(UNKNOWN, "urn:provider")
        assert verdicts(self.LIMIT, tenant_job("a", "t", provider=one), tenant_job("b", "t", provider=one)) == [
            "broken"
        ]

    def test_an_unknown_one_beside_two_that_clash_changes_nothing(self) -> None:
        stack = [tenant_job("a", "t1"), tenant_job("b", "t1"), tenant_job("c")]
        assert verdicts(self.LIMIT, *stack) == ["broken", "undecided"]

    def test_undecided(self) -> None:
        one, two = tenant("one"), tenant("two", azureTenantId=UNKNOWN)
        unknown_server = on_server(UNKNOWN, "urn:other")
        for stack in (
            [tenant_job("a", "t1"), tenant_job("b")],
            [tenant_job("a"), tenant_job("b")],
            [one, two, tenant_job("a", one), tenant_job("b", two)],
            [tenant_job("a", "t"), tenant_job("b", "t", provider=unknown_server)],
            [one, two, tenant_job("a", one), tenant_job("b", UNKNOWN, made_from={"tenantId": [one, two]})],
        ):
            assert verdicts(self.LIMIT, *stack) == ["undecided"]

    def test_two_servers_are_advice(self) -> None:
        stack = [tenant_job("a", "t"), tenant_job("b", "t", provider=OTHER_SERVER)]
        assert verdicts(self.LIMIT, *stack) == ["advisory"]

    def test_a_job_that_a_live_server_shows_counts_once(self) -> None:
        def job(name: str, number: str) -> TenantBackupJob:
            of = Reference(Setting("tenantId", "t1"))
            return TenantBackupJob(subject=Subject("job", name), id=Setting("id", number), tenant=of)

        def said(*jobs: TenantBackupJob) -> list[str]:
            return [explain(finding) for finding in check_across(jobs) if finding.limit == self.LIMIT]

        assert said(job("mine", "7"), job("shown", "7")) == []
        (clash,) = said(job("mine", "7"), job("theirs", "8"))
        assert "back up the same tenant" in clash


class TestManagementGroupRelationships:
    LIMIT = "management-group-relationships"

    @pytest.mark.parametrize("value", [None, False, "false"])
    def test_holds(self, value: object) -> None:
        assert verdicts(self.LIMIT, tenant(managementGroupRelationships=value)) == []

    def test_wanting_them_is_advice_that_names_the_article(self) -> None:
        (finding,) = findings(tenant(managementGroupRelationships=True))
        assert finding.verdict.value == "advisory"
        assert "KB 4683" in explain(finding)

    @pytest.mark.parametrize("value", [UNKNOWN, "perhaps"])
    def test_undecided(self, value: object) -> None:
        assert verdicts(self.LIMIT, tenant(managementGroupRelationships=value)) == ["undecided"]


SPREADING: dict[str, Any] = {"type": "S3Compatible", "bucket": {"enableAutoProvision": True}}


class TestLogRepositoryNotMultiBucket:
    LIMIT = "log-repository-not-multi-bucket"

    @pytest.mark.parametrize(
        "inputs",
        [
            {},
            {"type": "S3Compatible", "bucket": {}},
            {"type": "S3Compatible", "bucket": {"enableAutoProvision": False}},
            {"type": "S3Compatible", "bucket": {"enableAutoProvision": None}},
            {"type": "AzureBlob", "container": {"containerName": "c"}},
        ],
    )
    def test_holds(self, inputs: dict[str, Any]) -> None:
        r = storage(**inputs)
        copy = copy_job("c", "l", r, "LogBackupCopyJob")
        assert verdicts(self.LIMIT, r, copy, log_job(of="t", made_from={"repositoryId": r})) == []

    def test_a_capacity_extent_may_spread(self) -> None:
        capacity, performance = storage("c", outputs={"id": "c"}, **SPREADING), storage("p", outputs={"id": "p"})
        whole = storage(
            "r",
            performanceTier={"performanceExtents": [{"id": "p"}]},
            capacityTier={"extents": [{"id": "c"}]},
            outputs={"id": "r"},
        )
        assert verdicts(self.LIMIT, capacity, performance, whole, log_job(of="t")) == []

    def test_broken(self) -> None:
        r = storage(outputs={"id": "R"}, **SPREADING)
        extent = storage("p", outputs={"id": "p"}, **SPREADING)
        whole = storage("w", performanceTier={"performanceExtents": [{"id": "q"}, {"id": "P"}]}, outputs={"id": "r"})
        made_of_it = storage(
            "w",
            performanceTier={"performanceExtents": [{"id": UNKNOWN}, {"id": UNKNOWN}]},
            made_from={"performanceTier": [extent, storage("q")]},
            outputs={"id": "r"},
        )
        for stack in (
            [r, log_job(of="t")],
            [r, log_job(of="t", enabled=False)],
            [r, log_job(of="t", repositoryId=UNKNOWN, made_from={"repositoryId": r})],
            [r, copy_job("c", "l", r, "LogBackupCopyJob")],
            [extent, whole, log_job(of="t")],
            [extent, made_of_it, log_job(of="t")],
        ):
            assert verdicts(self.LIMIT, *stack) == ["broken"]

    def test_undecided(self) -> None:
        r = storage(bucket={"enableAutoProvision": UNKNOWN}, outputs={"id": "r"})
        odd = storage(bucket={"enableAutoProvision": "perhaps"}, outputs={"id": "r"})
        whole = storage("w", performanceTier={"performanceExtents": [{"id": "p"}]}, outputs={"id": "r"})
        for stack in (
            [log_job(of="t", repositoryId="bare")],
            [copy_job("c", "l", "bare", "LogBackupCopyJob")],
            [log_job(of="t", repositoryId=UNKNOWN)],
            [r, log_job(of="t")],
            [odd, log_job(of="t")],
            [whole, log_job(of="t")],
            [storage(performanceTier=UNKNOWN, outputs={"id": "r"}), log_job(of="t")],
            [resource("veeam:infrastructure:Repository", "left out", outputs={"id": "r"}), log_job(of="t")],
        ):
            assert verdicts(self.LIMIT, *stack) == ["undecided"]

    def test_a_job_of_an_unknown_repository_is_not_taken_for_one_of_another_job_s(self) -> None:
        r = storage(**SPREADING)
        named = log_job("named", "t", repositoryId=UNKNOWN, made_from={"repositoryId": r})
        unknown = log_job("unknown", "t", repositoryId=UNKNOWN)
        found = [f for f in findings(r, named, unknown) if f.limit == self.LIMIT]
        assert [(f.subject.name, f.verdict.value) for f in found] == [("named", "broken"), ("unknown", "undecided")]

    def test_a_copy_of_a_tenant_backup_there_is_advice(self) -> None:
        r = storage(**SPREADING)
        assert verdicts(self.LIMIT, r, copy_job("c", "j", r, "TenantBackupCopyJob")) == ["advisory"]
        assert verdicts(self.LIMIT, copy_job("c", "j", "bare", "TenantBackupCopyJob")) == []

    def test_a_repository_of_a_live_server_is_found_by_its_id(self) -> None:
        subject = Subject("repository", "on the server")
        live = StorageRepository(
            subject=subject, id=Setting("id", "7"), auto_provision=Setting("bucket.enableAutoProvision", value=True)
        )
        job = LogBackupJob(subject=Subject("LogBackupJob", "l"), repository=Reference(Setting("repositoryId", "7")))
        assert [f.verdict.value for f in check_across([live, job]) if f.limit == self.LIMIT] == ["broken"]


class TestSignInLogsNeedPaidLicense:
    LIMIT = "sign-in-logs-need-paid-license"

    @pytest.mark.parametrize(
        ("logs", "license_", "said"),
        [
            (None, None, []),
            ([], None, []),
            (["audit"], None, []),
            (["audit"], "free", []),
            (["audit"], UNKNOWN, []),
            (["audit", "signIn"], "p1", []),
            (["signIn"], "P2", []),
            (UNKNOWN, "p1", []),
            (None, "p2", []),
            (["signIn"], "free", ["broken"]),
            (["audit", "signIn"], "Free", ["broken"]),
            (["audit", "sign-in", UNKNOWN], "free", ["broken"]),
            ("signIn", "free", ["broken"]),
            (None, "free", ["undecided"]),
            ([], "free", ["undecided"]),
            (UNKNOWN, "free", ["undecided"]),
            (["audit", UNKNOWN], "free", ["undecided"]),
            (["signIn"], None, ["undecided"]),
            (["signIn"], UNKNOWN, ["undecided"]),
            (["signIn"], "gold", ["undecided"]),
            (UNKNOWN, None, ["undecided"]),
            (None, UNKNOWN, ["undecided"]),
        ],
    )
    def test_logs_and_licence(self, logs: object, license_: object, said: list[str]) -> None:
        t = tenant(tenantLicense=license_)
        assert verdicts(self.LIMIT, t, log_job(of=t, logs=logs)) == said
        assert verdicts(self.LIMIT, t, log_job(of=t, logs=logs, enabled=False)) == said

    def test_the_licence_is_that_of_the_jobs_own_tenant(self) -> None:
        free, paid = tenant("free", tenantLicense="free"), tenant("paid", tenantLicense="p1", azureTenantId="another")
        assert verdicts(self.LIMIT, free, paid, log_job(of=paid, logs=["signIn"])) == []
        assert verdicts(self.LIMIT, free, paid, log_job(of=free, logs=["signIn"])) == ["broken"]
        assert verdicts(self.LIMIT, free, paid, log_job(of=UNKNOWN, logs=["signIn"])) == ["undecided"]
        assert verdicts(self.LIMIT, free, paid, log_job(of="bare", logs=["signIn"])) == ["undecided"]

    def test_a_job_of_an_open_tenant_may_be_a_job_of_any(self) -> None:
        paid, other = tenant("paid", tenantLicense="p1"), tenant("other", tenantLicense="p2", azureTenantId="other")
        silent = tenant("silent", azureTenantId="silent")
        assert verdicts(self.LIMIT, paid, other, log_job(logs=["signIn"])) == []
        assert verdicts(self.LIMIT, paid, silent, log_job(logs=["signIn"])) == ["undecided"]
        assert verdicts(self.LIMIT, silent, log_job()) == []
        assert verdicts(self.LIMIT, log_job()) == []
        assert verdicts(self.LIMIT, log_job(logs=["signIn"])) == ["undecided"]
        assert verdicts(self.LIMIT, paid, tenant("free", tenantLicense="free"), log_job()) == ["undecided"]

    @pytest.mark.parametrize(
        ("logs", "license_", "said"),
        [
            (["signIn"], "free", "Write logs: [audit], or declare tenantLicense: p1 or p2"),
            (None, "free", "which logs the job backs up is not declared."),
            (["signIn"], None, "no tenantLicense of its tenant is declared."),
            (["signIn"], "gold", 'tenantLicense of the tenant of LogBackupJob "logs" is none of free, p1 and p2.'),
            (["signIn"], UNKNOWN, 'tenantLicense of the tenant of LogBackupJob "logs" is not known yet.'),
            (["provisioning"], None, "names other logs than audit and signIn."),
        ],
    )
    def test_it_says_what_is_open(self, logs: object, license_: object, said: str) -> None:
        t = tenant(tenantLicense=license_)
        (found,) = [f for f in findings(t, log_job(of=t, logs=logs)) if f.limit == self.LIMIT]
        assert said in explain(found)

    def test_two_resources_of_one_tenant_have_the_lesser_licence(self) -> None:
        free, paid = tenant("free", tenantLicense="free"), tenant("paid", tenantLicense="p1")
        assert verdicts(self.LIMIT, free, paid, log_job(of=paid, logs=["signIn"])) == ["broken"]


def schedule(**kinds: object) -> dict[str, Any]:
    return {"schedule": {"runAutomatically": True, **kinds}}


MONTHLY = schedule(monthly={"isEnabled": True, "dayOfMonth": 1})


def after(name: object) -> dict[str, Any]:
    return schedule(afterThisJob={"isEnabled": True, "jobName": name})


class TestLogBackupNeedsRecentTenantBackup:
    LIMIT = "log-backup-needs-recent-tenant-backup"

    @pytest.mark.parametrize(
        "inputs",
        [
            schedule(),
            schedule(daily={"isEnabled": True, "dailyKind": "Everyday"}),
            schedule(daily={"isEnabled": True, "dailyKind": "SelectedDays", "days": ["Monday"]}),
            schedule(periodically={"isEnabled": True, "periodicallyKind": "Hours", "frequency": 4}),
            schedule(periodically={"isEnabled": True, "periodicallyKind": "Days", "frequency": 30}),
            schedule() | {"enabled": True},
            schedule() | {"enabled": None},
        ],
    )
    def test_holds(self, inputs: dict[str, Any]) -> None:
        t = tenant()
        assert verdicts(self.LIMIT, t, tenant_job(of=t, **inputs), log_job(of=t)) == []
        assert verdicts(self.LIMIT, tenant_job(of="bare", **inputs), log_job(of="bare")) == []

    def test_a_disabled_log_job_holds_whatever_else(self) -> None:
        t = tenant()
        assert verdicts(self.LIMIT, t, log_job(of=t, enabled=False)) == []

    def test_a_chain_that_ends_well_holds(self) -> None:
        t = tenant()
        stack = [t, tenant_job("a", t, **after("B")), tenant_job("b", "other"), log_job(of=t)]
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "inputs",
        [
            {"enabled": False},
            {"enabled": "false", "schedule": UNKNOWN},
            MONTHLY,
            MONTHLY | {"enabled": UNKNOWN},
            schedule(monthly={"isEnabled": True, "months": UNKNOWN}),
            schedule(monthly={"isEnabled": True, "isLastDayOfMonth": True, "months": ["May"]}),
            schedule(periodically={"isEnabled": True, "periodicallyKind": "Days", "frequency": 31}),
        ],
    )
    def test_broken(self, inputs: dict[str, Any]) -> None:
        t = tenant()
        assert verdicts(self.LIMIT, t, tenant_job(of=t, **inputs), log_job(of=t)) == ["broken"]

    def test_without_a_tenant_job_it_is_broken(self) -> None:
        t, other = tenant(), tenant("other", azureTenantId="another")
        assert verdicts(self.LIMIT, t, log_job(of=t)) == ["broken"]
        assert verdicts(self.LIMIT, t, log_job(of=AZURE_ID)) == ["broken"]
        assert verdicts(self.LIMIT, t, other, tenant_job(of=other), log_job(of=t)) == ["broken"]
        assert verdicts(self.LIMIT, t, tenant_job(of=t, provider=OTHER_SERVER), log_job(of=t)) == ["broken"]

    @pytest.mark.parametrize("last", [{"enabled": False}, MONTHLY])
    def test_a_chain_that_ends_in_such_a_job_is_broken(self, last: dict[str, Any]) -> None:
        t = tenant()
        chain = [tenant_job("a", t, **after("b")), tenant_job("b", "x", **after("c")), tenant_job("c", "y", **last)]
        assert verdicts(self.LIMIT, t, *chain, log_job(of=t)) == ["broken"]
        referring = tenant_job("a", t, **after(UNKNOWN), made_from={"schedule": chain[2]})
        assert verdicts(self.LIMIT, t, referring, chain[2], log_job(of=t)) == ["broken"]

    @pytest.mark.parametrize(
        "inputs",
        [
            {"schedule": None},
            {"schedule": {"runAutomatically": False}},
            {"schedule": UNKNOWN},
            {"enabled": UNKNOWN},
            after("somebody else's"),
            after("job"),
            after(UNKNOWN),
        ],
    )
    def test_undecided(self, inputs: dict[str, Any]) -> None:
        t = tenant()
        assert verdicts(self.LIMIT, t, tenant_job(of=t, **inputs), log_job(of=t)) == ["undecided"]

    def test_what_belongs_to_what_may_be_undecided(self) -> None:
        t = tenant()
        unknown_server = on_server(UNKNOWN, "urn:other")
        for stack in (
            [log_job(of="bare")],
            [log_job(of=UNKNOWN)],
            [t, tenant_job(of=UNKNOWN), log_job(of=t)],
            [t, log_job(of=t, enabled=UNKNOWN)],
            [t, tenant_job(of=t, provider=unknown_server), log_job(of=t)],
            [t, tenant_job("a", t, **after("b")), tenant_job("b", "x", **after("a")), log_job(of=t)],
        ):
            assert verdicts(self.LIMIT, *stack) == ["undecided"]

    @pytest.mark.parametrize(
        ("hours", "said"),
        [
            (None, []),
            (0, []),
            (720, []),
            (720.01, ["broken"]),
            (9000, ["broken"]),
            (math.inf, ["broken"]),
            (UNKNOWN, ["undecided"]),
            (math.nan, ["undecided"]),
            ("old", ["undecided"]),
        ],
    )
    def test_the_age_that_a_live_server_shows(self, hours: object, said: list[str]) -> None:
        def found(enabled: object) -> list[str]:
            job = LogBackupJob(
                subject=Subject("LogBackupJob", "l"),
                enabled=Setting("enabled", enabled),
                latest_restore_point_age=Setting("latestRestorePoint", hours),
            )
            return [finding.verdict.value for finding in check_each(job) if finding.limit == self.LIMIT]

        assert found(None) == said
        assert found(enabled=False) == []

    def test_an_age_decides_about_a_tenant_outside_the_stack(self) -> None:
        job = LogBackupJob(
            subject=Subject("LogBackupJob", "l"),
            tenant=Reference(Setting("tenantId", "t")),
            latest_restore_point_age=Setting("latestRestorePoint", 10),
        )
        assert [finding for finding in check_across([job]) if finding.limit == self.LIMIT] == []

    def test_it_says_which_job_leaves_how_long_and_what_to_write(self) -> None:
        t = tenant()
        (said,) = [
            explain(finding)
            for finding in findings(t, tenant_job("monthly", t, **MONTHLY), log_job("l", t))
            if finding.limit == self.LIMIT
        ]
        assert 'LogBackupJob "l" backs up logs, and TenantBackupJob "monthly" leaves up to 31 days' in said
        assert "schedule: {runAutomatically: true}" in said

    @pytest.mark.parametrize(
        ("inputs", "said"),
        [
            ({"enabled": UNKNOWN, "schedule": UNKNOWN}, 'enabled of TenantBackupJob "job" is not known yet.'),
            ({"schedule": UNKNOWN}, 'how often TenantBackupJob "job" runs is not known yet'),
            ({"schedule": None}, 'TenantBackupJob "job" does not run automatically'),
            ({"schedule": None, "enabled": UNKNOWN}, 'enabled of TenantBackupJob "job" is not known yet.'),
            (after("another"), 'TenantBackupJob "job" runs after a job of which nothing is known here.'),
            (after("job"), "runs after a job that waits for it in turn."),
        ],
    )
    def test_it_says_what_is_open(self, inputs: dict[str, Any], said: str) -> None:
        t = tenant()
        (found,) = [f for f in findings(t, tenant_job(of=t, **inputs), log_job(of=t)) if f.limit == self.LIMIT]
        assert said in explain(found)

    def test_a_chain_of_thousands_is_followed(self) -> None:
        t = tenant()
        chain = [tenant_job(f"j{n}", t if n == 0 else f"t{n}", **after(f"j{n + 1}")) for n in range(3000)]
        stack = [t, *chain, tenant_job("j3000", "last", **MONTHLY), log_job(of=t)]
        assert verdicts(self.LIMIT, *stack) == ["broken"]


def test_a_server_without_configuration_is_one_server() -> None:
    assert SERVER.properties["endpoint"]
    jobs = [tenant_job("a", "t", provider=None), tenant_job("b", "t", provider=None)]
    assert verdicts("one-backup-job-per-tenant", *jobs) == ["broken"]
