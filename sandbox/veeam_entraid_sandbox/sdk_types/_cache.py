"""Shapes that were read once, kept beside the SDK that they were read from."""

import contextlib
import json
import sys
import threading
from pathlib import Path
from typing import Final

from veeam_entraid_sandbox.sdk_types._introspection import Sdk
from veeam_entraid_sandbox.sdk_types._shape import ResourceShape, from_json, to_json
from veeam_entraid_sandbox.state import replace_file

__all__ = ["Shapes"]

# Raised when what is written changes, so that files of an earlier form are not read.
_FORM: Final = 2


class Shapes:
    """The shapes of an SDK's resources, read once per version and resource.

    They are kept in the environment that holds the SDK, where they go when the environment goes. An
    environment that cannot be written to costs the reading in each process, and nothing else.
    """

    def __init__(self, sdk: Sdk, folder: Path | None = None) -> None:
        self._sdk = sdk
        self._version = sdk.version
        base = folder or Path(sys.prefix) / "var" / "cache" / "veeam-entraid-sandbox"
        self._folder = base / f"{sdk.package}-{self._version}-{_FORM}"
        self._lock = threading.Lock()
        self._known: dict[str, ResourceShape] = {}

    @property
    def version(self) -> str:
        """The version of the SDK."""
        return self._version

    def get(self, token: str) -> ResourceShape:
        """Return the shape of the resource.

        Raises:
            UnknownTokenError: the SDK has no such resource.
        """
        with self._lock:
            if token not in self._known:
                self._known[token] = self._kept(token) or self._read(token)
            return self._known[token]

    def tokens(self) -> frozenset[str]:
        """Return the tokens of all resources that the SDK knows."""
        return self._sdk.tokens()

    def _file(self, token: str) -> Path:
        return self._folder / f"{token.replace(':', '.').replace('/', '.')}.json"

    def _kept(self, token: str) -> ResourceShape | None:
        try:
            return from_json(json.loads(self._file(token).read_bytes()))
        except (OSError, ValueError, KeyError):
            return None

    def _read(self, token: str) -> ResourceShape:
        shape = self._sdk.shape(token)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._file(token), json.dumps(to_json(shape)).encode(), mode=0o644)
        return shape
