"""What is missing on a machine is named, all at once, with what installs it."""

import ast
import dataclasses
from pathlib import Path
from typing import Any

import pytest
from clone import ROOT, bare_environment, copy_clone, engine, install

from veeam_entraid_engine._environment import go_environment, npm_environment, python_environment
from veeam_entraid_engine._parts import UNITS, Source
from veeam_entraid_engine._plan import Task
from veeam_entraid_engine._prerequisites import Facts, missing

GOOD = Facts(
    system="Linux",
    architecture="x86_64",
    has_glibc=True,
    has_uv=False,
    can_make_environments=True,
    free_bytes=10**12,
)
EVERYTHING = tuple(Task(unit, unit.parts, unit.sources) for unit in UNITS)


def problems(tasks: tuple[Task, ...] = EVERYTHING, setting: str = "", **facts: Any) -> tuple[str, ...]:
    return missing(tasks, dataclasses.replace(GOOD, **facts), setting)


def test_a_good_machine_lacks_nothing() -> None:
    assert problems() == ()
    assert problems(architecture="aarch64") == ()
    assert problems(has_uv=True, can_make_environments=False) == ()


def test_a_uv_on_the_path_is_of_no_use_where_the_path_is_no_way() -> None:
    (uv, *_) = EVERYTHING
    tasks = (dataclasses.replace(uv, sources=(Source.PYPI,)),)
    (problem,) = problems(tasks, has_uv=True, can_make_environments=False)
    assert "ensurepip" in problem


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"can_make_environments": False}, "sudo apt-get install python3-venv"),
        ({"can_make_environments": False}, "sudo dnf install python3"),
        ({"has_glibc": False}, "GNU C library"),
        ({"free_bytes": 10**8}, "there are 0.1 GB"),
        ({"system": "Darwin", "architecture": "arm64"}, "this is Darwin on arm64"),
        ({"architecture": "riscv64"}, "this is Linux on riscv64"),
    ],
)
def test_what_is_missing_is_named(facts: dict[str, Any], says: str) -> None:
    (problem,) = problems(**facts)
    assert says in problem


def test_everything_that_is_missing_is_named_at_once() -> None:
    assert len(problems(can_make_environments=False, has_glibc=False, free_bytes=0)) == 3


def test_a_unit_without_a_way_left_is_named_with_the_setting() -> None:
    task = dataclasses.replace(EVERYTHING[-1], sources=())
    (problem,) = problems((task,), "release")
    assert problem == (
        "No way is left to get the PostgreSQL provider: the allowed ways are release. Allow more of them."
    )


def test_what_is_there_already_needs_nothing() -> None:
    assert problems((), can_make_environments=False, has_glibc=False, free_bytes=0) == ()


def test_the_command_names_what_is_missing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    clone = copy_clone(tmp_path / "clone")
    debian = tmp_path / "debian"
    debian.mkdir()
    # Debian's Python without its package python3-venv.
    (debian / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: None if name == 'ensurepip' else find(name, *rest)\n"
    )
    environment = bare_environment(tmp_path / "home") | {"PYTHONPATH": str(debian)}
    result = install(clone, environment)
    assert result.returncode == 1
    assert result.stdout.startswith("engine: something is missing on this machine.\n")
    assert "sudo apt-get install python3-venv" in result.stdout
    assert "Traceback" not in result.stdout
    assert not (clone / ".engine" / "bin").exists()
    assert not (clone / ".engine" / "cache" / "work").exists()


def test_a_python_that_is_too_old_can_read_the_command_at_least() -> None:
    source = (ROOT / "tools" / "engine" / "__main__.py").read_text()
    ast.parse(source, feature_version=(3, 6))
    assert source.index("sys.version_info < (3, 11)") < source.index("from veeam_entraid_engine")


def test_the_caches_of_the_tools_lie_in_the_clone() -> None:
    cache, work = Path("/clone/.engine/cache"), Path("/clone/.engine/cache/work")
    go = go_environment({"HOME": "/home/me", "GOOS": "plan9", "GOPROXY": "https://mirror"}, cache, work)
    assert "GOOS" not in go
    assert go["GOPROXY"] == "https://mirror"
    assert go["GOENV"] == "/home/me/.config/go/env"
    assert go_environment({"GOFLAGS": "-mod=vendor -p=1"}, cache, work)["GOFLAGS"] == "-p=1"
    outside = {name: go[name] for name in ("GOCACHE", "GOMODCACHE", "GOPATH", "TMPDIR", "XDG_CONFIG_HOME")}
    outside["npm"] = npm_environment({}, cache, work)["npm_config_cache"]
    outside["uv"] = python_environment({}, cache, work)["UV_CACHE_DIR"]
    assert [name for name, folder in outside.items() if not folder.startswith(str(cache))] == []


def test_a_cache_of_the_users_choice_is_used() -> None:
    cache, work = Path("/clone/.engine/cache"), Path("/clone/.engine/cache/work")
    user = {
        "GOCACHE": "/my/go",
        "NPM_CONFIG_CACHE": "/my/npm",
        "UV_CACHE_DIR": "/my/uv",
        "XDG_CONFIG_HOME": "/my/config",
    }
    go = go_environment(user, cache, work)
    assert (go["GOCACHE"], go["GOENV"]) == ("/my/go", "/my/config/go/env")
    assert "npm_config_cache" not in npm_environment(user, cache, work)
    assert python_environment(user, cache, work)["UV_CACHE_DIR"] == "/my/uv"


def test_the_help_names_every_command_and_variable(tmp_path: Path) -> None:
    result = engine("--help", ROOT, bare_environment(tmp_path))
    assert result.returncode == 0
    for word in ("install", "status", "VEEAM_ENTRAID_ENGINE_WAYS", "VEEAM_ENTRAID_ENGINE_RELEASES", "GOPROXY"):
        assert word in result.stdout
