"""The command ``veeam-entraid``: plans restores, checks stacks, and looks at backup servers."""

from veeam_entraid_cli._main import main

__all__ = ["main"]
