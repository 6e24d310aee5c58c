"""Taking what the machine has on its PATH."""

from collections.abc import Mapping
from pathlib import Path

from veeam_entraid_engine._errors import WayFailedError
from veeam_entraid_engine._look import Tool
from veeam_entraid_engine._parts import POSTGRESQL_PROVIDER_PART, UV, Part, Source
from veeam_entraid_engine._place import place_link
from veeam_entraid_engine._workshop import Workshop

__all__ = ["take_from_path"]


def take_from_path(workshop: Workshop, parts: tuple[Part, ...]) -> None:
    """Link to the parts.

    Raises:
        WayFailedError: They are not there, or too old.
    """
    tool, paths = _find(workshop, parts)
    for part in parts:
        place_link(paths[part.name], workshop.layout.engine / part.files[0], workshop.layout)
    workshop.record(Source.PATH, parts, str(tool.version))


def _find(workshop: Workshop, parts: tuple[Part, ...]) -> tuple[Tool, Mapping[str, Path]]:
    machine = workshop.machine
    if parts == (UV,):
        tool, paths = machine.uv, None
    elif parts == (POSTGRESQL_PROVIDER_PART,):
        tool, paths = machine.provider, None
    else:
        tool, paths = machine.pulumi, machine.engine
    if tool is None:
        raise WayFailedError("not on the PATH, or too old")
    return tool, paths or {parts[0].name: tool.path}
