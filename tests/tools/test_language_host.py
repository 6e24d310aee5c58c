"""The Python language host under the real engine: programs, packs and plugins, and what is left of them: nothing."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from clone import ROOT
from marked_processes import Marked

pytestmark = pytest.mark.engine

BIN = ROOT / ".engine" / "bin"

LONG = """\
    import pathlib, subprocess, time
    {beginning}
    pathlib.Path({started!r}).touch()
    time.sleep(600)
"""
WITH_A_CHILD = 'subprocess.Popen(["sleep", "600"])'

COMPONENT = """\
    import asyncio, pathlib
    from typing import Optional, TypedDict
    import pulumi
    from pulumi.provider.experimental import component_provider_host

    def wait(value, started):
        async def forever(value):
            pathlib.Path(started).touch()
            await asyncio.sleep(600)
            return value
        return pulumi.Output.from_input(value).apply(forever)

    class GreetingArgs(TypedDict):
        who: pulumi.Input[str]

    class Greeting(pulumi.ComponentResource):
        text: pulumi.Output[str]

        def __init__(self, name: str, args: GreetingArgs, opts: Optional[pulumi.ResourceOptions] = None) -> None:
            super().__init__("greetings:index:Greeting", name, {{}}, opts)
            {before_greeting}
            self.text = pulumi.Output.concat("hello ", args["who"])
            self.register_outputs({{"text": self.text}})

    component_provider_host(name="greetings", components=[Greeting])
"""

PACK = """\
    import json, os, threading
    from concurrent.futures import ThreadPoolExecutor
    import grpc
    from pulumi.runtime.proto import analyzer_pb2 as messages, analyzer_pb2_grpc as services, plugin_pb2

    POLICY = messages.PolicyInfo(name="look", description="Looks.", enforcementLevel=messages.ADVISORY)

    class Pack(services.AnalyzerServicer):
        def GetPluginInfo(self, request, context):
            return plugin_pb2.PluginInfo(version="1.0.0")

        def GetAnalyzerInfo(self, request, context):
            return messages.AnalyzerInfo(name="looks", version="1.0.0", policies=[POLICY])

        def Analyze(self, request, context):
            seen = {
                "config": json.loads(os.environ["PULUMI_CONFIG"]),
                "stack": os.environ["PULUMI_STACK"],
                "project": os.environ["PULUMI_PROJECT"],
                "dry run": os.environ["PULUMI_DRY_RUN"],
                "here": os.getcwd(),
            }
            diagnostic = messages.AnalyzeDiagnostic(
                policyName="look", policyPackName="looks", policyPackVersion="1.0.0",
                message="SEEN " + json.dumps(seen, sort_keys=True), enforcementLevel=messages.ADVISORY)
            return messages.AnalyzeResponse(diagnostics=[diagnostic])

        def AnalyzeStack(self, request, context):
            return messages.AnalyzeResponse()

    server = grpc.server(ThreadPoolExecutor(4))
    services.add_AnalyzerServicer_to_server(Pack(), server)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()
"""


class Workbench:
    """A folder with projects, an environment for them, and the real CLI."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes = Marked()
        self._environment = {
            "PATH": f"{BIN}:/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "PULUMI_HOME": str(folder / "pulumi-home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "a test's",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
            "UV_OFFLINE": "1",
            "UV_CACHE_DIR": str(folder / "uv-cache"),
            "UV_PYTHON": sys.executable,
            **self.processes.environment,
        }
        (folder / "state").mkdir()
        (folder / "home").mkdir()
        self._make_virtualenv()

    def _make_virtualenv(self) -> None:
        """An environment that borrows the packages of the one that the tests run in."""
        venv.create(self.folder / "venv", symlinks=True)
        (packages,) = (self.folder / "venv").glob("lib/python*/site-packages")
        borrowed = [folder for folder in sys.path if folder.endswith("site-packages")]
        (packages / "borrowed.pth").write_text("\n".join(borrowed))

    def project(self, name: str, program: str, options: str = "toolchain: pip, virtualenv: ../venv") -> Path:
        """A project with a program in Python and a stack."""
        return self._folder(
            name, "Pulumi.yaml", f"name: {name}\nruntime: {{name: python, options: {{{options}}}}}", program
        )

    def plugin(self, name: str, program: str, file: str = "PulumiPlugin.yaml") -> Path:
        """A plugin or a pack in Python."""
        head = "description: A test's\n" if file == "PulumiPolicy.yaml" else ""
        options = "{toolchain: pip, virtualenv: ../venv}"
        return self._folder(name, file, f"{head}runtime: {{name: python, options: {options}}}", program)

    def yaml_project(self, name: str, text: str) -> Path:
        """A project in YAML and a stack."""
        return self._folder(name, "Pulumi.yaml", textwrap.dedent(text), None)

    def _folder(self, name: str, file: str, text: str, program: str | None) -> Path:
        folder = self.folder / name
        folder.mkdir()
        (folder / file).write_text(text + "\n")
        if program is not None:
            (folder / "__main__.py").write_text(textwrap.dedent(program))
        if file == "Pulumi.yaml":
            self.pulumi(folder, "stack", "init", "dev")
        return folder

    def begin(self, project: Path, *arguments: str) -> subprocess.Popen[str]:
        """Begin to run the CLI, as a shell would: in a process group of its own."""
        return subprocess.Popen(
            [BIN / "pulumi", *arguments, "--non-interactive"],
            cwd=project,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )

    def pulumi(self, project: Path, *arguments: str, status: int = 0) -> str:
        """Run the CLI to its end, with an exit status that is expected (or any other than 0, where it is -1)."""
        process = self.begin(project, *arguments)
        said = process.communicate()[0]
        assert (process.returncode != 0) if status == -1 else (process.returncode == status), said
        return said

    def up(self, project: Path, *arguments: str, status: int = 0) -> str:
        """Run an update."""
        return self.pulumi(project, "up", "--yes", "--skip-preview", *arguments, status=status)

    def outputs(self, project: Path) -> dict[str, Any]:
        """The outputs of a stack, secrets among them."""
        return json.loads(self.pulumi(project, "stack", "output", "--json", "--show-secrets"))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Workbench]:
    missing = [name for name in ("pulumi", "pulumi-language-python", "uv") if not (BIN / name).exists()]
    assert missing == [], "the engine is not there; `python3 tools/engine install` gets it"
    bench = Workbench(tmp_path)
    yield bench
    bench.processes.left_over()


def await_file(file: Path, process: subprocess.Popen[str]) -> None:
    while not file.exists():
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.02)


def test_a_program_gets_its_configuration_and_its_output_is_shown(bench: Workbench) -> None:
    project = bench.project(
        "shop",
        """\
        import os, sys, pulumi
        config = pulumi.Config()
        print("on standard output")
        print("on standard error", file=sys.stderr)
        pulumi.export("size", config.require_int("size"))
        pulumi.export("password", config.require_secret("password"))
        pulumi.export("arguments", " ".join(sys.orig_argv))
        pulumi.export("names", [pulumi.get_project(), pulumi.get_stack(), pulumi.runtime.is_dry_run()])
        pulumi.export("here", os.getcwd())
        pulumi.export("environment", [os.environ["VIRTUAL_ENV"], sys.prefix])
        """,
    )
    bench.pulumi(project, "config", "set", "size", "3")
    bench.pulumi(project, "config", "set", "--secret", "password", "hunter2")
    said = bench.up(project)
    assert "on standard output" in said
    assert "on standard error" in said
    assert "hunter2" not in said
    outputs = bench.outputs(project)
    assert (outputs["size"], outputs["password"]) == (3, "hunter2")
    assert "hunter2" not in outputs["arguments"]
    assert outputs["names"] == ["shop", "dev", False]
    assert outputs["here"] == str(project)
    assert outputs["environment"] == [str(bench.folder / "venv")] * 2
    assert bench.processes.left_over() == []


def test_the_uv_toolchain_keeps_the_environment_up_to_date(bench: Workbench) -> None:
    folder = bench.folder / "shop"
    project = bench.project(
        "shop", 'import sys, pulumi\npulumi.export("prefix", sys.prefix)\n', "toolchain: uv, virtualenv: ../venv"
    )
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1.0"\nrequires-python = ">=3.11"\n[tool.uv]\npackage = false\n'
    )
    bench.up(project)
    assert (project / "uv.lock").exists()
    assert bench.outputs(project)["prefix"] == str(bench.folder / "venv")
    assert bench.processes.left_over() == []


def test_a_program_that_raises_is_shown_with_its_own_lines_only(bench: Workbench) -> None:
    project = bench.project("shop", 'import pulumi\nraise ValueError("no such size")\n')
    said = bench.up(project, status=-1)
    assert "ValueError: no such size" in said
    assert "__main__.py" in said
    assert "exit status" not in said
    assert bench.processes.left_over() == []


def test_a_program_that_says_what_is_wrong_is_quoted_without_a_traceback(bench: Workbench) -> None:
    project = bench.project("shop", 'import pulumi\nraise pulumi.RunError("write a smaller size")\n')
    said = bench.up(project, status=-1)
    assert "error: write a smaller size" in said
    assert "Traceback" not in said
    assert bench.processes.left_over() == []


def test_a_program_that_just_exits_is_named_with_its_status(bench: Workbench) -> None:
    project = bench.project("shop", "import sys\nsys.exit(7)\n")
    assert "the program ended with exit status 7" in bench.up(project, status=-1)


def test_a_missing_environment_is_named_with_the_command_that_makes_it(bench: Workbench) -> None:
    project = bench.project("shop", "", "toolchain: pip, virtualenv: nowhere")
    said = bench.up(project, status=-1)
    assert "`pulumi install` makes it" in said
    assert "nowhere" in said


@pytest.mark.parametrize(
    ("options", "says"),
    [("toolchain: conda", "write pip, poetry or uv"), ("typechecker: guess", "write mypy or pyright")],
)
def test_a_wrong_option_is_named(bench: Workbench, options: str, says: str) -> None:
    assert says in bench.up(bench.project("shop", "", options), status=-1)


def test_a_type_checker_that_is_not_installed_stops_the_program(bench: Workbench) -> None:
    project = bench.project("shop", "", "toolchain: pip, virtualenv: ../venv, typechecker: mypy")
    said = bench.up(project, status=-1)
    assert "No module named mypy" in said
    assert "the type check ended with exit status 1" in said


def test_no_line_of_a_program_is_lost(bench: Workbench) -> None:
    project = bench.project("shop", 'for number in range(3000):\n    print(f"line {number}.")\n')
    said = bench.up(project)
    assert [number for number in range(3000) if f"line {number}." not in said] == []


def test_what_a_program_leaves_running_ends_with_it(bench: Workbench) -> None:
    project = bench.project("shop", 'import subprocess\nsubprocess.Popen(["sleep", "600"])\n')
    bench.up(project)
    assert bench.processes.left_over() == []


@pytest.mark.parametrize(("command", "dry_run"), [("preview", "true"), ("up --yes --skip-preview", "false")])
def test_a_pack_reads_the_configuration_of_the_stack(bench: Workbench, command: str, dry_run: str) -> None:
    project = bench.project("shop", "import pulumi\n")
    pack = bench.plugin("pack", PACK, "PulumiPolicy.yaml")
    bench.pulumi(project, "config", "set", "size", "3")
    said = bench.pulumi(project, *command.split(), "--policy-pack", str(pack))
    (seen, *_) = (line.split("SEEN ")[1] for line in said.splitlines() if "SEEN " in line)
    assert json.loads(seen) == {
        "config": {"shop:size": "3"},
        "stack": "dev",
        "project": "shop",
        "dry run": dry_run,
        "here": str(pack),
    }
    assert bench.processes.left_over() == []


def test_a_pack_that_does_not_start_is_shown(bench: Workbench) -> None:
    project = bench.project("shop", "import pulumi\n")
    pack = bench.plugin("pack", 'raise ValueError("a broken pack")\n', "PulumiPolicy.yaml")
    assert "ValueError: a broken pack" in bench.up(project, "--policy-pack", str(pack), status=-1)
    assert bench.processes.left_over() == []


def yaml_with_component(bench: Workbench, before_greeting: str = "pass") -> Path:
    bench.plugin("greetings", COMPONENT.format(before_greeting=before_greeting))
    return bench.yaml_project(
        "shop",
        """\
        name: shop
        runtime: yaml
        packages: {greetings: ../greetings}
        resources:
          greeting: {type: greetings:Greeting, properties: {who: world}}
        outputs: {text: "${greeting.text}"}
        """,
    )


def test_a_yaml_program_uses_a_component_in_python(bench: Workbench) -> None:
    project = yaml_with_component(bench)
    bench.up(project)
    assert bench.outputs(project) == {"text": "hello world"}
    assert bench.processes.left_over() == []


def test_a_component_that_raises_ends_with_the_run(bench: Workbench) -> None:
    project = yaml_with_component(bench, 'raise ValueError("no greeting today")')
    assert "no greeting today" in bench.up(project, status=-1)
    assert bench.processes.left_over() == []


def begin_long_program(bench: Workbench, beginning: str = WITH_A_CHILD) -> subprocess.Popen[str]:
    started = bench.folder / "started"
    project = bench.project("shop", LONG.format(beginning=beginning, started=str(started)))
    process = bench.begin(project, "up", "--yes", "--skip-preview")
    await_file(started, process)
    return process


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_program_ends_at_once(bench: Workbench, signal_: signal.Signals) -> None:
    process = begin_long_program(bench)
    process.send_signal(signal_)
    process.communicate()
    assert process.returncode != 0
    assert bench.processes.left_over() == []
    assert [*(bench.folder / "state").rglob("locks/**/*.json")] == []


def test_an_interrupted_component_ends_at_once(bench: Workbench) -> None:
    started = bench.folder / "started"
    project = yaml_with_component(bench, f'args["who"] = wait(args["who"], {str(started)!r})')
    process = bench.begin(project, "up", "--yes", "--skip-preview")
    await_file(started, process)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode != 0
    assert bench.processes.left_over() == []


def test_nothing_outlives_an_engine_that_is_killed(bench: Workbench) -> None:
    process = begin_long_program(bench)
    process.kill()
    process.communicate()
    assert bench.processes.left_over() == []


def test_a_program_does_not_outlive_a_host_that_is_killed(bench: Workbench) -> None:
    process = begin_long_program(bench, beginning="pass")
    (host,) = (child for child in psutil.Process(process.pid).children() if child.name().startswith("pulumi-lang"))
    host.kill()
    process.communicate()
    assert process.returncode != 0
    assert bench.processes.left_over() == []


def test_the_host_refuses_to_generate_code_in_plain_words(bench: Workbench) -> None:
    project = bench.project("shop", "import pulumi\n")
    (project / "schema.json").write_text('{"name": "greetings", "version": "1.0.0"}')
    said = bench.pulumi(project, "package", "gen-sdk", "schema.json", "--language", "python", status=-1)
    assert "cannot generate an SDK; install the Pulumi release" in said
    assert bench.processes.left_over() == []


def test_the_host_tells_about_the_interpreter(bench: Workbench) -> None:
    project = bench.project("shop", "import pulumi\n")
    about = json.loads(bench.pulumi(project, "about", "--json"))
    assert about["runtime"]["language"] == "python"
    assert os.path.realpath(about["runtime"]["executable"]) == os.path.realpath(sys.executable)
