"""The network of a deployment: its plan, resolved from arguments, its security rules, and what is made from them."""

from veeam_entraid.network._azure_rules import NetworkSecurityRule
from veeam_entraid.network._hosts import RequiredHost
from veeam_entraid.network._plan import NetworkPlan, plan_network
from veeam_entraid.network._security_rules import (
    TABLES,
    Peer,
    SecurityRule,
    backup_server_rules,
    bastion_rules,
    repository_rules,
)

__all__ = [
    "TABLES",
    "NetworkPlan",
    "NetworkSecurityRule",
    "Peer",
    "RequiredHost",
    "SecurityRule",
    "backup_server_rules",
    "bastion_rules",
    "plan_network",
    "repository_rules",
]
