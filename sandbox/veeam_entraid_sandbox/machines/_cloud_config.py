"""What cloud-init does with a machine's custom data, as far as a repository depends on it."""

import base64
import binascii
import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import yaml

from veeam_entraid_sandbox.machines._installations import MachineError

__all__ = ["CloudConfig", "Script", "read_cloud_config", "read_script"]

_HEADER: Final = "#cloud-config"
_DECODED: Final = re.compile(r"^\s*base64 (?:--decode|-d) > (\S+) <<< [\"']?([A-Za-z0-9+/=]*)[\"']?\s*$")
_APPLY: Final = re.compile(r"^\s*\S*/veeam-entraid-repository apply\s*$")


@dataclass(frozen=True, slots=True)
class CloudConfig:
    """The files that cloud-init writes, by path, and the packages that it installs."""

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """What a script of Run Command does to a repository: the files that it writes, and whether it applies them."""

    files: Mapping[str, str]
    applies: bool


def read_cloud_config(custom_data: str) -> CloudConfig | None:
    """Return what the custom data, in base 64, says; None when it is no cloud-config.

    Raises:
        MachineError: it calls itself a cloud-config and cannot be read.
    """
    try:
        text = base64.b64decode(custom_data, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    if not text.startswith(_HEADER):
        return None
    try:
        data: object = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise MachineError(f"cloud-init cannot read the custom data: {_first_line(error)}") from error
    if not isinstance(data, dict):
        raise MachineError("cloud-init cannot read the custom data: it is no mapping.")
    config = cast("dict[str, Any]", data)
    written: list[dict[str, Any]] = config.get("write_files") or []
    packages: list[object] = config.get("packages") or []
    files = {str(entry["path"]): _content(entry) for entry in written if "path" in entry}
    return CloudConfig(files, tuple(map(str, packages)))


def _content(entry: Mapping[str, Any]) -> str:
    content = entry.get("content") or ""
    encoding = str(entry.get("encoding") or "text/plain")
    data = content if isinstance(content, bytes) else str(content).encode()
    try:
        if encoding in {"b64", "base64", "gz+b64", "gzip+b64", "gz+base64", "gzip+base64"}:
            data = base64.b64decode(data, validate=True)
        if encoding.startswith(("gz", "gzip")):
            data = gzip.decompress(data)
        return data.decode()
    except (binascii.Error, ValueError, OSError) as error:
        raise MachineError(f"cloud-init cannot decode {entry['path']} as {encoding}.") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def read_script(script: str) -> Script:
    """Return what a script does. Scripts are not run: the sandbox's machines have no shell of their own.

    Two forms of lines count: ``base64 --decode > PATH <<< DATA`` writes a file, and
    ``…/veeam-entraid-repository apply`` applies what is written.
    """
    lines = script.splitlines()
    written = {match[1]: base64.b64decode(match[2]).decode() for line in lines if (match := _DECODED.match(line))}
    return Script(written, any(_APPLY.match(line) for line in lines))
