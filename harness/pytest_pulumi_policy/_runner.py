"""Runs the program of a project in a process of its own: its path and its settings are the arguments."""

import json
import runpy
import sys
from pathlib import Path

from pytest_pulumi_policy._program import run_program

if __name__ == "__main__":
    path, settings = sys.argv[1:]
    sys.argv = [path]
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    sys.path[0] = str(folder)
    run_program(lambda: runpy.run_path(path, run_name="__main__") and None, json.loads(settings))
