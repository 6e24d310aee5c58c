"""What a policy pack costs: ours beside a pack of the policy SDK with one policy that returns at once, and with 17.

All packs run from folders of the same form, with the same Python and the same options. Whole previews are of a program
in Python whose resources carry 5 KB of properties each; most are of types that the rules look at, none breaks a limit.
A pack alone is asked over its protocol what the engine would ask for that many resources, without an engine.
"""

import math
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, cast

import governed_resources
import grpc
import psutil
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc

from veeam_entraid_protocol import encode
from veeam_entraid_sandbox.certificates import prepare
from veeam_entraid_sandbox.environment import environment
from veeam_entraid_sandbox.state import StateFolder, private_folder

__all__ = [
    "ALONE_HEAD",
    "PREVIEW_HEAD",
    "SIZES",
    "Alone",
    "Pack",
    "exponent",
    "measured_alone",
    "previews",
    "write_packs",
]

SIZES: Final = (10, 100, 1_000, 10_000)
PREVIEW_HEAD: Final = (
    "| resources | our pack, s | one SDK policy, s | ratio | seventeen SDK policies, s | no pack, s |\n"
    "| --- | --- | --- | --- | --- | --- |"
)
ALONE_HEAD: Final = "| resources | s | ms each | MiB |\n| --- | --- | --- | --- |"

_STACK: Final = "packs"
_RUNS: Final = {10: 5, 100: 5, 1_000: 5, 10_000: 1}
_OURS: Final = "ours"
_ONE: Final = "one"
_SEVENTEEN: Final = "seventeen"

_SDK_PACK: Final = """\
from pulumi_policy import PolicyPack, ReportViolation, ResourceValidationArgs, ResourceValidationPolicy


def nothing(args: ResourceValidationArgs, report: ReportViolation) -> None:
    {body}


PolicyPack(
    "{name}",
    policies=[
        ResourceValidationPolicy(name=f"policy-{{number}}", description="A policy.", validate=nothing)
        for number in range({policies})
    ],
)
"""
_READS: Final = 'if args.props.get("location") == "nowhere":\n        report("It is nowhere.")'
_PROGRAM: Final = """\
import pulumi

from governed_resources import governed_resources

for number, (token, properties) in enumerate(governed_resources({size})):
    pulumi.ComponentResource(token, f"resource-{{number}}", properties)
"""


class _Analyzer(Protocol):
    """The calls of an analyzer that are made here."""

    def Analyze(self, request: messages.AnalyzeRequest) -> messages.AnalyzeResponse:  # noqa: N802 - the protocol's name
        """Look at a resource."""
        ...

    def AnalyzeStack(self, request: messages.AnalyzeStackRequest) -> messages.AnalyzeResponse:  # noqa: N802
        """Look at the stack."""
        ...


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack to run.

    Attributes:
        name: which one.
        folder: where it is.
        python: what runs it.
    """

    name: str
    folder: Path
    python: Path

    @contextmanager
    def served(self) -> Generator[tuple[_Analyzer, psutil.Process]]:
        """Run it without an engine."""
        command = (self.python, "__main__.py", "127.0.0.1:1")
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            try:
                port = process.stdout.readline().decode().strip() if process.stdout else ""
                with grpc.insecure_channel(
                    f"127.0.0.1:{port}", options=[("grpc.max_send_message_length", -1)]
                ) as channel:
                    yield cast("_Analyzer", analyzer_pb2_grpc.AnalyzerStub(channel)), psutil.Process(process.pid)
            finally:
                process.kill()


def write_packs(root: Path, folder: Path) -> dict[str, Pack]:
    """Write our pack and the two of the SDK into folders of one form, and return them by name."""
    mains = {
        _OURS: (root / "policy" / "__main__.py").read_text(),
        _ONE: _SDK_PACK.format(name=_ONE, policies=1, body="return"),
        _SEVENTEEN: _SDK_PACK.format(name=_SEVENTEEN, policies=17, body=_READS),
    }
    packs: dict[str, Pack] = {}
    for name, main in mains.items():
        place = private_folder(folder / name)
        (place / "PulumiPolicy.yaml").write_text(f"description: A pack.\nversion: 0.1.0\n{_runtime(root)}")
        (place / "__main__.py").write_text(main)
        packs[name] = Pack(name, place, root / ".venv" / "bin" / "python")
    return packs


def _runtime(root: Path) -> str:
    return f"runtime:\n  name: python\n  options:\n    virtualenv: {root / '.venv'}\n"


@dataclass(frozen=True, slots=True)
class Alone:
    """What a pack took without an engine.

    Attributes:
        size: the number of resources.
        seconds: until all of them, and the stack, had been looked at.
        mebibytes: the memory of the pack at the end.
    """

    size: int
    seconds: float
    mebibytes: float

    def row(self) -> str:
        """Return the row of a table."""
        each = self.seconds / self.size * 1000
        return f"| {self.size:,} | {self.seconds:.2f} | {each:.2f} | {self.mebibytes:.0f} |"


def measured_alone(pack: Pack) -> Generator[Alone]:
    """Ask a pack about ever more resources."""
    for size in SIZES:
        requests = [
            messages.AnalyzeRequest(
                urn=f"urn:pulumi:dev::bench::{token}::resource-{number}",
                type=token,
                name=f"resource-{number}",
                properties=encode(properties),
            )
            for number, (token, properties) in enumerate(governed_resources.governed_resources(size))
        ]
        stack = messages.AnalyzeStackRequest(
            resources=[
                messages.AnalyzerResource(urn=each.urn, type=each.type, name=each.name, properties=each.properties)
                for each in requests
            ]
        )
        with pack.served() as (stub, process):
            begin = time.perf_counter()
            for request in requests:
                stub.Analyze(request)
            stub.AnalyzeStack(stack)
            yield Alone(size, time.perf_counter() - begin, process.memory_info().rss / 2**20)


def exponent(measured: Sequence[Alone]) -> float:
    """Return the power of the number of resources with which the seconds grow, from 100 on, by least squares."""
    points = [(math.log(each.size), math.log(each.seconds)) for each in measured if each.size >= SIZES[1]]
    return statistics.linear_regression([x for x, _ in points], [y for _, y in points]).slope


def previews(root: Path, folder: Path, packs: Mapping[str, Pack], sizes: Sequence[int] = SIZES) -> Generator[str]:
    """Yield, for each size of the stack, the row with the times of whole previews."""
    state = StateFolder(folder / "sandbox")
    private_folder(state.backend)
    prepare(state)
    variables = environment(root, state, os.environ)
    project = private_folder(folder / "project")
    (project / "Pulumi.yaml").write_text(f"name: packs\n{_runtime(root)}")
    shutil.copy(governed_resources.__file__, project)
    pulumi = root / ".engine" / "bin" / "pulumi"

    def run(*command: str | Path) -> float:
        begin = time.perf_counter()
        subprocess.run(
            [pulumi, *command, "--stack", _STACK, "--non-interactive"],
            cwd=project,
            env=variables,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return time.perf_counter() - begin

    (project / "__main__.py").write_text("")
    run("stack", "init")
    for size in sizes:
        (project / "__main__.py").write_text(_PROGRAM.format(size=size))
        took: dict[str, list[float]] = {name: [] for name in ("", *packs)}
        for _ in range(_RUNS[size]):
            for name, seconds in took.items():
                guard = ("--policy-pack", packs[name].folder) if name else ()
                seconds.append(run("preview", *guard))
        middle = {name: statistics.median(each) for name, each in took.items()}
        ratio = middle[_OURS] / middle[_ONE]
        yield (
            f"| {size:,} | {middle[_OURS]:.2f} | {middle[_ONE]:.2f} | {ratio:.2f} | {middle[_SEVENTEEN]:.2f}"
            f" | {middle['']:.2f} |"
        )
