"""Real TLS servers: only the right certificate gets a request, and any other gets not one byte of it."""

import dataclasses
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rest_api import PASSWORD, FakeClock
from tls_servers import Server, authority, identity, proxying, serving

from veeam_provider.rest import CertificateError, ConnectionSettings, InvalidSettingsError, ServerUnreachableError
from veeam_provider.rest._certificates import tls_context
from veeam_provider.rest._exchange import Exchange, Request, open_http
from veeam_provider.rest._operation import Target

REQUEST = Request(Target("GET", "/api/v1/serverInfo", {}), repeatable=True)
SECRET = "token-that-nobody-else-may-see"


def ask(server: Server, **settings: Any) -> int:
    """Send one request with a token, and return the status of the answer."""
    chosen = dataclasses.replace(ConnectionSettings(server.endpoint, "pulumi", PASSWORD, proxy=""), **settings)
    exchange = Exchange(open_http(chosen), chosen, FakeClock())
    try:
        return exchange.send(REQUEST, SECRET).status_code
    finally:
        exchange.close()


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("spelled", [str.lower, str.upper, lambda text: "\u200e" + " ".join(text)])
def test_the_pinned_certificate_is_trusted(algorithm: str, spelled: Callable[[str], str], tmp_path: Path) -> None:
    vbr = identity()
    with serving(vbr.context(tmp_path)) as server:
        assert ask(server, certificate_thumbprint=spelled(vbr.thumbprint(algorithm))) == 200
    assert SECRET.encode() in server.received


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_no_other_certificate_receives_anything(algorithm: str, tmp_path: Path) -> None:
    vbr, impostor = identity(), identity()
    with serving(impostor.context(tmp_path)) as server, pytest.raises(CertificateError) as refused:
        ask(server, certificate_thumbprint=vbr.thumbprint(algorithm))
    assert (server.connections, bytes(server.received)) == (1, b"")
    for each in (vbr, impostor):
        assert each.thumbprint(algorithm).upper() in str(refused.value)


def test_a_pin_holds_for_each_connection(tmp_path: Path) -> None:
    vbr, impostor = identity(), identity()
    with serving(vbr.context(tmp_path)) as server:
        settings = ConnectionSettings(
            server.endpoint, "pulumi", PASSWORD, certificate_thumbprint=vbr.thumbprint("sha256"), proxy=""
        )
        exchange = Exchange(open_http(settings), settings, FakeClock())
        assert exchange.send(REQUEST).status_code == 200
    with serving(impostor.context(tmp_path)) as other:
        moved = ConnectionSettings(
            other.endpoint, "pulumi", PASSWORD, certificate_thumbprint=vbr.thumbprint("sha256"), proxy=""
        )
        exchange.settings = moved
        with pytest.raises(CertificateError):
            exchange.send(REQUEST, SECRET)
        exchange.close()
    assert other.received == b""


def test_a_pinned_certificate_may_have_expired_and_name_another_host(tmp_path: Path) -> None:
    vbr = identity(expired=True, address="192.0.2.1")
    with serving(vbr.context(tmp_path)) as server:
        assert ask(server, certificate_thumbprint=vbr.thumbprint("sha256")) == 200


@pytest.mark.parametrize("secure", [False, True])
def test_a_pin_holds_through_a_proxy(secure: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    front = authority()
    bundle = tmp_path / "front.pem"
    bundle.write_text(front.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    context = identity(front).context(tmp_path) if secure else None
    vbr, impostor = identity(), identity()
    with proxying(context) as proxy:
        through = f"{'https' if secure else 'http'}://127.0.0.1:{proxy.port}"
        with serving(vbr.context(tmp_path)) as server:
            assert ask(server, certificate_thumbprint=vbr.thumbprint("sha1"), proxy=through) == 200
        with serving(impostor.context(tmp_path)) as other, pytest.raises(CertificateError):
            ask(other, certificate_thumbprint=vbr.thumbprint("sha1"), proxy=through)
    assert (proxy.connections, other.connections, bytes(other.received)) == (2, 1, b"")
    assert SECRET.encode() in server.received
    assert SECRET.encode() not in proxy.received


def test_a_proxy_of_the_environment_is_used_unless_there_is_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vbr = identity()
    with proxying() as proxy, serving(vbr.context(tmp_path)) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert ask(server, certificate_thumbprint=vbr.thumbprint("sha1"), proxy=None) == 200
        assert ask(server, certificate_thumbprint=vbr.thumbprint("sha1"), proxy="") == 200
    assert (proxy.connections, server.connections) == (1, 2)


def test_an_authority_of_ones_own_vouches_for_its_servers(tmp_path: Path) -> None:
    own = authority()
    with serving(identity(own).context(tmp_path)) as server:
        assert ask(server, ca_certificate=own.pem) == 200


@pytest.mark.parametrize("wrong", ["unknown authority", "expired", "other host", "self-signed", "no authority given"])
def test_what_no_authority_vouches_for_receives_nothing(wrong: str, tmp_path: Path) -> None:
    own = authority()
    shown = {
        "unknown authority": lambda: identity(authority()),
        "expired": lambda: identity(own, expired=True),
        "other host": lambda: identity(own, address="192.0.2.1"),
        "self-signed": identity,
        "no authority given": lambda: identity(own),
    }[wrong]()
    trusted = None if wrong == "no authority given" else own.pem
    told = pytest.raises(CertificateError, match=r"is not trusted: .*Nothing was sent to it")
    with serving(shown.context(tmp_path)) as server, told:
        ask(server, ca_certificate=trusted)
    assert (server.connections, bytes(server.received)) == (1, b"")


def test_a_server_without_tls_receives_nothing_but_a_greeting() -> None:
    with serving(None) as server, pytest.raises(ServerUnreachableError):
        ask(server, certificate_thumbprint="A" * 40)
    assert server.received
    assert SECRET.encode() not in server.received


def test_a_certificate_that_cannot_be_read_is_refused() -> None:
    broken = "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n"
    with pytest.raises(InvalidSettingsError, match="cannot be read"):
        tls_context(ConnectionSettings("https://vbr", "pulumi", PASSWORD, ca_certificate=broken))


def test_no_settings_give_a_context_that_checks_nothing() -> None:
    own = authority()
    for trusted in (None, own.pem):
        context = tls_context(ConnectionSettings("https://vbr", "pulumi", PASSWORD, ca_certificate=trusted))
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    pinned = tls_context(ConnectionSettings("https://vbr", "pulumi", PASSWORD, certificate_thumbprint="A" * 40))
    assert pinned.sslsocket_class is not ssl.SSLSocket
    assert pinned.sslobject_class is not ssl.SSLObject
