"""What the matrix of faults stands on: the model of the engine, and a network that fails where it is told to."""

from pathlib import Path
from typing import Any

import pytest
from engine_model import Stack, Wanted
from faulty_server import World, world
from resource_cases import CASES
from test_faults import Fault, assert_documented, scene, wrong_after

from veeam_entraid_sandbox.vbr import ServerFault
from veeam_provider._lifecycle import Lifecycle
from veeam_provider.resources._credentials import EncryptionPassword
from veeam_provider.rest import RestError
from veeam_provider.rest._exchange import json_request

PASSWORD = "veeam:infrastructure:EncryptionPassword"


def password(name: str, **inputs: Any) -> Wanted:
    return Wanted(PASSWORD, name, lambda _: {"hint": name, "password": "a word", **inputs})


def hints(server: World) -> list[str]:
    return sorted(
        str(record.shown["hint"]) for (kind, _), record in server.memory().items() if kind == "encryptionPassword"
    )


@pytest.fixture
def server(tmp_path: Path) -> Any:
    with world(tmp_path / "vbr") as server:
        yield server


class TestTheEngine:
    def test_makes_changes_replaces_and_deletes(self, server: World) -> None:
        stack = Stack(server.provider)
        one = Wanted("veeam:infrastructure:CloudCredential", "one", lambda _: credential("first"))
        two = Wanted("veeam:infrastructure:CloudCredential", "one", lambda _: credential("second"))
        assert stack.up(one, password("two")).done == ("create one", "create two")
        assert stack.up(one, password("two", hint="other")).done == ("update two",)
        assert stack.up(two, password("two", hint="other")).done == ("delete one", "create one")
        assert stack.up(two).done == ("delete two",)
        assert stack.destroy().done == ("delete one",)

    def test_notices_what_is_gone(self, server: World) -> None:
        stack = Stack(server.provider)
        before = server.memory()
        stack.up(password("one"))
        server.put_back(before)
        assert stack.refresh().done == ("gone one",)
        assert stack.changes(password("one")) == {"one": []}

    def test_waits_with_what_depends_on_a_failure(self, server: World) -> None:
        stack = Stack(server.provider)
        after = Wanted(PASSWORD, "after", lambda ids: {"hint": ids["one"], "password": "a word"})
        server.strike(
            ServerFault(action="status", status=500, method="POST", path="/api/v1/encryptionPasswords", nth=1)
        )
        assert not stack.up(password("one"), after).succeeded
        assert stack.states == {}
        server.calm()
        assert stack.up(password("one"), after).done == ("create one", "create after")

    def test_keeps_what_is_made_and_not_ready_and_changes_it_next(self, server: World) -> None:
        staged = scene(server, next(case for case in CASES if str(case) == "encryption_password"), "create")
        staged.begin()
        server.strike(ServerFault(action="status", status=500, nth=staged.requests - 1))
        assert not staged.operation().succeeded
        (state,) = staged.stack.states.values()
        assert state.problems
        server.calm()
        assert staged.stack.up(*staged.program).done == ("update main",)


def credential(account: str) -> dict[str, Any]:
    return {"type": "AzureStorage", "account": account, "sharedKey": "a2V5"}


class TestTheNetwork:
    @pytest.mark.parametrize(("after", "made"), [(False, []), (True, ["the one in the safe"])])
    def test_a_killed_provider_does_nothing_more(self, server: World, after: bool, made: list[str]) -> None:
        staged = scene(server, next(case for case in CASES if str(case) == "encryption_password"), "create")
        staged.begin()
        server.kill(staged.requests - 2, after=after)
        assert staged.operation().killed
        assert staged.stack.states == {}
        assert hints(server) == made


class TestTheMatrixNotices:
    """Providers that are wrong, one way or another, fail it."""

    def test_an_object_that_is_made_twice(self, server: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(EncryptionPassword, "find", lambda *_: None)
        assert_noticed(server, "other objects", "create", Fault("cut", done=True))

    def test_an_object_that_nobody_takes_over(self, server: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(EncryptionPassword, "is_ours", lambda *_: False)
        assert_noticed(server, "the update after it failed", "create", Fault("kill", done=True))

    def test_a_lost_state(self, server: World, monkeypatch: pytest.MonkeyPatch) -> None:
        look = Lifecycle._look

        def careless(self: Lifecycle, work: Any, request: Any) -> Any:
            try:
                return look(self, work, request)
            except RestError:
                return None

        monkeypatch.setattr(Lifecycle, "_look", careless)
        assert_noticed(server, "the state has lost the resource", "refresh", Fault("status", status=500))

    def test_an_error_that_helps_nobody(self, server: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("veeam_provider._explaining.way_on", lambda *_: "")
        assert_noticed(server, "it does not say what to do", "delete", Fault("status", status=500))

    @pytest.mark.parametrize("case", CASES, ids=str)
    def test_a_field_that_the_document_does_not_have(
        self, server: World, monkeypatch: pytest.MonkeyPatch, case: Any
    ) -> None:
        staged = scene(server, case, "create")
        staged.begin()
        assert_documented(server)
        right = json_request

        def wrong(target: Any, body: Any, **rest: Any) -> Any:
            return right(target, {**body, "tenantName": "Contoso"}, **rest)

        monkeypatch.setattr("veeam_provider.rest._client.json_request", wrong)
        staged.operation()
        with pytest.raises(AssertionError, match="documented form"):
            assert_documented(server)


def assert_noticed(server: World, what: str, name: Any, fault: Fault) -> None:
    staged = scene(server, next(case for case in CASES if str(case) == "encryption_password"), name)
    assert what in " ".join(wrong_after(staged, (fault,), staged.requests))
