"""The pack's configuration with the files that it names."""

import json
from pathlib import Path

from veeam_entraid_limits import SETTINGS, Configuration, ConfigurationError, Waiver, read_configuration, read_waivers

__all__ = ["load_configuration"]


def load_configuration(document: object, folder: Path) -> Configuration:
    """Return the configuration that a document holds, with the waivers of the file that it names.

    Args:
        document: the configuration of the policies, as :func:`veeam_entraid_limits.read_configuration` takes it.
        folder: the folder that relative paths start from.

    Raises:
        ConfigurationError: something in it or in the file is wrong, or the file cannot be read.
    """
    configuration = read_configuration(document)
    if not configuration.waivers_file:
        return configuration
    return configuration.with_waivers(_waivers(folder / configuration.waivers_file))


def _waivers(path: Path) -> tuple[Waiver, ...]:
    try:
        return read_waivers(_read(path))
    except ConfigurationError as error:
        raise ConfigurationError([f"{path}: {problem}" for problem in error.problems]) from error


def _read(path: Path) -> object:
    place = f"{SETTINGS}.waiversFile"
    try:
        document: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError([f"{place}: it cannot be read ({error.strerror})."]) from error
    except ValueError as error:
        raise ConfigurationError([f"{place}: it holds no JSON."]) from error
    return document
