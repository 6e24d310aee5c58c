"""Answers as loose as the vendor's own samples: nulls, words in small letters, and fields of a later revision."""

from pathlib import Path

import pytest
from faulty_server import world
from resource_cases import CASES, Case
from resource_changes import MORE
from test_faults import OperationName, assert_documented, scene

from veeam_entraid_sandbox.vbr import ServerFault


@pytest.mark.parametrize("case", [*CASES, *MORE], ids=str)
@pytest.mark.parametrize("name", ["create", "update", "refresh", "delete", "import"])
def test_loose_answers_make_no_difference(tmp_path: Path, case: Case, name: OperationName) -> None:
    with world(tmp_path / "vbr") as server:
        staged = scene(server, case, name)
        staged.begin()
        server.strike(ServerFault(action="vendor-style"))
        loosely = staged.operation()
        assert loosely.succeeded, loosely
        assert staged.stack.changes(*staged.program) == {}
        assert staged.stack.refresh().succeeded
        assert staged.stack.changes(*staged.program) == {}
        assert staged.stack.up(*staged.program).done == ()
        server.calm()
        assert staged.stack.refresh().succeeded
        assert staged.stack.changes(*staged.program) == {}
        assert server.objects(staged.before) == staged.objects
        assert_documented(server)
