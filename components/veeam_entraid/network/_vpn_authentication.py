"""How clients of the VPN prove who they are: by a certificate, or by signing in to Entra ID.

Certificates are the default: a VPN that signs in through the tenant that is protected is a way in that hangs on it.

Sources: Microsoft, "Configure server settings for P2S VPN Gateway certificate authentication" (root certificates, at
most 20, each in one line; revocation by thumbprint); "Configure a P2S VPN gateway for Microsoft Entra ID
authentication: Microsoft-registered App ID" (tenant, audience, issuer with its slash).
"""

import base64
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import pulumi
from cryptography import x509
from pulumi_azure_native import network

from veeam_entraid._arguments import Arguments
from veeam_entraid._guids import GUID
from veeam_entraid._problems import Problem, raise_problems

__all__ = [
    "CERTIFICATE",
    "ENTRA_ID",
    "RevokedCertificate",
    "RootCertificate",
    "VpnAuthentication",
    "client_configuration",
    "read_authentication",
]

CERTIFICATE: Final = "certificate"
ENTRA_ID: Final = "entraId"

_WAYS: Final = (CERTIFICATE, ENTRA_ID)
_OF_CERTIFICATES: Final = ("root_certificates", "revoked_certificates")
_OF_ENTRA_ID: Final = ("tenant_id", "audience")
_AZURE_VPN_CLIENT: Final = "c632b3df-fb67-4d84-bdcf-b95ad541b5c8"
"""The audience of the Azure VPN Client as Microsoft has registered it, in the public cloud."""
_MOST_ROOTS: Final = 20
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,78}\w)?", re.ASCII)
_THUMBPRINT: Final = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_FRAME: Final = re.compile(r"-----(?:BEGIN|END) CERTIFICATE-----")
_NO_CERTIFICATE: Final = (
    "is no certificate: write its DER in base64, or its PEM, of the public certificate alone, never with a private key"
)


@dataclass(frozen=True, slots=True)
class RootCertificate:
    """A certificate that vouches for those of clients.

    Attributes:
        name: its name on the gateway.
        public_data: base64 of its DER, in one line.
    """

    name: str
    public_data: pulumi.Input[str]


@dataclass(frozen=True, slots=True)
class RevokedCertificate:
    """A client's certificate that no longer counts.

    Attributes:
        name: its name on the gateway.
        thumbprint: its SHA-1, 40 hexadecimal digits.
    """

    name: str
    thumbprint: str


@dataclass(frozen=True, slots=True)
class VpnAuthentication:
    """How clients prove who they are.

    Attributes:
        way: ``certificate`` or ``entraId``.
        root_certificates: those that vouch for clients' certificates; empty with Entra ID.
        revoked_certificates: clients' certificates that no longer count.
        tenant_id: the tenant that clients sign in to; None with certificates.
        audience: the application that they sign in for; empty with certificates.
    """

    way: str
    root_certificates: tuple[RootCertificate, ...] = ()
    revoked_certificates: tuple[RevokedCertificate, ...] = ()
    tenant_id: pulumi.Input[str] | None = None
    audience: str = ""


def read_authentication(block: Arguments) -> VpnAuthentication:
    """Read how clients prove who they are, and refuse what belongs to the other way."""
    way = block.choice("authentication", _WAYS, CERTIFICATE)
    if way == CERTIFICATE:
        block.refuse(_OF_ENTRA_ID, f"with authentication: {way}")
        return VpnAuthentication(
            way, root_certificates=_read_roots(block), revoked_certificates=_read_revoked_certificates(block)
        )
    block.refuse(_OF_CERTIFICATES, f"with authentication: {way}")
    tenant_id = block.input_text("tenant_id", required="the id of the tenant that clients sign in to, a GUID")
    if isinstance(tenant_id, str) and not GUID.fullmatch(tenant_id):
        block.problem("tenant_id", "is not the id of a tenant: write its GUID, not one of its domains")
    audience = block.text("audience", _AZURE_VPN_CLIENT, hint="the client id of an application")
    if not GUID.fullmatch(audience):
        block.problem("audience", "is not the client id of an application: write its GUID, or leave it out")
    return VpnAuthentication(way, tenant_id=tenant_id or "", audience=audience)


def _read_roots(block: Arguments) -> tuple[RootCertificate, ...]:
    hint = "at least one, [{name: …, publicData: …}], or sign in otherwise: authentication: entraId"
    blocks = block.blocks("root_certificates", required=hint)
    roots: list[RootCertificate] = []
    for each in blocks:
        roots.append(RootCertificate(_read_name(each, [root.name for root in roots]), _read_public_data(each)))
        each.refuse_unread()
    if len(roots) > _MOST_ROOTS:
        block.problem("root_certificates", f"are too many: Azure takes at most {_MOST_ROOTS}")
    return tuple(roots)


def _read_revoked_certificates(block: Arguments) -> tuple[RevokedCertificate, ...]:
    revoked: list[RevokedCertificate] = []
    for each in block.blocks("revoked_certificates"):
        hint = "the SHA-1 thumbprint of the client's certificate, 40 hexadecimal digits"
        thumbprint = each.text("thumbprint", required=True, hint=hint)
        if thumbprint and not _THUMBPRINT.fullmatch(thumbprint):
            each.problem("thumbprint", f"is no thumbprint: write {hint}")
        name = _read_name(each, [certificate.name for certificate in revoked])
        revoked.append(RevokedCertificate(name, thumbprint.upper()))
        each.refuse_unread()
    return tuple(revoked)


def _read_name(block: Arguments, taken: Collection[str]) -> str:
    name = block.text("name", required=True, hint="a name for the certificate, such as operations-2026")
    if name and not _NAME.fullmatch(name):
        block.problem(
            "name", "cannot name a certificate: write up to 80 letters, digits, dots, hyphens and underscores"
        )
    if name and name.lower() in {other.lower() for other in taken}:
        block.problem("name", "is written twice: give each certificate a name of its own")
    return name


def _read_public_data(block: Arguments) -> pulumi.Input[str]:
    given = block.input_text("public_data", required="the DER of the root certificate in base64, which is public") or ""
    if not isinstance(given, str):
        component = block.component
        return pulumi.Output.from_input(given).apply(lambda known: _checked(component, known))
    line = _one_line(given)
    if given and not line:
        block.problem("public_data", _NO_CERTIFICATE)
    return line


def _checked(component: str, known: str) -> str:
    line = _one_line(known)
    if not line:
        raise_problems([Problem(component, "vpn.rootCertificates", _NO_CERTIFICATE)])
    return line


def _one_line(text: str) -> str:
    """Return a certificate as Azure takes it, base64 without frame or breaks; nothing if it is none."""
    line = "".join(_FRAME.sub("", text).split())
    try:
        x509.load_der_x509_certificate(base64.b64decode(line, validate=True))
    except ValueError:
        return ""
    return line


def client_configuration(
    authentication: VpnAuthentication, client_prefixes: Collection[str]
) -> network.VpnClientConfigurationArgs:
    """Return what the gateway is told of its clients."""
    pool = network.AddressSpaceArgs(address_prefixes=list(client_prefixes))
    if authentication.way == CERTIFICATE:
        return network.VpnClientConfigurationArgs(
            vpn_client_protocols=["OpenVPN"],
            vpn_client_address_pool=pool,
            vpn_authentication_types=["Certificate"],
            vpn_client_root_certificates=[
                network.VpnClientRootCertificateArgs(name=root.name, public_cert_data=root.public_data)
                for root in authentication.root_certificates
            ],
            vpn_client_revoked_certificates=[
                network.VpnClientRevokedCertificateArgs(name=revoked.name, thumbprint=revoked.thumbprint)
                for revoked in authentication.revoked_certificates
            ],
        )
    tenant_id = authentication.tenant_id or ""
    return network.VpnClientConfigurationArgs(
        vpn_client_protocols=["OpenVPN"],
        vpn_client_address_pool=pool,
        vpn_authentication_types=["AAD"],
        aad_tenant=pulumi.Output.concat("https://login.microsoftonline.com/", tenant_id),
        aad_audience=authentication.audience,
        # Without the slash at its end connections may fail, says Microsoft's page.
        aad_issuer=pulumi.Output.concat("https://sts.windows.net/", tenant_id, "/"),
    )
