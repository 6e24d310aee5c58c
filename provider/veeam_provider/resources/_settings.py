"""Settings of the server, of which there is one of each: they are taken over, and stay when they are left."""

import abc
import dataclasses
from collections.abc import Iterator, Mapping
from typing import ClassVar, cast

from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._identity import Identity
from veeam_provider._server import Work
from veeam_provider.resources._kind import Kind, NotReadyYetError, at, child, placed, text
from veeam_provider.rest import RestError, operations, payloads, replace
from veeam_provider.schema import (
    BOOLEAN,
    IDENTIFIER,
    TEXT,
    JsonObject,
    NumberType,
    ObjectType,
    Property,
    optional,
    payload_fields,
    payload_type,
)

__all__ = ["ConfigurationBackup", "License", "Notifications"]

_MOST_POINTS = 99
# The types that a server shows without a licence: the second one is that of the Community Edition.
_WITHOUT_LICENSE = ("Empty", "Free")


class _Setting(Kind):
    """A setting.

    Attributes:
        id: of the resource, and what an import names.
    """

    id: ClassVar[str]
    is_always_there = True

    def key_of(self, inputs: JsonObject) -> str:
        """Return its id."""
        del inputs
        return self.id

    def id_of(self, model: JsonObject) -> str:
        """Return its id."""
        del model
        return self.id

    def find(self, work: Work, key: str, inputs: JsonObject) -> JsonObject | None:
        """Return the setting."""
        del key, inputs
        return self.look(work)

    def get(self, work: Work, id_: str) -> JsonObject | None:
        """Return the setting."""
        del id_
        return self.look(work)

    @abc.abstractmethod
    def look(self, work: Work) -> JsonObject:
        """Return the setting."""

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return that it is: a server has one."""
        del work, model, inputs, identity
        return True

    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Never called: a setting is always there."""
        self.update(work, self.look(work), inputs, {}, identity)
        return self.id

    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Leave the setting as it is."""
        del id_, inputs
        work.progress.info(f"{self.form.name} stays on the backup server as it is.")


class ConfigurationBackup(_Setting):
    """The backup of the server's own configuration."""

    token = "veeam:infrastructure:ConfigurationBackup"
    description = (
        "The backup of the server's own configuration, from which a lost server is restored. It holds no backups of"
        " tenants. Keep it off the server, and encrypted: only then it holds the credentials."
    )
    natural_key = "the name configBackup"
    id = "configBackup"
    places = {
        "enabled": "isEnabled",
        "repositoryId": "backupRepositoryId",
        "restorePointsToKeep": "restorePointsToKeep",
        "schedule": "schedule",
        "notifications": "notifications",
    }
    form = ObjectType(
        "ConfigurationBackup",
        {
            "enabled": Property(type=BOOLEAN, default=True, description="Whether the configuration is backed up."),
            "repositoryId": Property(
                type=IDENTIFIER, required=True, description="The id of the repository, best one off the backup server."
            ),
            "restorePointsToKeep": Property(
                type=NumberType(whole=True, least=1, most=_MOST_POINTS), default=10, description="How many are kept."
            ),
            "encryptionPasswordId": Property(
                type=IDENTIFIER,
                description="The id of the encryption password. Without it the backup is not encrypted and has no"
                " credentials in it.",
            ),
            "schedule": Property(
                type=payload_type(payloads.ConfigBackupScheduleModel),
                description="When; the server's own time without it.",
            ),
            "notifications": Property(
                type=payload_type(payloads.ConfigBackupNotificationsModel),
                description="Whom the server tells of the results.",
            ),
        },
    )
    outputs = {
        "lastSuccessfulTime": Property(type=TEXT, description="When the configuration was last backed up."),
    }

    def look(self, work: Work) -> JsonObject:
        """Return the setting."""
        return cast("JsonObject", work.client.call(operations.GET_CONFIG_BACKUP_OPTIONS))

    def shown(self, work: Work, model: JsonObject) -> JsonObject:
        """Return the inputs that the server shows."""
        shown = super().shown(work, model)
        if at(model, "encryption.isEnabled") is True:
            shown["encryptionPasswordId"] = at(model, "encryption.passwordId")
        return shown

    def computed(self, work: Work, model: JsonObject, inputs: JsonObject) -> JsonObject:
        """Return when it last succeeded."""
        del work, inputs
        last = text(model, "lastSuccessfulBackup.lastSuccessfulTime")
        return {"lastSuccessfulTime": last} if last else {}

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change the setting."""
        del old
        body = self.payload({name: value for name, value in changes.items() if value is not None}, identity)
        password = changes.get("encryptionPasswordId")
        # The API wants an id even where nothing is encrypted.
        placed(body, "encryption.isEnabled", password is not None)
        placed(body, "encryption.passwordId", password or text(model, "encryption.passwordId"))
        changed = cast("payloads.ConfigBackupModel", replace(model, body))
        work.client.call(operations.UPDATE_CONFIG_BACKUP_OPTIONS, changed)


def _email_type() -> ObjectType:
    form = payload_type(payloads.GeneralOptionsEmailSettingsBaseModel)
    if not isinstance(form, ObjectType):
        raise TypeError("The settings of e-mail are an object.")
    fields = {name: dataclasses.replace(each, required=False) for name, each in form.properties.items()}
    fields["clientSecret"] = Property(type=TEXT, secret=True, description="The secret of the client (Gmail).")
    return ObjectType("EmailSettings", fields, "How the server sends e-mail.")


class Notifications(_Setting):
    """E-mail, and what the server warns of."""

    token = "veeam:infrastructure:Notifications"
    description = "How the server sends e-mail, and of what it warns. Each half that is left out stays as it is."
    natural_key = "the name notifications"
    id = "notifications"
    places = {"emailSettings": "emailSettings", "notifications": "notifications"}
    form = ObjectType(
        "Notifications",
        {
            "emailSettings": Property(type=_email_type(), description="How the server sends e-mail."),
            "notifications": Property(
                type=optional(payload_type(payloads.GeneralOptionsNotificationsModel)),
                description="Of what the server warns.",
            ),
        },
    )

    def look(self, work: Work) -> JsonObject:
        """Return the setting."""
        return {
            "emailSettings": cast("JsonObject", work.client.call(operations.GET_EMAIL_SETTINGS)),
            "notifications": cast("JsonObject", work.client.call(operations.GET_NOTIFICATIONS_SETTINGS)),
        }

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change the halves that are given."""
        del old, identity
        if isinstance(email := changes.get("emailSettings"), dict):
            body = replace(child(model, "emailSettings"), email)
            work.client.call(
                operations.UPDATE_EMAIL_SETTINGS, cast("payloads.GeneralOptionsEmailSettingsBaseModel", body)
            )
        if isinstance(warnings := changes.get("notifications"), dict):
            body = replace(child(model, "notifications"), warnings)
            work.client.call(
                operations.UPDATE_NOTIFICATIONS_SETTINGS, cast("payloads.GeneralOptionsNotificationsModel", body)
            )


class License(_Setting):
    """The licence of the server."""

    token = "veeam:infrastructure:License"
    description = "The licence of the server. It stays installed when the resource is deleted."
    natural_key = "the name license"
    id = "license"
    form = ObjectType(
        "License",
        {
            "license": Property(
                type=TEXT, required=True, secret=True, description="The content of the licence's file, in base64."
            ),
            "autoUpdateEnabled": Property(
                type=payload_fields(payloads.InstalledLicenseModel)["autoUpdateEnabled"].type,
                description="Whether the server updates the licence by itself.",
            ),
            "proactiveSupportEnabled": Property(
                type=BOOLEAN,
                description="Whether the server sends usage data for the vendor's support. Needs autoUpdateEnabled.",
            ),
        },
    )
    outputs = {
        "status": Property(type=TEXT, description="Valid, Expired or Invalid."),
        "type": Property(type=TEXT, description="The type of licence, such as Subscription."),
        "edition": Property(type=TEXT, description="The edition."),
        "expirationDate": Property(type=TEXT, description="When it ends."),
        "package": Property(type=TEXT, description="The package, such as Advanced, on which logs and policies depend."),
        "licensedInstances": Property(type=NumberType(), description="How many instances there are; one is ten users."),
        "usedInstances": Property(type=NumberType(), description="How many of them are used."),
    }

    def problems(self, inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what does not go together."""
        if inputs.get("proactiveSupportEnabled") is True and inputs.get("autoUpdateEnabled") is not True:
            yield CheckFailure("proactiveSupportEnabled", "proactiveSupportEnabled needs autoUpdateEnabled: true.")

    def get(self, work: Work, id_: str) -> JsonObject | None:
        """Return the licence, or None where none is installed, as on a server that has been set up anew."""
        model = super().get(work, id_)
        return None if model is not None and text(model, "type") in _WITHOUT_LICENSE else model

    def look(self, work: Work) -> JsonObject:
        """Return the setting."""
        return cast("JsonObject", work.client.call(operations.GET_INSTALLED_LICENSE))

    def shown(self, work: Work, model: JsonObject) -> JsonObject:
        """Return the inputs that the server shows."""
        del work
        return {name: model[name] for name in ("autoUpdateEnabled", "proactiveSupportEnabled") if name in model}

    def computed(self, work: Work, model: JsonObject, inputs: JsonObject) -> JsonObject:
        """Return what the licence is for."""
        del work, inputs
        summary = child(model, "instanceLicenseSummary")
        found = {
            **{name: model.get(name) for name in ("status", "type", "edition", "expirationDate")},
            "package": summary.get("package"),
            "licensedInstances": summary.get("licensedInstancesNumber"),
            "usedInstances": summary.get("usedInstancesNumber"),
        }
        return {name: value for name, value in found.items() if value is not None}

    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Install the licence where it differs, and set whether it is updated."""
        del identity
        if changes.get("license") != old.get("license"):
            spec = payloads.LicenseInstallationSpec(license=text(changes, "license"))
            model = cast("JsonObject", work.client.call(operations.INSTALL_LICENSE, spec))
        update, support = (
            model.get(name) if changes.get(name) is None else changes.get(name)
            for name in ("autoUpdateEnabled", "proactiveSupportEnabled")
        )
        if (update, support) != (model.get("autoUpdateEnabled"), model.get("proactiveSupportEnabled")):
            auto = payloads.LicenseAutoUpdateSpec(enabled=update is True, proactiveSupportEnabled=support is True)
            try:
                work.persist(lambda: work.client.call(operations.SET_AUTO_UPDATE, auto))
            except RestError as error:
                raise NotReadyYetError(self.id, f"its automatic update cannot be set: {error}") from error
