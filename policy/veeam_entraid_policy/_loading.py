"""The files that the pack's configuration names."""

import json
from collections.abc import Callable
from pathlib import Path

from veeam_entraid_limits import ConfigurationError

__all__ = ["json_files"]


def json_files(folder: Path) -> Callable[[str], object]:
    """Return what reads a JSON file at a path that starts from a folder unless it is absolute.

    It raises a ConfigurationError where there is no such file, and where the file holds no JSON.
    """

    def read(path: str) -> object:
        file = folder / path
        try:
            document: object = json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigurationError([f"{file} cannot be read ({error.strerror})."]) from error
        except ValueError as error:
            raise ConfigurationError([f"{file} holds no JSON."]) from error
        return document

    return read
