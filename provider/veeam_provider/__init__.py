"""A Pulumi provider for the REST API of Veeam Backup & Replication, for what concerns Microsoft Entra ID.

:mod:`veeam_provider.plugin` is the provider that the engine runs, :mod:`veeam_provider.rest` the client that it uses,
and that others may use without Pulumi.
"""
