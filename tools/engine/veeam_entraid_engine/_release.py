"""Getting the CLI and its language hosts from an official release."""

import shutil
import tarfile
from pathlib import Path

from veeam_entraid_engine._download import PATIENCE, Patience, download
from veeam_entraid_engine._environment import probe_environment
from veeam_entraid_engine._errors import WayFailedError
from veeam_entraid_engine._look import architecture
from veeam_entraid_engine._parts import CLI, Part, Source
from veeam_entraid_engine._pins import RELEASE, Release
from veeam_entraid_engine._place import place
from veeam_entraid_engine._process import ask
from veeam_entraid_engine._version import Version
from veeam_entraid_engine._workshop import Workshop

__all__ = ["get_release"]


def get_release(
    workshop: Workshop,
    parts: tuple[Part, ...],
    *,
    base: str,
    release: Release = RELEASE,
    patience: Patience = PATIENCE,
) -> None:
    """Get the parts from the release's archive.

    Raises:
        WayFailedError: The archive cannot be had, is not the pinned one, or does not run here.
    """
    work = workshop.scratch("release")
    name = release.archive(architecture())
    with workshop.progress.step(f"downloading Pulumi {release.version}") as step:
        download(f"{base.rstrip('/')}/{name}", work / name, release.sha256[architecture()], patience, step)
        for part in parts:
            _extract(work / name, part, work / part.name)
        _check_that_it_runs(workshop, work / CLI.name, release)
        for part in parts:
            place(work / part.name, workshop.layout.engine / part.files[0], workshop.layout)
        workshop.record(Source.RELEASE, parts)
        step.done(f"got Pulumi {release.version} from its release")


def _extract(archive: Path, part: Part, to: Path) -> None:
    try:
        with tarfile.open(archive) as content:
            member = content.extractfile(f"pulumi/{part.name}")
            if member is not None:
                with member, to.open("wb") as file:
                    shutil.copyfileobj(member, file)
    except (KeyError, tarfile.TarError, EOFError) as error:
        raise WayFailedError(f"{archive.name} cannot be read: {error}") from error
    if not to.exists():
        raise WayFailedError(f"{archive.name} has no file {part.name}")
    to.chmod(0o755)


def _check_that_it_runs(workshop: Workshop, cli: Path, release: Release) -> None:
    work = workshop.layout.work
    answer = ask([cli, "version"], probe_environment(workshop.environment, work), work)
    if Version.find(answer or "") != Version.of(release.version):
        raise WayFailedError(f"Pulumi {release.version} of the release does not run on this machine")
