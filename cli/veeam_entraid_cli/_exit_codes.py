"""What the exit codes of all commands mean."""

from typing import Final

__all__ = ["COULD_NOT", "FOUND", "NOTHING"]

NOTHING: Final = 0
"""The exit code where nothing is wrong."""
FOUND: Final = 1
"""The exit code where something was found."""
COULD_NOT: Final = 2
"""The exit code where it could not be looked."""
