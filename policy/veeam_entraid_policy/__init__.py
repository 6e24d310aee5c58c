"""A CrossGuard policy pack for the documented limits of Veeam Backup for Microsoft Entra ID.

The pack speaks the engine's analyzer protocol itself instead of using the policy SDK: only so can one
policy report a broken limit as mandatory and an undecided one as advice, go on after an unknown value,
and decode a resource once for all rules.
"""

from veeam_entraid_policy._analyzer import serve_policy_pack

__all__ = ["serve_policy_pack"]
