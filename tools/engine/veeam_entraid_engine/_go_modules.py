"""What is built from the Go modules in `tools/go`: which package makes which part, and what it is made from."""

import re
from dataclasses import dataclass
from typing import Final

from veeam_entraid_engine._parts import CLI, POSTGRESQL_PROVIDER_PART, PYTHON_EXECUTOR, PYTHON_HOST, YAML_HOST, Part
from veeam_entraid_engine._pins import POSTGRESQL_PROVIDER
from veeam_entraid_engine._version import Version

__all__ = ["EXECUTOR_IN_SDK", "SDK", "TARGETS", "GoMod", "Target", "link_flags", "part_version", "read_go_mod"]

_CLI_MODULE: Final = "github.com/pulumi/pulumi/pkg/v3"
_YAML_MODULE: Final = "github.com/pulumi/pulumi-yaml"
SDK: Final = "github.com/pulumi/pulumi/sdk/v3"
# The script that runs a program is not compiled: it lies in the SDK's module.
EXECUTOR_IN_SDK: Final = "python/cmd/pulumi-language-python-exec"

_GO_LINE: Final = re.compile(r"^go (\S+)$", re.MULTILINE)
_REQUIREMENT: Final = re.compile(r"^(?:require )?\s*(\S+\.\S+/\S+) v(\S+)(?: // indirect)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GoMod:
    """What a go.mod says."""

    go: Version
    requires: dict[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """A part, the module below `tools/go` and the package that it is built from, and how long that takes."""

    part: Part
    module: str
    package: str
    minutes: float  # cold, on two cores

    @property
    def own_sources(self) -> str | None:
        """The folder, in the module, with what is ours of it."""
        return self.package.removeprefix("./") if self.package.startswith(".") else None


TARGETS: Final = (
    Target(CLI, "engine", f"{_CLI_MODULE}/cmd/pulumi", minutes=4),
    Target(PYTHON_HOST, "engine", "./cmd/pulumi-language-python", minutes=0.5),
    Target(YAML_HOST, "engine", f"{_YAML_MODULE}/cmd/pulumi-language-yaml", minutes=0.5),
    Target(POSTGRESQL_PROVIDER_PART, "postgresql", "./cmd/pulumi-resource-postgresql", minutes=3),
)


def read_go_mod(text: str) -> GoMod:
    """Read a go.mod, as far as it matters here."""
    go = _GO_LINE.search(text)
    if go is None:
        raise ValueError("go.mod has no go line")
    return GoMod(Version.of(go.group(1)), dict(_REQUIREMENT.findall(text)))


def part_version(part: Part, mod: GoMod) -> str:
    """The version of a built part, from the go.mod of its module."""
    if part == POSTGRESQL_PROVIDER_PART:
        return POSTGRESQL_PROVIDER
    module = {CLI: _CLI_MODULE, PYTHON_HOST: SDK, PYTHON_EXECUTOR: SDK, YAML_HOST: _YAML_MODULE}[part]
    return mod.requires[module]


def link_flags(module: str, mod: GoMod) -> str:
    """The linker's flags for everything in a module: no debugging information, and the versions."""
    versions = (
        {"main.version": POSTGRESQL_PROVIDER}
        if module == "postgresql"
        else {
            f"{SDK}/go/common/version.Version": mod.requires[_CLI_MODULE],
            f"{_YAML_MODULE}/pkg/version.Version": mod.requires[_YAML_MODULE],
        }
    )
    return " ".join(["-s", "-w", *(f"-X {name}={version}" for name, version in versions.items())])
