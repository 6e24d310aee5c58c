"""The four kinds of jobs that protect a tenant."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final, cast

from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._gates import (
    RECENT,
    advise_on_license,
    foresee_job,
    gate_default_proxy,
    gate_job,
    restore_point_age,
)
from veeam_provider._identity import Identity
from veeam_provider._server import Work
from veeam_provider.resources._jobs import DELETE_BACKUPS, ENABLED, ENCRYPTION, JOB_NAME, Job
from veeam_provider.resources._kind import text
from veeam_provider.rest import RefusedError, operations, payloads
from veeam_provider.schema import (
    BOOLEAN,
    IDENTIFIER,
    TEXT,
    JsonObject,
    ListType,
    ObjectType,
    Property,
    WordType,
    payload_type,
)

__all__ = ["LogBackupCopyJob", "LogBackupJob", "TenantBackupCopyJob", "TenantBackupJob"]

_NEVER: Final = float("inf")
_LONG_AGO: Final = 1e6
_SCHEDULE = Property(
    type=payload_type(payloads.BackupScheduleModel),
    description="When the job runs. Without it nothing starts the job but a person; runAutomatically alone means"
    " daily at 22:00.",
)
_DESCRIPTION = Property(
    type=TEXT,
    default="",
    description="For people. The server's own description ends with a mark that names stack and resource.",
)
_SOURCE = Property(
    type=IDENTIFIER,
    description="The id of a backup that the job is to go on with, one whose job is gone.",
)
_TENANT = Property(
    type=IDENTIFIER,
    required=True,
    replaces=True,
    description="The id that the backup server has given to the tenant, which is the id of a veeam.entraid.Tenant."
    " Not its id in Entra ID.",
)
_TENANT_RETENTION = Property(
    type=payload_type(payloads.BackupJobRetentionPolicySettingsModel),
    required=True,
    description="How long restore points are kept. In days: RestorePoints is going out of use.",
)
_LOG_RETENTION = Property(
    type=ObjectType(
        "LogRetention",
        {
            "type": Property(type=WordType("type", ("Days", "Months", "Years")), required=True),
            "quantity": Property(type=payload_type(int), required=True),
        },
    ),
    required=True,
    description="How long records of logs are kept.",
)


class TenantBackupJob(Job):
    """The job that backs a tenant up."""

    token = "veeam:entraid:TenantBackupJob"
    type = "EntraIDTenantBackup"
    description = (
        "The job that backs a tenant up into the Entra ID repository. A tenant has one, and a job has one tenant."
    )
    encryption_path = "storage.advancedSettings.encryption"
    places = {
        "name": "name",
        "description": "description",
        "tenantId": "storage.tenantId",
        "sourceBackupId": "storage.sourceBackupId",
        "retention": "storage.retentionPolicy",
        "notifications": "storage.advancedSettings.notifications",
        "schedule": "schedule",
    }
    form = ObjectType(
        "TenantBackupJob",
        {
            "tenantId": _TENANT,
            "name": JOB_NAME,
            "description": _DESCRIPTION,
            "enabled": ENABLED,
            "retention": _TENANT_RETENTION,
            "encryptionPasswordId": ENCRYPTION,
            "schedule": _SCHEDULE,
            "notifications": Property(
                type=payload_type(payloads.EntraIDTenantNotificationSettingsModel),
                description="Whom the server tells of the job's results.",
            ),
            "sourceBackupId": _SOURCE,
            "deleteBackups": DELETE_BACKUPS,
        },
    )


class LogBackupJob(Job):
    """The job that backs the audit and sign-in logs of a tenant up."""

    token = "veeam:entraid:LogBackupJob"
    type = "EntraIDAuditLogBackup"
    description = (
        "The job that backs the audit and sign-in logs of a tenant up into a backup repository. It needs a backup"
        " of the tenant that is at most 30 days old."
    )
    encryption_path = "storage.advancedSettings.storageData.encryption"
    places = {
        "name": "name",
        "description": "description",
        "tenantId": "tenant.tenantId",
        "repositoryId": "storage.backupRepositoryId",
        "sourceBackupId": "storage.sourceBackupId",
        "retention": "storage.retentionPolicy",
        "notifications": "storage.advancedSettings.notifications",
        "schedule": "schedule",
    }
    form = ObjectType(
        "LogBackupJob",
        {
            "tenantId": _TENANT,
            "name": JOB_NAME,
            "description": _DESCRIPTION,
            "repositoryId": Property(
                type=IDENTIFIER,
                required=True,
                description="The id of the backup repository that the logs go to: neither one of Cloud Connect nor"
                " one that spreads its data over several buckets.",
            ),
            "enabled": ENABLED,
            "retention": _LOG_RETENTION,
            "encryptionPasswordId": ENCRYPTION,
            "schedule": _SCHEDULE,
            "notifications": Property(
                type=payload_type(payloads.EntraIDAuditLogNotificationSettingsModel),
                description="Whom the server tells of the job's results.",
            ),
            "sourceBackupId": _SOURCE,
            "deleteBackups": DELETE_BACKUPS,
            "waitForTenantBackup": Property(
                type=BOOLEAN,
                default=False,
                declared=True,
                description="Whether to run the tenant's backup job first and to wait for it, where the tenant has"
                " no restore point of the last 30 days.",
            ),
            "logs": Property(
                type=ListType(WordType("logs", ("audit", "signIn")), least=1),
                declared=True,
                description="Which logs the tenant's licence lets it keep: a statement for the rules, which the"
                " server does not get.",
            ),
        },
    )

    outputs = {
        "waitsForTenantBackup": Property(
            type=BOOLEAN,
            description="Whether the job is still disabled because the tenant has no restore point: an update after"
            " the first one enables it.",
        ),
    }

    def gate(self, work: Work, inputs: JsonObject, id_: str, identity: Identity) -> None:
        """Refuse what breaks a limit on the server; before, run the tenant's job where that is wanted and needed."""
        if inputs.get("enabled") is False:
            gate_job(work, self.token, inputs, id_, identity)
            return
        gate_default_proxy(work)
        tenant = text(inputs, "tenantId")
        age = restore_point_age(work, tenant)
        if dt.timedelta(hours=min(age, _LONG_AGO)) > RECENT and inputs.get("waitForTenantBackup") is True:
            _run_tenant_job(work, tenant)
            age = restore_point_age(work, tenant)
        if age == _NEVER:
            # It is made disabled, and enabled by an update after the tenant's first restore point.
            gate_job(work, self.token, {**inputs, "enabled": False}, id_, identity)
            work.progress.warn(
                f"{identity} stays disabled until the tenant has a restore point: run the tenant's backup job, then"
                " pulumi up. With waitForTenantBackup: true an update runs it and waits."
            )
        else:
            gate_job(work, self.token, inputs, id_, identity, age=age)
        advise_on_license(work, self.token, inputs, identity)

    def foresee(self, work: Work, inputs: Mapping[str, object], id_: str, identity: Identity) -> None:
        """Say what breaks a limit already; the tenant's latest backup among it, where the update makes none."""
        tenant, age = inputs.get("tenantId"), None
        if isinstance(tenant, str) and inputs.get("enabled") is True and inputs.get("waitForTenantBackup") is not True:
            found = restore_point_age(work, tenant)
            # A tenant without one may get its job by this update, and the log job waits for that.
            age = None if found == _NEVER else found
        foresee_job(work, self.token, inputs, id_, identity, age=age)

    def reached(self, old: JsonObject, new: JsonObject, outputs: Properties) -> JsonObject:
        """Return the old inputs, disabled while the job waits for the tenant's first restore point."""
        waits = outputs.get("waitsForTenantBackup") is True and new.get("enabled") is True
        return {**old, "enabled": False} if waits else old

    def is_to_run(self, work: Work, inputs: JsonObject) -> bool:
        """Return whether the job is to be enabled now: not before the tenant's first restore point."""
        return super().is_to_run(work, inputs) and restore_point_age(work, text(inputs, "tenantId")) != _NEVER

    def computed(self, work: Work, model: JsonObject, inputs: JsonObject) -> JsonObject:
        """Return whether the job waits for the tenant's first restore point."""
        del work
        return {"waitsForTenantBackup": inputs.get("enabled") is not False and model.get("isDisabled") is True}


def _run_tenant_job(work: Work, tenant: str) -> None:
    """Run the backup job of a tenant, or join a run that is on its way, and wait for the end."""
    for job in work.listed(operations.GET_ALL_JOBS):
        model = cast("JsonObject", job)
        if (
            text(model, "type") != TenantBackupJob.type
            or text(model, "storage.tenantId").casefold() != tenant.casefold()
        ):
            continue
        work.progress.status(f"Running the job {text(model, 'name')}, for the logs need a backup of the tenant")
        try:
            session = work.client.call(operations.START_JOB, id=text(model, "id"))
        except RefusedError:
            running = (each for each in work.client.list(operations.GET_ALL_SESSIONS, jobIdFilter=text(model, "id")))
            session = next((each for each in running if each["state"] != "Stopped"), None)
            if session is None:
                raise
        work.wait(session)


class _CopyJob(Job):
    """A job that copies what another job has backed up. It has no description, and so no mark."""

    encryption_path = "encryption"
    places = {
        "name": "name",
        "primaryJobId": "primaryJobId",
        "repositoryId": "backupRepositoryId",
        "retention": "retentionPolicy",
        "schedule": "schedule",
    }

    def problems(self, inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what is wrong with the name, or with a window that nothing opens."""
        yield from super().problems(inputs)
        schedule = inputs.get("schedule")
        if isinstance(schedule, dict):
            given = cast("dict[str, object]", schedule)
            if given.get("type") == "Custom" and given.get("customWindow") is None:
                yield CheckFailure("schedule.customWindow", "schedule.customWindow is missing: type is Custom.")

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return whether a copy is the one that is wanted: same job, same repository, all else alike."""
        del identity
        # A job is made enabled, and disabled by a second request, which may not have come.
        shown = self.shown(work, model)
        return model.get("type") == self.type and all(
            self.form.type_of(name).same(value, shown.get(name))
            for name, value in inputs.items()
            if name != "enabled" and self.form.properties[name].is_shown and not isinstance(value, dict)
        )

    def shown(self, work: Work, model: JsonObject) -> JsonObject:
        """Return the inputs that the server shows: retention and encryption only where they are the copy's own."""
        shown = super().shown(work, model)
        if model.get("useCustomRetention") is not True:
            shown.pop("retention", None)
        if model.get("useCustomEncryption") is not True:
            shown.pop("encryptionPasswordId", None)
        return shown

    def payload(self, changes: JsonObject, identity: Identity) -> JsonObject:
        """Return inputs as a copy job of the API."""
        body = super().payload(changes, identity)
        body["useCustomRetention"] = changes.get("retention") is not None
        body["useCustomEncryption"] = bool(text(changes, "encryptionPasswordId"))
        if not body["useCustomEncryption"]:
            body["encryption"] = None
        return body


def _copy_form(name: str, primary: str, caution: str) -> ObjectType:
    return ObjectType(
        name,
        {
            "primaryJobId": Property(
                type=IDENTIFIER,
                required=True,
                replaces=True,
                description=f"The id of the {primary} whose backups are copied.",
            ),
            "name": JOB_NAME,
            "repositoryId": Property(
                type=IDENTIFIER,
                required=True,
                replaces=True,
                description=f"The id of the backup repository that the copies go to. {caution}",
            ),
            "enabled": ENABLED,
            "retention": Property(
                type=payload_type(payloads.FileBackupRetentionPolicySettingsModel),
                description="How long copies are kept, where that differs from the job's own retention.",
            ),
            "encryptionPasswordId": Property(
                type=IDENTIFIER,
                description="The id of an encryption password, where copies are encrypted by another one than the"
                " job's.",
            ),
            "schedule": Property(
                type=payload_type(payloads.FileBackupCopyJobScheduleModel),
                description="When copies are made: right after each backup (Continuous, the default), or in a"
                " window (Custom).",
            ),
            "deleteBackups": DELETE_BACKUPS,
        },
    )


class TenantBackupCopyJob(_CopyJob):
    """The job that copies the backups of a tenant."""

    token = "veeam:entraid:TenantBackupCopyJob"
    type = "EntraIDTenantBackupCopy"
    description = "The job that copies the backups of a tenant from the Entra ID repository to a backup repository."
    form = _copy_form("TenantBackupCopyJob", "tenant backup job", "Cloud Connect is not supported.")


class LogBackupCopyJob(_CopyJob):
    """The job that copies the backups of a tenant's logs."""

    token = "veeam:entraid:LogBackupCopyJob"
    type = "FileBackupCopy"
    description = (
        "The job that copies the backups of a tenant's logs to a second backup repository. That the API's type"
        " FileBackupCopy serves jobs of logs is taken from its next revision."
    )
    form = _copy_form("LogBackupCopyJob", "log backup job", "Neither Cloud Connect nor several buckets are supported.")
