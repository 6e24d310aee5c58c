"""Resources of the Azure providers: parts of our components, raw ones with the tag convention, directories.

Two tags govern stacks that do not use our components. ``veeam-entraid-role`` is ``backup-server``,
``repository`` or ``repository-retired``; ``veeam-entraid-server`` is the logical name of a backup server.
Only machines and PostgreSQL servers count: their network interfaces, disks and databases may carry the
same tags. Names of tags are compared without regard to case, their values with regard to it.
"""

from typing import Final

from veeam_entraid_limits._facts import (
    ApplicationCredential,
    AzureApplication,
    BackupServer,
    Fact,
    Hosting,
    Placement,
    PostgresqlServer,
    Repository,
)
from veeam_entraid_limits._protection import Directory
from veeam_entraid_limits._setting import ABSENT, UNKNOWN, Setting, first_given, setting, unless_blank
from veeam_entraid_limits.resources._components import BACKUP_SERVER, ENTRA_APPLICATION, REPOSITORY
from veeam_entraid_limits.resources._resource import ProviderResource, Resource, TypeToken
from veeam_entraid_limits.resources._tags import ROLE_TAG, SERVER_TAG, tag

__all__ = ["concerns", "read_facts"]

_MACHINES: Final = frozenset({"VirtualMachine", "LinuxVirtualMachine", "WindowsVirtualMachine"})
_DATABASE_SERVERS: Final = frozenset({"Server", "FlexibleServer", "SingleServer", "ServerGroup", "Cluster"})
_APPLICATIONS: Final = frozenset({"Application", "ApplicationRegistration"})
_CREDENTIALS: Final = frozenset({"ApplicationCertificate", "ApplicationPassword"})

_CUSTOMER_DIRECTORIES: Final = frozenset({"B2CTenant", "CIAMTenant"})
_GENERIC_RESOURCES: Final = (
    TypeToken("azure-native", "resources", "Resource"),
    TypeToken("azapi", "index", "Resource"),
)
_DIRECTORY_TYPES: Final = (
    "microsoftazureactivedirectoryb2cdirectories",
    "microsoftazureactivedirectoryciamdirectories",
)

_ANEW: Final = frozenset({"", "default", "create"})
"""The create modes that make a server from nothing, with a version and an administrator of its own."""

_NO_COPY: Final = _ANEW | {"update"}
"""The create modes of a server that is no copy of another."""


def read_facts(resource: Resource) -> tuple[Fact, ...]:
    """Return the facts of a machine, a PostgreSQL server, a tenant's application or its credential, or a directory."""
    if _is_machine(resource.token):
        return _machine(resource)
    if _is_database_server(resource.token):
        return _database_server(resource)
    if _is_application(resource.token):
        return _application(resource)
    if _is_credential(resource.token):
        return (_credential(resource),)
    if _is_customer_directory(resource.token):
        return (_directory(resource, certain=True),)
    is_directory = _is_generic_directory(resource)
    return () if is_directory is False else (_directory(resource, certain=is_directory is True),)


def concerns(token: TypeToken) -> bool:
    """Return whether a type is a machine, a PostgreSQL server, an application or its credential, or a directory."""
    kinds = (_is_machine, _is_database_server, _is_application, _is_credential, _is_customer_directory)
    return token in _GENERIC_RESOURCES or any(is_one(token) for is_one in kinds)


def _is_machine(token: TypeToken) -> bool:
    return token.name in _MACHINES


def _is_database_server(token: TypeToken) -> bool:
    return token.name in _DATABASE_SERVERS and "postgres" in token.module.lower()


def _is_application(token: TypeToken) -> bool:
    return token.package == "azuread" and token.name in _APPLICATIONS


def _is_credential(token: TypeToken) -> bool:
    return token.package == "azuread" and token.name in _CREDENTIALS


def _is_customer_directory(token: TypeToken) -> bool:
    classic = token.module == "aadb2c" and token.name == "Directory"
    return token.name in _CUSTOMER_DIRECTORIES or classic


def _is_generic_directory(resource: Resource) -> bool | None:
    """Return whether a resource of a type that may be any of Azure's is a directory for customers; None if open."""
    if resource.token not in _GENERIC_RESOURCES:
        return False
    parts = [resource.setting(path) for path in ("resourceProviderNamespace", "resourceType", "type")]
    if any(part.is_unknown for part in parts):
        return None
    namespace, kind, whole = (part.text for part in parts)
    return Setting(value=namespace + kind or whole).word.startswith(_DIRECTORY_TYPES)


def _machine(resource: Resource) -> tuple[Fact, ...]:
    component = _component_around(resource)
    if component:
        return (_part(resource, component),)
    role = _tag(resource, ROLE_TAG)
    if role.text == "backup-server":
        return (_raw_backup_server(resource, certain=True),)
    if role.text in _REPOSITORY_ROLES:
        return (_raw_machine_repository(resource, role, certain=True),)
    if role.is_unknown:
        return _raw_backup_server(resource, certain=False), _raw_machine_repository(resource, role, certain=False)
    return ()


_SIZES: Final = ("hardwareProfile.vmSize", "vmSize", "size")
_EDITIONS: Final = (
    "storageProfile.imageReference.sku",
    "sourceImageReference.sku",
    "storageImageReference.sku",
)
_REPOSITORY_ROLES: Final = frozenset({"repository", "repository-retired"})


def _raw_backup_server(resource: Resource, *, certain: bool) -> BackupServer:
    return BackupServer(
        subject=resource.subject(resource.token.kind),
        name=first_given(_tag(resource, SERVER_TAG), Setting("name", resource.name)),
        machine_size=first_given(*(_set(resource, path) for path in _SIZES)),
        image_edition=first_given(*(_set(resource, path) for path in _EDITIONS)),
        placement=_placement(resource),
        certain=certain,
    )


def _raw_machine_repository(resource: Resource, role: Setting, *, certain: bool) -> Repository:
    return Repository(
        subject=resource.subject(resource.token.kind),
        hosting=Hosting.VIRTUAL_MACHINE,
        backup_server=_tag(resource, SERVER_TAG),
        retired=_retired(role),
        engine_version=Setting("engineVersion"),
        speaks_for_itself=False,
        protected=resource.protect,
        placement=_placement(resource),
        certain=certain,
    )


def _database_server(resource: Resource) -> tuple[Fact, ...]:
    if _component_around(resource) == REPOSITORY:
        return (_database_repository(resource, ABSENT, certain=True, counted=False),)
    role = _tag(resource, ROLE_TAG)
    if role.text in _REPOSITORY_ROLES or role.is_unknown:
        return (_database_repository(resource, role, certain=not role.is_unknown, counted=True),)
    return (PostgresqlServer(subject=resource.subject(resource.token.kind), role=role),)


def _database_repository(resource: Resource, role: Setting, *, certain: bool, counted: bool) -> Repository:
    mode = _set(resource, "createMode")
    created = mode.text.lower()
    version = first_given(_value(resource, "version"), _value(resource, "postgresqlVersion"))
    if version.is_absent and created == "update":
        # The version that the server has is not written again.
        version = Setting(version.path, UNKNOWN)
    login = first_given(_set(resource, "authConfig.passwordAuth"), _set(resource, "authentication.passwordAuthEnabled"))
    return Repository(
        subject=resource.subject(resource.token.kind),
        hosting=Hosting.FLEXIBLE_SERVER,
        backup_server=_tag(resource, SERVER_TAG),
        retired=_retired(role),
        derived=Setting("createMode", UNKNOWN if mode.is_unknown else created not in _NO_COPY),
        engine_version=version,
        password_login=login,
        administrator_login=_set(resource, "administratorLogin"),
        administrator_password=first_given(
            _set(resource, "administratorLoginPassword"),
            _set(resource, "administratorPassword"),
            _set(resource, "administratorPasswordWo"),
        ),
        public_network_access=first_given(
            _set(resource, "network.publicNetworkAccess"),
            _set(resource, "publicNetworkAccess"),
            _set(resource, "publicNetworkAccessEnabled"),
        ),
        protected=resource.protect,
        api_version=resource.token.version,
        needs_administrator=None if mode.is_unknown else created in _ANEW,
        placement=_placement(resource),
        certain=certain,
        counted=counted,
    )


def _application(resource: Resource) -> tuple[Fact, ...]:
    if ENTRA_APPLICATION not in resource.ancestors:
        return ()
    return (AzureApplication(subject=resource.subject(resource.token.kind), placement=_placement(resource)),)


def _credential(resource: Resource) -> ApplicationCredential:
    return ApplicationCredential(
        subject=resource.subject(resource.token.kind),
        # Entra ID chooses the end where the program leaves that to it.
        end=first_given(_set(resource, "endDate"), resource.output("endDate")),
        application=(*resource.made_from("applicationId"), *resource.made_from("applicationObjectId")),
        of_component=ENTRA_APPLICATION in resource.ancestors,
    )


def _directory(resource: Resource, *, certain: bool) -> Directory:
    return Directory(
        subject=resource.subject(resource.token.kind),
        tenant_id=first_given(
            resource.output("tenantId"), resource.output("properties.tenantId"), resource.setting("tenantId")
        ),
        certain=certain,
    )


def _part(resource: Resource, component: str) -> Fact:
    """Return what a machine inside a component adds to it: where it really is, by its provider."""
    subject, placement = resource.subject(resource.token.kind), _placement(resource)
    if component == BACKUP_SERVER:
        return BackupServer(subject=subject, name=Setting("name", resource.name), placement=placement, counted=False)
    return Repository(subject=subject, hosting=Hosting.VIRTUAL_MACHINE, placement=placement, counted=False)


def _component_around(resource: Resource) -> str:
    """Return the innermost of our components that a resource is in."""
    around = (token for token in reversed(resource.ancestors) if token in (BACKUP_SERVER, REPOSITORY))
    return next(around, "")


def _value(resource: Resource, path: str) -> Setting:
    """Return an input of a server; unknown where the engine hands over a resource without any input.

    It does so for what ``--target`` leaves out. Old single servers nest their inputs in ``properties``.
    """
    if not resource.properties:
        return Setting(path, UNKNOWN)
    return first_given(resource.setting(path), resource.setting(f"properties.{path}"))


def _set(resource: Resource, path: str) -> Setting:
    """Return an input for which a blank text is as good as none."""
    return unless_blank(_value(resource, path))


def _tag(resource: Resource, name: str) -> Setting:
    return tag(_value(resource, "tags"), name)


def _retired(role: Setting) -> Setting:
    return Setting(f"tags.{ROLE_TAG}", UNKNOWN if role.is_unknown else role.text == "repository-retired")


def _placement(resource: Resource) -> Placement:
    provider = resource.provider or ProviderResource("")
    return Placement(
        location=_set(resource, "location"),
        environment=unless_blank(setting(provider.properties, "environment")),
        metadata_host=unless_blank(setting(provider.properties, "metadataHost")),
        tenant=unless_blank(setting(provider.properties, "tenantId")),
    )
