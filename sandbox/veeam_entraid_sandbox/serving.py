"""Serving a stand-in to the engine."""

import os
import sys
from collections.abc import Callable

from veeam_entraid_protocol.provider import ResourceProvider, serve_provider
from veeam_entraid_sandbox.state import NotInSandboxError, StateFolder, private_folder

__all__ = ["run"]


def run(make: Callable[[StateFolder], ResourceProvider]) -> int:
    """Serve the stand-in until the engine ends; return the exit code of the process.

    Outside the sandbox's environment nothing is served: one sentence says why, and the code is 1.
    """
    try:
        state = StateFolder.of_environment(os.environ)
    except NotInSandboxError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    private_folder(state.root)
    serve_provider(make(state))
    return 0
