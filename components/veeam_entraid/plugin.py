"""The components as a plugin, for programs in other languages than Python.

`python -m veeam_entraid.plugin` prints the schema, which `components/schema.json` is.

Pulumi's component host hands a constructor what the schema promises, and loses what does not fit it: a nested
object that arrives as a secret or an output becomes an empty one. The components read their arguments themselves,
in the schema's spelling too, and refuse what they cannot take; so they are handed everything as it arrives.
"""

import json
import sys
from importlib.metadata import version
from typing import Final

from pulumi import ComponentResource, ResourceOptions
from pulumi.errors import InputPropertiesError
from pulumi.output import Inputs
from pulumi.provider import ConstructResult, main
from pulumi.provider.experimental.analyzer import ComponentDefinition
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.server import ComponentInitError

from veeam_entraid._problems import InvalidArgumentsError
from veeam_entraid.backup_network import BackupNetwork
from veeam_entraid.backup_server import BackupServer
from veeam_entraid.entra_application import EntraApplication
from veeam_entraid.entra_id_repository import EntraIdRepository
from veeam_entraid.log_storage import LogStorage
from veeam_entraid.tenant_protection import TenantProtection

__all__ = ["COMPONENTS", "NAME", "VeeamEntraIdProvider", "schema", "serve_plugin"]

NAME: Final = "veeam-entraid"
COMPONENTS: Final[tuple[type[ComponentResource], ...]] = (
    BackupNetwork,
    BackupServer,
    EntraApplication,
    EntraIdRepository,
    LogStorage,
    TenantProtection,
)


class VeeamEntraIdProvider(ComponentProvider):
    """The component library as Pulumi's engine sees it."""

    def __init__(self) -> None:
        super().__init__([*COMPONENTS], NAME, version=version(NAME))

    def construct(
        self, name: str, resource_type: str, inputs: Inputs, options: ResourceOptions | None = None
    ) -> ConstructResult:
        """Make a component; what is wrong with its inputs is told without a stack trace."""
        try:
            return super().construct(name, resource_type, inputs, options)
        except ComponentInitError as error:
            if isinstance(error.inner, InvalidArgumentsError):
                # The engine shows the value of a property that is named in the details, be it secret or not.
                raise InputPropertiesError(str(error.inner), []) from error
            raise

    def map_inputs(self, inputs: Inputs, component_def: ComponentDefinition) -> Inputs:
        """Hand the inputs over as they are."""
        del component_def
        return inputs


def schema() -> str:
    """Return the schema of the package, as JSON in a form that shows changes line by line."""
    return json.dumps(json.loads(VeeamEntraIdProvider().schema or "{}"), indent=2) + "\n"


def serve_plugin() -> None:
    """Serve the components to the engine that started this process, until it ends."""
    main(VeeamEntraIdProvider(), sys.argv[1:])


if __name__ == "__main__":
    sys.stdout.write(schema())
