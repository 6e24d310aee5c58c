"""Planning the restore of a million items, against Python reading the same list and doing nothing with it."""

import contextlib
import json
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import psutil

ITEMS: Final = 1_000_000
FIELDS: Final = (
    "id", "type", "restorePointId", "displayName", "groupType", "isBuiltIn", "applicationId", "applicationType",
    "onPremisesSyncEnabled",
)  # fmt: skip
READ_CSV: Final = "import csv, sys\nfor _ in csv.reader(open(sys.argv[1], newline='')): pass"
READ_JSON: Final = "import json, sys\njson.load(open(sys.argv[1]))"

_MEBIBYTE: Final = 1024 * 1024
_BETWEEN_LOOKS: Final = 0.01


@dataclass
class Command:
    """A command that is timed, and the most memory that any of its runs was seen to take.

    Attributes:
        arguments: program and arguments.
        peak: in MiB.
    """

    arguments: tuple[str | Path, ...]
    peak: float = field(default=0.0, init=False)

    def seconds(self) -> float:
        """Return the seconds until it has ended well."""
        begin = time.perf_counter()
        process = psutil.Popen(self.arguments, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                self.peak = max(self.peak, process.memory_info().rss / _MEBIBYTE)
            time.sleep(_BETWEEN_LOOKS)
        taken = time.perf_counter() - begin
        if process.returncode:
            raise RuntimeError(f"{self.arguments} ended with {process.returncode}")
        return taken


def write_lists(folder: Path) -> tuple[Path, Path]:
    """Write the same wishes as CSV and as a JSON array: users above all, each application with its principal."""
    table, array = folder / "wishes.csv", folder / "wishes.json"
    with table.open("w") as rows, array.open("w") as items:
        rows.write(",".join(FIELDS) + "\n")
        between = "["
        for wish in _wishes():
            rows.write(",".join(wish.get(name, "") for name in FIELDS) + "\n")
            items.write(f"{between}{json.dumps(wish)}")
            between = ",\n"
        items.write("]\n")
    return table, array


def _wishes() -> Iterator[dict[str, str]]:
    chance = Random(0)  # noqa: S311 - nothing depends on it

    def unique() -> str:
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))

    point = unique()
    for number in range(0, ITEMS, 10):
        for place in range(6):
            synchronized = "true" if place % 2 else "false"
            name = f"User {number + place}"
            yield _wish(unique(), "User", point, displayName=name, onPremisesSyncEnabled=synchronized)
        yield _wish(unique(), "Group", point, displayName=f"Group {number}", groupType="SecurityGroup")
        yield _wish(unique(), "Role", point, displayName=f"Role {number}", isBuiltIn="false")
        application = unique()
        for half in ("EnterpriseRegistration", "AppRegistration"):
            yield _wish(unique(), "Application", point, applicationId=application, applicationType=half)


def _wish(id_: str, type_: str, point: str, **others: str) -> dict[str, str]:
    return {"id": id_, "type": type_, "restorePointId": point, **others}
