"""Certificates and requests for them, as the real provider makes them."""

import datetime as dt
import hashlib
import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from veeam_entraid_protocol.properties import Properties, found, list_at, show, text_at
from veeam_entraid_protocol.provider import CheckFailure, RefusedError
from veeam_entraid_sandbox.tls_provider._keys import PrivateKey, algorithm_of, load_key
from veeam_entraid_sandbox.value_resources import Made

__all__ = ["check_certificate", "is_stale", "make_request", "make_self_signed", "make_signed", "renewal"]

_KEY_USES: Final = {
    "digital_signature": "digital_signature",
    "content_commitment": "content_commitment",
    "key_encipherment": "key_encipherment",
    "data_encipherment": "data_encipherment",
    "key_agreement": "key_agreement",
    "cert_signing": "key_cert_sign",
    "crl_signing": "crl_sign",
    "encipher_only": "encipher_only",
    "decipher_only": "decipher_only",
}
_EXTENDED_USES: Final = {
    "any_extended": ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    "server_auth": ExtendedKeyUsageOID.SERVER_AUTH,
    "client_auth": ExtendedKeyUsageOID.CLIENT_AUTH,
    "code_signing": ExtendedKeyUsageOID.CODE_SIGNING,
    "email_protection": ExtendedKeyUsageOID.EMAIL_PROTECTION,
    "timestamping": ExtendedKeyUsageOID.TIME_STAMPING,
    "ocsp_signing": ExtendedKeyUsageOID.OCSP_SIGNING,
}
_SUBJECT: Final = {
    "commonName": NameOID.COMMON_NAME,
    "organization": NameOID.ORGANIZATION_NAME,
    "organizationalUnit": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "country": NameOID.COUNTRY_NAME,
    "locality": NameOID.LOCALITY_NAME,
    "province": NameOID.STATE_OR_PROVINCE_NAME,
    "postalCode": NameOID.POSTAL_CODE,
    "serialNumber": NameOID.SERIAL_NUMBER,
    "emailAddress": NameOID.EMAIL_ADDRESS,
}


# What the inputs must look like.


def check_certificate(inputs: Properties) -> Iterator[CheckFailure]:
    """Yield what is wrong with the inputs of a certificate or a request."""
    for path, use in found(inputs, "allowedUses[]"):
        if isinstance(use, str) and use not in _KEY_USES and use not in _EXTENDED_USES:
            yield CheckFailure(show(path), f"'{show(path)}' is no use that the sandbox knows: {use}")
    for path, address in found(inputs, "ipAddresses[]"):
        if isinstance(address, str) and not _is_address(address):
            yield CheckFailure(show(path), f"'{show(path)}' must be an IP address")
    for name in ("validityPeriodHours", "earlyRenewalHours"):
        value = inputs.get(name)
        if isinstance(value, int | float) and value < 0:
            yield CheckFailure(name, f"'{name}' must not be negative")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


# Making.


@dataclass(frozen=True, slots=True)
class _Issuer:
    name: x509.Name
    key: PrivateKey
    named_in_certificate: bool


def make_self_signed(inputs: Properties) -> Made:
    """Make a certificate that is signed with its own key."""
    key = _own_key(inputs)
    subject = _name(inputs)
    builder = _builder(inputs, subject, key.public_key(), _alternatives(inputs))
    made = _signed(builder, inputs, _Issuer(subject, key, inputs.get("setAuthorityKeyId") is True))
    return made[0], {**made[1], "keyAlgorithm": algorithm_of(key)}


def make_request(inputs: Properties) -> Made:
    """Make a request for a certificate."""
    key = _own_key(inputs)
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(inputs))
    alternatives = _alternatives(inputs)
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    pem = builder.sign(key, _digest(key)).public_bytes(serialization.Encoding.PEM).decode()
    id_ = hashlib.sha1(pem.encode(), usedforsecurity=False).hexdigest()
    return id_, {"certRequestPem": pem, "keyAlgorithm": algorithm_of(key)}


def make_signed(inputs: Properties) -> Made:
    """Make a certificate that an authority signs on request."""
    authority = _load_certificate(text_at(inputs, "caCertPem"))
    given = text_at(inputs, "caPrivateKeyPem") or text_at(inputs, "caPrivateKeyPemWo")
    key = load_key(given, "caPrivateKeyPem")
    if key.public_key() != authority.public_key():
        raise RefusedError("'caPrivateKeyPem' is not the key of the certificate in 'caCertPem'.")
    request = _load_request(text_at(inputs, "certRequestPem"))
    builder = _builder(inputs, request.subject, request.public_key(), _requested(request))
    id_, outputs = _signed(builder, inputs, _Issuer(authority.subject, key, named_in_certificate=True))
    return id_, {**outputs, "caKeyAlgorithm": algorithm_of(key)}


def _own_key(inputs: Properties) -> PrivateKey:
    given = text_at(inputs, "privateKeyPem") or text_at(inputs, "privateKeyPemWo")
    return load_key(given, "privateKeyPem")


def _load_certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise RefusedError("'caCertPem' holds no certificate in PEM form.") from error


def _load_request(pem: str) -> x509.CertificateSigningRequest:
    try:
        return x509.load_pem_x509_csr(pem.encode())
    except ValueError as error:
        raise RefusedError("'certRequestPem' holds no request for a certificate in PEM form.") from error


def _requested(request: x509.CertificateSigningRequest) -> Sequence[x509.GeneralName]:
    try:
        return list(request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return ()


def _name(inputs: Properties) -> x509.Name:
    attributes = [
        x509.NameAttribute(oid, text_at(inputs, f"subject.{name}"))
        for name, oid in _SUBJECT.items()
        if text_at(inputs, f"subject.{name}")
    ]
    attributes += [
        x509.NameAttribute(NameOID.STREET_ADDRESS, line)
        for line in list_at(inputs, "subject.streetAddresses")
        if isinstance(line, str)
    ]
    return x509.Name(attributes)


def _alternatives(inputs: Properties) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [x509.DNSName(str(name)) for name in list_at(inputs, "dnsNames")]
    names += [x509.IPAddress(ipaddress.ip_address(str(address))) for address in list_at(inputs, "ipAddresses")]
    names += [x509.UniformResourceIdentifier(str(uri)) for uri in list_at(inputs, "uris")]
    return names


def _builder(
    inputs: Properties,
    subject: x509.Name,
    public_key: CertificatePublicKeyTypes,
    alternatives: Sequence[x509.GeneralName],
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).public_key(public_key)
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    uses = [str(use) for use in list_at(inputs, "allowedUses")]
    named = {_KEY_USES[use] for use in uses if use in _KEY_USES}
    if named:
        usage = x509.KeyUsage(**{field: field in named for field in _KEY_USES.values()})
        builder = builder.add_extension(usage, critical=True)
    extended = [_EXTENDED_USES[use] for use in uses if use in _EXTENDED_USES]
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=False)
    authority = inputs.get("isCaCertificate") is True
    if authority or inputs.get("setSubjectKeyId") is True:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    longest = inputs.get("maxPathLength")
    path_length = int(longest) if authority and isinstance(longest, int | float) and longest >= 0 else None
    return builder.add_extension(x509.BasicConstraints(authority, path_length), critical=True)


def _signed(builder: x509.CertificateBuilder, inputs: Properties, issuer: _Issuer) -> Made:
    start = dt.datetime.now(dt.UTC).replace(microsecond=0)
    end = start + dt.timedelta(hours=_hours(inputs, "validityPeriodHours"))
    if issuer.named_in_certificate:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    certificate = (
        builder.issuer_name(issuer.name)
        .not_valid_before(start)
        .not_valid_after(end)
        .serial_number(x509.random_serial_number())
        .sign(issuer.key, _digest(issuer.key))
    )
    outputs: Properties = {
        "certPem": certificate.public_bytes(serialization.Encoding.PEM).decode(),
        "validityStartTime": start.isoformat(),
        "validityEndTime": end.isoformat(),
    }
    return str(certificate.serial_number), {**outputs, **renewal(inputs, outputs)}


def _digest(key: PrivateKey) -> hashes.SHA256 | None:
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


# Renewal.


def renewal(inputs: Properties, outputs: Properties) -> Properties:
    """Return whether the certificate is to be renewed by now: before it ends, by as much as was asked for."""
    end = dt.datetime.fromisoformat(text_at(outputs, "validityEndTime"))
    early = dt.timedelta(hours=_hours(inputs, "earlyRenewalHours"))
    return {"readyForRenewal": dt.datetime.now(dt.UTC) >= end - early}


def is_stale(outputs: Properties) -> bool:
    """Return whether the certificate with these outputs is to be replaced by now."""
    return renewal(outputs, outputs)["readyForRenewal"] is True


def _hours(inputs: Properties, name: str) -> float:
    value = inputs.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
