"""Sandboxes for the engine tests: one that previews share, and one for each test that makes resources."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stack import Sandbox


@pytest.fixture(scope="session")
def preview_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox in which nothing is ever made, for previews."""
    sandbox = Sandbox(tmp_path_factory.mktemp("preview-sandbox"))
    yield sandbox
    assert sandbox.close() == []


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of the test's own; the test fails if a process of it is left."""
    sandbox = Sandbox(tmp_path / "sandbox")
    yield sandbox
    assert sandbox.close() == []
