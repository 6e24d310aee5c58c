"""The entry of the policy pack: it serves the rules to Pulumi's engine, and does nothing else."""

from veeam_entraid_policy import serve_policy_pack

serve_policy_pack()
