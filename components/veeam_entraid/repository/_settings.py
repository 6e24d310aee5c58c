"""What PostgreSQL on a machine of its own is told: its settings and whom it admits, rendered."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network
from typing import Final

__all__ = ["AUTHENTICATION_METHOD", "CERTIFICATE_FILE", "KEY_FILE", "render_hba", "render_settings"]

AUTHENTICATION_METHOD: Final = "scram-sha-256"
"""The only method by which the machine admits a login from the network."""

CERTIFICATE_FILE: Final = "/etc/veeam-entraid/server.crt"
KEY_FILE: Final = "/etc/veeam-entraid/server.key"


_MAX_CONNECTIONS: Final = 300
"""The vendor names no number for a remote repository. Its 3000 are for the instance on the backup server, which holds
the configuration database and serves every service of the product; here connect the jobs and restores of tenants."""


def render_settings(port: int, parameters: Mapping[str, str]) -> str:
    """Return the settings as a part of ``postgresql.conf``.

    Those that follow from the machine's memory are not among them: the machine works them out itself.

    Args:
        port: TCP port.
        parameters: what the user and the backups add or change.
    """
    settings = {
        "listen_addresses": "*",
        "port": str(port),
        "password_encryption": AUTHENTICATION_METHOD,
        "ssl": "on",
        "ssl_cert_file": CERTIFICATE_FILE,
        "ssl_key_file": KEY_FILE,
        "ssl_min_protocol_version": "TLSv1.2",
        "max_connections": str(_MAX_CONNECTIONS),
        "shared_preload_libraries": "pg_stat_statements",
        **parameters,
    }
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")
    return f"'{escaped}'"


def render_hba(
    administrator: str,
    login: str,
    backup_server_address: str,
    administration_prefixes: Iterable[IPv4Network],
    *,
    tls_required: bool = True,
) -> str:
    """Return ``pg_hba.conf``: who is admitted, from where, and only with a SCRAM password.

    The backup server's login comes from the backup server's address, the administrator from the
    administration's ranges, which may try the backup server's login as well. All come over TLS; where it is not
    required, the backup server's login from the backup server's address may come without.
    """
    server = f"{backup_server_address}/32"
    lines = ["local all postgres peer", _host("all", login, server)]
    if not tls_required:
        lines.append(_host("all", login, server, kind="host"))
    for prefix in administration_prefixes:
        lines += [_host("all", administrator, str(prefix)), _host("all", login, str(prefix))]
    return "".join(f"{line}\n" for line in lines)


def _host(database: str, user: str, address: str, *, kind: str = "hostssl") -> str:
    return f"{kind} {database} {user} {address} {AUTHENTICATION_METHOD}"
