"""A Pulumi that only writes down what happens to it."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FAKE = """\
#!{python}
import json, os, pathlib, signal, sys, time
folder = pathlib.Path({folder!r})
with (folder / "calls").open("a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
answer = json.loads((folder / "answers.json").read_text()).get(sys.argv[1] + " " + sys.argv[2], {{}})
if answer.get("waits"):
    interrupted = []
    signal.signal(signal.SIGINT, lambda *_: interrupted.append(1))
    (folder / "waiting").touch()
    deadline = time.monotonic() + 30
    while not interrupted and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.3)
    (folder / "interrupts").write_text(str(len(interrupted)))
sys.stdout.write(answer.get("says", ""))
sys.exit(answer.get("code", 0))
"""


class Fake:
    """A Pulumi that answers as it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"PATH": f"{folder}:{os.environ['PATH']}"}
        program = folder / "pulumi"
        program.write_text(FAKE.format(python=sys.executable, folder=str(folder)))
        program.chmod(0o755)
        self.answers({})

    def answers(self, answers: Mapping[str, Any]) -> None:
        """Answer the calls that begin with these two words."""
        (self.folder / "answers.json").write_text(json.dumps(answers))

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    def interrupts(self) -> int:
        return int((self.folder / "interrupts").read_text())
