"""What PostgreSQL on a machine of its own is told: its settings and whom it admits, rendered."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network
from typing import Final

__all__ = ["AUTHENTICATION_METHOD", "CERTIFICATE_FILE", "KEY_FILE", "render_hba", "render_settings"]

AUTHENTICATION_METHOD: Final = "scram-sha-256"
"""The only method by which the machine admits a login from the network."""

CERTIFICATE_FILE: Final = "/etc/veeam-entraid/server.crt"
KEY_FILE: Final = "/etc/veeam-entraid/server.key"


def render_settings(port: int, parameters: Mapping[str, str]) -> str:
    """Return the settings as a part of ``postgresql.conf``.

    Args:
        port: TCP port.
        parameters: what the user adds or changes.
    """
    settings = {
        "listen_addresses": "*",
        "port": str(port),
        "password_encryption": AUTHENTICATION_METHOD,
        "ssl": "on",
        "ssl_cert_file": CERTIFICATE_FILE,
        "ssl_key_file": KEY_FILE,
        "ssl_min_protocol_version": "TLSv1.2",
        "max_connections": "300",
        "shared_preload_libraries": "pg_stat_statements",
        **parameters,
    }
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
    return f"'{escaped}'"


def render_hba(
    administrator: str, login: str, backup_server_address: str, administration_prefixes: Iterable[IPv4Network]
) -> str:
    """Return ``pg_hba.conf``: who is admitted, from where, and only over TLS with a SCRAM password.

    The backup server's login comes from the backup server's address, the administrator from the
    administration's ranges, which may try the backup server's login as well.
    """
    lines = ["local all postgres peer", _host("all", login, f"{backup_server_address}/32")]
    for prefix in administration_prefixes:
        lines += [_host("all", administrator, str(prefix)), _host("all", login, str(prefix))]
    return "".join(f"{line}\n" for line in lines)


def _host(database: str, user: str, address: str) -> str:
    return f"hostssl {database} {user} {address} {AUTHENTICATION_METHOD}"
