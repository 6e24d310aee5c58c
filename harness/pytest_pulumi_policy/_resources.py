"""Resources as a test writes them down, and as the engine knows them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, cast

from veeam_entraid_protocol import UNKNOWN, Opaque, OutputValue, Secret, Unknown, Value

__all__ = ["Options", "Properties", "Registration", "Resource", "Target", "engine_value"]

Properties: TypeAlias = Mapping[str, Value]

STACK_TYPE: Final = "pulumi:pulumi:Stack"
PROVIDER_TYPE: Final = "pulumi:providers:"


@dataclass(frozen=True, slots=True)
class Target:
    """The stack that a test deploys.

    Attributes:
        project, stack, organization: its names.
        config: its configuration as texts, by `namespace:key`. What stands under the name of a package
            configures its default provider.
        secret_config: the keys of `config` that are secret.
        tags: the stack's tags.
    """

    project: str = "project"
    stack: str = "stack"
    organization: str = "organization"
    config: Mapping[str, str] = field(default_factory=dict[str, str])
    secret_config: Sequence[str] = ()
    tags: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def root_urn(self) -> str:
        """The URN of the resource that stands for the stack."""
        return self.urn(STACK_TYPE, f"{self.project}-{self.stack}")

    def urn(self, token: str, name: str, parent: str = "") -> str:
        """Return the URN of a resource; `parent` is a URN."""
        inside = parent.split("::")[2] if parent else ""
        qualified = token if inside in ("", STACK_TYPE) else f"{inside}${token}"
        return f"urn:pulumi:{self.stack}::{self.project}::{qualified}::{name}"


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a resource that a policy sees.

    Attributes:
        protect: whether the resource is protected.
        ignore_changes: the properties whose changes are ignored.
        delete_before_replace: None where the program says nothing.
        additional_secret_outputs: the outputs that are secret besides those that the provider says.
        aliases: the URNs that the resource had before.
        timeouts: seconds by `create`, `update`, `delete` or `read`.
    """

    protect: bool = False
    ignore_changes: Sequence[str] = ()
    delete_before_replace: bool | None = None
    additional_secret_outputs: Sequence[str] = ()
    aliases: Sequence[str] = ()
    timeouts: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, eq=False)
class Resource:
    """A resource that a test writes down. Keys are in camelCase, as the engine has them.

    Attributes:
        type: the type token, such as `aws:s3/bucket:Bucket`. A provider's is `pulumi:providers:aws`.
        name: the logical name.
        inputs: what the program gives it: JSON-like data with :data:`UNKNOWN` and :class:`Secret` in it.
        outputs: what the stack policies are shown of it. Left out: the inputs, or nothing for a component.
        component: whether it is a component: it has no provider, and only outputs that it registers.
        parent: the resource that it is a child of.
        provider: the provider that it uses. Left out: the default one of its package, with the package's part
            of the configuration of the stack.
        depends_on: the resources that it depends on, besides those in `made_from`.
        made_from: the resources that an input is made from, by the name of the input.
        options: what else the program says of it.
        registers: whether it registers. One that does not, as `--target` leaves resources out, is only shown
            with the whole stack.
    """

    type: str
    name: str
    inputs: Mapping[str, object] = field(default_factory=dict[str, object])
    outputs: Mapping[str, object] | None = None
    component: bool = False
    parent: "Resource | None" = None
    provider: "Resource | None" = None
    depends_on: Sequence["Resource"] = ()
    made_from: Mapping[str, "Resource | Sequence[Resource]"] = field(
        default_factory=dict[str, "Resource | Sequence[Resource]"]
    )
    options: Options = Options()
    registers: bool = True


@dataclass(frozen=True, slots=True)
class Registration:
    """A resource as the engine knows it: related by URNs, its values in the form in which a pack is shown them.

    `outputs` are None until they are known.
    """

    urn: str
    type: str
    inputs: Properties
    outputs: Properties | None = None
    custom: bool = True
    parent: str = ""
    provider: str = ""
    dependencies: Sequence[str] = ()
    property_dependencies: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    options: Options = Options()

    @property
    def name(self) -> str:
        """The name in the URN."""
        return self.urn.rpartition("::")[2]

    @property
    def package(self) -> str:
        """The package whose provider manages it, empty for a component, a provider or a stack."""
        if not self.custom or self.type.startswith(PROVIDER_TYPE):
            return ""
        return self.type.partition(":")[0]


def engine_value(value: object) -> Value:
    """Return a value as the engine shows it to a pack.

    Outputs give way to what they hold: a value, :data:`UNKNOWN`, or either as a secret. References to resources
    give way to an id or a URN.

    Raises:
        TypeError: it is nothing that a property can hold.
    """
    match value:
        case OutputValue():
            held = UNKNOWN if value.value is UNKNOWN else engine_value(value.value)
            return Secret(held) if value.secret else held
        case Secret():
            held = engine_value(value.value)
            return held if isinstance(held, Secret) else Secret(held)
        case Opaque():
            return _opaque(value)
        case Mapping():
            entries = cast("Mapping[object, object]", value)
            return {str(key): engine_value(item) for key, item in entries.items()}
        case str() | bool() | int() | float() | None | Unknown.UNKNOWN:
            return value
        case Sequence():
            return [engine_value(item) for item in cast("Sequence[object]", value)]
        case _:
            raise TypeError(f"A property cannot hold a {type(value).__name__}.")


_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_REFERENCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"


def _opaque(value: Opaque) -> Value:
    if value.fields.get(_SIGNATURE) != _REFERENCE:
        return value
    identity = value.fields.get("id")
    if identity is None:
        return engine_value(value.fields.get("urn"))
    # An id that is not known yet is an empty text in a reference.
    return UNKNOWN if identity == "" else engine_value(identity)


def default_provider_name(version: str) -> str:
    """Return the name of the default provider of a package in a version, which may be empty."""
    return f"default_{re.sub(r'[^A-Za-z0-9_-]', '_', version)}" if version else "default"
