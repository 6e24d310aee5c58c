"""Secrets of every kind of resource, and the login's: only where they have to be."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faulty_server import SERVICE_PASSWORD, World, world
from resource_cases import CASES, Case
from resource_changes import MORE
from test_faults import OperationName, Scene, scene, secret_inputs

from veeam_entraid_protocol import Secret
from veeam_entraid_sandbox.vbr import ServerFault
from veeam_provider.resources import KINDS

ALL = [*CASES, *MORE]


def has_secrets(case: Case) -> bool:
    """Return whether a resource has inputs that nobody may see."""
    form = next(kind.form for kind in KINDS if kind.token == case.token)
    return any(each.secret for each in form.properties.values())


def in_clear(value: Any) -> Iterator[str]:
    """Yield each text that is not within a secret."""
    if isinstance(value, Secret):
        return
    if isinstance(value, dict):
        for inner in value.values():
            yield from in_clear(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from in_clear(inner)
    else:
        yield str(value)


def secrets_of(staged: Scene) -> set[str]:
    """Return what nobody may see: inputs of the resource, the login's password, and the tokens."""
    tokens = {record.id for (kind, _), record in staged.server.memory().items() if kind == "token"}
    states = staged.stack.states.values()
    return {SERVICE_PASSWORD, *tokens}.union(*(secret_inputs(state.wanted) for state in states))


def telling(texts: list[str], secrets: set[str]) -> list[str]:
    return [text for text in texts if any(secret in text for secret in secrets)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path / "vbr") as server:
        yield server


@pytest.mark.parametrize("case", ALL, ids=str)
@pytest.mark.parametrize("name", ["create", "update", "refresh", "import"])
def test_they_are_secret_in_the_state_and_nowhere_in_a_log(
    server: World, case: Case, name: OperationName, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    staged = scene(server, case, name)
    assert caplog.records, "the client logs what it does"
    secrets = secrets_of(staged)
    for state in staged.stack.states.values():
        assert telling([*in_clear(state.inputs), *in_clear(state.outputs)], secrets) == []
    assert telling([*server.lines.lines, caplog.text], secrets) == []
    assert telling([(server.engine.folder / "requests.jsonl").read_text()], secrets) == []


@pytest.mark.parametrize("case", [*filter(has_secrets, ALL)], ids=str)
@pytest.mark.parametrize("status", [400, 500, 502])
def test_a_server_that_quotes_them_is_not_quoted(server: World, case: Case, status: int) -> None:
    staged = scene(server, case, "create")
    secrets = secrets_of(staged)
    staged.begin()
    said = f"This is wrong: {' '.join(sorted(secrets))}"
    server.strike(ServerFault(action="status", status=status, method="POST", path="/api/v1/*", message=said))
    refused = staged.operation()
    assert refused.problems
    assert telling([*refused.problems, *server.lines.lines], secrets) == []
