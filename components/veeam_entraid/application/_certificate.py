"""A certificate with its private key in the forms that Veeam Backup & Replication takes.

Source: Veeam, REST API 1.3-rev1, CertificateUploadSpec: base64 of a file, its format ``Pfx`` or ``Pem``, and
the file's password.
"""

import base64
from typing import Final, NotRequired, TypedDict

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

__all__ = ["FORMATS", "CertificateFile", "pem_file", "pfx_file"]

FORMATS: Final = ("Pfx", "Pem")
"""The words that the argument ``credential.format`` takes."""


class CertificateFile(TypedDict):
    """A certificate with its private key, as ``certificate`` of a ``veeam:entraid:Tenant`` takes it."""

    data: str
    """The file, in base64. Secret."""
    format: str
    """``Pfx`` or ``Pem``."""
    password: NotRequired[str]
    """The file's password; none with ``Pem``, whose key is not encrypted. Secret."""


def pfx_file(private_key: str, certificate: str, password: str) -> str:
    """Return key and certificate, both PEM, as an encrypted PKCS #12 file in base64.

    Salts are random: two calls return two files that hold the same.
    """
    key = serialization.load_pem_private_key(private_key.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("The key of the credential is no RSA key.")
    content = pkcs12.serialize_key_and_certificates(
        None,
        key,
        x509.load_pem_x509_certificate(certificate.encode()),
        None,
        serialization.BestAvailableEncryption(password.encode()),
    )
    return base64.b64encode(content).decode()


def pem_file(private_key: str, certificate: str) -> str:
    """Return key (PKCS #8, not encrypted) and certificate, both PEM, as one file in base64."""
    return base64.b64encode(f"{private_key.strip()}\n{certificate.strip()}\n".encode()).decode()
