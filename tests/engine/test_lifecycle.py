"""A compliant stack of each hosting goes preview, up, up again, refresh, destroy, and keeps its secrets."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from secrets_of import files_with, secrets_of, watched_arguments
from stack import ROOT, Result, Sandbox, Stack

pytestmark = pytest.mark.engine

ADMINISTRATION = {"administrationPrefixes": ["10.60.0.128/26"]}
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "virtualMachine": {
        "veeam-entraid:network": ADMINISTRATION,
        "veeam-entraid:repository": {
            "port": 55433,
            "connection": "confirmed",
            "parameters": {"work_mem": "12MB", "application_name": "it's"},
        },
    },
    "flexibleServer": {
        "veeam-entraid:repository": {
            "hosting": "flexibleServer",
            "acknowledgeUnsupportedCloudDatabase": True,
            "parameters": {"work_mem": 12288},
        },
    },
    "local": {"veeam-entraid:repository": {"hosting": "local"}},
}


def unchanged(result: Result) -> bool:
    summaries = [line.strip() for line in result.text.splitlines()]
    return not any(line.startswith(("+ ", "~ ", "- ", "+-")) and line[2:3].isdigit() for line in summaries)


FURTHER_HOSTINGS = [pytest.param(hosting, marks=pytest.mark.extended) for hosting in ("flexibleServer", "local")]


@pytest.mark.parametrize("hosting", ["virtualMachine", *FURTHER_HOSTINGS])
def test_a_compliant_stack_lives_and_keeps_its_secrets(sandbox: Sandbox, hosting: str) -> None:
    stack = Stack(sandbox, ROOT, "lifecycle").create()
    stack.configure({"veeam-entraid:deletionProtection": False, **CONFIGURATIONS[hosting]})
    said = [stack.preview().succeeded()]

    with watched_arguments(sandbox) as arguments:
        said.append(stack.up().succeeded())
    outputs = stack.outputs(show_secrets=True)
    assert outputs["backupServer"] == "vbr"
    assert outputs["backupServerAddress"] == "10.60.0.4"
    if hosting == "local":
        assert outputs["repositoryHost"] == outputs["repositoryPassword"] == ""
        assert outputs["repositoryConnection"] == "confirmed"
    else:
        use_the_login(outputs, sandbox.folder)

    again = stack.up().succeeded()
    assert unchanged(again), again.text
    refreshed = stack.refresh().succeeded()
    assert unchanged(refreshed), refreshed.text
    said += [again, refreshed]

    secrets = secrets_of(stack)
    assert len(secrets) == {"local": 1, "flexibleServer": 3, "virtualMachine": 5}[hosting]
    hidden = stack.outputs()
    # The machine itself holds the key of its certificate, as every server does.
    assert files_with(secrets, sandbox.folder, but=("server.key",)) == []
    said.append(stack.destroy().succeeded())
    assert not stack.resources()
    for secret in secrets:
        assert not any(secret in result.text for result in said)
        assert secret not in str(hidden)
        assert not any(secret in line for line in arguments)
    assert files_with(secrets, sandbox.folder) == []


def use_the_login(outputs: dict[str, Any], folder: Path) -> None:
    """Log in as the backup server would, over TLS with the certificate checked, and create a database."""
    trusted = folder / "trusted.pem"
    trusted.write_text(outputs["repositoryCertificate"] or (folder / "tls" / "ca.crt").read_text())
    parameters: dict[str, Any] = {
        "host": outputs["repositoryHost"],
        "port": outputs["repositoryPort"],
        "user": outputs["repositoryLogin"],
        "dbname": "postgres",
        "sslmode": "verify-full",
        "sslrootcert": str(trusted),
    }
    with psycopg.connect(**parameters, password=outputs["repositoryPassword"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE tenant")
        one = connection.execute(
            """
            SELECT rolsuper, rolcreatedb, rolcreaterole, rolcanlogin, current_setting('server_encoding'),
                   current_setting('password_encryption'), current_setting('work_mem'), ssl
            FROM pg_roles JOIN pg_stat_ssl ON pid = pg_backend_pid() WHERE rolname = current_user
            """
        ).fetchone()
        assert one == (False, True, False, True, "UTF8", "scram-sha-256", "12MB", True)
        assert connection.info.server_version // 10000 == 17
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**parameters, password="wrong")
    in_clear_text: dict[str, Any] = parameters | {"sslmode": "disable", "password": outputs["repositoryPassword"]}
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**in_clear_text)
    with psycopg.connect(outputs["repositoryUri"]) as connection:
        assert connection.info.user == "veeam"
