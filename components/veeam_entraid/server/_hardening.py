"""Hardening of Windows after the vendor's advice: its measures, and which of them are asked for. Pure.

Sources: Veeam, "General Security Considerations" and "Security & Compliance Analyzer", for what is advised; Microsoft,
for the values of the registry that do it (the pages stand at the measures).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from veeam_entraid._arguments import Arguments

__all__ = ["MEASURES", "Hardening", "Measure", "RegistryValue", "read_hardening"]

_CONTROL: Final = r"HKLM:\SYSTEM\CurrentControlSet\Control"
_SCHANNEL: Final = rf"{_CONTROL}\SecurityProviders\SCHANNEL\Protocols"
_OLD_PROTOCOLS: Final = ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1")


@dataclass(frozen=True, slots=True)
class RegistryValue:
    """A number in the registry: its key, its name and what it shall be."""

    path: str
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    Attributes:
        summary: what it does, for people.
        source: Microsoft's page with the values that do it.
        registry: values of the registry.
        disabled_services: services that are stopped and no longer start.
        procedure: what the script does beside that, by the name that it has there; empty for nothing.
        needs_restart: whether it takes effect with the next start of Windows.
    """

    summary: str
    source: str
    registry: tuple[RegistryValue, ...] = ()
    disabled_services: tuple[str, ...] = ()
    procedure: str = ""
    needs_restart: bool = False


MEASURES: Final[Mapping[str, Measure]] = {
    "oldProtocols": Measure(
        "SSL 2.0 and 3.0, TLS 1.0 and 1.1 off, for clients and servers",
        "Transport Layer Security (TLS) registry settings",
        registry=tuple(
            RegistryValue(rf"{_SCHANNEL}\{protocol}\{side}", name, value)
            for protocol in _OLD_PROTOCOLS
            for side in ("Client", "Server")
            for name, value in (("Enabled", 0), ("DisabledByDefault", 1))
        ),
        needs_restart=True,
    ),
    "smb1": Measure(
        "SMB 1 off",
        "Detect, enable, and disable SMBv1, SMBv2, and SMBv3 in Windows",
        procedure="smb1",
        needs_restart=True,
    ),
    "nameResolution": Measure(
        "LLMNR and NetBIOS over TCP/IP off",
        "Policy CSP, ADMX_DnsClient; NetbiosOptions",
        registry=(RegistryValue(r"HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\DNSClient", "EnableMulticast", 0),),
        procedure="netbios",
        needs_restart=True,
    ),
    "proxyDiscovery": Measure(
        "WPAD off: no proxy is looked for",
        "Disable HTTP proxy features",
        registry=(
            RegistryValue(
                r"HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp", "DisableWpad", 1
            ),
        ),
        needs_restart=True,
    ),
    "credentials": Measure(
        "LSA protected, WDigest keeps no passwords",
        "Configure added LSA protection; Update to improve credentials protection",
        registry=(
            RegistryValue(rf"{_CONTROL}\Lsa", "RunAsPPL", 1),
            RegistryValue(rf"{_CONTROL}\SecurityProviders\WDigest", "UseLogonCredential", 0),
        ),
        needs_restart=True,
    ),
    "credentialGuard": Measure(
        "Credential Guard on, without a lock in the firmware",
        "Configure Credential Guard",
        registry=(
            RegistryValue(rf"{_CONTROL}\DeviceGuard", "EnableVirtualizationBasedSecurity", 1),
            RegistryValue(rf"{_CONTROL}\DeviceGuard", "RequirePlatformSecurityFeatures", 1),
            RegistryValue(rf"{_CONTROL}\Lsa", "LsaCfgFlags", 2),
        ),
        needs_restart=True,
    ),
    "firewall": Measure("Windows Firewall on, in every profile", "Set-NetFirewallProfile", procedure="firewall"),
    "remoteRegistry": Measure("the service Remote Registry off", "Set-Service", disabled_services=("RemoteRegistry",)),
    "scriptHost": Measure(
        "Windows Script Host off",
        "Disabling Windows Script Host",
        registry=(RegistryValue(r"HKLM:\SOFTWARE\Microsoft\Windows Script Host\Settings", "Enabled", 0),),
    ),
}
"""What can be done, by the names that arguments have."""

_TRUSTED_LAUNCH_ONLY: Final = "credentialGuard"


@dataclass(frozen=True, slots=True)
class Hardening:
    """How Windows is hardened.

    Attributes:
        measures: names of the measures that are taken, in the order of the table.
        remote_desktop: whether people can sign in by Remote Desktop; None leaves it as it is.
        windows_remote_management: whether WinRM answers; None leaves it as it is.
    """

    measures: tuple[str, ...]
    remote_desktop: bool | None
    windows_remote_management: bool | None

    @property
    def inputs(self) -> dict[str, object]:
        """The block as policies see it."""
        return {
            "measures": list(self.measures),
            "remoteDesktop": self.remote_desktop,
            "windowsRemoteManagement": self.windows_remote_management,
        }

    @property
    def settings(self) -> dict[str, object]:
        """What the script does: values, services and procedures."""
        taken = [MEASURES[name] for name in self.measures]
        return {
            "registry": [
                {"path": value.path, "name": value.name, "value": value.value, "restart": measure.needs_restart}
                for measure in taken
                for value in measure.registry
            ],
            "disabledServices": [service for measure in taken for service in measure.disabled_services],
            "procedures": [measure.procedure for measure in taken if measure.procedure],
            "remoteDesktop": self.remote_desktop,
            "windowsRemoteManagement": self.windows_remote_management,
        }


def read_hardening(reader: Arguments, *, trusted_launch: bool) -> Hardening | None:
    """Read the argument ``hardening``; None when it is not given.

    Args:
        reader: the arguments of the server, which collect what is wrong with the block.
        trusted_launch: whether the machine has what Credential Guard needs.
    """
    block = reader.block("hardening")
    if not reader.has("hardening"):
        return None
    possible = tuple(name for name in MEASURES if trusted_launch or name != _TRUSTED_LAUNCH_ONLY)
    measures = _read_measures(block, possible)
    if _TRUSTED_LAUNCH_ONLY in measures and not trusted_launch:
        block.problem("measures", f"{_TRUSTED_LAUNCH_ONLY} needs security.trustedLaunch: leave one of the two out")
    hardening = Hardening(
        measures=measures,
        remote_desktop=block.switch("remote_desktop"),
        windows_remote_management=block.switch("windows_remote_management"),
    )
    block.refuse_unread()
    return hardening


def _read_measures(block: Arguments, default: Sequence[str]) -> tuple[str, ...]:
    written = block.choices("measures", tuple(MEASURES))
    return written if block.has("measures") else tuple(default)
