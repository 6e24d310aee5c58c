"""Serving: the port is the first line, only loopback is listened on, and the plugin ends with its engine."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

PLUGIN = Path(__file__).parent / "plugin_that_serves.py"


@pytest.fixture
def plugin() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, str(PLUGIN)], stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def port_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def test_listens_on_loopback_only(plugin: subprocess.Popen[str]) -> None:
    port = port_of(plugin)
    listening = {c.laddr for c in psutil.Process(plugin.pid).net_connections() if c.status == "LISTEN"}
    assert {(address.ip.removeprefix("::ffff:"), address.port) for address in listening} == {("127.0.0.1", port)}


def test_ends_on_sigterm_and_leaves_sigint_to_the_engine(plugin: subprocess.Popen[str]) -> None:
    port_of(plugin)
    plugin.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        plugin.wait(1)
    plugin.terminate()
    assert plugin.wait(10) == 0


def test_ends_on_the_engines_own_sigint() -> None:
    plugin = subprocess.Popen([sys.executable, str(PLUGIN), "cancelled"], stdout=subprocess.PIPE, text=True)
    port_of(plugin)
    plugin.send_signal(signal.SIGINT)
    assert plugin.wait(10) == 0
    plugin.communicate()


def test_ends_with_the_process_that_started_it() -> None:
    engine = subprocess.Popen(
        [sys.executable, "-c", f"import subprocess; subprocess.run([{sys.executable!r}, {str(PLUGIN)!r}])"],
        stdout=subprocess.PIPE,
        text=True,
    )
    port_of(engine)
    (plugin,) = psutil.Process(engine.pid).children()
    engine.kill()
    engine.communicate()
    plugin.wait(10)
