"""The public arguments of a flexible server, block by block, as Azure groups its settings.

Sources, of Microsoft: "Storage options", "Premium SSD v2", "Reliability and high availability", "Backup and
restore", "Data encryption at rest", "Networking with Private Link" and "Microsoft Entra authentication", all
of Azure Database for PostgreSQL; "Diagnostic settings in Azure Monitor"; "Lock your resources".
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

__all__ = [
    "FlexibleServerAdministratorArgs",
    "FlexibleServerArgs",
    "FlexibleServerBackupArgs",
    "FlexibleServerDataEncryptionArgs",
    "FlexibleServerDiagnosticSettingArgs",
    "FlexibleServerHighAvailabilityArgs",
    "FlexibleServerMaintenanceWindowArgs",
    "FlexibleServerNetworkArgs",
    "FlexibleServerRestoreArgs",
    "FlexibleServerRoleAssignmentArgs",
    "FlexibleServerStorageArgs",
]


class FlexibleServerStorageArgs(TypedDict):
    """The disk of a flexible server. Its size is ``storageSizeGb``; it grows and never shrinks."""

    type: NotRequired[str]
    """``Premium_LRS`` (default), ``PremiumV2_LRS`` or ``UltraSSD_LRS``. Fixed at creation; only a restore into
    a new server changes it."""
    tier: NotRequired[str]
    """Performance tier of a Premium_LRS disk, ``P4`` to ``P80``, at least the one that its size has. Default:
    that one."""
    auto_grow: NotRequired[bool]
    """Whether Azure enlarges the disk before it is full, at which the server goes read-only. Default: true on
    Premium_LRS, else false; PremiumV2_LRS cannot."""
    iops: NotRequired[int]
    """Operations per second, needed on PremiumV2_LRS (3000 to 80000) and UltraSSD_LRS."""
    throughput: NotRequired[int]
    """MB per second, needed on PremiumV2_LRS (125 to 1200) and UltraSSD_LRS."""


class FlexibleServerHighAvailabilityArgs(TypedDict):
    """A standby that takes over. Not on Burstable sizes; it is paid like a second server."""

    mode: NotRequired[str]
    """``Disabled`` (default), ``SameZone`` or ``ZoneRedundant``."""
    standby_zone: NotRequired[int]
    """Availability zone of the standby, 1 to 3. Default: one that Azure chooses. After a failover both zones
    have changed places, so Pulumi leaves them alone while there is a standby; without one again, ``zone`` has to be
    where the server then is."""


class FlexibleServerBackupArgs(TypedDict):
    """Azure's own backups of the server."""

    retention_days: NotRequired[int]
    """How long they are kept, 7 to 35 days. Default: 14. The same as ``backupRetentionDays``: write one."""
    geo_redundant: NotRequired[bool]
    """Whether they are copied to the paired region. Default: false. Fixed at creation."""


class FlexibleServerMaintenanceWindowArgs(TypedDict):
    """When Azure may patch and restart the server. Left out, Azure chooses."""

    day: NotRequired[str]
    """Day of the week in English: ``Sunday`` (default) to ``Saturday``."""
    hour: NotRequired[int]
    """Hour at which it starts, 0 to 23, in UTC. Default: 0."""
    minute: NotRequired[int]
    """Minute at which it starts, 0 to 59. Default: 0."""


class FlexibleServerNetworkArgs(TypedDict):
    """How the server is reached, never from the internet. Fixed at creation."""

    mode: NotRequired[str]
    """``delegatedSubnet`` (default): the server lies in ``subnetId``, which is delegated to it, and
    ``privateDnsZoneId`` is a zone that ends in .postgres.database.azure.com. ``privateEndpoint``: a private
    endpoint of the server lies in ``subnetId``, an ordinary subnet, and ``privateDnsZoneId`` is the zone
    privatelink.postgres.database.azure.com."""
    dns_zone_group: NotRequired[bool]
    """Private endpoint: whether its address is registered in ``privateDnsZoneId``. Default: true. Write false
    where a policy of the organization registers it."""
    private_ip_address: NotRequired[pulumi.Input[str]]
    """Private endpoint: its fixed address. Default: one that Azure chooses."""
    application_security_group_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Private endpoint: resource ids of application security groups that it joins."""


class FlexibleServerDataEncryptionArgs(TypedDict):
    """A key of one's own for the server's storage. Chosen at creation, once and for all."""

    key_uri: NotRequired[pulumi.Input[str]]
    """URI of an RSA key in a key vault or managed HSM. Without a version at its end the server follows the
    key's rotation by itself; with one, each rotation needs a new URI here."""
    identity_id: NotRequired[pulumi.Input[str]]
    """Resource id of the user-assigned identity that may use the key (role Key Vault Crypto Service Encryption
    User)."""
    geo_backup_key_uri: NotRequired[pulumi.Input[str]]
    """With geo-redundant backups, and needed then: URI of a key in the paired region."""
    geo_backup_identity_id: NotRequired[pulumi.Input[str]]
    """With geo-redundant backups, and needed then: resource id of another identity, which may use that key."""


class FlexibleServerAdministratorArgs(TypedDict):
    """A person, group or service principal that administers PostgreSQL with a token of Entra ID."""

    object_id: pulumi.Input[str]
    """Its object id."""
    name: pulumi.Input[str]
    """Its name: of a user the user principal name, of the others the display name. It becomes a login."""
    type: NotRequired[str]
    """``Group`` (default), ``User`` or ``ServicePrincipal``."""
    tenant_id: NotRequired[pulumi.Input[str]]
    """Its tenant. Default: ``authConfig.tenantId``, else the tenant that Pulumi deploys into."""


class FlexibleServerRestoreArgs(TypedDict):
    """What a new server begins with: the backups of another. It counts at creation and never after it."""

    mode: NotRequired[str]
    """``pointInTime`` (default), in the region of the source; ``geo``, in its paired region, from
    geo-redundant backups."""
    source_server_id: pulumi.Input[str]
    """Resource id of the server whose backups they are."""
    time: str
    """The moment to go back to, in UTC: ``2026-01-31T22:00:00Z``."""


class FlexibleServerDiagnosticSettingArgs(TypedDict):
    """Logs and metrics of the server, and where they go. One destination at least."""

    log_groups: NotRequired[Sequence[pulumi.Input[str]]]
    """Groups of logs. Default: ``allLogs``; an empty list for none."""
    metrics: NotRequired[Sequence[pulumi.Input[str]]]
    """Categories of metrics. Default: ``AllMetrics``; an empty list for none."""
    workspace_id: NotRequired[pulumi.Input[str]]
    """Resource id of a Log Analytics workspace."""
    storage_account_id: NotRequired[pulumi.Input[str]]
    """Resource id of a storage account."""
    event_hub_authorization_rule_id: NotRequired[pulumi.Input[str]]
    """Resource id of an authorization rule of an Event Hubs namespace."""
    event_hub_name: NotRequired[pulumi.Input[str]]
    """Name of the event hub in that namespace. Default: one that Azure makes."""
    partner_id: NotRequired[pulumi.Input[str]]
    """Resource id of a partner's solution from the marketplace."""


class FlexibleServerRoleAssignmentArgs(TypedDict):
    """A role on the server in Azure, which is no login in PostgreSQL."""

    role_definition_id: pulumi.Input[str]
    """Resource id of the role, or its GUID for a role of the subscription."""
    principal_id: pulumi.Input[str]
    """Object id of who gets it."""
    principal_type: NotRequired[str]
    """``ServicePrincipal`` (default), ``Group`` or ``User``."""
    condition: NotRequired[pulumi.Input[str]]
    """Condition of the assignment, in version 2.0 of that language. Default: none."""


class FlexibleServerArgs(TypedDict):
    """Azure Database for PostgreSQL: what only this hosting has. All of it is optional."""

    storage: NotRequired[FlexibleServerStorageArgs]
    """The disk. Default: Premium_LRS that grows by itself."""
    high_availability: NotRequired[FlexibleServerHighAvailabilityArgs]
    """A standby. Default: none."""
    backup: NotRequired[FlexibleServerBackupArgs]
    """Azure's own backups. Default: 14 days, in the region."""
    maintenance_window: NotRequired[FlexibleServerMaintenanceWindowArgs]
    """When Azure may patch. Default: Azure chooses."""
    network: NotRequired[FlexibleServerNetworkArgs]
    """How it is reached. Default: in a delegated subnet."""
    data_encryption: NotRequired[FlexibleServerDataEncryptionArgs]
    """A key of one's own. Default: Azure's."""
    administrators: NotRequired[Mapping[str, FlexibleServerAdministratorArgs]]
    """Administrators from Entra ID beside the one with a password, by a label of one's own. They need
    ``authConfig.activeDirectoryAuth: Enabled``. Default: none."""
    restore: NotRequired[FlexibleServerRestoreArgs]
    """Backups that the new server begins with. It needs ``dataPlane: false``, because these bring the logins
    along. Default: an empty server."""
    threat_protection: NotRequired[str]
    """Microsoft Defender for this server: ``Enabled``, which is charged, or ``Disabled``. Default: as the
    subscription has it."""
    diagnostic_settings: NotRequired[Mapping[str, FlexibleServerDiagnosticSettingArgs]]
    """Logs and metrics, by the name of each setting. Default: none."""
    role_assignments: NotRequired[Mapping[str, FlexibleServerRoleAssignmentArgs]]
    """Roles on the server in Azure, by a label of one's own. Default: none."""
    lock: NotRequired[bool]
    """Whether a lock keeps everybody from deleting the server, not only Pulumi. Default: false. It is there
    while ``deletionProtection`` is on, and goes with it; what lies below the server cannot be deleted either."""
