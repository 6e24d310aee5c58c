"""Private keys in the forms that the real provider gives them."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from veeam_entraid_protocol.properties import Properties, text_at
from veeam_entraid_protocol.provider import CheckFailure, RefusedError
from veeam_entraid_sandbox.value_resources import Made

__all__ = ["PrivateKey", "algorithm_of", "check_key", "load_key", "make_key"]

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

_CURVES: Final[dict[str, type[ec.EllipticCurve]]] = {
    "P224": ec.SECP224R1,
    "P256": ec.SECP256R1,
    "P384": ec.SECP384R1,
    "P521": ec.SECP521R1,
}
_ALGORITHMS: Final = ("RSA", "ECDSA", "ED25519")
_FEWEST_BITS: Final = 1024


def check_key(inputs: Properties) -> Iterator[CheckFailure]:
    """Yield what is wrong with the inputs of a private key."""
    algorithm, curve, bits = inputs.get("algorithm"), inputs.get("ecdsaCurve"), inputs.get("rsaBits")
    if isinstance(algorithm, str) and algorithm not in _ALGORITHMS:
        yield CheckFailure("algorithm", f"'algorithm' must be one of {', '.join(_ALGORITHMS)}")
    if isinstance(curve, str) and curve not in _CURVES:
        yield CheckFailure("ecdsaCurve", f"'ecdsaCurve' must be one of {', '.join(_CURVES)}")
    if isinstance(bits, int | float) and bits < _FEWEST_BITS:
        yield CheckFailure("rsaBits", f"'rsaBits' must be at least {_FEWEST_BITS}")


def make_key(inputs: Properties) -> Made:
    """Make a private key; its id is the hash of the public one."""
    key = _generate(inputs)
    public = key.public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha1(der, usedforsecurity=False).hexdigest(), {
        "privateKeyPem": _private(key, _traditional(key)),
        "privateKeyPemPkcs8": _private(key, serialization.PrivateFormat.PKCS8),
        "publicKeyPem": public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode(),
        **_openssh(key),
    }


def _generate(inputs: Properties) -> PrivateKey:
    match text_at(inputs, "algorithm"):
        case "RSA":
            bits = inputs.get("rsaBits")
            return rsa.generate_private_key(65537, int(bits) if isinstance(bits, int | float) else 2048)
        case "ECDSA":
            return ec.generate_private_key(_CURVES[text_at(inputs, "ecdsaCurve") or "P224"]())
        case _:
            return ed25519.Ed25519PrivateKey.generate()


def _traditional(key: PrivateKey) -> serialization.PrivateFormat:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return serialization.PrivateFormat.PKCS8  # the only form that this kind of key has
    return serialization.PrivateFormat.TraditionalOpenSSL


def _private(key: PrivateKey, form: serialization.PrivateFormat) -> str:
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def _openssh(key: PrivateKey) -> Properties:
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP224R1):
        # OpenSSH has no keys on this curve.
        return dict.fromkeys(
            ("privateKeyOpenssh", "publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256"), ""
        )
    line = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
    blob = base64.b64decode(line.split()[1])
    md5 = hashlib.md5(blob, usedforsecurity=False).hexdigest()
    return {
        "privateKeyOpenssh": _private(key, serialization.PrivateFormat.OpenSSH),
        "publicKeyOpenssh": f"{line}\n",
        "publicKeyFingerprintMd5": ":".join(md5[index : index + 2] for index in range(0, 32, 2)),
        "publicKeyFingerprintSha256": "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).rstrip(b"=").decode(),
    }


def load_key(pem: str, what: str) -> PrivateKey:
    """Return the private key in a PEM text.

    Raises:
        RefusedError: names the property that holds no key, not what it holds.
    """
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError) as error:
        raise RefusedError(f"'{what}' holds no private key in PEM form without a password.") from error
    if not isinstance(key, PrivateKey):
        raise RefusedError(f"'{what}' holds a key that is none of {', '.join(_ALGORITHMS)}.")
    return key


def algorithm_of(key: PrivateKey) -> str:
    """Return the name of the key's algorithm."""
    match key:
        case rsa.RSAPrivateKey():
            return "RSA"
        case ec.EllipticCurvePrivateKey():
            return "ECDSA"
        case _:
            return "ED25519"
