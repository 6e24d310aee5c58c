"""``veeam-entraid sandbox`` passes on to the sandbox, where there is one."""

import importlib.util

import pytest
from command_line import run


def test_arguments_go_to_the_sandbox_as_they_are(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("sandbox", "--help").exit_code == 0
    assert "python -m veeam_entraid_sandbox" in capfd.readouterr().out
    assert run("sandbox", "no-such-command").exit_code == 2
    assert "no-such-command" in capfd.readouterr().err


def test_an_installation_without_a_sandbox_has_no_such_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> None:
        assert name == "veeam_entraid_sandbox"

    monkeypatch.setattr(importlib.util, "find_spec", found)
    assert "sandbox" not in run("--help").stdout
    assert run("sandbox", "up").exit_code == 2
