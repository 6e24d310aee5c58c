"""Measure what has to be fast, each figure as a ratio to a peer or a floor that is timed in the same run.

Both sides of a pair are run by turns, so that a noisy machine is noisy for both. `make bench` runs it; the numbers
that it printed last are in `benchmarks/README.md`.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import checking
import many_tenants
import policy_packs
from planning import READ_CSV, READ_JSON, Command, write_lists

from veeam_entraid_sandbox.certificates import prepare
from veeam_entraid_sandbox.environment import environment
from veeam_entraid_sandbox.state import StateFolder, private_folder

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / ".engine" / "bin"
LOCAL = "local"

COMPONENTS = "from veeam_entraid import BackupNetwork, BackupServer, EntraApplication, EntraIdRepository, LogStorage"
# What the components load of the SDK before anything is made, down to the classes that they name.
LOADED = """
import cryptography.x509, pulumi, pulumi_azuread, pulumi_postgresql, pulumi_random, pulumi_tls
from pulumi_azure_native import authorization, compute, keyvault, managedidentity, network, privatedns
compute.VirtualMachine, compute.Disk, keyvault.Vault, keyvault.Secret, authorization.RoleAssignment
managedidentity.UserAssignedIdentity, network.VirtualNetwork, network.Subnet, privatedns.PrivateZone
"""
# What a program by hand imports for everything that the components can make.
BY_HAND = f"""{LOADED}
from pulumi_azure_native import dbforpostgresql, maintenance, monitor, recoveryservices, resources, storage
dbforpostgresql.Server, monitor.DiagnosticSetting, resources.Deployment, storage.StorageAccount
maintenance.MaintenanceConfiguration, recoveryservices.ProtectedItem
"""


@dataclass(frozen=True)
class Pair:
    """Something of ours, and what it is held against."""

    title: str
    ours: Callable[[], float]
    other_title: str
    other: Callable[[], float]
    runs: int


def until_first_line(*command: str | Path, folder: Path = ROOT, variables: Mapping[str, str] | None = None) -> float:
    """Return the seconds until a server has printed its port, and end it."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=dict(variables or os.environ), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    line = process.stdout.readline() if process.stdout else b""
    taken = time.perf_counter() - begin
    process.kill()
    process.wait()
    if not line.strip().isdigit():
        raise RuntimeError(f"{command[0]} did not say its port")
    return taken


def until_end(*command: str | Path, variables: Mapping[str, str] | None = None) -> float:
    """Return the seconds until a command has ended well."""
    begin = time.perf_counter()
    subprocess.run(
        command,
        cwd=ROOT,
        env=dict(variables or os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    return time.perf_counter() - begin


def pairs(sandbox: Mapping[str, str], packs: Mapping[str, policy_packs.Pack]) -> list[Pair]:
    """Return what is measured, in an environment with a stack in it, and with the packs to compare."""
    python = ROOT / ".venv" / "bin" / "python"
    imports = "import grpc; from pulumi.runtime.proto import analyzer_pb2_grpc"
    preview = (ENGINE / "pulumi", "preview", "--stack", LOCAL, "--non-interactive")
    return [
        Pair(
            "Python language host, until it serves",
            lambda: until_first_line(ENGINE / "pulumi-language-python", "127.0.0.1:1"),
            "the official YAML language host",
            lambda: until_first_line(ENGINE / "pulumi-language-yaml", "127.0.0.1:1"),
            runs=15,
        ),
        Pair(
            "policy pack, until it serves",
            lambda: until_first_line(python, "__main__.py", folder=ROOT / "policy"),
            "Python importing gRPC and the SDK's messages as the SDK does",
            lambda: until_end(python, "-c", imports),
            runs=9,
        ),
        Pair(
            "policy pack, until it serves",
            lambda: until_first_line(python, "__main__.py", folder=packs["ours"].folder),
            "a pack of the policy SDK with one policy that returns at once",
            lambda: until_first_line(python, "__main__.py", "127.0.0.1:1", folder=packs["one"].folder),
            runs=15,
        ),
        Pair(
            "importing veeam_entraid",
            lambda: until_end(python, "-c", COMPONENTS),
            "importing what a program by hand imports for the same resources",
            lambda: until_end(python, "-c", BY_HAND),
            runs=9,
        ),
        Pair(
            "importing veeam_entraid",
            lambda: until_end(python, "-c", COMPONENTS),
            "importing the SDK's modules that it loads, and nothing else",
            lambda: until_end(python, "-c", LOADED),
            runs=9,
        ),
        Pair(
            "importing veeam_provider.rest",
            lambda: until_end(python, "-c", "import veeam_provider.rest"),
            "importing httpx, and nothing else",
            lambda: until_end(python, "-c", "import httpx"),
            runs=15,
        ),
        Pair(
            "preview of the local stack, with the pack",
            lambda: until_end(*preview, "--policy-pack", "policy", variables=sandbox),
            "without it",
            lambda: until_end(*preview, variables=sandbox),
            runs=5,
        ),
        Pair(
            "make setup, when everything is there",
            lambda: until_end("make", "--silent", "setup"),
            "uv sync alone",
            lambda: until_end(ENGINE / "uv", "sync", "--locked", "--quiet", variables=sandbox),
            runs=5,
        ),
    ]


def planning_pairs(folder: Path) -> list[tuple[Pair, Command, Command]]:
    """Return what is measured of planning a restore, each with the two commands, which know their memory."""
    python = ROOT / ".venv" / "bin" / "python"
    table, array = write_lists(folder)
    made: list[tuple[Pair, Command, Command]] = []
    for form, path, reader in (("CSV", table, READ_CSV), ("JSON", array, READ_JSON)):
        plan = Command((python, "-m", "veeam_entraid_cli", "plan", "restore", path, "--json", folder / "plan.json"))
        read = Command((python, "-c", reader, path))
        title = f"plan restore, 1,000,000 items in {form}"
        pair = Pair(title, plan.seconds, f"Python reading that {form}, and nothing else", read.seconds, runs=3)
        made.append((pair, plan, read))
    return made


def measure(pair: Pair) -> str:
    """Return the row of a pair."""
    ours: list[float] = []
    others: list[float] = []
    for _ in range(pair.runs):
        ours.append(pair.ours())
        others.append(pair.other())
    mine, other = statistics.median(ours), statistics.median(others)
    cells = [
        pair.title,
        f"{mine * 1000:.0f} ({min(ours) * 1000:.0f} to {max(ours) * 1000:.0f})",
        pair.other_title,
        f"{other * 1000:.0f}",
        f"{mine / other:.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def print_many_tenants(folder: Path) -> None:
    """Print the table of what is done with 200 tenants, and what was asked for how often."""
    print(
        f"\n{many_tenants.TENANTS} tenants with a job each, {many_tenants.LATENCY * 1000:.0f} ms for every request:\n"
    )
    print(many_tenants.HEAD)
    asked: list[str] = []
    for command in many_tenants.measured_commands(ROOT, private_folder(folder)):
        print(command.row(), flush=True)
        each = ", ".join(f"{number} {name}" for name, number in command.requests.most_common())
        asked.append(f"{command.title}, {command.parallel} operations at once: {each or 'nothing asked'}.")
    print("", *asked, sep="\n")


def print_policy_packs(folder: Path, packs: Mapping[str, policy_packs.Pack]) -> None:
    """Print what packs cost: whole previews, and each pack without an engine."""
    print("\nWhole previews, 5 KB of properties for each resource:\n")
    print(policy_packs.PREVIEW_HEAD)
    for row in policy_packs.previews(ROOT, private_folder(folder), packs):
        print(row, flush=True)
    for name, pack in packs.items():
        print(f"\nThe pack {name}, asked over its protocol without an engine:\n")
        print(policy_packs.ALONE_HEAD)
        measured: list[policy_packs.Alone] = []
        for each in policy_packs.measured_alone(pack):
            print(each.row(), flush=True)
            measured.append(each)
        print(f"\nThe time grows with the number to the power of {policy_packs.exponent(measured):.2f}.")


def print_checking(folder: Path) -> None:
    """Print the table of checking stacks that files keep, and how the time grows with their size."""
    print("\nOne command a stack, from its start to its end, 5 KB of properties a resource:\n")
    print(checking.HEAD)
    seconds: dict[int, float] = {}
    for size, taken, row in checking.measured_sizes(ROOT, folder):
        seconds[size] = taken
        print(row, flush=True)
    start, *_, smaller, larger = checking.SIZES
    grown = checking.exponent((smaller, seconds[smaller]), (larger, seconds[larger]), seconds[start])
    print(f"\nFrom {smaller:,} to {larger:,} resources check stack's processor time grows by the power {grown:.2f}.")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        state = StateFolder(Path(folder) / "sandbox")
        private_folder(state.backend)
        prepare(state)
        sandbox = environment(ROOT, state, os.environ)
        until_end(ENGINE / "pulumi", "stack", "select", "--create", LOCAL, variables=sandbox)
        print("| what | median, ms (least to most) | against | median, ms | ratio |")
        print("| --- | --- | --- | --- | --- |")
        packs = policy_packs.write_packs(ROOT, Path(folder))
        for pair in pairs(sandbox, packs):
            print(measure(pair), flush=True)
        peaks: list[str] = []
        for pair, ours, other in planning_pairs(Path(folder)):
            print(measure(pair), flush=True)
            peaks.append(f"{pair.title}: {ours.peak:.0f} MiB at most; {pair.other_title}: {other.peak:.0f} MiB.")
        print("", *peaks, sep="\n")
        print_checking(Path(folder) / "checking")
        print_many_tenants(Path(folder) / "many-tenants")
        print_policy_packs(Path(folder) / "packs", packs)


if __name__ == "__main__":
    sys.exit(main())
