"""The YAML programs of the corpus that are of raw resources, previewed by the real engine: the same verdicts."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from corpus import FOLDER, Declared, Expected, declared
from stack import Sandbox, Stack

pytestmark = pytest.mark.engine

PROGRAMS = sorted((FOLDER / "programs").glob("raw-*.yaml"))
LEVELS = {"broken": "mandatory", "undecided": "advisory", "advisory": "advisory"}


def line(expected: Expected, resource: Declared) -> str:
    return f"[{LEVELS[expected.verdict]}] {expected.rule} ({resource.type}: {resource.name})"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_preview_says_what_the_corpus_says(preview_sandbox: Sandbox, path: Path) -> None:
    content: dict[str, Any] = yaml.safe_load(path.read_text())
    expected = [Expected.read(each) for each in content.pop("expect", ())]
    folder = preview_sandbox.folder / "projects" / path.stem
    folder.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(content))
    result = Stack(preview_sandbox, folder, path.stem).create().preview()
    is_broken = any(each.verdict == "broken" for each in expected)
    said = result.failed() if is_broken else result.succeeded()
    resources = declared(content)
    for each in expected:
        assert any(line(each, resources[key]) in said.flat for key in each.resources), said.text
    assert len(re.findall(r"\[mandatory\]", said.flat)) == sum(each.verdict == "broken" for each in expected)
    assert "Hunter-2-hunter" not in said.text
