"""Whatever fails at whichever request: it is survived, or said, and the next update ends where one without it ends.

One test is one operation of one kind of resource. It counts the requests of the operation without a fault, and then
tries every fault at every one of them.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import pytest
from engine_model import Outcome, Stack, Wanted
from faulty_server import SERVICE_PASSWORD, Memory, World, world
from resource_cases import CASES, Case
from resource_changes import HAVE_BACKUPS, MORE, WAITING, add_backup, changed, replaced
from veeam_stack import AT_ONCE

from veeam_entraid_sandbox.vbr import Durations, FaultAction, Instance, ServerFault, read_trace
from veeam_provider.plugin import DECLARATIONS
from veeam_provider.resources import KINDS
from veeam_provider.schema import ObjectType

OperationName: TypeAlias = Literal["create", "update", "replace", "refresh", "delete", "import"]

# What a person can do, in the words of the messages.
ADVICE: Final = re.compile(r"Run (pulumi up|pulumi refresh|the command again)|Check username and password")
LASTING: Final = Durations(infrastructure=4, deletion=4, job=10, disappearance=2)

BY_SESSIONS: Final = ("DefaultProxy", "Repository", "Tenant")


@dataclass(frozen=True)
class Fault:
    """Something that happens at one request, or to one session."""

    action: FaultAction | Literal["kill"]
    done: bool = False
    status: int = 503

    def __str__(self) -> str:
        status = f" {self.status}" if self.action == "status" else ""
        return f"{self.action}{status}{' afterwards' if self.done else ''}"

    def strike(self, server: World, number: int) -> None:
        if self.action == "kill":
            server.kill(number, after=self.done)
            return
        fault = ServerFault(action=self.action, done=self.done, status=self.status, nth=number)
        server.strike(fault)


KILLS: Final = (Fault("kill"), Fault("kill", done=True))
FAULTS: Final = (
    *KILLS,
    *(Fault("status", status=status) for status in (429, 500, 502, 503)),
    *(Fault("status", done=True, status=status) for status in (500, 502)),
    Fault("cut"),
    Fault("cut", done=True),
    Fault("half"),
    Fault("expire-token"),
    Fault("revoke-token"),
    Fault("empty-401"),
)
CHOSEN: Final = (Fault("kill", done=True), Fault("status", done=True, status=500), Fault("cut", done=True))
OF_SESSIONS: Final = (Fault("fail-session"), Fault("hang-session"))


@dataclass
class Scene:
    """One operation on a server, which can be tried again and again from the same beginning.

    Attributes:
        server: on which it is done.
        stack: whose state it changes.
        before: what the server remembers at the beginning.
        program: what the stack is to become by the operation.
        operation: carries it out.
        fits: whether a resource is wanted in the end.
    """

    server: World
    stack: Stack
    before: Memory
    program: tuple[Wanted, ...]
    operation: Callable[[], Outcome]

    def __post_init__(self) -> None:
        self._states = dict(self.stack.states)
        undisturbed = self.operation()
        assert undisturbed.succeeded, undisturbed
        self.requests = self.server.network.sent
        self.sessions = len(self._sessions_since())
        self.objects = self.objects_now()
        assert self.stack.changes(*self.program) == {}

    def objects_now(self) -> list[str]:
        """Return what there is, comparable."""
        return self.server.objects(self.before)

    def also_wrong(self, fault: Fault, told: Sequence[str]) -> Iterator[str]:
        """Yield what else is wrong, after everything has been told."""
        del fault, told
        yield from ()

    def _sessions_since(self) -> set[str]:
        return {id_ for kind, id_ in self.server.memory().keys() - self.before.keys() if kind in ("session", "running")}

    def begin(self) -> None:
        self.server.put_back(self.before)
        self.stack.states = dict(self._states)

    def try_out(self, fault: Fault, number: int) -> Iterator[str]:
        """Yield what is wrong after a fault."""
        self.begin()
        fault.strike(self.server, number)
        told = len(self.server.lines.lines)
        outcome = self.operation()
        self.server.calm()
        if fault.action == "hang-session":
            self.server.stop_sessions()
        problems = [*outcome.problems]
        yield from self._wrong_messages(problems)
        # In a replacement the old one goes first.
        lost = self._states.keys() & {each.urn for each in self.program} - self.stack.states.keys()
        if lost and not any(each.startswith("delete ") for each in outcome.done):
            yield f"the state has lost the resource: {outcome}"
        if number % 2 and not outcome.succeeded:
            refreshed = self.stack.refresh()
            if not refreshed.succeeded:
                yield f"the refresh after it failed: {refreshed}"
        again = self.stack.up(*self.program)
        if not again.succeeded:
            yield f"the update after it failed: {again}, after {outcome}"
        if (left := self.stack.changes(*self.program)) != {}:
            yield f"the update after it has left {left}, after {outcome}"
        if (objects := self.objects_now()) != self.objects:
            yield f"other objects: {_difference(objects, self.objects)}, after {outcome}"
        refreshed = self.stack.refresh()
        if not refreshed.succeeded or (left := self.stack.changes(*self.program)) != {}:
            yield f"a refresh sees {left}: {refreshed}, after {outcome}"
        yield from self.also_wrong(fault, self.server.lines.lines[told:])
        yield from self._leaks([*problems, *self.server.lines.lines[told:]])

    def _wrong_messages(self, problems: list[str]) -> Iterator[str]:
        for problem in problems:
            if '"main"' not in problem:
                yield f"it does not name the object: {problem}"
            if not ADVICE.search(problem):
                yield f"it does not say what to do: {problem}"

    def _leaks(self, texts: list[str]) -> Iterator[str]:
        secrets = {SERVICE_PASSWORD, *itertools.chain.from_iterable(map(secret_inputs, self.program))}
        yield from (f"a secret was told: {text}" for text in texts if any(secret in text for secret in secrets))


def secret_inputs(wanted: Wanted) -> set[str]:
    """Return the texts among the inputs that nobody may see."""
    form = next(kind.form for kind in DECLARATIONS if kind.token == wanted.token)
    return set(_secrets(form, wanted.inputs({})))


def _secrets(form: ObjectType, inputs: Mapping[str, Any]) -> Iterator[str]:
    for name, value in inputs.items():
        property_ = form.properties[name]
        if property_.secret:
            yield from map(str, value.values()) if isinstance(value, dict) else [str(value)]
        elif isinstance(property_.type, ObjectType) and isinstance(value, dict):
            yield from _secrets(property_.type, value)


def _difference(found: list[str], wanted: list[str]) -> str:
    more = [each for each in found if each not in wanted]
    less = [each for each in wanted if each not in found]
    return f"too many {more}, missing {less}"


def scene(server: World, case: Case, name: OperationName) -> Scene:
    """Prepare an operation of a case."""
    with server.undisturbed() as preparing:
        given = case.inputs(preparing)
        after = replaced(case, preparing, given) if name == "replace" else changed(case, given)
    server.settled()
    wanted = Wanted(case.token, "main", lambda _: given)
    other = Wanted(case.token, "main", lambda _: after)
    stack = Stack(server.provider)
    if name != "create":
        assert stack.up(wanted).succeeded
        if case in HAVE_BACKUPS:
            (state,) = stack.states.values()
            add_backup(server.engine, state.id)
        server.settled()
    match name:
        case "create":
            return Scene(server, stack, server.memory(), (wanted,), lambda: stack.up(wanted))
        case "update" | "replace":
            return Scene(server, stack, server.memory(), (other,), lambda: stack.up(other))
        case "refresh":
            return Scene(server, stack, server.memory(), (wanted,), stack.refresh)
        case "delete":
            return Scene(server, stack, server.memory(), (), stack.destroy)
        case "import":
            key = next(kind for kind in KINDS if kind.token == case.token).key_of(given)
            stack.states.clear()
            return Scene(server, stack, server.memory(), (wanted,), lambda: stack.take_in(wanted, key))


def wrong_after(staged: Scene, faults: tuple[Fault, ...], numbers: int) -> list[str]:
    """Try each fault at each request, and return everything that is wrong."""
    return [
        f"{fault} at {number}: {wrong}"
        for fault in faults
        for number in range(1, numbers + 1)
        for wrong in staged.try_out(fault, number)
    ]


def assert_documented(server: World) -> None:
    """Everything that was sent, and answered, is as the API's document says."""
    traced = read_trace(server.engine.folder)
    assert [each for each in traced if each.invalid] == []
    assert [each for each in traced if "documented form" in each.message or "takes no parameter" in each.message] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_worst_of_it(tmp_path: Path, case: Case) -> None:
    """A creation that the server has carried out, and of which nobody hears."""
    with world(tmp_path / "vbr") as server:
        staged = scene(server, case, "create")
        assert wrong_after(staged, CHOSEN, staged.requests) == []
        assert_documented(server)


KILLED: Final = Fault("kill", done=True)


@pytest.mark.parametrize(
    ("case_name", "name", "durations", "fault"),
    [
        pytest.param("disabled_tenant_copy", "create", AT_ONCE, KILLED, id="a copy that is not disabled yet"),
        pytest.param("notifications", "create", AT_ONCE, Fault("status"), id="settings that could not be read back"),
        pytest.param("tenant", "delete", LASTING, KILLED, id="a tenant that is being removed"),
        pytest.param("lost_proxy", "create", LASTING, KILLED, id="a proxy that is being made"),
        pytest.param("log_job_with_backups", "delete", LASTING, KILLED, id="backups that are to go with their job"),
    ],
)
def test_what_the_faults_have_found(
    tmp_path: Path, case_name: str, name: OperationName, durations: Durations, fault: Fault
) -> None:
    with world(tmp_path / "vbr", durations) as server:
        staged = scene(server, next(case for case in (*CASES, *MORE) if str(case) == case_name), name)
        assert wrong_after(staged, (replace(fault, status=500),), staged.requests) == []


@pytest.mark.extended
@pytest.mark.parametrize("name", ["create", "update", "refresh", "delete", "import"])
@pytest.mark.parametrize("case", [*CASES, *MORE], ids=str)
def test_every_fault_at_every_request(tmp_path: Path, case: Case, name: OperationName) -> None:
    with world(tmp_path / "vbr") as server:
        staged = scene(server, case, name)
        assert wrong_after(staged, FAULTS, staged.requests) == []
        assert_documented(server)


@pytest.mark.extended
@pytest.mark.parametrize("name", ["create", "update", "delete"])
@pytest.mark.parametrize("case", [each for each in CASES if each.token.endswith(BY_SESSIONS)], ids=str)
def test_every_fault_while_the_server_takes_its_time(tmp_path: Path, case: Case, name: OperationName) -> None:
    with world(tmp_path / "vbr", LASTING) as server:
        staged = scene(server, case, name)
        wrong = wrong_after(staged, FAULTS, staged.requests) + wrong_after(staged, OF_SESSIONS, staged.sessions)
        assert wrong == []
        assert_documented(server)


REPLACED: Final = [each for each in CASES if each.token.endswith(("Repository", "Tenant", "TenantBackupJob"))]


@pytest.mark.parametrize("case", REPLACED, ids=str)
def test_the_worst_of_a_replacement(tmp_path: Path, case: Case) -> None:
    """An old object that goes, and may be shown for a while, or a new one that is made, and nobody hears of it."""
    with world(tmp_path / "vbr", LASTING) as server:
        staged = scene(server, case, "replace")
        staged.begin()
        assert staged.operation().done == ("delete main", "create main")
        assert wrong_after(staged, CHOSEN, staged.requests) == []


@pytest.mark.extended
@pytest.mark.parametrize("case", REPLACED, ids=str)
def test_every_fault_at_every_request_of_a_replacement(tmp_path: Path, case: Case) -> None:
    with world(tmp_path / "vbr") as server:
        staged = scene(server, case, "replace")
        assert wrong_after(staged, FAULTS, staged.requests) == []
        assert_documented(server)


@pytest.mark.parametrize(
    ("durations", "faults"),
    [
        pytest.param(LASTING, (Fault("kill", done=True),), id="killed"),
        pytest.param(AT_ONCE, FAULTS, id="every fault", marks=pytest.mark.extended),
    ],
)
def test_faults_while_the_tenant_is_backed_up_first(
    tmp_path: Path, bundled: Instance, durations: Durations, faults: tuple[Fault, ...]
) -> None:
    """A log job that waits for a backup of its tenant, which is made once."""
    with world(tmp_path / "vbr", durations, bundled) as server:
        staged = scene(server, WAITING, "update")
        assert len([each for each in staged.objects if each.startswith("restorePoint ")]) == 1
        assert wrong_after(staged, faults, staged.requests) == []
        assert_documented(server)
