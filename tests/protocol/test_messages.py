"""Messages: the SDK's own classes, without running the SDK."""

import subprocess
import sys

from pulumi.runtime.proto import provider_pb2 as of_the_sdk

from veeam_entraid_protocol.messages import provider_pb2


def test_messages_are_the_sdks_own() -> None:
    assert provider_pb2.CheckRequest is of_the_sdk.CheckRequest


def test_loading_them_does_not_run_the_sdk() -> None:
    code = "import sys, veeam_entraid_protocol.messages; sys.exit('pulumi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
