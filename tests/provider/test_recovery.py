"""The runbook, done: each loss of the page is recovered by the steps that the page has for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from own_sandbox import own_state
from recovery import BY_A_PERSON_ALONE, STEPS, Recovery, losses_of_page, protection, steps_of_page

from veeam_entraid_sandbox.vbr import read_trace
from veeam_provider.rest import operations

HEADINGS = steps_of_page()
LOSSES = losses_of_page()
SERVER, BOTH, ONLY_COPIES, TENANT = LOSSES
REST = ((SERVER, True), (SERVER, False), (BOTH, False), (ONLY_COPIES, True))


@pytest.fixture
def recovery(tmp_path: Path) -> Iterator[Recovery]:
    with own_state(tmp_path / "state") as state:
        recovery = Recovery(tmp_path, state, protection())
        with recovery.servers:
            yield recovery
            assert [each for each in read_trace(recovery.stack.engine.folder) if each.invalid] == []


def perform(recovery: Recovery, numbers: list[int], *, besides: str = "") -> None:
    for number in numbers:
        if HEADINGS[number] not in {*BY_A_PERSON_ALONE, besides}:
            STEPS[HEADINGS[number]](recovery)


def jobs_with_backups(recovery: Recovery) -> dict[str, Any]:
    server = recovery.stack.server
    labels = {deployed.id: label for label, deployed in recovery.stack.made.items()}
    backups: list[Any] = list(server.list(operations.GET_ALL_BACKUPS))
    return {labels[each["jobId"]]: each["id"] for each in backups if "jobId" in each}


def test_every_step_of_the_page_is_done_here() -> None:
    assert {*STEPS, *BY_A_PERSON_ALONE} == {*HEADINGS.values()}
    assert [*HEADINGS] == [*range(1, len(HEADINGS) + 1)]
    assert {number for numbers in LOSSES.values() for number in numbers} == HEADINGS.keys()


@pytest.mark.parametrize(
    ("lost", "configuration"),
    [
        (BOTH, True),
        (ONLY_COPIES, False),
        *(pytest.param(*case, marks=pytest.mark.extended) for case in REST),
    ],
)
def test_a_loss_is_recovered(recovery: Recovery, lost: str, configuration: bool) -> None:
    recovery.has_configuration = configuration
    recovery.protect()
    old = {name: deployed.id for name, deployed in recovery.stack.made.items()}
    recovery.lose()
    if lost != SERVER:
        recovery.lose_instance()
    if lost == ONLY_COPIES:
        recovery.lose_backup_of_instance()
    perform(recovery, LOSSES[lost], besides="" if configuration else "Restore the configuration")

    # Nothing is there twice, and what a configuration brings back is the same as before.
    made = {name: deployed.id for name, deployed in recovery.stack.made.items() if name != "lost-users"}
    assert made.keys() == old.keys()
    if configuration:
        assert (recovery.gone, made) == ({"license"}, old)
    else:
        assert recovery.gone == old.keys() - {"configuration-backup", "default-proxy"}
    server = recovery.stack.server
    assert len(list(server.list(operations.GET_ALL_ENTRA_ID_TENANTS))) == 1
    assert len(list(server.list(operations.GET_ALL_JOBS))) == 3

    # The old restore points go on in the one database.
    mapped = jobs_with_backups(recovery)
    points = recovery.points_on(recovery.instance)
    assert mapped["logs"] == recovery.backups["EntraIDAuditLogBackup"]
    if lost == ONLY_COPIES:
        assert points
        assert not points & recovery.points
    else:
        assert points > recovery.points
        assert len(points) == len(recovery.points) + 1
        assert recovery.arguments["backup"]["sourceBackupId"] == mapped["backup"]

    # What the tenant has lost comes back from the copy that was made before.
    if recovery.session is None:
        perform(recovery, LOSSES[TENANT])
    assert recovery.session is not None
    assert recovery.session["sourceBackupId"] == recovery.copy
    assert recovery.session["notRestored"] == []
    back = {each["id"]: each["newId"] for each in recovery.session["results"]}
    assert back.keys() == {*recovery.users}
    recovery.run("backup")
    latest = recovery.browse("User", mapped["backup"])
    newest = max(each["restorePointId"] for each in latest if each["id"] in back.values())
    there = {each["id"] for each in latest if each["restorePointId"] == newest}
    assert {*back.values()} <= there
    assert not there & back.keys()
