"""Backup repositories: for logs, copies, the cache, and the configuration."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final, cast, get_args

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._hosts import MissingObjectError, backup_server, default_mount_server
from veeam_provider._identity import Identity
from veeam_provider._server import Work
from veeam_provider.resources._kind import Listed, text, without_nulls
from veeam_provider.rest import operations, payloads, replace
from veeam_provider.schema import (
    BOOLEAN,
    TEXT,
    Json,
    JsonObject,
    ObjectType,
    Property,
    TextType,
    WordType,
    merged_type,
    payload_fields,
)

__all__ = ["REPOSITORY_TYPES", "Repository"]


def _word(form: object) -> str:
    kind = payload_fields(form)["type"].type
    return kind.words[0] if isinstance(kind, WordType) else ""


_FORMS: Final = {_word(form): form for form in get_args(payloads.RepositorySpec)}
REPOSITORY_TYPES: Final = tuple(_FORMS)
"""The types of repositories that the API can make."""

_GENERAL: Final = frozenset({"name", "description", "type", "uniqueId", "importBackup", "importIndex"})
_BLOCKS: Final = {
    "hostId": "The id of the managed server with the folder (WinLocal, LinuxLocal, LinuxHardened). The backup"
    " server, where it is left out.",
    "share": "The share (Smb, Nfs).",
    "repository": "The folder, and how much at once (WinLocal, LinuxLocal, LinuxHardened, Smb, Nfs).",
    "account": "Where the object storage is, and by which credentials.",
    "bucket": "The bucket and the folder in it. One that spreads its data over several buckets"
    " (enableAutoProvision) takes no logs.",
    "container": "The container and the folder in it (AzureBlob, VeeamDataCloudVault).",
    "mountServer": "The servers that mount backups. The server's default one, where it is left out.",
    "taskLimitEnabled": "Whether the number of tasks at once is limited (object storage).",
    "maxTaskCount": "How many tasks at once (object storage).",
    "proxyAppliance": "The helper appliance (object storage). That of AzureBlob opens ports 22 and 443 to the world.",
}
_TYPE_NAMES: Final = {
    "share": "RepositoryShare",
    "repository": "RepositoryFolder",
    "account": "RepositoryAccount",
    "bucket": "RepositoryBucket",
    "container": "RepositoryContainer",
}
"""What blocks are called, which have properties of several types of repositories."""
_LOCAL: Final = frozenset({"WinLocal", "LinuxLocal"})


def _block(name: str) -> Property:
    fields = [payload_fields(form)[name] for form in _FORMS.values() if name in payload_fields(form)]
    merged = merged_type([field.type for field in fields])
    if isinstance(merged, ObjectType) and name in _TYPE_NAMES:
        merged = dataclasses.replace(merged, name=_TYPE_NAMES[name])
    return Property(type=merged, description=_BLOCKS[name])


class Repository(Listed):
    """A backup repository."""

    token = "veeam:infrastructure:Repository"
    description = (
        "A backup repository of the server: for logs, for copies of backups, for the cache of a tenant, or for the"
        " backup of the server's configuration. Backups of tenants are not in one of these, but in PostgreSQL."
    )
    natural_key = "the name"
    is_made_by_sessions = True
    also_replaced_by = frozenset(
        {
            "share.sharePath",
            "repository.path",
            "bucket.bucketName",
            "bucket.folderName",
            "bucket.regionId",
            "container.containerName",
            "container.folderName",
            "account.servicePoint",
        }
    )
    places = {name: name for name in ("name", "description", "type", *_BLOCKS)}
    form = ObjectType(
        "Repository",
        {
            "name": Property(
                type=TextType(meaning="a name"), required=True, description="Its name, different from others."
            ),
            "description": Property(type=TEXT, default="", description="For people."),
            "type": Property(
                type=WordType("type", REPOSITORY_TYPES),
                required=True,
                replaces=True,
                description="What kind of storage it is, which decides on the blocks that it takes.",
            ),
            **{name: _block(name) for name in _BLOCKS},
            "importBackup": Property(
                type=BOOLEAN,
                only_at_creation=True,
                description="Whether backups that lie there already are imported when the repository is made.",
            ),
            "importIndex": Property(
                type=BOOLEAN,
                only_at_creation=True,
                description="Whether their indexes are imported as well.",
            ),
        },
    )

    def problems(self, inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what a type of repository lacks, and what it does not have."""
        kind = inputs.get("type")
        if not isinstance(kind, str) or kind not in _FORMS:
            return
        fields = payload_fields(_FORMS[kind])
        for name in _BLOCKS:
            given = inputs.get(name)
            if given is None:
                needed = name in fields and fields[name].required and not self._is_filled_in(kind, name)
                if needed:
                    yield CheckFailure(name, f"{name} is missing: a repository of type {kind} needs it.")
            elif name not in fields:
                yield CheckFailure(name, f"{name} does not belong to a repository of type {kind}: leave it out.")
            else:
                yield from fields[name].type.problems(cast("Value", given), name)

    @staticmethod
    def _is_filled_in(kind: str, name: str) -> bool:
        return name == "mountServer" or (name == "hostId" and kind in _LOCAL)

    def listed(self, work: Work) -> list[JsonObject]:
        """Return all repositories."""
        return cast("list[JsonObject]", work.listed(operations.GET_ALL_REPOSITORIES))

    def name_of(self, model: JsonObject) -> str:
        """Return the name of a repository."""
        return text(model, "name")

    def key_of(self, inputs: JsonObject) -> str:
        """Return the name."""
        return text(inputs, "name")

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return whether a repository has the unique id of this resource."""
        del work, inputs
        return text(model, "uniqueId").casefold() == identity.unique_id

    def payload(self, changes: JsonObject, identity: Identity) -> JsonObject:
        """Return inputs as a repository of the API, with the fields that its type has."""
        known = payload_fields(_FORMS[text(changes, "type")])
        body = {name: value for name, value in super().payload(changes, identity).items() if name in known}
        # Repositories carry a unique id: their description needs no mark.
        return {**body, "description": text(changes, "description")}

    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Make the repository, and wait until it is there."""
        body = {
            **self.payload(inputs, identity),
            **{name: inputs[name] for name in ("importBackup", "importIndex") if name in inputs},
            **_filled_in(work, inputs),
            "uniqueId": identity.unique_id,
        }
        spec = cast("payloads.RepositorySpec", without_nulls(body))
        work.wait(work.client.call(operations.CREATE_REPOSITORY, spec))
        found = self.find(work, self.key_of(inputs), inputs)
        if found is None:
            raise MissingObjectError(
                f"The backup server has made the repository {self.key_of(inputs)}, and does not show it."
            )
        return self.id_of(found)

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change the repository, and wait until that is done."""
        del old
        body = replace(model, {**self.payload(changes, identity), **_filled_in(work, changes, model)})
        session = work.client.call(
            operations.UPDATE_REPOSITORY, cast("payloads.RepositoryModel", body), id=self.id_of(model)
        )
        work.wait(session)

    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Remove the repository from the server. What lies in it stays there."""
        work.client.call(operations.DELETE_REPOSITORY, id=id_, deleteBackups=False)
        work.wait_until_gone(operations.GET_REPOSITORY, id_, f"the repository {self.key_of(inputs)}")


def _filled_in(work: Work, inputs: JsonObject, model: Mapping[str, Json] | None = None) -> JsonObject:
    """Return the hosts that inputs leave to the server, and that the API wants all the same."""
    filled: JsonObject = {}
    if inputs.get("hostId") is None and inputs["type"] in _LOCAL:
        filled["hostId"] = model["hostId"] if model else backup_server(work)["id"]
    if inputs.get("mountServer") is None:
        filled["mountServer"] = model["mountServer"] if model else default_mount_server(work)
    return filled
