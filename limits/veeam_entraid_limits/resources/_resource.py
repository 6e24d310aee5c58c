"""A resource as plain data, and its type token taken apart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from veeam_entraid_limits._finding import Subject
from veeam_entraid_limits._setting import Setting, setting

__all__ = ["ProviderResource", "Resource", "TypeToken"]

_API_VERSION: Final = re.compile(r"v\d{8}\w*")


@dataclass(frozen=True, slots=True)
class TypeToken:
    """A type token, with its version aside: ``azure-native:dbforpostgresql/v20240801:Server``.

    Local packages that carry one API version spell it in their name instead
    (``azure-native_dbforpostgresql_v20240801:dbforpostgresql:Server``); both read alike here.

    Attributes:
        package: the provider.
        module: its module.
        name: the type.
        version: the API version, such as ``v20240801``, without which two tokens are the same; empty where none is
            spelled.
    """

    package: str
    module: str
    name: str
    version: str = field(default="", compare=False)

    @classmethod
    def parse(cls, token: str) -> "TypeToken":
        """Take a token apart; what it lacks is empty."""
        package, _, rest = token.partition(":")
        module, _, name = rest.rpartition(":")
        spelled = (module.rpartition("/")[2], package.rpartition("_")[2])
        version = next((part for part in spelled if _API_VERSION.fullmatch(part)), "")
        return cls(package.partition("_")[0], module.partition("/")[0], name, version)

    @property
    def kind(self) -> str:
        """The type in the words of a message: ``azure-native Server``."""
        return f"{self.package} {self.name}"


@dataclass(frozen=True, slots=True)
class ProviderResource:
    """The provider that a resource uses, with its configuration.

    Attributes:
        type: its type token.
        properties: its configuration.
        urn: its URN, by which two resources are known to use one provider whose configuration is unknown.
    """

    type: str
    properties: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    urn: str = ""


@dataclass(frozen=True)
class Resource:
    """A resource of a stack.

    Attributes:
        urn: its URN, which also tells the types of the components around it.
        type: its type token.
        name: its name in the program.
        properties: its inputs; the values may be UNKNOWN, or anything at all.
        provider: the provider that it uses, where it has one.
        outputs: its outputs, as far as they are known: from a state, or when the engine shows the whole stack.
        property_dependencies: for each of its inputs, the URNs of the resources that the input is made from.
        id: the id that its provider gave it, where that is known.
        protect: whether Pulumi refuses to delete it; None where that was not told.
    """

    urn: str
    type: str
    name: str
    properties: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    provider: ProviderResource | None = None
    outputs: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    property_dependencies: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    id: str = ""
    protect: bool | None = None

    @cached_property
    def token(self) -> TypeToken:
        """Its type token, taken apart."""
        return TypeToken.parse(self.type)

    @cached_property
    def ancestors(self) -> tuple[str, ...]:
        """The type tokens of the components around it, outermost first."""
        parts = self.urn.split("::", 3)
        return tuple(parts[2].split("$")[:-1]) if len(parts) > _QUALIFIED_TYPE else ()

    def setting(self, path: str) -> Setting:
        """Return the setting at a dotted path of its inputs."""
        return setting(self.properties, path)

    def output(self, path: str) -> Setting:
        """Return the setting at a dotted path of its outputs."""
        return setting(self.outputs, path)

    @property
    def own_id(self) -> Setting:
        """The id that its provider gave it; some engines show it only among the outputs."""
        return Setting("id", self.id) if self.id else self.output("id")

    def made_from(self, path: str) -> tuple[str, ...]:
        """Return the URNs of the resources from whose outputs an input is made: engines tell it for whole inputs."""
        return tuple(self.property_dependencies.get(path.partition(".")[0], ()))

    def subject(self, kind: str) -> Subject:
        """Return what a finding about it names."""
        return Subject(kind, self.name, self.urn)


_QUALIFIED_TYPE: Final = 2
