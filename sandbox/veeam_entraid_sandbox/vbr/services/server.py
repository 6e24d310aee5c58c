"""The server itself: what it is, what time it has, and its certificate."""

import uuid
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from veeam_entraid_sandbox.certificates import Issued, self_signed
from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._json import JsonValue, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Ledger, Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._settings import BUILD

__all__ = ["SERVICE", "certificate_of", "sha256_of", "thumbprint_of"]

_CERTIFICATE: Final = "certificate"
_SERVER: Final = "server"
_SUBJECT: Final = "Veeam Backup Server Certificate"


def _info(call: Call) -> JsonValue:
    record = call.moment.ledger.find("settings", _SERVER)
    return record.shown if record else {}


def _time(call: Call) -> JsonValue:
    return {"serverTime": stamp(call.moment.now), "timeZone": "UTC"}


def _certificate(call: Call) -> JsonValue:
    certificate = x509.load_pem_x509_certificate(certificate_of(call.moment.ledger).certificate)
    key = certificate.public_key()
    return {
        "thumbprint": thumbprint_of(call.moment.ledger),
        "serialNumber": f"{certificate.serial_number:X}",
        "keyAlgorithm": "ECC" if isinstance(key, ec.EllipticCurvePublicKey) else "RSA",
        "keySize": str(getattr(key, "key_size", 0)),
        "subject": certificate.subject.rfc4514_string(),
        "issuedTo": _SUBJECT,
        "issuedBy": _SUBJECT,
        "validFrom": stamp(certificate.not_valid_before_utc),
        "validBy": stamp(certificate.not_valid_after_utc),
        "isTrusted": False,
    }


def certificate_of(ledger: Ledger) -> Issued:
    """Return the server's certificate with its key."""
    record = ledger.find("settings", _CERTIFICATE)
    kept = record.kept if record else {}
    return Issued(text(kept, "certificate").encode(), text(kept, "key").encode())


def thumbprint_of(ledger: Ledger) -> str:
    """Return the thumbprint of the server's certificate, as Windows writes it: its SHA-1 in capitals."""
    certificate = x509.load_pem_x509_certificate(certificate_of(ledger).certificate)
    # S303: a name for a certificate, not a protection.
    return certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303


def sha256_of(ledger: Ledger) -> str:
    """Return the SHA-256 of the server's certificate, in capitals."""
    certificate = x509.load_pem_x509_certificate(certificate_of(ledger).certificate)
    return certificate.fingerprint(hashes.SHA256()).hex().upper()


def _seed(moment: Moment) -> None:
    issued = self_signed(_SUBJECT, ("127.0.0.1", "localhost"))
    kept: dict[str, JsonValue] = {"certificate": issued.certificate.decode(), "key": issued.key.decode()}
    moment.put(Record("settings", _CERTIFICATE, {}, kept))
    moment.put(
        Record(
            "settings",
            _SERVER,
            {
                "vbrId": str(uuid.uuid4()),
                "name": moment.settings.name,
                "buildVersion": BUILD,
                "patches": [],
                "databaseVendor": "PostgreSql",
                "sqlServerEdition": "",
                "sqlServerVersion": "17.6",
                "databaseSchemaVersion": "13.0.1.1071",
                "databaseContentVersion": "13.0.1.1071",
                "veeamRegistration": {"isRegistered": False},
                "platform": "Windows",
            },
        )
    )


SERVICE: Final = Service(
    operations={"GetServerInfo": _info, "GetServerTime": _time, "GetServerCertificate": _certificate}, seed=_seed
)
