"""Each rule on small stacks: what holds, what is broken, what stays undecided, what is advice.

The cases follow the table of limits, row by row, not the code.
"""

import pytest
from stacks import (
    CLASSIC_MACHINE,
    CLASSIC_SERVER,
    COMPONENTS,
    FLEXIBLE_SERVER,
    LOCAL_PACKAGE_SERVER,
    MACHINE,
    VERSIONED_SERVER,
    backup_server,
    case,
    findings,
    raw_backup_server,
    raw_repository,
    repository,
    resource,
    tags,
    verdicts,
)

from veeam_entraid_limits import UNKNOWN, Resource, explain

Stack = list[Resource]


def default_proxy(name: str = "proxy", endpoint: object = "https://vbr:9419", **inputs: object) -> Resource:
    return resource("veeam:infrastructure:DefaultProxy", name, inputs, provider={"endpoint": endpoint})


class TestDefaultProxyEnabled:
    LIMIT = "default-proxy-enabled"

    @pytest.mark.parametrize(
        "stack",
        [
            case("absent", backup_server()),
            case("null", backup_server(defaultProxy=None)),
            case("empty", backup_server(defaultProxy={})),
            case("null switch", backup_server(defaultProxy={"enabled": None})),
            case("on", backup_server(defaultProxy={"enabled": True})),
            case("on, as YAML spells it", backup_server(defaultProxy={"enabled": "true"})),
            case("a proxy resource by default", default_proxy()),
            case("a proxy resource, on", default_proxy(enabled=True)),
            case("two servers' proxies", default_proxy("a"), default_proxy("b", "https://other:9419")),
            case(
                "two resources that agree",
                default_proxy("a", maxTaskCount=4),
                default_proxy("b", maxTaskCount=4),
            ),
            case("a raw server says nothing about its proxy", raw_backup_server()),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            case("off", backup_server(defaultProxy={"enabled": False})),
            case("off, as YAML spells it", backup_server(defaultProxy={"enabled": "False"})),
            case("a proxy resource, off", default_proxy(enabled=False)),
            case("one of two servers", backup_server("a"), backup_server("b", defaultProxy={"enabled": False})),
            case(
                "two resources that disagree",
                default_proxy("a", maxTaskCount=4),
                default_proxy("b", maxTaskCount=8),
            ),
            case(
                "an endpoint spelled twice",
                default_proxy("a", maxTaskCount=1),
                default_proxy("b", "https://VBR:9419/", maxTaskCount=2),
            ),
        ],
    )
    def test_broken(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["broken"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("unknown switch", backup_server(defaultProxy={"enabled": UNKNOWN})),
            case("unknown block", backup_server(defaultProxy=UNKNOWN)),
            case("neither true nor false", backup_server(defaultProxy={"enabled": 7})),
            case("unknown switch of a proxy resource", default_proxy(enabled=UNKNOWN)),
            case("a server left out by --target", resource(COMPONENTS + "BackupServer", "vbr")),
        ],
    )
    def test_undecided(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]


class TestOneRepositoryPerServer:
    LIMIT = "one-repository-per-server"

    @pytest.mark.parametrize(
        "stack",
        [
            case("one", backup_server(), repository()),
            case("one, named", backup_server("vbr"), repository(backupServer="vbr")),
            case("one, its server in another stack", repository(backupServer="vbr")),
            case("one, raw", raw_backup_server(), raw_repository()),
            case(
                "two servers with one each",
                backup_server("a"),
                backup_server("b"),
                repository("ra", backupServer="a"),
                repository("rb", backupServer="b"),
            ),
            case(
                "names differ by case",
                repository("r1", backupServer="vbr"),
                repository("r2", backupServer="VBR"),
            ),
            case("one is retired", backup_server(), repository("old", connection="retired"), repository("new")),
            case(
                "a raw one is retired",
                raw_backup_server(),
                raw_repository("old", tags=tags("repository-retired")),
                raw_repository("new"),
            ),
            case(
                "a replica",
                raw_backup_server(),
                raw_repository("db"),
                raw_repository("copy", createMode="Replica"),
            ),
            case(
                "a restored copy",
                raw_backup_server(),
                raw_repository("db"),
                raw_repository("copy", createMode="PointInTimeRestore"),
            ),
            case(
                "disks and interfaces with the same tag",
                raw_backup_server(),
                raw_repository(),
                resource("azure-native:compute:Disk", "disk", {"tags": tags("repository")}),
                resource("azure-native:network:NetworkInterface", "nic", {"tags": tags("repository")}),
                resource("azure-native:dbforpostgresql:Database", "database", {"tags": tags("repository")}),
                resource("azure-native:network:PrivateEndpoint", "endpoint", {"tags": tags("repository")}),
            ),
            case(
                "the parts of a component",
                backup_server(),
                repository("r", hosting="flexibleServer"),
                resource(
                    FLEXIBLE_SERVER,
                    "r-server",
                    {"version": "17", "tags": tags("repository")},
                    inside=[COMPONENTS + "EntraIdRepository"],
                ),
            ),
            case("an untagged database server", repository(), raw_repository("crm", tags={"team": "sales"})),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            case("two for the only server", backup_server(), repository("r1"), repository("r2")),
            case("two that name it", repository("r1", backupServer="vbr"), repository("r2", backupServer="vbr")),
            case(
                "one names it, one does not",
                backup_server("vbr"),
                repository("r1", backupServer="vbr"),
                repository("r2"),
            ),
            case("two, their one server in another stack", repository("r1"), repository("r2")),
            case("a local one counts", backup_server(), repository("r1", hosting="local"), repository("r2")),
            case(
                "pending and confirmed",
                backup_server(),
                repository("r1", connection="confirmed"),
                repository("r2", connection="pending"),
            ),
            case("two raw ones", raw_backup_server(), raw_repository("d1"), raw_repository("d2")),
            case(
                "two raw ones, one of them updated",
                raw_backup_server(),
                raw_repository("d1"),
                raw_repository("d2", createMode="Update", administratorLogin=None),
            ),
            case(
                "two raw ones, one with a blank tag",
                raw_backup_server(),
                raw_repository("d1"),
                raw_repository("d2", " "),
            ),
            case(
                "two raw ones that name it",
                raw_backup_server(),
                raw_repository("d1", "vbr"),
                raw_repository("d2", "vbr", VERSIONED_SERVER),
            ),
            case("a component and a raw one", backup_server("vbr"), repository(), raw_repository("db", "vbr")),
            case(
                "a raw server named by its tag",
                raw_backup_server("machine", "vbr"),
                raw_repository("d1", "vbr"),
                raw_repository("d2"),
            ),
            case(
                "a machine and a database server",
                raw_repository("db", "vbr", LOCAL_PACKAGE_SERVER),
                resource(CLASSIC_MACHINE, "vm", {"location": "westeurope", "tags": tags("repository", "vbr")}),
            ),
            case(
                "tag names in another case",
                raw_repository("d1", "vbr"),
                raw_repository("d2", tags={"Veeam-EntraId-Role": "repository", "VEEAM-ENTRAID-SERVER": "vbr"}),
            ),
            case(
                "broken, whatever else is unknown",
                repository("r1", backupServer="vbr"),
                repository("r2", backupServer="vbr"),
                repository("r3", backupServer=UNKNOWN),
            ),
        ],
    )
    def test_broken(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack)[0] == "broken"

    @pytest.mark.parametrize(
        "stack",
        [
            case("several servers, none named", backup_server("a"), backup_server("b"), repository()),
            case(
                "unknown name of one of two",
                repository("r1", backupServer="vbr"),
                repository("r2", backupServer=UNKNOWN),
            ),
            case(
                "unknown connection of one of two",
                backup_server(),
                repository("r1"),
                repository("r2", connection=UNKNOWN),
            ),
            case("unknown tags of one of two", raw_repository("d1", "vbr"), raw_repository("d2", tags=UNKNOWN)),
            case(
                "unknown role of one of two",
                raw_repository("d1", "vbr"),
                raw_repository("d2", tags=tags(UNKNOWN, "vbr")),
            ),
            case(
                "one of two left out by --target",
                raw_repository("d1", "vbr"),
                resource(FLEXIBLE_SERVER, "d2"),
            ),
        ],
    )
    def test_undecided(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]

    def test_a_name_of_no_server_is_advice(self) -> None:
        assert verdicts(self.LIMIT, backup_server("vbr"), repository(backupServer="vrb")) == ["advisory"]


class TestRepositoryPostgresqlVersion:
    LIMIT = "repository-postgresql-version"

    @pytest.mark.parametrize("version", [14, 15, 17, 17.0, "17", "17.6", "PG 17", "PostgreSQL 15.4", "v14", None])
    def test_holds(self, version: object) -> None:
        assert verdicts(self.LIMIT, repository(engineVersion=version)) == []
        assert verdicts(self.LIMIT, raw_repository(version=version)) == []

    @pytest.mark.parametrize(
        "version",
        [13, 9.6, "9.6", "13.99", "PG 13", 0, -17, "", "latest", "seventeen", True, float("nan"), [], {}],
    )
    def test_broken(self, version: object) -> None:
        assert verdicts(self.LIMIT, repository(engineVersion=version)) == ["broken"]
        assert verdicts(self.LIMIT, raw_repository(version=version)) == ["broken"]

    @pytest.mark.parametrize("version", [16, "18.1", 19])
    def test_outside_the_list_of_requirements_is_advice(self, version: object) -> None:
        assert verdicts(self.LIMIT, repository(engineVersion=version)) == ["advisory"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("unknown", repository(engineVersion=UNKNOWN)),
            case("unknown, raw", raw_repository(version=UNKNOWN)),
            case("a replica without one", raw_repository(version=None, createMode="Replica")),
            case("an update without one", raw_repository(version=None, createMode="Update")),
            case("a machine says nothing", resource(MACHINE, "vm", {"tags": tags("repository")})),
            case("old, if it is a repository", raw_repository(version="11", tags=UNKNOWN)),
        ],
    )
    def test_undecided(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]

    def test_a_server_without_the_tag_may_be_old(self) -> None:
        assert verdicts(self.LIMIT, raw_repository(version="11", tags=None)) == []

    def test_a_single_server_nests_its_inputs(self) -> None:
        single = resource(
            "azure-native:dbforpostgresql:SingleServer",
            "db",
            {"tags": tags("repository"), "properties": {"version": "11", "createMode": "Default"}},
        )
        assert verdicts(self.LIMIT, single) == ["broken"]


class TestRepositoryPasswordAuthentication:
    LIMIT = "repository-password-authentication"

    @pytest.mark.parametrize(
        "stack",
        [
            case("absent", repository(hosting="flexibleServer")),
            case("enabled", repository(hosting="flexibleServer", authConfig={"passwordAuth": "Enabled"})),
            case("enabled in any case", raw_repository(authConfig={"passwordAuth": "enabled"})),
            case("Entra login beside it", raw_repository(authConfig={"activeDirectoryAuth": "Enabled"})),
            case("a local one", repository(hosting="local", authConfig={"passwordAuth": "Disabled"})),
            case(
                "classic, on",
                raw_repository(token=CLASSIC_SERVER, authentication={"passwordAuthEnabled": True}),
            ),
            case(
                "classic password",
                raw_repository(token=CLASSIC_SERVER, administratorLoginPassword=None, administratorPassword="x"),
            ),
            case("scram", repository(authenticationMethods=["scram-sha-256"])),
            case("scram beside certificates", repository(authenticationMethods=["cert", "SCRAM-SHA-256"])),
            case(
                "a replica without login",
                raw_repository(createMode="Replica", administratorLogin=None, administratorLoginPassword=None),
            ),
            case("unknown password", raw_repository(administratorLoginPassword=UNKNOWN)),
            case("a switch that is not set", raw_repository(authConfig={"passwordAuth": ""}, createMode="")),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            case("disabled", repository(hosting="flexibleServer", authConfig={"passwordAuth": "Disabled"})),
            case(
                "disabled, raw",
                raw_repository(authConfig={"passwordAuth": "Disabled", "activeDirectoryAuth": "Enabled"}),
            ),
            case(
                "disabled, versioned token",
                raw_repository(token=VERSIONED_SERVER, authConfig={"passwordAuth": "DISABLED"}),
            ),
            case(
                "classic, off",
                raw_repository(token=CLASSIC_SERVER, authentication={"passwordAuthEnabled": False}),
            ),
            case("no login", raw_repository(administratorLogin=None)),
            case("no password", raw_repository(administratorLoginPassword=None)),
            case("neither", raw_repository(administratorLogin=None, administratorLoginPassword=None)),
            case("other methods only", repository(authenticationMethods=["cert", "peer"])),
            case(
                "disabled, whatever else is unknown",
                raw_repository(authConfig={"passwordAuth": "Disabled", "tenantId": UNKNOWN}, version=UNKNOWN),
            ),
            case(
                "disabled in a part of a component",
                resource(
                    FLEXIBLE_SERVER,
                    "r-server",
                    {
                        "administratorLogin": "a",
                        "administratorLoginPassword": "b",
                        "authConfig": {"passwordAuth": "Disabled"},
                    },
                    inside=[COMPONENTS + "EntraIdRepository"],
                ),
            ),
        ],
    )
    def test_broken(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["broken"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("unknown switch", raw_repository(authConfig={"passwordAuth": UNKNOWN})),
            case("unknown block", raw_repository(authConfig=UNKNOWN)),
            case("neither on nor off", raw_repository(authConfig={"passwordAuth": "perhaps"})),
            case("unknown methods", repository(authenticationMethods=UNKNOWN)),
            case("a machine says nothing", resource(MACHINE, "vm", {"tags": tags("repository")})),
            case(
                "off, if it is a repository",
                raw_repository(tags=UNKNOWN, authConfig={"passwordAuth": "Disabled"}),
            ),
            case("left out by --target", resource(COMPONENTS + "EntraIdRepository", "r")),
        ],
    )
    def test_undecided(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]


GOVERNMENT_AND_CHINA = [
    "usgovvirginia",
    "US Gov Virginia",
    "USGovArizona",
    "usdodeast",
    "US DoD Central",
    "usnatwest",
    "usseceast",
    "chinanorth3",
    "China East 2",
    "CHINAEAST",
]


class TestSupportedRegion:
    LIMIT = "supported-region"

    @pytest.mark.parametrize(
        "stack",
        [
            *(
                case(location, backup_server(location=location), raw_repository(location=location))
                for location in [
                    "westeurope",
                    "germanywestcentral",
                    "northcentralus",
                    "North Central US",
                    "indiasouth",
                ]
            ),
            case("no location", backup_server(location=None)),
            case("china in the name of a resource group", raw_repository(resourceGroupName="china-team")),
            case(
                "an unrelated resource",
                resource("azure-native:storage:StorageAccount", "s", {"location": "chinanorth3"}),
            ),
            case("an untagged server", raw_repository(tags=None, location="chinanorth3")),
            case("an untagged machine", resource(MACHINE, "vm", {"location": "usgovvirginia"})),
            case(
                "another cloud's resource",
                resource("aws:ec2/instance:Instance", "i", {"location": "chinanorth3"}),
            ),
            case(
                "public environment",
                resource(MACHINE, "vm", {"tags": tags("backup-server")}, provider={"environment": "public"}),
            ),
            case(
                "public host",
                resource(
                    MACHINE,
                    "vm",
                    {"tags": tags("backup-server")},
                    provider={"metadataHost": "management.azure.com", "environment": "china"},
                ),
            ),
            case("a global tenant", resource("veeam:entraid:Tenant", "t", {"region": "Global"})),
            case("a tenant by default", resource("veeam:entraid:Tenant", "t", {"azureTenantId": "x"})),
            case(
                "somebody else's application",
                resource("azuread:index/application:Application", "a", {}, provider={"environment": "china"}),
            ),
            case(
                "somebody else's registration in another component",
                resource(
                    "azuread:index/applicationRegistration:ApplicationRegistration",
                    "a",
                    {},
                    inside=["theirs:index:Login"],
                    provider={"environment": "usgovernment"},
                ),
            ),
            *(
                case(
                    f"the tenant's application in {environment}",
                    resource(
                        "azuread:index/application:Application",
                        "a",
                        {"displayName": "Backup"},
                        inside=[COMPONENTS + "EntraApplication"],
                        provider={"environment": environment},
                    ),
                )
                for environment in ["", "global", "public"]
            ),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []

    @pytest.mark.parametrize(
        "stack",
        [
            *(case(f"server in {location}", backup_server(location=location)) for location in GOVERNMENT_AND_CHINA),
            *(
                case(f"raw repository in {location}", raw_repository(location=location))
                for location in GOVERNMENT_AND_CHINA
            ),
            *(
                case(
                    f"environment {environment}",
                    resource(
                        MACHINE,
                        "vm",
                        {"location": "westeurope", "tags": tags("backup-server")},
                        provider={"environment": environment},
                    ),
                )
                for environment in ["china", "usgovernment", "USGovernment", "usgovernmentL4", "dod"]
            ),
            case(
                "a part of a component by its provider",
                resource(
                    MACHINE,
                    "vbr-vm",
                    {"location": "westeurope"},
                    inside=[COMPONENTS + "BackupServer"],
                    provider={"environment": "china"},
                ),
            ),
            case(
                "metadata host",
                resource(
                    MACHINE,
                    "vm",
                    {"tags": tags("repository")},
                    provider={"metadataHost": "management.chinacloudapi.cn", "environment": "public"},
                ),
            ),
            case(
                "a metadata host that is not set",
                resource(
                    MACHINE, "vm", {"tags": tags("repository")}, provider={"metadataHost": "", "environment": "china"}
                ),
            ),
            case("tenant Government", resource("veeam:entraid:Tenant", "t", {"region": "government"})),
            case("tenant China", resource("veeam:entraid:Tenant", "t", {"region": "China"})),
            *(
                case(
                    f"the tenant's application by {key} {value}",
                    resource(
                        "azuread:index/application:Application",
                        "a",
                        {"displayName": "Backup"},
                        inside=[COMPONENTS + "EntraApplication"],
                        provider={key: value},
                    ),
                )
                for key, value in [
                    ("environment", "usgovernment"),
                    ("environment", "usgovernmentl4"),
                    ("environment", "usgovernmentl5"),
                    ("environment", "dod"),
                    ("environment", "china"),
                    ("metadataHost", "login.microsoftonline.us"),
                ]
            ),
            case(
                "whatever else is unknown",
                raw_repository(location="chinanorth3", version=UNKNOWN, authConfig=UNKNOWN),
            ),
        ],
    )
    def test_broken(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["broken"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("unknown location", backup_server(location=UNKNOWN)),
            case(
                "unknown environment",
                resource(
                    MACHINE,
                    "vm",
                    {"location": "westeurope", "tags": tags("backup-server")},
                    provider={"environment": UNKNOWN},
                ),
            ),
            case(
                "a host that tells no cloud",
                resource(
                    MACHINE,
                    "vm",
                    {"location": "westeurope", "tags": tags("backup-server")},
                    provider={"metadataHost": "metadata.example.org"},
                ),
            ),
            case(
                "unknown environment of the tenant's application",
                resource(
                    "azuread:index/application:Application",
                    "a",
                    {"displayName": "Backup"},
                    inside=[COMPONENTS + "EntraApplication"],
                    provider={"environment": UNKNOWN},
                ),
            ),
            case("unknown region of a tenant", resource("veeam:entraid:Tenant", "t", {"region": UNKNOWN})),
            case("left out by --target", resource(MACHINE, "vm")),
            case(
                "in China, if it is a server",
                resource(MACHINE, "vm", {"location": "chinanorth3", "tags": UNKNOWN}),
            ),
        ],
    )
    def test_undecided(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == ["undecided"]


class TestCloudDatabaseService:
    LIMIT = "cloud-database-service"

    def test_a_flexible_server_is_advice_even_when_acknowledged(self) -> None:
        acknowledged = repository(hosting="flexibleServer", acknowledgeUnsupportedCloudDatabase=True)
        assert verdicts(self.LIMIT, acknowledged) == ["advisory"]
        assert verdicts(self.LIMIT, raw_repository()) == ["advisory"]

    def test_a_machine_of_its_own_is_fine(self) -> None:
        assert verdicts(self.LIMIT, repository(), raw_repository(tags=None)) == []


class TestPasswordChangeReplacesServer:
    LIMIT = "password-change-replaces-server"
    REPLACING = (
        "azure-native:dbforpostgresql/v20220120preview:Server",
        "azure-native_dbforpostgresql_v20220120preview:dbforpostgresql:Server",
    )

    @pytest.mark.parametrize("token", REPLACING)
    def test_the_version_that_replaces_is_advice(self, token: str) -> None:
        assert verdicts(self.LIMIT, raw_repository(token=token)) == ["advisory"]
        assert verdicts(self.LIMIT, raw_repository(token=token, administratorLoginPassword=UNKNOWN)) == ["advisory"]

    @pytest.mark.parametrize("token", REPLACING)
    def test_without_a_password_or_a_role_there_is_nothing_to_lose(self, token: str) -> None:
        assert verdicts(self.LIMIT, raw_repository(token=token, administratorLoginPassword=None)) == []
        assert verdicts(self.LIMIT, raw_repository(token=token, tags=None)) == []

    @pytest.mark.parametrize(
        "token",
        [
            FLEXIBLE_SERVER,
            VERSIONED_SERVER,
            LOCAL_PACKAGE_SERVER,
            CLASSIC_SERVER,
            "azure-native:dbforpostgresql/v20210601:Server",
            "azure-native:dbforpostgresql/v20221201:Server",
        ],
    )
    def test_other_versions_and_providers_are_fine(self, token: str) -> None:
        assert verdicts(self.LIMIT, raw_repository(token=token)) == []

    def test_a_component_is_fine(self) -> None:
        assert verdicts(self.LIMIT, repository(hosting="flexibleServer")) == []

    def test_it_says_which_server_why_and_what_to_write(self) -> None:
        (finding,) = [f for f in findings(raw_repository(token=self.REPLACING[0])) if f.limit == self.LIMIT]
        said = explain(finding)
        assert 'azure-native Server "db" is of a type that pins Azure\'s API version 2022-01-20-preview' in said
        assert "replaces it, and every backup in it is lost" in said
        assert "Write azure-native:dbforpostgresql:Server" in said
        assert "hunter2" not in said


class TestRepositoryTag:
    LIMIT = "repository-tag"

    def test_an_untagged_database_server_next_to_a_backup_server_is_advice(self) -> None:
        assert verdicts(self.LIMIT, backup_server(), raw_repository(tags=None)) == ["advisory"]
        assert verdicts(self.LIMIT, raw_backup_server(), raw_repository(tags=tags("Repository"))) == ["advisory"]

    def test_a_tagged_one_and_one_without_a_backup_server_are_fine(self) -> None:
        assert verdicts(self.LIMIT, raw_backup_server(), raw_repository()) == []
        assert verdicts(self.LIMIT, raw_repository(tags=None)) == []
