"""A Pulumi provider for the REST API of Veeam Backup & Replication.

So far there are parts that it will use, and that others may use without Pulumi: :mod:`veeam_provider.rest`, the client;
:mod:`veeam_provider.live`, what a server shows and what the documented limits say to it; and
:mod:`veeam_provider.restore_plan`, from a wish list to restore sessions.
"""
