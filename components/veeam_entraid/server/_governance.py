"""What Azure does with the machine of a backup server: updates in a window, backups, metrics, a lock, roles."""

from collections.abc import Sequence
from typing import Final

import pulumi
from pulumi_azure_native import authorization, compute

from veeam_entraid._lock import create_lock
from veeam_entraid.server._operation import MaintenanceWindow, Role, VmBackup
from veeam_entraid.server._plan import BackupServerPlan

__all__ = ["assign_roles", "govern", "lock_machine"]

_VM_CONTAINER: Final = "iaasvmcontainerv2"


def assign_roles(
    plan: BackupServerPlan, principal_id: pulumi.Output[str], opts: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    """Give the machine's identity its roles."""
    if not plan.operation.roles:
        return []
    subscription = authorization.get_client_config_output(
        pulumi.InvokeOutputOptions(parent=opts.parent)
    ).subscription_id
    return [_role(plan, role, principal_id, subscription, opts) for role in plan.operation.roles]


def _role(
    plan: BackupServerPlan,
    role: Role,
    principal_id: pulumi.Output[str],
    subscription: pulumi.Output[str],
    opts: pulumi.ResourceOptions,
) -> pulumi.Resource:
    definition = pulumi.Output.concat(
        "/subscriptions/",
        subscription,
        "/providers/Microsoft.Authorization/roleDefinitions/",
        role.role_definition_id.lower(),
    )
    return authorization.RoleAssignment(
        f"{plan.name}-role-{role.name}",
        scope=role.scope,
        principal_id=principal_id,
        principal_type="ServicePrincipal",
        role_definition_id=definition,
        opts=opts,
    )


def govern(
    plan: BackupServerPlan, machine: compute.VirtualMachine, opts: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    """Make what the plan wants Azure to do with the machine, but for its lock."""
    made: list[pulumi.Resource] = []
    if plan.operation.maintenance:
        made.append(_maintain(plan, plan.operation.maintenance, machine, opts))
    if plan.operation.backup:
        made.append(_back_up(plan, plan.operation.backup, machine, opts))
    if plan.operation.diagnostics_workspace_id is not None:
        made.append(_watch(plan, machine, opts))
    return made


def lock_machine(
    plan: BackupServerPlan,
    machine: compute.VirtualMachine,
    below: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> None:
    """Lock the machine against deletion, where the plan wants it.

    Args:
        plan: the server.
        machine: its machine.
        below: what the lock holds too, because it belongs to the machine. The lock is removed before it.
        opts: options of the lock.
    """
    if plan.operation.deletion_lock:
        create_lock(
            f"{plan.name}-lock",
            machine.id,
            "The backup server of Veeam Backup for Microsoft Entra ID.",
            after=below,
            opts=opts,
        )


# The modules below are large, and few servers need them: they are imported where they are used.


def _maintain(
    plan: BackupServerPlan, window: MaintenanceWindow, machine: compute.VirtualMachine, opts: pulumi.ResourceOptions
) -> pulumi.Resource:
    from pulumi_azure_native import maintenance  # noqa: PLC0415

    configuration = maintenance.MaintenanceConfiguration(
        f"{plan.name}-maintenance",
        resource_name_=f"{plan.name}-maintenance",
        maintenance_scope="InGuestPatch",
        # Azure demands it of windows for updates of the guest.
        extension_properties={"InGuestPatchMode": "User"},
        start_date_time=window.start,
        duration=window.duration,
        recur_every=window.recurrence,
        time_zone=window.time_zone,
        install_patches=maintenance.InputPatchConfigurationArgs(
            reboot_setting=window.reboot,
            windows_parameters=maintenance.InputWindowsParametersArgs(
                classifications_to_include=["Critical", "Security"]
            ),
        ),
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        tags=plan.tags,
        opts=opts,
    )
    return maintenance.ConfigurationAssignment(
        f"{plan.name}-maintenance-assignment",
        configuration_assignment_name=f"{plan.name}-maintenance",
        maintenance_configuration_id=configuration.id,
        provider_name="Microsoft.Compute",
        resource_type="virtualMachines",
        resource_name_=machine.name,
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        opts=opts,
    )


def _back_up(
    plan: BackupServerPlan, backup: VmBackup, machine: compute.VirtualMachine, opts: pulumi.ResourceOptions
) -> pulumi.Resource:
    from pulumi_azure_native import recoveryservices  # noqa: PLC0415

    item = pulumi.Output.concat(_VM_CONTAINER, ";", plan.resource_group_name, ";", machine.name)
    return recoveryservices.ProtectedItem(
        f"{plan.name}-backup",
        fabric_name="Azure",
        container_name=pulumi.Output.concat("IaasVMContainer;", item),
        protected_item_name=pulumi.Output.concat("VM;", item),
        vault_name=backup.vault_name,
        resource_group_name=backup.vault_resource_group,
        properties=recoveryservices.AzureIaaSComputeVMProtectedItemArgs(
            protected_item_type="Microsoft.Compute/virtualMachines",
            policy_id=backup.policy_id,
            source_resource_id=machine.id,
        ),
        # To remove it is to remove the backups.
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=plan.deletion_protection)),
    )


def _watch(plan: BackupServerPlan, machine: compute.VirtualMachine, opts: pulumi.ResourceOptions) -> pulumi.Resource:
    from pulumi_azure_native import monitor  # noqa: PLC0415

    return monitor.DiagnosticSetting(
        f"{plan.name}-diagnostics",
        name=f"{plan.name}-diagnostics",
        resource_uri=machine.id,
        workspace_id=plan.operation.diagnostics_workspace_id,
        # Azure offers no logs of a machine here, only metrics.
        metrics=[monitor.DiagnosticsMetricSettingsArgs(category="AllMetrics", enabled=True)],
        opts=opts,
    )
