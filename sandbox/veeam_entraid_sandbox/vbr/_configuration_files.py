"""Backups of servers' configurations: files beside the backups, which a person opens at the console of a server."""

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from cryptography.fernet import Fernet, InvalidToken

from veeam_entraid_sandbox.azure import Seal
from veeam_entraid_sandbox.state import private_folder, replace_file
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, objects, text

__all__ = ["ConfigurationFile", "ConfigurationFileError", "configuration_files", "write_configuration_file"]

_FOLDER: Final = "configurations"
_SALT_BYTES: Final = 16
_KEY_BYTES: Final = 32
_COST: Final = 2**14


class ConfigurationFileError(Exception):
    """A backup of a configuration cannot be restored. The message is one plain sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationFile:
    """One backup of a configuration.

    Attributes:
        storage: the folder that stands for all disks and buckets of repositories.
        id: what tells backups apart.
        server: the name of the server that it is of.
        repository: the id of the repository that the server has written it to.
        created: its time, as the API writes it.
        is_encrypted: whether it takes a password, and holds secrets.
    """

    storage: Path
    id: str
    server: str
    repository: str
    created: str
    is_encrypted: bool

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.storage / _FOLDER / self.id

    def records(self, password: str = "") -> list[JsonObject]:
        """Return what the file holds.

        Raises:
            ConfigurationFileError: it is gone, or encrypted by another password.
        """
        opened = _opened(self.storage, self.path)
        content = text(opened, "content")
        if not self.is_encrypted:
            return objects(json.loads(content))
        try:
            decrypted = _cipher(password, bytes.fromhex(text(opened, "salt"))).decrypt(content.encode())
        except InvalidToken as error:
            raise ConfigurationFileError("The password of the configuration backup is wrong.") from error
        return objects(json.loads(decrypted))


def write_configuration_file(file: ConfigurationFile, records: Sequence[JsonObject], password: str, keep: int) -> None:
    """Write a backup, and remove the oldest of its server and repository so that ``keep`` of them are left.

    Args:
        file: what it is, and where.
        records: what it holds.
        password: by which it is encrypted; empty for not at all.
        keep: how many stay, this one included.
    """
    salt = os.urandom(_SALT_BYTES)
    content = json.dumps([*records])
    written: JsonObject = {
        "server": file.server,
        "repository": file.repository,
        "created": file.created,
        "salt": salt.hex() if password else "",
        "content": _cipher(password, salt).encrypt(content.encode()).decode() if password else content,
    }
    private_folder(file.path.parent)
    replace_file(file.path, Seal(file.storage).seal(written))
    alike = [each for each in configuration_files(file.storage) if each.repository == file.repository]
    for old in alike[keep:]:
        old.path.unlink(missing_ok=True)


def configuration_files(storage: Path) -> list[ConfigurationFile]:
    """Return the backups of configurations that lie in a storage, the newest first."""
    folder = storage / _FOLDER
    # What is only half written begins with a dot.
    paths = [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
    found = [_file_of(storage, path) for path in paths]
    return sorted(found, key=lambda file: file.created, reverse=True)


def _file_of(storage: Path, path: Path) -> ConfigurationFile:
    opened = _opened(storage, path)
    return ConfigurationFile(
        storage=storage,
        id=path.name,
        server=text(opened, "server"),
        repository=text(opened, "repository"),
        created=text(opened, "created"),
        is_encrypted=bool(text(opened, "salt")),
    )


def _opened(storage: Path, path: Path) -> JsonValue:
    try:
        return cast("JsonValue", Seal(storage).open(path.read_bytes()))
    except FileNotFoundError as error:
        raise ConfigurationFileError(f"The configuration backup {path.name} is gone.") from error


def _cipher(password: str, salt: bytes) -> Fernet:
    key = hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=8, p=1, dklen=_KEY_BYTES)
    return Fernet(base64.urlsafe_b64encode(key))
