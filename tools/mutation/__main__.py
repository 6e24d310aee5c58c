"""Mutation testing of the limits: `python tools/mutation [--again]`, or `make mutation`.

Every rule is changed in many small ways, one at a time, and the fast tests of the limits run against each change. A
change that no test notices survives. The figures and what survives are printed, and the survivors are written to
`.engine/mutation/survivors.diff`. Ends with 1 if fewer than 95 of 100 changes are noticed.

With `--again`, only what has changed since the last run is tested, and what survived it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final, TypedDict, cast

ROOT: Final = Path(__file__).resolve().parents[2]
PLACE: Final = ROOT / ".engine" / "mutation"
PROJECT: Final = ROOT / "tools" / "mutation"

_TREE: Final = PLACE / "tree"
_MUTANTS: Final = _TREE / "mutants"
_ENVIRONMENT: Final = PLACE / "environment"
_PACKAGE: Final = Path("limits", "veeam_entraid_limits")
_TESTS: Final = ("limits", "corpus")
_WANTED: Final = 0.95

_NOT_TESTED: Final = 33
_KILLED: Final = frozenset({1, 3})
_TIMED_OUT: Final = frozenset({24, -24, 36, 152, 255})


class _Results(TypedDict):
    exit_code_by_key: dict[str, int | None]


def main(arguments: list[str]) -> int:
    """Run the tests against every mutant, print the figures, and return the exit code."""
    again = "--again" in arguments
    _install()
    _lay_out(again=again)
    before = [name for name, code in _results().items() if code == 0] if again else []
    _mutmut("run", "--max-children", os.environ.get("JOBS", "2"))
    remaining = [name for name in before if name in _results()]
    if remaining:
        _mutmut("run", "--max-children", os.environ.get("JOBS", "2"), *remaining)
    return _report(_results())


def _install() -> None:
    variables = os.environ | {"UV_PROJECT_ENVIRONMENT": str(_ENVIRONMENT), "UV_PYTHON_DOWNLOADS": "never"}
    variables.setdefault("UV_CACHE_DIR", str(ROOT / ".engine" / "cache" / "uv"))
    uv = ROOT / ".engine" / "bin" / "uv"
    subprocess.run([uv, "sync", "--project", PROJECT, "--locked", "--quiet"], env=variables, check=True)


def _lay_out(*, again: bool) -> None:
    """Put the package, its tests and mutmut's configuration side by side, as mutmut expects them."""
    for stale in [_TREE] if not again else [_TREE / "tests", _MUTANTS / "tests", _TREE / _PACKAGE.name]:
        shutil.rmtree(stale, ignore_errors=True)
    _TREE.mkdir(parents=True, exist_ok=True)
    shutil.copy2(PROJECT / "pyproject.toml", _TREE)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / _PACKAGE, _TREE / _PACKAGE.name, ignore=ignored)
    for tests in _TESTS:
        if (ROOT / "tests" / tests).exists():
            shutil.copytree(ROOT / "tests" / tests, _TREE / "tests" / tests, ignore=ignored)


def _mutmut(*arguments: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    subprocess.run([_ENVIRONMENT / "bin" / "mutmut", *arguments], cwd=_TREE, env=environment, check=True)


def _results() -> dict[str, int | None]:
    """Return how the tests ended for each mutant, by its name; None where they have not run."""
    results: dict[str, int | None] = {}
    for file in sorted(_MUTANTS.rglob("*.meta")):
        results |= cast("_Results", json.loads(file.read_text()))["exit_code_by_key"]
    return results


def _survivors(results: dict[str, int | None]) -> list[str]:
    return [name for name, code in results.items() if code not in _KILLED | _TIMED_OUT]


def _report(results: dict[str, int | None]) -> int:
    survivors = _survivors(results)
    untested = sum(results[name] == _NOT_TESTED for name in survivors)
    share = 1 - len(survivors) / len(results)
    modules = Counter(name.rpartition(".")[0] for name in survivors)
    (PLACE / "survivors.diff").write_text("".join(_shown(name) for name in survivors))
    for module, count in sorted(modules.items()):
        sys.stdout.write(f"{count:5} {module}\n")
    sys.stdout.write(
        f"{len(results)} mutants, {len(results) - len(survivors)} killed, {len(survivors)} survived"
        f" ({untested} of them run by no test): {share:.1%} killed\n"
    )
    return int(share < _WANTED)


def _shown(name: str) -> str:
    shown = [_ENVIRONMENT / "bin" / "mutmut", "show", name]
    return subprocess.run(shown, cwd=_TREE, check=True, capture_output=True, text=True).stdout + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
