"""EntraIdRepository under mocks, for each hosting: children, inputs, secrets, protection, outputs, refusals."""

import base64
import configparser
import itertools
import json
import subprocess
from typing import Any

import pulumi
import pytest
import yaml
from deployment import SUBSCRIPTION, Deployment, deploy

from veeam_entraid import EntraIdRepository, InvalidArgumentsError

NETWORK = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network"
SUBNET = f"{NETWORK}/virtualNetworks/v/subnets/repository"
STORAGE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/backups"
ZONE = f"{NETWORK}/privateDnsZones/v.private.postgres.database.azure.com"

MACHINE: dict[str, Any] = {
    "hosting": "virtualMachine",
    "resource_group_name": "rg",
    "location": "westeurope",
    "subnet_id": SUBNET,
    "private_ip_address": "10.60.0.36",
    "host": "repository.veeam-entraid.internal",
    "backup_server_address": "10.60.0.4",
    "administration_prefixes": ["10.60.0.128/26"],
}
FLEXIBLE: dict[str, Any] = {
    "hosting": "flexibleServer",
    "acknowledge_unsupported_cloud_database": True,
    "resource_group_name": "rg",
    "location": "westeurope",
    "subnet_id": SUBNET,
    "private_dns_zone_id": ZONE,
}
LOCAL: dict[str, Any] = {"hosting": "local"}


def repository(arguments: dict[str, Any], **more: Any) -> Deployment:
    return deploy(lambda: EntraIdRepository("db", {**arguments, **more}))  # pyright: ignore[reportArgumentType]


def refused(arguments: dict[str, Any], **more: Any) -> list[str]:
    """Return the problems of arguments, and see that nothing is registered with them."""
    said: list[str] = []

    def program() -> None:
        with pytest.raises(InvalidArgumentsError) as refusal:
            EntraIdRepository("db", {**arguments, **more})  # pyright: ignore[reportArgumentType]
        said.extend(str(problem) for problem in refusal.value.problems)

    assert {name for name in deploy(program).resources if not name.startswith("shop-")} == set()
    return said


def children(deployment: Deployment) -> set[str]:
    return {resource.name for resource in deployment.resources.values() if resource.parent == "db"}


class TestVirtualMachine:
    def test_its_children_are_named_after_it_and_belong_to_it(self) -> None:
        assert children(repository(MACHINE)) == {
            "db-vault-suffix",
            "db-vault",
            "db-administrator-password",
            "db-administrator-password-secret",
            "db-administrator-salt",
            "db-administrator-verifier-secret",
            "db-login-password",
            "db-login-password-secret",
            "db-login-salt",
            "db-server-key",
            "db-server-key-secret",
            "db-server-certificate",
            "db-ssh-key",
            "db-ssh-private-key-secret",
            "db-identity",
            "db-reads-administrator-verifier",
            "db-reads-server-key",
            "db-nic",
            "db-data-disk",
            "db-vm",
            "db-apply",
            "db-postgresql",
            "db-login",
        }

    def test_no_secret_travels_in_the_machine_s_data(self) -> None:
        deployment = repository(MACHINE)
        cloud_config = base64.b64decode(deployment["db-vm"].inputs["osProfile"]["customData"]).decode()
        script = deployment["db-apply"].inputs["source"]["script"]
        for text in (cloud_config, script):
            assert "generated-Passw0rd" not in text
            assert "PRIVATE-KEY" not in text
        assert deployment["db-vm"].secrets == frozenset()
        assert deployment["db-apply"].secrets == frozenset()

    def test_the_cloud_config_describes_the_repository(self) -> None:
        config = yaml.safe_load(
            base64.b64decode(repository(MACHINE, port=6543)["db-vm"].inputs["osProfile"]["customData"])
        )
        files = {file["path"]: file["content"] for file in config["write_files"]}
        assert json.loads(files["/etc/veeam-entraid/repository.json"]) == {
            "engineVersion": 17,
            "port": 6543,
            "administratorLogin": "pgadmin",
            "keyVaultUri": "",
            "identityClientId": "client",
            "secrets": {"administratorVerifier": "administrator-verifier/v1", "serverKey": "server-key/v1"},
        }
        assert files["/etc/veeam-entraid/server.crt"] == "CERTIFICATE"
        assert "port = '6543'\n" in files["/etc/veeam-entraid/postgresql.conf"]
        assert files["/etc/veeam-entraid/pg_hba.conf"].splitlines() == [
            "local all postgres peer",
            "hostssl all veeam 10.60.0.4/32 scram-sha-256",
            "hostssl all pgadmin 10.60.0.128/26 scram-sha-256",
            "hostssl all veeam 10.60.0.128/26 scram-sha-256",
        ]
        assert config["runcmd"] == [["/usr/local/sbin/veeam-entraid-repository", "install"]]

    def test_the_scripts_are_bash(self) -> None:
        deployment = repository(MACHINE, parameters={"search_path": 'it\'s "$PATH" `x`\n'})
        config = yaml.safe_load(base64.b64decode(deployment["db-vm"].inputs["osProfile"]["customData"]))
        (program,) = [file["content"] for file in config["write_files"] if file["permissions"] == "0755"]
        for script in (program, deployment["db-apply"].inputs["source"]["script"]):
            subprocess.run(["bash", "-n"], input=script, text=True, check=True)

    def test_later_settings_travel_by_run_command(self) -> None:
        deployment = repository(MACHINE)
        assert deployment["db-vm"].ignored == ("osProfile.customData",)
        assert deployment["db-apply"].inputs["treatFailureAsDeploymentFailure"] is True
        changed = repository(MACHINE, parameters={"work_mem": "64MB"})
        assert deployment["db-apply"].inputs["source"] != changed["db-apply"].inputs["source"]

    def test_its_identity_reads_two_secrets_and_nothing_else(self) -> None:
        deployment = repository(MACHINE)
        roles = deployment.of_type("azure-native:authorization:RoleAssignment")
        assert {role.inputs["scope"].rpartition("/")[2] for role in roles} == {
            "db-administrator-verifier-secret",
            "db-server-key-secret",
        }
        assert all(role.inputs["roleDefinitionId"].endswith("4633458b-17de-408a-a685-8a8df7c2bf9c") for role in roles)
        assert {"db-reads-administrator-verifier", "db-reads-server-key"} <= set(deployment["db-vm"].dependencies)

    def test_the_login_waits_for_the_machine_and_checks_its_certificate(self) -> None:
        deployment = repository(MACHINE)
        provider = deployment["db-postgresql"]
        assert provider.inputs["sslmode"] == "verify-full"
        assert provider.inputs["sslrootcert"] == "CERTIFICATE"
        assert provider.inputs["host"] == "repository.veeam-entraid.internal"
        assert "db-apply" in provider.dependencies
        assert "password" in provider.secrets
        login = deployment["db-login"].inputs
        assert (login["name"], login["login"], login["createDatabase"]) == ("veeam", True, True)
        assert (login["createRole"], login["superuser"]) == (False, False)
        assert "password" in deployment["db-login"].secrets
        # A statement with a password in clear text would leave it in logs and statistics.
        assert login["password"].startswith("SCRAM-SHA-256$4096:")
        assert deployment["db-login"].deleted_with == "db-vm"

    def test_the_certificate_names_host_and_address(self) -> None:
        certificate = repository(MACHINE)["db-server-certificate"].inputs
        assert certificate["dnsNames"] == ["repository.veeam-entraid.internal"]
        assert certificate["ipAddresses"] == ["10.60.0.36"]
        bare = repository({key: value for key, value in MACHINE.items() if key != "host"})
        assert bare["db-server-certificate"].inputs["dnsNames"] == []
        assert bare["db-postgresql"].inputs["host"] == "10.60.0.36"

    def test_it_registers_its_outputs(self) -> None:
        deployment = repository(MACHINE, port=6543)
        outputs = deployment.outputs["db"]
        assert (outputs["host"], outputs["port"], outputs["login"]) == (
            "repository.veeam-entraid.internal",
            6543,
            "veeam",
        )
        assert deployment.secret_outputs["db"] == {"password", "uri"}
        assert outputs["uri"] == (
            "postgresql://veeam:generated-Passw0rd@repository.veeam-entraid.internal:6543/postgres?sslmode=require"
        )
        assert outputs["certificate"] == "CERTIFICATE"
        assert outputs["connection"] == "pending"
        (step,) = outputs["manualSteps"]
        assert "Veeam.Backup.DBConfig.exe" in step["instructions"]
        assert "generated-Passw0rd" not in str(step)
        assert "kv-db-abc123" in step["instructions"]

    def test_a_confirmed_connection_leaves_nothing_to_do(self) -> None:
        assert repository(MACHINE, connection="confirmed").outputs["db"]["manualSteps"] == []

    def test_without_data_plane_a_person_gets_the_statement(self) -> None:
        deployment = repository(MACHINE, data_plane=False)
        assert "db-login" not in children(deployment)
        assert "db-postgresql" not in children(deployment)
        login, _ = deployment.outputs["db"]["manualSteps"]
        assert "CREATE ROLE veeam" in login["instructions"]
        assert (
            "ALTER ROLE veeam LOGIN CREATEDB NOSUPERUSER CONNECTION LIMIT -1 PASSWORD :'verifier';"
            in login["instructions"]
        )
        verifier = deployment["db-login-verifier-secret"].inputs["properties"]["value"]
        assert verifier.startswith("SCRAM-SHA-256$4096:")

    def test_the_backup_server_may_come_without_tls_where_it_is_preferred(self) -> None:
        def admitted(deployment: Deployment) -> list[str]:
            config = yaml.safe_load(base64.b64decode(deployment["db-vm"].inputs["osProfile"]["customData"]))
            files = {file["path"]: file["content"] for file in config["write_files"]}
            return files["/etc/veeam-entraid/pg_hba.conf"].splitlines()

        required, preferred = repository(MACHINE), repository(MACHINE, transport="preferred")
        assert set(admitted(preferred)) - set(admitted(required)) == {"host all veeam 10.60.0.4/32 scram-sha-256"}
        assert set(admitted(required)) < set(admitted(preferred))
        (step,) = required.outputs["db"]["manualSteps"]
        assert "no pg_hba.conf entry for host … no encryption" in step["instructions"]
        assert "set transport to preferred" in step["instructions"]
        (step,) = preferred.outputs["db"]["manualSteps"]
        assert "set transport to required" in step["instructions"]

    def test_the_login_has_the_privileges_that_are_asked_for(self) -> None:
        deployment = repository(MACHINE, login_privileges="documented", connection_limit=40)
        login = deployment["db-login"].inputs
        assert (login["superuser"], login["createDatabase"], login["connectionLimit"]) == (True, True, 40)
        (step,) = deployment.outputs["db"]["manualSteps"]
        assert "The login is a superuser, as the vendor documents" in step["reason"]
        (step,) = repository(MACHINE).outputs["db"]["manualSteps"]
        assert "does not say whether less is enough" in step["reason"]
        by_hand = repository(MACHINE, data_plane=False, login_privileges="documented").outputs["db"]["manualSteps"][0]
        assert "LOGIN CREATEDB SUPERUSER" in by_hand["instructions"]

    def test_a_rotation_makes_both_passwords_anew(self) -> None:
        rotated = repository(MACHINE, password_rotation="2026-11")
        for name in ("db-administrator-password", "db-administrator-salt", "db-login-password", "db-login-salt"):
            assert "keepers" not in repository(MACHINE)[name].inputs
            assert rotated[name].inputs["keepers"] == {"rotation": "2026-11"}
        # The machine sets the administrator anew before anybody signs in with the new password.
        assert "db-administrator-verifier-secret" in rotated["db-apply"].dependencies
        assert "db-apply" in rotated["db-postgresql"].dependencies
        assert "db-apply" in rotated["db-login"].dependencies

    @pytest.mark.parametrize("hosting", [MACHINE, FLEXIBLE])
    def test_a_rotation_makes_a_confirmed_connection_pending_again(self, hosting: dict[str, Any]) -> None:
        confirmed = {"connection": "confirmed", "password_rotation": "2026-11"}
        deployment = repository(hosting, **confirmed)
        assert deployment.outputs["db"]["connection"] == deployment["db"].inputs["connection"] == "pending"
        (step,) = deployment.outputs["db"]["manualSteps"]
        assert step["title"].endswith("again, with its new password")
        assert "it is pending again" in step["reason"]
        assert "Stop, in this order, the log backup jobs" in step["instructions"]
        assert "Then set confirmedPasswordRotation to 2026-11 and run pulumi up" in step["doneWhen"]
        settled = repository(hosting, **confirmed, confirmed_password_rotation="2026-11")
        assert settled.outputs["db"]["connection"] == "confirmed"
        assert settled.outputs["db"]["manualSteps"] == []
        # A repository that is being left stays so, and a first connection with a rotation is no second one.
        retired = repository(hosting, connection="retired", password_rotation="2026-11")
        assert retired.outputs["db"]["connection"] == "retired"
        (step,) = repository(hosting, password_rotation="2026-11").outputs["db"]["manualSteps"]
        assert "again" not in step["title"]
        assert "set connection to confirmed, confirmedPasswordRotation to 2026-11, and run" in step["doneWhen"]

    def test_its_identity_writes_backups_to_their_container_and_nowhere_else(self) -> None:
        deployment = repository(MACHINE, backup={"storage_account_id": STORAGE})
        role = deployment["db-writes-backups"].inputs
        assert role["scope"] == f"{STORAGE}/blobServices/default/containers/postgresql"
        assert role["roleDefinitionId"].endswith("/ba92f5b4-2d11-453d-a403-e96b0029c9fe")
        assert "db-writes-backups" in deployment["db-vm"].dependencies
        config = yaml.safe_load(base64.b64decode(deployment["db-vm"].inputs["osProfile"]["customData"]))
        files = {file["path"]: file["content"] for file in config["write_files"]}
        facts = json.loads(files["/etc/veeam-entraid/repository.json"])
        assert facts["backup"] == {
            "full": "Sun 02:00",
            "diff": "Mon..Sat 02:00",
            "succeeded": "veeam-entraid-backup-succeeded",
            "failed": "veeam-entraid-backup-failed",
        }
        assert "archive_mode = 'on'\n" in files["/etc/veeam-entraid/postgresql.conf"]
        pgbackrest = configparser.ConfigParser(interpolation=None)
        pgbackrest.read_string(files["/etc/veeam-entraid/pgbackrest.conf"])
        assert dict(pgbackrest["global"]) == {
            "repo1-type": "azure",
            "repo1-azure-account": "backups",
            "repo1-azure-container": "postgresql",
            "repo1-azure-key-type": "auto",
            "repo1-path": "/db",
            "repo1-retention-full": "4",
            "repo1-retention-diff": "6",
            "repo1-bundle": "y",
            "repo1-block": "y",
            "compress-type": "zst",
            "start-fast": "y",
            "log-level-console": "info",
            "log-level-file": "off",
        }
        assert dict(pgbackrest["repository"]) == {
            "pg1-path": "/var/lib/postgresql/17/main",
            "pg1-port": "5432",
            "pg1-socket-path": "/var/run/postgresql",
        }

    def test_without_backups_nothing_is_archived(self) -> None:
        config = yaml.safe_load(base64.b64decode(repository(MACHINE)["db-vm"].inputs["osProfile"]["customData"]))
        files = {file["path"]: file["content"] for file in config["write_files"]}
        assert "archive_mode" not in files["/etc/veeam-entraid/postgresql.conf"]
        assert files["/etc/veeam-entraid/pgbackrest.conf"] == ""
        assert "backup" not in json.loads(files["/etc/veeam-entraid/repository.json"])

    def test_security_updates_restart_neither_the_machine_nor_postgresql(self) -> None:
        config = yaml.safe_load(base64.b64decode(repository(MACHINE)["db-vm"].inputs["osProfile"]["customData"]))
        assert "unattended-upgrades" in config["packages"]
        files = {file["path"]: file["content"] for file in config["write_files"]}
        updates = files["/etc/apt/apt.conf.d/52-veeam-entraid"]
        assert 'APT::Periodic::Unattended-Upgrade "1";' in updates
        assert 'Unattended-Upgrade::Automatic-Reboot "false";' in updates
        assert '"^postgresql"' in updates
        assert "qr(^postgresql)} = 0" in files["/etc/needrestart/conf.d/veeam-entraid.conf"]

    def test_run_command_brings_the_machine_what_cloud_init_brought_it(self) -> None:
        deployment = repository(MACHINE)
        config = yaml.safe_load(base64.b64decode(deployment["db-vm"].inputs["osProfile"]["customData"]))
        lines = deployment["db-apply"].inputs["source"]["script"].splitlines()
        written = [line.split() for line in lines if line.startswith("base64 --decode > ")]
        assert {path: base64.b64decode(data.strip("'")).decode() for *_, path, _, data in written} == {
            file["path"]: file["content"] for file in config["write_files"]
        }

    def test_what_holds_backups_is_protected(self) -> None:
        guarded = {"db-vm", "db-data-disk", "db-vault", "db-login"}
        assert {r.name for r in repository(MACHINE).resources.values() if r.protect} == guarded
        lifted = repository(MACHINE, deletion_protection=False)
        assert [r.name for r in lifted.resources.values() if r.protect] == []

    def test_a_policy_sees_its_inputs_in_camel_case_and_no_secret(self) -> None:
        component = repository(MACHINE, backup_server=pulumi.Output.from_input("vbr"))["db"]
        assert component.type == "veeam-entraid:index:EntraIdRepository"
        assert component.secrets == frozenset()
        assert component.inputs["backupServer"] == "vbr"
        assert component.inputs["engineVersion"] == 17
        assert component.inputs["authenticationMethods"] == ["scram-sha-256"]
        assert component.inputs["connection"] == "pending"
        assert not any("_" in key for key in component.inputs)

    def test_its_machine_is_tagged_for_those_who_read_the_portal(self) -> None:
        tags = repository(MACHINE, backup_server="vbr", tags={"team": "backup"})["db-vm"].inputs["tags"]
        assert tags == {"team": "backup", "veeam-entraid-role": "repository", "veeam-entraid-server": "vbr"}


class TestFlexibleServer:
    def test_its_children_are_named_after_it_and_belong_to_it(self) -> None:
        assert children(repository(FLEXIBLE, parameters={"azure.extensions": "pg_trgm"})) == {
            "db-vault-suffix",
            "db-vault",
            "db-administrator-password",
            "db-administrator-password-secret",
            "db-administrator-salt",
            "db-login-password",
            "db-login-password-secret",
            "db-login-salt",
            "db-server-suffix",
            "db-server",
            "db-require-secure-transport",
            "db-azure-extensions",
            "db-postgresql",
            "db-login",
        }

    def test_it_is_closed_and_admits_passwords(self) -> None:
        server = repository(FLEXIBLE)["db-server"]
        authentication = server.inputs["authConfig"]
        assert (authentication["passwordAuth"], authentication["activeDirectoryAuth"]) == ("Enabled", "Disabled")
        assert server.inputs["network"] == {
            "delegatedSubnetResourceId": SUBNET,
            "privateDnsZoneArmResourceId": ZONE,
            "publicNetworkAccess": "Disabled",
        }
        assert server.inputs["version"] == "17"
        assert "administratorLoginPassword" in server.secrets

    def test_parameters_are_set_one_after_the_other_and_stay(self) -> None:
        deployment = repository(FLEXIBLE, parameters={"work_mem": "64MB", "jit": False})
        chain = ["db-require-secure-transport", "db-work-mem", "db-jit"]
        for before, after in itertools.pairwise(chain):
            assert before in deployment[after].dependencies
        assert all(deployment[name].retained for name in chain)
        assert deployment["db-jit"].inputs["value"] == "off"
        assert set(chain) <= set(deployment["db-login"].dependencies)

    def test_its_administrator_is_no_superuser_and_its_certificate_is_checked(self) -> None:
        provider = repository(FLEXIBLE)["db-postgresql"].inputs
        assert provider["superuser"] in {False, "false"}
        assert provider["sslmode"] == "verify-full"
        assert "sslrootcert" not in provider
        assert provider["host"] == "db-abc123.postgres.database.azure.com"

    def test_login_with_entra_id_may_stay_on_beside_it(self) -> None:
        arguments = {"auth_config": {"active_directory_auth": "Enabled", "tenant_id": "t"}}
        assert repository(FLEXIBLE, **arguments)["db-server"].inputs["authConfig"] == {
            "passwordAuth": "Enabled",
            "activeDirectoryAuth": "Enabled",
            "tenantId": "t",
        }

    def test_what_holds_backups_is_protected(self) -> None:
        guarded = {r.name for r in repository(FLEXIBLE).resources.values() if r.protect}
        assert guarded == {"db-server", "db-vault", "db-login"}


class TestLocal:
    def test_it_provisions_nothing_and_is_connected(self) -> None:
        deployment = repository(LOCAL)
        assert children(deployment) == set()
        outputs = deployment.outputs["db"]
        assert outputs["connection"] == "confirmed"
        assert outputs["manualSteps"] == []
        assert (outputs["host"], outputs["login"], outputs["password"]) == ("", "", "")

    def test_arguments_of_a_remote_one_have_no_use(self) -> None:
        said = refused(LOCAL, subnet_id=SUBNET, vm_size="Standard_D4s_v5", port=5432, connection="pending")
        assert len(said) == 4
        assert len(refused(LOCAL, login_privileges="documented", password_rotation="1", transport="required")) == 3
        assert "subnetId: has no use with hosting: local: leave it out" in said
        assert any("contradicts hosting: local" in problem for problem in said)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (MACHINE | {"engine_version": 13}, ["[repository-postgresql-version]"]),
        (MACHINE | {"engine_version": "latest"}, ["[repository-postgresql-version]"]),
        (MACHINE | {"engine_version": 99}, ["engineVersion: is newer"]),
        (MACHINE | {"location": "chinanorth3"}, ["[supported-region]"]),
        (MACHINE | {"backup_server_address": None}, ["backupServerAddress: is missing"]),
        (MACHINE | {"backup_server_address": "the server"}, ["backupServerAddress: has to be an IPv4 address"]),
        (MACHINE | {"subnet_id": "repository"}, ["subnetId: is not the resource id"]),
        (MACHINE | {"login": "postgres"}, ["login: is a login that PostgreSQL"]),
        (MACHINE | {"login": "Veeam User"}, ["login: is not a login"]),
        (MACHINE | {"login": "pgadmin"}, ["login: is the administrator's login as well"]),
        (MACHINE | {"connection": "done"}, ["connection: has to be pending or confirmed or retired"]),
        (MACHINE | {"parameters": {"ssl": "off"}}, ["parameters: ssl is set by this component"]),
        (MACHINE | {"parameters": {"drop table": 1}}, ["is not the name of a PostgreSQL parameter"]),
        (MACHINE | {"parameters": {"work_mem": [1]}}, ["work_mem has to be a plain text"]),
        (MACHINE | {"auth_config": {"password_auth": "Enabled"}}, ["authConfig: has no use with hosting: virtual"]),
        (MACHINE | {"transport": "off"}, ["transport: has to be required or preferred"]),
        (MACHINE | {"login_privileges": "all"}, ["loginPrivileges: has to be least or documented"]),
        (MACHINE | {"connection_limit": -2}, ["connectionLimit: has to be a whole number from -1 to 262143"]),
        (MACHINE | {"backup": {}}, ["backup.storageAccountId: is missing"]),
        (
            MACHINE
            | {
                "parameters": {"archive_mode": False},
                "backup": {
                    "storage_account_id": "backups",
                    "container": "My_Container",
                    "retention_full": 0,
                    "full_schedule": "0 2 * * $(reboot)",
                    "retention": 4,
                },
            },
            [
                "backup.storageAccountId: is not the resource id of a storage account",
                "backup.container: is not the name of a Blob container",
                "backup.retentionFull: has to be a whole number from 1",
                "backup.fullSchedule: is not a calendar event of systemd",
                "backup.retention: is not an argument: did you mean",
                "parameters: archive_mode is set by backup",
            ],
        ),
        (FLEXIBLE | {"login_privileges": "documented"}, ["loginPrivileges: documented is a superuser, which Azure"]),
        (FLEXIBLE | {"transport": "required"}, ["transport: has no use with hosting: flexibleServer"]),
        (FLEXIBLE | {"backup": {"storage_account_id": STORAGE}}, ["backup: has no use with hosting: flexibleServer"]),
        (MACHINE | {"vault_subnet_ids": "x"}, ["vaultSubnetIds: has to be a list of texts"]),
        (FLEXIBLE | {"auth_config": {"password_auth": "Disabled"}}, ["[repository-password-authentication]"]),
        (FLEXIBLE | {"acknowledge_unsupported_cloud_database": False}, ["not supported"]),
        (FLEXIBLE | {"private_dns_zone_id": None}, ["privateDnsZoneId: is missing"]),
        (FLEXIBLE | {"port": 6432}, ["port: has to be 5432"]),
        (FLEXIBLE | {"storage_size_gb": 100}, ["storageSizeGb: is not a size"]),
        (FLEXIBLE | {"backup_retention_days": 90}, ["backupRetentionDays: has to be a whole number from 7 to 35"]),
        (FLEXIBLE | {"auth_config": {"tenant_id": "t"}}, ["authConfig: names a tenant"]),
        (FLEXIBLE | {"host": "db"}, ["host: has no use with hosting: flexibleServer"]),
        (
            FLEXIBLE
            | {"engine_version": 13, "location": "US Gov Virginia", "auth_config": {"password_auth": "Disabled"}},
            ["[repository-postgresql-version]", "[supported-region]", "[repository-password-authentication]"],
        ),
    ],
)
def test_what_cannot_work_is_refused(arguments: dict[str, Any], words: list[str]) -> None:
    said = refused(arguments)
    assert len(said) == len(words)
    assert all(any(word in problem for problem in said) for word in words)


@pytest.mark.parametrize("version", [14, 15, 16, 17, 18, "17", 17.0])
def test_supported_versions_are_accepted(version: object) -> None:
    assert repository(MACHINE, engine_version=version)["db"].inputs["engineVersion"] == int(
        str(version).partition(".")[0]
    )


@pytest.mark.parametrize("preview", [True, False])
def test_a_preview_registers_the_same_resources(*, preview: bool) -> None:
    def program() -> None:
        EntraIdRepository("db", MACHINE)  # pyright: ignore[reportArgumentType]

    assert children(deploy(program, preview=preview)) == children(repository(MACHINE))
