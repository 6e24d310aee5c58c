"""The kinds of keys and certificates, with the inputs, defaults and outputs of the real provider."""

from typing import Final

from veeam_entraid_protocol import Value
from veeam_entraid_sandbox.tls_provider._certificates import (
    check_certificate,
    is_stale,
    make_request,
    make_self_signed,
    make_signed,
    renewal,
)
from veeam_entraid_sandbox.tls_provider._keys import check_key, make_key
from veeam_entraid_sandbox.value_resources import Kind

__all__ = ["KINDS"]

_CERTIFICATE_DEFAULTS: Final[dict[str, Value]] = {
    "earlyRenewalHours": 0.0,
    "isCaCertificate": False,
    "setSubjectKeyId": False,
}

KINDS: Final = {
    "tls:index/privateKey:PrivateKey": Kind(
        make=make_key,
        defaults={"ecdsaCurve": "P224", "rsaBits": 2048.0},
        secrets=frozenset({"privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"}),
        rules=(check_key,),
    ),
    "tls:index/selfSignedCert:SelfSignedCert": Kind(
        make=make_self_signed,
        defaults={**_CERTIFICATE_DEFAULTS, "setAuthorityKeyId": False},
        secrets=frozenset({"privateKeyPem"}),
        inputs_not_kept=frozenset({"privateKeyPemWo"}),
        updated=frozenset({"earlyRenewalHours", "privateKeyPemWo"}),
        refresh=renewal,
        stale=is_stale,
        rules=(check_certificate,),
    ),
    "tls:index/certRequest:CertRequest": Kind(
        make=make_request,
        secrets=frozenset({"privateKeyPem"}),
        inputs_not_kept=frozenset({"privateKeyPemWo"}),
        updated=frozenset({"privateKeyPemWo"}),
        rules=(check_certificate,),
    ),
    "tls:index/locallySignedCert:LocallySignedCert": Kind(
        make=make_signed,
        defaults=_CERTIFICATE_DEFAULTS,
        secrets=frozenset({"caPrivateKeyPem"}),
        inputs_not_kept=frozenset({"caPrivateKeyPemWo"}),
        updated=frozenset({"earlyRenewalHours", "caPrivateKeyPemWo"}),
        refresh=renewal,
        stale=is_stale,
        rules=(check_certificate,),
    ),
}
"""The kinds, by token."""
