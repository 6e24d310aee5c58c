"""Random values, served as Pulumi's random provider.

``python -m veeam_entraid_sandbox.random_provider`` is the plugin.
"""

from veeam_entraid_sandbox.random_provider._kinds import KINDS

__all__ = ["KINDS"]
