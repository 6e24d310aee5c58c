"""The provider: what the engine asks, handed to the kind of resource that it is about."""

import os
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Final, cast

from veeam_entraid_limits import UNKNOWN as UNKNOWN_SETTING
from veeam_entraid_limits import Verdict, check_resource, explain
from veeam_entraid_protocol import UNKNOWN, Value, plain
from veeam_entraid_protocol.properties import Properties
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
from veeam_provider import _configuration
from veeam_provider._declaration import Declaration
from veeam_provider._drift import written
from veeam_provider._lifecycle import BASELINE, Lifecycle
from veeam_provider._server import Server
from veeam_provider.functions import FUNCTIONS, answer
from veeam_provider.resources import KINDS, Kind
from veeam_provider.rest import connect
from veeam_provider.restore import RestoreLife, RestoreSession
from veeam_provider.schema import (
    FunctionDeclaration,
    JsonObject,
    Package,
    ResourceDeclaration,
    bare,
    concealed,
    package_schema,
)

__all__ = ["DECLARATIONS", "NAME", "VERSION", "VeeamProvider"]

NAME: Final = "veeam"
VERSION: Final = version("veeam-entraid-provider")

DECLARATIONS: Final = (*KINDS, RestoreSession())
"""What declares a type of resource, objects of the server and sessions, in the order of the reference."""

_KINDS: Final = {kind.token: kind for kind in DECLARATIONS}
_FUNCTIONS: Final = {function.token: function for function in FUNCTIONS}


class VeeamProvider(ResourceProvider):
    """Objects of a Veeam Backup & Replication server, for what concerns Entra ID.

    Args:
        environment: variables that stand in for configuration.
    """

    package = NAME
    version = VERSION

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._connected: Server | None = None

    def schema(self) -> str:
        """Return the schema of the package."""
        return package_schema(
            Package(
                name=NAME,
                version=VERSION,
                configuration=_configuration.CONFIGURATION,
                environment=_configuration.ENVIRONMENT,
                resources=[
                    ResourceDeclaration(
                        token=kind.token,
                        description=kind.description,
                        natural_key=kind.natural_key,
                        form=kind.form,
                        outputs=kind.outputs,
                        replaced_by=kind.replaced_by,
                    )
                    for kind in DECLARATIONS
                ],
                functions=[
                    FunctionDeclaration(
                        token=function.token,
                        description=function.description,
                        inputs=function.inputs,
                        outputs=function.outputs,
                    )
                    for function in FUNCTIONS
                ],
            )
        )

    def check_configuration(self, inputs: Properties) -> Checked:
        """Return the configuration, and everything that is wrong with it."""
        return _configuration.check(inputs, self._environment)

    def configure(self, variables: Mapping[str, str]) -> None:
        """Take the configuration. Nothing is sent: the server may not be there yet."""
        try:
            configuration = _configuration.read(variables, self._environment)
        except _configuration.InvalidConfigurationError as error:
            raise RefusedError(str(error)) from error
        client = connect(configuration.connection, cancelled=self.cancelled)
        self._connected = Server(client, configuration.ready_seconds)

    def close(self) -> None:
        """Log out."""
        if self._connected is not None:
            self._connected.client.close()

    def check(self, request: CheckRequest) -> Checked:
        """Return the inputs with defaults, and everything that is wrong with them, the documented limits included."""
        kind = _kind(request.type)
        given = {name: value for name, value in request.inputs.items() if bare(value) is not None}
        failures = [
            *kind.form.property_problems(given),
            *kind.problems(cast("Mapping[str, object]", plain(given))),
        ]
        failures += _broken_limits(request, given)
        filled = _filled(kind, given)
        failures += kind.problems_of_change(filled, request.old_inputs)
        return Checked(filled, tuple(failures))

    def diff(self, request: DiffRequest) -> Difference:
        """Return what changes, and whether that makes a new object. Nothing is asked of the server."""
        kind = _kind(request.type)
        old = _compared(kind, request.old_inputs or request.old_outputs)
        new = _newly_compared(kind, request.inputs, old)
        before = request.old_outputs.get(BASELINE)
        baseline = cast("JsonObject", before if isinstance(before, dict) else {})
        compared = cast("Properties", kind.reached(written(kind.form, old, new, baseline), new, request.old_outputs))
        wanted = cast("Properties", new)
        return difference(compared, wanted, replaced_by=kind.replaced_by, delete_before_replace=True)

    def create(self, request: CreateRequest) -> Created:
        """Make the object; in a preview, say what is known of it."""
        kind = _kind(request.type)
        if request.preview:
            return Created("", {**request.inputs, **dict.fromkeys(kind.outputs, UNKNOWN)})
        with self._server().lists.changing():
            return self._lifecycle(kind).create(request)

    def read(self, request: ReadRequest) -> Found | None:
        """Return the object as it is, or None when it is gone."""
        kind = _kind(request.type)
        with self._server().lists.reading():
            return self._lifecycle(kind).read(request)

    def update(self, request: UpdateRequest) -> Properties:
        """Change the object in place."""
        kind = _kind(request.type)
        if request.preview or not _is_sent(kind, request):
            return {**request.old_outputs, **request.inputs}
        with self._server().lists.changing():
            return self._lifecycle(kind).update(request)

    def delete(self, request: DeleteRequest) -> None:
        """Delete the object."""
        kind = _kind(request.type)
        with self._server().lists.changing():
            self._lifecycle(kind).delete(request)

    def invoke(self, token: str, arguments: Properties, progress: Progress) -> Properties:
        """Answer a function."""
        function = _FUNCTIONS.get(token)
        if function is None:
            raise RefusedError(f"The provider veeam has no function {token}. It has {', '.join(_FUNCTIONS)}.")
        return answer(function, self._server(), arguments, progress)

    def _lifecycle(self, kind: Kind | RestoreSession) -> Lifecycle | RestoreLife:
        if isinstance(kind, RestoreSession):
            return RestoreLife(kind, self._server())
        return Lifecycle(kind, self._server())

    def _server(self) -> Server:
        if self._connected is None:
            raise RefusedError("The provider veeam has not been configured.")
        return self._connected


def _kind(token: str) -> Kind | RestoreSession:
    kind = _KINDS.get(token)
    if kind is None:
        raise RefusedError(f"The provider veeam has no resource {token}. It has {', '.join(_KINDS)}.")
    return kind


def _broken_limits(request: CheckRequest, given: Properties) -> Iterator[CheckFailure]:
    properties = cast("Mapping[str, object]", plain(given, UNKNOWN_SETTING))
    for finding in check_resource(request.type, request.name, properties, request.urn):
        if finding.verdict is Verdict.BROKEN:
            yield CheckFailure("", f"{finding.limit}: {explain(finding)}")


def _filled(kind: Declaration, given: Properties) -> Properties:
    """Return inputs with the defaults of what is left out, and what nobody may see marked as secret."""
    known = kind.form.properties.items()
    defaults = {name: cast("Value", each.default) for name, each in known if each.default is not None}
    return concealed(kind.form, {**defaults, **given})


def _compared(kind: Declaration, properties: Properties) -> JsonObject:
    """Return the inputs that a difference may come from. What is not known yet stands there as UNKNOWN."""
    return kind.compared(cast("JsonObject", kind.form.json(properties)))


def _newly_compared(kind: Declaration, properties: Properties, old: JsonObject) -> JsonObject:
    """Return the new inputs that a difference may come from: no statement for the rules that is new, after an import.

    The server does not get it, and the state takes it in with the next update, changed or not.
    """
    known = kind.form.properties
    return {
        name: value for name, value in _compared(kind, properties).items() if name in old or not known[name].declared
    }


def _is_sent(kind: Declaration, request: UpdateRequest) -> bool:
    """Return whether anything that changes is the server's concern."""
    old, new = request.old_inputs or request.old_outputs, request.inputs
    changed = {name for name in old.keys() | new.keys() if plain(old.get(name)) != plain(new.get(name))}
    known = kind.form.properties
    # What failed half way is done again, even if nothing differs.
    return not changed or any(name not in known or not known[name].declared for name in changed)
