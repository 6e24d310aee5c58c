"""Passwords as PostgreSQL keeps them: only the verifier ever reaches a server."""

import base64
import hashlib
import hmac
import re
import secrets
import stringprep
import unicodedata
from typing import Final

__all__ = ["is_verifier", "verifier"]

_ITERATIONS: Final = 4096
_SALT_BYTES: Final = 16
_VERIFIER: Final = re.compile(r"SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=")


def verifier(password: str) -> str:
    """Return the SCRAM-SHA-256 verifier of a password, in the form of ``pg_authid.rolpassword``."""
    salt = secrets.token_bytes(_SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", _prepared(password).encode(), salt, _ITERATIONS)
    stored = hashlib.sha256(_keyed(salted, b"Client Key")).digest()
    server = _keyed(salted, b"Server Key")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"


def is_verifier(text: str) -> bool:
    """Return whether PostgreSQL takes a text for a verifier, and not for a password."""
    return bool(_VERIFIER.fullmatch(text))


def _keyed(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _prepared(password: str) -> str:
    """Return the password after SASLprep (RFC 4013); where that forbids it, as it is, as PostgreSQL does."""
    mapped = "".join(
        " " if stringprep.in_table_c12(character) else character
        for character in password
        if not stringprep.in_table_b1(character)
    )
    normal = unicodedata.normalize("NFKC", mapped)
    return password if not normal or any(map(_is_forbidden, normal)) or _is_mixed(normal) else normal


def _is_forbidden(character: str) -> bool:
    tables = (
        stringprep.in_table_a1,
        stringprep.in_table_c12,
        stringprep.in_table_c21_c22,
        stringprep.in_table_c3,
        stringprep.in_table_c4,
        stringprep.in_table_c5,
        stringprep.in_table_c6,
        stringprep.in_table_c7,
        stringprep.in_table_c8,
        stringprep.in_table_c9,
    )
    return any(table(character) for table in tables)


def _is_mixed(text: str) -> bool:
    if not any(map(stringprep.in_table_d1, text)):
        return False
    ends = stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])
    return any(map(stringprep.in_table_d2, text)) or not ends
