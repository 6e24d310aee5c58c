"""A Pulumi provider for the REST API of Veeam Backup & Replication, for what concerns Microsoft Entra ID.

:mod:`veeam_provider.plugin` is the provider that the engine runs. Others may use its parts without Pulumi:
:mod:`veeam_provider.rest`, the client; :mod:`veeam_provider.live`, what a server shows and what the documented limits
say to it; and :mod:`veeam_provider.restore_plan`, from a wish list to restore sessions.
"""
