"""The official release: got from a server on this machine that behaves, or does not."""

import hashlib
import io
import os
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from clone import NOWHERE, Toolbox, bare_environment, copy_clone, engine, install

from veeam_entraid_engine._download import Patience
from veeam_entraid_engine._errors import WayFailedError
from veeam_entraid_engine._inputs import read_recipes
from veeam_entraid_engine._look import Machine, architecture
from veeam_entraid_engine._parts import ENGINE, Layout, Source
from veeam_entraid_engine._pins import Release
from veeam_entraid_engine._place import load
from veeam_entraid_engine._progress import Progress
from veeam_entraid_engine._release import get_release
from veeam_entraid_engine._workshop import Workshop

IMPATIENT = Patience(answer=0.4, silence=0.4, whole=5)


def archive(*names: str, script: str = "#!/bin/sh\necho v9.9.9\n") -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as tar:
        for name in names:
            member = tarfile.TarInfo(f"pulumi/{name}")
            member.size = len(script)
            tar.addfile(member, io.BytesIO(script.encode()))
    return content.getvalue()


GOOD = archive(*(part.name for part in ENGINE.parts), "pulumi-language-nodejs")


class Server(ThreadingHTTPServer):
    """Serves one archive, in one way."""

    daemon_threads = True

    def __init__(self, content: bytes, manner: str) -> None:
        self.content, self.manner, self.asked = content, manner, list[str]()
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.manner == "hangs":
            self.server.closing.wait()
            return
        if self.server.manner == "refuses":
            self.send_error(403)
            return
        content: bytes = self.server.content
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.server.manner in {"falls silent", "breaks off"}:
            content = content[: len(content) // 2]
        self.wfile.write(content)
        if self.server.manner == "falls silent":
            self.wfile.flush()
            self.server.closing.wait()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


@pytest.fixture
def serve() -> Iterator[Any]:
    servers: list[tuple[Server, threading.Thread]] = []

    def start(content: bytes = GOOD, manner: str = "behaves") -> Server:
        server = Server(content, manner)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return server

    yield start
    for server, thread in servers:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    layout = Layout(copy_clone(tmp_path / "clone"))
    layout.work.mkdir(parents=True)
    lock = os.open(os.devnull, os.O_RDONLY)
    machine = Machine(layout, {})
    yield Workshop(
        layout, machine, read_recipes(layout, architecture()), dict(os.environ), Progress(io.StringIO()), lock
    )
    os.close(lock)


def release(content: bytes = GOOD) -> Release:
    return Release("9.9.9", {architecture(): hashlib.sha256(content).hexdigest()})


def get(workshop: Workshop, base: str, wanted: Release) -> None:
    get_release(workshop, ENGINE.parts, base=base, release=wanted, patience=IMPATIENT)


def is_untouched(workshop: Workshop) -> bool:
    return not workshop.layout.bin.exists() and load(workshop.layout) == {}


def test_a_release_brings_the_cli_and_its_own_language_hosts(workshop: Workshop, serve: Any) -> None:
    server = serve()
    get(workshop, server.address + "/mirror/", release())
    assert server.asked == [f"/mirror/{release().archive(architecture())}"]
    assert sorted(file.name for file in workshop.layout.bin.iterdir()) == sorted(part.name for part in ENGINE.parts)
    assert all(os.access(workshop.layout.bin / part.name, os.X_OK) for part in ENGINE.parts)
    assert {entry.source for entry in load(workshop.layout).values()} == {Source.RELEASE}


def test_another_archive_than_the_pinned_one_is_refused(workshop: Workshop, serve: Any) -> None:
    with pytest.raises(WayFailedError, match="is not the file that is wanted"):
        get(workshop, serve(GOOD + b"tampered").address, release())
    assert is_untouched(workshop)


@pytest.mark.parametrize(
    ("manner", "says"),
    [
        ("hangs", "has not answered"),
        ("falls silent", "has fallen silent"),
        ("refuses", "answers 403"),
        ("breaks off", "is not the file|broken off"),
    ],
)
def test_a_server_that_misbehaves_is_given_up(workshop: Workshop, serve: Any, manner: str, says: str) -> None:
    with pytest.raises(WayFailedError, match=says):
        get(workshop, serve(manner=manner).address, release())
    assert is_untouched(workshop)


def test_a_server_that_takes_for_ever_is_given_up(workshop: Workshop, serve: Any) -> None:
    clock = Patience(answer=2, silence=2, whole=-1)
    with pytest.raises(WayFailedError, match="too slow"):
        get_release(workshop, ENGINE.parts, base=serve().address, release=release(), patience=clock)


@pytest.mark.parametrize("base", [NOWHERE, "http://nobody.invalid", "nonsense:"])
def test_a_server_that_is_not_there_is_given_up(workshop: Workshop, base: str) -> None:
    with pytest.raises(WayFailedError, match=r"cannot be reached|has not answered"):
        get(workshop, base, release())
    assert is_untouched(workshop)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not an archive", "cannot be read"),
        (archive("pulumi"), "pulumi-language-python"),
        (archive(*(part.name for part in ENGINE.parts), script="#!/bin/sh\nexit 1\n"), "does not run"),
        (archive(*(part.name for part in ENGINE.parts), script="#!/bin/sh\necho v9.9.8\n"), "does not run"),
    ],
)
def test_an_archive_that_is_of_no_use_is_refused(workshop: Workshop, serve: Any, content: bytes, says: str) -> None:
    with pytest.raises(WayFailedError, match=says):
        get(workshop, serve(content).address, release(content))
    assert is_untouched(workshop)


def test_the_command_falls_through_to_building_with_one_line(tmp_path: Path, serve: Any) -> None:
    clone = copy_clone(tmp_path / "clone")
    toolbox = Toolbox(tmp_path / "tools")
    server = serve()
    environment = bare_environment(tmp_path / "home", toolbox.folder, Path("/usr/bin"), Path("/bin"))
    result = install(clone, environment | {"VEEAM_ENTRAID_ENGINE_RELEASES": server.address})
    assert result.returncode == 0, result.stdout
    assert len(server.asked) == 1
    assert result.stdout.count("is not the file that is wanted") == 1
    assert "pulumi-language-python" in toolbox.builds[0]


def test_where_only_the_release_is_allowed_its_failure_is_the_error(tmp_path: Path) -> None:
    clone = copy_clone(tmp_path / "clone")
    toolbox = Toolbox(tmp_path / "tools")
    environment = bare_environment(tmp_path / "home", toolbox.folder, Path("/usr/bin"), Path("/bin"))
    assert install(clone, environment).returncode == 0
    result = install(clone, environment | {"VEEAM_ENTRAID_ENGINE_WAYS": "path,release"})
    assert result.returncode == 1
    assert "cannot be had" in result.stdout
    assert "cannot be reached" in result.stdout
    assert toolbox.builds == toolbox.builds[:2]
    assert engine("status", clone, environment).returncode == 0
