"""Objects of a Veeam Backup & Replication server as resources of a program: the classes of the provider ``veeam``.

:mod:`~veeam_entraid.veeam.entraid` has the tenants and their jobs, :mod:`~veeam_entraid.veeam.infrastructure` what they
need on the server, :class:`Provider` says which server that is. Nested arguments are described in
:mod:`~veeam_entraid.veeam.inputs`, the words that arguments take in :mod:`~veeam_entraid.veeam.words`.
"""

from veeam_entraid.veeam import entraid, infrastructure, inputs, outputs, words
from veeam_entraid.veeam._provider import Provider

__all__ = ["Provider", "entraid", "infrastructure", "inputs", "outputs", "words"]
