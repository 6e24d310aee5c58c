"""How the project gets a real Pulumi engine on any Linux machine.

The functional core decides and never touches the machine: :mod:`_pins` (what is wanted), :mod:`_parts` (what there is
to get, and where it lies), :mod:`_go_modules`, :mod:`_inputs` (what each part is made from), :mod:`_manifest` (what has
been got), :mod:`_plan` (what is due, and in which order the ways are tried), :mod:`_prerequisites`,
:mod:`_environment` and :mod:`_version`.

The shell around it acts: :mod:`_look` asks the machine; :mod:`_path`, :mod:`_release` (with :mod:`_download`),
:mod:`_build`, :mod:`_python_packages` and :mod:`_postgresql` each get parts in one way, all of them with a
:mod:`_workshop`; :mod:`_process` runs tools, :mod:`_place` puts into place what they have made, :mod:`_progress` tells;
:mod:`_install` puts it together, and :mod:`_status` and :mod:`_cli` answer the user.

Standard library only: it runs on the system's Python before any environment exists.
"""

from veeam_entraid_engine._cli import main

__all__ = ["main"]
