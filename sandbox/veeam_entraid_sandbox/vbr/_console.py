"""What a person sets at the server's own console, where the REST API has no part: a file in the server's folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast

from veeam_entraid_sandbox.state import private_folder, replace_file

__all__ = ["Console", "read_console", "write_console"]

_FILE: Final = "console.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What is set.

    Attributes:
        multi_factor: multi-factor authentication is on: who is no service account does not get in over REST.
        four_eyes: a second person has to approve deletions: REST cannot delete.
        clock_offset: by how many seconds the server's clock is ahead.
        sign_in_after: how many seconds after a code has been shown a person signs in with it; None for never.
        sign_in_user: as whom.
        sign_in_tenant: in which tenant of Entra ID.
        sign_in_error: why the sign-in fails; empty if it does not.
    """

    multi_factor: bool = False
    four_eyes: bool = False
    clock_offset: float = 0.0
    sign_in_after: float | None = None
    sign_in_user: str = "administrator@contoso.example"
    sign_in_tenant: str = "c0470500-0000-4000-8000-000000000000"
    sign_in_error: str = ""


def read_console(folder: Path) -> Console:
    """Return what is set at the console of the server in that folder."""
    try:
        data = cast("dict[str, Any]", json.loads((folder / _FILE).read_bytes()))
    except FileNotFoundError:
        return Console()
    return Console(**data)


def write_console(folder: Path, console: Console) -> None:
    """Set it; a server that runs knows with the next request."""
    replace_file(private_folder(folder) / _FILE, json.dumps(asdict(console)).encode())
