"""What the application signs in with: one credential for each rotation that is wanted.

Each rotation has resources of its own, named after it. So the new credential is there before the old one
goes, and how long both are valid is for the user to say.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_azuread as azuread
import pulumi_tls as tls
from pulumi_azure_native import keyvault

from veeam_entraid._credentials import generate_password
from veeam_entraid.application._certificate import CertificateFile, pem_file, pfx_file
from veeam_entraid.application._expiry import end_of_validity, in_utc
from veeam_entraid.application._plan import EntraApplicationPlan, VaultPlan

__all__ = ["Credential", "create_credential"]

_HOURS_PER_DAY: Final = 24
_PASSWORD_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential of the application: a certificate or a secret; the other one is None.

    Attributes:
        certificate: the certificate with its private key, as VBR takes it.
        secret: the client secret.
        expires_at: the moment at which it ends: ``2027-11-24T08:00:00Z``.
    """

    certificate: pulumi.Output[CertificateFile] | None
    secret: pulumi.Output[str] | None
    expires_at: pulumi.Output[str]


def create_credential(
    plan: EntraApplicationPlan, application: azuread.Application, opts: pulumi.ResourceOptions
) -> Credential:
    """Make the credentials of all rotations, keep the present one in the key vault, and return it."""
    create = _create_certificate if plan.credential.type == "certificate" else _create_secret
    present, *_ = [create(plan, application, rotation, opts) for rotation in plan.credential.rotations]
    if plan.key_vault:
        _store(plan, plan.key_vault, present, opts)
    return present


def _create_certificate(
    plan: EntraApplicationPlan, application: azuread.Application, rotation: str, opts: pulumi.ResourceOptions
) -> Credential:
    # Entra ID takes certificates with RSA keys (Microsoft, "Application authentication certificate credentials").
    key = tls.PrivateKey(f"{plan.name}-credential-key-{rotation}", algorithm="RSA", rsa_bits=3072, opts=opts)
    certificate = tls.SelfSignedCert(
        f"{plan.name}-credential-certificate-{rotation}",
        private_key_pem=key.private_key_pem,
        allowed_uses=["digital_signature", "client_auth"],
        subject=tls.SelfSignedCertSubjectArgs(common_name=f"{plan.name} {rotation}"),
        validity_period_hours=plan.credential.validity_days * _HOURS_PER_DAY,
        opts=_unless_rotated(opts, "validityPeriodHours"),
    )
    expires_at = certificate.validity_end_time.apply(in_utc)
    azuread.ApplicationCertificate(
        f"{plan.name}-credential-{rotation}",
        application_id=application.id,
        type="AsymmetricX509Cert",
        encoding="pem",
        value=certificate.cert_pem,
        end_date=expires_at,
        opts=opts,
    )
    if plan.credential.format == "Pfx":
        return Credential(_pfx(plan, key, certificate, rotation, opts), None, expires_at)
    return Credential(_pem(key, certificate), None, expires_at)


def _pem(key: tls.PrivateKey, certificate: tls.SelfSignedCert) -> pulumi.Output[CertificateFile]:
    return pulumi.Output.secret(
        pulumi.Output.all(key.private_key_pem_pkcs8, certificate.cert_pem).apply(
            lambda both: CertificateFile(data=pem_file(*both), format="Pem")
        )
    )


def _pfx(
    plan: EntraApplicationPlan,
    key: tls.PrivateKey,
    certificate: tls.SelfSignedCert,
    rotation: str,
    opts: pulumi.ResourceOptions,
) -> pulumi.Output[CertificateFile]:
    password = generate_password(f"{plan.name}-credential-password-{rotation}", length=_PASSWORD_LENGTH, opts=opts)
    data = _kept(
        f"{plan.name}-credential-file-{rotation}",
        pulumi.Output.all(key.private_key_pem, certificate.cert_pem, password).apply(lambda parts: pfx_file(*parts)),
        pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(replacement_trigger=certificate.cert_pem)),
    )
    return pulumi.Output.secret(
        pulumi.Output.all(data, password).apply(
            lambda both: CertificateFile(data=both[0], format="Pfx", password=both[1])
        )
    )


def _create_secret(
    plan: EntraApplicationPlan, application: azuread.Application, rotation: str, opts: pulumi.ResourceOptions
) -> Credential:
    end = end_of_validity(dt.datetime.now(dt.UTC), plan.credential.validity_days)
    expires_at = _kept(f"{plan.name}-credential-end-{rotation}", pulumi.Output.from_input(end), opts)
    password = azuread.ApplicationPassword(
        f"{plan.name}-credential-{rotation}",
        application_id=application.id,
        display_name=f"{plan.name} {rotation}",
        end_date=expires_at,
        opts=opts,
    )
    return Credential(None, pulumi.Output.secret(password.value), expires_at)


def _kept(name: str, value: pulumi.Output[str], opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """Return a value as it was when it was first made: the stack's state remembers what changes at every run."""
    stash = pulumi.Stash(name, input=value, opts=_unless_rotated(opts, "input"))
    return stash.output


def _unless_rotated(opts: pulumi.ResourceOptions, name: str) -> pulumi.ResourceOptions:
    """Return options by which a change of an input counts for the next rotation only."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=[name]))


def _store(plan: EntraApplicationPlan, vault: VaultPlan, credential: Credential, opts: pulumi.ResourceOptions) -> None:
    def keep(role: str, value: pulumi.Output[str], content_type: str) -> None:
        keyvault.Secret(
            f"{plan.name}-{role}-secret",
            secret_name=f"{plan.name}-{role}",
            vault_name=vault.name,
            resource_group_name=vault.resource_group_name,
            properties=keyvault.SecretPropertiesArgs(
                value=value,
                content_type=content_type,
                attributes=keyvault.SecretAttributesArgs(
                    enabled=True, expires=credential.expires_at.apply(_epoch_seconds)
                ),
            ),
            opts=opts,
        )

    if credential.secret is not None:
        keep("application-secret", credential.secret, "text/plain")
    if credential.certificate is not None:
        pfx = plan.credential.format == "Pfx"
        data = credential.certificate.apply(lambda file: file["data"])
        keep("certificate", data, "application/x-pkcs12" if pfx else "text/plain")
        if pfx:
            password = credential.certificate.apply(lambda file: file.get("password", ""))
            keep("certificate-password", password, "text/plain")


def _epoch_seconds(moment: str) -> int:
    return int(dt.datetime.fromisoformat(moment).timestamp())
