"""``check server`` and ``status`` against a simulated server over TLS: tables, JSON, exit codes, and nothing secret."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from command_line import run
from served_vbr import (
    PASSWORD,
    Served,
    backup,
    log_job,
    number,
    repository,
    served,
    tenant,
    tenant_job,
)
from typer.testing import Result

from veeam_entraid_limits import LIMITS
from veeam_entraid_sandbox.vbr import ServerFault, read_trace, write_server_faults

DAY = dt.timedelta(days=1)
SECRET = "application secret"
COMMANDS = (("check", "server"), ("status",))


@pytest.fixture
def sound(tmp_path: Path) -> Generator[Served]:
    authentication = {"applicationId": number(5), "secret": SECRET}
    records = (
        tenant(1, authentication=authentication),
        tenant_job(11, 1),
        log_job(21, 1, 31),
        backup(61, 11, 3 * DAY),
        repository(31, "plain", spreads=False),
    )
    with served(tmp_path, *records) as running:
        yield running


@pytest.fixture
def unsound(tmp_path: Path) -> Generator[Served]:
    records = (
        tenant(1, region="China"),
        tenant_job(11, 1),
        tenant_job(12, 1, "[red]second\x1b[2J"),
        log_job(21, 1, 31),
        backup(61, 11, 31 * DAY),
        repository(31, "many", spreads=True),
    )
    with served(tmp_path, *records) as running:
        yield running


def ask(server: Served, *command: str, password: str | None = PASSWORD, thumbprint: str | None = None) -> Result:
    pin = thumbprint or server.settings.certificate_thumbprint or ""
    arguments = (server.settings.endpoint, "--username", "rest", "--certificate-thumbprint", pin)
    return run(*command, *arguments, VEEAM_PASSWORD=password)


def test_a_sound_server_breaks_nothing(sound: Served) -> None:
    result = ask(sound, "check", "server")
    assert result.exit_code == 0, result.output
    for limit in LIMITS:
        (row,) = [line for line in result.stdout.splitlines() if f"│ {limit.id} " in line]
        assert any(state in row for state in ("holds", "advice", "cannot be seen"))
    assert "the PostgreSQL instance" in result.stdout


def test_what_is_broken_is_explained_as_everywhere(unsound: Served) -> None:
    result = ask(unsound, "check", "server")
    assert result.exit_code == 1, result.output
    flat = " ".join(result.stdout.split())
    for id_ in (
        "supported-region",
        "one-backup-job-per-tenant",
        "log-repository-not-multi-bucket",
        "log-backup-needs-recent-tenant-backup",
    ):
        assert f"[{id_}] " in flat
    # Names are no markup.
    assert '"[red]second�[2J"' in flat
    assert "\x1b" not in result.stdout
    assert "https://helpcenter.veeam.com/" in flat


def test_the_check_as_json_has_every_limit_once(unsound: Served) -> None:
    result = ask(unsound, "check", "server", "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [each["id"] for each in found["limits"]] == [limit.id for limit in LIMITS]
    broken = {each["id"]: each["findings"] for each in found["limits"] if each["state"] == "broken"}
    assert len(broken) == 4
    assert all(finding["problem"] for findings in broken.values() for finding in findings)
    assert found["unread"] == []


def test_the_status_says_how_each_tenant_stands(sound: Served) -> None:
    result = ask(sound, "status")
    assert result.exit_code == 0, result.output
    assert "3.0 days" in result.stdout
    assert "log job: never run" in result.stdout
    assert "0 of 10 instances" in result.stdout
    (tenant_,) = json.loads(ask(sound, "status", "--json").stdout)["tenants"]
    assert 3 <= tenant_["latestRestorePointAgeDays"] < 3.1
    assert (tenant_["needsAttention"], tenant_["latestRestorePointIsTooOld"]) == (False, False)


def test_an_old_backup_needs_attention(unsound: Served) -> None:
    result = ask(unsound, "status")
    assert result.exit_code == 1
    assert "31.0 days" in result.stdout
    assert "over since 1.0 days" in result.stdout
    found = json.loads(ask(unsound, "status", "--json").stdout)
    assert [each["needsAttention"] for each in found["tenants"]] == [True]
    assert [each["name"] for each in found["tenants"][0]["tenantJobs"]] == ["tenant job", "[red]second\x1b[2J"]
    assert min(each["daysLeft"] for each in found["expiries"] if each["daysLeft"] is not None) < 0


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_secret_is_printed_and_nothing_is_changed(sound: Served, command: tuple[str, ...]) -> None:
    for options in ((), ("--json",)):
        result = ask(sound, *command, *options)
        assert SECRET not in result.output
        assert PASSWORD not in result.output
    methods = {(each.method, each.path) for each in read_trace(sound.engine.folder)}
    assert {path for method, path in methods if method != "GET"} == {"/api/oauth2/token", "/api/oauth2/logout"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_part_that_the_server_hides_is_named_and_ends_with_two(sound: Served, command: tuple[str, ...]) -> None:
    write_server_faults(sound.engine.folder, [ServerFault(action="status", path="/api/v1/license", status=403)])
    result = ask(sound, *command)
    assert result.exit_code == 2
    assert "does not show license" in result.stdout
    assert [each["part"] for each in json.loads(ask(sound, *command, "--json").stdout)["unread"]] == ["license"]


@pytest.mark.parametrize("command", COMMANDS)
def test_who_cannot_look_is_told_why_and_gets_two(sound: Served, command: tuple[str, ...]) -> None:
    wrong = ask(sound, *command, password="not the password")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "Check username and password" in wrong.stderr
    assert "not the password" not in wrong.output
    other = ask(sound, *command, thumbprint="AB" * 32)
    assert other.exit_code == 2
    assert "certificate" in other.stderr
    nobody = ask(sound, *command, password=None)
    assert nobody.exit_code == 2
    assert "VEEAM_PASSWORD" in nobody.stderr


# A terminal of its own, as a person has one.
AT_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "veeam_entraid_cli", *sys.argv[1:]])
"""


def test_a_person_is_asked_for_the_password_and_does_not_see_it(sound: Served) -> None:
    ours, theirs = os.openpty()
    pin = sound.settings.certificate_thumbprint or ""
    arguments = ("status", sound.settings.endpoint, "--username", "rest", "--certificate-thumbprint", pin, "--json")
    environment = {name: value for name, value in os.environ.items() if name != "VEEAM_PASSWORD"}
    with subprocess.Popen(
        (sys.executable, "-c", AT_A_TERMINAL, *arguments),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        seen = b""
        # The last blank comes when what is typed is not shown any more.
        while b"Password of rest: " not in seen:
            seen += os.read(ours, 1024)
        os.write(ours, f"{PASSWORD}\n".encode())
        output, _ = process.communicate()
        seen += os.read(ours, 1024)
    os.close(ours)
    assert process.returncode == 0
    assert json.loads(output)["tenants"]
    assert PASSWORD.encode() not in seen + output


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_settings_are_told_all_at_once(command: tuple[str, ...], tmp_path: Path) -> None:
    arguments = ("http://vbr", "--username", "rest", "--certificate-thumbprint", "12")
    result = run(*command, *arguments, VEEAM_PASSWORD=PASSWORD)
    assert result.exit_code == 2
    assert "https://HOST:PORT" in result.stderr
    assert "40 hexadecimal digits" in result.stderr
    missing = run(
        *command, "https://vbr", "--username", "r", "--ca-certificate", tmp_path / "no.pem", VEEAM_PASSWORD="p"
    )
    assert missing.exit_code == 2
    assert "no.pem cannot be read" in " ".join(missing.stderr.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_server_may_be_vouched_for_by_a_certificate(sound: Served, command: tuple[str, ...]) -> None:
    certificate = sound.engine.folder / "server.crt"
    arguments = (sound.settings.endpoint, "--username", "rest", "--ca-certificate", certificate)
    result = run(*command, *arguments, VEEAM_PASSWORD=PASSWORD)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_a_password_is_no_option(command: tuple[str, ...]) -> None:
    said = run(*command, "--help", COLUMNS="200").stdout
    assert "VEEAM_PASSWORD" in said
    assert "--password" not in said
    assert "Nothing is changed on" in said
