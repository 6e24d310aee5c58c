"""Microsoft.DBforPostgreSQL: flexible servers, their parameters, databases, administrators and firewall rules."""

import ipaddress
from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol import UNKNOWN
from veeam_entraid_protocol.properties import Properties, at, dict_at, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, location_key, parent_id
from veeam_entraid_sandbox.azure._resource_type import Fixed, Reference, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import address, choice, guid, number, text
from veeam_entraid_sandbox.azure.types._credentials import RESERVED_DATABASE_LOGINS, password_failures
from veeam_entraid_sandbox.azure.types._guids import TENANT
from veeam_entraid_sandbox.azure.types._occupancy import (
    delegations_of,
    demand_same_region,
    required,
    subnet_occupants,
)
from veeam_entraid_sandbox.azure.types._references import occupied_subnet
from veeam_entraid_sandbox.azure.types.private_dns import LINK

__all__ = ["CONFIGURATION", "DATABASE", "RESTORES", "SERVER", "TYPES"]

SERVER: Final = "azure-native:dbforpostgresql:Server"
CONFIGURATION: Final = "azure-native:dbforpostgresql:Configuration"
DATABASE: Final = "azure-native:dbforpostgresql:Database"
_ADMINISTRATOR: Final = "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra"
_FIREWALL_RULE: Final = "azure-native:dbforpostgresql:FirewallRule"

_SERVER_PATH: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.DBforPostgreSQL/flexibleServers/{serverName}"
)
_DELEGATION: Final = "Microsoft.DBforPostgreSQL/flexibleServers"
_ZONE_SUFFIX: Final = ".postgres.database.azure.com"
_BUSY: Final = (
    409,
    "ServerIsBusy",
    (
        "Cannot complete operation because server '{scope}' is busy processing another operation ({by}). Please "
        "try again later, and let {id} depend on it."
    ),
)
# Azure takes half a minute for each; long enough for two that are started together to meet.
_SECONDS_ON_A_SERVER: Final = 0.2
RESTORES: Final = frozenset({"PointInTimeRestore", "GeoRestore"})
"""The modes in which a server is created from the backups of another."""
_PREMIUM: Final = "Premium_LRS"
_PREMIUM_SIZES: Final = frozenset({32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32767})
_IDENTITY: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
_KEYS: Final = (
    ("dataEncryption.primaryKeyURI", "dataEncryption.primaryUserAssignedIdentityId"),
    ("dataEncryption.geoBackupKeyURI", "dataEncryption.geoBackupUserAssignedIdentityId"),
)
_RESERVED_DATABASES: Final = frozenset({"azure_maintenance", "azure_sys", "template0", "template1"})


def _creation(inputs: Properties) -> Iterator[CheckFailure]:
    mode = text_at(inputs, "createMode")
    if mode in {"Replica", "ReviveDropped"}:
        yield CheckFailure("createMode", f"the sandbox has no backups of what is gone, and no replicas: not '{mode}'")
        return
    if mode in RESTORES:
        for path in ("sourceServerResourceId", "pointInTimeUTC"):
            if at(inputs, path) is None:
                yield CheckFailure(path, f"missing required property '{path}': {mode} needs it")
    for path in ("version", "sku", "storage.storageSizeGB"):
        if at(inputs, path) is None:
            yield CheckFailure(path, f"missing required property '{path}': Azure needs it to create a server")


def _administrator(inputs: Properties) -> Iterator[CheckFailure]:
    login = text_at(inputs, "administratorLogin")
    if login.lower() in RESERVED_DATABASE_LOGINS or login.lower().startswith("pg_"):
        yield CheckFailure(
            "administratorLogin", f"'administratorLogin' must not be '{login}': Azure reserves that name"
        )
    yield from password_failures(
        inputs, "administratorLoginPassword", shortest=8, longest=128, login_path="administratorLogin"
    )
    if at(inputs, "authConfig.passwordAuth") in (None, "Enabled"):
        for path in ("administratorLogin", "administratorLoginPassword"):
            if inputs.get(path) is None:
                yield CheckFailure(path, f"missing required property '{path}': password authentication is enabled")
    elif at(inputs, "authConfig.passwordAuth") == "Disabled" and at(inputs, "authConfig.activeDirectoryAuth") in (
        None,
        "Disabled",
    ):
        yield CheckFailure("authConfig", "'authConfig' must enable one way of authentication")


def _network(inputs: Properties) -> Iterator[CheckFailure]:
    subnet, zone = at(inputs, "network.delegatedSubnetResourceId"), at(inputs, "network.privateDnsZoneArmResourceId")
    if subnet and zone is None:
        yield CheckFailure(
            "network.privateDnsZoneArmResourceId",
            "a server in a delegated subnet needs 'network.privateDnsZoneArmResourceId'",
        )
    if zone and subnet is None:
        yield CheckFailure(
            "network.delegatedSubnetResourceId",
            "'network.privateDnsZoneArmResourceId' needs 'network.delegatedSubnetResourceId'",
        )
    if isinstance(zone, str):
        name = zone.rpartition("/")[2].lower()
        server = text_at(inputs, "serverName").lower()
        if not name.endswith(_ZONE_SUFFIX):
            yield CheckFailure(
                "network.privateDnsZoneArmResourceId",
                f"the private DNS zone '{name}' must have a name that ends in '{_ZONE_SUFFIX}'",
            )
        elif server and name == f"{server}{_ZONE_SUFFIX}":
            yield CheckFailure(
                "network.privateDnsZoneArmResourceId",
                f"the private DNS zone must not have the server's own name, '{name}'",
            )


def _disk(inputs: Properties) -> Iterator[CheckFailure]:
    kind, size = text_at(inputs, "storage.type") or _PREMIUM, at(inputs, "storage.storageSizeGB")
    if kind == _PREMIUM and isinstance(size, int | float) and size not in _PREMIUM_SIZES:
        yield CheckFailure("storage.storageSizeGB", f"a disk of the type {kind} does not come in {size:g} GB")
    for path in ("storage.iops", "storage.throughput"):
        if kind == _PREMIUM and at(inputs, path) is not None:
            yield CheckFailure(path, f"'{path}' is not set on a disk of the type {kind}: its tier decides")
        if kind != _PREMIUM and at(inputs, path) is None:
            yield CheckFailure(path, f"missing required property '{path}': a disk of the type {kind} needs it")


def _newer_disk(inputs: Properties) -> Iterator[CheckFailure]:
    if text_at(inputs, "storage.type") != "PremiumV2_LRS":
        return
    for path, value in (("storage.autoGrow", "Enabled"), ("sku.tier", "Burstable")):
        if text_at(inputs, path) == value:
            yield CheckFailure(path, f"'{path}' cannot be {value} with a disk of the type PremiumV2_LRS")
    if at(inputs, "dataEncryption.primaryKeyURI") is not None:
        yield CheckFailure("dataEncryption", "a disk of the type PremiumV2_LRS takes no customer managed key")


def _keys(inputs: Properties) -> Iterator[CheckFailure]:
    given = [at(inputs, path) is not None for pair in _KEYS for path in pair]
    if given[0] != given[1] or given[2] != given[3]:
        yield CheckFailure("dataEncryption", "a key and the identity that uses it are written together")
    geo = at(inputs, "backup.geoRedundantBackup") == "Enabled"
    if given[0] and geo != given[2]:
        yield CheckFailure(
            "dataEncryption.geoBackupKeyURI", "geo-redundant backups, and only they, need a key of the paired region"
        )
    if at(inputs, "dataEncryption.type") == "AzureKeyVault" and not given[0]:
        yield CheckFailure("dataEncryption.primaryKeyURI", "the encryption with a customer managed key needs the key")


def _size(inputs: Properties) -> Iterator[CheckFailure]:
    name, tier = text_at(inputs, "sku.name"), text_at(inputs, "sku.tier")
    families = {"Burstable": "Standard_B", "GeneralPurpose": "Standard_D", "MemoryOptimized": "Standard_E"}
    prefix = families.get(tier)
    if name and prefix and not name.startswith(prefix):
        yield CheckFailure("sku.name", f"'sku.name' {name} is not of the tier {tier}: its sizes begin with {prefix}")
    if tier == "Burstable" and at(inputs, "highAvailability.mode") in ("ZoneRedundant", "SameZone"):
        yield CheckFailure("highAvailability.mode", "'highAvailability' is not available in the tier Burstable")


def _demand_name(subject: Subject, view: View) -> None:
    for other in view.all_of(SERVER):
        if key_of(other.id) != key_of(subject.id) and other.id.rpartition("/")[2].lower() == subject.name.lower():
            raise ArmError(
                409,
                "ServerNameAlreadyExists",
                f"Specified server name '{subject.name}' is already used. Use a different name.",
            )


def _demand_injection(subject: Subject, view: View) -> None:
    subnet_id = text_at(subject.inputs, "network.delegatedSubnetResourceId")
    if not subnet_id:
        return
    subnet = required(view, subnet_id)
    home = required(view, parent_id(subnet_id))
    demand_same_region(subject.id, text_at(subject.inputs, "location"), home)
    if delegations_of(subnet.inputs) != [_DELEGATION]:
        raise ArmError(
            400,
            "SubnetNotDelegated",
            f"Subnet {subnet_id} must be delegated to {_DELEGATION} and to nothing else.",
        )
    for occupant in subnet_occupants(subnet_id, view, but=subject.id):
        if occupant.token != SERVER:
            raise ArmError(
                400,
                "SubnetInUse",
                f"Subnet {subnet_id} holds {occupant.id}; a delegated subnet holds flexible servers only.",
            )
    zone_id = text_at(subject.inputs, "network.privateDnsZoneArmResourceId")
    linked = [
        key_of(text_at(link.inputs, "virtualNetwork.id"))
        for link in view.below(zone_id)
        if link.token == LINK and link.ready
    ]
    if key_of(home.id) not in linked:
        raise ArmError(
            400,
            "PrivateDnsZoneNotLinkedToVirtualNetwork",
            f"Private DNS zone {zone_id} is not linked to virtual network {home.id}: link it before the server is "
            "created.",
        )


def _demand_encryption(subject: Subject, view: View) -> None:
    assigned = dict_at(subject.inputs, "identity.userAssignedIdentities")
    known = {key_of(each) for each in assigned}
    for each in assigned:
        if view.find(each) is None:
            raise ArmError(404, "ResourceNotFound", f"The identity '{each}' of {subject.name} was not found.")
    for key, identity in _KEYS:
        user = text_at(subject.inputs, identity)
        if user and key_of(user) not in known:
            raise ArmError(
                400,
                "InvalidUserAssignedIdentity",
                f"The identity '{user}', which uses the key of '{key}', is not assigned to {subject.name}: name it in "
                "'identity'.",
            )
    if subject.previous is not None:
        own = [bool(text_at(inputs, _KEYS[0][0])) for inputs in (subject.previous.inputs, subject.inputs)]
        if own[0] != own[1]:
            raise ArmError(
                400,
                "DataEncryptionModeCannotBeChanged",
                f"{subject.name} was created with {'a customer' if own[0] else 'a service'} managed key, and keeps "
                "such a key for its lifetime.",
            )


def _demand_source(subject: Subject, view: View) -> None:
    mode = text_at(subject.inputs, "createMode")
    if subject.previous is not None or mode not in RESTORES:
        return
    source = required(view, text_at(subject.inputs, "sourceServerResourceId"))
    same_region = location_key(text_at(source.outputs, "location")) == location_key(text_at(subject.inputs, "location"))
    injected = [bool(text_at(each.inputs, "network.delegatedSubnetResourceId")) for each in (source, subject)]
    for refused, says in (
        (injected[0] != injected[1], "is reached in another way: in a virtual network or not, as its source"),
        (mode == "PointInTimeRestore" and not same_region, "has to be in the region of its source"),
        (mode == "GeoRestore" and same_region, "has to be in the paired region of its source"),
        (
            mode == "GeoRestore" and at(source.inputs, "backup.geoRedundantBackup") != "Enabled",
            "has a source without geo-redundant backups",
        ),
        (at(source.inputs, "version") != at(subject.inputs, "version"), "has another version than its source"),
        (
            at(source.inputs, "administratorLogin") != at(subject.inputs, "administratorLogin"),
            "has another administratorLogin than its source",
        ),
    ):
        if refused:
            raise ArmError(400, "InvalidRestoreRequest", f"The restored server {subject.name} {says}.")


def _demand_kept_data(subject: Subject, view: View) -> None:
    del view
    if subject.previous is None:
        return
    before = at(subject.previous.inputs, "storage.storageSizeGB")
    after = at(subject.inputs, "storage.storageSizeGB")
    if isinstance(before, float) and isinstance(after, float) and after < before:
        raise ArmError(
            400,
            "StorageSizeCannotBeReduced",
            f"Storage of {subject.name} cannot shrink from {before:g} to {after:g} GB.",
        )
    if at(subject.previous.inputs, "version") != at(subject.inputs, "version"):
        raise ArmError(
            400,
            "MajorVersionUpgradeNotSupported",
            f"The sandbox does not upgrade {subject.name} from version {at(subject.previous.inputs, 'version')} to "
            f"{at(subject.inputs, 'version')} in place; Azure does, but only upwards and not back. Replace the server.",
        )


def _server_outputs(subject: Subject, view: View) -> Properties:
    injected = bool(text_at(subject.inputs, "network.delegatedSubnetResourceId"))
    stated = text_at(subject.inputs, "network.publicNetworkAccess")
    return {
        "fullyQualifiedDomainName": f"{subject.name}{_ZONE_SUFFIX}",
        "state": "Ready",
        "network": {"publicNetworkAccess": "Disabled" if injected else stated or "Enabled"},
        "replicaCapacity": 0.0,
        "replicationRole": "Primary",
        "privateEndpointConnections": [],
        "authConfig": {"tenantId": text_at(subject.inputs, "authConfig.tenantId") or TENANT},
        **_identity_outputs(subject, view),
    }


def _identity_outputs(subject: Subject, view: View) -> Properties:
    assigned: Properties = {}
    for each in dict_at(subject.inputs, "identity.userAssignedIdentities"):
        identity = view.find(each)
        if identity:
            assigned[each] = {key: identity.outputs[key] for key in ("clientId", "principalId")}
    return {"identity": {"userAssignedIdentities": assigned}} if assigned else {}


def _demand_entra_login(subject: Subject, view: View) -> None:
    server = required(view, parent_id(subject.id))
    if at(server.inputs, "authConfig.activeDirectoryAuth") != "Enabled":
        raise ArmError(
            400,
            "AadAuthOperationCannotBePerformedWhenAadAuthIsDisabled",
            f"The server {server.id} does not let logins of Microsoft Entra ID in: enable them first.",
        )


def _complete(inputs: Properties) -> Iterator[CheckFailure]:
    for name in ("principalName", "principalType", "tenantId"):
        if inputs.get(name) is None:
            yield CheckFailure(name, f"missing required property '{name}': an administrator needs it")


def _rising(inputs: Properties) -> Iterator[CheckFailure]:
    first, last = inputs.get("startIpAddress"), inputs.get("endIpAddress")
    if isinstance(first, str) and isinstance(last, str):
        try:
            wrong = ipaddress.IPv4Address(first) > ipaddress.IPv4Address(last)
        except ValueError:
            return
        if wrong:
            yield CheckFailure("endIpAddress", "'endIpAddress' is below 'startIpAddress'")


def _demand_public_access(subject: Subject, view: View) -> None:
    server = required(view, parent_id(subject.id))
    if text_at(server.inputs, "network.delegatedSubnetResourceId"):
        raise ArmError(
            400,
            "FirewallRulesNotSupportedForPrivateAccess",
            f"Firewall rule operations are not supported on server '{server.id.rpartition('/')[2]}', which is in "
            "a virtual network.",
        )


def _parameter(inputs: Properties) -> Iterator[CheckFailure]:
    for name in ("value", "source"):
        if inputs.get(name) is None and inputs.get(name) is not UNKNOWN:
            yield CheckFailure(
                name, f"missing required property '{name}': a server parameter is set by value and source"
            )


def _own_database(inputs: Properties) -> Iterator[CheckFailure]:
    name = text_at(inputs, "databaseName")
    if name.lower() in _RESERVED_DATABASES:
        yield CheckFailure("databaseName", f"'databaseName' must not be '{name}': it is Azure's own")


TYPES: Final = (
    ResourceType(
        token=SERVER,
        path=_SERVER_PATH,
        replaced_by=frozenset(
            {"location", "administratorLogin", "availabilityZone", "sourceServerResourceId", "pointInTimeUTC"}
        ),
        fixed=(
            Fixed("network.delegatedSubnetResourceId", "NetworkModeCannotBeChanged"),
            Fixed("backup.geoRedundantBackup", "GeoRedundantBackupCannotBeChanged"),
            Fixed("storage.type", "StorageTypeCannotBeChanged"),
        ),
        write_only=("administratorLoginPassword", "createMode", "pointInTimeUTC"),
        sensitive=("administratorLoginPassword",),
        constraints={
            "serverName": text(
                shortest=3,
                longest=63,
                pattern=r"[a-z0-9]([a-z0-9-]*[a-z0-9])?",
                says="holds lower case letters, digits and hyphens, and begins and ends with none of the hyphens",
            ),
            "administratorLogin": text(
                shortest=1, longest=63, pattern=r"[a-zA-Z_][\w$-]*", says="begins with a letter or '_'"
            ),
            "version": choice(("11", "12", "13", "14", "15", "16", "17", "18")),
            "sku.tier": choice(("Burstable", "GeneralPurpose", "MemoryOptimized")),
            "sku.name": text(pattern=r"Standard_\w+", says="must be a size such as Standard_D4ds_v5"),
            "storage.storageSizeGB": number(least=32, most=65536),
            "storage.type": choice(("Premium_LRS", "PremiumV2_LRS", "UltraSSD_LRS")),
            "highAvailability.standbyAvailabilityZone": choice(("", "1", "2", "3")),
            "backup.geoRedundantBackup": choice(("Enabled", "Disabled")),
            "identity.type": choice(("None", "UserAssigned", "SystemAssigned", "SystemAssigned,UserAssigned")),
            "backup.backupRetentionDays": number(least=7, most=35),
            "availabilityZone": choice(("", "1", "2", "3")),
            "highAvailability.mode": choice(("Disabled", "ZoneRedundant", "SameZone")),
            "network.publicNetworkAccess": choice(("Enabled", "Disabled")),
            "authConfig.passwordAuth": choice(("Enabled", "Disabled")),
            "authConfig.activeDirectoryAuth": choice(("Enabled", "Disabled")),
            "maintenanceWindow.dayOfWeek": number(least=0, most=6),
            "maintenanceWindow.startHour": number(least=0, most=23),
            "maintenanceWindow.startMinute": number(least=0, most=59),
        },
        rules=(_creation, _administrator, _network, _size, _disk, _newer_disk, _keys),
        references=(
            occupied_subnet("network.delegatedSubnetResourceId"),
            Reference(
                "network.privateDnsZoneArmResourceId",
                "Microsoft.Network/privateDnsZones",
                blocks="Private DNS zone {id} is in use by {by} and cannot be deleted.",
                code="CannotDeleteResource",
            ),
            *(Reference(identity, _IDENTITY) for _, identity in _KEYS),
        ),
        defaults={
            "authConfig": {"passwordAuth": "Enabled", "activeDirectoryAuth": "Disabled"},
            "backup": {"backupRetentionDays": 7.0, "geoRedundantBackup": "Disabled"},
            "highAvailability": {"mode": "Disabled"},
            "maintenanceWindow": {"customWindow": "Disabled", "dayOfWeek": 0.0, "startHour": 0.0, "startMinute": 0.0},
            "storage": {"autoGrow": "Disabled"},
        },
        demands=(_demand_name, _demand_injection, _demand_encryption, _demand_source, _demand_kept_data),
        respond=_server_outputs,
        conflict=_BUSY,
        seconds=_SECONDS_ON_A_SERVER,
    ),
    ResourceType(
        token=CONFIGURATION,
        path=_SERVER_PATH + "/configurations/{configurationName}",
        constraints={
            "configurationName": text(shortest=1, longest=63, pattern=r"[a-zA-Z_][\w.]*"),
            "source": choice(("user-override", "system-default")),
        },
        rules=(_parameter,),
        conflict=_BUSY,
        seconds=_SECONDS_ON_A_SERVER,
    ),
    ResourceType(
        token=_ADMINISTRATOR,
        path=_SERVER_PATH + "/administrators/{objectId}",
        constraints={
            "objectId": guid(),
            "principalType": choice(("user", "group", "servicePrincipal")),
        },
        rules=(_complete,),
        demands=(_demand_entra_login,),
        conflict=_BUSY,
        seconds=_SECONDS_ON_A_SERVER,
    ),
    ResourceType(
        token=DATABASE,
        path=_SERVER_PATH + "/databases/{databaseName}",
        fixed=(
            Fixed("charset", "DatabaseCharsetCannotBeChanged"),
            Fixed("collation", "DatabaseCollationCannotBeChanged"),
        ),
        constraints={"databaseName": text(shortest=1, longest=63, pattern=r"[\w-]+")},
        rules=(_own_database,),
        defaults={"charset": "UTF8", "collation": "en_US.utf8"},
        conflict=_BUSY,
        seconds=_SECONDS_ON_A_SERVER,
    ),
    ResourceType(
        token=_FIREWALL_RULE,
        path=_SERVER_PATH + "/firewallRules/{firewallRuleName}",
        constraints={
            "firewallRuleName": text(shortest=1, longest=128, pattern=r"[\w-]+"),
            "startIpAddress": address(),
            "endIpAddress": address(),
        },
        rules=(_rising,),
        demands=(_demand_public_access,),
        conflict=_BUSY,
        seconds=_SECONDS_ON_A_SERVER,
    ),
)
