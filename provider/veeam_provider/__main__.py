"""The plugin ``pulumi-resource-veeam``: it serves the provider to the engine, or prints the package's schema."""

import sys

from veeam_entraid_protocol.provider import serve_provider
from veeam_provider.plugin import VeeamProvider

__all__ = ["main"]


def main() -> None:
    """Serve the provider, or print the schema where the first argument is ``schema``."""
    provider = VeeamProvider()
    if sys.argv[1:] == ["schema"]:
        sys.stdout.write(provider.schema())
    else:
        serve_provider(provider)


if __name__ == "__main__":
    main()
