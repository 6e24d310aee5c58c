"""Files of stacks, word for word, get the verdicts that stand beside them."""

import json
from pathlib import Path
from typing import Any

import pytest
from corpus import Expected, Stack, read_yaml

from veeam_entraid_limits.saved import check_stack, read_stack

STATES = read_yaml((Path(__file__).parent / "states" / "states.yaml").read_text("utf-8"))


@pytest.mark.parametrize("given", STATES, ids=[each["name"] for each in STATES])
def test_a_file_gets_its_verdicts(given: dict[str, Any]) -> None:
    read = read_stack(json.loads(json.dumps(given["document"])))
    expected = tuple(Expected.read(line) for line in given.get("expect", ()))
    stack = Stack(given["name"], frozenset(), {}, expected, complete=bool(given.get("complete")))
    names = {each.urn: each.name for each in read.resources}
    said = {(each.verdict.value, each.limit, names[each.subject.urn]) for each in check_stack(read.resources)}
    assert stack.mismatches(said) == []
