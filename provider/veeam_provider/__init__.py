"""A Pulumi provider for the REST API of Veeam Backup & Replication.

So far there is :mod:`veeam_provider.rest`, the client that it will use, and that others may use without Pulumi.
"""
