"""The PostgreSQL servers that were got run here, and are the ones that are locked."""

import json
import subprocess
from pathlib import Path

import pytest
from clone import ROOT

from veeam_entraid_engine._inputs import locked_postgresql
from veeam_entraid_engine._look import architecture
from veeam_entraid_engine._postgresql import hydrate

SERVERS = ROOT / ".engine" / "postgresql"
LOCKED = locked_postgresql((ROOT / "tools" / "postgresql" / "package-lock.json").read_text(), architecture())


@pytest.mark.engine
@pytest.mark.parametrize("major", LOCKED)
@pytest.mark.parametrize("program", ["postgres", "initdb", "pg_ctl"])
def test_each_program_runs_and_has_the_locked_version(major: int, program: str) -> None:
    binary = SERVERS / str(major) / "bin" / program
    answer = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True, env={})
    assert answer.stdout.split()[-1] == LOCKED[major].version


@pytest.mark.engine
@pytest.mark.parametrize("major", LOCKED)
def test_each_server_speaks_tls(major: int) -> None:
    assert b"ssl_cert_file" in (SERVERS / str(major) / "bin" / "postgres").read_bytes()
    assert [*(SERVERS / str(major) / "lib").glob("libssl.so*")] != []


def test_links_between_libraries_are_made_once(tmp_path: Path) -> None:
    library = tmp_path / "native" / "lib" / "libpq.so.5.17"
    library.parent.mkdir(parents=True)
    library.write_text("a library")
    links = [
        {"source": f"native/lib/{library.name}", "target": f"native/lib/{name}"} for name in ("libpq.so", "libpq.so.5")
    ]
    (tmp_path / "native" / "pg-symlinks.json").write_text(json.dumps(links))
    for _ in range(2):
        hydrate(tmp_path)
        for link in links:
            assert str((tmp_path / link["target"]).readlink()) == library.name
            assert (tmp_path / link["target"]).read_text() == "a library"


def test_a_package_without_links_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "native").mkdir()
    hydrate(tmp_path)
    assert [*tmp_path.rglob("*")] == [tmp_path / "native"]
