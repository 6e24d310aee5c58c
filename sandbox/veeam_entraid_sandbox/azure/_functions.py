"""The functions of the provider: questions that programs ask of Azure."""

import re
from collections.abc import Callable
from typing import Final

from veeam_entraid_protocol.properties import Properties, text_at
from veeam_entraid_protocol.provider import RefusedError
from veeam_entraid_sandbox.azure._arm import SUBSCRIPTION
from veeam_entraid_sandbox.azure._resource_type import Resource, ResourceType
from veeam_entraid_sandbox.azure._store import Store
from veeam_entraid_sandbox.azure._tokens import Tokens
from veeam_entraid_sandbox.azure.types import TABLE
from veeam_entraid_sandbox.azure.types._guids import TENANT
from veeam_entraid_sandbox.azure.types.identity import OPERATOR
from veeam_entraid_sandbox.azure.types.storage import ACCOUNT, account_keys

__all__ = ["FUNCTIONS", "Functions"]

_GETTER: Final = re.compile(r"^(azure-native:\w+)(?:/v\w+)?:get(\w+)$")
_VERSION: Final = re.compile(r"/v\d{8}\w*")
_CLIENT: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"  # Azure's own command line


def _client_config(_arguments: Properties) -> Properties:
    return {"clientId": _CLIENT, "objectId": OPERATOR, "subscriptionId": SUBSCRIPTION, "tenantId": TENANT}


def _client_token(_arguments: Properties) -> Properties:
    raise RefusedError("The sandbox hands out no tokens: nothing in it reaches Azure.")


_CONSTANT: Final[dict[str, Callable[[Properties], Properties]]] = {
    "azure-native:authorization:getClientConfig": _client_config,
    "azure-native:authorization:getClientToken": _client_token,
    "azure-native:dbforpostgresql:getPrivateDnsZoneSuffix": lambda _arguments: {"value": "postgres.database.azure.com"},
    "azure-native:dbforpostgresql:getGetPrivateDnsZoneSuffixExecute": lambda _arguments: {
        "value": "private.postgres.database.azure.com"
    },
}
_OF_A_RESOURCE: Final[dict[str, tuple[str, Callable[[Resource], Properties]]]] = {
    "azure-native:storage:listStorageAccountKeys": (ACCOUNT, account_keys),
}


FUNCTIONS: Final = {
    "azure-native:authorization:getClientConfig": ("clientId", "objectId", "subscriptionId", "tenantId"),
    "azure-native:dbforpostgresql:getPrivateDnsZoneSuffix": ("value",),
}
"""What the functions that programs in YAML may call return."""


class Functions:
    """Answers from constants, and from what the control plane holds."""

    def __init__(self, store: Store, tokens: Tokens) -> None:
        self._store = store
        self._tokens = tokens

    def call(self, token: str, arguments: Properties) -> Properties:
        """Return the answer of a function.

        Raises:
            RefusedError: there is no such function here, or no such resource.
        """
        plain = _VERSION.sub("", token)
        constant = _CONSTANT.get(plain)
        if constant is not None:
            return constant(arguments)
        if plain in _OF_A_RESOURCE:
            of, answer = _OF_A_RESOURCE[plain]
            return answer(self._resource(TABLE[of], arguments))
        getter = _GETTER.match(token)
        type_ = TABLE.get(f"{getter[1]}:{getter[2]}") if getter else None
        if type_ is None:
            raise RefusedError(f"The sandbox has no stand-in for the function {token}.")
        resource = self._resource(type_, arguments)
        outputs = dict(resource.outputs)
        if text_at(arguments, "expand") != "instanceView":
            # As Azure: what happens on a machine is shown only to those who ask for it.
            outputs.pop("instanceView", None)
        return {**outputs, "id": resource.id}

    def _resource(self, type_: ResourceType, arguments: Properties) -> Resource:
        parameters = {name: text_at(arguments, name) for name in type_.parameters}
        id_ = type_.path.format(subscriptionId=SUBSCRIPTION, **parameters)
        with self._store.view() as ledger:
            resource = ledger.find(id_)
        if resource is None:
            raise RefusedError(f'Status=404 Code="ResourceNotFound" Message="The Resource \'{id_}\' was not found."')
        return resource
