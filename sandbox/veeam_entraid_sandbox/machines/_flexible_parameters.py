"""Server parameters as Azure Database for PostgreSQL offers them: not all of PostgreSQL's, and some of its own."""

from dataclasses import dataclass
from typing import Final

__all__ = ["AZURE_PARAMETERS", "AzureParameter", "azure_refusal", "is_hidden"]


@dataclass(frozen=True, slots=True)
class AzureParameter:
    """A parameter that is Azure's own: PostgreSQL does not know it."""

    default: str
    allowed: str = ""
    type: str = "String"
    description: str = ""
    in_settings: bool = False

    def refusal(self, value: str) -> str | None:
        """Return why Azure does not take the value, or None when it does."""
        if not self.allowed:
            return None
        wanted = [part.strip().lower() for part in value.split(",")] if self.type == "Set" else [value.lower()]
        choices = self.allowed.lower().split(",")
        return None if all(part in choices for part in wanted) else f"allowed are {self.allowed}"


AZURE_PARAMETERS: Final = {
    "require_secure_transport": AzureParameter(
        "on", "on,off", "Boolean", "Whether the server admits only connections over TLS."
    ),
    "azure.accepted_password_auth_method": AzureParameter(
        "md5,scram-sha-256",
        "md5,scram-sha-256",
        "Set",
        "The ways of password authentication that the server admits.",
        in_settings=True,
    ),
    "azure.extensions": AzureParameter("", "", "Set", "The extensions that may be created.", in_settings=True),
    "azure.allow_hostname_in_username": AzureParameter("off", "on,off", "Boolean", in_settings=True),
    "connection_throttle.enable": AzureParameter("off", "on,off", "Boolean", in_settings=True),
    "pgbouncer.enabled": AzureParameter("false", "true,false", "Boolean", in_settings=True),
    "metrics.collector_database_activity": AzureParameter("off", "on,off", "Boolean", in_settings=True),
    "logfiles.download_enable": AzureParameter("off", "on,off", "Boolean", in_settings=True),
    "logfiles.retention_days": AzureParameter("3", "1,2,3,4,5,6,7", "Integer", in_settings=True),
}
"""Azure's own parameters."""

_RANGES: Final = {
    "max_connections": (25, 5000),
    "max_wal_senders": (5, 100),
    "max_replication_slots": (2, 262143),
    "max_worker_processes": (0, 262143),
}
_HIDDEN: Final = frozenset(
    "archive_command archive_mode bonjour cluster_name config_file data_directory dynamic_library_path "
    "external_pid_file "
    "hba_file ident_file krb_server_keyfile listen_addresses log_directory logging_collector port primary_conninfo "
    "restore_command shared_memory_type ssl ssl_ca_file ssl_cert_file ssl_crl_dir ssl_crl_file "
    "ssl_dh_params_file ssl_key_file "
    "ssl_passphrase_command superuser_reserved_connections unix_socket_directories unix_socket_group "
    "unix_socket_permissions allow_system_table_mods zero_damaged_pages ignore_checksum_failure "
    "dynamic_shared_memory_type".split()
)


def is_hidden(name: str) -> bool:
    """Return whether Azure keeps that parameter of PostgreSQL to itself."""
    return name.lower() in _HIDDEN


def azure_refusal(name: str, value: str) -> str | None:
    """Return why Azure does not take a value that PostgreSQL may take, or None when it does."""
    bounds = _RANGES.get(name.lower())
    if bounds is None:
        return None
    least, most = bounds
    if value.isdigit() and least <= int(value) <= most:
        return None
    return f"allowed are {least}-{most}"
