"""Our own components, as they register their inputs with the engine."""

from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact, Hosting, Placement, Repository
from veeam_entraid_limits._setting import UNKNOWN, Setting
from veeam_entraid_limits.resources._resource import Resource, TypeToken

__all__ = ["BACKUP_SERVER", "ENTRA_APPLICATION", "REPOSITORY", "concerns", "read_facts"]

BACKUP_SERVER: Final = "veeam-entraid:index:BackupServer"
REPOSITORY: Final = "veeam-entraid:index:EntraIdRepository"
ENTRA_APPLICATION: Final = "veeam-entraid:index:EntraApplication"

_BACKUP_SERVER_TOKEN: Final = TypeToken.parse(BACKUP_SERVER)
_REPOSITORY_TOKEN: Final = TypeToken.parse(REPOSITORY)


def concerns(token: TypeToken) -> bool:
    """Return whether a type is a component with facts."""
    return token in (_BACKUP_SERVER_TOKEN, _REPOSITORY_TOKEN)


def read_facts(resource: Resource) -> tuple[Fact, ...]:
    """Return the facts of a BackupServer or EntraIdRepository component."""
    if resource.token == _BACKUP_SERVER_TOKEN:
        return (_backup_server(resource),)
    if resource.token == _REPOSITORY_TOKEN:
        return (_repository(resource),)
    return ()


def _setting(resource: Resource, path: str) -> Setting:
    """Return a setting; unknown where the engine hands over a component without any input.

    It does so for what ``--target`` leaves out. Our components always register some.
    """
    return resource.setting(path) if resource.properties else Setting(path, UNKNOWN)


def _backup_server(resource: Resource) -> BackupServer:
    return BackupServer(
        subject=resource.subject("BackupServer"),
        name=Setting("name", resource.name),
        default_proxy_enabled=_setting(resource, "defaultProxy.enabled"),
        placement=Placement(location=_setting(resource, "location")),
    )


def _repository(resource: Resource) -> Repository:
    connection = _setting(resource, "connection")
    retired = connection.value if connection.is_unknown else connection.text == "retired"
    return Repository(
        subject=resource.subject("EntraIdRepository"),
        hosting=_hosting(_setting(resource, "hosting")),
        backup_server=_setting(resource, "backupServer"),
        retired=Setting("connection", retired),
        engine_version=_setting(resource, "engineVersion"),
        password_login=_setting(resource, "authConfig.passwordAuth"),
        authentication_methods=_setting(resource, "authenticationMethods"),
        placement=Placement(location=_setting(resource, "location")),
    )


def _hosting(hosting: Setting) -> Hosting:
    return next((known for known in Hosting if known.value == hosting.text), Hosting.UNKNOWN)
