"""Keys and certificates: real ones, with the inputs, defaults and outputs of the real provider."""

import datetime as dt
import ipaddress
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from provider_client import Client, Deployed, RefusedError, served

from veeam_entraid_protocol import Secret
from veeam_entraid_sandbox.sdk_types import Sdk, Shapes
from veeam_entraid_sandbox.tls_provider import KINDS
from veeam_entraid_sandbox.value_resources import ValueResources

SHAPES = Shapes(Sdk("tls", "pulumi_tls"))
KEY = "tls:index/privateKey:PrivateKey"
SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert"


@pytest.fixture(scope="module")
def tls() -> Iterator[Client]:
    with served(ValueResources("tls", SHAPES, KINDS)) as client:
        yield client


@pytest.fixture(scope="module")
def key(tls: Client) -> Deployed:
    return tls.create(KEY, algorithm="ECDSA", ecdsaCurve="P256")


def self_signed(tls: Client, key: Deployed, **changes: Any) -> Deployed:
    inputs: dict[str, Any] = {
        "privateKeyPem": key.outputs["privateKeyPem"],
        "allowedUses": ["server_auth"],
        "validityPeriodHours": 24,
        "subject": {"commonName": "it"},
    }
    return tls.create(SELF_SIGNED, **inputs | changes)


def test_every_resource_of_the_sdk_has_a_kind() -> None:
    assert set(KINDS) == SHAPES.tokens()


@pytest.mark.parametrize("token", sorted(KINDS))
def test_defaults_and_secrets_are_outputs_of_the_sdk(token: str) -> None:
    kind, shape = KINDS[token], SHAPES.get(token)
    assert {*kind.defaults, *kind.secrets} <= set(shape.outputs)
    assert {*kind.updated, *kind.inputs_not_kept} <= set(shape.inputs)


@pytest.mark.parametrize(
    ("inputs", "type_"),
    [
        ({"algorithm": "RSA"}, rsa.RSAPrivateKey),
        ({"algorithm": "ECDSA"}, ec.EllipticCurvePrivateKey),
        ({"algorithm": "ECDSA", "ecdsaCurve": "P521"}, ec.EllipticCurvePrivateKey),
        ({"algorithm": "ED25519"}, ed25519.Ed25519PrivateKey),
    ],
)
def test_a_key_is_a_real_one_and_secret(tls: Client, inputs: dict[str, str], type_: type) -> None:
    created = tls.create(KEY, **inputs)
    assert set(created.outputs) == set(SHAPES.get(KEY).outputs)
    for name in ("privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"):
        assert isinstance(created.outputs[name], Secret)
    loaded = serialization.load_pem_private_key(created["privateKeyPem"].encode(), None)
    assert isinstance(loaded, type_)
    public = loaded.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert created["publicKeyPem"] == public.decode()
    if inputs.get("ecdsaCurve") or inputs["algorithm"] != "ECDSA":
        assert created["publicKeyFingerprintSha256"].startswith("SHA256:")
        serialization.load_ssh_private_key(created["privateKeyOpenssh"].encode(), None)


def test_a_certificate_says_what_was_asked_for(tls: Client, key: Deployed) -> None:
    created = self_signed(
        tls,
        key,
        allowedUses=["digital_signature", "cert_signing", "server_auth", "client_auth"],
        dnsNames=["repository.internal"],
        ipAddresses=["127.64.0.9"],
        isCaCertificate=True,
        maxPathLength=0,
        subject={"commonName": "it", "organization": "us", "country": "AT"},
    )
    certificate = x509.load_pem_x509_certificate(created["certPem"].encode())
    certificate.verify_directly_issued_by(certificate)
    assert created.id == str(certificate.serial_number)
    assert certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "us"
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["repository.internal"]
    assert names.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address("127.64.0.9")]
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (True, 0)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.key_cert_sign, usage.crl_sign) == (True, True, False)
    extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(extended) == [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == dt.timedelta(hours=24)
    assert dt.datetime.fromisoformat(created["validityEndTime"]) == certificate.not_valid_after_utc
    assert (created["readyForRenewal"], created["keyAlgorithm"]) == (False, "ECDSA")
    assert isinstance(created.outputs["privateKeyPem"], Secret)


def test_a_request_is_signed_by_an_authority(tls: Client, key: Deployed) -> None:
    authority_key = tls.create(KEY, algorithm="ED25519")
    authority = self_signed(tls, authority_key, isCaCertificate=True, allowedUses=["cert_signing"])
    request = tls.create(
        "tls:index/certRequest:CertRequest",
        privateKeyPem=key.outputs["privateKeyPem"],
        subject={"commonName": "leaf"},
        dnsNames=["leaf.internal"],
    )
    inputs: dict[str, Any] = {
        "caCertPem": authority["certPem"],
        "caPrivateKeyPem": authority_key.outputs["privateKeyPem"],
        "certRequestPem": request["certRequestPem"],
        "allowedUses": ["server_auth"],
        "validityPeriodHours": 1,
    }
    signed = tls.create("tls:index/locallySignedCert:LocallySignedCert", **inputs)
    leaf = x509.load_pem_x509_certificate(signed["certPem"].encode())
    leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(authority["certPem"].encode()))
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["leaf.internal"]
    with pytest.raises(RefusedError, match="'caPrivateKeyPem' is not the key"):
        tls.create(
            "tls:index/locallySignedCert:LocallySignedCert",
            **{**inputs, "caPrivateKeyPem": key.outputs["privateKeyPem"]},
        )


def test_a_certificate_that_ends_is_replaced_early(tls: Client, key: Deployed) -> None:
    fresh = self_signed(tls, key)
    assert list(fresh.diff().replaces) == []
    early = fresh.diff(earlyRenewalHours=23)
    assert list(early.replaces) == []
    assert list(early.detailedDiff) == ["earlyRenewalHours"]
    fresh.update(earlyRenewalHours=24)
    assert fresh["readyForRenewal"] is True
    assert list(fresh.diff().replaces) == ["readyForRenewal"]


def test_every_other_change_replaces(tls: Client, key: Deployed) -> None:
    created = self_signed(tls, key)
    for change in ({"validityPeriodHours": 48}, {"subject": {"commonName": "other"}}, {"dnsNames": ["a"]}):
        assert list(created.diff(**change).replaces)


@pytest.mark.parametrize(
    ("token", "inputs", "property_"),
    [
        (KEY, {"algorithm": "DSA"}, "algorithm"),
        (KEY, {"algorithm": "ECDSA", "ecdsaCurve": "P1"}, "ecdsaCurve"),
        (KEY, {"algorithm": "RSA", "rsaBits": 512}, "rsaBits"),
        (SELF_SIGNED, {"allowedUses": ["world_domination"], "validityPeriodHours": 1}, "allowedUses[0]"),
        (SELF_SIGNED, {"allowedUses": [], "validityPeriodHours": 1, "ipAddresses": ["here"]}, "ipAddresses[0]"),
        (SELF_SIGNED, {"allowedUses": [], "validityPeriodHours": -1}, "validityPeriodHours"),
        (
            SELF_SIGNED,
            {"allowedUses": [], "validityPeriodHours": 1, "subject": {"comonName": "a"}},
            "subject.comonName",
        ),
    ],
)
def test_wrong_inputs_are_refused(tls: Client, token: str, inputs: dict[str, Any], property_: str) -> None:
    assert property_ in tls.failures(token, **inputs)


def test_a_wrong_key_is_refused_without_showing_it(tls: Client) -> None:
    with pytest.raises(RefusedError, match="'privateKeyPem' holds no private key") as refused:
        tls.create(SELF_SIGNED, privateKeyPem="hunter2", allowedUses=[], validityPeriodHours=1)
    assert "hunter2" not in str(refused.value)
