"""Whatever fails at whichever request of a restore session: it restores once, and the next update says what came of it.

One restore on the server is the object here. What an interrupted update leaves mounted is unmounted by the next one if
a restore in it proves it this resource's; else the next one names it, for it may be somebody else's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import pytest
from engine_model import Stack, State, Wanted
from faulty_server import World, world
from restores import TOKEN
from simulated_vbr import AZURE_TENANT
from test_faults import CHOSEN, FAULTS, Fault, Scene, assert_documented, wrong_after
from veeam_stack import AT_ONCE, Deployment

from veeam_entraid_protocol import plain
from veeam_entraid_sandbox.vbr import (
    Console,
    DirectoryChange,
    Instance,
    ServerFault,
    change_directory,
    write_console,
)
from veeam_provider.rest import operations

OperationName: TypeAlias = Literal["create", "triggers", "look again", "refresh", "delete"]

_RESTORE: Final = "EntraIdTenantRestore"
# A mount or a sign-in more is no object.
_PASSING: Final = ("mount ", "signIn ", "delegation ")


def of_type(server: World, type_: str) -> set[str]:
    """Return the ids of the sessions of a type that the server remembers."""
    return {
        id_
        for (kind, id_), record in server.memory().items()
        if kind in ("session", "running") and record.shown["sessionType"] == type_
    }


@dataclass
class Restoring(Scene):
    """One operation of a restore session."""

    def __post_init__(self) -> None:
        self._begun = of_type(self.server, _RESTORE)
        super().__post_init__()
        self.restores = self._restores()
        assert self._mounted() == set()

    def _restores(self) -> int:
        return len(of_type(self.server, _RESTORE) - self._begun)

    def _mounted(self) -> set[str]:
        with self.server.undisturbed() as console:
            shown = console.server.list(operations.GET_ALL_ENTRA_ID_TENANT_BROWSE_SESSIONS)
            return {each["sessionId"] for each in shown}

    def objects_now(self) -> list[str]:
        return [each for each in super().objects_now() if not each.startswith(_PASSING)]

    def also_wrong(self, fault: Fault, told: Sequence[str]) -> Iterator[str]:
        if (restores := self._restores()) != self.restores:
            yield f"{restores} restores"
        outcomes = [outcome for state in self.stack.states.values() for outcome in outcomes_of(state)]
        if outcomes != ["restored"] * len(self.stack.states):
            yield f"the stack does not know what came of it: {outcomes}"
        for mount in self._mounted():
            if self._has_restored(mount):
                yield f"{mount} is left mounted, though it is known whose it is"
            if not any(mount in line for line in told):
                yield f"{mount} is left mounted, and nobody is told"
            if fault.action != "kill" and not any("still mounted" in line for line in told):
                yield f"{mount} is left mounted by a provider that lives"

    def _has_restored(self, mount: str) -> bool:
        with self.server.undisturbed() as console:
            listing = operations.BROWSE_ENTRA_ID_TENANT_RESTORE_SESSIONS_WITH_FILTERING
            return [*console.server.list(listing, sessionId=mount)] != []


def outcomes_of(state: State) -> list[str]:
    """Return what has become of each item of a session."""
    results: Any = plain(state.outputs["results"])
    return [each["outcome"] for each in results]


def session_inputs(stack: Deployment, item_type: Literal["User", "Group"]) -> dict[str, Any]:
    """Back a tenant up, lose an item of it, and return the inputs of a session that brings it back."""
    stack.licensed()
    job = stack.tenant_job(stack.tenant().id)
    server = stack.server
    server.wait_for_session(server.call(operations.START_JOB, id=job.id))
    (backup,) = server.list(operations.GET_ALL_BACKUPS, jobIdFilter=job.id)
    mount = server.call(operations.START_ENTRA_ID_TENANT_RESTORE, {"backupId": backup["id"]})
    spec: Any = {"type": item_type}
    shown: list[Any] = [*server.list(operations.BROWSE_ENTRA_ID_TENANT_MOUNT, spec, backupId=backup["id"])]
    server.call(operations.STOP_ENTRA_ID_TENANT_RESTORE, None, sessionId=mount["sessionId"])
    lost = next(each for each in shown if item_type == "User" or each["groupType"] == "SecurityGroup")
    change_directory(stack.engine.folder, [DirectoryChange(tenant=AZURE_TENANT, action="erase", id=lost["id"])])
    return {
        "backupId": backup["id"],
        "items": [{"id": lost["id"], "type": item_type}],
        "recycleBin": "ignore",
        "validUntil": "2099-01-01T00:00:00Z",
    }


def scene(server: World, name: OperationName) -> Restoring:
    """Prepare an operation of a session: a user in the name of a person, or a group by the application."""
    write_console(server.engine.folder, Console(sign_in_after=0.0))
    is_made = name in ("create", "look again")
    with server.undisturbed() as preparing:
        given = session_inputs(preparing, "User" if is_made else "Group")
    given["permissions"] = "delegated" if is_made else "application"
    server.settled()
    wanted = Wanted(TOKEN, "main", lambda _: given)
    again = Wanted(TOKEN, "main", lambda _: {**given, "triggers": ["again"]})
    stack = Stack(server.provider)
    if name == "look again":
        server.strike(ServerFault(action="status", status=500, path="*/restoreSessions/*"))
        assert not stack.up(wanted).succeeded
        server.calm()
    elif name != "create":
        assert stack.up(wanted).succeeded
    server.settled()
    match name:
        case "create" | "look again":
            return Restoring(server, stack, server.memory(), (wanted,), lambda: stack.up(wanted))
        case "triggers":
            return Restoring(server, stack, server.memory(), (again,), lambda: stack.up(again))
        case "refresh":
            return Restoring(server, stack, server.memory(), (wanted,), stack.refresh)
        case "delete":
            return Restoring(server, stack, server.memory(), (), stack.destroy)


RESTORES: Final[dict[OperationName, int]] = {"create": 1, "triggers": 1, "look again": 0}


@pytest.mark.parametrize("name", RESTORES)
def test_the_worst_of_it(tmp_path: Path, bundled: Instance, name: OperationName) -> None:
    """A restore that the server has begun, and of which nobody hears."""
    with world(tmp_path / "vbr", AT_ONCE, bundled) as server:
        staged = scene(server, name)
        assert staged.restores == RESTORES[name]
        assert wrong_after(staged, CHOSEN, staged.requests) == []
        assert_documented(server)


@pytest.mark.extended
@pytest.mark.parametrize("name", RESTORES)
def test_every_fault_at_every_request(tmp_path: Path, bundled: Instance, name: OperationName) -> None:
    with world(tmp_path / "vbr", AT_ONCE, bundled) as server:
        staged = scene(server, name)
        rest = tuple(fault for fault in FAULTS if fault not in CHOSEN)
        assert wrong_after(staged, rest, staged.requests) == []
        assert_documented(server)


@pytest.mark.parametrize("name", ["refresh", "delete"])
def test_what_is_done_is_kept_and_forgotten_without_a_request(
    tmp_path: Path, bundled: Instance, name: OperationName
) -> None:
    with world(tmp_path / "vbr", AT_ONCE, bundled) as server:
        staged = scene(server, name)
        assert (staged.requests, staged.restores) == (0, 0)
        assert wrong_after(staged, FAULTS, 1) == []


class TestTheMatrixNotices:
    """Providers that are wrong, one way or another, fail it."""

    @pytest.mark.parametrize(
        ("idle", "said"),
        [
            ("_life.earlier_run", "2 restores"),
            ("_mount.unmount", "by a provider that lives"),
            ("_life.unmount", "though it is known whose it is"),
        ],
    )
    def test_what_is_done_twice_or_left(
        self, tmp_path: Path, bundled: Instance, monkeypatch: pytest.MonkeyPatch, idle: str, said: str
    ) -> None:
        with world(tmp_path / "vbr", AT_ONCE, bundled) as server:
            staged = scene(server, "create")
            monkeypatch.setattr(f"veeam_provider.restore.{idle}", lambda *_: None)
            assert said in " ".join(wrong_after(staged, (Fault("kill", done=True), Fault("cut")), staged.requests))
