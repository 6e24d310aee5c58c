"""Downloading one pinned file, or finding out quickly that it cannot be had."""

import hashlib
import queue
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlsplit

from veeam_entraid_engine._errors import WayFailedError
from veeam_entraid_engine._progress import Step

__all__ = ["PATIENCE", "Patience", "download"]

_CHUNK: Final = 256 * 1024
_MEGABYTE: Final = 10**6


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a server, in seconds."""

    answer: float = 3.0  # for the beginning of an answer: name, connection and all
    silence: float = 10.0  # in the middle of one
    whole: float = 600.0  # for all of it


PATIENCE: Final = Patience()


def download(url: str, to: Path, sha256: str, patience: Patience, step: Step) -> None:
    """Download a file.

    Raises:
        WayFailedError: It cannot be had, or is not the file that is wanted.
    """
    host = urlsplit(url).netloc
    digest = hashlib.sha256()
    deadline = time.monotonic() + patience.whole
    with _open(url, host, patience) as response, to.open("wb") as file:
        while chunk := _read(response, host, patience):
            if time.monotonic() > deadline:
                raise WayFailedError(f"{host} is too slow ({patience.whole:.0f} s were not enough)")
            digest.update(chunk)
            file.write(chunk)
            step.tick(f"{file.tell() / _MEGABYTE:.0f} MB")
    if digest.hexdigest() != sha256:
        raise WayFailedError(f"what {host} sent is not the file that is wanted (its SHA-256 is {digest.hexdigest()})")


def _open(url: str, host: str, patience: Patience) -> HTTPResponse:
    """Connect in a thread: looking up a name can take as long as it likes, and nothing can interrupt it."""
    answers: queue.SimpleQueue[HTTPResponse | Exception] = queue.SimpleQueue()

    def connect() -> None:
        try:
            answers.put(cast("HTTPResponse", urllib.request.urlopen(url, timeout=patience.silence)))  # noqa: S310
        except (OSError, HTTPException, ValueError) as error:
            answers.put(error)

    threading.Thread(target=connect, daemon=True).start()
    try:
        answer = answers.get(timeout=patience.answer)
    except queue.Empty:
        answer = TimeoutError()
    if _is_timeout(answer):
        raise WayFailedError(f"{host} has not answered in {patience.answer:.0f} s")
    if isinstance(answer, Exception):
        raise WayFailedError(f"{host} cannot be reached ({_reason(answer)})") from answer
    return answer


def _read(response: HTTPResponse, host: str, patience: Patience) -> bytes:
    try:
        return response.read(_CHUNK)
    except TimeoutError as error:
        raise WayFailedError(f"{host} has fallen silent for {patience.silence:.0f} s") from error
    except (OSError, HTTPException) as error:
        raise WayFailedError(f"{host} has broken off ({_reason(error)})") from error


def _is_timeout(answer: object) -> bool:
    reason = answer.reason if isinstance(answer, urllib.error.URLError) else answer
    return isinstance(reason, TimeoutError)


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"it answers {error.code}"
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, OSError):
        error = error.reason
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
