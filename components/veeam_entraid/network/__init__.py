"""The network of a deployment: its plan, resolved from arguments, and its security rules."""

from veeam_entraid.network._plan import NetworkPlan, plan_network
from veeam_entraid.network._security_rules import Peer, SecurityRule, backup_server_rules, repository_rules

__all__ = [
    "NetworkPlan",
    "Peer",
    "SecurityRule",
    "backup_server_rules",
    "plan_network",
    "repository_rules",
]
