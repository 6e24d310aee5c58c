"""What must not be repeated: servers quote requests in their messages, and those end up in logs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

__all__ = ["secrets_in", "without_secrets"]

# Names of fields that hold a secret. Ids, kinds and hints of secrets are none.
_SECRET: Final = re.compile(
    r"(?i).*(password|passphrase|secret|(secret|shared|private)key|_token|(device|handshake|user|verification)code)"
    r"|certificate|code|license"
)
# Shorter texts occur in any sentence, and leaving them out would only show where they are.
_LEAST_LENGTH: Final = 4


def secrets_in(payload: object, field: str = "") -> Iterator[str]:
    """Yield the secret texts in a payload, judged by the names of their fields."""
    match payload:
        case str():
            if _SECRET.fullmatch(field):
                yield payload
        case Mapping():
            for name, value in cast("Mapping[str, object]", payload).items():
                yield from secrets_in(value, name)
        case list() | tuple():
            for value in cast("list[object]", payload):
                yield from secrets_in(value, field)
        case _:
            pass


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Return a text in which none of the secrets stands."""
    for secret in sorted({*secrets}, key=len, reverse=True):
        if len(secret) >= _LEAST_LENGTH:
            text = text.replace(secret, "…")
    return text
