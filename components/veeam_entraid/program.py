"""The configuration of the deployable program: what ``pulumi config`` holds, as arguments of components.

Everything is read and checked before a component is made, so that one error lists every problem of the
configuration.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import pulumi
from pulumi_azure_native import resources

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import configured_placement
from veeam_entraid._problems import Problem, problems_of, raise_problems
from veeam_entraid.application import plan_entra_application
from veeam_entraid.backup_network import BackupNetwork, BackupNetworkArgs
from veeam_entraid.backup_server import BackupServer, BackupServerArgs
from veeam_entraid.entra_application import EntraApplication, EntraApplicationArgs
from veeam_entraid.entra_id_repository import EntraIdRepository, EntraIdRepositoryArgs
from veeam_entraid.log_storage import LogStorageArgs
from veeam_entraid.network import plan_network
from veeam_entraid.protection import plan_tenant_protection
from veeam_entraid.repository import plan_repository
from veeam_entraid.server import plan_backup_server
from veeam_entraid.storage import plan_log_storage
from veeam_entraid.tenant_protection import TenantProtectionArgs

__all__ = ["ProgramSettings", "Stage", "read_settings", "stage_of"]

_SERVER_FROM_NETWORK: Final = ("subnet_id", "private_ip_address")
_LOG_STORAGE_FROM_NETWORK: Final = ("subnet_id",)
_NO_ID: Final = "00000000-0000-0000-0000-000000000000"
_TENANT_FROM_APPLICATION: Final = ("azure_tenant_id", "application_id", "application_secret", "certificate")
_REPOSITORY_FROM_OTHERS: Final = ("subnet_id", "backup_server_address", "private_dns_zone_id")


@dataclass(frozen=True, slots=True)
class ProgramSettings:
    """The arguments of the program's components, without what they hand to each other.

    Attributes:
        resource_group_name: name of the resource group that the program makes.
        server_name: logical name of the backup server.
        network: arguments of the BackupNetwork.
        backup_server: arguments of the BackupServer.
        repository: arguments of the EntraIdRepository.
        application: arguments of the EntraApplication; None for none.
        log_storage: arguments of the LogStorage; None for none.
        tenant: arguments of the TenantProtection; None for none.
        license: the licence of the backup server, in base64; empty for none.
    """

    resource_group_name: str
    server_name: str
    network: Mapping[str, object]
    backup_server: Mapping[str, object]
    repository: Mapping[str, object]
    application: Mapping[str, object] | None = None
    log_storage: Mapping[str, object] | None = None
    tenant: Mapping[str, object] | None = None
    license: str = ""

    @property
    def hosting(self) -> str:
        """Where the repository runs."""
        return str(self.repository["hosting"])

    def network_arguments(self, group: resources.ResourceGroup) -> BackupNetworkArgs:
        """Return the arguments of the network in its resource group."""
        return cast("BackupNetworkArgs", {**self.network, "resourceGroupName": group.name})

    def backup_server_arguments(self, group: resources.ResourceGroup, network: BackupNetwork) -> BackupServerArgs:
        """Return the arguments of the backup server in its network."""
        handed_over = {
            "resourceGroupName": group.name,
            "subnetId": network.backup_server_subnet_id,
            "privateIpAddress": network.backup_server_address,
        }
        return cast("BackupServerArgs", {"host": network.backup_server_host, **self.backup_server, **handed_over})

    def repository_arguments(
        self, group: resources.ResourceGroup, network: BackupNetwork, server: BackupServer
    ) -> EntraIdRepositoryArgs:
        """Return the arguments of the repository in its network, beside its backup server."""
        handed_over: dict[str, object] = {"backupServer": server.server_name}
        if self.hosting != "local":
            handed_over |= {
                "resourceGroupName": group.name,
                "subnetId": network.repository_subnet_id,
                "vaultSubnetIds": [network.backup_server_subnet_id],
            }
        if self.hosting == "virtualMachine":
            handed_over |= {
                "privateIpAddress": network.repository_address,
                "backupServerAddress": network.backup_server_address,
            }
            if self.network.get("privateDnsZone") != "none":
                handed_over["host"] = network.repository_host
        if self.hosting == "flexibleServer":
            handed_over["privateDnsZoneId"] = network.repository_zone_id
        return cast("EntraIdRepositoryArgs", {**self.repository, **handed_over})

    def application_arguments(self) -> EntraApplicationArgs:
        """Return the arguments of the application in the protected tenant."""
        return cast("EntraApplicationArgs", dict(self.application or {}))

    @property
    def default_proxy_enabled(self) -> bool:
        """Whether the default proxy of the backup server is to be enabled."""
        proxy = self.backup_server.get("defaultProxy")
        return not (isinstance(proxy, Mapping) and _is_off(cast("object", proxy), "enabled"))

    def tenant_arguments(
        self, repository: EntraIdRepository, application: EntraApplication | None
    ) -> TenantProtectionArgs:
        """Return the arguments of the protection of the tenant, through the program's application where it has one."""
        handed_over: dict[str, object] = {"connection": repository.connection}
        if application is not None:
            handed_over |= {
                "azureTenantId": application.azure_tenant_id,
                "applicationId": application.application_id,
                **_credential_of(application, self.application or {}),
            }
        return cast("TenantProtectionArgs", {**(self.tenant or {}), **handed_over})

    def log_storage_arguments(
        self, group: resources.ResourceGroup, network: BackupNetwork, server: BackupServer
    ) -> LogStorageArgs:
        """Return the arguments of the storage of logs, reached from the backup server's subnet."""
        # The endpoint takes the first address that is free, so the server has to have its own by then.
        taken = pulumi.Output.all(network.backup_server_subnet_id, server.private_ip_address)
        handed_over = {"resourceGroupName": group.name, "subnetId": taken.apply(lambda known: str(known[0]))}
        return cast("LogStorageArgs", {**(self.log_storage or {}), **handed_over})


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a deployment stands.

    Attributes:
        name: the stage, in one line.
        next_step: what comes next, with its command; empty after the last one.
    """

    name: str
    next_step: str = ""


def read_settings(config: Mapping[str, str], *, project: str, stack: str) -> ProgramSettings:
    """Read the configuration of a stack.

    Args:
        config: every key of the stack's configuration with its value as text, blocks as JSON.
        project: the project's name, the namespace of its keys.
        stack: the stack's name.

    Raises:
        InvalidArgumentsError: with every problem in it, those of the components among them.
    """
    prefix = f"{project}:"
    own = {key.removeprefix(prefix): _decoded(value) for key, value in config.items() if key.startswith(prefix)}
    problems: list[Problem] = []
    reader = Arguments("Configuration", own, problems=problems)
    resource_group = reader.text("resource_group_name", f"rg-veeam-entraid-{stack}", hint="a resource group's name")
    server_name = reader.text("server_name", "vbr", hint="the logical name of the backup server, such as vbr")
    protected = reader.flag("deletion_protection", default=True)
    network, server, repository = (_block(reader, name) for name in ("network", "backup_server", "repository"))
    application, log_storage, tenant = (
        _optional_block(reader, name) for name in ("application", "log_storage", "tenant")
    )
    license_ = reader.text("license", "", hint="the content of the licence's file, in base64")
    reader.refuse_unread()

    common = {"resourceGroupName": resource_group}
    repository = {"hosting": "virtualMachine", "deletionProtection": protected} | repository
    hosting = repository["hosting"]
    network = common | {"hosting": hosting, "repositoryPort": repository.get("port", 5432)} | network
    local = hosting == "local"
    server = common | {"entraIdHosting": "local" if local else "remote", "deletionProtection": protected} | server
    if not local:
        repository = common | repository
    administration = _administration_of(network)
    if hosting == "virtualMachine" and administration is not None:
        repository = {"administrationPrefixes": administration} | repository
    if application is not None:
        application = {"deletionProtection": protected} | application
    if log_storage is not None:
        log_storage = common | {"deletionProtection": protected} | log_storage
    if tenant is not None:
        tenant = {"deletionProtection": protected} | tenant
        _refuse_tenant_without_server(reader, server, tenant, has_application=application is not None)
    provider = configured_placement(lambda key: config.get(f"azure-native:{key}"))
    _refuse_private_endpoint(reader, repository)
    _refuse_early_hardening(reader, server, repository)
    raise_problems(
        [
            *problems,
            *problems_of(lambda: plan_network("network", network)),
            *problems_of(lambda: plan_backup_server(server_name, server, _SERVER_FROM_NETWORK, provider)),
            *problems_of(lambda: plan_repository("repository", repository, _REPOSITORY_FROM_OTHERS, provider)),
            *(problems_of(lambda: _plan_application(application, config)) if application is not None else ()),
            *(
                problems_of(lambda: plan_log_storage("log-storage", log_storage, _LOG_STORAGE_FROM_NETWORK))
                if log_storage is not None
                else ()
            ),
            *(problems_of(lambda: _plan_tenant(tenant, application)) if tenant is not None else ()),
        ]
    )
    return ProgramSettings(
        resource_group, server_name, network, server, repository, application, log_storage, tenant, license_
    )


def _plan_tenant(tenant: Mapping[str, object], application: Mapping[str, object] | None) -> object:
    """Plan the protection of a tenant, with stand-ins for what the application hands over."""
    handed_over: dict[str, object] = {}
    if application is not None:
        handed_over = {"azureTenantId": _NO_ID, "applicationId": _NO_ID, "applicationSecret": "handed over"}
    return plan_tenant_protection("tenant", {**tenant, **handed_over})


def _credential_of(application: EntraApplication, arguments: Mapping[str, object]) -> dict[str, object]:
    """Return how an application signs in, as the arguments of the protection of a tenant."""
    credential = arguments.get("credential")
    given = cast("Mapping[str, object]", credential if isinstance(credential, Mapping) else {})
    format_ = given.get("format") or "Pfx"
    if application.certificate is None:
        return {"applicationSecret": application.application_secret}
    file = application.certificate
    # Only the format is known while the program runs.
    return {
        "certificate": {"data": file["data"], "format": format_, "password": file.apply(lambda it: it.get("password"))}
    }


def _refuse_tenant_without_server(
    reader: Arguments, server: Mapping[str, object], tenant: Mapping[str, object], *, has_application: bool
) -> None:
    """Note that nobody installs the product, or that the application of the program is not the one of the tenant."""
    if server.get("installation") is None:
        reader.problem(
            "tenant",
            "needs backupServer.installation, which installs the product and makes the account for its REST API. For a"
            " server that somebody else installs, use TenantProtection with a veeam provider in a program of yours",
        )
    known = {name.replace("_", "").lower(): name for name in _TENANT_FROM_APPLICATION}
    twice = [name for name in tenant if name.replace("_", "").lower() in known]
    if has_application and twice:
        reader.problem("tenant", f"takes {', '.join(twice)} from application: leave it out here, or leave that out")


def _administration_of(network: Mapping[str, object]) -> object:
    """Return from where PostgreSQL admits its administrator: as the network, and from the VPN's clients."""
    given, vpn = network.get("administrationPrefixes"), network.get("vpn")
    clients = cast("Mapping[str, object]", vpn).get("clientPrefixes") if isinstance(vpn, Mapping) else None
    if not isinstance(clients, list):
        return given
    administration = cast("list[object]", given) if isinstance(given, list) else []
    return [*administration, *cast("list[object]", clients)]


def _plan_application(application: Mapping[str, object], config: Mapping[str, str]) -> object:
    return plan_entra_application(
        "application",
        application,
        provider=configured_placement(lambda key: config.get(f"azuread:{key}"), "azuread"),
        provider_tenant=config.get("azuread:tenantId") or "",
    )


def _refuse_private_endpoint(reader: Arguments, repository: Mapping[str, object]) -> None:
    """Note that the program's network has no subnet for a private endpoint of a flexible server."""
    flexible = repository.get("flexibleServer")
    network = cast("Mapping[str, object]", flexible).get("network") if isinstance(flexible, Mapping) else None
    mode = cast("Mapping[str, object]", network).get("mode") if isinstance(network, Mapping) else None
    if mode == "privateEndpoint":
        reader.problem(
            "repository",
            "flexibleServer.network.mode: privateEndpoint needs a subnet and a zone of its own, which this program does"
            " not make: leave it out, or use the component EntraIdRepository in a program of yours",
        )


def _refuse_early_hardening(reader: Arguments, server: Mapping[str, object], repository: Mapping[str, object]) -> None:
    """Note that Windows is to be hardened while a person still has to use the wizard on it."""
    hardening = server.get("hardening")
    if hardening is None or repository["hosting"] == "local":
        return
    if repository.get("connection", "pending") == "pending":
        reader.problem(
            "backup_server",
            "hardening comes after the connection to the repository: leave it out until repository.connection is"
            " confirmed",
        )
    elif _outdated(repository) and _is_off(hardening, "remoteDesktop"):
        reader.problem(
            "backup_server",
            "hardening.remoteDesktop: false locks out whoever has to tell the wizard the new password: write true until"
            " repository.confirmedPasswordRotation follows",
        )


def _outdated(repository: Mapping[str, object]) -> bool:
    """Return whether the backup server was connected with a password that is none any more."""
    return str(repository.get("passwordRotation", "")) != str(repository.get("confirmedPasswordRotation", ""))


def _is_off(block: object, name: str) -> bool:
    value = cast("Mapping[str, object]", block).get(name, True) if isinstance(block, Mapping) else True
    return str(value).lower() in {"false", "off"}


def _decoded(value: str) -> object:
    """Return a block or list as data, and everything else as the text that it is."""
    if not value.startswith(("{", "[")):
        return value
    try:
        return cast("object", json.loads(value))
    except ValueError:
        return value


def _block(reader: Arguments, name: str) -> dict[str, object]:
    value = reader.raw(name, {})
    if isinstance(value, dict):
        return dict(cast("Mapping[str, object]", value))
    reader.problem(name, "has to be a block of arguments")
    return {}


def _optional_block(reader: Arguments, name: str) -> dict[str, object] | None:
    return _block(reader, name) if reader.has(name) else None


def stage_of(settings: ProgramSettings, project: str) -> Stage:
    """Return where a deployment with these settings stands once its update is through."""
    repository, set_key = settings.repository, f"pulumi config set --path {project}:repository"
    if settings.hosting == "local":
        return _last_stage("the backup server keeps the repository itself", settings, project)
    if _is_off(repository, "dataPlane"):
        if _is_restored(repository):
            return Stage("the server is restored, its logins have their old passwords", "do what manualSteps says")
        return Stage(
            "Azure is there, the login of the backup server is not",
            f"from a machine within administrationPrefixes: {set_key}.dataPlane true && pulumi up",
        )
    if repository.get("connection", "pending") == "pending":
        return Stage(
            "the repository is there, the backup server is not connected to it",
            f"do what manualSteps says, then: {set_key}.connection confirmed && pulumi up",
        )
    if _outdated(repository):
        rotation = shlex.quote(str(repository.get("passwordRotation", "")))
        return Stage(
            "the passwords are new, the backup server has the old ones",
            f"do what manualSteps says, then: {set_key}.confirmedPasswordRotation {rotation} && pulumi up",
        )
    return _last_stage("the backup server is connected to the repository", settings, project)


def _last_stage(name: str, settings: ProgramSettings, project: str) -> Stage:
    """Return the stage of a server that is in use: hardening of Windows is what can still come."""
    if settings.backup_server.get("hardening") is not None:
        return Stage(f"{name}, and Windows is hardened")
    return Stage(
        name,
        "to harden Windows, with Remote Desktop on, once manualSteps is done: pulumi config set --path"
        f" {project}:backupServer.hardening.remoteDesktop true && pulumi up",
    )


def _is_restored(repository: Mapping[str, object]) -> bool:
    flexible = repository.get("flexibleServer")
    return isinstance(flexible, Mapping) and "restore" in flexible
