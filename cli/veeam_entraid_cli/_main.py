"""Where the process starts: the one command whose time counts goes its own way."""

import sys
from importlib import import_module
from typing import Final

__all__ = ["main"]

_CHECK_STACK: Final = ["check", "stack"]


def main() -> None:
    """Run the command with the arguments of the process."""
    # What the other commands need takes longer to be imported than a check of a stack takes.
    if sys.argv[1:3] == _CHECK_STACK:
        sys.exit(import_module("veeam_entraid_cli._check_stack").check_stack_files(sys.argv[3:]))
    import_module("veeam_entraid_cli._application").application()()
