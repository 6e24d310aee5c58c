"""Passwords are rotated in place: nothing that holds data is replaced, and the old ones stop working."""

from typing import Any

import psycopg
import pytest
from stack import Sandbox, Stack, project_for
from test_lifecycle import unchanged

from veeam_entraid_sandbox.azure import Fault, write_faults

pytestmark = [pytest.mark.engine, pytest.mark.extended]


def configuration(**repository: Any) -> dict[str, Any]:
    return {"shop:repository": {"port": 55436, "connection": "confirmed", **repository}}


def administrator(stack: Stack) -> str:
    """Return the administrator's address with its password."""
    resources = stack.resources(show_secrets=True)
    (provider,) = [found for found in resources.values() if found["type"] == "pulumi:providers:postgresql"]
    inputs = provider["inputs"]
    password = inputs["password"]
    plain = password["plaintext"].strip('"') if isinstance(password, dict) else password
    return f"postgresql://{inputs['username']}:{plain}@{inputs['host']}:{inputs['port']}/postgres?sslmode=require"


def value(uri: str, statement: str) -> Any:
    with psycopg.connect(uri, autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[call-overload]
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None


def test_both_passwords_change_in_one_update_and_what_the_login_owns_stays(sandbox: Sandbox) -> None:
    stack = Stack(sandbox, project_for(sandbox, "machine_with_backup"), "rotation").create()
    stack.configure(configuration())
    stack.up().succeeded()
    before, old_administrator = stack.outputs(show_secrets=True), administrator(stack)
    assert before["connection"] == "confirmed"
    value(before["uri"], "CREATE DATABASE tenant")
    value(old_administrator, "CREATE ROLE readers NOLOGIN")
    value(old_administrator, "GRANT readers TO veeam")
    ids = {urn: found.get("id") for urn, found in stack.resources().items()}

    # Everything that changes in place, in one update with the rotation.
    changes: dict[str, Any] = {
        "passwordRotation": "2026-11",
        "loginPrivileges": "documented",
        "connectionLimit": 40,
        "transport": "preferred",
        "backedUp": True,
        "watched": True,
    }
    stack.configure(configuration(**changes))
    # The first try ends half way: the passwords are new, and the machine does not know them yet.
    halfway = Fault(action="fail", type="*:VirtualMachineRunCommandByVirtualMachine", operation="update", nth=1)
    write_faults(sandbox.state.azure, [halfway])
    assert halfway.message in stack.up().failed().flat
    assert value(before["uri"], "SELECT 1") == 1
    stack.up().succeeded()
    after, new_administrator = stack.outputs(show_secrets=True), administrator(stack)
    assert after["uri"] != before["uri"]
    assert new_administrator != old_administrator
    for uri in (before["uri"], old_administrator):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(uri)
    assert value(new_administrator, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is True
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'tenant'"
    assert value(after["uri"], owner) == "veeam"
    assert value(after["uri"], "SELECT pg_has_role('veeam', 'readers', 'member')") is True
    login = "SELECT rolsuper::text || rolconnlimit FROM pg_roles WHERE rolname = 'veeam'"
    assert value(new_administrator, login) == "true40"
    assert value(new_administrator, "SHOW archive_mode") == "on"
    # Its administrator has to come over TLS all the same.
    assert value(after["uri"].replace("sslmode=require", "sslmode=disable"), "SELECT 1") == 1
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(new_administrator.replace("sslmode=require", "sslmode=disable"))
    changed = {urn for urn, found in stack.resources().items() if urn in ids and found.get("id") != ids[urn]}
    assert {urn.rpartition("::")[2] for urn in changed} <= {
        "repository-administrator-salt",
        "repository-login-salt",
    }

    made = {urn.rpartition("::")[2] for urn in stack.resources()}
    assert {"repository-monitor-agent", "repository-alert-backup-failed", "repository-alert-no-heartbeat"} <= made

    # The backup server has the old password: the connection is no longer what somebody confirmed.
    assert after["connection"] == "pending"
    (step,) = [step for step in after["manualSteps"] if "again" in step["title"]]
    assert "confirmedPasswordRotation to 2026-11" in step["doneWhen"]
    stack.configure(configuration(**changes, confirmedPasswordRotation="2026-11"))
    stack.up().succeeded()
    assert stack.outputs()["connection"] == "confirmed"
    refreshed = stack.refresh().succeeded()
    assert unchanged(refreshed), refreshed.text
    stack.destroy().succeeded()
