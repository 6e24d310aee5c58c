"""The versions and checksums that are not pinned in a lock file of their own.

What Go builds is pinned in `tools/go/*/go.mod` and `go.sum`, PostgreSQL in `tools/postgresql/package-lock.json`, and
what comes from PyPI in `tools/engine/requirements`. How to raise each is in `tools/README.md`.
"""

from dataclasses import dataclass
from typing import Final

from veeam_entraid_engine._version import Version

__all__ = [
    "BYTES_TO_BUILD",
    "BYTES_TO_KEEP",
    "MINIMUM_NPM",
    "MINIMUM_POSTGRESQL_PROVIDER",
    "MINIMUM_PSQL",
    "MINIMUM_PULUMI",
    "MINIMUM_UV",
    "POSTGRESQL_MAJORS",
    "POSTGRESQL_PROVIDER",
    "RELEASE",
    "Release",
]


@dataclass(frozen=True, slots=True)
class Release:
    """An official release of Pulumi: its version, and the checksum of its archive for each architecture."""

    version: str
    sha256: dict[str, str]

    def archive(self, architecture: str) -> str:
        """The archive's file name."""
        name = {"x86_64": "x64", "aarch64": "arm64"}[architecture]
        return f"pulumi-v{self.version}-linux-{name}.tar.gz"


# What a machine brings itself has to be this new.
MINIMUM_PULUMI: Final = Version(3, 250, 0)
MINIMUM_POSTGRESQL_PROVIDER: Final = Version(3, 18, 0)
MINIMUM_PSQL: Final = Version(10, 0, 0)  # the first that speaks SCRAM
MINIMUM_UV: Final = Version(0, 9, 0)
MINIMUM_NPM: Final = Version(7, 0, 0)  # the first that reads the lock file's format

RELEASE: Final = Release(
    version="3.253.0",
    sha256={
        "x86_64": "33161e521280e6c77395a46344dba5ff9c118a90df254801e662087143b4d1ac",
        "aarch64": "7d7074d67a76139226c163b2365f14fbd45d8e2251362a2e10dc4602b3b577ea",
    },
)

# The version of the Python SDK whose provider is built; `tests/tools` compares the two.
POSTGRESQL_PROVIDER: Final = "3.18.2"

POSTGRESQL_MAJORS: Final = (14, 15, 16, 17, 18)

# What building everything takes on the disk at its peak, and what is left of it at the end.
BYTES_TO_BUILD: Final = 7 * 10**9
BYTES_TO_KEEP: Final = 10**9
