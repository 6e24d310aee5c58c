"""Secrets of a stack, and where they turn up."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from stack import Sandbox, Stack

_SHORTEST = 12


def secrets_of(stack: Stack) -> set[str]:
    """Return the passwords of a stack, and of its private keys the part that is only theirs."""
    found: set[str] = set()
    for resource in stack.resources(show_secrets=True).values():
        if resource["type"] == "random:index/randomPassword:RandomPassword":
            found.add(_plain(resource["outputs"]["result"]))
        if resource["type"] == "tls:index/privateKey:PrivateKey":
            # The lines behind the first one also hold the public key, which is no secret.
            found.add(_plain(resource["outputs"]["privateKeyPem"]).splitlines()[1])
    assert all(len(secret) >= _SHORTEST for secret in found)
    return found


def _plain(value: Any) -> str:
    return json.loads(value["plaintext"]) if isinstance(value, dict) else str(value)


def files_with(secrets: set[str], folder: Path, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the files below a folder that hold a secret in clear text."""
    wanted = [secret.encode() for secret in secrets]
    found: list[str] = []
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink() and file.name not in but:
            content = file.read_bytes()
            if any(secret in content for secret in wanted):
                found.append(str(file.relative_to(folder)))
    return found


@contextmanager
def watched_arguments(sandbox: Sandbox) -> Generator[set[str]]:
    """Collect the arguments of every process of a sandbox while the block runs."""
    seen: set[str] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            for process in sandbox.processes():
                try:
                    seen.add("\0".join(process.cmdline()))
                except psutil.Error:
                    continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()
