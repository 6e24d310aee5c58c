"""The stand-in for Pulumi's azure-native provider."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, bare, bare_properties, conceal, present
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
    InitializationFailedError,
    Progress,
    ReadRequest,
    RefusedError,
    ResourceProvider,
    UpdateRequest,
    difference,
)
from veeam_entraid_sandbox.azure._arm import SUBSCRIPTION, location_key, parse_id
from veeam_entraid_sandbox.azure._control_plane import ControlPlane, Operation
from veeam_entraid_sandbox.azure._effects import Effects, FailedAfterCreationError
from veeam_entraid_sandbox.azure._functions import FUNCTIONS, Functions
from veeam_entraid_sandbox.azure._naming import RANDOMLY_NAMED, default_location, is_random, named
from veeam_entraid_sandbox.azure._outputs import preview_of, secrets_of
from veeam_entraid_sandbox.azure._reading import inputs_from, inputs_of_import
from veeam_entraid_sandbox.azure._resource_type import ResourceType, Subject
from veeam_entraid_sandbox.azure._store import Store
from veeam_entraid_sandbox.azure._tokens import Known, Tokens, installed_shapes
from veeam_entraid_sandbox.azure._validity import provider_failures
from veeam_entraid_sandbox.sdk_types import check, package_schema
from veeam_entraid_sandbox.state import StateFolder

__all__ = ["AzureNative"]

_API_VERSION: Final = "azureApiVersion"


class AzureNative(ResourceProvider):
    """Answers as azure-native does, from the control plane of the sandbox.

    Args:
        state: the sandbox's state.
        store: the control plane's memory.
        effects: returns what operations cause, by the token of the type, when it is needed.
        subscription: the subscription that the environment names.
    """

    package = "azure-native"

    def __init__(
        self, state: StateFolder, store: Store, effects: Callable[[], Mapping[str, Effects]], subscription: str
    ) -> None:
        shapes = installed_shapes()
        self.version = shapes.version
        self._tokens = Tokens(shapes)
        self._store = store
        self._plane = ControlPlane(store, state.azure, effects, self._tokens.type_of)
        self._subscription = subscription
        self._location = ""

    def configure(self, variables: Mapping[str, str]) -> None:
        """Accept the sandbox's subscription, and refuse every other."""
        subscription = variables.get("subscriptionId") or self._subscription
        if subscription.lower() != SUBSCRIPTION:
            named_ = f"subscription {subscription}" if subscription else "no subscription"
            raise RefusedError(
                f"The sandbox acts on no real subscription, and this stack is configured for {named_}: its "
                "stand-in for Azure "
                f"serves {SUBSCRIPTION} only. Leave the sandbox's environment to deploy this stack, or run the "
                "stack 'local' "
                "in it."
            )
        self._location = variables.get("location", "")
        self._plane.reap()

    # Resources.

    def check(self, request: CheckRequest) -> Checked:
        """Check names, types, constraints and rules, and fill in name, location and version."""
        known = self._tokens.find(request.type)
        inputs = named(
            known.type,
            present(request.inputs),
            old=request.old_inputs,
            logical_name=request.name,
            seed=request.seed,
            autonaming=request.autonaming,
        )
        inputs = self._located(known, inputs, request.old_inputs)
        if known.shape.api_version and _API_VERSION not in inputs:
            inputs = {**inputs, _API_VERSION: known.shape.api_version}
        return Checked(inputs, tuple(_failures(known, bare_properties(inputs))))

    def _located(self, known: Known, inputs: Properties, old: Properties) -> Properties:
        if "location" not in known.shape.inputs or inputs.get("location") is not None:
            return inputs
        group = bare(inputs.get("resourceGroupName"))
        location = default_location(
            old=bare(old.get("location")),
            configured=self._location,
            group_location=self._location_of_group(group),
        )
        return inputs if location is None else {**inputs, "location": location}

    def _location_of_group(self, group: Value) -> Value:
        if not isinstance(group, str):
            return group
        with self._store.view() as ledger:
            resource = ledger.find(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}")
        return resource.outputs.get("location") if resource else None

    def diff(self, request: DiffRequest) -> Difference:
        """Compare inputs; the path and what Azure calls immutable replace the resource."""
        known = self._tokens.find(request.type)
        old, new = _comparable(request.old_inputs), _comparable(request.inputs)
        replaced_by = known.type.replaced_by | frozenset(known.type.parameters)
        return difference(old, new, replaced_by=replaced_by, delete_before_replace=not is_random(request.old_inputs))

    def create(self, request: CreateRequest) -> Created:
        """Create the resource, or say what is known of it before."""
        known = self._tokens.find(request.type)
        inputs = _without_marks(request.inputs)
        if request.preview:
            return Created("", preview_of(known.type, known.shape, inputs, {}))
        subject = _subject(known.type, inputs)
        operation = self._operation(known, request.progress, request.timeout_seconds)
        try:
            outputs = self._plane.create(operation, subject)
        except FailedAfterCreationError as error:
            created = Created(subject.id, _read_back(known.type, inputs, error.outputs))
            raise InitializationFailedError(error.reason, created, request.inputs) from error
        return Created(subject.id, _read_back(known.type, inputs, outputs))

    def read(self, request: ReadRequest) -> Found | None:
        """Return the resource; of an import, the inputs that would have made it."""
        known = self._tokens.find(request.type)
        resource = self._plane.read(self._operation(known, request.progress, 0.0), request.id)
        if resource is None:
            return None
        if request.imports:
            inputs = inputs_of_import(known.type, known.shape, resource)
        else:
            inputs = inputs_from(known.shape, request.inputs, request.outputs, resource.outputs)
        return Found(resource.id, inputs, _read_back(known.type, inputs, resource.outputs))

    def update(self, request: UpdateRequest) -> Properties:
        """Change the resource in place, or say what is known of it then."""
        known = self._tokens.find(request.type)
        inputs = _without_marks(request.inputs)
        if request.preview:
            return preview_of(known.type, known.shape, inputs, bare_properties(request.old_outputs))
        subject = _subject(known.type, inputs, request.id)
        operation = self._operation(known, request.progress, request.timeout_seconds)
        try:
            outputs = self._plane.update(operation, subject)
        except FailedAfterCreationError as error:
            created = Created(subject.id, _read_back(known.type, inputs, error.outputs))
            raise InitializationFailedError(error.reason, created, request.inputs) from error
        return _read_back(known.type, inputs, outputs)

    def delete(self, request: DeleteRequest) -> None:
        """Delete the resource."""
        known = self._tokens.find(request.type)
        self._plane.delete(self._operation(known, request.progress, request.timeout_seconds), request.id)

    def invoke(self, token: str, arguments: Properties, progress: Progress) -> Properties:
        """Answer the functions that programs of this repository call, and get<Resource> of what is there."""
        self._plane.answer(token, progress)
        return Functions(self._store, self._tokens).call(token, bare_properties(arguments))

    def schema(self) -> str:
        """Return the schema of the types that have a row of their own."""
        return package_schema(self.package, self.version, self._tokens.shapes(), FUNCTIONS)

    def _operation(self, known: Known, progress: Progress, timeout_seconds: float) -> Operation:
        return Operation(known.type, known.shape, progress, timeout_seconds)


def _failures(known: Known, values: Properties) -> Iterator[CheckFailure]:
    """Yield everything that is wrong with the inputs, each property's first problem only."""
    seen: set[str] = set()
    for failure in _all_failures(known, values):
        if failure.property not in seen:
            seen.add(failure.property)
            yield failure


def _all_failures(known: Known, values: Properties) -> Iterator[CheckFailure]:
    visible = {key: value for key, value in values.items() if key not in {RANDOMLY_NAMED, _API_VERSION}}
    for problem in check(known.shape, visible):
        if not (known.versioned and problem.by_version):
            yield CheckFailure(problem.path, problem.reason)
    if known.type.name_property not in values:
        name = known.type.name_property
        yield CheckFailure(name, f"missing required property '{name}'")
    if "location" in known.shape.inputs and "location" not in values:
        yield CheckFailure(
            "location",
            "missing required property 'location'. Either set it explicitly or configure it with "
            "'pulumi config set azure-native:location <value>'.",
        )
    yield from provider_failures(known.type, visible)


def _comparable(inputs: Properties) -> Properties:
    marked = {key: value for key, value in inputs.items() if key not in {RANDOMLY_NAMED, _API_VERSION}}
    location = bare(marked.get("location"))
    return {**marked, "location": location_key(location)} if isinstance(location, str) else marked


def _without_marks(inputs: Properties) -> Properties:
    return {key: value for key, value in inputs.items() if key not in {RANDOMLY_NAMED, _API_VERSION}}


def _subject(type_: ResourceType, inputs: Properties, resource_id: str = "") -> Subject:
    properties = bare_properties(inputs)
    id_ = resource_id or type_.id_of(SUBSCRIPTION, properties)
    parsed = parse_id(id_)
    return Subject(id_, parsed.name if parsed else id_.rpartition("/")[2], SUBSCRIPTION, properties)


def _read_back(type_: ResourceType, inputs: Properties, outputs: Properties) -> Properties:
    return conceal(outputs, secrets_of(type_, inputs))
