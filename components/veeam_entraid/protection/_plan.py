"""The plan of the protection of a tenant: arguments in, the objects of the backup server out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

import pulumi

from veeam_entraid._arguments import Arguments, camel_case
from veeam_entraid._guids import GUID
from veeam_entraid._names import component_name_problem
from veeam_entraid._problems import Problem
from veeam_entraid.veeam.checking import LATER, object_problems, related_problems

__all__ = ["PlannedObject", "TenantProtectionPlan", "plan_tenant_protection"]

_SECRETS: Final = frozenset({"applicationSecret", "encryptionPassword", "data", "password"})
_ENTRAID: Final = "veeam:entraid:"
_INFRASTRUCTURE: Final = "veeam:infrastructure:"
_ALWAYS: Final = ("Users", "Groups", "AdministrativeUnits", "Roles", "Applications")
_OPTIONAL: Final = ("Logs", "ConditionalAccessPolicies", "IntunePolicies")
_CONNECTIONS: Final = ("pending", "confirmed")
_KINDS_OF_LOGS: Final = ("audit", "signIn")
_RETENTION_DAYS: Final = 90
_LONGEST_RETENTION: Final = 36_500
_CONFIGURATION_POINTS: Final = 10
_MOST_CONFIGURATION_POINTS: Final = 99
_EVERY_DAY: Final[Mapping[str, object]] = {
    "runAutomatically": True,
    "daily": {"isEnabled": True, "localTime": "22:00", "dailyKind": "Everyday"},
    "retry": {"isEnabled": True, "retryCount": 3, "awaitMinutes": 10},
}


@dataclass(frozen=True, slots=True)
class PlannedObject:
    """An object of the backup server that is to be made.

    Attributes:
        label: what tells it from the others of the plan, and what its name ends with.
        token: its type.
        given: its inputs, with the names of the API.
        references: inputs that are the id of another object of the plan: the label of that one.
        after: labels of objects that have to be there before it.
        protected: whether Pulumi refuses to remove it.
    """

    label: str
    token: str
    given: Mapping[str, object]
    references: Mapping[str, str] = field(default_factory=dict[str, str])
    after: tuple[str, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class TenantProtectionPlan:
    """Everything that the protection of a tenant is made of.

    Attributes:
        name: the component's name.
        azure_tenant_id: the tenant's id in Entra ID.
        connection: whether the backup server is connected to its repository; ``pending`` keeps all jobs disabled.
        objects: what is made, in their order.
        copies: the labels of the jobs that copy, those of logs last.
        inputs: the arguments as the engine and policies see them: of secrets, that they are given.
    """

    name: str
    azure_tenant_id: pulumi.Input[str]
    connection: pulumi.Input[str]
    objects: tuple[PlannedObject, ...]
    copies: tuple[str, ...]
    inputs: Mapping[str, object]


def plan_tenant_protection(name: str, arguments: object) -> TenantProtectionPlan:
    """Resolve the arguments of the protection of a tenant.

    Raises:
        InvalidArgumentsError: with every problem in them, those of the objects that they make among them.
    """
    reader = Arguments(f'TenantProtection "{name}"', arguments)
    if problem := component_name_problem(name):
        reader.problem("", problem)
    planner = _Planner(name, reader, arguments)
    plan = planner.plan()
    found = [problem for each in plan.objects for problem in _problems(name, each)]
    reader.finish(*found, *_related(plan))
    return plan


def _problems(name: str, planned: PlannedObject) -> Iterator[Problem]:
    given = {**planned.given, **dict.fromkeys(planned.references, LATER)}
    yield from object_problems(planned.token, f"{name}-{planned.label}", given)


def _related(plan: TenantProtectionPlan) -> Iterator[Problem]:
    yield from related_problems(
        (
            each.token,
            f"{plan.name}-{each.label}",
            each.given,
            {path: f"{plan.name}-{label}" for path, label in each.references.items()},
        )
        for each in plan.objects
    )


class _Planner:
    """Reads the arguments of one component."""

    def __init__(self, name: str, reader: Arguments, arguments: object) -> None:
        self._name = name
        self._shown = _without_secrets(arguments)
        self._reader = reader
        self._protected = reader.flag("deletion_protection", default=True)
        self._connection = self._read_connection()
        self._objects: list[PlannedObject] = []
        self._copies: list[str] = []

    def plan(self) -> TenantProtectionPlan:
        """Return the plan."""
        reader = self._reader
        tenant_id = _guid(reader, "azure_tenant_id", "the tenant's id in Entra ID, a GUID")
        title = reader.text("title", self._name, hint="how jobs begin their names, such as Contoso")
        encryption = self._encryption()
        self._tenant(tenant_id, has_logs=reader.has("logs"))
        self._backup(title, encryption)
        if reader.has("logs"):
            self._logs(title, encryption)
        if reader.has("configuration_backup"):
            self._configuration_backup(encryption)
        return TenantProtectionPlan(
            self._name,
            cast("pulumi.Input[str]", tenant_id),
            self._connection,
            tuple(self._objects),
            tuple(self._copies),
            {"deletionProtection": self._protected, **self._shown},
        )

    def _read_connection(self) -> pulumi.Input[str]:
        given = self._reader.input_text("connection")
        if given is None:
            return "confirmed"
        if isinstance(given, str) and given not in _CONNECTIONS:
            self._reader.problem("connection", f"has to be {' or '.join(_CONNECTIONS)}")
        return given

    @property
    def _enabled(self) -> pulumi.Input[bool]:
        connection = self._connection
        if isinstance(connection, str):
            return connection == "confirmed"
        return pulumi.Output.from_input(connection).apply(lambda known: known == "confirmed")

    def _add(self, planned: PlannedObject) -> None:
        self._objects.append(planned)

    def _encryption(self) -> tuple[Mapping[str, object], Mapping[str, str]]:
        """Return what encrypts the backups, as an input or a reference: nothing, where no password is given."""
        reader = self._reader
        existing, password = reader.input_text("encryption_password_id"), reader.input_text("encryption_password")
        hint = reader.text("encryption_hint", f"{self._name} backups", hint="what tells people which password it is")
        if existing is not None and password is not None:
            reader.problem("encryption_password", "and encryptionPasswordId exclude each other: leave one out")
        if existing is not None:
            return {"encryptionPasswordId": existing}, {}
        if password is None:
            return {}, {}
        self._add(
            PlannedObject(
                "encryption",
                f"{_INFRASTRUCTURE}EncryptionPassword",
                {"hint": hint, "password": password},
                protected=self._protected,
            )
        )
        return {}, {"encryptionPasswordId": "encryption"}

    def _repository(
        self, reader: Arguments, name: str, label: str, what: str
    ) -> tuple[dict[str, object], dict[str, str]]:
        """Return a repository by its id, or as a block that makes it: as an input, or a reference to what is made."""
        existing = reader.input_text(f"{name}_id")
        block = reader.raw(name, None)
        if existing is not None and block is not None:
            reader.problem(name, "and its id exclude each other: leave one out")
        if existing is not None:
            return {"repositoryId": existing}, {}
        if not isinstance(block, Mapping):
            reader.problem(name, f"is missing: write {what}")
            return {"repositoryId": LATER}, {}
        given = {"name": f"{self._name}-{label}", **cast("Mapping[str, object]", block)}
        self._add(PlannedObject(label, f"{_INFRASTRUCTURE}Repository", given, protected=self._protected))
        return {}, {"repositoryId": label}

    def _tenant(self, tenant_id: object, *, has_logs: bool) -> None:
        reader = self._reader
        cache, cache_reference = self._repository(
            reader,
            "cache_repository",
            "cache",
            "cacheRepositoryId, or cacheRepository as the block of a repository on Windows, Linux or a share",
        )
        scope = reader.choices("protection_scope", (*_ALWAYS, *_OPTIONAL)) or (
            (*_ALWAYS, "Logs") if has_logs else _ALWAYS
        )
        if has_logs and "Logs" not in scope:
            reader.problem("protection_scope", "lacks Logs, and logs is written: add Logs, or leave logs out")
        given: dict[str, object] = {
            "azureTenantId": tenant_id,
            "description": reader.text("description", "", hint="a text") if reader.has("description") else None,
            "applicationId": _guid(reader, "application_id", "the client id of the application, a GUID"),
            "applicationSecret": reader.input_text("application_secret"),
            "certificate": self._certificate(),
            "protectionScope": list(scope),
            "region": reader.text("region", "Global", hint="Global"),
            "tenantType": reader.raw("tenant_type", None),
            "tenantLicense": reader.raw("tenant_license", None),
            "managementGroupRelationships": reader.switch("management_group_relationships"),
            "cacheRepositoryId": cache.get("repositoryId"),
        }
        references = {"cacheRepositoryId": cache_reference["repositoryId"]} if cache_reference else {}
        self._add(PlannedObject("tenant", f"{_ENTRAID}Tenant", _given(given), references, protected=self._protected))

    def _certificate(self) -> object:
        if not self._reader.has("certificate"):
            return None
        block = self._reader.block("certificate")
        certificate = _given(
            {
                "data": block.input_text("data", required="the certificate with its key, in base64"),
                "format": block.choice("format", ("Pfx", "Pem"), "Pfx"),
                "password": block.input_text("password"),
            }
        )
        block.refuse_unread()
        return certificate

    def _backup(self, title: str, encryption: tuple[Mapping[str, object], Mapping[str, str]]) -> None:
        block = self._reader.block("backup")
        given: dict[str, object] = {
            **encryption[0],
            "name": block.text("name", f"{title} tenant", hint="the name of the job"),
            "enabled": self._enabled,
            "retention": {"type": "Days", "quantity": _days(block)},
            "schedule": block.raw("schedule", _EVERY_DAY),
            "notifications": block.raw("notifications", None),
            "sourceBackupId": block.input_text("source_backup_id"),
        }
        references = {"tenantId": "tenant", **encryption[1]}
        job = PlannedObject(
            "backup", f"{_ENTRAID}TenantBackupJob", _given(given), references, protected=self._protected
        )
        self._add(job)
        self._copy_jobs(block, "copy", f"{title} tenant", "backup", f"{_ENTRAID}TenantBackupCopyJob")
        block.refuse_unread()

    def _logs(self, title: str, encryption: tuple[Mapping[str, object], Mapping[str, str]]) -> None:
        block = self._reader.block("logs")
        repository, repository_reference = self._repository(
            block, "repository", "log-repository", "repositoryId, or repository as the block of one"
        )
        given: dict[str, object] = {
            **encryption[0],
            **repository,
            "name": block.text("name", f"{title} logs", hint="the name of the job"),
            "enabled": self._enabled,
            "retention": block.raw("retention", {"type": "Days", "quantity": _RETENTION_DAYS}),
            "schedule": block.raw("schedule", _EVERY_DAY),
            "notifications": block.raw("notifications", None),
            "sourceBackupId": block.input_text("source_backup_id"),
            "logs": list(block.choices("kinds", _KINDS_OF_LOGS)) or None,
            # The first restore point is there before the logs are backed up.
            "waitForTenantBackup": block.flag("wait_for_tenant_backup", default=True),
        }
        references = {"tenantId": "tenant", **repository_reference, **encryption[1]}
        job = PlannedObject(
            "logs", f"{_ENTRAID}LogBackupJob", _given(given), references, ("backup",), protected=self._protected
        )
        self._add(job)
        self._copy_jobs(block, "logs-copy", f"{title} logs", "logs", f"{_ENTRAID}LogBackupCopyJob")
        block.refuse_unread()

    def _copy_jobs(self, block: Arguments, prefix: str, title: str, primary: str, token: str) -> None:
        for label, copy in block.labelled_blocks("copies").items():
            full = f"{prefix}-{label}"
            repository, reference = self._repository(
                copy, "repository", f"{full}-repository", "repositoryId, or repository as the block of one"
            )
            given: dict[str, object] = {
                **repository,
                "name": copy.text("name", f"{title} copy {label}", hint="the name of the job"),
                "enabled": self._enabled,
                "retention": copy.raw("retention", None),
                "schedule": copy.raw("schedule", None),
                "encryptionPasswordId": copy.input_text("encryption_password_id"),
            }
            copy.refuse_unread()
            references = {"primaryJobId": primary, **reference}
            self._add(PlannedObject(full, token, _given(given), references, protected=self._protected))
            self._copies.append(full)

    def _configuration_backup(self, encryption: tuple[Mapping[str, object], Mapping[str, str]]) -> None:
        block = self._reader.block("configuration_backup")
        repository, reference = self._repository(
            block, "repository", "configuration-repository", "repositoryId, or repository as the block of one"
        )
        given: dict[str, object] = {
            **encryption[0],
            **repository,
            "restorePointsToKeep": block.integer(
                "restore_points_to_keep", _CONFIGURATION_POINTS, minimum=1, maximum=_MOST_CONFIGURATION_POINTS
            ),
            "schedule": block.raw("schedule", None),
            "notifications": block.raw("notifications", None),
        }
        block.refuse_unread()
        references = {**reference, **encryption[1]}
        self._add(
            PlannedObject("configuration-backup", f"{_INFRASTRUCTURE}ConfigurationBackup", _given(given), references)
        )


def _days(block: Arguments) -> int:
    return block.integer("retention_days", _RETENTION_DAYS, minimum=1, maximum=_LONGEST_RETENTION)


def _without_secrets(arguments: object) -> dict[str, object]:
    """Return arguments in the schema's spelling, and of each secret only that it is given."""
    if not isinstance(arguments, Mapping):
        return {}
    shown: dict[str, object] = {}
    for name, value in cast("Mapping[str, object]", arguments).items():
        key = camel_case(name)
        if value is None:
            continue
        if key in _SECRETS:
            shown[f"has{key[0].upper()}{key[1:]}"] = True
        else:
            shown[key] = _without_secrets(cast("object", value)) if isinstance(value, Mapping) else value
    return shown


def _guid(reader: Arguments, name: str, what: str) -> object:
    """Return a GUID, or what says nothing, where a problem has been noted."""
    value = reader.input_text(name, required=what)
    if isinstance(value, str) and not GUID.fullmatch(value):
        reader.problem(name, f"is not a GUID: write {what}")
        return LATER
    return LATER if value is None else value


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}
