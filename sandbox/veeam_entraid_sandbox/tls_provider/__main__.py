"""The plugin ``pulumi-resource-tls`` of the sandbox."""

import sys

from veeam_entraid_sandbox.sdk_types import Sdk, Shapes
from veeam_entraid_sandbox.serving import run
from veeam_entraid_sandbox.tls_provider import KINDS
from veeam_entraid_sandbox.value_resources import ValueResources

sys.exit(run(lambda _state: ValueResources("tls", Shapes(Sdk("tls", "pulumi_tls")), KINDS)))
