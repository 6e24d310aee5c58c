"""What the engine and policies see of a backup server: its arguments in the schema's spelling, and no secret."""

from dataclasses import asdict, fields

from veeam_entraid._arguments import camel_case
from veeam_entraid.server._image import ServerImage
from veeam_entraid.server._installation import InstallationPlan
from veeam_entraid.server._operation import DataDisk, OperationPlan
from veeam_entraid.server._plan import BackupServerPlan

__all__ = ["inputs_of"]


def inputs_of(plan: BackupServerPlan) -> dict[str, object]:
    """Return what the component registers as its inputs."""
    return {
        "resourceGroupName": plan.resource_group_name,
        "location": plan.location,
        "subnetId": plan.subnet_id,
        "privateIpAddress": plan.private_ip_address,
        "host": plan.host,
        "vmSize": plan.vm_size,
        "computerName": plan.computer_name,
        "adminUsername": plan.admin_username,
        "osDiskSizeGb": plan.os_disk_size_gb,
        "dataDiskSizeGb": plan.data_disk_size_gb,
        "zone": plan.zone or None,
        "defaultProxy": {"enabled": plan.default_proxy_enabled},
        "entraIdHosting": plan.entra_id_hosting,
        "deletionProtection": plan.deletion_protection,
        "image": _image(plan.image),
        "workload": _block(asdict(plan.workload)),
        "installation": _installation(plan.installation) if plan.installation else None,
        "dataDisks": [_disk(disk) for disk in plan.data_disks],
        **_operation(plan.operation),
        "hardening": plan.hardening.inputs if plan.hardening else None,
        "tags": plan.tags,
    }


def _block(values: dict[str, object]) -> dict[str, object]:
    """Return a block in the schema's spelling, without what is not given."""
    return {camel_case(name): value for name, value in values.items() if value not in (None, "")}


def _image(image: ServerImage) -> dict[str, object]:
    return _block(
        {
            "kind": image.kind,
            "operating_system": image.operating_system,
            "sku": "" if image.operating_system else image.sku,
            "version": image.version,
            "terms_accepted": image.terms_accepted or None,
        }
    ) | ({} if image.image_id is None else {"imageId": image.image_id})


def _installation(plan: InstallationPlan) -> dict[str, object]:
    secrets = {
        "hasIsoUrl": True,
        "hasLicenseFile": plan.license_file is not None,
        "hasServicePassword": plan.service_password is not None,
        "hasOutputBlobUri": plan.output_blob_uri is not None,
        "hasErrorBlobUri": plan.error_blob_uri is not None,
    }
    database = plan.database
    return {
        **{name: given for name, given in secrets.items() if given},
        **_block(
            {
                "iso_sha256": plan.iso_sha256,
                "accept_license_agreements": True,
                "iso_managed_identity": plan.iso_managed_identity,
                "license_auto_update": plan.license_auto_update,
                "service_user": plan.service_user,
                "check_updates": plan.check_updates,
                "service_account": plan.service_account,
            }
        ),
        "database": _block(
            {
                "install": database.install,
                "engine": database.engine,
                "server": database.server,
                "name": database.name,
                "authentication": database.authentication,
                "username": database.username,
                "has_password": True if database.password is not None else None,
            }
        ),
        "ports": {camel_case(name): port for name, port in asdict(plan.ports).items() if port},
        "folders": {camel_case(name): folder for name, folder in plan.named_folders.items()},
        "skippedPlugIns": list(plan.skipped_plug_ins),
    }


def _disk(disk: DataDisk) -> dict[str, object]:
    shown = asdict(disk)
    del shown["lun"]
    return _block(shown)


def _operation(plan: OperationPlan) -> dict[str, object]:
    window = plan.maintenance
    return {
        "security": _block({each.name: getattr(plan.security, each.name) for each in fields(plan.security)}),
        "patchMode": plan.patch_mode,
        "patchAssessment": plan.patch_assessment,
        "maintenance": _block(asdict(window)) if window else None,
        "licenseType": plan.license_type or None,
        "timeZone": plan.time_zone or None,
        "acceleratedNetworking": plan.accelerated_networking,
        "bootDiagnosticsStorageUri": plan.boot_diagnostics_uri,
        "diagnosticsWorkspaceId": plan.diagnostics_workspace_id,
        "backupPolicyId": plan.backup.policy_id if plan.backup else None,
        "deletionLock": plan.deletion_lock,
        "roleAssignments": [
            {"name": role.name, "scope": role.scope, "roleDefinitionId": role.role_definition_id} for role in plan.roles
        ],
    }
