"""Restore sessions against the simulated server: done once, reported on, and always unmounted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from restores import Restores, Told, restores

from veeam_entraid_protocol.provider import _engine_log
from veeam_entraid_sandbox.vbr import Instance


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(_engine_log.EngineLog, "write", lambda _, *given, **named: told.write(*given, **named))
    return told


@pytest.fixture
def vbr(tmp_path: Path, bundled: Instance, told: Told) -> Iterator[Restores]:
    with restores(tmp_path / "vbr", bundled, told) as vbr:
        yield vbr
        assert vbr.mounts() == []


def test_what_is_in_the_recycle_bin_comes_back(vbr: Restores) -> None:
    group, *_ = [each for each in vbr.browse("Group") if each["groupType"] == "Microsoft365Group"]
    vbr.directory("delete", id=group["id"])
    session = vbr.restore(group, reason="somebody deleted it")
    print(session.outputs)
    print(vbr.told.lines)
