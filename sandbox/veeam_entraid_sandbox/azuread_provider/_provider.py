"""The stand-in for Pulumi's azuread provider."""

import contextlib
import uuid
from collections.abc import Generator, Iterator, Mapping
from typing import Final, TypeAlias

from veeam_entraid_protocol import UNKNOWN
from veeam_entraid_protocol.properties import Properties, bare_properties, present, text_at
from veeam_entraid_protocol.provider import (
    Checked,
    CheckFailure,
    CheckRequest,
    Created,
    CreateRequest,
    DeleteRequest,
    Difference,
    DiffRequest,
    Found,
    Progress,
    ReadRequest,
    RefusedError,
    ResourceProvider,
    UpdateRequest,
    difference,
)
from veeam_entraid_sandbox.azure import Strikes, strike_dead
from veeam_entraid_sandbox.azuread_provider._directory import Directories, Entry
from veeam_entraid_sandbox.azuread_provider._kinds import KINDS, Kind, service_principal_of
from veeam_entraid_sandbox.kinds import concealed, known_kind
from veeam_entraid_sandbox.sdk_types import ResourceShape, Sdk, Shapes, check, package_schema

__all__ = ["AzureAd"]

_Request: TypeAlias = CreateRequest | ReadRequest | UpdateRequest | DeleteRequest

_CLIENT: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"  # Azure's own command line
_OPERATOR: Final = "2c1b8f0e-6a0d-4d5a-9a6e-0f6f3f0f2d11"
_CLIENT_CONFIG: Final = "azuread:index/getClientConfig:getClientConfig"
_SERVICE_PRINCIPAL: Final = "azuread:index/getServicePrincipal:getServicePrincipal"
_FUNCTIONS: Final = {
    _CLIENT_CONFIG: ("clientId", "objectId", "tenantId"),
    _SERVICE_PRINCIPAL: ("clientId", "displayName", "objectId"),
}


class AzureAd(ResourceProvider):
    """Answers as azuread does, from tenants that exist in the sandbox only.

    Args:
        directories: the tenants.
        strikes: the faults that are set.
        tenant: the tenant that the environment names, for a provider whose configuration names none.
    """

    package = "azuread"

    def __init__(self, directories: Directories, strikes: Strikes, tenant: str) -> None:
        self._directories = directories
        self._strikes = strikes
        self._tenant = tenant
        self._shapes = Shapes(Sdk("azuread", "pulumi_azuread"))
        self.version = self._shapes.version

    def configure(self, variables: Mapping[str, str]) -> None:
        """Take the tenant. Whatever credentials are configured besides, nothing signs in with them."""
        tenant = variables.get("tenantId") or self._tenant
        try:
            self._tenant = str(uuid.UUID(tenant))
        except ValueError as error:
            raise RefusedError("The azuread provider needs the GUID of a tenant: set azuread:tenantId.") from error

    def check(self, request: CheckRequest) -> Checked:
        """Check the inputs' types, forms and words."""
        kind, shape = self._known(request.type)
        inputs = present(request.inputs)
        return Checked(inputs, tuple(_failures(kind, shape, bare_properties(inputs))))

    def diff(self, request: DiffRequest) -> Difference:
        """Compare inputs; a change replaces the object unless its type can take it."""
        kind, shape = self._known(request.type)
        replaced_by = frozenset(name for name in shape.inputs if not kind.updated(name))
        return difference(request.old_inputs, request.inputs, replaced_by=replaced_by)

    def create(self, request: CreateRequest) -> Created:
        """Make the object, or say what is known of it before."""
        kind, shape = self._known(request.type)
        inputs = bare_properties(request.inputs)
        if request.preview:
            preview: Properties = {name: inputs.get(name, UNKNOWN) for name in shape.outputs}
            return Created("", concealed(request.inputs, preview, kind.secrets))
        with self._struck("create", request), self._directories.change(self._tenant) as directory:
            kind.verify(directory, inputs)
            id_, computed = kind.make(directory, inputs)
            entry = Entry(id_, request.type, inputs, computed)
            directory.put(entry)
        return Created(id_, concealed(request.inputs, entry.outputs, kind.secrets))

    def read(self, request: ReadRequest) -> Found | None:
        """Return the object as the tenant has it; of an import, with the inputs that made it."""
        kind, _ = self._known(request.type)
        with self._struck("read", request):
            entry = self._directories.view(self._tenant).entries.get(request.id)
        if entry is None or entry.token != request.type:
            return None
        inputs = entry.inputs if request.imports else request.inputs
        return Found(entry.id, inputs, concealed(inputs, entry.outputs, kind.secrets))

    def update(self, request: UpdateRequest) -> Properties:
        """Change the object in place, or say what is known of it then."""
        kind, _ = self._known(request.type)
        inputs = bare_properties(request.inputs)
        if request.preview:
            return concealed(request.inputs, {**bare_properties(request.old_outputs), **inputs}, kind.secrets)
        with self._struck("update", request), self._directories.change(self._tenant) as directory:
            kind.verify(directory, inputs)
            old = directory.entries.get(request.id)
            if old is None:
                raise RefusedError(f"{request.id} is gone from the tenant {self._tenant}: run pulumi refresh.")
            entry = Entry(old.id, old.token, inputs, old.computed)
            directory.put(entry)
        return concealed(request.inputs, entry.outputs, kind.secrets)

    def delete(self, request: DeleteRequest) -> None:
        """Delete the object once nothing holds it any more."""
        kind, _ = self._known(request.type)
        with self._struck("delete", request), self._directories.change(self._tenant) as directory:
            entry = directory.entries.get(request.id)
            if entry is None:
                return
            holding = list(dict.fromkeys(kind.holds(directory, entry)))
            if holding:
                raise RefusedError(f"{request.name} cannot be deleted yet: first goes {', '.join(holding)}.")
            del directory.entries[request.id]

    def invoke(self, token: str, arguments: Properties, progress: Progress) -> Properties:
        """Answer who has signed in, and which service principal an application has."""
        self._strikes.take_time(self._strikes.on("call", token, ""), 0.0, progress)
        if token == _CLIENT_CONFIG:
            identity: Properties = {"clientId": _CLIENT, "objectId": _OPERATOR, "tenantId": self._tenant}
            return {**identity, "id": f"{self._tenant}-{_CLIENT}-{_OPERATOR}"}
        if token != _SERVICE_PRINCIPAL:
            raise RefusedError(f"The sandbox has no stand-in for the function {token}.")
        client_id = text_at(bare_properties(arguments), "clientId")
        principal = service_principal_of(self._directories.view(self._tenant), client_id)
        if principal is None:
            raise RefusedError(f"No service principal of the application {client_id!r} in the tenant {self._tenant}.")
        return {**principal, "id": f"/servicePrincipals/{text_at(principal, 'objectId')}"}

    def schema(self) -> str:
        """Return the schema of all kinds."""
        shapes = (self._shapes.get(token) for token in KINDS)
        return package_schema(self.package, self.version, shapes, _FUNCTIONS)

    @contextlib.contextmanager
    def _struck(self, operation: str, request: _Request) -> Generator[None]:
        """Let the faults that are set strike an operation: before it, or the provider once it is done."""
        strikes = self._strikes.on(operation, request.type, request.name)
        self._strikes.take_time(strikes, 0.0, request.progress)
        yield
        strike_dead(strikes)

    def _known(self, token: str) -> tuple[Kind, ResourceShape]:
        return known_kind(self.package, KINDS, self._shapes, token)


def _failures(kind: Kind, shape: ResourceShape, values: Properties) -> Iterator[CheckFailure]:
    for problem in check(shape, values):
        yield CheckFailure(problem.path, problem.reason)
    yield from kind.failures(values)
