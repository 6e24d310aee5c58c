"""The same command, as ``python -m veeam_entraid_cli``."""

from veeam_entraid_cli import main

main()
