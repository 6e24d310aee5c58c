"""The PostgreSQL instance that a server is connected to as its Entra ID backup repository.

The REST API neither shows nor sets it: a person connects one with a wizard on the server. Here it is a sealed file in
the server's folder, which a run of a job reads when it starts.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from veeam_entraid_sandbox.azure import Seal
from veeam_entraid_sandbox.state import private_folder, replace_file

__all__ = ["Instance", "instance_stamp", "read_instance", "write_instance"]

_FILE: Final = "instance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A PostgreSQL instance, and who logs in to it.

    Attributes:
        host: a name or an address.
        port: the TCP port.
        login: the role.
        password: its password.
    """

    host: str
    port: int = 5432
    login: str
    password: str = field(repr=False)

    @property
    def place(self) -> str:
        """What tells the instance from others, whoever logs in."""
        return f"{self.host}:{self.port}"

    @property
    def fingerprint(self) -> str:
        """What tells the connection from another one, to the same instance too."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()


def read_instance(folder: Path) -> Instance | None:
    """Return the instance that the server in that folder is connected to, or None for none."""
    try:
        sealed = (folder / _FILE).read_text()
    except FileNotFoundError:
        return None
    opened = cast("dict[str, Any]", json.loads(Seal(folder).opened_text(sealed)))
    return Instance(**opened)


def instance_stamp(folder: Path) -> tuple[int, int]:
    """Return what changes whenever another instance is connected, and costs little to look at."""
    try:
        found = (folder / _FILE).stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_ino


def write_instance(folder: Path, instance: Instance) -> None:
    """Connect the server in that folder to an instance, in place of the one before."""
    sealed = Seal(private_folder(folder)).text(json.dumps(asdict(instance)))
    replace_file(folder / _FILE, sealed.encode())
