"""Sealing: nothing that the control plane remembers lies on the disk in clear text."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any, Final

from cryptography.fernet import Fernet

from veeam_entraid_sandbox.state import private_folder

__all__ = ["Seal"]

_KEY_FILE: Final = "key"


class Seal:
    """Seals and opens with a key that is made on first use and kept in the state folder.

    The key lies beside what it opens. It keeps passwords out of backups, searches and screens; it is no
    protection from somebody who may read the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._fernet = Fernet(_key(private_folder(folder) / _KEY_FILE))

    def seal(self, data: object) -> bytes:
        """Return JSON data, sealed."""
        return self._fernet.encrypt(json.dumps(data).encode())

    def open(self, sealed: bytes) -> Any:  # noqa: ANN401 - JSON
        """Return what was sealed."""
        return json.loads(self._fernet.decrypt(sealed))

    def text(self, text: str) -> str:
        """Return a text, sealed as a text."""
        return self._fernet.encrypt(text.encode()).decode()

    def opened_text(self, sealed: str) -> str:
        """Return the text that was sealed."""
        return self._fernet.decrypt(sealed.encode()).decode()


def _key(file: Path) -> bytes:
    # Several plugins may start at once: the one that links its key first decides.
    if not file.exists():
        own = file.with_name(f".{file.name}.{os.getpid()}")
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(Fernet.generate_key())
        with contextlib.suppress(FileExistsError):
            os.link(own, file)
        own.unlink()
    return file.read_bytes()
