"""The life of a resource, whatever its kind: made, read, changed and deleted, so that nothing is made twice."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar, cast

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import (
    Created,
    CreateRequest,
    DeleteRequest,
    Found,
    InitializationFailedError,
    Progress,
    ReadRequest,
    RefusedError,
    UpdateRequest,
)
from veeam_provider._drift import baseline, changes, seen
from veeam_provider._explaining import DELETES_ON, GOES_ON, READS_ON, explained
from veeam_provider._identity import Identity
from veeam_provider._server import Server, Work
from veeam_provider.resources import Kind, NotReadyYetError
from veeam_provider.rest import NotFoundError, RestError, SessionTimeoutError
from veeam_provider.schema import JsonObject, concealed

__all__ = ["BASELINE", "Lifecycle"]


Result = TypeVar("Result")

BASELINE: Final = "__baseline"
"""The output that keeps what the server showed of everything that the program leaves open."""

_HIDDEN_SECONDS: Final = 300.0
_HIDDEN_POLL_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What the engine asks of one kind of resource.

    Attributes:
        kind: of the resource.
        server: the backup server.
    """

    kind: Kind
    server: Server

    def create(self, request: CreateRequest) -> Created:
        """Make an object, or take over the one that an interrupted update has made for this very resource."""
        identity, inputs = Identity(request.urn), self._json(request.inputs)
        work = self._work(request.progress, request.timeout_seconds)
        attempts = itertools.count()

        def begin() -> str:
            if self.kind.is_made_by_sessions:
                self.server.settle(request.progress.status, again=next(attempts) > 0)
            return self._make_or_take_over(work, inputs, identity)

        with explained(f"{identity} was not created", GOES_ON):
            self.server.wait_until_ready(request.progress.status)
            reason = ""
            try:
                id_ = work.persist(begin)
            except NotReadyYetError as error:
                id_, reason = error.id, f"{identity} was created, but is not as it should be: {error} {GOES_ON}"
        return self._made(work, request, id_, reason)

    def _made(self, work: Work, request: CreateRequest, id_: str, reason: str) -> Created:
        inputs, identity = self._json(request.inputs), Identity(request.urn)
        try:
            outputs = self._outputs_now(work, id_, request.inputs, inputs)
        except RestError as error:
            reason = reason or f"{identity} was created, but cannot be read: {error} {GOES_ON}"
            outputs = request.inputs
        if reason:
            raise InitializationFailedError(reason, Created(id_, outputs), request.inputs)
        return Created(id_, outputs)

    def _make_or_take_over(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        key, looking = self.kind.key_of(inputs), work.looking(self.kind.gate_lists(inputs))
        found = self.kind.find(looking, key, inputs)
        if found is None:
            self.kind.gate(looking, inputs, "", identity)
            return self.kind.create(work, inputs, identity)
        id_ = self.kind.id_of(found)
        if not self.kind.is_ours(looking, found, inputs, identity):
            raise RefusedError(
                f"{identity} was not created: the backup server has one with {self.kind.natural_key} {key} already,"
                " which was not made for this resource. If this stack is to manage it from now on, import it: pulumi"
                f" import {self.kind.token} {identity.name} '{key}'. If another stack manages it, use it from there."
            )
        if not self.kind.is_always_there:
            work.progress.info(f"{identity} was made by an update that was interrupted, and is taken over.")
        self.kind.gate(looking, inputs, id_, identity)
        self.kind.update(work, found, inputs, {}, identity)
        return id_

    def read(self, request: ReadRequest) -> Found | None:
        """Return a resource as it is; one that is being imported by its natural key or id."""
        work = replace(self._work(request.progress, 0.0), joins=True)
        identity = Identity(request.urn)
        with explained(f"{identity} cannot be read", READS_ON):
            if request.imports:
                self.server.wait_until_ready(request.progress.status)
            model = work.persist(lambda: self._look(work, request))
            if model is None:
                return None
            old = self._json(request.inputs)
            shown = self._shown(work, model)
            # One that could not be read after it was made is compared from now on.
            is_first = BASELINE not in request.outputs
            before = baseline(old, shown) if is_first else cast("JsonObject", self._baseline(request.outputs))
            inputs = shown if request.imports else seen(self.kind.form, old, shown, before)
            computed = self.kind.computed(work, model, old)
        # Whatever an import finds may be left open by the program that is to manage it.
        kept = shown if request.imports else before
        unseen = self._assumed() if request.imports else self._unsent(request.inputs)
        given = concealed(self.kind.form, {**inputs, **unseen})
        outputs = {**given, **cast("Properties", computed), BASELINE: cast("Value", kept)}
        return Found(self.kind.id_of(model), given, outputs)

    def _look(self, work: Work, request: ReadRequest) -> JsonObject | None:
        if request.imports:
            return self.kind.find(work, request.id, {})
        return self.kind.get(work, request.id)

    def update(self, request: UpdateRequest) -> Properties:
        """Change an object in place."""
        identity, work = Identity(request.urn), self._work(request.progress, request.timeout_seconds)
        new, old = self._json(request.inputs), self._json(request.old_inputs)
        wanted = changes(new, old, cast("JsonObject", self._baseline(request.old_outputs)))

        def begin() -> None:
            looking = work.looking(self.kind.gate_lists(new))
            model = self.kind.get(looking, request.id)
            if model is None:
                raise RefusedError(
                    f"{identity} was not changed: the backup server has it no more. Run pulumi refresh, and pulumi up"
                    " makes it anew."
                )
            self.kind.gate(looking, new, request.id, identity)
            self.kind.update(work, model, wanted, old, identity)

        with explained(f"{identity} was not changed", GOES_ON):
            self.server.wait_until_ready(request.progress.status)
            try:
                work.persist(begin)
            except NotReadyYetError as error:
                raise RefusedError(f"{identity} was not changed in everything: {error} {GOES_ON}") from error
        self._tell_what_is_sent_unread(request)
        try:
            return self._outputs_now(work, request.id, request.inputs, new)
        except RestError as error:
            reason = f"{identity} was changed, but cannot be read: {error} {GOES_ON}"
            changed = Created(request.id, {**request.old_outputs, **request.inputs})
            raise InitializationFailedError(reason, changed, request.inputs) from error

    def delete(self, request: DeleteRequest) -> None:
        """Delete an object."""
        identity, work = Identity(request.urn), self._work(request.progress, request.timeout_seconds)

        def begin() -> None:
            try:
                self.kind.delete(work, request.id, self._json(request.inputs))
            except NotFoundError:
                # An update that was interrupted has deleted it. What is made in its place must not find it any more.
                self._wait_until_hidden(work, request.id)

        with explained(f"{identity} was not deleted", DELETES_ON):
            work.persist(begin)

    def _wait_until_hidden(self, work: Work, id_: str) -> None:
        """Wait until the server shows an object no more, which it does not know already.

        Raises:
            RestError: it goes on showing it.
        """
        until = work.client.clock.now() + _HIDDEN_SECONDS
        while self.kind.get(work, id_) is not None:
            if work.client.clock.now() > until:
                raise SessionTimeoutError("The server does not know it any more, and still shows it.", "")
            work.client.clock.sleep(_HIDDEN_POLL_SECONDS)

    def _outputs_now(self, work: Work, id_: str, given: Properties, inputs: JsonObject) -> Properties:
        """Return the outputs of what has just been made or changed, as the server shows it."""
        model = work.persist(lambda: self.kind.get(work, id_)) or {}
        shown = self._shown(work, model)
        return {
            **given,
            **cast("Properties", self.kind.computed(work, model, inputs)),
            BASELINE: cast("Value", baseline(inputs, shown)),
        }

    def _shown(self, work: Work, model: JsonObject) -> JsonObject:
        """Return the inputs that the server shows, without fields that only a later revision of it has."""
        return self._json(cast("Properties", self.kind.shown(work, model)))

    def _baseline(self, outputs: Mapping[str, Value]) -> Value:
        found = outputs.get(BASELINE)
        return found if isinstance(found, dict) else {}

    def _json(self, inputs: Properties) -> JsonObject:
        return cast("JsonObject", self.kind.form.json(inputs))

    def _unsent(self, inputs: Properties) -> JsonObject:
        """Return what the server does not show, and what the state therefore keeps."""
        kept = self._json(inputs)
        shown = {name for name, each in self.kind.form.properties.items() if each.is_shown}
        return {name: value for name, value in kept.items() if name not in shown}

    def _assumed(self) -> JsonObject:
        """Return the defaults of what the server does not show; statements for the rules are not assumed."""
        return {
            name: each.default
            for name, each in self.kind.form.properties.items()
            if each.default is not None and not each.is_shown and not each.declared
        }

    def _tell_what_is_sent_unread(self, request: UpdateRequest) -> None:
        """Say which secrets are sent that the state does not have, as after an import."""
        known = self.kind.form.properties
        old, new = self._json(request.old_inputs), self._json(request.inputs)
        unread = sorted(name for name in new.keys() - old.keys() if known[name].secret)
        if unread:
            request.progress.info(
                f"{Identity(request.urn)}: {', '.join(unread)} cannot be read from the server, and was sent once."
            )

    def _work(self, progress: Progress, seconds: float) -> Work:
        return Work(self.server, progress, seconds) if seconds else Work(self.server, progress)
