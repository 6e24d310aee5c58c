"""Checking saved stacks, against OPA with the same rules in Rego and against checkov on the same resources."""

import json
import math
import os
import resource
import shutil
import statistics
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from planning import Command

__all__ = ["HEAD", "SIZES", "exponent", "measured_sizes"]

SIZES: Final = (10, 100, 1_000, 10_000)
_COLUMNS: Final = (
    "resources", "file, MB", "check stack, s", "processor, s", "MiB", "OPA, s", "processor, s", "MiB", "ratio",
    "of processors", "checkov, s", "MiB", "ratio",
)  # fmt: skip
HEAD: Final = f"| {' | '.join(_COLUMNS)} |\n{'| --- ' * len(_COLUMNS)}|"

_OPA: Final = "github.com/open-policy-agent/opa@v1.22.2"
_RULES: Final = Path(__file__).parent / "limits.rego"
_RUNS: Final = {10: 9, 100: 9, 1_000: 7, 10_000: 3}
# It takes a hundred times as long: once is enough to see by how much, and with the largest it is minutes.
_SCANNED: Final = 1_000
# What one who mends things leaves broken: one resource of a hundred, and of several kinds.
_BROKEN_EVERY: Final = 100
_PROVIDER: Final = "urn:pulumi:dev::shop::pulumi:providers:azure-native::default"
_VEEAM: Final = "urn:pulumi:dev::shop::pulumi:providers:veeam::vbr"
_KINDS: Final = 10
_BYTES: Final = 5_000
_TYPES: Final = (
    "azure-native:dbforpostgresql:Server",
    "azure-native:compute:VirtualMachine",
    "veeam:entraid:Tenant",
    "veeam:entraid:TenantBackupJob",
    "veeam:entraid:RestoreSession",
    "azure-native:storage:StorageAccount",
    *("azure-native:network:NetworkInterface",) * 4,
)
_ON_AZURE: Final = {0, 1, 5, 6, 7, 8, 9}

_ARM_TYPES: Final = {
    "azure-native:dbforpostgresql:Server": "Microsoft.DBforPostgreSQL/flexibleServers",
    "azure-native:compute:VirtualMachine": "Microsoft.Compute/virtualMachines",
    "azure-native:network:NetworkInterface": "Microsoft.Network/networkInterfaces",
    "azure-native:storage:StorageAccount": "Microsoft.Storage/storageAccounts",
}


def measured_sizes(root: Path, folder: Path) -> Iterator[tuple[int, float, str]]:
    """Yield, for each size, its number of resources, the processor's seconds of ``check stack``, and the table's row.

    Raises:
        RuntimeError: a tool ended with an error, or OPA found something else than ``check stack``.
    """
    opa, checkov = _installed_opa(root), _installed_checkov(root)
    folder.mkdir()
    for size in SIZES:
        state, template, report = folder / f"{size}.json", folder / f"{size}.arm.json", folder / f"{size}.report.json"
        resources = [*_resources(size)]
        state.write_text(json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": resources}}))
        template.write_text(json.dumps(_template(resources)))
        ours = Command(
            (
                root / ".venv/bin/veeam-entraid",
                "check",
                "stack",
                state,
                "--fail-on",
                "never",
                "-f",
                "json",
                "-o",
                report,
            )
        )
        theirs = Command((opa, "eval", "--data", _RULES, "--input", state, "data.limits.broken"))
        scanner = Command(
            (
                checkov,
                "--framework",
                "arm",
                "--file",
                template,
                "--skip-download",
                "--soft-fail",
                "--quiet",
                "--compact",
            )
        )
        ours.seconds()
        _compare(report, theirs)
        turns = [(_timed(ours), _timed(theirs)) for _ in range(_RUNS[size])]
        mine, other = (_median(each) for each in zip(*turns, strict=True))
        cells = [f"{size:,}", f"{state.stat().st_size / 1e6:.1f}"]
        cells += [f"{mine.wall:.2f}", f"{mine.processor:.2f}", f"{ours.peak:.0f}"]
        cells += [f"{other.wall:.2f}", f"{other.processor:.2f}", f"{theirs.peak:.0f}"]
        cells += [f"{mine.wall / other.wall:.2f}", f"{mine.processor / other.processor:.2f}"]
        if size <= _SCANNED:
            scan = scanner.seconds()
            cells += [f"{scan:.1f}", f"{scanner.peak:.0f}", f"{mine.wall / scan:.3f}"]
        else:
            cells += ["", "", ""]
        yield size, mine.processor, f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class _Taken:
    """The seconds that a command took, by the clock and of all processors."""

    wall: float
    processor: float


def _timed(command: Command) -> _Taken:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = command.seconds()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return _Taken(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _median(turns: Sequence[_Taken]) -> _Taken:
    return _Taken(statistics.median(each.wall for each in turns), statistics.median(each.processor for each in turns))


def exponent(smaller: tuple[int, float], larger: tuple[int, float], start: float) -> float:
    """Return the exponent with which time grows between two sizes, the time of starting aside."""
    return math.log((larger[1] - start) / (smaller[1] - start)) / math.log(larger[0] / smaller[0])


def _compare(report: Path, opa: Command) -> None:
    """Compare what both find broken, where Rego has the rule: by limit and, but for what is counted, by resource."""
    found = subprocess.run(opa.arguments, capture_output=True, check=True)
    (evaluated,) = json.loads(found.stdout)["result"]
    theirs = sorted(limit for limit, _ in evaluated["expressions"][0]["value"])
    results = json.loads(report.read_text())["results"]
    known = {*theirs, *_expressed()}
    ours = sorted(each["limit"] for each in results if each["state"] == "broken" and each["limit"] in known)
    if ours != theirs:
        raise RuntimeError(f"check stack finds {ours}, OPA {theirs}")


def _expressed() -> set[str]:
    return {line.split('"')[1] for line in _RULES.read_text().splitlines() if line.startswith("broken contains")}


def _resources(size: int) -> Iterator[dict[str, Any]]:
    """Yield a stack of mixed resources of 5 KB each: of ten, six concern a limit."""
    yield _state("pulumi:providers:azure-native", "default", {"environment": "public"}, urn=_PROVIDER)
    yield _state("pulumi:providers:veeam", "vbr", {"endpoint": "https://vbr:9419"}, urn=_VEEAM)
    for number in range(size):
        yield _resource(number)


def _resource(number: int) -> dict[str, Any]:
    broken = number % _BROKEN_EVERY < _KINDS and number >= _BROKEN_EVERY
    group, kind = divmod(number, _KINDS)
    token, name = _TYPES[kind], f"{_TYPES[kind].rpartition(':')[2].lower()}-{number}"
    if kind in _ON_AZURE:
        return _state(token, name, {"location": "westeurope", **_azure_inputs(kind, group, broken=broken)})
    return _state(token, name, _veeam_inputs(kind, group, broken=broken), id=f"{kind}-{group}")


def _azure_inputs(kind: int, group: int, *, broken: bool) -> dict[str, Any]:
    login = {"administratorLogin": "pgadmin", "administratorLoginPassword": "x"}
    match kind:
        case 0:
            tags = {"veeam-entraid-role": "repository", "veeam-entraid-server": f"vbr-{group}"}
            return {**login, "version": "13" if broken else "17", "tags": tags}
        case 1:
            tags = {"veeam-entraid-role": "backup-server", "veeam-entraid-server": f"vbr-{group}"}
            return {"tags": tags, **({"location": "usgovvirginia"} if broken else {})}
        case _:
            return {"accountName": f"logs{group}", "note": "no limit is about it"}


def _veeam_inputs(kind: int, group: int, *, broken: bool) -> dict[str, Any]:
    match kind:
        case 2:
            kinds = {"tenantType": "b2c" if broken else "workforce", "tenantLicense": "p1"}
            return {"azureTenantId": f"azure-{group}", "region": "Global", "protectionScope": ["Users"], **kinds}
        case 3:
            # The tenant of the group before has a job already.
            times = {"schedule": {"runAutomatically": True}, "retention": {"type": "Days", "quantity": 30}}
            return {"tenantId": f"2-{group - broken}", "name": f"job {group}", "encryptionPasswordId": "p", **times}
        case _:
            items = [{"id": f"{each}", "type": "Role" if broken and not each else "User"} for each in range(20)]
            return {"tenantId": f"2-{group}", "validUntil": "2030-01-01", "items": items}


def _state(token: str, name: str, inputs: Mapping[str, Any], *, urn: str = "", id: str = "") -> dict[str, Any]:  # noqa: A002
    filled = {**inputs, **_filling(_BYTES - len(json.dumps(inputs)))} if not urn else dict(inputs)
    provider = {"azure-native": f"{_PROVIDER}::p", "veeam": f"{_VEEAM}::p"}.get(token.partition(":")[0])
    return {
        "urn": urn or f"urn:pulumi:dev::shop::{token}::{name}",
        "custom": True,
        "id": id or ("p" if urn else f"/subscriptions/s/{name}"),
        "type": token,
        "inputs": filled,
        "outputs": {**inputs, "provisioningState": "Succeeded"},
        **({"provider": provider} if provider and not urn else {}),
    }


def _filling(size: int) -> dict[str, Any]:
    entry = {"name": "a setting of some length", "value": "and what it is set to", "nested": {"list": [1, 2, 3]}}
    return {"settings": [entry] * max(0, size // len(json.dumps(entry)))}


def _template(resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {},
        "resources": [
            {
                "type": _ARM_TYPES.get(each["type"], f"Custom/{each['type'].replace(':', '.')}"),
                "apiVersion": "2025-01-01",
                "name": each["urn"].rpartition("::")[2],
                "location": each["inputs"].get("location", "westeurope"),
                "tags": each["inputs"].get("tags", {}),
                "properties": each["inputs"],
            }
            for each in resources
        ],
    }


def _installed_opa(root: Path) -> Path:
    place = root / ".engine" / "opa"
    if not (place / "opa").exists():
        if shutil.which("go") is None:
            raise RuntimeError(f"Go is missing, which builds {_OPA}. Put opa into {place} yourself, or install Go.")
        environment = {**os.environ, "GOBIN": str(place), "GOFLAGS": "-mod=mod"}
        subprocess.run(("go", "install", _OPA), env=environment, check=True)
    return place / "opa"


def _installed_checkov(root: Path) -> Path:
    place = root / ".engine" / "checkov"
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(place), "UV_PYTHON_DOWNLOADS": "never"}
    environment.setdefault("UV_CACHE_DIR", str(root / ".engine" / "cache" / "uv"))
    subprocess.run(
        (root / ".engine/bin/uv", "sync", "--project", root / "tools" / "checkov", "--locked", "--quiet"),
        env=environment,
        check=True,
    )
    return place / "bin" / "checkov"
