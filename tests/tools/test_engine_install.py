"""Getting everything, with tools that stand in for Go, npm and uv: what is done, and what is not done twice."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from clone import Toolbox, bare_environment, begin_install, command, copy_clone, engine, install, says

from veeam_entraid_engine._parts import ENGINE, PARTS, Layout, Source
from veeam_entraid_engine._place import load

ENGINE_BUILD = ["pulumi", "pulumi-language-python", "pulumi-language-yaml"]
PROVIDER_BUILD = ["pulumi-resource-postgresql"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return copy_clone(tmp_path / "clone")


@pytest.fixture
def toolbox(tmp_path: Path) -> Toolbox:
    return Toolbox(tmp_path / "toolbox")


@pytest.fixture
def environment(tmp_path: Path, toolbox: Toolbox) -> dict[str, str]:
    return bare_environment(tmp_path / "home", toolbox.folder, Path("/usr/bin"), Path("/bin"))


def sources(clone: Path) -> dict[str, Source]:
    return {name: entry.source for name, entry in load(Layout(clone)).items()}


def await_builds(toolbox: Toolbox, count: int, process: subprocess.Popen[str]) -> None:
    while len(toolbox.builds) < count:
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.02)


def session_members(leader: int) -> list[psutil.Process]:
    members: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return members


def test_everything_is_got_and_noted(clone: Path, environment: dict[str, str], toolbox: Toolbox) -> None:
    result = install(clone, environment)
    assert result.returncode == 0, result.stdout
    layout = Layout(clone)
    missing = [name for part in PARTS for name in part.files if not os.access(layout.engine / name, os.X_OK)]
    assert missing == []
    assert sources(clone)["uv"] == Source.PATH
    assert sources(clone)["pulumi"] == Source.BUILD
    assert toolbox.builds == [ENGINE_BUILD, PROVIDER_BUILD]
    assert engine("status", clone, environment).returncode == 0


def test_nothing_is_left_but_the_engine(clone: Path, environment: dict[str, str], tmp_path: Path) -> None:
    before = {file for file in clone.rglob("*") if "__pycache__" not in file.parts}
    install(clone, environment)
    after = {file for file in clone.rglob("*") if "__pycache__" not in file.parts}
    engine_folder = clone / ".engine"
    assert {file for file in after - before if engine_folder not in (file, *file.parents)} == set()
    left = {file.relative_to(engine_folder).parts[0] for file in engine_folder.rglob("*") if file.is_file()}
    assert left == {"bin", "postgresql", "manifest.json", "lock"}
    assert list((tmp_path / "home").iterdir()) == []


def test_the_second_run_does_nothing_and_says_nothing(
    clone: Path, environment: dict[str, str], toolbox: Toolbox
) -> None:
    def everything() -> dict[Path, tuple[int, int]]:
        return {file: (file.lstat().st_ino, file.lstat().st_mtime_ns) for file in (clone / ".engine").rglob("*")}

    install(clone, environment)
    before, builds = everything(), toolbox.builds
    result = install(clone, environment)
    assert (result.returncode, result.stdout) == (0, "")
    assert everything() == before
    assert toolbox.builds == builds


def test_a_copy_of_a_clone_has_everything_too(clone: Path, environment: dict[str, str], toolbox: Toolbox) -> None:
    install(clone, environment)
    copy = clone.with_name("copy")
    shutil.copytree(clone, copy, symlinks=True, copy_function=shutil.copy)
    builds = toolbox.builds
    assert (install(copy, environment).stdout, toolbox.builds) == ("", builds)


def test_an_edited_host_is_all_that_is_built_again(clone: Path, environment: dict[str, str], toolbox: Toolbox) -> None:
    install(clone, environment)
    with (clone / "tools" / "go" / "engine" / "cmd" / "pulumi-language-python" / "run.go").open("a") as source:
        source.write("// edited\n")
    assert "Out of date: pulumi-language-python." in engine("status", clone, environment).stdout
    assert install(clone, environment).returncode == 0
    assert toolbox.builds[2:] == [["pulumi-language-python"]]


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_text("#!"), lambda file: file.chmod(0o644)])
def test_a_damaged_binary_comes_back_alone(
    clone: Path, environment: dict[str, str], toolbox: Toolbox, damage: Callable[[Path], object]
) -> None:
    install(clone, environment)
    damage(Layout(clone).bin / "pulumi-resource-postgresql")
    assert install(clone, environment).returncode == 0
    assert toolbox.builds[2:] == [PROVIDER_BUILD]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_is_made_good_by_the_next(
    clone: Path, environment: dict[str, str], toolbox: Toolbox, stop: signal.Signals
) -> None:
    wait = toolbox.hold("go-waits")
    process = begin_install(clone, environment)
    await_builds(toolbox, 1, process)
    process.send_signal(stop)
    if stop is signal.SIGKILL:
        process.wait()
        wait.unlink()  # nothing can end the build with the run; the next one waits for it
    said = process.communicate()[0]
    if stop is not signal.SIGKILL:
        assert process.returncode == 130
        assert said.endswith("engine: interrupted; the next run goes on from here\n")
        assert session_members(process.pid) == []
        wait.unlink()
    assert not (Layout(clone).bin / "pulumi").exists()

    result = install(clone, environment)
    assert result.returncode == 0, result.stdout
    assert toolbox.builds == [ENGINE_BUILD, ENGINE_BUILD, PROVIDER_BUILD]
    assert engine("status", clone, environment).returncode == 0


def test_two_runs_at_once_do_the_work_once(clone: Path, environment: dict[str, str], toolbox: Toolbox) -> None:
    wait = toolbox.hold("go-waits")
    first = begin_install(clone, environment)
    await_builds(toolbox, 1, first)
    second = begin_install(clone, environment)
    assert second.stdout is not None
    assert second.stdout.readline() == "engine: another run is getting the engine; waiting for it\n"
    wait.unlink()
    assert (first.communicate()[1], first.returncode) == (None, 0)
    assert second.communicate()[0] == ""
    assert second.returncode == 0
    assert toolbox.builds == [ENGINE_BUILD, PROVIDER_BUILD]


def test_a_build_that_fails_shows_its_end_and_where_the_rest_is(
    clone: Path, environment: dict[str, str], toolbox: Toolbox
) -> None:
    failing = toolbox.hold("go-fails")
    result = install(clone, environment)
    assert result.returncode == 1
    assert "go failed (exit status 1)" in result.stdout
    assert "  | main.go:7:2: undefined: nonsense" in result.stdout
    log = clone / ".engine" / "logs" / "build-engine.log"
    assert result.stdout.rstrip().endswith(str(log))
    assert "undefined: nonsense" in log.read_text()

    failing.unlink()
    assert install(clone, environment).returncode == 0


def pulumi_on_the_path(folder: Path, version: str, *, hosts: bool = True) -> Path:
    for part in ENGINE.parts if hosts else ENGINE.parts[:1]:
        command(folder, part.name, says(version))
    return folder


def test_a_new_enough_pulumi_on_the_path_is_used(
    clone: Path, environment: dict[str, str], toolbox: Toolbox, tmp_path: Path
) -> None:
    folder = pulumi_on_the_path(tmp_path / "pulumi", "v3.260.0")
    command(folder, "pulumi-resource-postgresql", says("3.18.5"))
    environment["PATH"] += f":{folder}"
    assert install(clone, environment).returncode == 0
    assert toolbox.builds == []
    assert (Layout(clone).bin / "pulumi").readlink() == folder / "pulumi"
    assert load(Layout(clone))["pulumi"].version == "3.260.0"
    assert sources(clone)["pulumi-resource-postgresql"] == Source.PATH


def test_language_hosts_may_lie_beside_a_pulumi_that_is_linked_to(
    clone: Path, environment: dict[str, str], toolbox: Toolbox, tmp_path: Path
) -> None:
    folder = pulumi_on_the_path(tmp_path / "opt" / "pulumi", "v3.260.0")
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "pulumi").symlink_to(folder / "pulumi")
    environment["PATH"] += f":{linked}"
    assert install(clone, environment).returncode == 0
    assert toolbox.builds == [PROVIDER_BUILD]
    assert (Layout(clone).bin / "pulumi-language-yaml").readlink() == folder / "pulumi-language-yaml"


@pytest.mark.parametrize("unfit", [("v3.249.9", True), ("v3.260.0", False), ("gibberish", True)])
def test_a_pulumi_that_will_not_do_is_left_alone(
    clone: Path, environment: dict[str, str], toolbox: Toolbox, tmp_path: Path, unfit: tuple[str, bool]
) -> None:
    version, hosts = unfit
    environment["PATH"] += f":{pulumi_on_the_path(tmp_path / 'pulumi', version, hosts=hosts)}"
    assert install(clone, environment).returncode == 0
    assert toolbox.builds == [ENGINE_BUILD, PROVIDER_BUILD]


def test_our_own_folder_on_the_path_is_not_the_machines(
    clone: Path, environment: dict[str, str], toolbox: Toolbox
) -> None:
    environment["PATH"] = f"{Layout(clone).bin}:{environment['PATH']}"
    install(clone, environment)
    Layout(clone).manifest.unlink()
    assert install(clone, environment).returncode == 0
    assert toolbox.builds == [ENGINE_BUILD, PROVIDER_BUILD] * 2


def test_a_pulumi_that_went_away_is_replaced(
    clone: Path, environment: dict[str, str], toolbox: Toolbox, tmp_path: Path
) -> None:
    folder = pulumi_on_the_path(tmp_path / "pulumi", "v3.260.0")
    environment["PATH"] += f":{folder}"
    install(clone, environment)
    (folder / "pulumi").unlink()
    assert install(clone, environment).returncode == 0
    assert toolbox.builds == [PROVIDER_BUILD, ENGINE_BUILD]
    assert not (Layout(clone).bin / "pulumi-language-python").is_symlink()


def test_status_on_a_fresh_clone_names_what_is_missing(clone: Path, environment: dict[str, str]) -> None:
    result = engine("status", clone, environment)
    assert result.returncode == 1
    assert result.stdout.count("missing") >= len(ENGINE.parts)
    assert "`python3 tools/engine install` gets what is missing or out of date." in result.stdout
    assert not (clone / ".engine").exists()
