"""What a pack said of a stack, and how a test asks it."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from veeam_entraid_protocol import UNKNOWN, Opaque, OutputValue, Secret, Value

__all__ = ["Level", "NotApplicable", "Remediation", "Verdict", "Violation"]

_INDENT: Final = "      "


class Level(enum.StrEnum):
    """An enforcement level, as the configuration of a pack writes it."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    DISABLED = "disabled"
    REMEDIATE = "remediate"


def name_of(urn: str) -> str:
    """Return the name in a URN."""
    return urn.rpartition("::")[2]


@dataclass(frozen=True, slots=True)
class Violation:
    """One diagnostic of a policy, as the engine takes it.

    Attributes:
        policy: the name of the policy.
        level: what it does: advisory or mandatory. A policy at `remediate` that still objects is mandatory.
        urn: the resource that it is put at. What names no resource of the stack is put at the stack.
        message: the text for a person.
        description: the policy's description.
        severity: `low`, `medium`, `high`, `critical`, or empty.
        of_stack: whether it was found on the stack as a whole, and not while a resource registered.
        reported_urn: the URN that the pack gave, empty where it gave none.
    """

    policy: str
    level: Level
    urn: str
    message: str
    description: str = ""
    severity: str = ""
    of_stack: bool = False
    reported_urn: str = ""

    @property
    def resource(self) -> str:
        """The name of the resource."""
        return name_of(self.urn)

    def __str__(self) -> str:
        where = "the whole stack" if self.of_stack else "its registration"
        text = self.message.strip().replace("\n", f"\n{_INDENT}")
        return f"[{self.level}] {self.policy} at {self.resource}, by {where}\n{_INDENT}{text}"


@dataclass(frozen=True, slots=True)
class Remediation:
    """What a policy made of a resource's inputs. Values are plain: they may hold what was secret.

    Attributes:
        policy: the name of the policy.
        urn: the resource.
        before: the inputs that the policy was shown.
        after: the inputs that the deployment goes on with.
    """

    policy: str
    urn: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]

    @property
    def resource(self) -> str:
        """The name of the resource."""
        return name_of(self.urn)

    def __str__(self) -> str:
        changed = sorted(key for key in {*self.before, *self.after} if self.before.get(key) != self.after.get(key))
        return f"[remediated] {self.policy} at {self.resource}: {', '.join(changed) or 'nothing'}"


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A policy that said that it does not apply, with its reason; `urn` is empty for a whole stack."""

    policy: str
    urn: str
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What a pack said of a stack.

    Attributes:
        violations: every violation, in the order in which they came.
        remediations: every change of inputs, in the order in which they came.
        not_applicable: the policies that said that they do not apply, from both kinds of calls.
        inputs: the inputs of each resource that registered, by URN, as they were after remediation.
        stopped_at: the resource whose mandatory violation ended an update, or empty. What comes after it has
            not been seen, and stack policies have not run.
        pack_output: what the pack's process wrote to its standard error, or logged to the engine.
    """

    violations: tuple[Violation, ...] = ()
    remediations: tuple[Remediation, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    inputs: Mapping[str, Mapping[str, Value]] = field(default_factory=dict[str, Mapping[str, Value]])
    stopped_at: str = ""
    pack_output: str = ""

    @property
    def passed(self) -> bool:
        """Whether the deployment goes on: there is no mandatory violation."""
        return not any(each.level is Level.MANDATORY for each in self.violations)

    def of(
        self,
        policy: str | None = None,
        *,
        resource: str | None = None,
        level: Level | str | None = None,
        message: str | None = None,
    ) -> tuple[Violation, ...]:
        """Return the violations that fit.

        Args:
            policy: the name of the policy.
            resource: the name or the URN of the resource.
            level: `advisory` or `mandatory`.
            message: a text that stands in the message, which is read without regard to its line breaks.
        """
        return tuple(self._fitting(policy, resource, level, message))

    def _fitting(
        self, policy: str | None, resource: str | None, level: Level | str | None, message: str | None
    ) -> Iterator[Violation]:
        for each in self.violations:
            if policy is not None and each.policy != policy:
                continue
            if resource is not None and resource not in (each.resource, each.urn):
                continue
            if level is not None and each.level != Level(level):
                continue
            if message is not None and _flat(message) not in _flat(each.message):
                continue
            yield each

    def assert_violates(
        self,
        policy: str,
        *,
        resource: str | None = None,
        level: Level | str | None = None,
        message: str | None = None,
    ) -> Violation:
        """Fail unless exactly one violation fits, and return it. The arguments are those of :meth:`of`."""
        __tracebackhide__ = True
        found = self.of(policy, resource=resource, level=level, message=message)
        if len(found) == 1:
            return found[0]
        wanted = [f"a violation of {policy}"]
        wanted += [f"at {resource}"] if resource is not None else []
        wanted += [f"that is {Level(level)}"] if level is not None else []
        wanted += [f'that says "{message}"'] if message is not None else []
        counted = "none" if not found else str(len(found))
        raise AssertionError(f"Expected {' '.join(wanted)}, found {counted}.\n{self.explained()}")

    def assert_passes(self, policy: str | None = None, *, resource: str | None = None) -> None:
        """Fail if there is a mandatory violation, of the policy and at the resource if they are given."""
        __tracebackhide__ = True
        if self.of(policy, resource=resource, level=Level.MANDATORY):
            raise AssertionError(f"Expected no mandatory violation{_narrowed(policy, resource)}.\n{self.explained()}")

    def assert_silent(self, policy: str | None = None, *, resource: str | None = None) -> None:
        """Fail if there is any violation, of the policy and at the resource if they are given."""
        __tracebackhide__ = True
        if self.of(policy, resource=resource):
            raise AssertionError(f"Expected no violation{_narrowed(policy, resource)}.\n{self.explained()}")

    def assert_remediates(self, policy: str, *, resource: str | None = None, **inputs: Value) -> Remediation:
        """Fail unless the policy changed one resource, and the given inputs are what it made. Return the change."""
        __tracebackhide__ = True
        found = [
            each
            for each in self.remediations
            if each.policy == policy and (resource is None or resource in (each.resource, each.urn))
        ]
        if len(found) != 1:
            counted = "none" if not found else str(len(found))
            where = "" if resource is None else f" of {resource}"
            raise AssertionError(f"Expected a remediation by {policy}{where}, found {counted}.\n{self.explained()}")
        wrong = sorted(key for key, value in inputs.items() if found[0].after.get(key) != value)
        if wrong:
            raise AssertionError(f"{policy} made something else of {', '.join(wrong)}.\n{self.explained()}")
        return found[0]

    def explained(self) -> str:
        """Return everything that the pack said, for a person. Values of resources are not in it."""
        lines = [f"  - {each}" for each in (*self.violations, *self.remediations)]
        lines += [
            f"  - [not applicable] {each.policy} at {name_of(each.urn) or 'the whole stack'}: {each.reason}"
            for each in self.not_applicable
            if each.reason
        ]
        said = ["The pack said:", *lines] if lines else ["The pack said nothing."]
        if self.stopped_at:
            said.append(f"The update ended at {name_of(self.stopped_at)}: nothing after it has been seen.")
        if self.pack_output.strip():
            said += ["The pack wrote:", *(f"  {line}" for line in self.pack_output.strip().splitlines())]
        return "\n".join(said)

    def __str__(self) -> str:
        return self.explained()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _narrowed(policy: str | None, resource: str | None) -> str:
    return (f" of {policy}" if policy else "") + (f" at {resource}" if resource else "")


def known_and_open(value: Value) -> Value:
    """Return the value without the wrapping of secrets and outputs; what is unknown stays :data:`UNKNOWN`."""
    match value:
        case Secret() | OutputValue():
            return known_and_open(value.value)
        case Opaque():
            return {key: known_and_open(item) for key, item in value.fields.items()}
        case list():
            return [known_and_open(item) for item in value]
        case dict():
            return {key: known_and_open(item) for key, item in value.items()}
        case _:
            return UNKNOWN if value is UNKNOWN else value
