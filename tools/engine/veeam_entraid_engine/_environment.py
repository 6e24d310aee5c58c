"""The environment of the tools that get the parts.

The user's own settings hold: proxies, registries, checks. What a tool would leave outside the clone goes into it,
unless the user has said himself where it belongs.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["go_environment", "npm_environment", "probe_environment", "python_environment"]

_GO_CACHES: Final = {"GOCACHE": "go-build", "GOMODCACHE": "go-mod"}
# The result has to be for this machine, whatever the user is building otherwise.
_CROSS_BUILD: Final = frozenset({"GOOS", "GOARCH"})
# Flags that would have it built from other modules than those that are pinned here.
_OTHER_MODULES: Final = ("mod=", "modfile=", "overlay=")


def go_environment(user: Mapping[str, str], cache: Path, work: Path) -> dict[str, str]:
    """The environment of `go`."""
    environment = {name: value for name, value in _scratch(user, work).items() if name not in _CROSS_BUILD}
    for variable, folder in _GO_CACHES.items():
        if not user.get(variable):
            environment[variable] = str(cache / folder)
    if "GOFLAGS" in user:
        kept = [flag for flag in user["GOFLAGS"].split() if not flag.lstrip("-").startswith(_OTHER_MODULES)]
        environment["GOFLAGS"] = " ".join(kept)
    # Go keeps its telemetry beside the user's settings: these are read from where they are, that goes elsewhere.
    settings = _user_settings(user)
    if settings is not None:
        environment.setdefault("GOENV", str(settings / "go" / "env"))
    return environment | {
        "CGO_ENABLED": "0",  # static: no C compiler is needed here, no C library where it runs
        "GOPATH": str(cache / "go-path"),
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        "XDG_CONFIG_HOME": str(work / "config"),
    }


def npm_environment(user: Mapping[str, str], cache: Path, work: Path) -> dict[str, str]:
    """The environment of `npm`."""
    environment = _scratch(user, work) | {"NODE_DISABLE_COMPILE_CACHE": "1"}
    if not any(name.lower() == "npm_config_cache" for name in user):
        environment["npm_config_cache"] = str(cache / "npm")
    return environment


def python_environment(user: Mapping[str, str], cache: Path, work: Path) -> dict[str, str]:
    """The environment of pip and uv."""
    environment = _scratch(user, work) | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONNOUSERSITE": "1"}
    environment.setdefault("UV_CACHE_DIR", str(cache / "uv"))
    # pip asks a rustc on the PATH for its version, and one of rustup's would settle in the home directory for that.
    environment.setdefault("RUSTUP_HOME", str(work / "rustup"))
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH"):
        environment.pop(name, None)
    return environment


def probe_environment(user: Mapping[str, str], work: Path) -> dict[str, str]:
    """The environment in which a tool is asked for its version: quiet, and away from the user's own Pulumi."""
    return _scratch(user, work) | {
        "GOTOOLCHAIN": "local",
        "XDG_CONFIG_HOME": str(work / "config"),  # for Go's telemetry
        "NODE_DISABLE_COMPILE_CACHE": "1",
        "PULUMI_HOME": str(work / "pulumi-home"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "npm_config_cache": str(work / "npm"),
        "npm_config_update_notifier": "false",
    }


def _scratch(user: Mapping[str, str], work: Path) -> dict[str, str]:
    return dict(user) | {"TMPDIR": str(work)}


def _user_settings(user: Mapping[str, str]) -> Path | None:
    if user.get("XDG_CONFIG_HOME"):
        return Path(user["XDG_CONFIG_HOME"])
    return Path(user["HOME"]) / ".config" if user.get("HOME") else None
