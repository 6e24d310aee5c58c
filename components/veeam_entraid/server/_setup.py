"""What happens on the machine of a backup server: volumes on its disks, the installation of the product, hardening.

An installation is two Run Commands, because a restart of Windows ends the script of one: the first registers a task
that survives restarts, and waits for it; the second, which begins when the first has ended, waits until the server is
ready and reports.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import compute, keyvault

from veeam_entraid._credentials import CredentialVault, generate_password
from veeam_entraid.server._hardening import Hardening
from veeam_entraid.server._installation import InstallationPlan
from veeam_entraid.server._plan import BackupServerPlan
from veeam_entraid.server._setup_results import InstallationResult, open_restart, parse_result
from veeam_entraid.server._setup_scripts import (
    InstallationSecrets,
    disk_script,
    encode_disks,
    encode_secrets,
    encode_settings,
    hardening_script,
    installation_settings,
    ready_script,
    start_script,
)

__all__ = ["HardenedWindows", "InstalledProduct", "harden_windows", "install_product", "make_volumes"]

_COMMAND_SECONDS: Final = 90 * 60
"""How long Azure lets a command run; the script in it gives up a little earlier, and says where it stands."""
_WAIT_SECONDS: Final = _COMMAND_SECONDS - 5 * 60
_SHORT_SECONDS: Final = 15 * 60
"""How long a command may take that waits for nothing."""
_LIMITS: Final = pulumi.CustomTimeouts(create="100m", update="100m", delete="30m")


@dataclass(frozen=True, slots=True)
class InstalledProduct:
    """An installed product.

    Attributes:
        result: what the installation reported; None where it cannot be read.
        service_account_password: password of the account for the REST API, a secret.
        service_account_secret: the secret that keeps it in the key vault.
        ready: what has to be there before anything may talk to the REST API.
    """

    result: pulumi.Output[InstallationResult | None]
    service_account_password: pulumi.Output[str]
    service_account_secret: keyvault.Secret
    ready: compute.VirtualMachineRunCommandByVirtualMachine


@dataclass(frozen=True, slots=True)
class HardenedWindows:
    """A hardened machine.

    Attributes:
        waits_since: since when it waits for a restart; empty for none, None where it cannot be read.
        command: what has hardened it.
    """

    waits_since: pulumi.Output[str | None]
    command: pulumi.Resource


def _command_options(
    machine: compute.VirtualMachine, after: Sequence[pulumi.Resource], opts: pulumi.ResourceOptions
) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(
        opts, pulumi.ResourceOptions(deleted_with=machine, depends_on=after, custom_timeouts=_LIMITS)
    )


def make_volumes(
    plan: BackupServerPlan, machine: compute.VirtualMachine, opts: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    """Give new data disks a volume each, where the plan has a layout."""
    if not plan.volumes:
        return []
    settings = {"Settings": encode_disks(plan.volumes)}
    options = _command_options(machine, [], opts)
    return [_command(plan, machine, "disks", disk_script(), settings, seconds=_SHORT_SECONDS, opts=options)]


def harden_windows(
    plan: BackupServerPlan,
    hardening: Hardening,
    machine: compute.VirtualMachine,
    *,
    after: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> HardenedWindows:
    """Harden Windows, after everything that the measures would be in the way of."""
    settings = {"Settings": encode_settings(hardening.settings)}
    options = _command_options(machine, after, opts)
    command = _command(plan, machine, "harden", hardening_script(), settings, seconds=_SHORT_SECONDS, opts=options)
    return HardenedWindows(_output(plan, machine, command, opts).apply(open_restart), command)


def _command(
    plan: BackupServerPlan,
    machine: compute.VirtualMachine,
    role: str,
    script: str,
    parameters: Mapping[str, str],
    *,
    seconds: int,
    opts: pulumi.ResourceOptions,
) -> compute.VirtualMachineRunCommandByVirtualMachine:
    """Make a command that runs as LocalSystem and without secrets, and whose failure is one of the update."""
    return compute.VirtualMachineRunCommandByVirtualMachine(
        f"{plan.name}-{role}",
        run_command_name=f"veeam-entraid-{role}",
        vm_name=machine.name,
        source=compute.VirtualMachineRunCommandScriptSourceArgs(script=script),
        parameters=[compute.RunCommandInputParameterArgs(name=name, value=value) for name, value in parameters.items()],
        async_execution=False,
        treat_failure_as_deployment_failure=True,
        timeout_in_seconds=seconds,
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        opts=opts,
    )


def install_product(
    plan: BackupServerPlan,
    installation: InstallationPlan,
    machine: compute.VirtualMachine,
    *,
    vault: CredentialVault,
    administrator_password: pulumi.Output[str],
    after: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> InstalledProduct:
    """Install the product, and wait until its REST API answers.

    Args:
        plan: the server.
        installation: how it is installed.
        machine: its machine.
        vault: where the password of the account for the REST API is kept.
        administrator_password: password of the local administrator, as whom the installation runs.
        after: what has to be there before it begins, such as volumes and roles.
        opts: options of every resource.
    """
    service_password = generate_password(
        f"{plan.name}-service-account-password", length=32, special="!#%+-_=?", opts=opts
    )
    secret = vault.store("service-account-password", service_password)
    settings = installation_settings(
        installation,
        administrator=plan.admin_username,
        entra_id_database=plan.entra_id_hosting == "local",
        wait_seconds=_WAIT_SECONDS,
    )
    started = compute.VirtualMachineRunCommandByVirtualMachine(
        f"{plan.name}-install",
        run_command_name="veeam-entraid-install",
        vm_name=machine.name,
        source=compute.VirtualMachineRunCommandScriptSourceArgs(script=start_script()),
        parameters=[compute.RunCommandInputParameterArgs(name="Settings", value=encode_settings(settings))],
        protected_parameters=[
            compute.RunCommandInputParameterArgs(
                name="Secrets", value=_secrets(installation, administrator_password, service_password)
            )
        ],
        # The installer refuses LocalSystem, as which commands run otherwise.
        run_as_user=plan.admin_username,
        run_as_password=administrator_password,
        output_blob_uri=_secret(installation.output_blob_uri),
        output_blob_managed_identity=_blob_identity(installation.output_blob_uri),
        error_blob_uri=_secret(installation.error_blob_uri),
        error_blob_managed_identity=_blob_identity(installation.error_blob_uri),
        async_execution=False,
        treat_failure_as_deployment_failure=True,
        timeout_in_seconds=_COMMAND_SECONDS,
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        opts=_command_options(machine, after, opts),
    )
    waited_for = {
        "Revision": str(settings["revision"]),
        "RestPort": str(installation.rest_port),
        "WaitSeconds": str(_WAIT_SECONDS),
    }
    options = _command_options(machine, [started], opts)
    ready = _command(plan, machine, "ready", ready_script(), waited_for, seconds=_COMMAND_SECONDS, opts=options)
    return InstalledProduct(_output(plan, machine, ready, opts).apply(parse_result), service_password, secret, ready)


def _secrets(
    installation: InstallationPlan,
    administrator_password: pulumi.Output[str],
    service_password: pulumi.Output[str],
) -> pulumi.Output[str]:
    encoded = pulumi.Output.all(
        iso_url=installation.iso_url,
        administrator_password=administrator_password,
        service_account_password=service_password,
        license_file=installation.license_file or "",
        parameters=installation.secret_parameters,
    ).apply(lambda known: encode_secrets(InstallationSecrets(**known)))
    return pulumi.Output.secret(encoded)


def _secret(value: pulumi.Input[str] | None) -> pulumi.Output[str] | None:
    return None if value is None else pulumi.Output.secret(value)


def _blob_identity(
    uri: pulumi.Input[str] | None,
) -> pulumi.Output[compute.RunCommandManagedIdentityArgs | None] | None:
    """Return the machine's own identity for a blob whose address carries no signature."""
    if uri is None:
        return None
    return pulumi.Output.from_input(uri).apply(
        lambda known: None if "?" in known else compute.RunCommandManagedIdentityArgs()
    )


def _output(
    plan: BackupServerPlan,
    machine: compute.VirtualMachine,
    command: compute.VirtualMachineRunCommandByVirtualMachine,
    opts: pulumi.ResourceOptions,
) -> pulumi.Output[str | None]:
    # Azure shows what a command has put out only to those who ask for its instance view.
    shown = compute.get_virtual_machine_run_command_by_virtual_machine_output(
        expand="instanceView",
        resource_group_name=plan.resource_group_name,
        run_command_name=command.name,
        vm_name=machine.name,
        opts=pulumi.InvokeOutputOptions(parent=opts.parent, depends_on=[command]),
    )
    return shown.instance_view.apply(lambda view: view.output if view else None)
