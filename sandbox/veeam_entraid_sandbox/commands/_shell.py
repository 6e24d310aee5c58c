"""A shell in the sandbox's environment that says so in its prompt."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from veeam_entraid_sandbox.state import StateFolder, private_folder, replace_file

__all__ = ["run_shell"]

_MARK: Final = "(sandbox) "


def run_shell(root: Path, state: StateFolder, environment: Mapping[str, str]) -> int:
    """Run the user's shell, with its own settings, and return its exit code."""
    shell = environment.get("SHELL") or "/bin/sh"
    folder = private_folder(state.root / "shell")
    settings = dict(environment)
    sys.stdout.write("In the sandbox: pulumi acts on the local stack, and on no subscription. `exit` leaves it.\n")
    sys.stdout.flush()
    match Path(shell).name:
        case "bash":
            replace_file(folder / "bashrc", _startup("$HOME/.bashrc", environment, "PS1").encode())
            command = [shell, "--rcfile", str(folder / "bashrc"), "-i"]
        case "zsh":
            own = environment.get("ZDOTDIR") or "$HOME"
            replace_file(folder / ".zshrc", _startup(f"{own}/.zshrc", environment, "PROMPT").encode())
            settings["ZDOTDIR"] = str(folder)
            command = [shell, "-i"]
        case _:
            settings["PS1"] = f"{_MARK}{os.environ.get('PS1', '$ ')}"
            command = [shell, "-i"]
    return subprocess.run(command, cwd=root, env=settings, check=False).returncode


def _startup(own: str, environment: Mapping[str, str], prompt: str) -> str:
    """Return a start-up file: the user's own, and after it what that may have changed."""
    path = shlex.quote(environment["PATH"])
    return f'if [ -f "{own}" ]; then . "{own}"; fi\nexport PATH={path}\n{prompt}={shlex.quote(_MARK)}"${prompt}"\n'
