"""When the certificate of a tenant's application expires, where the server shows it."""

import base64
import binascii
import datetime as dt
from collections.abc import Mapping
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

__all__ = ["certificate_expiry"]


def certificate_expiry(tenant: Mapping[str, object]) -> dt.datetime | None:
    """Return until when the certificate of a tenant's application is valid.

    Nothing else of it is kept: with the certificate come its key and password.

    Args:
        tenant: an ``EntraIDTenantModel``.

    Returns:
        None where the application has no certificate, or where that is not shown or cannot be read.
    """
    authentication = _object(tenant.get("authentication"))
    shown = _object(authentication.get("certificate"))
    try:
        content = base64.b64decode(str(shown.get("certificate", "")), validate=True)
        certificate = _read(content, str(shown.get("password", "")), is_pem=shown.get("formatType") == "Pem")
    except (binascii.Error, ValueError, TypeError):
        return None
    return None if certificate is None else certificate.not_valid_after_utc


def _read(content: bytes, password: str, *, is_pem: bool) -> x509.Certificate | None:
    if is_pem:
        return x509.load_pem_x509_certificate(content)
    bundle = pkcs12.load_pkcs12(content, password.encode() or None)
    return bundle.cert.certificate if bundle.cert else None


def _object(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
