"""Keys and certificates, served as Pulumi's tls provider.

``python -m veeam_entraid_sandbox.tls_provider`` is the plugin.
"""

from veeam_entraid_sandbox.tls_provider._kinds import KINDS

__all__ = ["KINDS"]
