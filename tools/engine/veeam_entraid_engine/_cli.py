"""The command line."""

import argparse
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._inputs import read_recipes
from veeam_entraid_engine._install import RELEASES_VARIABLE, WAYS_VARIABLE, install
from veeam_entraid_engine._look import architecture
from veeam_entraid_engine._parts import Layout
from veeam_entraid_engine._progress import Progress, print_result
from veeam_entraid_engine._status import status

__all__ = ["main"]

_INTERRUPTED: Final = 130

_DESCRIPTION: Final = """\
Gets a real Pulumi engine for this clone, into its folder .engine: uv, the Pulumi CLI, its language hosts for Python and
YAML, the PostgreSQL provider, and PostgreSQL servers. Each part comes by the first way that works: from the PATH, from
the official release, built from a Go module. What is there and up to date is left alone.

  install   get what is missing or out of date
  status    show what is there, and how it was got"""

_VARIABLES: Final = f"""\
environment:
  {WAYS_VARIABLE}        the ways to try, of path, release and build (default: all of them)
  {RELEASES_VARIABLE}    where Pulumi's releases lie, a mirror say

What the tools themselves read holds too: proxies, GOPROXY, GOFLAGS, pip's, uv's and npm's settings. Their caches lie in
.engine, and are deleted at the end, unless GOCACHE, GOMODCACHE, UV_CACHE_DIR or npm_config_cache say otherwise."""


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python3 tools/engine",
        description=_DESCRIPTION,
        epilog=_VARIABLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("install", "status"), help="what to do")
    command: str = parser.parse_args(arguments).command
    layout = Layout(Path(__file__).resolve().parents[3])
    progress = Progress()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _run(command, layout, progress)
    except EngineError as error:
        progress.say(str(error))
        return 1
    except KeyboardInterrupt:
        progress.say("interrupted; the next run goes on from here")
        return _INTERRUPTED


def _run(command: str, layout: Layout, progress: Progress) -> int:
    if command == "install":
        install(layout, os.environ, progress)
        return 0
    text, is_complete = status(layout, read_recipes(layout, architecture()), os.environ)
    print_result(text)
    return 0 if is_complete else 1


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
