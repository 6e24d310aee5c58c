"""Examples of everything that the rules talk about: what they say of these is recorded, word for word."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from stacks import (
    AZURE_ID,
    CLASSIC_MACHINE,
    CLASSIC_SERVER,
    COMPONENTS,
    FLEXIBLE_SERVER,
    MACHINE,
    OTHER_SERVER,
    SERVER,
    backup_server,
    copy_job,
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
    UNKNOWN,
    Fact,
    ProviderResource,
    Resource,
    Setting,
    Subject,
    VeeamServer,
    jobs_on_server,
    license_on_server,
    proxy_on_server,
    repository_on_server,
    tenant_on_server,
)

__all__ = ["CONFIGURATIONS", "STACKS", "WAIVERS", "live_facts", "resources"]

Stack = list[Resource]

PROXY = "veeam:infrastructure:DefaultProxy"
ACCOUNT = resource("azure-native:storage:StorageAccount", "account", {"isHnsEnabled": True})
CREDENTIAL = resource(
    "veeam:infrastructure:CloudCredential",
    "login",
    {"account": UNKNOWN},
    made_from={"account": ACCOUNT},
    provider=SERVER,
)
BLOB = storage(
    "blob",
    type="AzureBlob",
    account={"credentialsId": UNKNOWN, "regionType": "Government"},
    made_from={"account": CREDENTIAL},
)
SERVICE = resource(
    "azure-native:storage:BlobServiceProperties",
    "service",
    {"accountName": UNKNOWN, "deleteRetentionPolicy": {"enabled": True}},
    made_from={"accountName": ACCOUNT},
)
RULES = resource(
    "azure-native:storage:ManagementPolicy", "rules", {"accountName": UNKNOWN}, made_from={"accountName": ACCOUNT}
)
CLOUD = storage("cloud", type="Cloud", outputs={"id": "cloud"})
SPREADING = storage("many", bucket={"enableAutoProvision": True}, outputs={"id": "many"})
LOGS_TENANT = tenant("t", tenantLicense="free", cacheRepositoryId="cloud", protectionScope=["Users"])
PRINCIPAL = of_type("Application", applicationType="EnterpriseRegistration", applicationId="A", id="p")
REGISTRATION = of_type("Application", applicationType="AppRegistration", applicationId="A", id="r")
UPGRADE = of_type("DeviceConfiguration", odataType="microsoft.graph.editionUpgradeConfiguration")
AZURE_OF_TENANT = ProviderResource("pulumi:providers:azure-native", {"tenantId": AZURE_ID})
GROUP = "azure-native:network:NetworkSecurityGroup"
OPEN = {"direction": "Inbound", "access": "Allow", "sourceAddressPrefix": "*", "destinationPortRange": "5432"}


def cloud(**provider: object) -> Stack:
    return [resource(MACHINE, "vm", {"tags": tags("backup-server")}, provider=provider)]


def runs(**kinds: object) -> dict[str, Any]:
    return {"schedule": {"runAutomatically": True, **kinds}}


STACKS: dict[str, Stack] = {
    "proxies that disagree": [
        resource(PROXY, "one", {"enabled": True, "maxTaskCount": 2}, provider=SERVER),
        resource(PROXY, "two", {"enabled": False, "maxTaskCount": 4}, provider=SERVER),
    ],
    "a proxy that is neither on nor off": [resource(PROXY, "one", {"enabled": "perhaps"}, provider=SERVER)],
    "a server and no repository of that name": [backup_server(), backup_server("b"), repository(backupServer="c")],
    "two servers and a repository that names none": [backup_server(), backup_server("b"), repository()],
    "two repositories, perhaps": [backup_server(), repository("a"), raw_repository("b", tags=tags(UNKNOWN))],
    "two repositories, one perhaps retired": [backup_server(), repository("a"), repository("b", connection=UNKNOWN)],
    "two repositories, one perhaps a copy": [
        raw_backup_server(),
        raw_repository("a"),
        raw_repository("b", createMode=UNKNOWN),
    ],
    "an old version": [repository(engineVersion="9.6"), raw_repository(version="x"), raw_repository("p", version="16")],
    "a version that is being updated": [raw_repository(version=None, createMode="Update")],
    "a machine that says nothing": [resource(MACHINE, "db", {"tags": tags("repository")})],
    "a classic server": [
        raw_repository(
            token=CLASSIC_SERVER,
            administratorLoginPassword=None,
            administratorPassword=UNKNOWN,
            authentication={"passwordAuthEnabled": False},
        )
    ],
    "no administrator": [raw_repository(administratorLogin=None, administratorLoginPassword=None)],
    "no administrator's login": [raw_repository(administratorLogin=None)],
    "no administrator's password": [raw_repository(administratorLoginPassword=None)],
    "methods": [repository(authenticationMethods=["gss", "cert"]), repository("b", authenticationMethods=[])],
    "methods that are open": [repository(authenticationMethods=["cert", UNKNOWN])],
    "methods of no kind": [repository(authenticationMethods="md5")],
    "clouds": [
        raw_backup_server(location="China East"),
        raw_repository(location="usdodcentral"),
        backup_server("c", location="USGovVirginia"),
        repository(location="ussecwest"),
    ],
    "environments": cloud(environment="usgovernment"),
    "an environment of China": cloud(environment="AzureChinaCloud"),
    "an environment that is open": cloud(environment=UNKNOWN),
    "a metadata host": cloud(metadataHost="management.chinacloudapi.cn"),
    "a metadata host of nobody": cloud(metadataHost="management.example.com"),
    "a metadata host that is open": cloud(metadataHost=UNKNOWN),
    "a part of a component in China": [
        resource(MACHINE, "m", {"location": "chinaeast"}, inside=[COMPONENTS + "BackupServer"]),
        resource(FLEXIBLE_SERVER, "f", {"location": "chinaeast"}, inside=[COMPONENTS + "EntraIdRepository"]),
        resource(
            "azuread:index/application:Application",
            "a",
            {"x": 1},
            inside=[COMPONENTS + "EntraApplication"],
            provider={"environment": "china"},
        ),
    ],
    "tenants": [tenant(region="usgovernmentL4"), tenant("e", tenantType="External"), tenant("c", tenantType="ciam")],
    "a tenant of no kind": [tenant(tenantType="strange", region="strange")],
    "a directory": [
        tenant(),
        resource("azure-native:azureactivedirectory:B2CTenant", "d", {"x": 1}, outputs={"tenantId": AZURE_ID}),
    ],
    "a directory that is open": [
        tenant(azureTenantId=UNKNOWN),
        resource("azure-native:azureactivedirectory:B2CTenant", "d", {"x": 1}),
    ],
    "many items": [session(*[of_type("User", onPremisesSyncEnabled=True)] * 1001)],
    "a filter": [session(filter={"type": "User"})],
    "a filter of another type": [session(of_type("Group", groupType="SecurityGroup"), filter={"type": "User"})],
    "a filter beside items": [session(of_type("User"), filter={"type": UNKNOWN})],
    "jobs of one tenant": [
        tenant("x"),
        tenant("y"),
        tenant_job("a", tenant("x")),
        tenant_job("b", tenant("y")),
        tenant_job("c", UNKNOWN),
    ],
    "a job of several tenants": [tenant_job("a", ["t1", "t2"]), tenant_job("b", [])],
    "one tenant on two servers": [
        tenant("x"),
        tenant("y", provider=OTHER_SERVER),
        tenant_job("a", tenant("x")),
        replace(tenant_job("b", tenant("y")), provider=OTHER_SERVER),
    ],
    "servers that are open": [tenant_job("a", "t1", provider=on_server(UNKNOWN)), tenant_job("b", "t1")],
    "tenants without an id": [tenant(azureTenantId=UNKNOWN), tenant_job("a", tenant()), tenant_job("b", AZURE_ID)],
    "what is not restored": [
        session(
            of_type("Role", isBuiltIn=True),
            of_type("Role"),
            of_type("Role", isBuiltIn="perhaps"),
            of_type("Role", isBuiltIn=False),
        )
    ],
    "groups": [
        session(
            of_type("Group", groupType="DistributionGroup"),
            of_type("Group", groupType="MailEnabledSecurityGroup"),
            *[of_type("Group")] * 7,
        )
    ],
    "types": [session(of_type("User"), of_type("Group", groupType="SecurityGroup"), of_type(UNKNOWN), of_type(None))],
    "two types of devices": [session(of_type("DeviceConfiguration"), of_type("DeviceCompliancePolicy"))],
    "strange types": [session(of_type("Strange"), of_type("User"))],
    "principals": [session(PRINCIPAL, of_type("Application", applicationType="EnterpriseRegistration"))],
    "a principal whose application is elsewhere": [
        session(PRINCIPAL | {"linkedApplication": "exists"}, PRINCIPAL | {"linkedApplication": "otherTenant"})
    ],
    "a principal whose application is strange": [session(PRINCIPAL | {"linkedApplication": "strange"})],
    "a pair in two sessions": [session(PRINCIPAL), replace(session(REGISTRATION), urn="urn:2", name="second")],
    "an application alone": [session(REGISTRATION)],
    "applications of no kind": [session(of_type("Application"), of_type("Application", applicationType=UNKNOWN))],
    "a filter of applications": [session(PRINCIPAL, filter={"type": "Application"})],
    "synchronized users": [session(of_type("User", onPremisesSyncEnabled=True), skipRelationships=True)],
    "users of which it is open": [session(of_type("User", onPremisesSyncEnabled=UNKNOWN), skipRelationships=UNKNOWN)],
    "users beside a filter": [session(of_type("User", onPremisesSyncEnabled=False), filter={"type": "User"})],
    "edition upgrades": [session(UPGRADE)],
    "edition upgrades without a user": [session(UPGRADE, permissions="Application")],
    "edition upgrades with strange permissions": [session(UPGRADE, permissions="strange")],
    "devices of no kind": [session(of_type("DeviceConfiguration"), permissions="application")],
    "devices of an open kind": [session(of_type("DeviceConfiguration", odataType=UNKNOWN), permissions=UNKNOWN)],
    "logs over many buckets": [
        SPREADING,
        log_job(of="t", repositoryId="many"),
        copy_job("logs copy", "l", "many", "LogBackupCopyJob"),
        copy_job("tenant copy", "j", "many", "TenantBackupCopyJob"),
    ],
    "logs in a repository of which it is open": [
        storage("s", bucket={"enableAutoProvision": UNKNOWN}, outputs={"id": "s"}),
        log_job(of="t", repositoryId="s"),
        log_job("l2", of="t", repositoryId=UNKNOWN),
    ],
    "logs in many extents": [
        storage("e", bucket={"enableAutoProvision": True}, outputs={"id": "e"}),
        storage("w", performanceTier={"performanceExtents": [{"id": "e"}, {"id": "x"}]}, outputs={"id": "w"}),
        log_job(of="t", repositoryId="w"),
    ],
    "logs in extents that are open": [
        storage("w", performanceTier={"performanceExtents": [{"id": UNKNOWN}]}, outputs={"id": "w"}),
        storage("v", performanceTier={"performanceExtents": UNKNOWN}, outputs={"id": "v"}),
        log_job(of="t", repositoryId="w"),
        log_job("l2", of="t", repositoryId="v"),
    ],
    "sign-in logs": [
        LOGS_TENANT,
        log_job("a", of=AZURE_ID, logs=["signIn"]),
        log_job("b", of=AZURE_ID),
        log_job("c", of=AZURE_ID, logs=["audit"]),
        log_job("d", of=AZURE_ID, logs=UNKNOWN),
    ],
    "sign-in logs of an open licence": [tenant(), log_job("a", of=AZURE_ID, logs=["signIn"])],
    "logs without a tenant job": [LOGS_TENANT, log_job(of=AZURE_ID), CLOUD],
    "logs of a bare tenant": [log_job(of="t")],
    "logs after a disabled job": [
        tenant(),
        tenant_job("a", AZURE_ID, enabled=False, **runs()),
        log_job(of=AZURE_ID, repositoryId="cloud"),
        CLOUD,
    ],
    "logs after a job that is open": [tenant(), tenant_job("a", AZURE_ID, enabled=UNKNOWN), log_job(of=AZURE_ID)],
    "logs that are perhaps disabled": [tenant(), log_job(of=AZURE_ID, enabled=UNKNOWN)],
    "logs after a job by hand": [tenant(), tenant_job("a", AZURE_ID, schedule=None), log_job(of=AZURE_ID)],
    "logs after a yearly job": [
        tenant(),
        tenant_job("a", AZURE_ID, **runs(monthly={"isEnabled": True, "dayOfMonth": 31, "months": ["May"]})),
        log_job(of=AZURE_ID),
    ],
    "logs after a monthly job": [
        tenant(),
        tenant_job("a", AZURE_ID, **runs(monthly={"isEnabled": True, "dayOfMonth": 31})),
        log_job(of=AZURE_ID),
    ],
    "logs after a schedule that is open": [tenant(), tenant_job("a", AZURE_ID, schedule=UNKNOWN), log_job(of=AZURE_ID)],
    "logs after a chain": [
        tenant(),
        tenant_job("a", AZURE_ID, **runs(afterThisJob={"isEnabled": True, "jobName": "b"})),
        tenant_job("b", "x", **runs(afterThisJob={"isEnabled": True, "jobName": "c"})),
        tenant_job("c", "y", enabled=False),
        log_job(of=AZURE_ID),
    ],
    "logs after a cycle": [
        tenant(),
        tenant_job("a", AZURE_ID, **runs(afterThisJob={"isEnabled": True, "jobName": "b"})),
        tenant_job("b", "x", **runs(afterThisJob={"isEnabled": True, "jobName": "a"})),
        log_job(of=AZURE_ID),
    ],
    "logs after a job that nobody knows": [
        tenant(),
        tenant_job("a", AZURE_ID, **runs(afterThisJob={"isEnabled": True, "jobName": "z"})),
        log_job(of=AZURE_ID),
    ],
    "logs after a job by hand, twice": [
        tenant(),
        tenant_job("a", AZURE_ID, **runs(afterThisJob={"isEnabled": True, "jobName": "b"})),
        tenant_job("b", "x", schedule=None),
        log_job(of=AZURE_ID),
    ],
    "in the cloud": [
        CLOUD,
        copy_job("c1", "j", "cloud", "TenantBackupCopyJob"),
        copy_job("c2", "j", "cloud", "LogBackupCopyJob"),
        log_job(of="t", repositoryId="cloud"),
    ],
    "a blob account": [ACCOUNT, CREDENTIAL, BLOB, SERVICE, RULES],
    "an account with two switches": [
        replace(ACCOUNT, properties={"isHnsEnabled": True, "blobProperties": {"deleteRetentionPolicy": {"days": 7}}}),
        CREDENTIAL,
        BLOB,
    ],
    "retention": [tenant_job(of="t", retention={"type": "RestorePoints", "quantity": 7})],
    "servers without a tag": [
        raw_backup_server(),
        resource(FLEXIBLE_SERVER, "shop", {"version": "17"}),
        resource(FLEXIBLE_SERVER, "typo", {"tags": tags("repositry")}),
    ],
    "an old API version": [raw_repository(token="azure-native:dbforpostgresql/v20220120preview:Server")],
    "relationships": [tenant(managementGroupRelationships=True)],
    "small machines": [
        raw_backup_server(hardwareProfile={"vmSize": "Standard_D2ls_v5"}),
        raw_backup_server("b", storageProfile={"imageReference": {"sku": "2022-datacenter-core-g2"}}),
        raw_backup_server("c", storageProfile={"imageReference": {"sku": "2022-datacenter-smalldisk-g2"}}),
        resource(CLASSIC_MACHINE, "d", {"tags": tags("backup-server"), "size": "Standard_D8ps_v5"}),
    ],
    "unprotected": [replace(raw_repository(), protect=False)],
    "retired": [backup_server(), repository("old", connection="retired"), repository("new")],
    "one instance for two": [backup_server("a"), backup_server("b"), raw_repository(server="a, b")],
    "open to the world": [
        raw_backup_server(),
        raw_repository(network={"publicNetworkAccess": "Enabled"}),
        raw_repository("classic", token=CLASSIC_SERVER, publicNetworkAccessEnabled=True),
        resource(GROUP, "own", {"securityRules": [OPEN], "tags": tags("backup-server")}),
        resource(GROUP, "other", {"securityRules": [OPEN]}),
        resource("azure-native:network:SecurityRule", "rule", OPEN),
        resource(
            "azure-native:network:NetworkInterface",
            "nic",
            {"ipConfigurations": [{"publicIPAddress": {"id": "x"}}], "tags": tags("backup-server")},
        ),
        resource(
            "azure-native:dbforpostgresql:FirewallRule",
            "azure",
            {"serverName": "s", "startIpAddress": "0.0.0.0", "endIpAddress": "0.0.0.0"},  # noqa: S104 - read only
        ),
        resource(
            "azure-native:dbforpostgresql:FirewallRule",
            "all",
            {"serverName": "s", "startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"},  # noqa: S104
        ),
    ],
    "a subscription of the tenant": [replace(raw_backup_server(), provider=AZURE_OF_TENANT), tenant()],
    "credentials that expire": [
        resource(
            "azuread:index/applicationPassword:ApplicationPassword",
            name,
            {"endDate": end},
            inside=[COMPONENTS + "EntraApplication"],
        )
        for name, end in (("expired", "2029-12-31"), ("soon", "2030-01-02"), ("later", "2030-02-01"))
    ],
}
"""Small stacks by what they are examples of; those about dates are meant for the first day of 2030."""


SERVER_AT = VeeamServer(Setting("endpoint", "https://vbr:9419"))
HOST = "11111111-aaaa-4444-8888-000000000001"
MODELS: dict[str, dict[str, Any]] = {
    "tenant job": {
        "id": "1",
        "name": "tenant job",
        "type": "EntraIDTenantBackup",
        "isDisabled": False,
        "schedule": {"runAutomatically": True},
        "storage": {
            "tenantId": "t1",
            "retentionPolicy": {"type": "RestorePoints", "quantity": 7},
            "advancedSettings": {"encryption": {"isEnabled": False}},
        },
    },
    "log job": {
        "id": "2",
        "name": "log job",
        "type": "EntraIDAuditLogBackup",
        "isDisabled": True,
        "schedule": {"runAutomatically": False},
        "tenant": {"tenantId": "t1"},
        "storage": {
            "backupRepositoryId": "r1",
            "retentionPolicy": {"type": "Days", "quantity": 8},
            "advancedSettings": {"storageData": {"encryption": {"isEnabled": True}}},
        },
    },
    "tenant copy": {
        "id": "3",
        "name": "tenant copy",
        "type": "EntraIDTenantBackupCopy",
        "primaryJobId": "1",
        "backupRepositoryId": "r2",
    },
    "log copy": {
        "id": "4",
        "name": "log copy",
        "type": "FileBackupCopy",
        "primaryJobId": "{2}",
        "backupRepositoryId": "r3",
    },
    "copy of files": {"id": "5", "name": "files", "type": "FileBackupCopy", "primaryJobId": "9"},
    "other job": {"id": "6", "name": "machines", "type": "VSphereBackup"},
    "job without a switch": {"id": "7", "name": "odd", "type": "EntraIDTenantBackup"},
}


def live_facts() -> Iterator[Fact]:
    """Yield what live servers show."""
    yield from jobs_on_server(MODELS.values(), SERVER_AT)
    yield repository_on_server(
        {
            "id": "r1",
            "name": "scale-out",
            "type": "AzureBlob",
            "bucket": {"enableAutoProvision": True},
            "account": {"credentialsId": "c1", "regionType": "China"},
            "performanceTier": {"performanceExtents": [{"id": "e1"}, {"id": "e2"}]},
        },
        SERVER_AT,
    )
    yield tenant_on_server(
        {
            "id": "t1",
            "azureTenantId": AZURE_ID,
            "region": "Global",
            "protectionScope": ["Users", "IntunePolicies", "ConditionalAccessPolicies"],
            "cacheRepositoryId": "r1",
        },
        SERVER_AT,
    )
    summary = {"package": "Essentials", "licensedInstancesNumber": 10, "usedInstancesNumber": 9.5}
    yield license_on_server("vbr", {"instanceLicenseSummary": summary}, SERVER_AT)
    own = {"type": "GeneralPurposeProxy", "hostId": HOST.upper()}
    for name, states in {
        "enabled": [own | {"isDisabled": False}],
        "enabled twice": [own | {"isDisabled": False}, own | {"isDisabled": True}],
        "disabled": [own | {"isDisabled": True}],
        "missing": [own | {"hostId": "other"}, own | {"type": "ViProxy"}],
    }.items():
        yield proxy_on_server(name, HOST, states, SERVER_AT)
    (log,) = (fact for fact in jobs_on_server([MODELS["log job"] | {"isDisabled": False}], SERVER_AT))
    for hours in (720, 721, 24.5, float("inf")):
        yield replace(log, latest_restore_point_age=Setting("age", hours), subject=Subject("log job", f"{hours} hours"))


def _full(value: object, places: Sequence[str]) -> dict[str, object]:
    """Return inputs in which a value of its own stands at each dotted path."""
    inputs: dict[str, Any] = {}
    for place in places:
        *blocks, key = place.split(".")
        block = inputs
        for each in blocks:
            block = block.setdefault(each, {})
        block[key] = f"{value} {place}"
    return inputs


VEEAM = {
    "infrastructure:DefaultProxy": "enabled maxTaskCount",
    "infrastructure:Repository": "type account.credentialsId account.regionType bucket.enableAutoProvision",
    "infrastructure:CloudCredential": "account",
    "entraid:Tenant": (
        "azureTenantId region tenantType tenantLicense managementGroupRelationships protectionScope cacheRepositoryId"
        " applicationId applicationSecret certificate"
    ),
    "entraid:TenantBackupJob": "name tenantId enabled schedule retention encryptionPasswordId",
    "entraid:LogBackupJob": "name tenantId repositoryId enabled logs schedule retention encryptionPasswordId",
    "entraid:TenantBackupCopyJob": "name primaryJobId repositoryId",
    "entraid:LogBackupCopyJob": "name primaryJobId repositoryId",
    "entraid:RestoreSession": "items filter permissions skipRelationships",
}
SOURCE = resource("veeam:entraid:Tenant", "source")
ROLES = ("backup-server", "repository", "repository-retired", "something else", UNKNOWN)
AZURE = {
    MACHINE: "location hardwareProfile.vmSize storageProfile.imageReference.sku",
    CLASSIC_MACHINE: "location size sourceImageReference.sku",
    "azure:compute/virtualMachine:VirtualMachine": "location vmSize storageImageReference.sku",
    FLEXIBLE_SERVER: (
        "location version createMode authConfig.passwordAuth administratorLogin administratorLoginPassword"
        " network.publicNetworkAccess"
    ),
    "azure-native:dbforpostgresql:SingleServer": (
        "properties.version properties.createMode properties.administratorLogin properties.administratorLoginPassword"
        " publicNetworkAccess"
    ),
    "azure-native:dbforpostgresql/v20230301preview:Cluster": "postgresqlVersion administratorLoginPassword",
    CLASSIC_SERVER: (
        "location version createMode authentication.passwordAuthEnabled administratorLogin administratorPassword"
        " publicNetworkAccessEnabled"
    ),
    "azure:postgresql/server:Server": "version administratorPasswordWo",
}
CLOUD_OF_PROVIDER = {"environment": "public", "metadataHost": "host", "tenantId": "own"}


def resources() -> Iterator[Resource]:
    """Yield resources of every type that is read, with something everywhere, with nothing, and inside of components."""
    yield from _veeam()
    yield from _azure()
    yield from _applications()
    yield from _components()
    yield from _directories()
    yield from _storage()
    yield from _networks()


def _veeam() -> Iterator[Resource]:
    for token, places in VEEAM.items():
        keys = places.split()
        for inputs in (_full("value of", keys), {}, {"items": [of_type("User"), UNKNOWN]}):
            yield resource(
                f"veeam:{token}",
                "all",
                inputs,
                provider=on_server("https://vbr:9419", "urn:provider"),
                outputs={"id": "7"},
                made_from={key.split(".", maxsplit=1)[0]: SOURCE for key in keys},
            )
        yield resource(f"veeam:{token}", "alone", {"name": "x", "tenantId": ["one"]})
        yield resource(f"veeam:{token}", "several", {"tenantId": ["one", "two"], "performanceTier": UNKNOWN})
    tier = {"performanceTier": {"performanceExtents": [{"id": "a"}, {"id": UNKNOWN}]}}
    yield resource("veeam:infrastructure:Repository", "wide", tier, made_from={"performanceTier": SOURCE})
    yield resource("veeam:infrastructure:Repository", "wide", tier)


def _azure() -> Iterator[Resource]:
    for token, places in AZURE.items():
        full = _full("value of", places.split())
        for role in ROLES:
            for mode in ({}, {"createMode": "Update", "version": None}, {"createMode": "Replica"}, {"createMode": ""}):
                yield resource(token, "raw", {**full, "tags": tags(role, "srv"), **mode}, provider=CLOUD_OF_PROVIDER)
        yield replace(resource(token, "kept", {"Tags": 1, "tags": {"Veeam-EntraID-Role": "repository"}}), protect=True)
        yield resource(token, "blank", {"tags": {"veeam-entraid-role": " ", "veeam-entraid-server": ""}})
        for tag in (UNKNOWN, "text", None, {1: "x", "veeam-entraid-role": "repository-retired"}):
            yield resource(token, "tagged", {"tags": tag, "version": " ", "location": ""})
        yield resource(token, "empty")
        for component in ("BackupServer", "EntraIdRepository", "Other"):
            yield resource(token, "part", full, inside=[COMPONENTS + component], provider=CLOUD_OF_PROVIDER)
            yield resource(token, "part", inside=[COMPONENTS + "BackupServer", COMPONENTS + component, "x:y:Z"])


def _applications() -> Iterator[Resource]:
    for name in ("Application", "ApplicationRegistration", "ApplicationPassword", "ApplicationCertificate"):
        for inside in ([], [COMPONENTS + "EntraApplication"]):
            yield resource(
                f"azuread:index/x:{name}",
                "app",
                {"endDate": "2030-01-01", "location": "l"},
                inside=inside,
                outputs={"endDate": "2031-01-01"},
                made_from={"applicationId": SOURCE, "applicationObjectId": SOURCE},
                provider=CLOUD_OF_PROVIDER,
            )
        yield resource(f"azuread:index/x:{name}", "new", {"x": 1}, outputs={"endDate": "2031-01-01"})
        yield resource(f"other:index/x:{name}", "other", {"endDate": "2030-01-01"})


def _components() -> Iterator[Resource]:
    for component in ("BackupServer", "EntraIdRepository"):
        keys = (
            "location defaultProxy.enabled hosting backupServer connection engineVersion authConfig.passwordAuth"
            " authenticationMethods"
        ).split()
        yield resource(COMPONENTS + component, "all", _full("value of", keys))
        yield resource(COMPONENTS + component, "none")
        for hosting in ("local", "virtualMachine", "flexibleServer", UNKNOWN, 7):
            for connection in ("pending", "retired", UNKNOWN, None):
                yield resource(COMPONENTS + component, "some", {"hosting": hosting, "connection": connection})


def _directories() -> Iterator[Resource]:
    for token in (
        "azure-native:azureactivedirectory:B2CTenant",
        "azure-native:azureactivedirectory:CIAMTenant",
        "azure:aadb2c/directory:Directory",
        "azure:other/directory:Directory",
    ):
        yield resource(token, "d", {"tenantId": "in"}, outputs={"tenantId": "out"})
        yield resource(token, "d", {"tenantId": "in"}, outputs={"properties": {"tenantId": "deep"}})
        yield resource(token, "d", {"tenantId": "in"})
    for inputs in (
        {"type": "Microsoft.AzureActiveDirectory/b2cDirectories@2021-04-01"},
        {"type": "Microsoft.AzureActiveDirectory/ciamDirectories@2023-05-17-preview"},
        {"resourceProviderNamespace": "Microsoft.AzureActiveDirectory", "resourceType": "b2cDirectories"},
        {"type": "Microsoft.Storage/storageAccounts"},
        {"resourceProviderNamespace": "Microsoft.AzureActiveDirectory", "resourceType": "guestUsages"},
    ):
        for token in ("azapi:index:Resource", "azure-native:resources:Resource", "other:index:Resource"):
            yield resource(token, "d", inputs, outputs={"tenantId": "out"})


def _storage() -> Iterator[Resource]:
    kept = {"deleteRetentionPolicy": {"enabled": True}, "containerDeleteRetentionPolicy": {"enabled": False}}
    for token in (
        "azure-native:storage:StorageAccount",
        "azure-native:storage:BlobServiceProperties",
        "azure-native:storage:ManagementPolicy",
        "azure:storage/account:Account",
        "azure:storage/managementPolicy:ManagementPolicy",
    ):
        for inputs in (
            {"accountName": "a", "name": "n", "isHnsEnabled": True, "storageAccountId": "/s/i", **kept},
            {"name": "n", "blobProperties": kept, "storageAccountId": "/s/i"},
            {"accountName": UNKNOWN, "blobProperties": {"containerDeleteRetentionPolicy": {}}},
            {"storageAccountId": UNKNOWN},
        ):
            yield resource(
                token,
                "s",
                inputs,
                outputs={"name": "made up"},
                made_from={"accountName": SOURCE, "storageAccountId": SOURCE},
            )


def _networks() -> Iterator[Resource]:
    rule = {
        "direction": "Inbound",
        "access": "Allow",
        "sourceAddressPrefix": "*",
        "sourceAddressPrefixes": ["a", UNKNOWN],
        "destinationPortRange": "1",
        "destinationPortRanges": ["2", 3],
    }
    for package in ("azure-native:network:{}", "azure:network/x:{}", "other:network:{}"):
        for name in ("NetworkSecurityGroup", "SecurityRule", "NetworkSecurityRule", "NetworkInterface"):
            yield resource(
                package.format(name),
                "n",
                {
                    **rule,
                    "securityRules": [{}, rule, rule | {"access": "Deny"}],
                    "ipConfigurations": [{}, {"publicIPAddress": "p"}],
                    "tags": {"VEEAM-entraid-role": "repository"},
                },
                made_from={"networkSecurityGroupName": SOURCE},
            )
    for token in ("azure-native:dbforpostgresql:{}", "azure:postgresql/x:{}"):
        for name in ("FirewallRule", "FlexibleServerFirewallRule"):
            for key in ("serverName", "serverId"):
                inputs = {key: "s", "startIpAddress": "first", "endIpAddress": "last"}
                yield resource(token.format(name), "f", inputs, made_from={key: SOURCE})


WAIVER: dict[str, object] = {
    "rule": "default-proxy-enabled",
    "resource": "vbr*",
    "reason": "a lab",
    "owner": "Storage team",
    "until": "2030-06-01",
}
WAIVERS: dict[str, object] = {
    "no object": 7,
    "a key that is no name": {1: 2},
    "empty": {},
    "a name that is not known": {"waiver": []},
    "a list that is none": {"waivers": "x"},
    "entries that are none": {"waivers": ["x", 7, None, {1: 2}]},
    "nothing in it": {"waivers": [{}]},
    "nothing but blanks": {"waivers": [dict.fromkeys(WAIVER, " ")]},
    "values of another kind": {"waivers": [dict.fromkeys(WAIVER, 7)]},
    "a rule that is misspelt": {"waivers": [WAIVER | {"rule": "default-proxy-enable", "untill": "x"}]},
    "a rule of nobody": {"waivers": [WAIVER | {"rule": "zzz"}]},
    "a day that is none": {"waivers": [WAIVER | {"until": "2030-02-30"}]},
    "days of every kind": {
        "waivers": [
            WAIVER | {"until": date(2030, 6, 1), "owner": " Storage team "},
            WAIVER | {"until": datetime(2030, 6, 1, 12, tzinfo=UTC)},
            WAIVER | {"until": " 2030-06-01 "},
        ]
    },
}
"""Documents of waivers, most of which are wrong."""

CONFIGURATIONS: dict[str, object] = {
    "no object": "mandatory",
    "nothing": {},
    "names that are not known": {"default-proxy-enable": "advisory", "zzz": "advisory", "alll": {}},
    "levels that are none": {"all": "loud", "default-proxy-enabled": {"enforcementLevel": "loud"}},
    "entries that are none": {"all": 7, "default-proxy-enabled": [], "veeam-entraid": 7},
    "options that are not known": {
        "all": {"unknown": "block"},
        "default-proxy-enabled": {"unknwon": "block"},
        "veeam-entraid": {"productbuild": "13"},
    },
    "settings of another kind": {
        "veeam-entraid": {
            "enforcementLevel": "loud",
            "unknown": "loud",
            "productBuild": 13,
            "waivers": {},
            "waiversFile": 7,
            "otherStacks": "x",
        }
    },
    "unknown that is neither": {"default-proxy-enabled": {"unknown": "loud"}},
    "stacks that are none": {"veeam-entraid": {"otherStacks": ["a", "", 7]}},
    "all of it": {
        "all": "disabled",
        "default-proxy-enabled": {"enforcementLevel": "remediate", "unknown": "block"},
        "supported-region": "mandatory",
        "veeam-entraid": {
            "unknown": "block",
            "productBuild": "13.0.2.29",
            "waivers": [WAIVER],
            "waiversFile": "waivers.json",
            "otherStacks": ["a.json", "b.json"],
        },
    },
    "unknown, by a rule": {"veeam-entraid": {"unknown": "block"}, "supported-region": {"unknown": "advisory"}},
}
"""Documents of configuration, most of which are wrong."""
