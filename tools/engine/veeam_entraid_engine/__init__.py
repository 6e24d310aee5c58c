"""How the project gets a real Pulumi engine on any Linux machine.

The functional core decides and never touches the machine: :mod:`_pins` (what is wanted), :mod:`_parts` (what there is
to get, and where it lies), :mod:`_version`, :mod:`_inputs` (what each part is made from), :mod:`_manifest` (what has
been got), :mod:`_plan` (what is due, and in which order the ways are tried), :mod:`_prerequisites` and
:mod:`_environment`. The shell around it acts: :mod:`_look` asks the machine, :mod:`_release`, :mod:`_build`,
:mod:`_python_packages` and :mod:`_postgresql` each get parts in one way, and :mod:`_install` puts it together.

Standard library only: it runs on the system's Python before any environment exists.
"""

from veeam_entraid_engine._cli import main

__all__ = ["main"]
