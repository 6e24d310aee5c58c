"""Stacks as files keep them: reading them without an engine, and asking the rules about them.

A document is what ``json.loads`` makes of a stack's export, of the checkpoint that a file backend keeps, or of what
``pulumi preview --json`` prints.
"""

from veeam_entraid_limits.saved._checking import check_stack
from veeam_entraid_limits.saved._documents import NotAStackError
from veeam_entraid_limits.saved._stack import SourcePosition, Stack, read_stack

__all__ = ["NotAStackError", "SourcePosition", "Stack", "check_stack", "read_stack"]
