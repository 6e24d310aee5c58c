"""SCRAM verifiers: what PostgreSQL keeps of a password, computed before it gets there.

A statement that sets a password carries its text into logs and into ``pg_stat_statements``. A verifier does
not give the password away, and PostgreSQL takes it as it is (PostgreSQL, "CREATE ROLE"; RFC 5802, section 3).
"""

import base64
import hashlib
import hmac
from typing import Final

__all__ = ["SALT_BYTES", "scram_verifier"]

SALT_BYTES: Final = 16
_ITERATIONS: Final = 4096


def scram_verifier(password: str, salt: bytes) -> str:
    """Return the SCRAM-SHA-256 verifier of an ASCII password, in PostgreSQL's form."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, _ITERATIONS)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"
