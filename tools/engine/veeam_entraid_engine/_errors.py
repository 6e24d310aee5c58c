"""What the user gets to read when the engine cannot be had."""

__all__ = ["EngineError", "WayFailedError"]


class EngineError(Exception):
    """Ends the command with its text as the one error."""


class WayFailedError(EngineError):
    """One way to get a part does not work here; the next one may."""
