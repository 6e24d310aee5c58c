"""What lies in backup repositories: files in a folder that stands for all disks and buckets there are.

A repository is found by where its data lies, not by its id: another server that adds the same bucket sees what is in
it. Only copies of tenants have a content that can be read; of logs there is what a list of backups has to show.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast

from veeam_entraid_sandbox.azure import Seal
from veeam_entraid_sandbox.state import private_folder, replace_file
from veeam_entraid_sandbox.vbr._directory import Item, item_of
from veeam_entraid_sandbox.vbr._json import JsonObject, objects, text

__all__ = ["StorageError", "Stored", "StoredFile", "storage_of"]

_PLACE: Final = (
    ("type",),
    ("account", "servicePoint"),
    ("bucket", "bucketName"),
    ("bucket", "folderName"),
    ("container", "containerName"),
    ("container", "folderName"),
    ("repository", "path"),
    ("share", "sharePath"),
)


class StorageError(Exception):
    """What should lie in a repository does not. The message is one plain sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A restore point in a repository, and the backup that it is of.

    Attributes:
        backup: the backup's id.
        name: the backup's name.
        job_type: the type of the job that has made it.
        tenant: the tenant's id in Entra ID.
        point: the restore point's id.
        created: its time, as the API writes it.
        type: Full or Increment.
    """

    backup: str
    name: str
    job_type: str
    tenant: str
    point: str
    created: str
    type: str


class Stored:
    """One repository."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._root = root

    def write(self, file: StoredFile, items: Sequence[Item], keep: Collection[str]) -> None:
        """Write a restore point with its content, and remove those of its backup that are not to be kept."""
        sealed = self._seal.seal({**asdict(file), "items": [asdict(item) for item in items]})
        replace_file(private_folder(self._folder / file.backup) / file.point, sealed)
        self.keep(file.backup, {*keep, file.point})

    def keep(self, backup: str, points: Collection[str]) -> None:
        """Remove the restore points of a backup, but for these."""
        for file in self._files(backup):
            if file.name not in points:
                file.unlink(missing_ok=True)

    def items(self, backup: str, point: str) -> tuple[Item, ...]:
        """Return the content of a restore point.

        Raises:
            StorageError: it is not there.
        """
        try:
            sealed = (self._folder / backup / point).read_bytes()
        except FileNotFoundError as error:
            raise StorageError(f"The restore point {point} is not in the repository.") from error
        opened = cast("JsonObject", self._seal.open(sealed))
        return tuple(map(item_of, objects(opened, "items")))

    def all(self) -> list[StoredFile]:
        """Return everything that is there, by backup, the oldest first."""
        folders = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        found = [self._read(file) for folder in folders for file in self._files(folder.name)]
        return sorted(found, key=lambda file: (file.backup, file.created))

    def _files(self, backup: str) -> list[Path]:
        folder = self._folder / backup
        # What is only half written begins with a dot.
        return [file for file in folder.iterdir() if not file.name.startswith(".")] if folder.is_dir() else []

    def _read(self, file: Path) -> StoredFile:
        opened = cast("dict[str, Any]", self._seal.open(file.read_bytes()))
        return StoredFile(**{name: value for name, value in opened.items() if name != "items"})

    @property
    def _seal(self) -> Seal:
        return Seal(private_folder(self._root))


def storage_of(root: Path, repository: JsonObject) -> Stored:
    """Return what lies in a repository.

    Args:
        root: the folder that stands for all disks and buckets.
        repository: the body that the API shows of it; a scale-out repository has its data under its own id.
    """
    where = [text(repository, *path) for path in _PLACE]
    place = where if any(where[1:]) else [text(repository, "id")]
    return Stored(root / hashlib.sha256(json.dumps(place).encode()).hexdigest()[:32], root)
