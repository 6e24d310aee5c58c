"""What is no more than advice about tenants, jobs and repositories: when it is given, and when not."""

from dataclasses import replace
from typing import Any

import pytest
from stacks import (
    OTHER_SERVER,
    SERVER,
    case,
    copy_job,
    findings,
    log_job,
    resource,
    storage,
    tenant,
    tenant_job,
    verdicts,
)

from veeam_entraid_limits import UNKNOWN, Resource, explain

Stack = list[Resource]

KEPT = {"enabled": True, "retention": {"type": "Days", "quantity": 30}, "encryptionPasswordId": "p"}


class TestBackupEncryption:
    LIMIT = "backup-encryption"

    @pytest.mark.parametrize("job", [tenant_job, log_job])
    def test_a_job_without_a_password_is_told_so(self, job: Any) -> None:
        assert verdicts(self.LIMIT, job(of="t")) == ["advisory"]
        assert verdicts(self.LIMIT, job(of="t", encryptionPasswordId=None)) == ["advisory"]

    @pytest.mark.parametrize("job", [tenant_job, log_job])
    @pytest.mark.parametrize("password", ["an id", UNKNOWN])
    def test_one_with_a_password_is_fine(self, job: Any, password: object) -> None:
        assert verdicts(self.LIMIT, job(of="t", encryptionPasswordId=password)) == []


class TestCacheRepositoryType:
    LIMIT = "cache-repository-type"

    @pytest.mark.parametrize("kind", ["WinLocal", "LinuxLocal", "Smb", "nfs", UNKNOWN, None])
    def test_servers_and_shares_are_fine(self, kind: object) -> None:
        cache = storage(type=kind)
        assert verdicts(self.LIMIT, cache, tenant(made_from={"cacheRepositoryId": cache})) == []

    @pytest.mark.parametrize("kind", ["AzureBlob", "S3Compatible", "LinuxHardened", "azureblob"])
    def test_others_are_not(self, kind: str) -> None:
        cache = storage(type=kind, outputs={"id": "7"})
        assert verdicts(self.LIMIT, cache, tenant(made_from={"cacheRepositoryId": cache})) == ["advisory"]
        assert verdicts(self.LIMIT, cache, tenant(cacheRepositoryId="7")) == ["advisory"]
        assert verdicts(self.LIMIT, cache, tenant(cacheRepositoryId="8")) == []

    def test_an_id_that_every_server_has_is_the_one_of_the_own_server(self) -> None:
        here, there = storage("here", outputs={"id": "7"}), storage("there", type="AzureBlob", outputs={"id": "7"})
        other = storage("there", type="AzureBlob", outputs={"id": "7"}, provider=OTHER_SERVER)
        assert verdicts(self.LIMIT, here, other, tenant(cacheRepositoryId="7")) == []
        assert verdicts(self.LIMIT, other, tenant(cacheRepositoryId="7")) == []
        assert verdicts(self.LIMIT, there, tenant(cacheRepositoryId="7")) == ["advisory"]


class TestCloudConnectRepository:
    LIMIT = "cloud-connect-repository"

    def test_neither_logs_nor_copies_go_there(self) -> None:
        cloud, own = storage("cloud", type="Cloud"), storage("own")
        for kind in ("TenantBackupCopyJob", "LogBackupCopyJob"):
            assert verdicts(self.LIMIT, cloud, copy_job("c", "j", cloud, kind)) == ["advisory"]
            assert verdicts(self.LIMIT, cloud, own, copy_job("c", "j", own, kind)) == []
        assert verdicts(self.LIMIT, cloud, log_job(of="t", made_from={"repositoryId": cloud})) == ["advisory"]
        assert verdicts(self.LIMIT, own, log_job(of="t", made_from={"repositoryId": own})) == []


class TestLogsInProtectionScope:
    LIMIT = "logs-in-protection-scope"

    @pytest.mark.parametrize("scope", [["Users", "Logs"], ["logs"], None, [], UNKNOWN, ["Users", UNKNOWN], "strange"])
    def test_holds(self, scope: object) -> None:
        t = tenant(protectionScope=scope)
        assert verdicts(self.LIMIT, t, log_job(of=t)) == []

    def test_a_scope_that_leaves_them_out_is_advice(self) -> None:
        t = tenant(protectionScope=["Users", "Groups"])
        assert verdicts(self.LIMIT, t, log_job(of=t)) == ["advisory"]
        assert verdicts(self.LIMIT, t, tenant_job(of=t)) == []
        assert verdicts(self.LIMIT, t, log_job(of=t, provider=OTHER_SERVER)) == []


ACCOUNT = "azure-native:storage:StorageAccount"


def blob_stack(*parts: Resource, token: str = ACCOUNT, **account: object) -> Stack:
    """Return a repository in a storage account that is not there yet, with what is set beside the account."""
    made = resource(token, "account", {"kind": "StorageV2", **account})
    credential = resource(
        "veeam:infrastructure:CloudCredential", "c", {"account": UNKNOWN}, made_from={"account": made}
    )
    blob = storage("blob", type="AzureBlob", account={"credentialsId": UNKNOWN}, made_from={"account": credential})
    beside = [replace(part, property_dependencies={"accountName": [made.urn]}) for part in parts]
    return [made, credential, blob, *beside]


def service(**inputs: object) -> Resource:
    return resource("azure-native:storage:BlobServiceProperties", "s", {"accountName": UNKNOWN, **inputs})


POLICY = resource("azure-native:storage:ManagementPolicy", "p", {"accountName": UNKNOWN, "policy": {}})


class TestRepositoryBlobAccount:
    LIMIT = "repository-blob-account"

    @pytest.mark.parametrize(
        "stack",
        [
            case("a plain account", *blob_stack()),
            case("switches that are off", *blob_stack(isHnsEnabled=False)),
            case("a switch that is unknown", *blob_stack(isHnsEnabled=UNKNOWN)),
            case("no soft delete", *blob_stack(service(deleteRetentionPolicy={"enabled": False}))),
            case("rules of another account", *blob_stack(), replace(POLICY, properties={"accountName": "other"})),
            case("rules without a repository", *blob_stack(POLICY)[:2], *blob_stack(POLICY)[3:]),
            case("an account of nobody", resource(ACCOUNT, "a", {"isHnsEnabled": True}), storage()),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            case("a hierarchical namespace", *blob_stack(isHnsEnabled=True)),
            case("lifecycle rules", *blob_stack(POLICY)),
            case("soft delete of blobs", *blob_stack(service(deleteRetentionPolicy={"enabled": True, "days": 7}))),
            case("soft delete of containers", *blob_stack(service(containerDeleteRetentionPolicy={"enabled": True}))),
            case("classic", *blob_stack(token="azure:storage/account:Account", isHnsEnabled=True)),
            case(
                "classic soft delete",
                *blob_stack(
                    token="azure:storage/account:Account", blobProperties={"deleteRetentionPolicy": {"days": 7}}
                ),
            ),
        ],
    )
    def test_advice(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["advisory"]

    def test_everything_is_found_by_name_as_well(self) -> None:
        account = resource(ACCOUNT, "a", {"accountName": "Store1"})
        credential = resource(
            "veeam:infrastructure:CloudCredential", "c", {"account": "store1"}, outputs={"id": "7"}, provider=SERVER
        )
        blob = storage("blob", type="AzureBlob", account={"credentialsId": "7"})
        policy = resource(
            "azure:storage/managementPolicy:ManagementPolicy",
            "p",
            {"storageAccountId": "/subscriptions/s/storageAccounts/store1"},
        )
        assert verdicts(self.LIMIT, account, credential, blob) == []
        assert verdicts(self.LIMIT, account, credential, blob, policy) == ["advisory"]
        made_up = resource(ACCOUNT, "a", {"kind": "StorageV2"}, outputs={"name": "store1"})
        assert verdicts(self.LIMIT, made_up, credential, blob, policy) == ["advisory"]


class TestRepositoryRegionType:
    LIMIT = "repository-region-type"

    @pytest.mark.parametrize("region", ["Global", None, UNKNOWN])
    def test_holds(self, region: object) -> None:
        assert verdicts(self.LIMIT, storage(type="AzureBlob", account={"regionType": region})) == []

    @pytest.mark.parametrize("region", ["Government", "China", "china"])
    def test_other_clouds_are_advice(self, region: str) -> None:
        assert verdicts(self.LIMIT, storage(type="AzureBlob", account={"regionType": region})) == ["advisory"]


class TestRetentionInDays:
    LIMIT = "retention-in-days"

    @pytest.mark.parametrize(
        "retention", [{"type": "Days", "quantity": 30}, {"type": UNKNOWN}, UNKNOWN, None, "strange"]
    )
    def test_holds(self, retention: object) -> None:
        assert verdicts(self.LIMIT, tenant_job(of="t", retention=retention)) == []

    @pytest.mark.parametrize("kind", ["RestorePoints", "restorePoints"])
    def test_counting_restore_points_is_advice(self, kind: str) -> None:
        assert verdicts(self.LIMIT, tenant_job(of="t", retention={"type": kind, "quantity": 7})) == ["advisory"]


class TestTenantBackupCopy:
    LIMIT = "tenant-backup-copy"
    JOB = tenant_job("j", "t")

    @pytest.mark.parametrize(
        "stack",
        [
            case("copied", JOB, copy_job("c", JOB, "r", "TenantBackupCopyJob")),
            case(
                "copied by its id",
                tenant_job("j", "t", outputs={"id": "7"}),
                copy_job("c", "7", "r", "TenantBackupCopyJob"),
            ),
            case("perhaps copied", JOB, copy_job("c", UNKNOWN, "r", "TenantBackupCopyJob")),
            case("perhaps copied by its id", JOB, copy_job("c", "7", "r", "TenantBackupCopyJob")),
            case("disabled", tenant_job("j", "t", enabled=False)),
            case("no job of a tenant", log_job(of="t")),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            case("no copy", JOB),
            case("a copy of logs", JOB, log_job(of="t"), copy_job("c", "l", "r", "LogBackupCopyJob")),
            case("a copy of another", JOB, tenant_job("k", "u"), copy_job("c", JOB, "r", "TenantBackupCopyJob")),
        ],
    )
    def test_advice(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["advisory"]

    def test_only_the_one_without_a_copy_is_named(self) -> None:
        stack = [self.JOB, tenant_job("k", "u"), copy_job("c", self.JOB, "r", "TenantBackupCopyJob")]
        (finding,) = [finding for finding in findings(*stack) if finding.limit == self.LIMIT]
        assert 'TenantBackupJob "k"' in explain(finding)


def test_what_is_kept_well_is_given_no_advice() -> None:
    t, r = tenant(protectionScope=["Users", "Logs"]), storage()
    job = tenant_job("j", t, **KEPT)
    stack = [
        t,
        r,
        job,
        copy_job("c", job, r, "TenantBackupCopyJob"),
        log_job("l", t, repositoryId=UNKNOWN, made_from={"repositoryId": r}, **KEPT),
    ]
    assert findings(*stack) == []
