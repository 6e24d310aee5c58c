"""What stays with a person after a backup server has been made."""

from veeam_entraid._manual_steps import ManualStep
from veeam_entraid.server._plan import BackupServerPlan

__all__ = ["manual_steps"]


def manual_steps(
    plan: BackupServerPlan, vault: str, *, reported: bool, waits_since: str | None = ""
) -> list[ManualStep]:
    """Return the steps that are left, each with its reason and how to tell that it is done.

    Args:
        plan: the server.
        vault: the name of the key vault with the administrator's password.
        reported: whether the installation has reported the server's certificate.
        waits_since: since when hardening waits for a restart; empty for none, None where it cannot be told.
    """
    restart = [] if plan.hardening is None or waits_since == "" else [_restart(plan, waits_since or "")]
    return [*_product(plan, vault, reported=reported), *restart]


def _product(plan: BackupServerPlan, vault: str, *, reported: bool) -> list[ManualStep]:
    if plan.image.has_product:
        terms = [] if plan.image.terms_accepted else [_terms(plan)]
        return [*terms, _first_start(plan, vault)]
    if plan.installation is None:
        return [_installation(plan, vault)]
    return [] if reported else [_certificate(plan, vault)]


def _terms(plan: BackupServerPlan) -> ManualStep:
    image = plan.image
    accept = image.acceptance
    return ManualStep(
        title=f"Accept the terms of the marketplace plan {image.sku}",
        reason=(
            "Terms are accepted once in a subscription, by a person. Whether the vendor offers this plan in your"
            " region, and which build is in it, is not confirmed: az vm image list --all --publisher"
            f" {image.publisher} --offer {image.offer} shows what there is."
        ),
        instructions=(
            f"Run {accept} before pulumi up. Without it Azure refuses the machine with MarketplacePurchaseEligibility"
            "Failed or ResourcePurchaseValidationFailed. Then write termsAccepted: true in the block image."
        ),
        doneWhen=f"{accept.replace(' accept ', ' show ')} says accepted: true.",
    )


def _first_start(plan: BackupServerPlan, vault: str) -> ManualStep:
    return ManualStep(
        title=f"Set up the product on {plan.name}",
        reason="The image has Veeam Backup & Replication installed: the options of an installation do not apply to it.",
        instructions=(
            f"{_sign_in(plan, vault)}, open the console, install the licence, and check that the build is 13.0.1 or"
            " later."
        ),
        doneWhen=f"The REST API answers on port 9419 of {plan.name}.",
    )


def _installation(plan: BackupServerPlan, vault: str) -> ManualStep:
    local = plan.entra_id_hosting == "local"
    return ManualStep(
        title=f"Install Veeam Backup & Replication 13 on {plan.name}",
        reason="The block installation is not given, so only the machine is provisioned.",
        instructions=(
            f"{_sign_in(plan, vault)} and run the installer. In an answer file write"
            f" VBR_ENTRAID_DATABASE_INSTALL={1 if local else 0}."
            " Or write the block installation, and run pulumi up."
        ),
        doneWhen=f"The REST API answers on port 9419 of {plan.name}.",
    )


def _certificate(plan: BackupServerPlan, vault: str) -> ManualStep:
    return ManualStep(
        title=f"Read the certificate of {plan.name}",
        reason="Azure no longer shows what the installation has reported, and clients pin the certificate.",
        instructions=(f"{_sign_in(plan, vault)} and run Get-VBRBackupServerCertificate."),
        doneWhen="You have the thumbprint of the certificate.",
    )


def _restart(plan: BackupServerPlan, since: str) -> ManualStep:
    return ManualStep(
        title=f"Restart Windows on {plan.name}",
        reason="Most measures of hardening take effect with the next start, and an update must not end running jobs.",
        instructions=f"When no job runs: az vm restart --name {plan.name}-vm --resource-group <its resource group>.",
        doneWhen=(
            f"LastBootUpTime, which Get-CimInstance Win32_OperatingSystem shows, is later than"
            f" {since or 'the last update of hardening'}."
        ),
    )


def _sign_in(plan: BackupServerPlan, vault: str) -> str:
    return f"Sign in as {plan.admin_username} (password: secret administrator-password in key vault {vault})"
