"""The plugin ``pulumi-resource-veeam``."""

from veeam_entraid_protocol.provider import serve_provider
from veeam_provider.plugin import VeeamProvider

serve_provider(VeeamProvider())
