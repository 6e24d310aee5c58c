"""The command ``veeam-entraid``: plans restores, and looks at backup servers without changing anything on them."""

from veeam_entraid_cli._application import main

__all__ = ["main"]
