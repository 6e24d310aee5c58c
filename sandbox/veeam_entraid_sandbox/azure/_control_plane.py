"""Azure's control plane: decides on operations, journals them and has their effects brought about."""

import contextlib
import functools
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, at, found, merged, show
from veeam_entraid_protocol.provider import Progress, RefusedError
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, parent_id, parse_id, resource_group_id, root_id
from veeam_entraid_sandbox.azure._effects import Effects, FailedAfterCreationError
from veeam_entraid_sandbox.azure._faults import Fault
from veeam_entraid_sandbox.azure._locations import demand_known_location
from veeam_entraid_sandbox.azure._locks import demand_no_lock
from veeam_entraid_sandbox.azure._outputs import outputs_of
from veeam_entraid_sandbox.azure._references import (
    demand_no_reference,
    demand_references,
    references_of,
)
from veeam_entraid_sandbox.azure._resource_type import Resource, ResourceType, Subject
from veeam_entraid_sandbox.azure._store import CREATING, DELETING, READY, UPDATING, Ledger, Store
from veeam_entraid_sandbox.azure._strikes import Strikes, strike_dead
from veeam_entraid_sandbox.azure._validity import demand_valid_request
from veeam_entraid_sandbox.sdk_types import ResourceShape

__all__ = ["ControlPlane", "Operation"]


@dataclass(frozen=True, slots=True)
class Operation:
    """A request of the provider: the type, what the SDK says of it, who waits and for how long."""

    type: ResourceType
    shape: ResourceShape
    progress: Progress
    timeout_seconds: float = 0.0


class ControlPlane:
    """Creates, reads, updates and deletes resources as Azure does. Calls come from many threads.

    Args:
        store: the memory.
        folder: where the faults are read from.
        effects: returns what operations cause, by the token of the type. It is asked when the first
            operation needs it: a preview never does.
        type_of: finds the type of a token.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        effects: Callable[[], Mapping[str, Effects]],
        type_of: Callable[[str], ResourceType],
    ) -> None:
        self._store = store
        self._strikes = Strikes(lambda: store, folder)
        self._make_effects = effects
        self._type_of = type_of

    @functools.cached_property
    def _effects(self) -> Mapping[str, Effects]:
        return self._make_effects()

    # Operations.

    def create(self, operation: Operation, subject: Subject) -> Properties:
        """Create a resource and return its outputs.

        Raises:
            RefusedError: nothing was created.
            FailedAfterCreationError: the resource exists, in a failed state.
        """
        strikes = self._strikes.on("create", operation.type.token, subject.name)
        with self._exclusively(operation, subject.id):
            self.reap(subject.id)
            resource = self._begin_creation(operation, subject)
            try:
                self._take_time(operation, strikes)
                outputs = self._created(operation, subject, resource.outputs)
                _strike_after(strikes, outputs)
            except FailedAfterCreationError as error:
                self._finish(replace(resource, outputs=error.outputs))
                raise
            except BaseException:
                self._undo(resource)
                raise
            self._finish(replace(resource, outputs=outputs))
            return outputs

    def _begin_creation(self, operation: Operation, subject: Subject) -> Resource:
        type_ = operation.type
        with self._store.transaction() as ledger:
            if ledger.entry(subject.id):
                raise RefusedError(f"cannot create already existing resource '{subject.id}'")
            resource = self._decided(operation, subject, ledger)
            ledger.put(resource, CREATING, references_of(type_, subject.inputs))
            self._imply(type_, subject, resource, ledger)
            if type_.exhumes(subject):
                ledger.exhume(type_.grave(subject.id))
        return resource

    def _created(self, operation: Operation, subject: Subject, outputs: Properties) -> Properties:
        effects = self._effects.get(operation.type.token)
        if effects is None:
            return outputs
        return outputs | effects.create(subject, outputs, self._store, operation.progress)

    def read(self, operation: Operation, resource_id: str) -> Resource | None:
        """Return the resource as it is, or None when there is none."""
        self._strikes.on("read", operation.type.token, _name_in(resource_id))
        with self._store.view() as ledger:
            resource = ledger.find(resource_id)
        if resource is None or resource.token != operation.type.token:
            return None
        effects = self._effects.get(resource.token)
        if effects is None:
            return resource
        return replace(resource, outputs=resource.outputs | effects.read(resource, self._store))

    def update(self, operation: Operation, subject: Subject) -> Properties:
        """Change a resource in place and return its outputs.

        Raises:
            RefusedError: the resource is as it was.
            FailedAfterCreationError: it was changed, but is in a failed state.
        """
        strikes = self._strikes.on("update", operation.type.token, subject.name)
        with self._exclusively(operation, subject.id):
            subject, resource = self._begin_update(operation, subject)
            try:
                self._take_time(operation, strikes)
                outputs = self._updated(operation, subject, resource.outputs)
                _strike_after(strikes, outputs)
            except FailedAfterCreationError as error:
                self._finish(replace(resource, outputs=error.outputs))
                raise
            except BaseException:
                with self._store.transaction() as ledger:
                    ledger.enter(subject.id, READY)
                raise
            self._finish(replace(resource, outputs=outputs))
            return outputs

    def _begin_update(self, operation: Operation, subject: Subject) -> tuple[Subject, Resource]:
        with self._store.transaction() as ledger:
            previous = ledger.find(subject.id)
            if previous is None:
                raise ArmError(404, "ResourceNotFound", f"The Resource '{subject.id}' was not found.")
            inputs = _with_what_was_given_once(operation.type, previous, subject.inputs)
            subject = replace(subject, inputs=inputs, previous=previous)
            _refuse_fixed(operation.type, previous, subject.inputs)
            resource = self._decided(operation, subject, ledger)
            self._imply(operation.type, subject, resource, ledger)
            ledger.enter(subject.id, UPDATING)
        return subject, resource

    def _imply(self, type_: ResourceType, subject: Subject, resource: Resource, ledger: Ledger) -> None:
        """Write what comes along with the resource, and remove what came along with it before."""
        implied = list(type_.implies(subject, resource.outputs))
        if subject.previous is not None:
            before = replace(subject, inputs=subject.previous.inputs, previous=None)
            kept = {key_of(member.id) for member in implied}
            gone = [
                member for member in type_.implies(before, subject.previous.outputs) if key_of(member.id) not in kept
            ]
            demand_no_reference(gone, ledger, self._type_of)
            for member in gone:
                ledger.forget(member.id)
        for member in implied:
            ledger.put(member, READY, references_of(self._type_of(member.token), member.inputs))

    def _updated(self, operation: Operation, subject: Subject, outputs: Properties) -> Properties:
        effects = self._effects.get(operation.type.token)
        if effects is None:
            return outputs
        return outputs | effects.update(subject, outputs, self._store, operation.progress)

    def delete(self, operation: Operation, resource_id: str) -> None:
        """Delete a resource with everything below it. One that is gone is no error."""
        strikes = self._strikes.on("delete", operation.type.token, _name_in(resource_id))
        with self._exclusively(operation, resource_id):
            gone = self._begin_deletion(operation, resource_id)
            if not gone:
                return
            self._take_time(operation, strikes)
            self._remove(gone)

    def _remove(self, gone: Sequence[Resource]) -> None:
        for resource in gone:
            effects = self._effects.get(resource.token)
            if effects is not None:
                effects.delete(resource, self._store)
        with self._store.transaction() as ledger:
            for resource in gone:
                ledger.forget(resource.id)
                grave = self._type_of(resource.token).grave(resource.id)
                if grave:
                    ledger.bury(grave, resource)

    def _begin_deletion(self, operation: Operation, resource_id: str) -> Sequence[Resource]:
        with self._store.transaction() as ledger:
            entry = ledger.entry(resource_id)
            if entry is None:
                return ()
            demand_no_lock(resource_id, "delete", ledger)
            for demand in operation.type.deletion_demands:
                demand(entry.resource, ledger)
            along = [ledger.find(id_) for id_ in operation.type.takes_along(entry.resource)]
            # Innermost first: what is below a resource is named by a longer id.
            below = sorted(ledger.below(resource_id), key=lambda member: -len(member.id))
            gone = [*below, *filter(None, along), entry.resource]
            demand_no_reference(gone, ledger, self._type_of)
            for member in gone:
                ledger.enter(member.id, DELETING)
        return gone

    def answer(self, function: str, progress: Progress) -> None:
        """Let a function be asked, unless a fault is in its way."""
        self._strikes.take_time(self._strikes.on("call", function, ""), 0.0, progress)

    # After an interruption.

    def reap(self, resource_id: str | None = None) -> None:
        """Settle what interrupted operations, on one resource or on all, left behind.

        An operation is interrupted when its process is gone. Creations are undone, deletions finished;
        an update leaves the resource as it was before, to be updated again.
        """
        if resource_id is None:
            entries = self._store.all_entries()
        else:
            with self._store.view() as ledger:
                one = ledger.entry(resource_id)
            entries = [one] if one else []
        for entry in entries:
            if not entry.is_abandoned:
                continue
            if entry.phase == CREATING:
                self._undo(entry.resource)
            elif entry.phase == DELETING:
                self._remove([entry.resource])
            else:
                with self._store.transaction() as ledger:
                    ledger.enter(entry.resource.id, READY)

    def _undo(self, resource: Resource) -> None:
        effects = self._effects.get(resource.token)
        if effects is not None:
            effects.delete(resource, self._store)
        with self._store.transaction() as ledger:
            for id_ in (*self._type_of(resource.token).takes_along(resource), resource.id):
                ledger.forget(id_)

    # Steps.

    def _take_time(self, operation: Operation, strikes: Sequence[Fault]) -> None:
        self._strikes.take_time(strikes, operation.type.seconds, operation.progress, operation.timeout_seconds)

    def _decided(self, operation: Operation, subject: Subject, ledger: Ledger) -> Resource:
        """Return the resource that the operation leads to, or refuse it."""
        type_ = operation.type
        demand_valid_request(type_, subject.inputs)
        demand_known_location(subject)
        _demand_containers(subject.id, ledger)
        demand_no_lock(subject.id, "write", ledger)
        demand_references(type_, subject.inputs, ledger)
        for demand in type_.demands:
            demand(subject, ledger)
        outputs = outputs_of(type_, operation.shape, subject, ledger)
        return Resource(subject.id, type_.token, subject.inputs, outputs)

    def _finish(self, resource: Resource) -> None:
        with self._store.transaction() as ledger:
            type_ = self._type_of(resource.token)
            ledger.put(resource, READY, references_of(type_, resource.inputs))

    @contextlib.contextmanager
    def _exclusively(self, operation: Operation, resource_id: str) -> Generator[None]:
        conflict = operation.type.conflict
        if conflict is None:
            yield
            return
        scope = root_id(resource_id)
        with self._store.transaction() as ledger:
            occupied_by = ledger.occupy(scope, resource_id)
        if occupied_by is not None:
            status, code, sentence = conflict
            raise ArmError(status, code, sentence.format(id=resource_id, by=occupied_by, scope=scope))
        try:
            yield
        finally:
            with self._store.transaction() as ledger:
                ledger.vacate(scope)


def _strike_after(strikes: Sequence[Fault], outputs: Properties) -> None:
    strike_dead(strikes)
    for fault in strikes:
        if fault.action == "fail-after-creation":
            raise FailedAfterCreationError(fault.message, outputs | {"provisioningState": "Failed"})


def _name_in(resource_id: str) -> str:
    parsed = parse_id(resource_id)
    return parsed.name if parsed else resource_id


def _demand_containers(resource_id: str, ledger: Ledger) -> None:
    group = resource_group_id(resource_id)
    if group and group.lower() != resource_id.lower() and ledger.find(group) is None:
        name = group.rpartition("/")[2]
        raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
    parent = parent_id(resource_id)
    if parent and ledger.find(parent) is None:
        raise ArmError(
            404,
            "ParentResourceNotFound",
            f"Failed to perform 'write' on resource '{resource_id}', because the parent resource "
            f"'{parent}' could not be found.",
        )


def _with_what_was_given_once(type_: ResourceType, previous: Resource, inputs: Properties) -> Properties:
    """Return the inputs with what never changes and is never read back: to leave it out changes nothing."""
    given: Properties = {}
    for fixed in type_.fixed:
        value = at(previous.inputs, fixed.path)
        if value is not None and fixed.path in type_.write_only:
            given = merged(given, _nested(fixed.path.split("."), value))
    return merged(given, inputs)


def _nested(keys: Sequence[str], value: Value) -> Properties:
    first, *rest = keys
    return {first: _nested(rest, value) if rest else value}


def _refuse_fixed(type_: ResourceType, previous: Resource, inputs: Properties) -> None:
    for fixed in type_.fixed:
        before, after = dict(found(previous.inputs, fixed.path)), dict(found(inputs, fixed.path))
        changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        if changed:
            path = show(min(changed, key=str))
            raise ArmError(409, fixed.code, f"Changing property '{path}' is not allowed.")
