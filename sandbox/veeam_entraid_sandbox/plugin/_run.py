"""Serving a stand-in to the engine."""

import os
import sys
from collections.abc import Callable

from veeam_entraid_protocol import serve
from veeam_entraid_protocol.messages import provider_pb2_grpc
from veeam_entraid_sandbox.plugin._servicer import Servicer
from veeam_entraid_sandbox.plugin._stand_in import StandIn
from veeam_entraid_sandbox.state import NotInSandboxError, StateFolder, private_folder

__all__ = ["run"]


def run(make: Callable[[StateFolder], StandIn]) -> int:
    """Serve the stand-in until the engine ends; return the exit code of the process.

    Outside the sandbox's environment nothing is served: one sentence says why, and the code is 1.
    """
    try:
        state = StateFolder.of_environment(os.environ)
    except NotInSandboxError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    private_folder(state.root)
    servicer = Servicer(make(state))
    if len(sys.argv) > 1:
        servicer.connect(sys.argv[1])
    serve(
        lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server),
        cancelled=servicer.cancelled,
    )
    return 0
