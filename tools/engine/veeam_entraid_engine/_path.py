"""Taking what the machine has on its PATH."""

from veeam_entraid_engine._errors import WayFailedError
from veeam_entraid_engine._parts import Part, Source
from veeam_entraid_engine._place import place_link
from veeam_entraid_engine._workshop import Workshop

__all__ = ["take_from_path"]


def take_from_path(workshop: Workshop, parts: tuple[Part, ...]) -> None:
    """Link to the parts.

    Raises:
        WayFailedError: They are not there, or too old.
    """
    paths = workshop.machine.find(parts)
    tool = workshop.machine.tool(parts[0]) if len(paths) == len(parts) else None
    if tool is None:
        raise WayFailedError("not on the PATH, or too old")
    for part, path in zip(parts, paths, strict=True):
        place_link(path, workshop.layout.engine / part.files[0], workshop.layout)
    workshop.record(Source.PATH, parts, str(tool.version))
