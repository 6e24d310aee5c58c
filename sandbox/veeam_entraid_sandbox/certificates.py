"""The sandbox's certificate authority: it certifies the servers that Azure would certify."""

import contextlib
import datetime as dt
import fcntl
import ipaddress
import os
import ssl
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from veeam_entraid_sandbox.azure import Seal
from veeam_entraid_sandbox.state import StateFolder, private_folder, replace_file

__all__ = ["Issued", "authority_file", "bundle_file", "issue", "prepare", "self_signed"]

_NAME: Final = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "veeam-entraid sandbox")])
_VALID: Final = dt.timedelta(days=3650)
# Certificates are accepted on machines whose clocks are not quite right.
_BACKDATED: Final = dt.timedelta(minutes=5)
_SYSTEM_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its chain, and its key, both in PEM form."""

    certificate: bytes
    key: bytes


def authority_file(state: StateFolder) -> Path:
    """Return the file with the authority's certificate."""
    return state.tls / "ca.crt"


def bundle_file(state: StateFolder) -> Path:
    """Return the file with the system's authorities and the sandbox's: what SSL_CERT_FILE names."""
    return state.tls / "ca-bundle.crt"


def prepare(state: StateFolder) -> None:
    """Make the authority, and the bundle with the system's, unless they are there."""
    with _alone(state):
        if not authority_file(state).exists():
            _make_authority(state)
        if not bundle_file(state).exists():
            replace_file(bundle_file(state), _system_bundle() + authority_file(state).read_bytes())


def issue(state: StateFolder, address: str) -> Issued:
    """Return a certificate for a server at that address."""
    prepare(state)
    sealed = Seal(state.root).opened_text((state.tls / "ca.key").read_text())
    signer = serialization.load_pem_private_key(sealed.encode(), None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is of another kind")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _certificate(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)]), key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address)), x509.DNSName(address)]),
            critical=False,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    chain = certificate.public_bytes(serialization.Encoding.PEM) + authority_file(state).read_bytes()
    return Issued(chain, _pem(key))


def self_signed(name: str, hosts: Sequence[str]) -> Issued:
    """Return a certificate that vouches for itself, as a server makes one that nobody has given any.

    Args:
        name: the common name of its subject and issuer.
        hosts: the addresses and host names that it is for.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        _certificate(subject, key, issuer=subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Issued(certificate.public_bytes(serialization.Encoding.PEM), _pem(key))


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _make_authority(state: StateFolder) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _certificate(_NAME, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    replace_file(state.tls / "ca.key", Seal(state.root).text(_pem(key).decode()).encode())
    replace_file(authority_file(state), certificate.public_bytes(serialization.Encoding.PEM))


def _certificate(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, issuer: x509.Name = _NAME
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + _VALID)
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _system_bundle() -> bytes:
    # What the user's environment names comes before what the system has.
    paths = ssl.get_default_verify_paths()
    for name in (paths.cafile, paths.openssl_cafile, *_SYSTEM_BUNDLES):
        with contextlib.suppress(OSError):
            return Path(name or "").read_bytes() + b"\n"
    return b""


@contextlib.contextmanager
def _alone(state: StateFolder) -> Generator[None]:
    descriptor = os.open(private_folder(state.tls) / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
