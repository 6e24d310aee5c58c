"""What jobs have in common: names, states, encryption, and what becomes of their backups."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, Final, cast

from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._gates import (
    DEFAULT_PROXY_LISTS,
    REPOSITORY_LISTS,
    advise_on_license,
    foresee_job,
    gate_default_proxy,
    gate_job,
)
from veeam_provider._identity import Identity
from veeam_provider._server import OVERTAKEN_SECONDS, Work
from veeam_provider.resources._kind import Listed, NotReadyYetError, at, child, placed, text, without_nulls
from veeam_provider.rest import (
    Listing,
    NotFoundError,
    RestError,
    SessionFailedError,
    operations,
    payloads,
    replace,
)
from veeam_provider.schema import BOOLEAN, IDENTIFIER, Json, JsonObject, Property, TextType

__all__ = ["DELETE_BACKUPS", "ENABLED", "ENCRYPTION", "JOB_NAME", "Job", "encryption", "encryption_password"]

_FORBIDDEN: Final = "/\\\"':|<>+=;,?!*%#^@&$."
_LONGEST_NAME: Final = 255

JOB_NAME: Final = Property(
    type=TextType(meaning="a name"),
    required=True,
    description="The name of the job, at most 255 characters long and different from that of every other job.",
)
ENABLED: Final = Property(type=BOOLEAN, default=True, description="Whether the job runs.")
ENCRYPTION: Final = Property(
    type=IDENTIFIER,
    description="The id of an encryption password of the server, with which the backups are encrypted. Without it"
    " they are not.",
)
DELETE_BACKUPS: Final = Property(
    type=BOOLEAN,
    default=False,
    declared=True,
    description="Whether the backups go with the job when it is deleted. By default they stay: the server keeps"
    " them until its background retention removes them, and a new job can go on with them by sourceBackupId.",
)


def encryption(password_id: Json) -> JsonObject:
    """Return the encryption of a job by one of the server's passwords; none without an id."""
    if password_id is None:
        return {"isEnabled": False}
    return {"isEnabled": True, "encryptionType": "ByUserPassword", "encryptionPasswordId": password_id}


def encryption_password(model: JsonObject, path: str) -> Json:
    """Return the id of the password by which a job is encrypted, or None."""
    return at(model, f"{path}.encryptionPasswordId") if at(model, f"{path}.isEnabled") is True else None


class JobInUseError(RestError):
    """Another job depends on a job that is to be deleted."""


class Job(Listed):
    """A job of one type.

    Attributes:
        type: of the job, in the API's words.
        encryption_path: where its encryption stands.
    """

    type: ClassVar[str]
    encryption_path: ClassVar[str]
    natural_key = "the name"

    def problems(self, inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what is wrong with the name."""
        name = inputs.get("name")
        if not isinstance(name, str):
            return
        if not name.strip() or len(name) > _LONGEST_NAME:
            yield CheckFailure("name", f"name has to have from 1 to {_LONGEST_NAME} characters.")
        if wrong := sorted({letter for letter in name if letter in _FORBIDDEN}):
            yield CheckFailure("name", f"name cannot have the characters {' '.join(wrong)}: the server refuses them.")

    def listed(self, work: Work) -> list[JsonObject]:
        """Return all jobs of all types: names are taken whatever the type."""
        return cast("list[JsonObject]", work.listed(operations.GET_ALL_JOBS))

    def name_of(self, model: JsonObject) -> str:
        """Return the name of a job."""
        return text(model, "name")

    def key_of(self, inputs: JsonObject) -> str:
        """Return the name of the job."""
        return text(inputs, "name")

    def find(self, work: Work, key: str, inputs: JsonObject) -> JsonObject | None:
        """Return the job of that name; when it is being imported, only one of this type."""
        found = super().find(work, key, inputs)
        return None if not inputs and found is not None and found.get("type") != self.type else found

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return whether the description of a job carries the mark of this resource."""
        del work, inputs
        return model.get("type") == self.type and identity.has_marked(text(model, "description"))

    def shown(self, work: Work, model: JsonObject) -> JsonObject:
        """Return the inputs that the server shows."""
        shown = {**super().shown(work, model), "enabled": model.get("isDisabled") is not True}
        if password := encryption_password(model, self.encryption_path):
            shown["encryptionPasswordId"] = password
        return shown

    def payload(self, changes: JsonObject, identity: Identity) -> JsonObject:
        """Return inputs as a job of the API."""
        body = super().payload(changes, identity)
        placed(body, self.encryption_path, encryption(changes.get("encryptionPasswordId")))
        return {**body, "type": self.type}

    def gate_lists(self, inputs: JsonObject) -> Sequence[Listing[None, object]]:
        """Return the list of jobs, those of the default proxy where the job is to run, and those of repositories."""
        proxy = DEFAULT_PROXY_LISTS if inputs.get("enabled") is not False else ()
        return (operations.GET_ALL_JOBS, *proxy, *(REPOSITORY_LISTS if "repositoryId" in inputs else ()))

    def gate(self, work: Work, inputs: JsonObject, id_: str, identity: Identity) -> None:
        """Refuse a job without a default proxy to run on, or one that breaks a limit together with other jobs."""
        if inputs.get("enabled") is not False:
            gate_default_proxy(work)
        gate_job(work, self.token, inputs, id_, identity)
        if inputs.get("enabled") is not False:
            advise_on_license(work, self.token, inputs, identity)

    def foresee(self, work: Work, inputs: Mapping[str, object], id_: str, identity: Identity) -> None:
        """Say what breaks a limit together with what is on the server already."""
        foresee_job(work, self.token, inputs, id_, identity)

    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Make the job, and disable it where it is to be disabled."""
        body = cast("payloads.JobSpec", without_nulls(self.payload(inputs, identity)))
        job = cast("JsonObject", work.client.call(operations.CREATE_JOB, body))
        id_ = text(job, "id")
        looks = itertools.chain([job], iter(lambda: self.get(work, id_), None))

        def switch() -> None:
            self.switch(work, next(looks, job), enabled=self.is_to_run(work, inputs))

        try:
            work.persist(switch)
        except RestError as error:
            raise NotReadyYetError(id_, f"it cannot be disabled: {error}") from error
        return id_

    def is_to_run(self, work: Work, inputs: JsonObject) -> bool:
        """Return whether the job is to be enabled now."""
        del work
        return inputs.get("enabled") is not False

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change the job, and enable or disable it."""
        del old
        id_ = self.id_of(model)
        body = replace(model, self.payload(changes, identity))
        work.client.call(operations.UPDATE_JOB, cast("payloads.JobModel", body), id=id_)
        self.switch(work, model, enabled=self.is_to_run(work, changes))

    def switch(self, work: Work, model: JsonObject, *, enabled: bool) -> None:
        """Enable or disable a job that is not as it is to be."""
        if (model.get("isDisabled") is not True) != enabled:
            work.client.call(operations.ENABLE_JOB if enabled else operations.DISABLE_JOB, id=self.id_of(model))

    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Delete the job, and its backups where that is wanted; else say what becomes of them."""
        backups = [backup["id"] for backup in work.client.list(operations.GET_ALL_BACKUPS, jobIdFilter=id_)]
        if inputs.get("deleteBackups") is True:
            # Without its job nobody could tell whose backups they are, should this be interrupted.
            _demand_no_dependent(work, id_, text(inputs, "name"))
            for backup in backups:
                _delete_backup(work, backup)
        elif backups:
            work.progress.warn(_what_becomes_of_backups(inputs))
        work.client.call(operations.DELETE_JOB, id=id_)
        work.wait_until_gone(operations.GET_JOB, id_, f"the job {text(inputs, 'name')}")


def _demand_no_dependent(work: Work, id_: str, name: str) -> None:
    """Refuse to delete the backups of a job that the server would not let go.

    Raises:
        JobInUseError: another job depends on it.
    """
    jobs = cast("list[JsonObject]", work.listed(operations.GET_ALL_JOBS))
    dependent = [
        text(job, "name")
        for job in jobs
        if text(job, "primaryJobId").casefold() == id_.casefold()
        or (at(job, "schedule.afterThisJob.isEnabled") is True and at(job, "schedule.afterThisJob.jobName") == name)
    ]
    if dependent:
        raise JobInUseError(
            f"Its backups were to go with it, and {', '.join(sorted(dependent))} depends on it: delete that first."
        )


def _delete_backup(work: Work, id_: str) -> None:
    try:
        work.wait(work.client.call(operations.DELETE_BACKUP, id=id_))
    except NotFoundError:
        return
    except SessionFailedError:
        # A deletion that an interrupted update has begun may have been faster.
        if not work.vanishes(operations.GET_BACKUP, id_, OVERTAKEN_SECONDS):
            raise


def _what_becomes_of_backups(inputs: JsonObject) -> str:
    retention = child(inputs, "retention")
    quantity, kind = retention.get("quantity"), text(retention, "type")
    until = (
        f"the server's background retention removes them when they are older than {quantity} {kind.lower()}"
        if kind not in ("", "RestorePoints")
        else "nothing removes them by itself"
    )
    return (
        f"The backups of the job {text(inputs, 'name')} stay on the server without a job: {until}. A new job goes"
        f" on with"
        " them by sourceBackupId. To delete backups with a job, set deleteBackups: true and run pulumi up before."
    )
