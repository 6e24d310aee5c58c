"""What stays with a person, and how to tell that it is done."""

from typing import TypedDict

__all__ = ["ManualStep"]


class ManualStep(TypedDict):
    """One step that no API offers."""

    title: str
    """What is to be done, in one line."""
    reason: str
    """Why it stays with a person."""
    instructions: str
    """How it is done. Never holds a password, only where it lies."""
    doneWhen: str
    """How to tell that it is done."""
