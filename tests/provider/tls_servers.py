"""Real servers on loopback, with certificates of every kind, that remember each byte after the handshake."""

import contextlib
import datetime as dt
import hashlib
import ipaddress
import select
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def thumbprint(self, algorithm: str) -> str:
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        return hashlib.new(algorithm, der).hexdigest()

    def context(self, folder: Path) -> ssl.SSLContext:
        """Return what a server with this identity needs."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = folder / f"{self.certificate.serial_number}.pem"
        file.write_bytes(self.pem.encode() + key)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file)
        return context


def authority() -> Identity:
    """Make a certificate authority."""
    return _identity("authority", None, ca=True, days=(-1, 1))


def identity(issuer: Identity | None = None, *, expired: bool = False, address: str = "127.0.0.1") -> Identity:
    """Make a server's certificate, self-signed without an issuer."""
    return _identity("vbr", issuer, ca=False, days=(-2, -1) if expired else (-1, 1), address=address)


def _identity(
    name: str, issuer: Identity | None, *, ca: bool, days: tuple[int, int], address: str = "127.0.0.1"
) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + days[0] * DAY)
        .not_valid_after(now + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if ca:
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
        builder = builder.add_extension(usage, critical=True)
    else:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False
        ).add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return Identity(builder.sign(signer, hashes.SHA256()), key)


REPLY = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"


@dataclass
class Server:
    """A server that runs."""

    port: int
    connections: int = 0
    received: bytearray = field(default_factory=bytearray)

    @property
    def endpoint(self) -> str:
        return f"https://127.0.0.1:{self.port}"


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None) -> Generator[Server]:
    """Run a server that answers each request with an empty object, without TLS if there is no context for it."""

    def converse(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) if context else connection as secure:
            while part := secure.recv(65536):
                server.received += part
                if context is None or b"\r\n\r\n" in server.received:
                    secure.sendall(REPLY)

    with _listening(converse) as server:
        yield server


@contextlib.contextmanager
def proxying(context: ssl.SSLContext | None = None) -> Generator[Server]:
    """Run an HTTP proxy, itself behind TLS if there is a context for it."""

    def converse(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) if context else connection as secure:
            asked = secure.recv(65536)
            host, _, port = asked.split()[1].decode().partition(":")
            with socket.create_connection((host, int(port)), timeout=30) as behind:
                secure.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                _relay(secure, behind, server.received)

    with _listening(converse) as server:
        yield server


def _relay(front: socket.socket, behind: socket.socket, kept: bytearray) -> None:
    """Hand on what comes from either side until one of them ends. One thread does both: TLS is not for two."""
    while True:
        buffered = isinstance(front, ssl.SSLSocket) and front.pending() > 0
        readable = [front] if buffered else select.select([front, behind], [], [], 30)[0]
        for source in readable:
            part = source.recv(65536)
            if not part:
                return
            if source is front:
                kept += part
            (behind if source is front else front).sendall(part)
        if not readable:
            return


@contextlib.contextmanager
def _listening(converse: Callable[[socket.socket], None]) -> Generator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1])
        threads: list[threading.Thread] = []

        def talk(connection: socket.socket) -> None:
            connection.settimeout(30)
            with contextlib.suppress(OSError), connection:
                converse(connection)

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    server.connections += 1
                    threads.append(threading.Thread(target=talk, args=(connection,)))
                    threads[-1].start()

        acceptor = threading.Thread(target=accept)
        acceptor.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            acceptor.join()
            for thread in threads:
                thread.join()
