"""What the server keeps for signing in and for encrypting: none of it is ever shown again."""

from collections.abc import Iterator, Mapping
from typing import Final, cast

from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._identity import Identity
from veeam_provider._server import Work
from veeam_provider.resources._kind import Listed, text
from veeam_provider.rest import operations, payloads, replace
from veeam_provider.schema import TEXT, JsonObject, ObjectType, Property, TextType, WordType

__all__ = ["CloudCredential", "EncryptionPassword"]

_NAMES: Final = {"AzureStorage": ("account", "sharedKey"), "Amazon": ("accessKey", "secretKey")}
"""By the type of credentials: what names them, and what is secret of them."""


class CloudCredential(Listed):
    """Credentials of object storage."""

    token = "veeam:infrastructure:CloudCredential"
    description = "Credentials by which the backup server reaches object storage."
    natural_key = "the account or access key"
    places = {"type": "type", "account": "account", "accessKey": "accessKey", "description": "description"}
    form = ObjectType(
        "CloudCredential",
        {
            "type": Property(
                type=WordType("type", tuple(_NAMES)),
                required=True,
                replaces=True,
                description="AzureStorage, with account and sharedKey; or Amazon and what is compatible with it,"
                " with accessKey and secretKey.",
            ),
            "account": Property(
                type=TEXT, replaces=True, description="The name of the storage account (AzureStorage)."
            ),
            "sharedKey": Property(type=TEXT, secret=True, description="A key of the storage account (AzureStorage)."),
            "accessKey": Property(type=TEXT, replaces=True, description="The id of the access key (Amazon)."),
            "secretKey": Property(type=TEXT, secret=True, description="The secret of the access key (Amazon)."),
            "description": Property(type=TEXT, default="", description="For people."),
        },
    )

    def problems(self, inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what a type of credentials lacks, and what belongs to the other one."""
        kind = inputs.get("type")
        if not isinstance(kind, str) or kind not in _NAMES:
            return
        for name in _NAMES[kind]:
            if inputs.get(name) is None:
                yield CheckFailure(name, f"{name} is missing: credentials of type {kind} need it.")
        for other, names in _NAMES.items():
            for name in names:
                if other != kind and inputs.get(name) is not None:
                    yield CheckFailure(name, f"{name} belongs to credentials of type {other}: leave it out.")

    def listed(self, work: Work) -> list[JsonObject]:
        """Return all credentials."""
        return cast("list[JsonObject]", work.listed(operations.GET_ALL_CLOUD_CREDS))

    def name_of(self, model: JsonObject) -> str:
        """Return the account or access key of credentials."""
        return text(model, "account") or text(model, "accessKey")

    def key_of(self, inputs: JsonObject) -> str:
        """Return the account or access key."""
        return self.name_of(inputs)

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return whether credentials have the unique id of this resource."""
        del work, inputs
        return text(model, "uniqueId").casefold() == identity.unique_id

    def payload(self, changes: JsonObject, identity: Identity) -> JsonObject:
        """Return inputs as credentials of the API."""
        # These carry a unique id: their description needs no mark.
        return {**super().payload(changes, identity), "description": text(changes, "description")}

    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Make the credentials."""
        secret = _NAMES[text(inputs, "type")][1]
        body = {**self.payload(inputs, identity), secret: inputs[secret], "uniqueId": identity.unique_id}
        return work.client.call(operations.CREATE_CLOUD_CREDS, cast("payloads.CloudCredentialsSpec", body))["id"]

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change the description, and the secret where it differs."""
        id_, secret = self.id_of(model), _NAMES[text(model, "type")][1]
        if changes.get("description") != text(model, "description"):
            body = replace(model, self.payload(changes, identity))
            work.client.call(operations.UPDATE_CLOUD_CREDS, cast("payloads.CloudCredentialsModel", body), id=id_)
        if changes.get(secret) != old.get(secret):
            new = payloads.CloudCredentialsPasswordSpec(newSecretKey=text(changes, secret))
            work.client.call(operations.CHANGE_CLOUD_CREDS_SECRET_KEY, new, id=id_)

    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Delete the credentials. The server refuses that while a repository uses them."""
        work.client.call(operations.DELETE_CLOUD_CREDS, id=id_)
        work.wait_until_gone(operations.GET_CLOUD_CREDS, id_, f"the credentials of {self.key_of(inputs)}")


class EncryptionPassword(Listed):
    """A password by which backups are encrypted."""

    token = "veeam:infrastructure:EncryptionPassword"
    description = (
        "A password of the server by which backups are encrypted. Whoever loses it has lost the backups: keep it"
        " elsewhere as well."
    )
    natural_key = "the hint"
    places = {"hint": "hint"}
    form = ObjectType(
        "EncryptionPassword",
        {
            "hint": Property(
                type=TextType(meaning="a text"),
                required=True,
                description="What tells people which password it is, and tells passwords apart. Everybody sees it.",
            ),
            "password": Property(type=TEXT, required=True, secret=True, description="The password."),
        },
    )

    def listed(self, work: Work) -> list[JsonObject]:
        """Return all passwords, by their hints."""
        return cast("list[JsonObject]", work.listed(operations.GET_ALL_ENCRYPTION_PASSWORDS))

    def name_of(self, model: JsonObject) -> str:
        """Return the hint of a password."""
        return text(model, "hint")

    def key_of(self, inputs: JsonObject) -> str:
        """Return the hint."""
        return text(inputs, "hint")

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return whether a password has the unique id of this resource."""
        del work, inputs
        return text(model, "uniqueId").casefold() == identity.unique_id

    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Make the password."""
        body = payloads.EncryptionPasswordSpec(
            password=text(inputs, "password"), hint=text(inputs, "hint"), uniqueId=identity.unique_id
        )
        return work.client.call(operations.CREATE_ENCRYPTION_PASSWORD, body)["id"]

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change the password where it differs, else the hint."""
        del identity
        id_, hint = self.id_of(model), text(changes, "hint")
        if changes.get("password") != old.get("password"):
            new = payloads.EncryptionPasswordChangeSpec(hint=hint, password=text(changes, "password"))
            work.client.call(operations.CHANGE_ENCRYPTION_PASSWORD, new, id=id_)
        elif hint != text(model, "hint"):
            body = cast("payloads.EncryptionPasswordModel", {**model, "hint": hint})
            work.client.call(operations.UPDATE_ENCRYPTION_PASSWORD, body, id=id_)

    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Delete the password. The server refuses that while something uses it."""
        work.client.call(operations.DELETE_ENCRYPTION_PASSWORD, id=id_)
        work.wait_until_gone(operations.GET_ENCRYPTION_PASSWORD, id_, f"the password {self.key_of(inputs)}")
