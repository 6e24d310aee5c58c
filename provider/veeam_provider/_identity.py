"""Which resource of which stack an object of the server belongs to, and how the object says so.

Descriptions carry a mark with the names of stack, project and resource. It tells a person in the console that the
object is managed, and tells an update that was interrupted what the last one has made.
"""

import hashlib
import re
import uuid
from dataclasses import dataclass
from typing import Final

__all__ = ["Identity", "without_mark"]

_MARK: Final = re.compile(r"\s*\[Pulumi [^\[\]]*#([0-9a-f]{8})\]\s*\Z")
_NAMESPACE: Final = uuid.UUID("0d9f5f0e-7a0b-4d0e-8f57-5e2c1a6b9d42")
_DIGITS: Final = 8
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Identity:
    """A resource of a stack.

    Attributes:
        urn: its URN, which is different in every stack.
    """

    urn: str

    @property
    def type(self) -> str:
        """The name of its type, such as ``Tenant``."""
        return self._parts[2].rpartition("$")[2].rpartition(":")[2]

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self._parts[3]

    @property
    def mark(self) -> str:
        """What the description of its object ends with: ``[Pulumi project/stack/name #1a2b3c4d]``."""
        digits = hashlib.sha256(self.urn.encode()).hexdigest()[:_DIGITS]
        shown = _shown(f"{self._place}{self.name}")[:_LONGEST_NAME]
        return f"[Pulumi {shown} #{digits}]"

    @property
    def _place(self) -> str:
        stack, project, _, _ = self._parts
        return f"{project}/{stack}/"

    @property
    def unique_id(self) -> str:
        """The unique id of its object, for objects that take one: always the same one."""
        return str(uuid.uuid5(_NAMESPACE, self.urn))

    def __str__(self) -> str:
        return f'{self.type} "{self.name}"'

    @property
    def _parts(self) -> tuple[str, str, str, str]:
        stack, project, types, name = (self.urn.removeprefix("urn:pulumi:").split("::", 3) + [""] * 4)[:4]
        return stack, project, types, name

    def marked(self, description: str) -> str:
        """Return a description with the mark behind it."""
        return f"{description} {self.mark}" if description else self.mark

    def is_of_same_stack(self, description: str) -> bool:
        """Return whether a description carries the mark of a resource of a stack with the same names."""
        found = _MARK.search(description)
        return found is not None and found[0].strip().startswith(f"[Pulumi {_shown(self._place)[:_LONGEST_NAME]}")

    def has_marked(self, description: str) -> bool:
        """Return whether a description carries the mark of this very resource."""
        found = _MARK.search(description)
        return found is not None and self.mark.endswith(f"#{found[1]}]")


def _shown(names: str) -> str:
    return re.sub(r"[\[\]#]", "", names)


def without_mark(description: str) -> str:
    """Return a description as its author wrote it, without a mark, whoever's."""
    return _MARK.sub("", description)
