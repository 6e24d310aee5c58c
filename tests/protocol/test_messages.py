"""Messages: the SDK's own classes, without running the SDK."""

import subprocess
import sys

from pulumi.runtime.proto import provider_pb2 as of_the_sdk

from veeam_entraid_protocol import messages
from veeam_entraid_protocol.messages import provider_pb2


def test_messages_are_the_sdks_own() -> None:
    assert provider_pb2.CheckRequest is of_the_sdk.CheckRequest


def test_loading_them_does_not_run_the_sdk() -> None:
    named = ", ".join(messages.__all__)
    code = f"import sys; from veeam_entraid_protocol.messages import {named}; sys.exit('pulumi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_policy_pack_does_not_run_the_sdk_either() -> None:
    code = "import sys, veeam_entraid_policy; sys.exit('pulumi' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_other_names_are_no_messages() -> None:
    assert not hasattr(messages, "resource_pb2")
